"""A rule pack in the wind tunnel, over the screen: what it would have missed first, then the channels and the hours, now and then; Enter asks for the second person."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.paper.tunnel_words import (
    as_of_words,
    count_words,
    drawn_words,
    lost_words,
    missed,
    named,
    number_of,
    parts,
    planned_words,
    scope_words,
    unshown_words,
    why_words,
)

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
    told = look.say("tunnel.period", days=found["days"], since=found["since"][:10], until=found["until"][:10], passages=f"{found['passages']:,}", parcels=f"{found['parcels']['passages']:,}")
    y += flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(4)
    for told in as_of_words(found, look.say):
        y += flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(2)
    y += look.px(8)
    column, low = room.width() / 3, y
    for place, name in enumerate(("findings", "holds", "hits")):
        count, x = missed(found, name), room.left() + place * column
        high = flow(painter, [Run(f"{count:,}", look.font(36 if len(parts(found)) > 1 else 44, bold=True), look.colour("bad_words" if count else "ok"))], Place(x, y, column - look.px(12), 1))
        high += flow(painter, [Run(look.say(f"tunnel.missed.{name}"), look.font(LABEL), look.colour("soft"))], Place(x, y + high, column - look.px(12), 3))
        low = max(low, y + high)
    y = low + look.px(10)
    if told := " · ".join(lost_words(found, look.say)):
        y += flow(painter, [Run(told, look.font(LABEL), look.colour("ink"))], Place(room.left(), y, room.width(), 3)) + look.px(2)
    low = room.bottom() - look.px(62)
    _channels(painter, look, QRectF(room.left(), y + look.px(8), room.width(), low - y - look.px(12)), found)
    for told in drawn_words(found, look.say):
        low += flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(room.left(), low, room.width(), 2)) + look.px(1)


def _channels(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """As bars; where there are trucks and parcels, beside each other as numbers, for they are counted in other ones."""
    several = parts(found)
    y = room.top() + _head(painter, look, room, ("tunnel.channels", "tunnel.channels.note" if len(several) == 1 else ""))
    gap = look.px(28)
    wide = (room.width() - gap * (len(several) - 1)) / len(several)
    planned = planned_words(several[0][1]["channels"], look.say) if len(several) > 1 else ""
    low = y
    for place, (key, part) in enumerate(several):
        rows, x, top = part["channels"], room.left() + place * (wide + gap), y
        if len(several) > 1 or key == "tunnel.parcels":
            top += flow(painter, [Run(look.say(key), look.font(LABEL, bold=True), look.colour("soft"))], Place(x, top, wide, 1)) + look.px(2)
        step = min(look.px(48 if len(several) == 1 else 26), (room.bottom() - top - look.px(22 if planned else 0)) / max(1, len(rows)))
        (_bars if len(several) == 1 else _numbers)(painter, look, QRectF(x, top, wide, step), rows)
        low = max(low, top + step * len(rows))
    if planned:
        flow(painter, [Run(f"{look.say(several[0][0])}: {planned}", look.font(LABEL - 1), look.colour("soft"))], Place(room.left(), low + look.px(2), room.width(), 1))


def _numbers(painter: QPainter, look: Look, first: QRectF, rows: list[dict[str, Any]]) -> None:
    """Rows of channels, each as high as the first: its name, now and then, and the difference."""
    y, name, last = first.top(), first.width() * 0.4, look.px(52)
    for row in rows:
        change = row["then"] - row["now"]
        flow(painter, [Run(look.say(f"channel.{row['channel']}"), look.font(LABEL), look.colour("ink"))], Place(first.left(), y, name, 1))
        parted = "≈" if row["now_expected"] or row["then_expected"] else ""
        both = Run(f"{parted}{row['now']:,} → {row['then']:,}", look.font(LABEL), look.colour("ink"))
        flow(painter, [both], Place(first.left() + name, y, first.width() - name - last, 1, right=True))
        told = Run(f"{change:+,}" if change else "=", look.font(LABEL, bold=bool(change)), look.colour("bad_words" if row["fits"] is False else "ink" if change else "soft"))
        flow(painter, [told], Place(first.right() - last, y, last, 1, right=True))
        y += first.height()


def _bars(painter: QPainter, look: Look, first: QRectF, rows: list[dict[str, Any]]) -> None:
    """Rows of channels, each as high as the first: now and then, the difference, the share planned."""
    room, y, step = first, first.top(), first.height()
    most = max((max(row["now"], row["then"]) for row in rows), default=0) or 1
    bar, start, wide = step * 0.32, look.px(206), room.width() - look.px(206) - look.px(226)
    for row in rows:
        name = Run(look.say(f"channel.{row['channel']}"), look.font(BODY, bold=True), look.colour("ink"))
        flow(painter, [name], Place(room.left(), y + step / 2 - look.px(15), start - look.px(8), 1))
        for up, (side, colour) in enumerate(zip(("now", "then"), _colours(look), strict=True)):
            long = max(wide * row[side] / most, look.px(2) if row[side] else 0)
            top = y + step * 0.12 + up * (bar + look.px(2))
            painter.fillRect(QRectF(room.left() + start, top, long, bar), colour)
            flow(painter, [Run(count_words(row, side), look.font(LABEL - 1), look.colour("ink"))], Place(room.left() + start + long + look.px(6), top + bar / 2 - look.px(9), look.px(70), 1))
        change = row["then"] - row["now"]
        told = Run(f"{change:+,}" if change else "=", look.font(BODY, bold=bool(change)), look.colour("ink" if change else "soft"))
        flow(painter, [told], Place(room.right() - look.px(164), y + step / 2 - look.px(15), look.px(70), 1, right=True))
        planned = "" if row["planned"] is None else look.say("tunnel.planned", share=f"{float(row['planned']) * 100:g} %")
        flow(painter, [Run(planned, look.font(LABEL - 1), look.colour("bad_words" if row["fits"] is False else "soft"))], Place(room.right() - look.px(88), y + step / 2 - look.px(12), look.px(88), 1, right=True))
        y += step


def _right(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    y = room.top() + _head(painter, look, room, ("tunnel.hours", "tunnel.hours.note"))
    several, foot, gap = parts(found), room.bottom() - look.px(32), look.px(18)
    high, wide = min(room.height() * 0.3, look.px(200)) * (1 if len(several) == 1 else 0.72), (room.width() - gap * (len(several) - 1)) / len(several)
    for place, (key, part) in enumerate(several):
        name = look.say(key) if len(several) > 1 or key == "tunnel.parcels" else ""
        _hours(painter, look, QRectF(room.left() + place * (wide + gap), y, wide, high), (name, part["hours"]))
    y += high + look.px(14)
    if lost := named(found):
        y += _lines(painter, look, QRectF(room.left(), y, room.width(), (foot - y) * 0.36), ("tunnel.named", [_named(row, look) for row in lost])) + look.px(6)
    y = _notes(painter, look, QRectF(room.left(), y, room.width(), foot - y), found)
    changed = [row for row in found["rules"] if row["now"] != row["then"]]
    y += _head(painter, look, QRectF(room.left(), y, room.width(), 0), ("tunnel.never", ""), f" · {len(found['never_fired'])}")
    never = ", ".join(found["never_fired"]) or look.say("tunnel.none")
    rows = max(1, min(6, int((foot - y - (look.px(80) if changed else 0)) // look.px(21))))
    y += flow(painter, [Run(never, look.font(LABEL), look.colour("ink"))], Place(room.left(), y, room.width(), rows)) + look.px(14)
    if (changed or found["gone"]) and y < foot - look.px(52):
        told = [f"{row['rule']}   {'–' if row['now'] is None else count_words(row, 'now')} → {count_words(row, 'then')}" for row in changed]
        told += [f"{rule}   {look.say('tunnel.gone')}" for rule in found["gone"]]
        _lines(painter, look, QRectF(room.left(), y, room.width(), foot - y), ("tunnel.rules", told))
    flow(painter, [Run(look.say("tunnel.in-force" if _stands(found) else "tunnel.enter"), look.font(VALUE - 1, bold=True), look.colour("ink"))], Place(room.left(), foot, room.width(), 2))


def _notes(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> float:
    """What the run could not show, and what it did not judge; where the next part begins."""
    y = room.top()
    told = [*((each, "ink") for each in unshown_words(found, look.say)), *((each, "soft") for each in scope_words(found, look.say))]
    for each, colour in told:
        y += flow(painter, [Run(each, look.font(LABEL), look.colour(colour))], Place(room.left(), y, room.width(), 3)) + look.px(2)
    return y + look.px(8 if told else 0)


def _stands(found: dict[str, Any]) -> bool:
    """Whether the pack is the one that counts already."""
    return bool(found["pack"]["version"] == found["in_force"]["version"])


def _lines(painter: QPainter, look: Look, room: QRectF, about: tuple[str, list[str]]) -> float:
    """A name and the lines below it, as many as fit, the rest counted (in one line as much of all as fits); the height of all."""
    key, several = about
    step = look.px(23)
    y = room.top() + _head(painter, look, QRectF(room.left(), room.top(), room.width(), 0), (key, ""))
    fit = max(1, int((room.bottom() - y) // step))
    if fit == 1:
        several = [" · ".join(several)]
    shown = several if len(several) <= fit else [*several[: fit - 1], look.say("lens.more", count=len(several) - fit + 1)]
    for told in shown:
        flow(painter, [Run(told, look.font(LABEL), look.colour("ink"))], Place(room.left(), y, room.width(), 1))
        y += step
    return y - room.top()


def _named(row: Mapping[str, Any], look: Look) -> str:
    channels = [look.say(f"channel.{row[side]}") for side in ("now", "then")]
    return f"{row['day'][5:]} {row['hour']:02d} h · {number_of(row)} · {why_words(row, look.say)}: {channels[0]} → {channels[1]}"


def _hours(painter: QPainter, look: Look, room: QRectF, about: tuple[str, list[dict[str, Any]]]) -> None:
    """Trucks or parcels that do not simply go on, by the hour of the day."""
    name, rows = about
    counts = {row["hour"]: [sum(row[side].get(name, 0) for name in STOPS) for side in ("now", "then")] for row in rows}
    lost = {row["hour"]: row["missed"] for row in rows}
    most = max((max(pair) for pair in counts.values()), default=0) or 1
    step, base = room.width() / 24, room.bottom() - look.px(24)
    for hour in range(24):
        x = room.left() + hour * step
        for up, (count, colour) in enumerate(zip(counts.get(hour, (0, 0)), _colours(look), strict=True)):
            tall = (base - room.top() - look.px(22)) * count / most
            painter.fillRect(QRectF(x + step * 0.12 + up * step * 0.4, base - tall, step * 0.36, tall), colour)
        if lost.get(hour):
            painter.fillRect(QRectF(x + step * 0.12, base + look.px(1), step * 0.76, look.px(5)), look.colour("bad_words"))
        every = 3 if room.width() > look.px(320) else 6
        if hour % every == 0:
            flow(painter, [Run(f"{hour:02d}", look.font(LABEL - 2), look.colour("soft"))], Place(x, base + look.px(6), step * every, 1))
    painter.setPen(look.colour("soft"))
    painter.drawLine(QPointF(room.left(), base), QPointF(room.right(), base))
    red = [look.say("tunnel.lost-hours")] if any(lost.values()) and room.width() > look.px(320) else []
    flow(painter, [Run(" · ".join([*([name] if name else []), *red, look.say("tunnel.most", count=f"{most:,}")]), look.font(LABEL - 1), look.colour("soft"))], Place(room.left(), room.top() - look.px(2), room.width(), 1, right=True))


def _head(painter: QPainter, look: Look, room: QRectF, keys: tuple[str, str], more: str = "") -> float:
    """The name of a part, and a soft note beside or below it; its height."""
    high = flow(painter, [Run(look.say(keys[0]) + more, look.font(VALUE, bold=True), look.colour("ink"))], Place(room.left(), room.top(), room.width(), 1))
    if keys[1]:
        high += flow(painter, [Run(look.say(keys[1]), look.font(LABEL), look.colour("soft"))], Place(room.left(), room.top() + high, room.width(), 2))
    return high + look.px(8)
