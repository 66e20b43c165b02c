"""The release slip as a receipt on 80 mm thermal paper: the same words, number and token as the page, one below the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workstation.paper import codes, fonts, rows
from workstation.paper.sheet import INK, MM, WHITE, Sheet, fitted, lines
from workstation.release.values import MARKS, TRIAL, UNFINISHED, VOID, Slip
from workstation.settings import local_time
from workstation.words import say

WIDE = 72.0
"""Millimetres a thermal head of 576 dots at 203 dpi prints."""

_EDGE = 1.5
_ROOM = WIDE - 2 * _EDGE
_VALUES = 20.0
_DOT = 0.125
_WIDEST_QR = 60.0


@dataclass(frozen=True)
class Piece:
    """One piece of a receipt. `kind`: title stamp band plate row small rule qr bars; `label` is the part before the value, `text` the value itself."""

    kind: str
    text: str = ""
    label: str = ""

    @property
    def line(self) -> str:
        """The piece as one line of plain text, for a printer that is trusted with text; '' for what only a picture can say."""
        if self.kind in ("qr", "bars", "rule"):
            return ""
        return f"{self.label}: {self.text}" if self.label else self.text


def pieces(slip: Slip, token: str, copy: int = 1, marks: Sequence[str] = (), root: str = "") -> list[Piece]:
    """The receipt of a slip from top to bottom; the parameters are those of `slip.pdf`."""
    every = (*slip.marks, *(mark for mark in marks if mark not in slip.marks))
    return [*_head(slip, copy, every), *_rows(slip, every), *_foot(slip, token, root, void=VOID in every)]


def pdf(told: Sequence[Piece], title: str = "") -> bytes:
    """The pieces as one page, `WIDE` mm wide and as high as they need; the same bytes for the same pieces."""
    high = sum(_high(piece) for piece in told)
    sheet = Sheet(WIDE, max(high, 1.0), title)
    y = 0.0
    for piece in told:
        _draw(sheet, piece, y)
        y += _high(piece)
    return sheet.done()


def _head(slip: Slip, copy: int, marks: Sequence[str]) -> Iterator[Piece]:
    unfinished = UNFINISHED in marks or slip.basis == UNFINISHED
    yield Piece("title", _both(rows.title(slip, unfinished=unfinished)))
    yield Piece("small", f"{slip.port} · {say('paper-lane')} Lane {slip.lane} · {slip.station}")
    if TRIAL in marks:
        yield Piece("stamp", _both("paper-trial"))
    if copy > 1:
        yield Piece("stamp", f"{say('paper-reprint', n=copy - 1)} · {say('paper-reprint', 'en', n=copy - 1)}")
    no_release = "paper-voided" if VOID in marks else "paper-unfinished" if unfinished else ""
    emergency = bool(slip.emergency) or slip.basis == "emergency"
    if no_release:
        yield Piece("stamp", _both(no_release))
    else:
        yield Piece("band", _both("paper-emergency" if emergency else "paper-released"))
    yield Piece("plate", rows.head(slip)[1])


def _rows(slip: Slip, marks: Sequence[str]) -> Iterator[Piece]:
    yield from _carried(slip) if slip.profile == rows.TRAVELLER else _loaded(slip)
    yield from _row("paper-conditions", "  ".join(_both(mark) for mark in marks if mark not in (*MARKS, VOID)))


def _carried(slip: Slip) -> Iterator[Piece]:
    """What a traveller has with him."""
    yield from _many("paper-receipts-more", "receipt", slip.receipts[1:])
    yield from _many("paper-bags", "pickup", slip.bags)
    yield from _row("paper-guarantees", slip.guarantees)
    yield from _row("paper-goods", slip.goods)
    yield from _row("paper-count", rows.pieces(slip.pieces))


def _loaded(slip: Slip) -> Iterator[Piece]:
    """What a truck has on it."""
    yield from _row("paper-trailer", rows.grouped("plate", slip.trailer))
    yield from _row("paper-channel", _both(f"paper-channel-{slip.channel}"))
    yield from _row("paper-order" if slip.emergency else "paper-basis", slip.emergency or _both(f"paper-basis-{slip.basis}"))
    yield from _many("paper-containers", "container", slip.containers)
    yield from _many("paper-seals", "seal", slip.seals)
    yield from _many("paper-declarations", "declaration", slip.declarations)
    yield from _many("paper-release-lists", "release-list", slip.release_lists)
    yield from _row("paper-enterprise", slip.enterprise_name or slip.enterprise)
    yield from _row("paper-goods", slip.goods)
    yield from _row("paper-weight", " · ".join(each for each in (rows.weight(slip.weight), rows.pieces(slip.pieces)) if each))


def _foot(slip: Slip, token: str, root: str, *, void: bool) -> Iterator[Piece]:
    yield Piece("rule")
    if void:
        yield Piece("stamp", _both("paper-void"))
    yield Piece("qr", token)
    yield Piece("bars", slip.number)
    yield from _row("paper-issued", f"{local_time(slip.issued_at):%Y-%m-%d %H:%M:%S}")
    yield from _row("paper-until", f"{local_time(slip.expires_at):%Y-%m-%d %H:%M}")
    yield from _row("paper-officers", " · ".join(slip.officers))
    yield from _row("paper-witness", f"#{slip.head_seq} · {rows.fours(slip.head_hash[:16])}")
    yield from _row("paper-check", rows.fours(root))
    yield Piece("rule")
    yield Piece("small", say("paper-how"))
    yield Piece("small", say("paper-how", "en"))


def _row(key: str, text: str) -> Iterator[Piece]:
    if text:
        yield Piece("row", text, _both(key))


def _many(key: str, kind: str, values: Sequence[str]) -> Iterator[Piece]:
    """At most four of them, then how many there are in all."""
    for number, value in enumerate(values[:4]):
        yield Piece("row", rows.grouped(kind, value), "" if number else _both(key))
    if len(values) > 4:
        yield Piece("row", _both("paper-rest", n=len(values)))


def _high(piece: Piece) -> float:
    match piece.kind:
        case "row":
            return max(6.4 if piece.label else 4.6, 4.6 * len(_value(piece)) + 1.2)
        case "small":
            return 3.3 * len(lines(piece.text, 7, _ROOM, rows=4)) + 0.8
        case "qr":
            return _qr(piece.text)[1] + 5.0
    return {"title": 11.0, "stamp": 9.5, "band": 13.0, "plate": 14.5, "rule": 2.5, "bars": 15.0}[piece.kind]


def _draw(sheet: Sheet, piece: Piece, y: float) -> None:
    {
        "title": _title, "stamp": _stamp, "band": _band, "plate": _plate, "row": _draw_row, "small": _small, "rule": _rule, "qr": _draw_qr, "bars": _bars,
    }[piece.kind](sheet, piece.text if piece.kind != "row" else piece, y)  # type: ignore[operator]  # each kind draws its own


def _title(sheet: Sheet, text: str, y: float) -> None:
    _middle(sheet, text, y + 8.2, 17)


def _stamp(sheet: Sheet, text: str, y: float) -> None:
    sheet.box((_EDGE, y + 1), (_ROOM, 7.2))
    _middle(sheet, text, y + 6.1, 12)


def _band(sheet: Sheet, text: str, y: float) -> None:
    sheet.box((_EDGE, y + 1), (_ROOM, 11), fill=INK)
    size = fitted(text, 19, _ROOM - 4, fonts.BOLD)
    sheet.text(((WIDE - fonts.width(text, size, fonts.BOLD) / MM) / 2, y + 8.7), text, size, font=fonts.BOLD, colour=WHITE)


def _plate(sheet: Sheet, text: str, y: float) -> None:
    _middle(sheet, text, y + 11, 32)


def _draw_row(sheet: Sheet, piece: Piece, y: float) -> None:
    if piece.label:
        zh, _, en = piece.label.partition("  ")
        sheet.text((_EDGE, y + 3.4), zh, fitted(zh, 7.6, _VALUES - _EDGE - 1, fonts.BOLD), font=fonts.BOLD)
        sheet.text((_EDGE, y + 5.7), en, fitted(en, 5.6, _VALUES - _EDGE - 1))
    for number, line in enumerate(_value(piece)):
        sheet.text((_VALUES, y + 3.9 + 4.6 * number), line, fitted(line, 10.5, WIDE - _EDGE - _VALUES, fonts.BOLD), font=fonts.BOLD)


def _value(piece: Piece) -> list[str]:
    return lines(piece.text, 10.5, WIDE - _EDGE - _VALUES, rows=3, font=fonts.BOLD)


def _small(sheet: Sheet, text: str, y: float) -> None:
    for number, line in enumerate(lines(text, 7, _ROOM, rows=4)):
        sheet.text((_EDGE, y + 2.6 + 3.3 * number), line, 7)


def _rule(sheet: Sheet, _text: str, y: float) -> None:
    sheet.line((_EDGE, y + 1.2), (WIDE - _EDGE, y + 1.2), colour=INK, width=0.9)


def _draw_qr(sheet: Sheet, text: str, y: float) -> None:
    module, side = _qr(text)
    left = round((WIDE - side) / 2 / _DOT) * _DOT
    # Module edges on whole dots of the head: half dots blur into their neighbours.
    sheet.bars((left, round((y + 2.5) / _DOT) * _DOT), codes.qr(text), module)


def _qr(text: str) -> tuple[float, float]:
    """(module in mm, side in mm): as many whole dots a module as the paper has room for, five at most."""
    modules = max(x + wide for x, _, wide, _ in codes.qr(text))
    dots = next((each for each in (5, 4) if modules * each * _DOT <= _WIDEST_QR), 3)
    return dots * _DOT, modules * dots * _DOT


def _bars(sheet: Sheet, text: str, y: float) -> None:
    wide, bars = codes.code128(text)
    unit = 2 * _DOT
    left = round((WIDE - wide * unit) / 2 / _DOT) * _DOT
    sheet.bars((left, round((y + 0.5) / _DOT) * _DOT), ((x, 0, width, 34) for x, width in bars), unit)
    _middle(sheet, text, y + 13.4, 11.5)


def _middle(sheet: Sheet, text: str, base: float, size: float) -> None:
    size = fitted(text, size, _ROOM - 2, fonts.BOLD)
    sheet.text(((WIDE - fonts.width(text, size, fonts.BOLD) / MM) / 2, base), text, size, font=fonts.BOLD)


def _both(key: str, **values: object) -> str:
    return f"{say(key, 'zh', **values)}  {say(key, 'en', **values)}"
