"""Visits from the view tables are those of the events, whatever order these came in; where nothing was changed afterwards no event is read for them."""

import json
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeys import BOX, OTHER, Stop, ordinary, written
from planted import KINDS, Trip

from tests import yard as yards
from workstation.custody import steps, stored
from workstation.journal import Event, Reader, canonical, fold
from workstation.journal.told import wrapped
from workstation.views import VIEWS

HERE = "CNHXG-01-TEST"
SEEN = {"plate": yards.PLATE, "seal": "hn-1", "lock": "LK 0000000017", "gs1": "(00)106141411234567897(37)24", "sscc": "106141411234567897", "air-waybill": "784-1", "resident-id": "p:01"}


def journal(events, *, without=False):
    """The views these events leave, and the events themselves unless they are left out."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE event(station, seq, at, kind, subject, bytes, PRIMARY KEY(station, seq))")
    for view in VIEWS:
        connection.executescript(view.schema)
    folds = fold.by_kind(VIEWS)
    for event in events:
        fold.fold(connection, folds, event)
        if not without:
            connection.execute("INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?, ?)", (event.station, event.seq, event.at, event.kind, event.subject, canonical(event)))
    return Reader(connection, Path("journal.db"), HERE)


def names(events):
    return [event.id for event in events if event.kind == "passage.opened"]


def mixed(events, seed):
    chance = random.Random(seed)
    several = [*events, *chance.choices(events, k=9)]
    chance.shuffle(several)
    return several


def tripped(kind, seed):
    trip = Trip(random.Random(seed).randint)
    trip.plant(kind)
    return trip.told()[0]


@settings(deadline=None, max_examples=12)
@given(st.one_of(ordinary(), st.builds(tripped, st.sampled_from(KINDS), st.integers(0, 99))), st.integers(0, 9))
def test_the_visits_of_a_journey_are_those_of_its_events_and_none_is_read(told, seed):
    events = told if told and isinstance(told[0], Event) else written(told)
    assert stored.visits(names(events), journal(mixed(events, seed), without=True)) == steps.visits(events)


def passage(*said):
    """One stop of a truck, and what else was said of it, each as (kind, body)."""
    events = written([Stop("CNHXG", yards.NOW, reads=(("hn 7", "read", BOX),), parked=True)])
    first = events[0]
    return [*events, *(replace(first, seq=100 + place, at=first.at + place * 500, clock=0, kind=kind, subject=first.id, body=body) for place, (kind, body) in enumerate(said))]


READS = [
    *(("code.scanned", {"sort": sort, "value": value, "checked": True, "source": source}) for sort, value in SEEN.items() for source in ("serial", "typed")),
    ("code.scanned", {"sort": "plate", "value": yards.TRAILER, "checked": True, "source": "serial", "moved": "x/1"}),
    ("scan.repeated", {"sort": "resident-id", "value": "p:01", "source": "serial"}),
    ("scan.repeated", {"sort": "container", "value": OTHER, "source": "typed"}),
    ("seal.verified", {"seal": "lk 0000000017", "status": "open", "source": "lock", "opened": "2026-11-21T08:35:59Z", "position": "20.0,110.3", "moved": "x/1"}),
    ("seal.verified", {"seal": "HN9", "status": "unknown", "source": "typed", "opened": "yesterday"}),
    ("weight.read", {"value": "18000", "unit": "kg", "source": "typed", "from_before": True}),
    ("lock.kept", {"lock": "LK0000000017", "container": BOX, "cosigner": "O2", "reason": "x"}),
    ("inspection.closed", {"inspection": "x/3", "result": "normal", "accepted": False}),
    ("verdict.given", {"channel": "release"}),
    ("seal.removed", {"seal": "HN7", "reason": "x"}),
]
CORRECTED = [{"field": field, "value": value, "target_station": HERE, "target_seq": seq, "reason": "x"} for field, value, seq in (("value", OTHER, 4), ("seal", "HN8", 5), ("status", "open", 5), ("container", OTHER, 5))]


@pytest.mark.parametrize("seed", range(3))
def test_every_way_of_being_read_stands_as_its_event_says(seed):
    events = passage(*READS)
    told = steps.visits(events)
    assert stored.visits(names(events), journal(mixed(events, seed), without=True)) == told
    # Nothing of a value is left out of its comparison, nor shared between two.
    assert json.dumps([step.__dict__ for step in told[0].steps], sort_keys=True) == json.dumps([step.__dict__ for step in stored.visits(names(events), journal(events))[0].steps], sort_keys=True)


@pytest.mark.parametrize("later", [
    *(("event.corrected", body) for body in CORRECTED),
    ("scan.moved", {"scan_station": HERE, "scan_seq": 4, "to": "x/1"}),
    ("event.told", wrapped(Event("CNYPG-01-TEST", 7, yards.NOW, yards.NOW, "O9", "inspection.opened", "CNYPG-01-TEST/3", {"form": "x"}), "").body),
])  # fmt: skip
def test_what_was_changed_or_told_afterwards_is_read_from_the_events(later):
    before, events = passage(*READS), passage(*READS, later)
    known = journal(mixed(events, 1))
    found = stored.visits(names(events), known)
    assert found == steps.visits(steps.of_passage(known, names(events)[0])) != steps.visits(before)


def test_a_correction_that_stands_in_another_passage_changes_both_ways_alike():
    stops = [Stop("CNHXG", yards.NOW, plate=plate, minutes=1, box=box) for plate, box in ((yards.PLATE, BOX), (yards.PLATE2, OTHER))]
    one, other = (written([replace(stop, lane=f"0{place}")]) for place, stop in enumerate(stops, 1))
    fixed = replace(other[-1], seq=99, kind="event.corrected", body=CORRECTED[0])
    for asked in ([one[0].id], [one[0].id, other[0].id]):
        known = journal([*one, *other, fixed])
        assert stored.visits(asked, known) == steps.visits(event for name in asked for event in steps.of_passage(known, name))
