"""Signs of a wrong line in the bytes themselves: another baud rate, another parity, separators of GS1 lost on the way."""

import re
from collections.abc import Mapping
from itertools import pairwise

from devices.drivers import aim

RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
"""The rates scanners and scales are set to."""


def parity(told: bytes) -> str:
    """`E` or `O` when every byte has that parity and a fair share of them the top bit (7E1 or 7O1 read as 8N1); '' otherwise.

    Readable text below the top bits says it at once; other bytes (a frame with its check) only when so many different ones cannot agree by chance.
    Chinese may agree by chance: where it reads as the usual one (GB 2312-1980), only codes of capitals and digits below the top bits say it.
    """
    kind = alike(told)
    if not kind or _is_utf8(told):
        return ""
    bare = bytes(byte & 0x7F for byte in told).translate(None, b"\r\n")
    sure = _usual(bare) == len(bare) if _is_gb(told, "gbk") else _readable(bare) >= _MOST * len(bare)
    sure = sure or (not _is_gb(told, "gb2312") and _agreeing(told))
    return kind if sure else ""


def alike(told: bytes) -> str:
    """`E` or `O` when every byte has that parity and some have the top bit; '' otherwise. Few bytes may agree by chance."""
    kinds = {byte.bit_count() % 2 for byte in told}
    return "EO"[kinds.pop()] if len(told) >= _FEW and len(kinds) == 1 and sum(byte > 0x7F for byte in told) >= _SOME else ""


def noise(told: bytes) -> bool:
    """Nothing but runs of 00 or FF, or a stray byte or two among them: a break, a cable being plugged in."""
    bare = told.strip(b"\x00\xff")
    return len(bare) < _SOME and _readable(bare) < len(bare) if bare else True


def garbled(told: bytes, driver: str) -> bool:
    """Whether no text of any of our charsets looks like this; for binary protocols only the bytes of a slower device count."""
    return bool(slower(told, RATES[-1])) or (driver == "scanner-line" and not _is_text(told.strip(b"\x00\xff")))


def odd(told: bytes) -> bool:
    """Whether it reads like no code: few of its characters are the digits and capitals that codes are made of, and no Chinese accounts for the rest."""
    return _usual(told) < _ALPHABET * len(told) and not (_is_utf8(told) and not told.isascii())


def slower(told: bytes, baud: int) -> int:
    """The rate of a device that speaks slower than the port listens, told from its bytes; 0 when they do not say.

    At k times the rate each bit of the device is seen k times: all runs of equal bits, from the start bit on, are multiples of k (F8 FE 80 00 E0 C0 …).
    """
    for factor, bytes_of in sorted(_STRETCHED.items(), reverse=True):
        share = sum(byte in bytes_of for byte in told) / max(1, len(told))
        if len(told) >= _FEW and share >= _NEARLY_ALL and len(set(told) - {0, 0xFF}) >= 1:
            return min(RATES, key=lambda rate: abs(rate - baud // factor))
    return 0


def separator(text: str, mark: str | None) -> str | None:
    """What became of the GS between GS1 elements: the text sent in its place, '' when it is gone, None when nothing is amiss.

    Read as GS1 (General Specifications, 2024): after an AIM identifier that says so, or 01 and fourteen digits in front. Only a value that is longer
    than its element allows, or holds a known substitute before another element, is called amiss.
    """
    if "\x1d" in text or not (mark in aim.GS1 or _GTIN.match(text)):
        return None
    rest = text
    while fixed := _FIXED.match(rest):
        rest = rest[fixed.end() :]
    loose = _LOOSE.match(rest)
    if loose is None:
        return None
    value = rest[loose.end() :]
    for substitute in SUBSTITUTES:
        if substitute in value and _ELEMENT.match(value.split(substitute, 1)[1]):
            return substitute
    return "" if len(value) > _LONGEST or _GLUED.search(value) else None


SUBSTITUTES = ("<GS>", "{GS}", "[GS]", "~1", "\\x1d", "^]", "|", "~", "^", "#", "@")
"""What scanners are set to send in place of GS, longest first."""


def _stretched(factor: int) -> frozenset[int]:
    return frozenset(byte for byte in range(256) if all(size % factor == 0 for size in _runs(byte)))


def _runs(byte: int) -> list[int]:
    """Lengths of the runs of equal bits on the wire, start bit first; the last run goes on behind the byte and is not counted."""
    bits = [0, *(byte >> place & 1 for place in range(8))]
    sizes, size = [], 1
    for before, after in pairwise(bits):
        if before == after:
            size += 1
        else:
            sizes.append(size)
            size = 1
    return sizes


def _agreeing(told: bytes) -> bool:
    """Many different bytes, about as many with the top bit as without: one thousand to one against chance."""
    several = set(told)
    return len(several) >= _SEVERAL and len(several) <= _FAIR * sum(byte > 0x7F for byte in several)


def _usual(told: bytes) -> int:
    """How many are of the characters that codes are made of."""
    return sum(0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or byte in b"- /:]" for byte in told)


def _readable(told: bytes) -> int:
    return sum(0x20 <= byte < 0x7F or byte in b"\r\n\t\x1d\x02\x03\x1e\x04" for byte in told)


def _is_text(told: bytes) -> bool:
    """Text in one of our charsets without control characters that no code holds."""
    lines = [line for line in re.split(rb"[\r\n]", told) if line]
    for charset in ("utf-8", "gb18030"):
        try:
            if lines and not any(_CONTROL.search(line.decode(charset)) for line in lines):
                return True
        except UnicodeDecodeError:
            continue
    return False


def _is_gb(told: bytes, charset: str) -> bool:
    try:
        told.decode(charset)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(told: bytes) -> bool:
    try:
        told.decode()
    except UnicodeDecodeError:
        return False
    return True


_STRETCHED: Mapping[int, frozenset[int]] = {factor: _stretched(factor) for factor in (2, 3, 4, 6, 8)}
_FEW, _SOME, _LONGEST = 8, 3, 20
_SEVERAL, _FAIR = 10, 5
_MOST, _ALPHABET, _NEARLY_ALL = 0.95, 0.8, 0.95
_CONTROL = re.compile(r"[\x00-\x01\x05-\x08\x0b\x0c\x0e-\x1c\x1f\x7f-\x9f]")
_GTIN = re.compile(r"\x1d?01[0-9]{14}")
_FIXED = re.compile(r"\x1d?(?:00[0-9]{18}|0[1-4][0-9]{14}|1[1-9][0-9]{6}|20[0-9]{2}|3[1-6][0-9]{8}|41[0-9]{14})")
_LOOSE = re.compile(r"(?:10|21|22|24[0-3]|25[0-4]|30|37|40[0-3]|42[0-2]|9[0-9])")
_ELEMENT = re.compile(r"(?:0[0-4]|1[0-79]|2[0-2]|24|25|30|37|4[0-2]|9[0-9])[0-9A-Za-z]")
_GLUED = re.compile(r"[A-Za-z](?:1[1357]2[0-9](?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])|21[0-9A-Z]{4,})$")
