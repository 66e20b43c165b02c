"""The left panel: the parts of the passage, bad ones first, clashing values stacked with the differing characters boxed."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.window.kept import kept
from ui.window.lane.wording import dotted, phrase
from ui.window.paint import Place, Run, flow, opposite, paint_mark, paint_panel, rounded, width_of
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.desk.card import RECENT, Card, Row
from workstation.words import edition

_ORDER = {"bad": 0, "unsure": 1}
COMPARED = 25
PARCELS = "parcel"
"""The profile of a belt."""
OWN = ("traveller", PARCELS)
"""Profiles that have no trucks in front."""
Key = tuple[str, str, str, str, int]
"""What tells a row from the others of its card, and its words from those of before."""
ROWS = 40
"""Where the rows begin, below the heading."""


@dataclass(frozen=True)
class Page:
    """A page of the stopped parcels: its rows, how many came before them, how many are stopped."""

    rows: tuple[Row, ...]
    first: int
    count: int


@dataclass(frozen=True)
class Measured:
    """A row as it is laid out for one width: the height it needs, that of its words, the words; its name cut to its column."""

    row: Row
    need: float
    text: float
    value: list[Run]
    name: str


class Unseen:
    """How many parcels were answered and had no line in any picture: the window was late, or another screen stood before it. It is told until so many more were seen as the list keeps."""

    def __init__(self) -> None:
        self.count = 0
        self._came: list[str] = []
        self._last, self._since = "", 0

    def came(self, card: Card) -> None:
        """One more answer, not painted yet."""
        if card.passage and card.passage != self._last:
            self._came.append(card.passage)
        self._last = card.passage

    def painted(self, card: Card) -> None:
        """What is on this card is in sight now."""
        shown = {row.value for row in card.rows}
        missed = sum(number not in shown for number in set(self._came))
        self._since = 0 if missed else self._since + len(self._came)
        self.count = self.count + missed if missed else 0 if self._since >= RECENT else self.count
        self._came.clear()


class Parts(QWidget):
    """Paints the rows of a card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._card, self._look = Card(), Look()
        self._page: Page | None = None
        self._unseen = Unseen()
        self._known: dict[Key, Measured] = {}

    def show_card(self, card: Card) -> None:
        before, self._card = self._card, card
        if card.profile == PARCELS:
            self._unseen.came(card)
        if before.rows != card.rows:
            self._show()
        elif (before.passage, before.durable, before.unconfirmed, before.more) != (card.passage, card.durable, card.unconfirmed, card.more):
            self.update(0, 0, self.width(), self._look.px(ROWS))

    def show_page(self, page: "Page | None") -> None:
        """Of a belt a page of what is stopped instead of its last parcels; None: those again."""
        self._page = page
        self._show()

    @property
    def page(self) -> "Page | None":
        """The page that is turned to."""
        return self._page

    def dress(self, look: Look) -> None:
        self._look = look
        self._known.clear()
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._known.clear()

    def _listed(self) -> tuple[Row, ...]:
        return self._page.rows if self._page else in_order(self._card)

    def _show(self) -> None:
        self.setAccessibleName(dotted(f"{self._look.say(f'part.{row.part}')} {row.value}" for row in self._listed()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_panel(painter, self._look, self.rect(), lying=True)
        # Often only the mark of what is recorded has changed.
        whole = event.rect().bottom() >= self._look.px(ROWS)
        if whole and not self._page:
            self._unseen.painted(self._card)
        self._heading(painter)
        if whole:
            (self._rows if self._listed() else self._empty)(painter)
        painter.end()

    def _heading(self, painter: QPainter) -> None:
        look, card = self._look, self._card
        pad, top, font = look.px(20), look.px(13), look.font(LABEL)
        told = self._told()
        head = Run(told or look.say("lane.passage.parcel" if card.profile == PARCELS else "lane.passage"), look.font(LABEL, bold=bool(told)), look.colour("ink" if told else "soft"))
        words = look.say("lane.unconfirmed", count=card.unconfirmed) if card.unconfirmed else ""
        if card.passage:
            words = dotted((words, "" if told else look.say("lane.recorded" if card.durable else "lane.recording")))
            self._durable(painter, QPointF(self.width() - pad - look.px(5), top + QFontMetricsF(font).height() / 2))
        opposite(painter, head, Run(words, font, look.colour("soft")), Place(pad, top, self.width() - 2 * pad - look.px(18)))

    def _told(self) -> str:
        """Of a belt which page of the stopped this is; else how many of them have no row, and how many parcels went by before they could be painted."""
        look, card, page = self._look, self._card, self._page
        if page:
            return look.say("belt.page", first=page.first + 1, last=page.first + len(page.rows), n=page.count)
        return dotted((look.say("belt.more", n=card.more) if card.more else "", look.say("belt.unseen", n=self._unseen.count) if self._unseen.count else ""))

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
        key = "lane.gate" if self._card.state == "gate" else f"lane.empty.{self._card.profile}" if self._card.profile in OWN else "lane.empty"
        y += flow(painter, [Run(look.say(key), look.font(VALUE, bold=True), look.colour("ink"))], Place(look.px(32), y, wide)) + look.px(8)
        flow(painter, [Run(look.say(f"{key}.how"), look.font(BODY), look.colour("soft"))], Place(look.px(32), y, wide, 3))

    def _rows(self, painter: QPainter) -> None:
        look, rows = self._look, self._listed()
        top, bottom = look.px(ROWS), self.height() - look.px(12)
        self._known = {_key(row): self._measured(row) for row in rows}
        told = [self._known[_key(row)] for row in rows]
        spare = max(-look.px(11), (bottom - top - sum([each.need for each in told])) / len(rows))
        y = float(top)
        for number, each in enumerate(told):
            bad = each.row.mark == "bad"
            tall = each.need + min(spare, look.px(6 if bad else 24))
            if y + tall > bottom + look.px(8):
                more = Run(look.say("lane.more", count=len(rows) - number), look.font(LABEL, bold=True), look.colour("ink"))
                flow(painter, [more], Place(look.px(48), bottom - look.px(14), self.width() / 2))
                return
            self._row(painter, each, y, tall)
            y += tall
            if number < len(told) - 1 and not bad:
                painter.fillRect(QRectF(look.px(20), y - 1, self.width() - look.px(40), 1), look.colour("line"))

    def _place(self, y: float) -> Place:
        """Where the words of a row begin."""
        left = self._look.px(132)
        return Place(left, y, self.width() - left - self._look.px(18), 2)

    def _measured(self, row: Row) -> Measured:
        """How high a row needs to be; most rows of a card were on the one before."""
        look, before = self._look, self._known.get(_key(row))
        if before is not None and before.row == row:
            return before
        bad = row.mark == "bad"
        pad = 2 * look.px(10 if bad else 7)
        label = QFontMetricsF(look.font(LABEL))
        name = label.elidedText(look.say(f"part.{row.part}"), Qt.TextElideMode.ElideRight, look.px(132) - look.px(52))
        if bad and row.declared:
            need = self._clash(None, row, self._place(0)) + pad
            return Measured(row, need, need, [], name)
        value = self._value(row)
        text = flow(None, value, self._place(0)) + pad
        # A row that is still awaited stands as high as it will when it is read: nothing below it moves.
        return Measured(row, max(text, QFontMetricsF(look.font(VALUE, bold=True)).height() + pad), text, value, name)

    def _row(self, painter: QPainter, told: Measured, y: float, tall: float) -> None:
        look, row = self._look, told.row
        bad = row.mark == "bad"
        inside = y + (tall - told.need) / 2 + look.px(10 if bad else 7)
        if bad:
            self._tint(painter, QRectF(1, y, self.width() - 2, tall))
        if bad and row.declared:
            self._clash(painter, row, self._place(inside))
            middle = inside + look.px(17)
        else:
            flow(painter, told.value, self._place(inside + (told.need - told.text) / 2))
            middle = inside + QFontMetricsF(look.font(VALUE, bold=True)).height() / 2
        box = QRect(look.px(16), round(middle) - look.px(12), look.px(128) - look.px(16), look.px(24))
        kept(painter, ("part", row.mark, told.name, look), box, partial(self._part, told), look.colour("bad_ground" if bad else "card"))

    def _part(self, told: Measured, painter: QPainter) -> None:
        """Mark and name of a row: the same for every truck."""
        look = self._look
        size, tall = look.px(20), look.px(24)
        paint_mark(painter, look, told.row.mark, QRectF(look.px(18) - look.px(16), (tall - size) / 2, size, size))
        painter.setFont(look.font(LABEL))
        painter.setPen(look.colour("soft"))
        left = look.px(48) - look.px(16)
        painter.drawText(QRectF(left, 0, look.px(128) - left, tall), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told.name)

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


def _key(row: Row) -> Key:
    return row.part, row.mark, row.value, row.declared, edition()


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
