"""Reads the fields of a rule file; a wrong one is refused with its place and the reason."""

import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from workstation.words import Refused

Row = Mapping[str, Any]


def wrong(where: str, reason: str) -> Refused:
    """The refusal `rule-wrong` of a place such as `goods.toml rule seal-open`."""
    return Refused("rule-wrong", where=where, reason=reason)


def toml(name: str, text: str) -> dict[str, Any]:
    """The text of a file read as TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(name, str(error)) from error


def table(value: object, name: str, where: str) -> dict[str, Any]:
    """A table of the file."""
    if not isinstance(value, dict):
        raise wrong(where, f"{name} is no table" if value is not None else f"{name} is missing")
    return value


def tables(row: Row, name: str, where: str) -> list[dict[str, Any]]:
    """A list of tables; empty where the name is not there."""
    found = row.get(name, [])
    if not isinstance(found, list):
        raise wrong(where, f"{name} is no list of tables")
    return [table(each, name, where) for each in found]


def text(row: Row, name: str, where: str, usual: str | None = None) -> str:
    """A text that says something; `usual` stands where the name is not there."""
    found = row.get(name, usual)
    if found in (None, "") and usual is None:
        raise wrong(where, f"{name} is missing")
    if not isinstance(found, str):
        raise wrong(where, f"{name} is no text")
    return found


def listed(row: Row, name: str, where: str) -> list[object]:
    """A list of anything; empty where the name is not there."""
    found = row.get(name, [])
    if not isinstance(found, list):
        raise wrong(where, f"{name} is no list")
    return found


def texts(row: Row, name: str, where: str, known: Collection[str] | None = None) -> tuple[str, ...]:
    """A list of texts, each one of `known`; empty where the name is not there."""
    found = row.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise wrong(where, f"{name} is no list of texts")
    for each in found:
        if known is not None and each not in known:
            raise wrong(where, f"{name}: unknown {each}")
    return tuple(found)


def flag(row: Row, name: str, where: str) -> bool:
    """True or false; false where the name is not there."""
    found = row.get(name, False)
    if not isinstance(found, bool):
        raise wrong(where, f"{name} is neither true nor false")
    return found


def share(row: Row, name: str, where: str) -> Decimal:
    """A decimal text from 0 to 1; 1 where the name is not there."""
    try:
        found = Decimal(text(row, name, where, "1"))
    except (InvalidOperation, Refused) as error:
        raise wrong(where, f"{name} is no decimal text") from error
    if not found.is_finite() or not 0 <= found <= 1:
        raise wrong(where, f"{name} is not between 0 and 1")
    return found


def limit(value: object, name: str, where: str) -> Decimal:
    """A figure that is not negative: a whole number, or a decimal text."""
    try:
        found = Decimal(str(value)) if isinstance(value, (int, str)) and not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation as error:
        raise wrong(where, f"{name} is no number") from error
    if not found.is_finite() or found < 0:
        raise wrong(where, f"{name} is no number from 0 up")
    return found


def known_only(row: Row, names: Collection[str], where: str) -> None:
    """A misspelt field would change what a rule says without a word."""
    for name in row:
        if name not in names:
            raise wrong(where, f"unknown field {name}")
