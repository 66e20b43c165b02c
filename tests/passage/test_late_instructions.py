"""Instructions that arrive after the verdict, the inspection, the release or the gate."""

import pytest
from passage_steps import TARGETS, reasons, released

from tests.yard import BOX, BOX2, BOX3, PAPERS, PLATE, booked, clean, instruction, rows, secret


@pytest.mark.parametrize(("kind", "target"), TARGETS)
def test_an_instruction_after_the_release_stops_it(yard, kind, target):
    name, slip = released(yard)
    yard.act("next")
    yard.delta(instruction=[instruction("manual", kind, target)])
    told = yard.line(scan="?")
    assert [event for _, _, event in told["events"]] == ["release.suspended", "alarm.raised", "call.opened"]
    assert ("instruction-late", PLATE) in [(alarm["key"], alarm.get("plate")) for alarm in told["alarms"]]
    shown = yard.line(act="present", token=slip["token"])
    assert (shown["gate"]["accepted"], shown["gate"]["authentic"]) == (False, True)
    assert "slip-suspended" in shown["gate"]["reasons"]
    assert yard.desk.passage(name).release.suspended


def test_a_stopped_release_holds_again_when_a_supervisor_says_so_and_stays_so(yard):
    name, slip = released(yard)
    yard.delta(instruction=[instruction("manual")])
    alarm = next(seq for _, seq, kind in yard.line(scan="?")["events"] if kind == "alarm.raised")
    assert yard.refused(act="restore", reason="x") == "role-may-not"
    yard.act("acknowledge", alarm=alarm)
    assert yard.refused(act="acknowledge", alarm=alarm) == "alarm-unknown"
    yard.act("sign-in", officer="S1")
    yard.act("restore", reason="looked at it", number=slip["number"])
    yard.delta(booking=[booked(papers=[PAPERS], containers=[BOX])])
    assert yard.line(scan="?")["events"] == []
    assert yard.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"]
    yard.delta(instruction=[instruction("hold", serial=2)])
    assert "alarm.raised" in [kind for _, _, kind in yard.line(scan="?")["events"]]
    assert yard.desk.passage(name).release.suspended == ""


def test_after_the_gate_an_instruction_is_a_call_once(yard):
    name, slip = released(yard)
    assert yard.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"]
    yard.delta(instruction=[instruction("manual")])
    told = yard.line(scan="?")
    assert [kind for _, _, kind in told["events"]] == ["alarm.raised", "call.opened"]
    yard.delta(booking=[booked(papers=[PAPERS], containers=[BOX])])
    assert yard.line(scan="?")["events"] == []
    assert yard.desk.passage(name).release.suspended == ""


def test_an_instruction_that_was_known_and_answered_stops_nothing_later(make):
    yard = make(rows(instruction=[instruction("manual", serial=1), instruction("machine", "container", BOX, 2)]))
    yard.lines(*clean())
    assert yard.inspected()["verdict"]["channel"] == "release"
    name = yard.act("release")["passage"]["id"]
    yard.delta(booking=[booked(papers=[PAPERS], containers=[BOX])])
    assert yard.line(scan="?")["events"] == []
    assert not yard.desk.passage(name).release.suspended


@pytest.mark.parametrize("corrected", [BOX, BOX2])
def test_an_instruction_about_a_corrected_number_finds_its_truck(make, corrected):
    """Under the number it has now, and under the one that was read first."""
    yard = make()
    yard.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX2})
    yard.act("correct", part="container", value=BOX2, to=BOX, reason="misread", officer="O2", secret=secret("O2"))
    name, _ = released(yard, *clean()[3:])
    yard.delta(instruction=[instruction("manual", "container", BOX3)])
    assert yard.line(scan="?")["events"] == []
    yard.delta(instruction=[instruction("manual", "container", corrected, 2)])
    assert "release.suspended" in [kind for _, _, kind in yard.line(scan="?")["events"]]
    assert yard.desk.passage(name).release.suspended


def test_another_instruction_after_the_inspection_asks_again(make):
    yard = make(rows(instruction=[instruction("manual")]))
    yard.lines(*clean())
    assert yard.inspected()["verdict"]["channel"] == "release"
    yard.delta(instruction=[instruction("manual", "container", BOX, 2)])
    assert yard.refused(act="release") == "not-releasable"
    assert yard.channel() == "manual"
    assert yard.inspected()["verdict"]["channel"] == "release"


def test_the_truck_in_front_is_judged_anew_when_data_arrive(yard):
    yard.lines(*clean())
    yard.delta(instruction=[instruction("machine")])
    told = yard.line(scan="?")
    assert reasons(told) == ("machine", ["instruction.machine"])


def test_a_voided_or_expired_slip_is_not_stopped(yard):
    released(yard)
    yard.act("sign-in", officer="N1")
    yard.act("void", reason="paper torn")
    yard.delta(instruction=[instruction("manual")])
    told = yard.line(scan="?")
    assert "release.suspended" not in [kind for _, _, kind in told["events"]]
    assert yard.channel() == "manual"
