"""The commands: pack, find and lookup as a shell sees them."""

import json

import pytest
from register_parts import NOW

from ui.command import main
from workstation import settings
from workstation.desk.station import Founding, found


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    monkeypatch.setenv("PORT_OFFICER_SECRET", "correct horse battery")
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T08:35:59Z")
    found(folder, Founding("CNHXG", "03", "6401001", "correct horse battery"), settings.now)
    return folder


@pytest.fixture
def call(folder, capsys):
    def run(*words, code=0):
        capsys.readouterr()
        assert main([*map(str, words), "--data", str(folder), "--officer", "6401001", "--json"]) == code
        heard = capsys.readouterr()
        if code:
            assert heard.out == ""
            assert heard.err.count("\n") == 1
            return heard.err
        return json.loads(heard.out)

    return run


def test_a_synthetic_port_is_made_verified_imported_and_found(tmp_path, call):
    file, scripts = tmp_path / "port.tar", tmp_path / "scripts.jsonl"
    made = call("pack", "synth", "--trucks", 60, "-o", file, "--scripts", scripts, "--seed", 4)
    verified = call("pack", "verify", file)
    assert (verified["authentic"], verified["port"], verified["kind"], verified["version"], verified["rows"]) == (True, "CNHXG", "snapshot", 1, made["rows"])
    assert verified["made_at"] == settings.show_time(NOW)
    loaded = call("pack", "import", file)
    assert loaded["rows"] == made["rows"] == sum(loaded["tables"].values())
    assert set(loaded) >= {"rows", "seconds", "tables"}
    assert call("pack", "import", file, code=2).startswith("refused: pack-version-old: ")
    script = json.loads(scripts.read_text(encoding="utf-8").splitlines()[0])
    assert call("find", script["plate"])[0] == {"kind": "plate", "value": script["plate"], "words": "truck"}
    looked = call("lookup", script["plate"])
    assert (looked["kind"], looked["card"]["vehicle"][0]["plate"]) == ("plate", script["plate"])
    declaration = call("lookup", script["lines"][1]["scan"]) if len(script["lines"][1].get("scan", "")) == 18 else looked
    assert declaration["card"]


def test_a_synthetic_belt_passes_and_stops_as_its_scripts_say_and_a_parcel_opens_its_card(tmp_path, call, folder):
    from dataclasses import replace

    from workstation.desk import Desk

    file, scripts = tmp_path / "port.tar", tmp_path / "scripts.jsonl"
    assert call("pack", "synth", "--trucks", 3, "--parcels", 120, "-o", file, "--scripts", scripts)["tables"]["parcel"] >= 115
    call("pack", "import", file)
    settings.write(folder, replace(settings.read(folder), profile="parcel"))
    told = [json.loads(text) for text in scripts.read_text(encoding="utf-8").splitlines()][3:]
    desk, went = Desk.open(folder, "6401001", "correct horse battery", settings.now), {}
    for script in told:
        found = desk.line(script["lines"][0]).extra["parcel"]
        drawn, went[script["parcel"]] = found["reasons"] == ["random"], found["channel"]
        assert (found["number"], found["channel"]) == (script["parcel"], "machine" if drawn else script["channel"]), script
    desk.close()
    bonded = next(script["parcel"] for script in told if script["story"] == "parcel-bonded")
    looked = call("lookup", bonded.lower())
    assert (looked["kind"], looked["value"], looked["judged"]["channel"], looked["card"]["ledger"][0]["state"]) == ("parcel", bonded, went[bonded], "open")
    assert "person" not in looked["card"]["parcel"][0]
    assert call("lookup", looked["card"]["parcel"][0]["inventory"])["value"] == bonded
    assert not [line for line in _journal(folder) if line.kind.startswith("person.")]


def test_a_person_is_masked_and_the_look_up_recorded(tmp_path, call, folder):
    file = tmp_path / "port.tar"
    call("pack", "synth", "--trucks", 30, "-o", file)
    call("pack", "import", file)
    from workstation.drill import numbers

    number = numbers.driver(0)[0]
    looked = call("lookup", number)
    assert looked["kind"] == "resident-id"
    assert number not in json.dumps(looked)
    assert "*" in looked["card"]["person"][0]["name"]
    lines = [line for line in _journal(folder) if line.kind == "person.shown"]
    assert len(lines) == 1
    assert number not in str(lines[0])


def _journal(folder):
    from workstation.desk.station import Station
    from workstation.journal import vault

    key = vault.unlock(folder, "6401001", "correct horse battery", settings.now)
    station = Station.open(folder, key, settings.now)
    events = list(station.journal.events())
    station.close()
    return events


def test_wrong_calls_are_one_line(tmp_path, call):
    assert "pack-unreadable" in call("pack", "import", tmp_path / "absent.tar", code=2)
    assert "pack-unreadable" in call("pack", "verify", tmp_path / "absent.tar", code=2)
    assert "pack-unreadable" in call("pack", "make", tmp_path / "absent", "-o", tmp_path / "x.tar", code=2)
    assert "pack-not-made" in call("pack", "synth", "--trucks", 1, "-o", tmp_path / "no" / "x.tar", code=2)
    assert "synth-number" in call("pack", "synth", "--trucks", -1, "-o", tmp_path / "x.tar", code=2)
    assert "synth-trucks" in call("pack", "synth", "--trucks", 99_999_999_999, "-o", tmp_path / "x.tar", code=2)
    assert "pack-key-wrong" in call("pack", "synth", "--trucks", 1, "-o", tmp_path / "x.tar", "--key", tmp_path / "absent", code=2)
    assert "usage" in call("pack", "melt", code=2)
    assert "lookup-nothing" in call("lookup", "", code=2)
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "pack.toml").write_text('kind = "snapshot"\nport = "CNHXG"\nversion = 1\n')
    (tmp_path / "d" / "person.jsonl").write_text('{"id": "P1"}\n')
    assert "person, row 1: name is missing" in call("pack", "make", tmp_path / "d", "-o", tmp_path / "x.tar", code=2)
    assert not (tmp_path / "x.tar").exists()


def test_the_schema_needs_no_station(capsys, tmp_path):
    assert main(["pack", "schema", "--json", "--data", str(tmp_path / "none")]) == 0
    assert any(table["table"] == "consignment" for table in json.loads(capsys.readouterr().out))
