"""What stands at one lane: who is signed in, which passage is in front, which stand aside; read from the stores, kept while it is true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workstation import codes
from workstation.calls import call as calls
from workstation.calls import elsewhere
from workstation.calls.views import WITHDRAWN
from workstation.desk import judging
from workstation.desk.station import Station
from workstation.desk.values import Plan, Stand
from workstation.inspection import grow as inspections
from workstation.inspection.values import Inspection
from workstation.journal import Draft, Event
from workstation.passage import Passage, grow, of
from workstation.passage.check import INSTRUCTION
from workstation.risk import live, scorecard
from workstation.words import Refused, shapes

KEPT = 200
"""Passages kept in memory besides those that are active; the rest is read again when asked."""

MET = 64
"""Persons whose documents were read that are remembered, the last ones."""


@dataclass(frozen=True)
class Asked:
    """A second officer was asked for an act by the officer at the desk, with this passage in front, at a time (UTC ms), when the journal's last event was `seq`."""

    act: str
    officer: str
    front: str
    at: int
    seq: int


class Lane:
    """State of one lane; one thread owns it. Acts read it and answer with a plan; only the desk changes it.

    `commanded`: the last command code: command, sheet, when. `strayed`: the last text that belonged nowhere, and when it was read. `parcel`: the one just read on a parcel line; `strays`: the last labels there that were none. `beside`: names of devices and containers that came beside a read and name no person. `halted`: what a stop-now alarm of the lane itself found, '' for none. `elsewhere`: what other stations stopped, as far as this one was told; `warned`: the trucks of this lane were looked at since. `greeted`: who sat here before and went without a word was looked for. `persons`: pseudonym -> (register id, officer) of the persons opened here; `met`: pseudonym -> register id of those whose documents were read here, the last ones. Both are kept in memory only. `asked`: the last asking for a second officer; `heard`: the last event before the line that is answered now.
    """

    def __init__(self, station: Station, officer: str) -> None:
        self.station = station
        self.officer = officer
        self.role = station.role(officer)
        self.disabled = False
        self.stand: Stand | None = None
        self.gate: Mapping[str, Any] | None = None
        self.last = Plan()
        self.commanded: tuple[str, int, int] | None = None
        self.strayed: tuple[str, int] = ("", 0)
        self.persons: dict[str, tuple[str, str]] = {}
        self.met: dict[str, str] = {}
        self.parcel: object = None
        self.beside: set[str] = set()
        self.strays: tuple[Any, ...] = ()
        self.asked: Asked | None = None
        self.warned = self.greeted = False
        self.passages: dict[str, Passage] = {}
        self.head = self.heard = station.journal.head().seq
        self.halted = calls.halted(station.journal, station.settings.lane)
        self.elsewhere = elsewhere.standing(station.journal)
        self.front = self.find_front()
        self.look_again()

    def passage(self, name: str) -> Passage:
        """A passage by its id, or refused."""
        found = self.passages.get(name) or of(self.station.journal.events(subject=name))
        if found is None:
            raise Refused("passage-unknown", passage=name)
        self.passages[name] = found
        return found

    def nobody(self) -> Refused:
        """Why no line is taken now."""
        return Refused("officer-disabled", officer=self.officer) if self.disabled else Refused("not-signed-in")

    def meet(self, persons: Mapping[str, str]) -> None:
        """Remember whose documents were read: a driver may be opened without asking for his document again."""
        for person, name in persons.items():
            self.met.pop(person, None)
            self.met[person] = name
        while len(self.met) > MET:
            del self.met[next(iter(self.met))]

    def forget_persons(self) -> None:
        """Who takes or leaves the desk has nobody open, and nobody's document was read by him."""
        self.persons.clear()
        self.met.clear()

    def in_front(self) -> Passage:
        """The passage in front, or refused when the lane is free."""
        if not self.front:
            raise Refused("no-passage")
        return self.passage(self.front)

    def check_front(self, act: str, meant: object) -> None:
        """Refused `front-turned` unless the passage an act was asked for (its id or plate, '' for nobody) is in front still."""
        if not isinstance(meant, str):
            raise Refused("line-field", name="front", reason=shapes("text"))
        here = self.passage(self.front) if self.front else None
        if meant in ((here.id, *here.values("vehicle")) if here else ("",)):
            return
        before = self.passages.get(meant)
        raise Refused("front-turned", act=act, pressed_for=called(before) if before else meant[:40] or "nobody", there_now=called(here) if here else "nobody")

    def open_front(self) -> Passage | None:
        """The truck a read may join: a released or closed one takes nothing more."""
        passage = self.passage(self.front) if self.front else None
        return passage if passage and passage.state == "open" and passage.release is None else None

    def aside(self) -> tuple[Passage, ...]:
        """Parked and held passages of this lane, the oldest first; those of another profile come forward only when the lane has theirs again."""
        return tuple(each for each in self.left_aside() if each.profile == self.station.settings.profile)

    def left_aside(self) -> tuple[Passage, ...]:
        """The same, and those that were opened here under another profile."""
        rows = self.station.journal.read(
            "SELECT passage FROM stay WHERE state IN ('parked', 'open') AND lane = ? ORDER BY opened_at, passage", (self.station.settings.lane,)
        )
        return tuple(self.passage(name) for (name,) in rows if name != self.front)

    def inspections(self, passage: Passage) -> dict[str, Inspection]:
        """Every inspection of a passage by id."""
        return inspections.gather(self.station.journal.events(subject=passage.id))

    def open_inspection(self, passage: Passage) -> Inspection | None:
        """The passage's inspection that is open or suspended, or None."""
        going = [each for each in self.inspections(passage).values() if each.state in ("open", "suspended")]
        return going[-1] if going else None

    def untouched(self, passage: Passage) -> bool:
        """Neither held, nor being inspected, nor with an inspection that did not let it go."""
        return not passage.holds and self.open_inspection(passage) is None and all(result == "normal" for _, result in passage.inspections)

    def next_id(self, ahead: int = 1) -> str:
        """The id of an event that is not written yet: `ahead` places after the head."""
        return f"{self.station.journal.station}/{self.station.journal.head().seq + ahead}"

    def expected(self, drafts: Iterable[Draft], head: int) -> list[Event]:
        """The events as they will be if nobody comes in between."""
        now, station = self.station.clock(), self.station.journal.station
        return [
            Event(station, head + place, now, now, self.officer, draft.kind, draft.subject, draft.body) for place, draft in enumerate(drafts, 1)
        ]

    def grow(self, events: Iterable[Event]) -> None:
        """Take events into the passages that are known."""
        for event in events:
            if event.kind.startswith("call.") or event.body.get("field") == WITHDRAWN:
                self.halted = calls.halted(self.station.journal, self.station.settings.lane)
            name = event.id if event.kind == "passage.opened" else event.subject
            if event.kind != "passage.opened" and name not in self.passages:
                continue
            grown = grow(self.passages.get(name), event)
            if grown is not None:
                self.passages[name] = grown
        if len(self.passages) > KEPT:
            self.passages = {name: each for name, each in self.passages.items() if each.active or name == self.front}

    def look_again(self) -> None:
        """Judge what stands in front as of now."""
        self.stand = judging.stand(self.passage(self.front), self.station) if self.front else None

    def catch_up(self) -> None:
        """Another process wrote since: forget what was kept, see who may still work here and what stands in front."""
        head = self.station.journal.head().seq
        if head == self.head:
            return
        self.head = head
        self.halted = calls.halted(self.station.journal, self.station.settings.lane)
        told, self.elsewhere = self.elsewhere, elsewhere.standing(self.station.journal)
        self.warned = self.warned and told == self.elsewhere
        self.rule()
        self.passages.clear()
        self.take_scorecard()
        if self.role:
            rows = self.station.journal.read("SELECT role FROM officer WHERE id = ?", (self.officer,))
            self.role = (rows and rows[0][0]) or ""
            # Disabled during his shift: from here on as after a sign-out, but he is told why.
            self.disabled = not self.role
        if self.front and self.passage(self.front).state not in ("open", "released", "left"):
            self.front = self.find_front()
        self.look_again()

    def rule(self) -> None:
        """Go by the rules another process, or an act here, put in force."""
        if live.standing(self.station.journal)[0] != self.station.book.pack:
            self.station = self.station.ruled()
            self.take_scorecard()

    def take_scorecard(self) -> None:
        """The scorecard that was adopted last advises from now on."""
        self.station = replace(self.station, scorecard=scorecard.in_force(self.station.journal, self.station.book))

    def find_front(self) -> str:
        """After a start or a crash: the passage that was in front comes back, unless it is of a profile the lane no longer has."""
        front = next(iter(self.unfinished()), None)
        return front.id if front and front.profile == self.station.settings.profile else ""

    def unfinished(self) -> tuple[Passage, ...]:
        """Passages of this lane that stood in front and were neither parked nor closed, the newest first."""
        rows = self.station.journal.read(
            "SELECT passage FROM stay WHERE state IN ('open', 'released', 'left') AND lane = ? ORDER BY state_at DESC, state_seq DESC", (self.station.settings.lane,)
        )
        return tuple(self.passage(name) for (name,) in rows)


def called(passage: Passage) -> str:
    """What a person calls a passage: a plate, else what it is."""
    return codes.group("plate", passage.plate) if passage.plate else "traveller" if passage.profile == "traveller" else "truck"


def stepped_back(passage: Passage, why: str) -> list[Draft]:
    """What happens to a passage that makes room: a finished one is closed, any other is parked; `why` where it is not that another came."""
    # A gate has nothing aside but what is held there: a truck that comes back is read anew with its slip, a traveller with his document.
    if passage.state in ("released", "left") or (passage.profile == "gate" and not passage.holds) or (passage.profile == "traveller" and not stays(passage)):
        return [Draft("passage.closed", passage.id, {"reason": why or "next"})]
    return [Draft("passage.parked", passage.id, {"reason": why or "other-truck"})] if passage.state == "open" else []


def stays(traveller: Passage) -> bool:
    """Whether a traveller comes back as he went: held, under an inspection, after one that did not end well, or after one that has answered an instruction."""
    looked = bool(traveller.inspection) or any(result != "normal" for _, result in traveller.inspections)
    return bool(traveller.holds) or looked or any(each.startswith(INSTRUCTION) for each in traveller.answered)
