"""`toledo`: Mettler-Toledo continuous output and its many clones: 17 bytes, 18 with CHK (Wildcat manual 6-4, IND445 manual, Kern FTC page 42)."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices import feeding, readings
from devices.config import choice, configured
from devices.drivers.xk3190 import plain
from devices.framers import Packets, Tally
from devices.frames import Config

NAME = "toledo"


@dataclass(frozen=True)
class Settings:
    """How the indicator is set up, and where a clone differs from the maker's own table.

    `checksum`: CHK is sent (18 bytes). `mask7`: 7 data bits read as 8, so bit 7 is parity. `swa_fixed` `swb_fixed` `swc_fixed`: the fixed bits of that status
    word are as documented (SWA bit 5 set, bit 6 clear; SWB bit 5 set; SWC bit 5 set, bit 6 clear); false where a clone uses them for something else.
    `unit_from`: `swb` = SWB bit 4 is kg and SWC bits 0 to 2 name other units; `swc` = SWC bit 0 is lb and nothing else names a unit.
    `expanded_bit`: SWC bit 4 means expanded display; false where it is always set.
    """

    checksum: bool = True
    mask7: bool = False
    swa_fixed: bool = True
    swb_fixed: bool = True
    swc_fixed: bool = True
    unit_from: str = choice("swb", "swc")
    expanded_bit: bool = True


@dataclass(frozen=True)
class Weight:
    """One display with its marks. `value` `tare`: decimal strings in `unit`; `increment`: 1, 2 or 5, the last digit's step, 0 where none is told."""

    value: str
    tare: str
    unit: str
    increment: int
    net: bool
    in_motion: bool
    out_of_range: bool
    power_up: bool
    print_request: bool
    expanded: bool
    raw: bytes

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "value": self.value, "tare": self.tare, "unit": self.unit, "net": self.net, "in_motion": self.in_motion, "out_of_range": self.out_of_range,
            "power_up": self.power_up, "print_request": self.print_request, "expanded": self.expanded, "increment": self.increment,
            "raw_hex": self.raw.hex(),
        }

    def reading(self) -> readings.Weight:
        """Only a gross weight in range, of a zeroed scale, as the scale normally shows it, may be taken."""
        marks = {"scale-range": self.out_of_range, "scale-power-up": self.power_up, "scale-expanded": self.expanded, "scale-net": self.net}
        why = next((key for key, marked in marks.items() if marked), "")
        return readings.Weight(self.value, self.unit, not self.in_motion, fit=not why, why=why, wanted=self.print_request)


class Toledo:
    """Pure: bytes in, weights out. CHK may be 02 or 0D and the stream is never cut at one of them; without CHK a frame is weak evidence."""

    name = NAME
    idle_after = 0.1
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None) -> None:
        self._settings = configured(Settings, NAME, config)
        self._tally = Tally()
        heads = b"\x02\x82" if self._settings.mask7 else b"\x02"
        self._framer = Packets(heads, _FULL, Shape(self._settings), self._tally)

    def _read(self, packet: bytes) -> tuple[Weight]:
        return (decode(packet, self._settings),)


class Shape:
    """02, status words A B C, six places of weight, six of tare, 0D, CHK if sent; insignificant leading zeros may be blanks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._size = _FULL if settings.checksum else _FULL - 1
        # (bits that are fixed, how they stand) of bytes 1 to 3
        self._fixed = [
            (0x60, 0x20) if settings.swa_fixed else (0, 0),
            (0x20, 0x20) if settings.swb_fixed else (0, 0),
            (0x60, 0x20) if settings.swc_fixed else (0, 0),
        ]

    def size(self, begun: bytes) -> int:
        """17 or 18 while every byte so far can belong to such a frame, else -1."""
        seven = _seven(begun) if self._settings.mask7 else begun
        return self._size if seven[:17].isascii() and self._header(seven[1:4]) and self._body(seven[4:17]) else -1

    def valid(self, packet: bytes) -> bool:
        """Whether CHK holds: (−sum of the low seven bits from STX to CR) & 7Fh."""
        if not self._settings.checksum:
            return True
        seven = _seven(packet) if self._settings.mask7 else packet
        return seven[17] == check(seven[:17])

    def _header(self, words: bytes) -> bool:
        if not all(word & bits == stand for word, (bits, stand) in zip(words, self._fixed, strict=False)):
            return False
        return not (self._settings.swa_fixed and words and not words[0] & 0x18)

    def _body(self, body: bytes) -> bool:
        weight, tare, end = body[:6], body[6:12], body[12:]
        # A blank after a digit is a fault, and the last place of the weight always shows a digit.
        return all(_places(field) for field in (weight, tare)) and weight[5:] != b" " and end in (b"", b"\r")


def decode(packet: bytes, settings: Settings) -> Weight:
    """A sound packet -> its weight."""
    seven = _seven(packet)
    a, b, c = seven[1:4]
    return Weight(
        _scaled(seven[4:10], a, negative=bool(b & 0x02)), _scaled(seven[10:16], a, negative=False), _unit(b, c, settings.unit_from),
        _INCREMENTS[a >> 3 & 3], bool(b & 0x01), bool(b & 0x08), bool(b & 0x04), bool(b & 0x40), bool(c & 0x08), bool(c & 0x10) and settings.expanded_bit, packet,
    )


def check(seven: bytes) -> int:
    """CHK of the bytes from STX to CR."""
    return -sum(seven) & 0x7F


def _scaled(places: bytes, word_a: int, *, negative: bool) -> str:
    digits = places.decode("ascii").replace(" ", "0")
    power = word_a & 7
    sign = "-" if negative else "+"
    if power < _ONE:
        return plain(sign, digits + "0" * (_ONE - power), 0)
    return plain(sign, digits, power - _ONE)


def _unit(word_b: int, word_c: int, unit_from: str) -> str:
    if unit_from == "swc":
        return "lb" if word_c & 1 else "kg"
    return _UNITS.get(word_c & 7, "") or ("kg" if word_b & 0x10 else "lb")


def _places(field: bytes) -> bool:
    digits = field.lstrip(b" ")
    return not digits or digits.isdigit()


def _seven(packet: bytes) -> bytes:
    return packet.translate(_MASK)


_FULL = 18
_ONE = 2
_MASK = bytes(byte & 0x7F for byte in range(256))
_INCREMENTS = (0, 1, 2, 5)
# 001 is g by the manuals of Fairbanks and Rice Lake; the others stand in the maker's newer tables only. What `settle` does not know is shown, never taken.
_UNITS: Mapping[int, str] = {1: "g", 2: "t", 3: "oz", 4: "ozt", 5: "dwt", 6: "ton", 7: "custom"}
