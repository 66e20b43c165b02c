"""An event: one thing that happened, written once; its canonical bytes are what is stored, hashed and signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from json.scanner import make_scanner
from typing import Any

from workstation.made import made


@dataclass(frozen=True)
class Draft:
    """An event before it has a place in the chain. `body` holds text, int, bool, None, lists and maps of those; never a float."""

    kind: str
    subject: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One event. `at` and `clock` are UTC ms; `at` never runs backwards inside a chain, `clock` is the raw clock."""

    station: str
    seq: int
    at: int
    clock: int
    officer: str
    kind: str
    subject: str
    body: Mapping[str, Any]

    @property
    def id(self) -> str:
        """`CNHXG-03-7KQ2/118`: how other events name this one."""
        return f"{self.station}/{self.seq}"

    @property
    def stamp(self) -> tuple[int, str, int]:
        """The newest stamp wins where an attribute has one owner."""
        return (self.at, self.station, self.seq)


def canonical(event: Event) -> bytes:
    """The event's bytes by RFC 8785 (2020); a float, or an integer of 2^53 and more, is a bug of ours and raises ValueError."""
    whole = {**event.__dict__, "v": 1}
    _check(whole)
    # Our numbers are integers and our keys sort alike in both: then sorted, compact JSON equals RFC 8785 byte for byte (a test holds them together).
    return _encode(whole).encode()


def parse(stored: bytes) -> Event:
    """The event of stored bytes; they are canonical: every field is there, and nothing around them."""
    whole, _ = scanned(stored.decode(), 0)
    del whole["v"]
    return made(Event, whole)


def decoded(text: str) -> Any:
    """The value of JSON text that has nothing around it, in half the time of `json.loads`."""
    return scanned(text, 0)[0]


scanned = make_scanner(json.JSONDecoder())  # type: ignore[arg-type]  # a decoder is what it takes, whatever its stub says
"""(text, place) -> (value, end): our own JSON has nothing around it."""
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _check(value: object) -> None:
    """Raise ValueError for what has not one form in every program that reads it."""
    if isinstance(value, str):
        return
    if isinstance(value, int):
        if not -(2**53) < value < 2**53:
            raise ValueError("an event holds no integer of 2^53 or more")
    elif isinstance(value, dict):
        for name, each in value.items():
            # RFC 8785 sorts names by UTF-16 units, Python by code points: the same up to U+FFFF.
            if not isinstance(name, str) or (not name.isascii() and max(name) > "\uffff"):
                raise ValueError("the names of an event's fields are texts without characters beyond U+FFFF")
            _check(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            _check(each)
    elif value is not None:
        raise ValueError(f"an event holds decimal strings, never {type(value).__name__}")
