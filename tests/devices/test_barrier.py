import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.barrier import Barrier, Rule, Switch, Told

SECOND = 1_000_000_000
ON, OFF = Switch(1, on=True), Switch(1, on=False)


def at(seconds: float) -> int:
    return round((100 + seconds) * SECOND)


def test_one_release_is_one_pulse():
    barrier = Barrier(Rule(pulse=1.0))
    assert barrier.permit("p1", 0.1, at(0), ready=True) == (ON, Told("sent", "p1"))
    assert barrier.busy
    assert barrier.pass_time(at(0.9)) == ()
    assert barrier.pass_time(at(1.0)) == (OFF,)
    assert barrier.pass_time(at(30)) == ()
    assert not barrier.busy
    assert barrier.permit("p1", 0.1, at(31), ready=True) == ()
    assert barrier.permit("p2", 0.1, at(32), ready=True)[0] == ON


@pytest.mark.parametrize(("age", "ready", "how"), [(5.1, True, "stale"), (-1.0, True, "stale"), (3600.0, False, "stale"), (0.0, False, "away")])
def test_what_comes_too_late_or_to_nobody_is_told_and_never_made_up_for(age, ready, how):
    barrier = Barrier()
    assert barrier.permit("p1", age, at(0), ready=ready) == (Told(how, "p1"),)
    assert barrier.back() == barrier.pass_time(at(1)) == ()
    assert barrier.permit("p1", 0.0, at(2), ready=True) == ()


def test_the_board_says_whether_it_opened():
    barrier = Barrier(Rule(confirms=True))
    assert barrier.permit("p1", 0.0, at(0), ready=True) == (ON,)
    assert barrier.heard(2, on=True) == barrier.heard(1, on=False) == ()
    assert barrier.heard(1, on=True) == (Told("opened", "p1"),)
    assert barrier.heard(1, on=True) == ()
    assert barrier.pass_time(at(5)) == (OFF,)
    assert barrier.heard(1, on=True) == (Told("by-hand"),)


def test_a_board_that_does_not_answer_is_told():
    barrier = Barrier(Rule(confirms=True, pulse=1.0, answer=2.0))
    barrier.permit("p1", 0.0, at(0), ready=True)
    assert barrier.pass_time(at(1)) == (OFF,)
    assert barrier.pass_time(at(2)) == (Told("unanswered", "p1"),)
    assert barrier.pass_time(at(3)) == ()


def test_a_late_answer_is_the_boards_and_nobodys_hand():
    barrier = Barrier(Rule(confirms=True))
    barrier.permit("p1", 0.0, at(0), ready=True)
    assert barrier.pass_time(at(2)) == (OFF, Told("unanswered", "p1"))
    assert barrier.heard(1, on=True) == (Told("opened", "p1"),)
    assert barrier.heard(1, on=True) == (Told("by-hand"),)


@pytest.mark.parametrize("rest", [
    lambda barrier: barrier.heard(1, on=False), lambda barrier: barrier.pass_time(at(60)), lambda barrier: barrier.lost()
])
def test_a_contact_that_closes_after_it_came_to_rest_is_somebodys_hand(rest):
    barrier = Barrier(Rule(confirms=True))
    barrier.permit("p1", 0.0, at(0), ready=True)
    barrier.pass_time(at(2))
    rest(barrier)
    assert barrier.heard(1, on=True) == (Told("by-hand"),)


def test_a_replug_in_the_middle_of_a_pulse_sends_nothing_again():
    barrier = Barrier(Rule(confirms=True, red=2, green=3))
    barrier.permit("p1", 0.0, at(0), ready=True)
    assert barrier.lost() == (Told("unanswered", "p1"),)
    assert ON not in barrier.back()
    assert barrier.pass_time(at(1.5)) == ()
    assert Barrier().lost() == ()


def test_a_button_on_the_wall_is_heard_from_the_start():
    assert Barrier(Rule(confirms=True)).heard(1, on=True) == (Told("by-hand"),)


def test_lights():
    barrier = Barrier(Rule(red=2, green=3, go=20.0))
    assert barrier.back() == (Switch(2, on=True), Switch(3, on=False))
    assert barrier.permit("p1", 0.0, at(0), ready=True) == (ON, Switch(2, on=False), Switch(3, on=True), Told("sent", "p1"))
    assert barrier.pass_time(at(20)) == (OFF, Switch(2, on=True), Switch(3, on=False))
    assert barrier.permit("p2", 99.0, at(21), ready=True) == (Told("stale", "p2"),)


DEEDS = st.one_of(
    st.tuples(st.just("permit"), st.sampled_from("ABC"), st.floats(-1, 8), st.booleans()), st.tuples(st.just("heard"), st.integers(1, 2), st.booleans()),
    st.tuples(st.just("lost")), st.tuples(st.just("back")), st.tuples(st.just("wait")),
)


@settings(deadline=None, max_examples=200)
@given(deeds=st.lists(st.tuples(st.floats(0, 3), DEEDS), max_size=30), confirms=st.booleans())
def test_it_opens_only_for_a_fresh_permit_and_once_for_each(deeds, confirms):
    barrier, now, opened, seen = Barrier(Rule(red=2, green=3, confirms=confirms)), 0.0, [], set()
    for later, deed in deeds:
        now += later
        match deed:
            case ("permit", name, age, ready):
                steps = barrier.permit(name, age, at(now), ready=ready)
                may = ready and 0 <= age <= 5 and name not in seen
                assert (ON in steps) == may
                seen.add(name)
                opened += [name] if ON in steps else []
            case ("heard", channel, on):
                assert ON not in barrier.heard(channel, on=on)
            case ("wait",):
                assert ON not in barrier.pass_time(at(now))
            case (change,):
                assert ON not in getattr(barrier, change)()
    assert len(opened) == len(set(opened))
    assert not [step for step in barrier.pass_time(at(now + 100)) if step == ON]
