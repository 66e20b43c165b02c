"""`jt701`: Jointech JT701 electronic locks, text frames in brackets and binary frames that begin with 24h (public JT600 decoders and their test frames; maker's protocol V3.6)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from devices import feeding
from devices.config import configured
from devices.drivers.jt701_frames import Event, Frame, Location, Other
from devices.framers import Packets, Tally
from devices.frames import Config

NAME = "jt701"


@dataclass(frozen=True)
class Settings:
    """None: the frames tell everything."""


class Jt701:
    """Pure: bytes in, frames out; `answers` is what the link writes. The frames have no checksum: every field is checked, and a second frame inside one refuses it."""

    name = NAME
    idle_after = 0.5
    feed, idle, counters = feeding.feed, feeding.idle, feeding.counters

    def __init__(self, config: Config = None) -> None:
        configured(Settings, NAME, config)
        self._tally = Tally()
        self._framer = Packets(b"($", MOST, Shape(), self._tally)
        self._answers = b""

    def discard(self) -> bytes:
        """Forget the half frame and the answers not yet asked for."""
        self._answers = b""
        return feeding.discard(self)

    def answers(self) -> bytes:
        """The replies that the locks await for the frames since the last call."""
        due, self._answers = self._answers, b""
        return due

    def _read(self, packet: bytes) -> tuple[Frame, ...]:
        frame = decode(packet)
        if frame is None:
            return ()
        self._answers += (frame.reply or "").encode("ascii")
        return (frame,)


class Shape:
    """`(` … `)` in printable ASCII, or 24h, id (5 bytes BCD), protocol, type, length (two bytes, high 00), content of that length, index."""

    def size(self, begun: bytes) -> int:
        """Length of the frame; -1 as soon as a byte cannot belong to one."""
        return _text_size(begun) if begun[0] == _OPEN else _binary_size(begun)

    def valid(self, packet: bytes) -> bool:
        """Whether every field can be what it should be."""
        return decode(packet) is not None


def decode(packet: bytes) -> Frame | None:
    """One framed packet -> its frame; None when a field is impossible."""
    return _text(packet) if packet[0] == _OPEN else _location(packet)


def _text_size(begun: bytes) -> int:
    whole = _TEXT.match(begun)
    if whole is None:
        return -1
    size = whole.end()
    if begun[size - 1] == _CLOSE:
        return size
    # Only an escape that is not whole yet may stand at the end; anything else there cannot belong to a frame.
    rest = begun[size:]
    return 0 if (not rest or rest == b"=") and len(begun) < MOST else -1


def _binary_size(begun: bytes) -> int:
    if not _decimal(begun[1:6]) or not _decimal(begun[10:24]) or begun[8:9] not in (b"", b"\0"):
        return -1
    if len(begun) < _HEAD:
        return 0
    return begun[9] + _HEAD if begun[9] >= _LEAST else -1


def _text(packet: bytes) -> Event | Other | None:
    parts = [_plain(part) for part in packet[1:-1].split(b",")]
    if not _ID.fullmatch(parts[0]):
        return None
    kind = next((part for part in parts[1:3] if _COMMAND.fullmatch(part)), "")
    if kind == "P45":
        return _event(parts, packet)
    return Other(parts[0], kind, packet) if kind else None


def _event(parts: list[str], packet: bytes) -> Event | None:
    found = _P45.match(",".join(parts))
    when = _time(found["date"] + found["clock"]) if found else None
    if found is None or when is None or not (Decimal(found["lat"]) <= _POLE and Decimal(found["lon"]) <= _DATE_LINE):
        return None
    fix = found["fix"] == "A"
    lat, lon = ("-" * (found["ns"] == "S") + found["lat"], "-" * (found["ew"] == "W") + found["lon"]) if fix else (None, None)
    source, wrong, index = (int(found[name]) for name in ("source", "wrong", "index"))
    card = found["rfid"] if found["rfid"].strip("0") else None
    return Event(parts[0], when, lat, lon, fix, source, found["unlock"] != "0", card, found["checked"] != "0", wrong, index, packet)


def _location(packet: bytes) -> Location | None:
    when = _time(packet[10:16].hex())
    lat, lon = _degrees(packet[16:20].hex(), 2), _degrees(packet[20:25].hex()[:9], 3)
    if when is None or lat is None or lon is None or lat > _POLE or lon > _DATE_LINE or _glued(packet):
        return None
    marks, battery = packet[24] & 0x0F, packet[38]
    fix = bool(marks & 1)
    north, east = (lat if marks & 2 else -lat), (lon if marks & 4 else -lon)
    return Location(
        packet[1:6].hex(), packet[6], when, str(north) if fix else None, str(east) if fix else None, fix, packet[31],
        int.from_bytes(packet[36:38]), battery if battery <= _FULL else None, battery == _CHARGING, packet[-1], packet,
    )


def _glued(packet: bytes) -> bool:
    """Whether another frame begins inside: lost bytes glue the start of one to the end of the next, and no checksum tells."""
    if _TEXT_START.search(packet):
        return True
    for start in re.finditer(rb"\$", packet[1:]):
        inner = packet[1 + start.start() :]
        if inner[1:6] == packet[1:6] or (_binary_size(inner) > 0 and (len(inner) < _DATED or _time(inner[10:16].hex()))):
            return True
    return False


def _time(digits: str) -> str | None:
    """`ddmmyyhhmmss` in UTC -> ISO 8601; None for a day or hour that does not exist."""
    try:
        moment = datetime.strptime(digits, "%d%m%y%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _degrees(digits: str, whole: int) -> Decimal | None:
    """`54193631` (54 degrees 19.3631 minutes) -> 54.322718; None when it is no such number."""
    if not digits.isdecimal() or int(digits[whole : whole + 2]) >= _MINUTES:
        return None
    minutes = Decimal(digits[whole:]).scaleb(-4)
    return (Decimal(digits[:whole]) + minutes / _MINUTES).quantize(Decimal("0.000001"))


def _decimal(part: bytes) -> bool:
    """Whether every half byte of the part is a decimal digit."""
    digits = part.hex()
    return not digits or digits.isdecimal()


def _plain(part: bytes) -> str:
    return _ESCAPE.sub(lambda escape: _ESCAPED[escape[0][1]], part.decode("ascii"))


MOST = 512
_OPEN, _CLOSE = ord("("), ord(")")
_HEAD = 10
_LEAST = 0x23
"""Bytes after the head up to the index of the oldest location frame seen (45 in all); later protocols add to the end."""
_DATED = 16
_FULL, _CHARGING = 100, 0xFF
_MINUTES, _POLE, _DATE_LINE = 60, 90, 180
_TEXT = re.compile(rb"\((?:[ -'*-<>-~]|=[\x15\x14\x11\x00])*+\)?")
_TEXT_START = re.compile(rb"\(\d{6,15},[@A-Z]")
_ESCAPE = re.compile(r"=[\x15\x14\x11\x00]")
_ESCAPED = {"\x15": "(", "\x14": ")", "\x11": ",", "\x00": "="}
_ID = re.compile(r"\d{6,15}", re.ASCII)
_COMMAND = re.compile(r"[@A-Z][A-Z0-9]{1,7}")
_P45 = re.compile(
    r"\d+,P45,(?P<date>\d{6}),(?P<clock>\d{6}),(?P<lat>\d{1,2}\.\d{1,8}),(?P<ns>[NS]),(?P<lon>\d{1,3}\.\d{1,8}),(?P<ew>[EW]),(?P<fix>[AV]),"
    r"\d+(?:\.\d+)?,\d+(?:\.\d+)?,(?P<source>\d{1,3}),(?P<unlock>\d),(?P<rfid>[0-9A-Fa-f]{1,20}),(?P<checked>\d),(?P<wrong>\d{1,3}),(?P<index>\d{1,5})(?:,|$)",
    re.ASCII,
)
