"""The bundled fonts on paper: each character in the first font that has it, and one that none has as its code point, never as an empty box."""

import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import resources

REGULAR = resources.folder / "fonts" / "NotoSansSC-Regular.ttf"
BOLD = resources.folder / "fonts" / "NotoSansSC-Bold.ttf"
RARE = resources.folder / "fonts" / "RareHan-Regular.ttf"
MONO = resources.folder / "fonts" / "JetBrainsMono-Bold.ttf"

FILES: tuple[Path, ...] = (REGULAR, BOLD, RARE, MONO)
"""The font files, the first ones first in line; the window uses the same."""

_STANDS_FOR = {0x2011: "-", 0xA0: " "}
"""Signs the fonts lack that have an equal one: the hyphen and the space that do not break."""


_NARROW = "·"
"""The Chinese font gives the middle dot a full square, which tears plates apart; the other one does not."""


_ONE_AT_A_TIME = threading.Lock()


@cache
def register(path: Path) -> Any:
    """The reportlab font of a file, parsed once in a process (about 40 ms for a Chinese font)."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with _ONE_AT_A_TIME:
        # Drawn in several threads: a second font object of the same name would tear a page that is half drawn.
        if path.stem not in pdfmetrics.getRegisteredFontNames():
            _copy_rare_characters()
            pdfmetrics.registerFont(TTFont(path.stem, str(path)))
        return pdfmetrics.getFont(path.stem)


@cache
def _copy_rare_characters() -> None:
    """Let a viewer copy and find characters beyond U+FFFF: reportlab 5 writes their code point where the PDF reference asks for UTF-16."""
    from reportlab.pdfbase import ttfonts

    plain = ttfonts.makeToUnicodeCMap

    def encoded(name: str, subset: Sequence[int]) -> str:
        text = str(plain(name, subset))
        for point in (each for each in subset if each > 0xFFFF):
            text = text.replace(f"> <{point:04X}>", f"> <{chr(point).encode('utf-16-be').hex().upper()}>")
        return text

    ttfonts.makeToUnicodeCMap = encoded


@lru_cache(maxsize=4096)
def runs(text: str, path: Path = REGULAR) -> tuple[tuple[str, str], ...]:
    """A text as runs of (font name, characters of that font), in order; control characters become spaces."""
    found: list[tuple[str, str]] = []
    for letter in text:
        name, shown = _shown(letter, path)
        if found and found[-1][0] == name:
            found[-1] = (name, found[-1][1] + shown)
        else:
            found.append((name, shown))
    return tuple(found)


@lru_cache(maxsize=4096)
def width(text: str, size: float, path: Path = REGULAR) -> float:
    """The width of a text in points, as `runs` shows it."""
    from reportlab.pdfbase import pdfmetrics

    return float(sum(pdfmetrics.stringWidth(part, name, size) for name, part in runs(text, path)))


@lru_cache(maxsize=16384)
def _shown(letter: str, path: Path) -> tuple[str, str]:
    sign = _STANDS_FOR.get(ord(letter), letter)
    if not sign.isprintable():
        return path.stem, " " if sign.isspace() or ord(sign) < 0x20 else f"U+{ord(sign):04X}"
    order = (MONO if sign == _NARROW else path, BOLD if path == BOLD else REGULAR, RARE)
    for candidate in order if ord(sign) >= 0x20000 else order[:2]:
        if ord(sign) in register(candidate).face.charToGlyph:
            return candidate.stem, sign
    return path.stem, f"U+{ord(sign):04X}"
