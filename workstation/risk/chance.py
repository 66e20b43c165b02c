"""Whether a count of days is more than chance would bring, without overstating it: an exact test on days, and a correction for how many rows are compared.

Days, not acts, are counted: the acts of one day hang together (a system that was away, a convoy of one enterprise), and taken one by one they would prove too much.
Exact test: R. A. Fisher, The Design of Experiments (1935), for days above their median the median test of Brown and Mood (1951).
Correction: Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300; it holds for rows that rise and fall together too (Benjamini and Yekutieli 2001).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import comb

FALSE = Fraction(1, 20)
"""Of the rows that stand out, this share may on average do so by chance; where all is as usual, so many pages of a hundred show one at all."""

LEAST_DAYS = 5
"""Fewer days of one's own, or of all others together, are compared with nothing (assumption of 2026-11-22)."""


@dataclass(frozen=True)
class Days:
    """`hits` of a row's `own` days are marked, and `marked` of `all` days, his own among them."""

    hits: int
    own: int
    marked: int
    all: int

    @property
    def enough(self) -> bool:
        """Whether it is compared: enough days on both sides, and a result that could be more than chance at all. It does not look at `hits`."""
        most = min(self.own, self.marked)
        return min(self.own, self.all - self.own) >= LEAST_DAYS and tail(Days(most, self.own, self.marked, self.all)) <= FALSE


@lru_cache(maxsize=50_000)
def tail(days: Days) -> Fraction:
    """How likely as many marked days or more fall on `own` days taken blindly from all."""
    rest, most = days.all - days.marked, min(days.own, days.marked)
    several = sum(comb(days.marked, hits) * comb(rest, days.own - hits) for hits in range(max(days.hits, days.own - rest), most + 1))
    return Fraction(several, comb(days.all, days.own))


def adjusted(chances: Sequence[Fraction], compared: int) -> list[Fraction]:
    """For each chance the smallest share of false rows at which it would still stand out among `compared` rows; those not given are taken to be certain."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    found, least = [Fraction(1)] * len(chances), Fraction(1)
    for place in range(len(order), 0, -1):
        least = min(least, chances[order[place - 1]] * compared / place)
        found[order[place - 1]] = least
    return found


def median(shares: Sequence[Fraction]) -> Fraction:
    """The middle one; of two in the middle the lower."""
    return sorted(shares)[(len(shares) - 1) // 2]


def told(chance: Fraction) -> str:
    """Six places, rounded up, so that nothing looks more certain than it is."""
    return str(Decimal(-(-chance.numerator * 10**6 // chance.denominator)).scaleb(-6))
