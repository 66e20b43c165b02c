"""`ssi`: Zebra/Symbol scanners in the packets of the Simple Serial Interface, with handshake (Programmer's Guide 72E-40451; SE-923, SP72, CR6080 guides)."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices import feeding
from devices.config import choice, configured
from devices.drivers import aim, charset
from devices.drivers.ssi_packets import (
    ACK,
    DECODE_DATA,
    DECODER,
    EVENT,
    HOST,
    MORE,
    NAK,
    PARAM_SEND,
    RESEND,
    RETRANSMISSION,
    Cut,
    Sized,
    awaits_answer,
    packet,
    sound,
)
from devices.framers import Tally
from devices.frames import Config
from devices.readings import Text

__all__ = [
    "ACK", "AIM", "DECODER", "DECODE_DATA", "EVENT", "HOST", "MORE", "NAK", "NAME", "PARAM_SEND", "RETRANSMISSION", "Packet", "Scan", "Settings", "Sized",
    "Ssi", "awaits_answer", "decode", "packet", "sound",
]

NAME = "ssi"

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
    feed, counters = feeding.feed, feeding.counters

    def __init__(self, config: Config = None) -> None:
        self._encoding = configured(Settings, NAME, config).encoding
        self._tally = Tally()
        self._framer = Sized(self._tally)
        self._messages = _Messages(self._tally)
        self._answer = b""

    @property
    def greets(self) -> bytes:
        """Packets instead of raw text (parameter EEh), and the handshake (9Fh); FFh: without a beep."""
        return packet(PARAM_SEND, b"\xff\xee\x01", HOST) + packet(PARAM_SEND, b"\xff\x9f\x01", HOST)

    def answers(self) -> bytes:
        """ACK for every sound packet of a code or an event, a repeated one too; one NAK for a burst that ended in broken bytes."""
        answer, self._answer = self._answer, b""
        return answer

    def idle(self) -> list[Packet | Scan]:
        """Gives a half packet up; a whole one that begins inside it is found."""
        found = feeding.idle(self)
        self._messages.pause()
        if self._framer.broken:
            self._framer.broken = False
            self._answer += packet(NAK, bytes([RESEND]), HOST)
        return found

    def discard(self) -> bytes:
        """Forget the half packet and the half message, and return the packet's bytes."""
        self._messages = _Messages(self._tally)
        self._answer = b""
        return feeding.discard(self)

    def _read(self, cut: Cut) -> tuple[Packet | Scan, ...]:
        raw = cut.raw
        one = Packet(raw[1], raw[2], raw[3] & _DOCUMENTED, raw[4:-2], raw)
        if awaits_answer(raw):
            self._answer += packet(ACK, b"", HOST)
        message = self._messages.add(one, cut)
        return (one, decode(message, self._encoding)) if message and not _no_read(message) else (one,)


class _Messages:
    """Joins the packets of one code; the code type stands in each of them. A repeated packet counts once.

    A message that lacks a packet is given up to its last one, and what follows a broken packet that more were to follow is no code: only a scanner that was
    answered NAK and sends again (bit 0), or one that was silent first, is believed. What the protocol cannot tell: a scanner that leaves a message half way and, with
    no silence and no broken byte between, begins another of the same type; packets bear no number, and no length is promised.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._parts: list[Packet] = []
        self._before: tuple[int, bytes] | None = None
        self._paused = self._too_long = self._lost = False

    def add(self, one: Packet, told: Cut) -> list[Packet]:
        """The packets of a whole message that ends with this one, else none."""
        if one.source != DECODER or one.opcode != DECODE_DATA or not one.payload:
            return []
        again = bool(one.status & RETRANSMISSION)
        repeated = again and self._before == (one.status & MORE, one.payload)
        # In the middle of a message any noise may have been a packet of it.
        noise = bool(self._parts) and told.noisy
        paused, self._paused = self._paused, False
        if repeated and (self._lost or not (told.refused or noise)):
            return []
        self._before = (one.status & MORE, one.payload)
        missing = noise and repeated if again else noise or told.unfinished
        if self._broken_off(one, missing=missing, fresh=paused and not again):
            self._lost = bool(one.status & MORE)
            return []
        return self._joined(one)

    def pause(self) -> None:
        """The line has been silent."""
        self._paused = True

    def _broken_off(self, one: Packet, *, missing: bool, fresh: bool) -> bool:
        """Whether this packet belongs to a message that lacks one. `fresh`: sent for the first time, after a silence.

        `missing`: what was refused before it is not this packet itself; sent again, it is, but for one that equals the part before it: it may be that once more.
        """
        if fresh:
            # A scanner that gave up begins a new message; only a repetition would go on with the old one.
            self._give_up()
            return False
        if self._lost:
            return True
        if missing:
            self._give_up()
            return True
        if self._parts and self._parts[0].payload[0] != one.payload[0]:
            self._give_up()
        return False

    def _joined(self, one: Packet) -> list[Packet]:
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

    def _give_up(self) -> None:
        if self._parts:
            self._tally.reject(0)
        self._parts = []
        self._too_long = self._lost = False


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

_DOCUMENTED = 0x0F
_MOST_PARTS = 32
_GS = b"\x1d"
