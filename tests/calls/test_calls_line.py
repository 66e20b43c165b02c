"""Calls over the lane's own lines: what opens and answers one by itself, what an answer must bring, who closes, and a stop-now alarm that lets nothing go."""

import json
import re

import pytest

from tests.yard import BOX, DRIVER, HOUR, PLATE, clean, instruction
from workstation.calls import call as calls
from workstation.calls.rules import MINUTE, rules
from workstation.desk import calling, commands
from workstation.journal import kinds


def opened(told):
    return [str(seq) for _, seq, kind in told["events"] if kind == "call.opened"]


def going(yard):
    return calls.open_calls(yard.desk.station.journal, yard.clock.at)


def one(yard, number):
    return calls.find(yard.desk.station.journal, number, yard.desk.station.journal.station)


def test_a_hold_is_a_call_until_it_is_lifted_and_closed(yard):
    yard.lines(*clean())
    before = yard.desk.station.journal.head().seq
    (number,) = opened(yard.act("hold", reason="wet cartons"))
    call = one(yard, number)
    assert (call.sort, call.state, call.owner, call.about, call.words) == ("hold", "open", "O1", yard.desk.front, "wet cartons")
    assert call.cause == f"{call.id.rpartition('/')[0]}/{before + 1}"
    assert yard.refused(act="call-close", call=number, code="resolved") == "call-unanswered"
    assert yard.refused(act="call-answer", call=number, words="it is fine") == "call-proof-needed"
    yard.act("call-take", call=number)
    assert (one(yard, number).state, one(yard, number).holder) == ("taken", "O1")
    assert yard.refused(act="call-pass", call=number, to="Z9", reason="x") == "call-owner-unknown"
    yard.act("call-pass", call=call.number, to="senior", reason="end of shift")
    yard.open("N1")
    told = yard.act("lift", reason="dried")
    assert [kind for _, _, kind in told["events"]] == ["hold.lifted", "call.answered"]
    lifted = "/".join(map(str, told["events"][0][:2]))
    (answer,) = one(yard, number).stands("answered")
    assert (answer.body["proof"], answer.body["ref"]) == ("event", lifted)
    assert yard.refused(act="call-close", call=number, code="danced") == "call-code-unknown"
    yard.act("call-close", call=number, code="resolved")
    closed = one(yard, number)
    assert (closed.state, going(yard)) == ("closed", [])
    assert closed.stands("closed")[0].body["answers"] == [answer.id]
    assert yard.refused(act="call-answer", call=number, words="again", event="1") == "call-closed"
    yard.lines({"act": "release"})


def test_an_ordinary_truck_opens_no_call_and_costs_no_statement(yard):
    asked = []
    yard.desk.station.journal._connection.set_trace_callback(asked.append)
    yard.lines(*clean(), {"act": "release"}, {"act": "next"})
    tables = [sql for sql in asked if re.search(r"\b(FROM|INTO|UPDATE) (call|stay)\b", sql)]
    assert tables
    assert [sql for sql in tables if "call" in sql] == []
    assert going(yard) == []


def test_escalation_is_worked_out_of_time_and_survives_a_start(yard):
    number = opened(yard.act("call-open", sort="driver", words="flat tyre"))[0]
    call = one(yard, number)
    first, second = (by for _, by in call.levels)
    assert [round((by - call.at) / MINUTE) for by in (first, second)] == [level.minutes for level in rules().find("driver").levels]
    assert [call.to(at) for at in (call.at, first, first + 1, second, second + 1)] == ["officer", "officer", "senior", "senior", "senior"]
    assert [call.level(at) for at in (call.at, first, first + 1, second, second + 1)] == [0, 0, 1, 1, 2]
    yard.act("call-open", sort="driver", words="flat tyre")
    assert len(going(yard)) == 1, "help is asked for once"
    yard.clock.wait(1)
    yard.open("O2")
    again = one(yard, number)
    assert again.level(yard.clock.at) == 2
    assert calls.oldest(yard.desk.station.journal) == (again, 1)
    yard.act("call-answer", call=number, words="helped him", telephone="intercom", whom="driver")
    late = one(yard, number)
    assert late.late(late.at + 20 * HOUR) == late.answered_at - late.due > 0, "what was late stays as late as it was"


def test_a_proof_is_an_event_a_scan_or_a_photo(yard):
    yard.lines(*clean())
    number = opened(yard.act("call-open", sort="alarm", words="smoke"))[0]
    for wrong, key in (({"event": "99999"}, "call-proof-unknown"), ({"scan": "?"}, "call-scan-unknown"), ({"file": "/nowhere"}, "evidence-not-read")):
        assert yard.refused(act="call-answer", call=number, words="seen", **wrong) == key
    assert yard.refused(act="call-answer", call=number, words="seen", event="1", scan=BOX) == "call-one-proof"
    yard.act("call-answer", call=number, words="the box", scan=BOX)
    assert yard.refused(act="call-answer", call=number, words="a driver", scan=DRIVER) == "call-scan-other", "nobody has read him here"
    yard.lines({"scan": DRIVER})
    yard.act("call-answer", call=number, words="the driver", scan=DRIVER)
    yard.act("call-answer", call=number, words="a picture", file=yard.photo())
    box, driver, photo = (step.body for step in one(yard, number).stands("answered"))
    assert (box["sort"], box["ref"]) == ("container", BOX)
    assert driver["ref"].startswith("p:")
    assert (photo["proof"], photo["mime"], len(photo["sha256"])) == ("photo", "image/jpeg", 64)
    assert yard.refused(act="call-open", sort="alarm", words=f"driver {DRIVER}") == "text-names-person"
    assert yard.refused(act="call-open", sort="hold", words="x") == "call-sort-unknown"


def test_a_correction_beats_what_it_corrects(yard):
    yard.lines(*clean())
    number = opened(yard.act("hold", reason="x"))[0]
    yard.act("call-answer", call=number, words="looked", scan=PLATE)
    yard.act("call-close", call=number, code="handed-over")
    assert yard.refused(act="call-correct", call=number, field="code", to="false-alarm", reason="was none") == "role-may-not"
    yard.open("N1")
    assert yard.refused(act="call-correct", call=number, field="code", to="resolved", reason="it stands") == "call-stands"
    yard.act("call-correct", call=number, field="code", to="false-alarm", reason="was none")
    (step,) = one(yard, number).stands("closed")
    assert (step.body["code"], step.corrected) == ("false-alarm", True)
    yard.act("call-correct", call=number, field="withdrawn", event=one(yard, number).stands("answered")[0].id, to="yes", reason="wrong truck")
    again = one(yard, number)
    assert (again.state, again.answered_at, [step.withdrawn for step in again.steps]) == ("open", None, [True, False])
    assert [call.id for call in going(yard)] == [again.id], "what nobody answered is open, however often it was closed"


def test_an_instruction_and_a_stray_are_calls_once(yard):
    yard.delta(instruction=[instruction("manual")])
    told = yard.lines(*clean())
    (call,) = going(yard)
    assert (call.sort, call.ref, call.about) == ("instruction", instruction()["number"], told["passage"]["id"])
    yard.inspected()
    (call,) = going(yard)
    assert (call.state, call.stands("answered")[0].body["automatic"]) == ("answered", True)
    yard.act("release")
    yard.lines({"scan": "6901234567892"}, {"scan": "6901234567892"})
    assert [each.sort for each in going(yard)] == ["stray", "instruction"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_stop_now_lets_nothing_go_until_its_calls_are_closed(yard, when):
    yard.lines(*clean(), *([{"act": "release"}] if when == "after" else []))
    told = yard.act("stop")
    assert told["events"][0][2] == ("hold.placed" if when == "before" else "release.suspended")
    yard.act("stop", stop="explosives")
    assert yard.refused(act="stop", stop="explosives") == "stop-already"
    assert yard.refused(act="stop", stop="rain") == "stop-kind-unknown"
    tree = [call for call in going(yard) if call.tree == "explosives"]
    asked = [level.words for level in rules().tree("explosives")]
    assert [call.words for call in sorted(tree, key=lambda call: call.place)] == [words for words in asked if words != "supervisor"]
    assert [call.words for call in going(yard)].count("supervisor") == 1
    yard.open("S1")
    for act in ("lift",) if when == "before" else ("void", "restore"):
        assert yard.refused(act=act, reason="x") == "stop-not-closed"
    if when == "before":
        yard.act("emergency", order="E1", until="2026-11-21T20:00:00Z")
        going_on = [{"act": "release"}, {"act": "leave"}, {"act": "transfer", "to": "police"}]
        for line in going_on + [{"act": "override", "to": to, "reason": "x", "officer": "N1"} for to in ("release", "machine", "manual")]:
            assert yard.refused(line=line) == "stop-not-closed", line
    else:
        assert yard.line(act="present", number=PLATE)["gate"]["accepted"] is False
    stops = [call for call in going(yard) if call.stop]
    for call in stops:
        assert yard.refused(act="call-answer", call=call.number, words="done") == "call-proof-needed", "words alone are no proof"
        yard.act("call-answer", call=call.number, words="done", scan=PLATE)
    assert yard.refused(act="call-close", call=stops[0].number, code="cleared") == "call-stands", "the danger is over by an event or a photo, not by word"
    yard.act("call-answer", call=stops[0].number, words="empty", file=yard.photo())
    yard.open("N1")
    told = yard.line(act="call-close", call=stops[0].number, code="cleared")["refused"]
    assert (told["key"], "supervisor(主管)" in told["words"], "带班关员" in told["words"]) == ("call-close-not-yours", True, True)
    yard.open("S1")
    for call in stops:
        assert yard.refused(act="lift" if when == "before" else "restore", reason="x") == "stop-not-closed"
        yard.act("call-close", call=call.number, code="cleared")
    yard.act("lift" if when == "before" else "restore", reason="over")
    if when == "before":
        yard.act("release")


def test_the_calls_of_an_alarm_are_answered_in_their_order_or_with_a_reason(yard):
    yard.lines(*clean(), {"act": "stop"})
    yard.clock.wait(0.01)
    yard.act("stop", stop="explosives")
    journal, about = yard.desk.station.journal, yard.desk.front
    order = calls.alarm(journal, about)
    assert [call.words for call in order] == ["clear-lane-no-radio", "supervisor", "police-explosives", "clear-lane", "close-lanes", "command-centre"], "by their time, whatever tree they are of"
    first, second, third = (call.number for call in order[:3])
    yard.open("S1")
    told = yard.line(act="call-answer", call=second, words="told him", scan=PLATE)
    assert told["refused"]["key"] == "stop-order"
    assert f"first {first} (officer: " in told["refused"]["words"] or first in told["refused"]["words"]
    assert yard.refused(act="call-answer", call=second, words="told him", reason="  ", scan=PLATE) == "stop-order"
    yard.act("call-answer", call=third, words="called", reason="the police stood there", telephone="police", whom="duty room")
    (step,) = one(yard, third).stands("answered")
    assert (step.officer, step.body["reason"], step.body["ahead"]) == ("S1", "the police stood there", [order[0].id, order[1].id])
    journal = yard.desk.station.journal
    assert calls.following(calls.alarm(journal, about)).number == first
    yard.open("O1").line({"act": "call-answer", "call": first, "words": "all away", "scan": PLATE})
    yard.open("S1")
    journal = yard.desk.station.journal
    yard.act("call-answer", call=second, words="told him", scan=PLATE)
    assert "ahead" not in one(yard, second).stands("answered")[0].body
    (alarm,) = calling.waiting(yard.desk.lane).stops
    assert (alarm.kind, alarm.coming.words, alarm.count) == ("explosives", "clear-lane", 6)
    yard.act("call-correct", call=first, field="withdrawn", to="yes", reason="the wrong truck")
    journal = yard.desk.station.journal
    assert calls.following(calls.alarm(journal, about)).number == first, "an answer taken back is asked for again"
    for call in calls.alarm(journal, about):
        if call.answered_at is None:
            yard.act("call-answer", call=call.number, words="done", file=yard.photo())
        yard.act("call-close", call=call.number, code="handed-over")
    assert (calls.alarm(journal, about), calls.following(())) == ((), None)


def test_stop_now_on_an_empty_lane_and_at_a_gate(yard):
    assert {call["kind"] for call in yard.act("stop", stop="drugs")["alarms"]} == {"stop.drugs"}
    assert {call.about for call in going(yard)} == {"03"}


def test_the_table_names_events_there_are_and_all_that_are_looked_at():
    named = {each.event for each in rules().causes} | {end for each in rules().causes for end in each.ends}
    assert named <= set(kinds.table())
    assert named | {"call.opened"} == calling.NOTICED


def test_what_is_written_of_a_call_names_no_person(yard):
    yard.lines(*clean())
    yard.act("call-open", sort="enterprise", words="asks for a date", about=DRIVER)
    (call,) = going(yard)
    assert call.about.startswith("p:")
    assert DRIVER not in json.dumps([dict(event.body) | {"subject": event.subject} for event in yard.desk.station.journal.events()])


def test_a_driver_calls_by_a_code_that_any_scanner_may_read(yard):
    sheet = commands.make(yard.desk.station, "S1", "drivers", 7, driver=True)
    assert [command.name for command, _ in sheet.codes] == ["HELP"]
    officers = {command.name: text for command, text in commands.make(yard.desk.station, "S1", "officers", 7).codes}
    assert "HELP" not in officers
    kiosk = {"side": "driver", "link": "kiosk"}
    yard.lines(*clean(), {"scan": sheet.codes[0][1], **kiosk})
    (call,) = going(yard)
    assert (call.sort, call.about) == ("driver", yard.desk.front)
    yard.clock.wait(0.01)
    yard.lines({"scan": sheet.codes[0][1], **kiosk})
    assert len(going(yard)) == 1, "help is on its way"
    assert yard.refused(line={"scan": officers["HOLD"], **kiosk}) == "scan-not-enrolled"
    assert yard.refused(line={"scan": sheet.codes[0][1][:-1] + ("A" if sheet.codes[0][1][-1] != "A" else "B"), **kiosk}) == "command-not-ours"
