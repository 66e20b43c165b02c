"""The packets of the Simple Serial Interface: made, checked, and cut out of a stream (Programmer's Guide 72E-40451)."""

import re
from dataclasses import dataclass

from devices.framers import Tally

ACK, NAK, DECODE_DATA, EVENT, PARAM_SEND = 0xD0, 0xD1, 0xF3, 0xF6, 0xC6
"""Opcodes."""

DECODER, HOST = 0x00, 0x04
"""Sources."""

RETRANSMISSION, MORE = 1, 2
"""Status bits: sent once more; more packets of this message follow."""

RESEND = 1
"""Cause of a NAK."""


@dataclass(frozen=True)
class Cut:
    """A sound packet, and what the bytes look like that were refused before it, since the last sound one.

    `noisy`: more than a resting line (00, FF); `refused`: a packet of a code; `unfinished`: one that more were to follow.
    """

    raw: bytes
    noisy: bool
    refused: bool
    unfinished: bool


class Sized:
    """Cuts packets out of a stream without a start mark: length, opcode, source, status, content, checksum. What fails costs one byte.

    `broken`: the bytes since the last packet that awaits an answer held something that may have been one.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._buffer = bytearray()
        self._skipped = bytearray()
        self._in_step = True
        self.broken = False

    def push(self, arrived: bytes) -> list[Cut]:
        """The sound packets that these bytes complete."""
        self._buffer += arrived
        found: list[Cut] = []
        place = 0
        while head := _HEAD.search(self._buffer, place):
            self._skip(place, head.start())
            place, size = head.start(), self._buffer[head.start()] + _CHECKSUM
            if place + size > len(self._buffer):
                break
            candidate = bytes(self._buffer[place : place + size])
            if sound(candidate):
                found.append(self._cut(candidate))
                place += size
                continue
            self._tally.rejected += 1
            self._skip(place, place + 1)
            place += 1
        else:
            # Two bytes may still become a head.
            rest = max(place, len(self._buffer) - 2)
            self._skip(place, rest)
            place = rest
        del self._buffer[:place]
        return found

    def idle(self) -> list[Cut]:
        """Nothing follows: a half packet costs one byte at a time, so a whole one inside it is found."""
        found: list[Cut] = []
        while self._buffer:
            self._tally.rejected += len(self._buffer) > 2
            self._skip(0, 1)
            del self._buffer[:1]
            found += self.push(b"")
        return found

    def discard(self) -> bytes:
        """Forget the half packet and return it."""
        half = bytes(self._buffer)
        self._buffer.clear()
        self._skipped.clear()
        self.broken = False
        return half

    def _cut(self, candidate: bytes) -> Cut:
        skipped = bytes(self._skipped)
        self._skipped.clear()
        self._in_step = True
        self.broken = self.broken and not awaits_answer(candidate)
        heads = _heads(skipped)
        return Cut(candidate, bool(skipped.strip(_REST)), bool(heads), any(_had_more(skipped[head:]) for head in heads))

    def _skip(self, start: int, end: int) -> None:
        if start < end:
            self._skipped += self._buffer[start : min(end, start + max(0, _MOST - len(self._skipped)))]
            self._tally.bytes_dropped += end - start
            self._tally.resyncs += self._in_step
            self._in_step = False
            self.broken = True


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


def _heads(skipped: bytes) -> list[int]:
    """Where packets of a code may have begun in refused bytes: before its two marks, or at the start where length and one mark fit."""
    found = [mark.start() - 1 for mark in _MARKS.finditer(skipped) if mark.start()]
    whole = len(skipped) > _SHORTEST and skipped[0] + _CHECKSUM == len(skipped)
    return [0] if not found and whole and (skipped[1] == DECODE_DATA or skipped[2] == DECODER) else found


def _had_more(begun: bytes) -> bool:
    """Whether a refused packet said, before it was damaged, that more follow; one that ends before its status may have."""
    if len(begun) <= _STATUS or begun[_STATUS] & MORE:
        return True
    whole = begun[: begun[0] + _CHECKSUM]
    return len(whole) > _SHORTEST and sound(whole[:_STATUS] + bytes([whole[_STATUS] | MORE]) + whole[_STATUS + 1 :])


# Opcodes begin at 73h; letters and digits of a code therefore rarely look like a head.
_HEAD = re.compile(rb"[\x04-\xff][\x70-\xff][\x00\x04]", re.DOTALL)
_MARKS = re.compile(re.escape(bytes([DECODE_DATA, DECODER])))
_STATUS = 3
_CHECKSUM = 2
_SHORTEST = 6
# Enough for two packets: what is refused is looked at, never kept for good.
_MOST = 514
# What a line makes between packets.
_REST = b"\x00\xff"
