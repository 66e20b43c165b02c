"""The notice: what was just refused or must be known, over the foot of the screen, until the next act; never a box to click away."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.lane.wording import phrase
from ui.window.paint import Place, Run, flow, paint_mark
from ui.window.theme import BODY, Look
from workstation.desk.card import Say


class Notice(QWidget):
    """Paints words with a cross (refused) or a question mark (to be known); says `changed` when it takes more or less room."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._words, self._mark = Look(), "", "bad"
        self._said: tuple[Say, ...] = ()
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look
        if self._said:
            self.tell(self._said, self._mark)

    def tell(self, said: Sequence[Say], mark: str = "bad") -> None:
        """Show keys in the language of the window, also after it was switched."""
        self.say(" · ".join(phrase(each, self._look) for each in said), mark)
        self._said = tuple(said)

    def say(self, words: str, mark: str = "bad") -> None:
        """Show words; '' hides."""
        if not words and not self._words:
            return
        self._words, self._mark, self._said = words, mark, ()
        self.setVisible(bool(words))
        self.setAccessibleName(words)
        self.place()
        self.changed.emit()

    def words(self) -> str:
        """What is said now."""
        return self._words

    def place(self) -> None:
        """At the foot of the parent, as high as the words need."""
        parent = self.parentWidget()
        if parent is None or not self._words:
            return
        look = self._look
        wide = parent.width() - look.px(28)
        tall = flow(None, [self._run()], Place(0, 0, wide - look.px(72), 3)) + look.px(26)
        self.setGeometry(look.px(14), int(parent.height() - tall - look.px(6)), wide, int(tall))
        self.raise_()
        self.update()

    def _run(self) -> Run:
        return Run(self._words, self._look.font(BODY + 1, bold=True), self._look.colour("bad_words" if self._mark == "bad" else "ink"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bad = self._mark == "bad"
        painter.setPen(QPen(look.colour("bad" if bad else "ink"), look.px(2)))
        painter.setBrush(look.colour("bad_ground" if bad else "card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), look.px(12), look.px(12))
        size = look.px(22)
        centre = QPointF(look.px(28), self.height() / 2)
        paint_mark(painter, look, self._mark, QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size))
        flow(painter, [self._run()], Place(look.px(52), look.px(12), self.width() - look.px(72), 3))
        painter.end()
