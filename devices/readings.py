"""What a frame means to the lane: a text, a weight, a seal's state, a document, a tag, a place, a button, a dose rate; the same few values whatever the protocol."""

from dataclasses import dataclass, field
from enum import StrEnum


class SealStatus(StrEnum):
    """How a seal or lock stands. No usable status is UNKNOWN, never SEALED; TAMPERED wins over OPEN wins over SEALED."""

    SEALED = "sealed"
    OPEN = "open"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Text:
    """A code as text; `aim`: its AIM identifier (ISO/IEC 15424) or ''."""

    text: str
    aim: str = ""


@dataclass(frozen=True)
class Weight:
    """What a scale shows. `value`: decimal string in `unit` (kg g t lb); `steady`: the scale's own word, None where its protocol has none.

    `fit` False: out of range, not zeroed, a net weight … (`why` is a key): shown, never taken; `value` may then be ''.
    `wanted`: somebody pressed Print on the indicator.
    """

    value: str
    unit: str = "kg"
    steady: bool | None = None
    fit: bool = True
    why: str = ""
    wanted: bool = False


@dataclass(frozen=True)
class Position:
    """Where the station or lock is, WGS 84 degrees as decimal strings; a receiver without a fix gives none, never 0,0."""

    lat: str
    lon: str

    @classmethod
    def known(cls, lat: str | None, lon: str | None) -> "Position | None":
        """None without a fix."""
        return None if lat is None or lon is None else cls(lat, lon)


@dataclass(frozen=True)
class Seal:
    """A lock's or seal's number and state; `battery` in percent or None; `flags` are keys such as `rope-cut` `low-battery`.

    `opened`: when it was last opened by its own word, `2026-11-21T08:35:59Z`, '' when it does not say; `position`: where it is by its own receiver.
    """

    number: str
    status: SealStatus = SealStatus.UNKNOWN
    flags: tuple[str, ...] = ()
    battery: int | None = None
    opened: str = ""
    position: Position | None = None


@dataclass(frozen=True)
class Document:
    """The lines of a machine-readable zone, joined by LF as `codes` reads them. Personal: never logged, not even by `repr`."""

    mrz: str = field(repr=False)


@dataclass(frozen=True)
class Tag:
    """An RFID tag: its EPC as hex digits; `rssi` in dBm or None."""

    epc: str
    rssi: int | None = None


@dataclass(frozen=True)
class Button:
    """A help button or another contact that a person presses; `name`: which one, '' where the device has one only."""

    name: str
    pressed: bool = True


@dataclass(frozen=True)
class Dose:
    """A radiation monitor's dose rate in µSv/h as a decimal string; `alarm`: the monitor's own word that it is above its limit, None where it has none."""

    value: str
    alarm: bool | None = None


Reading = Text | Weight | Seal | Document | Tag | Position | Button | Dose
