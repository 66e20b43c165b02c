"""Check digits: what is made holds, and every single change or swap of neighbours the standard promises to find is found."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import imo, iso6346
from stdnum.cn import uscc

from workstation.codes import made, recognise

TODAY = date(2026, 11, 21)
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DAYS = st.dates(date(1930, 1, 1), date(2020, 1, 1))
OFFICES = st.sampled_from(["6401", "6402", "5141"])
LETTERS = st.sampled_from("ABCDEFGHJKLMNPQRTUWXY")

MADE = {
    "container": st.builds(made.make_container, st.text("ABCXYZ", min_size=3, max_size=3), st.integers(0, 999_999), st.sampled_from("UJZ")),
    "uscc": st.builds(lambda letter, number: made.make_uscc("460100", f"M{letter}{number:06d}"), LETTERS, st.integers(0, 999_999)),
    "resident-id": st.builds(made.make_resident_id, st.just("460105"), DAYS, st.integers(0, 999)),
    "hmt-residence-permit": st.builds(made.make_resident_id, st.just("810000"), DAYS, st.integers(0, 999)),
    "foreign-pr-card": st.builds(made.make_pr_card, st.just("46"), st.just("124"), DAYS, st.integers(0, 999)),
    "booking": st.builds(made.make_booking, st.dates(date(2025, 1, 1), TODAY), st.integers(0, 999_999)),
    "release-list": st.builds(made.make_release_list, OFFICES, st.just(2026), st.integers(0, 999_999_999)),
    "va-confirmation": st.builds(made.make_va_confirmation, OFFICES, st.just(2026), st.integers(0, 99_999_999), cumulative=st.booleans()),
    "imo": st.builds(made.make_imo, st.integers(100_000, 999_999)),
    "air-waybill": st.builds(made.make_air_waybill, st.just("880"), st.integers(0, 9_999_999)),
    "sscc": st.builds(lambda number: made.make_gs1(f"3{number:016d}"), st.integers(0, 10**16 - 1)),
}
FINDS_EVERY_CHANGE = ["uscc", "resident-id", "hmt-residence-permit", "foreign-pr-card", "booking", "release-list", "va-confirmation", "sscc"]


def checked(text, kind):
    return [code for code in recognise(text, today=TODAY).candidates if code.kind == kind and code.checked]


@pytest.mark.parametrize("kind", MADE)
@given(st.data())
@settings(deadline=None, max_examples=40)
def test_what_is_made_holds(kind, data):
    text = data.draw(MADE[kind])
    assert [code.value for code in checked(text, kind)] == [text]


@pytest.mark.parametrize("kind", FINDS_EVERY_CHANGE)
@given(st.data())
@settings(deadline=None, max_examples=60)
def test_no_single_changed_character_passes(kind, data):
    text = data.draw(MADE[kind])
    place, sign = data.draw(st.integers(0, len(text) - 1)), data.draw(st.sampled_from(SIGNS))
    changed = text[:place] + sign + text[place + 1 :]
    assert changed == text or not checked(changed, kind)


@given(MADE["resident-id"], st.integers(0, 16))
@settings(deadline=None, max_examples=100)
def test_no_two_swapped_neighbours_of_a_resident_id_pass(text, place):
    changed = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert changed == text or not checked(changed, "resident-id")


@given(st.text(SIGNS, min_size=4, max_size=4), st.text("0123456789", min_size=7, max_size=7))
@settings(deadline=None, max_examples=200)
def test_containers_agree_with_the_library_inside_the_standard(owner, digits):
    text = owner + digits
    standard = owner.isalpha() and owner[3] in "UJZ"
    assert bool(checked(text, "container")) == (standard and iso6346.is_valid(text))


@given(st.text("0123456789", min_size=7, max_size=7))
@settings(deadline=None, max_examples=200)
def test_ships_agree_with_the_library(text):
    assert bool(checked(text, "imo")) == imo.is_valid(text)


@given(MADE["uscc"])
@settings(deadline=None, max_examples=60)
def test_enterprises_made_are_valid_to_the_library(text):
    assert uscc.is_valid(text)


def test_numbers_without_a_check_are_read_as_what_they_are():
    made_of = {
        "declaration": made.make_declaration("6401", 2026, 123),
        "instruction": made.make_instruction(2026, 1188),
        "ledger": made.make_ledger("6401", 2026, 1),
        "lock": made.make_lock(12),
        "personal": made.make_personal("P46-1", "SIG"),
        "badge": made.make_badge("0231", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        "command": made.make_command("release", "ABCD1234"),
        "epc": made.make_epc("0614141", "812345", 6789),
        "mrz": made.make_td3("E12345678", "CHN", "ZHANG<<SAN", date(1990, 2, 3), date(2030, 4, 5)),
    }
    for kind, text in made_of.items():
        assert recognise(text, today=TODAY).candidates[0].kind == kind
