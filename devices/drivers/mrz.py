"""`mrz`: document readers that send the machine readable zone as lines: plain, DESKO/CUTE (02 … 03), or 3M/Rochford RTE6701 (01 … "OU" 02 … 03 BCC).

It only frames: check digits and fields are the business of `codes`. Personal: nothing of it is kept, shown as raw bytes or logged (`private`).
"""

import re
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from devices import feeding, readings
from devices.config import choice, configured
from devices.framers import Between, Framer, Lines, Packets, Tally
from devices.frames import Config

NAME = "mrz"


@dataclass(frozen=True)
class Settings:
    """`framing`: `auto` takes every framing by its lines; the others take only their own. `bcc` counts for `rte` only.

    What the RTE's BCC covers is not known: `none` takes any byte there; `xor` the XOR of all bytes behind the 01; `xor-all` with it.
    """

    framing: str = choice("auto", "lines", "desko", "rte")
    bcc: str = choice("none", "xor", "xor-all")


@dataclass(frozen=True)
class Zone:
    """The lines of one document, a character that the reader could not read as it sent it (`?`, `*`, `_`, a blank, BF …); `raw`: the same bytes joined by LF, without the marks around them. Neither is ever shown by `repr`."""

    format: str
    lines: tuple[str, ...] = field(repr=False)
    raw: bytes = field(repr=False)

    def fields(self) -> dict[str, object]:
        """JSON values; what the lines mean is added by who may know it."""
        return {"format": self.format, "lines": list(self.lines), "raw_hex": self.raw.hex()}

    def reading(self) -> readings.Document:
        """The lines joined by LF."""
        return readings.Document("\n".join(self.lines))


class Mrz:
    """Pure: bytes in, documents out."""

    name = NAME
    private = True
    lists = ("documents",)
    # Some readers pause between two lines; some send the last one without an end.
    idle_after = 0.5
    feed, counters = feeding.feed, feeding.counters

    def __init__(self, config: Config = None) -> None:
        known = configured(Settings, NAME, config)
        self._tally = Tally()
        self._framer = _framer(known, self._tally)
        self._blocks = known.framing in ("desko", "rte")
        self._flagged = known.framing == "rte"
        self._waiting: list[bytes] = []
        self._behind_head = False

    def idle(self) -> list[Zone]:
        """Silence ends the last line; what is no whole document then is given up."""
        found = feeding.idle(self)
        self._give_up()
        self._behind_head = False
        return found

    def discard(self) -> bytes:
        """Forget the unfinished document and return its bytes."""
        half = b"\n".join((*self._waiting, feeding.discard(self)))
        self._waiting, self._behind_head = [], False
        return half

    def _read(self, candidate: bytes) -> list[Zone]:
        return self._block(candidate) if self._blocks else self._piece(candidate)

    def _block(self, block: bytes) -> list[Zone]:
        """A block is one document or none."""
        if self._flagged:
            block = block[_RTE_HEAD:-_RTE_TAIL]
        lines = [line for piece in _ENDS.split(block) if (line := _bare(piece))]
        zone = _whole([part for line in lines for part in _cut(line)])
        if zone is None:
            self._tally.reject(len(block))
        return [] if zone is None else [zone]

    def _piece(self, piece: bytes) -> list[Zone]:
        """What stands between two marks: a line, both lines glued, or the reader's own words around them."""
        line = _bare(piece[1:] if self._behind_head else piece)
        self._behind_head = bool(_RTE_MARK.search(piece))
        parts = _cut(line)
        if not parts:
            self._stray(line)
        return [zone for part in parts if (zone := self._add(part)) is not None]

    def _add(self, line: bytes) -> Zone | None:
        if self._waiting and (len(self._waiting[0]) != len(line) or _anew(line, len(self._waiting))):
            self._give_up()
        if not self._waiting and not _first(line):
            self._tally.reject(len(line))
            return None
        self._waiting.append(line)
        zone = _whole(self._waiting)
        if zone is not None:
            self._waiting = []
        elif len(self._waiting) == _COUNT[len(line)]:
            self._give_up()
        return zone

    def _stray(self, line: bytes) -> None:
        """A long line that is none was meant to be one: what waits for it will not be completed. Short ones are marks and flags."""
        if len(line) < _SHORTEST:
            self._tally.bytes_dropped += len(line)
            return
        self._give_up()
        self._tally.reject(len(line))

    def _give_up(self) -> None:
        if self._waiting:
            self._tally.reject(sum(map(len, self._waiting)))
            self._waiting = []


class RteShape:
    """01, two bytes of length, `OU`, 02, a flag, lines ended by 0D, 03, BCC. What the length counts is not known, so the end mark decides."""

    def __init__(self, bcc: str) -> None:
        self._bcc = bcc

    def size(self, begun: bytes) -> int:
        """Up to the byte behind the first 03."""
        if begun[3:_RTE_MARKED] != b"OU\x02"[: max(0, len(begun) - 3)]:
            return -1
        end = begun.find(b"\x03", _RTE_HEAD)
        if end < 0:
            return 0 if len(begun) < MOST - 1 else -1
        return end + 2

    def valid(self, packet: bytes) -> bool:
        """Whether the BCC holds, where its rule is set."""
        if self._bcc == "none":
            return True
        return reduce(xor, packet[0 if self._bcc == "xor-all" else 1 : -1]) == packet[-1]


def _framer(known: Settings, tally: Tally) -> Framer[bytes]:
    if known.framing == "desko":
        return Between(b"\x02", b"\x03", MOST, tally)
    if known.framing == "rte":
        return Packets(0x01, MOST, RteShape(known.bcc), tally)
    return Lines(b"\r\n" if known.framing == "lines" else b"\r\n\x02\x03", MOST, tally, silence_ends=True)


def _bare(piece: bytes) -> bytes:
    """Without the noise of a plug and without the `_` that fill a short line; a blank or `_` that makes the length right stands for a character not read."""
    whole = piece.strip(b"\x00\xff")
    bare = whole.strip(b" \t").rstrip(b"_")
    return whole if len(bare) not in _LENGTHS and len(whole) in _COUNT else bare


def _unread(lines: bytes) -> bytes:
    """The sign that stands for every character not read; b"" where all were read, several bytes where no one sign explains the rest."""
    return bytes(set(_READ.sub(b"", lines)))


def _legible(line: bytes) -> bool:
    """All of it read but a few characters, for which one sign stands that is no letter, digit or control character."""
    sign = _unread(line)
    return not sign or (_SIGN.fullmatch(sign) is not None and line.count(sign) <= len(line) // _FEWEST)


def _first(line: bytes) -> bool:
    """Whether it begins as the first line of a document does, one or two characters not read put aside."""
    sign, begun = _unread(line), line[:_BEGIN]
    if sign:
        if begun.count(sign) > _FEW:
            return False
        begun = (b"P" if begun.startswith(sign) else begun[:1]) + begun[1:].replace(sign, b"<")
    return _FIRST.match(begun) is not None


def _anew(line: bytes, place: int) -> bool:
    """Whether it begins another document where line `place` (from 0) of this one should stand: the rest of the one before was not heard.

    ICAO 9303: the first line of two has no digit and the second has dates; of three the second begins with a date and the third, the names, has no digit.
    """
    digits = any(byte in b"0123456789" for byte in line)
    return _first(line) and ((place == 1 or digits) if _COUNT[len(line)] == _MOST_LINES else not digits)


def _cut(line: bytes) -> list[bytes]:
    """A line as it is, all lines of a document glued together as their parts, anything else as nothing."""
    if not _legible(line):
        return []
    width = _GLUED.get(len(line), len(line))
    return [line[at : at + width] for at in range(0, len(line), width)] if width in _COUNT else []


def _whole(lines: list[bytes]) -> Zone | None:
    if not lines or len({len(line) for line in lines}) != 1 or len(lines) != _COUNT.get(len(lines[0])):
        return None
    sign = _unread(b"".join(lines))
    if len(sign) > 1 or (sign and b"<<" not in b"".join(lines)):
        return None
    visa = lines[0].startswith(b"V")
    form = {44: "MRV-A" if visa else "TD3", 36: "MRV-B" if visa else "TD2", 30: "TD1"}[len(lines[0])]
    return Zone(form, tuple(line.decode("latin-1") for line in lines), b"\n".join(lines))


MOST = 300
_COUNT = {44: 2, 36: 2, 30: 3}
_MOST_LINES = 3
_GLUED = {88: 44, 72: 36, 90: 30}
_SHORTEST = 20
_LENGTHS = {*_COUNT, *_GLUED}
_READ = re.compile(rb"[0-9A-Z<]+")
_SIGN = re.compile(rb"[ -/:;=>?@\[-`{-~\x80-\xfe]")
# At most one character in four may be unread.
_FEWEST = 4
_BEGIN, _FEW = 5, 2
_ENDS = re.compile(rb"[\r\n]")
# Document code and state: letters only, so the second line of a passport that is half heard is no first line.
_FIRST = re.compile(rb"[ACIPV][A-Z<][A-Z<]{3}")
_RTE_HEAD, _RTE_TAIL, _RTE_MARKED = 7, 2, 6
_RTE_MARK = re.compile(rb"(?:\x01..|\A.?)OU\Z", re.DOTALL)
