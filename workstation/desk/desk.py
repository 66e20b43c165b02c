"""The desk: one officer, one lane; every line is planned, judged, made durable in one transaction and answered."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from workstation.custody.chain import Chain
from workstation.desk import arrivals, calling, commands, custody, judging, reads, rejudged, scanning, show, stopping
from workstation.desk.acts import ACTS, releasing
from workstation.desk.card import Card, Say
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.desk.values import Outcome, Plan, Stand, finished
from workstation.inspection.values import Form, Inspection
from workstation.journal import Draft, Event, Moved, backup, vault
from workstation.passage import Passage
from workstation.register import known
from workstation.register.find import Found
from workstation.risk import days
from workstation.risk.officers import check_may
from workstation.settings import Clock
from workstation.words import Refused, Trouble, say

SLOW_NS = 4_000_000
"""Commits that take longer than a quarter of a frame are worth a card of their own before them; on a fast disk two paintings only slow each other down."""

BEFOREHAND = ("waiting", "verdict")
"""States whose card may be shown before it is durable: nothing goes on them. What lets a truck, a parcel or a traveller go is shown when nothing can lose it any more."""

Early = Callable[[Card], None]
Planner = Callable[[Lane], Plan]


class Desk:
    """Answers lines; the window and `lane --jsonl` are two faces of it. One thread owns it; `early` is shown a card before a commit that may take long."""

    def __init__(self, station: Station, officer: str, early: Early = lambda _: None) -> None:
        self.lane = Lane(station, officer)
        self.early = early
        self._commit_ns = 2 * SLOW_NS
        self._looked = False
        self._day = days.day_of(station.clock())

    @classmethod
    def open(cls, folder: Path, officer: str, secret: str, clock: Clock, early: Early = lambda _: None) -> "Desk":
        """Sign in: unwrap the officer's key slot, open both stores, write `officer.signed-in`."""
        key = vault.unlock(folder, officer, secret, clock)
        station = Station.open(folder, key, clock)
        try:
            role = station.role(officer)
            check_may(station.book, "sign-in", role)
            station.journal.append([Draft("officer.signed-in", officer, {"role": role, "lane": station.settings.lane})], officer)
            return cls(station, officer, early)
        except BaseException:
            station.close()
            raise

    def close(self) -> None:
        """Give the stores back."""
        self.lane.station.close()

    @property
    def station(self) -> Station:
        """Folder, stores, rules and clock."""
        return self.lane.station

    @property
    def officer(self) -> str:
        """Who is signed in."""
        return self.lane.officer

    @property
    def role(self) -> str:
        """His role; '' after a sign-out."""
        return self.lane.role

    @property
    def front(self) -> str:
        """The id of the passage in front, or ''."""
        return self.lane.front

    @property
    def stand(self) -> Stand | None:
        """How the passage in front stands."""
        return self.lane.stand

    def passage(self, name: str) -> Passage:
        """A passage by its id, or refused."""
        return self.lane.passage(name)

    def line(self, asked: Mapping[str, Any]) -> Outcome:
        """Answer one line of the contract's `lane`; a refusal is an answer too, and appends no event of the act."""
        self.lane.catch_up()
        self.lane.heard = self.lane.head
        arrived = self.refresh()
        before = arrived.events if arrived else ()
        try:
            asked, code = commands.meant(self.lane, asked) if self.role else (asked, {})
            before += self._judged_now() if "act" in asked else ()
            plan, front = self._planner(asked), self.front
            outcome = self._do(lambda lane: commands.kept(plan(lane), front, code))
        except Refused as refusal:
            if isinstance(refusal, Trouble):
                raise
            return self._refused(refusal, (*before, *calling.of_refusal(self._do, self.lane, asked, refusal)))
        if "act" not in asked and releasing.goes_by_itself(self.lane):
            outcome = self._by_itself(outcome)
        alarms = (arrived.alarms if arrived else ()) + outcome.alarms
        return replace(outcome, events=(*before, *outcome.events), alarms=alarms)

    def _by_itself(self, outcome: Outcome) -> Outcome:
        """Released without a key; what speaks against it (a ledger with too little) is said, and what was read stays read."""
        try:
            released = self._do(lambda lane: releasing.release(lane, {"automatic": True}))
        except Refused as refusal:
            if isinstance(refusal, Trouble):
                raise
            called = calling.of_refusal(self._do, self.lane, {"act": "release"}, refusal)
            return replace(outcome, events=(*outcome.events, *called), alarms=(*outcome.alarms, Say(refusal.key, known.cover(self.station.register, refusal).values)))
        return replace(released, events=(*outcome.events, *released.events), alarms=outcome.alarms)

    def _judged_now(self) -> tuple[Event, ...]:
        """An officer decides on the verdict of now: what was fresh when the truck was read may be too old by the time he acts."""
        if not self.lane.role or self.lane.open_front() is None:
            return ()
        self.lane.look_again()
        stand = self.lane.stand
        return () if stand is None or judging.changed(stand, self.station) is None else self._do(lambda _: Plan()).events

    def _planner(self, asked: Mapping[str, Any]) -> Planner:
        if not self.role and asked.get("act") != "sign-in":
            raise self.lane.nobody()
        if "act" in asked:
            name = asked["act"]
            act = ACTS.get(name) if isinstance(name, str) else None
            if act is None:
                raise Refused("act-unknown", name=str(name)[:40])
            fields = act.check(asked, self.lane)
            if act.role:
                check_may(self.station.book, act.role, self.role)
            return lambda lane: act.plan(lane, fields)
        check_may(self.station.book, "scan", self.role)
        return scanning.planner(asked)

    def _refused(self, refusal: Refused, before: tuple[Event, ...]) -> Outcome:
        kept = self.lane.last if refusal.key == "nothing-to-choose" else Plan(slip=self.lane.last.slip)  # a wrong answer takes no question away
        self.lane.last = Plan(tick="refused", stray=kept.stray, choices=kept.choices, alarms=(Say(refusal.key, known.cover(self.station.register, refusal).values),), slip=kept.slip)
        return Outcome(before, self.card(), self.stand, self._slip(), refused={"key": refusal.key, "words": say(refusal.key, self.station.settings.lang, **refusal.values)})

    def _do(self, plan_of: Planner) -> Outcome:
        """Plan, judge, show, append; again from the start when another process appended in between."""
        while True:
            self.lane.catch_up()
            head = self.lane.head
            plan = plan_of(self.lane)
            try:
                return self._carry_out(plan, head)
            except Moved:
                self.lane.catch_up()

    def _carry_out(self, plan: Plan, head: int) -> Outcome:
        lane = self.lane
        before = (lane.front, lane.stand, dict(lane.passages))
        try:
            plan, drafts = self._shown(plan, head)
            if not drafts:
                return self._answer((), finished(plan))
            begun = time.perf_counter_ns()
            events = self.station.journal.append(drafts, plan.officer[0] if plan.officer else lane.officer, after=head)
        except BaseException:
            # Whatever went wrong, judging or writing: nothing was written, and nothing of it stays in sight.
            lane.front, lane.stand, lane.passages = before
            raise
        self._commit_ns = (self._commit_ns + time.perf_counter_ns() - begun) // 2
        lane.passages, lane.head = dict(before[2]), events[-1].seq
        lane.grow(events)
        if lane.stand and lane.front:
            lane.stand = replace(lane.stand, passage=lane.passage(lane.front))
        if plan.officer:
            lane.officer, lane.role = plan.officer
            lane.disabled = False
        return self._answer(tuple(events), finished(plan))

    def _shown(self, plan: Plan, head: int) -> tuple[Plan, list[Draft]]:
        """Everything the plan will write, judged as if it were; on a slow disk its card is shown before."""
        lane, drafts = self.lane, list(plan.drafts)
        lane.grow(lane.expected(drafts, head))
        lane.front = lane.front if plan.front is None else plan.front
        lane.last, lane.gate = plan, plan.gate
        plan, drafts = stopping.complete(lane, plan, drafts + self._rejudge(head + len(drafts)), head)
        if drafts and self._commit_ns > SLOW_NS and (card := self.card()).state in BEFOREHAND:
            self.early(replace(card, durable=False))
        return plan, drafts

    def _rejudge(self, head: int) -> list[Draft]:
        """Judge what stands in front; a verdict that changed is an event."""
        lane = self.lane
        lane.look_again()
        stand = lane.stand
        if stand is None or stand.passage.release is not None or stand.passage.state not in ("open", "parked"):
            return []
        draft = judging.changed(stand, self.station)
        if draft is None:
            return []
        lane.grow(lane.expected([draft], head))
        lane.stand = replace(stand, passage=lane.passages[stand.passage.id])
        return [draft]

    def _answer(self, events: tuple[Event, ...], plan: Plan) -> Outcome:
        return Outcome(events, self.card(), self.stand, self._slip(), plan.alarms, gate=plan.gate, extra=plan.extra)

    def _slip(self) -> Mapping[str, Any] | None:
        release = self.stand.passage.release if self.stand else None
        return None if release is None else {"number": release.number, "token": release.token, "copy": release.copies}

    def tick(self) -> Outcome | None:
        """Between lines: see what others wrote and new data, judge the front as of now, keep the hourly backup. None when nothing changed."""
        signed = self.role
        self.lane.catch_up()
        if signed and self.lane.disabled:
            return self._refused(self.lane.nobody(), ())
        self.keep_safe()
        arrived = self.refresh()
        events = () if arrived else self._judged_now()
        return arrived or (self._answer(events, Plan()) if events else None)

    def keep_safe(self) -> None:
        """A verified copy of the journal once an hour."""
        if backup.due(self.station.folder, self.station.clock()):
            backup.make(self.station.folder, self.station.key, self.station.clock)

    def refresh(self) -> Outcome | None:
        """See a pack that was loaded meanwhile, or before this desk was opened: judge the front anew, stop released trucks a new instruction names."""
        fresh, stale = self._new_day(), self.station.register.stale()
        if self._looked and self.lane.warned and not stale:
            return self._answer(fresh, Plan()) if fresh else None
        if stale:
            self.lane.station = replace(self.station, register=self.station.register.reopen())
        self._looked = True
        outcome = self._do(arrivals.plan)
        return replace(outcome, events=(*fresh, *outcome.events)) if fresh or outcome.events else None

    def _new_day(self) -> tuple[Event, ...]:
        """At midnight the draws of the day that is over are opened to everybody, and those of tomorrow are bound."""
        today, station = days.day_of(self.station.clock()), self.station
        if today == self._day:
            return ()
        self.lane.station = station.ruled()
        self._day = today
        return self._do(arrivals.midnight).events

    def card(self) -> Card:
        """What the Lane screen shows now."""
        return show.card(self.lane)

    def status(self) -> reads.Status:
        """What the top bar says."""
        return reads.status(self.lane)

    def custody(self, text: str) -> Chain:
        """The whole chain of one item."""
        return custody.chain_of(text, self.station)

    def find(self, words: str) -> list[Found]:
        """Find in the register; persons masked."""
        return reads.find(self.lane, words)

    def journal(self, limit: int, after: int = 0, words: str = "", kinds: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        """(seq, at, officer, kind, subject), the newest first; `after`: those before that seq; `words`, `kinds`: only what they name."""
        return reads.journal(self.lane, limit, after, reads.Wanted(words, tuple(kinds)))

    def unconfirmed(self) -> list[dict[str, Any]]:
        """Slips whose paper nobody has confirmed."""
        return reads.unconfirmed(self.lane)

    def slip_pdf(self, number: str, *, back: bool = False) -> bytes:
        """The page of a slip as it was last printed; `back`: with the explanation as a second page."""
        return reads.slip_pdf(self.lane, number, back=back)

    def slip_receipt(self, number: str, *, back: bool = False) -> tuple[Any, ...]:
        """The same as the pieces of a receipt (`paper.receipt.Piece`); `back`: with the explanation below it."""
        return reads.slip_receipt(self.lane, number, back=back)

    def forms(self) -> list[tuple[str, dict[str, str]]]:
        """(id, titles) of the forms valid today."""
        return reads.known_forms(self.lane)

    def inspection(self) -> tuple[Inspection, Form] | None:
        """The inspection of the truck in front with its form."""
        return reads.filling(self.lane)

    def counts(self) -> dict[str, int]:
        """How many trucks went today, by channel."""
        return reads.counts(self.lane)

    def rejudge(self, passage: str) -> dict[str, Any]:
        """The verdict of a passage, a parcel or a purchase again as it was, and what today's rules and register say (`rejudged.judged`)."""
        return rejudged.judged(self.lane, passage)
