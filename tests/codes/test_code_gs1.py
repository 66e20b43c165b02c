"""GS1 messages through biip with its silences filled, and the numbers alone."""

from datetime import date

import pytest

from workstation.codes import gs1, recognise
from workstation.codes.made import make_epc, make_gs1

TODAY = date(2026, 11, 21)
MESSAGE = "01059012341234571726123110LOT9\x1d21SER"
ELEMENTS = {"01": "05901234123457", "17": "261231", "10": "LOT9", "21": "SER"}


@pytest.mark.parametrize("text", [MESSAGE, "\x1d" + MESSAGE, MESSAGE + "\r\n", MESSAGE + "\x1d", "(01)05901234123457(17)261231(10)LOT9(21)SER"])
def test_elements_by_identifier(text):
    assert gs1.elements(text) == ELEMENTS


@pytest.mark.parametrize("aim", ["]C1", "]e0", "]d2", "]Q3", "]J1"])
@pytest.mark.parametrize("inside", [True, False])
def test_a_marked_message_is_read_before_normalising(aim, inside):
    found = recognise(aim + MESSAGE, None, TODAY) if inside else recognise(MESSAGE, aim, TODAY)
    assert [code.kind for code in found.candidates] == ["gs1", "gtin"]
    assert dict(found.candidates[0].fields) == ELEMENTS
    assert found.candidates[0].value == "(01)05901234123457(17)261231(10)LOT9(21)SER"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("0105901234123458", "check_digit"),
        ("00123456789012345676", "check_digit"),
        ("4141234567890123", "check_digit"),
        ("17260230", "date"),
        ("17261331", "date"),
        ("", "empty"),
        ("\x1d", "empty"),
        ("abc", "syntax"),
        ("10\x1d21X", "syntax"),
        ("10" + "A" * 20 + "21X", "syntax"),
        ("01０5901234123457", "syntax"),
        ("10A\x1d10B", "repeated"),
        ("10" + "A" * 1000, "syntax"),
    ],
)
def test_a_wrong_message_says_why(text, error):
    assert gs1.elements(text) == {"error": error}
    found = recognise(text, "]C1", TODAY)
    assert ("gs1", error.replace("_", "-")) in [(refusal.kind, refusal.reason) for refusal in found.refused]
    assert "gs1" not in [code.kind for code in found.candidates]


def test_a_message_without_a_number_is_unchecked():
    code = recognise("17261231", "]C1", TODAY).candidates[0]
    assert (code.kind, code.checked, dict(code.fields)) == ("gs1", False, {"17": "261231"})


def test_digits_without_a_mark_are_a_message_only_with_a_check_digit():
    assert recognise("17261231", today=TODAY).candidates[0].kind != "gs1"
    assert recognise("0105901234123458", today=TODAY).candidates[0].kind != "gs1"


def test_thirteen_digits_are_an_article_or_a_place_unless_a_till_symbol_says_article():
    text = make_gs1("690123456789")
    assert [code.kind for code in recognise(text, today=TODAY).candidates][:2] == ["gtin", "gln"]
    assert "gln" not in [code.kind for code in recognise(text, "]E0", TODAY).candidates]


def test_a_shipping_unit_is_found_with_and_without_its_identifier():
    unit = make_gs1("36901234500000001")
    assert recognise(unit, today=TODAY).candidates[0].kind == "sscc"
    assert [(code.kind, code.value) for code in recognise("00" + unit, today=TODAY).candidates][:2] == [("gs1", f"(00){unit}"), ("sscc", unit)]


def test_tags_say_the_article_they_stand_for():
    fields = recognise(make_epc("0614141", "812345", 6789), today=TODAY).candidates[0].fields
    assert (fields["scheme"], fields["company"], fields["gtin"], fields["serial"]) == ("sgtin-96", "0614141", "80614141123458", "6789")
    unit = recognise("3174257BF4499602D2000000", today=TODAY).candidates[0].fields
    assert (unit["scheme"], unit["sscc"]) == ("sscc-96", "106141412345678908")
    assert recognise("E28011606000020000000001", today=TODAY).candidates[0].fields["header"] == "E2"
    assert recognise("301FFFFFFFFFFFFFFFFFFFFF", today=TODAY).candidates[0].fields["header"] == "30"
