import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.release.slips import NOW
from workstation.release import numbers
from workstation.words import Refused


def test_a_number_names_port_lane_local_day_and_count():
    number = numbers.make("CNHXG", "03", NOW, 123)
    assert number[:-1] == "HXG03-261121-00123-"
    found = numbers.parse(number)
    assert (found.port, found.lane, f"{found.day}", found.running) == ("HXG", "03", "2026-11-21", 123)


def test_the_day_is_the_local_one():
    assert numbers.make("CNHXG", "03", NOW + 8 * 3600 * 1000, 1)[6:12] == "261122"


@settings(deadline=None, max_examples=300)
@given(some.integers(1, 99999), some.integers(0, 19), some.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"))
def test_one_changed_character_is_always_found(running, place, letter):
    number = numbers.make("CNHXG", "03", NOW, running)
    changed = number[:place] + letter + number[place + 1 :]
    if changed != number:
        with pytest.raises(Refused, match="slip-number-wrong"):
            numbers.parse(changed)


@pytest.mark.parametrize("text", ["", "HXG03-261121-00123", "hxg03-261121-00123-3", "HXG03-261121-00123-3 ", "HXG03-261131-00123-3", "\uff28XG03-261121-00123-3", "HXG03-261121-00000-8"])
def test_anything_else_is_refused(text):
    with pytest.raises(Refused, match="slip-number-wrong"):
        numbers.parse(text)


@pytest.mark.parametrize("running", [0, -1, 100_000])
def test_a_lane_counts_to_99999(running):
    with pytest.raises(ValueError, match="99999"):
        numbers.make("CNHXG", "03", NOW, running)
