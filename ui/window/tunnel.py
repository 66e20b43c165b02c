"""A rule pack in the wind tunnel, over the screen: what it would have missed first, then the channels and the hours, now and then; Enter asks for the second person."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.theme import BODY, LABEL, VALUE, Look

SHARE = 0.56
STOPS = ("machine", "manual", "hold", "cannot-confirm")


def page(parent: QWidget | None = None) -> Over:
    """The overlay."""
    return Over(parent, "tunnel", draw)


def draw(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """Left what would be missed and the channels, right the hours and the rules that never fired."""
    gap, wide = look.px(14), room.width() * SHARE
    left = QRectF(room.left(), room.top(), wide, room.height())
    right = QRectF(left.right() + gap, room.top(), room.width() - wide - gap, room.height())
    for box in (left, right):
        paint_panel(painter, look, box.toRect())
    margins = (look.px(22), look.px(16), -look.px(22), -look.px(14))
    _left(painter, look, left.adjusted(*margins), found)
    _right(painter, look, right.adjusted(*margins), found)


def _colours(look: Look) -> tuple[QColor, QColor]:
    """Of the rules in force, and of the candidate."""
    dark = look.theme.name == "dark"
    return look.colour("soft" if dark else "faint"), QColor("#6ea3f0" if dark else "#1f5fbf")


def _left(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    pack, y = found["pack"], room.top()
    y += flow(painter, [Run(look.say("tunnel.version", version=pack["version"]), look.font(24, bold=True), look.colour("ink"))], Place(room.left(), y, room.width(), 1))
    rules = look.say("tunnel.version", version=found["in_force"]["version"]) if found["in_force"]["version"] else look.say("tunnel.own")
    told = look.say("tunnel.about", author=pack["author"], approver=pack["approver"], day=pack["valid_from"], rules=rules)
    y += flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(room.left(), y + look.px(2), room.width(), 2)) + look.px(4)
    told = look.say("tunnel.period", days=found["days"], since=found["since"][:10], until=found["until"][:10], passages=f"{found['passages']:,}")
    y += flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(14)
    column = room.width() / 3
    for place, name in enumerate(("findings", "holds", "hits")):
        count, x = found["missed"][name], room.left() + place * column
        high = flow(painter, [Run(f"{count:,}", look.font(44, bold=True), look.colour("bad_words" if count else "ok"))], Place(x, y, column - look.px(12), 1))
        flow(painter, [Run(look.say(f"tunnel.missed.{name}"), look.font(LABEL), look.colour("soft"))], Place(x, y + high, column - look.px(12), 3))
    _channels(painter, look, QRectF(room.left(), y + look.px(128), room.width(), room.bottom() - y - look.px(128)), found)


def _channels(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    y = room.top() + _head(painter, look, room, ("tunnel.channels", "tunnel.channels.note"))
    rows = found["channels"]
    most = max((max(row["now"], row["then"]) for row in rows), default=0) or 1
    step = min(look.px(48), (room.bottom() - y) / max(1, len(rows)))
    bar, start, wide = step * 0.32, look.px(206), room.width() - look.px(206) - look.px(226)
    for row in rows:
        name = Run(look.say(f"channel.{row['channel']}"), look.font(BODY, bold=True), look.colour("ink"))
        flow(painter, [name], Place(room.left(), y + step / 2 - look.px(15), start - look.px(8), 1))
        for up, (side, colour) in enumerate(zip(("now", "then"), _colours(look), strict=True)):
            long = max(wide * row[side] / most, look.px(2) if row[side] else 0)
            top = y + step * 0.12 + up * (bar + look.px(2))
            painter.fillRect(QRectF(room.left() + start, top, long, bar), colour)
            flow(painter, [Run(f"{row[side]:,}", look.font(LABEL - 1), look.colour("ink"))], Place(room.left() + start + long + look.px(6), top + bar / 2 - look.px(9), look.px(70), 1))
        change = row["then"] - row["now"]
        told = Run(f"{change:+,}" if change else "=", look.font(BODY, bold=bool(change)), look.colour("ink" if change else "soft"))
        flow(painter, [told], Place(room.right() - look.px(164), y + step / 2 - look.px(15), look.px(70), 1, right=True))
        planned = "" if row["planned"] is None else look.say("tunnel.planned", share=f"{float(row['planned']) * 100:g} %")
        flow(painter, [Run(planned, look.font(LABEL - 1), look.colour("bad_words" if row["fits"] is False else "soft"))], Place(room.right() - look.px(88), y + step / 2 - look.px(12), look.px(88), 1, right=True))
        y += step


def _right(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    y = room.top() + _head(painter, look, room, ("tunnel.hours", "tunnel.hours.note"))
    high = min(room.height() * 0.36, look.px(220))
    _hours(painter, look, QRectF(room.left(), y, room.width(), high), found["hours"])
    y += high + look.px(18)
    y += _head(painter, look, QRectF(room.left(), y, room.width(), 0), ("tunnel.never", ""))
    never = ", ".join(found["never_fired"]) or look.say("tunnel.none")
    y += flow(painter, [Run(never, look.font(LABEL), look.colour("ink"))], Place(room.left(), y, room.width(), 6)) + look.px(14)
    changed = [row for row in found["rules"] if row["now"] != row["then"]]
    if changed and y < room.bottom() - look.px(110):
        y += _head(painter, look, QRectF(room.left(), y, room.width(), 0), ("tunnel.rules", ""))
        for row in changed[: max(1, int((room.bottom() - look.px(60) - y) // look.px(24)))]:
            told = f"{row['rule']}   {'–' if row['now'] is None else format(row['now'], ',')} → {row['then']:,}"
            y += flow(painter, [Run(told, look.font(LABEL), look.colour("ink"))], Place(room.left(), y, room.width(), 1)) + look.px(3)
    flow(painter, [Run(look.say("tunnel.enter"), look.font(VALUE - 1, bold=True), look.colour("ink"))], Place(room.left(), room.bottom() - look.px(48), room.width(), 2))


def _hours(painter: QPainter, look: Look, room: QRectF, rows: list[dict[str, Any]]) -> None:
    """Trucks that do not simply go on, by the hour of the day."""
    counts = {row["hour"]: [sum(row[side].get(name, 0) for name in STOPS) for side in ("now", "then")] for row in rows}
    most = max((max(pair) for pair in counts.values()), default=0) or 1
    step, base = room.width() / 24, room.bottom() - look.px(20)
    for hour in range(24):
        x = room.left() + hour * step
        for up, (count, colour) in enumerate(zip(counts.get(hour, (0, 0)), _colours(look), strict=True)):
            tall = (base - room.top() - look.px(22)) * count / most
            painter.fillRect(QRectF(x + step * 0.12 + up * step * 0.4, base - tall, step * 0.36, tall), colour)
        if hour % 3 == 0:
            flow(painter, [Run(f"{hour:02d}", look.font(LABEL - 2), look.colour("soft"))], Place(x, base + look.px(2), step * 3, 1))
    painter.setPen(look.colour("soft"))
    painter.drawLine(QPointF(room.left(), base), QPointF(room.right(), base))
    flow(painter, [Run(look.say("tunnel.most", count=most), look.font(LABEL - 1), look.colour("soft"))], Place(room.left(), room.top() - look.px(2), room.width(), 1, right=True))


def _head(painter: QPainter, look: Look, room: QRectF, keys: tuple[str, str]) -> float:
    """The name of a part, and a soft note beside or below it; its height."""
    high = flow(painter, [Run(look.say(keys[0]), look.font(VALUE, bold=True), look.colour("ink"))], Place(room.left(), room.top(), room.width(), 1))
    if keys[1]:
        high += flow(painter, [Run(look.say(keys[1]), look.font(LABEL), look.colour("soft"))], Place(room.left(), room.top() + high, room.width(), 2))
    return high + look.px(8)
