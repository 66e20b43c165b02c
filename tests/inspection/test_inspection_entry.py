"""Entries: what a field takes, how it is kept, and why it is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.inspection import entry, forms
from workstation.words import Refused

OPEN = forms.all()["container-open"]
METER = forms.all()["liquid-meter"]

TAKEN = [
    (OPEN, "opened-boxes", " 4 ", "4"),
    (OPEN, "opened-boxes", "１２", "12"),
    (OPEN, "opened-boxes", "007", "7"),
    (METER, "reading-before", "0012.50", "12.50"),
    (METER, "temperature", "-0", "0"),
    (METER, "temperature", "-4.5", "-4.5"),
    (OPEN, "method", "抽查", "sampling"),
    (OPEN, "method", "Sampling", "sampling"),
    (OPEN, "anomaly", "seal、quantity", "quantity,seal"),
    (OPEN, "damage", "有", "yes"),
    (OPEN, "damage", "N", "no"),
    (OPEN, "old-seal", "hn 1234567", "HN1234567"),
    (OPEN, "old-seal", "HN-1, cnx2", "HN-1,CNX2"),
    (OPEN, "container", "ＭＳＫＵ0383250", "MSKU0383250"),
    (OPEN, "goods-found", "木托盘\n破损", "木托盘\n破损"),
    (OPEN, "damage-cause", "   ", ""),
    (OPEN, "damage-cause", "箱号 110105194912310021", "箱号 110105194912310021"),
    (OPEN, "damage-cause", "报关单 640120261000000123", "报关单 640120261000000123"),
]
REFUSED = [
    (OPEN, "no-such", "x", "inspection-field-unknown"),
    (OPEN, "goods-found", "a\x00b", "inspection-field-text"),
    (OPEN, "goods-found", "a\u202eb", "inspection-field-text"),
    (OPEN, "goods-found", "\ud800", "inspection-field-text"),
    (OPEN, "goods-found", "x" * 2001, "inspection-field-long"),
    (OPEN, "goods-found", "司机 11010519491231002X 在场", "inspection-field-person"),
    (OPEN, "goods-found", "１１０１０５１９４９１２３１００２Ｘ", "inspection-field-person"),
    (OPEN, "opened-boxes", "four", "inspection-field-number"),
    (OPEN, "opened-boxes", "4.5", "inspection-field-number"),
    (OPEN, "opened-boxes", "٤", "inspection-field-number"),
    (OPEN, "opened-boxes", "-1", "inspection-field-range"),
    (OPEN, "opened-boxes", "1000001", "inspection-field-range"),
    (OPEN, "sample-quantity", "0", "inspection-field-range"),
    (METER, "reading-before", "1,234.5", "inspection-field-number"),
    (METER, "reading-before", "1e5", "inspection-field-number"),
    (METER, "reading-before", "NaN", "inspection-field-number"),
    (METER, "reading-before", "-1", "inspection-field-range"),
    (METER, "temperature", "400.1", "inspection-field-range"),
    (OPEN, "method", "quick", "inspection-field-choice"),
    (OPEN, "method", "thorough,sampling", "inspection-field-choice"),
    (OPEN, "anomaly", "seal, smell", "inspection-field-choice"),
    (OPEN, "anomaly", ",", "inspection-field-choice"),
    (OPEN, "damage", "perhaps", "inspection-field-yesno"),
    (OPEN, "old-seal", "H1", "inspection-field-seal"),
    (OPEN, "old-seal", "HN_123", "inspection-field-seal"),
    (OPEN, "old-seal", "H" * 36, "inspection-field-seal"),
    (OPEN, "old-seal", "封123", "inspection-field-seal"),
    (OPEN, "old-seal", ";", "inspection-field-seal"),
    (OPEN, "sample-number", "#1", "inspection-field-pattern"),
    (OPEN, "photo-goods", "IMG_1.jpg", "inspection-field-photo"),
]


@pytest.mark.parametrize(("form", "name", "text", "kept"), TAKEN)
def test_an_entry_is_kept_normalised(form, name, text, kept):
    assert entry.check_field(form, name, text) == kept


@pytest.mark.parametrize(("form", "name", "text", "key"), REFUSED)
def test_a_wrong_entry_is_refused(form, name, text, key):
    with pytest.raises(Refused) as refused:
        entry.check_field(form, name, text)
    assert refused.value.key == key
    assert "{" not in str(refused.value)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([(form, field) for form in forms.all().values() for field in form.fields]), st.text(max_size=60))
def test_anything_entered_is_kept_or_refused_and_keeping_is_settled(where, text):
    form, field = where
    kept, key = "", ""
    try:
        kept = entry.check_field(form, field.id, text)
    except Refused as refused:
        key = refused.key
    kept.encode()
    assert (entry.check_field(form, field.id, kept), key[:17]) in ((kept, ""), ("", "inspection-field-"))


def test_prefill_takes_what_fits_and_leaves_the_rest():
    facts = {"passage.vehicle": "琼A12345", "consignment.pieces": "many", "passage.container": "MSKU0383250,CSQU3054383", "other": "x"}
    assert entry.prefilled(OPEN, facts) == {"vehicle": "琼A12345", "container": "MSKU0383250,CSQU3054383"}
