"""Calls fold to the same whatever the order, however often, and from however many stations; nothing is closed that nobody answered."""

import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.calls import call as calls
from workstation.calls.views import CALLS
from workstation.journal import Event

STATIONS = ("CNHXG-03-AAAA", "CNHXG-04-BBBB")
CALL = f"{STATIONS[0]}/1"
DUE = 1000 + 5 * 60_000
OPENING = Event(STATIONS[0], 1, 1000, 1000, "O1", "call.opened", CALL, {"sort": "hold", "about": "P/1", "urgency": 2, "levels": [{"to": "owner", "by": DUE}, {"to": "senior", "by": 2 * DUE}]})
BODIES = {
    "call.taken": {"to": "O2"}, "call.passed": {"to": "senior", "reason": "x"}, "call.answered": {"proof": "words", "words": "done"},
    "call.closed": {"code": "resolved", "answers": []},
}


class Rows:
    """The views in plain SQLite."""

    def __init__(self, events):
        self.file = sqlite3.connect(":memory:")
        self.file.executescript(CALLS.schema)
        for event in events:
            CALLS.fold(self.file, event)

    def read(self, sql, params=()):
        return self.file.execute(sql, params).fetchall()

    def dumped(self):
        return {table: sorted(self.read(f"SELECT * FROM {table}"), key=repr) for table in CALLS.tables}

    def close(self):
        self.file.close()


@st.composite
def histories(draw):
    """Steps of two stations about one call, and corrections of some of them; clocks as they please."""
    events, seqs = [OPENING], {STATIONS[0]: 1, STATIONS[1]: 0}
    for kind in draw(st.lists(st.sampled_from([*BODIES, "event.corrected"]), max_size=8)):
        station = draw(st.sampled_from(STATIONS))
        body = BODIES.get(kind)
        if body is None:
            target = draw(st.sampled_from(events))
            body = {"target_station": target.station, "target_seq": target.seq, "field": "call.withdrawn", "value": draw(st.sampled_from(["yes", "no"])), "reason": "x"}
        seqs[station] += 1
        at = draw(st.integers(0, 3 * DUE))
        events.append(Event(station, seqs[station], at, at, "O1", kind, CALL, body))
    return events


@settings(deadline=None, max_examples=120)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_and_doubled_is_the_same_call(events, random):
    straight = Rows(events)
    mixed = [*events, *random.sample(events, len(events) // 2)]
    random.shuffle(mixed)
    other = Rows(mixed)
    assert other.dumped() == straight.dumped()
    call = calls.find(straight, CALL, STATIONS[0])
    withdrawn = {}
    for event in sorted(events, key=lambda event: event.stamp):
        if event.kind == "event.corrected":
            withdrawn[event.body["target_station"], event.body["target_seq"]] = event.body["value"] == "yes"
    stands = {kind: [event for event in events if event.kind == kind and not withdrawn.get((event.station, event.seq))] for kind in BODIES}
    answered, closed = stands["call.answered"], stands["call.closed"]
    assert len(call.stands("answered")) == len(answered), "the answers of both stations are shown"
    assert call.answered_at == min((event.at for event in answered), default=None)
    assert call.done == (bool(answered) and bool(closed))
    assert (calls.oldest(straight)[1], len(calls.open_calls(straight, DUE))) == (int(not answered), int(not call.done))
    straight.close()
    other.close()
