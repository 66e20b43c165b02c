"""The integrity lens, over the Shift screen: officers, pairs who sign within seconds, and repeated pairings; what stands out first, and what a small count does not prove."""

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
    head = look.say("lens.head", days=found["days"], rows=found["rows"], out=found["stands_out"], chance=found["by_chance"])
    top = room.top() + flow(painter, [Run(head, look.font(VALUE, bold=True), look.colour("ink"))], Place(room.left() + look.px(6), room.top(), room.width(), 2)) + look.px(4)
    top += flow(painter, [Run(look.say("lens.caution"), look.font(BODY), look.colour("soft"))], Place(room.left() + look.px(6), top, room.width(), 2)) + look.px(12)
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
    for left, row in enumerate(sorted(rows, key=lambda row: (not row["stands_out"], not row["enough"], -row["times"]))):
        if y + look.px(66) > room.bottom():
            flow(painter, [Run(look.say("lens.more", count=len(rows) - left), look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width()))
            return
        who = look.say(f"lens.who.{name}", **{**row, "what": look.say(f"lens.{row['what']}") if "what" in row else ""})
        ink = look.colour("bad_words" if row["stands_out"] else "ink" if row["enough"] else "soft")
        y += flow(painter, [Run(who, look.font(BODY + 1, bold=bool(row["stands_out"])), ink)], Place(room.left(), y, room.width(), 2)) + look.px(2)
        y += flow(painter, [Run(_figures(look, row), look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(12)


def _figures(look: Look, row: dict[str, Any]) -> str:
    low, high, others = (f"{float(row[name] or 0) * 100:.0f}" for name in ("low", "high", "others"))
    word = "out" if row["stands_out"] else "usual" if row["enough"] else "few"
    return look.say("lens.figures", times=row["times"], of=row["of"], low=low, high=high, others=others, word=look.say(f"lens.{word}"))
