"""An act says what was in front when it was asked for: done to that, or refused with one line; never done to the next."""

import pytest

from tests.yard import PLATE, PLATE2, clean
from workstation.calls import call as calls
from workstation.codes import group
from workstation.desk.acts import ACTS
from workstation.words import LANGUAGES, say

GIVEN = {"alarm": 1, "officer": "O2", "to": "new", "seal": "CN000099", "lock": "L1", "kg": "9000", "fact": "instruction", "purpose": "why", "for": "override", "kind": "plate"}
ABOUT = sorted(name for name, act in ACTS.items() if act.front)


def full(name, **more):
    act = ACTS[name]
    return {"act": name, **{each: GIVEN.get(each, "x") for each in act.needs}, **more}


def lane_stopped(one):
    return [call for call in calls.open_calls(one.desk.station.journal, one.clock.at) if call.stop]


def test_every_act_about_who_is_in_front_is_refused_for_another_and_says_both(yard):
    """A table of all acts: what an act that is about the front can be asked for, and is not done to the next truck."""
    assert {"confirm", "lift", "suspend", "sign", "cosign", "park", "transfer", "next", "release", "hold", "set", "void", "verify", "count-goods", "gross"} <= {*ABOUT}
    one = yard()
    one.open("S1")
    one.lines(*clean())
    first = one.desk.front
    one.act("hold", reason="wet cartons")
    one.lines({"scan": PLATE2})
    second, head = one.desk.front, one.desk.station.journal.head().seq
    assert second not in ("", first)
    for name in ABOUT:
        for meant in (first, PLATE, ""):
            told = one.line(**full(name, front=meant))
            assert told["refused"]["key"] == "front-turned", (name, told)
    for lang in LANGUAGES:
        words = say("front-turned", lang, act="lift", pressed_for=group("plate", PLATE), there_now="truck")
        assert all(each in words for each in (say("act.lift", lang), group("plate", PLATE), say("front.truck", lang))), words
        assert not any(raw in words for raw in ("front.", "{", "nobody", "lift" if lang == "zh" else "\0"))
    assert one.line(seal="CN000099", status="sealed", source="typed", front=first)["refused"]["key"] == "front-turned"
    assert one.line(weight="16200", source="typed", front=first)["refused"]["key"] == "front-turned"
    assert one.line(scan=PLATE2, front=first)["refused"]["key"] == "front-turned", "a read that says whom it is for is held to it"
    for line in ({"weight": "16200"}, {"scan": PLATE2}, {"seal": "CN000099"}):
        assert one.line(**line, front=None)["refused"]["key"] == "line-field"
    assert one.desk.station.journal.head().seq == head, "nothing half done"
    for meant in (second, PLATE2):
        assert one.refused(act="lift", reason="dry", front=meant) == "not-held"
    one.lines({"act": "park", "front": PLATE2})
    for meant in (second, PLATE2):
        assert one.refused(act="next", front=meant) == "front-turned"
    assert one.line(act="next", front="")["refused"] is None
    one.lines({"scan": PLATE})
    assert one.act("lift", reason="dry", front=PLATE)["refused"] is None


def test_what_is_about_nobody_in_front_takes_no_such_field(yard):
    one = yard()
    assert one.line(act="next", front=None)["refused"]["key"] == "line-field", "nothing is not nobody"
    assert one.refused(act="roster", officers="O1", front="") == "act-field-unknown"
    assert "front" in one.line(act="lift", reason="x", fornt="")["refused"]["words"], "the refusal names it among the fields"


def test_a_command_code_goes_by_the_card_it_was_read_over(yard):
    from workstation.desk import commands

    one = yard()
    sheet = commands.make(one.desk.station, "O1", "lane", 1)
    text = {command.act: code for command, code in sheet.codes}
    one.lines(*clean())
    first = one.desk.front
    one.lines({"scan": PLATE2})
    assert one.line(scan=text["park"], front=first)["refused"]["key"] == "front-turned"
    assert one.line(scan=text["park"], front=one.desk.front)["refused"] is None


@pytest.mark.parametrize("early", [True, False])
def test_a_lane_stopped_while_it_was_free_is_stopped_itself_and_what_came_waits_for_it(yard, early):
    """Whether the truck came a moment before the key or after it, the same stands: the lane's alarm, and the truck held by it."""
    one = yard()
    lines = [{"act": "stop", "front": ""}, clean()[0]]
    for line in reversed(lines) if early else lines:
        one.line(**line)
    lane, first = one.desk.station.settings.lane, one.desk.front
    told = one.act("stop", front="", stop="explosives", words="smell of it")
    assert told["alarms"][0]["whom"] == "about.lane"
    assert {call.about for call in lane_stopped(one)} == {lane}
    assert {call.tree for call in lane_stopped(one)} >= {"explosives"}
    assert [(hold["stop"], "explosives" in hold["reason"]) for hold in one.desk.passage(first).holds] == [("unknown", False)], "what was found is said of the lane, not of this truck"
    one.open("S1")
    assert one.refused(act="lift", reason="x") == "stop-not-closed"


def test_a_stop_for_one_seen_goes_to_him_wherever_he_is_and_help_too(yard):
    one = yard()
    one.lines(*clean())
    first = one.desk.front
    one.lines({"scan": PLATE2})
    one.act("stop", stop="drugs", front=first)
    assert {call.about for call in lane_stopped(one)} == {first}
    assert (bool(one.desk.passage(first).holds), bool(one.desk.passage(one.desk.front).holds)) == (True, False)
    one.act("call-open", sort="driver", words="faints", front=PLATE)
    one.act("call-open", sort="enterprise", words="papers", front="")
    found = {call.sort: call.about for call in calls.open_calls(one.desk.station.journal, one.clock.at) if not call.stop}
    assert found | {"hold": first} == {"driver": first, "enterprise": one.desk.station.settings.lane, "hold": first}
