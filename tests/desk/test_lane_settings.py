"""A lane set to release by itself, a gate lane, and two stations of one port root."""

from dataclasses import replace

import pytest

from tests.accounts.accounts_port import line, tables
from tests.yard import BOX, PLATE, PLATE2, SEAL, Clock, Desk, Station, build, clean, instruction, rows
from workstation import settings


def test_a_lane_that_releases_by_itself_says_so_in_the_event(yard):
    one = yard(release="itself")
    told = one.lines(*clean())
    assert told["passage"]["state"] == "released"
    (event,) = one.desk.station.journal.events(kinds=("released",))
    assert event.body["automatic"] is True
    assert told["slip"]["number"] == event.body["number"]


@pytest.mark.parametrize("channel", ["machine", "manual", "hold"])
def test_nothing_but_a_clean_truck_goes_by_itself(yard, channel):
    one = yard(rows(instruction=[instruction(channel)]), release="itself")
    one.lines(*clean())
    assert "released" not in one.kinds()
    one.lines({"act": "next"}, {"scan": PLATE2})
    assert "released" not in one.kinds()


def test_what_its_ledger_has_not_does_not_go_by_itself_and_what_was_read_stays_read(yard):
    one = yard(tables(line=[line(quantity="5000")]), release="itself")
    # By the rules of a port that does not judge by ledgers; the ledger itself still gives no more than it has.
    station = one.desk.station
    one.desk.lane.station = replace(station, book=replace(station.book, rules=tuple(rule for rule in station.book.rules if not rule.id.startswith("ledger"))))
    told = one.lines(*clean())
    assert told["verdict"]["channel"] == "release"
    assert told["events"], "the weight was written, whatever spoke against the release"
    assert (told["passage"]["state"], told["slip"], [alarm["key"] for alarm in told["alarms"]]) == ("open", None, ["account-overdrawn"])
    assert one.lines({"scan": PLATE})["passage"]["parts"]["weight"] == "16200"
    assert one.refused(act="release") == "account-overdrawn"
    # Nobody was told by a verdict: the refusal is somebody's business, once.
    (call,) = one.desk.station.journal.events(kinds=("call.opened",))
    assert (call.body["sort"], call.body["about"], call.body["words"]) == ("account", one.desk.front, "1: 5000 > 1000 千克")


def test_an_inspection_that_lets_a_truck_go_still_waits_for_the_officer(yard):
    one = yard(rows(instruction=[instruction("manual")]), release="itself")
    one.lines(*clean())
    one.inspected()
    assert one.channel() == "release"
    assert "released" not in one.kinds(), "only a read releases by itself, never a signature"


def test_a_slip_of_one_station_opens_the_gate_of_another_of_the_same_root_once(yard, tmp_path):
    one = yard()
    gate_folder = tmp_path / "gate"
    key = build(gate_folder, Clock(), lane="06", root=one.folder)
    settings.write(gate_folder, replace(settings.read(gate_folder), profile="gate"))
    one.lines(*clean())
    token = one.act("release")["slip"]["token"]
    gate = Desk(Station.open(gate_folder, key, Clock()), "O1")
    try:
        told = gate.line({"act": "present", "token": token, "vehicle": PLATE2})
        assert (told.gate["accepted"], told.gate["reasons"]) == (False, ["slip-wrong-truck"])
        told = gate.line({"scan": PLATE})
        assert told.refused is None
        told = gate.line({"scan": token})
        assert (told.gate["accepted"], told.gate["vehicle"], told.gate["containers"], told.gate["seals"]) == (True, PLATE, [BOX], [SEAL])
        assert gate.line({"scan": token}).gate["reasons"] == ["slip-used"]
        assert "verdict.given" not in [event.kind for event in gate.station.journal.events()], "a gate judges slips, not trucks"
    finally:
        gate.close()
