"""A parcel, a traveller's check and a purchase are judged again as trucks are: bit for bit from the journal, before and after a restart, whatever rules and data say today."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests import yard as yards
from workstation import settings
from workstation.codes import made
from workstation.desk import explaining, rejudged
from workstation.journal import Draft
from workstation.risk import days, rulebook
from workstation.risk.rules import book_of
from workstation.words import Refused

sys.path.insert(0, str(Path(__file__).parent.parent / "persons"))
import persons_port as port

USED, NEW = "SF2000000001", "SF2000000002"


def ruled(yard, change):
    """The station's rules with one text changed, kept as a switch of packs keeps them."""
    files = {name: text.replace(*change[1]) if name == change[0] else text for name, text in rulebook().files.items()}
    assert files != rulebook().files
    yard.desk.lane.station = replace(yard.desk.station, book=book_of(files).on(days.day_of(yard.clock())))
    days.keep(yard.desk.station.journal, yard.desk.station.book, yard.clock())


def again(yard, what):
    """Judged again here, and at a desk that was just opened: the same, but for what today's rules say."""
    found = yard.desk.rejudge(what)
    assert rejudged.shown(yard.desk.lane, what)["said"]["stored"]
    return found


@pytest.fixture(scope="module")
def belt(tmp_path_factory):
    told = {"inventory": "I1", "uscc": yards.USCC, "state": "released"}
    yard = yards.Yard(tmp_path_factory.mktemp("belt") / "station", yards.rows(credit=[], parcel=[{"number": USED, **told}, {"number": NEW, **told, "inventory": "I2", "state": "held"}]))
    yard.close()
    settings.write(yard.folder, replace(settings.read(yard.folder), profile="parcel"))
    yard.open("O1")
    yield yard
    yard.close()


def test_a_parcel_is_judged_again(belt):
    with pytest.raises(Refused) as caught:
        rejudged.shown(belt.desk.lane, "")
    assert caught.value.key == "parcel-none-yet"
    belt.line(scan=USED)
    belt.open("O1")
    assert rejudged.shown(belt.desk.lane, "")["passage"] == explaining.explain(belt.desk.lane).passage == USED, "the last one read, also after a restart"
    belt.clock.wait(0.01)
    for number, channel in ((USED, "release"), (NEW, "hold")):
        assert belt.line(scan=number)["parcel"]["channel"] == channel
        found = again(belt, number)
        assert (found["same"], found["stored"]["channel"], found["differences"], found["changes"]) == (True, channel, [], [])
        near = {row["rule"]: (row["fact"], row["value"]) for row in found["missed_by_one"]}
        assert near["parcel-unknown"] == ("parcel.state", found["stored"]["facts"]["parcel.state"])
        assert [way["changes"][0] for way in found["ways"]][:1] == ([{"fact": "parcel.state", "to": "released"}] if channel == "hold" else [])
    belt.lines({"act": "parcel", "number": NEW, "outcome": "passed", "reason": "seen", "officer": "O2", "secret": yards.secret("O2")})
    belt.clock.wait(0.01)
    belt.line(scan=NEW)
    assert again(belt, NEW)["stored"]["reasons"] == ["parcel.settled"]
    assert again(belt, NEW)["same"] is True
    belt.delta(parcel=[{"number": USED, "inventory": "I1", "uscc": yards.USCC, "state": "held"}])
    belt.open("O1")
    found = again(belt, USED)
    assert (found["same"], found["today"]["channel"]) == (True, "hold")
    assert {"what": "parcel.state", "then": "released", "now": "held"} in found["changes"]
    ruled(belt, ("goods.toml", ('channel = "hold"\nreason = "parcel.not-released"', 'channel = "manual"\nreason = "parcel.not-released"')))
    found = again(belt, USED)
    assert (found["same"], found["today"]["channel"]) == (True, "manual")


@pytest.fixture
def desk(tmp_path):
    yard = port.desk(tmp_path / "station")
    yield yard
    yard.close()


def test_a_guarantee_check_is_judged_again(desk):
    desk.lines({"scan": port.ID}, {"scan": port.RECEIPT})
    passage = desk.desk.front
    with pytest.raises(Refused) as caught:
        desk.desk.rejudge(passage)
    assert caught.value.key == "verdict-unknown"
    desk.line(scan=port.serial(port.WATCH, "S1"))
    desk.act("verify")
    found = again(desk, passage)
    assert (found["same"], found["stored"]["channel"], found["changes"]) == (True, "release", [])
    assert found["stored"]["facts"] == {"person": "ok", "receipt": f"ok {port.RECEIPT}/{port.RECEIPT}", "goods.手表": "ok 1/1", "days": "1", "present": "person, receipt, goods"}
    assert rejudged.shown(desk.desk.lane, "")["passage"] == passage
    ruled(desk, ("quotas.toml", ("present = 2", "present = 3")))
    desk.clock.wait(24 * 40)
    desk.load(port.rows())
    found = again(desk, passage)
    assert (found["same"], found["today"]["channel"], found["today"]["reasons"]) == (True, "cannot-confirm", ["traveller.late"])
    desk.open("S1")
    assert again(desk, passage)["same"] is True
    # Told since: today nothing of his would be signed, whatever is compared.
    desk.delta(instruction=[yards.instruction("manual", kind="person", target="P1")])
    desk.open("S1")
    found = rejudged.shown(desk.desk.lane, passage)
    assert (found["same"], found["today"]["channel"], found["today"]["reasons"]) == (True, "manual", ["traveller.instruction"])
    assert {each["what"] for each in found["changes"]} >= {"channel", "reasons", "instruction.number"}
    assert found["said"]["today"][0].values["number"] == found["today"]["facts"]["instruction.number"]


def test_a_forged_check_or_purchase_does_not_come_out_again(desk):
    desk.lines({"scan": port.ID}, {"scan": port.RECEIPT}, {"scan": port.serial(port.WATCH, "S1")})
    passage = desk.desk.front
    desk.act("verify")
    person = desk.act("person", text=port.ID, purpose="asked at the desk")["person"]["person"]
    bought = made.make_receipt(port.DAY, 50)
    desk.act("purchase", person=person, quota="offshore", receipt=bought, amount="1000", sold_at="2026-11-20T03:00:00Z")
    found = again(desk, bought)
    assert (found["same"], found["things"], found["changes"]) == (True, "purchase", [])
    assert found["again"]["facts"] == {"quota": "offshore", "amount": "1000.00", "used": "59800.50", "most": "100000.00"}
    assert found["today_by"] == "now"
    journal = desk.desk.station.journal
    for kind, what, change in (("guarantee.verified", passage, {"days": 90}), ("guarantee.verified", passage, {"present": ["person"]}), ("quota.spent", bought, {"used": "99500"})):
        event = next(iter(journal.events(kinds=(kind,))))
        journal.append([Draft(kind, event.subject, event.body | change)], "S1")
        assert desk.desk.rejudge(what)["same"] is False, change


def test_a_purchase_of_a_person_nobody_has_open_is_judged_by_todays_rules_and_what_was_known_then(tmp_path):
    desk = port.desk(tmp_path / "station")
    person = desk.act("person", text=port.ID, purpose="asked at the desk")["person"]["person"]
    bought = made.make_receipt(port.DAY, 50)
    desk.act("purchase", person=person, quota="offshore", receipt=bought, amount="1000", sold_at="2026-11-20T03:00:00Z")
    told = [again(desk, bought)]
    desk.open("S1")
    told.append(again(desk, bought))
    assert [(found["today_by"], found["today"]["channel"], found["same"], found["changes"]) for found in told] == [("now", "release", True, []), ("then", "release", True, [])]
    assert told[1]["today"]["facts"] == told[0]["today"]["facts"]
    ruled(desk, ("quotas.toml", ('amount = "100000"', 'amount = "50000"')))
    found = again(desk, bought)
    assert (found["today_by"], found["today"]["channel"], found["same"]) == ("then", "hold", True)
    desk.close()
