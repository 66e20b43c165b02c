"""`xk3190`: Yaohua weighbridge indicators: continuous (tF=0), command mode (tF=1), the `=` formats, and A12/A12E (manuals of A26, A23p, DS1, A9+, A12E)."""

import re
from dataclasses import dataclass
from functools import reduce
from operator import xor

from devices import feeding, readings
from devices.config import choice, configured, number
from devices.drivers.xk3190_shapes import A12E_SIZE, EQUALS_SIZE, HEADS, REPLY_SIZE, digits_of, shape
from devices.framers import Packets, Tally
from devices.frames import Config
from devices.trouble import DeviceTrouble

NAME = "xk3190"


@dataclass(frozen=True)
class Settings:
    """How the indicator is set up.

    `format`: `continuous` takes continuous frames and command replies in one stream; the others cannot be told apart safely, so each is set by name.
    `xor_style`: `any` also takes the `:` to `?` that some clones send for the hex digits A to F. `unit`: what the display shows, where the frame has no unit.
    `ask`: '' for an indicator that sends by itself; in command mode address and command, `A-B` asks the indicator at address A for the gross weight
    (A handshake, B gross, C tare, D net), every `ask_ms` milliseconds.
    """

    format: str = choice("continuous", "reversed", "forward", "a12e")
    xor_style: str = choice("std", "any")
    unit: str = choice("kg", "t", "g", "lb")
    ask: str = ""
    ask_ms: int = number(250, 50, 60_000)


@dataclass(frozen=True)
class Continuous:
    """What the display shows, as a decimal string. The frame carries no motion, overload, tare or unit mark: `devices.settle` waits for equal frames."""

    sign: str
    digits: str
    decimals: int
    value: str
    unit: str
    raw: bytes

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "kind": "continuous", "sign": self.sign, "digits": self.digits, "decimals": self.decimals, "value": self.value, "raw_hex": self.raw.hex(),
        }

    def reading(self) -> readings.Weight:
        """In the set unit; the frame says nothing of motion."""
        return readings.Weight(self.value, self.unit)


@dataclass(frozen=True)
class Reply:
    """An answer in command mode. `command`: A handshake, B gross, C tare, D net, or `error` (the indicator knows no such command); A and `error` have no value."""

    address: str
    command: str
    value: str | None
    unit: str
    raw: bytes

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {"kind": "reply", "address": self.address, "command": self.command, "value": self.value, "raw_hex": self.raw.hex()}

    def reading(self) -> readings.Weight | None:
        """Only the gross weight may be taken."""
        if self.command == "A":
            return None
        return readings.Weight(self.value or "", self.unit, fit=self.command == "B", why=_WHY[self.command])


@dataclass(frozen=True)
class Plain:
    """A frame of the formats reversed, forward and a12e. `mode`: gross or net, None where the frame has no mark; no `value`: `fault` is overload or underload."""

    kind: str
    value: str | None
    mode: str | None
    unit: str
    raw: bytes
    fault: str = ""

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "kind": self.kind, "value": self.value, "mode": self.mode, "unit": self.unit, "fault": self.fault or None, "raw_hex": self.raw.hex(),
        }

    def reading(self) -> readings.Weight:
        """A net weight is never taken, nor what is too much or too little for the scale."""
        why = _FAULTS.get(self.fault) or ("scale-net" if self.mode == "net" else "")
        return readings.Weight(self.value or "", self.unit, fit=not why, why=why)


Frame = Continuous | Reply | Plain


class Xk3190:
    """Pure: bytes in, weights out. One frame is weak evidence (an XOR is blind to two equal flips, `=` has no check): settle before use."""

    name = NAME
    idle_after = 0.1
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None) -> None:
        self._settings = configured(Settings, NAME, config)
        self.asks = _question(self._settings)
        self.asks_every = self._settings.ask_ms / 1000
        self._tally = Tally()
        wanted = self._settings.format
        self._framer = Packets(HEADS[wanted], _MOST[wanted], shape(wanted, self._settings.xor_style), self._tally)

    def _read(self, packet: bytes) -> tuple[Frame]:
        return (_DECODE[self._settings.format](packet, self._settings.unit),)


def plain(sign: str, digits: str, decimals: int) -> str:
    """(`-`, `000100`, 2) -> `-1.00`; zero has no sign."""
    whole, part = digits[: len(digits) - decimals].lstrip("0") or "0", digits[len(digits) - decimals :]
    value = f"{whole}.{part}" if decimals else whole
    return f"-{value}" if sign == "-" and int(digits) else value


def encode(digits: int, decimals: int = 0) -> bytes:
    """The continuous packet of a display; `digits` without the decimal point, as (2000, 2) for 20.00. For simulators and tests."""
    return framed(b"%c%06d%d" % (b"-" if digits < 0 else b"+", abs(digits), decimals))


def framed(body: bytes) -> bytes:
    """02, the body, its XOR as two hex digits, 03: a packet, a request or a reply."""
    return b"\x02" + body + b"%02X" % reduce(xor, body) + b"\x03"


def _binary(packet: bytes, unit: str) -> Frame:
    if packet[1] in b"+-":
        sign, digits, decimals = digits_of(packet[1:9])
        return Continuous(sign, digits, decimals, plain(sign, digits, decimals), unit, packet)
    command = "error" if packet[2] == _WRONG_COMMAND else chr(packet[2])
    value = plain(*digits_of(packet[3:11])) if len(packet) == REPLY_SIZE else None
    return Reply(chr(packet[1]), command, value, unit, packet)


def _reversed(packet: bytes, unit: str) -> Plain:
    return Plain("reversed", _with_point(packet[:0:-1]), None, unit, packet)


def _forward(packet: bytes, unit: str) -> Plain:
    return Plain("forward", _with_point(packet[1:]), None, unit, packet)


def _a12e(packet: bytes, _unit: str) -> Plain:
    mode = {ord("G"): "gross", ord("N"): "net"}.get(packet[1])
    if packet[9:11] in _NO_WEIGHT:
        return Plain("a12e", None, mode, "kg", packet, _NO_WEIGHT[packet[9:11]])
    return Plain("a12e", _with_point(packet[2:9]), mode, packet[9:11].decode("ascii"), packet)


def _with_point(spelled: bytes) -> str:
    """`-0001.00`, `  4.139` or `0043000` -> a decimal string."""
    text = spelled.decode("ascii").strip(" ")
    whole, _, part = text.lstrip("-").partition(".")
    return plain("-" if text.startswith("-") else "+", (whole + part) or "0", len(part))


def _question(settings: Settings) -> bytes:
    """`A-B` -> the request of 6 bytes."""
    if not settings.ask:
        return b""
    if not re.fullmatch("[A-Z]-[A-D]", settings.ask) or settings.format != "continuous":
        reason = "address A to Z, -, command A to D, as in A-B, for the format continuous only"
        raise DeviceTrouble("config-wrong", driver=NAME, name="ask", reason=reason)
    return framed(settings.ask.replace("-", "").encode("ascii"))


_WRONG_COMMAND = 0x04
_NO_WEIGHT = {b"OL": "overload", b"LO": "underload"}
_FAULTS = {"overload": "scale-overload", "underload": "scale-underload"}
_WHY = {"B": "", "C": "scale-tare", "D": "scale-net", "error": "scale-refused"}
_MOST = {"continuous": REPLY_SIZE, "reversed": EQUALS_SIZE, "forward": EQUALS_SIZE, "a12e": A12E_SIZE}
_DECODE = {"continuous": _binary, "reversed": _reversed, "forward": _forward, "a12e": _a12e}
