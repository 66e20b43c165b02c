"""The preview's keys say what is wanted of a slip's printing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.window.preview import Preview


def test_the_preview_asks_to_cancel_and_to_print_again(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    cover = Preview(window)
    window.show()
    asked = []
    cover.cancelling.connect(lambda number: asked.append(("cancel", number)))
    cover.again.connect(lambda number: asked.append(("again", number)))
    cover.saving.connect(lambda number: asked.append(("save", number)))
    cover.open("HXG03-261121-00123-K")
    for key in (Qt.Key.Key_C, Qt.Key.Key_P, Qt.Key.Key_S, Qt.Key.Key_X):
        qtbot.keyClick(cover, key)
    assert asked == [("cancel", "HXG03-261121-00123-K"), ("again", "HXG03-261121-00123-K"), ("save", "HXG03-261121-00123-K")]
