"""A label or receipt as values: pictures of dots, and the parts of a label in millimetres; the label languages turn them into bytes."""

from dataclasses import dataclass

from devices.trouble import DeviceTrouble

DOTS = 8
"""Dots in a millimetre of the usual thermal head (203 dpi)."""

LONGEST = 240
"""Characters of one text or symbol; a label has no room for more, and a printer's line buffer may not either."""


@dataclass(frozen=True)
class Raster:
    """A picture in dots: `rows` holds each row from the top, eight dots a byte, leftmost in the highest bit, 1 = black, each row filled up to whole bytes."""

    wide: int
    high: int
    rows: bytes

    def __post_init__(self) -> None:
        """A picture whose bytes do not fill its rows would shift everything that is sent after it."""
        if self.wide < 1 or self.high < 1 or len(self.rows) != self.stride * self.high:
            raise ValueError(f"{len(self.rows)} bytes for {self.wide} × {self.high} dots")

    @property
    def stride(self) -> int:
        """Bytes in a row."""
        return -(-self.wide // 8)

    def band(self, top: int, rows: int) -> "Raster":
        """Some rows of it, fewer at the end."""
        part = self.rows[top * self.stride : (top + rows) * self.stride]
        return Raster(self.wide, len(part) // self.stride, part)


@dataclass(frozen=True)
class Text:
    """One line in the printer's own font, at its top left corner; at most `wide` mm wide, `high` mm high."""

    x: float
    y: float
    text: str
    high: float
    wide: float


@dataclass(frozen=True)
class Bars:
    """A Code 128; `module` is the narrow bar in dots."""

    x: float
    y: float
    text: str
    high: float
    module: int = 2


@dataclass(frozen=True)
class Square:
    """A QR code at level Q; `module` in dots."""

    x: float
    y: float
    text: str
    module: int = 4


@dataclass(frozen=True)
class Picture:
    """Dots as they are: Chinese words, which no printer's font is trusted with."""

    x: float
    y: float
    raster: Raster


@dataclass(frozen=True)
class Rule:
    """A filled black rectangle: a line."""

    x: float
    y: float
    wide: float
    high: float


Part = Text | Bars | Square | Picture | Rule


@dataclass(frozen=True)
class Label:
    """One label: its size and the gap to the next in mm; `shift` is the calibrated offset of this printer, in mm to the right and down."""

    wide: float
    high: float
    parts: tuple[Part, ...]
    gap: float = 3.0
    shift: tuple[float, float] = (0.0, 0.0)

    def at(self, part: Part) -> tuple[int, int]:
        """Where a part begins in dots, shifted, never left of or above the label."""
        return max(0, dots(part.x + self.shift[0])), max(0, dots(part.y + self.shift[1]))


def dots(millimetres: float) -> int:
    """Whole dots."""
    return round(millimetres * DOTS)


def sendable(text: str) -> str:
    """A scanned text as it may go into a label language: printable ASCII. Raises DeviceTrouble `label-text` (text, reason) for anything else.

    Control bytes are refused, not dropped: a code that prints differently from what was scanned is worse than none.
    """
    wrong = next((sign for sign in text if not " " <= sign <= "~"), "")
    if wrong:
        raise DeviceTrouble("label-text", text=_shown(text), reason=f"U+{ord(wrong):04X}")
    if not text or len(text) > LONGEST:
        raise DeviceTrouble("label-text", text=_shown(text), reason=f"1–{LONGEST}")
    return text


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in text[:40])
