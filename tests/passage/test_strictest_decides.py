"""Several papers, parties and instructions on one truck: the strictest decides, and the verdict says whose."""

import pytest
from passage_steps import TARGETS, everything, reasons, several

from tests.yard import (
    BOX,
    BOX2,
    DRIVER,
    PAPERS,
    PAPERS2,
    PAPERS3,
    PLATE,
    SEAL,
    SEAL2,
    SEAL3,
    USCC,
    USCC2,
    booked,
    clean,
    consignment,
    instruction,
    rows,
)


def test_several_papers_boxes_and_seals_are_all_awaited_and_released_on_one_slip(make):
    yard = make(several())
    for line in everything()[:-1]:
        assert yard.lines(line)["verdict"] is None
    told = yard.lines(everything()[-1])
    assert told["verdict"]["channel"] == "release"
    yard.act("release")
    slip = yard.desk.stand.passage.release.body["slip"]
    assert (slip["declarations"], slip["containers"], slip["seals"]) == ([PAPERS, PAPERS2], [BOX, BOX2], [SEAL, SEAL2, SEAL3])


STATES = [("declared", "hold", "papers.not-released"), ("amending", "hold", "papers.not-released"), ("cancelled", "hold", "papers.not-valid")]


@pytest.mark.parametrize(("state", "channel", "reason"), STATES)
def test_the_strictest_paper_decides_and_is_named(make, state, channel, reason):
    yard = make(several(state=state))
    told = yard.lines(*everything())
    assert reasons(told) == (channel, [reason])
    assert told["verdict"]["details"]["whose"] == PAPERS2


def test_a_flip_of_one_paper_is_no_flip_while_another_holds_as_well(make):
    yard = make(several() | {"consignment": [consignment(state="declared"), consignment(PAPERS2, state="declared", uscc=USCC2)]})
    told = yard.lines(*everything())
    assert told["verdict"]["channel"] == "hold"
    assert all(flip["fact"] != "papers.state" for flip in told["verdict"]["flip"])


def test_the_flip_of_the_only_bad_paper_is_shown(make):
    yard = make(several(state="declared"))
    told = yard.lines(*everything())
    assert {"fact": "papers.state", "to": "released", "channel": "release"} in told["verdict"]["flip"]


@pytest.mark.parametrize(("changed", "reason"), [
    ({"category": "value-added"}, "papers.va"), ({"category": "value-added", "va_confirmation": "VA64012026000000015", "va_valid_to": "2026-11-20"}, "papers.va"),
    ({"valid_to": "2026-11-20"}, "papers.not-valid"),
])  # fmt: skip
def test_expired_papers_and_confirmations_hold(make, changed, reason):
    from workstation.codes import made

    if "va_confirmation" in changed:
        changed = changed | {"va_confirmation": made.make_va_confirmation("6401", 2026, 1)}
    yard = make(rows(consignment=[consignment(**changed)]))
    assert reasons(yard.lines(*clean())) == ("hold", [reason])


def test_papers_of_another_booking_are_looked_at(make):
    yard = make(rows(consignment=[consignment(), consignment(PAPERS3)], booking=[booked(papers=[PAPERS3])]))
    told = yard.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX}, {"seal": SEAL, "status": "sealed"}, {"weight": "16200"})
    assert yard.channel() in ("machine", "") or told["verdict"]["channel"] == "machine"


@pytest.mark.parametrize(("kind", "target"), TARGETS)
@pytest.mark.parametrize("channel", ["machine", "manual", "hold"])
def test_an_instruction_on_anything_of_the_truck_is_followed(make, kind, target, channel):
    yard = make(rows(instruction=[instruction(channel, kind, target)]))
    told = yard.lines(*clean())
    assert reasons(told) == (channel, [f"instruction.{channel}"])
    assert told["verdict"]["details"]["instruction"]["number"] == "HK-2026-0001"


@pytest.mark.parametrize("changed", [{"state": "lifted"}, {"valid_to": "2026-11-21T08:00:00Z"}, {"target_kind": "container", "target": BOX2}, {"target": "琼A99999"}])
def test_an_instruction_that_is_over_or_about_another_is_not(make, changed):
    yard = make(rows(instruction=[instruction(**changed)]))
    assert yard.lines(*clean())["verdict"]["channel"] == "release"


def test_of_several_instructions_the_strictest_is_followed(make):
    yard = make(rows(instruction=[instruction("machine", serial=1), instruction("hold", "container", BOX, 2), instruction("manual", "seal", SEAL, 3)]))
    told = yard.lines(*clean())
    assert (told["verdict"]["channel"], told["verdict"]["details"]["instruction"]["number"]) == ("hold", "HK-2026-0002")


def test_the_driver_changes_the_channel_only_when_an_instruction_names_him(make):
    persons = {"person": [{"id": "P1", "name": "王芳"}], "document": [{"kind": "resident-id", "number": DRIVER, "person": "P1"}]}
    yard = make(rows(**persons))
    assert yard.lines(*clean(), {"scan": DRIVER})["verdict"]["channel"] == "release"
    yard = make(rows(**persons, instruction=[instruction("manual", "person", "P1")]))
    assert yard.lines(*clean())["verdict"]["channel"] == "release"
    assert reasons(yard.lines({"scan": DRIVER})) == ("manual", ["instruction.manual"])


@pytest.mark.parametrize(("scale", "level", "channel"), [("second-line", "focus", "machine"), ("national", "dishonest", "manual"), ("national", "advanced", "release")])
def test_the_class_of_the_enterprise_counts_on_its_day(make, scale, level, channel):
    white = {"uscc": USCC, "scale": "second-line", "class": "white", "valid_from": "2026-01-01"}
    own = {"uscc": USCC, "scale": scale, "class": level, "valid_from": "2026-06-01"}
    assert make(rows(credit=[white, own])).lines(*clean())["verdict"]["channel"] == channel
    assert make(rows(credit=[white, own | {"valid_from": "2026-11-22"}])).lines(*clean())["verdict"]["channel"] == "release"
    assert make(rows(credit=[white, own | {"valid_to": "2026-11-20"}])).lines(*clean())["verdict"]["channel"] == "release"
