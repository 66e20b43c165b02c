"""Canonical bytes are those of RFC 8785, and a draft that does not fit its kind is found before it is written."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from workstation.journal import Draft, Event, canonical, kinds, parse

texts = st.text(st.characters(exclude_categories=("Cs",)))
names = st.text(st.characters(exclude_categories=("Cs",), max_codepoint=0xFFFF))
scalars = texts | st.booleans() | st.none() | st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12)
bodies = st.dictionaries(names, values, max_size=6)


def event(body, **changes):
    return Event(**{"station": "CNHXG-03-7KQ2", "seq": 7, "at": 2, "clock": 1, "officer": "0001", "kind": "k", "subject": "s", "body": body, **changes})


@given(bodies, texts)
def test_canonical_bytes_are_rfc_8785(body, subject):
    made = event(body, subject=subject)
    whole = {"v": 1, **{name: getattr(made, name) for name in Event.__dataclass_fields__}}
    assert canonical(made) == rfc8785.dumps(whole)


@given(bodies)
def test_what_is_stored_reads_back(body):
    assert parse(canonical(event(body))) == event(body)


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, -(2**53), [1, {"deep": 0.1}], {"\U00020000": 1}, {1: "a"}])
def test_what_has_no_one_form_is_refused(value):
    with pytest.raises(ValueError, match="an event"):
        canonical(event({"value": value}))


def test_a_broken_character_is_refused():
    with pytest.raises(ValueError, match="surrogates"):
        canonical(event({"value": "\ud800"}))


WEIGHT = {"value": "24310", "unit": "kg", "source": "scale"}


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("weight.eaten", WEIGHT, "unknown kind"),
        ("weight.read", {**WEIGHT, "colour": "red"}, "unknown field colour"),
        ("weight.read", {"value": "24310", "unit": "kg"}, "missing field source"),
        ("weight.read", {**WEIGHT, "value": "2,4"}, "field value is not of type decimal"),
        ("weight.read", {**WEIGHT, "value": "１２"}, "field value is not of type decimal"),
        ("weight.read", {**WEIGHT, "value": 24310}, "field value is not of type decimal"),
        ("passage.left", {"verdict": True}, "field verdict is not of type int"),
        ("slip.presented", {"number": "1", "accepted": 1, "reasons": [], "opened": "x"}, "field accepted is not of type bool"),
        ("slip.presented", {"number": "1", "accepted": True, "reasons": "late", "opened": "x"}, "field reasons is not of type texts"),
        ("alarm.raised", {"reason": "late", "details": []}, "field details is not of type map"),
    ],
)
def test_a_misfit_names_kind_and_field(kind, body, words):
    with pytest.raises(ValueError, match=words):
        kinds.check(Draft(kind, "CNHXG-03-7KQ2/1", body))


def test_what_fits_passes():
    kinds.check(Draft("weight.read", "", {**WEIGHT, "link": "scale-1", "trial": True, "cosigner": "0002"}))
    kinds.check(Draft("alarm.raised", "", {"reason": "late", "details": {"minutes": 3}}))


def test_every_kind_has_a_subject_a_meaning_and_known_types():
    assert all(sort.rstrip("?") in {"text", "int", "bool", "decimal", "texts", "map", "maps"} for fields in kinds.table().values() for sort in fields.values())
