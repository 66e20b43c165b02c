"""Machine readable zones: the specimens of ICAO 9303, every check, dates with their century, every way the lines may come."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.codes import masked, recognise
from workstation.codes.made import make_td3

TODAY = date(2026, 11, 21)
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
MRVA = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
MRVB = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
LONG = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")


def read(text):
    return recognise(text, today=TODAY).candidates[0]


@pytest.mark.parametrize(
    ("lines", "form", "number"),
    [(TD3, "TD3", "L898902C3"), (TD2, "TD2", "D23145890"), (TD1, "TD1", "D23145890"), (MRVA, "MRV-A", "L8988901C"), (MRVB, "MRV-B", "L8988901C"), (LONG, "TD1", "D23145890734")],
)
@pytest.mark.parametrize("between", ["\n", "\r\n", "\r", "", "\r\n\r\n", "\x1e", " "])
def test_specimens_in_every_way_their_lines_come(lines, form, number, between):
    code = read(between.join(lines) + between)
    assert (code.kind, code.checked, code.value) == ("mrz", True, "\n".join(lines))
    assert (code.fields["format"], code.fields["document_number"], code.fields["failed_checks"]) == (form, number, [])


def test_what_a_passport_says():
    fields = read("\r".join(TD3)).fields
    assert (fields["surname"], fields["given_names"], fields["nationality"], fields["sex"]) == ("ERIKSSON", "ANNA MARIA", "UTO", "F")
    assert (fields["birth_date"], fields["expiry_date"], fields["optional"]) == ("1974-08-12", "2012-04-15", "ZE184226B")


@pytest.mark.parametrize(
    ("place", "failed"),
    [(0, ["document_number", "composite"]), (13, ["birth_date", "composite"]), (21, ["expiry_date", "composite"]), (28, ["optional", "composite"]), (43, ["composite"])],
)
def test_a_failed_check_is_named_and_not_put_right(place, failed):
    sign = "9" if TD3[1][place] != "9" else "8"
    code = read(TD3[0] + "\n" + TD3[1][:place] + sign + TD3[1][place + 1 :])
    assert code.checked is False
    assert code.fields["failed_checks"] == failed


def test_an_empty_optional_field_may_have_no_check_digit():
    whole = make_td3("E12345678", "CHN", "ZHANG<<SAN", date(1990, 2, 3), date(2030, 4, 5))
    top, low = whole.split("\n")
    assert read(whole).checked
    assert read(f"{top}\n{low[:42]}<{low[43:]}").checked


@pytest.mark.parametrize(("born", "ends", "told"), [("261121", "360101", ("2026-11-21", "2036-01-01")), ("261122", "770101", ("1926-11-22", "1977-01-01"))])
def test_the_century_is_the_latest_possible_one(born, ends, told):
    from workstation.codes import checks

    low = "L898902C36UTO" + born + checks.document(born) + "F" + ends + checks.document(ends) + "<" * 14 + "0"
    low += checks.document(low[:10] + low[13:20] + low[21:43])
    fields = read(TD3[0] + "\n" + low).fields
    assert (fields["birth_date"], fields["expiry_date"]) == told


@pytest.mark.parametrize(("born", "told", "held"), [("7408<<", "1974-08", True), ("74<<<<", "1974", True), ("<<<<<<", "", True), ("741399", "", False)])
def test_dates_that_are_not_told_are_legal_and_impossible_ones_are_not(born, told, held):
    from workstation.codes import checks

    low = "L898902C36UTO" + born + checks.document(born) + "F1204159" + "<" * 14 + "0"
    low += checks.document(low[:10] + low[13:20] + low[21:43])
    fields = read(TD3[0] + "\n" + low).fields
    assert (fields["birth_date"], "birth_date" not in fields["failed_checks"]) == (told, held)


@pytest.mark.parametrize(("text", "reason"), [("\n".join(TD3)[:-1], "length"), (TD3[0], "length"), ("\n".join(TD3)[:-3] + "*?0", "alphabet")])
def test_a_zone_that_is_cut_or_misread_is_refused(text, reason):
    found = recognise(text, today=TODAY)
    assert ("mrz", reason) in [(refusal.kind, refusal.reason) for refusal in found.refused]


@given(st.integers(0, 43), st.sampled_from("0123456789ABCXYZ<"))
@settings(deadline=None, max_examples=150)
def test_no_single_change_in_a_tested_place_passes(place, sign):
    low = TD3[1]
    changed = low[:place] + sign + low[place + 1 :]
    # Nationality and sex stand under no check; signs of equal value modulo ten (A and 0, < and 0) cannot be told apart by 7-3-1.
    if 10 <= place <= 12 or place == 20 or value(sign) == value(low[place]):
        return
    assert read(TD3[0] + "\n" + changed).checked is False


def value(sign):
    return 0 if sign == "<" else int(sign, 36) % 10


def test_masked_keeps_only_the_end_of_the_document_number():
    assert masked("mrz", "\n".join(TD3)) == "*****02C3"
    assert masked("mrz", "\n".join(TD1)) == "*****5890"


@pytest.mark.parametrize("sign", list("?*_ .#-¿"))
@pytest.mark.parametrize(("line", "place", "failed"), [(1, 1, ["document_number", "composite"]), (1, 14, ["birth_date", "composite"]), (1, 43, ["composite"]), (0, 7, []), (0, 0, [])])
@pytest.mark.parametrize("between", ["\n", "\r\n", ""])
def test_a_character_that_was_not_read_is_kept_and_fails_what_it_stands_under(sign, line, place, failed, between):
    lines = list(TD3)
    lines[line] = lines[line][:place] + sign + lines[line][place + 1 :]
    code = read(between.join(lines))
    assert (code.kind, code.checked, code.value) == ("mrz", False, "\n".join(lines))
    assert (code.fields["failed_checks"], code.fields["checks_ok"]) == (failed, False)


@pytest.mark.parametrize("text", ["\n".join(TD3).replace("<", "?"), "\n".join(TD3).replace("8", "?").replace("2", "*"), TD3[0] + "\n" + "?" * 44])
def test_too_little_that_was_read_is_no_document(text):
    assert "mrz" not in {each.kind for each in recognise(text, today=TODAY).candidates}
