"""`r2000`: RFID readers of the R2000 family with `A0 len addr cmd data check` frames.

Head and length: Serial Interface Protocol V3.7. The sum, and how a report of the real-time inventory is cut (antenna in the two low bits, PC, EPC,
strength), agree with frames that users of such readers published; no unit was at hand to check them.
"""

from dataclasses import dataclass

from devices import feeding
from devices.config import choice, configured, number
from devices.framers import Packets, Tally
from devices.frames import Config
from devices.readings import Tag

NAME = "r2000"


@dataclass(frozen=True)
class Settings:
    """`address` of the reader on its line, 255 listens to all and asks as 255; `inventory`: `real-time` asks for one round after another, `none` only listens; `every`: milliseconds between two rounds."""

    address: int = number(1, 0, 255)
    inventory: str = choice("real-time", "none")
    every: int = number(300, 50, 60_000)


@dataclass(frozen=True)
class Answer:
    """One frame. `kind`: tag | reply | command (one's own, heard on a tapped line).

    Of a tag: `antenna` counted from 1, `pc` and `epc` as hex digits, `rssi_raw` as it was sent: what it is in dBm is not known.
    """

    address: int
    cmd: int
    kind: str
    params: bytes
    raw: bytes
    antenna: int | None = None
    pc: str | None = None
    epc: str | None = None
    rssi_raw: int | None = None

    def fields(self) -> dict[str, object]:
        """JSON values, named as those of `uhf` where they mean the same."""
        return {
            "address": self.address, "cmd": self.cmd, "kind": self.kind, "antenna": self.antenna, "pc": self.pc, "epc": self.epc,
            "rssi_raw": self.rssi_raw, "params_hex": self.params.hex(), "raw_hex": self.raw.hex(),
        }

    def reading(self) -> Tag | None:
        """The tag; its own CRC is not sent, so the frame's sum is all that vouches for it."""
        return Tag(self.epc) if self.epc else None


class R2000:
    """Pure: bytes in, frames out. EPCs contain A0, so a frame is cut by its length."""

    name = NAME
    idle_after = 0.1
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None) -> None:
        known = configured(Settings, NAME, config)
        self._tally = Tally()
        self._framer = Packets(HEAD, MOST, Shape(known.address), self._tally)
        self.asks = encode(known.address, REAL_TIME, b"\x01") if known.inventory == "real-time" else b""
        self.asks_every = known.every / 1000

    def _read(self, packet: bytes) -> tuple[Answer]:
        return (decode(packet),)


class Shape:
    """A0, the number of bytes behind this one, address, command, data, the negative sum of all before. Of one address: eight bits of sum are weak."""

    def __init__(self, address: int) -> None:
        self._address = address

    def size(self, begun: bytes) -> int:
        """Told by the length, which counts address, command and sum at least."""
        if len(begun) < _TOLD:
            return 0
        if begun[1] < _LEAST or (len(begun) > _TOLD and self._address not in (begun[_TOLD], ALL)):
            return -1
        return begun[1] + _TOLD

    def valid(self, packet: bytes) -> bool:
        """Whether everything sums up to nothing."""
        return sum(packet) & 0xFF == 0


def decode(packet: bytes) -> Answer:
    """A sound frame -> what it says. A tag is a report whose control word tells the very length of its EPC; everything else stays a reply."""
    address, cmd, params = packet[2], packet[3], packet[4:-1]
    epc = params[3:-1]
    if cmd == REAL_TIME and epc and params[1] >> 3 << 1 == len(epc):
        return Answer(address, cmd, "tag", params, packet, (params[0] & 0x03) + 1, params[1:3].hex().upper(), epc.hex().upper(), params[-1])
    return Answer(address, cmd, "command" if packet == encode(address, REAL_TIME, b"\x01") else "reply", params, packet)


def encode(address: int, cmd: int, params: bytes = b"") -> bytes:
    """A frame; at most 252 bytes of data. For the reader's commands, simulators and tests."""
    told = bytes([HEAD, len(params) + _LEAST, address, cmd]) + params
    return told + bytes([-sum(told) & 0xFF])


def encode_tag(epc: bytes, *, address: int = 1, antenna: int = 1, strength: int = 98) -> bytes:
    """The report of a tag; an EPC of whole words (an even number of bytes, at most 62)."""
    return encode(address, REAL_TIME, bytes([antenna - 1]) + (len(epc) // 2 << 11).to_bytes(2) + epc + bytes([strength]))


HEAD, REAL_TIME, ALL = 0xA0, 0x89, 0xFF
MOST = 257
_TOLD, _LEAST = 2, 3
