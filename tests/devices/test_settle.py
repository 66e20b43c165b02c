from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.readings import Weight
from devices.settle import Rule, Settling

TENTH = 100_000_000
AT_ONCE = Rule(seconds=0.0)
HEAVY = Weight("24310", steady=True)


def settled(weights: list[str | Weight], rule: Rule | None = None) -> list[str]:
    scale = Settling(rule)
    given = [scale.see(Weight(one) if isinstance(one, str) else one, place * TENTH) for place, one in enumerate(weights)]
    return [one.value for one in given if one]


def test_equal_frames_for_long_enough_settle_once():
    assert settled(["24310"] * 20) == []
    assert settled(["24310"] * 21) == ["24310"]
    assert settled(["24310"] * 200) == ["24310"]


def test_five_frames_are_needed_however_slow_they_come():
    scale = Settling()
    assert [bool(scale.see(Weight("100"), place * 10 * TENTH)) for place in range(6)] == [False, False, False, False, True, False]


def test_swing_does_not_settle_and_a_small_change_is_no_new_weight():
    assert settled(["24300", "24320"] * 100) == []
    assert settled(["24310"] * 30 + ["24330"] * 30 + ["24310"] * 30) == ["24310"]


def test_the_next_truck_settles_even_with_the_same_weight():
    assert settled(["24310"] * 30 + ["0"] + ["24310"] * 30) == ["24310", "24310"]
    assert settled(["24310"] * 30 + ["31000"] * 30) == ["24310", "31000"]
    moving = [replace(HEAVY, value=value, steady=False) for value in ("9000", "0", "9000")]
    assert settled([HEAVY] * 30 + moving + [HEAVY] * 30) == ["24310", "24310"], "the empty scale was only seen in motion"


def test_empty_and_negative_scales_never_settle():
    assert settled(["0"] * 50 + ["60"] * 50 + ["-20"] * 50 + ["-24310"] * 50) == []


def test_a_lost_link_starts_anew():
    scale = Settling(AT_ONCE)
    for _ in range(4):
        assert scale.see(Weight("500"), 0) is None
    scale.gap()
    assert [bool(scale.see(Weight("500"), 0)) for _ in range(5)] == [False] * 4 + [True]


def test_motion_starts_anew_though_the_weight_is_equal():
    moving = replace(HEAVY, steady=False)
    assert settled([moving] * 100) == []
    assert settled(([HEAVY] * 20 + [moving]) * 5) == []
    assert settled([HEAVY] * 20 + [moving] + [HEAVY] * 21) == ["24310"]
    assert settled([moving] * 40 + [HEAVY] * 20) == [], "the time in motion does not count"


@pytest.mark.parametrize("why", ["scale-net", "scale-range", "scale-power-up", "scale-expanded"])
def test_an_unfit_weight_is_never_taken_and_starts_anew(why):
    unfit = replace(HEAVY, fit=False, why=why)
    assert settled([unfit] * 100) == []
    assert settled([HEAVY] * 20 + [unfit] + [HEAVY] * 20) == []
    assert settled([replace(unfit, wanted=True)] * 10) == []


def test_an_unfit_weight_is_told_after_two_frames_until_a_fit_one_comes():
    scale, net = Settling(AT_ONCE), replace(HEAVY, fit=False, why="scale-net")
    seen = []
    for weight in (net, HEAVY, net, net, replace(net, value="24330"), HEAVY, net, net):
        scale.see(weight, 0)
        seen.append((scale.why, scale.refused and scale.refused.value))
    assert seen == [("", None)] * 3 + [("scale-net", "24310"), ("scale-net", "24330"), ("", None), ("", None), ("scale-net", "24310")]
    scale.gap()
    assert scale.why == ""


def test_print_takes_the_weight_at_once_when_it_stands():
    pressed, moving = replace(HEAVY, wanted=True), replace(HEAVY, wanted=True, steady=False)
    assert settled([pressed, pressed]) == ["24310"]
    assert settled([HEAVY, pressed]) == ["24310"]
    assert settled([pressed, HEAVY]) == ["24310"], "the mark may stand in one frame only"
    assert settled([pressed]) == [], "one frame is never enough"
    assert settled([pressed, replace(pressed, value="24330")] * 10) == []
    assert settled([moving] * 10) == []
    assert settled([replace(pressed, steady=None)] * 10) == [], "a scale that does not say that it stands is waited for"
    assert settled([pressed] * 50) == ["24310"]


@pytest.mark.parametrize(("value", "unit", "kg"), [
    ("24.31", "t", "24310"), ("24.310", "t", "24310"), ("24310000", "g", "24310"), ("250001", "g", "250.001"), ("100000", "lb", "45359.237"), ("24310.0", "kg", "24310.0"),
])
def test_units_are_converted_exactly(value, unit, kg):
    assert settled([Weight(value, unit)] * 5, replace(AT_ONCE, increment="0.02")) == [kg]


@pytest.mark.parametrize(("value", "unit", "why"), [
    ("53595", "lb", "scale-unit"), ("0.5", "g", "scale-unit"), ("100", "oz", "scale-unit"), ("100", "", "scale-unit"), ("1e5", "kg", "scale-unreadable"), ("", "kg", "scale-unreadable"),
    ("NaN", "t", "scale-unreadable"), ("9" * 40, "t", "scale-unreadable"),
])
def test_what_gives_no_exact_kilograms_is_not_taken(value, unit, why):
    scale = Settling(AT_ONCE)
    assert [scale.see(Weight(value, unit), 0) for _ in range(10)] == [None] * 10
    assert (scale.why, scale.refused.value, scale.refused.unit) == (why, value, unit)


@settings(deadline=None)
@given(values=st.lists(st.sampled_from([Weight(value, steady=steady, fit=fit) for value in ("0", "24310", "31000.5") for steady in (True, False, None) for fit in (True, False)]), max_size=200))
def test_every_settled_weight_stood_still(values):
    scale = Settling(AT_ONCE)
    for place, weight in enumerate(values):
        if scale.see(weight, place):
            run = values[place - 4 : place + 1]
            assert {one.value for one in run} == {weight.value}
            assert all(one.fit and one.steady is not False for one in run)


def test_a_weight_that_stands_is_given_again_when_somebody_needs_it():
    settling = Settling(Rule(frames=2, seconds=0.0))
    given = [settling.see(Weight("24310"), at) for at in range(4)]
    assert [each.value for each in given if each] == ["24310"]
    settling.again()
    assert settling.see(Weight("24310"), 5).value == "24310"
    settling.again()
    assert settling.see(Weight("24400"), 6) is None, "it moves"
