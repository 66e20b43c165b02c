"""A verdict judged again, over the screen: as it was given, as it comes out of the journal alone, and what today's rules and data say; below the differences, and how near it was to another."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ui.window.lane.wording import dotted, phrase
from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.desk.card import Say
from workstation.words import knows, value_key

_VALUES = re.compile(r"\{[a-z_]+\}")
NAME, THEN = 0.22, 0.38
"""Shares of the width of the differences: what differs, and what was said of it then."""


SHARE, LEAST = 0.58, 0.32
"""Of the width below: the differences, where beside them the rules stand that one fact kept from firing; and where there are none."""

TURN = 5
"""Rules that the list beside the differences moves by."""


def page(parent: QWidget | None = None) -> Over:
    """The overlay; the arrows up and down move through the rules that missed by one fact."""
    shown = Over(parent, "rejudged", draw)

    def move(by: int) -> None:
        if shown.found is not None and (near := shown.found.get("missed_by_one")):
            shown.found["first"] = max(0, min(shown.found.get("first", 0) + by * TURN, (len(near) - 1) // TURN * TURN))
            shown.update()

    shown.moved.connect(move)
    return shown


def draw(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """Three cards side by side, and a card of what changed."""
    gap, high = look.px(14), min(room.height() * 0.5, look.px(380))
    wide = (room.width() - 2 * gap) / 3
    heads = (look.say("rejudged.stored", time=found["at"]), look.say(f"rejudged.{_state(found)}"), look.say("rejudged.today-then" if found.get("today_by") == "then" else "rejudged.today", rules=found["today_rules"]["version"]))
    for place, (name, head) in enumerate(zip(("stored", "again", "today"), heads, strict=True)):
        box = QRectF(room.left() + place * (wide + gap), room.top(), wide, high)
        paint_panel(painter, look, box.toRect())
        inner = box.adjusted(look.px(20), look.px(14), -look.px(20), -look.px(12))
        bad = name == "again" and found["same"] is not True
        flow(painter, [Run(head, look.font(BODY, bold=name == "again"), look.colour("bad_words" if bad else "ok" if name == "again" else "soft"))], Place(inner.left(), inner.top(), inner.width(), 2))
        _verdict(painter, look, inner.adjusted(0, look.px(52), 0, 0), (found[name], found["said"].get(name, ()), found.get("things", "")))
    beside = "missed_by_one" in found
    share = 1 if not beside else SHARE if found["differences"] or found["changes"] or found["values"] else LEAST
    below = QRectF(room.left(), room.top() + high + gap, room.width() * share, room.height() - high - gap)
    right = QRectF(below.right() + gap, below.top(), room.right() - below.right() - gap, below.height())
    for box, paint in ((below, _changes), (right, _near))[: 1 + beside]:
        paint_panel(painter, look, box.toRect())
        paint(painter, look, box.adjusted(look.px(20), look.px(14), -look.px(20), -look.px(10)), found)


def _state(found: dict[str, Any]) -> str:
    return {True: "same", False: "differs", None: "unknown"}[found["same"]]


def _verdict(painter: QPainter, look: Look, room: QRectF, told: tuple[dict[str, Any] | None, Sequence[Say], str]) -> None:
    verdict, why, things = told
    if verdict is None:
        flow(painter, [Run(look.say("rejudged.nothing"), look.font(VALUE), look.colour("soft"))], Place(room.left(), room.top(), room.width(), 3))
        return
    face = look.theme.faces.get(verdict["channel"]) or look.theme.faces["left"]
    colour = QColor(face.words if face.thick else face.edge)
    if look.theme.name == "dark" and not face.thick:
        colour = colour.lighter(150)
    side, y = look.px(34), room.top()
    paint_shape(painter, face.shape, QRectF(room.left(), y, side, side), colour, look.colour("card"))
    name = Run(_channel(look, things, verdict["channel"]), look.font(24, bold=True), look.colour("ink"))
    y += max(side, flow(painter, [name], Place(room.left() + side + look.px(12), y, room.width() - side - look.px(12), 2))) + look.px(12)
    for said in why:
        y += flow(painter, [Run(_phrase(said, look), look.font(VALUE), look.colour("ink"))], Place(room.left(), y, room.width(), 3)) + look.px(6)
    if things:
        # A check of a traveller goes by no rule that has an id.
        return
    fired = look.say("rejudged.fired", rules=", ".join(verdict["fired"]) or "–")
    flow(painter, [Run(fired, look.font(LABEL), look.colour("soft"))], Place(room.left(), y + look.px(4), room.width(), max(1, int((room.bottom() - y) // look.px(22)))))


def _phrase(said: Say, look: Look) -> str:
    """Words with their values; a value nobody kept is a dash."""
    return _VALUES.sub("–", phrase(said, look))


def _changes(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """What is said otherwise: first of then and again, which must be nothing, then of then and today; what, then and now side by side."""
    rows = list(lines(look, found))
    y = room.top()
    same = "rejudged.no-changes-then" if found.get("today_by") == "then" else "rejudged.no-changes"
    head = look.say("rejudged.changes" if rows else same if found["today"] else "rejudged.not-today")
    y += flow(painter, [Run(head, look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 1)) + look.px(8)
    then, now = room.left() + room.width() * NAME, room.left() + room.width() * (NAME + THEN)
    for place, (colour, name, before, after) in enumerate(rows):
        if y + look.px(24) > room.bottom():
            flow(painter, [Run(f"… +{len(rows) - place}", look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 1))
            return
        flow(painter, [Run(name, look.font(BODY, bold=True), look.colour(colour))], Place(room.left(), y, room.width() * NAME - look.px(10), 1))
        flow(painter, [Run(before, look.font(BODY), look.colour("soft" if colour == "ink" else colour))], Place(then, y, room.width() * THEN - look.px(10), 1))
        y += flow(painter, [Run(f"→ {after}", look.font(BODY), look.colour(colour))], Place(now, y, room.right() - now, 1)) + look.px(5)


def _near(painter: QPainter, look: Look, room: QRectF, found: dict[str, Any]) -> None:
    """The smallest ways out of a verdict that stops, then the rules that one fact kept from firing, from where the arrows stand."""
    rows, first, y = found["missed_by_one"], found.get("first", 0), room.top()
    if found["ways"]:
        y += flow(painter, [Run(look.say("rejudged.ways"), look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(4)
        for text in ways(look, found)[:2]:
            y += flow(painter, [Run(text, look.font(BODY, bold=True), look.colour("ink"))], Place(room.left(), y, room.width(), 2)) + look.px(5)
        y += look.px(6)
    y += flow(painter, [Run(look.say("rejudged.near", count=len(rows)), look.font(BODY), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(6)
    for place, row in enumerate(rows[first:], first):
        if y + look.px(48) > room.bottom() and place < len(rows) - 1:
            flow(painter, [Run(f"… +{len(rows) - place}", look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width()))
            return
        told = Run(near(look, row), look.font(LABEL), look.colour("ink"))
        y += flow(painter, [told], Place(room.left(), y, room.width(), 2)) + look.px(4)


def near(look: Look, row: dict[str, Any]) -> str:
    """`seal-open (manual inspection): seal sealed, not open`."""
    wanted = " / ".join(_shown(look, each, row["fact"]) for each in row["wanted"])
    return look.say("rejudged.near.row", rule=row["rule"], channel=_shown(look, row["channel"]), fact=_name(look, row["fact"]), value=_shown(look, row["value"], row["fact"]), wanted=wanted)


def ways(look: Look, found: dict[str, Any]) -> list[str]:
    """`seal: sealed; match: equal → direct release`."""
    told = ["; ".join(f"{_name(look, each['fact'])}: {_shown(look, each['to'], each['fact'])}" for each in way["changes"]) for way in found["ways"]]
    return [f"{text} → {_shown(look, way['channel'])}" for text, way in zip(told, found["ways"], strict=True)]


def lines(look: Look, found: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """(colour, what, then, now) in words: channel and reasons with their values, facts, and last the ids of rules and what would change it."""
    yield from (("bad_words", _name(look, row["what"]), _shown(look, row["then"]), _shown(look, row["now"])) for row in found["differences"])
    rows = {row["what"]: row for row in found["changes"]}
    told = [[_phrase(said, look) for said in found["said"].get(name, ())] for name in ("stored", "today")]
    if "channel" in rows:
        then, now = (_channel(look, found.get("things", ""), rows["channel"][each]) for each in ("then", "now"))
        yield "ink", _name(look, "channel"), then, now
    if found["today"] is not None and told[0] != told[1]:
        yield "ink", _name(look, "reasons"), dotted(told[0]) or "–", dotted(told[1]) or "–"
    figures = {row["what"]: row for row in found["values"]}
    for what in sorted({*rows} - {"channel", "reasons"}, key=lambda name: (name in ("fired", "flip"), list(rows).index(name))):
        yield "ink", _name(look, what), *_both(look, rows[what], figures.pop(f"{what.partition('.')[0]}.expected", None))
    for row in figures.values():
        if knows(f"rejudged.value.{row['what']}"):
            yield "ink", look.say(f"rejudged.value.{row['what']}"), *_both(look, row, None)


def _channel(look: Look, things: str, channel: str) -> str:
    """A channel in words; of a guarantee check and a purchase what it means there."""
    key = f"rejudged.{things}.{channel}"
    return look.say(key if knows(key) else f"channel.{channel}")


def _both(look: Look, row: dict[str, Any], expected: dict[str, Any] | None) -> tuple[str, str]:
    """Then and now of a row, with what was expected then and now."""
    then, now = (_shown(look, row[each], row["what"]) for each in ("then", "now"))
    if expected is None:
        return then, now
    return look.say("rejudged.expected", value=then, expected=expected["then"] or "–"), look.say("rejudged.expected", value=now, expected=expected["now"] or "–")


def _name(look: Look, what: str) -> str:
    if key := next((key for key in (f"rejudged.what.{what}", f"fact.{what}") if knows(key)), ""):
        return look.say(key)
    head, _, rest = what.partition(".")
    told = look.say(f"category.{rest}") if head == "trip" and knows(f"category.{rest}") else rest
    return f"{look.say(f'rejudged.what.{head}')} {told}" if rest and knows(f"rejudged.what.{head}") else what


def _shown(look: Look, value: Any, fact: str = "") -> str:
    """Channels, reasons, changes and values of facts in words where there are words; of `fact` in its own."""
    if isinstance(value, list):
        return ", ".join(_flip(look, each) if isinstance(each, dict) else _shown(look, each) for each in value) or "–"
    if knows(f"fact.{fact}") and (key := value_key(fact, str(value))):
        return look.say(key)
    mark, _, rest = str(value).partition(" ")
    if knows(f"rejudged.mark.{mark}"):
        return f"{look.say(f'rejudged.mark.{mark}')} {rest}".strip()
    key = next((key for key in (f"channel.{value}", f"reason.{value}", f"value.{value}") if knows(key)), "")
    return _VALUES.sub("–", look.say(key)) if key else str(value) or "–"


def _flip(look: Look, flip: dict[str, str]) -> str:
    """`seal: sealed → direct release`."""
    return look.say("rejudged.flip", fact=_name(look, flip["fact"]), to=_shown(look, flip["to"], flip["fact"]), channel=_shown(look, flip["channel"]))
