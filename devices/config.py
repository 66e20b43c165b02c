"""Reads the settings of a driver into its frozen dataclass and refuses a wrong one by name."""

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any, TypeVar

from devices.trouble import DeviceTrouble

Wanted = TypeVar("Wanted")


def choice(*allowed: str) -> Any:
    """A text setting with a closed list of values; the first is the default."""
    return field(default=allowed[0], metadata={"allowed": allowed})


def number(default: int, least: int, most: int) -> Any:
    """A whole number between two bounds, both allowed."""
    return field(default=default, metadata={"bounds": (least, most)})


def configured(wanted: type[Wanted], driver: str, given: Mapping[str, object] | None) -> Wanted:
    """`given` as a `wanted`; an unknown name, a wrong type, value or hex raises DeviceTrouble `config-wrong` (driver, name, reason)."""
    known = {one.name: one for one in fields(wanted)}  # type: ignore[arg-type]  # every settings type of a driver is a dataclass
    for name, value in (given or {}).items():
        if name not in known:
            reason = f"unknown; one of {', '.join(known)}" if known else "this driver has no settings"
        else:
            reason = _wrong(name, value, known[name])
        if reason:
            raise DeviceTrouble("config-wrong", driver=driver, name=str(name)[:40], reason=reason)
    return wanted(**(given or {}))


def _wrong(name: str, value: object, one: Any) -> str:
    if type(value) is not type(one.default):
        return f"{_TYPES[type(one.default)]} is needed"
    if "allowed" in one.metadata and value not in one.metadata["allowed"]:
        return f"one of {', '.join(one.metadata['allowed'])}"
    if "bounds" in one.metadata:
        least, most = one.metadata["bounds"]
        return "" if least <= value <= most else f"between {least} and {most}"
    return _wrong_hex(str(value)) if name.endswith("_hex") else ""


def _wrong_hex(value: str) -> str:
    try:
        bytes.fromhex(value)
    except ValueError:
        return "pairs of hex digits are needed"
    return ""


_TYPES: Mapping[type, str] = {str: "a text", bool: "true or false", int: "a whole number", float: "a number with a decimal point", bytes: "bytes"}
