"""Every planted fault is found under its two events, and nothing else is: one, two and three faults on a journey over several stations, in any order of the events."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeys import BOX, OTHER
from planted import KINDS, Trip
from test_custody_line import elsewhere

from tests import yard as yards
from workstation.custody import checks, steps
from workstation.custody.values import Known
from workstation.desk import custody


def made(data, kinds):
    trip = Trip(lambda low, high: data.draw(st.integers(low, high)))
    for kind in kinds:
        trip.plant(kind)
    trip.go()
    return trip


def found(events, duty):
    """Everything that is found about any item of the journey, by what it is and its two events."""
    visits = steps.visits(events)
    known = Known(duty=steps.duty(duty))
    items = {(part, value) for visit in visits for part, values in visit.items.items() for value in values}
    clashes = [clash for part, value in sorted(items) for clash in checks.check(visits, part, value, known)]
    return {(clash.what, f"{clash.first.station}/{clash.first.seq}", f"{clash.second.station}/{clash.second.seq}") for clash in clashes}


def held(trip, seed):
    events, duty, wanted = trip.told()
    mixed = events + random.Random(seed).choices(events, k=9)
    random.Random(seed).shuffle(mixed)
    assert found(mixed, duty[::-1]) == wanted


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=6)
@given(st.data(), st.integers(0, 9))
def test_one_fault_is_found_as_its_two_events_and_nothing_besides(kind, data, seed):
    held(made(data, [kind]), seed)


ALONE = ("seal-elsewhere", "seal-applied-elsewhere")
"""Both put the other container somewhere: two of them are a journey of its own."""


@settings(deadline=None, max_examples=40)
@given(st.data(), st.integers(0, 9))
def test_none_two_or_three_faults_are_found_each_by_itself(data, seed):
    kinds = data.draw(st.lists(st.sampled_from(KINDS), max_size=3).filter(lambda several: sum(kind in ALONE for kind in several) < 2))
    held(made(data, kinds), seed)


@pytest.mark.parametrize("seed", range(3))
def test_the_page_of_the_container_says_what_was_planted_and_nothing_else(tmp_path, seed):
    chance = random.Random(seed)
    trip = Trip(chance.randint)
    kinds = ("opened-unseen", "seal-changed", "too-fast"), ("seal-elsewhere", "lock-unread", "weight-gained"), ("not-finished", "seal-on-again", "off-duty")
    for kind in kinds[seed]:
        trip.plant(kind)
    events, duty, wanted = trip.told()
    yard = yards.Yard(tmp_path / "station", yards.rows())
    elsewhere(yard, chance.sample([*events, *duty], len(events) + len(duty)))
    told = custody.chain_of(BOX, yard.desk.station)
    yard.close()
    assert {(clash.what, f"{clash.first.station}/{clash.first.seq}", f"{clash.second.station}/{clash.second.seq}") for clash in told.clashes} == wanted
    assert OTHER not in {step.value for step in told.steps}
