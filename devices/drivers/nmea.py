"""`nmea`: satellite receivers that send NMEA 0183 sentences; a place without its checksum or without a fix is none.

Own lines instead of a library: three sentences out of some sixty are needed, and the checksum must be asked for on every one.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import xor

from devices import feeding
from devices.config import configured
from devices.framers import Lines, Tally
from devices.frames import Config
from devices.readings import Position

NAME = "nmea"


@dataclass(frozen=True)
class Settings:
    """The protocol has none: the checksum is always required."""


@dataclass(frozen=True)
class Sentence:
    """One sentence. `sentence`: its three letters (RMC GGA GLL …, or a maker's own such as PMTK001); `talker`: GP GN BD …, '' for a maker's own.

    `valid`: whether the receiver has a fix, None where the sentence does not say; `lat` `lon`: WGS 84 degrees with six decimals, None without a fix;
    `time`: UTC, `2026-11-21T08:35:59Z`, None while no date is known; `time_of_day`: its time as it was sent, `083559.00`, None where it has none.
    """

    sentence: str
    talker: str
    valid: bool | None
    lat: str | None
    lon: str | None
    time: str | None
    satellites: int | None
    raw: bytes
    time_of_day: str | None = None

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "sentence": self.sentence, "talker": self.talker, "valid": self.valid, "lat": self.lat, "lon": self.lon, "time": self.time,
            "time_of_day": self.time_of_day, "satellites": self.satellites, "raw_hex": self.raw.hex(),
        }

    def reading(self) -> Position | None:
        """The place, when there is a fix."""
        return Position.known(self.lat, self.lon) if self.valid else None


class Nmea:
    """Pure: bytes in, sentences out. The date of RMC and ZDA serves the sentences behind them that have a time only, until the device goes."""

    name = NAME
    # Receivers send a bundle a second; the last line of it needs no end mark then.
    idle_after = 0.3
    feed, idle, counters = feeding.feed, feeding.idle, feeding.counters

    def __init__(self, config: Config = None) -> None:
        configured(Settings, NAME, config)
        self._tally = Tally()
        self._framer = Lines(b"\r\n", MOST, self._tally, silence_ends=True)
        self._now: datetime | None = None

    def discard(self) -> bytes:
        """Forget the half line and return it, and the date: nobody knows for how long the device is away."""
        self._now = None
        return feeding.discard(self)

    def _read(self, line: bytes) -> tuple[Sentence, ...]:
        # A line that lost its end runs into the next one: only what begins with the last start mark can be whole.
        before, mark, rest = line.rpartition(b"$")
        whole = _WHOLE.fullmatch(mark + rest)
        if whole is None or reduce(xor, whole["body"]) != int(whole["check"], 16):
            self._tally.reject(len(line))
            return ()
        self._tally.bytes_dropped += len(before)
        sentence, self._now = decode(mark + rest, self._now)
        return (sentence,)


def decode(line: bytes, now: datetime | None = None) -> tuple[Sentence, datetime | None]:
    """A line with a sound checksum and the moment of the sentence before it -> what it says, and its own moment.

    A field that is out of its range leaves the sentence without a fix.
    """
    address, *parts = line[1:-3].decode("ascii").split(",")
    talker, sentence = ("", address) if address.startswith("P") else (address[:2], address[2:])
    if sentence == "ZDA" and len(parts) >= _ZDA:
        moment = _moment(f"{parts[1]:0>2}{parts[2]:0>2}{parts[3]}", parts[0], None)
        return Sentence(sentence, talker, None, None, None, _shown(moment), None, line, parts[0] or None), moment or now
    at = _PLACES.get(sentence)
    if at is None or len(parts) <= max(at.lat + 3, at.valid):
        return Sentence(sentence, talker, None, None, None, None, None, line), now
    lat = _degrees(parts[at.lat], parts[at.lat + 1], "NS", 90)
    lon = _degrees(parts[at.lat + 2], parts[at.lat + 3], "EW", 180)
    modes = parts[at.mode] if len(parts) > at.mode >= 0 else ""
    valid = parts[at.valid] in at.good and modes not in _NO_FIX and lat is not None and lon is not None
    day = parts[at.date] if len(parts) > at.date >= 0 else ""
    moment = _moment(day, parts[at.time], now if at.date < 0 else None)
    seen = parts[at.satellites] if len(parts) > at.satellites >= 0 else ""
    told = Sentence(
        sentence, talker, valid, lat if valid else None, lon if valid else None, _shown(moment),
        int(seen) if _SATELLITES.fullmatch(seen) else None, line, parts[at.time] or None,
    )
    return told, moment or now


def encode(body: str) -> bytes:
    """`GPRMC,…` -> the sentence with its checksum and line end. For simulators and tests."""
    told = body.encode("ascii")
    return b"$%s*%02X\r\n" % (told, reduce(xor, told))


@dataclass(frozen=True)
class _Fields:
    """Where a sentence has its fields, counted from 0 behind the address; -1: it has no such field. Longitude follows latitude."""

    time: int
    valid: int
    good: tuple[str, ...]
    lat: int
    date: int = -1
    mode: int = -1
    satellites: int = -1


def _degrees(text: str, side: str, sides: str, most: int) -> str | None:
    """`4807.038`, `N` (48 degrees 7.038 minutes) -> `48.117300`."""
    found = _DEGREES.fullmatch(text)
    if found is None or not side or side not in sides or Decimal(found["minutes"]) >= _MINUTES:
        return None
    degrees = (Decimal(found["degrees"]) + Decimal(found["minutes"]) / _MINUTES).quantize(_MICRO)
    if degrees > most:
        return None
    return f"-{degrees}" if side == sides[1] and degrees else f"{degrees}"


def _moment(day: str, clock: str, near: datetime | None) -> datetime | None:
    """`230394` or `23031994` with `123519.00`, or a time alone on the day that brings it nearest to `near`: the one before or after midnight.

    Two-digit years from 80 on are of the last century: the system began in 1980. None when it is no time, or its day is not known.
    """
    told = _CLOCK.fullmatch(clock)
    if told is None or not (near if day == "" else _DAY.fullmatch(day)):
        return None
    if len(day) == _SHORT_DAY:
        day = day[:4] + ("19" if day[4:] >= "80" else "20") + day[4:]
    try:
        moment = datetime.strptime((day or f"{near:%d%m%Y}") + told[1], "%d%m%Y%H%M%S").replace(tzinfo=UTC)
        if near is None:
            return moment
        return min((moment + timedelta(days=days) for days in (-1, 0, 1)), key=lambda each: abs(each - near))
    except (ValueError, OverflowError):
        return None


def _shown(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


MOST = 160
_WHOLE = re.compile(rb"\$(?P<body>(?:[A-OQ-Z][A-Z0-9]{4}|P[A-Z0-9]{2,12}),[ -#%-)+-~]*)\*(?P<check>[0-9A-F]{2})")
_DEGREES = re.compile(r"(?P<degrees>[0-9]{1,3})(?P<minutes>[0-9]{2}(?:\.[0-9]{1,8})?)")
_CLOCK = re.compile(r"([0-9]{6})(?:\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{6}|[0-9]{8}")
_SATELLITES = re.compile(r"[0-9]{1,2}")
_MINUTES = 60
_SHORT_DAY, _ZDA = 6, 4
_MICRO = Decimal("0.000001")
_PLACES = {
    "RMC": _Fields(time=0, valid=1, good=("A",), lat=2, date=8, mode=11),
    # Quality 0 is no fix, 7 is typed in, 8 is a simulation.
    "GGA": _Fields(time=0, valid=5, good=("1", "2", "3", "4", "5", "6", "9"), lat=1, satellites=6),
    "GLL": _Fields(time=4, valid=5, good=("A",), lat=0, mode=6),
}
# Mode of NMEA 2.3 and later: not valid, typed in, simulated.
_NO_FIX = ("N", "M", "S")
