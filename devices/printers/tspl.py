"""A label in TSPL2, for TSC printers and the many that speak their language: one `PRINT`, every text quoted so that no scan can become a command.

Commands from TSC's programming manual (own knowledge, 2026-11; not tried on a device): `SIZE GAP DIRECTION CLS CODEPAGE TEXT BARCODE QRCODE BITMAP BAR PRINT`.
"""

from devices.printers.label import Bars, Label, Part, Picture, Rule, Square, Text, dots, sendable
from devices.trouble import DeviceTrouble

STATUS = b"\x1b!?"
"""Asks for the one byte that `read_status` understands."""

FONTS = (("1", 8, 12), ("2", 12, 20), ("3", 16, 24), ("4", 24, 32), ("5", 32, 48))
"""Fixed fonts: name, width and height of a character in dots; each may be doubled up to ten times."""

_SIGNS = ((0x04, "printer-paper-out"), (0x01, "printer-cover-open"), (0x02, "printer-paper-jam"), (0x08, "printer-ribbon-out"), (0x10, "printer-paused"))


def tspl(label: Label, copies: int = 1) -> bytes:
    """The bytes of one label. Raises DeviceTrouble `label-text` for a text that cannot be quoted: give it as a `Picture`."""
    head = [f"SIZE {label.wide:g} mm,{label.high:g} mm", f"GAP {label.gap:g} mm,0 mm", "DIRECTION 1", "CODEPAGE UTF-8", "CLS"]
    lines = [line.encode("ascii") for line in head]
    lines += [_part(part, *label.at(part)) for part in label.parts]
    return b"\r\n".join([*lines, f"PRINT 1,{max(1, copies)}".encode("ascii"), b""])


def quoted(text: str) -> str:
    r"""A text between quotation marks, its own ones as `\["]`. One with a backslash is refused: some printer may read it as the beginning of an escape, and the mark behind it as text."""
    if "\\" in sendable(text):
        raise DeviceTrouble("label-text", text=text[:40], reason="\\")
    return '"' + text.replace('"', '\\["]') + '"'


def read_status(answer: bytes) -> tuple[str, ...]:
    """The keys of what is wrong by an answer to `ESC ! ?`, none when all is well or it is printing; no answer is `printer-silent`."""
    if len(answer) != 1:
        return ("printer-silent",)
    return tuple(key for bit, key in _SIGNS if answer[0] & bit)


def _part(part: Part, x: int, y: int) -> bytes:
    match part:
        case Text():
            return _text(part, x, y).encode("ascii")
        case Bars():
            return f'BARCODE {x},{y},"128",{dots(part.high)},0,0,{part.module},{part.module},{quoted(part.text)}'.encode("ascii")
        case Square():
            return f"QRCODE {x},{y},Q,{part.module},A,0,{quoted(part.text)}".encode("ascii")
        case Picture():
            # In TSPL a set bit is white.
            return f"BITMAP {x},{y},{part.raster.stride},{part.raster.high},0,".encode("ascii") + bytes(255 - byte for byte in part.raster.rows)
        case Rule():
            return f"BAR {x},{y},{max(1, dots(part.wide))},{max(1, dots(part.high))}".encode("ascii")


def _text(part: Text, x: int, y: int) -> str:
    """The largest font and multiple that keeps within the line's height and width; the smallest when none does."""
    sizes = [(high * times, wide * times * len(part.text), name, times) for name, wide, high in FONTS for times in range(1, 11)]
    fits = [size for size in sizes if size[0] <= dots(part.high) and size[1] <= dots(part.wide)]
    _, _, name, times = max(fits) if fits else sizes[0]
    return f'TEXT {x},{y},"{name}",0,{times},{times},{quoted(part.text)}'
