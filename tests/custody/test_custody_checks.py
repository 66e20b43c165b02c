"""What cannot be is found, with its two events; what could have happened somehow is never called impossible."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeys import BOX, HOUR, MINUTE, OTHER, PAPERS, PORTS, Book, Stop, ordinary, pairs, station_of, visit, written

from tests import yard
from workstation.custody import checks, closures, steps, values
from workstation.custody.boxes import hops
from workstation.custody.distances import ours
from workstation.custody.document import Leg
from workstation.custody.values import Known

AT = yard.NOW - 24 * HOUR
MEASURES = ours()
ON = (("seal.applied", {"seal": "HN1000000", "container": BOX, "sort": "customs"}),)
SEALED = (("HN1000000", "sealed"),)
few = settings(deadline=None, max_examples=120)


def found(events, part="container", value=BOX, known=checks.NOTHING):
    return checks.check(steps.visits(events), part, value, known)


def whats(events, **asked):
    return [clash.what for clash in found(events, **asked)]


def pair(clash, events):
    """The two events a clash names, as they stand in the journals."""
    by = {(event.station, event.seq): event for event in events}
    return [by[step.station, step.seq] for step in (clash.first, clash.second)]


def two(first, second):
    return [Stop("CNYPG", AT, acts=ON), replace(Stop("CNHXG", AT + 3 * HOUR, reads=SEALED), **first), replace(Stop("CNSYA", AT + 9 * HOUR, reads=SEALED), **second)]


@few
@given(ordinary())
def test_an_ordinary_journey_raises_nothing(stops):
    events = written(stops)
    items = [("container", BOX), ("declaration", PAPERS), *(("vehicle", stop.plate) for stop in stops), *(("seal", number) for stop in stops for number, _ in stop.reads)]
    # One truck of the pool stands wherever its box stands here, so that its own way is the box's.
    assert [clash for part, value in items for clash in found(events, part, value)] == []


@few
@given(ordinary(), st.data())
def test_too_fast_is_found_wherever_it_is_planted(stops, data):
    place = data.draw(st.integers(0, len(stops) - 1))
    before = stops[place] = replace(stops[place], parked=False)
    port = data.draw(st.sampled_from([port for port in PORTS if port != before.port and MEASURES.way(port, before.port).least > MEASURES.skew + 2 * MINUTE]))
    end = before.at + before.minutes * MINUTE // 6 * (5 if before.acts else 4)
    took = data.draw(st.integers(0, (MEASURES.way(port, before.port).least - MEASURES.skew) // MINUTE - 2)) * MINUTE
    ghost = Stop(port, end + took, lane="09", minutes=0)
    stops = [*stops[: place + 1], *(replace(stop, at=stop.at + 6 * HOUR) for stop in stops[place + 1 :])]
    events = written([*stops, ghost])
    fast = [clash for clash in found(events) if clash.what == "too-fast"]
    assert [(clash.first.station, clash.second.station) for clash in fast] == [(station_of(before), station_of(ghost))]
    # Whatever else is found has the ghost for one of its events: the true journey is not blamed.
    assert all(station_of(ghost) in (clash.first.station, clash.second.station) for clash in found(events))


@few
@given(ordinary(), st.data())
def test_two_places_at_once_is_found_wherever_it_is_planted(stops, data):
    place = data.draw(st.integers(0, len(stops) - 1))
    stops[place] = replace(stops[place], minutes=30, parked=False)
    for later in range(place + 1, len(stops)):
        stops[later] = replace(stops[later], at=stops[later].at + 30 * MINUTE)
    ghost = Stop(data.draw(st.sampled_from(PORTS)), stops[place].at + data.draw(st.integers(5, 14)) * MINUTE, lane="09", minutes=0)
    events = written([*stops, ghost])
    twice = [clash for clash in found(events) if clash.what == "two-places"]
    assert [{clash.first.station, clash.second.station} for clash in twice] == [{station_of(stops[place]), station_of(ghost)}]


@few
@given(ordinary(least=3), st.data())
def test_weight_gained_under_seal_is_found_wherever_it_is_planted(stops, data):
    closed = [number for number, stop in enumerate(stops) if number and stop.reads and not stop.acts]
    if not closed:
        return
    place = data.draw(st.sampled_from(closed))
    # The same truck all the way: another one is compared by its tare, which nobody told here.
    gain = data.draw(st.integers(1300, 9000))
    stops = [replace(stop, plate=yard.PLATE, kg=stop.kg + (gain if number >= place else 0), came=stop.came + (gain if number >= place else 0)) for number, stop in enumerate(stops)]
    events = written(stops)
    heavier = [clash for clash in found(events) if clash.what == "weight-gained"]
    assert heavier
    assert pair(heavier[0], events)[1].station == station_of(stops[place])
    assert {clash.what for clash in found(events)} == {"weight-gained"}


@few
@given(ordinary(least=3), st.sampled_from(("open", "tampered")), st.data())
def test_opened_unseen_is_found_wherever_it_is_planted(stops, status, data):
    place = data.draw(st.integers(1, len(stops) - 1))
    number = stops[place].reads[0][0]
    stops[place] = replace(stops[place], reads=((number, status),))
    events = written(stops)
    unseen = [clash for clash in found(events) if clash.what == "opened-unseen"]
    assert len(unseen) == 1
    first, second = pair(unseen[0], events)
    assert second.body["status"] == status
    assert first.at < second.at
    assert {clash.what for clash in found(events)} == {"opened-unseen"}


@few
@given(ordinary(least=3), st.data())
def test_a_number_used_twice_is_found_wherever_it_is_planted(stops, data):
    number = stops[0].acts[0][1]["seal"]
    place = data.draw(st.integers(1, len(stops) - 1))
    ghost = Stop(stops[place].port, stops[place].at + 1, lane="09", box=OTHER, plate="琼E24680", minutes=0)
    how = data.draw(st.sampled_from(("read", "applied")))
    ghost = replace(ghost, reads=((number, "sealed"),)) if how == "read" else replace(ghost, acts=(("seal.applied", {"seal": number, "container": OTHER, "sort": "customs"}),))
    events = written([*stops, ghost])
    twice = [clash for clash in found(events, "seal", number) if clash.what == "seal-twice"]
    assert any(clash.second.station == station_of(ghost) or clash.first.station == station_of(ghost) for clash in twice)
    assert all(clash.what == "seal-twice" for clash in found(events))


@few
@given(ordinary(least=3), st.data())
def test_opened_with_nobody_on_duty_is_found_wherever_it_is_planted(stops, data):
    opened = [number for number, stop in enumerate(stops) if number and stop.acts]
    events = written(stops)
    book = Book(seqs=dict.fromkeys({station_of(stop) for stop in stops}, 900))
    came = [book.write(name, AT - 72 * HOUR, "officer.signed-in", "O1", {"role": "officer", "lane": "01"}) for name in sorted(book.seqs)]
    assert found(events, known=Known(duty=steps.duty(came))) == (), "on duty all the way"
    if not opened:
        return
    stop = stops[data.draw(st.sampled_from(opened))]
    went = book.write(station_of(stop), stop.at, "officer.signed-out", "O1", {})
    back = book.write(station_of(stop), stop.at + stop.minutes * MINUTE, "officer.signed-in", "O1", {"role": "officer", "lane": "01"})
    clashes = found(events, known=Known(duty=steps.duty([*came, went, back])))
    assert [(clash.what, pair(clash, [*events, went])[0]) for clash in clashes] == [("off-duty", went)]
    assert stop.at <= pair(clashes[0], [*events, went])[1].at <= stop.at + stop.minutes * MINUTE


@few
@given(ordinary(least=3), st.data())
def test_gaps_are_found_wherever_they_are_planted(stops, data):
    quiet = [number for number, stop in enumerate(stops) if number and not stop.acts]
    left = [number for number, (stop, after) in enumerate(pairwise(stops)) if stop.port != after.port and not stop.gate]
    if quiet:
        place = data.draw(st.sampled_from(quiet))
        other = written([*stops[:place], replace(stops[place], reads=(("HN7777777", "sealed"),)), *stops[place + 1 :]])
        clashes = found(other)
        assert {clash.what for clash in clashes} == {"seal-changed"}
        assert clashes[0].second.station == station_of(stops[place])
    if left:
        place = data.draw(st.sampled_from(left))
        clashes = found(written([*stops[:place], replace(stops[place], released=False), *stops[place + 1 :]]))
        assert [(clash.what, clash.first.station, clash.second.station) for clash in clashes] == [("not-finished", station_of(stops[place]), station_of(stops[place + 1]))]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_events_and_doubled_ones_change_nothing(seed):
    events = written(two({}, {"at": AT + 3 * HOUR + 20 * MINUTE, "kg": 19000}))
    mixed = events + random.Random(seed).choices(events, k=9)
    random.Random(seed).shuffle(mixed)
    assert [clash.id for clash in found(mixed)] == [clash.id for clash in found(events)]
    assert sorted(whats(mixed)) == ["too-fast", "weight-gained"]


def test_a_clash_names_both_places_and_how_far_they_are():
    (clash,) = found(written(two({"at": AT + 25 * MINUTE}, {})))
    assert (clash.what, clash.values["km"], clash.values["least"]) == ("too-fast", "104", "52")
    assert clash.values["first"].startswith("CNYPG-01")
    assert clash.values["second"].startswith("CNHXG-01")


def test_lanes_of_one_port_are_no_distance_apart_and_a_truck_that_was_parked_was_not_there():
    assert whats(written(two({}, {"port": "CNHXG", "lane": "02", "at": AT + 3 * HOUR + 7 * MINUTE}))) == []
    parked = two({"minutes": 60, "parked": True}, {"port": "CNHXG", "lane": "02", "at": AT + 3 * HOUR + 35 * MINUTE, "minutes": 1})
    assert whats(written(parked)) == []
    assert whats(written([replace(stop, parked=False) for stop in parked])) == ["two-places"]


def test_a_port_without_a_distance_is_not_compared_and_hides_nothing():
    stops = two({"port": "CNZZZ", "at": AT + 10 * MINUTE}, {"port": "CNHXG", "at": AT + 22 * MINUTE})
    (clash,) = found(written(stops))
    assert (clash.first.station, clash.second.station) == ("CNYPG-01-TEST", "CNHXG-01-TEST")


def test_a_correction_and_a_moved_scan_take_the_blame_away():
    book = Book()
    stops = two({"at": AT + 25 * MINUTE}, {})
    for stop in stops:
        visit(book, stop)
    scan = next(event for event in book.events if event.station == "CNHXG-01-TEST" and event.body.get("value") == BOX)
    body = {"target_station": scan.station, "target_seq": scan.seq, "field": "value", "value": OTHER, "reason": "misread"}
    book.write(scan.station, scan.at + MINUTE, "event.corrected", scan.subject, body)
    assert "too-fast" not in whats(book.events)
    assert "too-fast" in whats(book.events, part="vehicle", value=yard.PLATE)
    book = Book()
    for stop in stops:
        visit(book, stop)
    book.write(scan.station, scan.at + MINUTE, "scan.moved", scan.subject, {"scan_station": scan.station, "scan_seq": scan.seq, "to": "new"})
    assert "too-fast" not in whats(book.events)


def test_a_lock_goes_on_again_and_a_seal_does_not():
    lock = "LK0000000001"
    def trips(number):
        on = (("seal.applied", {"seal": number, "container": BOX, "sort": "lock"}),)
        off = (("seal.removed", {"seal": number, "reason": "arrived"}),)
        return [Stop("CNYPG", AT, acts=on), Stop("CNHXG", AT + 4 * HOUR, reads=((number, "sealed"),), acts=off), Stop("CNHXG", AT + 9 * HOUR, box=OTHER, acts=(("seal.applied", {"seal": number, "container": OTHER}),))]
    assert whats(written(trips(lock)), part="seal", value=lock) == []
    assert whats(written(trips("HN1000000")), part="seal", value="HN1000000") == ["seal-twice"]
    assert whats(written(trips("HN1000000")), part="seal", value="HN1000000", known=Known(locks=frozenset({"HN1000000"}))) == []


def test_a_lock_that_says_itself_when_it_was_opened_is_believed():
    lock = "LK0000000001"
    book = Book()
    visit(book, Stop("CNYPG", AT, acts=(("seal.applied", {"seal": lock, "container": BOX, "sort": "lock"}),)))
    visit(book, Stop("CNHXG", AT + 4 * HOUR))
    here = next(event.subject for event in book.events if event.station == "CNHXG-01-TEST" and event.kind == "weight.read")
    body = {"seal": lock, "status": "sealed", "source": "lock", "container": BOX, "opened": "2026-11-20T10:00:00Z"}
    book.write("CNHXG-01-TEST", AT + 5 * HOUR, "seal.verified", here, body)
    assert whats(book.events, part="seal", value=lock) == ["opened-unseen"]
    book.events[-1] = replace(book.events[-1], body=body | {"opened": "2026-11-20T08:00:00Z"})
    assert whats(book.events, part="seal", value=lock) == []
    book.events[-1] = replace(book.events[-1], body=body | {"opened": "yesterday"})
    assert whats(book.events, part="seal", value=lock) == []


def test_the_same_load_on_another_truck_is_compared_by_what_the_trucks_weigh():
    stops = two({}, {"plate": yard.PLATE2, "kg": 21200})
    assert whats(written(stops)) == []
    known = Known(tares={yard.PLATE: "9000", yard.PLATE2: "9000"})
    (clash,) = found(written(stops), known=known)
    assert (clash.what, clash.values["kg"], clash.values["seal"]) == ("weight-gained", "5000", "HN1000000")
    assert whats(written(stops), known=Known(tares={yard.PLATE: "9000", yard.PLATE2: "14000"})) == []
    assert whats(written(stops), known=replace(known, tractors=frozenset({yard.PLATE2}))) == []


def test_opened_while_nobody_is_on_duty():
    off = (("seal.removed", {"seal": "HN1000000", "reason": "x"}),)
    events = written(two({}, {"acts": off, "officer": "O2"}))
    book = Book(seqs={"CNSYA-01-TEST": 900})
    came = book.write("CNSYA-01-TEST", AT + HOUR, "officer.signed-in", "O2", {"role": "officer", "lane": "01"}, "O2")
    assert whats(events, known=Known(duty=steps.duty([came]))) == []
    went = book.write("CNSYA-01-TEST", AT + 2 * HOUR, "officer.signed-out", "O2", {}, "O2")
    (clash,) = found(events, known=Known(duty=steps.duty([went, came])))
    assert (clash.what, pair(clash, [*events, went])[0], clash.values["officer"]) == ("off-duty", went, "O2")
    listed = book.write("CNSYA-01-TEST", AT + HOUR, "duty.set", "CNSYA-01-TEST", {"day": "2026-11-21", "officers": ["O1"]}, "S1")
    assert whats(events, known=Known(duty=steps.duty([came, listed]))) == ["off-duty"]
    other_day = replace(listed, body={"day": "2026-11-20", "officers": ["O1"]})
    assert whats(events, known=Known(duty=steps.duty([came, other_day]))) == []


def test_gaps_are_told_apart_from_impossibilities_and_come_last():
    events = written([*two({}, {"reads": (("HN7777777", "sealed"),), "at": AT + 3 * HOUR + 20 * MINUTE})])
    assert whats(events) == ["too-fast", "seal-changed"]
    assert whats(written(two({"released": False}, {}))) == ["not-finished"]


@pytest.mark.parametrize(("change", "state"), [
    ({}, "unbroken"),
    ({"acts": (("seal.replaced", {"seal": "HN1000000", "new": "HN1000001", "reason": "x"}),)}, "resealed"),
    ({"reads": (("HN1000000", "open"),)}, "broken"),
    ({"reads": (("HN9999999", "sealed"),)}, "broken"),
])  # fmt: skip
def test_one_box_says_whether_its_seal_is_unbroken(change, state):
    last = {"reads": (("HN1000001", "sealed"),)} if state == "resealed" else {}
    assert closures.unbroken(steps.visits(written(two(change, last))), BOX, Known()) == state
    assert closures.unbroken(steps.visits(written([Stop("CNHXG", AT, reads=SEALED)])), BOX, Known()) == "unknown"


def test_the_distance_table_is_whole_and_symmetric():
    for one in PORTS:
        for other in PORTS:
            if one != other:
                assert MEASURES.way(one, other) == MEASURES.way(other, one)
                assert 0 < MEASURES.way(one, other).km < 260
    assert MEASURES.way("CNHXG", "CNHAA").least == 60 * MINUTE
    assert MEASURES.way("CNHAK", "CNSYX", goods=True).least < MEASURES.way("CNHAK", "CNSYX").least
    assert MEASURES.partners("CNHXG", "2026-11-21") == frozenset() != MEASURES.partners("CNHXG", "2026-11-22")


def test_each_hop_of_a_box_says_which_seals_went_and_came():
    stops = [
        Stop("CNBSP", yard.NOW - 40 * HOUR, reads=(), acts=(("seal.applied", {"seal": "HN1", "container": BOX, "sort": "customs"}),)),
        Stop("CNSYA", yard.NOW - 30 * HOUR, reads=(("HN1", "sealed"),), acts=(("seal.replaced", {"seal": "HN1", "new": "HN2", "container": BOX, "reason": "x"}),)),
        Stop("CNYPG", yard.NOW - 20 * HOUR, reads=(("HN3", "sealed"),)),
        Stop("CNHXG", yard.NOW - 10 * HOUR, reads=(("HN3", "tampered"),)),
        Stop("CNHIG", yard.NOW, reads=()),
    ]
    leg = Leg("W-1", "water", "CNBSP", "CNSYA", (), ())
    found = hops(steps.visits(written(stops)), BOX, Known(), (leg,))
    assert [(hop.state, hop.went, hop.came, hop.mode) for hop in found] == [
        ("kept", ("HN1",), ("HN1",), "water"), ("changed", ("HN2",), ("HN3",), ""), ("broken", ("HN3",), (), ""), ("unknown", (), (), ""),
    ]  # fmt: skip
    assert [hop.found for hop in found] == [(), (), (("HN3", "tampered"),), ()], "what came open was read"


@few
@given(pairs())
def test_of_two_containers_on_one_truck_each_has_its_own_seals_and_what_names_none_is_unknown(made):
    stops, own, named = made
    told = steps.visits(written(stops))
    found = hops(told, BOX, Known())
    for number, hop in enumerate(found):
        went, came = (own[each] if named[each] else "" for each in (number, number + 1))
        assert (hop.went, hop.came) == ((went,) if went else (), (came,) if came else ())
        assert hop.state == ("unknown" if not went or not came else "kept" if went == came else "changed")
    clear = [seal for seal, sure in zip(own, named, strict=True) if sure]
    state = "broken" if len(set(clear)) > 1 else "unbroken" if all(named) else "unknown"
    assert closures.unbroken(told, BOX, Known()) == state
    gaps = [clash for clash in found_of(told) if clash.what == "seal-changed"]
    assert [(clash.values["seal"], clash.values["new"]) for clash in gaps] == [(one, other) for one, other in pairwise(clear) if one != other]


def found_of(told):
    return checks.check(told, "container", BOX, Known())


@settings(few, max_examples=60)
@given(ordinary(), st.data())
def test_a_box_seen_in_between_is_told_in_order_of_time(stops, data):
    place = data.draw(st.integers(0, len(stops) - 1))
    stops[place] = replace(stops[place], minutes=60, parked=False)
    ghost = Stop(data.draw(st.sampled_from(PORTS)), stops[place].at + data.draw(st.integers(1, 59)) * MINUTE, lane="09", reads=stops[place].reads, minutes=data.draw(st.integers(0, 90)))
    told = hops(steps.visits(written([*stops, ghost])), BOX, Known())
    ways = [(hop.first.stamp, hop.second.stamp) for hop in told]
    assert all(first < second for first, second in ways)
    assert all(before[1] <= after[0] for before, after in pairwise(ways))
    assert {station_of(ghost)} <= {hop.second.station for hop in told}


def test_a_lock_that_nobody_read_at_the_next_station_is_a_gap_and_not_the_same_seal():
    lock = "LK0000000017"
    on = (*ON, ("seal.applied", {"seal": lock, "container": BOX, "sort": "lock"}))
    read = {"reads": ((*SEALED[0], BOX), (lock, "sealed", BOX))}
    whole = [replace(stop, acts=on) if not number else replace(stop, **read) for number, stop in enumerate(two({}, {}))]
    assert (whats(written(whole)), closures.unbroken(steps.visits(written(whole)), BOX, Known())) == ([], "unbroken")
    lost = [whole[0], replace(whole[1], reads=SEALED), whole[2]]
    (clash,) = found(written(lost))
    assert (clash.what, clash.values["seal"], clash.second.station) == ("lock-unread", lock, station_of(lost[1]))
    told = steps.visits(written(lost))
    assert (closures.unbroken(told, BOX, Known()), [hop.state for hop in hops(told, BOX, Known())]) == ("unknown", ["unknown", "kept"])
    assert whats(written([whole[0], replace(lost[1], gate=True), whole[2]])) == []


@pytest.mark.parametrize(("kinds", "left"), [
    ((("inspection.opened", {"form": "appearance"}), ("inspection.suspended", {"reason": "alone"})), "inspection-left"),
    ((("inspection.opened", {"form": "appearance"}),), "inspection-left"),
    ((("inspection.opened", {"form": "appearance"}), ("inspection.suspended", {"reason": "alone"}), ("inspection.closed", {"result": "normal"})), None),
    ((("hold.placed", {"reason": "unclear"}),), "hold-left"), ((("hold.placed", {"reason": "unclear"}), ("hold.lifted", {"reason": "clear"})), None),
])  # fmt: skip
@pytest.mark.parametrize("port", ["CNHXG", "CNYPG"])
def test_let_go_at_another_lane_while_a_look_or_a_hold_was_not_over_is_a_gap(kinds, left, port):
    stops = [Stop("CNHXG", AT, acts=kinds, released=False), Stop(port, AT + 3 * HOUR, lane="02", reads=SEALED)]
    told = [clash for clash in found(written(stops)) if clash.what != "not-finished"]
    assert [(clash.what, clash.second.what, clash.second.station) for clash in told] == ([(left, "released", station_of(stops[1]))] if left else [])
    assert not [what for what in whats(written([stops[0], replace(stops[1], released=False)])) if what != "not-finished"]


def test_two_moments_of_one_minute_are_told_with_their_seconds():
    stops = [Stop("CNYPG", (whole := AT - AT % MINUTE), minutes=0), Stop("CNHXG", whole + 20_000, minutes=0)]
    clash = next(clash for clash in found(written(stops)) if clash.what == "too-fast")
    assert clash.values["first"] != clash.values["second"].replace("CNHXG", "CNYPG")
    assert clash.values["second"].endswith(":20")
    ways = {values.clash("seal-twice", BOX, clash.first, replace(clash.first, seq=seq)).values["second"] for seq in (98, 99)}
    assert {said.rpartition(" #")[2] for said in ways} == {"98", "99"}
