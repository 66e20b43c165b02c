"""Receipts in ESC/POS: pictures in bands, text in Chinese mode only where a probe print showed that the printer has it, and the printer's state in words.

Five commands of our own, not python-escpos (tried: 3.1, its Dummy printer alone): it needs seven more packages, setuptools at run time among them, makes a folder
in the machine's temp at every import, loads a pickle, prints a sentence to stdout for each picture without a known paper width (which would stand in the middle of
`--json`), and guesses the charset of each text. The bytes of init, picture, bold and double size, feed and cut are those it sends, compared on 2026-11-22.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from devices.printers.label import Raster
from devices.trouble import DeviceTrouble

WIDE = 576
"""Dots across 80 mm paper (72 mm at 203 dpi)."""

COLUMNS = 48
"""Characters of the printer's font A in a line; a Chinese one takes two."""

_INIT, _CUT, _FEED = b"\x1b@", b"\x1dVB\x00", b"\x1bd\x03"
_PLAIN, _STRONG = b"\x1b!\x00\x1bE\x00\x1c!\x00", b"\x1b!\x30\x1bE\x01\x1c!\x0c"
_KANJI, _LATIN = b"\x1c&", b"\x1c."
_BAND = 128
"""Rows in one picture command: small printers have little memory, and a band lost to a pause costs little."""


@dataclass(frozen=True)
class Words:
    """One line in the printer's own fonts; `strong` is bold and twice as large."""

    text: str
    strong: bool = False


def receipt(pieces: Iterable[Words | Raster]) -> bytes:
    """A whole receipt: reset, the pieces, feed past the knife, cut. Text is sent as GB 18030 in Chinese mode: confirm it by a probe print first.

    Raises DeviceTrouble `receipt-too-wide` for a picture wider than the paper.
    """
    body = b"".join(_words(piece) if isinstance(piece, Words) else _picture(piece) for piece in pieces)
    return _INIT + body + _FEED + _CUT


def probe(sample: str, picture: Raster) -> bytes:
    """A page to judge by eye: the sample as text in Chinese mode, and below it the same as a picture. Equal lines: the printer can be trusted with text."""
    return receipt([Words(sample), Words(sample, strong=True), picture])


def in_font(text: str) -> bool:
    """Whether a confirmed printer's font has every sign: GB 2312 is what such a font surely holds; a rarer character goes as a picture."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def columns(text: str) -> int:
    """How many of the `COLUMNS` of a line a text takes."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def queries() -> tuple[bytes, ...]:
    """The four questions DLE EOT 1–4 (printer, why offline, errors, paper); each is answered by one byte, at once, even off line."""
    return tuple(bytes((0x10, 0x04, number)) for number in range(1, 5))


def read_status(answer: bytes) -> tuple[str, ...]:
    """The keys of what is wrong by the four bytes answered to `queries`, worst first, none when all is well; anything else is `printer-silent`.

    Every answer has bits 1 and 4 set and bits 0 and 7 clear, which tells it from noise.
    """
    if len(answer) != len(queries()) or any(byte & 0x93 != 0x12 for byte in answer):
        return ("printer-silent",)
    found = dict.fromkeys(key for place, mask, key in _SIGNS if answer[place] & mask)
    # Offline has a cause; said alone only when none of them is known.
    return tuple(key for key in found if key != "printer-offline") or tuple(found)


STOPS = frozenset(("printer-paper-out", "printer-cover-open", "printer-knife", "printer-broken", "printer-offline", "printer-paper-jam", "printer-paused", "printer-ribbon-out"))
"""States in which a printer prints nothing; the others are said and do not stop a job."""

_SIGNS = (
    (1, 0x20, "printer-paper-out"), (3, 0x60, "printer-paper-out"), (1, 0x04, "printer-cover-open"), (2, 0x08, "printer-knife"),
    (2, 0x20, "printer-broken"), (2, 0x40, "printer-hot"), (1, 0x08, "printer-feeding"), (0, 0x08, "printer-offline"), (3, 0x0C, "printer-paper-low"),
)


def _words(line: Words) -> bytes:
    """One line; control characters, which could be commands, become spaces (GB 18030 has bytes for all of Unicode)."""
    text = "".join(sign if sign.isprintable() else " " for sign in line.text)
    return (_STRONG if line.strong else _PLAIN) + _KANJI + text.encode("gb18030", "replace") + _LATIN + b"\n"


def _picture(picture: Raster) -> bytes:
    if picture.wide > WIDE:
        raise DeviceTrouble("receipt-too-wide", wide=picture.wide, most=WIDE)
    parts = [picture.band(top, _BAND) for top in range(0, picture.high, _BAND)]
    return b"".join(b"\x1dv0\x00" + part.stride.to_bytes(2, "little") + part.high.to_bytes(2, "little") + part.rows for part in parts)
