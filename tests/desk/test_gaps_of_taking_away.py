"""What speaks against a truck: no officer takes it away alone, by no act."""

import pytest

from tests.yard import BOX, BOX2, PAPERS, PAPERS2, PHOTO, PLATE, booked, clean, consignment, instruction, rows, secret

TRAILER = "琼Z9999挂"
SECOND = {"officer": "O2", "secret": secret("O2")}


def heavy():
    return [{**each, "weight": "60000"} if "weight" in each else each for each in clean()]


@pytest.mark.parametrize("source", ["serial", "typed"])
def test_a_trailer_nobody_knows_takes_no_weight_away(yard, source):
    one = yard()
    one.lines(*heavy())
    before = one.channel()
    one.lines({"scan": TRAILER, "source": source})
    assert (one.channel(), before) == ("machine", "machine")
    assert one.refused(act="release") == "not-releasable"


def test_a_box_under_an_instruction_is_moved_away_by_two(yard):
    one = yard(rows(instruction=[instruction("hold", "container", BOX2)]))
    one.lines(*clean(), {"scan": BOX2})
    assert one.channel() == "hold"
    assert one.refused(act="move", value=BOX2, to="new") == "correct-needs-second"
    assert one.act("move", value=BOX2, to="new", **SECOND)["refused"] is None


@pytest.mark.parametrize("act", [{"act": "move", "value": BOX2, "to": "new"}, {"act": "correct", "part": "container", "value": BOX2, "to": BOX, "reason": "x"}])
def test_a_box_too_many_that_was_scanned_goes_with_two(yard, act):
    one = yard()
    one.lines(*clean(), {"scan": BOX2})
    assert one.channel() == "manual"
    assert one.refused(**act) == "correct-needs-second"
    assert one.line(**act, **SECOND)["refused"] is None


def test_papers_that_are_not_released_go_with_two(yard):
    one = yard(rows(consignment=[consignment(), {**consignment(PAPERS2), "state": "declared"}]))
    one.lines(*clean(), {"scan": PAPERS2})
    assert one.channel() == "hold"
    wrong = {"act": "correct", "part": "declaration", "value": PAPERS2, "to": PAPERS, "reason": "x"}
    assert one.refused(**wrong) == "correct-needs-second"
    assert one.refused(act="move", value=PAPERS2, to="new") == "correct-needs-second"


def test_a_customs_box_stays_with_a_truck_that_should_carry_none(yard):
    one = yard(rows(booking=[{**booked(), "goods": "none", "papers": [], "containers": []}]))
    one.lines({"scan": PLATE}, {"scan": BOX})
    assert one.channel() == "hold"
    assert one.refused(act="move", value=BOX, to="new") == "correct-needs-second"


def test_evidence_lies_in_its_folder_and_answers_a_photo_field(yard, tmp_path):
    one = yard()
    one.lines(*clean(), {"act": "inspect", "form": "appearance"})
    photo = tmp_path / "a.jpg"
    photo.write_bytes(PHOTO)
    assert one.refused(act="evidence", file=str(photo), field="place") == "inspection-field-not-photo"
    one.lines({"act": "evidence", "file": str(photo), "field": "photo"})
    kept = [each.name for each in (one.folder / "evidence").iterdir()]
    assert len(kept) == 1
    assert not (one.folder / kept[0]).exists()


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000"])
def test_a_blank_is_no_reason(yard, blank):
    one = yard()
    one.lines(*clean())
    assert one.refused(act="hold", reason=blank) == "act-field-missing"


def test_a_slip_is_void_although_the_list_of_revoked_ones_cannot_be_written(yard):
    one = yard()
    one.open("S1")
    one.lines(*clean())
    one.act("release")
    (one.folder / "keys.pack").unlink()
    (one.folder / "keys.pack").mkdir()
    told = one.act("void", reason="torn")
    assert ("slip.voided" in [kind for _, _, kind in told["events"]], [alarm["key"] for alarm in told["alarms"]]) == (True, ["keys-missing"])
