"""Seals read are held against the declared ones; what one said bad is never taken off with it."""

import pytest
from passage_steps import reasons

from tests.yard import BOX, SEAL, SEAL2, clean, rows, sealed, secret

SEALS = [
    ([(SEAL, "sealed")], "release", "instruction.none"), ([("ml-1234 5678", "sealed")], "release", "instruction.none"), ([(SEAL, "open")], "manual", "seal.open"),
    ([(SEAL, "tampered")], "manual", "seal.tampered"), ([(SEAL, "unknown")], "cannot-confirm", "seal.unknown"), ([("ML12345679", "sealed")], "manual", "seal.differs"),
    ([(SEAL, "sealed"), ("XX99999999", "sealed")], "manual", "seal.extra"), ([("ML12345679", "sealed"), (SEAL, "sealed")], "manual", "seal.extra"),
    ([(SEAL, "open"), (SEAL, "sealed")], "manual", "seal.open"), ([(SEAL, "sealed"), (SEAL, "tampered")], "manual", "seal.tampered"),
    ([(SEAL, "unknown"), (SEAL, "sealed")], "release", "instruction.none"), ([(SEAL, "sealed"), (SEAL, "open"), (SEAL, "sealed")], "manual", "seal.open"),
]  # fmt: skip


@pytest.mark.parametrize(("reads", "channel", "reason"), SEALS)
def test_seals_read_are_held_against_the_declared_ones(yard, reads, channel, reason):
    lines = [line for line in clean() if "seal" not in line]
    told = yard.lines(*lines, *({"seal": number, "status": status, "container": BOX} for number, status in reads))
    assert (told["verdict"]["channel"], told["verdict"]["reasons"][0]) == (channel, reason)


def test_a_differing_number_says_what_was_read_and_what_was_declared(yard):
    told = yard.lines(*clean()[:3], {"seal": "ML12345679", "status": "sealed", "container": BOX})
    assert told["verdict"]["details"]["seal"] == {"read": "ML12345679", "declared": SEAL, "container": BOX, "differs": ["ML12345679"]}
    assert ("release" in [flip["channel"] for flip in told["verdict"]["flip"]]) is False
    told = yard.lines({"weight": "16200"})
    assert told["verdict"]["channel"] == "manual"


def test_a_number_typed_once_that_clashes_is_asked_again(yard):
    lines = [line for line in clean() if "seal" not in line]
    typed = {"seal": "ML12345679", "status": "sealed", "source": "typed"}
    told = yard.lines(*lines, typed)
    assert (told["verdict"], told["passage"]["waiting"]) == (None, ["seal"])
    assert reasons(yard.lines(typed)) == ("manual", ["seal.differs"])
    assert yard.lines({"seal": SEAL, "status": "sealed", "source": "typed"})["verdict"]["channel"] == "manual"


def test_a_number_typed_right_counts_at_once(yard):
    lines = [line for line in clean() if "seal" not in line]
    assert yard.lines(*lines, {"seal": SEAL, "status": "sealed", "source": "typed"})["verdict"]["channel"] == "release"


def test_every_seal_of_a_container_is_awaited(make):
    yard = make(rows(seal=[sealed(SEAL), sealed(SEAL2, sort="customs"), sealed("LK0000000001", sort="lock")]))
    assert yard.lines(*clean())["passage"]["waiting"] == ["seal"]
    assert yard.lines({"seal": SEAL2, "status": "sealed"})["passage"]["waiting"] == ["seal"]
    assert yard.lines({"seal": "LK0000000001", "status": "sealed", "source": "lock"})["verdict"]["channel"] == "release"


def test_a_correction_lifts_a_misread_number_and_nothing_else_does(yard):
    yard.lines(*clean(), {"seal": "ML12345679", "status": "sealed", "container": BOX})
    assert yard.channel() == "manual"
    yard.lines({"seal": SEAL, "status": "sealed", "container": BOX})
    assert yard.channel() == "manual"
    told = yard.act("correct", part="seal", value="ML12345679", to=SEAL, reason="9 for 8", officer="O2", secret=secret("O2"))
    assert told["verdict"]["channel"] == "release"


@pytest.mark.parametrize("status", ["open", "tampered"])
@pytest.mark.parametrize("act", [{"act": "seal-remove", "reason": "x"}, {"act": "seal-replace", "new": "HN7654321", "reason": "x"}])
def test_taking_a_bad_seal_off_does_not_take_away_what_it_said(yard, status, act):
    yard.lines(*clean(status))
    yard.lines({**act, "seal": SEAL})
    assert yard.channel() == "manual"
    assert yard.refused(act="release") == "not-releasable"


@pytest.mark.parametrize("act", [{"act": "seal-remove", "reason": "x"}, {"act": "seal-replace", "new": "HN7654321", "reason": "x"}])
def test_a_declared_seal_taken_off_without_an_inspection_was_opened(yard, act):
    yard.lines(*(line for line in clean() if "seal" not in line))
    yard.lines({**act, "seal": SEAL})
    assert yard.channel() == "manual"


def test_a_differing_seal_taken_off_still_differs(yard):
    lines = [line for line in clean() if "seal" not in line]
    yard.lines(*lines, {"seal": "ML12345679", "status": "sealed", "container": BOX})
    yard.act("seal-remove", seal="ML12345679", reason="x")
    assert yard.channel() == "manual"


def test_an_opened_seal_after_a_normal_inspection_goes_on(yard):
    yard.lines(*clean("open"))
    yard.act("inspect", form="container-open")
    yard.act("seal-replace", seal=SEAL, new="HN7654321", reason="opened for inspection", container=BOX)
    given = {"place": "2", "seal-state": "broken", "method": "sampling", "opened-boxes": "2", "declared-pieces": "120", "found-pieces": "120", "goods-match": "yes"}
    given |= {"damage": "no", "sampled": "no", "resealed": "yes", "party": "agent", "party-signature": "signed", "conclusion": "normal", "disposal": "release"}
    for name, value in given.items():
        yard.act("set", field=name, value=value)
    for field in ("photo-seal", "photo-goods"):
        yard.act("evidence", file=yard.photo(), field=field)
    yard.act("sign")
    told = yard.act("cosign", officer="O2")
    assert told["verdict"]["channel"] == "release"
    assert told["verdict"]["facts"]["inspection.result"] == "normal"
    yard.act("release")
    assert yard.desk.stand.passage.release.body["slip"]["seals"] == ["HN7654321"]
    assert yard.desk.stand.passage.release.body["basis"] == "inspected"
