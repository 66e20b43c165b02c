"""Random acts in random order: whatever officers, devices and packs do, nothing goes that the rules forbid, and the journal tells all of it."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from desk_views import dumped
from desk_wishes import CALLS, DECISIONS, INSTRUCTIONS, PAPERS, PARTS, READS, SCANS, TRUCKS, WEIGHTS, acts, port
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests import yard as yards
from workstation.desk import judging
from workstation.inspection import grow as inspections
from workstation.inspection import signing
from workstation.journal import verify
from workstation.passage import of
from workstation.risk.recount import recount

ARRIVED = {"verdict.given", "release.suspended", "alarm.raised", "release.rejudged", "draw.committed", "draw.revealed", "call.opened"}
"""What a line may write besides its act: new data or new time are seen first."""


@cache
def base():
    """A station whose port knows the four trucks, made once."""
    folder = Path(tempfile.mkdtemp(prefix="stateful-"))
    yards.atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = yards.Yard(folder / "station", port())
    made.close()
    return made


class Shift(RuleBasedStateMachine):
    """One shift at one desk."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="shift-"))
        self.yard = yards.Yard(self.folder / "station", base=base())
        self.yard.clock.at = base().clock.at
        self.seen = self.yard.desk.station.journal.head().seq

    def teardown(self):
        journal = self.yard.desk.station.journal
        folded = dumped(journal)
        journal.rebuild()
        assert dumped(journal) == folded
        (count,) = recount(journal.events()).values()
        assert (count.wrong, count.missing) == ([], []), "whatever was done, every draw, verdict and release is as it must be"
        self.yard.close()
        assert verify(self.yard.folder, self.yard.key).intact
        shutil.rmtree(self.folder)

    @property
    def desk(self):
        return self.yard.desk

    def say(self, asked):
        """One line, and what must be true of its answer."""
        before = {event.subject for event in self.desk.station.journal.events(kinds=("released",))}
        told = self.yard.line(**self.filled(asked))
        fresh = [event for event in self.desk.station.journal.events() if event.seq > self.seen]
        self.seen = max([self.seen, *(event.seq for event in fresh)])
        assert [[event.station, event.seq, event.kind] for event in fresh] == told["events"]
        if told["refused"]:
            assert {event.kind for event in fresh} <= ARRIVED, (asked, told)
        for event in fresh:
            if event.kind == "released":
                self.check_release(event)
            if event.kind == "inspection.closed":
                self.check_signed(event)
            if event.kind == "passage.left":
                assert self.judged(event).verdict.channel == "not-customs"
                assert event.subject not in before or self.desk.passage(event.subject).voided
        return told

    def filled(self, asked):
        released = [event.body for event in self.desk.station.journal.events(kinds=("released",))]
        words = {"PHOTO": self.yard.photo(), "TOKEN": released[-1]["token"] if released else "x", "NUMBER": released[-1]["number"] if released else "x"}
        asked = {name: words.get(value, value) if isinstance(value, str) else value for name, value in asked.items()}
        if "verdict" in asked and self.desk.stand and self.desk.stand.passage.verdict:
            asked["verdict"] += self.desk.stand.passage.verdict.id - (17 if asked["verdict"] == 17 else 0)
        return asked

    def judged(self, event):
        """How the passage stood just before this event, judged once more from the journal alone."""
        passage = of(each for each in self.desk.station.journal.events(subject=event.subject) if each.seq < event.seq)
        return judging.stand(passage, self.desk.station)

    def check_release(self, event):
        stand = self.judged(event)
        passage, verdict, book = stand.passage, stand.verdict, self.desk.station.book
        states = [each.state for each in inspections.gather(each for each in self.events(event) if each.seq < event.seq).values()]
        assert passage.state == "open", passage.state
        assert not passage.holds
        assert not {"open", "suspended"} & set(states)
        assert all(f"instruction:{row['number']}" in passage.answered for row in stand.told.instructions), stand.told.instructions
        assert verdict is not None
        assert verdict.channel != "not-customs"
        rules = {each.id: each for each in book.rules}
        if passage.override:
            assert passage.override["to"] == "release"
            assert passage.override["cosigner"] not in ("", passage.override["officer"])
            assert not any(rules[name].binding for name in verdict.fired)
        elif event.body.get("emergency"):
            assert self.desk.station.emergency() == event.body["emergency"] == event.body["slip"]["emergency"]
            assert verdict.channel == "cannot-confirm"
            assert all(rules[name].age or rules[name].channel in ("release", "not-customs") for name in verdict.fired)
        else:
            assert verdict.channel == "release"
            assert not stand.gathered.waiting
        assert event.body["verdict"] == passage.verdict.id

    def check_signed(self, event):
        inspection = inspections.gather(each for each in self.events(event) if each.seq <= event.seq)[event.body["inspection"]]
        signers = {each.signer for each in signing.valid(inspection)}
        assert len(signers) >= 2
        assert signers <= set(inspection.lookers)
        assert all(each.digest == inspections.digest(inspection) for each in signing.valid(inspection))

    def events(self, event):
        return self.desk.station.journal.events(subject=event.subject)

    @rule(asked=SCANS | WEIGHTS | READS)
    def read(self, asked):
        self.say(asked)

    @rule(asked=acts())
    def act(self, asked):
        self.say(asked)
        if not self.desk.role:
            self.say({"act": "sign-in", "officer": "N1"})

    @rule(name=st.sampled_from(list(TRUCKS)), then=st.lists(DECISIONS, max_size=3))
    def truck(self, name, then):
        for line in TRUCKS[name]:
            self.say(line)
        for asked in then:
            self.say(asked)

    @rule(by=st.sampled_from(("N1", "O1", "O2", "S1")), to=st.sampled_from(("release", "release", "hold")))
    def override(self, by, to):
        self.say({"act": "override", "to": to, "reason": "looked", "officer": by})
        self.say({"act": "release"})

    @rule(then=st.lists(DECISIONS, max_size=2))
    def emergency(self, then):
        self.say({"act": "sign-in", "officer": "S1"})
        self.say({"act": "emergency", "order": "E-1", "until": yards.settings.show_time(self.yard.clock.at + 3 * yards.HOUR)})
        self.yard.clock.wait(2)
        for asked in then:
            self.say(asked)

    @rule(facts=st.lists(st.sampled_from(CALLS), min_size=1, max_size=5))
    def call(self, facts):
        for fact, value in facts:
            self.say({"act": "confirm", "fact": fact, "value": value, "who": "x", "when": "x", "reference": "x"})
        self.say({"act": "release"})

    @rule()
    def fresh(self):
        self.yard.load(port())
        self.seen = self.desk.station.journal.head().seq

    @rule(asked=DECISIONS)
    def decide(self, asked):
        self.say(asked)

    @precondition(lambda self: self.desk.front and self.desk.stand.passage.parts)
    @rule(place=st.integers(0, 9), to=st.sampled_from(PARTS), moved=st.booleans(), truck=st.sampled_from(("new", *PARTS[:3])))
    def put_right(self, place, to, moved, truck):
        parts = self.desk.stand.passage.parts
        part = parts[place % len(parts)]
        right = {"act": "correct", "part": part.kind, "value": part.value, "to": to, "reason": "misread"}
        self.say({"act": "move", "value": part.value, "to": truck} if moved else right)

    @rule()
    def release(self):
        self.say({"act": "release"})

    @precondition(lambda self: self.desk.front)
    @rule(normal=st.booleans(), last=acts(("set", "cosign", "suspend", "handover", "evidence")))
    def inspect(self, normal, last):
        self.say({"act": "continue"})
        self.say({"act": "inspect", "form": "appearance"})
        given = {"place": "2", "seal-state": "none", "packaging": "intact", "marks-match": "yes", "party": "agent", "party-signature": "signed"}
        given |= {"conclusion": "normal", "disposal": "release"} if normal else {"conclusion": "normal", "disposal": "manual"}
        for name, value in given.items():
            self.say({"act": "set", "field": name, "value": value})
        self.say({"act": "evidence", "file": "PHOTO", "field": "photo"})
        self.say({"act": "sign"})
        self.say(last)
        self.say({"act": "cosign", "officer": "N1"})

    @rule(officer=st.sampled_from(("O1", "N1", "S1")))
    def sign_in(self, officer):
        self.say({"act": "sign-in", "officer": officer})

    @rule(rows=st.lists(INSTRUCTIONS, min_size=1, max_size=2, unique_by=lambda row: row["number"]))
    def instruct(self, rows):
        self.yard.delta(instruction=rows)
        self.seen = self.desk.station.journal.head().seq

    @rule(row=PAPERS)
    def papers(self, row):
        self.yard.delta(consignment=[row])
        self.seen = self.desk.station.journal.head().seq

    @rule(hours=st.sampled_from((0.2, 0.2, 2, 30)))
    def wait(self, hours):
        self.yard.clock.wait(hours)

    @rule()
    def start_again(self):
        front, officer = self.desk.front, self.desk.officer
        self.yard.open(officer)
        assert self.desk.front == front
        # Opening writes the draws of the days that went by meanwhile.
        self.seen = self.desk.station.journal.head().seq

    @invariant()
    def slip_numbers_are_unique(self):
        numbers = [event.body["number"] for event in self.desk.station.journal.events(kinds=("released",))]
        assert len(numbers) == len(set(numbers))

    @invariant()
    def what_the_desk_knows_is_what_the_journal_says(self):
        for name, known in self.desk.lane.passages.items():
            assert of(self.desk.station.journal.events(subject=name)) == known
        if self.desk.stand:
            assert self.desk.stand.passage == self.desk.passage(self.desk.front)


Shift.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
TestShift = Shift.TestCase
