"""Every draw of a journal recounted from its events alone: what is wrong, missing or late; and the facts to recount with (resources/rules/draws.md)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workstation.journal import Event
from workstation.risk import agreeing
from workstation.risk.agreeing import Went
from workstation.risk.allotted import Allotted, Tally
from workstation.risk.book import Facts, Rulebook
from workstation.risk.days import DAY_MS, RECIPE, begin, day_of
from workstation.risk.draw import Drawn, Load, commitment, least, picks, value
from workstation.risk.duty import chosen
from workstation.risk.rules import kept_book
from workstation.risk.terse import spelled
from workstation.settings import show_time

ANSWERS = {"inspection.closed": "answers", "parcel.settled": "answered"}
"""What may answer a rule, and the field that says which."""

AT_WORK = frozenset({"draw.committed", "draw.revealed", "verdict.given", "parcel.judged", "inspection.opened"})
"""Only a desk writes these, and before them what is due of other days; a pack may be loaded, or the journal exported, before a desk was opened on a new day."""


@dataclass
class Day:
    """One day's secret at one station; `draws`: of trucks, parcels and inspectors, that were made by it."""

    committed: tuple[int, int] = (0, 0)
    hash: str = ""
    recipe: int = 0
    revealed: int = 0
    secret: bytes = b""
    draws: int = 0


@dataclass
class Count:
    """What a recount found. `draws`: own draws; `carried`: picks that stood from before; `open`: of days not revealed yet; `inspectors`: draws of inspectors, and of
    them what `Tally` says. Each fault names station, seq and reason.
    """

    draws: int = 0
    picked: int = 0
    recounted: int = 0
    open: int = 0
    carried: int = 0
    inspectors: int = 0
    tally: Tally = field(default_factory=Tally)
    wrong: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)
    late: list[dict[str, Any]] = field(default_factory=list)


class Recount:
    """Takes the events of one station in their order; `done` holds what is to be said at the end."""

    def __init__(self, station: str, period: tuple[str, str] = ("", "9999")) -> None:
        self.station, self.period, self.count = station, period, Count()
        self.days: dict[str, Day] = {}
        self.books: dict[str, Rulebook] = {}
        self._made: dict[tuple[str, ...], Drawn] = {}
        self._verdicts: dict[str, tuple[Drawn, ...]] = {}
        self._read: dict[str, set[str]] = {}
        self._tries: list[tuple[Event, str, str, str]] = []
        self._quiet: set[str] = set()
        self._pick_days: set[str] = set()
        self._answers: dict[str, set[str]] = {}
        self._last = ""
        self._went, self._allotted = Went(), Allotted(self.books, self._within)
        self.count.tally = self._allotted.tally

    def take(self, event: Event) -> None:
        """One more event."""
        self._last = day_of(event.at) if event.kind in AT_WORK else self._last
        taken = {
            "rules.kept": self._book, "draw.committed": self._day, "draw.revealed": self._day, "verdict.given": self._verdict, "parcel.judged": self._parcel,
            "released": self._let_go, "passage.left": self._let_go, "inspection.opened": self._inspectors, "verdict.overridden": self._went.judged,
        }.get(event.kind)  # fmt: skip
        if event.kind in ("code.scanned", "event.corrected"):
            self._read.setdefault(event.subject, set()).add(str(event.body["value"]))
        elif event.kind in ANSWERS:
            self._answers.setdefault(event.subject, set()).update(event.body.get(ANSWERS[event.kind]) or ())
        elif taken is not None:
            taken(event)
        for sort, about, reason, more in self._allotted.take(event, recipe=self._promised(event)):
            self._fault(sort, about, reason, **more)

    def done(self) -> Count:
        """Everything that can be counted only when all secrets are known; then the answer."""
        for event, day, load, told in self._tries:
            self._try(event, day, load, told)
        for sort, about, reason, more in self._allotted.done({day: found.secret for day, found in self.days.items() if found.secret}):
            self._fault(sort, about, reason, **more)
        for day, found in sorted(self.days.items()):
            here = {"station": self.station, "seq": found.committed[0], "day": day}
            if not self._within(day) or not found.hash:
                continue
            if found.committed[1] >= begin(day):
                self.count.late.append({**here, "committed": show_time(found.committed[1]), "draws": found.draws})
            if not found.secret and day < self._last:
                self.count.missing.append({**here, "reason": "not-revealed"})
        return self.count

    def _within(self, day: str) -> bool:
        return self.period[0] <= day <= self.period[1]

    def _fault(self, sort: str, event: Event, reason: str, **more: str) -> None:
        if self._within(day_of(event.at)):
            getattr(self.count, sort).append({"station": event.station, "seq": event.seq, "reason": reason, **more})

    def _book(self, event: Event) -> None:
        book = kept_book(event.body["files"])
        self.books[book.hash] = book
        if book.hash != event.body["book"]:
            self._fault("wrong", event, "book-differs")

    def _parcel(self, event: Event) -> None:
        # A parcel is its own label, read with this very event.
        self._read[event.subject] = {event.subject}
        self._verdict(spelled(event, self.books))

    def _day(self, event: Event) -> None:
        if event.kind == "draw.committed":
            for name, hash_ in ((event.body["day"], event.body["hash"]), *event.body.get("ahead", {}).items()):
                day = self.days.setdefault(name, Day())
                if day.hash:
                    self._fault("wrong", event, "committed-twice")
                else:
                    day.committed, day.hash, day.recipe = (event.seq, event.at), hash_, event.body.get("recipe", 0)
            return
        day = self.days.setdefault(event.body["day"], Day())
        if day.revealed:
            self._fault("wrong", event, "revealed-twice")
        day.revealed, day.secret = event.seq, bytes.fromhex(event.body["secret"])
        if commitment(day.secret) != day.hash:
            self._fault("wrong", event, "secret-differs")
        if event.at < begin(event.body["day"]) + DAY_MS:
            self._fault("wrong", event, "revealed-early")

    def _verdict(self, event: Event) -> None:
        drawn = tuple(Drawn.of(row) for row in event.body.get("draws") or ())
        for each in drawn:
            self._drawn(event, each)
        self._verdicts[event.id] = drawn
        self._went.judged(event)
        if set(event.body.get("answered") or ()) - self._answers.get(event.subject, set()):
            self._fault("wrong", event, "answer-unknown")
        book = self.books.get(event.body.get("book", ""))
        if book is None:
            # Before rules were kept, a verdict named none.
            if "book" in event.body or self._promised(event) >= RECIPE:
                self._fault("missing", event, "rules-missing")
            return
        for sort, reason, more in agreeing.faults(event, book.on(event.body.get("day") or day_of(event.at)), drawn):
            self._fault(sort, event, reason, **more)

    def _drawn(self, event: Event, drawn: Drawn) -> None:
        key = (event.subject, drawn.rule, drawn.papers, drawn.load, drawn.day)
        if key in self._made:
            if self._made[key] != drawn:
                self._fault("wrong", event, "draw-changed", rule=drawn.rule)
            return
        self._made[key] = drawn
        if not drawn.origin:
            (self._pick_days if drawn.picked else self._quiet).add(drawn.day)
        if not self._within(drawn.day):
            return
        things = set(drawn.load.partition("|")[2].split(",")) - {""}
        if drawn.load != Load(drawn.papers, tuple(things), "").text or not things <= self._read.get(event.subject, set()):
            self._fault("wrong", event, "load-differs", rule=drawn.rule)
        if drawn.origin:
            self.count.carried += 1
            from_ = self._verdicts.get(drawn.origin, ())
            if not any(each.rule == drawn.rule and each.picked and set(each.tokens) & set(drawn.tokens) for each in from_):
                self._fault("wrong", event, "origin-unknown", rule=drawn.rule)
            return
        self._fresh(event, drawn)

    def _fresh(self, event: Event, drawn: Drawn) -> None:
        self.count.draws += 1
        self.count.picked += drawn.picked
        self._timely(event, drawn.day, rule=drawn.rule)
        if picks(int(drawn.value, 16), Decimal(drawn.rate)) is not drawn.picked:
            self._fault("wrong", event, "pick-differs", rule=drawn.rule)
        book = self.books.get(event.body.get("book", ""))
        if book is not None and Decimal(drawn.rate) != self._rate(book.on(drawn.day), drawn, _facts(event, drawn)):
            self._fault("wrong", event, "rate-differs", rule=drawn.rule)
        self._tries.append((event, drawn.day, f"rule:{drawn.rule}\n{drawn.load}", drawn.value))

    def _timely(self, event: Event, day: str, **more: str) -> None:
        """Whether a draw stands on its own day, after the commitment and before the reveal."""
        known = self.days.setdefault(day, Day())
        known.draws += 1
        if day != day_of(event.at):
            self._fault("wrong", event, "day-differs", **more)
        if not known.hash:
            self._fault("missing", event, "not-committed", **more)
        if known.revealed:
            self._fault("wrong", event, "after-reveal", **more)

    def _let_go(self, event: Event) -> None:
        for sort, reason, more in self._went.faults(event):
            self._fault(sort, event, reason, **more)

    def _promised(self, event: Event) -> int:
        """What the journal of an event's day promises to tell."""
        return self.days.get(day_of(event.at), Day()).recipe

    def _rate(self, book: Rulebook, drawn: Drawn, facts: Facts) -> Decimal:
        """The rate that was in force: the rule's own or its row's, not below the floor, nor on days after too many without a pick below theirs."""
        own = next((each.share(facts) for each in book.rules if each.id == drawn.rule), Decimal(0))
        last = max((day for day in self._pick_days if day < drawn.day), default="")
        return least(book.limits["draw"], own, len([day for day in self._quiet if last < day < drawn.day]))

    def _inspectors(self, event: Event) -> None:
        body, about = event.body, event.body.get("draw")
        if about is None or not self._within(about["day"]):
            return
        self.count.inspectors += 1
        self._timely(event, about["day"])
        things = {thing for load in about["load"].split(";") for thing in load.partition("|")[2].split(",")} - {""}
        if not things <= self._read.get(event.subject, set()):
            self._fault("wrong", event, "load-differs")
        if "pool" not in about and {*chosen(about["values"], {officer: about["left"].get(officer, "") for officer in about["values"]}, about["need"]).officers} != {*body["proposed"]}:
            self._fault("wrong", event, "inspectors-differ")
        for officer, told in about["values"].items():
            self._tries.append((event, about["day"], f"inspector:{officer}\n{about['load']}", told))

    def _try(self, event: Event, day: str, message: str, told: str) -> None:
        """The value of one draw, once the day's secret is known."""
        purpose, _, load = message.partition("\n")
        known = self.days.get(day, Day())
        if not known.secret:
            self.count.open += 1
            return
        self.count.recounted += 1
        if f"{value(known.secret, purpose, load):016x}" != told:
            self._fault("wrong", event, "value-differs", draw=purpose)


def recount(events: Iterable[Event], period: tuple[str, str] = ("", "9999")) -> dict[str, Count]:
    """Station -> what was found; `period`: first and last day (Asia/Shanghai)."""
    found: dict[str, Recount] = {}
    for event in events:
        found.setdefault(event.station, Recount(event.station, period)).take(event)
    return {station: each.done() for station, each in found.items()}


def _facts(event: Event, drawn: Drawn) -> Facts:
    """What the verdict knew of the papers that were drawn for."""
    return {**event.body["facts"], **(event.body.get("cases") or {}).get(drawn.papers, {})}

