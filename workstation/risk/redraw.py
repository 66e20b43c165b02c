"""The draws of past days under another rulebook: each falls where it fell, else where the day's revealed secret says, else by its chance; and the rise after quiet days, day by day."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from workstation.journal import Event
from workstation.risk.book import Rulebook
from workstation.risk.days import day_of
from workstation.risk.draw import RANGE, least, value
from workstation.risk.supposed import Supposed

AS_MADE, BY_SECRET, EXPECTED = "as_made", "by_secret", "expected"
"""How a draw is known: the verdict keeps it; the day is over and its secret revealed; neither, then its rate counts as a part of a passage."""

PARCEL = "parcel.judged"

_TINY = 1e-9


def _no_load(_passage: str, _papers: str) -> str:
    return ""


def _as_kept(_body: Mapping[str, Any], _at: int, _book: Rulebook) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Known:
    """What a run knows besides its events. `station`: whose passages; '' = all. `secrets`: day -> its revealed secret; `quiet`: days with draws and no pick before the
    run; `load_of`: (passage or parcel, papers) -> the load that was drawn for (`Load.text`), '' where it is not known. `figured`: (body of a verdict, its time, a book) -> the facts
    that follow from figures of that book and from what the verdict keeps; all others stand as they were kept.
    """

    station: str = ""
    secrets: Mapping[str, bytes] = field(default_factory=dict)
    quiet: int = 0
    load_of: Callable[[str, str], str] = _no_load
    figured: Callable[[Mapping[str, Any], int, Rulebook], Mapping[str, str]] = _as_kept


@dataclass
class Trip:
    """One passage or parcel as it was treated: its last verdict before an inspection changed it (`untouched`), and what came of it. `at`: when it was judged first, `last` (and `day`): when
    that verdict was given; `drawn`: the day of its first verdict that awaited nothing; `fired`: the rules that facts alone made fire for any of its verdicts up to there, by the rules in
    force and by the candidate; `profile`: goods | parcel; `falls`: its draws
    by rule and papers, and `certain`: what facts alone say of a body, once they were asked (`Judges`).
    """

    name: str
    at: int
    body: Mapping[str, Any]
    last: int = 0
    day: str = ""
    profile: str = "goods"
    found: bool = False
    held: bool = False
    drawn: str = ""
    noted: set[tuple[Any, ...]] = field(default_factory=set)
    fired: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    loads: dict[str, str] = field(default_factory=dict)
    falls: dict[tuple[str, str], "Fallen"] = field(default_factory=dict)
    certain: tuple[Mapping[str, Any], list[Any]] | None = None

    @classmethod
    def of(cls, event: Event) -> "Trip":
        """As it stands after its first verdict."""
        day, profile = day_of(event.at), "parcel" if event.kind == PARCEL else "goods"
        return cls(event.subject, event.at, event.body, event.at, day, profile, drawn="" if event.body.get("waiting") else day)

    def after(self, event: Event) -> None:
        """One more verdict that no inspection changed."""
        self.body, self.last, self.day = event.body, event.at, day_of(event.at)
        self.falls = {}
        if not self.drawn and not event.body.get("waiting"):
            self.drawn = self.day


@dataclass(frozen=True)
class Fallen:
    """One draw: `how` it is known, `number` its value (below 2^64), None where nobody may know it yet; `day` whose rate it is held against; `origin`: a pick from before."""

    how: str
    number: int | None
    day: str
    origin: bool = False


def fallen(trip: Trip, rule: str, papers: str, known: Known) -> Fallen:
    """Where the draw of this load for a rule fell; asked by both rulebooks, when the verdict comes and when the passage is over."""
    found = trip.falls.get((rule, papers))
    if found is None:
        found = trip.falls[rule, papers] = _fallen(trip, rule, papers, known)
    return found


def _fallen(trip: Trip, rule: str, papers: str, known: Known) -> Fallen:
    load = ""
    for row in trip.body.get("draws") or ():
        if papers in ("", row["papers"]):
            if row["rule"] == rule:
                return Fallen(AS_MADE, int(row["value"], 16), row["day"], "origin" in row)
            load = row["load"]
    return _anew(trip, rule, (papers, load), known)


def _anew(trip: Trip, rule: str, about: tuple[str, str], known: Known) -> Fallen:
    """The draw as the desk would have made it on the day of this passage: `about` papers and load, where another rule's draw tells it."""
    papers, load = about
    secret = known.secrets.get(trip.drawn)
    if secret is not None and not load:
        if papers not in trip.loads:
            trip.loads[papers] = known.load_of(trip.name, papers)
        load = trip.loads[papers]
    if secret is None or not load:
        return Fallen(EXPECTED, None, trip.drawn)
    return Fallen(BY_SECRET, value(secret, f"rule:{rule}", load), trip.drawn)


class Course:
    """The draws of one rulebook day after day. How many quiet days went by is one number while every draw is known, else each number has its chance; the days come in order."""

    def __init__(self, book: Supposed, known: Known) -> None:
        self._book, self._known = book, known
        self._days: dict[str, dict[int, float]] = {}
        self._day, self._now, self._none = "", {known.quiet: 1.0}, dict[int, float]()
        self._below: dict[tuple[int, Decimal, int], int] = {}
        self._raised, self._shares = set[str](), set[Decimal]()
        self.counted: Counter[str] = Counter()
        self.picked = 0.0

    @property
    def raised(self) -> list[str]:
        """Days on which draws were made more often because too many went by without a pick; where that has only a chance, the likely ones."""
        return sorted(self._raised)

    def turn(self, day: str) -> None:
        """A later day begins: what the day before brought counts from here on."""
        if day <= self._day:
            return
        if self._none:
            after: dict[int, float] = {}
            for quiet, chance in self._now.items():
                stays = chance * self._none.get(quiet, 1.0)
                after[quiet + 1] = after.get(quiet + 1, 0.0) + stays
                after[0] = after.get(0, 0.0) + chance - stays
            self._now = {quiet: chance for quiet, chance in after.items() if chance > _TINY}
        self._day, self._none, self._shares = day, {}, set()
        self._days[day] = self._now

    def note(self, trip: Trip, share: Decimal, about: tuple[str, str], side: int) -> None:
        """A draw was made today; once for each value of a passage, and not what was drawn on a day before. `about`: rule and papers."""
        fell = fallen(trip, *about, self._known)
        key = (side, *about, fell.number)
        if fell.origin or fell.day != self._day or key in trip.noted:
            return
        trip.noted.add(key)
        for quiet in self._now:
            self._none[quiet] = self._none.get(quiet, 1.0) * (1.0 - self._one(share, quiet, fell))
        if share not in self._shares:
            self._shares.add(share)
            limits = self._book.on(fell.day).limits["draw"]
            if sum(chance for quiet, chance in self._now.items() if least(limits, share, quiet) > least(limits, share, 0)) > 0.5:
                self._raised.add(self._day)

    def chance(self, trip: Trip, share: Decimal, about: tuple[str, str]) -> float:
        """How likely this load is picked: 0 or 1 where its draw is known."""
        fell = fallen(trip, *about, self._known)
        picked = self._on(fell, share)
        if fell.origin and picked < 1:
            # The pick it carries would not have been one: then it was drawn on its own day.
            papers = next(row for row in trip.body["draws"] if row["rule"] == about[0] and about[1] in ("", row["papers"]))
            fell = _anew(trip, about[0], (about[1], papers["load"]), self._known)
            picked += (1 - picked) * self._on(fell, share)
        self.counted[fell.how] += 1
        self.picked += picked
        return picked

    def _on(self, fell: Fallen, share: Decimal) -> float:
        chances = self._days.get(fell.day)
        if chances is None:
            # Drawn before the run began: its pick was one.
            return 1.0 if fell.origin else self._one(share, self._known.quiet, fell)
        if len(chances) == 1:
            return self._one(share, next(iter(chances)), fell)
        return min(1.0, sum(chance * self._one(share, quiet, fell) for quiet, chance in chances.items()))

    def _one(self, share: Decimal, quiet: int, fell: Fallen) -> float:
        """With so many quiet days before, by the figures of its day: whether it picks, or its rate."""
        book = self._book.on(fell.day)
        below = self._below.get((id(book), share, quiet))
        if below is None:
            below = self._below[id(book), share, quiet] = ceil(Fraction(least(book.limits["draw"], share, quiet)) * RANGE)
        return below / RANGE if fell.number is None else float(fell.number < below)
