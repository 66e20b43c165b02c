"""The draws of one truck: each is made once for a load, kept in the verdict, and stays when it picked."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from workstation.desk.station import Station
from workstation.passage import Passage, Told
from workstation.risk import Case, Draw
from workstation.risk import days as draw_days
from workstation.risk.book import Facts
from workstation.risk.days import day_of
from workstation.risk.draw import Drawn, Load, day_secret, least, picks, value


class Draws:
    """The draws of one look at a truck. While parts are awaited its load is not known yet, and nothing is drawn: the order of scans steers nothing.

    `fresh` false: nothing new is drawn, for a look that is no verdict of the lane.
    """

    def __init__(self, station: Station, passage: Passage, told: Told, cases: Mapping[str, Case], *, fresh: bool = True) -> None:
        self._station, self._passage, self._told, self._cases, self._fresh = station, passage, told, cases, fresh
        body = passage.verdict.body if passage.verdict else {}
        self._before = [Drawn.of(row) for row in body.get("draws") or ()]
        self._made: dict[tuple[str, str], Drawn] = {}

    def of(self, papers: str) -> Draw:
        """The draws for one of the truck's papers: 0 for a rule that picked it, else 1."""
        return lambda rule: Decimal(0) if self._picked(papers, rule) else Decimal(1)

    @property
    def made(self) -> tuple[Drawn, ...]:
        """Every draw that was asked for, and every pick of this passage before."""
        kept = {(each.papers, each.rule): each for each in self._before if each.picked}
        return tuple(each for _, each in sorted((kept | self._made).items()))

    def _picked(self, papers: str, rule: str) -> bool:
        key = (papers, rule)
        if key not in self._made:
            drawn = self._drawn(papers, rule)
            if drawn is None:
                return False
            self._made[key] = drawn
        return self._made[key].picked

    def _drawn(self, papers: str, rule: str) -> Drawn | None:
        load = load_of(self._passage, self._told, papers)
        for each in self._before:
            if (each.papers, each.rule) == (papers, rule) and (each.picked or each.load == load.text):
                return each
        if not self._fresh or not load.things:
            return None
        return draw(self._station, rule, load, self._cases[papers].facts)


def draw(station: Station, rule: str, load: Load, facts: Facts) -> Drawn:
    """A pick of this load that still stands, else today's draw at the rate of its facts."""
    journal = station.journal
    day = draw_days.journal_day(journal, station.clock())
    book = station.book.on(day_of(station.clock()))
    if not draw_days.is_committed(journal, day):
        draw_days.keep(journal, book, station.clock())
    since = (date.fromisoformat(day) - timedelta(days=int(book.limit("draw", "stick_days")))).isoformat()
    earlier = draw_days.standing(journal, rule, load.tokens, since)
    if earlier:
        return _standing(station, rule, load, earlier)
    own = next(each.share(facts) for each in book.rules if each.id == rule)
    rate = least(book.limits["draw"], own, draw_days.quiet(journal, day))
    number = value(day_secret(draw_days.master(journal), day), f"rule:{rule}", load.text)
    return Drawn(rule, load.papers, load.text, day, f"{number:016x}", str(rate), picks(number, rate), load.plate)


def _standing(station: Station, rule: str, load: Load, earlier: tuple[str, int]) -> Drawn:
    passage, seq = earlier
    event = next(event for event in station.journal.events(subject=passage, kinds=("verdict.given", "parcel.judged")) if event.seq == seq)
    rows = [Drawn.of(row) for row in event.body["draws"]]
    drawn = next(each for each in rows if each.rule == rule and each.picked and set(each.tokens) & set(load.tokens))
    return Drawn(rule, load.papers, load.text, drawn.day, drawn.value, drawn.rate, picked=True, plate=load.plate, origin=event.id)


def load_of(passage: Passage, told: Told, papers: str) -> Load:
    """The containers here that stand on these papers (those on none of the truck's papers are everybody's), else the plate."""
    here = passage.values("container")
    listed = {row["number"] for row in told.listed.get(papers, ())}
    others = {row["number"] for number, rows in told.listed.items() if number != papers for row in rows}
    own = tuple(sorted(set(here) & listed)) or tuple(sorted(set(here) - others))
    return Load(papers, own or tuple(filter(None, [passage.plate])), passage.plate)
