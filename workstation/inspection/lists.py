"""The lists an inspection chooses from (conclusions, anomalies, disposals, risks), read from `resources/tables/inspection.toml`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from workstation.inspection.values import Choice
from workstation.risk import fields, shape, tables

FILE = "inspection.toml"
NAMES = ("conclusion", "anomaly", "disposal", "risk", "party", "signature", "witness", "method", "seal_state", "flag")
OPEN = ("anomaly",)
"""Lists whose entries no program names: a pack may take some away."""

_ROW: Mapping[str, shape.Shape] = {
    "id": shape.matching(re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII), "not-declared"), "zh": shape.text, "en": shape.text, "source": shape.text, "verified": shape.flag,
}  # fmt: skip
SHAPE: Mapping[str, shape.Shape] = {
    name: shape.many(shape.row(_ROW, {"goes_with": shape.many(shape.text, 1), "releases": shape.flag} if name == "disposal" else {}), 1) for name in NAMES
}


@dataclass(frozen=True, eq=False)
class Lists:
    """Every list by name, in the order of the file."""

    told: Mapping[str, tuple[Choice, ...]]

    def entries(self, name: str) -> tuple[Choice, ...]:
        """The entries of one list: `conclusion`, `anomaly`, `disposal`, `risk`, `method`, `party`."""
        return self.told[name]

    def releases(self, disposal: str) -> bool:
        """Whether a truck whose inspection was closed with this disposal may be released."""
        return any(each.id == disposal and each.releases for each in self.entries("disposal"))


@lru_cache(maxsize=8)
def read(text: str) -> Lists:
    """The lists of a text; refused `rule-wrong` with file, entry and reason."""
    found = tables.parsed(FILE, text, SHAPE)
    for name in NAMES:
        ids = [row["id"] for row in found[name]]
        if twice := [each for each in ids if ids.count(each) > 1]:
            raise fields.wrong(f"{FILE} {name} {twice[0]}", "stands twice")
    known = {row["id"] for row in found["conclusion"]}
    for row in found["disposal"]:
        if unknown := [each for each in row.get("goes_with", []) if each not in known]:
            raise fields.wrong(f"{FILE} disposal {row['id']}", f"unknown conclusion {unknown[0]}")
        if not row.get("goes_with"):
            raise fields.wrong(f"{FILE} disposal {row['id']}", "goes_with is missing")
    return Lists({name: tuple(_choice(row) for row in found[name]) for name in NAMES})


def ours() -> Lists:
    """The program's own."""
    return read(tables.own(FILE))


def faults(told: Lists) -> Iterator[tuple[str, str]]:
    """(place, reason) of entries the program goes by that are gone."""
    for name in (each for each in NAMES if each not in OPEN):
        ids = {each.id for each in told.entries(name)}
        yield from ((f"{FILE} {name}", f"{each.id} is missing") for each in ours().entries(name) if each.id not in ids)


def _choice(row: dict[str, object]) -> Choice:
    goes_with = row.get("goes_with", [])
    return Choice(
        id=str(row["id"]),
        zh=str(row["zh"]),
        en=str(row["en"]),
        source=str(row["source"]),
        verified=row["verified"] is True,
        goes_with=tuple(str(each) for each in goes_with) if isinstance(goes_with, list) else (),
        releases=row.get("releases") is True,
    )
