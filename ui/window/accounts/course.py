"""Beside the chosen line: its balance over the days as steps, and the leases of it as bars."""

import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.window.accounts.axis import Axis, paint_axis
from ui.window.accounts.lines import Row
from ui.window.ones.panel import PAD, Panel, cut, hatch
from ui.window.ones.quota import amount, paint_bar
from ui.window.paint import Place, Run, flow, width_of
from ui.window.theme import LABEL
from workstation.accounts.figures import plain
from workstation.accounts.history import Course
from workstation.accounts.leases import Lease
from workstation.accounts.opened import Ledger

LEAST = timedelta(days=14)
SCALE = 62
TALL, LOW = 58, 27
"""Heights of a lease with its bar, and of one in a line."""


class CoursePanel(Panel):
    """The stock of one line at the end of every day it changed, up to the day of the account."""

    def __init__(self) -> None:
        super().__init__("accounts.course")
        self.points: tuple[tuple[date, Decimal], ...] = ()
        self.since = ""
        self._row: Row | None = None

    def show_row(self, courses: Mapping[tuple[str, int], Course], row: Row | None) -> None:
        """The line in front, or none."""
        self._row = row
        found = courses.get((row.ledger.number, row.line.no)) if row and row.line else None
        self.points = tuple((date.fromisoformat(day), stock) for day, stock in found.points) if found else ()
        self.since = found.since if found else ""
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look, row = self.look, self._row
        if row is None or row.line is None:
            self.nothing(painter, "accounts.no-line", top)
            return
        name = look.say("account.guarantee") if row.line.no == 0 else f"{row.line.no} {row.line.name}"
        top += self.text(painter, f"{name}   [{row.line.unit}]", (look.px(PAD), top), style="value") + look.px(10)
        foot = self.height() - look.px(34)
        if self.since:
            top += self.text(painter, look.say("accounts.course-since", day=self.since), (look.px(PAD), top - look.px(4)), style="label") + look.px(6)
        if len(self.points) <= 1:
            # Without any it is still being read.
            if self.points and not self.since:
                self.nothing(painter, "accounts.no-course", top)
            return
        begins = min(self.points[0][0], self.points[-1][0] - LEAST)
        axis = Axis(begins, self.points[-1][0], look.px(PAD + SCALE), self.width() - look.px(PAD + 8))
        if foot - top < look.px(40):
            return
        most, least = max(*(stock for _, stock in self.points), Decimal(1)), min(*(stock for _, stock in self.points), Decimal(0))
        whole = float(most - least)
        heights = [(axis.x(day), foot - (foot - top) * float(stock - least) / whole) for day, stock in self.points]
        zero = foot - (foot - top) * float(-least) / whole
        paint_axis(painter, look, axis, (top, foot))
        self._scale(painter, (top, most), (foot, least), zero)
        self._steps(painter, heights, zero)

    def _scale(self, painter: QPainter, high: tuple[float, Decimal], low: tuple[float, Decimal], zero: float) -> None:
        """The most, nothing, and what is below it."""
        look, font = self.look, self.look.font(LABEL - 1)
        marks = [(high[0], high[1], "soft"), (zero, Decimal(0), "soft"), *([(low[0], low[1], "bad_words")] if low[1] < 0 else [])]
        for y, figure, token in marks:
            words = amount(plain(figure))
            wide = min(width_of(words, font) + 4, look.px(SCALE + PAD - 8))
            flow(painter, [Run(words, font, look.colour(token))], Place(look.px(PAD + SCALE - 6) - wide, y - look.px(9), wide))
            painter.fillRect(QRectF(look.px(PAD + SCALE), y, self.width() - look.px(2 * PAD + SCALE - 12), 1), look.colour("line"))

    def _steps(self, painter: QPainter, heights: list[tuple[float, float]], zero: float) -> None:
        look = self.look
        path = QPainterPath(QPointF(*heights[0]))
        for (_, before), (x, y) in itertools.pairwise(heights):
            path.lineTo(x, before)
            path.lineTo(x, y)
        area = QPainterPath(path)
        area.lineTo(heights[-1][0], zero)
        area.lineTo(heights[0][0], zero)
        below = look.colour("ok")
        below.setAlphaF(0.18)
        painter.fillPath(area, below)
        painter.setPen(QPen(look.colour("ink"), look.px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ink"))
        for x, y in heights if len(heights) <= 60 else heights[-1:]:
            painter.drawEllipse(QPointF(x, y), look.px(3), look.px(3))


class LeasesPanel(Panel):
    """Every lease of the chosen line: what its holder was granted, spent, gave back and has left."""

    def __init__(self) -> None:
        super().__init__("accounts.leases")
        self._leases: tuple[Lease, ...] = ()
        self._unit, self._nothing, self._home, self._day = "", "accounts.no-line", "", ""

    def show_row(self, row: Row | None, station: str, day: str = "") -> None:
        """The line in front, or none, as the station in front of it sees it; `day` (ISO): that of the account."""
        self._day = day
        if row is None or row.line is None:
            self._leases, self._unit, self._nothing, self._home = (), "", "accounts.no-line", ""
        else:
            own = (each for each in row.ledger.leases if each.line == row.line.no)
            self._leases = tuple(sorted(own, key=lambda each: (each.holder != station, not each.lost, each.number)))
            self._unit, self._nothing, self._home = row.line.unit, _who(row.ledger, station), row.ledger.home
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if not self._leases:
            self.text(painter, look.say(self._nothing, home=self._home), (look.px(PAD), top), style="body" if self._nothing in ELSEWHERE else "soft")
            return
        room = self.height() - top - look.px(8)
        # Several stand in one line each, so that none is out of sight where there is room for it.
        tall, draw = (TALL, self._lease) if len(self._leases) * look.px(TALL) <= room else (LOW, self._short)
        fits = cut(self._leases, room, look.px(tall))
        for each in self._leases[:fits]:
            draw(painter, each, top)
            top += look.px(tall)
        if fits < len(self._leases):
            self.text(painter, look.say("accounts.more-leases", count=len(self._leases) - fits), (look.px(PAD), top), style="label")

    def _short(self, painter: QPainter, each: Lease, top: float) -> None:
        """One in a line: its number, its holder, what is left."""
        room = self._figures(painter, each, top)
        wide = self.line(painter, each.number, (self.look.px(PAD), top), style="value", room=room)
        self.line(painter, self._until(each) if self._ended(each) else each.holder, (self.look.px(PAD + 10) + wide, top + self.look.px(2)), style="label", room=room - wide - self.look.px(10))

    def _figures(self, painter: QPainter, each: Lease, top: float) -> float:
        """What was granted, spent and is left, at the right end of a line; returns the room before it."""
        look, font = self.look, self.look.font(LABEL)
        key, ink = ("accounts.lease-unknown", "bad_words") if each.lost else ("accounts.lease", "ink")
        said = look.say(key, granted=amount(plain(each.granted)), spent=amount(plain(each.spent)), left=amount(plain(each.left)), unit=self._unit)
        wide = width_of(said, font) + 4
        flow(painter, [Run(said, font, look.colour(ink))], Place(self.width() - look.px(PAD) - wide, top + look.px(1), wide))
        return self.width() - wide - look.px(2 * PAD + 8)

    def _lease(self, painter: QPainter, each: Lease, top: float) -> None:
        look = self.look
        self.line(painter, each.number, (look.px(PAD), top), style="value", room=self._figures(painter, each, top))
        bar = QRectF(look.px(PAD), top + look.px(23), self.width() - look.px(2 * PAD), look.px(10))
        if each.lost:
            hatch(painter, bar, look.colour("soft"))
            self.line(painter, look.say("accounts.lease-lost", holder=each.holder), (look.px(PAD), top + look.px(35)), style="bad")
            return
        paint_bar(self, painter, bar, (plain(each.spent + each.returned), plain(each.granted)))
        back = look.say("accounts.returned", amount=amount(plain(each.returned)), unit=self._unit) if each.returned else ""
        self.text(painter, "   ".join(part for part in (each.holder, self._until(each), back) if part), (look.px(PAD), top + look.px(35)), style="label")


    def _ended(self, each: Lease) -> bool:
        return bool(each.until) and each.until < self._day

    def _until(self, each: Lease) -> str:
        return self.look.say("accounts.ended" if self._ended(each) else "accounts.until", day=each.until) if each.until else self.look.say("accounts.no-end")


ELSEWHERE = ("accounts.kept-elsewhere", "accounts.kept-nowhere")
"""What stands out: nothing of such a ledger is spent here."""


def _who(ledger: Ledger, station: str) -> str:
    """The key of who spends a line of which there are no leases."""
    if ledger.leased:
        return "accounts.leases-then" if ledger.mine is None else "accounts.no-leases"
    return "accounts.kept-here" if ledger.home == station else "accounts.kept-elsewhere" if ledger.home else "accounts.kept-nowhere"
