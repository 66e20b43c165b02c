"""Both credit scales of an enterprise as bars on one time axis: what is in force, what ended, what is to come, and the day that is shown."""

from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from ui.window.accounts.axis import Axis, paint_axis
from ui.window.ones.panel import PAD, Panel
from ui.window.paint import Place, Run, flow, width_of
from ui.window.theme import BODY, LABEL
from workstation.accounts.opened import Account, Credit

SCALES = ("national", "second-line")
NAMES, BAR, ROW = 138, 24, 32
BEFORE, AFTER, FAR = timedelta(days=60), timedelta(days=120), timedelta(days=800)
"""Least days shown before and after the day of the account, and the most either way."""


class CreditPanel(Panel):
    """One row a scale; a scale without a class says so."""

    def __init__(self) -> None:
        super().__init__("accounts.credit")
        self._credit: tuple[Credit, ...] = ()
        self._day = date.min

    def show_account(self, account: Account) -> None:
        self._credit, self._day = account.credit, date.fromisoformat(account.day)
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if self._day == date.min:
            return
        axis = span(self._credit, self._day, (look.px(PAD + NAMES), self.width() - look.px(PAD)))
        foot = top + look.px(ROW * len(SCALES))
        paint_axis(painter, look, axis, (top, foot))
        for number, scale in enumerate(SCALES):
            self._row(painter, axis, scale, top + look.px(ROW * number))
        x = axis.x(self._day)
        painter.fillRect(QRectF(x - look.px(1), top - look.px(4), look.px(2), foot - top + look.px(6)), look.colour("ink"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ink"))
        painter.drawPolygon(QPolygonF([QPointF(x - look.px(5), top - look.px(6)), QPointF(x + look.px(5), top - look.px(6)), QPointF(x, top + look.px(1))]))

    def _row(self, painter: QPainter, axis: Axis, scale: str, top: float) -> None:
        look = self.look
        self.line(painter, look.say("account.scale." + scale), (look.px(PAD), top + look.px(3)), room=look.px(NAMES - 10))
        several = [each for each in self._credit if each.scale == scale]
        if not several:
            self.text(painter, look.say("accounts.no-class"), (axis.left, top + look.px(4)), style="soft")
        for each in sorted(several, key=lambda one: one.valid_from):
            self._bar(painter, axis, each, top)

    def _bar(self, painter: QPainter, axis: Axis, each: Credit, top: float) -> None:
        look = self.look
        ends = axis.x(date.fromisoformat(each.valid_to) + timedelta(days=1)) if each.valid_to else axis.right
        box = QRectF(axis.x(date.fromisoformat(each.valid_from)), top, 0, look.px(BAR))
        box.setRight(max(ends, box.left() + look.px(4)))
        here = each.state == "in-force"
        painter.setPen(QPen(look.colour("ink" if here else "faint"), look.px(1.4), Qt.PenStyle.DashLine if each.state == "coming" else Qt.PenStyle.SolidLine))
        painter.setBrush(look.colour("ink" if here else "ground"))
        painter.drawPath(_outline(box, look.px(6), opened=not each.valid_to))
        said = look.say("accounts.credit.bar", name=look.say("credit." + each.name), state=look.say("account.state." + each.state), days=days(each))
        short = look.say("credit." + each.name)
        font = look.font(BODY - 1 if here else LABEL, bold=here)
        room = box.width() - look.px(16)
        words = said if width_of(said, font) <= room else short
        if width_of(words, font) <= room:
            height = look.px(20)
            flow(painter, [Run(words, font, look.colour("card" if here else "soft"))], Place(box.left() + look.px(8), box.center().y() - height / 2, room + 4))


def days(credit: Credit) -> str:
    """`2026-01-01 – …`."""
    return f"{credit.valid_from} – {credit.valid_to or '…'}"


def span(credit: tuple[Credit, ...], day: date, room: tuple[float, float]) -> Axis:
    """From the first class to the last, no further than some years, the day of the account well inside."""
    begins = [date.fromisoformat(each.valid_from) for each in credit]
    ends = [date.fromisoformat(each.valid_to) for each in credit if each.valid_to]
    first = max(min([*begins, day - BEFORE]), day - FAR)
    last = min(max([*ends, *begins, day + AFTER]), day + FAR)
    return Axis(first, last, *room)


def _outline(box: QRectF, radius: float, *, opened: bool) -> QPainterPath:
    """A rounded bar; one without an end points on."""
    path = QPainterPath()
    if not opened:
        path.addRoundedRect(box, radius, radius)
        return path
    tip = min(box.height() / 2, box.width() / 2)
    corners = [box.topLeft(), QPointF(box.right() - tip, box.top()), QPointF(box.right(), box.center().y()), QPointF(box.right() - tip, box.bottom()), box.bottomLeft()]
    path.addPolygon(QPolygonF([*corners, box.topLeft()]))
    return path
