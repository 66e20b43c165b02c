from hypothesis import given, settings
from hypothesis import strategies as st

from devices.settle import Rule, Settling

TENTH = 100_000_000


def settled(values: list[str], rule: Rule | None = None) -> list[str]:
    scale = Settling(rule)
    given = [scale.see(value, place * TENTH) for place, value in enumerate(values)]
    return [one.value for one in given if one]


def test_equal_frames_for_long_enough_settle_once():
    assert settled(["24310"] * 20) == []
    assert settled(["24310"] * 21) == ["24310"]
    assert settled(["24310"] * 200) == ["24310"]


def test_five_frames_are_needed_however_slow_they_come():
    scale = Settling()
    assert [bool(scale.see("100", place * 10 * TENTH)) for place in range(6)] == [False, False, False, False, True, False]


def test_swing_does_not_settle_and_a_small_change_is_no_new_weight():
    assert settled(["24300", "24320"] * 100) == []
    assert settled(["24310"] * 30 + ["24330"] * 30 + ["24310"] * 30) == ["24310"]


def test_the_next_truck_settles_even_with_the_same_weight():
    assert settled(["24310"] * 30 + ["0"] + ["24310"] * 30) == ["24310", "24310"]
    assert settled(["24310"] * 30 + ["31000"] * 30) == ["24310", "31000"]


def test_empty_and_negative_scales_never_settle():
    assert settled(["0"] * 50 + ["60"] * 50 + ["-20"] * 50 + ["-24310"] * 50) == []


def test_a_lost_link_starts_anew():
    scale = Settling(Rule(seconds=0.0))
    for _ in range(4):
        assert scale.see("500", 0) is None
    scale.gap()
    assert [bool(scale.see("500", 0)) for _ in range(5)] == [False] * 4 + [True]


@settings(deadline=None)
@given(values=st.lists(st.sampled_from(["0", "24310", "24330", "31000.5"]), max_size=200))
def test_every_settled_weight_stood_still(values):
    scale = Settling(Rule(seconds=0.0))
    for place, value in enumerate(values):
        if scale.see(value, place):
            assert values[place - 4 : place + 1] == [value] * 5


def test_a_weight_that_stands_is_given_again_when_somebody_needs_it():
    settling = Settling(Rule(frames=2, seconds=0.0))
    given = [settling.see("24310", at) for at in range(4)]
    assert [each.value for each in given if each] == ["24310"]
    settling.again()
    assert settling.see("24310", 5).value == "24310"
    settling.again()
    assert settling.see("24400", 6) is None, "it moves"
