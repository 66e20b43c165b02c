"""A misplaced scan moves to its truck, a misread one is corrected; nothing is lost, and nothing wrong gets in."""

import pytest
from passage_steps import two_trucks

from tests.yard import BOX, BOX2, BOX3, DRIVER, DRIVER2, PAPERS, PLATE, PLATE2, SEAL, SEAL2, clean, secret

SECOND = {"officer": "O2", "secret": secret("O2")}


def test_a_misread_scan_moves_to_another_truck_and_to_a_new_one(make):
    yard = make(two_trucks())
    first = yard.lines({"scan": PLATE})["passage"]["id"]
    yard.act("park")
    second = yard.lines({"scan": PLATE2}, {"scan": BOX3})["passage"]["id"]
    told = yard.act("move", value=BOX3, to=PLATE)
    assert told["passage"]["parts"]["container"] == []
    assert yard.desk.passage(first).values("container") == (BOX3,)
    yard.lines({"scan": PLATE})
    told = yard.act("move", value=BOX3, to="new")
    assert told["passage"]["id"] not in (first, second)
    assert told["passage"]["parts"]["container"] == [BOX3]
    assert yard.desk.passage(first).values("container") == ()
    assert yard.lines({"scan": BOX3})["passage"]["id"] == told["passage"]["id"]


@pytest.mark.parametrize("line", [{"seal": SEAL2, "status": "open"}, {"scan": BOX3}])
def test_a_moved_read_keeps_what_was_read_and_corrected(make, line):
    yard = make(two_trucks())
    yard.lines({"scan": PLATE2})
    yard.act("park")
    yard.lines(*clean()[:3], {"seal": "ZZ99999999", "status": "open"})
    value = "ZZ99999999"
    yard.act("correct", part="seal", value=value, to="ZZ88888888", reason="misread")
    yard.act("move", value="ZZ88888888", to=PLATE2, **SECOND)
    assert yard.desk.stand.passage.seals == ()
    told = yard.lines({"scan": PLATE2})
    assert told["passage"]["parts"]["seal"] == ["ZZ88888888"]
    assert yard.desk.stand.passage.seals[0].status == "open"


def test_nothing_moves_into_or_out_of_a_truck_that_was_released(make):
    yard = make(two_trucks())
    yard.lines({"scan": PLATE2}, {"scan": BOX3})
    yard.act("park")
    yard.lines(*clean())
    yard.act("release")
    assert yard.refused(act="move", value=BOX, to=PLATE2) == "not-open"
    assert yard.refused(act="move", value=BOX, to="new") == "not-open"
    assert yard.refused(**{"act": "move", "value": BOX3, "from": PLATE2, "to": PLATE}) in ("not-open", "passage-unknown")


def test_a_corrected_part_stands_and_the_first_read_is_kept(make):
    yard = make(two_trucks())
    yard.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX3})
    assert yard.channel() == "manual"
    told = yard.act("correct", part="container", value=BOX3, to=BOX, reason="read from the wrong side", **SECOND)
    assert told["passage"]["parts"]["container"] == [BOX]
    assert yard.desk.stand.passage.parts[-1].was == BOX3
    assert yard.lines(*clean()[3:])["verdict"]["channel"] == "release"
    yard.act("park")
    assert yard.lines({"scan": BOX})["passage"]["parts"]["vehicle"] == [PLATE]


WRONG = [
    ("container", BOX, "HELLO", "correct-not-that"), ("container", BOX2, BOX, "nothing-to-correct"), ("vehicle", PLATE, BOX, "correct-not-that"),
    ("weight", "16200", "heavy", "weight-wrong"), ("weight", "16200", "-5", "weight-wrong"), ("weight", "16200", "1e-99", "weight-wrong"), ("weight", "1", "2", "nothing-to-correct"),
    ("seal", SEAL, "!", "seal-number"), ("seal", SEAL, "琼A12345", "seal-number"), ("seal-status", SEAL, "fine", "seal-status"), ("hat", "x", "y", "nothing-to-correct"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "value", "to", "key"), WRONG)
def test_a_wrong_correction_is_refused_and_poisons_nothing(yard, part, value, to, key):
    yard.lines(*clean())
    assert yard.refused(act="correct", part=part, value=value, to=to, reason="x") == key
    yard.open()
    assert yard.channel() == "release"


def test_a_weight_is_corrected_as_it_is_read(yard):
    yard.lines(*clean(weight="61200"))
    assert yard.channel() == "machine"
    told = yard.act("correct", part="weight", value="61200", to=" 16200.0 ", reason="digits turned", officer="O2", secret=secret("O2"))
    assert (told["passage"]["parts"]["weight"], told["verdict"]["channel"]) == ("16200", "release")


def test_a_corrected_driver_is_a_pseudonym_too(yard):
    told = yard.lines({"scan": PLATE}, {"scan": DRIVER})
    (name,) = told["passage"]["parts"]["driver"]
    assert name.startswith("p:")
    yard.act("correct", part="driver", value=name, to=DRIVER2, reason="wrong card")
    stored = yard.desk.station.journal.read("SELECT count(*) FROM event WHERE instr(bytes, ?)", (DRIVER2[:13],))
    assert stored == [(0,)]
