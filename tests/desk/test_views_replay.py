"""A full shift's events, shuffled and doubled, fold into the same view tables; so does a rebuild."""

import random
import sqlite3

import pytest
import rule_packs
from desk_views import TABLES, dumped
from desk_wishes import TRUCKS, port

from tests import yard as yards
from workstation.journal import Draft, Event, fold
from workstation.journal.told import wrapped
from workstation.passage import of
from workstation.views import VIEWS


@pytest.fixture(scope="module")
def shift(tmp_path_factory):
    """The journal of a shift in which nearly every kind of event happens."""
    yard = yards.Yard(tmp_path_factory.mktemp("replay") / "station", port())
    work(yard)
    rule_packs.enrol(yard)
    rule_packs.load(yard, rule_packs.make(yard, yard.folder.parent / "pack", rule_packs.held_open()))
    yard.open("N1")
    yard.act("rules-live", version="1", officer="M1", secret=yards.secret("M1"))
    yield yard.desk.station.journal
    yard.close()


def calls(yard):
    """One answered, closed and corrected, one taken."""
    number = str(next(yard.desk.station.journal.events(kinds=("call.opened",))).seq)
    yard.act("call-answer", call=number, words="looked", file=yard.photo())
    yard.act("call-take", call=str(yard.act("call-open", sort="driver", words="lost")["events"][0][1]))
    yard.act("call-close", call=number, code="false-alarm")
    yard.act("call-correct", call=number, field="code", to="resolved", reason="was one")


def told(yard):
    """Another station's journal, which saw a truck, corrected what it read, and stopped it twice."""
    there, at = "CNYPG-01-TEST", yard.clock.at
    seen = Event(there, 4, at, at, "O9", "code.scanned", f"{there}/3", {"sort": "container", "value": yards.BOX3, "checked": True, "source": "serial"})
    fixed = Event(there, 5, at, at, "O9", "event.corrected", f"{there}/3", {"target_station": there, "target_seq": 4, "field": "value", "value": yards.BOX2, "reason": "x"})
    stops = [Draft("stop.told", f"{there}/3", {"station": there, "stop": "drugs", "standing": standing, "items": [yards.BOX2], "at": at}) for standing in (True, False)]
    heads = [Draft("journal.told", there, {"station": there, "last": last, "hash": "00", "events": 1}) for last in (4, 5)]
    yard.desk.station.journal.append([wrapped(seen, seen.subject), heads[0], wrapped(fixed, fixed.subject), *stops, heads[1]], "S1")


def work(yard):
    """Releases, a void slip, a hold, a move, a correction, two inspections, an override, emergency mode, late instructions, a gate."""
    yard.open("S1")
    yard.act("roster", officers="S1 O1 O2 N1")
    yard.lines(*TRUCKS["clean"])
    first = yard.act("release")["slip"]
    yard.act("printed")
    yard.act("void", reason="torn")
    second = yard.act("release")["slip"]
    yard.act("slip-confirm")
    yard.line(act="present", token=first["token"])
    yard.delta(instruction=[yards.instruction("manual")])
    yard.line(scan="?")
    yard.act("restore", reason="looked")
    yard.line(act="present", token=second["token"], vehicle=yards.PLATE)
    yard.lines(*TRUCKS["open"])
    yard.act("hold", reason="x")
    yard.act("lift", reason="x")
    calls(yard)
    told(yard)
    yard.act("seal-stock", first="HN900001", last="HN900009", to="O1")
    yard.act("seal-spoil", seal="HN900009", reason="bent")
    yard.inspected(why="nobody else is near")
    yard.act("release")
    yard.lines(*TRUCKS["empty"])
    yard.act("leave")
    yard.lines({"scan": yards.PLATE2}, {"scan": yards.TRAILER}, {"scan": yards.BOX2})
    yard.act("correct", part="trailer", value=yards.TRAILER, to="琼B5678挂", reason="misread")
    yard.act("correct", part="trailer", value="琼B5678挂", to="琼B9999挂", reason="misread again")
    yard.act("move", value=yards.BOX2, to="new")
    yard.act("park")
    yard.lines(*TRUCKS["instructed"])
    yard.act("override", to="hold", reason="x", officer="O1")
    yard.act("inspect", form="container-open")
    yard.act("set", field="new-seal", value="HN900001")
    yard.act("set", field="new-seal", value="HN900002")
    yard.act("suspend", reason="alone")
    yard.act("next")
    yard.act("emergency", order="E-1", until="2026-11-21T20:00:00Z")
    yard.delta(instruction=[yards.instruction("manual", state="lifted")])
    yard.clock.wait(2)
    yard.lines(*TRUCKS["other"])
    yard.act("release")
    yard.load(port())
    yard.line(scan="?")
    yard.act("emergency", end="yes")
    # An enterprise on no list is drawn for.
    yard.load(port() | {"credit": []})
    yard.lines(*TRUCKS["clean"])
    looked_up(yard)
    accounted(yard)
    yard.act("sign-out", to="officer")


def accounted(yard):
    """Postings, a reversal, leases and a vehicle that crossed."""
    station, line = yard.desk.station.journal.station, {"line": 1, "quantity": "5", "unit": "kg"}
    posted = {"sort": "out", "reference": "P", "lines": [line, {**line, "lease": "L1"}], "passage": "x/1"}
    grant, freed = {"ledger": "H64012026001", "line": 1, "quantity": "9"}, {**dict.fromkeys(("channel", "basis", "token"), "release"), "verdict": 1, "number": "N"}
    drafts = [
        Draft("lease.granted", "L1", {**grant, "holder": station, "unit": "kg"}),
        Draft("ledger.posted", "H64012026001", posted),
        Draft("ledger.posted", "H64012026001", {**posted, "reference": "P2"}),
        Draft("lease.returned", "L1", {**grant, "quantity": "4"}),
        Draft("released", "x/1", {**freed, "slip": {"release_lists": ["L"], "expires_at": 0}, "codes": {yards.PAPERS: "VA6401202600000001K"}}),
        Draft("parcel.judged", "SF1", {"channel": "hold", "reasons": ["parcel.unknown"], "facts": {}, "fired": ["parcel-unknown"], "rules": "h", "version": 1, "source": "serial"}),
        Draft("parcel.settled", "SF1", {"outcome": "returned", "reason": "x", "answered": []}),
        Draft("call.joined", f"{station}/1", {"item": "SF1"}),
        Draft("vehicle.crossed", yards.PLATE, {"direction": "out", "day": "2026-11-20"}),
        Draft("witness.lost", station, {"found": "missing", "head": 3, "reason": "x"}),
    ]
    events = yard.desk.station.journal.append(drafts, "S1")
    crossed = {"target_station": station, "target_seq": events[8].seq, "field": "crossing", "reason": "x"}
    yard.desk.station.journal.append([Draft("event.corrected", yards.PLATE, {**crossed, "value": value}) for value in ("back 2026-11-19", "none", "out 2026-11-18")], "S1")
    # On the next day: until then it counted.
    yard.clock.wait(24)
    yard.desk.station.journal.append([Draft("ledger.reversed", "H64012026001", {"target_station": station, "target_seq": events[1].seq, "reason": "x"})], "S1")


def looked_up(yard):
    """A person opened, a purchase posted, a guarantee verified: what a traveller desk writes."""
    person = {"person": "p:0123456789abcdef01234567", "receipt": "DF1"}
    drafts = [
        Draft("person.shown", person["person"], {"purpose": "guarantee"}),
        Draft("person.revealed", person["person"], {"reason": "compare"}),
        Draft("quota.spent", person["person"], {"quota": "offshore", "receipt": "DF1", "amount": "10.00", "sold_at": yards.NOW}),
        Draft("guarantee.verified", "DB1", {**person, "present": ["driver", "receipt"], "items": [], "days": 1}),
        Draft("guarantee.settled", "DB1", {**person, "how": "air"}),
    ]
    yard.desk.station.journal.append(drafts, "S1")


def folded(events):
    """The rows of every view table after these events, in a file of their own."""
    connection = sqlite3.connect(":memory:")
    for view in VIEWS:
        connection.executescript(view.schema)
    folds = fold.by_kind(VIEWS)
    for event in events:
        fold.fold(connection, folds, event)
    return {table: sorted(connection.execute(f'SELECT * FROM "{table}"'), key=repr) for table in TABLES}


def test_the_shift_was_a_full_one(shift):
    kinds = {event.kind for event in shift.events()}
    wanted = {
        "released", "slip.voided", "slip.confirmed", "slip.presented", "slip.printed", "release.suspended", "release.restored", "passage.left", "passage.parked",
        "scan.moved", "event.corrected", "hold.lifted", "inspection.closed", "inspection.suspended", "verdict.overridden", "emergency.declared", "emergency.ended",
    }  # fmt: skip
    assert wanted <= kinds
    assert [table for table, rows in dumped(shift).items() if not rows] == []


@pytest.mark.parametrize("seed", range(12))
def test_shuffled_and_doubled_events_give_the_same_rows(shift, seed):
    events = [*shift.events()]
    mixed = [*events, *random.Random(seed).choices(events, k=len(events) // 2)]
    random.Random(seed).shuffle(mixed)
    assert folded(mixed) == dumped(shift)


def test_backwards_and_thrice_too(shift):
    events = [*shift.events()]
    assert folded(events) == folded(events[::-1]) == folded(events * 3) == dumped(shift)


def test_a_rebuild_gives_the_same_rows(shift):
    before = dumped(shift)
    assert shift.rebuild() == len([*shift.events()])
    assert dumped(shift) == before


@pytest.mark.parametrize("seed", range(4))
def test_a_passage_of_shuffled_and_doubled_events_is_the_same_passage(shift, seed):
    names = [event.id for event in shift.events(kinds=("passage.opened",))]
    for name in names:
        events = [*shift.events(subject=name)] * 2
        random.Random(seed).shuffle(events)
        assert of(events) == of(shift.events(subject=name))
