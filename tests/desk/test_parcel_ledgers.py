"""Bonded parcels are written off their ledger by the booking of trucks: once for each inventory, never overdrawn, put back when sent back."""

import pytest

from tests.yard import USCC, instruction, rows, secret
from workstation.accounts import books
from workstation.codes import made
from workstation.desk import accounts

LEDGER = made.make_ledger("6400", 2026, 1)
ONE, TWO, THREE, FOUR = (f"SF100000000{place}" for place in range(1, 5))


def parcel(number, **changed):
    return {"number": number, "inventory": f"INV{number[-1]}", "uscc": USCC, "state": "released", "bonded": True, "ledger": LEDGER} | changed


def goods(inventory, quantity="2", no=1, **changed):
    return {"inventory": inventory, "no": no, "name": "护肤品", "quantity": quantity, "unit": "千克", "ledger_line": 1} | changed


@pytest.fixture
def line(yard):
    def build(*parcels, lines, left="5", state="open", **ledger):
        return yard(rows(
            parcel=list(parcels), parcel_line=lines, ledger=[{"number": LEDGER, "uscc": USCC, "state": state, **ledger}],
            ledger_line=[{"ledger": LEDGER, "no": 1, "name": "护肤品", "unit": "千克", "in": left}],
        ), profile="parcel")  # fmt: skip

    return build


def balance(yard):
    return books.sheet(accounts.source_of(yard.desk.station), LEDGER, 1).line.accounts["stock"]


def kinds(told):
    return [kind for *_, kind in told["events"]]


def test_what_goes_is_taken_in_the_same_transaction_and_what_is_not_there_stops_with_the_figures(line):
    yard = line(*map(parcel, (ONE, TWO, THREE)), lines=[goods(f"INV{place}") for place in "123"])
    for number in (ONE, TWO):
        told = yard.line(scan=number)
        assert (told["parcel"]["channel"], kinds(told)) == ("release", ["parcel.judged", "ledger.posted"])
    assert str(balance(yard)) == "1"
    told = yard.line(scan=THREE)
    assert (told["parcel"]["channel"], told["parcel"]["reasons"], kinds(told)) == ("hold", ["ledger.over"], ["parcel.judged", "call.opened"])
    (said,) = yard.desk.card().reasons
    assert {name: str(said.values[name]) for name in ("ledger", "line", "asked", "left", "unit")} == {"ledger": LEDGER, "line": "1", "asked": "2", "left": "1", "unit": "千克"}
    assert yard.desk.card().rows[0].notes[-1].key == "parcel.ledger"
    wish = {"act": "parcel", "number": THREE, "outcome": "passed", "reason": "查验正常", "officer": "O2", "secret": secret("O2")}
    assert yard.refused(**wish) == "account-overdrawn", "two officers do not overdraw a ledger either"
    yard.load(rows(parcel=[parcel(THREE)], parcel_line=[goods("INV3")], ledger=[{"number": LEDGER, "uscc": USCC, "state": "open"}], ledger_line=[{"ledger": LEDGER, "no": 1, "name": "护肤品", "unit": "千克", "in": "9"}]))  # fmt: skip
    assert kinds(yard.lines(wish))[:2] == ["parcel.settled", "ledger.posted"]
    assert str(balance(yard)) == "3"
    yard.clock.wait(0.01)
    told = yard.line(scan=THREE)
    assert (told["parcel"]["channel"], kinds(told)) == ("release", ["parcel.judged"]), "written off once"


def test_a_ledger_nobody_told_of_is_not_spent_by_two_officers_either(line):
    yard = line(parcel(ONE, ledger=made.make_ledger("6400", 2026, 9)), lines=[goods("INV1")])
    assert yard.line(scan=ONE)["parcel"]["reasons"] == ["parcel.bonded"]
    assert yard.refused(act="parcel", number=ONE, outcome="passed", reason="查验正常", officer="O2", secret=secret("O2")) == "account-ledger-unknown"


def test_an_inventory_is_written_off_once_with_the_first_of_its_parcels_and_put_back_when_it_is_sent_back(line):
    yard = line(parcel(ONE), parcel(TWO, inventory="INV1"), lines=[goods("INV1"), goods("INV1", "1", 2)])
    yard.line(scan=ONE)
    assert kinds(yard.line(scan=TWO)) == ["parcel.judged"]
    assert str(balance(yard)) == "2"
    yard.clock.wait(0.01)
    yard.delta(instruction=[instruction("hold", "enterprise", USCC)])
    assert yard.line(scan=ONE)["parcel"]["channel"] == "hold"
    yard.act("parcel", number=ONE, outcome="returned", reason="退运")
    assert str(balance(yard)) == "5"


@pytest.mark.parametrize(("lines", "ledger", "channel", "reason"), [
    ([], {}, "hold", "ledger.untold"),
    ([goods("INV1", ledger_line=None)], {}, "hold", "ledger.untold"),
    ([goods("INV1"), goods("INV1", "7", 2, ledger_line=None)], {}, "hold", "ledger.untold"),
    ([goods("INV9")], {}, "hold", "ledger.untold"),
    ([goods("INV1", unit="个")], {}, "hold", "ledger.unknown"),
    ([goods("INV1", ledger_line=9)], {}, "hold", "ledger.unknown"),
    ([goods("INV1", "0")], {}, "hold", "ledger.unknown"),
    ([goods("INV1")], {"state": "suspended"}, "hold", "parcel.bonded"),
    ([goods("INV1")], {"leased": True}, "hold", "ledger.slice"),
    ([goods("INV1")], {"home": "CNHXG-04-AAAA"}, "hold", "ledger.elsewhere"),
])  # fmt: skip
def test_how_it_stands_with_its_ledger(line, lines, ledger, channel, reason):
    """Of a ledger spent by leases this station has no slice."""
    yard = line(parcel(ONE), lines=[{name: value for name, value in each.items() if value is not None} for each in lines], **ledger)
    told = yard.line(scan=ONE)
    assert (told["parcel"]["channel"], told["parcel"]["reasons"]) == (channel, [reason])
    assert str(balance(yard)) == "5"
