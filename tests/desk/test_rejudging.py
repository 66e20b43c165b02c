"""A stored verdict is judged again bit for bit from the journal alone, whatever the truck and whatever the rules and data are today."""

import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import resources
from tests import yard as yards
from ui.command import main
from workstation import settings as clocks
from workstation.desk import rejudging
from workstation.risk import days, rulebook
from workstation.words import Refused

PORT = yards.rows(
    credit=[{"uscc": yards.USCC2, "scale": "second-line", "class": "focus", "valid_from": "2026-01-01"}],
    consignment=[
        yards.consignment(), yards.consignment(yards.PAPERS2, uscc=yards.USCC2), yards.consignment(yards.PAPERS3, state="declared", category="value-added"),
    ],
    container=[{"number": yards.BOX, "papers": yards.PAPERS, "tare_kg": "2200"}, {"number": yards.BOX2, "papers": yards.PAPERS2, "tare_kg": "2200"}],
    seal=[yards.sealed(yards.SEAL), yards.sealed(yards.SEAL2, yards.BOX2, "lock")],
    instruction=[yards.instruction("machine", "vehicle", yards.PLATE3)],
)  # fmt: skip

PLATES = some.sampled_from([yards.PLATE, yards.PLATE2, yards.PLATE3, yards.TRAILER])
SCANS = some.sampled_from([yards.PAPERS, yards.PAPERS2, yards.PAPERS3, yards.BOX, yards.BOX2, yards.BOX3, yards.BOOKING, yards.DRIVER])
SEALS = some.builds(
    lambda seal, status, box: {"seal": seal, "status": status, "container": box},
    some.sampled_from([yards.SEAL, yards.SEAL2, yards.SEAL3]), some.sampled_from(["sealed", "open", "tampered", "unknown"]), some.sampled_from([yards.BOX, yards.BOX2]),
)  # fmt: skip
WEIGHTS = some.sampled_from(["16200", "9000", "30000"]).map(lambda kg: {"weight": kg})
LINES = some.lists(SCANS.map(lambda text: {"scan": text}) | SEALS | WEIGHTS, min_size=1, max_size=7)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    made = yards.Yard(tmp_path_factory.mktemp("rejudging") / "base", PORT)
    made.close()
    return made


@pytest.fixture(scope="module")
def other_rules(tmp_path_factory):
    """Rules in which an open seal is held, every second load of an unlisted enterprise is drawn, and an instruction's rule is gone."""
    place = tmp_path_factory.mktemp("rules") / "rules"
    shutil.copytree(resources.folder / "rules", place)
    goods = (place / "goods.toml").read_text(encoding="utf-8").replace('rate = "0.002"', 'rate = "0.5"')
    changed = goods.replace('when = [["seal.state", "eq", "open"]]\nchannel = "manual"', 'when = [["seal.state", "eq", "open"]]\nchannel = "hold"')
    assert changed != goods
    (place / "goods.toml").write_text(changed, encoding="utf-8")
    return rulebook(place)


def ruled(yard, book):
    yard.desk.lane.station = replace(yard.desk.station, book=book)
    days.keep(yard.desk.station.journal, book, yard.clock())


@pytest.fixture(scope="module")
def shared(base, tmp_path_factory):
    yard = yards.Yard(tmp_path_factory.mktemp("rejudged") / "station", base=base)
    yield yard
    yard.close()


@given(some.tuples(PLATES, LINES), some.booleans(), some.integers(0, 2))
@settings(deadline=None, max_examples=40)
def test_every_verdict_of_a_random_truck_comes_out_the_same(shared, other_rules, truck, changed, hours):
    if shared.desk.front and shared.desk.passage(shared.desk.front).state == "open":
        shared.act("park")
    then, now = (other_rules, rulebook()) if changed else (rulebook(), other_rules)
    ruled(shared, then)
    for line in ({"scan": truck[0]}, *truck[1]):
        shared.line(**line)
    shared.clock.wait(hours / 2)
    shared.line(scan="?")
    ruled(shared, now)
    journal = shared.desk.station.journal
    for event in [*journal.events(kinds=("verdict.given",))][-8:]:
        told = rejudging.rejudge(shared.desk.lane, event.subject, event.seq)
        assert told["same"] is True, told["differences"]
        assert told["differences"] == []
        assert told["stored"]["channel"] == event.body["channel"]


@pytest.mark.parametrize("papers", [(yards.PAPERS, yards.PAPERS3), (yards.PAPERS3, yards.PAPERS)])
def test_of_two_papers_as_strict_the_same_is_named_in_whatever_order_they_were_read(base, other_rules, tmp_path, papers):
    yard = yards.Yard(tmp_path / "station", base=base)
    ruled(yard, other_rules)
    told = yard.lines({"scan": yards.PLATE}, *({"scan": each} for each in papers), {"scan": yards.BOX}, {"seal": yards.SEAL, "status": "open", "container": yards.BOX})
    assert told["verdict"]["channel"] == "hold"
    assert "papers.not-released" not in told["verdict"]["reasons"]
    for event in yard.desk.station.journal.events(kinds=("verdict.given",)):
        again = rejudging.rejudge(yard.desk.lane, event.subject, event.seq)
        assert (again["same"], again["differences"]) == (True, [])
    yard.close()


def test_beside_it_stands_what_todays_rules_and_register_say(base, other_rules, tmp_path):
    yard = yards.Yard(tmp_path / "station", base=base)
    line = yard.lines(*yards.clean(status="open"))["verdict"]
    name = yard.desk.front
    assert yard.channel() == "manual"
    ruled(yard, other_rules)
    told = yard.desk.rejudge(name)
    # The line of the lane says the same of the rules that one fact kept from firing.
    assert line["missed_by_one"] == told["missed_by_one"]
    assert {"rule": "seal-differs", "channel": "manual", "fact": "seal.match", "value": "equal", "wanted": ["differs"]} in line["missed_by_one"]
    assert told["ways"] == [{"changes": [{"fact": "seal.state", "to": "sealed"}], "channel": "release"}]
    assert (told["same"], told["stored"]["channel"], told["today"]["channel"]) == (True, "manual", "hold")
    assert {"what": "channel", "then": "manual", "now": "hold"} in told["changes"]
    assert told["rules"]["book"] != told["today_rules"]["book"] == other_rules.hash
    yard.delta(instruction=[yards.instruction("machine")])
    yard.desk.refresh()
    first = rejudging.rejudge(yard.desk.lane, name, told["verdict"])
    assert {"what": "instruction", "then": "none", "now": "machine"} in first["changes"]
    assert (first["rules"]["register"], first["today_rules"]["register"]) == (1, 2)
    yard.close()


def test_what_was_changed_in_a_stored_verdict_is_told(base, tmp_path):
    yard = yards.Yard(tmp_path / "station", base=base)
    yard.lines(*yards.clean())
    event = [*yard.desk.station.journal.events(kinds=("verdict.given",))][-1]
    book = rejudging.book_then(yard.desk.station, event)
    forged = replace(event, body={**event.body, "channel": "machine", "fired": ["weight-over"]})
    again = rejudging.again_of(forged, book)
    assert rejudging.bits(again) != rejudging.bits(rejudging.said_by(forged))
    assert {each["what"] for each in rejudging.differences(rejudging.said_by(forged), again)} == {"channel", "fired"}
    assert rejudging.bits(rejudging.again_of(event, book)) == rejudging.bits(rejudging.said_by(event))
    yard.close()


def test_a_verdict_without_kept_rules_says_that_it_cannot_tell(base, tmp_path):
    yard = yards.Yard(tmp_path / "station", base=base)
    yard.lines(*yards.clean())
    event = [*yard.desk.station.journal.events(kinds=("verdict.given",))][-1]
    old = replace(event, body={name: value for name, value in event.body.items() if name != "book"})
    assert rejudging.book_then(yard.desk.station, old) is None
    gone = replace(event, body={**event.body, "book": "0" * 64})
    assert rejudging.book_then(yard.desk.station, gone) is None
    for name, seq in ((yard.desk.front, 1), ("CNHXG-03-XXXX/1", 0)):
        with pytest.raises(Refused):
            rejudging.rejudge(yard.desk.lane, name, seq)
    yard.close()


def test_rules_are_kept_once_and_again_when_they_come_back(base, other_rules, tmp_path):
    yard = yards.Yard(tmp_path / "station", base=base)
    for book in (other_rules, rulebook(), other_rules):
        ruled(yard, book)
    yard.open()
    kept = [event.body["book"] for event in yard.desk.station.journal.events(kinds=("rules.kept",))]
    assert kept == [rulebook().hash, other_rules.hash]
    yard.close()


def test_emergency_releases_are_listed_with_what_returned_data_say(base, tmp_path, monkeypatch, capsys):
    yard = yards.Yard(tmp_path / "station", base=base)
    yard.open("S1")
    yard.clock.wait(2)
    yard.act("emergency", order="E-7", until="2026-11-21T20:00:00Z")
    yard.lines(*yards.clean())
    assert yard.channel() == "cannot-confirm"
    yard.act("release")
    yard.act("next")
    assert [row["state"] for row in rejudging.emergency(yard.desk.lane)] == ["pending"]
    yard.load(PORT | {"instruction": [yards.instruction("manual", issued_at="2026-11-21T10:00:00Z")]})
    yard.line(scan="?")
    (row,) = rejudging.emergency(yard.desk.lane)
    assert (row["state"], row["after"], row["plate"]) == ("differs", "manual", yards.PLATE)
    assert {"what": "channel", "then": "cannot-confirm", "now": "manual"} in row["changes"]
    folder, front, now = yard.folder, row["passage"], yard.clock.at
    yard.close()
    monkeypatch.setenv("PORT_OFFICER_NOW", clocks.show_time(now))
    for name, value in yards.secrets().items():
        monkeypatch.setenv(name, value)
    station = ["--data", str(folder), "--officer", "U1", "--json"]
    with yards.cheap_slots():
        assert main(["rejudge", "--emergency", *station]) == 0
        assert json.loads(capsys.readouterr().out)[0]["state"] == "differs"
        assert main(["rejudge", front, *station]) == 0
        assert json.loads(capsys.readouterr().out)["same"] is True
        for wrong in (["rejudge"], ["rejudge", front, "--emergency"], ["rejudge", "nobody"], ["rejudge", front, "--verdict", "1"]):
            assert main([*wrong, *station]) == 2
        assert main(["draws", "verify", *station]) == 0
        assert main(["rejudge", front, "--data", str(folder), "--officer", "T1", "--json"]) == 2
        assert "role-may-not" in capsys.readouterr().err
