"""The middle of a slip: labelled rows of what the truck carries, laid out so that the longest slip still ends on its one page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from workstation.paper import fonts
from workstation.paper.sheet import MM, SOFT, Sheet, fitted, lines
from workstation.release.values import MARKS, VOID, Slip
from workstation.words import say

_LEADING = 1.42
_GAP = 2.4
_LABEL_HIGH = 5.2

TRAVELLER = "traveller"
"""The `profile` of a slip that is a traveller's."""


@dataclass(frozen=True)
class Place:
    """Where the rows stand, in millimetres: labels at `left`, values from `values` to `right`, between `top` and `end`."""

    left: float
    values: float
    right: float
    top: float
    end: float

    @property
    def wide(self) -> float:
        """How much room a value has."""
        return self.right - self.values


@dataclass(frozen=True)
class Line:
    """One line of a row: cells side by side in equal columns."""

    cells: tuple[str, ...]
    size: float
    font: Path = fonts.REGULAR
    soft: bool = False
    columns: int = 1

    @property
    def high(self) -> float:
        """Millimetres."""
        return self.size * _LEADING / MM


Row = tuple[str, list[Line]]


def draw(sheet: Sheet, slip: Slip, marks: Sequence[str], place: Place) -> float:
    """Draw the rows and say where they end; they shrink together until they fit, and share the room that is left when there is some."""
    for scale in (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58):
        found = [row for row in _rows(slip, marks, place.wide, scale) if row[1]]
        high = sum(_high(told) for _, told in found) + len(found) * _GAP * scale
        if high <= place.end - place.top:
            break
    spare = min(2.2, max(0.0, (place.end - place.top - high) / max(1, len(found))))
    y = place.top
    for number, (label, told) in enumerate(found):
        if number:
            sheet.line((place.left, y), (place.right, y))
        y = _row(sheet, (label, told), place, y + (_GAP * scale + spare) / 2) + (_GAP * scale + spare) / 2
    return y


def grouped(kind: str, value: str) -> str:
    """A code as people read it, and on one line: its spaces do not break."""
    from workstation.codes import group

    return group(kind, value)


def title(slip: Slip, *, unfinished: bool) -> str:
    """The key of the words above everything."""
    if not unfinished:
        return "paper-title"
    return "paper-title-traveller" if slip.profile == TRAVELLER else "paper-title-unfinished"


def head(slip: Slip) -> tuple[str, str]:
    """(key of its label, what is written largest): the plate of a truck, the receipt of a traveller."""
    if slip.profile == TRAVELLER:
        return "paper-receipt", grouped("receipt", next(iter(slip.receipts), "")) or "—"
    return "paper-vehicle", grouped("plate", slip.vehicle) or "—"


def fours(digits: str) -> str:
    """Digits in groups of four, for people who compare them."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _row(sheet: Sheet, row: Row, place: Place, y: float) -> float:
    label, told = row
    end = y + _high(told)
    first = y + max(3.2, told[0].high * 0.76)
    sheet.text((place.left, first - 0.7), say(label), 8.2, font=fonts.BOLD, colour=SOFT)
    sheet.text((place.left, first + 2.0), say(label, "en"), 6, colour=SOFT)
    for line in told:
        pitch = place.wide / line.columns
        for column, cell in enumerate(line.cells):
            size = fitted(cell, line.size, pitch - 1, line.font)
            at = (place.values + column * pitch, y + line.high * 0.76)
            sheet.text(at, cell, size, font=line.font, **({"colour": SOFT} if line.soft else {}))
        y += line.high
    return end


def _high(told: Sequence[Line]) -> float:
    return max(_LABEL_HIGH, sum(line.high for line in told))


def _rows(slip: Slip, marks: Sequence[str], wide: float, scale: float) -> Iterator[Row]:
    yield from _carried(slip, wide, scale) if slip.profile == TRAVELLER else _loaded(slip, wide, scale)
    words = "  ".join(_both(mark) for mark in marks if mark not in (*MARKS, VOID))
    yield "paper-conditions", [Line((each,), 9 * scale) for each in lines(words, 9 * scale, wide, rows=2)]


def _carried(slip: Slip, wide: float, scale: float) -> Iterator[Row]:
    """What a traveller has with him."""
    more = [grouped("receipt", each) for each in slip.receipts[1:]]
    yield "paper-receipts-more", _codes(more, 11.5 * scale, wide) if more else []
    yield "paper-bags", _codes([grouped("pickup", each) for each in slip.bags] or [_both("paper-none")], 13.5 * scale, wide)
    yield "paper-guarantees", [Line((each,), 11.5 * scale, fonts.BOLD) for each in lines(slip.guarantees, 11.5 * scale, wide, rows=2)]
    yield "paper-goods", [Line((each,), 10 * scale) for each in lines(slip.goods, 10 * scale, wide, rows=3)]
    yield "paper-count", [Line((pieces(slip.pieces),), 11.5 * scale, fonts.BOLD)] if slip.pieces is not None else []


def _loaded(slip: Slip, wide: float, scale: float) -> Iterator[Row]:
    """What a truck has on it."""
    yield "paper-containers", _codes([grouped("container", each) for each in slip.containers] or [_both("paper-none")], 13.5 * scale, wide)
    yield "paper-seals", _codes([grouped("seal", each) for each in slip.seals] or [_both("paper-none")], 11.5 * scale, wide)
    papers = [grouped("declaration", each) for each in slip.declarations] + [grouped("release-list", each) for each in slip.release_lists]
    both = slip.declarations and slip.release_lists
    label = "paper-papers" if both else "paper-release-lists" if slip.release_lists else "paper-declarations"
    yield label, _codes(papers or [_both("paper-none")], 11.5 * scale, wide)
    yield "paper-enterprise", _enterprise(slip, wide, scale)
    yield "paper-goods", [Line((each,), 10 * scale) for each in lines(slip.goods, 10 * scale, wide, rows=2)]
    gross = tuple(each for each in (weight(slip.weight), pieces(slip.pieces)) if each)
    yield "paper-weight", [Line(gross, 11.5 * scale, fonts.BOLD, columns=2)] if gross else []


def _enterprise(slip: Slip, wide: float, scale: float) -> list[Line]:
    name = [Line((each,), 10.5 * scale) for each in lines(slip.enterprise_name, 10.5 * scale, wide, rows=2)]
    return name + ([Line((slip.enterprise,), 8.5 * scale, soft=bool(name))] if slip.enterprise else [])


def _codes(members: Sequence[str], size: float, wide: float) -> list[Line]:
    """At most two lines of codes in as many equal columns as the longest allows; how many there are in all stands below when some are left out."""
    longest = max(fonts.width(each, size, fonts.BOLD) / MM for each in members)
    columns = max(1, min(3, int(wide // (longest + 3))))
    shown = members[: columns * 2]
    told = [Line(tuple(shown[at : at + columns]), size, fonts.BOLD, columns=columns) for at in range(0, len(shown), columns)]
    return told if len(shown) == len(members) else [*told, Line((_both("paper-rest", n=len(members)),), size * 0.68, soft=True)]


def weight(text: str) -> str:
    """Kilograms as people read them."""
    if not text:
        return ""
    try:
        return f"{Decimal(text):,f} kg"
    except InvalidOperation:
        return f"{text} kg"


def pieces(count: int | None) -> str:
    """A number of pieces with its words, '' for none."""
    return "" if count is None else f"{count:,} {say('paper-pieces')} {say('paper-pieces', 'en')}"


def _both(key: str, **values: object) -> str:
    return f"{say(key, 'zh', **values)}  {say(key, 'en', **values)}"
