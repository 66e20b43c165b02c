"""What the fair draws and the verdicts came to beside what was planned, over the Shift screen: each share as a bar with its interval, the plan as an upright line."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.theme import BODY, LABEL, VALUE, Look

ROW = 40
BAR = 0.26, 0.56
"""Where the bars begin and end, as a share of the width."""


def page(parent: QWidget | None = None) -> Over:
    """The overlay; Enter goes on to what rules are worth."""
    return Over(parent, "drawn", draw)


def draw(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """How much was drawn, a line of caution, and two tables: rules that draw, channels."""
    x, wide = room.left() + look.px(6), room.width() - look.px(12)
    draws, picked = (sum(row[name] for row in found["rules"]) for name in ("of", "counted"))
    head = look.say("drawn.head", days=found["period"], draws=f"{draws:,}", picked=f"{picked:,}", quiet=len(found["quiet_days"]))
    top = room.top() + flow(painter, [Run(head, look.font(VALUE, bold=True), look.colour("ink"))], Place(x, room.top(), wide, 2)) + look.px(4)
    top += flow(painter, [Run(look.say("drawn.caution"), look.font(BODY), look.colour("soft"))], Place(x, top, wide, 3)) + look.px(12)
    for name, key in (("rules", "rule"), ("channels", "channel")):
        rows = found[name]
        box = QRectF(room.left(), top, room.width(), look.px(64) + max(1, len(rows)) * look.px(ROW))
        paint_panel(painter, look, box.toRect())
        inner = box.adjusted(look.px(22), look.px(14), -look.px(22), -look.px(10))
        flow(painter, [Run(look.say(f"drawn.{name}"), look.font(LABEL, bold=True), look.colour("soft"))], Place(inner.left(), inner.top(), inner.width()))
        if not rows:
            flow(painter, [Run(look.say("drawn.none"), look.font(BODY), look.colour("soft"))], Place(inner.left(), inner.top() + look.px(30), inner.width()))
        for place, row in enumerate(rows):
            words = row[key] if key == "rule" else look.say(f"channel.{row[key]}")
            _row(painter, look, QRectF(inner.left(), inner.top() + look.px(30) + place * look.px(ROW), inner.width(), look.px(ROW)), (words, row))
        top = box.bottom() + look.px(14)


def _row(painter: QPainter, look: Look, room: QRectF, told: tuple[str, dict[str, Any]]) -> None:
    words, row = told
    # Each row has an axis of its own: a rate of two in a thousand would be a dot on one to a hundred.
    most = max(_number(row["high"]) if row["of"] else 0.0, _number(row["planned"]), 0.0001) * 1.15
    y, middle = room.top() + look.px(8), room.center().y()
    flow(painter, [Run(words, look.font(BODY, bold=True), look.colour("ink"))], Place(room.left(), y, room.width() * (BAR[0] - 0.01)))
    left, right = (room.left() + room.width() * share for share in BAR)
    painter.fillRect(QRectF(left, middle, right - left, 1), look.colour("line"))

    def along(share: str | None) -> float:
        return left + (right - left) * min(1.0, _number(share) / most)

    painter.setPen(Qt.PenStyle.NoPen)
    if row["of"]:
        bar = look.colour("ink")
        bar.setAlphaF(0.28)
        painter.setBrush(bar)
        painter.drawRoundedRect(QRectF(along(row["low"]), middle - look.px(6), max(along(row["high"]) - along(row["low"]), look.px(2)), look.px(12)), look.px(4), look.px(4))
        painter.setBrush(look.colour("ink"))
        painter.drawEllipse(QPointF(along(row["observed"]), middle), look.px(4), look.px(4))
    if row["planned"] is not None:
        painter.fillRect(QRectF(along(row["planned"]) - look.px(1), middle - look.px(11), look.px(3), look.px(22)), look.colour("ink"))
    planned = look.say("drawn.unplanned") if row["planned"] is None else f"{_percent(row['planned'])} %"
    figures = {name: _percent(row[name]) for name in ("observed", "low", "high")}
    text = look.say("drawn.figures", counted=f"{row['counted']:,}", of=f"{row['of']:,}", planned=planned, **figures)
    if row["fits"] is not None:
        text += f" · {look.say('drawn.fits' if row['fits'] else 'drawn.apart')}"
    strong = row["fits"] is False
    flow(painter, [Run(text, look.font(LABEL, bold=strong), look.colour("ink"))], Place(right + look.px(18), y + look.px(1), room.right() - right - look.px(18)))


def _number(share: str | None) -> float:
    return float(share or 0)


def _percent(share: str | None) -> str:
    """At most two places after the point."""
    return "–" if share is None else f"{float(share) * 100:.2f}".rstrip("0").rstrip(".")
