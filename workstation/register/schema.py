"""The tables of the register as values, read once from `resources/tables/register.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import resources

TYPES = {"text": "TEXT", "int": "INTEGER", "decimal": "TEXT", "bool": "INTEGER", "time": "TEXT", "date": "TEXT", "texts": "TEXT"}
"""Type of a field -> how SQLite stores it; decimals stay text, so that no digit is lost."""

MADE = frozenset({"pinyin", "initials"})
"""Fields the pack builder makes out of the name."""


@dataclass(frozen=True)
class Field:
    """One column. `check` is a kind of code its value must be; `check_by` names the field that says which kind; `nameless`: an id of a person, shown where no number of his documents is."""

    name: str
    type: str
    required: bool = False
    unit: str = ""
    check: str = ""
    check_by: str = ""
    nameless: bool = False
    one_of: tuple[str, ...] = ()
    index: bool = False
    zh: str = ""
    en: str = ""


@dataclass(frozen=True)
class Table:
    """One table. `find` maps `words`, `pinyin`, `initials` and `part` to the fields that are searched; once one of `settled` is told of a row, none
    of them changes; of a pair of `ranged` the first is asked for as it is, the second from or to a day.
    """

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    find: Mapping[str, str] = field(default_factory=dict)
    zh: str = ""
    en: str = ""
    settled: tuple[str, ...] = ()
    ranged: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the fields, in the order of the file."""
        return tuple(each.name for each in self.fields)

    @property
    def indexed(self) -> tuple[str, ...]:
        """Columns that need an index of their own: marked so, and not already the head of the key."""
        return tuple(each.name for each in self.fields if each.index and each.name != self.key[0] and each.type != "texts")

    @property
    def listed(self) -> tuple[str, ...]:
        """Columns that hold lists and are looked up by a member; such a table has a key of one column."""
        return tuple(each.name for each in self.fields if each.index and each.type == "texts")

    @property
    def kind(self) -> str:
        """The kind of code its key is (`plate`, `uscc`), else the table's name (`person`, `seal`)."""
        head = next(each for each in self.fields if each.name == self.key[0])
        return head.check or self.name


@cache
def tables() -> Mapping[str, Table]:
    """Every table by name; the order is the order of the file."""
    path = resources.folder / "tables" / "register.toml"
    return {name: _table(name, spec) for name, spec in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def describe() -> list[dict[str, Any]]:
    """The tables for people and programs: fields, types, units, allowed values, meanings (`pack schema`)."""
    return [
        {"table": each.name, "zh": each.zh, "en": each.en, "key": list(each.key), "fields": [_shown(field) for field in each.fields]}
        for each in tables().values()
    ]


def _table(name: str, spec: Mapping[str, Any]) -> Table:
    fields = tuple(_field(column, values) for column, values in spec["fields"].items())
    wrong = [each.name for each in fields if each.type not in TYPES]
    if wrong:
        raise ValueError(f"register.toml: {name}.{wrong[0]} has an unknown type")
    return Table(name, tuple(spec["key"]), fields, spec.get("find", {}), spec.get("zh", ""), spec.get("en", ""), tuple(spec.get("settled", ())), tuple(map(tuple, spec.get("ranged", ()))))


def _field(name: str, values: Mapping[str, Any]) -> Field:
    return Field(name, **{**values, "one_of": tuple(values.get("one_of", ()))})


def _shown(field: Field) -> dict[str, Any]:
    shown: dict[str, Any] = {"field": field.name, "type": field.type, "required": field.required, "meaning": field.en}
    extra = {"unit": field.unit, "code": field.check, "code_by": field.check_by, "one_of": list(field.one_of), "zh": field.zh}
    shown.update({name: value for name, value in extra.items() if value})
    if field.name in MADE:
        shown["made"] = True
    return shown
