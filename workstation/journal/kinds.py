"""The kinds of events as data (`resources/tables/events.toml`): a draft that does not fit its kind is a bug of ours, found before it is written."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache

import resources
from workstation.journal.event import Draft

ALWAYS = {"cosigner": "text?", "trial": "bool?"}
"""Fields every body may carry beside its own."""


@cache
def table() -> dict[str, dict[str, str]]:
    """Kind -> its body fields: `{"weight.read": {"value": "decimal", "link": "text?", …}}`."""
    found = tomllib.loads((resources.folder / "tables" / "events.toml").read_text(encoding="utf-8"))
    return {kind: {**ALWAYS, **rows["body"]} for kind, rows in found.items()}


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
