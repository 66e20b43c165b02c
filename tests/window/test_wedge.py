"""Keyboard-wedge bursts lose no character, wherever the focus is; hand typing still arrives, in order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from ui.window.wedge import HELD_MS, Wedge


@pytest.fixture
def wedge(qapp):
    filter_ = Wedge()
    heard = []
    filter_.scanned.connect(heard.append)
    filter_.heard = heard
    qapp.installEventFilter(filter_)
    yield filter_
    qapp.removeEventFilter(filter_)


@pytest.fixture
def box(qtbot):
    dialog = QDialog()
    edit = QLineEdit()
    QVBoxLayout(dialog).addWidget(edit)
    dialog.edit = edit
    qtbot.addWidget(dialog)
    dialog.show()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    return dialog


def burst(target, text, end=Qt.Key.Key_Return):
    for sign in text:
        if sign == "\x1d":
            QTest.keyClick(target, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
        else:
            QTest.keyClick(target, sign)
    if end is not None:
        QTest.keyClick(target, end)


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_burst_inside_a_dialog_is_a_scan_and_nothing_reaches_the_field(wedge, box, end):
    burst(box.edit, "MSKU0383250", end)
    assert wedge.heard == ["MSKU0383250"]
    assert box.edit.text() == ""
    assert box.isVisible()


def test_a_burst_through_the_real_window_path(wedge, box, qtbot):
    burst(box.windowHandle(), "]C1HN1234567")
    qtbot.wait(HELD_MS * 2)
    assert wedge.heard == ["]C1HN1234567"]
    assert box.edit.text() == ""


def test_a_burst_without_terminator(wedge, box, qtbot):
    burst(box.edit, "640120261000000123", None)
    qtbot.waitUntil(lambda: wedge.heard == ["640120261000000123"])
    assert box.edit.text() == ""


def test_hand_typing_arrives(wedge, box, qtbot):
    for sign in "hand":
        QTest.keyClick(box.edit, sign)
        qtbot.wait(HELD_MS + 20)
    QTest.keyClick(box.edit, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: box.edit.text() == "han")
    assert wedge.heard == []


def test_two_quick_keys_and_enter_are_typing(wedge, box, qtbot):
    entered = []
    box.edit.returnPressed.connect(lambda: entered.append(box.edit.text()))
    burst(box.edit, "12")
    qtbot.waitUntil(lambda: entered == ["12"])
    assert wedge.heard == []


def test_held_keys_keep_their_order_before_arrows_and_backspace(wedge, box, qtbot):
    burst(box.edit, "ab", None)
    QTest.keyClick(box.edit, Qt.Key.Key_Left)
    QTest.keyClick(box.edit, "x")
    qtbot.waitUntil(lambda: box.edit.text() == "axb")


def test_shortcut_keys_are_not_held(wedge, box):
    burst(box.edit, "ab", None)
    QTest.keyClick(box.edit, "a", Qt.KeyboardModifier.ControlModifier)
    assert box.edit.selectedText() == "ab"


def test_gs_inside_a_burst_is_kept(wedge, box):
    burst(box.edit, "0106901234567892\x1d10ABC")
    assert wedge.heard == ["0106901234567892\x1d10ABC"]


def test_two_bursts_in_a_row(wedge, box):
    burst(box.edit, "MSKU0383250")
    burst(box.edit, "HN1234567")
    assert wedge.heard == ["MSKU0383250", "HN1234567"]


def test_a_scan_in_a_password_field(wedge, box):
    box.edit.setEchoMode(QLineEdit.EchoMode.Password)
    burst(box.edit, "HNB1:ABCDEFGH")
    assert wedge.heard == ["HNB1:ABCDEFGH"]
    assert box.edit.text() == ""


def commit(target, text):
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(target, event)


def preedit(target, text):
    QCoreApplication.sendEvent(target, QInputMethodEvent(text, []))


def test_an_input_method_that_commits_single_characters(wedge, box):
    for sign in "MSKU0383250":
        commit(box.edit, sign)
    QTest.keyClick(box.edit, Qt.Key.Key_Return)
    assert wedge.heard == ["MSKU0383250"]
    assert box.edit.text() == ""


def test_a_burst_swallowed_by_a_composition(wedge, box):
    for length in range(1, 12):
        preedit(box.edit, "msku0383250"[:length])
    commit(box.edit, "msku0383250")
    assert wedge.heard == ["msku0383250"]
    assert box.edit.text() == ""


def test_chinese_typed_with_an_input_method_arrives(wedge, box, qtbot):
    preedit(box.edit, "qiong")
    commit(box.edit, "琼")
    commit(box.edit, "人工查验放行通道车辆")
    qtbot.waitUntil(lambda: box.edit.text() == "琼人工查验放行通道车辆")
    assert wedge.heard == []


def test_focus_may_go_while_keys_are_held(wedge, qtbot):
    first, second = QLineEdit(), QLineEdit()
    page = QWidget()
    column = QVBoxLayout(page)
    column.addWidget(first)
    column.addWidget(second)
    qtbot.addWidget(page)
    page.show()
    second.setFocus()
    qtbot.waitUntil(second.hasFocus)
    QTest.keyClick(first, "z")
    first.deleteLater()
    qtbot.waitUntil(lambda: second.text() == "z")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("ABCXYZ0189-/:. $", min_size=4, max_size=40), min_size=1, max_size=4))
def test_any_texts_in_any_field_arrive_whole(wedge, box, texts):
    wedge.heard.clear()
    for text in texts:
        burst(box.edit, text)
    QApplication.processEvents()
    assert wedge.heard == texts
    assert box.edit.text() == ""
