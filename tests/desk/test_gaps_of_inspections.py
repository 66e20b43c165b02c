"""Gaps in what an inspection may say of the seals of a container it opened; each stays closed."""

import pytest

from tests.yard import BOX, BOX2, SEAL, SEAL2, SEAL3, Yard, clean, instruction, rows, sealed

OPENED = {
    "place": "A", "seal-state": "intact", "method": "thorough", "opened-boxes": "3", "found-pieces": "120", "goods-match": "yes",
    "damage": "no", "sampled": "no", "resealed": "yes", "new-seal": "HN7654321", "party": "agent", "party-signature": "signed",
    "conclusion": "normal", "disposal": "release",
}  # fmt: skip


@pytest.fixture
def yard(tmp_path):
    made = []

    def at(*more, **tables):
        one = Yard(tmp_path / f"station{len(made)}", rows(**({"instruction": [instruction("manual")]} | tables)))
        made.append(one)
        one.lines(*clean(), *more)
        one.act("inspect", form="container-open")
        return one

    yield at
    for each in made:
        each.close()


def fill(one, **changed):
    for name, value in (OPENED | {name.replace("_", "-"): value for name, value in changed.items()}).items():
        one.act("set", field=name, value=value)
    for field in ("photo-seal", "photo-goods"):
        one.act("evidence", file=one.photo(), field=field)


def signed(one):
    one.act("sign")
    one.act("cosign", officer="O2")
    one.act("release")
    return one.desk.stand.passage.release.body["slip"]["seals"]


def refusal(one, **asked):
    """The words of a refusal; nothing was written."""
    before = one.desk.station.journal.head()
    told = one.line(**asked)["refused"]
    assert one.desk.station.journal.head() == before
    return told


def test_an_old_seal_that_never_hung_there_is_refused_by_name(yard):
    one = yard()
    told = refusal(one, act="set", field="old-seal", value="ZZ99999999")
    assert told["key"] == "inspection-seal-strange"
    assert "ZZ99999999" in told["words"]
    assert SEAL in told["words"]


def test_the_slip_certifies_no_seal_that_was_cut(yard):
    one = yard()
    fill(one, old_seal=SEAL.lower())
    assert signed(one) == ["HN7654321"]


def test_a_strange_seal_taken_off_by_an_act_is_refused_at_signing(yard):
    one = yard({"seal": "ZZ99999999", "status": "sealed", "container": BOX2})
    assert one.refused(act="seal-replace", seal="YY99999999", new="HN7654321", reason="x") == "seal-not-here"
    one.act("seal-replace", seal="ZZ99999999", new="HN7654321", reason="x")
    fill(one)
    assert one.refused(act="sign") == "inspection-seal-strange"
    one.act("set", field="old-seal", value=SEAL)
    assert signed(one) == ["ZZ99999999", "HN7654321"], "what was read on the other box hangs there still"


@pytest.mark.parametrize("declared", [True, False])
def test_every_seal_read_on_the_opened_container_is_an_old_seal(yard, declared):
    extra = {"seal": SEAL2, "status": "sealed", "container": BOX}
    one = yard(extra, seal=[sealed(SEAL), *([sealed(SEAL2)] if declared else [])])
    fill(one, old_seal=SEAL)
    told = refusal(one, act="sign")
    assert told["key"] == "inspection-seal-left"
    assert SEAL2 in told["words"]
    one.act("set", field="old-seal", value=f"{SEAL},{SEAL2}")
    assert signed(one) == ["HN7654321"]


def test_no_seal_on_arrival_does_not_leave_a_read_one_on(yard):
    one = yard()
    fill(one, seal_state="none")
    assert one.refused(act="sign") == "inspection-seal-left"


def test_a_read_seal_does_not_stay_as_the_new_one(yard):
    one = yard({"seal": SEAL2, "status": "sealed", "container": BOX}, seal=[sealed(SEAL), sealed(SEAL2)])
    fill(one, old_seal=SEAL)
    assert one.refused(act="set", field="new-seal", value=SEAL2) == "seal-on-already", "it came closed on this truck"
    assert one.refused(act="sign") == "inspection-seal-left"


def test_a_seal_declared_but_not_read_may_be_an_old_one(yard):
    one = yard(seal=[sealed(SEAL), sealed(SEAL3)])
    fill(one, old_seal=f"{SEAL},{SEAL3}")
    assert signed(one) == ["HN7654321"]


def test_the_new_seal_may_be_read_before_signing(yard):
    one = yard()
    fill(one, old_seal=SEAL)
    one.lines({"seal": "HN7654321", "status": "sealed", "container": BOX})
    assert signed(one) == ["HN7654321"]


def test_the_seal_of_the_other_container_is_no_old_seal_and_stays(yard):
    boxes = [{"number": box, "papers": rows()["consignment"][0]["declaration"], "tare_kg": "1100"} for box in (BOX, BOX2)]
    one = yard({"scan": BOX2}, {"seal": SEAL2, "status": "sealed", "container": BOX2}, container=boxes, seal=[sealed(SEAL), sealed(SEAL2, BOX2)], booking=[])
    one.act("set", field="container", value=BOX)
    assert one.refused(act="set", field="old-seal", value=SEAL2) == "inspection-seal-strange"
    fill(one, old_seal=SEAL)
    one.act("sign")
    assert one.act("cosign", officer="O2")["refused"] is None
