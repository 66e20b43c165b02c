"""The check sums of serial devices: how each is made and where it stands in a frame."""

import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor

from devices.config import choice, number


@dataclass(frozen=True)
class Checksum:
    """Places count from the first byte of the frame, its marks included; negative ones from its end.

    `first` and `until`: from which byte up to, and without, which the sum goes (`until` 0: up to the sum itself); `at`: where it stands.
    `form`: as hex digits or as bytes; `order` of the two bytes of a CRC; `init` of crc16-ccitt (polynomial 1021h, not reflected).
    """

    kind: str = choice("none", "xor", "sum8", "sum8-neg", "crc16-ccitt", "crc16-modbus")
    first: int = number(0, -4096, 4096)
    until: int = number(0, -4096, 4096)
    at: int = number(-1, -4096, 4096)
    form: str = choice("binary", "ascii-hex")
    order: str = choice("high-first", "low-first")
    init: int = number(0xFFFF, 0, 0xFFFF)

    @property
    def size(self) -> int:
        """How many bytes it takes in the frame."""
        return (2 if self.kind.startswith("crc16") else 1) * (2 if self.form == "ascii-hex" else 1)

    def holds(self, frame: bytes) -> bool:
        """Whether the frame's own sum is right; a frame too short to have one is wrong."""
        if self.kind == "none":
            return True
        at = self.at if self.at >= 0 else len(frame) + self.at
        found = frame[at : at + self.size] if at >= 0 else b""
        return len(found) == self.size and (found.upper() if self.form == "ascii-hex" else found) == self.spelled(frame)

    def spelled(self, frame: bytes) -> bytes:
        """The sum as it should stand in this frame."""
        at = self.at if self.at >= 0 else len(frame) + self.at
        value = SUMS[self.kind](frame[self.first : self.until or max(at, 0)], self.init)
        plain = value.to_bytes(2 if self.kind.startswith("crc16") else 1, "big" if self.order == "high-first" else "little")
        return plain.hex().upper().encode("ascii") if self.form == "ascii-hex" else plain


def crc16_modbus(part: bytes) -> int:
    """CRC-16/MODBUS (Modbus over serial line 1.02): polynomial 8005h reflected, start FFFFh."""
    value = 0xFFFF
    for byte in part:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


SUMS: Mapping[str, Callable[[bytes, int], int]] = {
    "none": lambda _, __: 0,
    "xor": lambda part, _: reduce(xor, part, 0),
    "sum8": lambda part, _: sum(part) & 0xFF,
    "sum8-neg": lambda part, _: -sum(part) & 0xFF,
    "crc16-ccitt": binascii.crc_hqx,
    "crc16-modbus": lambda part, _: crc16_modbus(part),
}
