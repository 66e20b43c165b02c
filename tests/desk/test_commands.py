"""Command codes: which scanner may give them, what a sheet's code must carry, and that they do no more than the key does."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.yard import HOUR, PLATE2, Yard, clean, instruction, rows, secrets
from workstation.desk import commands
from workstation.desk.acts import ACTS
from workstation.paper import pictures
from workstation.words import Refused

SCANNER = {"link": "officer scanner", "side": "officer", "enrolled": True}


@pytest.fixture
def yard(tmp_path):
    made = Yard(tmp_path / "station", rows())
    yield made
    made.close()


@pytest.fixture
def sheet(yard):
    made = commands.make(yard.desk.station, "S1", "shift A", 7)
    return {command.name: text for command, text in made.codes}


def give(yard, text, **more):
    return yard.line(scan=text, **{**SCANNER, **more})


def test_the_table_names_acts_and_their_fields():
    assert sum(not command.driver for command in commands.table().values()) <= 10
    for command in commands.table().values():
        act = ACTS[command.act]
        assert set(command.fields) <= {*act.needs, *act.may}
        assert set(act.needs) <= set(command.fields)
        assert command.verdict <= ("verdict" in act.may)
        assert command.words["zh"]
        assert command.words["en"]
    assert {"release", "hold", "inspect", "reprint", "next", "leave", "park"} <= {each.act for each in commands.table().values()}


def test_release_by_code_is_the_release_and_says_by_which_sheet(yard, sheet):
    shown = yard.lines(*clean())["verdict"]["id"]
    told = give(yard, sheet["RELEASE"], verdict=shown)
    assert [kind for _, _, kind in told["events"]] == ["released", "slip.reserved", "command.given"]
    assert (told["act"], told["slip"]["copy"]) == ("release", 1)
    (given,) = yard.desk.station.journal.events(kinds=["command.given"])
    assert given.body == {"command": "RELEASE", "sheet": 1, "link": "officer scanner"}
    assert given.subject == told["passage"]["id"]
    again = give(yard, sheet["REPRINT"])
    assert (again["slip"]["copy"], again["act"]) == (2, "reprint")


def test_release_by_code_goes_by_the_verdict_on_the_screen(yard, sheet):
    shown = yard.lines(*clean())["verdict"]["id"]
    yard.delta(instruction=[instruction()])
    assert yard.refused(line={"scan": sheet["RELEASE"], "verdict": shown, **SCANNER}) in ("verdict-changed", "not-releasable")
    assert yard.refused(line={"scan": sheet["RELEASE"], "verdict": -1, **SCANNER}) == "verdict-changed"


def test_hold_inspect_park_next_take_their_stated_reason(yard, sheet):
    yard.lines(*clean())
    held = give(yard, sheet["HOLD"])
    assert held["refused"] is None
    (event,) = yard.desk.station.journal.events(kinds=["hold.placed"])
    assert event.body["reason"] == "command sheet"
    assert yard.refused(line={"scan": sheet["RELEASE"], **SCANNER}) == "held-or-inspecting"
    give(yard, sheet["NEXT"])
    yard.lines({"scan": PLATE2})
    opened = give(yard, sheet["INSPECT"])
    assert opened["inspection"] == "/".join(str(part) for part in opened["events"][0][:2])
    assert "command.given" in [kind for _, _, kind in opened["events"]]
    assert give(yard, sheet["NEXT"])["refused"] is None
    assert give(yard, sheet["NEXT"])["events"] == []


@pytest.mark.parametrize(
    "where",
    [
        {"source": "typed"}, {"source": "wedge"}, {"link": "gate scanner"}, {"side": "driver"}, {"side": "driver", "enrolled": True, "link": "x"},
        {"link": "x", "enrolled": "yes"}, {"link": "x", "enrolled": 1}, {"side": "somewhere"}, {"source": "wedge", "enrolled": True},
        {"source": "barcode", "enrolled": True}, {"source": "lock"}, {"enrolled": False},
    ],
)
def test_any_other_source_is_refused_and_written_as_nothing(yard, sheet, where):
    yard.lines(*clean())
    for name in ("RELEASE", "HOLD", "NEXT", "SIGN-OUT"):
        assert yard.refused(line={"scan": sheet[name], **where}) == "scan-not-enrolled"
    assert yard.desk.card().tick == "refused"
    assert yard.desk.role


def test_a_lane_line_without_a_link_counts_as_an_enrolled_scanner(yard, sheet):
    yard.lines(*clean())
    assert yard.line(scan=sheet["PARK"])["refused"] is None
    assert yard.refused(line={"scan": sheet["NEXT"], "link": "somewhere"}) == "scan-not-enrolled"


def test_a_driver_side_scanner_gives_parts_and_nothing_else(yard, sheet):
    for line in clean():
        assert yard.line(**line, **({"side": "driver", "link": "driver scanner"} if "scan" in line else {}))["refused"] is None
    assert yard.channel() == "release"
    assert yard.refused(line={"scan": "HNB1:O1:secret-of-a-badge", "side": "driver", "link": "driver scanner"}) == "scan-not-enrolled"
    assert yard.refused(line={"scan": sheet["RELEASE"], "side": "driver", "link": "driver scanner"}) == "scan-not-enrolled"


def test_expired_revoked_and_foreign_sheets(yard, sheet, tmp_path):
    second = {each.name: text for each, text in commands.make(yard.desk.station, "S1", "shift B", 1).codes}
    yard.lines({"scan": PLATE2})
    commands.revoke(yard.desk.station, "S1", 1, "lost")
    assert yard.refused(line={"scan": sheet["PARK"]}) == "command-revoked"
    with pytest.raises(Refused, match="sheet-revoked-already"):
        commands.revoke(yard.desk.station, "S1", 1, "again")
    yard.clock.at += 24 * HOUR - 60_000
    assert yard.line(scan=second["PARK"])["refused"] is None
    yard.clock.at += 120_000
    assert yard.refused(line={"scan": second["NEXT"]}) == "command-expired"
    other = Yard(tmp_path / "other", rows())
    foreign = {each.name: text for each, text in commands.make(other.desk.station, "S1", "shift A", 7).codes}
    other.close()
    assert yard.refused(line={"scan": foreign["NEXT"]}) == "command-not-ours"
    assert [(each.number, each.group, each.revoked) for each in commands.sheets(yard.desk.station)] == [(1, "shift A", True), (2, "shift B", False)]


@settings(deadline=None, max_examples=60)
@given(place=some.integers(0, 60), letter=some.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-:1"))
def test_no_other_code_of_a_sheet_works(shared, place, letter):
    yard, text = shared
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    if changed.upper() != text:
        before = yard.desk.station.journal.head().seq
        told = yard.line(scan=changed)
        assert "command.given" not in [event.kind for event in yard.desk.station.journal.events(after=before)]
        assert told["refused"] or place < 5


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    made = Yard(tmp_path_factory.mktemp("sheet") / "station", rows())
    yield made, commands.make(made.desk.station, "S1", "shift A", 7).codes[0][1]
    made.close()


def test_the_mac_is_80_bits_over_name_sheet_and_station(yard, sheet):
    marks = [text.rsplit("-", 1)[1] for text in sheet.values()]
    assert len(set(marks)) == len(marks)
    assert all(len(base64.b32decode(mark)) == 10 for mark in marks)
    assert yard.refused(line={"scan": sheet["RELEASE"].replace("RELEASE", "REPRINT")}) == "command-not-ours"
    assert yard.refused(line={"scan": sheet["RELEASE"].replace(":1-", ":2-")}) == "command-not-ours"


@pytest.mark.parametrize(("group", "days", "key"), [("", 7, "sheet-group"), ("x" * 41, 7, "sheet-group"), ("a\x07b", 7, "sheet-group"), ("A", 0, "sheet-days"), ("A", 93, "sheet-days")])
def test_a_sheet_has_a_group_and_an_end(yard, group, days, key):
    with pytest.raises(Refused, match=key):
        commands.make(yard.desk.station, "S1", group, days)
    assert commands.sheets(yard.desk.station) == []


def test_a_role_that_may_not_act_may_not_by_code(yard, sheet):
    yard.open("U1")
    assert yard.refused(line={"scan": sheet["NEXT"]}) == "role-may-not"


def test_signed_out_nothing_works(yard, sheet):
    assert give(yard, sheet["SIGN-OUT"])["refused"] is None
    assert yard.desk.role == ""
    assert yard.refused(line={"scan": sheet["NEXT"]}) == "not-signed-in"


def test_a_code_read_twice_at_once_acts_once_and_later_again(yard, sheet):
    yard.lines(*clean())
    assert give(yard, sheet["HOLD"])["refused"] is None
    head = yard.desk.station.journal.head()
    for _ in range(3):
        yard.clock.at += 1000
        again = give(yard, sheet["HOLD"])
        assert (again["refused"], again["events"], again["alarms"], yard.desk.card().tick) == (None, [], [], "repeat")
    assert yard.desk.station.journal.head() == head
    yard.clock.at += 2000
    give(yard, sheet["HOLD"])
    assert len(list(yard.desk.station.journal.events(kinds=["hold.placed"]))) == 2


def test_another_line_between_two_reads_makes_the_second_one_meant(yard, sheet):
    yard.lines(*clean())
    give(yard, sheet["HOLD"])
    yard.lines({"scan": PLATE2})
    give(yard, sheet["HOLD"])
    yard.lines({"weight": "24310"})
    assert give(yard, sheet["HOLD"])["events"] == []
    assert len(list(yard.desk.station.journal.events(kinds=["hold.placed"]))) == 2


def test_a_refused_code_read_twice_is_refused_twice_and_nobody_sends_a_repeat(yard, sheet):
    assert yard.refused(line={"scan": sheet["RELEASE"], **SCANNER}) == yard.refused(line={"scan": sheet["RELEASE"], **SCANNER}) == "no-passage"
    assert yard.refused(line={"again": True}) == "line-unknown"


def call(folder, *words):
    program = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())", "--data", str(folder), "--json", *words]
    return subprocess.run(program, capture_output=True, check=False, cwd=Path(__file__).parents[2], env=secrets() | {"PATH": "/usr/bin:/bin"}, timeout=60, text=True)


def test_the_printed_sheet_carries_every_code_twice_and_revoke_ends_it(yard, tmp_path):
    yard.close()
    page = tmp_path / "sheet.pdf"
    made = call(yard.folder, "sheet", "--officer", "N1", "-o", str(page), "--group", "甲班")
    assert made.returncode == 0, made.stderr
    assert page.stat().st_mode & 0o077 == 0
    texts = pictures.read_codes(page.read_bytes())
    ours = {name for name, command in commands.table().items() if not command.driver}
    assert len(texts) == 2 * len(ours)
    assert {text.split(":")[1] for text in texts} == ours
    yard.open()
    yard.lines({"scan": PLATE2})
    assert yard.line(scan=next(text for text in texts if ":PARK:" in text))["refused"] is None
    yard.close()
    assert call(yard.folder, "sheet", "revoke", "1", "--reason", "lost", "--officer", "N1").returncode == 0
    refused = {
        "role-may-not": ("sheet", "--officer", "O1", "-o", str(page)),
        "usage": ("sheet", "--officer", "N1"),
        "sheet-not-written": ("sheet", "--officer", "N1", "-o", str(tmp_path / "no" / "x.pdf")),
        "sheet-unknown": ("sheet", "revoke", "9", "--reason", "x", "--officer", "N1"),
    }
    refused["sheet-days"] = ("sheet", "--officer", "N1", "-o", str(tmp_path / "late.pdf"), "--days", "400")
    for key, words in refused.items():
        done = call(yard.folder, *words)
        assert (done.returncode, done.stderr.split(": ")[1]) == (2, key)
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["sheet.pdf"]
    assert '"revoked": true' in call(yard.folder, "sheet", "list", "--officer", "N1").stdout
