"""A protocol described in a TOML file: how frames are cut, summed, taken apart, and what the parts mean; read and checked, frozen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from devices import patterns
from devices.checksums import Checksum
from devices.config import choice, number
from devices.pages import Page
from devices.readings import SealStatus

NEEDED: Mapping[str, str] = {"text": "text", "weight": "value", "seal": "seal_id", "tag": "epc", "button": "button", "dose": "value"}
"""The reading a description makes -> the field it cannot do without."""


@dataclass(frozen=True)
class Framing:
    """`terminator` (`end_hex`), `stx_etx`, `prefix_suffix` (`start_hex`, `end_hex`), `idle` (silence), `fixed_length` (`length`, `start_hex` if it has one).

    `trailer`: bytes of the frame after its end mark, such as a check sum; `max_frame`: bytes, marks included.
    """

    kind: str = choice("terminator", "stx_etx", "prefix_suffix", "idle", "fixed_length")
    start_hex: str = ""
    end_hex: str = ""
    trailer: int = number(0, 0, 8)
    length: int = number(0, 0, 1024)
    max_frame: int = number(256, 1, 1024)

    @property
    def marks(self) -> tuple[bytes, bytes]:
        """What a frame begins and ends with."""
        return (b"\x02", b"\x03") if self.kind == "stx_etx" else (bytes.fromhex(self.start_hex), bytes.fromhex(self.end_hex))


@dataclass(frozen=True)
class Field:
    """Bytes of the frame; `offset` counts from its first byte, marks included, a negative one from its end; numbers need no `length`."""

    name: str = ""
    offset: int = number(0, -1024, 1024)
    length: int = number(0, 0, 1024)
    type: str = choice("ascii", "hex", "bcd", "u8", "u16be", "u16le", "u32be", "u32le")


@dataclass(frozen=True)
class Meaning:
    """What is made of a field: `words` of the device to ours, a `time` (strptime form in `zone`) to UTC, or a number times `scale`."""

    words: Mapping[str, str | bool] | None = None
    time: str = ""
    zone: str = ""
    scale: str = ""

    def of(self, value: str | int) -> object:
        """The value as it is shown; None for a word that is not listed. Raises ValueError for an impossible time or number."""
        if self.words is not None:
            return self.words.get(str(value).strip())
        if self.time:
            local = datetime.strptime(str(value).strip(), self.time).replace(tzinfo=ZoneInfo(self.zone or "UTC"))
            return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        plain = str(value).replace(" ", "")
        if not _NUMBER.fullmatch(plain):
            raise ValueError(plain)
        return f"{Decimal(plain) * Decimal(self.scale):f}"


@dataclass(frozen=True)
class Description:
    """One described protocol; `reading` says which reading its frames make, `unit` is that of a weight whose frames name none."""

    page: Page
    reading: str
    unit: str
    framing: Framing
    checksum: Checksum
    pattern: re.Pattern[str] | None
    encoding: str
    fields: tuple[Field, ...]
    map: Mapping[str, Meaning]


@dataclass(frozen=True)
class _Head:
    """The single settings of the file that belong to the protocol."""

    reading: str = choice("seal", "text", "weight", "tag", "button", "dose")
    unit: str = choice("kg", "g", "t", "lb", "uSv/h", "nSv/h", "mSv/h")
    regex: str = ""
    encoding: str = choice("ascii", "utf-8", "gb18030")


@dataclass(frozen=True)
class _Meant:
    time: str = ""
    zone: str = ""
    scale: str = ""


def described(page: Page) -> Description:
    """The protocol of a file. Raises DeviceTrouble `profile-wrong` (file, line, reason) for the first thing that is wrong; the sample is not tried here."""
    for name in page.told:
        if name not in KNOWN:
            raise page.wrong((name,), f"{name}: unknown; one of {', '.join(sorted(KNOWN))}")
    head = page.settings(_Head, {name: page.told[name] for name in _Head.__dataclass_fields__ if name in page.told})
    fields = tuple(_field(page, place, given) for place, given in enumerate(page.tables("fields")))
    if bool(head.regex) == bool(fields):
        raise page.wrong(("regex",), "either regex or [[fields]] is needed")
    pattern = _pattern(page, head.regex) if head.regex else None
    names = tuple(pattern.groupindex) if pattern else tuple(field.name for field in fields)
    if NEEDED[head.reading] not in names:
        raise page.wrong(("regex" if pattern else "fields",), f"a reading {head.reading} needs the field {NEEDED[head.reading]}")
    if (head.unit in DOSES) != (head.reading == "dose"):
        raise page.wrong(("unit",), f"unit: a reading {head.reading} is in {', '.join(DOSES if head.reading == 'dose' else MASSES)}")
    meanings = {name: _meaning(page, name, names) for name in page.table("map")}
    checksum = page.settings(Checksum, page.table("checksum"), "checksum")
    return Description(page, head.reading, head.unit, _framing(page), checksum, pattern, head.encoding, fields, meanings)


def _framing(page: Page) -> Framing:
    framing = page.settings(Framing, page.table("framing"), "framing")
    start, end = framing.marks
    wrong = ""
    if framing.kind in ("terminator", "prefix_suffix") and not end:
        wrong = f"{framing.kind} needs end_hex"
    if framing.kind == "prefix_suffix" and not start:
        wrong = "prefix_suffix needs start_hex"
    if framing.kind == "fixed_length" and not len(start) < framing.length <= framing.max_frame:
        wrong = "fixed_length needs a length between its start mark and max_frame"
    if framing.trailer and framing.kind not in ("stx_etx", "prefix_suffix"):
        wrong = "only stx_etx and prefix_suffix have a trailer"
    if wrong:
        raise page.wrong(("framing", "kind"), wrong)
    return framing


def _pattern(page: Page, regex: str) -> re.Pattern[str]:
    try:
        return patterns.steady(regex)
    except patterns.WrongPattern as error:
        raise page.wrong(("regex",), f"regex: {error}") from error


def _field(page: Page, place: int, given: Mapping[str, Any]) -> Field:
    found = page.settings(Field, given, "fields", place)
    if not found.name.isidentifier():
        raise page.wrong(("fields", place, "name"), "name: a word of letters, digits and _ is needed")
    if found.type in SIZES and not found.length:
        found = Field(found.name, found.offset, SIZES[found.type], found.type)
    if not found.length or found.length != SIZES.get(found.type, found.length):
        raise page.wrong(("fields", place, "length"), f"length: wrong for the type {found.type}")
    return found


def _meaning(page: Page, name: str, names: tuple[str, ...]) -> Meaning:
    where = ("map", name)
    if name not in names:
        raise page.wrong(where, f"{name}: no such field; there are {', '.join(names)}")
    given = dict(page.table(*where))
    words = given.pop("words", None)
    plain = page.settings(_Meant, given, *where)
    if [words is not None, bool(plain.time), bool(plain.scale)].count(True) != 1:
        raise page.wrong(where, f"{name}: exactly one of words, time, scale is needed")
    if words is not None:
        _check_words(page, name, words)
    meaning = Meaning(words, plain.time, plain.zone, plain.scale)
    try:
        ZoneInfo(plain.zone or "UTC")
        Decimal(plain.scale or 1)
    except (ZoneInfoNotFoundError, InvalidOperation, ValueError, OSError) as error:
        raise page.wrong(where, f"{name}: no such zone or no decimal scale") from error
    return meaning


def _check_words(page: Page, name: str, words: object) -> None:
    if not isinstance(words, dict) or not words or not all(isinstance(value, (str, bool)) for value in words.values()):
        raise page.wrong(("map", name, "words"), f"{name}: words are a table of texts, or of true and false")
    if name == "status" and (other := next((value for value in words.values() if value not in list(SealStatus)), None)) is not None:
        raise page.wrong(("map", name, "words"), f"status {other}: one of {', '.join(SealStatus)}")


MASSES = ("kg", "g", "t", "lb")
DOSES: Mapping[str, str] = {"uSv/h": "1", "nSv/h": "0.001", "mSv/h": "1000"}
"""Units of a dose rate, and what makes them uSv/h."""
SIZES: Mapping[str, int] = {"u8": 1, "u16be": 2, "u16le": 2, "u32be": 4, "u32le": 4}
KNOWN = frozenset({
    "maker", "model", "kind", "driver", "source", "hint", "config", "line", "usb", "setup",
    "reading", "unit", "regex", "encoding", "framing", "checksum", "fields", "map", "sample",
})
"""The keys of a description and, before them, those of a profile: one file may be both."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?")
