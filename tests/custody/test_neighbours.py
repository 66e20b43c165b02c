"""Another station's exported journal taken here: its trucks on the timeline, its stops hold the truck, and what is forged, foreign or old is refused whole."""

import io
import json
import shutil

import pytest

from tests import yard as yards
from tests.desk.desk_views import dumped
from ui.command.journal import restore, write_lines
from workstation.calls import call as calls
from workstation.codes import recognise
from workstation.custody import chain
from workstation.desk import Desk, neighbours
from workstation.desk.station import Station
from workstation.journal import backup, fold, verify
from workstation.views import VIEWS
from workstation.words import Refused

BOX, PLATE, SEAL = yards.BOX, yards.PLATE, yards.SEAL
HOUR = yards.HOUR


class Pair:
    """Our station and the one of lane 05 under the same port root, an hour behind."""

    def __init__(self, folder, root=True):
        self.ours = yards.Yard(folder / "ours", yards.rows())
        self.clock = yards.Clock(yards.NOW - HOUR)
        self.folder = folder / "theirs"
        self.key = key = yards.build(self.folder, yards.Clock(yards.NOW - 2 * HOUR), lane="05", root=self.ours.folder if root else None)
        self.theirs = Desk(Station.open(self.folder, key, self.clock), "S1")

    def export(self):
        told = io.StringIO()
        write_lines(self.theirs.station.journal, told)
        return told.getvalue().splitlines(keepends=True)

    def take(self, lines=None):
        return neighbours.take(self.ours.desk.station, self.export() if lines is None else lines, "S1")

    def close(self):
        self.theirs.close()
        self.ours.close()


@pytest.fixture
def pair(tmp_path):
    made = Pair(tmp_path)
    yield made
    made.close()


def holds(told):
    return [kind for _, _, kind in told["events"] if kind in ("hold.placed", "release.suspended")]


def test_what_another_station_saw_stands_on_the_timeline_and_nowhere_else(pair):
    for line in ({"scan": yards.PLATE2}, {"scan": yards.BOX2}, {"seal": SEAL, "status": "sealed", "container": yards.BOX2}, {"scan": yards.DRIVER}, {"act": "call-open", "sort": "driver", "words": "lost"}):
        assert pair.theirs.line(line).refused is None
    name = pair.theirs.front
    before = dumped(pair.ours.desk.station.journal, ("stay", "outcome", "call", "officer", "seal_used", "slip", "draw_day", "person_look"))
    told = pair.take()
    journal = pair.ours.desk.station.journal
    assert (told["stations"][0]["station"], told["stopped"]) == (pair.theirs.station.journal.station, [])
    assert dumped(journal, tuple(before)) == before, "its officers, calls, slips and trucks are its own affair"
    assert yards.DRIVER not in json.dumps([dict(event.body) for event in journal.events()], ensure_ascii=False)
    found = chain.chain(recognise(yards.BOX2).candidates[0], journal, pair.ours.desk.station.register)
    assert [(step.station, step.what) for step in found.steps if step.part in ("container", "seal")] == [(name.split("/")[0], what) for what in ("code.scanned", "seal.verified")]
    last = pair.ours.lines(*yards.clean())
    assert last["verdict"]["facts"]["custody.impossible"] == "seal-twice", "on another box there an hour ago"
    head = journal.head().seq
    assert pair.take()["stations"][0]["events"] == 0
    assert journal.head().seq == head, "what is here is not written again"
    pair.clock.wait(0.1)
    pair.theirs.line({"act": "park"})
    assert pair.take()["stations"][0]["events"] == 1
    kept = dumped(journal)
    journal.rebuild()
    assert dumped(journal) == kept
    for event in [*journal.events()][::-1]:
        fold.fold(journal._connection, fold.by_kind(VIEWS), event)
    assert dumped(journal) == kept
    assert verify(pair.ours.folder, pair.ours.key).intact


@pytest.mark.parametrize(("parked", "fact"), [(False, "two-places"), (True, "none")])
def test_a_truck_that_stood_here_while_it_was_read_there_is_in_two_places_here_as_on_its_page(pair, parked, fact):
    for line in ({"scan": PLATE}, {"scan": BOX}, *([{"act": "park", "reason": "lunch"}] if parked else [])):
        pair.ours.line(**line)
    pair.clock.at = pair.ours.clock.at + HOUR // 3
    pair.theirs.line({"scan": BOX})
    pair.take()
    pair.ours.clock.wait(0.7)
    last = pair.ours.lines(*yards.clean()[1:])
    assert (last["verdict"]["facts"]["custody.impossible"], last["verdict"]["channel"]) == (fact, "release" if parked else "manual")
    (clash,) = pair.ours.desk.custody(BOX).impossible or (None,)
    assert (clash is not None and clash.what) == (False if parked else fact)


def test_a_truck_stopped_there_is_stopped_here_by_any_of_its_things(pair):
    for line in ({"scan": yards.PLATE2}, {"scan": BOX}, {"act": "stop", "stop": "radiation"}):
        pair.theirs.line(line)
    slip = pair.ours.lines(*yards.clean(), {"act": "release"})["slip"]
    assert pair.take()["stopped"] == [{"station": pair.theirs.station.journal.station, "stop": "radiation", "items": sorted([yards.PLATE2, BOX])}]
    told = pair.ours.line(scan=PLATE)
    assert holds(told) == ["release.suspended"], "the truck in front carries the container"
    shown = pair.ours.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]
    assert shown["accepted"] is False
    pair.ours.lines({"act": "next"})
    other = pair.ours.line(scan=yards.PLATE2)
    assert holds(other) == ["hold.placed"]
    (hold,) = pair.ours.desk.station.journal.events(kinds=("hold.placed",))
    assert (hold.body["stop"], hold.body["reason"].startswith("stop-now: radiation · CNHXG-05 ")) == ("radiation", True)
    assert {call.tree for call in calls.open_calls(pair.ours.desk.station.journal, pair.ours.clock.at) if call.stop} == {"radiation"}
    assert pair.ours.line(scan=yards.PLATE3)["passage"]["state"] == "open", "another truck goes as before"
    pair.theirs.line({"act": "sign-in", "officer": "S1", "secret": yards.secret("S1")})
    for call in calls.alarm(pair.theirs.station.journal, pair.theirs.front):
        pair.clock.wait(0.001)
        assert pair.theirs.line({"act": "call-answer", "call": call.id, "words": "clean", "file": pair.ours.photo()}).refused is None
        pair.theirs.line({"act": "call-close", "call": call.id, "code": "cleared"})
    assert pair.take()["stopped"] == []
    pair.ours.open("S1")
    assert pair.ours.desk.lane.elsewhere == ()


def test_what_is_not_the_journal_of_a_known_station_is_refused_whole(pair, tmp_path):
    pair.theirs.line({"scan": PLATE})
    lines, journal = pair.export(), pair.ours.desk.station.journal
    before = journal.head().seq
    changed = json.loads(lines[3])
    changed["officer"] = "Z9"
    stranger = Pair(tmp_path / "other", root=False)
    own = io.StringIO()
    write_lines(journal, own)
    wrong = {
        "export-changed": [*lines[:3], json.dumps(changed) + "\n", *lines[4:]], "export-wrong": [*lines, "{\n"], "told-unknown": stranger.export(),
        "told-nothing": own.getvalue().splitlines(),
    }
    for key, several in wrong.items():
        with pytest.raises(Refused) as refused:
            pair.take(several)
        assert refused.value.key == key
    assert pair.take(lines)["stations"][0]["last"] == len(lines)
    for key, several in (("told-older", lines[:-1]), ("export-gap", lines[1:]), ("export-gap", [*lines[:2], *lines[3:]])):
        with pytest.raises(Refused) as refused:
            pair.take(several)
        assert refused.value.key == key
    stranger.close()
    assert [event.kind for event in journal.events() if event.seq > before and not event.kind.endswith(".told")] == []


def test_a_long_file_is_written_in_pieces_and_an_interrupted_one_goes_on(pair):
    for line in ({"scan": yards.PLATE2}, {"scan": yards.BOX2}, {"scan": BOX}, {"act": "stop", "stop": "radiation"}, {"act": "park"}, {"scan": PLATE}, {"scan": yards.PAPERS}):
        pair.theirs.line(line)
    ours, there = pair.ours.desk.station, pair.theirs.station.journal.station
    found = neighbours.heard(neighbours.known(ours), pair.export(), most=2)
    assert [len(each.drafts) for each in found.pieces][:-1] == [2] * (len(found.pieces) - 1)
    assert neighbours.keep(ours, found, "S1") is None
    # The truck that stands stopped there is stopped from the first piece on, and the lane's acts go in between.
    assert holds(pair.ours.line(scan=yards.PLATE2)) == ["hold.placed"]
    for number in (0, 2):
        with pytest.raises(Refused) as refused:
            neighbours.keep(ours, found, "S1", number)
        assert refused.value.key == "told-meanwhile", "a piece is written once, and none is left out"
    assert neighbours.keep(ours, found, "S1", 1) is None
    pair.theirs.line({"act": "park"})
    rest = pair.take()
    told = [(event.body["event"]["station"], event.body["event"]["seq"]) for event in ours.journal.events(kinds=("event.told", "duty.told"))]
    assert (len(told), told) == (4 + rest["stations"][0]["events"], sorted(set(told)))
    assert len(told) == sum(len(each.drafts) for each in found.pieces) + 1
    assert pair.take() == {"stations": [{"station": there, "events": 0, "last": rest["stations"][0]["last"]}], "stopped": rest["stopped"]}


@pytest.mark.parametrize("witnessed", [True, False])
def test_what_a_station_wrote_after_it_was_put_back_is_joined_on_unless_its_numbers_were_given_twice(pair, witnessed):
    pair.theirs.line({"scan": PLATE})
    backup.make(pair.folder, pair.key, pair.clock)
    before = pair.folder.parent / "before"
    shutil.copytree(pair.folder, before)
    for line in ({"scan": BOX}, {"seal": SEAL, "status": "sealed", "container": BOX}, {"scan": yards.PAPERS}):
        pair.theirs.line(line)
    last = pair.take()["stations"][0]["last"]
    pair.theirs.close()
    if not witnessed:
        # The whole machine was put back: nothing there knows of the lost tail.
        shutil.rmtree(pair.folder)
        shutil.copytree(before, pair.folder)
    pair.clock.wait(0.2)
    restore(pair.folder, pair.key, "S1", None, pair.clock)
    pair.theirs = Desk(Station.open(pair.folder, pair.key, pair.clock), "S1")
    pair.theirs.line({"scan": yards.BOX2})
    found = neighbours.heard(neighbours.known(pair.ours.desk.station), pair.export())
    if witnessed:
        assert neighbours.keep(pair.ours.desk.station, found, "S1")["stations"][0]["last"] > last
        boxes = [step.value for step in chain.chain(recognise(PLATE).candidates[0], pair.ours.desk.station.journal, pair.ours.desk.station.register).steps if step.part == "container"]
        assert boxes == [BOX, yards.BOX2]
    else:
        with pytest.raises(Refused) as refused:
            neighbours.keep(pair.ours.desk.station, found, "S1")
        assert (refused.value.key, refused.value.values["last"]) == ("told-restored", last)
