"""`ssi`: Zebra/Symbol scanners in the packets of the Simple Serial Interface, with handshake (Programmer's Guide 72E-40451; SE-923, SP72, CR6080 guides)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from devices.config import choice, configured
from devices.drivers import aim, charset
from devices.framers import Counters, Tally
from devices.frames import Config
from devices.readings import Text

NAME = "ssi"

ACK, NAK, DECODE_DATA, EVENT, PARAM_SEND = 0xD0, 0xD1, 0xF3, 0xF6, 0xC6
"""Opcodes."""

DECODER, HOST = 0x00, 0x04
"""Sources."""

RETRANSMISSION, MORE = 1, 2
"""Status bits: sent once more; more packets of this message follow."""

RESEND = 1
"""Cause of a NAK."""


@dataclass(frozen=True)
class Settings:
    """`encoding`: charset of the codes; `auto` tries ASCII, UTF-8, GB18030."""

    encoding: str = choice("auto", "utf-8", "gb18030", "shift_jis")


@dataclass(frozen=True)
class Packet:
    """One packet whose checksum holds. `status`: without the undocumented bits that newer firmware sets."""

    opcode: int
    source: int
    status: int
    payload: bytes
    raw: bytes
    list: str = "packets"

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {"opcode": self.opcode, "source": self.source, "status": self.status, "data_hex": self.payload.hex(), "raw_hex": self.raw.hex()}

    def reading(self) -> None:
        """Only the protocol needs it."""


@dataclass(frozen=True)
class Scan:
    """One code, joined from one or more packets. `payload`: the decoded bytes with whatever prefix and suffix the scanner adds."""

    code_type: int
    payload: bytes
    aim: str
    text: str
    encoding: str
    raw: bytes
    list: str = "scans"

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "code_type": self.code_type, "data_hex": self.payload.hex(), "aim": self.aim or None, "text": self.text, "encoding": self.encoding,
            "raw_hex": self.raw.hex(),
        }

    def reading(self) -> Text:
        """The code as text."""
        return Text(self.text, self.aim)


class Ssi:
    """Pure: bytes in, packets and scans out; `answers` holds the ACK or NAK that the scanner waits for.

    Packets of one code may stand up to `idle_after` apart. A scanner waits 2 s for an answer, so the NAK after that silence is in time.
    """

    name = NAME
    idle_after = 0.3
    lists = ("packets", "scans")

    def __init__(self, config: Config = None) -> None:
        self._encoding = configured(Settings, NAME, config).encoding
        self._tally = Tally()
        self._framer = Sized(self._tally)
        self._messages = _Messages(self._tally)
        self._answer = b""

    @property
    def counters(self) -> Counters:
        """What became of the bytes so far; `ok` counts packets."""
        return self._tally.counters

    @property
    def greets(self) -> bytes:
        """Packets instead of raw text (parameter EEh), and the handshake (9Fh); FFh: without a beep."""
        return packet(PARAM_SEND, b"\xff\xee\x01", HOST) + packet(PARAM_SEND, b"\xff\x9f\x01", HOST)

    def answers(self) -> bytes:
        """ACK for every sound packet of a code or an event, a repeated one too; one NAK for a burst that ended in broken bytes."""
        answer, self._answer = self._answer, b""
        return answer

    def feed(self, arrived: bytes) -> list[Packet | Scan]:
        """The packets that these bytes complete, each scan after its last packet."""
        return self._frames(self._framer.push(arrived))

    def idle(self) -> list[Packet | Scan]:
        """Gives a half packet up; a whole one that begins inside it is found."""
        found = self._frames(self._framer.idle())
        self._messages.pause()
        if self._framer.broken:
            self._framer.broken = False
            self._answer += packet(NAK, bytes([RESEND]), HOST)
        return found

    def discard(self) -> bytes:
        """Forget the half packet and the half message, and return the packet's bytes."""
        self._messages = _Messages(self._tally)
        self._answer = b""
        return self._framer.discard()

    def _frames(self, candidates: list[bytes]) -> list[Packet | Scan]:
        found: list[Packet | Scan] = []
        for raw in candidates:
            one = Packet(raw[1], raw[2], raw[3] & _DOCUMENTED, raw[4:-2], raw)
            self._tally.ok += 1
            found.append(one)
            if awaits_answer(raw):
                self._answer += packet(ACK, b"", HOST)
            message = self._messages.add(one)
            if message and not _no_read(message):
                found.append(decode(message, self._encoding))
        return found


class Sized:
    """Cuts packets out of a stream without a start mark: length, opcode, source, status, content, checksum. What fails costs one byte.

    `broken`: the bytes since the last packet that awaits an answer held something that may have been one.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._buffer = bytearray()
        self._in_step = True
        self.broken = False

    def push(self, arrived: bytes) -> list[bytes]:
        """The sound packets that these bytes complete."""
        self._buffer += arrived
        found: list[bytes] = []
        place = 0
        while head := _HEAD.search(self._buffer, place):
            self._skip(head.start() - place)
            place, size = head.start(), self._buffer[head.start()] + _CHECKSUM
            if place + size > len(self._buffer):
                break
            candidate = bytes(self._buffer[place : place + size])
            if sound(candidate):
                found.append(candidate)
                self._in_step = True
                self.broken = self.broken and not awaits_answer(candidate)
                place += size
                continue
            self._tally.rejected += 1
            self._skip(1)
            place += 1
        else:
            # Two bytes may still become a head.
            rest = max(place, len(self._buffer) - 2)
            self._skip(rest - place)
            place = rest
        del self._buffer[:place]
        return found

    def idle(self) -> list[bytes]:
        """Nothing follows: a half packet costs one byte at a time, so a whole one inside it is found."""
        found: list[bytes] = []
        while self._buffer:
            self._tally.rejected += len(self._buffer) > 2
            self._skip(1)
            del self._buffer[:1]
            found += self.push(b"")
        return found

    def discard(self) -> bytes:
        """Forget the half packet and return it."""
        half = bytes(self._buffer)
        self._buffer.clear()
        self.broken = False
        return half

    def _skip(self, size: int) -> None:
        if size:
            self._tally.bytes_dropped += size
            self._tally.resyncs += self._in_step
            self._in_step = False
            self.broken = True


class _Messages:
    """Joins the packets of one code; the code type stands in each of them. A repeated packet counts once."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._parts: list[Packet] = []
        self._before: tuple[int, bytes] | None = None
        self._paused = self._too_long = False

    def add(self, one: Packet) -> list[Packet]:
        """The packets of a whole message that ends with this one, else none."""
        if one.source != DECODER or one.opcode != DECODE_DATA or not one.payload:
            return []
        again = bool(one.status & RETRANSMISSION)
        paused, self._paused = self._paused, False
        if again and self._before == (one.status & MORE, one.payload):
            return []
        self._before = (one.status & MORE, one.payload)
        # After a silence only a repetition goes on with a message: a scanner that gave up begins a new one.
        if self._parts and ((paused and not again) or self._parts[0].payload[0] != one.payload[0]):
            self._give_up()
        if len(self._parts) < _MOST_PARTS:
            self._parts.append(one)
        else:
            self._too_long = True
        if one.status & MORE:
            return []
        if self._too_long:
            self._give_up()
        whole, self._parts = self._parts, []
        return whole

    def pause(self) -> None:
        """The line has been silent."""
        self._paused = bool(self._parts)

    def _give_up(self) -> None:
        self._tally.reject(0)
        self._parts = []
        self._too_long = False


def packet(opcode: int, payload: bytes = b"", source: int = DECODER, status: int = 0) -> bytes:
    """The bytes of a packet; `payload` is at most 251 bytes. The checksum is the 16-bit two's complement of the sum of all bytes."""
    body = bytes([len(payload) + 4, opcode, source, status]) + payload
    return body + (-sum(body) & 0xFFFF).to_bytes(2)


def sound(candidate: bytes) -> bool:
    """Whether the checksum holds."""
    return sum(candidate[:-2]) + int.from_bytes(candidate[-2:]) & 0xFFFF == 0


def awaits_answer(whole: bytes) -> bool:
    """Whether the scanner waits for an ACK or NAK of this packet; an ACK, a NAK and a reply are answers themselves."""
    return whole[2] == DECODER and whole[1] in (DECODE_DATA, EVENT)


def decode(message: list[Packet], encoding: str = "auto") -> Scan:
    """The packets of one code -> the code. Bytes that no charset reads become Latin-1, one character each: none is lost."""
    code_type = message[0].payload[0]
    payload = b"".join(one.payload[1:] for one in message)
    mark, body = aim.split(payload.strip(b"\r\n"))
    mark = mark or AIM.get(code_type, "")
    try:
        text, used = (charset.read_eci if mark in aim.ECI else charset.read)(body.removeprefix(_GS), encoding)
    except charset.NotText:
        text, used = body.decode("latin-1"), "iso-8859-1"
    return Scan(code_type, payload, mark, text, used, b"".join(one.raw for one in message))


def _no_read(message: list[Packet]) -> bool:
    """The message that a scanner may send when it found no code (parameter FF 5E)."""
    return len(message) == 1 and message[0].payload.rstrip(b"\r\n") == b"\x01NR"


AIM: Mapping[int, str] = {
    0x01: "]A0", 0x02: "]F0", 0x03: "]C0", 0x06: "]I0", 0x07: "]G0", 0x0A: "]E4", 0x0B: "]E0", 0x0F: "]C1", 0x11: "]L0", 0x13: "]A4",
    0x1B: "]d1", 0x1C: "]Q1", 0x25: "]U0", 0x2D: "]z0", 0x30: "]e0", 0x31: "]e0", 0x32: "]e0",
}
"""Code type -> AIM identifier, where one follows from the other; UPC, Code 11 and MicroPDF417 would need options that the packet does not tell."""

# Opcodes begin at 73h; letters and digits of a code therefore rarely look like a head.
_HEAD = re.compile(rb"[\x04-\xff][\x70-\xff][\x00\x04]", re.DOTALL)
_CHECKSUM = 2
_DOCUMENTED = 0x0F
_MOST_PARTS = 32
_GS = b"\x1d"
