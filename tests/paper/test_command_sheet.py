"""The command sheet as a page: one A4, every code readable at the resolution of a cheap printer, words of both languages."""

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from workstation.paper import commands, enrol, pictures

ROWS = tuple(commands.Row("驶离 · 非海关监管", "Leave · not customs", f"HNC1:CONTINUE:999999-{'ABCDEFGH' * 2}"[: 37 - place]) for place in range(10))
PAGE = commands.Page(12, "CNHXG-03-7KQ2", "甲班", "S1", 1_795_000_000_000, ROWS)


@pytest.mark.parametrize("trial", [False, True])
def test_ten_long_codes_fit_on_one_a4_page_and_are_read_at_203_dpi(trial):
    page = commands.pdf(commands.Page(**{**PAGE.__dict__, "trial": trial}))
    document = pypdfium2.PdfDocument(page)
    assert (len(document), [round(side / 72 * 25.4) for side in document[0].get_size()]) == (1, [210, 297])
    text = document[0].get_textpage().get_text_range()
    document.close()
    for words in ("指令表", "Command sheet", "CNHXG-03-7KQ2", "甲班", "Leave", "2026-11-18 19:06"):
        assert words in text
    wide, high, pixels = pictures.page_image(page, 203)
    found = zxingcpp.read_barcodes(Image.frombytes("RGB", (wide, high), pixels).convert("L"))
    assert sorted(each.text for each in found if "128" in each.format.name) == sorted(row.code for row in ROWS)
    assert sorted(each.text for each in found if "QR" in each.format.name) == sorted(row.code for row in ROWS)


def test_an_eleventh_command_is_a_fault_and_not_a_code_off_the_page():
    with pytest.raises(ValueError, match="mm wide"):
        commands.pdf(commands.Page(**{**PAGE.__dict__, "rows": (commands.Row("长", "long", "HNC1:" + "AB" * 20),)}))
    with pytest.raises(ValueError, match="11 commands"):
        commands.pdf(commands.Page(**{**PAGE.__dict__, "rows": (*ROWS, ROWS[0])}))


def test_the_enrol_page_is_one_a5_and_its_picture_is_a_png():
    page = enrol.pdf("PORT-OFFICER-1", "PORT-OFFICER-2")
    document = pypdfium2.PdfDocument(page)
    assert [round(side / 72 * 25.4) for side in document[0].get_size()] == [148, 210]
    document.close()
    assert Image.open(io.BytesIO(pictures.png(page, 72))).format == "PNG"
