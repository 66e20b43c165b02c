"""The figures of `limits.toml` and the roles of `roles.toml`: read, checked, and how they change on a day."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workstation.risk import bounds, fields, periods
from workstation.risk.periods import Change

ROLES = ("officer", "senior", "supervisor", "auditor", "technician", "administrator")

LIMITS = {
    "age": ("instruction", "booking", "consignment", "release_list", "credit", "parcel"),
    "weight": ("tolerance_percent", "tolerance_kg", "empty_kg", "far_kg", "before"),
    "scan": ("repeat_ms",),
    "slip": ("valid",),
    "booking": ("slot", "grace"),
    "draw": ("floor", "quiet_days", "quiet_rate", "stick_days", "pair_days"),
    "batch": ("day",),
    "clock": ("skew",),
    "emergency": ("longest",),
}
"""Figures the program asks for by name."""


def read_limits(found: Mapping[str, Any]) -> dict[str, dict[str, Decimal]]:
    """The groups of figures of `limits.toml`, each within its bounds."""
    groups = {name: group for name, group in found.items() if isinstance(group, dict)}
    for group, names in LIMITS.items():
        for name in names:
            if name not in fields.table(groups.get(group), group, "limits.toml"):
                raise fields.wrong(f"limits.toml {group}", f"{name} is missing")
    return {group: {name: _figure(value, (group, name), f"limits.toml {group}") for name, value in row.items()} for group, row in groups.items()}


def _figure(value: object, path: tuple[str, str], where: str) -> Decimal:
    return bounds.hold(fields.limit(value, path[1], where), *path, where)


def limit_changes(found: Mapping[str, Any]) -> tuple[Change, ...]:
    """`[[change]]` of `limits.toml`: group, name, value, and from which day to which."""
    changes = []
    for number, row in enumerate(fields.tables(found, "change", "limits.toml"), 1):
        where = f"limits.toml change {number}"
        fields.known_only(row, ("group", "name", "value", "source", *periods.FIELDS), where)
        path = (fields.text(row, "group", where), fields.text(row, "name", where))
        if path[1] not in fields.table(found.get(path[0]), path[0], where):
            raise fields.wrong(where, f"unknown figure {path[0]} {path[1]}")
        changes.append(Change(path, fields.limit(row.get("value"), path[1], where), periods.read(row, where)))
    return tuple(changes)


def held(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The same changes of figures, each within its bounds."""
    for number, change in enumerate(changes, 1):
        group, name = change.path
        bounds.hold(change.value, group, name, f"limits.toml change {number}")
    return changes


def role_changes(found: Mapping[str, Any]) -> tuple[Change, ...]:
    """`[[change]]` of `roles.toml`: act, roles, and from which day to which."""
    changes = []
    for number, row in enumerate(fields.tables(found, "change", "roles.toml"), 1):
        where = f"roles.toml change {number}"
        fields.known_only(row, ("act", "roles", "source", *periods.FIELDS), where)
        act = fields.text(row, "act", where)
        if act not in fields.table(found.get("acts"), "acts", where):
            raise fields.wrong(where, f"unknown act {act}")
        changes.append(Change((act,), fields.texts(row, "roles", where, ROLES), periods.read(row, where)))
    return tuple(changes)


def read_roles(found: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Act -> roles, of `roles.toml`."""
    acts = fields.table(found.get("acts"), "acts", "roles.toml")
    return {act: fields.texts(acts, act, "roles.toml", ROLES) for act in acts}
