"""Codes as people read them, as they are compared, and as they may stand on a screen or in a log."""

import re
from collections.abc import Callable

from workstation.codes.text import plain

PERSON_KINDS = frozenset(
    ("resident-id", "hmt-residence-permit", "foreign-pr-card", "hkmo-permit", "tw-permit", "two-way-permit", "mrz", "personal")
)
"""Kinds whose value names a person: never logged whole, kept in events only as a pseudonym."""


def _dotted(found: re.Match[str]) -> str:
    return ".".join(part for part in found.groups() if part)


def _pointed(found: re.Match[str]) -> str:
    return found[1] + "·"


_CARD = (6, 8, 4)
_GROUPS = {
    "container": (4, 6, 1),
    "declaration": (4, 4, 1, 9),
    "uscc": (2, 6, 9, 1),
    "resident-id": _CARD,
    "hmt-residence-permit": _CARD,
    "foreign-pr-card": _CARD,
    "booking": (2, 6, 6, 1),
    "release-list": (2, 4, 4, 9, 1),
    "va-confirmation": (2, 4, 4, 8, 1),
    "receipt": (2, 6, 8, 1),
    "pickup": (2, 6, 8, 1),
    "ledger": (1, 4, 4, 3),
    "sscc": (1, 7, 9, 1),
    "epc": (4,) * 8,
    "locode": (2, 3),
}
_WRITTEN: dict[str, tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = {
    # A function and no template: for a template `re` imports itself at every call, and every card shows a dozen plates.
    "plate": (re.compile(r"^([^\x00-\x7f][A-Z])"), _pointed),
    "air-waybill": (re.compile(r"^(.{3})"), r"\1-"),
    "imo": (re.compile(r"^"), "IMO "),
    "commodity": (re.compile(r"^(.{4})(..)(..)?(.*)"), _dotted),
    "lock": (re.compile(r"^LK(.{5})"), r"LK \1 "),
    "mrz": (re.compile(r"\n"), " "),
}


def group(kind: str, value: str) -> str:
    """`MSKU 038325 0`, `6401 2026 1 000000123`, `琼A·12345`; a kind without a habit of grouping stays as it is."""
    if kind in _WRITTEN:
        shape, written = _WRITTEN[kind]
        return shape.sub(written, value)
    parts = []
    for size in _GROUPS.get(kind, ()):
        parts.append(value[:size])
        value = value[size:]
    return " ".join(part for part in (*parts, value) if part)


def masked(kind: str, value: str) -> str:
    """The last four characters, the others as `*`: for every place where a number is shown without being asked for.

    Of a machine readable zone only the document number is kept, masked. A value of four characters or less is masked whole.
    """
    if kind == "mrz":
        lines = value.split("\n")
        value = (lines[0][5:14] if len(lines) == 3 else lines[-1][:9]).rstrip("<")
    return "*" * (len(value) - 4) + value[-4:] if len(value) > 4 else "*" * len(value)


fold_seal = plain
"""The key by which seal numbers are equal: case, spaces and hyphens folded, never fuzzily (O and 0 stay apart)."""


def match_key(kind: str, value: str) -> str:
    """The key a document or seal is looked up by: the lifetime number of a home return permit (first nine), the folded seal, else the value."""
    if kind == "hkmo-permit":
        return value[:9]
    return fold_seal(value) if kind == "seal" else value
