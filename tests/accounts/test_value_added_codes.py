"""Value-added codes at the lane: held against the register, and a confirmation good for one declaration, whatever was told of it since."""

from datetime import date

import pytest

from tests import yard as yards
from tests.accounts.accounts_port import (
    CHAIN,
    CODE,
    LEASED,
    LEDGER,
    LISTS,
    OTHER_CODE,
    TRUCKS,
    release_list,
    tables,
    three_lists,
    truck_lines,
)
from tests.yard import BOX, BOX2, PAPERS, PAPERS2, PLATE, PLATE2, USCC, USCC2, clean, consignment, sealed
from workstation.codes import made
from workstation.desk import accounts


def verdict(yard, *lines):
    """Channel and reasons of a truck."""
    told = yard.lines(*(lines or clean()))["verdict"]
    return told["channel"], told["reasons"]


def balances(yard):
    """Of the guarantee pledged and free, of line 1 undeclared and out."""
    guarantee, line, *_ = accounts.account_of(LEDGER, yard.desk.station).ledgers[0].lines
    return tuple(str(each) for each in (guarantee.of("pledged"), guarantee.of("stock"), line.of("batch"), line.of("out")))


def code(number=CODE, **changed):
    usual = {"code": number, "sort": "cumulative" if number == CHAIN else "confirmation", "uscc": USCC, "valid_from": "2026-01-01", "state": "valid"}
    return usual | changed


@pytest.mark.parametrize(("changed", "told", "why"), [
    ({}, [], "没有填写"), ({"va_confirmation": CODE}, [], "口岸未获知"), ({"va_confirmation": CODE}, [code(state="revoked")], "已撤销"), ({"va_confirmation": CODE}, [code()], ""),
])  # fmt: skip
def test_a_list_of_value_added_goods_is_declared_with_a_code_that_holds_and_undeclared_whole(port, changed, told, why):
    lists = [release_list(number, category="value-added", guarantee="2000.00") for number in LISTS]
    yard = port(three_lists(release_list=lists, consignment=[consignment(category="value-added", **changed)], va_code=told))
    yard.lines(*TRUCKS[0])
    yard.act("release")
    yard.open("S1")
    before = balances(yard)
    wish = {"act": "batch-declare", "list": LISTS[0], "declaration": PAPERS}
    if why:
        told = yard.line(**wish)["refused"]
        assert (told["key"], why in told["words"]) == ("batch-va", True)
        assert balances(yard) == before
        return
    # Either half of it takes the other back with it: what is undeclared again is not free of its guarantee.
    for half in (0, 1):
        done = [f"{station}/{seq}" for station, seq, _ in yard.lines(wish)["events"]]
        assert balances(yard) == ("0.00", "5000.00", "0", "700")
        yard.act("ledger-reverse", event=done[half], reason="wrong list")
        assert balances(yard) == before == ("2000.00", "3000.00", "400", "300")
        assert {yard.refused(act="ledger-reverse", event=each, reason="again") for each in done} == {"account-not-posted"}


@pytest.mark.parametrize(("rows", "state"), [
    ([code()], "valid"), ([code(declaration=PAPERS)], "valid"), ([code(state="used", declaration=PAPERS)], "valid"),
    ([], "unknown"), ([code(OTHER_CODE)], "unknown"), ([code(uscc=USCC2)], "other"), ([code(declaration=PAPERS2)], "other"),
    ([code(state="revoked")], "revoked"), ([code(state="used")], "used"), ([code(valid_to="2026-11-20")], "expired"), ([code(valid_from="2026-11-22")], "early"),
    ([code(), code(CHAIN, uscc=USCC2, downstream=USCC)], "valid"), ([code(), code(CHAIN, uscc=USCC2)], "other"), ([code(), code(CHAIN, uscc=USCC2, downstream=USCC, state="revoked")], "revoked"),
    ([code(sort="cumulative")], "other"), ([code(ledger=LEASED)], "other"), ([code(ledger=LEDGER)], "valid"), ([code(), code(CHAIN, sort="confirmation")], "other"),
    ([code(valid_to="2026-11-21", valid_from="2026-11-21")], "valid"),
])  # fmt: skip
def test_a_value_added_code_is_held_against_the_register(port, rows, state):
    chained = {"va_cumulative": CHAIN} if any(row["code"] == CHAIN for row in rows) else {}
    paper = consignment(category="value-added", ledger=LEDGER, va_confirmation=CODE, va_valid_to="2026-12-31", **chained)
    yard = port(tables(consignment=[paper], va_code=rows))
    assert verdict(yard)[0] == ("release" if state == "valid" else "hold")
    assert yard.desk.stand.gathered.papers[PAPERS]["papers.va"] == state


def test_a_confirmation_is_good_for_one_declaration(port):
    named = [consignment(number, category="value-added", va_confirmation=CODE) for number in (PAPERS, PAPERS2)]
    trucks = {"line": [], "booking": [yards.booked(papers=[PAPERS]), yards.booked(PLATE2, number=made.make_booking(yards.DAY, 2), papers=[PAPERS2], containers=[BOX2])]}
    trucks |= {"vehicle": [{"plate": plate, "sort": "truck", "tare_kg": "9000"} for plate in (PLATE, PLATE2)], "seal": [sealed(f"ML{box[4:]}0", box) for box in (BOX, BOX2)]}
    trucks |= {"container": [{"number": box, "papers": number, "tare_kg": "2200"} for box, number in ((BOX, PAPERS), (BOX2, PAPERS2))]}

    def said(yard):
        return [each.state for each in accounts.account_of(USCC, yard.desk.station).codes], yard.desk.stand.gathered.papers

    # The register says of neither that the code was given for it: neither is proven (nor a code it was never told of).
    for told in ([code()], []):
        assert verdict(port(tables(consignment=named, va_code=told, **trucks)), *truck_lines()) == ("hold", ["papers.va-twice"] if told else ["papers.va"])
    yard = port(tables(consignment=named, va_code=[code()], **trucks))
    assert said((yard.lines(*truck_lines()), yard)[1])[0] == ["twice"]
    # The other is cancelled, the truck goes with the code; later the register tells only of the second, and the journal still knows.
    yard.delta(consignment=[named[0], {**named[1], "state": "cancelled"}])
    assert verdict(yard, {"act": "next"}, {"scan": PLATE}) == ("release", ["instruction.none", "papers.match", "seal.intact"])
    number = yard.act("release")["slip"]["number"]
    yard.delta(consignment=[{**named[0], "state": "cancelled"}, named[1]])
    assert verdict(yard, {"act": "next"}, *truck_lines(PAPERS2, PLATE2, BOX2)) == ("hold", ["papers.va"])
    codes, papers = said(yard)
    assert (codes, papers[PAPERS2]["papers.va"]) == (["used"], "used")
    assert accounts.account_of(USCC, yard.desk.station, date(2026, 11, 20)).codes[0].state == "valid"
    # A slip that is made void gives the code back.
    yard.open("S1")
    yard.act("void", number=number, reason="turned round")
    assert verdict(yard, {"scan": PLATE2})[0] == "release"


def test_of_hundreds_of_codes_the_newest_are_told_and_how_many_are_not(port, monkeypatch):
    from workstation.accounts import opened as opening
    from workstation.accounts import shown

    monkeypatch.setattr(opening, "AT_MOST", 3)
    names = [made.make_va_confirmation("6401", 2026, serial) for serial in range(20, 26)]
    told = [code(name, valid_from=f"2026-0{1 + place}-01") for place, name in enumerate(names)]
    vehicles = [{"plate": f"琼A{place:05d}", "sort": "truck", "uscc": USCC, "zero_tariff": True} for place in range(5)]
    over, live = (yards.instruction("manual", "enterprise", USCC, serial, **until) for serial, until in ((1, {"valid_to": "2026-11-21T07:30:00Z"}), (2, {"valid_to": "2026-12-01T00:00:00Z"})))
    station = port(tables(va_code=told, vehicle=vehicles, instruction=[over, live])).desk.station
    found = accounts.account_of(USCC, station)
    assert ([each.code for each in found.codes], found.codes_more, shown.as_map(found)["codes_more"], len(found.vehicles)) == (names[:2:-1], 3, 3, 5)
    asked = accounts.account_of(names[0], station)
    assert ([each.code for each in asked.codes], asked.codes_more) == ([*names[:2:-1], names[0]], 2), "the code that opened it is told, however old"
    assert accounts.account_of(names[4], station).codes == found.codes
    assert found.instructions == (live["number"],), "one whose time is over stands against nobody"
    assert {"  3 older codes are not listed", f"  Instruction {live['number']}  live, against this enterprise"} <= {*shown.lines(found, "en")}
