"""From a release to the ledger and back: posted in its transaction, refused with the figures, taken back with a void slip, balances of any day."""

from datetime import date
from decimal import Decimal

import pytest

from tests.accounts.accounts_port import LEASED, LEDGER, LISTS, TRUCKS, entry, ledger_line, line, tables, three_lists
from tests.yard import PAPERS, PAPERS2, USCC, USCC2, clean, consignment, own_station
from workstation.accounts.entries import trial
from workstation.desk import accounts
from workstation.words import Refused


def balances(yard, day=None):
    """Line number -> its accounts that are not zero, of the first ledger; every line sums to zero."""
    account = accounts.account_of(LEDGER, yard.desk.station, day)
    lines = account.ledgers[0].lines
    assert all(trial(line.accounts) == 0 for line in lines)
    return {line.no: {name: str(value) for name, value in line.accounts.items() if value and name != "outside"} for line in lines}


def test_a_release_posts_what_its_lines_take_and_a_void_slip_gives_it_back(port):
    yard = port()
    assert balances(yard)[1] == {"stock": "1000", "used": "700", "out": "300"}
    yard.lines(*clean())
    released = yard.act("release")
    assert [kind for _, _, kind in released["events"] if kind != "verdict.given"] == ["released", "slip.reserved", "ledger.posted"]
    assert balances(yard) == {0: {"stock": "5000.00"}, 1: {"stock": "400", "used": "700", "out": "900"}, 2: {"stock": "7", "out": "3"}}
    yard.open("S1")
    yard.act("void", reason="torn")
    assert balances(yard)[1] == {"stock": "1000", "used": "700", "out": "300"}
    yard.act("release")
    assert balances(yard)[1]["stock"] == "400"
    # The platform tells the same exit now: it counts once, also when a figure differs.
    told = tables()
    told["ledger_line"][1] = ledger_line(1, **{"in": "2000", "used": "700", "out": "900"})
    told["ledger_entry"].append(entry(1, "out", "600", on="2026-11-21", of=PAPERS))
    yard.load(told)
    yard.line(scan="?")
    assert balances(yard)[1] == {"stock": "400", "used": "700", "out": "900"}
    # An opening that contains all this station posted so far, without entries.
    yard.load(told | {"ledger_entry": [], "ledger_counted": [{"station": yard.desk.station.journal.station, "seq": yard.desk.station.journal.head().seq}]})
    yard.line(scan="?")
    assert balances(yard)[1] == {"stock": "400", "used": "700", "out": "900"}


def test_balances_at_the_end_of_any_day(port):
    yard = port()
    yard.lines(*clean())
    yard.act("release")
    days = {"2026-01-01": "1000", "2026-03-01": "1500", "2026-06-29": "1500", "2026-06-30": "1300", "2026-11-20": "1000", "2026-11-21": "400"}
    assert {day: balances(yard, date.fromisoformat(day))[1]["stock"] for day in days} == days
    before = accounts.account_of(USCC, yard.desk.station, date(2025, 12, 31)).ledgers[0]
    assert (before.refused, before.lines) == ("account-before-opening", ())
    with pytest.raises(Refused, match="account-ahead"):
        accounts.account_of(USCC, yard.desk.station, date(2026, 11, 22))


def test_overdrawing_is_refused_with_the_figures_and_nothing_is_half_done(port):
    yard = port(three_lists())
    for lines in TRUCKS[:2]:
        yard.lines(*lines)
        yard.act("release")
        yard.act("next")
    assert balances(yard)[1] == {"stock": "200", "used": "700", "out": "300", "batch": "800"}
    assert balances(yard)[0] == {"stock": "1000.00", "pledged": "4000.00"}
    yard.lines(*TRUCKS[2])
    head = yard.desk.station.journal.head().seq
    with pytest.raises(Refused) as refused:
        accounts.released(yard.desk.station, yard.desk.stand.told.papers.values(), yard.desk.front)
    assert (refused.value.key, refused.value.values) == (
        "account-overdrawn", {"ledger": LEDGER, "line": 1, "name": "货物1", "unit": "千克", "asked": "400", "left": "200"},
    )
    assert yard.refused(act="release") == "account-overdrawn"
    assert yard.desk.station.journal.head().seq == head
    assert {each.number for each in accounts.account_of(LISTS[0], yard.desk.station).batches} == set(LISTS[:2])


def test_a_second_truck_under_the_same_paper_posts_nothing_more(port):
    yard = port()
    yard.lines(*clean())
    yard.act("release")
    station = yard.desk.station
    assert accounts.released(station, yard.desk.stand.told.papers.values(), "other/1") == ()
    assert Decimal(balances(yard)[1]["stock"]) == 400


@pytest.mark.parametrize(("second", "posted"), [("400", [("1000", "千克")]), ("400.5", "account-overdrawn")])
def test_lines_of_one_paper_on_one_line_of_a_ledger_are_taken_together(port, second, posted):
    yard = port(tables(line=[line(quantity="600"), line(no=2, quantity=second)]))
    yard.lines(*clean())
    if isinstance(posted, str):
        refused = yard.line(act="release")["refused"]
        assert (refused["key"], "要 1000.5 千克,只剩 1000 千克" in refused["words"]) == (posted, True)
        return
    yard.act("release")
    (event,) = yard.desk.station.journal.events(kinds=("ledger.posted",))
    assert [(row["quantity"], row["unit"]) for row in event.body["lines"]] == posted
    assert balances(yard)[1]["out"] == "1300"


@pytest.mark.parametrize(("more", "spent"), [("100", [[("200", "Q1")], [("100", "Q1"), ("100", "Q2")]]), ("99", ("account-slice", "200", "199"))])
def test_two_papers_of_one_truck_spend_one_slice_one_after_the_other(port, more, spent):
    slices = [{"number": name, "ledger": LEASED, "line": 1, "station": own_station(), "quantity": quantity, "unit": "千克"} for name, quantity in (("Q1", "300"), ("Q2", more))]
    papers = [consignment(number, uscc=USCC2, ledger=LEASED) for number in (PAPERS, PAPERS2)]
    yard = port(tables(lease=slices, consignment=papers, line=[line(number, quantity="200") for number in (PAPERS, PAPERS2)]))
    yard.line(scan="?")
    station = yard.desk.station
    rows = [station.register.get("consignment", number) for number in (PAPERS, PAPERS2)]
    if isinstance(spent, tuple):
        with pytest.raises(Refused) as refused:
            accounts.released(station, rows, "x/1")
        assert (refused.value.key, refused.value.values["asked"], refused.value.values["left"]) == spent
        return
    assert [[(row["quantity"], row["lease"]) for row in draft.body["lines"]] for draft in accounts.released(station, rows, "x/1")] == spent
