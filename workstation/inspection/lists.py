"""The lists an inspection chooses from (conclusions, anomalies, disposals, risks), read from `resources/tables/inspection.toml`."""

import tomllib
from functools import cache

import resources
from workstation.inspection.values import Choice


@cache
def tables() -> dict[str, tuple[Choice, ...]]:
    """Every list by name, in the order of the file."""
    path = resources.folder / "tables" / "inspection.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: tuple(_choice(row) for row in rows) for name, rows in found.items()}


def entries(name: str) -> tuple[Choice, ...]:
    """The entries of one list: `conclusion`, `anomaly`, `disposal`, `risk`, `method`, `party`."""
    return tables()[name]


def releases(disposal: str) -> bool:
    """Whether a truck whose inspection was closed with this disposal may be released."""
    return any(each.id == disposal and each.releases for each in entries("disposal"))


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
