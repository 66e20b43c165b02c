"""Rule packs at a station: a candidate changes nothing, a second person and the clock put it in force once, and verdicts say which one they went by."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
import rule_packs

import resources
from tests import yard as yards
from ui.command import main
from workstation.desk import Desk, rejudging, ruling
from workstation.desk.station import Station, root_key
from workstation.journal import Draft
from workstation.release import keys
from workstation.risk import bounds, live, pack, rulebook, scorecard
from workstation.words import Refused, say

OPENED = [*yards.clean()[:3], {"seal": yards.SEAL, "status": "open", "container": yards.BOX}, yards.clean()[4]]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    made = yards.Yard(tmp_path_factory.mktemp("ruling") / "base", yards.rows(booking=[]))
    rule_packs.enrol(made)
    made.close()
    return made


@pytest.fixture
def yard(base, tmp_path):
    made = yards.Yard(tmp_path / "station", base=base)
    yield made
    made.close()


def switches(yard):
    return [event.body["version"] for event in yard.desk.station.journal.events(kinds=("pack.switched",))]


def refused(act, *args, **fields):
    with pytest.raises(Refused) as caught:
        act(*args, **fields)
    return caught.value.key


def put_live(yard, version=1, second="M1"):
    with yards.cheap_slots():
        return yard.act("rules-live", version=str(version), officer=second, secret=yards.secret(second))


def test_a_candidate_changes_nothing_a_second_person_puts_it_in_force(yard, tmp_path):
    file = rule_packs.make(yard, tmp_path / "pack", rule_packs.held_open())
    assert ruling.check(pack.read(file), yard.folder).authentic is True
    rule_packs.load(yard, file)
    yard.open("S1")
    assert (yard.desk.station.book.pack, switches(yard)) == (0, [])
    yard.lines(*OPENED)
    before = [*yard.desk.station.journal.events(kinds=("verdict.given",))][-1]
    assert (yard.channel(), before.body["packs"]["rules"]) == ("manual", 0)
    for second, key in (("S1", "second-officer-same"), ("N1", "role-may-not"), ("O1", "role-may-not")):
        assert yard.refused(act="rules-live", version="1", officer=second, secret=yards.secret(second)) == key
    assert yard.refused(act="rules-live", version="9", officer="M1", secret=yards.secret("M1")) == "rules-unknown"
    assert yard.refused(act="rules-live", version="1", officer="M1", secret="somebody else's phrase") == "secret-wrong"
    put_live(yard)
    assert (yard.desk.station.book.pack, switches(yard)) == (1, [1])
    # The truck in front is judged by the rules of now; the old verdict comes out as it was.
    yard.line(scan="?")
    after = [*yard.desk.station.journal.events(kinds=("verdict.given",))][-1]
    assert (yard.channel(), after.body["packs"]["rules"], after.body["rules"], after.body["reasons"]) == ("hold", 1, "rules 1", ["seal.found-open"])
    assert (say("reason.seal.found-open", "en"), say("reason.seal.found-open", "zh")) == ("seal found open", "封志已开,先扣")
    told = yard.desk.rejudge(after.subject)
    assert (told["same"], told["changes"]) == (True, [])
    old = rejudging.rejudge(yard.desk.lane, before.subject, before.seq)
    assert (old["same"], old["stored"]["channel"], old["today"]["channel"]) == (True, "manual", "hold")
    assert yard.refused(act="rules-live", version="1", officer="M1", secret=yards.secret("M1")) == "rules-live-already"
    # A start, another process and a rebuild say it no second time.
    yard.open("S1")
    yard.desk.station.journal.rebuild()
    assert (yard.desk.station.book.pack, switches(yard), yard.desk.station.book.hash) == (1, [1], after.body["book"])


def test_neither_its_author_nor_who_loaded_it_is_the_second_person(yard, tmp_path):
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", rule_packs.held_open(), author="S1", approver="N1"), "M1")
    yard.open("N1")
    for second in ("S1", "M1"):
        assert yard.refused(act="rules-live", version="1", officer=second, secret=yards.secret(second)) == "rules-second-person"


def test_the_clock_switches_once_whoever_looks_and_a_pack_that_is_over_gives_way(yard, tmp_path):
    files = rule_packs.held_open()
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", files, valid_from="2026-11-22", valid_to="2026-11-23"))
    yard.open("N1")
    put_live(yard)
    assert (yard.desk.station.book.pack, switches(yard)) == (0, [])
    other = Desk(Station.open(yard.folder, yard.key, yard.clock), "O1")
    yard.clock.wait(24)
    for desk in (yard.desk, other, yard.desk):
        desk.tick()
    assert (yard.desk.station.book.pack, other.station.book.pack, switches(yard)) == (1, 1, [1])
    other.close()
    yard.clock.wait(48)
    yard.open("O1")
    assert (yard.desk.station.book.pack, switches(yard), yard.desk.station.book.hash) == (0, [1, 0], rulebook().hash)


def test_a_newer_pack_stands_over_an_older_one_and_versions_go_up(yard, tmp_path):
    one, two = ({**rule_packs.held_open(), "rates.toml": rule_packs.text("rates.toml").replace('"0.0015"', rate)} for rate in ('"0.0016"', '"0.0017"'))
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", two, 2))
    assert refused(rule_packs.load, yard, rule_packs.make(yard, tmp_path / "pack", one, 1)) == "rules-version-old"
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", one, 3))
    yard.open("N1")
    put_live(yard, 3)
    put_live(yard, 2)
    assert (yard.desk.station.book.pack, switches(yard)) == (3, [3])
    assert [(row["version"], row["state"]) for row in ruling.listed(yard.desk.station)] == [(3, "live"), (2, "approved")]


def test_a_pack_of_others_or_changed_is_refused_and_nothing_is_written(yard, tmp_path):
    folder, files = tmp_path / "pack", rule_packs.held_open()
    head = yard.desk.station.journal.head().seq
    good = rule_packs.make(yard, folder, files).read_bytes()
    cases = {
        "pack-port": rule_packs.make(yard, folder, files, port="CNHAK").read_bytes(),
        "rules-over": rule_packs.make(yard, folder, files, valid_from="2026-01-01", valid_to="2026-11-20").read_bytes(),
        "rule-wrong": rule_packs.make(yard, folder, {"goods.toml": files["goods.toml"]}).read_bytes(),
        "pack-hash": good.replace(b"seal found open", b"seal found shut"),
        "pack-signature": good.replace(b'source = "trial"', b'source = "Trial"'),
        "pack-cut-short": good[:-600],
    }
    for key, content in cases.items():
        (folder / "x.pack").write_bytes(content)
        assert refused(rule_packs.load, yard, folder / "x.pack") == key, key
    assert refused(rule_packs.make, yard, folder, files, approver="N1") == "pack-one-person"
    assert refused(rule_packs.make, yard, folder, files, approver="O2") == "rules-no-key"
    # The root alone is not enough: both people sign with keys of their own.
    own = [ruling.signer(yard.folder, officer, yards.secret(officer).encode()).sign for officer in ("N1", "S1")]
    root = root_key(yard.folder).sign
    for signers, part in (((root, root, own[1]), "author"), ((root, own[0], own[0]), "approver"), ((root, own[1], own[0]), "author")):
        pack.make(folder, folder / "y.pack", signers, yard.clock.at)
        with pytest.raises(Refused, match=part) as caught:
            rule_packs.load(yard, folder / "y.pack")
        assert caught.value.key == "pack-signer"
    assert yard.desk.station.journal.head().seq == head


def test_who_is_disabled_at_this_station_or_whose_key_is_revoked_signs_no_rules(yard, tmp_path):
    file, journal = rule_packs.make(yard, tmp_path / "pack", rule_packs.held_open()), yard.desk.station.journal
    journal.append([Draft("officer.disabled", "S1", {})], "M1")
    with pytest.raises(Refused, match="S1") as caught:
        rule_packs.load(yard, file)
    assert (caught.value.key, caught.value.values["part"], ruling.listed(yard.desk.station)) == ("pack-signer-disabled", "approver", [])
    listed = keys.read(yard.folder / "keys.pack", yard.desk.station.settings.root)
    lost = next(each.kid.hex() for each in listed.stations if each.station == "RULES-N1")
    root = root_key(yard.folder)
    (yard.folder / "keys.pack").write_bytes(keys.make(root.public_key().public_bytes_raw(), root.sign, replace(listed, keys=(keys.Revoked(lost, yards.NOW),))))
    assert refused(rule_packs.load, yard, file) == "pack-signer"


def test_a_pack_whose_signer_left_since_it_was_loaded_does_not_go_live(yard, tmp_path):
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", rule_packs.held_open()))
    yard.open("S1")
    yard.desk.station.journal.append([Draft("officer.disabled", "N1", {})], "M1")
    assert yard.refused(act="rules-live", version="1", officer="M1", secret=yards.secret("M1")) == "pack-signer-disabled"
    assert [row["state"] for row in ruling.listed(yard.desk.station)] == ["candidate"]


def test_a_key_under_two_names_is_not_two_people(yard, tmp_path):
    listed = keys.read(yard.folder / "keys.pack", yard.desk.station.settings.root)
    mine = next(each for each in listed.stations if each.station == "RULES-N1")
    changed = keys.KeyList(listed.root, listed.made_at, (*listed.stations, keys.StationKey("RULES-O2", mine.public, mine.valid_from, mine.valid_to)))
    root = root_key(yard.folder)
    (yard.folder / "keys.pack").write_bytes(keys.make(root.public_key().public_bytes_raw(), root.sign, changed))
    folder = tmp_path / "pack"
    rule_packs.make(yard, folder, rule_packs.held_open())
    label = (folder / "pack.toml").read_text().replace('"S1"', '"O2"')
    (folder / "pack.toml").write_text(label)
    own = ruling.signer(yard.folder, "N1", yards.secret("N1").encode()).sign
    pack.make(folder, folder / "y.pack", (root.sign, own, own), yard.clock.at)
    assert refused(rule_packs.load, yard, folder / "y.pack") == "pack-signer"


def test_the_command_line_makes_loads_and_puts_in_force_and_its_roles_count(yard, tmp_path, capsys, monkeypatch):
    for name, value in (yards.secrets() | {"PORT_OFFICER_DATA": str(yard.folder), "PORT_OFFICER_NOW": "2026-11-21T09:00:00Z"}).items():
        monkeypatch.setenv(name, value)
    roles = rule_packs.text("roles.toml").replace('read-journal = ["officer", ', "read-journal = [")
    rule_packs.make(yard, tmp_path / "pack", {**rule_packs.held_open(), "roles.toml": roles})
    place = str(tmp_path / "made.pack")

    def asked(*words, code=0):
        assert main([*words, "--json"]) == code
        told = capsys.readouterr()
        return json.loads(told.out) if code == 0 else told.err

    with yards.cheap_slots():
        assert asked("pack", "make", str(tmp_path / "pack"), "-o", place, "--officer", "N1")["author"] == "N1"
        assert asked("pack", "verify", place)["faults"] == []
        assert asked("pack", "import", place, "--officer", "O1")["state"] == "candidate"
        assert "role-may-not" in asked("pack", "live", "1", "--second", "N1", "--officer", "S1", code=2)
        assert asked("pack", "list", "--officer", "O1")[0]["state"] == "candidate"
        live_ = asked("pack", "live", "1", "--second", "M1", "--officer", "S1")
        assert (live_["state"], live_["at"][-1]) == ("live", "Z")
        # Who may read the journal is said by the roles in force.
        assert "role-may-not" in asked("pack", "list", "--officer", "O1", code=2)
        assert [row["state"] for row in asked("pack", "list", "--officer", "S1")] == ["live"]
    schema = asked("pack", "schema", "--kind", "rules")
    assert {"goods.toml", "words.toml"} <= {*schema["files"]}
    assert {"figure": "draw stick_days", "least": "1", "most": "366", "unit": "days"} in schema["figures"]


def test_a_pack_this_program_cannot_read_gives_way_to_the_one_before(yard, tmp_path):
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", rule_packs.held_open()))
    yard.open("N1")
    put_live(yard)
    station = yard.desk.station
    known = live.known(station.journal, 1)
    with pytest.raises(Refused):
        live.book_in({"goods.toml": "[[rule]"}, 1)
    # As if a later program read fewer facts: its texts are passed over, and the switch says so.
    station.journal.append([*ruling_candidate(station, known)], "O1")
    assert live.chosen(station.journal, "2026-11-21")[0] == known


def ruling_candidate(station, known):
    from workstation.journal import Draft

    body = {"sort": "rules", "version": 2, "file": "x", "tables": {}, "digest": "00", "book": "00", "valid_from": "2026-11-21", "author": "N1", "approver": "S1"}
    kept = {"book": "00", "version": "rules 2", "files": {"goods.toml": "[[rule]"}}
    approved = {"sort": "rules", "version": 2, "digest": "00", "valid_from": "2026-11-21", "cosigner": "M1"}
    here = station.journal.station
    return [Draft("rules.kept", here, kept), Draft("pack.loaded", "CNHXG/rules/2", body), Draft("pack.approved", "CNHXG/rules/2", approved)]


def test_every_hold_and_anomaly_is_tagged_with_a_kind_of_risk(yard):
    yard.open("S1")
    yard.lines(*OPENED)
    yard.act("hold", reason="x")
    yard.act("lift", reason="x")
    yard.act("hold", reason="x", risk="fraud")
    yard.act("lift", reason="x")
    yard.act("override", to="release", reason="x", officer="N1")
    yard.act("release")
    yard.delta(instruction=[yards.instruction("manual", risk="evade")])
    yard.line(scan="?")
    events = [*yard.desk.station.journal.events(kinds=("verdict.given", "hold.placed", "release.suspended", "alarm.raised"))]
    stopped = [event for event in events if event.kind == "verdict.given" and event.body["channel"] in ("machine", "manual", "hold")]
    assert stopped
    assert all(event.body["risks"] == ["conceal"] for event in stopped)
    assert [(event.kind, event.body["risk"]) for event in events if event.kind != "verdict.given"] == [
        ("hold.placed", "conceal"), ("hold.placed", "fraud"), ("release.suspended", "evade"), ("alarm.raised", "evade"),
    ]  # fmt: skip


def test_a_pack_brings_a_scorecard_and_one_that_no_longer_fits_says_that_it_is_silent(yard, tmp_path):
    text = (resources.folder / "demo" / "scorecard.toml").read_text(encoding="utf-8")
    bad = rule_packs.make(yard, tmp_path / "pack", {"scorecard.toml": text.replace('"open"', '"ajar"')})
    with pytest.raises(Refused, match="never ajar"):
        rule_packs.load(yard, bad)
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", {"scorecard.toml": text}))
    yard.open("S1")
    yard.lines(*OPENED)
    assert not yard.desk.card().advice
    put_live(yard)
    told = yard.line(scan="?")["verdict"]
    assert told["advice"]["scorecard"] == scorecard.hash_of(text)[:12]
    assert float(told["advice"]["share"]) > float(told["advice"]["base"])
    assert yard.desk.card().advice[0].key == "advice.share"
    body = {"text": text.replace('"open"', '"ajar"'), "digest": "0" * 64, "reason": "of other rules", "cosigner": "M1"}
    yard.desk.station.journal.append([Draft("scorecard.adopted", yard.desk.station.journal.station, body)], "S1")
    silent = yard.line(scan="?")["verdict"]
    assert silent["channel"] == told["channel"]
    assert "never ajar" in silent["advice"]["silent"]
    assert [said.key for said in yard.desk.card().advice] == ["advice.silent"]


@pytest.mark.parametrize("edge", ["least", "most"])
def test_a_lane_works_with_every_figure_at_an_edge_of_its_bounds(yard, tmp_path, edge):
    lines, group = [], ""
    for line in rule_packs.text("limits.toml").splitlines():
        group, name = (line[1:-1] if line.startswith("[") else group), line.split(" = ")[0]
        bound = bounds.of(group, name) if " = " in line and group and name not in ("floor", "quiet_rate") else None
        lines.append(line if bound is None else f'{name} = "{min(getattr(bound, edge), Decimal("0.3")) if group == "expected" else getattr(bound, edge)}"')
    rule_packs.load(yard, rule_packs.make(yard, tmp_path / "pack", {"limits.toml": "\n".join(lines)}))
    yard.open("S1")
    put_live(yard)
    yard.lines(*yards.clean())
    assert (yard.desk.station.book.pack, yard.channel()) == (1, "release")
    assert yard.act("release")["slip"]["number"]
    assert yard.refused(act="emergency", order="1", until="2999-01-01T00:00:00Z") == "emergency-too-long"
