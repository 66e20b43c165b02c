"""An officer who is disabled during his shift: the window locks and says why, with a line or without one."""

import pytest
from real_desk import at_the_desk

from tests import yard
from workstation.journal import Draft, Journal
from workstation.views import VIEWS


@pytest.mark.parametrize("touch", ["scan", "wait"])
def test_the_window_locks_when_its_officer_is_disabled(qapp, qtbot, tmp_path, touch):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        journal = Journal.open(hands.yard.folder / "journal.db", hands.yard.key, VIEWS, hands.yard.clock)
        journal.append([Draft("officer.disabled", "N1", {})], "S1")
        journal.close()
        hands.opened.work.scan(yard.PLATE, "wedge") if touch == "scan" else hands.opened.quiet()
        hands.until(lambda: not hands.window.signed_in)
        assert hands.window.at == "signin"
        assert "N1" in hands.window.signin.news.text()
