"""The decision in words an enterprise understands, over the screen in front: left what decided and by which rule, right what would change it; Esc closes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ui.window.over import Over
from ui.window.paint import Place, Run, flow, paint_panel
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, LABEL, VALUE, Look

SCALES = (1.0, 0.92, 0.84, 0.76, 0.68)
SHARE = 0.62
ALL = 1_000


def page(parent: QWidget | None = None) -> Over:
    """The overlay; Enter says that something came back about this passage."""
    return Over(parent, "explain", lambda painter, look, room, found: _Drawn(look, found).columns(painter, room), _head)


def words(shown: Over) -> list[str]:
    """Every line that is shown, for who cannot see them."""
    from workstation.risk.explain import words as worded

    steps = shown.found.steps if shown.found else ()
    return [worded(each, shown.look.lang) for step in steps for each in (*step.whys, *step.changes)]


def _head(found: Any) -> str:
    from workstation import codes

    # A parcel has neither plate nor slip: its own number.
    return f"{codes.group('plate', found.plate)}    {found.number}".strip() or str(found.passage)


@dataclass(frozen=True)
class _Drawn:
    """One explanation (`desk.explaining.Explanation`) as it is painted."""

    look: Look
    found: Any

    def columns(self, painter: QPainter, room: QRectF) -> None:
        wide = room.width() * SHARE
        left = QRectF(room.left(), room.top(), wide, room.height())
        right = QRectF(left.right() + self.look.px(14), room.top(), room.width() - wide - self.look.px(14), room.height())
        for box, draw in ((left, self._decided), (right, self._changes)):
            paint_panel(painter, self.look, box.toRect())
            inner = box.adjusted(self.look.px(22), self.look.px(18), -self.look.px(22), -self.look.px(14))
            fits = next((each for each in self._sizes() if draw(None, inner, each) <= inner.bottom()), (SCALES[-1], 1))
            draw(painter, inner, fits)

    def _sizes(self) -> list[tuple[float, int]]:
        """(scale, the most things told of a step): smaller and smaller, and what still does not fit is counted, never drawn over the edge."""
        longest = max((max(len(step.whys), len(step.changes)) for step in self.found.steps), default=1)
        return [*((scale, ALL) for scale in SCALES), *((SCALES[-1], most) for most in range(longest - 1, 0, -1))]

    def _decided(self, painter: QPainter | None, room: QRectF, size: tuple[float, int]) -> float:
        look, y = self._scaled(size[0]), room.top()
        for number, step in enumerate(self.found.steps):
            alone, last = len(self.found.steps) == 1, number == len(self.found.steps) - 1
            y = self._step(painter, (step, size[1]), QRectF(room.left(), y, room.width(), 0), look)
            if not (alone or last):
                if painter is not None:
                    painter.fillRect(QRectF(room.left(), y + look.px(6), room.width(), 1), look.colour("line"))
                y += look.px(24)
        return y

    def _step(self, painter: QPainter | None, told: tuple[Any, int], at: QRectF, look: Look) -> float:
        from ui.window.lane.wording import clock_time

        (step, most), y, side = told, at.top(), look.px(34)
        face = look.theme.faces.get(step.channel) or look.theme.faces["left"]
        colour = QColor(face.words if face.thick else face.edge)
        if look.theme.name == "dark" and not face.thick:
            colour = colour.lighter(150)
        if painter is not None:
            paint_shape(painter, face.shape, QRectF(at.left(), y, side, side), colour, look.colour("card"))
        name = Run(look.say(step.name), look.font(28, bold=True), look.colour("ink"))
        flow(painter, [Run(clock_time(step.at), look.font(BODY), look.colour("soft"))], Place(at.left(), y + look.px(8), at.width(), 1, right=True))
        y += max(side, flow(painter, [name], Place(at.left() + side + look.px(12), y - look.px(2), at.width() - side - look.px(80), 1))) + look.px(10)
        if step.to:
            instead = look.say(step.instead, channel=look.say(f"channel.{step.to}"))
            y += flow(painter, [Run(instead, look.font(VALUE - 1, bold=True), look.colour("ink"))], Place(at.left(), y, at.width(), 3)) + look.px(8)
        for why in step.whys[:most]:
            y = self._why(painter, why, QRectF(at.left(), y, at.width(), 0), look)
        y = self._more(painter, len(step.whys) - most, QRectF(at.left(), y, at.width(), 0), look)
        return self._sources(painter, step.whys[:most], QRectF(at.left(), y, at.width(), most), look)

    def _sources(self, painter: QPainter | None, whys: Sequence[Any], at: QRectF, look: Look) -> float:
        """Where the rules are to be read, each place once; of a page that is cut no more places than things told (`at`: as many as its height)."""
        from workstation.risk.explain import place

        y, rules = at.top(), [rule for why in whys for rule in why.rules]
        for text in [*dict.fromkeys(f"{look.say('explain.source')}  {place(rule, look.lang)}" for rule in rules)][: int(at.height())]:
            y += flow(painter, [Run(text, look.font(LABEL - 1), look.colour("soft"))], Place(at.left(), y, at.width(), 2)) + look.px(4)
        return y

    def _more(self, painter: QPainter | None, count: int, at: QRectF, look: Look) -> float:
        if count <= 0:
            return at.top()
        told = Run(look.say("explain.rest", count=count), look.font(BODY, bold=True), look.colour("ink"))
        return at.top() + flow(painter, [told], Place(at.left(), at.top(), at.width(), 1)) + look.px(8)

    def _why(self, painter: QPainter | None, why: Any, at: QRectF, look: Look) -> float:
        from workstation.risk.explain import SELECTED, words

        y = at.top()
        y += flow(painter, [Run(words(why, look.lang), look.font(VALUE + 3), look.colour("ink"))], Place(at.left(), y, at.width(), 3)) + look.px(2)
        if why.rules:
            names = ", ".join(rule.rule for rule in why.rules)
            days = dict.fromkeys(rule.valid_from for rule in why.rules if rule.valid_from)
            key = "explain.rules.one-of" if why.key == SELECTED else "explain.rule"
            told = " · ".join([f"{look.say(key)} {names}", *(look.say("explain.from", day=day) for day in days)])
            y += flow(painter, [Run(told, look.font(LABEL), look.colour("soft"))], Place(at.left(), y, at.width(), 3))
        return y + look.px(10)

    def _changes(self, painter: QPainter | None, room: QRectF, size: tuple[float, int]) -> float:
        from workstation.risk.explain import MILD, SELECTED, words

        look, y, step = self._scaled(size[0]), room.top(), self.found.steps[-1]
        for each in (one for one in self.found.steps if one.changes or one is step):
            key = "explain.changes.mild" if each.channel in MILD and each.changes else "explain.changes"
            y += flow(painter, [Run(look.say(key), look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 2)) + look.px(12)
            for change in each.changes[: size[1]]:
                y += flow(painter, [Run(words(change, look.lang), look.font(VALUE + 1), look.colour("ink"))], Place(room.left(), y, room.width(), 6)) + look.px(10)
            y = self._more(painter, len(each.changes) - size[1], QRectF(room.left(), y, room.width(), 0), look) + look.px(10 if each is not step else 0)
        if not step.changes and not step.title:
            none = "explain.changes.secret" if any(why.key == SELECTED for why in step.whys) else "explain.changes.none"
            y += flow(painter, [Run(look.say(none), look.font(BODY), look.colour("ink"))], Place(room.left(), y, room.width(), 3)) + look.px(10)
        y += look.px(14)
        for key in ("explain.asking", "explain.draws"):
            y += flow(painter, [Run(look.say(key), look.font(LABEL), look.colour("soft"))], Place(room.left(), y, room.width(), 6)) + look.px(8)
        return y

    def _scaled(self, scale: float) -> Look:
        return replace(self.look, zoom=self.look.zoom * scale)
