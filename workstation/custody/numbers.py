"""Seal numbers as runs: the same letters, the same number of digits, from one number to another."""

import re

from workstation.codes import fold_seal
from workstation.words import Refused

_NUMBER = re.compile(r"([A-Z0-9]*?)([0-9]{1,12})", re.ASCII)
MOST = 10_000
"""Numbers of one delivery."""


def span(first: str, last: str) -> tuple[str, int, int, int]:
    """As `run_of`; Refused `seal-run` for what is no run, or one of more than `MOST` numbers."""
    run = run_of(first, last)
    if run is None:
        raise Refused("seal-run", first=first[:40], last=last[:40], most=MOST)
    return run


def run_of(first: str, last: str) -> tuple[str, int, int, int] | None:
    """(prefix, digits, low, high) of a run; None for what is none."""
    one, other = split(first), split(last or first)
    if one is None or other is None or one[:2] != other[:2] or not 0 <= other[2] - one[2] < MOST:
        return None
    return (*one, other[2])


def split(number: str) -> tuple[str, int, int] | None:
    """`HN1234567` -> ("HN", 7, 1234567); a number that does not end in a digit is in no run."""
    folded = fold_seal(number)
    found = _NUMBER.fullmatch(folded)
    if found is None or not 3 <= len(folded) <= 35:
        return None
    return found[1], len(found[2]), int(found[2])
