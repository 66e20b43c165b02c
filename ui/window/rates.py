"""What rules are worth, over the Shift screen: how often each hit, and of the trucks somebody looked at how many had something, each share as a bar with its interval."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.words import bare

COLUMNS = (("hits", 0.34), ("looked", 0.42), ("found", 0.50), ("not_found", 0.58))
"""Counts and where each ends, as a share of the width."""
BAR = 0.63
ROW = 46


def page(parent: QWidget | None = None) -> Over:
    """The overlay."""
    return Over(parent, "rates", draw)


def draw(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """What was looked at in all, a line of caution, and a row for every rule that hit, those first that somebody looked at most."""
    x, wide = room.left() + look.px(6), room.width() - look.px(12)
    base = found["base"]
    head = look.say("rates.head", days=found["period"], passages=f"{found['passages']:,}", looked=f"{base['looked']:,}", found=f"{base['found']:,}")
    top = room.top() + flow(painter, [Run(head, look.font(VALUE, bold=True), look.colour("ink"))], Place(x, room.top(), wide, 2)) + look.px(4)
    told = look.say("rates.missed", count=found["missed"]["found"])
    if found["drawn"]["looked"]:
        told += " · " + look.say("rates.drawn", looked=f"{found['drawn']['looked']:,}", **_interval(found["drawn"]))
    top += flow(painter, [Run(told, look.font(BODY), look.colour("ink"))], Place(x, top, wide, 2)) + look.px(2)
    if found["parcels"]["passages"]:
        top += flow(painter, [Run(_parcels(look, found["parcels"]), look.font(BODY), look.colour("ink"))], Place(x, top, wide, 2)) + look.px(2)
    top += flow(painter, [Run(look.say("rates.caution"), look.font(BODY), look.colour("soft"))], Place(x, top, wide, 2)) + look.px(12)
    box = QRectF(room.left(), top, room.width(), room.bottom() - top)
    paint_panel(painter, look, box.toRect())
    _table(painter, look, box.adjusted(look.px(22), look.px(14), -look.px(22), -look.px(10)), found)


def _parcels(look: Look, part: dict[str, Any]) -> str:
    base = part["base"]
    return look.say("rates.parcels", passages=f"{part['passages']:,}", looked=f"{base['looked']:,}", found=f"{base['found']:,}", missed=f"{part['missed']['found']:,}")


def _interval(row: dict[str, Any]) -> dict[str, str]:
    return {name: f"{float(row[name]) * 100:.0f}" for name in ("low", "high")}


def _table(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    rows = sorted((row for row in found["rules"] if row["hits"]), key=lambda row: (-row["looked"], -row["hits"], row["rule"]))
    silent = [f"{_words(row, look)} ({row['rule']})" for row in found["rules"] if not row["hits"]]
    y = room.top()
    _head(painter, look, room)
    y += look.px(30)
    low = room.bottom() - look.px(46)
    shown = min(len(rows), max(0, int((low - y) // look.px(ROW))))
    if not rows:
        flow(painter, [Run(look.say("rates.none"), look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 2))
    bases = {"goods": found["base"]["share"], "parcel": found["parcels"]["base"]["share"]}
    for row in rows[:shown]:
        if (base := bases[row["profile"]]) is not None:
            at = _along(room, float(base))
            painter.setPen(QPen(look.colour("soft"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(at, y), QPointF(at, y + look.px(ROW)))
        _row(painter, look, QRectF(room.left(), y, room.width(), look.px(ROW)), row)
        y += look.px(ROW)
    told = ([look.say("lens.more", count=len(rows) - shown)] if shown < len(rows) else []) + ([look.say("rates.silent", count=len(silent), rules=", ".join(silent))] if silent else [])
    flow(painter, [Run(" · ".join(told), look.font(LABEL), look.colour("soft"))], Place(room.left(), low + look.px(4), room.width(), 2))


def _words(row: dict[str, Any], look: Look) -> str:
    """What a rule says, without the values of any one truck; a rule that is gone has only its id."""
    if not row["reason"]:
        return str(row["rule"])
    return bare(f"reason.{row['reason']}", look.lang)


def _head(painter: QPainter, look: Look, room: QRectF) -> None:
    font, soft = look.font(LABEL, bold=True), look.colour("soft")
    flow(painter, [Run(look.say("rates.rule"), font, soft)], Place(room.left(), room.top(), room.width() * 0.24))
    for name, share in COLUMNS:
        flow(painter, [Run(look.say(f"rates.{name}"), font, soft)], Place(room.left(), room.top(), room.width() * share, 1, right=True))
    flow(painter, [Run(look.say("rates.share"), font, soft)], Place(_along(room, 0), room.top(), room.right() - _along(room, 0)))


def _row(painter: QPainter, look: Look, room: QRectF, row: dict[str, Any]) -> None:
    middle, ink = room.center().y(), look.colour("ink" if row["enough"] else "soft")
    y = middle - look.px(11)
    channel = look.say(f"channel.{row['channel']}") if row["channel"] else look.say("rates.gone")
    flow(painter, [Run(_words(row, look), look.font(BODY, bold=True), look.colour("ink"))], Place(room.left(), middle - look.px(22), room.width() * 0.29))
    told = " · ".join([*([look.say("rates.parcel")] if row["profile"] == "parcel" else []), row["rule"], channel])
    flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(room.left(), middle, room.width() * 0.29))
    for name, share in COLUMNS:
        flow(painter, [Run(f"{row[name]:,}", look.font(BODY), look.colour("ink" if row[name] else "soft"))], Place(room.left(), y, room.width() * share, 1, right=True))
    left, right = _along(room, 0), _along(room, 1)
    painter.fillRect(QRectF(left, middle, right - left, 1), look.colour("line"))
    if row["share"] is None:
        flow(painter, [Run(look.say("rates.unseen"), look.font(LABEL), look.colour("soft"))], Place(right + look.px(10), y + look.px(1), room.right() - right - look.px(10)))
        return
    low, high = (_along(room, float(row[name])) for name in ("low", "high"))
    bar = look.colour("ink" if row["enough"] else "soft")
    bar.setAlphaF(0.28)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(bar)
    painter.drawRoundedRect(QRectF(low, middle - look.px(6), max(high - low, look.px(2)), look.px(12)), look.px(4), look.px(4))
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(_along(room, float(row["share"])), middle), look.px(4), look.px(4))
    told = look.say("rates.figures", share=f"{float(row['share']) * 100:.0f}", **_interval(row))
    told += "" if row["enough"] else f" · {look.say('rates.few')}"
    flow(painter, [Run(told, look.font(LABEL), ink)], Place(right + look.px(10), y + look.px(1), room.right() - right - look.px(10)))


def _along(room: QRectF, share: float) -> float:
    """Where a share lies on the axis of the bars."""
    return room.left() + room.width() * (BAR + 0.17 * share)
