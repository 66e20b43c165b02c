"""Balances at the end of any day and the course between them, kept by the day as postings are folded, are those of a full replay; and opening stays flat."""

from dataclasses import replace
from datetime import date, timedelta

import replayed
from hypothesis import example, given, settings
from hypothesis import strategies as some
from test_books_balance import LEDGER, Kept, Told, event
from test_sums_of_ledgers import Counting

from workstation.accounts import books, history, turns
from workstation.accounts.entries import TAKEN
from workstation.accounts.history import courses
from workstation.accounts.views import fold
from workstation.settings import local_time, parse_time

DAY, MIDNIGHT = 86_400_000, parse_time("2026-02-26T16:00:00Z")
"""Midnight of 2026-02-27 in Asia/Shanghai: days across the end of a month."""
FIRST = date(2026, 2, 27)
QUANTITY = some.sampled_from(("1", "2.50", "0.125", "700"))
POST = some.tuples(some.just("post"), some.sampled_from(("in", "out", "batch")), some.integers(0, 2), some.lists(some.tuples(some.sampled_from((1, 2)), QUANTITY), min_size=1, max_size=2))
UNDO = some.tuples(some.just("undo"), some.integers(0, 30))
LATER = some.sampled_from((0, 1, DAY // 2, DAY - 1, DAY, 2 * DAY))
WISHES = some.lists(some.tuples(some.sampled_from("AB"), LATER, some.one_of(POST, POST, UNDO)), max_size=16)
ENTRY = some.tuples(some.sampled_from((1, 2)), some.sampled_from(("in", "out")), some.integers(0, 2), QUANTITY, some.integers(-2, 6))


def happened(wishes):
    """Chains of two stations, each with a clock of its own that never runs backwards; papers of the same number, taken back on the same day or later, by either."""
    seqs, at, made = dict.fromkeys("AB", 0), dict.fromkeys("AB", MIDNIGHT - 1), []
    for station, later, wish in wishes:
        seqs[station] += 1
        at[station] += later
        target = made[wish[1] % len(made)] if wish[0] == "undo" and made else None
        if wish[0] == "post":
            body = {"sort": wish[1], "reference": f"R{wish[2]}", "lines": [{"line": line, "quantity": quantity} for line, quantity in wish[3]]}
            made.append(event(station, seqs[station], "ledger.posted", LEDGER, **body))
        elif target:
            made.append(event(station, seqs[station], "ledger.reversed", LEDGER, target_station=target.station, target_seq=target.seq, reason="x"))
        else:
            continue
        made[-1] = replace(made[-1], at=at[station])
    return made


def port(heads, entries):
    rows = [{"ledger": LEDGER, "no": no, "name": "x", "unit": "kg", "commodity": None, **dict.fromkeys(("in", *TAKEN)), "in": "1000.0"} for no in (1, 2)]
    told = {(line, sort, of): (quantity, day) for line, sort, of, quantity, day in entries}
    several = [{"ledger": LEDGER, "line": line, "sort": sort, "reference": f"R{of}", "quantity": quantity, "on": (FIRST + timedelta(day)).isoformat()} for (line, sort, of), (quantity, day) in told.items()]
    return Register({"ledger_line": rows, "ledger_entry": several, "ledger_counted": [{"station": name, "seq": seq} for name, seq in heads.items()]})


class Register(Told):
    """The same with days."""

    def latest(self, table, pair, value, until, limit):
        rows = [row for row in self.where(table, pair[0], value) if row[pair[1]] <= until]
        return sorted(rows, key=lambda row: row[pair[1]], reverse=True)[:limit]

    def newest(self, table, pair, value, until, limit):
        return [tuple(row[name] for name in ("ledger", "line", "sort", "reference", "quantity", "on")) for row in self.latest(table, pair, value, until, limit)]


@settings(deadline=None, max_examples=120)
@given(WISHES, some.dictionaries(some.sampled_from("AB"), some.integers(0, 12)), some.lists(ENTRY, max_size=5), some.sampled_from((1, 2, 5000)), some.randoms(use_true_random=False))
@example([("A", 1, ("post", "out", 0, [(1, "1")])), ("B", 2 * DAY, ("post", "out", 0, [(1, "2.50")])), ("A", 5 * DAY, ("undo", 0))], {}, [], 5000, None)
def test_any_day_is_that_of_a_full_replay_also_between_days(wishes, heads, entries, most, random):
    usual = history.DRAWN, books.FIRST
    history.DRAWN, books.FIRST = most, most
    try:
        agree(wishes, heads, entries, random)
    finally:
        history.DRAWN, books.FIRST = usual


def agree(wishes, heads, entries, random):
    """Balances of every day and the course from the day it is drawn on, shuffled and doubled."""
    events = happened(wishes)
    mixed = [*events, *(random.choices(events, k=len(events)) if random and events else ())]
    if random:
        random.shuffle(mixed)
    now = max((each.at for each in events), default=MIDNIGHT)
    source = books.Source(port(heads, entries), Kept(mixed), now, memo={})
    kept, stocks = books.book(source, LEDGER), {}
    for number in range((source.today - FIRST).days + 3):
        day = FIRST + timedelta(number - 2)
        found, whole = books.lines_of(source, kept, day), replayed.lines(source, LEDGER, day)
        assert [{name: str(amount) for name, amount in line.accounts.items()} for line in found] == [{name: str(amount) for name, amount in line.accounts.items()} for line in whole]
        stocks[day] = {line.no: line.of("stock") for line in whole}
    assert books.lines_of(source, kept, None) == replayed.lines(source, LEDGER, None)
    told = courses(source, kept, books.lines_of(source, kept, None), source.today)
    for no, (points, since) in told.items():
        course, stands = dict(points), None
        assert (since != "") == (len(source.register.rows["ledger_entry"]) > history.DRAWN)
        assert not since or since == points[0][0]
        for day, figures in stocks.items():
            stands = course.get(day.isoformat(), stands)
            assert stands is None or stands == figures[no], (day, no, points)


def test_what_is_read_for_a_course_is_the_same_after_a_hundred_postings_a_day_and_after_thousands():
    asked = {}
    for a_day in (100, 1200):
        events = [event("A", place + 1, "ledger.posted", LEDGER, sort="out", reference=f"R{place}", lines=[{"line": 1, "quantity": "0.25"}]) for place in range(3 * a_day)]
        journal = Counting()
        for place, each in enumerate(events):
            fold(journal.connection, replace(each, at=MIDNIGHT + place // a_day * DAY))
        for head in (0, a_day + 90):
            source = books.Source(port({"A": head} if head else {}, []), journal, MIDNIGHT + 2 * DAY)
            kept = books.book(source, LEDGER)
            journal.seen = 0
            points = courses(source, kept, books.lines_of(source, kept, None), source.today)[1].points
            asked[a_day, bool(head)] = journal.seen
            assert [day for day, _ in points] == [(FIRST + timedelta(number)).isoformat() for number in range(1 if head else 0, 3)]
            assert str(points[-1][1]) == f"{1000 - (3 * a_day - head) * 0.25:.2f}"
    assert asked[1200, False] == asked[100, False] == 4


def test_a_day_is_that_of_asia_shanghai_also_far_from_now():
    for at in (0, MIDNIGHT - 1, MIDNIGHT, parse_time("2027-12-31T15:59:59Z"), parse_time("2028-02-29T16:00:00Z"), parse_time("1995-07-01T16:00:00Z")):
        assert turns.date_of(turns.day_of(at)) == local_time(at).date()
        assert turns.begins(turns.day_of(at)) <= at < turns.begins(turns.day_of(at) + 1)
    assert turns.date_of(turns.day_of(10**18)).year == 9999, "a foreign clock stops no view"
