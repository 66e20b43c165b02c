"""The back of a slip: the decision explained to the enterprise, in Chinese and English, on one A5 page of its own; nothing on it is a release."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workstation.paper import fonts, rows
from workstation.paper.sheet import INK, LINE, MM, SOFT, Sheet, fitted, lines
from workstation.paper.slip import HIGH, LEFT, RIGHT, WIDE
from workstation.release.values import Slip
from workstation.risk.explain import MILD, SELECTED, Change, Step, Why, place, words
from workstation.settings import local_time
from workstation.words import LANGUAGES, say

_IN = LEFT + 5
_ROOM = RIGHT - LEFT - 5
_FOOT = 190.0
_FITS = (*((scale, 3) for scale in (1.0, 0.92, 0.84, 0.76, 0.68, 0.6)), (0.6, 2), (0.52, 2), (0.52, 1))
"""How a page that is too long is drawn: smaller, then with fewer lines of each text, which end in an ellipsis."""


def draw(sheet: Sheet, slip: Slip, steps: Sequence[Step]) -> None:
    """The next page of a slip's sheet."""
    sheet.turn()
    _page(sheet, slip, steps)


def pdf(slip: Slip, steps: Sequence[Step]) -> bytes:
    """The page alone, for a sheet of its own."""
    sheet = Sheet(WIDE, HIGH, slip.number)
    _page(sheet, slip, steps)
    return sheet.done()


def _page(sheet: Sheet, slip: Slip, steps: Sequence[Step]) -> None:
    sheet.text((LEFT, 18.5), say("explain.title"), 18, font=fonts.BOLD)
    sheet.text((LEFT + 0.3, 24), say("explain.title", "en"), 10, colour=SOFT)
    sheet.right((RIGHT, 16.5), slip.number, 11.5, font=fonts.BOLD)
    plate = rows.grouped("plate", slip.vehicle)
    sheet.right((RIGHT, 23), plate, 11.5, font=fonts.BOLD)
    sheet.line((LEFT, 28), (RIGHT, 28), colour=INK, width=0.8)
    pens = [_Pen(None, scale, rows) for scale, rows in _FITS]
    # What a pack of endless reasons would still not fit is counted, never drawn over the foot.
    pens += [replace(pens[-1], most=most) for most in range(max(len(step.whys) for step in steps) - 1, 0, -1)]
    pen = next((each for each in pens if _steps(each, steps) <= _FOOT), pens[-1])
    _steps(replace(pen, sheet=sheet), steps)
    _foot(sheet)


def _foot(sheet: Sheet) -> None:
    sheet.line((LEFT, _FOOT + 1.5), (RIGHT, _FOOT + 1.5), colour=INK, width=0.8)
    y = _FOOT + 5
    for key, size in (("explain.no-release", 8.0), ("explain.asking", 6.0), ("explain.draws", 6.0)):
        both = f"{say(key)}  {say(key, 'en')}" if key != "explain.asking" else ""
        for text in [both] if both else [say(key), say(key, "en")]:
            strong = key == "explain.no-release"
            sheet.text((LEFT, y), text, fitted(text, size, RIGHT - LEFT), font=fonts.BOLD if strong else fonts.REGULAR, colour=INK if strong else SOFT)
            y += size * 1.35 / MM + 0.3


@dataclass(frozen=True)
class _Pen:
    """Draws at a scale, or with no sheet only measures; every answer is where it ended. `rows`: lines of one text at most, `most`: things told of one step, the rest is counted."""

    sheet: Sheet | None
    scale: float
    rows: int
    most: int = 1_000

    def text(self, at: tuple[float, float], words_: str, size: float, style: str = "") -> None:
        """`style`: bold, soft, label (both) or nothing. Size before scaling."""
        if self.sheet is not None:
            font = fonts.BOLD if style in ("bold", "label") else fonts.REGULAR
            self.sheet.text(at, words_, size * self.scale, font=font, colour=SOFT if style in ("soft", "label") else INK)

    def wrapped(self, words_: str, y: float, size: float, style: str = "") -> float:
        """A few lines, indented."""
        font = fonts.BOLD if style == "bold" else fonts.REGULAR
        for line in lines(words_, size * self.scale, _ROOM, rows=self.rows, font=font):
            y += size * self.scale * 1.36 / MM
            self.text((_IN, y), line, size, style)
        return y

    def both(self, said: Why | Change, y: float) -> float:
        """The same line in Chinese and in English below it, with a dot before."""
        self.text((LEFT + 1, y + 3.9 * self.scale), "•", 9.5, "bold")
        return self.wrapped(words(said, "en"), self.wrapped(words(said, "zh"), y, 9.5, "bold"), 7.8)

    def label(self, key: str, y: float) -> float:
        """A thin line and the name of what follows."""
        if self.sheet is not None:
            self.sheet.line((LEFT, y - 3.6 * self.scale), (RIGHT, y - 3.6 * self.scale), colour=LINE)
        self.text((LEFT, y), f"{say(key)}  {say(key, 'en')}", 7.6, "label")
        return y + 1.4 * self.scale


def _steps(pen: _Pen, steps: Sequence[Step]) -> float:
    y, scale = 33.0, pen.scale
    names = ("explain.step.first", "explain.step.last") if len(steps) > 1 else ("",)
    for name, step in zip(names, steps, strict=True):
        y = _step(pen, step, y, name)
        if step.changes:
            y = pen.label("explain.changes.mild" if step.channel in MILD else "explain.changes", y + 7.5 * scale)
            for change in step.changes:
                y = pen.both(change, y)
        y += 6 * scale
    return y


def _step(pen: _Pen, step: Step, y: float, name: str) -> float:
    channel, scale = f"channel.{step.channel}", pen.scale
    y += 4.4 * scale
    pen.text((LEFT, y), "  ".join(filter(None, [say(name) if name else "", say(channel)])), 13.5, "bold")
    if pen.sheet is not None:
        pen.sheet.right((RIGHT, y), f"{local_time(step.at):%Y-%m-%d %H:%M}", 8 * scale, colour=SOFT)
    y += 4.2 * scale
    pen.text((LEFT, y), "  ".join(filter(None, [say(name, "en") if name else "", say(channel, "en")])), 8, "soft")
    for lang, size in (("zh", 10.0), ("en", 8.0)) if step.to else ():
        y = pen.wrapped(say(step.instead, lang, channel=say(f"channel.{step.to}", lang)), y + 1.2 * scale, size)
    y = pen.label("explain.decided", y + 6.5 * scale)
    told = step.whys[: pen.most]
    for why in told:
        y = _rules(pen, why, pen.both(why, y)) + 1.2 * scale
    if rest := len(step.whys) - len(told):
        y = pen.both(Why("explain.more", {"count": str(rest)}), y)
    rules = [rule for why in told for rule in why.rules]
    # By size and place the last to be read: a row of sources as long as the rules themselves would push those out.
    for text in [*dict.fromkeys(f"{say('explain.source')} {say('explain.source', 'en')}: {place(rule, *LANGUAGES)}" for rule in rules)][: pen.most]:
        y = pen.wrapped(text, y, 6.4, "soft")
    return y


def _rules(pen: _Pen, why: Why, y: float) -> float:
    """By which rule, and from when it counts."""
    names = ", ".join(rule.rule for rule in why.rules)
    days = dict.fromkeys(rule.valid_from for rule in why.rules if rule.valid_from)
    since = [f"{say('explain.from', day=day)} {say('explain.from', 'en', day=day)}" for day in days]
    key = "explain.rules.one-of" if why.key == SELECTED else "explain.rule"
    return pen.wrapped(" · ".join([f"{say(key)} {say(key, 'en')}: {names}", *since]), y, 6.8, "soft") if names else y
