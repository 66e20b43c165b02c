"""The desk: one officer, one lane; every line is planned, judged, made durable in one transaction and answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from workstation.desk import arrivals, judging, reads, scanning, show
from workstation.desk.acts import ACTS, releasing
from workstation.desk.card import Card, Say
from workstation.desk.station import Station
from workstation.desk.values import Outcome, Plan, Stand
from workstation.inspection import grow as inspections
from workstation.inspection.values import Form, Inspection
from workstation.journal import Draft, Event, Moved, backup, vault
from workstation.passage import Passage, grow, of
from workstation.register.find import Found
from workstation.risk.officers import check_may
from workstation.settings import Clock
from workstation.words import Refused, Trouble, say

Early = Callable[[Card], None]
Proof = Callable[[str, str], None]

KEPT = 200
"""Passages kept in memory besides those that are active; the rest is read again when asked."""


def _no_card(_: Card) -> None:
    return


class Desk:
    """State of one lane: who is signed in, which passage stands in front. Everything else is read from the stores; one thread owns it."""

    def __init__(self, station: Station, officer: str, early: Early = _no_card) -> None:
        self.station = station
        self.officer = officer
        self.role = station.role(officer)
        self.early = early
        self.stand: Stand | None = None
        self.gate: Mapping[str, Any] | None = None
        self.last = Plan()
        self._passages: dict[str, Passage] = {}
        self.front = self._find_front()
        self._look_again()

    @classmethod
    def open(cls, folder: Path, officer: str, secret: str, clock: Clock, early: Early = _no_card) -> "Desk":
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
        self.station.close()

    def line(self, asked: Mapping[str, Any]) -> Outcome:
        """Answer one line of the contract's `lane`; a refusal is an answer too, and appends no event of the act."""
        arrived = self.refresh()
        before = arrived.events if arrived else ()
        before += self._judged_now() if "act" in asked else ()
        try:
            outcome = self._do(self._planner(asked))
        except Refused as refusal:
            if isinstance(refusal, Trouble):
                raise
            return self._refused(refusal, before)
        if self._goes_by_itself(asked):
            released = self._do(lambda desk: releasing.release(desk, {"automatic": True}))
            outcome = replace(released, events=(*outcome.events, *released.events), alarms=outcome.alarms)
        return replace(outcome, events=(*before, *outcome.events), alarms=((arrived.alarms if arrived else ()) + outcome.alarms))

    def _goes_by_itself(self, asked: Mapping[str, Any]) -> bool:
        """Officer by exception: a lane set so releases a clean truck without a key; every such release says so in its event."""
        if self.station.settings.release != "itself" or "act" in asked or self.stand is None:
            return False
        passage = self.stand.passage
        fit = self.stand.channel == "release" and passage.state == "open" and passage.release is None and not passage.holds
        return fit and not passage.inspection and not self.stand.gathered.waiting

    def _judged_now(self) -> tuple[Event, ...]:
        """An officer decides on the verdict of now: what was fresh when the truck was read may be too old by the time he acts."""
        stand = self.stand
        if stand is None or not self.role or stand.passage.release is not None or stand.passage.state != "open":
            return ()
        self.stand = judging.stand(stand.passage, self.station)
        return () if judging.changed(self.stand, self.station) is None else self._do(lambda _: Plan()).events

    def _planner(self, asked: Mapping[str, Any]) -> Callable[["Desk"], Plan]:
        if not self.role and asked.get("act") != "sign-in":
            raise Refused("not-signed-in")
        if "act" in asked:
            name = asked["act"]
            act = ACTS.get(name) if isinstance(name, str) else None
            if act is None:
                raise Refused("act-unknown", act=str(name)[:40])
            fields = act.check(asked)
            if act.role:
                check_may(self.station.book, act.role, self.role)
            return lambda desk: act.run(desk, fields)
        check_may(self.station.book, "scan", self.role)
        return scanning.planner(asked)

    def _refused(self, refusal: Refused, before: tuple[Event, ...]) -> Outcome:
        self.last = Plan(tick="refused", alarms=(Say(refusal.key, refusal.values),))
        words = say(refusal.key, self.station.settings.lang, **refusal.values)
        return Outcome(before, self.card(), self.stand, self._slip(), refused={"key": refusal.key, "words": words})

    def _do(self, plan_of: Callable[["Desk"], Plan]) -> Outcome:
        """Plan, judge, show, append; again from the start when another process appended in between."""
        while True:
            head = self.station.journal.head()
            plan = plan_of(self)
            try:
                return self._carry_out(plan, head.seq)
            except Moved:
                self._passages.clear()
                self._look_again()

    def _carry_out(self, plan: Plan, head: int) -> Outcome:
        before = (self.front, self.stand, dict(self._passages))
        drafts = list(plan.drafts)
        self._grow(self._expected(drafts, head))
        if plan.front is not None:
            self.front = plan.front
        self.last = plan
        drafts += self._rejudge(head + len(drafts))
        self.gate = plan.gate
        if not drafts:
            return self._answer((), plan)
        self.early(replace(self.card(), durable=False))
        try:
            events = self.station.journal.append(drafts, self.officer, after=head)
        except BaseException:
            self.front, self.stand, self._passages = before
            raise
        self._passages = dict(before[2])
        self._grow(events)
        if self.stand and self.front:
            self.stand = replace(self.stand, passage=self._passages[self.front])
        return self._answer(tuple(events), plan)

    def _expected(self, drafts: Iterable[Draft], head: int) -> list[Event]:
        """The events as they will be if nobody comes in between."""
        now, station = self.station.clock(), self.station.journal.station
        return [
            Event(station, head + place, now, now, self.officer, draft.kind, draft.subject, draft.body) for place, draft in enumerate(drafts, 1)
        ]

    def _rejudge(self, head: int) -> list[Draft]:
        """Judge what stands in front; a verdict that changed is an event."""
        self._look_again()
        stand = self.stand
        if stand is None or stand.passage.release is not None or stand.passage.state not in ("open", "parked"):
            return []
        draft = judging.changed(stand, self.station)
        if draft is None:
            return []
        (event,) = self._expected([draft], head)
        self._grow([event])
        self.stand = replace(stand, passage=self._passages[stand.passage.id])
        return [draft]

    def _answer(self, events: tuple[Event, ...], plan: Plan) -> Outcome:
        return Outcome(events, self.card(), self.stand, self._slip(), plan.alarms, gate=plan.gate, extra=plan.extra)

    def passage(self, name: str) -> Passage:
        """A passage by its id, or refused."""
        found = self._passages.get(name) or of(self.station.journal.events(subject=name))
        if found is None:
            raise Refused("passage-unknown", passage=name)
        self._passages[name] = found
        return found

    def in_front(self) -> Passage:
        """The passage in front, or refused when the lane is free."""
        if not self.front:
            raise Refused("no-passage")
        return self.passage(self.front)

    def aside(self) -> tuple[Passage, ...]:
        """Parked and held passages of this lane, the oldest first."""
        rows = self.station.journal.read(
            "SELECT passage FROM stay WHERE state IN ('parked', 'open') AND lane = ? ORDER BY opened_at, passage", (self.station.settings.lane,)
        )
        return tuple(self.passage(name) for (name,) in rows if name != self.front)

    def open_inspection(self, passage: Passage) -> Inspection | None:
        """The passage's inspection that is open or suspended, or None."""
        gathered = inspections.gather(self.station.journal.events(subject=passage.id))
        going = [each for each in gathered.values() if each.state in ("open", "suspended")]
        return going[-1] if going else None

    def inspections(self, passage: Passage) -> dict[str, Inspection]:
        """Every inspection of a passage by id."""
        return inspections.gather(self.station.journal.events(subject=passage.id))

    def next_id(self, ahead: int = 1) -> str:
        """The id of an event that is not written yet: `ahead` places after the head."""
        return f"{self.station.journal.station}/{self.station.journal.head().seq + ahead}"

    def card(self) -> Card:
        """What the Lane screen shows now."""
        return show.card(self)

    def status(self) -> reads.Status:
        """What the top bar says."""
        return reads.status(self)

    def find(self, words: str) -> list[Found]:
        """Find in the register; persons masked."""
        return reads.find(self, words)

    def journal(self, limit: int, after: int = 0) -> list[tuple[Any, ...]]:
        """(seq, at, officer, kind, subject), the newest first; `after`: those before that seq."""
        return reads.journal(self, limit, after)

    def unconfirmed(self) -> list[dict[str, Any]]:
        """Slips whose paper nobody has confirmed."""
        return reads.unconfirmed(self)

    def slip_pdf(self, number: str) -> bytes:
        """The page of a slip as it was last printed."""
        return reads.slip_pdf(self, number)

    def forms(self) -> list[tuple[str, dict[str, str]]]:
        """(id, titles) of the forms valid today."""
        return reads.known_forms(self)

    def inspection(self) -> tuple[Inspection, Form] | None:
        """The inspection of the truck in front with its form."""
        return reads.filling(self)

    def counts(self) -> dict[str, int]:
        """How many trucks went today, by channel."""
        return reads.counts(self)

    def tick(self) -> Outcome | None:
        """Between lines: see new data, keep the hourly backup. None when nothing changed."""
        self.keep_safe()
        return self.refresh()

    def keep_safe(self) -> None:
        """A verified copy of the journal once an hour."""
        if backup.due(self.station.folder, self.station.clock()):
            backup.make(self.station.folder, self.station.key, self.station.clock)

    def refresh(self) -> Outcome | None:
        """See a pack that was loaded meanwhile: judge the front anew, stop released trucks that a new instruction names."""
        if not self.station.register.stale():
            return None
        self.station = replace(self.station, register=self.station.register.reopen())
        return self._do(arrivals.plan)

    def _grow(self, events: Iterable[Event]) -> None:
        for event in events:
            name = event.id if event.kind == "passage.opened" else event.subject
            if event.kind == "passage.opened":
                grown = grow(None, event)
            elif name in self._passages:
                grown = grow(self._passages[name], event)
            else:
                continue
            if grown is not None:
                self._passages[name] = grown
        if len(self._passages) > KEPT:
            kept = {name: each for name, each in self._passages.items() if each.active or name == self.front}
            self._passages = kept

    def _look_again(self) -> None:
        self.stand = judging.stand(self.passage(self.front), self.station) if self.front else None

    def _find_front(self) -> str:
        """After a start or a crash: the passage that was in front comes back."""
        rows = self.station.journal.read(
            "SELECT passage FROM stay WHERE state IN ('open', 'released', 'left') AND lane = ? ORDER BY state_at DESC, state_seq DESC LIMIT 1",
            (self.station.settings.lane,),
        )
        return str(rows[0][0]) if rows else ""

    def _slip(self) -> Mapping[str, Any] | None:
        release = self.stand.passage.release if self.stand else None
        return None if release is None else {"number": release.number, "token": release.token, "copy": release.copies}
