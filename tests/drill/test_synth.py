"""Synthetic ports: valid codes, linked rows, scripts whose numbers agree with the register, the same bytes from the same seed."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation import codes, settings
from workstation.accounts.batches import due
from workstation.drill import numbers, synth
from workstation.drill.stories import STORIES
from workstation.register import packs
from workstation.register.schema import tables

NOW_DAY = "2026-11-21"
NOW = settings.parse_time("2026-11-21T08:35:59Z")
ROOT = Ed25519PrivateKey.from_private_bytes(bytes(32))
RELEASED = {"clean", "two-containers", "several-declarations", "batch-exit", "trailer", "not-booked", "late-instruction", "ledger", "batch-ledger", "zero-tariff-vehicle"}


@pytest.fixture(scope="module")
def port():
    return synth.Port(trucks=120, now=NOW, seed=3)


@pytest.fixture(scope="module")
def told(port):
    """table -> rows."""
    found = defaultdict(list)
    for table, row in synth.rows(port):
        found[table].append(row)
    return found


def test_every_row_passes_the_pack_builder_and_every_table_is_told(tmp_path, port):
    big = synth.Port(trucks=1500, now=NOW, persons=2000, extra=3000)
    synth.write(tmp_path, big, tmp_path / "scripts.txt")
    made = packs.make(tmp_path, tmp_path / "a.tar", ROOT, NOW)
    assert made.tables["person"] == 2000
    assert {"instruction", "booking", "release_list", "lane", "port", "officer", "credit", "ledger"} <= set(made.tables)
    assert len((tmp_path / "scripts.txt").read_text(encoding="utf-8").splitlines()) == 1500


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    made = []
    for place, seed in enumerate((1, 1, 2)):
        directory = tmp_path / str(place)
        directory.mkdir()
        synth.write(directory, synth.Port(trucks=40, now=NOW, seed=seed), directory / "scripts")
        packs.make(directory, directory / "a.tar", ROOT, NOW)
        made.append((directory / "a.tar").read_bytes() + (directory / "scripts").read_bytes())
    assert made[0] == made[1] != made[2]


def test_codes_are_what_they_claim_to_be(told):
    for table, rows in told.items():
        for field in tables()[table].fields:
            if not field.check or table == "line":
                continue
            for row in rows[:150]:
                if field.name in row:
                    values = row[field.name] if field.type == "texts" else [row[field.name]]
                    kinds = field.check.split("|")
                    for value in values:
                        found = codes.recognise(value).candidates
                        assert any(code.kind in kinds and code.value == value for code in found), (table, field.name, row)
    for document in told["document"][:60]:
        assert codes.recognise(document["number"]).candidates[0].checked or document["kind"] != "resident-id"


def test_rows_are_linked(told):
    firms = {row["uscc"] for row in told["enterprise"]}
    papers = {row["declaration"] for row in told["consignment"]} | {row["number"] for row in told["release_list"]}
    boxes = {row["number"] for row in told["container"]}
    plates = {row["plate"] for row in told["vehicle"]}
    assert {row["uscc"] for table in ("consignment", "release_list", "credit", "vehicle", "ledger") for row in told[table]} <= firms
    assert {row["papers"] for row in told["container"]} <= papers
    assert {row["declaration"] for row in told["line"]} <= papers
    assert {row["plate"] for row in told["booking"]} <= plates
    assert {number for row in told["booking"] for number in row.get("papers", [])} <= papers
    assert {row["person"] for row in told["document"]} == {row["id"] for row in told["person"]}
    assert len({row["number"] for row in told["seal"]}) == len(told["seal"])
    extra = {row["container"] for row in told["seal"]} - boxes
    assert not extra


def test_every_story_is_told_and_most_trucks_are_clean(port):
    scripts = list(synth.scripts(port))
    assert {script.story for script in scripts} == set(STORIES)
    assert [script.story for script in scripts[: len(STORIES)]] == list(STORIES)
    assert len({script.plate for script in scripts}) == len(scripts)
    many = [script.story for script in synth.scripts(synth.Port(trucks=600, now=NOW))]
    assert many.count("clean") > 250


def test_weights_agree_with_tares_and_declared_goods(port, told):
    tare = {row["plate"]: Decimal(row["tare_kg"]) for row in told["vehicle"] if "tare_kg" in row}
    box = {row["number"]: Decimal(row["tare_kg"]) for row in told["container"]}
    gross = {row.get("declaration") or row["number"]: Decimal(row["gross_kg"]) for row in [*told["consignment"], *told["release_list"]]}
    for script in synth.scripts(port):
        scanned = [line["scan"] for line in script.lines if "scan" in line]
        expected = sum(known.get(each, 0) for known in (tare, box, gross) for each in scanned)
        weight = next(Decimal(line["weight"]) for line in script.lines if "weight" in line)
        if script.story in RELEASED:
            assert abs(weight - expected) <= 100, script
        if script.story == "overweight":
            assert weight - expected > max(Decimal("0.03") * expected, 300)


def test_scripts_are_lines_a_lane_takes(port):
    for script in synth.scripts(port):
        shown = json.loads(json.dumps(script.shown(), ensure_ascii=False))
        assert shown["channel"] in ("not-customs", "release", "machine", "manual", "hold", "cannot-confirm")
        assert all(set(line) in ({"scan"}, {"weight", "unit"}, {"seal", "status", "container", "source"}) for line in shown["lines"])
        assert codes.recognise(shown["lines"][0]["scan"]).candidates[0].kind == "plate"
        assert ("late" in shown) == (shown["story"] == "late-instruction")


def test_a_ledger_line_is_the_sum_of_its_entries_and_nothing_is_overdrawn(told):
    sums = defaultdict(Decimal)
    ways = {"declared": (("out", 1), ("batch", -1)), "freed": (("pledged", -1),)}
    for row in told["ledger_entry"]:
        for sort, sign in ways.get(row["sort"], ((row["sort"], 1),)):
            sums[row["ledger"], row["line"], sort] += sign * Decimal(row["quantity"])
        assert f"{NOW_DAY[:4]}-01-01" <= row["on"] <= NOW_DAY
    entered = {row["ledger"] for row in told["ledger_entry"]}
    for row in told["ledger_line"]:
        spent = sum(Decimal(row.get(sort, "0")) for sort in ("used", "processed", "moved", "batch", "out", "pledged"))
        assert spent < Decimal(row["in"])
        for sort in ("in", "used", "processed", "moved", "batch", "out", "pledged") if row["ledger"] in entered else ():
            assert Decimal(row.get(sort, "0")) == sums[row["ledger"], row["no"], sort], row
    leased = defaultdict(Decimal)
    for row in told["lease"]:
        leased[row["ledger"]] += Decimal(row["quantity"])
    assert leased
    assert all(0 < each <= 68000 for each in leased.values())


@pytest.mark.parametrize("day", ["2026-01-01", "2026-01-05", "2026-12-31"])
def test_batches_have_their_deadlines_whatever_the_day(day):
    port = synth.Port(trucks=1, now=settings.parse_time(f"{day}T02:00:00Z"))
    lists = [row for table, row in synth.rows(port) if table == "release_list" and row.get("left_on")]
    late = {row["uscc"] for row in lists if row["consolidated"] == "open" and due(date.fromisoformat(row["left_on"]), 25) < port.day}
    assert late == {numbers.uscc(14)}


def test_a_late_instruction_is_a_delta(tmp_path, port):
    script = next(script for script in synth.scripts(port) if script.late)
    synth.late(tmp_path, port, script.late)
    made = packs.make(tmp_path, tmp_path / "d.tar", ROOT, NOW)
    assert (made.kind, made.version, made.tables) == ("delta", 2, {"instruction": 1})


def test_numbers_never_repeat():
    for make in (numbers.plate, numbers.trailer, numbers.container, numbers.uscc, numbers.customs_seal):
        assert len({make(index) for index in range(3000)}) == 3000
    many = [*range(500), *range(999_900, 1_000_400), *range(2_000_000, 2_000_500)]
    assert len({numbers.container(index) for index in many}) == len(many)
    assert len({numbers.resident_id(index)[0] for index in many}) == len(many)
