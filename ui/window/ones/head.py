"""The head of an item's page: what it is, its number large, whether its way is whole, and the other items of the truck."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.ones.panel import PAD, shaped
from ui.window.paint import Place, Run, flow, paint_panel, width_of
from ui.window.theme import LABEL, REASON, Look
from workstation import codes
from workstation.custody.chain import Chain
from workstation.custody.shown import KINDS
from workstation.words import catalogue

SHAPES = {"unbroken": ("tick", "ok"), "resealed": ("diamond", "ink"), "broken": ("octagon", "bad_words"), "unknown": ("dashed", "soft")}
"""State of a box -> its shape and colour."""


class Head(QWidget):
    """Paints one line; empty while nothing is open."""

    def __init__(self) -> None:
        super().__init__()
        self._look, self._items = Look(), tuple[str, ...]()
        self._chain: Chain | None = None

    def dress(self, look: Look) -> None:
        self._look = look
        self._named()
        self.update()

    def show_chain(self, chain: Chain | None) -> None:
        self._chain = chain
        self._named()
        self.update()

    def _named(self) -> None:
        chain = self._chain
        self.setAccessibleName(f"{self._kind(chain)} {chain.value}" if chain else "")

    def _kind(self, chain: Chain) -> str:
        key = next((key for key in (f"part.{chain.kind}", f"kind.{chain.kind}") if key in catalogue()), "")
        return self._look.say(key) if key else chain.kind

    def show_items(self, items: tuple[str, ...], _at: int) -> None:
        """The items of the truck; the first one is in front."""
        self._items = items
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, chain = QPainter(self), self._look, self._chain
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_panel(painter, look, self.rect())
        if chain is not None:
            room = self._state(painter, chain)
            self._name(painter, chain, room)
        painter.end()

    def _name(self, painter: QPainter, chain: Chain, room: float) -> None:
        look = self._look
        label, value = look.font(LABEL), look.font(REASON - 4, bold=True)
        words = self._kind(chain)
        x = float(look.px(PAD))
        self._middle(painter, Run(words, label, look.colour("soft")), x, width_of(words, label) + 4)
        x += width_of(words, label) + look.px(12)
        number = codes.group(KINDS.get(chain.kind, chain.kind), chain.value)
        self._middle(painter, Run(number, value, look.colour("ink")), x, min(width_of(number, value) + 4, room - x))
        x += width_of(number, value) + look.px(20)
        more = look.say("custody.next", item=self._items[1]) if len(self._items) > 1 else ""
        if more and x + width_of(more, label) < room:
            self._middle(painter, Run(more, label, look.colour("soft")), x, room - x)

    def _middle(self, painter: QPainter, run: Run, x: float, wide: float) -> None:
        flow(painter, [run], Place(x, self.height() / 2 - QFontMetricsF(run.font).height() / 2, wide))

    def _state(self, painter: QPainter, chain: Chain) -> float:
        """What is wrong, else how the box stands, at the right; returns where it begins."""
        look = self._look
        if chain.impossible:
            said, shape, token = look.say("custody.impossible", count=len(chain.impossible)), "octagon", "bad_words"
        elif chain.gaps:
            said, shape, token = look.say("custody.gaps", count=len(chain.gaps)), "dashed", "ink"
        elif chain.box:
            (shape, token), said = SHAPES[chain.box], look.say("custody.box." + chain.box)
        else:
            said, shape, token = look.say("custody.clean" if chain.steps else "custody.never"), "tick" if chain.steps else "dashed", "ink"
        wide = width_of(said, look.font(16, bold=True)) + look.px(34)
        left = self.width() - look.px(PAD) - wide
        box = QRectF(left, (self.height() - look.px(22)) / 2, wide, look.px(22))
        shaped(painter, look, (shape, said, look.colour(token)), (box.left(), box.top()))
        return left
