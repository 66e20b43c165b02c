"""The Lane screen: band above, parts at the left, goods at the right, laid out by hand so that nothing jumps."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.window.lane.about import About
from ui.window.lane.band import Band
from ui.window.lane.choices import Choices
from ui.window.lane.parts import Parts
from ui.window.theme import Look
from workstation.desk.card import Card

TURNS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Escape: 0}


class Lane(QWidget):
    """Shows a card; says `chosen(kind, value)` when an ambiguous scan was settled by its number, `turned(1 | -1 | 0)` when the stopped parcels of a belt are to be turned, or left."""

    chosen = Signal(str, str)
    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.band, self.parts, self.about, self.choices = Band(self), Parts(self), About(self), Choices(self)
        self.card, self._look, self._foot = Card(), Look(), 0
        self.choices.hide()

    def show_card(self, card: Card) -> None:
        """Paint this card from now on."""
        self.card = card
        self.band.show_card(card)
        self.parts.show_card(card)
        self.about.show_card(card)
        self.choices.show_choices(card.choices)
        self.choices.setVisible(bool(card.choices))
        self._arrange()

    def dress(self, look: Look) -> None:
        self._look = look
        for panel in (self.band, self.parts, self.about, self.choices):
            panel.dress(look)
        self._arrange()

    def tick(self, now: int) -> None:
        """Time goes on, in UTC ms."""
        self.band.tick(now)
        self.about.tick(now)

    def keep_foot(self, pixels: int) -> None:
        """Leave so much free at the foot: a notice lies there and must not cover a row."""
        if pixels != self._foot:
            self._foot = pixels
            self._arrange()

    def choose(self, number: int) -> bool:
        """Key 1 to 9 while a choice is open; False when there is nothing under that number."""
        if not 1 <= number <= len(self.card.choices):
            return False
        self.chosen.emit(*self.card.choices[number - 1])
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = TURNS.get(Qt.Key(event.key()))
        if by is None or self.card.state != "parcel" or (by < 1 and self.parts.page is None):
            super().keyPressEvent(event)
        else:
            self.turned.emit(by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = self._look.px(14)
        inner = self.rect().adjusted(gap, gap, -gap, 0)
        least = max(round(inner.height() * 0.318), self._look.px(196))
        tall = self.band.height_for(inner.width(), least)
        self.band.setGeometry(inner.left(), inner.top(), inner.width(), tall)
        top = inner.top() + tall + gap
        share = 0.44 if self._look.lang == "zh" else 0.46
        left = round(inner.width() * share)
        low = inner.bottom() - top + 1 - self._foot
        self.parts.setGeometry(inner.left(), top, left, low)
        self.about.setGeometry(QRect(inner.left() + left + gap, top, inner.width() - left - gap, low))
        if self.card.choices:
            need = min(low, self.choices.need())
            self.choices.setGeometry(inner.left(), inner.bottom() - self._foot - need + 1, inner.width(), need)
            self.choices.raise_()
