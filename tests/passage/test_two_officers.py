"""Overrides, inspections, slips and who is signed in."""

import pytest
from passage_steps import SECOND, reasons, released, two_trucks

from tests.yard import BOX, HOUR, NOW, PLATE, SEAL, clean, instruction, rows, secret
from ui.command.lane import with_secret
from workstation.desk.acts import seconding
from workstation.risk import STRICT
from workstation.words import Refused


def override(yard, to="release", by="N1", **fields):
    return {"act": "override", "to": to, "reason": "looked", "officer": by, **fields}


def test_an_override_needs_a_reason_two_officers_and_a_senior(yard):
    told = yard.lines(*clean("open"))
    assert yard.refused(line=override(yard, reason="")) == "act-field-missing"
    assert yard.refused(line=override(yard, by="O1")) == "second-officer-same"
    assert yard.refused(line=override(yard, by="O2")) == "role-may-not"
    assert yard.refused(line=override(yard, by="U1")) == "role-may-not"
    assert yard.refused(line=override(yard, by="X9")) == "officer-unknown"
    assert yard.refused(line=override(yard, secret="not the phrase")) == "secret-wrong"
    assert yard.refused(line=override(yard, to="not-customs")) == "channel-unknown"
    assert yard.refused(line=override(yard, verdict=told["verdict"]["id"] - 1)) == "verdict-changed"
    told = yard.lines(override(yard))
    assert (told["verdict"]["channel"], told["verdict"]["override"]["cosigner"]) == ("release", "N1")
    yard.act("release")
    body = yard.desk.stand.passage.release.body
    assert (body["basis"], body["channel"], sorted(body["slip"]["officers"])) == ("override", "manual", ["N1", "O1"])


def test_an_override_falls_with_the_verdict_it_was_about(yard):
    yard.lines(*clean("open"))
    yard.lines(override(yard))
    assert yard.channel() == "release"
    yard.lines({"seal": "XX12345678", "status": "sealed"})
    assert yard.channel() == "manual"
    assert yard.refused(act="release") == "not-releasable"


@pytest.mark.parametrize("channel", ["machine", "manual", "hold"])
def test_no_override_goes_below_an_instruction_and_any_goes_above(make, channel):
    yard = make(rows(instruction=[instruction(channel)]))
    yard.lines(*clean("open"))
    for to in ("release", "machine", "manual", "hold"):
        asked = override(yard, to=to)
        if STRICT[to] < STRICT[channel]:
            assert yard.refused(line=asked) == "never-lowered"
        else:
            assert yard.lines(asked)["verdict"]["channel"] == to


def test_no_override_of_a_truck_that_has_gone(yard):
    yard.lines(*clean())
    yard.act("release")
    assert yard.refused(line=override(yard, to="hold")) == "not-open"


def test_an_abnormal_or_unfinished_inspection_is_never_overridden(yard):
    yard.lines(*clean())
    told = yard.inspected("abnormal", "detain")
    assert reasons(told) == ("hold", ["inspection.abnormal"])
    assert yard.refused(line=override(yard)) == "never-lowered"
    assert yard.refused(act="release") == "not-releasable"


def test_a_suspended_inspection_is_no_release(yard):
    yard.lines(*clean())
    yard.act("inspect", form="appearance")
    assert yard.refused(act="release") == "held-or-inspecting"
    yard.act("suspend", reason="alone")
    assert yard.channel() == "manual"
    assert yard.refused(act="release") == "held-or-inspecting"
    assert yard.refused(act="inspect", form="appearance") == "inspection-open-already"
    yard.act("continue")
    assert yard.channel() == "release"


def test_a_machine_image_does_not_answer_what_asks_for_hands(make):
    yard = make(rows(instruction=[instruction("manual"), instruction("machine", "container", BOX, 2)]))
    yard.lines(*clean())
    yard.act("inspect", form="machine-image")
    given = {"place": "H986", "scanner": "H986-1", "image-number": "1", "image-quality": "usable", "image-match": "agrees", "conclusion": "normal", "disposal": "release"}
    for name, value in given.items():
        yard.act("set", field=name, value=value)
    yard.act("evidence", file=yard.photo(), field="image")
    yard.act("sign")
    assert yard.act("cosign", officer="O2")["verdict"]["channel"] == "manual"


def test_one_officer_signs_for_one(yard):
    yard.lines(*clean())
    yard.act("inspect", form="appearance")
    assert yard.refused(act="sign") == "inspection-missing"
    yard.fill()
    yard.act("sign")
    assert yard.refused(act="sign") == "inspection-signed-already"
    assert yard.refused(act="cosign", officer="O1") == "second-officer-same"
    assert yard.refused(act="cosign", officer="T1") == "inspection-role"
    yard.act("set", field="found-pieces", value="7")
    yard.act("cosign", officer="O2")
    assert "inspection.closed" not in yard.kinds()
    yard.act("sign")
    assert "inspection.closed" in yard.kinds()


def test_the_first_pair_does_not_repeat_its_own_inspection(yard):
    yard.lines(*clean("open"))
    yard.inspected()
    (first,) = (event.id for event in yard.desk.station.journal.events(kinds=("inspection.opened",)))
    assert yard.refused(act="inspect", form="appearance", again=first) == "inspection-first-pair"
    assert yard.refused(act="inspect", form="appearance", again="x") == "inspection-unknown"
    yard.act("sign-in", officer="N1")
    yard.act("inspect", form="appearance", again=first)
    yard.fill()
    yard.act("sign")
    assert yard.refused(act="cosign", officer="O2") == "inspection-first-pair"
    yard.act("cosign", officer="S1")
    assert yard.channel() == "release"


def test_slip_numbers_run_and_a_forged_slip_shifts_none(make):
    yard = make(two_trucks())
    first = released(yard)[1]["number"]
    yard.act("next")
    station = yard.desk.station
    from dataclasses import replace

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from workstation.release import numbers, token
    from workstation.release.values import Slip

    passage = yard.desk.passage(next(iter(station.journal.events(kinds=("released",)))).subject)
    forged = replace(Slip.of(passage.release.body["slip"]), number=numbers.make("CNHXG", "03", NOW, 77777))
    text = token.sign(forged, Ed25519PrivateKey.generate().sign, token.kid(station.journal.public_key))
    assert yard.line(act="present", token=text)["gate"]["authentic"] is False
    second = released(yard, *SECOND)[1]["number"]
    assert (first[:18], second[:18]) == ("HXG03-261121-00001", "HXG03-261121-00002")


def test_a_void_slip_takes_the_release_back_and_its_number_never_returns(yard):
    name, slip = released(yard)
    assert yard.refused(act="void", reason="x") == "role-may-not"
    yard.act("sign-in", officer="N1")
    told = yard.act("void", reason="paper torn")
    assert (told["passage"]["state"], told["slip"]) == ("open", None)
    again = yard.act("release")["slip"]["number"]
    assert again > slip["number"]
    assert yard.line(act="present", token=slip["token"])["gate"]["accepted"] is False
    assert yard.refused(act="void", reason="x", number=slip["number"]) == "slip-not-released"
    assert yard.desk.passage(name).voided == (slip["number"],)


def test_a_slip_is_used_once_and_a_used_one_is_not_voided(yard):
    slip = released(yard)[1]
    yard.act("sign-in", officer="N1")
    assert yard.line(act="present", token=slip["token"], vehicle="琼B00000")["gate"]["accepted"] is False
    assert yard.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"]
    assert "slip-used" in yard.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["reasons"]
    assert yard.refused(act="void", reason="x") == "slip-used-already"


def test_signing_in_and_out_is_written_once_each(yard):
    yard.act("sign-out")
    assert yard.refused(scan=PLATE) == "not-signed-in"
    assert yard.refused(act="release") == "not-signed-in"
    yard.act("sign-in", officer="O2")
    yard.act("sign-in", officer="N1")
    told = [(event.kind, event.subject) for event in yard.desk.station.journal.events(kinds=("officer.signed-in", "officer.signed-out"))]
    assert told == [("officer.signed-out", "O1"), ("officer.signed-in", "O2"), ("officer.signed-in", "N1")]
    *_, last = yard.desk.station.journal.events(kinds=("officer.signed-in",))
    assert (last.officer, last.body["before"]) == ("N1", "O2"), "who takes the desk writes it, and whom he relieves"


@pytest.mark.parametrize("role", ["T1", "U1", "M1"])
def test_who_works_no_lane_reads_nothing_into_it(yard, role):
    yard.act("sign-in", officer=role)
    for asked in ({"scan": PLATE}, {"weight": "1"}, {"seal": SEAL}, {"act": "hold", "reason": "x"}, {"act": "next"}, {"act": "release"}):
        assert yard.refused(line=asked) == "role-may-not"


def test_a_pack_that_says_nothing_new_writes_nothing_for_the_lane(yard):
    yard.lines(*clean())
    yard.load(rows(), at=yard.clock.at + HOUR // 60)
    assert yard.line(scan="?")["events"] == []


def asked(yard, kind):
    """How long before the newest event of a kind its second officer was asked (s), None where that is not known."""
    event = [*yard.desk.station.journal.events(kinds=(kind,))][-1]
    assert event.body["cosigner"]
    return round((event.at - event.body["asked"]) / 1000) if "asked" in event.body else None


def test_every_second_signature_keeps_when_it_was_asked_for(make):
    yard = make(rows(instruction=[]))
    yard.lines(*clean("open"), {"seal": "LK0000000017", "status": "sealed", "source": "lock"})
    yard.clock.wait(20 / 3600)
    yard.lines(override(yard))
    # Nobody said when: at the most since the last thing that was there to look at.
    assert asked(yard, "verdict.overridden") == 20
    yard.clock.wait(60 / 3600)
    yard.act("ask-second", **{"for": "override"})
    yard.clock.wait(3 / 3600)
    yard.refused(line=override(yard, to="machine", secret="not the phrase"))
    yard.lines(override(yard, to="machine"))
    assert asked(yard, "verdict.overridden") == 3
    # One asking, one signature: the next one is measured from what was written last.
    yard.clock.wait(8 / 3600)
    yard.lines(override(yard))
    assert asked(yard, "verdict.overridden") == 8
    for act, kind, fields in (
        ("correct", "event.corrected", {"part": "weight", "value": "16200", "to": "16300", "reason": "misread"}),
        ("lock-open", "lock.opened", {"lock": "LK0000000017", "reason": "to look"}),
    ):
        yard.act("ask-second", **{"for": act})
        yard.clock.wait(4 / 3600)
        yard.act(act, officer="N1", secret=secret("N1"), **fields)
        assert asked(yard, kind) == 4
    yard.act("inspect", form="appearance")
    yard.clock.wait(7 / 3600)
    yard.act("handover", officer="N1")
    assert asked(yard, "inspection.handed-over") == 7
    yard.open("N1")
    yard.act("seal-stock", first="CN100001", last="CN100009", to="N1")
    yard.act("seal-handover", first="CN100001", to="O2", secret=secret("O2"))
    assert asked(yard, "seal.handed-over") is None
    yard.act("ask-second", **{"for": "seal-handover"})
    yard.act("seal-handover", first="CN100002", to="O2", secret=secret("O2"))
    assert asked(yard, "seal.handed-over") == 0
    assert yard.refused(act="ask-second", **{"for": "release"}) == "second-not-asked"


def test_the_lane_takes_every_second_secret_from_the_environment(monkeypatch):
    monkeypatch.setenv("PORT_OFFICER_SECRET_N1", "his own")
    for act in seconding.ACTS:
        who = "to" if act == "seal-handover" else "officer"
        assert with_secret({"act": act, who: "N1"}, "O1")["secret"] == "his own", act
        with pytest.raises(Refused, match="secret-in-line"):
            with_secret({"act": act, who: "N1", "secret": "x"}, "O1")
