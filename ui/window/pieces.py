"""Small pieces that ordinary screens are made of: labels that say a key, a card to put things on, a page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui.window.theme import Look


class Words(QLabel):
    """A label that says a key, in whatever language it is dressed."""

    def __init__(self, key: str = "", style: str = "", *, wrap: bool = False) -> None:
        super().__init__()
        self._key, self._values, self._look, self._least = key, dict[str, object](), Look(), 0
        self.setObjectName(style)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def say(self, key: str, **values: object) -> None:
        """Say another key from now on; '' says nothing."""
        self._key, self._values = key, values
        self._show()

    def style_as(self, style: str) -> None:
        """Another style of the sheet: wrong, good, soft …"""
        if style != self.objectName():
            self.setObjectName(style)
            self.style().unpolish(self)
            self.style().polish(self)

    def dress(self, look: Look) -> None:
        self._look = look
        self._show()

    def _show(self) -> None:
        self.setText(self._look.say(self._key, **self._values) if self._key else "")
        self._whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._whole()

    def _whole(self) -> None:
        """A layout that is short of height takes it from wrapped words first: theirs is kept for them."""
        if self.wordWrap():
            self.setMinimumHeight(max(self._least, self.heightForWidth(self.width()) if self.text() else 0))

    def keep(self, pixels: int) -> None:
        """Never lower than this, so that what is said later moves nothing."""
        self._least = pixels
        self._whole()


class Page(QWidget):
    """A screen of ordinary widgets on the ground; dresses every label in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = Look()

    def dress(self, look: Look) -> None:
        """Theme, language and zoom for everything on the page."""
        self.look = look
        for words in self.findChildren(Words):
            words.dress(look)


def card(*, spacing: int = 12, margin: int = 24) -> tuple[QFrame, QVBoxLayout]:
    """A card and the column in it."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(spacing)
    return frame, column
