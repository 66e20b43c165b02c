"""A frozen value made straight from its fields, for the few places that make thousands of them between a scan and its card."""

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def made(kind: type[T], fields: Mapping[str, Any]) -> T:
    """A value of a frozen dataclass from every one of its fields by name, in a quarter of the time of `kind(**fields)`.

    Nothing is filled in: fields with a default must be given too.
    """
    value = object.__new__(kind)
    value.__dict__.update(fields)
    return value
