"""A passage: one truck's stay; the scans that belong together, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

PART_OF = {
    "plate": "vehicle",
    "booking": "booking",
    "declaration": "declaration",
    "release-list": "release_list",
    "container": "container",
    "seal": "seal",
    "lock": "seal",
    "certificate": "certificate",
}
"""Kind of code -> part of a passage; kinds that name a person are the driver, all others are no part of a goods truck."""

TRAVELLER_PARTS = {"receipt": "receipt", "pickup": "goods", "gtin": "goods", "gs1": "goods"}
"""Kind of code -> part of a traveller's passage, beside the document that says who it is."""

TARE = "tare:"
"""Before the plate or container whose tare was confirmed, as the name of the fact."""

GROSS = "gross:"
"""Before the plate of a truck without customs goods, as the name of the fact that says what its goods weigh."""

Place = tuple[str, int]
"""(station, seq): where an event stands."""


@dataclass(frozen=True)
class Part:
    """One code of the passage. `source`: serial | wedge | typed | barcode | lock. `was`: the read before a correction; `before`: all of them.

    `expired`: a traveller's document that was over when it was read.
    """

    kind: str
    value: str
    checked: bool
    source: str
    at: int
    place: Place
    sort: str = ""
    was: str = ""
    before: tuple[str, ...] = ()
    expired: bool = False


@dataclass(frozen=True)
class SealRead:
    """One read of a seal. `status`: sealed | read | open | tampered | unknown; `read` is a number without a state. `before`: its numbers before corrections.

    `opened`: when a lock says it was opened last, '' when it says nothing.
    """

    number: str
    status: str
    source: str
    container: str
    at: int
    place: Place
    was: str = ""
    before: tuple[str, ...] = ()
    opened: str = ""


@dataclass(frozen=True)
class Confirmed:
    """A fact supplied by phone. `about`: the papers, parties or parts it was said of; None = of whatever is on the truck (events without it)."""

    fact: str
    value: str
    about: frozenset[str] | None = None


@dataclass(frozen=True)
class Closure:
    """One change of seals done here: `off` was taken off, `on` put on; either may be ''; `inspection` in which it was done, or ''; `officer` at the desk and `cosigner` ('' = none), `at` UTC ms."""

    off: str
    on: str
    container: str
    place: Place
    inspection: str = ""
    officer: str = ""
    cosigner: str = ""
    at: int = 0


@dataclass(frozen=True)
class Weight:
    """A settled gross weight in kg; `old`: read before the passage was parked; `before`: what was weighed here first, and what was corrected."""

    value: str
    source: str
    at: int
    place: Place
    old: bool = False
    before: tuple[str, ...] = ()

    @property
    def so_far(self) -> tuple[str, ...]:
        """Every weight of the passage, each once."""
        return tuple(dict.fromkeys((*self.before, self.value)))


@dataclass(frozen=True)
class Given:
    """A verdict as it stands in the journal; `id` is the seq of its event."""

    id: int
    station: str
    channel: str
    reasons: tuple[str, ...]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Release:
    """The release of a passage; what happened to it after is beside it."""

    number: str
    token: str
    at: int
    place: Place
    body: Mapping[str, Any]
    copies: int = 1
    printed: int = 0
    confirmed: bool = False
    suspended: str = ""


@dataclass(frozen=True)
class Passage:
    """Everything known of one truck's stay. `state`: open | parked | held | released | left | closed; `kept`: locks that were left closed on purpose.

    `again`: of a traveller, (item, seq of the read) of those read once more too soon to be counted, until they are.
    """

    id: str
    lane: str
    opened_at: int
    profile: str = "goods"
    state: str = "open"
    parts: tuple[Part, ...] = ()
    seals: tuple[SealRead, ...] = ()
    weight: Weight | None = None
    verdict: Given | None = None
    override: Mapping[str, Any] | None = None
    heard: tuple[Confirmed, ...] = ()
    tares: tuple[tuple[str, str], ...] = ()
    answered: frozenset[str] = frozenset()
    inspection: str = ""
    inspections: tuple[tuple[str, str], ...] = ()
    holds: tuple[Mapping[str, Any], ...] = ()
    closures: tuple[Closure, ...] = ()
    release: Release | None = None
    voided: tuple[str, ...] = ()
    alarms: tuple[tuple[int, str], ...] = ()
    stopped: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()
    again: tuple[tuple[str, int], ...] = ()
    changed_at: int = 0
    last_seq: int = 0

    def values(self, kind: str) -> tuple[str, ...]:
        """The values of one kind of part, in the order they came, each once."""
        return self.by_kind.get(kind, ())

    @property
    def by_kind(self) -> Mapping[str, tuple[str, ...]]:
        """Kind -> values; a passage is asked for them dozens of times while it is judged and shown, so it keeps them (without the lock of `cached_property`, half of the time)."""
        kept: dict[str, tuple[str, ...]] | None = self.__dict__.get("kinds")
        if kept is None:
            kept = {}
            for part in self.parts:
                before = kept.get(part.kind)
                if before is None:
                    kept[part.kind] = (part.value,)
                elif part.value not in before:
                    kept[part.kind] = (*before, part.value)
            self.__dict__["kinds"] = kept
        return kept

    @cached_property
    def plate(self) -> str:
        return next(iter(self.values("vehicle")), "")

    @property
    def papers(self) -> tuple[str, ...]:
        """Declarations and release lists."""
        return self.values("declaration") + self.values("release_list")

    @property
    def confirmed(self) -> tuple[tuple[str, str], ...]:
        """(fact, value) of what was supplied by phone."""
        return tuple((each.fact, each.value) for each in self.heard)

    @property
    def seals_settled(self) -> bool:
        """A closed inspection has answered what was wrong with the seals: none is awaited any more."""
        return any(rule.startswith("seal-") for rule in self.answered)

    @property
    def removed(self) -> tuple[str, ...]:
        """Numbers of the seals taken off here."""
        return tuple(each.off for each in self.closures if each.off) if self.closures else ()

    @property
    def applied(self) -> tuple[tuple[str, str], ...]:
        """(number, container) of the seals put on here and still on."""
        return tuple((each.on, each.container) for each in self.closures if each.on and each.on not in self.removed) if self.closures else ()

    @property
    def active(self) -> bool:
        """May still come to the front."""
        return self.state in ("open", "parked", "held")
