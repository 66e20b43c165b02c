"""What the Lane screen shows of the moment, as one frozen value: keys and values, no words and no rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Say:
    """A key of the catalogue with the values that fill its words."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One part of the passage. `mark`: ok | bad | open | none | unsure. `value` is grouped as people read it."""

    part: str
    mark: str
    value: str = ""
    notes: tuple[Say, ...] = ()
    declared: str = ""
    scan: tuple[str, int] | None = None


@dataclass(frozen=True)
class About:
    """The panel about the goods: heading, category and lines of (label key, bold value, soft notes)."""

    heading: str = ""
    category: str = ""
    lines: tuple[tuple[str, str, tuple[Say, ...]], ...] = ()


@dataclass(frozen=True)
class Chip:
    """A passage that stands aside: `state` is parked | inspecting | held."""

    passage: str
    plate: str
    state: str
    since: int
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """A key of the bottom line: the act, its function key, whether it may be used now, whether it is the recommended one; `words`: a key other than `act.NAME`."""

    name: str
    key: str
    enabled: bool = True
    recommended: bool = False
    words: str = ""

    @property
    def key_of_words(self) -> str:
        """The key of the catalogue that says it."""
        return self.words or f"act.{self.name}"


RECENT = 4
"""Lines of a parcel line's list for the last that were read: however many are stopped, and however late the window paints, each answer has its line."""


@dataclass(frozen=True)
class Card:
    """The Lane screen. `state`: free | waiting | verdict | released | suspended | left | gate; `held`: by whom this truck is held and why, whatever the verdict says; `more`: parcels that are stopped and have no row; `front`: the passage in front, what an act that is pressed now is pressed for. Times are UTC ms; no words inside."""

    state: str = "free"
    passage: str = ""
    plate: str = ""
    since: int = 0
    channel: str = ""
    verdict: int | None = None
    reasons: tuple[Say, ...] = ()
    waiting: tuple[str, ...] = ()
    flips: tuple[Say, ...] = ()
    rows: tuple[Row, ...] = ()
    about: About = About()
    chips: tuple[Chip, ...] = ()
    last_channels: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    slip_number: str = ""
    slip_at: int = 0
    unconfirmed: int = 0
    durable: bool = True
    tick: str = ""
    stray: str = ""
    alarms: tuple[Say, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    advice: tuple[Say, ...] = ()
    profile: str = ""
    held: tuple[Say, ...] = ()
    more: int = 0
    front: str = ""
