"""The kinds of events as data (`resources/tables/events.toml`): a draft that does not fit its kind is a bug of ours, found before it is written."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache

import resources
from workstation.journal.event import Draft
from workstation.words import Trouble

ALWAYS = {"cosigner": "text?", "asked": "int?", "trial": "bool?"}
"""Fields every body may carry beside its own."""


@cache
def table() -> dict[str, dict[str, str]]:
    """Kind -> its body fields: `{"weight.read": {"value": "decimal", "link": "text?", …}}`. Trouble `resources-broken`."""
    try:
        found = tomllib.loads((resources.folder / "tables" / "events.toml").read_text(encoding="utf-8"))
        kinds = {kind: {**ALWAYS, **rows["body"]} for kind, rows in found.items()}
    except (OSError, ValueError) as error:
        raise _broken(getattr(error, "strerror", None) or error) from error
    except (KeyError, TypeError) as error:
        raise _broken("a kind without a body") from error
    for kind, fields in kinds.items():
        for name, sort in fields.items():
            if not isinstance(sort, str) or sort.rstrip("?") not in _TYPES:
                raise _broken(f"{kind}: {name}: no type {sort}")
    return kinds


def _broken(reason: object) -> Trouble:
    return Trouble("resources-broken", file="tables/events.toml", reason=reason)


def check(draft: Draft) -> None:
    """Raise ValueError, naming kind and field, when the draft's kind is unknown, a field is unknown or missing, or has the wrong type."""
    try:
        tests, needed = _tests()[draft.kind]
    except KeyError:
        raise ValueError(f"unknown kind of event: {draft.kind}") from None
    if not isinstance(draft.subject, str):
        raise ValueError(f"{draft.kind}: the subject is no text")  # noqa: TRY004 - one sort of error for every misfit
    for name, value in draft.body.items():
        test = tests.get(name)
        if test is None:
            raise ValueError(f"{draft.kind}: unknown field {name}")
        if not test(value):
            raise ValueError(f"{draft.kind}: field {name} is not of type {table()[draft.kind][name]}")
    if not needed <= draft.body.keys():
        raise ValueError(f"{draft.kind}: missing field {', '.join(sorted(needed - draft.body.keys()))}")


Test = Callable[[object], bool]


@cache
def _tests() -> dict[str, tuple[dict[str, Test], frozenset[str]]]:
    """Kind -> (test of every field, the fields that may not be absent)."""
    return {
        kind: (
            {name: _TYPES[sort.rstrip("?")] for name, sort in fields.items()},
            frozenset(name for name, sort in fields.items() if not sort.endswith("?")),
        )
        for kind, fields in table().items()
    }


_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def _text(value: object) -> bool:
    return isinstance(value, str)



_TYPES: dict[str, Test] = {
    "text": _text,
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "decimal": lambda value: isinstance(value, str) and _DECIMAL.fullmatch(value) is not None,
    "texts": lambda value: isinstance(value, (list, tuple)) and all(map(_text, value)),
    "map": lambda value: isinstance(value, Mapping),
    "maps": lambda value: isinstance(value, (list, tuple)) and all(isinstance(each, Mapping) for each in value),
}
