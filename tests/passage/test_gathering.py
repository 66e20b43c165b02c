"""Scans gather to the right truck: waiting, interleaving, parking and coming back, moving, correcting, repeating."""

from itertools import permutations

import pytest
from passage_steps import SECOND, two_trucks

from tests.yard import (
    BOOKING,
    BOOKING2,
    BOX,
    BOX2,
    DRIVER,
    LIST,
    PAPERS,
    PAPERS2,
    PLATE,
    PLATE2,
    PLATE3,
    SEAL,
    TRAILER,
    booked,
    clean,
    consignment,
    rows,
)  # fmt: skip


def test_a_clean_truck_waits_for_each_part_and_is_then_released(yard):
    waited = []
    for line in clean():
        told = yard.lines(line)
        waited.append((told["passage"]["waiting"], told["verdict"] and told["verdict"]["channel"]))
    assert waited == [
        (["declaration", "weight"], None), (["container", "weight"], None), (["seal", "weight"], None), (["weight"], None), ([], "release"),
    ]  # fmt: skip
    released = yard.act("release", verdict=told["verdict"]["id"])
    assert released["slip"]["number"].startswith("HXG03-261121-00001-")


def test_in_whatever_order_the_parts_come_the_verdict_is_the_same(make):
    yard, seen = make(), set()
    yard.open("S1")
    for order in list(permutations(clean()))[::7]:
        told = yard.lines(*order)
        assert set(told["passage"]["parts"]["container"]) == {BOX}
        seen.add((told["verdict"]["channel"], tuple(told["verdict"]["reasons"]), told["passage"]["parts"]["weight"]))
        yard.act("transfer", to="x")
    assert seen == {("release", ("instruction.none", "papers.match", "seal.intact"), "16200")}


def test_a_hit_decides_at_once_whatever_is_missing(yard):
    told = yard.lines({"scan": PLATE}, {"scan": PAPERS}, {"seal": SEAL, "status": "open"})
    assert (told["verdict"]["channel"], told["verdict"]["reasons"]) == ("manual", ["seal.open"])
    assert told["passage"]["waiting"] == []
    assert yard.refused(act="release") == "not-releasable"


def test_while_waiting_nothing_goes(yard):
    yard.lines(*clean()[:-1])
    assert yard.refused(act="release") == "verdict-awaited"
    assert yard.refused(act="leave") == "not-leavable"
    assert yard.refused(act="override", to="release", reason="x", officer="N1", secret="N1 has a long phrase") == "no-verdict"


def test_two_trucks_read_crosswise_stay_apart(make):
    yard = make(two_trucks())
    for one, other in zip(clean(), SECOND, strict=True):
        if "weight" not in one:
            yard.lines(one, other)
    yard.lines({"weight": "16200"})
    assert yard.desk.stand.passage.plate == PLATE2
    assert yard.channel() == "release"
    told = yard.lines({"scan": PLATE}, {"weight": "16180"})
    assert told["passage"]["parts"] == {
        "vehicle": [PLATE], "trailer": [], "booking": [], "declaration": [PAPERS], "release_list": [], "container": [BOX], "driver": [], "seal": [SEAL], "weight": "16180",
    }  # fmt: skip
    assert told["verdict"]["channel"] == "release"
    assert yard.kinds().count("passage.opened") == 2


@pytest.mark.parametrize("back", [PLATE, PAPERS, BOX, SEAL, BOOKING, DRIVER])
def test_any_part_brings_a_parked_truck_back_with_its_id_and_its_old_weight(yard, back):
    told = yard.lines(*clean(), {"scan": BOOKING}, {"scan": DRIVER})
    name, verdict = told["passage"]["id"], told["verdict"]["id"]
    assert yard.act("park", reason="paper missing")["passage"] is None
    told = yard.lines({"scan": back})
    assert (told["passage"]["id"], told["passage"]["state"], told["verdict"]["id"]) == (name, "open", verdict)
    assert yard.desk.stand.passage.weight.old
    yard.lines({"weight": "16220"})
    assert not yard.desk.stand.passage.weight.old
    assert yard.channel() == "release"


def test_a_parked_truck_comes_back_with_a_verdict_of_now(yard):
    yard.lines(*clean())
    yard.act("park")
    yard.clock.wait(2)
    told = yard.lines({"scan": PLATE})
    assert (told["verdict"]["channel"], told["verdict"]["reasons"]) == ("cannot-confirm", ["age.instruction"])


def test_a_parked_truck_is_resumed_by_plate_or_id_and_by_nothing_else(make):
    yard = make(two_trucks())
    first = yard.lines(*clean())["passage"]["id"]
    second = yard.lines(*SECOND)["passage"]["id"]
    assert first != second
    assert yard.act("resume", passage=PLATE)["passage"]["id"] == first
    assert yard.act("resume", passage=second)["passage"]["id"] == second
    assert yard.refused(act="resume", passage=PLATE3) == "not-parked"
    assert yard.refused(act="resume", passage=PLATE2) == "not-parked"


def test_a_held_truck_stands_aside_held_and_comes_back_held(yard):
    yard.lines(*clean())
    told = yard.act("hold", reason="smell of fuel", risk="harm")
    assert (told["passage"]["state"], told["passage"]["holds"]) == ("held", ["smell of fuel"])
    yard.act("next")
    told = yard.lines({"scan": PLATE})
    assert (told["passage"]["state"], told["passage"]["holds"]) == ("held", ["smell of fuel"])
    assert yard.refused(act="release") == "held-or-inspecting"
    yard.act("sign-in", officer="N1")
    yard.act("lift", reason="aired")
    assert yard.act("release")["slip"]


def test_a_second_tractor_plate_is_another_truck(make):
    yard = make(two_trucks())
    first = yard.lines({"scan": PLATE})["passage"]["id"]
    told = yard.lines({"scan": PLATE2})
    assert told["passage"]["parts"]["vehicle"] == [PLATE2]
    assert told["passage"]["id"] != first
    assert [alarm["key"] for alarm in told["alarms"]] == ["other-truck"]
    third = yard.lines({"scan": PLATE3})
    assert third["passage"]["parts"]["vehicle"] == [PLATE3]
    assert yard.desk.passage(first).state == "parked"


def test_a_trailer_plate_joins_its_truck(make):
    vehicles = [{"plate": PLATE, "sort": "tractor", "tare_kg": "7000"}, {"plate": TRAILER, "sort": "trailer", "tare_kg": "2000"}]
    yard = make(rows(vehicle=vehicles, booking=[booked(trailer=TRAILER, papers=[PAPERS], containers=[BOX])]))
    told = yard.lines(*clean()[:1], {"scan": TRAILER}, *clean()[1:])
    assert (told["passage"]["parts"]["vehicle"], told["passage"]["parts"]["trailer"]) == ([PLATE], [TRAILER])
    assert told["verdict"]["channel"] == "release"
    yard.act("park")
    assert yard.lines({"scan": TRAILER})["passage"]["parts"]["vehicle"] == [PLATE]


def test_a_trailer_that_the_register_knows_goes_behind_a_truck_that_is_not_booked_with_it(make):
    other = "琼C5678挂"
    vehicles = [{"plate": PLATE, "sort": "tractor", "tare_kg": "7000"}, *({"plate": each, "sort": "trailer", "tare_kg": "2000"} for each in (TRAILER, other))]
    base = make(rows(vehicle=vehicles, booking=[booked(papers=[PAPERS], containers=[BOX])]))
    base.open("S1")
    lines, seen = [*clean(), {"scan": TRAILER}], set()
    for order in list(permutations(lines))[::97]:
        told = base.lines(*order)
        seen.add((told["verdict"]["channel"], *told["passage"]["parts"]["trailer"], *told["passage"]["parts"]["vehicle"]))
        base.act("transfer", to="x")
    assert seen == {("release", TRAILER, PLATE)}
    # A second one that nobody booked with it is of another truck.
    first = base.lines({"scan": PLATE}, {"scan": TRAILER})["passage"]["id"]
    told = base.lines({"scan": other})
    assert (told["passage"]["id"] != first, told["passage"]["parts"]["trailer"], told["passage"]["parts"]["vehicle"]) == (True, [other], [])


def test_what_the_register_ties_to_another_truck_goes_there_visibly(make):
    yard = make(two_trucks())
    first = yard.lines({"scan": PLATE})["passage"]["id"]
    told = yard.lines({"scan": BOX2})
    assert (told["passage"]["parts"]["vehicle"], told["passage"]["parts"]["container"]) == ([], [BOX2])
    assert told["alarms"][0]["key"] == "other-truck"
    assert yard.lines({"scan": PLATE2})["passage"]["parts"]["container"] == [BOX2]
    assert yard.lines({"scan": BOX})["passage"]["id"] == first


@pytest.mark.parametrize("part", [BOOKING2, PAPERS2, BOX2])
def test_a_part_read_before_the_plate_of_another_truck_stays_with_its_own(make, part):
    yard = make(two_trucks())
    first = yard.lines({"scan": part})["passage"]["id"]
    told = yard.lines({"scan": PLATE})
    assert told["passage"]["id"] != first
    assert yard.lines({"scan": PLATE2})["passage"]["id"] == first


def test_nobody_leaves_on_the_booking_of_another(make):
    vehicles = [{"plate": PLATE, "sort": "truck", "tare_kg": "9000"}, {"plate": PLATE2, "sort": "truck", "tare_kg": "9000"}]
    yard = make(rows(vehicle=vehicles, booking=[booked(PLATE2, "none", BOOKING2)], consignment=[], container=[], seal=[]))
    yard.lines({"scan": BOOKING2}, {"scan": PLATE}, {"weight": "9100"})
    assert yard.channel() != "not-customs"


def test_the_same_code_again_is_a_repeat_soft_at_first_then_seen(yard):
    yard.lines({"scan": PLATE})
    told = yard.lines({"scan": PLATE})
    assert [kind for _, _, kind in told["events"]] == ["scan.repeated"]
    assert told["alarms"] == []
    yard.clock.at += 5000
    told = yard.lines({"scan": PLATE})
    assert told["alarms"] == [{"key": "scan-seen", "seen": "16:35", "lane": "03"}]
    assert told["passage"]["parts"]["vehicle"] == [PLATE]
    assert yard.desk.card().tick == "repeat"


def test_a_code_of_an_earlier_truck_is_said_to_be_seen(yard):
    yard.lines(*clean())
    yard.act("release")
    yard.act("next")
    told = yard.lines({"scan": PAPERS})
    assert told["alarms"][0]["key"] == "scan-seen"
    assert told["passage"]["parts"]["declaration"] == [PAPERS]


def test_a_text_that_is_no_code_is_shown_and_belongs_nowhere(yard):
    for text in ("", "\x00\x1b[2J", "琼", "?" * 50):
        told = yard.line(scan=text)
        assert (told["events"], told["passage"], told["alarms"][0]["key"]) == ([], None, "scan-belongs-nowhere")
    # What could be the number of some seal is written, but belongs to no truck.
    told = yard.line(scan="HELLO123")
    assert ([kind for _, _, kind in told["events"]], told["passage"], yard.desk.card().stray) == (["code.scanned", "call.opened"], None, "HELLO123")


def test_a_released_truck_takes_nothing_more(yard):
    first = yard.lines(*clean())["passage"]["id"]
    yard.act("release")
    told = yard.lines({"scan": PLATE2})
    assert told["passage"]["id"] != first
    assert yard.desk.passage(first).state == "closed"


def test_a_release_list_stands_in_for_the_declaration(make):
    listed = [{"number": LIST, "uscc": consignment()["uscc"], "category": "relaxed", "state": "filed", "gross_kg": "5000", "valid_from": "2026-11-18", "valid_to": "2026-11-25"}]
    boxes = [{"number": BOX, "papers": LIST, "tare_kg": "2200"}]
    yard = make(rows(consignment=[], release_list=listed, container=boxes, booking=[booked(papers=[LIST], containers=[BOX])]))
    assert yard.lines({"scan": PLATE})["passage"]["waiting"][0] == "release_list"
    lines = clean()
    lines[1] = {"scan": LIST}
    told = yard.lines(*lines[1:])
    assert (told["passage"]["parts"]["release_list"], told["verdict"]["channel"]) == ([LIST], "release")


def test_passage_after_a_restart_is_the_one_that_stood_there(yard):
    told = yard.lines(*clean())
    again = yard.open()
    assert (again.front, again.stand.channel) == (told["passage"]["id"], "release")
    assert yard.act("release")["slip"]
    yard.open()
    assert yard.desk.stand.passage.release
    yard.act("next")
    assert yard.open().front == ""


def test_a_truck_that_left_still_stands_in_front_after_a_restart(make):
    yard = make(rows(booking=[booked(goods="empty")], consignment=[], container=[], seal=[]))
    told = yard.lines({"scan": PLATE}, {"weight": "9100"})
    assert told["verdict"]["channel"] == "not-customs"
    assert yard.refused(act="release") == "leave-not-release"
    left = yard.act("leave", verdict=told["verdict"]["id"])
    assert (left["passage"]["state"], left["slip"]) == ("left", None)
    assert yard.open().front == left["passage"]["id"]
