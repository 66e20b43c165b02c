"""`xk3190`: Yaohua weighbridge indicators in continuous mode (tF=0), 12 bytes with an XOR (A26, A23p and DS1 manuals)."""

from dataclasses import dataclass
from functools import reduce
from operator import xor

from devices import readings
from devices.config import choice, configured
from devices.framers import Counters, Packets, Tally
from devices.frames import Config

NAME = "xk3190"


@dataclass(frozen=True)
class Settings:
    """`xor_style`: `any` also takes the `:` to `?` that some clones send for the hex digits A to F."""

    xor_style: str = choice("std", "any")


@dataclass(frozen=True)
class Weight:
    """What the display shows, as a decimal string. The frame carries no motion, overload, tare or unit mark: `devices.settle` waits for equal frames."""

    kind: str
    sign: str
    digits: str
    decimals: int
    value: str
    raw: bytes

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "kind": self.kind, "sign": self.sign, "digits": self.digits, "decimals": self.decimals, "value": self.value, "raw_hex": self.raw.hex(),
        }

    def reading(self) -> readings.Weight:
        """Kilograms, as the weighbridges of this family are set up; the frame says nothing of motion."""
        return readings.Weight(self.value)


class Xk3190:
    """Pure: bytes in, weights out. One frame is weak evidence (an XOR is blind to two equal flips): settle before use."""

    name = NAME
    idle_after = 0.1

    def __init__(self, config: Config = None) -> None:
        self._tally = Tally()
        self._framer = Packets(STX, SIZE, Shape(configured(Settings, NAME, config)), self._tally)

    @property
    def counters(self) -> Counters:
        """What became of the bytes so far."""
        return self._tally.counters

    def feed(self, arrived: bytes) -> list[Weight]:
        """The weights that these bytes complete."""
        return self._weights(self._framer.push(arrived))

    def idle(self) -> list[Weight]:
        """Gives a half frame up; a whole one that begins inside it is found."""
        return self._weights(self._framer.idle())

    def discard(self) -> bytes:
        """Forget the half frame and return it."""
        return self._framer.discard()

    def _weights(self, packets: list[bytes]) -> list[Weight]:
        self._tally.ok += len(packets)
        return [decode(packet) for packet in packets]


class Shape:
    """02, sign, six digits high first, number of decimals, XOR of bytes 2 to 9 as two hex digits, 03."""

    def __init__(self, settings: Settings) -> None:
        self._hex = _HEX | _CLONE_HEX if settings.xor_style == "any" else _HEX
        check = bytes(self._hex)
        self._allowed = [b"\x02", b"+-", *[b"0123456789"] * 6, b"01234", check, check, b"\x03"]

    def size(self, begun: bytes) -> int:
        """12 while every byte so far can belong to such a frame, else -1."""
        fits = all(byte in allowed for byte, allowed in zip(begun, self._allowed, strict=False))
        return SIZE if fits else -1

    def valid(self, packet: bytes) -> bool:
        """Whether the XOR holds."""
        return self._hex[packet[9]] << 4 | self._hex[packet[10]] == reduce(xor, packet[1:9])


def decode(packet: bytes) -> Weight:
    """A sound packet -> its weight; zero has no sign in `value`."""
    sign, digits, decimals = chr(packet[1]), packet[2:8].decode("ascii"), packet[8] - 0x30
    return Weight("continuous", sign, digits, decimals, plain(sign, digits, decimals), packet)


def encode(digits: int, decimals: int = 0) -> bytes:
    """The packet of a display; `digits` without the decimal point, as (2000, 2) for 20.00. For simulators and tests."""
    body = b"%c%06d%d" % (b"-" if digits < 0 else b"+", abs(digits), decimals)
    return b"\x02" + body + b"%02X" % reduce(xor, body) + b"\x03"


def plain(sign: str, digits: str, decimals: int) -> str:
    """(`-`, `000100`, 2) -> `-1.00`."""
    whole, part = digits[: len(digits) - decimals].lstrip("0") or "0", digits[len(digits) - decimals :]
    number = f"{whole}.{part}" if decimals else whole
    return f"-{number}" if sign == "-" and int(digits) else number


STX = 0x02
SIZE = 12
_HEX = {ord(digit): int(digit, 16) for digit in "0123456789ABCDEF"}
_CLONE_HEX = {0x3A + place: 10 + place for place in range(6)}
