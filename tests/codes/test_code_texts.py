"""Anything may be scanned: every text gets an answer, what typing adds is taken off, and nothing is guessed."""

import string
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workstation.codes import Code, Recognition, badge_secret, fold_seal, group, masked, match_key, recognise
from workstation.codes.recognising import _ORDER

TODAY = date(2026, 11, 21)
FIRST_ALPHABET = string.ascii_letters + string.digits + "<-·./:() \r\n\x1d\u200e琼粤挂港０１Ａ²"


def first(text: str, aim: str | None = None) -> Code:
    return recognise(text, aim, TODAY).candidates[0]


@pytest.mark.parametrize(
    "text",
    [
        "ＣＳＱＵ３０５４３８３", " csqu 305438 3 ", "CSQU-305438-3", "\u200eCSQU3054383\u200f", "\ufeffCSQU3054383", "CSQU\u2013305438\u20113",
        "CSQU\u00a0305438\u30003", "CSQU3054383\r\n", "CSQU\u200b305\u00ad4383", "\u202bCSQU3054383\u202c", "]C0CSQU3054383", "\tCSQU3054383",
    ],
)
def test_what_typing_and_scanners_add_is_taken_off(text):
    found = recognise(text, today=TODAY)
    assert (found.candidates[0].kind, found.candidates[0].value, found.raw) == ("container", "CSQU3054383", text)


@pytest.mark.parametrize("text", ["CSQU٣٠٥٤٣٨٣", "CSQU305438३", "ＣＳＱＵ３０５４３８４", "ℂSQU305438\x003", "CSQU305\x1b4383", "ßQU3054383"])
def test_other_digits_and_control_bytes_are_not_put_right(text):
    assert "container" not in [code.kind for code in recognise(text, today=TODAY).candidates]


@given(st.text() | st.text(alphabet=FIRST_ALPHABET, max_size=120) | st.binary(max_size=200).map(lambda b: b.decode("utf-8", "surrogateescape")))
@example("")
@example("  \t")
@example("\u202e\u200f")
@example("🚢🚛")
@example("\ud800")
@example("\udcff\udcfe")
@example("]")
@example("]C1")
@example("]C1\x1d")
@example("\x1d\x1d\x1d")
@example("(01)")
@example("(00)1(00)2")
@example("HN1:")
@example("HNB1::")
@example("HNC1:a")
@example("<" * 88)
@example("<" * 90)
@example("<" * 72)
@example("使")
@example("WJ")
@settings(deadline=None, max_examples=400)
def test_any_text_gets_an_answer(text):
    found = recognise(text)
    assert isinstance(found, Recognition)
    assert found.raw == text
    for code in found.candidates:
        assert code.kind in _ORDER
        assert code.value
        assert group(code.kind, code.value)
        assert masked(code.kind, code.value) != code.value


@given(st.text(alphabet=string.ascii_uppercase + string.digits + "琼A1挂", max_size=22), st.sampled_from([None, "", "]C1", "]Q3", "]E0", "]Q1", "]zz", "x"]))
@settings(deadline=None, max_examples=400)
def test_any_aim_identifier_gets_an_answer(text, aim):
    assert recognise(text, aim).raw == text


@given(st.text(alphabet=string.ascii_uppercase + string.digits, min_size=1, max_size=22))
@settings(deadline=None, max_examples=300)
def test_a_value_read_again_is_the_same_code(text):
    for code in recognise(text, today=TODAY).candidates:
        again = recognise(code.value, today=TODAY).candidates
        assert (code.kind, code.value) in [(other.kind, other.value) for other in again]


@pytest.mark.parametrize(
    "text",
    ["A" * 100_000, "<" * 100_000, "1" * 100_000, "\u202e" * 100_000, "\ufdfa" * 4096, "(01)" * 25_000, "\x1d10A" * 20_000, " " * 100_000, "1." * 2000, "HN1:" + "A" * 100_000],
)
def test_long_texts_are_answered_in_bounded_time(text):
    # A runaway expression would take hours here: that the test ends is the proof.
    assert not recognise(text, "]C1", TODAY).candidates


def test_beyond_the_limit_only_the_prefixes_are_tried():
    assert {refusal.reason for refusal in recognise("A" * 4097).refused} == {"too-long"}
    assert [(refusal.kind, refusal.reason) for refusal in recognise("HN1:" + "A" * 100_000).refused] == [("slip", "too-long")]
    assert first("HN1:" + "AB" * 2000 + "AA").kind == "slip"


@pytest.mark.parametrize("text", ["110105194912310021", "130503670401001", "11010519491231002", "911124198108030025", "810000199408230022"])
def test_a_mistyped_document_is_never_offered_as_a_seal(text):
    assert not {"seal", "bill-of-lading"} & {code.kind for code in recognise(text, today=TODAY).candidates}


def test_prefixes_are_read_as_scanned():
    token = "HN1:6BF A-B*%"
    assert (first(token).kind, first(token).value) == ("slip", token)
    assert first(token + "\r\n").value == token
    assert first("HN1:AB ").value == "HN1:AB "
    assert first("]Q1HN1:6BF").value == "HN1:6BF"


def test_a_badge_gives_its_secret_to_the_sign_in_alone():
    text = "HNB1:0231:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    code = first(text)
    assert (code.kind, code.value, dict(code.fields)) == ("badge", "0231", {})
    assert badge_secret(text + "\r") == ("0231", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert badge_secret("CSQU3054383") is None


def test_commands_and_personal_codes_are_framed():
    assert (first("HNC1:SEAL-APPLY:0A1B2C3D").value, first("HNC1:SEAL-APPLY:0A1B2C3D").fields["mac"]) == ("seal-apply", "0A1B2C3D")
    assert (first("HNP1:P46-7:SIG").value, first("HNP1:P46-7:SIG").fields["signature"]) == ("P46-7", "SIG")
    assert first("HNP1:6BF A-B*%").value == "6BF A-B*%"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("container", "MSKU0383250", "MSKU 038325 0"),
        ("declaration", "640120261000000123", "6401 2026 1 000000123"),
        ("plate", "琼A12345", "琼A·12345"),
        ("plate", "使123456", "使123456"),
        ("air-waybill", "16012345675", "160-12345675"),
        ("commodity", "8471301000", "8471.30.10.00"),
        ("imo", "9319466", "IMO 9319466"),
        ("lock", "LK0000000012", "LK 00000 00012"),
        ("seal", "HN1234567", "HN1234567"),
    ],
)
def test_grouped_as_people_read(kind, value, shown):
    assert group(kind, value) == shown


def test_masked_folded_and_matched():
    assert masked("resident-id", "11010519491231002X") == "*" * 14 + "002X"
    assert masked("seal", "A12") == "***"
    assert fold_seal(" hn-123 4567 ") == "HN1234567"
    assert fold_seal("HNO") != fold_seal("HN0")
    assert match_key("hkmo-permit", "M1234567801") == "M12345678"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("HNR1:A5:L030", "ruler", "A5:L030"), ("HNR1:A4:B120\r", "ruler", "A4:B120"), ("HNE1:0123456789ABCDEF", "evidence", "0123456789abcdef")],
)
def test_codes_of_our_sheets_and_labels_are_nothing_else(text, kind, value):
    assert [(code.kind, code.value) for code in recognise(text).candidates] == [(kind, value)]


@pytest.mark.parametrize("text", ["HNR1:A5:X030", "HNR1:A5:L30", "HNR1:a5:L030", "HNR1:", "HNE1:0123", "HNE1:xyz", "HNE1:" + "0" * 65])
def test_spoilt_codes_of_our_sheets_are_nothing(text):
    found = recognise(text)
    assert found.candidates == ()
    assert len(found.refused) == 1


@given(st.text() | st.text(alphabet=FIRST_ALPHABET, max_size=40))
@example("hn1234567")
@example("ªº²ßı")
def test_the_short_way_to_a_plain_form_is_the_long_one(text):
    assert fold_seal(text) == fold_seal(f" {text}")
