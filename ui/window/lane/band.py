"""The band: the one loud thing on the screen, with the verdict, its reason, the plate and the truck's sixty seconds."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.kept import Plain, framed, kept
from ui.window.lane.wording import big_words, next_act, other_line, reasons, span, state_of
from ui.window.paint import Place, Run, fits, flow, paint_cap, rounded, width_of
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, CLOCK, LABEL, LEAST_VERDICT, PLATE, REASON, VERDICT, Face, Look
from workstation.desk.card import Card
from workstation.words import catalogue, edition

MINUTE = 60_000
SHOWN = ("state", "channel", "reasons", "waiting", "plate", "since", "slip_number", "slip_at", "acts", "profile", "held")
"""What of a card is painted here."""


class Band(QWidget):
    """Paints the state of a card; `tick(now)` moves the timer and the bar of sixty seconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._card, self._look, self._now = Card(), Look(), 0
        self._said: tuple[int, tuple[tuple[str, ...], tuple[str, ...]]] | None = None
        self._fitted: dict[float, Run] = {}

    def show_card(self, card: Card) -> None:
        before, self._card = self._card, card
        if any(getattr(before, name) != getattr(card, name) for name in SHOWN):
            self._show()

    def dress(self, look: Look) -> None:
        self._look = look
        self._show()

    def _show(self) -> None:
        self._said = None
        big, why = self._told()
        self.setAccessibleName(f"{big[0]}: {why[0]}")
        self.update()

    def _told(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The big words and the reasons of the card, said once however often they are measured."""
        if self._said is None or self._said[0] != edition():
            self._said = (edition(), (big_words(self._card, self._look), reasons(self._card, self._look)))
            self._fitted.clear()
        return self._said[1]

    def tick(self, now: int) -> None:
        """Time goes on, in UTC ms; repaints only what moves."""
        before, self._now = self._elapsed(), now
        if self._elapsed() != before:
            self.update()

    def height_for(self, width: int, least: int) -> int:
        """The height the words need, never below `least`; a long reason takes a second line."""
        text = self._reason(self._room(width))
        lines = 1 if fits([text], Place(0, 0, self._room(width))) else 2
        return max(least, self._look.px(192 + (lines - 1) * 42))

    def face(self) -> Face:
        """The face of the card in the theme."""
        return self._look.theme.faces[state_of(self._card)]

    def big_font(self, width: int) -> tuple[str, QFont]:
        """The big word and its font for a band of this width: full words first, 92 px, at least 88 px where any word fits."""
        room = self._room(width)
        for word in self._told()[0]:
            for size in range(VERDICT, LEAST_VERDICT - 1, -1):
                font = self._big(size)
                if width_of(word, font) <= room:
                    return word, font
        word = self._told()[0][-1]
        size = LEAST_VERDICT
        while size > REASON and width_of(word, self._big(size)) > room:
            size -= 1
        return word, self._big(size)

    def _big(self, size: int) -> QFont:
        font = QFont(self._look.font(size, bold=True))
        if self._look.lang == "en":
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 97)
        return font

    def _elapsed(self) -> int:
        if not self._card.since:
            return 0
        until = self._card.slip_at if self._card.state == "released" and self._card.slip_at else self._now
        return max(0, until - self._card.since) // 1000 * 1000

    def _side(self) -> float:
        """Width of the column with plate and timer."""
        look = self._look
        plate = width_of(self._card.plate, look.font(PLATE, bold=True)) + look.px(24) if self._card.plate else 0
        return max(plate, width_of("0:00", look.font(CLOCK, bold=True))) if self._card.since or plate else 0

    def _left(self) -> int:
        return self._look.px(150 if self._look.lang == "zh" else 129)

    def _room(self, width: int) -> float:
        return max(40.0, width - self._left() - self._side() - self._look.px(22 + 14))

    def _reason(self, room: float) -> Run:
        """The longest reason that fits in one line, else in two."""
        why = self._told()[1]
        if room not in self._fitted:
            look, place = self._look, Place(0, 0, room, 2)
            runs = [Run(text, look.font(REASON), QColor(self.face().words)) for text in why]
            self._fitted[room] = next((run for run in runs if fits([run], Place(0, 0, room, 1))), None) or next((run for run in runs if fits([run], place)), runs[-1])
        return self._fitted[room]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._face(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._sixty(painter)
        ink = QColor(self.face().words)
        self._words(painter, ink)
        self._truck(painter, ink)
        painter.end()

    def _face(self, painter: QPainter) -> None:
        """Everything that is the same for every truck of this state."""
        look, face = self._look, self.face()
        key, ground = ("band", state_of(self._card), look), look.colour("ground")
        if face.hatch:
            kept(painter, key, self.rect(), lambda own: self._ground(own, self.rect()), ground)
        else:
            framed(painter, key, self.rect(), Plain(look.px(30), ground, self._ground))
        side, pad = look.px(100 if look.lang == "zh" else 90), look.px(6)
        top = (self.height() - side) / 2 - pad
        box = QRect(look.px(24 if look.lang == "zh" else 20) - pad, math.floor(top), side + 2 * pad, side + 2 * pad + 1)
        place = QRectF(pad, top - box.top() + pad, side, side)
        kept(painter, ("shape", key, place.top()), box, lambda own: paint_shape(own, face.shape, place, QColor(face.words), QColor(face.fill)), None if face.hatch else QColor(face.fill))

    def _ground(self, painter: QPainter, whole: QRect) -> None:
        look, face = self._look, self.face()
        thick = self._thick()
        half = thick / 2
        box = QRectF(whole).adjusted(half, half, -half, -half)
        painter.setBrush(QColor(face.fill))
        painter.setPen(QPen(QColor(face.edge), thick) if thick else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, look.px(16), look.px(16))
        if face.hatch:
            painter.save()
            self._clip(painter)
            self._stripes(painter, QColor(face.hatch))
            painter.restore()
        if face.ring:
            inset = look.px(11)
            painter.setPen(QPen(QColor(face.ring), look.px(3)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(whole).adjusted(inset, inset, -inset, -inset), look.px(8), look.px(8))

    def _thick(self) -> int:
        thick = self.face().thick
        return self._look.px(thick) if thick > 1 else thick

    def _clip(self, painter: QPainter) -> QRectF:
        """Nothing is painted on or beyond the edge; returns the box inside it."""
        thick = self._thick()
        inner = QRectF(self.rect()).adjusted(thick, thick, -thick, -thick)
        painter.setClipPath(rounded(inner, self._look.px(16) - thick / 2))
        return inner

    def _stripes(self, painter: QPainter, colour: QColor) -> None:
        step, height = self._look.px(38), self.height()
        painter.setPen(QPen(colour, step * 0.36))
        for x in range(-height, self.width() + height, step):
            painter.drawLine(QPointF(x, height + 8), QPointF(x + height + 16, -8))

    def _sixty(self, painter: QPainter) -> None:
        if not self._card.since or self._card.state not in {"waiting", "verdict", "released", "suspended"}:
            return
        part = min(1.0, self._elapsed() / MINUTE)
        if not part:
            return
        colour = QColor(self.face().words)
        colour.setAlphaF(0.5)
        tall = self._look.px(7)
        painter.save()
        inner = self._clip(painter)
        painter.fillRect(QRectF(inner.left(), inner.bottom() - tall, inner.width() * part, tall), colour)
        painter.restore()

    def _words(self, painter: QPainter, ink: QColor) -> None:
        look, width = self._look, self.width()
        room = self._room(width)
        word, big = self.big_font(width)
        reason = self._reason(room)
        metrics = QFontMetricsF(big)
        ink_box = metrics.tightBoundingRect(word)
        glyph = big.pixelSize() * 0.93 if look.lang == "zh" else ink_box.height()
        under = big.pixelSize() * 0.105 if look.lang == "zh" else ink_box.bottom()
        reason_height = flow(None, [reason], Place(0, 0, room, 2))
        third = QFontMetricsF(look.font(BODY + 2)).height()
        gaps = look.px(6), look.px(2)
        total = glyph + gaps[0] + reason_height + gaps[1] + third
        top = (self.height() - total) / 2 + look.px(1)
        self._word(painter, ink, (word, big), QPointF(self._left() - ink_box.left(), top + glyph - under))
        y = top + glyph + gaps[0]
        flow(painter, [reason], Place(self._left(), y, room, 2))
        self._third(painter, ink, QPointF(self._left(), y + reason_height + gaps[1]))

    def _word(self, painter: QPainter, ink: QColor, said: tuple[str, QFont], at: QPointF) -> None:
        """The big word with its base line at a point; letters as wide as these are drawn as paths."""
        (word, font), tall = said, said[1].pixelSize()
        left, base = math.floor(at.x()), math.floor(at.y())
        box = QRect(left - tall // 4, base - tall * 5 // 4, round(width_of(word, font)) + tall // 2, tall * 7 // 4)
        start = QPointF(at.x() - box.left(), at.y() - box.top())

        def draw(own: QPainter) -> None:
            own.setFont(font)
            own.setPen(ink)
            own.drawText(start, word)

        kept(painter, ("word", word, font, ink.rgba(), start.x(), start.y()), box, draw)

    def _third(self, painter: QPainter, ink: QColor, at: QPointF) -> None:
        """The key to press, then the other language."""
        look, act = self._look, next_act(self._card)
        font, small = look.font(BODY + 2), look.font(LABEL + 1, bold=True)
        tall = QFontMetricsF(font).height()
        x = at.x()
        if act:
            words = look.say(act.key_of_words)
            edge = QColor(ink)
            edge.setAlphaF(0.6)
            x += paint_cap(painter, act.key, small, QPointF(x, at.y() + tall / 2 + look.px(1)), (ink, edge)) + look.px(8)
            flow(painter, [Run(words, look.font(BODY + 2, bold=True), ink)], Place(x, at.y(), width_of(words, look.font(BODY + 2, bold=True)) + 2))
            x += width_of(words, look.font(BODY + 2, bold=True)) + look.px(18)
        soft = QColor(ink)
        soft.setAlphaF(0.86)
        flow(painter, [Run(other_line(self._card, look), font, soft)], Place(x, at.y(), self._left() + self._room(self.width()) - x))

    def _truck(self, painter: QPainter, ink: QColor) -> None:
        look, card = self._look, self._card
        right = self.width() - look.px(22)
        middle = self.height() / 2
        if card.plate:
            font = look.font(PLATE, bold=True)
            wide = width_of(card.plate, font) + look.px(24)
            box = QRectF(right - wide, middle - look.px(70), wide, look.px(46))
            edge = QColor(ink)
            edge.setAlphaF(0.55)
            painter.setPen(QPen(edge, look.px(1.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, look.px(8), look.px(8))
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, card.plate)
        if card.since:
            ends = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.setPen(ink)
            painter.setFont(look.font(CLOCK, bold=True))
            painter.drawText(QRectF(right - 300, middle - look.px(20), 300, look.px(54)), ends, span(self._elapsed()))
            painter.setFont(look.font(BODY))
            painter.drawText(QRectF(right - 300, middle + look.px(34), 300, look.px(24)), ends, look.say(own if (own := f"lane.in-lane.{card.profile}") in catalogue() else "lane.in-lane"))
