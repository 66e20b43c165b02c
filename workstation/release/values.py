"""A slip: what one act of release says, as one frozen value; the token, the paper and the event are three forms of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

CHANNELS = ("release", "machine", "manual", "hold", "cannot-confirm", "not-customs")
"""How the passage was treated before it was let go; the place in this tuple plus one is the token's integer, so only append."""

BASES = ("direct", "scanned", "inspected", "override", "confirmed", "emergency", "unfinished")
"""On what ground it was let go; `unfinished` is no release but a note to the next station. The token's integer likewise: only append."""

TRIAL = "trial"
UNFINISHED = "unfinished"
VOID = "void"
MARKS = (TRIAL, UNFINISHED)
"""Marks the token carries too (one bit each, in this order: only append); any other mark is printed as a condition."""


@dataclass(frozen=True)
class Slip:
    """One release slip. Times are UTC milliseconds (whole seconds in the token), weight is decimal text in kilograms.

    `station` is `CNHXG-03-7KQ2` (port, lane, key), `passage` is `station/seq` of its `passage.opened`, `channel` one of `CHANNELS`, `basis` one
    of `BASES`. `marks` are keys of `MARKS` or of the catalogue (conditions the release was given under). `head_seq` and `head_hash` (hex, at least
    8 bytes) are the journal's head when the slip was made: the paper is a witness of it. `emergency` is the order's number. `enterprise_name`,
    `goods`, `pieces`, `emergency` and what is a traveller's (`profile` is `traveller` then, else '') are printed only.
    """

    number: str
    station: str
    passage: str
    channel: str
    basis: str
    issued_at: int
    expires_at: int
    vehicle: str = ""
    trailer: str = ""
    containers: tuple[str, ...] = ()
    seals: tuple[str, ...] = ()
    declarations: tuple[str, ...] = ()
    release_lists: tuple[str, ...] = ()
    enterprise: str = ""
    enterprise_name: str = ""
    goods: str = ""
    pieces: int | None = None
    weight: str = ""
    marks: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()
    head_seq: int = 0
    head_hash: str = ""
    emergency: str = ""
    profile: str = ""
    receipts: tuple[str, ...] = ()
    bags: tuple[str, ...] = ()
    guarantees: str = ""

    @property
    def port(self) -> str:
        """`CNHXG`, from the station's id."""
        return self.station.split("-")[0]

    @property
    def lane(self) -> str:
        """`03`, from the station's id."""
        return self.station.split("-")[1]

    def as_map(self) -> dict[str, Any]:
        """The JSON body of the `released` event: text, int and lists only; empty fields are left out."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value not in ("", (), None)}

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> "Slip":
        """The slip of an event's body; an unknown or missing name is a bug and raises TypeError."""
        found: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in mapping.items()}
        return cls(**found)
