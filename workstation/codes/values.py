"""A code is a scan understood: kind and value; `checked` says a check digit held."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Code:
    """One thing a text can be. `kind` is a kind of the contract, `value` the normalised text, `fields` what the code itself says."""

    kind: str
    value: str
    checked: bool = False
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class NotThat:
    """Why a text that looks like a kind is none: a reason key such as `length`, `check-digit`, `date`."""

    kind: str
    reason: str


@dataclass(frozen=True)
class Recognition:
    """Every answer to one text, most likely first; nothing is guessed silently."""

    raw: str
    candidates: tuple[Code, ...]
    refused: tuple[NotThat, ...] = ()
