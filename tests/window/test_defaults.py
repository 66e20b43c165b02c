"""What a sheet begins with, and what short ways of writing mean: clock times of the port, weights with their unit."""

import pytest

from ui.window import defaults, typed
from workstation.desk.card import Card, Say
from workstation.settings import parse_time

NOON = parse_time("2026-11-22T04:00:00Z")


@pytest.mark.parametrize(
    ("until", "meant"),
    [
        ("18:30", "2026-11-22T10:30:00Z"),
        ("1830", "2026-11-22T10:30:00Z"),
        ("18\uff1a30", "2026-11-22T10:30:00Z"),
        ("11:59", "2026-11-23T03:59:00Z"),
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00Z"),
        ("25:00", "25:00"),
    ],
)
def test_an_end_of_the_emergency_is_the_next_time_it_is_that_late_at_the_port(until, meant):
    assert defaults.meant("emergency", {"order": "E-1", "until": until}, NOON) == {"order": "E-1", "until": meant}


def test_only_facts_whose_data_are_too_old_are_offered():
    card = Card("verdict", "p/1", channel="cannot-confirm", reasons=(Say("reason.age.never", {"table": "papers"}), Say("reason.age.instruction", {"hours": 2})))
    assert defaults.stale(card) == ("age.papers", "age.instruction")
    offered = defaults.claims(defaults.stale(card))
    assert offered[0] == ("papers.state", "released")
    assert {fact for fact, _ in offered} == {"papers.state", "instruction"}
    assert next(value for fact, value in offered if fact == "instruction") == "none"
    assert defaults.known("confirm", card, NOON, {})["claim"] == "papers.state=released"
    assert len({fact for fact, _ in defaults.claims(())}) > 2


def test_the_last_call_is_offered_again_for_the_same_truck_only():
    call = {"passage": "p/1", "who": "hq", "reference": "r1"}
    assert defaults.known("confirm", Card("verdict", "p/1"), NOON, call)["who"] == "hq"
    assert "who" not in defaults.known("confirm", Card("verdict", "p/2"), NOON, call)


@pytest.mark.parametrize(("text", "weight"), [("16200 kg", ("16200", "kg")), ("16.2t", ("16.2", "t")), ("16,200 千克", ("16200", "kg")), ("16.2 吨", ("16.2", "t"))])
def test_a_weight_is_typed_with_its_unit(text, weight):
    assert typed.line(text) == {"weight": weight[0], "unit": weight[1], "source": "typed"}


@pytest.mark.parametrize("text", ["16200", "MSKU0383250", "t", "kg 5"])
def test_anything_else_is_a_scan(text):
    assert typed.line(text) == {"scan": text, "source": "typed"}
