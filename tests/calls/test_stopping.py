"""Stop now without anybody pressing: what a verdict or an inspection finds; a lane that stands still; a stopped truck at the gate and handed over."""

from dataclasses import replace

import pytest

from tests.yard import BOOKING2, PAPERS, PLATE, PLATE2, USCC, Yard, booked, clean, consignment, rows, secret
from workstation import settings
from workstation.calls import call as calls
from workstation.calls import faults
from workstation.calls.rules import rules
from workstation.desk import stopping
from workstation.inspection import forms, lists
from workstation.journal import kinds

OTHER = {"vehicle": [{"plate": PLATE, "sort": "truck", "tare_kg": "9000"}, {"plate": PLATE2, "sort": "truck", "tare_kg": "9000"}]}
FRESH = [{"scan": PLATE2}, {"weight": "9000"}]


@pytest.fixture
def yard(tmp_path):
    made = []

    def build(**changed):
        made.append(Yard(tmp_path / "station", rows(**changed)))
        return made[-1]

    yield build
    for each in made:
        each.close()


def stops(yard, about=None):
    found = calls.open_calls(yard.desk.station.journal, yard.clock.at)
    return [call for call in found if call.stop and about in (None, call.about)]


def closed(yard, code="cleared"):
    """A supervisor has every call of an alarm answered and closed."""
    yard.open("S1")
    for call in stops(yard):
        yard.act("call-answer", call=call.number, words="done", file=yard.photo())
        yard.act("call-close", call=call.number, code=code)


def held_for(told):
    return [kind for _, _, kind in told["events"] if kind == "hold.placed"]


@pytest.mark.parametrize(("certificate", "stopped"), [((), True), (("revoked", "2026-11-30"), True), (("valid", "2026-11-20"), False), (("valid", "2026-11-30"), False)])
def test_goods_under_biosafety_without_a_certificate_stop_the_truck_once(yard, certificate, stopped):
    told = [{"number": "B1", "kind": "biosafety", "papers": PAPERS, "valid_from": "2026-11-01"} | dict(zip(("state", "valid_to"), certificate, strict=True))] if certificate else []
    one = yard(consignment=[consignment(flags=["biosafety"])], certificate=told)
    answers = [one.lines(line) for line in clean()]
    assert sum(len(held_for(each)) for each in answers) == stopped
    assert {call.tree for call in stops(one)} == ({"biohazard"} if stopped else set())
    if not stopped:
        return
    (loud,) = [each for each in answers if held_for(each)]
    assert [alarm["key"] for alarm in loud["alarms"]] == ["stop-now"]
    assert len(stops(one)) == len(rules().tree("biohazard"))
    one.open("S1")
    assert one.refused(act="transfer", to="缉私") == "stop-not-closed"
    closed(one)
    one.lines({"act": "lift", "reason": "certificate shown"}, {"weight": "16300"})
    assert stops(one) == [], "what was dealt with is not raised again by the next verdict"


CASES = [
    ("anomaly", "explosives", "explosives"), ("anomaly", "quantity,drugs", "drugs"), ("anomaly", "radiation", "radiation"), ("anomaly", "biohazard", "biohazard"),
    ("dose-rate", "1.01", "radiation"), ("dose-rate", "1.0", ""), ("anomaly", "quantity,papers", ""), ("place", "drugs", ""),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "stop"), CASES)
def test_what_an_inspection_notes_stops_at_the_entry(yard, field, value, stop):
    one = yard()
    one.lines(*clean())
    one.act("inspect", form="appearance", reason="random")
    told = one.act("set", field=field, value=value)
    assert [kind for _, _, kind in told["events"]][:2] == ["inspection.field-set", *(["hold.placed"] if stop else [])]
    assert {call.tree for call in stops(one)} == ({stop} if stop else set())
    if stop:
        one.act("set", field=field, value="" if field == "dose-rate" else "quantity")
        again = one.act("set", field=field, value=value)
        assert (held_for(again), len(stops(one))) == ([], len(rules().tree(stop))), "one alarm, however often it is entered"
        assert one.refused(act="release") == "stop-not-closed"


def test_a_lane_that_stands_still_holds_whatever_comes_until_its_calls_are_closed(yard):
    one = yard(**OTHER, booking=[*rows()["booking"], booked(PLATE2, "none", BOOKING2)])
    one.act("stop", stop="explosives")
    tree = len(stops(one))
    first = one.lines(clean()[0])
    assert held_for(first) == ["hold.placed"]
    assert first["alarms"][0]["key"] == "stop-now"
    one.lines(*clean()[1:])
    assert one.refused(act="release") == "stop-not-closed"
    second = one.lines(FRESH[0])
    assert (held_for(second), second["passage"]["parts"]["vehicle"]) == (["hold.placed"], [PLATE2])
    assert len(stops(one)) == tree, "the lane's calls are not asked again for each truck"
    one.open("S1")
    assert one.refused(act="lift", reason="x") == "stop-not-closed"
    closed(one)
    one.act("lift", reason="over")
    back = one.lines({"scan": PLATE})
    assert held_for(back) == [], "it was held already"
    one.lines({"act": "lift", "reason": "over"}, {"act": "release"})
    assert held_for(one.lines({"act": "next"}, FRESH[0])) == []


def test_a_lane_stopped_by_another_program_stops_this_one(yard):
    from workstation.desk import Desk
    from workstation.desk.station import Station

    one = yard()
    other = Desk(Station.open(one.folder, one.key, one.clock), "O2")
    other.line({"act": "stop", "stop": "radiation"})
    other.close()
    assert held_for(one.lines(clean()[0])) == ["hold.placed"]
    one.open()
    assert one.desk.lane.halted == "radiation"


def test_a_truck_that_is_stopped_is_refused_at_the_gate_whatever_its_slip_says(yard):
    """Its slip of the trip before is authentic, in date and unused; it is the truck that is stopped."""
    one = yard()
    slip = one.lines(*clean(), {"act": "release"})["slip"]
    one.lines({"act": "next"}, {"scan": PLATE}, {"act": "stop", "stop": "drugs"}, {"act": "park"})
    shown = one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]
    assert (shown["accepted"], shown["authentic"], shown["reasons"]) == (False, True, ["slip-suspended"])
    closed(one)
    one.lines({"act": "resume", "passage": PLATE}, {"act": "lift", "reason": "over"}, {"act": "leave"} if one.channel() == "not-customs" else {"act": "park"})
    assert one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"] is True


def test_a_stopped_truck_is_handed_over_only_with_its_calls(yard):
    one = yard()
    one.lines(*clean(), {"act": "stop", "stop": "drugs"})
    one.open("N1")
    assert one.refused(act="transfer", to="缉私分局") == "stop-not-closed"
    closed(one, "handed-over")
    one.act("transfer", to="缉私分局")
    assert one.desk.front == ""


def test_the_data_name_what_there_is():
    triggers = rules().triggers
    assert {each.event for each in triggers} == stopping.FOUND == faults.STOPS <= set(kinds.table())
    anomalies = {each.id for each in lists.ours().entries("anomaly")}
    fields = {field.id for form in forms.all().values() for field in form.fields}
    entered = [each for each in triggers if each.event == "inspection.field-set"]
    assert {each.field for each in entered} <= fields
    assert {value for each in entered if each.field == "anomaly" for value in each.values} <= anomalies
    assert {each.stop for each in triggers} == set(rules().trees) - {"unknown"}, "every tree has something that raises it"


def test_no_parcel_passes_a_belt_that_stands_still(yard):
    one = yard(parcel=[{"number": f"SF100000000{each}", "inventory": f"INV{each}", "uscc": USCC, "state": state} for each, state in ((1, "released"), (2, "held"))])
    settings.write(one.folder, replace(settings.read(one.folder), profile="parcel"))
    one.open()
    one.lines({"scan": "SF1000000002"}, {"scan": "SF1000000001"})
    assert one.desk.card().channel == "release"
    one.line(dose="3.2")
    assert one.refused(scan="SF1000000001") == "parcel-lane-stopped"
    assert (one.desk.card().channel, one.desk.card().reasons[0].values) == ("hold", {"stop": "radiation"})
    for outcome in ("passed", "returned"):
        assert one.refused(act="parcel", number="SF1000000002", outcome=outcome, reason="x", officer="O2", secret=secret("O2")) == "parcel-lane-stopped"
    closed(one)
    assert one.line(scan="SF1000000001")["parcel"]["channel"] == "release"


def test_a_call_of_a_tree_that_nobody_answers_goes_up_by_rule(yard):
    one = yard()
    one.act("stop", stop="explosives")
    first = {call.words: call for call in stops(one)}
    steps = {call.words: [to for to, _ in call.levels] for call in stops(one)}
    assert steps["clear-lane-no-radio"] == ["officer", "senior", "supervisor"]
    assert (steps["close-lanes"], steps["supervisor"]) == (["senior", "supervisor"], ["supervisor"])
    clear, told = first["clear-lane-no-radio"], first["supervisor"]
    heard = [(clear.to(clear.at + minute * 60_000 + 1), clear.raised(clear.at + minute * 60_000 + 1)) for minute in (0, 1, 3, 5)]
    assert heard == [("officer", 0), ("senior", 1), ("supervisor", 2), ("supervisor", 2)]
    assert (told.to(told.due + 1), told.raised(told.due + 1)) == ("supervisor", 0), "there is nobody above him"


@pytest.mark.parametrize("line", [{"act": "stop", "stop": "drugs"}, {"dose": "5.0", "source": "serial", "link": "portal"}])
@pytest.mark.parametrize("front", [True, False])
def test_a_stop_at_the_gate_takes_the_green_off_a_slip_that_was_just_good(yard, front, line):
    """By hand and by a monitor, of the truck and of the lane: what the band shows, and what is told, is that it does not pass."""
    one = yard()
    slip = one.lines(*clean(), {"act": "release"})["slip"]
    settings.write(one.folder, replace(settings.read(one.folder), profile="gate"))
    one.open()
    one.lines(*([{"scan": PLATE}] if front else []), {"act": "present", "token": slip["token"], "vehicle": PLATE})
    assert one.desk.card().channel == "release"
    told = one.line(**line)
    assert (told["gate"]["accepted"], told["gate"]["reasons"], one.desk.card().channel, one.desk.card().state) == (False, ["slip-suspended"], "hold", "gate")
    one.line(help="HELP", source="serial", link="pole")
    assert one.desk.card().channel == "hold", "what else happens there takes nothing of it away"


def test_a_stopped_truck_at_a_gate_is_not_forgotten_with_the_next_plate(yard):
    """F10 or the next plate puts it aside with its hold; after the calls its slip is good again only once the hold is lifted."""
    one = yard()
    slip = one.lines(*clean(), {"act": "release"})["slip"]
    settings.write(one.folder, replace(settings.read(one.folder), profile="gate"))
    one.open("S1")
    one.lines({"scan": PLATE}, {"act": "stop", "stop": "drugs"}, {"act": "next"}, {"scan": PLATE2})
    (aside,) = one.desk.lane.aside()
    assert (aside.plate, [hold.get("stop") for hold in aside.holds]) == (PLATE, ["drugs"])
    closed(one)
    other = one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]
    assert (other["accepted"], other["reasons"]) == (False, ["slip-suspended"]), "named beside another truck"
    one.lines({"scan": PLATE})
    assert one.desk.front == aside.id
    assert one.line(act="present", token=slip["token"])["gate"]["accepted"] is False
    assert ("lift", "F7", True) in [(act.name, act.key, act.enabled) for act in one.desk.card().acts], "the answer of the slip says what is to be done"
    one.act("lift", reason="over")
    assert one.line(act="present", token=slip["token"])["gate"]["accepted"] is True
    one.act("next")
    assert one.desk.lane.aside() == (), "what is held no more goes with the next, as ever"
