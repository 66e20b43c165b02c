"""Rows: every wrong one is refused with table, row, field and reason, by the builder and by the station alike."""

import hashlib
import json
import tarfile
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_parts import NOW, PAPERS, USCC

from workstation import codes
from workstation.codes import made
from workstation.register import checks, label, tape
from workstation.register.quick import QUICK
from workstation.register.rows import Checker
from workstation.register.schema import describe, tables
from workstation.words import Refused, catalogue

WRONG = [
    ("person", {"id": "P8"}, "name", "pack-field-missing"),
    ("person", {"id": "", "name": "x"}, "id", "pack-field-missing"),
    ("person", {"id": "P8", "name": 5}, "name", "pack-field-type"),
    ("person", {"id": "P8", "name": ["x"]}, "name", "pack-field-type"),
    ("person", {"id": "P8", "name": {"x": 1}}, "name", "pack-field-type"),
    ("person", {"id": "P8", "name": "x", "colour": "red"}, "colour", "pack-field-unknown"),
    ("person", {"id": "P8", "name": "x", "list": "black"}, "list", "pack-field-choice"),
    ("person", {"id": "P8", "name": "x", "birth": "1990-02-30"}, "birth", "pack-field-type"),
    ("person", {"id": "P8", "name": "x", "birth": "19900201"}, "birth", "pack-field-type"),
    ("person", {"id": "P8", "name": "x", "resident": "yes"}, "resident", "pack-field-type"),
    ("person", {"id": "P8", "name": "x", "resident": 1}, "resident", "pack-field-type"),
    ("person", {"id": "P8", "name": "x\u0007"}, "name", "pack-field-text"),
    ("person", {"id": "P8", "name": "x\u0085"}, "name", "pack-field-text"),
    ("person", {"id": "P8", "name": "x" * 2001}, "name", "pack-field-text"),
    ("person", {"id": "P8", "name": "\ud800"}, "name", "pack-field-text"),
    ("document", {"kind": "resident-id", "number": "110105194912310021", "person": "P1"}, "number", "pack-field-code"),
    ("document", {"kind": "passport", "number": "EJ7654321", "person": "EJ7654321"}, "person", "pack-id-document"),
    ("document", {"kind": "passport", "number": "EJ7654321", "person": "p-ej 7654321"}, "person", "pack-id-document"),
    ("person", {"id": made.make_resident_id("460105", date(1980, 5, 6), 11), "name": "x"}, "id", "pack-id-document"),
    ("enterprise", {"uscc": "914601000000000001", "name": "x"}, "uscc", "pack-field-code"),
    ("container", {"number": "CSQU3054384", "papers": PAPERS}, "number", "pack-field-code"),
    ("consignment", {"declaration": PAPERS[:-1], "uscc": USCC, "category": "other", "state": "declared", "gross_kg": "1"}, "declaration", "pack-field-code"),
    ("consignment", {"declaration": PAPERS, "uscc": USCC, "category": "other", "state": "declared", "gross_kg": 3500}, "gross_kg", "pack-field-type"),
    ("consignment", {"declaration": PAPERS, "uscc": USCC, "category": "other", "state": "declared", "gross_kg": "3,5"}, "gross_kg", "pack-field-type"),
    ("consignment", {"declaration": PAPERS, "uscc": USCC, "category": "other", "state": "declared", "gross_kg": "1e3"}, "gross_kg", "pack-field-type"),
    ("vehicle", {"plate": "琼AI2345", "sort": "truck"}, "plate", "pack-field-code"),
    ("line", {"declaration": PAPERS, "no": True, "commodity": "0901210000", "name": "x", "quantity": "1", "unit": "kg"}, "no", "pack-field-type"),
    ("line", {"declaration": PAPERS, "no": -1, "commodity": "0901210000", "name": "x", "quantity": "1", "unit": "kg"}, "no", "pack-field-type"),
    ("line", {"declaration": PAPERS, "no": 1.5, "commodity": "0901210000", "name": "x", "quantity": "1", "unit": "kg"}, "no", "pack-field-type"),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_the_builder_names_row_field_and_reason(station, rows, wrong):
    table, row, field, key = wrong
    several = rows.get(table, [])
    with pytest.raises(Refused) as refusal:
        station.pack({table: "".join(json.dumps(each) + "\n" for each in [*several, row])})
    found = refusal.value
    assert (found.key, found.values["table"], found.values["row"], found.values["field"]) == (key, table, len(several) + 1, field)
    assert str(found).startswith(f"{key}: {table}, row {len(several) + 1}: ")


def signed(station, table, lines):
    """A pack whose signature and hash hold although its rows were never checked: a broken builder's work."""
    content = "".join(lines).encode("utf-8", "surrogatepass")
    part = label.Part(len(lines), hashlib.sha256(content).hexdigest(), NOW)
    written = label.show(label.Label("snapshot", "CNHXG", 1, NOW, None, {table: part}))
    path = station.work / "signed.tar"
    with path.open("wb") as stream:
        for name, each in (("pack.toml", written), ("signature", station.root.sign(hashlib.sha256(written).digest())), (f"{table}.jsonl", content)):
            tape.write(stream, name, len(each), [each])
        tape.finish(stream)
    return path


@pytest.mark.parametrize("wrong", WRONG)
def test_the_station_checks_again(station, wrong):
    table, row, field, key = wrong
    good = [f'{{"id":"A{place:04d}","name":"张伟"}}\n' for place in range(700)] if table == "person" else []
    with pytest.raises(Refused) as refusal:
        station.load(signed(station, table, [*good, json.dumps(row) + "\n"]))
    found = refusal.value
    assert (found.key, found.values["row"], found.values["field"]) == (key, len(good) + 1, field)
    assert not list(station.folder.glob("register*"))


@pytest.mark.parametrize(
    ("lines", "key", "row"),
    [
        (['{"id":"B","name":"x"}\n', '{"id":"A","name":"x"}\n'], "pack-key-order", 2),
        (['{"id":"A","name":"x"}\n', '{"id":"A","name":"y"}\n'], "pack-key-twice", 2),
        (['{"id":"A","name":"x"}\n', "{\n"], "pack-row-json", 2),
        (['{"id":"A","name":"x"}\n', "[1]\n"], "pack-row-json", 2),
        (['{"id":"A","name":"x"}\n', "\n"], "pack-row-json", 2),
        (['{"id":"A","name":"x"},{"id":"B","name":"x"}\n', '{"id":"C"\n', '"name":"x"}\n'], "pack-row-json", 1),
        (['{"id":"A","name":NaN}\n'], "pack-field-type", 1),
        (['{"id":"A","name":null}\n'], "pack-field-type", 1),
        (['{"id":"A","name":"x","_deleted":true}\n'], "pack-field-unknown", 1),
    ],
)
def test_lines_that_are_no_sorted_rows_are_refused(station, lines, key, row):
    with pytest.raises(Refused) as refusal:
        station.load(signed(station, "person", lines))
    assert (refusal.value.key, refusal.value.values["row"]) == (key, row)


def test_bytes_that_are_no_utf8_and_a_last_line_without_end_are_refused(station):
    path = signed(station, "person", ['{"id":"A","name":"\ud800"}\n'])
    with pytest.raises(Refused) as refusal:
        station.load(path)
    assert (refusal.value.key, refusal.value.values["row"]) == ("pack-row-json", 1)
    with pytest.raises(Refused) as refusal:
        station.load(signed(station, "person", ['{"id":"A","name":"x"}\n', '{"id":"B","name":"x"}']))
    assert refusal.value.key == "pack-line-open"


def test_rows_that_are_not_as_many_as_told_are_refused(station):
    path = signed(station, "person", ['{"id":"A","name":"x"}\n{"id":"B","name":"x"}\n'])
    with pytest.raises(Refused) as refusal:
        station.load(path)
    assert refusal.value.key == "pack-count"


def test_the_builder_finds_two_rows_with_one_key(station, rows):
    rows["person"].append({"id": "P2", "name": "x"})
    with pytest.raises(Refused) as refusal:
        station.pack(rows)
    assert (refusal.value.key, refusal.value.values["row"], refusal.value.values["other"]) == ("pack-rows-same-key", 5, 1)
    with pytest.raises(Refused) as refusal:
        station.pack({"person": '{"id":"A","id":"B","name":"x"}\n'}, "b.tar")
    assert refusal.value.key == "pack-row-json"


def test_the_builder_writes_codes_as_the_recogniser_does(station):
    told = {"vehicle": [{"plate": "琼A·12345", "sort": "truck"}], "container": [{"number": "mskU 038325 0", "papers": "6401 2026 0 000000001"}]}
    told["document"] = [{"kind": "hkmo-permit", "number": "M1234567801", "person": "P1"}]
    with tarfile.open(station.pack(told)) as tar:
        lines = {name: json.loads(tar.extractfile(f"{name}.jsonl").read()) for name in told}
    assert lines["vehicle"]["plate"] == "琼A12345"
    assert lines["container"]["number"] == "MSKU0383250"
    assert lines["document"]["number"] == "M12345678"


VALID = {
    "container": lambda n: made.make_container("ABC", n % 10**6),
    "uscc": lambda n: made.make_uscc("460105", f"{n % 10**8:08d}"),
    "resident-id": lambda n: made.make_resident_id("460107", date(1950 + n % 60, 1 + n % 12, 1 + n % 28), n % 1000),
    "declaration": lambda n: made.make_declaration("6401", 2015 + n % 12, n % 10**9, "01IE"[n % 4]),
    "plate": lambda n: f"琼{'ABCDEFGH'[n % 8]}{n % 100000:05d}",
    "commodity": lambda n: f"{n % 10**10:010d}",
    "release-list": lambda n: made.make_release_list("6401", 2020 + n % 7, n % 10**9),
    "va-confirmation": lambda n: made.make_va_confirmation("6401", 2020 + n % 7, n % 10**8),
    "ledger": lambda n: made.make_ledger("6401", 2026, n % 1000),
    "seal": lambda n: f"HN{n % 10**7:07d}",
    "receipt": lambda n: made.make_receipt(date(2026, 1, 1) + timedelta(days=n % 700 - 350), n % 10**8),
    "pickup": lambda n: made.make_pickup(date(2026, 1, 1) + timedelta(days=n % 700 - 350), n % 10**8),
    "gtin": lambda n: made.make_gs1(f"{n % 10**12:012d}"),
}
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ琼粤挂- "


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(VALID)), st.integers(0, 10**12), st.integers(0, 30), st.sampled_from(ALPHABET), st.booleans())
def test_a_quick_yes_is_a_yes_of_the_recogniser(kind, number, place, sign, change):
    text = VALID[kind](number)
    if change:
        text = text[:place] + sign + text[place + 1 :]
    known = any(code.kind == kind and code.value == text for code in codes.recognise(text).candidates)
    if QUICK[kind](text):
        assert known, text
    assert checks.of_kind(kind)(text) is known


@settings(deadline=None, max_examples=200)
@given(st.lists(st.dictionaries(st.sampled_from(["id", "name", "list", "birth", "_deleted", "x"]), st.sampled_from(["A", "B", "none", "1990-01-01", 1, True, None, ["a"]]), max_size=4), max_size=5))
def test_any_rows_are_taken_or_refused(rows):
    checker = Checker(tables()["person"], delta=True)
    refusal = None
    try:
        batch = checker.take(rows)
    except Refused as found:
        refusal = found
    if refusal is None:
        assert len(list(batch.kept)) + len(batch.gone) == len(rows)
    else:
        assert refusal.key in catalogue()
        assert 1 <= refusal.values["row"] <= len(rows)


def test_the_schema_says_tables_fields_units_and_meanings():
    shown = {each["table"]: each for each in describe()}
    weight = next(field for field in shown["consignment"]["fields"] if field["field"] == "gross_kg")
    assert (weight["unit"], weight["required"], weight["type"]) == ("kg", True, "decimal")
    assert all(field["meaning"] for each in shown.values() for field in each["fields"])
