"""What the frames of a JT701 lock say: events of cards and passwords, reports of place and state, and how a status word reads."""

from dataclasses import dataclass, field

from devices.readings import Position, Seal, SealStatus


@dataclass(frozen=True)
class Event:
    """A P45 report: somebody presented a card or a password. `event_source` is the maker's number, whose list is not public.

    It carries no status bits. A verified unlocking says that the lock opens, so it reads as OPEN; until the next location frame that is the
    strict side to err on. Every other event says nothing of the lock and gives no reading: it never makes a sealed lock sealed or unsealed.
    """

    lock_id: str
    time: str
    lat: str | None
    lon: str | None
    fix: bool
    event_source: int
    unlock_verified: bool
    rfid: str | None
    password_verified: bool
    wrong_passwords: int
    index: int
    raw: bytes
    kind: str = "P45"

    @property
    def reply(self) -> str:
        """What the lock awaits; without it the lock sends the event again."""
        return f"(P69,0,{self.index})"

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return _shown(self)

    def reading(self) -> Seal | None:
        """OPEN for a verified unlocking, at the time and place it tells, else nothing."""
        flags = ("wrong-password",) if self.wrong_passwords else ()
        here = Position.known(self.lat, self.lon)
        return Seal(self.lock_id, SealStatus.OPEN, flags, opened=self.time, position=here) if self.unlock_verified else None


@dataclass(frozen=True)
class Location:
    """A binary report with the lock's status word. `battery_percent` is None while it charges (FFh); `lat` `lon` are WGS 84 degrees, None without a fix."""

    lock_id: str
    proto: int
    time: str
    lat: str | None
    lon: str | None
    fix: bool
    satellites: int
    status: int
    battery_percent: int | None
    charging: bool
    index: int
    raw: bytes
    kind: str = "location"

    @property
    def reply(self) -> str | None:
        """What the lock awaits when its status says so (bit 5); protocols before 19h know only P35."""
        if not self.status & 1 << ACKNOWLEDGE:
            return None
        return "(P35)" if self.proto < _P69_FROM else f"(P69,0,{self.index})"

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract; the status word also bit by bit."""
        bits = {name: bool(self.status & 1 << bit) for name, bit in BITS.items()}
        return _shown(self) | bits

    def reading(self) -> Seal:
        """Tampered wins over open wins over sealed: sealed needs the rope in and the motor locked."""
        flags = tuple(name for name, bit in FLAGS.items() if self.status & 1 << bit)
        return Seal(self.lock_id, seal_status(self.status), flags, self.battery_percent, position=Position.known(self.lat, self.lon))


@dataclass(frozen=True)
class Other:
    """Any other sound text frame, such as a heartbeat: the lock is alive, the lane has no use for it. `kind` is its command."""

    lock_id: str
    kind: str
    raw: bytes
    reply: str | None = field(default=None, init=False)

    def fields(self) -> dict[str, object]:
        """JSON values."""
        return _shown(self)

    def reading(self) -> None:
        """Nothing."""


Frame = Event | Location | Other


def seal_status(word: int) -> SealStatus:
    """The lock's status word -> how it stands."""
    if any(word & 1 << bit for bit in (ROPE_CUT, UNLOCK_ALARM, CAP_OPENED)):
        return SealStatus.TAMPERED
    return SealStatus.SEALED if word & 1 << ROPE_IN and word & 1 << MOTOR_LOCKED else SealStatus.OPEN


def _shown(frame: Frame) -> dict[str, object]:
    values = {name: getattr(frame, name) for name in frame.__dataclass_fields__ if name not in ("raw", "reply")}
    return values | {"reply": frame.reply, "raw_hex": frame.raw.hex()}


ROPE_CUT, ACKNOWLEDGE, ROPE_IN, MOTOR_LOCKED, UNLOCK_ALARM, CAP_OPENED = 3, 5, 6, 7, 8, 12
BITS = {
    "rope_inserted": ROPE_IN, "motor_locked": MOTOR_LOCKED, "rope_cut_alarm": ROPE_CUT, "unlock_alarm": UNLOCK_ALARM, "low_battery": 11,
    "back_cap_opened": CAP_OPENED, "back_cap_closed": 13, "needs_ack": ACKNOWLEDGE, "vibration": 4, "wrong_password": 9, "unknown_card": 10,
    "motor_fault": 14,
}
"""The bits of the status word that the contract names, and the rest of those whose meaning is public."""
FLAGS = {
    "rope-cut": ROPE_CUT, "unlock-alarm": UNLOCK_ALARM, "back-cover": CAP_OPENED, "wrong-password": 9, "unknown-card": 10, "low-battery": 11,
    "motor-fault": 14,
}
"""What a reading of a seal says besides its status."""
_P69_FROM = 0x19
