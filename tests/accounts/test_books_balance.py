"""Laws of the ledgers: every posting and every line sums to zero, no order of events overdraws, replays are equal, and days count once."""

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from workstation.accounts import books, entries, posting, vehicles
from workstation.accounts.entries import MOVES, Line, check_room, legs, posted, told, trial
from workstation.accounts.figures import ours, plain
from workstation.accounts.views import ACCOUNTS, fold
from workstation.journal import Event
from workstation.words import Refused

AMOUNT = some.decimals(min_value="0.001", max_value="99999", places=3)
MOVE = some.tuples(some.sampled_from(sorted(MOVES)), AMOUNT)
LEDGER = "H64012026001"
often = settings(deadline=None, max_examples=60)


@dataclass
class Told:
    """A register of a few rows, as the accounts read it."""

    rows: dict = field(default_factory=dict)

    def get(self, table, *key):
        return next((row for row in self.rows.get(table, ()) if tuple(row[name] for name in KEYS[table]) == key), None)

    def where(self, table, column, value, limit=None):
        return [row for row in self.rows.get(table, ()) if row[column] == value][:limit]

    def among(self, table, column, values):
        return [row for row in self.rows.get(table, ()) if row[column] in values]

    def within(self, table, head, values):
        return [row for row in self.rows.get(table, ()) if row[KEYS[table][0]] == head and row[KEYS[table][1]] in values]

    def latest(self, *_):
        return []

    newest = latest


KEYS = {"ledger": ("number",), "ledger_line": ("ledger", "no"), "ledger_entry": ("ledger", "line", "sort", "reference"), "ledger_counted": ("station",)}


class Kept:
    """The views of a journal after some events."""

    def __init__(self, events=()):
        self.connection = sqlite3.connect(":memory:")
        self.connection.executescript(ACCOUNTS.schema)
        for event in events:
            fold(self.connection, event)

    def read(self, sql, params=()):
        return self.connection.execute(sql, params).fetchall()


def register(opening, *, leased=False):
    figures = dict.fromkeys(("in", *entries.TAKEN)) | {"in": plain(opening)}
    line = {"ledger": LEDGER, "no": 1, "name": "x", "unit": "kg", "commodity": None, **figures}
    return Told({"ledger": [{"number": LEDGER, "state": "open", "leased": leased, "home": None if leased else "A", "opened_on": None}], "ledger_line": [line]})


def tried(call, *given):
    """What it gives and None, or nothing and the refusal."""
    try:
        return call(*given), None
    except Refused as refused:
        return (), refused


def event(station, seq, kind, subject, **body):
    return Event(station, seq, seq, seq, "O1", kind, subject, body)


@often
@given(MOVE)
def test_each_posting_sums_to_zero(move):
    assert sum(change for _, change in legs(*move)) == 0


@often
@given(some.lists(MOVE), some.dictionaries(some.sampled_from(("in", *entries.TAKEN)), AMOUNT))
def test_a_line_sums_to_zero_whatever_is_posted_and_going_back_is_exact(moves, figures):
    before = told(dict.fromkeys(("in", *entries.TAKEN)) | {sort: plain(quantity) for sort, quantity in figures.items()})
    after = posted(before, moves)
    assert trial(after) == 0
    back = posted(after, [(sort, -quantity) for sort, quantity in reversed(moves)])
    assert {name: value for name, value in back.items() if value} == {name: value for name, value in before.items() if value}


@often
@given(AMOUNT, some.lists(MOVE, max_size=30))
def test_no_order_of_postings_overdraws_an_account(opening, moves):
    line = Line(LEDGER, 1, "x", "kg", accounts=told(dict.fromkeys(entries.TAKEN) | {"in": plain(opening)}))
    for sort, quantity in moves:
        there = line.of(MOVES[sort][0])
        _, refused = tried(check_room, line, sort, quantity)
        if refused:
            assert refused.values["asked"] == plain(quantity)
            assert Decimal(refused.values["left"]) == there < quantity
            continue
        line = replace(line, accounts=posted(line.accounts, [(sort, quantity)]))
        assert min(value for name, value in line.accounts.items() if name != "outside") >= 0
        assert trial(line.accounts) == 0


POSTS = some.lists(some.tuples(some.sampled_from(("used", "out", "in")), AMOUNT, some.integers(0, 8), some.booleans()), max_size=14)


@often
@given(AMOUNT, POSTS, some.randoms(use_true_random=False))
def test_a_replay_in_any_order_and_doubled_is_the_same_account_and_never_overdrawn(opening, posts, random):
    tables, events = register(opening), []
    for sort, quantity, reference, undone in posts:
        source = books.Source(tables, Kept(events), 10**12)
        own = posting.Own("A", tables.rows["ledger"][0], f"R{reference}")
        for body in tried(posting.body, source, own, [posting.Asked(1, sort, quantity)])[0]:
            events.append(event("A", len(events) + 1, "ledger.posted", LEDGER, **body))
            if undone and sort != "in":
                events.append(event("A", len(events) + 1, "ledger.reversed", LEDGER, target_station="A", target_seq=events[-1].seq, reason="x"))
    mixed = [*events, *random.choices(events, k=len(events))] if events else []
    random.shuffle(mixed)
    sheets = [books.sheet(books.Source(tables, Kept(several), 10**12), LEDGER, 1) for several in (events, mixed)]
    whole, shuffled = (sheet.line for sheet in sheets)
    assert whole == shuffled
    assert [str(books.stock(sheet.row, sheet.moves)) for sheet in sheets] == [str(whole.of("stock"))] * 2
    assert trial(whole.accounts) == 0
    assert whole.of("stock") >= 0
    # What the platform has counted stands in its figures: it is not counted here again.
    tables.rows["ledger_counted"] = [{"station": "A", "seq": len(events)}]
    assert books.sheet(books.Source(tables, Kept(mixed), 10**12), LEDGER, 1).line.of("stock") == opening


DAY = some.dates(date(2025, 11, 1), date(2027, 2, 28))


@often
@given(some.lists(some.tuples(DAY, some.integers(0, 60)), max_size=8), DAY, some.randoms(use_true_random=False))
def test_days_on_the_mainland_are_counted_once_each_by_the_calendar_year(spans, today, random):
    taken, spans_ = set(), []
    for left, length in sorted(spans):
        days = {left + timedelta(number) for number in range(length + 1)}
        if not days & taken:
            taken |= days
            spans_.append((left, max(days)))
    marks = [mark for left, back in spans_ for mark in ((left.isoformat(), "out"), (back.isoformat(), "back"))]
    mixed = [*marks, *random.choices(marks, k=len(marks))] if marks else []
    random.shuffle(mixed)
    rules = ours().vehicle(today)
    counted = {day for stay in vehicles.paired(mark for mark in mixed if mark[0] <= today.isoformat()) for day in vehicles.days(stay, today, rules) if day.year == today.year}
    assert counted == {day for day in taken if day.year == today.year and day <= today}


def test_who_came_back_unseen_counts_until_he_left_again():
    assert vehicles.paired([("2026-01-01", "out"), ("2026-02-01", "out"), ("2026-02-05", "back")]) == (
        vehicles.Stay("2026-01-01", "2026-02-01", sure=False), vehicles.Stay("2026-02-01", "2026-02-05"),
    )  # fmt: skip
    assert vehicles.paired([("2026-01-01", "out"), ("2026-01-05", "back"), ("2026-01-05", "out")]) == (
        vehicles.Stay("2026-01-01", "2026-01-05"), vehicles.Stay("2026-01-05", ""),
    )  # fmt: skip


def test_one_paper_posted_by_two_stations_counts_once():
    several = [entries.Posting(1, "out", Decimal(5), "P", (at, station, 1)) for at, station in ((2, "A"), (1, "B"))]
    assert [each.stamp[1] for each in entries.once(several)] == ["B"]


@pytest.mark.parametrize("others", [0, 3, 3 * books.SEVERAL])
def test_what_the_platform_entered_of_a_paper_is_not_posted_again_however_many_ledgers_it_names(others):
    tables = register(Decimal(1000))
    entry = {"line": 1, "sort": "out", "reference": "P", "quantity": "5", "on": "2026-11-20"}
    tables.rows["ledger_entry"] = [{"ledger": ledger, **entry} for ledger in [*(f"H{number}" for number in range(others)), LEDGER]]
    own = posting.Own("A", tables.rows["ledger"][0], "P")
    found = posting.body(books.Source(tables, Kept([]), 10**12), own, [posting.Asked(1, "out", Decimal(5)), posting.Asked(1, "used", Decimal(2))])
    assert [each["sort"] for each in found] == ["used"]


@pytest.mark.parametrize(("station", "entered", "home"), [("A", False, ""), ("B", False, "A"), ("B", True, "")])
def test_a_batch_from_a_leased_ledger_is_declared_where_it_left_or_when_the_platform_has_it(station, entered, home):
    """What another station let out it may take back any moment."""
    told = register(Decimal(9), leased=True)
    told.rows["ledger_line"][0]["batch"] = "5" if entered else None
    told.rows["ledger_entry"] = [{"ledger": LEDGER, "line": 1, "sort": "batch", "reference": "R1"}] if entered else []
    journal = Kept([event("A", 1, "ledger.posted", LEDGER, sort="batch", reference="R1", lines=[{"line": 1, "quantity": "5", "lease": "Q1"}])])
    source = books.Source(told, journal, 10**12)
    bodies, refused = tried(posting.body, source, posting.Own(station, told.get("ledger", LEDGER), "R1"), [posting.Asked(1, "declared", Decimal(5))])
    assert (refused.key, refused.values["home"]) == ("account-elsewhere", home) if home else [each["sort"] for each in bodies] == ["declared"]


@pytest.mark.parametrize(("entered", "declared"), [(None, "5"), ("4", "4")])
def test_a_batch_is_declared_by_the_figure_of_the_platform_where_it_has_one(entered, declared):
    told = register(Decimal(9))
    told.rows["ledger_entry"] = [{"ledger": LEDGER, "line": 1, "sort": "batch", "reference": "R1", "quantity": entered}] if entered else []
    journal = Kept([event("A", 1, "ledger.posted", LEDGER, sort="batch", reference="R1", lines=[{"line": 1, "quantity": "2"}, {"line": 1, "quantity": "3"}])])
    assert posting.of_declaring(books.Source(told, journal, 10**12), LEDGER, "R1") == (posting.Asked(1, "declared", Decimal(declared)),)


def test_nothing_is_no_quantity_to_post():
    told = register(Decimal(9))
    _, refused = tried(posting.body, books.Source(told, Kept(), 10**12), posting.Own("A", told.get("ledger", LEDGER), "R1"), [posting.Asked(1, "out", Decimal(0))])
    assert refused.key == "amount-wrong"


@pytest.mark.parametrize(("leased", "key"), [(True, "account-leased"), (False, None)])
def test_what_was_put_on_the_stock_of_a_leased_ledger_is_not_taken_off_again(leased, key):
    """Somebody may have been lent it since."""
    told = register(Decimal(9), leased=leased)
    told.rows["ledger_line"][0]["pledged"] = "5"
    source = books.Source(told, Kept([event("A", 1, "ledger.posted", LEDGER, sort="freed", reference="R1", lines=[{"line": 1, "quantity": "5"}])]), 10**12)
    steps = books.steps_of(source.journal, LEDGER, ("A", 1))
    _, refused = tried(posting.check_reversal, source, posting.Own("A", told.get("ledger", LEDGER), ""), steps)
    assert (refused and refused.key) == key
