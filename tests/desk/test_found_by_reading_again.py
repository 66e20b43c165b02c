"""More ways around the rules that a second reading found; each stays closed."""

from dataclasses import replace

import pytest

from tests.yard import (
    BOOKING2,
    BOX,
    BOX2,
    DRIVER,
    HOUR,
    NOW,
    PAPERS,
    PAPERS2,
    PLATE,
    PLATE2,
    SEAL,
    SEAL2,
    USCC2,
    booked,
    clean,
    consignment,
    instruction,
    rows,
    sealed,
)
from workstation import settings


def test_what_was_decided_stays_with_the_parts_of_a_truck(yard):
    one = yard()
    one.lines(*clean())
    one.act("hold", reason="stop")
    assert one.refused(act="move", value=PLATE, to="new") == "held-or-inspecting"
    other = yard(rows(instruction=[instruction("manual")]))
    other.lines(*clean())
    other.inspected("abnormal", "amend")
    assert other.refused(act="move", value=BOX, to="new") == "held-or-inspecting"


def test_a_phone_call_about_one_paper_says_nothing_of_a_cancelled_one(yard):
    tables = rows(consignment=[consignment(), consignment(PAPERS2, state="cancelled", gross_kg="0")], booking=[])
    one = yard(tables, at=NOW - 30 * HOUR)
    one.lines(*clean())
    for fact, value in (("instruction", "none"), ("papers.state", "released")):
        one.act("confirm", fact=fact, value=value, who="0102", when="16:00", reference="T-2")
    one.lines({"scan": PAPERS2})
    assert one.channel() == "hold"


def test_the_act_at_a_gate_looks_at_the_plate_in_front(yard):
    one = yard()
    one.lines(*clean())
    token = one.act("release")["slip"]["token"]
    one.act("next")
    one.close()
    settings.write(one.folder, replace(settings.read(one.folder), profile="gate"))
    one.open()
    one.lines({"scan": PLATE2})
    assert one.line(act="present", token=token)["gate"]["reasons"] == ["slip-wrong-truck"]


def test_an_inspection_does_not_answer_for_papers_that_come_after_it(yard):
    dishonest = [{"uscc": uscc, "scale": "national", "class": "dishonest", "valid_from": "2026-01-01"} for uscc in (USCC2,)]
    one = yard(rows(consignment=[consignment(), consignment(PAPERS2, uscc=USCC2, gross_kg="0")], credit=dishonest, booking=[], instruction=[instruction("manual")]))
    one.lines(*clean())
    one.inspected()
    assert one.channel() == "release"
    one.lines({"scan": PAPERS2})
    assert one.channel() == "manual"


def test_a_second_truck_under_the_same_declaration_is_its_own(yard):
    one = yard(rows(booking=[booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, number=BOOKING2, papers=[PAPERS], containers=[BOX2])]))
    one.lines(*clean())
    told = one.lines({"scan": PLATE2})
    assert told["passage"]["parts"]["vehicle"] == [PLATE2]


def test_a_part_of_the_released_truck_never_joins_the_next(yard):
    one = yard()
    one.lines(*clean(), {"scan": DRIVER})
    one.act("release")
    for asked in ({"scan": SEAL}, {"seal": SEAL, "status": "sealed"}, {"scan": DRIVER}):
        assert one.line(**asked)["passage"]["state"] == "released", asked
    told = one.line(weight="16200")
    assert told["alarms"][0]["key"] == "weight-no-truck"


def test_a_misread_document_is_not_written_in_clear(yard):
    one = yard()
    one.line(scan="460105198005060022")
    written = [str(event.body) for event in one.desk.station.journal.events(kinds=("code.scanned",))]
    assert all("198005" not in text for text in written)


@pytest.mark.parametrize("first", ["machine", "manual"])
def test_an_instruction_that_grows_stricter_under_its_number_is_new(yard, first):
    one = yard(rows(instruction=[instruction(first)]))
    one.lines(*clean())
    one.inspected()
    if one.channel() != "release":
        pytest.fail(one.channel())
    one.act("release")
    one.delta(instruction=[instruction("hold")])
    assert one.line(act="reprint")["passage"]["state"] == "suspended"


def test_the_seal_of_a_container_nobody_looked_at_is_still_awaited(yard):
    tables = rows(
        container=[{"number": number, "papers": PAPERS, "tare_kg": "2200"} for number in (BOX, BOX2)],
        seal=[sealed(SEAL), sealed(SEAL2, BOX2)], booking=[booked(papers=[PAPERS], containers=[BOX, BOX2])],
    )
    one = yard(tables)
    one.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX}, {"seal": SEAL, "status": "tampered", "container": BOX}, {"weight": "18400"})
    one.inspected()
    told = one.lines({"scan": BOX2})
    assert told["passage"]["waiting"] == ["seal"]
    assert one.refused(act="release") == "verdict-awaited"
