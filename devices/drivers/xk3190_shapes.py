"""How the packets of the `xk3190` family look, byte by byte: what may stand where, how long they are, whether the check holds."""

import re
from functools import reduce
from operator import xor

from devices.framers import Shape

CONTINUOUS_SIZE, REPLY_SIZE, SHORT_SIZE, EQUALS_SIZE, A12E_SIZE = 12, 14, 6, 9, 15

HEADS = {"continuous": b"\x02", "reversed": b"=", "forward": b"=", "a12e": b"W "}
"""Format -> the bytes that begin a packet."""


def shape(wanted: str, xor_style: str) -> Shape:
    """The shape of one format."""
    check = CheckDigits(xor_style)
    if wanted == "continuous":
        return Binary(check)
    return A12e(check) if wanted == "a12e" else Equals(wanted)


def digits_of(body: bytes) -> tuple[str, str, int]:
    """Sign, six digits, decimals: `+0020002` -> (`+`, `002000`, 2)."""
    return chr(body[0]), body[1:7].decode("ascii"), body[7] - 0x30


class CheckDigits:
    """An XOR as two hex digits: nibble up to 9 -> 30h +, else 37h + (upper case); `any` also 30h + nibble, as some clones send A to F."""

    def __init__(self, xor_style: str) -> None:
        self._values = _HEX | _CLONE_HEX if xor_style == "any" else _HEX
        self.allowed = bytes(self._values)

    def holds(self, body: bytes, digits: bytes) -> bool:
        """Whether the two digits are the XOR of the body."""
        return self._values[digits[0]] << 4 | self._values[digits[1]] == reduce(xor, body)


class Binary:
    """Continuous: 02, sign, six digits high first, decimals, XOR, 03. Reply: 02, address, command, then the same, or nothing, XOR, 03."""

    def __init__(self, check: CheckDigits) -> None:
        self._check = check
        end = [check.allowed, check.allowed, b"\x03"]
        weight = [b"+-", *[_DIGITS] * 6, b"01234"]
        self._continuous = [b"\x02", *weight, *end]
        self._reply = [b"\x02", _LETTERS, b"BCD", *weight, *end]
        self._short = [b"\x02", _LETTERS, b"A\x04", *end]

    def size(self, begun: bytes) -> int:
        """12, 14 or 6 while every byte so far can belong to such a packet, else -1; 0 before the bytes that tell."""
        wanted = self._wanted(begun)
        return (len(wanted) if len(begun) > _TELLING else 0) if _fits(begun, wanted) else -1

    def valid(self, packet: bytes) -> bool:
        """Whether the XOR holds."""
        return self._check.holds(packet[1:-3], packet[-3:-1])

    def _wanted(self, begun: bytes) -> list[bytes]:
        if begun[1:2] in (b"+", b"-"):
            return self._continuous
        return self._short if begun[2:3] in (b"A", b"\x04") else self._reply if len(begun) > _TELLING else [b"\x02", b"+-" + _LETTERS]


class Equals:
    """`=` and eight bytes without a check: digits, one decimal point at most, the minus first (forward) or last (reversed)."""

    def __init__(self, wanted: str) -> None:
        self._reversed = wanted == "reversed"

    def size(self, begun: bytes) -> int:
        """9 while every byte so far can belong to such a packet, else -1."""
        text = begun[1:]
        minus = text[7:8] if self._reversed else text[:1]
        rest = text[:7] if self._reversed else text[1:]
        fits = all(byte in b"0123456789." for byte in rest) and (not minus or minus in b"0123456789.-") and text.count(b".") <= 1
        return EQUALS_SIZE if fits else -1

    def valid(self, packet: bytes) -> bool:
        """There is nothing to check: the same weight must come again."""
        return len(packet) == EQUALS_SIZE


class A12e:
    """`W`, G or N, seven bytes of value, `kg`, XOR of these eleven, CR LF; nine blanks and `OL` or `LO` in place of the eleven are an overload or underload."""

    def __init__(self, check: CheckDigits) -> None:
        self._check = check
        self._allowed = [b"W ", b"GN ", *[b"-0123456789. "] * 7, b"kOL", b"gLO", check.allowed, check.allowed, b"\r", b"\n"]

    def size(self, begun: bytes) -> int:
        """15 while every byte so far can belong to such a packet, else -1."""
        return A12E_SIZE if _fits(begun, self._allowed) else -1

    def valid(self, packet: bytes) -> bool:
        """Whether it is a weight or an overload, and its XOR holds."""
        body = packet[:11]
        return bool(_A12E.fullmatch(body)) and self._check.holds(body, packet[11:13])


def _fits(begun: bytes, allowed: list[bytes]) -> bool:
    return all(byte in may for byte, may in zip(begun, allowed, strict=False))


_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TELLING = 2
_HEX = {ord(digit): int(digit, 16) for digit in "0123456789ABCDEF"}
_CLONE_HEX = {0x3A + place: 10 + place for place in range(6)}
_A12E = re.compile(rb"W[GN] *-?[0-9]+(\.[0-9]+)? *kg|(W[GN]|  ) {7}(OL|LO)")
