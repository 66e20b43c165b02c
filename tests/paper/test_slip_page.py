import hashlib
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.release.slips import CROWDED, PLAIN, WORST, signed
from workstation.paper import codes, fonts, pictures, rows, sheet, slip

ROOT = "0123456789abcdef"
EMERGENCY = replace(PLAIN, basis="emergency", channel="cannot-confirm", emergency="琼关应急 2026-11-03")


def words(pdf):
    """The text of a page's one content, spaces left out, as a person would copy it from a viewer."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(document[0].get_textpage().get_text_range().split())
    document.close()
    return unicodedata.normalize("NFKC", text)


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    size = len(document), [round(side / 72 * 25.4) for side in document[0].get_size()]
    document.close()
    return size


@pytest.mark.parametrize("case", [PLAIN, WORST, CROWDED, EMERGENCY, replace(WORST, seals=("A" * 35, "B" * 35))])
def test_qr_and_bar_code_are_read_back_from_the_one_a5_page(case):
    token = signed(case)
    page = slip.pdf(case, token, root=ROOT)
    assert pages(page) == (1, [148, 210])
    assert set(pictures.read_codes(page)) == {token, case.number}
    assert pictures.slip_token(page) == token


@pytest.mark.parametrize("profile", ["", "traveller"])
def test_the_stamp_of_a_trial_leaves_the_bars_their_white(profile):
    """The title of a note is longer than that of a slip: the stamp behind it stood in the first bars."""
    note = replace(PLAIN, basis="unfinished", marks=("unfinished", "trial"), profile=profile)
    document = pypdfium2.PdfDocument(slip.pdf(note, signed(note), root=ROOT))
    dots = 20
    picture = document[0].render(scale=dots / 72 * 25.4).to_pil().convert("L")
    left = slip.RIGHT - codes.code128(note.number)[0] * 0.25
    quiet = picture.crop((int((left - 2.4) * dots), 12 * dots, int((left - 0.1) * dots), 19 * dots))
    document.close()
    assert quiet.getextrema()[0] > 200


def test_the_page_says_what_the_slip_says_as_people_read_it():
    text = words(slip.pdf(WORST, signed(WORST), root=ROOT))
    for part in (
        WORST.number, "琼A·D12345", "琼A·1234挂", "MSKU0383250", "CSQU3054383", "HN12345678AB", "24,310.5kg", "H4601234", "H4605678", "2026-11-2116:35:59",
        "2026-11-2122:35", "人工查验", "Manualinspection", "查验后放行", "#99999999", "a1b2c3d4e5f60718", ROOT, "演练TRIAL", "海南𠮷祥供应链有限公司", WORST.enterprise,
    ):
        assert part in text, part


def test_the_same_slip_gives_the_same_bytes_in_every_process():
    code = (
        "import hashlib; from tests.release.slips import CROWDED, signed; from workstation.paper import slip;"
        "print(hashlib.sha256(slip.pdf(CROWDED, signed(CROWDED), 2, ('void',), '0123456789abcdef')).hexdigest())"
    )
    here = slip.pdf(PLAIN, signed(PLAIN)) and slip.pdf(CROWDED, signed(CROWDED), 2, ("void",), ROOT)
    seen = {subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() for _ in range(2)}
    assert seen == {hashlib.sha256(here).hexdigest()}


@pytest.mark.parametrize(("copy", "marks", "case", "said", "unsaid"), [
    (1, (), PLAIN, ("原件Original", "已放行"), ("补打", "VOID", "TRIAL")),
    (3, (), PLAIN, ("补打2·Reprint2",), ("原件",)),
    (1, ("void",), PLAIN, ("作废VOID", "VOID–notarelease"), ("Released",)),
    (1, ("trial",), PLAIN, ("演练TRIAL",), ()),
    (1, (), EMERGENCY, ("应急放行", "Emergencyrelease", "令号Order琼关应急2026-11-03"), ("已放行",)),
    (1, (), replace(PLAIN, basis="unfinished"), ("查验未完", "Inspectionunfinished–notarelease"), ("已放行", "Releaseslip")),
    (1, ("slip-expired",), PLAIN, ("凭条已过有效期thesliphasexpired",), ()),
])
def test_marks_stand_on_the_page(copy, marks, case, said, unsaid):
    text = words(slip.pdf(case, signed(case), copy, marks, ROOT))
    assert all(part in text for part in said), text
    assert not any(part in text for part in unsaid), text


def test_long_lists_are_counted_and_long_words_end_in_an_ellipsis():
    text = words(slip.pdf(CROWDED, signed(CROWDED), root=ROOT))
    for part in ("共60项", "60inall", "共61项", "共10项"):
        assert part in text, part
    assert "MSKU0000006" not in text


SENTENCES = some.text(some.characters(exclude_categories=("Cs",)), max_size=300)


@settings(deadline=None, max_examples=25)
@given(name=SENTENCES, goods=SENTENCES, plate=SENTENCES, seals=some.lists(SENTENCES, max_size=9).map(tuple), number=some.integers(0, 70))
def test_whatever_the_words_it_is_one_page_and_its_rows_fit(name, goods, plate, seals, number):
    case = replace(
        CROWDED, enterprise_name=name, goods=goods, emergency=goods, vehicle=plate, trailer=plate, seals=seals, containers=CROWDED.containers[:number],
    )
    page = sheet.Sheet(slip.WIDE, slip.HIGH, "rows alone")
    place = rows.Place(11, 37, 137, 81.4, 150.8)
    assert rows.draw(page, case, case.marks, place) <= place.end + 0.01
    assert pages(slip.pdf(case, signed(PLAIN), 2, ("void", "trial"), ROOT))[0] == 1


def test_each_character_comes_in_the_first_font_that_has_it():
    assert fonts.runs("港𠮷A", fonts.BOLD) == (("NotoSansSC-Bold", "港"), ("RareHan-Regular", "𠮷"), ("NotoSansSC-Bold", "A"))
    assert fonts.runs("琼·A", fonts.BOLD) == (("NotoSansSC-Bold", "琼"), ("JetBrainsMono-Bold", "·"), ("NotoSansSC-Bold", "A"))


@pytest.mark.parametrize("letter", ["\U00030000", "\U0001f600", "\ue000", "\u0e01", "\u202e", "\U0010ffff"])
def test_a_character_no_font_has_is_printed_as_its_code_point(letter):
    name = f"U+{ord(letter):04X}"
    assert fonts.runs(f"港{letter}") == (("NotoSansSC-Regular", f"港{name}"),)
    case = replace(PLAIN, enterprise_name=f"海南{letter}有限公司")
    assert f"海南{name}有限公司" in words(slip.pdf(case, signed(case)))


def test_no_printed_character_is_an_empty_box():
    rare = fonts.register(fonts.RARE).face.charToGlyph
    assert len(rare) > 42_000
    assert 0 not in {rare[letter] for letter in (0x20BB7, 0x20000, 0x2A6D6)}
    for path in fonts.FILES:
        assert fonts.register(path).face.charToGlyph.get(ord("A"), 0) or path == fonts.RARE


@settings(deadline=None, max_examples=60)
@given(SENTENCES, some.integers(1, 3), some.floats(20, 120))
def test_broken_lines_fit_their_width_and_keep_every_word_until_the_ellipsis(text, count, most):
    found = sheet.lines(text, 10, most, rows=count)
    assert len(found) <= count
    assert all(fonts.width(line, 10) <= most * sheet.MM + 0.01 for line in found)
    flat, told = "".join(text.split()), "".join("".join(found).split())
    assert told == flat or (told.endswith("…") and flat.startswith(told[:-1]))
