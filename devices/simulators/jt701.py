"""What a JT701 lock says: reports of its state, events of cards and passwords, again until the host has answered."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from devices.drivers import jt701, jt701_frames
from devices.readings import SealStatus
from devices.trouble import DeviceTrouble

WORDS: Mapping[str, int] = {
    SealStatus.SEALED: 1 << jt701_frames.ROPE_IN | 1 << jt701_frames.MOTOR_LOCKED | 1 << jt701_frames.BITS["back_cap_closed"],
    SealStatus.OPEN: 1 << jt701_frames.BITS["back_cap_closed"],
    SealStatus.TAMPERED: 1 << jt701_frames.ROPE_CUT | 1 << jt701_frames.MOTOR_LOCKED,
}
"""Status words of the three states; a lock cannot say that it does not know."""


class Jt701Speech:
    """Steps: `{"seal": "8000632862", "status": "sealed", "battery": 87}` (no battery: it charges; `flags` such as `low-battery`) and `{"unlock": "8000632862", "rfid": "0013953759", "verified": true}`.

    What the host has not answered is said again every `every` seconds, as the lock does.
    """

    name = jt701.NAME
    every = 5.0

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock`: seconds since 1970 for the time inside the frames."""
        self._clock = clock
        self._index = 0
        self._said = self._heard = b""

    def say(self, step: Mapping[str, object]) -> bytes:
        """One step as the lock's frame. A wrong step raises DeviceTrouble `line-wrong` (reason)."""
        self._index = self._index % 255 + 1
        when = datetime.fromtimestamp(self._clock(), UTC).strftime("%d%m%y%H%M%S")
        if "unlock" in step:
            self._said = _event(step, when, self._index)
        else:
            battery = _number(step, "battery", 100) if "battery" in step else 0xFF
            self._said = location(_lock(step, "seal"), _word(step), when=when, battery=battery, index=self._index)
        return self._said

    def still(self) -> bytes:
        """The last report again while the host has not answered it."""
        return self._said

    def hear(self, sent: bytes) -> bytes:
        """`(P69,0,index)` or `(P35)` ends the repetition; a lock answers neither."""
        self._heard = (self._heard + sent)[-_REMEMBERED:]
        if b"(P69,0,%d)" % self._index in self._heard or b"(P35)" in self._heard:
            self._said = self._heard = b""
        return b""


def location(lock_id: str, word: int, *, when: str, battery: int = 100, index: int = 1) -> bytes:
    """A location frame of protocol 19h with a fix at 20.003333 N 110.350000 E and the acknowledge bit; `when`: `ddmmyyhhmmss` in UTC."""
    place = bytes.fromhex(when + "20000200" + "11021000" + "07" + "0000")
    rest = bytes(4) + b"\x0b" + bytes(4) + (word | 1 << jt701_frames.ACKNOWLEDGE).to_bytes(2) + bytes([battery]) + bytes(5) + bytes(4) + bytes([index])
    content = place + rest
    return b"$" + bytes.fromhex(lock_id) + b"\x19\x14" + len(content).to_bytes(2) + content


def _event(step: Mapping[str, object], when: str, index: int) -> bytes:
    card, verified = step.get("rfid", "0000000000"), step.get("verified", True)
    if not isinstance(card, str) or not (card.isascii() and card.isdigit()) or len(card) != _ID or not isinstance(verified, bool):
        raise DeviceTrouble("line-wrong", reason="rfid is ten digits, verified is true or false")
    told = f"{_lock(step, 'unlock')},P45,{when[:6]},{when[6:]},20.003333,N,110.350000,E,A,0,0,1,{int(verified)},{card},0,0,{index},0"
    return f"({told})".encode("ascii")


def _lock(step: Mapping[str, object], name: str) -> str:
    lock = step.get(name)
    if not isinstance(lock, str) or not (lock.isascii() and lock.isdigit()) or len(lock) != _ID:
        raise DeviceTrouble("line-wrong", reason=f"{name} is a lock's number of ten digits")
    return lock


def _word(step: Mapping[str, object]) -> int:
    status, flags = str(step.get("status", "sealed")), step.get("flags", [])
    if status not in WORDS:
        raise DeviceTrouble("line-wrong", reason=f"status is one of {', '.join(WORDS)}")
    if not isinstance(flags, list) or any(flag not in jt701_frames.FLAGS for flag in flags):
        raise DeviceTrouble("line-wrong", reason=f"flags are of {', '.join(jt701_frames.FLAGS)}")
    word = WORDS[status]
    for flag in flags:
        word |= 1 << jt701_frames.FLAGS[flag]
    return word


def _number(step: Mapping[str, object], name: str, most: int) -> int:
    value = step[name]
    if type(value) is not int or not 0 <= value <= most:
        raise DeviceTrouble("line-wrong", reason=f"{name} is a whole number up to {most}")
    return value


_ID = 10
_REMEMBERED = 32
