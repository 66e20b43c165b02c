"""Numbers that the register knows as documents of persons: found in any text, and masked in every refusal that leaves the program."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from workstation import codes
from workstation.register import find
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
_CODE = re.compile(r"(?<![0-9A-Z-])[0-9A-Z-]{4,64}(?![0-9A-Z-])", re.ASCII)
_PAIR = re.compile(r"(?<![0-9A-Z])([0-9A-Z]{1,32})(?=[ ./_-]([0-9A-Z]{1,32})(?![0-9A-Z]))", re.ASCII)
_SHORTEST, _DIGIT = 8, re.compile("[0-9]")
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
    told = sorted(each for each in _told(codes.seen(text).upper()) if any(sign.isdigit() for sign in each) and not _FIGURE.fullmatch(each))
    known = {row["number"] for row in register.among("document", "number", told) if row["kind"] != "personal"} if told else set()
    return [each for each in sorted(known) if not any(register.where(table, column, each, 1) for table, column in _OTHERWISE)]


class Named(NamedTuple):
    """What words hold of persons: numbers that can be nothing else, personal codes among them; and figures, six or seven digits or a day, that are documents too: number -> register ids of whose."""

    numbers: list[str]
    figures: dict[str, list[str]]


NOBODY = Named([], {})


def in_words(register: Tables, text: str) -> Named:
    """The same in words that are kept for good. A figure that follows a word for a document (`ordinary.toml`) can be nothing else; any other is for the caller to judge by who was met."""
    plain = codes.seen(text).upper()
    if not _DIGIT.search(plain):
        return NOBODY
    personal, told = _personal(plain), {each for each in _told(plain) if any(sign.isdigit() for sign in each)}
    asked = sorted(personal | told)
    rows = register.among("document", "number", asked) if asked else []
    found = {row["number"] for row in rows if row["number"] in (personal if row["kind"] == "personal" else told)}
    found = {each for each in found if not any(register.where(table, column, each, 1) for table, column in _OTHERWISE)}
    called = set(_called().findall(plain))
    figures = {each for each in found if _FIGURE.fullmatch(each)} - called
    return Named(sorted(found - figures), {each: [row["person"] for row in rows if row["number"] == each] for each in sorted(figures)})


def _told(plain: str) -> set[str]:
    """What may be the number of a document in a text of capitals; some of it is no number."""
    plain = _DECIMAL.sub(" ", plain)
    found = {_folded(each) for each in (*_WHOLE.findall(plain), *_APART.findall(plain))}
    return found | {_holder(each) for each in found}


def _personal(plain: str) -> set[str]:
    """What may be a personal code: as it is written, or with a gap or point for its hyphen; digits alone are none shorter than a permit."""
    whole = _CODE.findall(plain)
    parted = [joint.join(pair) for pair in _PAIR.findall(plain) for joint in ("-", "")]
    return {each for each in (*whole, *parted) if any(sign.isdigit() for sign in each) and not (each.isdigit() and (len(each) < _SHORTEST or _FIGURE.fullmatch(each)))}


@lru_cache(maxsize=1)
def _called() -> re.Pattern[str]:
    words = "|".join(re.escape(each.upper()) for each in find.document_words())
    return re.compile(rf"(?:{words})[^0-9]{{0,8}}([0-9]{{6,8}})(?![0-9A-Z])")


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
