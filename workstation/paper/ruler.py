"""The ruler sheet: marks towards every edge, of which the outermost a scanner can still read says how far a printer prints off its place.

A mark is `HNR1:A5:L030` (see `codes.ours`): the medium, the edge (L R T B) and the tenths of a millimetre between that edge and the mark's outer side. A printer
whose margins are equal left and right, and whose picture sits right, cuts the marks of both sides alike; half of the difference is its offset. It assumes equal
margins of opposite edges, which holds for sheet printers; the line of 100 mm shows whether something scales the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workstation.codes import recognise
from workstation.paper import codes, fonts
from workstation.paper.placing import size_of
from workstation.paper.sheet import INK, SOFT, Sheet, fitted
from workstation.words import Refused, say

STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12)
"""Millimetres between an edge and the marks along it."""

_MODULE = 0.375
_EDGES = "LRTB"
_SIDE = 21 * _MODULE
_PITCH = 9.7


@dataclass(frozen=True)
class Offset:
    """What a printer needs on one medium: millimetres to the right and down, and its margins as the marks showed them, all to a tenth."""

    medium: str
    x: float
    y: float
    side_margin: float
    end_margin: float


def pdf(medium: str, printer: str = "") -> bytes:
    """The sheet for a medium of `placing.MEDIA`; print it without any offset. Refused `medium-unknown`."""
    wide, high = size_of(medium)
    sheet = Sheet(wide, high, f"ruler {medium}")
    for edge in _EDGES:
        for number, step in enumerate(STEPS):
            _mark(sheet, f"HNR1:{medium}:{edge}{step * 10:03d}", *_place(edge, number, (wide, high)))
    _middle(sheet, medium, printer)
    return sheet.done()


def offset(texts: Iterable[str], medium: str) -> Offset:
    """The offset by the outermost mark read at each edge; more than one of an edge is fine, the outermost counts. `L030` stands for a mark that was typed.

    Refused `ruler-no-mark` (text), `ruler-other-medium` (medium, wanted), `ruler-edge-missing` (edge).
    """
    size_of(medium)
    outermost: dict[str, float] = {}
    for edge, far in (_read(text, medium) for text in texts if text.strip()):
        outermost[edge] = min(far, outermost.get(edge, far))
    for edge in _EDGES:
        if edge not in outermost:
            raise Refused("ruler-edge-missing", edge=_edge_words(edge))
    left, right, top, bottom = (outermost[edge] for edge in _EDGES)
    # What is lost at the left beyond the margin was printed too far left: it has to go right.
    return Offset(medium, round((left - right) / 2, 1), round((top - bottom) / 2, 1), round((left + right) / 2, 1), round((top + bottom) / 2, 1))


def _read(text: str, medium: str) -> tuple[str, float]:
    typed = text.strip().upper()
    whole = typed if ":" in typed else f"HNR1:{medium}:{typed}"
    found = next((code for code in recognise(whole).candidates if code.kind == "ruler"), None)
    if found is None:
        raise Refused("ruler-no-mark", text="".join(sign if sign.isprintable() else "·" for sign in text[:40]))
    if found.fields["medium"] != medium:
        raise Refused("ruler-other-medium", medium=found.fields["medium"], wanted=medium)
    return str(found.fields["edge"]), float(str(found.fields["mm"]))


def _place(edge: str, number: int, size: tuple[float, float]) -> tuple[float, float]:
    """The top left corner of a mark: along the middle of its edge, its distance from it by its number."""
    wide, high = size
    far = float(STEPS[number])
    along = (len(STEPS) - 1) * _PITCH + _SIDE
    across, down = (wide - along) / 2 + number * _PITCH, (high - along) / 2 + number * _PITCH
    return {"L": (far, down), "R": (wide - far - _SIDE, down), "T": (across, far), "B": (across, high - far - _SIDE)}[edge]


def _mark(sheet: Sheet, text: str, x: float, y: float) -> None:
    """The mark, and towards the middle what it says, for people without a scanner."""
    sheet.bars((x, y), codes.qr(text), _MODULE)
    edge, said = text[-4], text[-4:]
    at = {"L": (x + _SIDE + 1.6, y + 5), "R": (x - 8.4, y + 5), "T": (x + 0.8, y + _SIDE + 4), "B": (x + 0.8, y - 1.8)}[edge]
    sheet.text(at, said, 7.5, font=fonts.MONO)


def _middle(sheet: Sheet, medium: str, printer: str) -> None:
    centre, middle = sheet.wide / 2, sheet.high / 2
    room, line = 86.0, middle - 63
    sheet.line((centre - 50, line), (centre + 50, line), colour=INK, width=0.8)
    for x in range(-50, 51, 10):
        sheet.line((centre + x, line - 2), (centre + x, line + 2), colour=INK, width=0.6)
    for words, down in ((say("paper-ruler-hundred"), 6), (say("paper-ruler-hundred", "en"), 10)):
        sheet.text((centre - 50, line + down), words, fitted(words, 8, 100), colour=SOFT)
    y = middle - 12.0
    sheet.text((centre - room / 2, y), say("paper-ruler"), 17, font=fonts.BOLD)
    sheet.text((centre - room / 2, y + 5.5), f"{say('paper-ruler', 'en')} · {medium}" + (f" · {printer[:40]}" if printer else ""), 9, colour=SOFT)
    for number, words in enumerate(_how()):
        sheet.text((centre - room / 2, y + 12.5 + 4.2 * number), words, fitted(words, 8.2, room))


def _how() -> Iterator[str]:
    for lang in ("zh", "en"):
        yield say("paper-ruler-how", lang)
        yield say("paper-ruler-then", lang)


def _edge_words(edge: str) -> str:
    key = f"paper-edge-{edge.lower()}"
    return f"{say(key)} {say(key, 'en')}"
