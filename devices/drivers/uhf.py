"""`uhf`: RFID reader modules with `BB … 7E` frames (M100, YRM100x, R200); electron.id EL-UHF-RMT01 and the quick guide of the protocol.

A near relative, RCP, has a CRC-16 behind the 7E. Which one, over what, and whether its commands and reports are cut alike is not known: `crc_after` lets it
be read, and only listened to, until a unit was seen.
"""

import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from devices import feeding
from devices.checksums import crc16_modbus
from devices.config import choice, configured, number
from devices.framers import Packets, Tally
from devices.frames import Config
from devices.readings import Tag

NAME = "uhf"

CRCS: Mapping[str, Callable[[bytes], int]] = {
    "ccitt-ffff": lambda part: binascii.crc_hqx(part, 0xFFFF), "ccitt-0": lambda part: binascii.crc_hqx(part, 0),
    "genibus": lambda part: binascii.crc_hqx(part, 0xFFFF) ^ 0xFFFF, "modbus": crc16_modbus,
}
"""What could stand behind the 7E of an RCP frame."""


@dataclass(frozen=True)
class Settings:
    """How the module is made to look for tags: `multiple` once after opening (and again every `again` seconds), `single` one look every 0.3 s, `none`.

    A module ends 65,535 looks by itself, without a word: it must be told again. Whether one that still looks minds that is not known.

    `crc_after`: two bytes follow the 7E (RCP). `crc`: `any` takes whatever stands there; else the CRC over all from the type to the 7E, high byte first.
    """

    inventory: str = choice("multiple", "single", "none")
    again: int = number(300, 10, 3600)
    crc_after: bool = False
    crc: str = choice("any", *CRCS)


@dataclass(frozen=True)
class Answer:
    """One frame. `kind`: tag | error | reply | command; `params`: its bytes; a command is one's own, heard on a tapped line.

    Of a tag: `rssi_dbm`, its protocol control word `pc` and `epc` as hex digits, `epc_crc_ok`: whether the tag's own CRC holds. `error`: the code as hex digits.
    """

    type: int
    cmd: int
    kind: str
    params: bytes
    raw: bytes
    rssi_dbm: int | None = None
    pc: str | None = None
    epc: str | None = None
    epc_crc_ok: bool | None = None
    error: str | None = None

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "type": self.type, "cmd": self.cmd, "kind": self.kind, "rssi_dbm": self.rssi_dbm, "pc": self.pc, "epc": self.epc,
            "epc_crc_ok": self.epc_crc_ok, "error": self.error, "params_hex": self.params.hex(), "raw_hex": self.raw.hex(),
        }

    def reading(self) -> Tag | None:
        """The tag, when its own CRC holds: the module's sum is weak and says nothing of the way through the air."""
        return Tag(self.epc, self.rssi_dbm) if self.epc and self.epc_crc_ok else None


class Uhf:
    """Pure: bytes in, frames out. EPCs contain BB and 7E, so a frame is cut by its length."""

    name = NAME
    idle_after = 0.1
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None) -> None:
        known = configured(Settings, NAME, config)
        self._tally = Tally()
        self._behind = CRC if known.crc_after else 0
        self._framer = Packets(HEAD, MOST + EXTRA + self._behind, Shape(self._behind, known.crc), self._tally)
        # What is not known is not sent either: an RCP reader must be set to report by itself.
        looks = "none" if known.crc_after else known.inventory
        self.greets = {"multiple": MULTIPLE, "single": STOP, "none": b""}[looks]
        self.asks = {"multiple": MULTIPLE, "single": SINGLE, "none": b""}[looks]
        self.asks_every = 0.3 if known.inventory == "single" else float(known.again)

    def _read(self, packet: bytes) -> tuple[Answer]:
        return (replace(decode(packet[: len(packet) - self._behind]), raw=packet),)


class Shape:
    """BB, type, command, two bytes of length, that many parameters, the low byte of the sum of all since the type, 7E; of RCP two bytes more."""

    def __init__(self, behind: int = 0, crc: str = "any") -> None:
        self._behind, self._crc = behind, CRCS.get(crc)

    def size(self, begun: bytes) -> int:
        """Told by the length field, once type and length are plausible."""
        if len(begun) > 1 and begun[1] not in TYPES:
            return -1
        if len(begun) < _HEADER:
            return -1 if len(begun) > 3 and begun[3] > MOST >> 8 else 0
        length = int.from_bytes(begun[3:5])
        return length + EXTRA + self._behind if length <= MOST else -1

    def valid(self, packet: bytes) -> bool:
        """Whether the sum, the end mark and what is asked for behind it are there."""
        body, behind = packet[: len(packet) - self._behind], packet[len(packet) - self._behind :]
        if body[-1] != TAIL or sum(body[1:-2]) & 0xFF != body[-2]:
            return False
        return not behind or self._crc is None or self._crc(body[1:]) == int.from_bytes(behind)


def decode(packet: bytes) -> Answer:
    """A sound frame -> what it says."""
    kind, cmd, params = packet[1], packet[2], packet[5:-2]
    if kind == COMMAND:
        return Answer(kind, cmd, "command", params, packet)
    if cmd == FAILED:
        return Answer(kind, cmd, "error", params, packet, error=params[:1].hex().upper())
    if cmd in (INVENTORY, MANY) and len(params) > _AROUND:
        epc, crc = params[3:-2], int.from_bytes(params[-2:])
        rssi = int.from_bytes(params[:1], signed=True)
        # The control word says how many words the EPC has; the CRC stands over both.
        ok = params[1] >> 3 << 1 == len(epc) and tag_crc(params[1:-2]) == crc
        return Answer(kind, cmd, "tag", params, packet, rssi, params[1:3].hex().upper(), epc.hex().upper(), ok)
    return Answer(kind, cmd, "reply", params, packet)


def tag_crc(told: bytes) -> int:
    """CRC-16/GENIBUS over control word and EPC (ISO/IEC 18000-63, annex F)."""
    return binascii.crc_hqx(told, 0xFFFF) ^ 0xFFFF


def encode(kind: int, cmd: int, params: bytes = b"") -> bytes:
    """A frame. For the module's commands, simulators and tests."""
    body = bytes([kind, cmd]) + len(params).to_bytes(2) + params
    return bytes([HEAD]) + body + bytes([sum(body) & 0xFF, TAIL])


def encode_tag(epc: bytes, rssi: int = -56) -> bytes:
    """The notice of a tag; an EPC of whole words (an even number of bytes, at most 62)."""
    told = (len(epc) // 2 << 11).to_bytes(2) + epc
    return encode(NOTICE, INVENTORY, rssi.to_bytes(1, signed=True) + told + tag_crc(told).to_bytes(2))


HEAD, TAIL = 0xBB, 0x7E
MOST = 512
EXTRA = 7
TYPES = (0, 1, 2)
COMMAND, RESPONSE, NOTICE = TYPES
INVENTORY, MANY, HALT, FAILED = 0x22, 0x27, 0x28, 0xFF
NO_TAG = 0x15
SINGLE = encode(COMMAND, INVENTORY)
MULTIPLE = encode(COMMAND, MANY, b"\x22\xff\xff")
STOP = encode(COMMAND, HALT)
CRC = 2
_HEADER = 5
_AROUND = 5
