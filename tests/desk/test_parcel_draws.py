"""Parcels are drawn like trucks: nobody steers which, a pick stays until somebody has looked, and the whole is recounted from the export."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import resources
from tests import yard as yards
from tests.yard import USCC, rows, secret
from ui.command.journal import write_lines
from workstation import settings
from workstation.risk import days, rulebook
from workstation.risk.draw import Drawn
from workstation.risk.rates import rates
from workstation.risk.recount import recount

ALONE = Path(__file__).parent.parent / "risk" / "recount_alone.py"
NUMBERS = [f"SF{2000000000 + place}" for place in range(40)]


def told(number, **changed):
    return {"number": number, "inventory": f"I{number}", "uscc": USCC, "state": "released"} | changed


def rated(yard, folder):
    """Every second parcel."""
    if not (place := folder / "rules").exists():
        shutil.copytree(resources.folder / "rules", place)
        for name, old, new in (("goods.toml", 'rate = "0.005"', 'rate = "0.5"'), ("rates.toml", 'rule = "parcel-random"', 'rule = "random"\nvalid_to = "2025-12-31"')):
            (place / name).write_text((place / name).read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    station = yard.desk.station
    yard.desk.lane.station = replace(station, book=rulebook(place).on(days.day_of(yard.clock())))
    days.keep(station.journal, yard.desk.station.book, yard.clock())
    return yard


@pytest.fixture(scope="module")
def belt(tmp_path_factory):
    """Two days of a belt: the same labels on both, picks of the first looked at or not."""
    folder = tmp_path_factory.mktemp("belt")
    yard = yards.Yard(folder / "station", rows(credit=[], parcel=[*map(told, NUMBERS), told("SF1", state="held")]))
    yard.close()
    settings.write(yard.folder, replace(settings.read(yard.folder), profile="parcel"))
    yard.open("N1")
    rated(yard, folder)
    first = {number: yard.line(scan=number) for number in NUMBERS}
    picked = [number for number, answer in first.items() if answer["parcel"]["channel"] == "machine"]
    yard.lines({"act": "parcel", "number": picked[0], "outcome": "passed", "reason": "seen", "officer": "O2", "secret": secret("O2")})
    yard.clock.wait(0.01)
    again = {number: yard.line(scan=number)["parcel"] for number in NUMBERS[::-1]}
    yard.clock.wait(20)
    yard.open("N1")
    yard.load(rows(credit=[], parcel=[*map(told, NUMBERS)]))
    rated(yard, folder)
    later = {number: yard.line(scan=number)["parcel"] for number in NUMBERS}
    yield yard, picked, (first, again, later)
    yard.close()


def drawn(yard, number):
    return [Drawn.of(row) for event in yard.desk.station.journal.events(subject=number, kinds=("parcel.judged",)) for row in event.body.get("draws", ())]


def test_a_pick_stops_its_parcel_and_coming_again_in_another_order_draws_the_same(belt):
    yard, picked, (first, again, _) = belt
    assert 8 < len(picked) < 32
    assert {answer["parcel"]["reasons"][0] for answer in first.values()} == {"random", "parcel.match"}
    assert again[picked[0]]["reasons"] == ["parcel.settled"]
    assert [number for number in NUMBERS if again[number]["channel"] == "machine"] == picked[1:]
    one = drawn(yard, NUMBERS[0])
    assert (one[0].load, one[0]) == (f"I{NUMBERS[0]}|{NUMBERS[0]}", one[1])


def test_a_pick_nobody_looked_at_stands_on_the_next_day(belt):
    yard, picked, (_, _, later) = belt
    assert {later[number]["channel"] for number in picked[1:]} == {"machine"}
    assert all(len(set(drawn(yard, number))) == 1 for number in picked[1:])
    assert len(set(drawn(yard, picked[0]))) == 2
    assert any(later[number]["channel"] == "machine" for number in NUMBERS if number not in picked), "drawn anew on another day"


def test_the_draws_are_recounted_by_the_program_and_by_a_stranger(belt, tmp_path):
    yard, picked, _ = belt
    yard.clock.wait(24)
    yard.open("N1")
    journal = yard.desk.station.journal
    (count,) = recount(journal.events()).values()
    assert (count.wrong, count.missing, count.open) == ([], [], 0)
    assert count.draws == len(NUMBERS) * 2 - (len(picked) - 1)
    with (tmp_path / "export.jsonl").open("w", encoding="utf-8") as target:
        write_lines(journal, target)
    alone = json.loads(subprocess.run([sys.executable, "-I", ALONE, tmp_path / "export.jsonl"], capture_output=True, check=True, text=True).stdout)
    assert alone["wrong"] == []
    assert alone["counted"] == len(NUMBERS) * 2 - (len(picked) - 1)
    (shown,) = rates(journal.events(), {})["rules"]
    assert (shown["rule"], shown["planned"], shown["fits"]) == ("parcel-random", "0.5", True)
    for change, reason in (({"draws": []}, "not-drawn"), ({"fired": ["clear-parcel"]}, "fired-differs"), ({"facts": {"parcel.state": "released"}, "draws": [{**drawn(yard, picked[1])[0].as_map(), "picked": False}]}, "pick-differs")):  # fmt: skip
        forged = [replace(event, body={**event.body, **change}) if event.subject == picked[1] and event.kind == "parcel.judged" else event for event in journal.events()]
        (count,) = recount(forged).values()
        assert reason in {each["reason"] for each in (*count.wrong, *count.missing)}
