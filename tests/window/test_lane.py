"""Every state of the Lane screen paints, in both languages and themes; words fit; nothing says a key instead of words."""

import re
from dataclasses import replace
from itertools import product

import pytest
from PySide6.QtGui import QFontMetricsF

from ui.window.lane.parts import compared, in_order
from ui.window.lane.wording import big_words, other_line, reasons, span
from ui.window.paint import Place, Run, fits
from ui.window.pictures import frame_for, picture
from ui.window.samples import CARDS, NOW
from ui.window.theme import LEAST_VERDICT, THEMES, Look, zoom_for
from workstation.desk.card import Act, Card, Row, Say

SIZES = ((1280, 720), (1280, 800), (1920, 1080), (1024, 640), (853, 533))


@pytest.mark.parametrize("name", CARDS)
def test_every_state_paints_in_both_languages_and_themes(name):
    seen = set()
    for lang, theme in product(("zh", "en"), THEMES):
        image = picture(frame_for(name, lang, theme, (1280, 800)))
        assert image.size().width() == 1280
        seen.add(bytes(image.constBits())[:4_000_000])
    assert len(seen) == 4


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_big_word_fits_and_is_large(size, lang):
    for name in CARDS:
        frame = frame_for(name, lang, "light", size)
        frame.grab()
        band = frame.lane.band
        word, font = band.big_font(band.width())
        look = Look(THEMES["light"], lang, zoom_for(*size))
        assert QFontMetricsF(font).horizontalAdvance(word) <= band.width() - look.px(129), (name, word)
        assert font.pixelSize() >= round(LEAST_VERDICT * look.zoom) - 1, (name, word)
        assert band.height() >= frame.lane.height() / 4


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reason_is_whole_in_at_most_two_lines(lang):
    for name, card in CARDS.items():
        frame = frame_for(name, lang, "light", (1280, 720))
        frame.grab()
        band = frame.lane.band
        room = band._room(band.width())
        run = band._reason(room)
        assert run.font.pixelSize() >= 28
        assert fits([run], Place(0, 0, room, 2)), name
        assert run.text in reasons(card, Look(THEMES["light"], lang)), name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_key_is_shown_for_words(lang):
    look = Look(THEMES["light"], lang)
    for name, card in CARDS.items():
        said = [*big_words(card, look), *reasons(card, look), other_line(card, look), *(look.say(f"act.{act.name}") for act in card.acts)]
        said += [look.say(f"part.{row.part}") for row in card.rows]
        assert not [words for words in said if re.fullmatch(r"[a-z]+(\.[a-z-]+)+", words)], name


def test_released_is_never_taken_for_may_be_released():
    light = THEMES["light"].faces
    assert light["release"].fill != light["released"].fill
    assert big_words(CARDS["release"], Look())[0] != big_words(CARDS["released"], Look())[0]


def test_the_timer_of_a_released_truck_stands_still(qtbot):
    frame = frame_for("released", "zh", "light", (1280, 800))
    before = picture(frame)
    frame.lane.band.tick(NOW + 3_000_000)
    assert picture(frame) == before


def test_the_timer_of_a_waiting_truck_goes_on():
    frame = frame_for("waiting", "zh", "light", (1280, 800))
    before = picture(frame)
    frame.lane.band.tick(NOW + 5_000)
    assert picture(frame) != before


def test_bad_rows_come_first():
    assert next(row.mark for row in in_order(CARDS["manual"])) == "bad"
    assert next(row.mark for row in in_order(CARDS["cannot-confirm"])) == "unsure"


@pytest.mark.parametrize(("one", "two", "differs"), [("AB1", "AB2", "001"), ("AB", "ABC", "001"), ("", "A", "1"), ("X", "X", "0"), ("HN12", "HM12", "0100")])
def test_differing_characters_are_boxed(one, two, differs):
    left, right, cells = compared(one, two)
    assert "".join(str(int(each)) for each in cells) == differs
    assert len(left) == len(right) == len(cells)


def test_hostile_values_paint():
    long = "琼" * 400
    rows = tuple(Row(part, mark, long, (Say("no.such.key", {"x": long}),), long) for part, mark in (("seal", "bad"), ("vehicle", "ok"), ("x\u202ey", "open"), ("\ud800", "none")))
    card = replace(CARDS["hold"], plate=long[:40], reasons=(Say(long),) * 3, rows=rows, chips=CARDS["hold"].chips * 20, stray=long, acts=(Act("release", "F12"),) * 12)
    for lang, size in product(("zh", "en"), SIZES):
        frame = frame_for("hold", lang, "dark", size)
        frame.lane.show_card(card)
        frame.keys.show_acts(card.acts)
        assert not picture(frame).isNull()


def test_open_and_closed_mark_differ():
    pictures = []
    for durable in (False, True):
        frame = frame_for("release", "zh", "light", (1280, 800))
        frame.lane.show_card(replace(CARDS["release"], durable=durable))
        pictures.append(picture(frame))
    assert pictures[0] != pictures[1]


def test_an_empty_card_paints():
    frame = frame_for("free", "en", "light", (1280, 800))
    frame.lane.show_card(Card())
    assert not picture(frame).isNull()


def test_span():
    assert (span(0), span(65_000), span(3_661_000)) == ("0:00", "1:05", "1:01:01")


def test_keys_of_english_fit_at_1280():
    for name in CARDS:
        frame = frame_for(name, "en", "light", (1280, 720))
        frame.grab()
        boxes = frame.keys.boxes()
        assert not boxes or boxes[-1][1].right() <= frame.keys.width(), name
        look = frame.look
        for act, box in boxes:
            words = Run(look.say(f"act.{act.name}"), look.font(17, bold=True), look.colour("ink"))
            assert fits([words], Place(0, 0, box.width(), 1))


def test_many_rows_are_squeezed_and_then_counted():
    rows = tuple(Row("container", "ok", f"MSKU 0383{n:02} 0") for n in range(30))
    frame = frame_for("release", "zh", "light", (1280, 720))
    frame.lane.show_card(replace(CARDS["release"], rows=rows))
    whole = picture(frame)
    frame.lane.show_card(replace(CARDS["release"], rows=rows[:9]))
    assert picture(frame) != whole
