"""The ruler sheet, printed by a printer that is out of place, gives back how far: from the marks that are still readable on its paper."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from PIL import Image, ImageOps

from tests.release.slips import PLAIN, signed
from workstation.paper import pictures, placing, ruler, slip
from workstation.words import Refused

DPI = 200


def printed(medium, shift, margin):
    """The sheet as it leaves a printer that shifts by (right, down) mm and cannot print on a margin."""
    wide, high, rows = pictures.page_image(placing.placed(ruler.pdf(medium), medium, shift), DPI)
    page = Image.frombytes("RGB", (wide, high), rows)
    edge = round(margin / 25.4 * DPI)
    cut = Image.new("RGB", page.size, "white")
    cut.paste(page.crop((edge, edge, wide - edge, high - edge)), (edge, edge))
    # Some table around it, as a scanner sees it.
    table = Image.new("RGB", (wide + 80, high + 80), "white")
    table.paste(cut, (40, 40))
    return table


def read(page):
    out = io.BytesIO()
    page.save(out, "PNG")
    return pictures.read_codes(out.getvalue())


@pytest.mark.parametrize("medium", ["A5", "A4"])
def test_every_mark_reads_from_the_sheet_itself(medium):
    found = read(printed(medium, (0.0, 0.0), 0.0))
    assert len(found) == 4 * len(ruler.STEPS)
    assert ruler.offset(found, medium) == ruler.Offset(medium, 0.0, 0.0, 0.0, 0.0)


@settings(deadline=None, max_examples=6)
@given(some.floats(-3, 3), some.floats(-3, 3), some.floats(2, 4))
@example(2.0, -1.5, 4.2)
def test_a_printer_out_of_place_is_put_right(right, down, margin):
    found = ruler.offset(read(printed("A5", (right, down), margin)), "A5")
    # Marks stand a millimetre apart and half a difference is taken; a cut quiet zone may cost a mark more.
    assert abs(found.x + right) <= 1.0
    assert abs(found.y + down) <= 1.0


def test_a_calibrated_page_lands_where_it_belongs():
    page = slip.pdf(PLAIN, signed(PLAIN))
    boxes = []
    for pdf in (page, placing.placed(page, "A5", (5.0, 3.0))):
        wide, high, rows = pictures.page_image(pdf, 254)
        boxes.append(ImageOps.invert(Image.frombytes("RGB", (wide, high), rows).convert("L")).point(lambda shade: 255 if shade > 60 else 0).getbbox())
    # Ten dots a millimetre.
    assert all(abs(moved - still - by) <= 1 for still, moved, by in zip(*boxes, (50, 30, 50, 30), strict=True))


def test_a_page_that_fits_is_not_touched_and_a5_fills_a4():
    page = slip.pdf(PLAIN, signed(PLAIN))
    assert placing.placed(page, "A5") is page
    assert pictures.slip_token(placing.placed(page, "A4", (-2.0, 1.0))) == signed(PLAIN)


@pytest.mark.parametrize(
    ("marks", "key"),
    [
        (["L030", "R040", "T020"], "ruler-edge-missing"),
        ([], "ruler-edge-missing"),
        (["L030", "R040", "T020", "rubbish"], "ruler-no-mark"),
        (["HNR1:A4:L030"], "ruler-other-medium"),
        (["HNC1:release:ABCD"], "ruler-no-mark"),
        (["MSKU0383250"], "ruler-no-mark"),
    ],
)
def test_wrong_marks_are_refused(marks, key):
    with pytest.raises(Refused, match=key):
        ruler.offset(marks, "A5")


def test_the_outermost_mark_counts_in_any_order_typed_or_scanned():
    marks = ["HNR1:A5:B060", "l040", " L030 ", "HNR1:A5:R050", "T020", "B020", "L100", ""]
    assert ruler.offset(marks, "A5") == ruler.Offset("A5", -1.0, 0.0, 4.0, 2.0)


def test_unknown_paper_and_far_offsets_are_refused():
    for act in (lambda: ruler.pdf("A3"), lambda: placing.placed(b"", "Letter")):
        with pytest.raises(Refused, match="medium-unknown"):
            act()
    with pytest.raises(Refused, match="offset-too-large"):
        placing.placed(b"", "A5", (16.0, 0.0))
