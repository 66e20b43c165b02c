"""What lies over a screen is opened by its key, says what it should in both languages, and goes away for the truck."""

from PySide6.QtCore import Qt
from real_desk import at_the_desk

from tests import yard as yards

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_decision_is_explained_from_every_screen(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station") as hands:
        window, work = hands.window, hands.opened.work
        page = window.pages.get("explained")
        hands.key(Qt.Key.Key_E, CTRL)
        hands.until(lambda: page._said[0] == "no-passage")
        for line in yards.clean(status="open"):
            work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and not window.bridge.busy)
        assert not page.isVisible()
        hands.key(Qt.Key.Key_E, CTRL)
        hands.until(page.words)
        assert page.isVisible()
        assert page.size() == window.frame.stack.size()
        assert page.words()[0] == "封志已打开"
        hands.key(Qt.Key.Key_F2)
        assert page.words()[0] == "A seal is open"
        hands.key(Qt.Key.Key_Escape)
        assert not page.isVisible()
        assert window.focusWidget() is window.lane
        for screen in ("find", "shift"):
            window.show_screen(screen)
            if screen == "find":
                hands.type("A12345")
                hands.until(window.find.list.count)
            else:
                hands.until(lambda: window.shift.journal.rowCount() > 3)
                window.shift.table.setFocus()
                window.shift.table.selectRow(0)
            hands.key(Qt.Key.Key_E, CTRL)
            hands.until(lambda: page.words() == ["A seal is open", "The seal is intact → Direct release"])
            assert page.isVisible()
        work.line({"act": "park"})
        hands.until(lambda: not page.isVisible())


def test_a_verdict_is_judged_again_and_a_rule_pack_goes_through_the_wind_tunnel(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station") as hands:
        window, work = hands.window, hands.opened.work
        again, tunnel = window.pages.get("rejudged"), window.pages.get("tunnel")
        hands.key(Qt.Key.Key_J, CTRL)
        hands.until(lambda: again.sentence() == window.look.say("no-passage"))
        for line in yards.clean(status="open"):
            work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and not window.bridge.busy)
        assert not again.isVisible()
        hands.key(Qt.Key.Key_J, CTRL)
        hands.until(lambda: again.found is not None)
        assert (again.found["same"], again.found["today"]["channel"], again.found["changes"]) == (True, "manual", [])
        hands.key(Qt.Key.Key_Escape)
        assert not again.isVisible()
        hands.key(Qt.Key.Key_R, CTRL)
        hands.until(lambda: tunnel.sentence() in (window.look.say("rules-no-candidate"), window.look.say("role-may-not", act="windtunnel", role="officer")))
        hands.key(Qt.Key.Key_Escape)
        assert window.focusWidget() is window.lane


def test_the_lens_opens_from_shift_for_who_may_and_is_written_down(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window = hands.window
        window.show_screen("shift")
        page = window.pages.get("lens")
        hands.key(Qt.Key.Key_F7)
        hands.until(lambda: page.found is not None)
        assert page.isVisible()
        assert page.found["days"] == 30
        assert (page.found["rows"], page.found["officers"]) == (0, [])
        hands.key(Qt.Key.Key_Escape)
        assert not page.isVisible()
        looks = []
        hands.opened.bridge.read(lambda desk: desk.lane.station.journal.read("SELECT kind FROM event WHERE kind = 'lens.looked'"), lambda reply: looks.extend(reply.value))
        hands.until(lambda: looks)
        assert len(looks) == 1
