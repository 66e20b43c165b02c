"""The timeline of an item, painted: places as lanes, seals as marks, gaps hatched, a red line between two events that cannot both be."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from ui.window.ones import marks, placing
from ui.window.ones.panel import PAD, Panel, hatch
from ui.window.ones.placing import Bar, Layout, Tie, free_place
from ui.window.paint import Place, Run, flow, width_of
from ui.window.theme import BODY, LABEL
from workstation.custody.checks import GAPS
from workstation.custody.values import Clash, Step
from workstation.settings import local_time

NAMES, COLUMN, MARK, RISE, LANE = 132, (21, 44), 22, 46, 30
"""Width of the lanes' names, least and widest column, side of a mark, how high a clash within a lane goes over it, from lane to lane at least; pixels of the design."""


class Timeline(Panel):
    """Paints a chain; `choose(number)` moves the cursor over its steps and keeps it in sight."""

    def __init__(self) -> None:
        super().__init__("custody.timeline")
        self.steps: tuple[Step, ...] = ()
        self.layout_ = Layout()
        self.at, self.was_there = -1, True
        self.setMinimumHeight(200)

    def show_chain(self, steps: Sequence[Step], clashes: Sequence[Clash], *, was_there: bool = True) -> None:
        """The steps of an item and what of them cannot be; `was_there`: itself at what the register tells, not only what it carried."""
        self.was_there = was_there
        self.steps = placing.steps_of(steps, clashes)
        self.layout_ = placing.laid(steps, clashes, frozenset(GAPS))
        worst = next((clash.second.stamp for clash in clashes if clash.what not in GAPS), None)
        self.at = next((number for number, step in enumerate(self.steps) if step.stamp == worst), len(self.steps) - 1)
        self.update()

    def choose(self, number: int) -> None:
        """The step the cursor stands on."""
        self.at = number
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if not self.steps:
            self.nothing(painter, "custody.nothing-seen", top)
            return
        foot = self.height() - look.px(38)
        self._legend(painter, foot + look.px(6))
        names, top = look.px(NAMES), top + look.px(8)
        if self._y(len(self.layout_.lanes) - 1, top, foot) - self._y(0, top, foot) > foot - top - look.px(54):
            words = look.say("custody.places", count=len(self.layout_.lanes))
            wide = width_of(words, look.font(LABEL)) + 4
            self.text(painter, words, (self.width() - look.px(PAD) - wide, look.px(13)), style="label", room=wide)
        painter.setClipRect(QRectF(0, top, self.width(), foot - top))
        self._lanes(painter, top, foot)
        painter.setClipRect(QRectF(names, top, self.width() - names - look.px(PAD), foot - top))
        self._ways(painter, top, foot)
        for tie in self.layout_.ties:
            if tie.gap:
                self._gap(painter, tie, top, foot)
        self._visits(painter, top, foot)
        room = QRectF(names, top, self.width() - names - look.px(PAD), foot - top)
        said = [(tie, self._clash(painter, tie, top, foot)) for tie in self.layout_.ties if not tie.gap and self._in_sight(tie, room)]
        taken = [*self._times(painter, top, foot), *self._marks(top, foot)]
        for tie in self.layout_.ties:
            if tie.gap and self._in_sight(tie, room):
                taken.append(self._gap_number(painter, tie, (room, taken)))
        for tie, middle in said:
            taken.append(self._said(painter, f"{tie.number}  {look.say('custody.short.' + tie.what)}", middle, (room, taken)))

    def _x(self, column: float) -> float:
        look, room = self.look, self.width() - self.look.px(NAMES + PAD)
        wide = min(max(room / self.layout_.width, look.px(COLUMN[0])), look.px(COLUMN[1]))
        over = max(self.layout_.width * wide - room, 0)
        here = self.layout_.dots[self.at].x * wide if 0 <= self.at < len(self.layout_.dots) else 0
        return look.px(NAMES) + column * wide - min(max(here - room * 0.7, 0), over)

    def _y(self, lane: int, top: float, foot: float) -> float:
        """Lanes at equal steps in the middle, with room for a time above the first and for the ring around a mark of the last; where they are too many, those about the cursor."""
        above, below, steps = self.look.px(36), self.look.px(19), len(self.layout_.lanes) - 1
        room = foot - top - above - below
        tall = min(max(room / max(steps, 1), self.look.px(LANE)), self.look.px(84))
        over = max(tall * steps - room, 0)
        here = self.layout_.dots[self.at].lane if over and 0 <= self.at < len(self.layout_.dots) else 0
        return top + above + max(room - tall * steps, 0) / 2 + tall * lane - min(max(here * tall - room / 2, 0), over)

    def _lanes(self, painter: QPainter, top: float, foot: float) -> None:
        look, font = self.look, self.look.font(BODY, bold=True)
        for number, name in enumerate(self.layout_.lanes):
            y = self._y(number, top, foot)
            painter.setPen(QPen(look.colour("line"), look.px(2)))
            painter.drawLine(QPointF(look.px(NAMES), y), QPointF(self.width() - look.px(PAD), y))
            flow(painter, [Run(name, font, look.colour("ink"))], Place(look.px(PAD), y - QFontMetricsF(font).height() / 2, look.px(NAMES - PAD - 8)))

    def _ways(self, painter: QPainter, top: float, foot: float) -> None:
        """From each visit to the one that began next; dashed where one of them is only told."""
        look, bars = self.look, [bar for bar in self.layout_.bars if self.was_there or not bar.told]
        for one, other in pairwise(bars):
            painter.setPen(QPen(look.colour("faint"), look.px(2), Qt.PenStyle.DashLine if one.told or other.told else Qt.PenStyle.SolidLine))
            painter.drawLine(QPointF(self._x(one.ends), self._y(one.lane, top, foot)), QPointF(self._x(other.begins), self._y(other.lane, top, foot)))

    def _visits(self, painter: QPainter, top: float, foot: float) -> None:
        for bar in self.layout_.bars:
            box = self._bar(bar, top, foot)
            painter.setPen(QPen(self.look.colour("line"), 1))
            painter.setBrush(self.look.colour("ground"))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        for dot in self.layout_.dots:
            self._dot(painter, dot.number, QPointF(self._x(dot.x), self._y(dot.lane, top, foot)))

    def _bar(self, bar: Bar, top: float, foot: float) -> QRectF:
        y, half = self._y(bar.lane, top, foot), self.look.px(MARK * 0.72)
        return QRectF(self._x(bar.begins) - half, y - half, self._x(bar.ends) - self._x(bar.begins) + 2 * half, 2 * half)

    def _times(self, painter: QPainter, top: float, foot: float) -> list[QRectF]:
        """When each visit began, above it, over the lines of clashes; left out where the one before it stands. Returns where they stand."""
        look, free, boxes = self.look, dict[int, float](), []
        font = look.font(LABEL - 1)
        for bar in self.layout_.bars:
            box, words = self._bar(bar, top, foot), f"{local_time(bar.at):%m-%d %H:%M}"
            tall, wide = QFontMetricsF(font).height(), width_of(words, font) + 4
            # Of a visit that began out of sight, or ends at the edge, the time stands where it is whole.
            left = min(max(box.left(), look.px(NAMES)), self.width() - look.px(PAD) - wide)
            if box.right() < look.px(NAMES) or box.left() > left + wide or left < free.get(bar.lane, 0):
                continue
            told = QRectF(left, box.top() - tall - 1, wide, tall)
            painter.fillRect(told, look.colour("card"))
            flow(painter, [Run(words, font, look.colour("soft"))], Place(told.left(), told.top(), told.width()))
            free[bar.lane] = told.right() + look.px(2)
            boxes.append(told)
        return boxes

    def _marks(self, top: float, foot: float) -> list[QRectF]:
        """Where the visits stand."""
        return [self._bar(bar, top, foot) for bar in self.layout_.bars]

    def _dot(self, painter: QPainter, number: int, at: QPointF) -> None:
        look = self.look
        marks.paint(painter, look, marks.sort_of(self.steps[number]), at, look.px(MARK - 3))
        if number == self.at:
            painter.setPen(QPen(look.colour("ink"), look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, look.px(MARK * 0.72), look.px(MARK * 0.72))

    def _gap(self, painter: QPainter, tie: Tie, top: float, foot: float) -> None:
        """A hatched band from the one event to the other: nobody wrote what happened there."""
        one, other = (QPointF(self._x(dot.x), self._y(dot.lane, top, foot)) for dot in (tie.first, tie.second))
        reach = QPointF(0, self.look.px(15))
        hatch(painter, QPolygonF([one - reach, other - reach, other + reach, one + reach]), self.look.colour("soft"))

    def _gap_number(self, painter: QPainter, tie: Tie, where: tuple[QRectF, list[QRectF]]) -> QRectF:
        """Beside the middle of its band, where it lies over no time, no mark and no other; returns where. `where`: the room and what is taken in it."""
        look, room = self.look, where[0]
        one, other = (QPointF(self._x(dot.x), self._y(dot.lane, room.top(), room.bottom())) for dot in (tie.first, tie.second))
        side = look.px(22)
        box = free_place((one + other) / 2, (side, side), room, where[1])
        painter.setPen(QPen(look.colour("soft"), look.px(1.6), Qt.PenStyle.DashLine))
        painter.setBrush(look.colour("card"))
        painter.drawRoundedRect(box, look.px(6), look.px(6))
        painter.setFont(look.font(LABEL, bold=True))
        painter.setPen(look.colour("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(tie.number))
        return box

    def _in_sight(self, tie: Tie, room: QRectF) -> bool:
        """Whether some of the line between the two events lies in the room."""
        one, other = (QPointF(self._x(dot.x), self._y(dot.lane, room.top(), room.bottom())) for dot in (tie.first, tie.second))
        reach = self.look.px(MARK)
        return QRectF(one, other).normalized().adjusted(-reach, -reach, reach, reach).intersects(room)

    def _clash(self, painter: QPainter, tie: Tie, top: float, foot: float) -> QPointF:
        """A line that joins the two events; returns its middle, for its number and short words."""
        look = self.look
        one, other = (QPointF(self._x(dot.x), self._y(dot.lane, top, foot)) for dot in (tie.first, tie.second))
        painter.setPen(QPen(look.colour("bad"), look.px(3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = look.px(MARK * 0.72)
        for end in (one, other):
            painter.drawEllipse(end, ring, ring)
        if tie.first.lane == tie.second.lane:
            rise = min(look.px(RISE), one.y() - top - look.px(3))
            painter.drawPolyline([one - QPointF(0, ring), one - QPointF(0, rise), other - QPointF(0, rise), other - QPointF(0, ring)])
            middle = (one + other) / 2 - QPointF(0, rise)
        else:
            painter.drawLine(one, other)
            middle = (one + other) / 2
        return middle

    def _said(self, painter: QPainter, words: str, middle: QPointF, where: tuple[QRectF, list[QRectF]]) -> QRectF:
        """Beside the middle of the line, where it lies over no time, no mark and no other; returns where. `where`: the room and what is taken in it."""
        look, font = self.look, self.look.font(LABEL, bold=True)
        box = free_place(middle, (width_of(words, font) + look.px(18), look.px(26)), where[0], where[1])
        painter.setPen(QPen(look.colour("bad"), look.px(1.6)))
        painter.setBrush(look.colour("bad_ground"))
        painter.drawRoundedRect(box, look.px(8), look.px(8))
        painter.setFont(font)
        painter.setPen(look.colour("bad_words"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return box

    def _legend(self, painter: QPainter, y: float) -> None:
        """The marks that occur here, with their words."""
        look, font, x = self.look, self.look.font(LABEL - 1), float(self.look.px(PAD))
        here = {marks.sort_of(step) for step in self.steps}
        for sort in (each for each in marks.SORTS if each in here):
            marks.paint(painter, look, sort, QPointF(x + look.px(8), y + look.px(10)), look.px(15))
            words = look.say("custody.mark." + sort)
            flow(painter, [Run(words, font, look.colour("soft"))], Place(x + look.px(22), y + look.px(1), width_of(words, font) + 4))
            x += look.px(40) + width_of(words, font)
