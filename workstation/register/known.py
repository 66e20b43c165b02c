"""Numbers that the register knows as documents of persons: found in any text, and masked in every refusal that leaves the program."""

import re
from collections.abc import Iterable
from typing import Any, Protocol

from workstation import codes
from workstation.words import Choices, Refused, Trouble, guarded

_PARTED = r"(?<![0-9A-Z])[A-Z]{1,2}[ ./:_-]{1,2}[0-9]{6,9}(?![0-9A-Z])"
_NUMBER = r"(?<![0-9A-Z])[0-9A-Z]{6,20}(?![0-9A-Z])"
_WHOLE, _APART = re.compile(_NUMBER, re.ASCII), re.compile(_PARTED, re.ASCII)
_EITHER = re.compile(f"{_PARTED}|{_NUMBER}", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile("[./:_]")
_PERMIT = 9
_RENEWED = re.compile("[HM][0-9]{10}")
"""An older home return permit: nine signs that name its holder, two that count renewals. Ledgers (H, eleven digits) and bills begin so, too, and are longer."""
_DECIMAL = re.compile(r"(?<![0-9A-Z.])[0-9]+\.[0-9]{1,3}(?![0-9A-Z.])", re.ASCII)
_FIGURE = re.compile("[0-9]{6,7}|20[2-4][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
"""Digits that are read as a count, a weight or a day: no permit is shorter than eight of them, few passports are, and of ten thousand permits one looks like a day of these years."""
_OTHERWISE = (("seal", "number"), ("parcel", "number"), ("leg", "number"))
"""Tables of things whose numbers have no shape of their own: what the port told as one of these is one, though it may be somebody's document as well."""


class Tables(Protocol):
    """The reads of `workstation.register.store.Register`."""

    def among(self, table: str, column: str, values: Any) -> list[dict[str, Any]]: ...
    def where(self, table: str, column: str, value: object, limit: int = ...) -> list[dict[str, Any]]: ...


def documents(register: Tables, text: str) -> list[str]:
    """The numbers in a text that are documents of persons, and no seal, parcel or leg that the register has: 6 to 20 letters and digits, a passport's say, which has no check digit of its own.

    Figures are none: six or seven digits, what has a decimal point, a day as eight digits.
    """
    plain = _DECIMAL.sub(" ", codes.seen(text).upper())
    found = {_folded(each) for each in (*_WHOLE.findall(plain), *_APART.findall(plain))}
    found |= {_holder(each) for each in found}
    told = sorted(each for each in found if any(sign.isdigit() for sign in each) and not _FIGURE.fullmatch(each))
    known = {row["number"] for row in register.among("document", "number", told) if row["kind"] != "personal"} if told else set()
    return [each for each in sorted(known) if not any(register.where(table, column, each, 1) for table, column in _OTHERWISE)]


def cover(register: Tables, refusal: Refused) -> Refused:
    """The same refusal on its way out, whatever it is about: numbers of documents in its values are masked as a card is.

    A register that cannot be asked knows nothing: then whatever has the form of a passport is masked.
    """
    refusal.values = {name: _covered(register, value) for name, value in refusal.values.items()}
    return refusal


def _covered(register: Tables, value: object) -> object:
    if value is None or isinstance(value, (int, float, Choices)):
        return value
    text = str(value)
    try:
        known = documents(register, text)
    except Trouble:
        hidden = guarded(text)
    else:
        hidden = _EITHER.sub(lambda found: _hidden(found[0], known), codes.seen(text)) if known else text
    return value if hidden == text else hidden


def _hidden(token: str, known: Iterable[str]) -> str:
    folded = _folded(token)
    return codes.masked("seal", folded) if {folded, _holder(folded)} & {*known} else token


def _folded(token: str) -> str:
    return _BETWEEN.sub("", codes.fold_seal(token))


def _holder(folded: str) -> str:
    return folded[:_PERMIT] if _RENEWED.fullmatch(folded) else folded
