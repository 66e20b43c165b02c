"""Who may answer: calls of a stop-now alarm are for those its rule names; who leaves the desk leaves no call behind."""

import json

from tests.yard import PLATE, cheap_slots, clean, secret, secrets
from ui.command import main
from workstation.calls import call as calls
from workstation.desk import Desk, calling


def one(yard, number):
    return calls.find(yard.desk.station.journal, number, yard.desk.station.journal.station)


def going(yard):
    return calls.open_calls(yard.desk.station.journal, yard.clock.at)


def opened(told):
    return [str(seq) for _, seq, kind in told["events"] if kind == "call.opened"]


def acts(yard, name):
    (shown,) = calling.shown(yard.desk.lane, [one(yard, name)])
    return shown.offered


def test_a_supervisors_call_is_answered_by_a_supervisor_and_an_officer_alone_holds_the_truck(yard):
    yard.lines(*clean())
    yard.act("stop", stop="drugs")
    first, second, third, fourth = calls.alarm(yard.desk.station.journal, yard.desk.front)
    assert [call.levels[0][0] for call in (first, second, fourth)] == ["officer", "supervisor", "senior"]
    yard.act("call-answer", call=first.number, words="in sight", scan=PLATE)
    for act, more in (("call-answer", {"words": "told nobody", "reason": "x", "scan": PLATE}), ("call-take", {}), ("call-answer", {"words": "x", "file": yard.photo()})):
        told = yard.line(act=act, call=second.number, **more)
        assert told["refused"]["key"] == "call-not-yours"
        assert told["events"] == []
        assert "supervisor(主管)" in told["refused"]["words"], told["refused"]["words"]
        assert "您是关员" in told["refused"]["words"]
    assert yard.refused(act="call-answer", call=fourth.number, words="x", reason="x") == "call-not-yours"
    # What he may do: see it and do the first steps, give it to somebody who may; nothing else is offered.
    assert acts(yard, second.number) == {"call-seen", "call-pass", "call-answer"}
    (shown,) = calling.shown(yard.desk.lane, [one(yard, second.number)])
    assert shown.seconded == {"call-answer", "call-close"}, "a supervisor beside him signs"
    yard.act("call-seen", call=second.number, words="telephoned, nobody answered")
    assert [yard.refused(act="call-pass", call=second.number, to=to, reason="x") for to in ("O2", "officer", "senior")] == ["call-not-his"] * 3
    yard.act("call-pass", call=second.number, to="主管", reason="nobody of them is here")
    stands = one(yard, second.number)
    assert (stands.state, stands.holder, [step.what for step in stands.steps]) == ("open", "supervisor", ["seen", "passed"])
    # Nobody comes: it stays open, the truck held, and it is late with the supervisor.
    yard.clock.wait(3)
    assert (one(yard, second.number).to(yard.clock.at), one(yard, second.number).level(yard.clock.at) > 0) == ("supervisor", True)
    assert [yard.refused(act=act, **more) for act, more in (("release", {}), ("call-close", {"call": second.number, "code": "handed-over"}))] == ["stop-not-closed", "call-unanswered"]
    yard.open("N1")
    assert yard.refused(act="call-answer", call=second.number, words="x", reason="x") == "call-not-yours", "a senior is no supervisor either"
    yard.act("call-answer", call=fourth.number, words="two of us", reason="he was there", scan=PLATE)
    assert yard.refused(act="call-close", call=fourth.number, code="handed-over") == "call-close-not-yours"
    assert acts(yard, fourth.number) == {"call-answer", "call-close", "call-correct"}, "with a supervisor beside him"
    yard.open("S1")
    assert acts(yard, second.number) == {"call-take", "call-pass", "call-answer", "call-correct"}
    yard.act("call-seen", call=third.number)
    assert acts(yard, third.number) == {"call-take", "call-pass", "call-answer"}, "that somebody saw it is nothing to correct"
    yard.act("call-answer", call=second.number, words="came", scan=PLATE)
    yard.act("call-close", call=second.number, code="handed-over")


def passed(told):
    return [each for each in told["events"] if each[2] == "call.passed"]


def test_who_signs_out_says_who_gets_his_calls(yard):
    yard.lines(*clean())
    mine, other = (opened(yard.act("call-open", sort="enterprise", words=words))[0] for words in ("a", "b"))
    (hold,) = opened(yard.act("hold", reason="wet"))
    yard.act("call-take", call=mine)
    yard.act("call-take", call=other)
    yard.act("call-pass", call=other, to="O2", reason="his firm")
    told = yard.line(act="sign-out")
    assert told["refused"]["key"] == "sign-out-calls"
    assert "officer(关员)" in told["refused"]["words"], "alone at a checkpoint he gives them to a role, and reads which"
    assert (f"03-{mine}" in told["refused"]["words"], f"03-{hold}" in told["refused"]["words"], f"03-{other}" in told["refused"]["words"]) == (True, True, False)
    assert [yard.refused(act="sign-out", to=to) for to in ("O1", "U1", "O9")] == ["sign-out-self", "call-owner-may-not", "call-owner-unknown"]
    due = one(yard, mine).levels
    told = yard.act("sign-out", to="senior")
    assert [kind for _, _, kind in told["events"]] == ["call.passed", "call.passed", "officer.signed-out"]
    assert {each["key"]: each["role"] for each in told["alarms"]} == {"calls-handed": "senior"}
    assert [(one(yard, name).holder, one(yard, name).steps[-1].body["leaving"]) for name in (mine, hold)] == [("senior", "left")] * 2
    assert one(yard, mine).levels == due, "what was promised stays promised"
    assert one(yard, other).holder == "O2"


def test_who_takes_the_desk_has_the_calls_of_the_one_before(yard):
    yard.lines(*clean(), {"act": "sign-in", "officer": "O1"})
    (mine,) = opened(yard.act("call-open", sort="enterprise", words="a"))
    yard.act("call-take", call=mine)
    told = yard.act("sign-in", officer="O2")
    assert (len(passed(told)), [each["key"] for each in told["alarms"]], one(yard, mine).holder) == (1, ["calls-handed"], "O2")
    # An auditor answers no calls: they go to whom the rule names.
    told = yard.act("sign-in", officer="U1")
    assert (one(yard, mine).holder, told["alarms"][0]["role"]) == ("officer", "officer")
    yard.act("sign-in", officer="O2")
    yard.act("call-take", call=mine)
    # Locked and gone: the next who signs in has them, at the first look, once; a program of another officer takes nothing.
    yard.open("S1")
    assert passed(yard.lines({"act": "call-seen", "call": mine})) == []
    yard.close()
    yard.desk = Desk.open(yard.folder, "O1", secret("O1"), yard.clock)
    told = yard.lines({"scan": PLATE})
    assert (len(passed(told)), one(yard, mine).holder) == (1, "O1")
    assert [each["key"] for each in told["alarms"]].count("calls-handed") == 1
    yard.act("call-pass", call=mine, to="O2", reason="he comes back")
    assert passed(yard.lines({"scan": PLATE})) == []
    assert one(yard, mine).holder == "O2"


def test_who_left_without_signing_out_leaves_no_call_behind_however_many_came_after_him(yard):
    def at_the_desk(officer):
        yard.close()
        yard.desk = Desk.open(yard.folder, officer, secret(officer), yard.clock)
        return yard

    at_the_desk("O1").lines(*clean())
    mine, later = (opened(yard.act("call-open", sort="enterprise", words=words))[0] for words in ("a", "b"))
    yard.act("call-take", call=mine)
    # Two came and went without a line: a power cut, a look at the screen.
    at_the_desk("O2")
    yard.act("call-pass", call=later, to="O1", reason="he asked for it")
    assert one(yard, mine).holder == "O2"
    yard.act("call-pass", call=mine, to="O1", reason="his after all")
    at_the_desk("N1")
    assert passed(yard.lines({"scan": PLATE})) == [], "what was given to him when he was away waits for him"
    at_the_desk("O1").act("call-take", call=mine)
    at_the_desk("N1")
    at_the_desk("U1")
    told = at_the_desk("O2").lines({"scan": PLATE})
    assert (len(passed(told)), one(yard, mine).holder, one(yard, later).holder) == (2, "O2", "O2")
    assert [(each["key"], each["officer"], each["known"]) for each in told["alarms"] if each["key"] == "calls-handed"] == [("calls-handed", "O1", f"03-{mine}, 03-{later}")]
    assert passed(yard.lines({"scan": PLATE})) == []


def test_the_calls_of_a_disabled_officer_go_on(yard, monkeypatch, capsys):
    (mine,) = opened(yard.act("call-open", sort="driver", words="a"))
    yard.act("call-take", call=mine)
    yard.close()
    for name, value in {**secrets(), "PORT_OFFICER_NOW": "2026-11-21T09:00:00Z"}.items():
        monkeypatch.setenv(name, value)

    def run(*words):
        with cheap_slots():
            assert main([*words, "--data", str(yard.folder), "--officer", "S1", "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    told = run("officer", "disable", "O1", "--reason", "left")
    assert told["calls"] == [{"number": f"03-{mine}", "to": "officer"}]
    told = run("calls", "show", mine)
    assert (told["owner"], told["steps"][-1]["leaving"]) == ("officer", "left")
