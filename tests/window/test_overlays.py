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
        hands.until(lambda: hands.card.channel == "manual")
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
        work.line({"scan": yards.PLATE})
        hands.until(lambda: not page.isVisible())
