"""One passage by two rulebooks at once: what its facts say for certain, and the draws of each; how likely each pair of channels is where a draw is not known."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from workstation.risk.book import Rule, Rulebook
from workstation.risk.judge import STRICT, Case, Drawing, certain_of
from workstation.risk.redraw import AS_MADE, Course, Known, Trip, fallen
from workstation.risk.supposed import Supposed

Facts = Mapping[str, str]
Certain = tuple[str, tuple[str, ...], tuple[Drawing, ...]]
"""As `certain_of` gives it."""

Cells = dict[tuple[str, str], float]
"""(channel by the rules in force, by the candidate) -> how likely; together 1."""

WAITING = "waiting"
"""Where the rules would have said nothing yet: parts were still awaited, and nothing hits."""

_KEPT = 20_000


class Judges:
    """The rules in force and a candidate over many passages: what is certain of a set of facts is judged once and kept, the draws are held against each one's course. Bounded."""

    def __init__(self, books: tuple[Supposed, Supposed], known: Known) -> None:
        self.books, self.courses = books, tuple(Course(book, known) for book in books)
        # What a verdict does not keep is what stands when nothing is known: a parcel's facts are kept short, and an older program knew fewer.
        self._usual = {name: fact.values[0] for book in books for name, fact in book.whole.facts.items()}
        self._every = itemgetter(*self._usual)
        self._hits: dict[str, list[set[str]]] = {}
        self._alike: dict[tuple[int, int], bool] = {}
        self._kept: dict[tuple[Any, ...], list[Certain]] = {}
        self._known = known

    def note(self, trip: Trip) -> None:
        """A verdict was given: what fires for it, and its draws, those of this day, by both rulebooks."""
        for course in self.courses:
            course.turn(trip.day)
        waiting = bool(trip.body.get("waiting"))
        hits = self._hits_on(trip.day) if waiting else []
        for papers, pair in self._certain(trip):
            for side, (_, ids, drawing) in enumerate(pair):
                if not waiting or not hits[side].isdisjoint(ids):
                    trip.fired[side].update(ids)
                if waiting:
                    continue
                for rule, share in drawing:
                    self.courses[side].note(trip, share, (rule.id, papers), side)

    def of(self, trip: Trip) -> tuple[Cells, list[dict[str, float]]]:
        """How the passage is treated: (channel now, channel then) -> how likely, one cell where all draws are known; and for both rule id -> how likely it fired."""
        cells: Cells = {}
        fired: list[dict[str, float]] = [{}, {}]
        waiting = bool(trip.body.get("waiting"))
        for papers, pair in self._certain(trip):
            own = self._while_waiting(trip, papers, pair, fired) if waiting else self._whole(trip, papers, pair, fired)
            cells = own if not cells else _together(cells, own)
        return cells, fired

    def _certain(self, trip: Trip) -> list[tuple[str, list[Certain]]]:
        """(papers, what is certain of them by both) of each of its papers, by what both books say on the day of its verdict."""
        if trip.certain is not None and trip.certain[0] is trip.body:
            # Noted when it came, and judged when the passage was over.
            return trip.certain[1]
        body = trip.body
        answered, waiting = frozenset(body.get("answered") or ()), bool(body.get("waiting"))
        books = [book.judging(trip.day) for book in self.books]
        several = self._facts(trip, books)
        cases: Mapping[str, Any] = body.get("cases") or {"": {}}
        found = []
        for papers, own in cases.items():
            values = [self._values({**facts, **own} if own else facts) for facts in several]
            key = (id(books[0]), id(books[1]), answered, waiting, *values)
            if key not in self._kept:
                if len(self._kept) >= _KEPT:
                    self._kept.clear()
                self._kept[key] = [self._one(book, each, (answered, waiting)) for book, each in zip(books, (values[0], values[-1]), strict=True)]
            found.append((papers, self._kept[key]))
        trip.certain = (body, found)
        return found

    def _values(self, facts: Facts) -> tuple[str | None, ...]:
        try:
            found: tuple[str | None, ...] = self._every(facts)
        except KeyError:
            found = tuple(map(facts.get, self._usual))
        return found

    def _one(self, book: Rulebook, values: tuple[str | None, ...], more: tuple[frozenset[str], bool]) -> Certain:
        facts = {name: usual if value is None else value for (name, usual), value in zip(self._usual.items(), values, strict=True)}
        return certain_of(book, Case(facts, *more))

    def _facts(self, trip: Trip, books: list[Rulebook]) -> list[Facts]:
        """What it is judged by: one for both books where their figures are the same."""
        pair = (id(books[0]), id(books[1]))
        if pair not in self._alike:
            self._alike[pair] = books[0].limits == books[1].limits
        kept: Facts = trip.body["facts"]
        several = [self._known.figured(trip.body, trip.last, book) for book in (books[:1] if self._alike[pair] else books)]
        return [{**kept, **made} if made else kept for made in several]

    def _hits_on(self, day: str) -> list[set[str]]:
        """Ids of the rules by which a passage of this day is hit, by both."""
        found = self._hits.get(day)
        if found is None:
            found = self._hits[day] = [{rule.id for rule in book.on(day).rules if _hits(rule)} for book in self.books]
        return found

    def _whole(self, trip: Trip, papers: str, pair: list[Certain], fired: list[dict[str, float]]) -> Cells:
        """One of its papers: both rulebooks see the same draw, so the higher chance takes in the lower one."""
        draws: dict[str, list[tuple[float, str]]] = {}
        for side, (_, ids, drawing) in enumerate(pair):
            fired[side].update(dict.fromkeys(ids, 1.0))
            for rule, share in drawing:
                chance = self.courses[side].chance(trip, share, (rule.id, papers))
                fired[side][rule.id] = max(fired[side].get(rule.id, 0.0), chance)
                draws.setdefault(rule.id, [(0.0, ""), (0.0, "")])[side] = (chance, rule.channel)
        cells: Cells = {(pair[0][0], pair[1][0]): 1.0}
        for (now, channel_now), (then, channel_then) in draws.values():
            if not now and not then:
                continue
            both = min(now, then)
            cells = _together(cells, {(channel_now, channel_then): both, (channel_now, ""): now - both, ("", channel_then): then - both, ("", ""): 1 - max(now, then)})
        # Where nothing fires nothing is known; a pick takes its place, although machine is the milder word.
        return _summed(((now or "cannot-confirm", then or "cannot-confirm"), chance) for (now, then), chance in cells.items())

    def _while_waiting(self, trip: Trip, papers: str, pair: list[Certain], fired: list[dict[str, float]]) -> Cells:
        """While parts are awaited nothing new is drawn, and only a hit decides; old data are none."""
        channels, hits = [], self._hits_on(trip.day)
        for side, (channel, ids, drawing) in enumerate(pair):
            told, names = channel, {*ids}
            for rule, share in drawing:
                if fallen(trip, rule.id, papers, self._known).how == AS_MADE and self.courses[side].chance(trip, share, (rule.id, papers)) > 0.5:
                    told, names = _stricter(told, rule.channel), names | {rule.id}
            fired[side].update(dict.fromkeys(names, 1.0))
            channels.append(told if hits[side] & names else WAITING)
        return {(channels[0], channels[1]): 1.0}


def _hits(rule: Rule) -> bool:
    return STRICT[rule.channel] >= STRICT["machine"] and not rule.age


def _stricter(one: str, other: str) -> str:
    return max(one, other, key=lambda each: STRICT.get(each, -1 if each else -2))


def _together(one: Cells, other: Cells) -> Cells:
    """Both at once: the stricter channel of each side decides."""
    return _summed(((_stricter(a, c), _stricter(b, d)), p * q) for (a, b), p in one.items() for (c, d), q in other.items())


def _summed(cells: Iterable[tuple[tuple[str, str], float]]) -> Cells:
    found: Cells = {}
    for pair, chance in cells:
        if chance > 0:
            found[pair] = found.get(pair, 0.0) + chance
    return found
