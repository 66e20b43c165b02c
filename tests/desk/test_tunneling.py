"""The wind tunnel says what a candidate would have done with the station's own passages, writes nothing, and holds few at once."""

import json
from decimal import Decimal

import pytest
import rule_packs

from tests import yard as yards
from ui.command import main
from workstation.desk import tunneling
from workstation.journal import Event
from workstation.risk import findings, rulebook, tunnel, twice
from workstation.words import Refused


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    """Three trucks: a clean one, one whose open seal was looked at and found wrong, one held by an officer."""
    made = yards.Yard(tmp_path_factory.mktemp("tunnel") / "station", yards.rows(booking=[]))
    rule_packs.enrol(made)
    made.open("S1")
    made.lines(*yards.clean())
    made.act("release")
    made.act("next")
    made.lines({"scan": yards.PLATE2}, {"scan": yards.PAPERS}, {"scan": yards.BOX}, {"seal": yards.SEAL, "status": "open", "container": yards.BOX}, {"weight": "16200"})
    made.inspected("abnormal", "detain")
    made.act("transfer", to="海口海关缉私局")
    yield made
    made.close()


def test_what_would_be_missed_is_counted_and_named(yard, tmp_path):
    milder = {"goods.toml": rule_packs.text().replace('id = "seal-open"', 'id = "seal-open"\nvalid_to = "2026-11-20"')}
    good = rule_packs.make(yard, tmp_path / "pack", rule_packs.held_open())
    head = yard.desk.station.journal.head().seq
    told = tunneling.run(yard.desk.station, str(good), 30)
    assert told["passages"] == 2
    assert {row["channel"]: (row["now"], row["then"]) for row in told["channels"]} == {"release": (1, 1), "manual": (1, 0), "hold": (0, 1)}
    assert (told["missed"]["findings"], told["missed"]["hits"], told["stricter"]) == (0, 0, 1)
    assert "focus-list" in told["never_fired"]
    assert "seal-open" not in told["never_fired"]
    assert [row["hour"] for row in told["hours"]] == [16]
    assert yard.desk.station.journal.head().seq == head
    with pytest.raises(Refused, match="can never fire"):
        tunneling.run(yard.desk.station, str(rule_packs.make(yard, tmp_path / "pack", milder)), 30)
    lost = rulebook().on("2026-11-21")
    lost = type(lost)(**{**vars(lost), "rules": tuple(rule for rule in lost.rules if rule.channel == "release")})
    found = tunnel.run(yard.desk.station.journal.events(kinds=tunnel.KINDS), yard.desk.station.book, lost)
    assert (found.goods.lost["findings"], found.goods.lost["holds"], found.goods.lost["hits"]) == (1, 0, 0)
    assert [(row["why"], row["now"], row["then"]) for row in found.goods.missed] == [("findings", "manual", "release")]
    assert "seal-open" in found.goods.missed[0]["rules"]


def test_a_finding_that_came_back_later_counts_as_a_known_hit(yard):
    """The clean truck was released; audit finds something, then the report is withdrawn."""
    named = {"what": yards.PLATE, "source": "audit", "says": "found", "reference": "JC-1"}
    yard.open("S1")
    yard.act("finding", **named)
    assert _missed(yard) == (2, 1)
    event = [*yard.desk.station.journal.events(kinds=("finding.reported",))][-1]
    yard.act("finding-correct", finding=event.id, says="withdrawn", reason="another truck")
    assert _missed(yard) == (1, 0)


def _missed(yard):
    """Findings that a candidate without hard rules would miss, and those that the rules in force miss as well."""
    book, journal = rulebook().on("2026-11-21"), yard.desk.station.journal
    lost = type(book)(**{**vars(book), "rules": tuple(rule for rule in book.rules if rule.channel == "release")})
    found = tunnel.run(journal.events(kinds=tunnel.KINDS), book, lost, findings.back(journal.events(kinds=findings.REPORTS)))
    return found.goods.lost["findings"], found.goods.lost["findings_now"]


def test_the_command_writes_figures_and_pages_by_file_or_version(yard, tmp_path, capsys, monkeypatch):
    for name, value in (yards.secrets() | {"PORT_OFFICER_DATA": str(yard.folder), "PORT_OFFICER_NOW": "2026-11-21T09:00:00Z"}).items():
        monkeypatch.setenv(name, value)
    file = rule_packs.make(yard, tmp_path / "pack", rule_packs.held_open())
    rule_packs.load(yard, file)
    for named in (str(file), "1"):
        with yards.cheap_slots():
            assert main(["windtunnel", named, "--days", "3", "-o", str(tmp_path / "r.pdf"), "--officer", "U1", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["passages"] == 2
        assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    for words, key in ((["9"], "rules-unknown"), (["1", "--days", "0"], "days-wrong"), ([str(tmp_path / "none")], "pack-unreadable")):
        with yards.cheap_slots():
            assert main(["windtunnel", *words, "--officer", "S1"]) == 2
        assert key in capsys.readouterr().err
    assert main(["windtunnel", "1", "--officer", "O1"]) == 2
    assert "role-may-not" in capsys.readouterr().err


def verdict(name, place, *, rate="0.002", value="f" * 16, **facts):
    calm = {fact: each.values[0] for fact, each in rulebook().facts.items()} | {"papers.state": "released"} | facts
    drawn = [{"rule": "random", "papers": "P", "load": "P|X", "day": "2026-11-20", "value": value, "rate": rate, "picked": False}]
    return Event("S", place, place, place, "O1", "verdict.given", name, {"channel": "release", "facts": calm, "draws": drawn, "cases": {"P": {}}})


def test_draws_fall_as_they_fell_and_the_rest_evenly():
    book = rulebook().on("2026-11-21")
    more = type(book)(**{**vars(book), "rules": tuple(each if each.id != "random" else each.__class__(**{**vars(each), "rate": Decimal("0.5"), "rates": ()}) for each in book.rules)})
    events = [verdict(f"p{place}", place, value=f"{place << 56:016x}") for place in range(1, 255)]
    found = tunnel.run(events, book, more)
    assert found.goods.channels[0]["machine"] == 0
    # Exactly the loads whose draw lies below one half.
    assert found.goods.channels[1]["machine"] == 127
    undrawn = [Event(each.station, each.seq, each.at, each.clock, "O1", each.kind, each.subject, {**each.body, "draws": []}) for each in events]
    assert 90 < tunnel.run(undrawn, book, more).goods.channels[1]["machine"] < 165


def test_few_passages_are_held_at_once_and_none_is_lost():
    going = tunnel.trips(verdict(f"p{place}", place) for place in range(1, tunnel.MOST_OPEN + 500))
    assert next(going).name == "p1"
    assert sum(1 for _ in going) == tunnel.MOST_OPEN + 498
    waiting = Event("S", 1, 1, 1, "O1", "verdict.given", "p", {**verdict("p", 1, **{"seal.state": "open"}).body, "waiting": True, "draws": []})
    without = rulebook().on("2026-11-21")
    without = type(without)(**{**vars(without), "rules": tuple(rule for rule in without.rules if rule.id != "seal-open")})
    found = tunnel.run([waiting], rulebook().on("2026-11-21"), without)
    assert (found.goods.channels[0]["manual"], found.goods.channels[1][twice.WAITING], found.goods.lost["hits"]) == (1, 1, 1)
