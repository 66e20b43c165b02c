"""The bar above every screen: port, lane, officer; age of the data, hub, lamps, clock; what is in trouble has words."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.lane.wording import clock_time
from ui.window.paint import Place, Run, flow, paint_lamp, width_of
from ui.window.theme import BODY, Look


@dataclass(frozen=True)
class Lamp:
    """A device: its name as people say it and up | ill | trying | down | off; mute: this machine has no sound."""

    name: str
    state: str


WORDY = frozenset({"down", "ill", "weak", "trying", "mute"})


@dataclass(frozen=True)
class Top:
    """What the bar above shows. Times are UTC ms; `as_of` None: no data was ever loaded."""

    port: str = ""
    lane: str = ""
    officer: str = ""
    name: str = ""
    as_of: int | None = None
    stale: bool = False
    hub: str = "none"
    waiting: int = 0
    lamps: tuple[Lamp, ...] = ()
    signed_in: bool = False


def age(look: Look, ms: int) -> str:
    """How long ago, in one unit a person would use."""
    minutes = max(0, ms) // 60_000
    if minutes < 120:
        return look.say("age.minutes", n=minutes)
    return look.say("age.hours", n=minutes // 60) if minutes < 4320 else look.say("age.days", n=minutes // 1440)


class Bar(QWidget):
    """Paints the bar above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top, self._look, self._now = Top(), Look(), 0

    def show_top(self, top: Top) -> None:
        if top != self._top:
            self._top = top
            self.update()

    def show_lamps(self, lamps: tuple[Lamp, ...]) -> None:
        """Only the lamps changed."""
        self.show_top(replace(self._top, lamps=lamps))

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedHeight(look.px(44))
        self.update()

    def tick(self, now: int) -> None:
        moved = now // 60_000 != self._now // 60_000
        self._now = now
        if moved:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("card"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), look.colour("line"))
        left = self._left(painter)
        self._right(painter, left)
        painter.end()

    def _text(self, painter: QPainter, text: str, x: float, look: tuple[bool, str]) -> float:
        """Paint text with its left edge at x; returns its width."""
        font = self._look.font(BODY - 1, bold=look[0])
        flow(painter, [Run(text, font, self._look.colour(look[1]))], Place(x, (self.height() - QFontMetricsF(font).height()) / 2, width_of(text, font) + 4))
        return width_of(text, font)

    def _left(self, painter: QPainter) -> float:
        look, top = self._look, self._top
        x = float(look.px(16))
        x += self._text(painter, top.port or look.say("app.name"), x, (True, "ink")) + look.px(20)
        if top.lane:
            x += self._text(painter, look.say("top.lane", lane=top.lane), x, (False, "ink")) + look.px(20)
        who = " · ".join(text for text in (top.name, top.officer) if text)
        return x + self._text(painter, who, x, (False, "soft")) + look.px(20)

    def _right(self, painter: QPainter, left: float) -> None:
        """From the right edge inwards: clock, lamps, hub, age of the data; what is in trouble has words."""
        look, top = self._look, self._top
        font = look.font(BODY - 1, bold=True)
        x = self.width() - look.px(16) - width_of(clock_time(self._now), font)
        self._text(painter, clock_time(self._now), x, (True, "ink"))
        x = self._lamps(painter, left, x)
        if not top.signed_in:
            return
        x = self._hub(painter, x)
        self._told(painter, x, left)

    def _lamps(self, painter: QPainter, left: float, x: float) -> float:
        """A lamp each; words beside those in trouble as far as the other lamps, the hub and the age of the data keep their place: the first troubles speak."""
        look, font = self._look, self._look.font(BODY - 1, bold=True)
        spare = x - left - look.px(26) * len(self._top.lamps) - self._needed()
        words: list[str] = []
        for lamp in self._top.lamps:
            told = look.say(f"lamp.{lamp.state}", name=lamp.name) if lamp.state in WORDY else ""
            wide = width_of(told, font) + look.px(14) if told else 0
            words.append(told if wide <= spare else "")
            spare -= wide if words[-1] else 0
        for lamp, told in zip(reversed(self._top.lamps), reversed(words), strict=True):
            x -= look.px(26)
            if told:
                wide = width_of(told, font) + look.px(14)
                self._text(painter, told, x - wide + look.px(14), (True, "ink"))
                x -= wide
            paint_lamp(painter, look, QPointF(x, self.height() / 2), lamp.state)
        return x

    def _needed(self) -> float:
        """What hub and age of the data take."""
        look, font = self._look, self._look.font(BODY - 1, bold=True)
        return width_of(self._hub_words(), font) + width_of(self._told_words(), font) + look.px(110) if self._top.signed_in else 0.0

    def _hub_words(self) -> str:
        key = {"up": "top.waiting", "away": "top.hub-away"}.get(self._top.hub, "top.hub-none")
        return self._look.say(key, count=f"{self._top.waiting:,}")

    def _told_words(self) -> str:
        look, top = self._look, self._top
        return look.say("top.never") if top.as_of is None else look.say("top.stale" if top.stale else "top.told", age=age(look, self._now - top.as_of))

    def _hub(self, painter: QPainter, x: float) -> float:
        look, top = self._look, self._top
        words = self._hub_words()
        x -= width_of(words, look.font(BODY - 1)) + look.px(32)
        self._text(painter, words, x, (False, "ink"))
        x -= look.px(12)
        paint_lamp(painter, look, QPointF(x, self.height() / 2), {"up": "up", "away": "down"}.get(top.hub, "off"))
        return x - look.px(32)

    def _told(self, painter: QPainter, x: float, left: float) -> None:
        look, top = self._look, self._top
        words = self._told_words()
        loud = top.stale or top.as_of is None
        wide = width_of(words, look.font(BODY - 1, bold=loud))
        if x - wide < left and not loud:
            return
        if loud:
            box = QRectF(x - wide - look.px(12), (self.height() - look.px(28)) / 2, wide + look.px(22), look.px(28))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("amber"))
            painter.drawRoundedRect(box, look.px(7), look.px(7))
        self._text(painter, words, x - wide, (loud, "amber_words" if loud else "soft"))
