"""Every answer rests on an event, a scan, a photo or who was told by which telephone; whom the rule names and who stands beside the officer signs at the lane."""

import json

import pytest

from tests.yard import PLATE, cheap_slots, clean, secret, secrets
from ui.command import main
from ui.command.lane import with_secret
from workstation.calls import call as calls
from workstation.calls import faults
from workstation.calls.rules import read, rules
from workstation.calls.shown import step_words
from workstation.desk import calling
from workstation.journal import Draft
from workstation.risk import tables
from workstation.words import Refused


def one(yard, number):
    return calls.find(yard.desk.station.journal, number, yard.desk.station.journal.station)


def opened(told):
    return [str(seq) for _, seq, kind in told["events"] if kind == "call.opened"]


def test_who_was_told_by_which_telephone_is_an_event_and_it_proves_what_telling_can(yard):
    yard.lines(*clean(), {"act": "stop", "stop": "drugs"})
    sight, supervisor, office, second = calls.alarm(yard.desk.station.journal, yard.desk.front)
    assert [rules().proofs("stop", "drugs", each.words)[-1] for each in (sight, supervisor, office, second)] == ["photo", "photo", "told", "photo"], "what is to be done here is not telephoned"
    assert yard.refused(act="call-answer", call=sight.number, words="we look", telephone="police", whom="x") == "call-proof-needed"
    yard.open("S1")
    answer = {"act": "call-answer", "call": office.number, "words": "they come", "reason": "at once"}
    assert [yard.refused(**answer, **more) for more in ({"telephone": "police", "whom": "x"}, {"telephone": "anti-smuggling"}, {"telephone": "anti-smuggling", "whom": " "}, {"telephone": "anti-smuggling", "scan": PLATE})] == [
        "call-telephone-unknown", "call-told-whom", "call-told-whom", "call-one-proof",
    ]  # fmt: skip
    assert yard.refused(**answer, telephone="anti-smuggling", whom="110101199003070951") == "text-names-person"
    told = yard.line(**answer, whom="duty desk 7")
    (first, last) = told["events"]
    assert (first[2], last[2]) == ("call.told", "call.answered")
    event = next(iter(yard.desk.station.journal.events(kinds=("call.told",))))
    assert (event.subject, event.officer, dict(event.body)) == (office.id, "S1", {"telephone": "anti-smuggling", "number": "12360", "whom": "duty desk 7", "words": "they come"})
    heard, step = one(yard, office.number).steps
    assert (step.body["proof"], step.body["ref"]) == ("told", f"{first[0]}/{first[1]}")
    assert "anti-smuggling 12360" in step_words(heard, "en")
    assert yard.refused(act="call-close", call=office.number, code="cleared") == "call-stands", "that the danger is over is not telephoned"
    yard.act("call-close", call=office.number, code="handed-over")


def test_an_answer_of_words_alone_from_before_closes_nothing(yard):
    (number,) = opened(yard.act("call-open", sort="driver", words="flat tyre"))
    yard.desk.station.journal.append([Draft("call.answered", one(yard, number).id, {"proof": "words", "words": "helped"})], "O1")
    assert yard.refused(act="call-close", call=number, code="helped") == "call-unproved"
    yard.act("call-answer", call=number, words="spoke to him", telephone="driver", whom="himself")
    yard.act("call-close", call=number, code="helped")


def test_a_supervisor_beside_the_officer_answers_and_closes_at_the_lane(yard):
    yard.lines(*clean(), {"act": "stop", "stop": "drugs"})
    first, second, *_ = calls.alarm(yard.desk.station.journal, yard.desk.front)
    yard.act("call-answer", call=first.number, words="in sight", scan=PLATE)
    answer = {"act": "call-answer", "call": second.number, "words": "he stands here", "scan": PLATE}
    refusals = [
        ({}, "call-not-yours"), ({"officer": "O1", "secret": secret("O1")}, "second-officer-same"), ({"officer": "N1", "secret": secret("N1")}, "call-second-may-not"),
        ({"officer": "S1"}, "secret-missing-here"), ({"officer": "S1", "secret": secret("N1")}, "secret-wrong"),
    ]  # fmt: skip
    assert [yard.refused(**answer, **more) for more, _ in refusals] == [key for _, key in refusals]
    assert yard.refused(act="call-answer", call=second.number, words="he stands here", officer="S1", secret=secret("S1")) == "call-proof-needed", "a signature is no proof"
    yard.lines({"act": "ask-second", "for": "call-answer"})
    yard.line(**answer, officer="S1", secret=secret("S1"))
    (step,) = one(yard, second.number).stands("answered")
    assert (step.officer, step.body["cosigner"], "asked" in step.body, "S1" in step_words(step, "zh")) == ("O1", "S1", True, True)
    assert yard.desk.lane.officer == "O1", "the desk stays whose it is"
    close = {"act": "call-close", "call": second.number, "code": "handed-over"}
    assert [yard.refused(**close, **more) for more in ({}, {"officer": "N1", "secret": secret("N1")})] == ["call-close-not-yours", "call-second-may-not"]
    yard.line(**close, officer="S1", secret=secret("S1"))
    assert one(yard, second.number).done
    (shown,) = calling.shown(yard.desk.lane, [one(yard, first.number)])
    assert (shown.seconded, "call-close" in shown.offered) == ({"call-close"}, True)


def test_a_supervisor_beside_the_senior_puts_a_step_of_a_stop_now_right(yard):
    yard.lines(*clean(), {"act": "stop", "stop": "drugs"})
    first, *_ = calls.alarm(yard.desk.station.journal, yard.desk.front)
    yard.act("call-answer", call=first.number, words="the wrong truck", scan=PLATE)
    wrong = {"act": "call-correct", "call": first.number, "field": "withdrawn", "to": "yes", "reason": "wrong truck"}
    assert yard.refused(**wrong, officer="S1", secret=secret("S1")) == "role-may-not", "an officer corrects no call, whoever stands there"
    yard.open("N1")
    (shown,) = calling.shown(yard.desk.lane, [one(yard, first.number)])
    assert ("call-correct" in shown.offered, "call-correct" in shown.seconded) == (True, True)
    assert [yard.refused(**wrong, **more) for more in ({}, {"officer": "O2", "secret": secret("O2")}, {"officer": "S1", "secret": secret("N1")})] == ["call-close-not-yours", "call-second-may-not", "secret-wrong"]
    yard.act("ask-second", **{"for": "call-correct"})
    yard.line(**wrong, officer="S1", secret=secret("S1"))
    assert one(yard, first.number).stands("answered") == ()
    (fixed,) = yard.desk.station.journal.events(kinds=("event.corrected",))
    assert (fixed.officer, fixed.body["cosigner"], "asked" in fixed.body) == ("N1", "S1", True)


def test_lane_and_command_take_the_secret_of_the_second_from_his_own_variable(yard, monkeypatch, capsys):
    yard.lines(*clean(), {"act": "stop"})
    first = calls.alarm(yard.desk.station.journal, yard.desk.front)[0]
    for name, value in {**secrets(), "PORT_OFFICER_NOW": "2026-11-21T09:00:00Z"}.items():
        monkeypatch.setenv(name, value)
    asked = {"act": "call-answer", "call": first.number, "words": "here", "scan": PLATE}
    assert (with_secret(asked, "O1"), with_secret({**asked, "officer": "S1"}, "O1")["secret"]) == (asked, secret("S1"))
    yard.close()
    with cheap_slots():
        assert main(["calls", "answer", first.number, "here", "--scan", PLATE, "--second", "S1", "--data", str(yard.folder), "--officer", "O1", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["state"], told["steps"][0]["cosigner"]) == ("answered", "S1")
        assert main(["calls", "close", first.number, "handed-over", "--second", "N1", "--data", str(yard.folder), "--officer", "O1", "--json"]) == 2
        assert "call-second-may-not" in capsys.readouterr().err
        assert main(["calls", "close", first.number, "handed-over", "--second", "S1", "--data", str(yard.folder), "--officer", "O1", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["state"] == "closed"


TABLE = [
    ('proof = ["event", "scan", "photo"]', 'proof = ["event", "scan", "photo", "words"]', "words"), ('closed_by = ["supervisor"]\n', "", "closed_by is missing"),
    ('telephone = "police"', 'telephone = "fire"', "unknown telephone fire"), ('telephones = ["next-port"]', "", "`told` and a telephone belong together"),
    ('closed_by = ["supervisor"]', 'closed_by = ["boss"]', "boss"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), TABLE)
def test_a_table_that_says_otherwise_is_refused_with_the_place(old, new, said):
    text = tables.own("calls.toml")
    assert old in text
    with pytest.raises(Refused) as caught:
        read(text.replace(old, new, 1))
    assert (caught.value.key, said in str(caught.value.values)) == ("rule-wrong", True), caught.value.values


def test_who_closes_stands_in_one_place_and_must_be_one_who_may_close(yard):
    book = yard.desk.station.book
    assert [act for act in book.roles if "close-stop" in act] == []
    told = list(faults.faults(read(tables.own("calls.toml").replace('closed_by = ["supervisor"]', 'closed_by = ["supervisor", "auditor"]')), book))
    assert told == [("calls.toml sort stop closed_by", "auditor may not close calls (roles.toml call-close)")]
