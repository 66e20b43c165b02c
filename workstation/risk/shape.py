"""Shapes of the tables that travel with the rules: what may stand where. The first thing that does not fit is refused with file, entry and reason."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from workstation.risk import fields, periods

Shape = Callable[[Any, str], None]
"""Held against a value and its place in the file, such as `quotas.toml quota 2 offshore amount`; raises the refusal `rule-wrong`."""

LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_NAMES = ("id", "name", "sort", "category", "event", "stop", "to")


def text(value: Any, where: str) -> None:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise fields.wrong(where, "no text" if value != "" else "an empty text")
    if len(value) > fields.MOST_TEXT:
        raise fields.wrong(where, f"longer than {fields.MOST_TEXT} characters")


def perhaps(value: Any, where: str) -> None:
    """A text, or an empty one."""
    if value != "":
        text(value, where)


def flag(value: Any, where: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise fields.wrong(where, "neither true nor false")


def day(value: Any, where: str) -> None:
    """An ISO day as a text."""
    periods.read({"valid_from": value}, where)


def clock(value: Any, where: str) -> None:
    """A time of day as a text."""
    if not isinstance(value, str) or not _CLOCK.fullmatch(value):
        raise fields.wrong(where, 'no time of day such as "08:00"')


def whole(least: int, most: int) -> Shape:
    """A whole number from `least` to `most`."""

    def shape(value: Any, where: str) -> None:
        if type(value) is not int:
            raise fields.wrong(where, "no whole number")
        if not least <= value <= most:
            raise fields.wrong(where, f"{value} is not between {least} and {most}")

    return shape


def decimal(least: str, most: str, *, integral: bool = False) -> Shape:
    """A decimal text from `least` to `most`; `integral`: without a fraction."""

    def shape(value: Any, where: str) -> None:
        try:
            found = Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None
        except InvalidOperation:
            found = None
        if found is None or (integral and "." in value):
            raise fields.wrong(where, "no whole number as a text" if integral else 'no decimal text such as "1.5"')
        if not Decimal(least) <= found <= Decimal(most):
            raise fields.wrong(where, f"{value} is not between {least} and {most}")

    return shape


def among(*known: str) -> Shape:
    """One of these texts."""

    def shape(value: Any, where: str) -> None:
        if value not in known:
            raise fields.wrong(where, f"unknown value {str(value)[:40]} (known: {', '.join(known)})")

    return shape


def matching(pattern: re.Pattern[str], like: str) -> Shape:
    """A text of this form; `like`: an example of it."""

    def shape(value: Any, where: str) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise fields.wrong(where, f"{str(value)[:40]} is no text such as {like}")

    return shape


def many(each: Shape, least: int = 0) -> Shape:
    """A list; texts in it stand once."""

    def shape(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise fields.wrong(where, "no list")
        if len(value) < least:
            raise fields.wrong(where, "an empty list" if not value else f"fewer than {least} entries")
        for place, one in enumerate(value, 1):
            each(one, f"{where} {place}{_name(one)}")
        told = [one for one in value if isinstance(one, str)]
        twice = next((one for one in told if told.count(one) > 1), None)
        if twice is not None:
            raise fields.wrong(where, f"{twice} stands twice")

    return shape


def row(must: Mapping[str, Shape], may: Mapping[str, Shape] = MappingProxyType({})) -> Shape:
    """A table with these names, the second ones if wanted; its `valid_to` is not before its `valid_from`."""

    def shape(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise fields.wrong(where, "no table")
        fields.known_only(value, (*must, *may), where)
        for name in must:
            if name not in value:
                raise fields.wrong(where, f"{name} is missing")
        for name, one in value.items():
            (must.get(name) or may[name])(one, f"{where} {name}")
        if "valid_from" in value:
            periods.read(value, where)

    return shape


def named(each: Shape, name: Shape = text) -> Shape:
    """A table of tables or values under names of its own; `name`: the shape of a name."""

    def shape(value: Any, where: str) -> None:
        if not isinstance(value, dict) or not value:
            raise fields.wrong(where, "no table" if not isinstance(value, dict) else "an empty table")
        for key, one in value.items():
            name(key, where)
            each(one, f"{where} {key}")

    return shape


def _name(value: Any) -> str:
    """What an entry of a list calls itself."""
    found = next((value[name] for name in _NAMES if isinstance(value.get(name), str)), "") if isinstance(value, dict) else ""
    return f" {found[:40]}" if found else ""
