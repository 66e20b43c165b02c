"""`generic`: any device whose frames a TOML file describes; for lock and tag readers and indicators whose protocol is not public."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import resources
from devices import feeding, pages, readings
from devices.config import configured
from devices.description import DOSES, NEEDED, Description, Field, Meaning, described
from devices.framers import Between, Framer, Packets, Tally
from devices.frames import Config
from devices.readings import Reading, SealStatus
from devices.trouble import DeviceTrouble

NAME = "generic"


@dataclass(frozen=True)
class Settings:
    """`profile`: the path of a TOML file, or the name of one in `resources/devices`."""

    profile: str = ""


@dataclass(frozen=True)
class Told:
    """One frame: the fields that the file names, in its order, and the reading that they make."""

    values: tuple[tuple[str, object], ...]
    meant: Reading
    raw: bytes

    def fields(self) -> dict[str, object]:
        """The named fields as JSON values."""
        return dict(self.values) | {"raw_hex": self.raw.hex()}

    def reading(self) -> Reading:
        """What the file says that a frame means."""
        return self.meant


class Generic:
    """Pure once made. Raises DeviceTrouble `config-wrong` without a profile, `profile-unknown` (name), `profile-wrong` (file, line, reason)."""

    name = NAME
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None, *, told: Description | None = None) -> None:
        """`told` in place of a profile: a description that is known already."""
        self._told = told = told or description(located(configured(Settings, NAME, config).profile))
        self._tally = Tally()
        self._framer = _framer(told, self._tally)
        # Without an end mark silence is the end of a frame; otherwise it only gives a half frame up.
        self.idle_after = 0.1 if told.framing.kind == "idle" else 0.5

    def _read(self, raw: bytes) -> tuple[Told, ...]:
        frame = decode(self._told, raw + (self._told.framing.marks[1] if self._told.framing.kind == "terminator" else b""))
        if frame is None:
            self._tally.reject(len(raw))
            return ()
        return (frame,)


class Silence:
    """A framer: whatever comes between two silences is one candidate."""

    def __init__(self, most: int, tally: Tally) -> None:
        self._most, self._tally = most, tally
        self._buffer = bytearray()
        self._too_long = False

    def push(self, arrived: bytes) -> list[bytes]:
        """Nothing before the silence; more than a frame may have is counted once and dropped."""
        if self._too_long:
            self._tally.bytes_dropped += len(arrived)
        elif len(self._buffer) + len(arrived) > self._most:
            self._tally.reject(len(self._buffer) + len(arrived))
            self._buffer.clear()
            self._too_long = True
        else:
            self._buffer += arrived
        return []

    def idle(self) -> list[bytes]:
        """What came since the last silence."""
        whole = self.discard()
        return [whole] if whole else []

    def discard(self) -> bytes:
        """Forget it and return it."""
        half = bytes(self._buffer)
        self._buffer.clear()
        self._too_long = False
        return half


class Shape:
    """A frame between two marks, with a trailer or not, or one of a fixed length."""

    def __init__(self, told: Description) -> None:
        self._told = told
        self._start, self._end = told.framing.marks
        # A start mark of control bytes is never data: met again, it begins a new frame.
        self._restart = bool(self._start) and self._start[0] < ord(" ")

    def size(self, begun: bytes) -> int:
        """-1 when the frame does not begin here or grows too long, 0 while its end is not in sight."""
        if not begun.startswith(self._start[: len(begun)]):
            return -1
        framing, start = self._told.framing, len(self._start)
        if framing.kind == "fixed_length":
            return framing.length
        end = begun.find(self._end, start)
        again = begun.find(self._start, start) if self._restart else -1
        if again >= 0 and (end < 0 or again + start < end + len(self._end)):
            return -1
        size = end + len(self._end) + framing.trailer
        if end >= 0:
            return size if size <= framing.max_frame else -1
        return 0 if len(begun) < framing.max_frame else -1

    def valid(self, packet: bytes) -> bool:
        """Whether the sum holds and the fields can be read."""
        return decode(self._told, packet) is not None


def located(profile: str) -> Path:
    """A path that ends in .toml as it is, a name in `resources/devices`. Raises DeviceTrouble `config-wrong` without one, `profile-unknown` (name, known)."""
    if not profile:
        raise DeviceTrouble("config-wrong", driver=NAME, name="profile", reason="a file or a name is needed")
    if profile.endswith(".toml"):
        return Path(profile)
    folder = resources.folder / "devices"
    known = sorted(path.stem for path in folder.glob("*.toml"))
    if profile not in known:
        raise DeviceTrouble("profile-unknown", name=profile[:40], known=", ".join(known))
    return folder / f"{profile}.toml"


def description(path: Path) -> Description:
    """A description from a file, its sample tried. Raises DeviceTrouble `profile-wrong` (file, line, reason)."""
    page = pages.read(path)
    told = described(page)
    sent, where = sample(told)
    driver = Generic(told=told)
    frames = [*driver.feed(sent), *driver.idle()]
    if len(frames) != 1 or driver.counters.rejected:
        hint = "; a regex sees the frame without its marks and trailer, and a quantifier never gives back" if told.pattern else ""
        raise page.wrong(where, f"the sample gives {len(frames)} frames, one is needed{hint}")
    found = frames[0].fields()
    for name, value in page.table("sample", "expect").items():
        if name not in found or found[name] != value or type(found[name]) is not type(value):
            raise page.wrong(("sample", "expect", name), f"the sample gives {name} = {found.get(name)!r}, not {value!r}")
    return told


def decode(told: Description, raw: bytes) -> Told | None:
    """One framed candidate, marks included; None when its sum or a field is wrong."""
    if not told.checksum.holds(raw):
        return None
    try:
        plain = _matched(told, raw) if told.pattern else {field.name: _cut(field, raw) for field in told.fields}
        if plain is None:
            return None
        values = {name: told.map[name].of(value) if name in told.map and value is not None else value for name, value in plain.items()}
        if told.reading == "seal" and ("status" not in told.map or values["status"] not in list(SealStatus)):
            # No usable status is unknown, never sealed.
            values["status"] = SealStatus.UNKNOWN.value
        return Told(tuple(values.items()), _reading(told, values), raw)
    except ValueError:
        # A byte that is no digit, a charset that cannot read it, a time that does not exist: such bytes are no frame.
        return None


def _matched(told: Description, raw: bytes) -> Mapping[str, str | int | None] | None:
    """The named groups over what stands between the marks; noise of a break or a plug at its edges is no part of it."""
    start, end = told.framing.marks
    body = raw[len(start) : len(raw) - len(end) - told.framing.trailer]
    found = told.pattern.fullmatch(body.strip(b"\x00\xff").decode(told.encoding)) if told.pattern else None
    return found.groupdict() if found else None


def _cut(field: Field, raw: bytes) -> str | int:
    at = field.offset if field.offset >= 0 else len(raw) + field.offset
    part = raw[at : at + field.length] if at >= 0 else b""
    if len(part) != field.length:
        raise ValueError(field.name)
    if field.type == "ascii":
        return part.decode("ascii").strip(" \x00")
    if field.type in ("hex", "bcd"):
        digits = part.hex()
        if field.type == "bcd" and not digits.isdecimal():
            raise ValueError(field.name)
        return digits
    return int.from_bytes(part, "little" if field.type.endswith("le") else "big")


def _reading(told: Description, values: dict[str, object]) -> Reading:
    """Raises ValueError without the field that the reading is about."""
    main = str(values[NEEDED[told.reading]] or "").strip()
    if not main:
        raise ValueError(told.reading)
    if told.reading == "text":
        return readings.Text(main)
    if told.reading == "tag":
        return readings.Tag(main.upper(), _whole(values.get("rssi")))
    if told.reading == "weight":
        steady, main = values.get("steady"), str(_PLAIN.of(main))
        return readings.Weight(main, str(values.get("unit", told.unit) or ""), steady if isinstance(steady, bool) else None)
    if told.reading == "button":
        # Without a word for it a frame is a press; a word that is not listed is none.
        return readings.Button(main, values.get("pressed", True) is True)
    if told.reading == "dose":
        alarm = values.get("alarm")
        return readings.Dose(_dose(main, told.unit), alarm if isinstance(alarm, bool) else None)
    flag, opened = values.get("flags"), values.get("opened") if "opened" in told.map else ""
    flags = (flag,) if isinstance(flag, str) and flag else ()
    return readings.Seal(main, SealStatus(str(values["status"])), flags, _whole(values.get("battery")), str(opened or ""))


def _dose(main: str, unit: str) -> str:
    """uSv/h; a monitor shows no negative dose rate."""
    shown = str(Meaning(scale=DOSES[unit]).of(main))
    if shown.startswith("-"):
        raise ValueError(shown)
    return f"{Decimal(shown).normalize():f}"


def _whole(value: object) -> int | None:
    text = str(value).strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < _LONG else None


def sample(told: Description) -> tuple[bytes, tuple[str, ...]]:
    """The sample's bytes and where it stands."""
    page, given = told.page, told.page.table("sample")
    text, digits = given.get("text"), given.get("hex")
    if (text is None) == (digits is None) or set(given) - {"text", "hex", "expect"}:
        raise page.wrong(("sample",), "[sample] with text or hex, and what to expect, is needed")
    if not page.table("sample", "expect"):
        raise page.wrong(("sample", "expect"), "[sample.expect] with the fields of the sample is needed")
    try:
        if text is None:
            return bytes.fromhex(str(digits)), ("sample", "hex")
        return str(text).encode(told.encoding), ("sample", "text")
    except ValueError as error:
        raise page.wrong(("sample", "hex" if text is None else "text"), "the sample cannot be spelled as bytes") from error


def _framer(told: Description, tally: Tally) -> Framer[bytes]:
    framing, (start, end) = told.framing, told.framing.marks
    if framing.kind == "idle":
        return Silence(framing.max_frame, tally)
    if framing.kind == "terminator":
        return Between(b"", end, framing.max_frame, tally)
    return Packets(start[:1] or bytes(range(256)), framing.max_frame, Shape(told), tally)


_LONG = 10
_PLAIN = Meaning(scale="1")
