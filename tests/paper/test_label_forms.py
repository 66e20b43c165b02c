"""Seal and evidence labels: filled from what was scanned, read back from the page, refused when they cannot be printed as they are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from devices.printers.label import Bars, Picture, Square, Text
from devices.trouble import DeviceTrouble
from ui.printers import Printer, label_for
from workstation.codes import recognise
from workstation.paper import labels, pictures
from workstation.words import Refused

DIGEST = "0123456789abcdef" * 4
ZEBRA, TSC = Printer("Z", "queue:Z", "zpl"), Printer("T", "queue:T", "tspl")


def test_a_seal_label_reads_back_as_the_seal():
    filled = labels.filled("seal", {"seal": "HN1234567", "container": "琼A·D12345", "officer": "0231", "at": "2026-11-22 10:42"})
    assert pictures.read_codes(labels.pdf(filled)) == ("HN1234567", "HN1234567")


def test_an_evidence_label_says_which_file_and_nothing_of_a_truck():
    codes = pictures.read_codes(labels.pdf(labels.filled("evidence", {"digest": DIGEST, "item": "照片 3"})))
    kinds = [[each.kind for each in recognise(code).candidates] for code in codes]
    assert kinds == [["evidence"], ["evidence"]]
    assert DIGEST.startswith(recognise(codes[1]).candidates[0].value)


@pytest.mark.parametrize("name", labels.names())
def test_every_part_of_a_form_stands_on_its_label(name):
    told = labels.form(name)
    wide, high = told["size_mm"]
    for part in told["part"]:
        assert part["x"] + part["wide"] <= wide, part
        assert part["y"] + part.get("high", part["wide"]) <= high, part
    assert told["source"]
    assert told["since"]


def test_chinese_goes_as_a_picture_and_symbols_as_symbols():
    seen = {}
    filled = labels.filled("seal", {"seal": "HN1234567", "container": "琼A·D12345"})
    for printer in (ZEBRA, TSC):
        payload = label_for(printer, filled)
        seen[printer.language] = payload
        assert "琼".encode() not in payload
        assert payload.count(b"HN1234567") == 4
    assert seen["zpl"].count(b"^GFA") == 2
    assert seen["tspl"].count(b"BITMAP") == 2
    assert all(isinstance(part, (Text, Bars, Square, Picture)) for part in (Text(0, 0, "a", 1, 1),))


@pytest.mark.parametrize(
    ("form", "values", "key"),
    [
        ("box", {}, "label-unknown"),
        ("../forms/appearance", {}, "label-unknown"),
        ("seal", {}, "label-field-missing"),
        ("seal", {"seal": ""}, "label-field-missing"),
        ("seal", {"seal": "A", "colour": "red"}, "label-field-unknown"),
        ("seal", {"seal": "A\nB"}, "label-field-wrong"),
        ("seal", {"seal": "A" * 121}, "label-field-wrong"),
        ("seal", {"seal": "A" * 60}, "label-field-wrong"),
        ("seal", {"seal": "封1"}, "label-field-wrong"),
        ("evidence", {"digest": "xyz"}, "label-field-wrong"),
    ],
)
def test_what_cannot_be_printed_is_refused(form, values, key):
    with pytest.raises(Refused, match=key):
        labels.filled(form, values)


@settings(deadline=None, max_examples=60)
@given(some.text(max_size=30), some.text(max_size=30))
def test_any_scan_gives_one_label_or_a_refusal(seal, container):
    try:
        filled = labels.filled("seal", {"seal": seal, "container": container})
        payloads = [label_for(printer, filled) for printer in (ZEBRA, TSC)]
    except (Refused, DeviceTrouble) as refusal:
        payloads, key = [], refusal.key
    if not payloads:
        assert key in ("label-field-wrong", "label-field-missing", "label-text")
        return
    assert (payloads[0].count(b"^XA"), payloads[0].count(b"^XZ")) == (1, 1)
