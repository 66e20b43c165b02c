"""Balances that are kept as postings are folded are the balances of all the postings, whatever arrived, in whatever order, and whatever the platform has counted of it."""

from decimal import Decimal

import replayed
from hypothesis import given, settings
from hypothesis import strategies as some
from test_books_balance import LEDGER, Kept, Told, event

from workstation.accounts import balance, books, leases
from workstation.accounts.entries import TAKEN
from workstation.accounts.history import history
from workstation.accounts.views import fold

WHERE, LINES, NOW = some.sampled_from(("A", "B", "C")), some.sampled_from((1, 2)), 10**12
SORTS = some.sampled_from(("in", "out", "batch"))
ROW = some.fixed_dictionaries({"line": LINES, "quantity": some.sampled_from(("1", "2.50", "0.125", "700")), "lease": some.sampled_from(("", "", "L1", "L2"))})
POST = some.tuples(some.just("post"), SORTS, some.integers(0, 2), some.lists(ROW, min_size=1, max_size=3))
UNDO = some.tuples(some.just("undo"), some.integers(0, 30))
WISHES = some.lists(some.tuples(WHERE, some.sampled_from((1, 1, 3, 70, 5000, 300_000)), some.one_of(POST, POST, UNDO)), max_size=25)
HEADS = some.dictionaries(WHERE, some.one_of(some.integers(0, 20), some.integers(0, 2_000_000)))
ENTRIES = some.sets(some.tuples(LINES, SORTS, some.integers(0, 2)), max_size=12)
GRANTED = [(lease, line, holder) for lease in ("L1", "L2") for line in (1, 2) for holder in "AB"]


def happened(wishes):
    """Events of three chains with gaps and unequal clocks: postings of the same papers, some taken back, before or after they are known."""
    seqs, made = dict.fromkeys("ABC", 0), []
    for station, gap, wish in wishes:
        seqs[station] += gap
        if wish[0] == "post":
            body = {"sort": wish[1], "reference": f"R{wish[2]}", "lines": wish[3]}
            made.append(event(station, seqs[station], "ledger.posted", LEDGER, **body))
        else:
            target = made[wish[1] % len(made)] if made and wish[1] < 25 else event("C", seqs["C"] + 1, "", "")
            made.append(event(station, seqs[station], "ledger.reversed", LEDGER, target_station=target.station, target_seq=target.seq, reason="x"))
    for number, (lease, line, holder) in enumerate(GRANTED):
        made.append(event("HUB", number + 1, "lease.granted", f"{lease}{line}{holder}"[:2], ledger=LEDGER, line=line, holder=holder, quantity="9"))
    return made


def port(heads, entries):
    """A register that counted the stations up to these heads and tells these entries."""
    rows = [{"ledger": LEDGER, "no": no, "name": "x", "unit": "kg", "commodity": None, **dict.fromkeys(("in", *TAKEN)), "in": "1000.0"} for no in (1, 2)]
    told = [{"ledger": LEDGER, "line": line, "sort": sort, "reference": f"R{of}"} for line, sort, of in entries]
    return Told({"ledger_line": rows, "ledger_entry": told, "ledger_counted": [{"station": name, "seq": seq} for name, seq in heads.items()]})


class Counting(Kept):
    """The same that counts the rows it gives."""

    seen = 0

    def read(self, sql, params=()):
        found = super().read(sql, params)
        self.seen += len(found)
        return found


def rows(kept):
    return [sorted(kept.read(f"SELECT * FROM {table}"), key=repr) for table in ("ledger_step", "ledger_undone", "ledger_sum", "ledger_day", "ledger_turn")]


@settings(deadline=None, max_examples=150)
@given(WISHES, HEADS, ENTRIES, some.integers(1, 3), some.randoms(use_true_random=False))
def test_the_sums_are_those_of_every_posting(wishes, heads, entries, few, random):
    events, memo = happened(wishes), {}
    mixed = [*events, *random.choices(events, k=len(events))]
    random.shuffle(mixed)
    register, journal = port(heads, entries), Kept(mixed[: len(mixed) // 2])
    source = books.Source(register, journal, NOW, memo=memo)
    balance.FEW, usual = few, balance.FEW
    try:
        books.sheet(source, LEDGER, 1)
        for late in mixed[len(mixed) // 2 :]:
            fold(journal.connection, late)
        for each in (source, books.Source(register, Kept(events), NOW)):
            agree(each)
    finally:
        balance.FEW = usual
    assert rows(journal) == rows(Kept(events)) == rows(Kept(reversed(events)))


def agree(source):
    """By sums, and by folding all steps; to the digit, as it is written."""
    sheets = [books.sheet(source, LEDGER, no) for no in (1, 2)]
    whole = books.lines_of(source, books.book(source, LEDGER), None)
    folded = replayed.lines(source, LEDGER, None)
    for sheet, line, every in zip(sheets, whole, folded, strict=True):
        assert sheet.line == line
        assert {name: str(amount) for name, amount in line.accounts.items()} == {name: str(amount) for name, amount in every.accounts.items()}
        assert leases.leases(source, LEDGER, line.no, sheet.spent) == leases.leases(source, LEDGER, line.no, replayed.spent(source, LEDGER, line.no))
    known = books.counted(source)
    fresh = {f"{step.posting.stamp[1]}/{step.posting.stamp[2]}" for step in replayed.steps(source.journal, LEDGER) if not known(LEDGER, step.posting)}
    told = history(source, [books.book(source, LEDGER)], source.today, 500)
    assert ({each.event for each in told.entries()}, told.more) == (fresh, False)


def test_what_is_read_of_a_line_is_the_same_after_ten_postings_and_after_thousands():
    asked = {}
    for count in (10, 3000):
        events = [event("A", 7 * place, "ledger.posted", LEDGER, sort="out", reference=f"R{place}", lines=[{"line": 1, "quantity": "0.25"}]) for place in range(1, count + 1)]
        journal = Counting(events)
        for head in (0, 7 * count - 20):
            source = books.Source(port({"A": head} if head else {}, ()), journal, NOW)
            journal.seen = 0
            line = books.sheet(source, LEDGER, 1).line
            assert line.of("out") == Decimal("0.25") * (3 if head else count)
            asked[count, bool(head)] = journal.seen
    assert asked[3000, False] == asked[10, False] == 1
    assert asked[3000, True] < 70


def test_what_arrives_late_is_told_once_however_it_is_told():
    """Counted by the head of its station and entered as well, after the entries were looked through."""
    posts = [event("A", seq, "ledger.posted", LEDGER, sort="out", reference=f"R{of}", lines=[{"line": 1, "quantity": "1"}]) for seq, of in ((20, 0), (5, 1), (30, 2))]
    journal = Kept(posts[:1])
    source = books.Source(port({"A": 10}, {(1, "out", 1), (1, "out", 2)}), journal, NOW, memo={})
    for late in (None, *posts[1:]):
        fold(journal.connection, late) if late else None
        assert books.sheet(source, LEDGER, 1).line.of("out") == 1
        agree(source)
