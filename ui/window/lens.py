"""The integrity lens, over the Shift screen: officers, pairs who sign within seconds, and repeated pairings, by days; what stands out first, and what it does not prove."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.theme import BODY, LABEL, VALUE, Look

TABLES = ("officers", "cosigns", "pairings")


def page(parent: QWidget | None = None) -> Over:
    """The overlay."""
    return Over(parent, "lens", draw)


def draw(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """A line of caution, and three cards side by side."""
    head = look.say("lens.head", days=found["days"], compared=f"{found['compared']:,}", out=found["stands_out"])
    top = room.top() + flow(painter, [Run(head, look.font(VALUE, bold=True), look.colour("ink"))], Place(room.left() + look.px(6), room.top(), room.width(), 2)) + look.px(4)
    told = look.say("lens.caution") + (f" · {look.say('lens.untimed', count=found['untimed'])}" if found["untimed"] else "")
    top += flow(painter, [Run(told, look.font(BODY), look.colour("soft"))], Place(room.left() + look.px(6), top, room.width() - look.px(12), 4)) + look.px(12)
    gap = look.px(14)
    wide = (room.width() - 2 * gap) / 3
    for place, name in enumerate(TABLES):
        box = QRectF(room.left() + place * (wide + gap), top, wide, room.bottom() - top)
        paint_panel(painter, look, box.toRect())
        _table(painter, look, box.adjusted(look.px(18), look.px(14), -look.px(18), -look.px(10)), (name, found[name]))


def _table(painter: QPainter, look: Look, room: QRectF, table: tuple[str, list[dict[str, Any]]]) -> None:
    name, rows = table
    y = room.top() + flow(painter, [Run(look.say(f"lens.{name}"), look.font(LABEL, bold=True), look.colour("soft"))], Place(room.left(), room.top(), room.width(), 2)) + look.px(12)
    if not rows:
        flow(painter, [Run(look.say("lens.none"), look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 2))
    for left, row in enumerate(rows, 1):
        # Room is kept for the line that counts the rest.
        if y + _row(None, look, QRectF(room.left(), y, room.width(), 0), (name, row)) + (look.px(10) if left < len(rows) else -look.px(12)) > room.bottom():
            flow(painter, [Run(look.say("lens.more", count=len(rows) - left + 1), look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width()))
            return
        y += _row(painter, look, QRectF(room.left(), y, room.width(), 0), (name, row))


def _row(painter: QPainter | None, look: Look, at: QRectF, told: tuple[str, dict[str, Any]]) -> float:
    """Who, and the figures below; the height with the gap to the next."""
    name, row = told
    words = {"what": look.say(f"lens.{row['what']}") if "what" in row else "", "signed": ", ".join(look.say(f"event.{kind}") for kind in row.get("signed", ()))}
    who = look.say(f"lens.who.{name}", **{**row, **words})
    ink = look.colour("ink" if row["enough"] else "soft")
    y = flow(painter, [Run(f"● {who}" if row["stands_out"] else who, look.font(BODY + 1, bold=bool(row["stands_out"])), ink)], Place(at.left(), at.top(), at.width(), 2)) + look.px(2)
    return y + flow(painter, [Run(_figures(look, row), look.font(LABEL), look.colour("soft"))], Place(at.left(), at.top() + y, at.width(), 2)) + look.px(12)


def _figures(look: Look, row: dict[str, Any]) -> str:
    word = "out" if row["stands_out"] else "usual" if row["enough"] else "few"
    counts = {name: f"{row[name]:,}" for name in ("days", "of_days", "other_days", "of_other_days", "times", "of")}
    return look.say("lens.figures", **counts, word=look.say(f"lens.{word}"))
