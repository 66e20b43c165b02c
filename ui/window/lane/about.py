"""The right panel: enterprise, goods and chain above; what else is going on, parked trucks and the last five, below."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.kept import kept
from ui.window.lane.wording import dotted, listed, phrase, span
from ui.window.paint import Place, Run, flow, paint_panel, width_of
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, LABEL, RADIUS, Look
from workstation.desk.card import Card, Chip, Say
from workstation.words import catalogue, edition

SHOWN = ("profile", "about", "flips", "channel", "chips", "last_channels", "stray", "advice")
"""What of a card is painted here."""
QUIET_CHANNELS = {"release", "released", "not-customs", "left"}


class About(QWidget):
    """Paints what is known about the goods and what stands aside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._card, self._look, self._now = Card(), Look(), 0
        self._measured: tuple[object, float] = (None, 0.0)

    def show_card(self, card: Card) -> None:
        before, self._card = self._card, card
        if any(getattr(before, name) != getattr(card, name) for name in SHOWN):
            self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def tick(self, now: int) -> None:
        """Time goes on, in UTC ms; the chips count it."""
        moved = now // 1000 != self._now // 1000
        self._now = now
        if moved and self._card.chips:
            self.update()

    def _say(self, key: str) -> str:
        """The words of a key, those of the lane's profile where it has its own."""
        own = f"{key}.{self._card.profile}"
        return self._look.say(own if own in catalogue() else key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_panel(painter, self._look, self.rect(), lying=True)
        shown = (self._card.about, self._card.flips, self._card.advice, self._card.profile, self._card.channel, self.width(), self._look, edition())
        if shown != self._measured[0]:
            self._measured = (shown, self._above(None))
        room = self.height() - self._measured[1]
        # Nobody at a traveller desk is let go in a channel: there are no last five.
        least = 100 if self._card.profile == "parcel" else 196 if len(self._card.chips) < 4 else 240
        bottom = self._aside(painter, with_last=self._card.profile != "traveller" and room > self._look.px(least))
        painter.setClipRect(QRectF(0, 0, self.width(), bottom))
        self._above(painter)
        painter.end()

    def _aside(self, painter: QPainter, *, with_last: bool) -> float:
        """What stands aside is the same from read to read of one truck: painted by a picture of it; returns the top of it."""
        look, card = self._look, self._card
        top, pad = self._below(None, with_last=with_last), look.px(RADIUS)
        box = QRect(pad, max(1, math.floor(top)), self.width() - 2 * pad, 0)
        box.setBottom(self.height() - 3)

        def draw(own: QPainter) -> None:
            own.translate(-box.topLeft())
            self._below(own, with_last=with_last)

        counted = self._now // 1000 if any(chip.state == "parked" for chip in card.chips) else 0
        kept(painter, ("aside", look, card.profile, card.chips, card.last_channels, card.stray, with_last, counted), box, draw, look.colour("card"))
        return top

    def _above(self, painter: QPainter | None) -> float:
        """Paint enterprise, goods, chain and what would change the verdict; returns where they end."""
        look, about = self._look, self._card.about
        pad = look.px(20)
        wide = self.width() - 2 * pad
        head = Run(about.heading or self._say("lane.about"), look.font(LABEL), look.colour("soft"))
        y: float = look.px(13)
        if painter is not None:
            self._category(painter, QRectF(self.width() / 2, y, self.width() / 2 - pad, look.px(20)))
        y += flow(painter, [head], Place(pad, y, wide * 0.6)) + look.px(14)
        if not about.lines and not self._card.flips:
            y += flow(painter, [Run(self._say("lane.about.none"), look.font(BODY), look.colour("soft"))], Place(pad, y, wide, 2)) + look.px(12)
        for label, value, notes in about.lines:
            y = self._line(painter, label, value, notes, y)
        for flip in self._card.flips[:2] if self._card.channel not in QUIET_CHANNELS else ():
            y = self._line(painter, "label.flip", "", (flip,), y)
        if self._card.advice:
            y = self._line(painter, "label.advice", "", self._card.advice, y)
        return y

    def _category(self, painter: QPainter, box: QRectF) -> None:
        look, category = self._look, self._card.about.category
        if not category:
            return
        key = f"category.{category}"
        words = look.say(key if key in catalogue() else category)
        font = look.font(LABEL, bold=True)
        wide = width_of(words, font) + look.px(20)
        pill = QRectF(box.right() - wide, box.top() - look.px(3), wide, look.px(25))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ground"))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _line(self, painter: QPainter | None, label: str, value: str, notes: tuple[Say, ...], y: float) -> float:
        look = self._look
        left = look.px(116)
        # Advice is a sentence and three reasons: none of them is cut.
        place = Place(left, y, self.width() - left - look.px(20), 6 if label == "label.advice" else 3)
        flow(painter, [Run(look.say(label), look.font(LABEL), look.colour("soft"))], Place(look.px(20), y + look.px(2), left - look.px(24)))
        if label == "label.chain-clash":
            return y + self._chain(painter, notes, place) + look.px(12)
        said = [phrase(note, look) for note in notes]
        joined = " → ".join(said) if label == "label.chain" else dotted(said)
        runs = [Run(value, look.font(BODY + 1, bold=True), look.colour("ink")), Run("  " if value and joined else "", look.font(BODY), look.colour("ink"))]
        runs.append(Run(joined, look.font(BODY), look.colour("ink" if label == "label.chain" or not value else "soft")))
        return y + flow(painter, [run for run in runs if run.text], place) + look.px(12)

    def _chain(self, painter: QPainter | None, notes: tuple[Say, ...], place: Place) -> float:
        """The chain opened: one step under the other on a line; the steps whose key says clash are red."""
        look, y = self._look, place.y
        middle = QFontMetricsF(look.font(BODY)).height() / 2
        for number, note in enumerate(notes):
            clash = note.key.startswith("clash")
            text = Run(phrase(note, look), look.font(BODY, bold=clash), look.colour("bad_words" if clash else "ink"))
            tall = flow(painter, [text], Place(place.x + look.px(20), y, place.width - look.px(20), 2)) + look.px(5)
            if painter is not None:
                dot = QPointF(place.x + look.px(6), y + middle)
                end = dot + QPointF(0, tall if number < len(notes) - 1 else 0)
                self._step(painter, dot, end, look.colour("bad" if clash else "ok"))
            y += tall
        return y - place.y

    def _step(self, painter: QPainter, dot: QPointF, end: QPointF, colour: QColor) -> None:
        painter.setPen(QPen(self._look.colour("line"), self._look.px(2)))
        painter.drawLine(dot, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(dot, self._look.px(4.5), self._look.px(4.5))

    def _below(self, painter: QPainter | None, *, with_last: bool) -> float:
        """Paint from the bottom up, the last five only where there is room; returns the top of it."""
        look, pad = self._look, self._look.px(20)
        y: float = self.height() - look.px(14)
        if with_last:
            y -= look.px(42)
            if painter is not None:
                self._last(painter, y)
            y -= look.px(24)
            flow(painter, [Run(self._say("lane.last"), look.font(LABEL), look.colour("soft"))], Place(pad, y, self.width()))
            y -= look.px(12)
        if self._card.profile == "parcel":
            # Nothing is parked on a belt.
            if with_last and painter is not None:
                painter.fillRect(QRectF(pad, y, self.width() - 2 * pad, 1), look.colour("line"))
            return y
        rows = self._chips(None, 0) if self._card.chips else 1
        y -= rows * look.px(44) if self._card.chips else look.px(22)
        if self._card.chips:
            self._chips(painter, y)
        else:
            flow(painter, [Run(self._say("lane.aside.none"), look.font(BODY), look.colour("soft"))], Place(pad, y, self.width() / 2))
        y -= look.px(26)
        flow(painter, [Run(self._say("lane.aside"), look.font(LABEL), look.colour("soft"))], Place(pad, y, self.width() / 2))
        y -= look.px(10)
        if painter is not None:
            painter.fillRect(QRectF(pad, y, self.width() - 2 * pad, 1), look.colour("line"))
        if self._card.stray:
            y -= look.px(48)
            if painter is not None:
                self._stray(painter, y)
        return y

    def _stray(self, painter: QPainter, y: float) -> None:
        look = self._look
        box = QRectF(look.px(20), y, self.width() - look.px(40), look.px(38))
        painter.setPen(QPen(look.colour("soft"), 1.4, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, look.px(10), look.px(10))
        runs = [Run(look.say("lane.stray") + "  ", look.font(LABEL), look.colour("soft")), Run(self._card.stray, look.font(BODY, bold=True), look.colour("ink"))]
        flow(painter, runs, Place(box.left() + look.px(12), box.top() + look.px(8), box.width() - look.px(24)))

    def _chips(self, painter: QPainter | None, y: float) -> int:
        """Paint the chips in rows; returns how many rows they take (at most two; the rest is a count)."""
        look, x, row = self._look, float(self._look.px(20)), 0
        for number, chip in enumerate(self._card.chips):
            runs = self._chip_runs(chip)
            wide = sum(width_of(run.text, run.font) for run in runs) + look.px(26)
            if x > look.px(20) and x + wide > self.width() - look.px(20):
                row, x = row + 1, float(look.px(20))
            if row > 1:
                self._more(painter, y, len(self._card.chips) - number)
                return 2
            if painter is not None:
                box = QRectF(x, y + row * look.px(44), wide, look.px(38))
                painter.setPen(QPen(look.colour("line"), 1))
                painter.setBrush(look.colour("ground" if chip.state == "inspecting" else "card"))
                painter.drawRoundedRect(box, look.px(10), look.px(10))
                flow(painter, runs, Place(box.left() + look.px(13), box.top() + look.px(8), wide))
            x += wide + look.px(10)
        return row + 1

    def _more(self, painter: QPainter | None, y: float, count: int) -> None:
        if painter is not None:
            look = self._look
            place = Place(self.width() / 2, y - look.px(26), self.width() / 2 - look.px(20), 1, right=True)
            flow(painter, [Run(f"+{count}", look.font(LABEL, bold=True), look.colour("ink"))], place)

    def _chip_runs(self, chip: Chip) -> list[Run]:
        look = self._look
        state = look.say(f"chip.{chip.state}")
        if chip.state == "parked" and self._now:
            state += f" {span(self._now - chip.since)}"
        needs = look.say("chip.waiting", parts=listed(chip.waiting, look)) if chip.waiting else ""
        return [
            Run(chip.plate + "  ", look.font(BODY, bold=True), look.colour("ink")),
            Run(dotted((state, needs)), look.font(LABEL), look.colour("bad_words" if chip.state == "held" else "soft")),
        ]

    def _last(self, painter: QPainter, y: float) -> None:
        look, x = self._look, float(self._look.px(20))
        middle = y + look.px(20)
        if not self._card.last_channels:
            flow(painter, [Run(self._say("lane.last.none"), look.font(BODY), look.colour("soft"))], Place(x, middle - look.px(11), self.width()))
        for channel in self._card.last_channels[:5]:
            face = look.theme.faces.get(channel) or look.theme.faces["left"]
            colour = QColor(face.words if face.thick else face.edge)
            if look.theme.name == "dark" and not face.thick:
                colour = colour.lighter(150)
            side = look.px(20)
            paint_shape(painter, face.shape, QRectF(x, middle - side / 2, side, side), colour, look.colour("card"))
            words, font = look.say(f"last.{channel}"), look.font(LABEL)
            x += side + look.px(7)
            flow(painter, [Run(words, font, look.colour("ink"))], Place(x, middle - QFontMetricsF(font).height() / 2, width_of(words, font) + 2))
            x += width_of(words, font) + look.px(20)
