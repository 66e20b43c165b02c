"""Where one truck was judged by too little: its weight without papers, its enterprise's standing, its other trip, its lane's other profile."""


from dataclasses import replace

import pytest

from tests.yard import (
    BOOKING,
    BOOKING2,
    BOX,
    DRIVER,
    LIST,
    PAPERS,
    PAPERS2,
    PLATE,
    PLATE2,
    SEAL,
    USCC,
    booked,
    clean,
    consignment,
    instruction,
    rows,
)
from workstation import settings
from workstation.codes import made

CALL = {"who": "fleet office", "when": "16:40", "reference": "T-9"}
PLAIN = {"consignment": [], "container": [], "seal": []}


# A truck without customs goods, on the scale (tare 9000).

STATED = [
    (None, None, "not-customs", ["booking.none"]),
    (None, "9900", "not-customs", ["booking.none"]),
    (None, "10100", "cannot-confirm", ["weight.unstated"]),
    ("6000", "15300", "not-customs", ["booking.none"]),
    ("6000", "9100", "not-customs", ["booking.none"]),
    ("6000", "17000", "machine", ["weight.over"]),
]


@pytest.mark.parametrize(("gross", "weight", "channel", "reasons"), STATED)
def test_a_truck_said_to_carry_no_customs_goods_weighs_what_was_stated(yard, gross, weight, channel, reasons):
    one = yard(rows(**PLAIN, booking=[booked(goods="none") | ({"gross_kg": gross} if gross else {})]))
    told = one.lines({"scan": PLATE}, *([{"weight": weight}] if weight else []))
    assert (told["verdict"]["channel"], told["verdict"]["reasons"]) == (channel, reasons)
    if channel == "not-customs":
        one.act("leave")
    else:
        assert one.refused(act="leave") == "not-leavable"


def test_the_weight_of_such_goods_may_be_told_by_phone_once(yard):
    one = yard(rows(**PLAIN, booking=[booked(goods="none")]))
    one.lines({"scan": PLATE}, {"weight": "15300"})
    (row,) = [row for row in one.desk.card().rows if row.part == "weight"]
    assert (row.mark, row.notes[0].values["expected"]) == ("bad", "9,000")
    assert [act.name for act in one.desk.card().acts if act.recommended] == ["gross"]
    assert one.refused(act="gross", kg="0", **CALL) == "weight-wrong"
    assert one.act("gross", kg="6000", **CALL)["verdict"]["channel"] == "not-customs"
    assert one.refused(act="gross", kg="9000", **CALL) == "gross-known"
    assert one.lines({"weight": "18900"})["verdict"]["channel"] == "machine", "what was told is held against every weight"
    # The other truck has papers: nothing is stated for it.
    two = yard()
    two.lines({"scan": PLATE})
    assert two.refused(act="gross", kg="6000", **CALL) == "gross-of-nothing"


def test_one_officer_does_not_type_such_a_weight_away(yard):
    one = yard(rows(**PLAIN, booking=[booked(goods="none")]))
    one.lines({"scan": PLATE}, {"weight": "15300"})
    assert one.refused(line={"weight": "9000", "source": "typed"}) == "weight-needs-second"
    assert one.refused(act="correct", part="weight", value="15300", to="9000", reason="typo") == "correct-needs-second"


# A batch exit: a release list instead of a declaration.


def listed(*classes, **earlier):
    """The truck under a release list; its enterprise has these (scale, class), and perhaps an earlier list."""
    one = {"number": LIST, "uscc": USCC, "category": "zero-tariff", "state": "filed", "gross_kg": "5000", "valid_from": "2026-11-20", "valid_to": "2026-12-25"}
    before = [one | {"number": made.make_release_list("6401", 2026, 8), "state": "used"} | earlier] if earlier else []
    credit = [{"uscc": USCC, "scale": scale, "class": name, "valid_from": "2026-01-01"} for scale, name in classes]
    container = [{"number": BOX, "papers": LIST, "tare_kg": "2200"}]
    return rows(consignment=[], release_list=[one, *before], credit=credit, container=container, booking=[booked(papers=[LIST], containers=[BOX])])


LINES = [{"scan": PLATE}, {"scan": LIST}, {"scan": BOX}, {"seal": SEAL, "status": "sealed", "container": BOX}, {"weight": "16200"}]
WHITE, ADVANCED, AEO = ("second-line", "white"), ("second-line", "advanced"), ("national", "advanced")
STANDING = [
    ((WHITE,), {}, "release"), ((ADVANCED,), {}, "release"), ((AEO,), {}, "release"),
    ((), {}, "hold"), ((("national", "certified"),), {}, "hold"), ((("second-line", "focus"), AEO), {}, "hold"), ((WHITE, ("national", "dishonest")), {}, "hold"),
]
LATE = [
    ({"left_on": "2026-09-30", "consolidated": "open"}, "hold"), ({"left_on": "2026-09-30", "consolidated": "declared"}, "release"),
    ({"left_on": "2026-10-31", "consolidated": "open"}, "release"), ({"left_on": "2025-12-01", "consolidated": "open"}, "hold"), ({"left_on": "2026-09-30"}, "release"),
]


@pytest.mark.parametrize(("classes", "earlier", "channel"), [*STANDING, *(((WHITE,), earlier, channel) for earlier, channel in LATE)])
def test_only_some_enterprises_leave_by_list_and_only_in_time(yard, classes, earlier, channel):
    one = yard(listed(*classes, **earlier))
    told = one.lines(*LINES)
    assert told["verdict"]["channel"] == channel
    if channel == "hold":
        assert told["verdict"]["reasons"] == (["list.late"] if earlier else ["list.party"])
        assert one.refused(act="release") == "not-releasable"


def test_what_old_data_do_not_say_of_a_firm_holds_nothing_but_releases_nothing(yard):
    one = yard(listed())
    one.clock.wait(200)
    assert one.lines(*LINES)["verdict"]["channel"] == "cannot-confirm"
    two = yard(listed(("second-line", "focus")))
    two.clock.wait(200)
    assert two.lines(*LINES)["verdict"]["channel"] == "hold"


# A daily shuttle: the same truck with the same container booked twice within a day; it is 08:36 UTC.

NOW_, TONIGHT, BEFORE = ({"from": f"2026-11-21T{a}:00:00Z", "to": f"2026-11-21T{b}:00:00Z"} for a, b in (("06", "10"), ("20", "23"), ("00", "03")))
BOXES = [{"number": BOX, "papers": number, "tare_kg": "2200"} for number in (PAPERS, PAPERS2)]


def shuttle(first, second, **tables):
    """Two bookings of the truck; `first` and `second` replace fields (the slots at least)."""
    one = booked(papers=[PAPERS], containers=[BOX]) | first
    other = booked(number=BOOKING2, papers=[PAPERS2], containers=[BOX]) | second
    return rows(**{"consignment": [consignment(), consignment(PAPERS2)], "container": BOXES, "booking": [one, other]} | tables)


def shuttled(papers=PAPERS):
    return [{"scan": PLATE}, {"scan": papers}, *clean()[2:]]


@pytest.mark.parametrize(("slots", "papers"), [((NOW_, TONIGHT), PAPERS), ((TONIGHT, NOW_), PAPERS2), ((BEFORE, TONIGHT), PAPERS), ((BEFORE, TONIGHT), PAPERS2)])
def test_a_shuttle_waits_for_the_papers_of_this_trip_only(yard, slots, papers):
    told = yard(shuttle(*slots)).lines(*shuttled(papers))
    assert (told["passage"]["waiting"], told["verdict"]["channel"]) == ([], "release")


def test_the_hour_says_which_papers_are_awaited_and_nothing_is_chosen_where_it_does_not(yard):
    one = yard(shuttle(NOW_, TONIGHT))
    assert one.lines({"scan": PLATE}, *clean()[2:])["passage"]["waiting"] == ["declaration"]
    # Neither slot is now: the other trip's papers may be meant, or its absence of any.
    for second in ({}, {"goods": "none", "papers": [], "containers": []}):
        two = yard(shuttle(BEFORE, TONIGHT | second))
        told = two.lines({"scan": PLATE}, {"weight": "9000"})
        assert "booking" in told["passage"]["waiting"]
        assert told["verdict"] is None
        assert {row.value.replace(" ", "") for row in two.desk.card().rows if row.part == "booking"} >= {BOOKING, BOOKING2}
        told = two.lines({"scan": BOOKING2})
        assert told["passage"]["waiting"] == (["declaration", "container", "seal"] if not second else [])[: len(told["passage"]["waiting"])]
        assert (told["verdict"] or {}).get("channel") == ("not-customs" if second else None)


def test_two_bookings_that_say_the_same_are_no_question(yard):
    same = {"goods": "none", "papers": [], "containers": []}
    assert yard(shuttle(BEFORE | same, TONIGHT | same)).lines({"scan": PLATE})["verdict"]["channel"] == "not-customs"


def test_a_trip_that_went_is_not_this_one(yard):
    one = yard(shuttle(NOW_, {"from": "2026-11-21T11:00:00Z", "to": "2026-11-21T12:00:00Z"}))
    one.lines(*shuttled())
    one.act("release")
    one.act("next")
    told = one.lines({"scan": PLATE}, *clean()[2:])
    assert one.desk.stand.told.booking["number"] == BOOKING2
    assert (told["passage"]["waiting"], told["verdict"]) == (["declaration"], None)


def test_the_other_booking_of_these_hours_still_counts(yard):
    for second in (NOW_, {"from": "2026-11-21T08:00:00Z", "to": "2026-11-21T09:00:00Z"}):
        tables = shuttle(NOW_, second)
        told = yard(tables).lines(*shuttled())
        assert told["passage"]["awaited"] == [PAPERS2], "one truck cannot be on two trips at once"
        assert yard(tables | {"instruction": [instruction("hold", "declaration", PAPERS2)]}).lines(*shuttled())["verdict"]["channel"] == "hold"
    # Late for the first trip, in the hours of the second: an instruction on what is booked for now is never passed by.
    late = shuttle(BEFORE, NOW_, container=BOXES[:1], instruction=[instruction("manual", "declaration", PAPERS2)])
    assert yard(late).lines(*shuttled())["verdict"]["channel"] == "manual"


def test_another_truck_with_the_container_is_no_other_trip(yard):
    told = yard(shuttle(NOW_, TONIGHT | {"plate": PLATE2})).lines(*shuttled())
    assert told["passage"]["awaited"] == [PAPERS2]


# A lane that changes its profile.


def turned(one, profile):
    one.close()
    settings.write(one.folder, replace(settings.read(one.folder), profile=profile))
    return one.open()


@pytest.mark.parametrize(("before", "line", "kind"), [("goods", {"scan": PLATE}, "passage.parked"), ("traveller", {"scan": DRIVER}, "passage.closed"), ("gate", {"scan": PLATE}, "passage.closed")])
def test_what_another_profile_left_in_front_steps_aside(yard, before, line, kind):
    one = yard(profile=before)
    name = one.lines(line)["passage"]["id"]
    desk = turned(one, "gate" if before == "goods" else "goods")
    assert desk.front == ""
    told = one.lines({"weight": "9000"} if before != "goods" else {"scan": PLATE2})
    assert told["passage"]["id"] != name
    (event,) = [event for event in desk.station.journal.events(subject=name) if event.kind == kind]
    assert event.body["reason"] == "other-profile"
    assert not list(desk.station.journal.events(subject=name, after=event.seq)), "nothing is judged or added under the wrong rules"


def test_a_truck_of_the_goods_lane_waits_until_the_lane_is_one_again(yard):
    one = yard()
    name = one.lines(*clean()[:3])["passage"]["id"]
    desk = turned(one, "gate")
    told = one.lines({"scan": PLATE})
    assert told["passage"]["id"] != name
    assert [(chip.passage, chip.state) for chip in desk.card().chips] == [(name, "of-goods")]
    assert one.refused(act="resume", passage=name) == "other-profile"
    turned(one, "goods")
    told = one.lines({"act": "resume", "passage": name}, *clean()[3:])
    assert (told["passage"]["id"], told["verdict"]["channel"]) == (name, "release")
