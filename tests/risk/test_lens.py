"""The integrity lens: what stands out, what is too little to say, in any order; and every look is written down."""

import json
import random

from tests import yard as yards
from ui.command import main
from workstation import settings as clocks
from workstation.journal import Event
from workstation.risk import lens

HOUR_MS = 3_600_000


def event(*told):
    seq, kind, officer, subject, body, at = told
    return Event("CNHXG-03-TEST", seq, at, 0, officer, kind, subject, body)


def month():
    """O1 overrides 12 of his 40, O2 2 of 60; O1 meets enterprise A at ten o'clock nearly always; N1 signs after O1 within a second, after O2 after a minute."""
    events, seq = [], 0
    for number in range(100):
        officer, seq = ("O1" if number < 40 else "O2"), seq + 10
        party = "A" if number < 30 or number in (50, 51) else "B"
        at = yards.NOW + (number % 25) * 24 * HOUR_MS
        events.append(event(seq, "verdict.given", officer, f"p{number}", {}, at - 60_000))
        events.append(event(seq + 1, "released", officer, f"p{number}", {"slip": {"enterprise": party}}, at))
        if number < 12 or number in (60, 61):
            events.append(event(seq + 2, "verdict.overridden", officer, f"p{number}", {"verdict": seq, "cosigner": "S1"}, at))
        if number % 2:
            gap = 800 if officer == "O1" else 60_000
            signed = {"inspection": f"i{number}", "digest": "x"}
            events.append(event(seq + 3, "inspection.signed", officer, f"p{number}", {**signed, "signer": officer}, at))
            events.append(event(seq + 4, "inspection.signed", officer, f"p{number}", {**signed, "signer": "N1"}, at + gap))
    return events


def test_what_stands_out_and_what_is_too_little_in_any_order():
    events = month()
    found = lens.look(events, 0)
    for seed in range(4):
        mixed = [*events, *random.Random(seed).choices(events, k=40)]
        random.Random(seed).shuffle(mixed)
        assert lens.look(mixed, 0) == found
    rows = {(row["officer"], row["what"]): row for row in found["officers"]}
    one, two = rows["O1", "override"], rows["O2", "override"]
    assert (one["times"], one["of"], one["stands_out"]) == (12, 52, True)
    assert (two["times"], two["enough"], two["stands_out"]) == (2, False, False)
    assert [(row["officer"], row["cosigner"], row["times"], row["of"], row["stands_out"]) for row in found["cosigns"]] == [("O1", "N1", 20, 20, True)]
    pairs = {(row["officer"], row["enterprise"]): row for row in found["pairings"]}
    assert pairs["O1", "A"]["stands_out"]
    assert ("O2", "A") not in pairs
    assert float(found["by_chance"]) < 1
    assert lens.look(events, yards.NOW + 400 * 24 * HOUR_MS)["rows"] == 0


def test_only_supervisors_and_auditors_look_and_every_look_is_written(tmp_path, monkeypatch, capsys):
    yard = yards.Yard(tmp_path / "station", yards.rows())
    yard.lines(*yards.clean())
    yard.act("release")
    folder, now = yard.folder, yard.clock.at
    yard.close()
    monkeypatch.setenv("PORT_OFFICER_NOW", clocks.show_time(now))
    for name, value in yards.secrets().items():
        monkeypatch.setenv(name, value)
    with yards.cheap_slots():
        for officer in ("S1", "U1"):
            assert main(["lens", "--days", "7", "--data", str(folder), "--officer", officer, "--json"]) == 0
            assert json.loads(capsys.readouterr().out)["days"] == 7
        assert main(["lens", "--data", str(folder), "--officer", "U1", "--lang", "zh"]) == 0
        assert "不是证据" in capsys.readouterr().out
        for officer, words in (("O1", "role-may-not"), ("N1", "role-may-not")):
            assert main(["lens", "--data", str(folder), "--officer", officer]) == 2
            assert words in capsys.readouterr().err
        assert main(["lens", "--days", "0", "--data", str(folder), "--officer", "S1"]) == 2
    yard.open()
    looks = [*yard.desk.station.journal.events(kinds=("lens.looked",))]
    assert [(look.officer, look.body["days"]) for look in looks] == [("S1", 7), ("U1", 7), ("U1", 30)]
    yard.close()
