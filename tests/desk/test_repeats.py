"""The same thing read twice: a tick at once, words later, never silent and never a second part, from every source."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.yard import BOX, PAPERS, PLATE, SEAL, Yard, clean, rows, secrets


@pytest.fixture
def yard(tmp_path):
    made = Yard(tmp_path / "station", rows())
    yield made
    made.close()


def kinds(told):
    return [kind for _, _, kind in told["events"]]


SEEN = [{"key": "scan-seen", "seen": "16:35", "lane": "03"}]


@pytest.mark.parametrize("text", [PLATE, PAPERS, BOX])
@pytest.mark.parametrize("source", ["serial", "wedge", "typed"])
def test_a_code_from_any_source(yard, text, source):
    yard.lines({"scan": PLATE}, {"scan": text} if text != PLATE else {"scan": PAPERS})
    told = yard.line(scan=text, source=source)
    assert (kinds(told), told["alarms"], yard.desk.card().tick) == (["scan.repeated"], [], "repeat")
    yard.clock.at += 2000
    told = yard.line(scan=text, source=source)
    assert (kinds(told), told["alarms"], yard.desk.card().tick) == (["scan.repeated"], SEEN, "repeat")
    (first, second) = yard.desk.station.journal.events(kinds=["scan.repeated"])
    assert (first.body["source"], second.body["seen"]) == (source, "16:35 · 03")


def test_a_scanner_held_on_a_code_goes_on_ticking_and_says_it_once_after_a_pause(yard):
    yard.lines({"scan": PLATE})
    said = []
    for pause in (800, 800, 800, 800, 5000, 800):
        yard.clock.at += pause
        said.append(bool(yard.line(scan=PLATE)["alarms"]))
        assert yard.desk.card().tick == "repeat"
    assert said == [False, False, False, False, True, False]


@pytest.mark.parametrize("source", ["barcode", "lock"])
def test_a_seal_in_the_same_state(yard, source):
    line = {"seal": SEAL, "status": "sealed", "container": BOX, "source": source}
    yard.lines({"scan": PLATE}, {"scan": BOX}, line)
    told = yard.line(**line)
    assert (kinds(told), told["alarms"], yard.desk.card().tick) == (["scan.repeated"], [], "repeat")
    yard.clock.at += 2000
    told = yard.line(**line)
    assert (kinds(told), told["alarms"]) == (["scan.repeated"], SEEN)
    assert told["passage"]["parts"]["seal"] == [SEAL]


def test_a_seal_in_another_state_from_another_source_or_typed_is_never_a_repeat(yard):
    yard.lines({"scan": PLATE}, {"scan": BOX}, {"seal": SEAL, "status": "sealed", "container": BOX})
    for more in ({"status": "open"}, {"status": "sealed"}, {"status": "sealed", "source": "lock"}, {"status": "sealed", "source": "typed"}, {"status": "sealed", "source": "typed"}):
        assert "seal.verified" in kinds(yard.line(seal=SEAL, container=BOX, **more)), more


def test_a_weight_is_weighed_anew_each_time(yard):
    yard.lines({"scan": PLATE})
    for _ in range(2):
        assert "weight.read" in kinds(yard.line(weight="16200"))


def test_a_part_of_the_truck_that_was_let_go(yard):
    yard.lines(*clean())
    yard.act("release")
    told = yard.line(scan=PLATE, source="wedge")
    assert (kinds(told), told["alarms"]) == (["scan.repeated"], [])
    yard.clock.at += 2000
    told = yard.line(scan=PLATE, source="wedge", link="hand")
    assert (kinds(told), told["alarms"]) == (["scan.repeated"], SEEN)
    event = list(yard.desk.station.journal.events(kinds=["scan.repeated"]))[-1]
    assert (event.body["source"], event.body["link"]) == ("wedge", "hand")
    assert kinds(yard.line(seal=SEAL, status="sealed")) == ["scan.repeated"]


def test_the_lane_command_says_so_too(yard):
    yard.close()
    program = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())", "--data", str(yard.folder), "--officer", "O1", "lane", "--jsonl"]
    lines = "".join(json.dumps(each) + "\n" for each in ({"scan": PLATE}, {"scan": PLATE}))
    done = subprocess.run(program, input=lines, capture_output=True, check=False, cwd=Path(__file__).parents[2], env=secrets() | {"PATH": "/usr/bin:/bin"}, timeout=60, text=True)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (kinds(second), second["refused"]) == (["scan.repeated"], None)
    assert second["passage"]["id"] == first["passage"]["id"]


@pytest.mark.parametrize("text", ["ABCXYZ99", "HTTP://WIFI", "HELLO", "E20034120123456789ABCDEF"])
def test_a_code_that_belongs_nowhere_ticks_when_it_is_read_again_at_once_and_says_when_it_was_seen_later(yard, text):
    first = yard.desk.line({"scan": text})
    head = yard.desk.station.journal.head().seq
    for _ in range(3):
        yard.clock.at += 1000
        again = yard.desk.line({"scan": text})
        assert (again.card.tick, again.events, again.alarms, again.card.stray) == ("repeat", (), (), first.card.stray)
    assert yard.desk.station.journal.head().seq == head
    yard.clock.at += 2000
    later = yard.desk.line({"scan": text})
    kept = [event for event in first.events if event.kind == "code.scanned"]
    assert (later.card.tick, [say.key for say in later.alarms if say.key == "scan-seen"]) == (first.card.tick, ["scan-seen"] if kept else [])
    yard.line(scan=PLATE)
    assert yard.desk.line({"scan": text}).card.tick != "repeat", "another line between: it is meant"
