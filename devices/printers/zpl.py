"""A label in ZPL II, for Zebra printers and those that speak their language: one format, every text hex-escaped so that no scan can become a command.

Commands from Zebra's programming guide (own knowledge, 2026-11; not tried on a device): `^XA ^CI28 ^PW ^LL ^FO ^A0 ^BC ^BQ ^GF ^GB ^FH ^FD ^FS ^PQ ^XZ`.
"""

from devices.printers.label import Bars, Label, Part, Picture, Rule, Square, Text, dots, sendable

STATUS = b"~HS"
"""Asks for the three lines of state that `read_status` understands."""

_ESCAPED = frozenset("^~_\\")
_WIDEST = 0.62
"""Mean width of font 0's capitals and digits by its height; narrower text only leaves room."""


def zpl(label: Label, copies: int = 1) -> bytes:
    """The bytes of one label. Raises DeviceTrouble `label-text` for a text that is not printable ASCII: give it as a `Picture`."""
    head = f"^XA^CI28^LH0,0^PW{dots(label.wide)}^LL{dots(label.high)}"
    body = "".join("^FO{},{}".format(*label.at(part)) + _part(part) + "^FS" for part in label.parts)
    return f"{head}{body}^PQ{max(1, copies)}^XZ\n".encode("ascii")


def escaped(text: str) -> str:
    """`^FH` and `^FD` of a text: the command signs, the escape sign and the backslash as hex."""
    return "^FH_^FD" + "".join(f"_{ord(sign):02X}" if sign in _ESCAPED else sign for sign in sendable(text))


def read_status(answer: bytes) -> tuple[str, ...]:
    """The keys of what is wrong by an answer to `~HS`, none when all is well; an answer that is none is `printer-silent`.

    First line: communication, paper out, pause …; second: …, head up (2), ribbon out (3).
    """
    lines = [line.split(b",") for line in answer.replace(b"\x02", b"").replace(b"\x03", b"").split() if b"," in line]
    if len(lines) < 2 or len(lines[0]) < 3 or len(lines[1]) < 4:
        return ("printer-silent",)
    signs = (("printer-paper-out", lines[0][1]), ("printer-paused", lines[0][2]), ("printer-cover-open", lines[1][2]), ("printer-ribbon-out", lines[1][3]))
    return tuple(key for key, sign in signs if sign == b"1")


def _part(part: Part) -> str:
    match part:
        case Text():
            high = dots(part.high)
            wide = max(1, min(high, int(dots(part.wide) / (len(part.text) or 1) / _WIDEST)))
            return f"^A0N,{high},{wide}" + escaped(part.text)
        case Bars():
            return f"^BY{part.module}^BCN,{dots(part.high)},N,N,N,N" + escaped(_bars(sendable(part.text)))
        case Square():
            return f"^BQN,2,{part.module}" + escaped("QA," + part.text)
        case Picture():
            size = part.raster.stride * part.raster.high
            return f"^GFA,{size},{size},{part.raster.stride}," + part.raster.rows.hex().upper()
        case Rule():
            wide, high = max(1, dots(part.wide)), max(1, dots(part.high))
            return f"^GB{wide},{high},{min(wide, high)}"


def _bars(text: str) -> str:
    """`>` begins an invocation inside a Code 128; `>0` is the sign itself."""
    return ">:" + text.replace(">", ">0")
