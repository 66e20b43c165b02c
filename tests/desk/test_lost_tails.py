"""After a backup was put back: no place and no number is given twice, and paper from the lost part is known for what it is."""

import json
import shutil

import pytest

from tests.yard import BOX2, PAPERS2, PLATE, PLATE2, clean, consignment, rows
from ui.command import journal as command
from ui.command import main
from workstation.journal import Draft, backup, verify

TWO = rows(
    consignment=[consignment(), consignment(PAPERS2)],
    vehicle=[{"plate": each, "sort": "truck", "tare_kg": "9000"} for each in (PLATE, PLATE2)],
    container=[*rows()["container"], {"number": BOX2, "papers": PAPERS2, "tare_kg": "2200"}],
)
OTHER = [{"scan": PLATE2}, {"scan": PAPERS2}, {"scan": BOX2}, {"weight": "16200"}]


@pytest.fixture
def lost(yard):
    """A lane whose last two hours a restore lost: the clean truck was released in them. The yard, its slip, and the head that was witnessed."""
    one = yard(TWO)
    backup.make(one.folder, one.key, one.clock)
    one.clock.wait(0.5)
    one.lines(*clean())
    slip = one.act("release")["slip"]
    seen = one.desk.station.journal.head().seq
    one.close()
    command.restore(one.folder, one.key, "S1", None, one.clock)
    one.open()
    return one, slip, seen


def test_places_and_numbers_of_the_lost_part_are_not_given_again(lost):
    one, slip, seen = lost
    told = one.lines(*OTHER)
    assert int(told["passage"]["id"].rpartition("/")[2]) > seen
    assert one.act("release")["slip"]["number"] > slip["number"]
    one.close()
    found = verify(one.folder, one.key)
    (gap,) = found.gaps
    assert (found.intact, gap["to"], gap["seq"]) == (True, seen, seen + 1)
    (head,) = command._slip_head(one.folder, slip["token"])
    found = verify(one.folder, one.key, [head])
    # A slip stands on the head before its own event; that one may be the copy's own.
    assert (found.intact, {each["reason"] for each in found.witnesses} <= {"", "witness-in-gap"}) == (True, True)


def test_a_slip_of_the_lost_part_opens_nothing_and_its_load_does_not_go_again(lost):
    one, slip, _ = lost
    told = one.line(scan=slip["token"])
    assert [alarm["key"] for alarm in told["alarms"]] == ["slip-lost"]
    one.line(scan=slip["token"])
    assert one.kinds().count("slip.recovered") == 1
    told = one.lines(*clean())
    assert (told["verdict"]["channel"], told["verdict"]["reasons"], told["verdict"]["details"]["release"]["number"]) == ("manual", ["release.same-load"], slip["number"])
    assert one.refused(act="release") == "not-releasable"
    one.inspected()
    assert one.act("release")["slip"]["number"] != slip["number"]
    gate = one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]
    assert (gate["authentic"], gate["accepted"], gate["reasons"]) == (True, False, ["slip-lost"])


def test_such_a_slip_read_first_at_the_gate_is_known_at_the_lane(lost):
    one, slip, _ = lost
    for _ in range(2):
        gate = one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]
        assert (gate["accepted"], gate["reasons"]) == (False, ["slip-lost"])
    assert one.lines(*clean())["verdict"]["reasons"] == ["release.same-load"]
    assert one.refused(act="void", number=slip["number"], reason="x") in ("slip-unknown", "role-may-not")


def test_a_slip_the_journal_does_not_hold_and_no_restore_explains_says_so(yard, tmp_path):
    one = yard(TWO)
    one.close()
    shutil.copytree(one.folder, tmp_path / "old")
    one.open()
    one.lines(*clean())
    slip = one.act("release")["slip"]
    one.close()
    shutil.rmtree(one.folder)
    shutil.copytree(tmp_path / "old", one.folder)
    one.open()
    gate = one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]
    assert (gate["accepted"], gate["reasons"]) == (False, ["slip-not-in-journal"])


@pytest.mark.parametrize("lost_events", [50_000, 3])
def test_a_restore_from_long_ago_leaves_numbers_to_give(yard, lost_events):
    one = yard(TWO)
    journal = one.desk.station.journal
    head = journal.head().seq
    body = {"backup": "b", "head": head, "witnessed": head + lost_events, "lost": lost_events, "slips": ""}
    journal.append([Draft("station.restored", journal.station, body)], "S1")
    one.lines(*OTHER)
    assert one.act("release")["slip"]["number"].split("-")[2] == f"{min(lost_events, 20_000) + 1:05d}"


def test_an_export_with_a_lost_part_is_recounted_and_says_that_it_cannot_show_all(lost, tmp_path, capsys):
    one, _, seen = lost
    one.lines(*OTHER)
    path = tmp_path / "export.jsonl"
    with path.open("w", encoding="utf-8") as target:
        command.write_lines(one.desk.station.journal, target)
    one.close()
    assert main(["draws", "verify", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["chain"], told["wrong"], told["missing"], told["fair"]) == ([], [], [], None)
    assert "lines-lost" in told["not_shown"]
    assert (told["gaps"][0]["to"], told["gaps"][0]["seq"]) == (seen, seen + 1)
    assert main(["draws", "list", str(path), "--json"]) == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if '"kind":"station.restored"' not in line), encoding="utf-8")
    assert main(["draws", "verify", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["chain"][0]["reason"] == "line-missing"
