"""A rulebook as if it had been in force on any day, for what is replayed over days on which another one was."""

from bisect import bisect_right
from collections.abc import Iterator

from workstation.risk import periods
from workstation.risk.book import Rate, Rule, Rulebook
from workstation.risk.periods import ALWAYS, Period


class Supposed:
    """Every passage by its own day, as if the book had been in force then.

    A pack from tomorrow can be held against yesterday: what came before its first day is judged as of that day, what came after its last as of the last, everything between as of the
    day it came. So a rule, rate or figure that counts only from a later day than the pack's first changes nothing before that day, and one that ends stays ended. A book that was
    taken as of one day (`Rulebook.on`) counts as of that day on all of them.
    """

    def __init__(self, book: Rulebook, period: Period = ALWAYS) -> None:
        several = (period, *book.dated.files.values())
        self.whole = book
        self.period = Period(max(each.first for each in several), min((each.last for each in several if each.last), default=""))
        dated = [*(rule.period for rule in book.rules), *(row.period for rule in book.rules for row in rule.rates)]
        dated += [change.period for change in (*book.dated.limits, *book.dated.roles)]
        dated += [need.period for needs in book.needs.values() for need in needs]
        marks = {*(each.first for each in dated), *(periods.after(each.last) for each in dated if each.last)}
        self._marks = [self.period.first, *sorted(mark for mark in marks if mark > self.period.first)]
        self._stretches: dict[str, Rulebook] = {}
        self._days: dict[str, Rulebook] = {}
        self._judged: dict[str, Rulebook] = {}

    def judging(self, day: str) -> Rulebook:
        """As `on`, of a day on which something is judged: `days`, `rules` and `later` go by it."""
        found = self._judged.get(day)
        if found is None:
            found = self._judged[day] = self.on(day)
        return found

    def on(self, day: str) -> Rulebook:
        """What counts for a passage of this day; days between which nothing changes share one book."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = self._of(day)
        return found

    def _counted(self, day: str) -> str:
        """The day as of which one of this day is judged."""
        counted = max(day, self.period.first)
        return min(counted, self.period.last) if self.period.last else counted

    def _of(self, day: str) -> Rulebook:
        if self.whole.day:
            return self.whole
        counted = self._counted(day)
        start = self._marks[bisect_right(self._marks, counted) - 1]
        if start not in self._stretches:
            self._stretches[start] = self.whole.on(start or counted)
        return self._stretches[start]

    def days(self) -> tuple[str, ...]:
        """The days on which something was judged, in their order."""
        return tuple(sorted(self._judged))

    def rules(self) -> tuple[Rule, ...]:
        """The rules that counted on any of these days, each id once, in the order of the book; where there is no day, those of the book."""
        books = {id(book): book for book in self._judged.values()} or {0: self.whole}
        found = {rule.id: rule for book in books.values() for rule in book.rules}
        return tuple(found[name] for name in dict.fromkeys(rule.id for rule in self.whole.rules) if name in found)

    def later(self) -> tuple[Rule, ...]:
        """Rules of the book that counted on none of these days: they begin later, or ended before."""
        met = {rule.id for rule in self.rules()}
        return tuple({rule.id: rule for rule in self.whole.rules if rule.id not in met}.values())

    def later_figures(self) -> tuple[tuple[str, Period], ...]:
        """Changes of figures, and rows of the table of rates, that counted on none of these days though their rule did: where they stand, and when they count."""
        days = {self._counted(day) for day in self._judged}
        dated = [(f"limits.toml {'.'.join(change.path)}", change.period) for change in self.whole.dated.limits]
        dated += [(f"rates.toml {rule.id}", row.period) for rule in self.rules() for row in self._rates(rule.id)]
        return tuple(dict.fromkeys((name, period) for name, period in dated if days and not any(period.holds(day) for day in days)))

    def _rates(self, name: str) -> Iterator[Rate]:
        return (row for rule in self.whole.rules if rule.id == name for row in rule.rates)


def supposed(book: "Rulebook | Supposed") -> Supposed:
    """A book as it stands for a run."""
    return book if isinstance(book, Supposed) else Supposed(book)
