"""Quick forms of the commonest codes: a yes here is a yes of the recogniser (a test holds them together); a no means: ask it."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from workstation import settings

Holds = Callable[[str], bool]

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_OWN = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_YEAR = "20(?:1[5-9]|2[0-6])"


def _form(pattern: str) -> Holds:
    matches = re.compile(pattern, re.ASCII).fullmatch
    return lambda text: matches(text) is not None


def _weighted(pattern: str, places: Sequence[dict[str, int]], check: Callable[[int], str]) -> Holds:
    """A check character as one sum over a table per place."""
    matches = re.compile(pattern, re.ASCII).fullmatch

    def holds(text: str) -> bool:
        if not matches(text):
            return False
        return check(sum([place[sign] for place, sign in zip(places, text, strict=False)])) == text[-1]

    return holds


def _places(alphabet: dict[str, int], weights: Sequence[int]) -> list[dict[str, int]]:
    return [{sign: value * weight for sign, value in alphabet.items()} for weight in weights]


def _own(pattern: str) -> Holds:
    """ISO 7064 MOD 37,36 (our own formats)."""
    matches = re.compile(pattern, re.ASCII).fullmatch

    def holds(text: str) -> bool:
        if not matches(text):
            return False
        check = 18
        for sign in text:
            check = ((check or 36) * 2 % 37 + _OWN[sign]) % 36
        return check == 1

    return holds


def _born(holds: Holds) -> Holds:
    def dated(text: str) -> bool:
        if not holds(text):
            return False
        try:
            date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
        except ValueError:
            return False
        return True

    return dated


def _bought(pattern: str) -> Holds:
    """Receipts and sealed bags: dated, and of a day that has been."""
    holds = _own(pattern)

    def dated(text: str) -> bool:
        if not holds(text):
            return False
        try:
            day = date(2000 + int(text[2:4]), int(text[4:6]), int(text[6:8]))
        except ValueError:
            return False
        return day <= settings.local_time(settings.now()).date()

    return dated


_DIGITS = {sign: value for value, sign in enumerate("0123456789")}
_LETTERS = {sign: 10 + value + (value + 9) // 10 for value, sign in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
_CITIZEN = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

QUICK: dict[str, Holds] = {
    "container": _weighted("[A-Z]{3}[UJZ][0-9]{7}", _places(_DIGITS | _LETTERS, [2**n for n in range(10)]), lambda total: str(total % 11 % 10)),
    "uscc": _weighted(
        "91[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}",
        _places({sign: value for value, sign in enumerate(_CREDIT)}, [3**n % 31 for n in range(17)]),
        lambda total: _CREDIT[(31 - total % 31) % 31],
    ),
    "resident-id": _born(_weighted("46[0-9]{4}(?:19[0-9]{2}|20[01][0-9])[0-9]{7}[0-9X]", _places(_DIGITS, _CITIZEN), lambda total: "10X98765432"[total % 11])),
    "declaration": _form(f"[0-9]{{4}}{_YEAR}[01IE][0-9]{{9}}"),
    "plate": _form("琼[A-HJ-NP-Z][0-9A-HJ-NP-Z]{5}"),
    "commodity": _form("[0-6][1-9](?:[0-9]{4}|[0-9]{6}|[0-9]{8})"),
    "release-list": _own(f"FX[0-9]{{4}}{_YEAR}[0-9]{{9}}[0-9A-Z]"),
    "va-confirmation": _own(f"V[AC][0-9]{{4}}{_YEAR}[0-9]{{8}}[0-9A-Z]"),
    "receipt": _bought("DF[0-9]{14}[0-9A-Z]"),
    "pickup": _bought("DP[0-9]{14}[0-9A-Z]"),
    "gtin": _weighted("[0-9]{13}", _places(_DIGITS, [1, 3] * 6), lambda total: str(-total % 10)),
    "ledger": _form("[A-Z][0-9]{4}[0-9A-Z]{7}"),
    "seal": _form("[A-Z0-9]{3,35}"),
    "locode": _form("[A-Z]{2}[A-Z2-9]{3}"),
    "passport": _form("[A-Z0-9]{5,20}"),
    "personal": _form("[0-9A-Z-]{4,64}"),
}
