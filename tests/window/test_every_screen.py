"""Every screen as a stranger meets it: words twice as long are painted whole or cut and never over each other, both languages say everything, Tab reaches every field."""

import re
from contextlib import contextmanager
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QStyle, QStyleOptionFrame
from real_desk import at_the_desk

from tests import yard as yards
from ui.window.lane.wording import big_words, reasons, state_of
from ui.window.paint import Place, Run, opposite, width_of
from ui.window.rail import SCREENS, WIDEST, Rail
from ui.window.theme import BODY, Look
from workstation import words

SIZES = ((1280, 720), (1024, 640))
PAGES = ("lane", "inspect", "find", "calls", "accounts", "shift", "devices", "person", "looks", "custody", "board", "stock")
ASKED = ("hold", "override", "confirm", "tare", "correct", "seal-replace", "lock-open", "seal-stock", "emergency")
CODE = re.compile(r"[\W\dA-Z_]*|\W*/\S+|.*\*\.jpg.*")


@contextmanager
def doubled():
    """Every word of the catalogue twice, by the way rule packs bring words of their own."""
    words.learn({key: {lang: f"{text} {text}" for lang, text in said.items()} for key, said in words.catalogue().items()})
    try:
        yield
    finally:
        words.learn({})


def settled():
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def cut(window):
    """Labels and buttons that stand in sight with words they have no room for."""
    found = []
    for label in window.findChildren(QLabel):
        if label.isVisible() and label.text() and not label.visibleRegion().isEmpty():
            short = label.heightForWidth(label.width()) > label.height() + 1 if label.wordWrap() else label.sizeHint().width() > label.width() + 1
            found += [(label.text(), label.size().toTuple())] if short else []
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.fontMetrics().horizontalAdvance(button.text()) > button.width():
            found.append((button.text(), button.size().toTuple()))
    return found


def roomy(hands, lang):
    window = hands.window
    with doubled():
        if window.look.lang != lang:
            window._switch("language")
        for size in SIZES:
            window.resize(*size)
            for page in ("signin", "setup", *PAGES):
                window.show_screen(page)
                settled()
                assert cut(window) == [], (page, size)
            window.show_screen("lane")
            for act in ASKED:
                window.act.emit(act)
                settled()
                sheet = window.sheet
                assert sheet.isVisible()
                assert cut(sheet) == [], (act, size)
                assert window.frame.stack.rect().contains(sheet.geometry()), (act, size)
                rows = sorted((each.geometry() for each in sheet._editors), key=lambda box: box.top())
                assert not any(one.intersects(other) for one, other in pairwise(rows)), (act, size)
            sheet.put_away()
    window.resize(1280, 800)
    window.dress()


def texts(page):
    """What stands in every label, button and placeholder of a page that is in sight."""
    found = [each.text() for each in page.findChildren(QLabel) + page.findChildren(QAbstractButton) if each.isVisible()]
    return found + [each.placeholderText() for each in page.findChildren(QLineEdit) if each.isVisible()]


def asks_cut_short(page):
    """Placeholders in sight that end in dots."""
    found = []
    for each in page.findChildren(QLineEdit):
        option = QStyleOptionFrame()
        each.initStyleOption(option)
        room = each.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, each).width() - 4
        found += [each.placeholderText()] if each.isVisible() and each.fontMetrics().horizontalAdvance(each.placeholderText()) > room else []
    return found


def said_twice(hands):
    window = hands.window
    for page in PAGES:
        window.show_screen(page)
        both = {}
        for lang in ("zh", "en"):
            if window.look.lang != lang:
                window._switch("language")
            hands.until(lambda: not window.bridge.busy)
            settled()
            both[lang] = texts(window.pages.get(page))
            assert asks_cut_short(window.pages.get(page)) == [], page
        assert len(both["zh"]) == len(both["en"]), page
        assert [one for one, other in zip(*both.values(), strict=True) if one == other and not CODE.fullmatch(one)] == [], page


def by_tab(hands):
    window = hands.window
    for page in ("signin", "setup", "person", "custody", "board", "find"):
        window.show_screen(page)
        settled()
        front = window.pages.get(page)
        kinds = front.findChildren(QLineEdit) + front.findChildren(QComboBox) + front.findChildren(QAbstractButton)
        wanted = {each for each in kinds if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus}
        met = set()
        for _ in range(len(wanted) + 12):
            met.add(window.focusWidget())
            hands.key(Qt.Key.Key_Tab)
        assert wanted <= met, page


def test_every_screen(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        for line in yards.clean(status="open"):
            hands.opened.work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and hands.card.durable)
        said_twice(hands)
        by_tab(hands)
        for lang in ("zh", "en"):
            roomy(hands, lang)


def test_a_held_truck_is_never_shown_as_one_that_may_go(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        for line in yards.clean():
            hands.opened.work.line(line)
        hands.until(lambda: hands.card.channel == "release" and hands.card.durable)
        assert state_of(hands.card) == "release"
        hands.opened.work.line({"act": "hold", "reason": "two drivers", "risk": "conceal"})
        hands.until(lambda: hands.card.held)
        card, look = hands.card, hands.window.look
        assert (card.channel, state_of(card), big_words(card, look)[0]) == ("release", "hold", look.say("channel.hold"))
        assert reasons(card, look) == ("N1 暂不放行:two drivers",)
        hands.opened.work.line({"act": "lift", "reason": "one left"})
        hands.until(lambda: not hands.card.held)
        assert state_of(hands.card) == "release"


def test_words_at_both_ends_of_a_line_never_meet(qapp):
    look = Look()
    for first, last, wide in (("放行凭条 HXG03", "Esc 关闭", 900), ("Release slip " * 4, "S saves a PDF " * 8, 500), ("long " * 60, "lost", 300)):
        picture = QImage(wide, 60, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        opposite(painter, Run(first, look.font(BODY), QColor("#ff0000")), Run(last, look.font(BODY), QColor("#0000ff")), Place(10, 10, wide - 20))
        painter.end()
        red = [x for x in range(wide) for y in range(60) if picture.pixelColor(x, y).blue() < picture.pixelColor(x, y).red() - 40]
        blue = [x for x in range(wide) for y in range(60) if picture.pixelColor(x, y).red() < picture.pixelColor(x, y).blue() - 40]
        assert red
        assert max(red) < min(blue, default=wide)


def test_the_rail_is_as_wide_as_its_words_and_no_wider_than_it_may_be(qapp, qtbot):
    rail = Rail()
    qtbot.addWidget(rail)
    rail.show_at("lane", {"calls": 118, "shift": 1002}, usable=True, muted=False)
    for lang in ("zh", "en"):
        look = Look(lang=lang)
        rail.dress(look)
        # From the left edge to where the widest badge begins, in front of the key.
        room = rail.width() - 8 - 28 - rail._wide(1002) - 2 - 22
        assert all(width_of(look.say(f"screen.{name}"), look.font(BODY, bold=True)) <= room + 1 for name in ("calls", "shift"))
        assert rail._wide(1002) == rail._wide(118) < 48, "more than it can count is no figure"
        plain = rail.width()
        with doubled():
            rail.dress(Look(lang=lang, zoom=1.001))
            assert plain < rail.width() <= look.px(WIDEST) + 1
    for tall in (720, 560):
        rail.resize(rail.width(), tall)
        step, low = rail._steps()
        assert 10 + step * len(SCREENS) <= tall - 12 - low * len(rail.switches()), "screens and switches never meet"
