"""Reads the fields of a rule file; a wrong one is refused with its place and the reason."""

import re
import tomllib
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from workstation.words import Refused

Row = Mapping[str, Any]

LONGEST = 300
"""Characters of a refusal's place and of its reason; what a file says is never told at greater length."""

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
"""Ids of rules and keys of reasons: they are joined by line feeds (draws.md), printed and shown."""

MOST_TEXT = 1_000
"""Characters of a text such as a source."""

_PLAIN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
_BLANKS = str.maketrans("\u3000\u00a0", "  ")


def wrong(where: str, reason: str) -> Refused:
    """The refusal `rule-wrong` of a place such as `goods.toml rule seal-open`."""
    return Refused("rule-wrong", where=line(where), reason=line(reason))


def line(told: str) -> str:
    """As one line of at most LONGEST characters: what steers a terminal or a printer is written as its escape."""
    short = told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
    return "".join(each if plain(each) else each.encode("unicode_escape").decode() for each in short)


def plain(told: str) -> bool:
    """Whether every sign prints: no line feed, no escape, nothing that turns the direction of writing; blanks of either width do."""
    return told.translate(_BLANKS).isprintable()


def toml(name: str, text: str) -> dict[str, Any]:
    """The text of a file read as TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise wrong(name, "tables or lists within each other without end") from error
    except ValueError as error:
        # Beside what is no TOML: whole numbers of thousands of digits.
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
    if len(found) > MOST_TEXT or not plain(found):
        raise wrong(where, f"{name} is longer than {MOST_TEXT} characters" if plain(found) else f"{name} holds a sign that does not print")
    return found


def known_as(row: Row, name: str, where: str) -> str:
    """An id, or the key of a reason."""
    found = text(row, name, where)
    if not ID.fullmatch(found):
        raise wrong(where, f"{name} is not made of 1 to 80 of A-Z a-z 0-9 . _ - and begins with none of . _ -")
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
        told = text(row, name, where, "1")
        found = Decimal(told)
    except (InvalidOperation, Refused) as error:
        raise wrong(where, f"{name} is no decimal text") from error
    if not found.is_finite() or not 0 <= found <= 1:
        raise wrong(where, f"{name} is not between 0 and 1")
    if not _PLAIN.fullmatch(told):
        raise wrong(where, f'{name} is no plain decimal text such as "0.015"')
    return found


def limit(value: object, name: str, where: str) -> Decimal:
    """A figure that is not negative: a whole number, or a plain decimal text of at most twelve digits and six places."""
    if type(value) is int and value >= 0:
        return Decimal(value)
    if not isinstance(value, str) or not _PLAIN.fullmatch(value):
        raise wrong(where, f'{name} is no number from 0 up such as 30 or "1.5"')
    return Decimal(value)


def known_only(row: Row, names: Collection[str], where: str) -> None:
    """A misspelt field would change what a rule says without a word."""
    for name in row:
        if name not in names:
            raise wrong(where, f"unknown field {name}")
