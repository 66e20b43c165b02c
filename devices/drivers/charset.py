"""Bytes of a bar code to text: strict, in a fixed order, and always with the name of the charset that was used."""

import re
from collections.abc import Mapping

AUTO = ("ascii", "utf-8", "gb18030")
"""Order of trial. GB18030, not GBK: rare surnames need its four bytes. Shift-JIS cannot be told from GB18030, so it is a setting only."""

_ECI: Mapping[int, str] = {3: "iso-8859-1", 20: "shift_jis", 26: "utf-8", 27: "ascii", 28: "big5", 29: "gb18030", 31: "gb18030", 32: "gb18030"}

_ESCAPE = re.compile(rb"\\(?:(\\)|(\d{6}))?")


class NotText(ValueError):  # noqa: N818 - an answer about bytes, not an error
    """No allowed charset reads these bytes."""


def read(payload: bytes, encoding: str) -> tuple[str, str]:
    """(text, charset used); `encoding` is a charset or `auto`. Raises NotText."""
    for charset in AUTO if encoding == "auto" else (encoding,):
        try:
            return payload.decode(charset, errors="strict"), charset
        except UnicodeDecodeError:
            continue
    raise NotText(encoding)


def read_eci(payload: bytes, encoding: str) -> tuple[str, str]:
    r"""The same for the ECI protocol (AIM ECI Part 3): `\\\\` is one backslash, `\\nnnnnn` switches the charset; `encoding` holds until the first switch."""
    text, used = "", []
    for charset, part in _parts(payload, encoding):
        read_part, name = read(part, charset)
        text += read_part
        used.append(name)
    return text, _together(used)


def _parts(payload: bytes, encoding: str) -> list[tuple[str, bytes]]:
    """The payload cut at its switches; a byte 5Ch inside a two-byte character is doubled too, so this is done before decoding."""
    parts = [(encoding, bytearray())]
    place = 0
    for escape in _ESCAPE.finditer(payload):
        parts[-1][1].extend(payload[place : escape.start()])
        place = escape.end()
        if escape[1]:
            parts[-1][1].extend(b"\\")
        elif escape[2] and int(escape[2]) in _ECI:
            parts.append((_ECI[int(escape[2])], bytearray()))
        else:
            raise NotText(escape[0].decode("ascii"))
    parts[-1][1].extend(payload[place:])
    return [(charset, bytes(part)) for charset, part in parts if part]


def _together(used: list[str]) -> str:
    """One name for several parts: ASCII adds nothing to a wider charset."""
    wider = list(dict.fromkeys(name for name in used if name != "ascii"))
    return "+".join(wider) or "ascii"
