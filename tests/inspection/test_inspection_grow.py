"""An inspection grows to the same value from its events in any order, doubled, at once or one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inspection_chain import PASSAGE, Chain

from workstation.inspection import grow
from workstation.journal.event import Event

FIELDS = st.sampled_from(["place", "method", "conclusion", "disposal", "old-seal"])
WORDS = st.sampled_from(["", "x", "normal", "release", "HN1"])
OFFICERS = st.sampled_from(["A", "B", "C"])
SEALS = st.sampled_from(["HN1", "HN2"])
STATIONS = st.sampled_from(["CNHXG-03-7KQ2", "CNYPG-01-AAAA"])
OPENED = "CNHXG-03-7KQ2/1"


@st.composite
def bodies(draw):
    own = {"inspection": OPENED}
    return draw(
        st.one_of(
            st.builds(lambda name, text: ("inspection.field-set", {**own, "field": name, "value": text}), FIELDS, WORDS),
            st.builds(lambda who: ("inspection.joined", {**own, "joiner": who}), OFFICERS),
            st.builds(lambda giver, taker: ("inspection.handed-over", {**own, "from": giver, "to": taker}), OFFICERS, OFFICERS),
            st.builds(lambda who: ("inspection.signed", {**own, "signer": who, "digest": "d"}), OFFICERS),
            st.just(("inspection.suspended", {**own, "reason": "alone"})),
            st.just(("inspection.resumed", own)),
            st.just(("inspection.closed", {**own, "conclusion": "normal", "disposal": "release"})),
            st.builds(lambda seal: ("seal.removed", {**own, "seal": seal, "reason": "r"}), SEALS),
            st.builds(lambda seal, new: ("seal.replaced", {**own, "seal": seal, "new": new, "reason": "r"}), SEALS, SEALS),
            st.just(("evidence.added", {**own, "sha256": "aa" * 32, "mime": "image/png", "size": 9})),
            st.builds(
                lambda seq, name, text: (
                    "event.corrected",
                    {**own, "target_station": "CNHXG-03-7KQ2", "target_seq": seq, "field": name, "value": text, "reason": "typed wrongly"},
                ),
                st.integers(2, 12),
                st.sampled_from(["seal", "new", "value", "field", "digest", "signer"]),
                st.sampled_from(["HN1", "HN9"]),
            ),
            st.just(("code.scanned", {"sort": "plate", "value": "x", "checked": False, "source": "typed"})),
            st.just(("seal.applied", {"seal": "HN3"})),
        )
    )


@st.composite
def histories(draw):
    """Events of one inspection at two stations, whose clocks may disagree; the opening stands anywhere."""
    events = [Event("CNHXG-03-7KQ2", 1, 50, 50, "A", "inspection.opened", PASSAGE, {"form": "appearance", "version": "1"})]
    at = {"CNHXG-03-7KQ2": 50, "CNYPG-01-AAAA": draw(st.integers(0, 100))}
    seq = {"CNHXG-03-7KQ2": 1, "CNYPG-01-AAAA": 0}
    for kind, body in draw(st.lists(bodies(), max_size=14)):
        station = draw(STATIONS)
        at[station] += draw(st.integers(0, 5))
        seq[station] += 1
        events.append(Event(station, seq[station], at[station], at[station], draw(OFFICERS), kind, PASSAGE, body))
    return events


@settings(max_examples=300, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_shuffled_and_doubled_events_make_the_same_inspection(events, random):
    shuffled = [*events, *random.sample(events, len(events) // 2)]
    random.shuffle(shuffled)
    one_by_one, straight = None, None
    for event in shuffled:
        one_by_one = grow.grow(one_by_one, event)
    for event in sorted(events, key=lambda each: each.stamp):
        straight = grow.grow(straight, event)
    gathered = grow.gather(shuffled)
    assert one_by_one == straight == gathered[OPENED]
    assert grow.digest(one_by_one) == grow.digest(straight)
    assert list(gathered) == [OPENED]


def test_a_foreign_event_changes_nothing(chain):
    chain.open()
    other = Chain(first=90).open().events[0]
    scan = Event("CNHXG-03-7KQ2", 99, 99, 99, "A", "code.scanned", PASSAGE, {})
    assert grow.grow(chain.inspection, other) is chain.inspection
    assert grow.grow(chain.inspection, scan) is chain.inspection
    assert grow.grow(chain.inspection, chain.events[0]) is chain.inspection
    assert grow.grow(None, scan) is None


def test_every_step_shows(filled, form):
    one = filled.inspection
    assert (one.id, one.passage, one.form, one.state) == (filled.id, PASSAGE, "container-open", "open")
    assert one.officers == ("A", "B") == grow.looked(one)
    assert one.fields["method"] == "sampling"
    assert one.last_field == "disposal"
    assert (one.conclusion, one.disposal) == ("normal", "release")
    assert [(each.act, each.seal, each.container) for each in one.seals] == [("removed", "HN-1234567", "MSKU0383250"), ("applied", "HN7654321", "MSKU0383250")]
    filled.append("inspection.suspended", reason="alone")
    assert (filled.inspection.state, filled.inspection.suspended_because) == ("suspended", "alone")
    filled.append("inspection.handed-over", **{"from": "A", "to": "C"})
    filled.append("inspection.resumed", "C")
    one = filled.inspection
    assert (one.state, one.officers, one.handovers[0].giver) == ("open", ("B", "C"), "A")
    # Who looked stays who looked.
    assert grow.looked(one) == ("A", "B", "C")
    filled.append("inspection.closed", "D", conclusion="normal", disposal="release")
    assert filled.inspection.state == "closed"
    assert "D" not in grow.looked(filled.inspection)


def test_an_emptied_field_is_gone(chain, form):
    chain.open().set(form, place="东区").set(form, place=" ")
    assert chain.inspection.fields == {}
    assert chain.inspection.last_field == "place"


def test_a_correction_beats_its_target_whatever_the_clocks_say(chain):
    removed = chain.open().append("seal.removed", seal="HN1", reason="r")
    early = Chain("CNYPG-01-AAAA", 5, at=1)
    body = {"target_station": removed.station, "target_seq": removed.seq, "field": "seal", "value": "HN9", "reason": "typed wrongly"}
    early.events.append(chain.events[0])
    correction = early.append("event.corrected", **body)
    assert grow.grow(chain.inspection, correction).seals[0].seal == "HN9"
    first = grow.grow(grow.grow(None, correction), removed)
    assert first.state == "unknown"
    assert first.seals[0].seal == "HN9"


def test_a_station_whose_clock_is_behind_may_suspend_before_the_opening(chain):
    early = Chain("CNYPG-01-AAAA", 5, at=1)
    early.events.append(chain.open().events[0])
    suspended = early.append("inspection.suspended", "B", reason="alone")
    assert grow.grow(chain.inspection, suspended).state == "suspended"
    assert grow.grow(grow.grow(None, suspended), chain.events[0]).state == "suspended"


def test_a_signature_cannot_be_corrected_into_another(filled):
    signed = filled.sign("A").events[-1]
    for name in ("signer", "digest"):
        filled.append("event.corrected", target_station=signed.station, target_seq=signed.seq, field=name, value="B", reason="x")
    assert filled.inspection.signatures[0].signer == "A"
    assert filled.inspection.signatures[0].digest == grow.digest(filled.inspection)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("inspection.field-set", {"field": "place", "value": "elsewhere"}),
        ("evidence.added", {"sha256": "cc" * 32, "mime": "image/png", "size": 1}),
        ("seal.applied", {"seal": "HN3"}),
        ("seal.verified", {"seal": "HN7654321", "status": "open", "source": "typed"}),
    ],
)
def test_every_content_changes_the_digest(filled, kind, body):
    before = grow.digest(filled.inspection)
    filled.append(kind, **body)
    assert grow.digest(filled.inspection) != before


def test_what_is_no_content_leaves_the_digest(filled):
    before = grow.digest(filled.inspection)
    filled.sign("A")
    filled.append("inspection.suspended", reason="r")
    filled.append("inspection.resumed")
    filled.append("inspection.joined", joiner="C")
    assert grow.digest(filled.inspection) == before
