"""`relay`: a relay board on a serial line that closes a contact: the common `A0 channel state sum` USB boards, or one described by its bytes."""

import re
from dataclasses import dataclass

from devices import feeding
from devices.config import choice, configured, number
from devices.framers import Packets, Tally
from devices.frames import Config
from devices.trouble import DeviceTrouble

NAME = "relay"


@dataclass(frozen=True)
class Settings:
    """`protocol` a0: `channels` of the board, and whether it has `feedback` (then 02 03 05 are sent instead of 00 01, and it answers with its state).

    Protocol `described`, one contact: `on_hex`, `off_hex` (may be empty: the board ends the pulse itself), `ask_hex` (may be empty); `on_reply`, `off_reply`:
    what it answers, as hex digits with `..` for a byte that may be any.
    """

    protocol: str = choice("a0", "described")
    channels: int = number(1, 1, 16)
    feedback: bool = False
    on_hex: str = ""
    off_hex: str = ""
    ask_hex: str = ""
    on_reply: str = ""
    off_reply: str = ""


@dataclass(frozen=True)
class Contact:
    """What the board says of one contact."""

    channel: int
    on: bool
    raw: bytes

    def fields(self) -> dict[str, object]:
        """JSON values."""
        return {"kind": "contact", "channel": self.channel, "on": self.on, "raw_hex": self.raw.hex()}

    def reading(self) -> None:
        """Nothing the lane reads: the barrier hears it."""
        return


class Relay:
    """Pure: bytes in, contacts out; `switch` and `ask` are the bytes to send. After every opening all contacts are put at rest, never closed."""

    name = NAME
    idle_after = 0.2
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None) -> None:
        self._known = configured(Settings, NAME, config)
        self._tally = Tally()
        self._replies = _replies(self._known)
        shape = A0Shape(self._known.channels) if self._known.protocol == "a0" else RepliesShape(tuple(self._replies))
        heads = b"\xa0" if self._known.protocol == "a0" else b"".join(reply.heads for reply in self._replies)
        self._framer = Packets(heads, MOST, shape, self._tally) if heads else Packets(0, 1, shape, self._tally)

    @property
    def answers_back(self) -> bool:
        """Whether the board says what became of a command."""
        return self._known.feedback if self._known.protocol == "a0" else bool(self._known.on_reply)

    def has(self, channel: int) -> bool:
        """Whether the board has this channel."""
        return 1 <= channel <= self._known.channels

    @property
    def greets(self) -> bytes:
        """Every contact at rest: a pulse that was cut off by an unplugging must not stay."""
        return b"".join(self.switch(channel, on=False) for channel in range(1, self._known.channels + 1))

    def switch(self, channel: int, *, on: bool) -> bytes:
        """The command; b"" for a channel the board has not."""
        if not self.has(channel):
            return b""
        if self._known.protocol == "described":
            return bytes.fromhex(self._known.on_hex if on else self._known.off_hex)
        return encode(channel, int(on) + (_WITH_FEEDBACK if self._known.feedback else 0))

    def ask(self, channel: int) -> bytes:
        """The question how a contact stands; b"" when the board cannot be asked."""
        if self._known.protocol == "described":
            return bytes.fromhex(self._known.ask_hex)
        return encode(channel, _ASK) if self._known.feedback else b""

    def _read(self, packet: bytes) -> tuple[Contact]:
        if self._known.protocol == "a0":
            return (Contact(packet[1], packet[2] == 1, packet),)
        return (Contact(1, next(reply.on for reply in self._replies if reply.matches(packet)), packet),)


class A0Shape:
    """A0, channel, 00 or 01, low byte of the sum of the three."""

    def __init__(self, channels: int) -> None:
        self._channels = channels

    def size(self, begun: bytes) -> int:
        """4 while channel and state are possible."""
        fits = (len(begun) < 2 or 1 <= begun[1] <= self._channels) and (len(begun) < 3 or begun[2] in (0, 1))
        return 4 if fits else -1

    def valid(self, packet: bytes) -> bool:
        """Whether the sum holds."""
        return sum(packet[:3]) & 0xFF == packet[3]


@dataclass(frozen=True)
class Reply:
    """One described answer: byte by byte what it may be, None for any."""

    on: bool
    wanted: tuple[int | None, ...]

    @property
    def heads(self) -> bytes:
        """The bytes it can begin with."""
        return bytes([self.wanted[0]]) if self.wanted[0] is not None else bytes(range(256))

    def may_be(self, begun: bytes) -> bool:
        """Whether so much of it, or more than all of it, fits."""
        return all(wanted in (None, byte) for byte, wanted in zip(begun, self.wanted, strict=False))

    def matches(self, packet: bytes) -> bool:
        """Whether it is this answer, whole."""
        return len(packet) == len(self.wanted) and self.may_be(packet)


class RepliesShape:
    """The described answers; the shortest that can still come decides, so that any split of the bytes gives the same."""

    def __init__(self, replies: tuple[Reply, ...]) -> None:
        self._replies = replies

    def size(self, begun: bytes) -> int:
        """The length of the shortest answer that fits so far."""
        return min((len(reply.wanted) for reply in self._replies if reply.may_be(begun)), default=-1)

    def valid(self, packet: bytes) -> bool:
        """Whether it is one of them."""
        return any(reply.matches(packet) for reply in self._replies)


def encode(channel: int, state: int) -> bytes:
    """The A0 command, and the answer of a board with feedback (state 00 or 01). LCUS boards; makers' sheets, 9600 8N1; states 02 to 05 are to be checked on a unit."""
    told = bytes([0xA0, channel, state])
    return told + bytes([sum(told) & 0xFF])


def _replies(known: Settings) -> list[Reply]:
    """The described answers; a wrong description is named."""
    if known.protocol == "a0":
        return []
    if known.channels != 1 or known.feedback:
        raise DeviceTrouble("config-wrong", driver=NAME, name="channels" if known.channels != 1 else "feedback", reason="only with protocol a0")
    _told_apart(known)
    told = (("on_reply", known.on_reply, True), ("off_reply", known.off_reply, False))
    replies = [Reply(on, _wanted(name, text)) for name, text, on in told if text]
    if len(replies) > 1 and _alike(replies[0].wanted, replies[1].wanted):
        raise DeviceTrouble("config-wrong", driver=NAME, name="off_reply", reason="must differ from on_reply in a byte that both name")
    return replies


def _told_apart(known: Settings) -> None:
    """`off` that closes the contact would open the barrier at every plugging in; a question that does, at every look."""
    on, off, ask = (bytes.fromhex(text) for text in (known.on_hex, known.off_hex, known.ask_hex))
    if not on:
        raise DeviceTrouble("config-wrong", driver=NAME, name="on_hex", reason="protocol described needs it")
    if off == on:
        raise DeviceTrouble("config-wrong", driver=NAME, name="off_hex", reason="must differ from on_hex")
    if ask and ask in (on, off):
        raise DeviceTrouble("config-wrong", driver=NAME, name="ask_hex", reason=f"must differ from {'on_hex' if ask == on else 'off_hex'}")


def _alike(one: tuple[int | None, ...], other: tuple[int | None, ...]) -> bool:
    """Whether the same bytes could be both answers."""
    return len(one) == len(other) and all(left is None or right is None or left == right for left, right in zip(one, other, strict=True))


def _wanted(name: str, text: str) -> tuple[int | None, ...]:
    pairs = re.findall(r"..", "".join(text.split()))
    if not _REPLY.fullmatch(text) or not 1 <= len(pairs) <= MOST or set(pairs) == {".."}:
        raise DeviceTrouble("config-wrong", driver=NAME, name=name, reason=f"1 to {MOST} pairs of hex digits, or .. for any byte, are needed")
    return tuple(None if pair == ".." else int(pair, 16) for pair in pairs)


MOST = 32
_WITH_FEEDBACK = 2
_ASK = 5
_REPLY = re.compile(r"(?:\s*(?:[0-9A-Fa-f]{2}|\.\.))+\s*")
