"""The left panel: the parts of the passage, bad ones first, clashing values stacked with the differing characters boxed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import zip_longest

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.window.lane.wording import dotted, phrase
from ui.window.paint import Place, Run, flow, kept, paint_mark, paint_panel, rounded, width_of
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.desk.card import Card, Row

_ORDER = {"bad": 0, "unsure": 1}
COMPARED = 25
MEASURED = 512
"""Heights of rows that are remembered."""
STEPS = (5, 8, 11)
"""Numbers of rows for which the panel is laid out."""
ROWS = 40
"""Where the rows begin, below the heading."""


@dataclass(frozen=True)
class Placed:
    """A row where it stands: `said` is all it shows, top and height are the room it has, `need` the height it asks for, in pixels."""

    row: Row
    said: str
    y: float
    tall: float
    need: float


class Parts(QWidget):
    """Paints the rows of a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card, self._look = Card(), Look()
        self._needs: dict[tuple[str, int], float] = {}
        self._placed: tuple[Placed, ...] = ()

    def show_card(self, card: Card) -> None:
        before, self._card = self._card, card
        if before.rows != card.rows:
            stood = self._placed
            self._place()
            self.update(self._changed(stood))
        elif (before.passage, before.durable, before.unconfirmed) != (card.passage, card.durable, card.unconfirmed):
            self.update(self._head())

    def dress(self, look: Look) -> None:
        self._look = look
        self._needs.clear()
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self._placed = self._places()
        self.setAccessibleName(dotted(f"{self._look.say(f'part.{row.part}')} {row.value}" for row in in_order(self._card)))

    def _head(self) -> QRect:
        return QRect(0, 0, self.width(), self._look.px(ROWS))

    def _changed(self, before: tuple[Placed, ...]) -> QRegion:
        """What has to be painted anew: often one row where it stood before, and the heading."""
        if not self._placed or not before or len(self._placed) < len(self._card.rows):
            return QRegion(self.rect())
        region = QRegion(self._head())
        for old, new in zip_longest(before, self._placed):
            if old != new:
                for each in filter(None, (old, new)):
                    region += self._room(each)
        return region

    def _room(self, placed: Placed) -> QRect:
        top = math.floor(placed.y) - 1
        return QRect(0, top, self.width(), math.ceil(placed.y + placed.tall) + 1 - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_panel(painter, self._look, self.rect())
        self._heading(painter)
        # Often only the mark of what is recorded has changed.
        if event.rect().bottom() >= self._look.px(ROWS):
            if self._card.rows:
                self._rows(painter, event.region())
            else:
                self._empty(painter)
        painter.end()

    def _heading(self, painter: QPainter) -> None:
        look, card = self._look, self._card
        pad, top, font = look.px(20), look.px(13), look.font(LABEL)
        flow(painter, [Run(look.say("lane.passage"), font, look.colour("soft"))], Place(pad, top, self.width() / 2))
        words = look.say("lane.unconfirmed", count=card.unconfirmed) if card.unconfirmed else ""
        if card.passage:
            words = dotted((words, look.say("lane.recorded" if card.durable else "lane.recording")))
            self._durable(painter, QPointF(self.width() - pad - look.px(5), top + QFontMetricsF(font).height() / 2))
        flow(painter, [Run(words, font, look.colour("soft"))], Place(self.width() / 3, top, self.width() * 2 / 3 - pad - look.px(18), 1, right=True))

    def _durable(self, painter: QPainter, centre: QPointF) -> None:
        """Open ring while the last read is being written, closed dot when nothing can lose it any more."""
        look = self._look
        painter.setPen(QPen(look.colour("ok" if self._card.durable else "soft"), look.px(1.6)))
        painter.setBrush(look.colour("ok") if self._card.durable else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, look.px(4), look.px(4))

    def _empty(self, painter: QPainter) -> None:
        look = self._look
        wide = self.width() - look.px(64)
        y = self.height() * 0.4
        key = "lane.gate" if self._card.state == "gate" else "lane.empty"
        y += flow(painter, [Run(look.say(key), look.font(VALUE, bold=True), look.colour("ink"))], Place(look.px(32), y, wide)) + look.px(8)
        flow(painter, [Run(look.say(f"{key}.how"), look.font(BODY), look.colour("soft"))], Place(look.px(32), y, wide, 3))

    def _places(self) -> tuple[Placed, ...]:
        """Where every row goes for which there is room."""
        look, rows = self._look, in_order(self._card)
        top, bottom = look.px(ROWS), self.height() - look.px(12)
        needs = [self._need(row) for row in rows]
        spare = max(-look.px(11), self._spare(rows, needs, bottom - top))
        y, last, found = float(top), bottom + look.px(8), list[Placed]()
        for number, (row, need) in enumerate(zip(rows, needs, strict=True)):
            tall = need + min(spare, look.px(24 if row.mark != "bad" else 6))
            # While rows remain, the line that counts those left out needs its room.
            if y + tall > (last if row is rows[-1] else last - look.px(22)) and y + sum(needs[number:]) + spare * (len(rows) - number) > last:
                break
            found.append(Placed(row, repr(row), y, tall, need))
            y += tall
        return tuple(found)

    def _spare(self, rows: Sequence[Row], needs: Sequence[float], room: float) -> float:
        """What each row gets beyond its need; as if there were a few more of them, so that the next one moves nothing."""
        plain = needs and all(row.mark != "bad" and need == needs[0] for row, need in zip(rows, needs, strict=True))
        steady = next((count for count in STEPS if count >= len(rows)), len(rows)) if plain else len(rows)
        return (room - sum(needs) - (steady - len(rows)) * (needs[0] if needs else 0)) / max(1, steady)

    def _rows(self, painter: QPainter, region: QRegion) -> None:
        look, left_out = self._look, len(self._card.rows) - len(self._placed)
        for place in self._placed:
            if not region.intersects(self._room(place)):
                continue
            self._kept_row(painter, place)
            if (left_out or place is not self._placed[-1]) and place.row.mark != "bad":
                painter.fillRect(QRectF(look.px(20), place.y + place.tall - 1, self.width() - look.px(40), 1), look.colour("line"))
        if left_out:
            more = Run(look.say("lane.more", count=left_out), look.font(LABEL, bold=True), look.colour("ink"))
            flow(painter, [more], Place(look.px(48), self.height() - look.px(26), self.width() / 2))

    def _need(self, row: Row) -> float:
        """How high a row is, laid out once for this width and look."""
        key = (repr(row), self.width())
        if key not in self._needs:
            if len(self._needs) >= MEASURED:
                self._needs.clear()
            self._needs[key] = self._row(None, row, 0, 0)
        return self._needs[key]

    def _kept_row(self, painter: QPainter, place: Placed) -> None:
        """A scan changes one row or two: the others are pictures of the last time, whatever room they get now."""
        need = math.ceil(place.need)
        if place.row.mark == "bad":
            # Its tint fills the room and follows the rounded edge of the panel, wherever it stands.
            self._row(painter, place.row, place.y, place.tall)
        else:
            box = QRect(0, round(place.y + (place.tall - need) / 2), self.width(), need)
            kept(painter, ("row", self._look, place.said), box, partial(self._row, row=place.row, y=0, tall=need))

    def _row(self, painter: QPainter | None, row: Row, y: float, tall: float) -> float:
        """Paint one row, or only say how high it needs to be."""
        look = self._look
        bad = row.mark == "bad"
        left = look.px(132)
        wide = self.width() - left - look.px(18)
        pad = look.px(10 if bad else 7)
        line = QFontMetricsF(look.font(VALUE, bold=True)).height()
        if bad and row.declared:
            need = text = self._clash(None, row, Place(left, 0, wide)) + 2 * pad
        else:
            text = flow(None, self._value(row), Place(left, 0, wide, 2)) + 2 * pad
            # A row that is still awaited stands as high as it will when it is read: nothing below it moves.
            need = math.ceil(max(text, line + 1 + 2 * pad))
        if painter is None:
            return need
        inside = y + (tall - need) / 2 + pad
        if bad:
            self._tint(painter, QRectF(1, y, self.width() - 2, tall))
        if bad and row.declared:
            self._clash(painter, row, Place(left, inside, wide))
        else:
            flow(painter, self._value(row), Place(left, inside + (need - text) / 2, wide, 2))
        middle = inside + (line / 2 if not row.declared or not bad else look.px(17))
        size = look.px(20)
        paint_mark(painter, look, row.mark, QRectF(look.px(18), middle - size / 2, size, size))
        label = look.font(LABEL)
        box = QRectF(look.px(48), middle - look.px(12), left - look.px(52), look.px(24))
        painter.setFont(label)
        painter.setPen(look.colour("soft"))
        shown = QFontMetricsF(label).elidedText(look.say(f"part.{row.part}"), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return need

    def _tint(self, painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.setClipPath(rounded(QRectF(self.rect()).adjusted(1, 1, -1, -1), self._look.px(14)))
        painter.fillRect(box, self._look.colour("bad_ground"))
        painter.fillRect(QRectF(0, box.top(), self._look.px(6), box.height()), self._look.colour("bad"))
        painter.restore()

    def _value(self, row: Row) -> list[Run]:
        look = self._look
        open_words = {"open": "row.awaited", "none": "row.none"}.get(row.mark, "row.none")
        notes = dotted(phrase(note, look) for note in row.notes)
        if row.value:
            runs = [Run(row.value, look.font(VALUE, bold=row.mark != "open"), look.colour("ink" if row.mark != "open" else "soft"))]
        else:
            runs = [Run("" if notes else look.say(open_words), look.font(BODY), look.colour("soft"))]
        if notes:
            runs.append(Run(("  " if row.value else "") + notes, look.font(LABEL if row.value else BODY), look.colour("soft")))
        return [run for run in runs if run.text]

    def _clash(self, painter: QPainter | None, row: Row, place: Place) -> float:
        """Two values in cells of one width, the differing cells boxed; then the notes. Returns the height."""
        look = self._look
        one, two, differs = compared(row.value, row.declared)
        labels = max(width_of(look.say(key), look.font(LABEL)) for key in ("lane.read", "lane.declared")) + look.px(14)
        cell = min(look.px(COMPARED * 0.74), (place.width - labels) / max(1, len(one)))
        font = look.font(cell / 0.70 / look.zoom, mono=True)
        tall = look.px(34)
        for number, (text, key) in enumerate(((one, "lane.read"), (two, "lane.declared"))):
            if painter is not None:
                at = QPointF(place.x, place.y + number * tall)
                self._cells(painter, text, differs, QRectF(at.x(), at.y(), cell, tall), font)
                painter.setFont(look.font(LABEL))
                painter.setPen(look.colour("soft"))
                box = QRectF(at.x() + cell * len(one) + look.px(12), at.y(), labels, tall)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, look.say(key))
        notes = dotted(phrase(note, look) for note in row.notes)
        below = Place(place.x, place.y + 2 * tall + look.px(4), place.width, 2)
        under = flow(painter, [Run(notes, look.font(LABEL), look.colour("soft"))], below) if notes else 0
        return 2 * tall + look.px(4) + under

    def _cells(self, painter: QPainter, text: str, differs: tuple[bool, ...], first: QRectF, font: QFont) -> None:
        look = self._look
        painter.setFont(font)
        for number, (sign, differing) in enumerate(zip(text, differs, strict=True)):
            box = first.translated(first.width() * number, 0)
            painter.setPen(look.colour("ink"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
            if differing:
                painter.setPen(QPen(QColor(look.theme.bad), look.px(2.2)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-1, look.px(2.5), 1, -look.px(2.5)), look.px(4), look.px(4))


def in_order(card: Card) -> tuple[Row, ...]:
    """The rows, bad ones first, then the unsure; otherwise as they came."""
    return tuple(sorted(card.rows, key=lambda row: _ORDER.get(row.mark, 2)))


def compared(one: str, two: str) -> tuple[str, str, tuple[bool, ...]]:
    """Two texts laid over each other in cells of one length, a gap as `·`, and which cells differ."""
    left, right, differs = "", "", tuple[bool, ...]()
    for sort, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        wide = max(b - a, d - c)
        left += one[a:b].ljust(wide, "·")
        right += two[c:d].ljust(wide, "·")
        differs += (sort != "equal",) * wide
    return left, right, differs
