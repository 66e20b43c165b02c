"""Inspect, Find, Devices, the sheet and the preview, each driven with real values."""

from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from ui.window.ask import Sheet
from ui.window.devices.screen import Devices
from ui.window.devices.values import Device
from ui.window.fields import Choice, Question, Text
from ui.window.find import Find
from ui.window.inspect import Inspect
from ui.window.keys import Keys
from ui.window.preview import Preview, page_image
from ui.window.questions import ASKED, questions
from ui.window.rail import CAP, SCREENS, Rail
from ui.window.shift import BATCH, JournalTable
from ui.window.shows import INSPECT_ACTS
from ui.window.theme import DARK, LIGHT, Look
from workstation.desk.card import Act
from workstation.inspection import forms
from workstation.inspection.values import Inspection
from workstation.register.find import Found
from workstation.words import catalogue

LOOKS = [Look(LIGHT, "zh"), Look(DARK, "en"), Look(LIGHT, "en", 1.5)]


@pytest.fixture
def page(qtbot):
    made = Inspect()
    qtbot.addWidget(made)
    made.resize(1140, 640)
    made.dress(LOOKS[0])
    made.show()
    return made


@pytest.fixture
def around(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


@pytest.mark.parametrize("form", forms.all().values(), ids=lambda form: form.id)
def test_every_form_paints_in_every_look(page, form):
    for look in LOOKS:
        page.dress(look)
        page.show_inspection((Inspection("S/1", "S/0", form.id, form.version, state="open", officers=("0231",)), form))
        assert set(page._editors) == {field.id for field in form.fields}
        assert not page.grab().isNull()


def test_a_field_is_said_when_it_is_left_and_only_once(page, qtbot):
    form = forms.all()["container-open"]
    inspection = Inspection("S/1", "S/0", form.id, form.version, state="open", officers=("0231",))
    page.show_inspection((inspection, form))
    field = next(each for each in form.fields if each.kind == "text")
    heard = []
    page.entered.connect(lambda name, value: heard.append((name, value)))
    made = page._editors[field.id]
    made.setText(" as found ")
    made.leave()
    made.leave()
    assert heard == [(field.id, "as found")]
    assert page._marks[field.id].text() == Look().say("inspect.saving")
    page.refused(field.id, "no")
    assert "no" in page._marks[field.id].text()
    assert made.text() == " as found "


def test_what_is_typed_now_is_not_overwritten_by_an_answer(page, qtbot):
    form = forms.all()["container-open"]
    field = next(each for each in form.fields if each.kind == "text")
    page.show_inspection((Inspection("S/1", "S/0", form.id, form.version, state="open"), form))
    made = page._editors[field.id]
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.setText("half a sen")
    page.show_inspection((Inspection("S/1", "S/0", form.id, form.version, state="open", fields={field.id: "older"}), form))
    assert made.text() == "half a sen"


def test_nothing_to_inspect_has_words(page):
    page.show_inspection(None)
    assert page._none.isVisible()


def test_number_keys_pick_a_choice(qtbot):
    made = Choice(Question("risk", "choice", "", "", (("rush", "R"), ("evade", "E"))))
    qtbot.addWidget(made)
    heard = []
    made.left.connect(lambda name, value: heard.append((name, value)))
    QTest.keyClick(made, "2")
    QTest.keyClick(made, "9")
    assert heard == [("risk", "evade")]
    assert made.entered() == "evade"


def test_a_seal_field_folds_and_a_secret_is_hidden(qtbot):
    seal, secret = Text(Question("seal", "seal")), Text(Question("secret", "secret"))
    seal.setText(" hn1234567 ")
    secret.setText(" keep spaces ")
    assert seal.entered() == "HN1234567"
    assert secret.entered() == " keep spaces "
    assert secret.echoMode() == Text.EchoMode.Password


@pytest.mark.parametrize("act", ASKED)
def test_every_asked_act_opens_a_sheet_with_words_in_both_languages(around, act):
    sheet = Sheet(around)
    for look in LOOKS:
        sheet.dress(look)
        asked = questions(act, look, {})
        sheet.ask(act, asked)
        assert not sheet.grab().isNull()
        for question in asked:
            assert not question.label.startswith("ask.")
    assert f"act.{act}" in catalogue()


def test_a_sheet_asks_for_what_is_missing_and_keeps_no_secret(around):
    sheet = Sheet(around)
    sheet.dress(Look())
    asked = (Question("reason", "text", "R"), Question("secret", "secret", "S"))
    sheet.ask("hold", asked)
    answers = []
    sheet.answered.connect(lambda name, values: answers.append((name, values)))
    sheet._editors[1].setText("hidden")
    sheet._answer()
    assert answers == []
    sheet._editors[0].setText("seal")
    sheet._answer()
    assert answers == [("hold", {"reason": "seal", "secret": "hidden"})]
    sheet.put_away()
    sheet.ask("hold", asked)
    assert [each.entered() for each in sheet._editors] == ["seal", ""]


def test_find_lists_and_drops_old_answers(qtbot):
    find = Find()
    qtbot.addWidget(find)
    find.dress(Look())
    find.resize(800, 600)
    find.show()
    find.edit.setText("qa")
    find.show_found("q", [Found("vehicle", "琼A00001", "old")])
    assert find.list.count() == 0
    find.show_found("qa", [Found("vehicle", "琼A12345", "琼A·12345"), Found("vehicle", "琼A12346", "琼A·12346")])
    assert find.list.count() == 2
    QTest.keyClick(find.edit, Qt.Key.Key_Down)
    chosen = []
    find.chosen.connect(lambda kind, value: chosen.append((kind, value)))
    QTest.keyClick(find.edit, Qt.Key.Key_Return)
    assert chosen == [("vehicle", "琼A12346")]
    find.show_found("qa", [])
    assert find._empty.isVisible()


def test_devices_paint_with_trouble_in_words(qtbot):
    devices = Devices()
    qtbot.addWidget(devices)
    devices.resize(1140, 640)
    devices.show()
    rows = (
        Device("scanner", "/dev/x" * 30, "scanner-line", "down", 5, 1, 4000, "0d" * 90, "link-lost", (("address", "/dev/x"),)),
        Device("scale", "/dev/y", "xk3190", "up"),
    )
    for look in LOOKS:
        devices.dress(look)
        devices.show_devices(rows)
        assert not devices.grab().isNull()
    devices.show_devices(())
    assert devices._none.isVisible()


def test_the_journal_table_asks_for_more_only_once_and_knows_the_end(qtbot):
    table = JournalTable()
    asked = []
    table.wanted.connect(asked.append)
    table.restart()
    table.add([(900 - n, 0, "0231", "released", "x") for n in range(BATCH)])
    assert table.canFetchMore()
    table.fetchMore()
    assert not table.canFetchMore()
    table.add([(1, 0, "0231", "released", "x")])
    assert not table.canFetchMore()
    assert asked == [0, 900 - BATCH + 1]
    assert table.rowCount() == BATCH + 1


def test_the_preview_drops_a_page_that_is_no_longer_wanted(around):
    preview = Preview(around)
    preview.dress(Look())
    preview.resize(600, 600)
    preview.open("B")
    image = QImage(100, 140, QImage.Format.Format_RGB888)
    image.fill(0)
    preview.show_page("A", image)
    assert preview._image.isNull()
    preview.show_page("B", image)
    assert not preview.grab().isNull()
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_a_page_is_drawn_at_the_wanted_height(qtbot):
    document = pypdfium2.PdfDocument.new()
    document.new_page(420, 595)
    out = BytesIO()
    document.save(out)
    document.close()
    image = page_image(out.getvalue(), 595)
    assert (image.width(), image.height()) == (420, 595)


def test_a_counted_screen_still_shows_its_key(qtbot):
    rail = Rail()
    qtbot.addWidget(rail)
    pictures = []
    for counts in ({}, {"shift": 12}):
        rail.dress(LOOKS[0])
        rail.resize(rail.width(), 600)
        rail.show_at("lane", counts, usable=True, muted=False)
        pictures.append(rail.grab().toImage())
    wide, row = rail.width(), SCREENS.index("shift")
    cap = QRect(wide - 8 - CAP, 10 + 47 * row, CAP, 43)
    assert pictures[0].copy(cap) == pictures[1].copy(cap)
    assert pictures[0] != pictures[1], "and its count"


def test_a_sheet_shows_what_is_asked_now_and_nothing_of_before(around, qtbot):
    sheet = Sheet(around)
    sheet.dress(LOOKS[0])
    sheet.ask("correct", questions("correct", LOOKS[0], {}))
    before = list(sheet._editors)
    qtbot.waitUntil(lambda: all(each.isVisible() for each in before))
    sheet.ask("sign", questions("sign", LOOKS[0], {}))
    assert [each for each in before if each.isVisible()] == []


def test_answers_that_are_typed_by_name_are_named_and_units_are_words(page):
    form = forms.all()["container-open"]
    page.dress(LOOKS[1])
    page.show_inspection((Inspection("S/1", "S/0", form.id, form.version, state="open", officers=("0231",)), form))
    texts = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]
    several = next(field for field in form.fields if field.many and field.kind == "choice" and page._editors[field.id].isVisibleTo(page))
    assert " · ".join(f"{each.id} {each.en}" for each in several.choices) in texts
    assert not [text for text in texts if "件" in text]


@pytest.mark.parametrize("wide", [640, 1000, 1146, 1800])
def test_every_key_stays_in_sight_whatever_its_words(qtbot, wide):
    keys = Keys()
    qtbot.addWidget(keys)
    keys.dress(LOOKS[1])
    keys.resize(wide, keys.height())
    keys.show_acts((*INSPECT_ACTS, Act("emergency", "F12")))
    boxes = [box for _, box in keys.boxes()]
    assert all(one.right() <= other.left() for one, other in pairwise(boxes))
    assert boxes[-1].right() <= wide
    assert not keys.grab().isNull()
