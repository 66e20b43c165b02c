"""Ways around the rules that a second reader found; each stays closed."""

import pytest

from tests import yard as yards
from tests.yard import (
    BOOKING,
    BOX,
    BOX2,
    HOUR,
    PAPERS,
    PAPERS2,
    PLATE,
    PLATE2,
    SEAL,
    TRAILER,
    USCC2,
    Desk,
    Station,
    booked,
    clean,
    consignment,
    instruction,
    rows,
    sealed,
)
from workstation.words import Refused


def test_two_desks_on_one_folder_release_a_truck_once(yard):
    one = yard()
    one.lines(*clean())
    other = Desk(Station.open(one.folder, one.key, one.clock), "O2")
    assert other.line({"act": "release"}).refused is None
    other.close()
    assert one.refused(act="release") == "already-released"
    assert one.kinds().count("released") == 1


def test_a_hold_by_another_desk_counts_here(yard):
    one = yard()
    one.lines(*clean())
    other = Desk(Station.open(one.folder, one.key, one.clock), "O2")
    assert other.line({"act": "hold", "reason": "stop"}).refused is None
    other.close()
    assert one.refused(act="release") == "held-or-inspecting"


def test_an_officer_disabled_meanwhile_releases_nothing(yard):
    one = yard()
    one.lines(*clean())
    journal = yards.Journal.open(one.folder / "journal.db", one.key, yards.VIEWS, one.clock)
    journal.append([yards.Draft("officer.disabled", "O1", {})], "S1")
    journal.close()
    assert one.refused(act="release") == "officer-disabled"
    assert one.refused(scan=yards.PLATE2) == "officer-disabled"
    assert one.act("sign-in", officer="O2", secret=yards.secret("O2"))["refused"] is None
    assert one.act("release")["refused"] is None


def test_a_desk_that_only_waits_says_that_its_officer_was_disabled(yard):
    one = yard()
    one.lines(*clean())
    journal = yards.Journal.open(one.folder / "journal.db", one.key, yards.VIEWS, one.clock)
    journal.append([yards.Draft("officer.disabled", "O1", {})], "S1")
    journal.close()
    assert one.desk.tick().refused["key"] == "officer-disabled"
    assert one.desk.tick() is None or one.desk.tick().refused is None


def test_time_alone_takes_a_release_back(yard):
    one = yard()
    one.lines(*clean())
    assert one.channel() == "release"
    one.clock.wait(2)
    assert one.desk.tick().events[-1].body["channel"] == "cannot-confirm"
    assert one.refused(act="release") == "not-releasable"


def test_a_phone_call_does_not_outrank_an_instruction_that_comes_later(yard):
    one = yard(at=yards.NOW - 2 * HOUR)
    one.lines(*clean())
    one.act("confirm", fact="instruction", value="none", who="0102", when="16:40", reference="T-1")
    assert one.channel() == "release"
    one.delta(instruction=[instruction("hold")])
    one.line(act="acknowledge", alarm=1)
    assert one.channel() == "hold"


@pytest.mark.parametrize(
    ("again", "channel"),
    [({"seal": SEAL, "status": "open", "container": BOX}, "manual"), ({"weight": "49000"}, "machine"), ({"scan": BOX2}, "manual")],
)
def test_an_inspection_answers_only_what_it_looked_at(yard, again, channel):
    one = yard(rows(instruction=[instruction("manual")]))
    one.lines(*clean(weight="23000"))
    one.lines({"seal": SEAL, "status": "tampered", "container": BOX})
    one.inspected()
    assert one.channel() == "release"
    one.lines(again)
    assert one.channel() == channel


def test_an_instruction_that_came_while_no_desk_was_open_stops_the_truck(yard):
    one = yard()
    one.lines(*clean())
    one.act("release")
    number = one.desk.stand.passage.release.number
    one.close()
    one.delta(instruction=[instruction("hold")])
    one.open()
    told = one.line(act="present", number=number)
    assert told["gate"]["accepted"] is False
    assert "slip-suspended" in told["gate"]["reasons"]


@pytest.mark.parametrize(("kind", "target"), [("enterprise", USCC2), ("booking", BOOKING), ("vehicle", TRAILER), ("seal", SEAL), ("declaration", PAPERS2)])
def test_a_late_instruction_finds_everything_the_truck_stands_for(yard, kind, target):
    tables = rows(
        consignment=[consignment(), consignment(PAPERS2, uscc=USCC2, gross_kg="0")],
        container=[{"number": BOX, "papers": papers, "tare_kg": "2200"} for papers in (PAPERS, PAPERS2)],
        booking=[booked(papers=[PAPERS, PAPERS2], containers=[BOX], trailer=TRAILER)],
    )
    one = yard(tables)
    one.lines(*clean(), {"scan": PAPERS2})
    one.act("release")
    one.delta(instruction=[instruction("hold", kind, target)])
    told = one.line(act="reprint")
    assert told["passage"]["state"] == "suspended"


def test_a_restored_release_is_not_stopped_again_by_the_same_instruction(yard):
    one = yard()
    one.lines(*clean())
    one.act("release")
    one.delta(instruction=[instruction("hold")])
    one.line(act="reprint")
    one.open("S1")
    one.act("restore", reason="checked with the sender")
    one.delta(vehicle=[{"plate": PLATE2, "sort": "truck", "tare_kg": "9000"}])
    assert one.line(act="reprint")["passage"]["state"] == "released"


@pytest.mark.parametrize("target", ["琼A·1234", "MSKU0383251"])
def test_an_instruction_on_nothing_that_can_be_is_refused(yard, target):
    kind = "vehicle" if target.startswith("琼") else "container"
    one = yard()
    with pytest.raises(Refused, match="pack-field-code"):
        one.delta(instruction=[instruction("hold", kind, target)])


def test_an_instruction_is_found_however_its_target_is_written(yard):
    one = yard(rows(instruction=[instruction("hold", "vehicle", "琼A·12345")]))
    one.lines({"scan": PLATE})
    assert one.channel() == "hold"


@pytest.mark.parametrize("goods", ["none", "empty"])
def test_no_customs_goods_is_not_believed_against_the_bookings_own_lines(yard, goods):
    one = yard(rows(booking=[booked(goods=goods, containers=[BOX])]))
    one.lines({"scan": PLATE}, {"weight": "9000"})
    assert one.channel() == "hold"
    assert one.refused(act="leave") == "not-leavable"


def test_a_live_instruction_on_the_booked_trailer_counts(yard):
    one = yard(rows(booking=[booked(goods="none", trailer=TRAILER)], instruction=[instruction("hold", "vehicle", TRAILER)]))
    one.lines({"scan": PLATE})
    assert one.channel() == "hold"


def test_a_container_the_declaration_does_not_list_is_extra_even_when_booked(yard):
    one = yard(rows(booking=[booked(papers=[PAPERS], containers=[BOX, BOX2])]))
    one.lines(*clean(), {"scan": BOX2})
    assert one.channel() == "manual"
    assert one.desk.stand.gathered.common["container.match"] == "extra"


def test_the_same_pair_does_not_look_again(yard):
    one = yard(rows(instruction=[instruction("manual")]))
    one.lines(*clean())
    one.inspected("abnormal", "manual")
    assert one.refused(act="inspect", form="appearance") == "inspection-first-pair"


def test_a_misread_container_is_no_seal_and_noise_is_no_seal(yard):
    one = yard()
    one.lines(*clean())
    for text in ("MSKU0383251", "WIFI12345"):
        told = one.line(scan=text)
        assert (told["refused"], told["verdict"]["channel"]) == (None, "release")
        assert [kind for _, _, kind in told["events"]] == ["code.scanned", "call.opened"]
    stray = [event for event in one.desk.station.journal.events(subject="") if event.kind == "code.scanned"]
    assert all("WIFI" not in event.body["value"] and "MSKU" not in event.body["value"] for event in stray), "a text of no shape may be a name"


def test_after_the_release_the_truck_stays_what_it_is(yard):
    one = yard()
    one.lines(*clean())
    one.act("release")
    for asked in ({"weight": "8000"}, {"scan": BOX}, {"scan": PLATE}):
        told = one.line(**asked)
        assert told["passage"]["state"] == "released", asked
    assert one.kinds().count("passage.opened") == 1


def test_a_void_slip_says_so_by_number_too(yard):
    one = yard()
    one.lines(*clean())
    one.act("release")
    number = one.desk.stand.passage.release.number
    one.open("S1")
    one.act("void", reason="wrong driver")
    told = one.line(act="present", number=number)
    assert told["gate"]["accepted"] is False
    assert {"slip-voided", "slip-revoked"} & set(told["gate"]["reasons"])


@pytest.mark.parametrize("container", ["GARBAGE", BOX2])
def test_a_seal_on_another_container_is_not_equal(yard, container):
    one = yard(rows(seal=[sealed(SEAL)]))
    one.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX}, {"weight": "16200"}, {"seal": SEAL, "status": "sealed", "container": container})
    assert one.channel() == "manual"


@pytest.mark.parametrize("text", ["5_0", "1e5", " 5 ", "５", "+5", "0x10", ""])
def test_only_plain_figures_are_weights(yard, text):
    one = yard()
    one.lines({"scan": PLATE})
    assert one.refused(weight=text) == "weight-wrong"
