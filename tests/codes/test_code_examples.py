"""Every example of the fact sheet: valid ones are the first candidate, wrong ones are refused with their reason."""

from datetime import date

import pytest

from workstation.codes import Recognition, recognise

TODAY = date(2026, 11, 21)

VALID = [
    ("uscc", True, "91350100M000100Y43 914403001922038216 91440300708461136T 914600006200251612 11100000000013127D"),
    ("resident-id", True, "11010519491231002X 440524188001010014 360426199101010071 11010519491231002x"),
    ("hmt-residence-permit", True, "810000199408230021 830000199201300022"),
    ("foreign-pr-card", True, "911124198108030024"),
    ("hkmo-permit", False, "H12345678 M1234567801"),
    ("tw-permit", False, "12345678"),
    ("two-way-permit", False, "C12345678 CA1234567"),
    ("container", True, "CSQU3054383 TASU1170000 MSKU0383250 CSQU3054383 csqu3054383"),
    ("commodity", False, "8471301000 847130 8471301000101"),
    ("plate", False, "琼A12345 琼A·12345 琼AD12345 琼A12345D 粤Z1234港 琼B6688K 京AF12345 琼A1234挂 琼A1234学 琼A1234警 WJ琼1234X 使123456 琼X1234应急"),
    ("air-waybill", True, "16012345675 160-12345675"),
    ("ucr", False, "6CN91460000MA5TABCD1X-REF"),
    ("imo", True, "9319466 9074729 9811000 IMO9319466"),
    ("gs1", True, "0105901234123457 00123456789012345675 (01)05901234123457(10)LOT9"),
    ("gtin", True, "5901234123457 96385074 036000291452 15901234123454"),
    ("seal", False, "HN1234567 HN-1234567"),
    ("locode", False, "CNHAK CNYPG CNHXG"),
    ("declaration", False, "640120261000000123 640120261000000124 64012026I000000123 640120260000000123"),
    ("instruction", False, "HK-2026-1188 HK20261188 HK-2026-118812"),
    ("ledger", False, "H64012026001 T64016A00012"),
    ("lock", False, "LK0000000012"),
    ("epc", False, "3074257BF7194E4000001A85 E28011606000020000000001"),
    ("bill-of-lading", False, "COSU6123456780/A"),
]

WRONG = [
    ("91350100M000100Y44", "uscc", "check-digit"),
    ("91350100M000100I43", "uscc", "alphabet"),
    ("9144030019220382161", "uscc", "length"),
    ("010000000000000000", "uscc", "prefix"),
    ("110105194912310021", "resident-id", "check-digit"),
    ("110105194913310021", "resident-id", "date"),
    ("110105202612010021", "resident-id", "date"),
    ("990105194912310020", "foreign-pr-card", "check-digit"),
    ("190105194912310021", "resident-id", "unlisted"),
    ("130503670401001", "resident-id", "length"),
    ("810000199408230022", "hmt-residence-permit", "check-digit"),
    ("911124198108030025", "foreign-pr-card", "check-digit"),
    ("A12345678", "hkmo-permit", "prefix"),
    ("M123456780", "hkmo-permit", "length"),
    ("CO1234567", "two-way-permit", "alphabet"),
    ("CSQU3054384", "container", "check-digit"),
    ("A_CU3054383", "container", "alphabet"),
    ("CSQR3054383", "container", "category"),
    ("CSQU305438", "container", "length"),
    ("CSQU3054383", "imo", "length"),
    ("9074728", "imo", "check-digit"),
    ("IMO12", "imo", "length"),
    ("16012345676", "air-waybill", "check-digit"),
    ("琼AI2345", "plate", "alphabet"),
    ("琼A1234", "plate", "length"),
    ("琼A1234港", "plate", "prefix"),
    ("7701301000", "commodity", "unlisted"),
    ("847130100", "commodity", "length"),
    ("6XX91460000MA5T-REF", "ucr", "country"),
    ("ZZHAK", "locode", "country"),
    ("640119981000000123", "declaration", "date"),
    ("640120281000000123", "declaration", "date"),
    ("640120262000000123", "declaration", "flag"),
    ("64012026100000012", "declaration", "length"),
    ("HK-1926-1188", "instruction", "date"),
    ("HK-2026-118", "instruction", "length"),
    ("LK000000001", "lock", "length"),
    ("123456789012345676", "sscc", "check-digit"),
    ("5901234123458", "gtin", "check-digit"),
    ("5901234123458", "gln", "check-digit"),
    ("3074257BF7194E4000001A8", "epc", "length"),
    ("A" * 36, "seal", "length"),
    ("HN1:ab", "slip", "alphabet"),
    ("HN1:6BFA", "slip", "length"),
]


def read(text: str) -> Recognition:
    return recognise(text, today=TODAY)


@pytest.mark.parametrize(("kind", "checked", "text"), [(kind, checked, text) for kind, checked, texts in VALID for text in texts.split()])
def test_a_valid_example_is_the_first_candidate(kind, checked, text):
    first = read(text).candidates[0]
    assert (first.kind, first.checked) == (kind, checked)


@pytest.mark.parametrize(("text", "kind", "reason"), WRONG)
def test_a_wrong_example_is_refused_with_its_reason(text, kind, reason):
    found = read(text)
    assert (kind, reason) in [(refusal.kind, refusal.reason) for refusal in found.refused]
    assert kind not in [code.kind for code in found.candidates]


def test_a_home_return_permit_that_looks_like_a_seal_stays_a_candidate():
    kinds = [code.kind for code in read("HN1234567").candidates]
    assert kinds[0] == "seal"
    assert "hkmo-permit" in kinds


def test_the_letter_forms_of_authorities_that_stdnum_rejects_are_read():
    from workstation.codes.made import make_uscc

    for authority in ("N1", "Y1", "A1", "52", "81"):
        first = read(make_uscc("460100", "MA5T1234", authority)).candidates[0]
        assert (first.kind, first.checked) == ("uscc", True)


def test_a_wrong_inner_organisation_check_is_named_and_counts_as_unchecked():
    from workstation.codes import checks

    body = "91460100MA5T12340"
    assert checks.organisation("MA5T1234") != "0"
    first = read(body + checks.credit(body)).candidates[0]
    assert (first.kind, first.checked, first.fields["failed_checks"]) == ("uscc", False, ["organisation"])


@pytest.mark.parametrize("county", ["460105", "460106", "460107", "460108", "110999"])
def test_the_county_is_only_a_hint(county):
    from workstation.codes.made import make_resident_id

    first = read(make_resident_id(county, date(1990, 1, 1), 17)).candidates[0]
    assert (first.kind, first.fields["area"], first.fields["sex"]) == ("resident-id", county, "M")


def test_eighteen_digits_are_tried_as_everything_they_may_be():
    found = read("640120261000000123")
    tried = {code.kind for code in found.candidates} | {refusal.kind for refusal in found.refused}
    assert {"uscc", "resident-id", "foreign-pr-card", "hmt-residence-permit", "declaration", "sscc"} <= tried
    assert found.candidates[0].kind == "declaration"


def test_two_readings_that_both_hold_are_both_given():
    kinds = [code.kind for code in read("911124198108030024").candidates]
    assert kinds[:2] == ["foreign-pr-card", "sscc"]


@pytest.mark.parametrize(
    ("plate", "sort", "more"),
    [
        ("琼A12345", "ordinary", {"province": "海南", "city": "海口"}),
        ("琼AD12345", "new-energy", {"size": "small", "energy": "battery"}),
        ("琼A12345F", "new-energy", {"size": "large", "energy": "other"}),
        ("粤Z1234澳", "special", {"mark": "澳"}),
        ("琼C1234挂", "special", {"mark": "挂"}),
        ("WJ琼1234X", "special", {"mark": "WJ", "province": "海南"}),
    ],
)
def test_what_a_plate_says(plate, sort, more):
    fields = read(plate).candidates[0].fields
    assert fields["class"] == sort
    assert more.items() <= fields.items()


def test_what_the_numbers_say():
    assert read("64012026I000000123").candidates[0].fields["direction"] == "import-list"
    assert read("11010519491231002X").candidates[0].fields["birth_date"] == "1949-12-31"
    assert read("M1234567801").candidates[0].fields["lifetime"] == "M12345678"
    assert read("MSKU0383250").candidates[0].fields["owner"] == "MSK"
    assert read("hk 2026 1188").candidates[0].value == "HK-2026-1188"
    assert read("CNHKG").candidates[0].fields["listed"] is False
