"""A verdict judged again, over the screen: as it was given, as it comes out of the journal alone, and what today's rules and data say; the differences below."""

import re
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.words import knows

_VALUES = re.compile(r"\{[a-z_]+\}")


def page(parent: QWidget | None = None) -> Over:
    """The overlay."""
    return Over(parent, "rejudged", draw)


def draw(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """Three cards side by side, and a card of what changed."""
    gap, high = look.px(14), min(room.height() * 0.52, look.px(400))
    wide = (room.width() - 2 * gap) / 3
    heads = (look.say("rejudged.stored", time=found["at"]), look.say(f"rejudged.{_state(found)}"), look.say("rejudged.today", rules=found["today_rules"]["version"]))
    for place, (name, head) in enumerate(zip(("stored", "again", "today"), heads, strict=True)):
        box = QRectF(room.left() + place * (wide + gap), room.top(), wide, high)
        paint_panel(painter, look, box.toRect())
        inner = box.adjusted(look.px(20), look.px(14), -look.px(20), -look.px(12))
        bad = name == "again" and found["same"] is not True
        flow(painter, [Run(head, look.font(BODY, bold=name == "again"), look.colour("bad_words" if bad else "ok" if name == "again" else "soft"))], Place(inner.left(), inner.top(), inner.width(), 2))
        _verdict(painter, look, inner.adjusted(0, look.px(52), 0, 0), found[name])
    below = QRectF(room.left(), room.top() + high + gap, room.width(), room.height() - high - gap)
    paint_panel(painter, look, below.toRect())
    _changes(painter, look, below.adjusted(look.px(20), look.px(14), -look.px(20), -look.px(10)), found)


def _state(found: dict[str, Any]) -> str:
    return {True: "same", False: "differs", None: "unknown"}[found["same"]]


def _verdict(painter: QPainter, look: Look, room: QRectF, told: dict[str, Any] | None) -> None:
    if told is None:
        flow(painter, [Run(look.say("rejudged.nothing"), look.font(VALUE), look.colour("soft"))], Place(room.left(), room.top(), room.width(), 3))
        return
    face = look.theme.faces.get(told["channel"]) or look.theme.faces["left"]
    colour = QColor(face.words if face.thick else face.edge)
    if look.theme.name == "dark" and not face.thick:
        colour = colour.lighter(150)
    side, y = look.px(34), room.top()
    paint_shape(painter, face.shape, QRectF(room.left(), y, side, side), colour, look.colour("card"))
    name = Run(look.say(f"channel.{told['channel']}"), look.font(24, bold=True), look.colour("ink"))
    y += max(side, flow(painter, [name], Place(room.left() + side + look.px(12), y, room.width() - side - look.px(12), 2))) + look.px(12)
    for reason in told["reasons"]:
        words = _VALUES.sub("…", look.say(f"reason.{reason}"))
        y += flow(painter, [Run(words, look.font(VALUE), look.colour("ink"))], Place(room.left(), y, room.width(), 2)) + look.px(6)
    fired = look.say("rejudged.fired", rules=", ".join(told["fired"]) or "–")
    flow(painter, [Run(fired, look.font(LABEL), look.colour("soft"))], Place(room.left(), y + look.px(4), room.width(), max(1, int((room.bottom() - y) // look.px(22)))))


def _changes(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """What is said otherwise: first of then and again, which must be nothing, then of then and today."""
    rows = [("bad_words", row) for row in found["differences"]] + [("ink", row) for row in found["changes"]]
    y = room.top()
    head = look.say("rejudged.changes" if rows else "rejudged.no-changes")
    y += flow(painter, [Run(head, look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 1)) + look.px(8)
    for place, (colour, row) in enumerate(rows):
        if y + look.px(24) > room.bottom():
            flow(painter, [Run(f"… +{len(rows) - place}", look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 1))
            return
        words = look.say(next((key for key in (f"rejudged.what.{row['what']}", f"fact.{row['what']}") if knows(key)), row["what"]))
        named = Run(words, look.font(BODY, bold=True), look.colour(colour))
        flow(painter, [named], Place(room.left(), y, look.px(230), 1))
        told = f"{_shown(look, row['then'])}  →  {_shown(look, row['now'])}"
        y += flow(painter, [Run(told, look.font(BODY), look.colour(colour))], Place(room.left() + look.px(240), y, room.width() - look.px(240), 1)) + look.px(5)


def _shown(look: Look, value: Any) -> str:
    """Channels, reasons and values of facts in words where there are words."""
    if isinstance(value, list):
        return ", ".join(f"{each['fact']}={each['to']}" if isinstance(each, dict) else _shown(look, each) for each in value) or "–"
    key = next((key for key in (f"channel.{value}", f"reason.{value}", f"value.{value}") if knows(key)), "")
    return _VALUES.sub("…", look.say(key)) if key else str(value) or "–"
