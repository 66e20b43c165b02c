"""Garbage is collected in the window's thread only, and not while a line is worked."""

import gc
import weakref

from ui.window.sweep import PATIENCE, Sweep


class Ring:
    def __init__(self):
        self.own = self


def test_rings_go_at_the_next_look_and_python_does_not_collect_meanwhile(qapp):
    sweep = Sweep(lambda: False)
    sweep.start()
    try:
        assert not gc.isenabled()
        gone = weakref.ref(Ring())
        sweep.look()
        assert gone() is None
    finally:
        sweep.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_busy_lane_is_waited_for_but_not_for_ever(qapp):
    sweep = Sweep(lambda: True)
    sweep.start()
    try:
        gone = weakref.ref(Ring())
        for _ in range(PATIENCE):
            sweep.look()
            assert gone() is not None
        sweep.look()
        assert gone() is None
    finally:
        sweep.stop()
    sweep.stop()
    assert gc.isenabled()
