"""The dated data the codes need, read once from `resources/tables/codes.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

import resources


@cache
def table(name: str) -> Mapping[str, Any]:
    """One table of `codes.toml`, such as `areas` or `plates`."""
    found: Mapping[str, Any] = _all()[name]
    return found


@cache
def _all() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((resources.folder / "tables" / "codes.toml").read_text(encoding="utf-8"))


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes in use."""
    return frozenset(table("countries")["alpha2"].split())
