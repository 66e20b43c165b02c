"""What is painted on the way from a scan to its card: faces beforehand, plain boxes from their corners, one line of words without a layout."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from tests import yard as yards
from ui.window import kept, paint
from ui.window.keys import Keys
from ui.window.lane.band import Band
from ui.window.lane.faces import FACES, acts_of, painted
from ui.window.lane.screen import Lane
from ui.window.paint import Place, Run, flow
from ui.window.samples import CARDS
from ui.window.theme import DARK, LIGHT, Look
from workstation.desk.card import Card, Say


def drawn(paint_it, width, height):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill("#123456")
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_it(painter)
    painter.end()
    return image


def test_a_face_and_a_line_of_keys_are_drawn_before_the_first_truck_has_them(qapp):
    look, band, keys = Look(zoom=1.111), Band(), Keys()
    for widget, size in ((band, (1100, 229)), (keys, (1140, 89))):
        widget.dress(look)
        widget.resize(*size)
    for _ in painted(look, band, keys):
        pass
    held = set(kept._pictures._held)
    for name in FACES:
        state = name if name in ("waiting", "released") else "verdict"
        band.show_card(Card(state, channel=name, plate="琼B·90871", since=1, reasons=(Say("reason.instruction.listed"),), slip_number="HXG03-1", slip_at=1))
        keys.show_acts(acts_of(name))
        band.grab()
        keys.grab()
    assert set(kept._pictures._held) == held


OTHERWISE = {
    "hold": {"instruction": [yards.instruction()]},
    "manual": {"instruction": [yards.instruction("manual")]},
    "machine": {"instruction": [yards.instruction("machine")]},
    "not-customs": {"booking": [yards.booked(goods="none")]},
}


@pytest.mark.parametrize("name", FACES)
def test_the_line_of_keys_drawn_beforehand_is_the_one_the_desk_gives(tmp_path, name):
    yard = yards.Yard(tmp_path / "station", yards.rows(**OTHERWISE.get(name, {})))
    if name == "cannot-confirm":
        yard.clock.wait(200)
    scans = yards.clean()
    yard.lines(*(scans if name not in ("waiting", "not-customs") else [{"scan": yards.PLATE}]), *([{"act": "release"}] if name == "released" else []))
    card = yard.desk.card()
    assert name in (card.state, card.channel)
    assert card.acts == acts_of(name)
    yard.close()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("zoom", [1.0, 1.111, 1.5])
def test_a_plain_box_filled_is_the_box_drawn(qapp, theme, zoom):
    for name, face in theme.faces.items():
        band = Band()
        band.resize(700, 240)
        band.dress(Look(theme, zoom=zoom))
        state, _, channel = name.partition("-") if name.startswith(("gate-", "traveller-", "parcel-")) else ("verdict", "", name)
        band.show_card(Card(state, channel=channel))
        plain = kept.Plain(band._look.px(30), band._look.colour("ground"), band._ground)
        if band.face() == face and not face.hatch:
            key, box = ("test", name, theme.name, zoom), QRect(0, 0, 700, 240)
            filled = drawn(lambda painter, key=key, box=box, plain=plain: kept.framed(painter, key, box, plain), 700, 240)
            whole = drawn(lambda painter, key=key, box=box, plain=plain: kept.kept(painter, key, box, lambda own: plain.draw(own, box), plain.ground), 700, 240)
            assert filled == whole, name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_line_that_fits_is_as_high_as_if_it_were_laid_out_and_needs_no_layout(qapp, lang):
    look, lane = Look(lang=lang), Lane()
    lane.resize(1140, 640)
    lane.dress(look)
    before = paint._layout.cache_info().misses
    for card in CARDS.values():
        lane.show_card(card)
        lane.grab()
    # Reasons and notes that take a second line, and no others.
    assert paint._layout.cache_info().misses - before <= len(CARDS)
    runs = [Run("6401 2026 1  ", look.font(18, bold=True), look.colour("ink")), Run(look.say("lane.aside"), look.font(13), look.colour("soft"))]
    laid = paint._laid(runs, Place(0, 0, 900))
    assert flow(None, runs, Place(0, 0, 900)) == sum(tall for _, tall in laid.lines)
    assert sum(paint.width_of(run.text, run.font) for run in runs) == pytest.approx(laid.lines[0][0].naturalTextWidth(), abs=0.1)


def test_of_the_rows_of_a_card_only_what_is_new_is_measured_and_drawn(qapp):
    lane, card = Lane(), CARDS["release"]
    lane.resize(1140, 640)
    lane.dress(Look())
    lane.show()
    lane.show_card(card)
    lane.grab()
    before, held = dict(lane.parts._known), set(kept._pictures._held)
    weighed = replace(card.rows[4], value="24,290 kg")
    lane.show_card(replace(card, rows=(*card.rows[:4], weighed, *card.rows[5:])))
    lane.grab()
    assert [told.row for key, told in lane.parts._known.items() if before.get(key) is not told] == [weighed]
    # Its mark and name are those of the weight before.
    assert set(kept._pictures._held) == held
    lane.resize(1060, 640)
    lane.hide()
    assert not lane.parts._known
