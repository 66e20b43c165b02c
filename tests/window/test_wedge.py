"""Keyboard-wedge bursts lose no character, wherever the focus is; hand typing still arrives, in order."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

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
    wedge.now = lambda: 0
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


class Keyboard:
    """Keys at chosen milliseconds of a clock that only the test moves; the field says when each one reached it."""

    def __init__(self, wedge, edit):
        self.wedge, self.edit, self.at, self.reached = wedge, edit, 0, []
        wedge.heard.clear()
        wedge._down.clear()
        if isinstance(edit, QLineEdit):
            edit.clear()
        wedge.now = lambda: self.at

    def until(self, at):
        """Time passes; the timer of the wedge fires when it is due."""
        while self.wedge._held and self.wedge.due <= at:
            self.at = max(self.at, self.wedge.due)
            self.wedge.look()
            self._reached()
        self.at = at

    def strike(self, at, sign, held=5):
        """One key down and up again."""
        self.until(at)
        QTest.keyPress(self.edit, sign)
        self._reached()
        self.until(at + held)
        QTest.keyRelease(self.edit, sign)

    def roll(self, struck):
        """Keys as (when, sign, how long down): one may go down before the last is up."""
        moves = [(at, 1, sign) for at, sign, _ in struck] + [(at + held, 0, sign) for at, sign, held in struck]
        for at, down, sign in sorted(moves):
            self.until(at)
            (QTest.keyPress if down else QTest.keyRelease)(self.edit, sign)
            self._reached()

    def _reached(self):
        if isinstance(self.edit, QLineEdit):
            self.reached += [self.at] * (len(self.edit.text()) - len(self.reached))


HAND = st.lists(st.tuples(st.integers(1, 200), st.integers(HELD_MS + 1, 160)), max_size=30).map(lambda keys: [(0, 90), *keys])
"""Gaps of keys and how long a finger stays on each, milliseconds."""
LIGHT = st.lists(st.tuples(st.integers(HELD_MS + 1, 200), st.integers(1, HELD_MS)), min_size=1, max_size=12)
"""Taps so light that they end before the next begins."""
FAST = st.lists(st.integers(1, 15), min_size=8, max_size=40)
SLOW = st.integers(16, 33).flatmap(lambda pace: st.lists(st.integers(pace - 3, pace + 3), min_size=8, max_size=30))
MACHINE = st.one_of(FAST, SLOW)


def moments(gaps):
    at, told = 1000, []
    for gap in gaps:
        at += gap
        told.append(at)
    return told


def by_hand(gaps):
    """No three keys within 40 ms: the third one is put off."""
    told = []
    for at in moments(gaps):
        told.append(max(at, told[-2] + HELD_MS + 1) if len(told) > 1 else at)
        told[-1] = max(told[-1], (told[-2] if len(told) > 1 else 0) + 1)
    return told


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HAND)
def test_every_key_of_a_hand_arrives_at_most_40_ms_late_and_in_order(wedge, box, keys):
    hand, struck = Keyboard(wedge, box.edit), by_hand([gap for gap, _ in keys])
    text = "".join("abcdefghij"[place % 10] for place in range(len(struck)))
    hand.roll([(at, sign, held) for at, sign, (_, held) in zip(struck, text, keys, strict=True)])
    hand.until(struck[-1] + HELD_MS)
    assert box.edit.text() == text
    assert wedge.heard == []
    assert all(at - pressed <= HELD_MS for pressed, at in zip(struck, hand.reached, strict=True))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIGHT)
def test_light_taps_of_a_hand_arrive_at_most_40_ms_late(wedge, box, keys):
    hand, struck = Keyboard(wedge, box.edit), moments([gap for gap, _ in keys])
    text = "".join("abcdefghij"[place % 10] for place in range(len(struck)))
    hand.roll([(at, sign, held) for at, sign, (_, held) in zip(struck, text, keys, strict=True)])
    hand.until(struck[-1] + HELD_MS)
    assert (box.edit.text(), wedge.heard) == (text, [])
    assert all(at - pressed <= HELD_MS for pressed, at in zip(struck, hand.reached, strict=True))


@pytest.mark.parametrize("gap", [5, 15, 25, 35])
def test_two_light_taps_close_together_are_typing(wedge, box, gap):
    hand = Keyboard(wedge, box.edit)
    hand.roll([(1000, "a", 4), (1000 + gap, "b", 4), (1200, "c", 90)])
    hand.until(1300)
    assert (box.edit.text(), wedge.heard) == ("abc", [])
    assert hand.reached[0] - 1000 <= gap + HELD_MS


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MACHINE, st.sampled_from([Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, None]), st.tuples(st.integers(41, 400), st.integers(1, 15)))
def test_a_scanner_of_1_to_36_ms_a_key_loses_nothing_after_a_hand_and_before_one(wedge, box, gaps, end, pauses):
    keys, struck = Keyboard(wedge, box.edit), moments(gaps)
    pause, last = pauses
    keys.strike(struck[0] - pause, "h", held=1)
    text = "".join("ABCDEFGHIJ"[place % 10] for place in range(len(struck)))
    keys.roll([(at, sign, max(min(gap - 1, 9), 1)) for at, sign, gap in zip(struck, text, [*gaps[1:], 9], strict=True)])
    if end is not None:
        keys.strike(struck[-1] + last, end, held=0)
    keys.strike(struck[-1] + last + HELD_MS * 3 // 2 + 1, "z", held=1)
    keys.until(struck[-1] + 500)
    assert wedge.heard == [text]
    assert box.edit.text() == "hz"


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("ABCXYZ0189-/:. $", min_size=4, max_size=40), min_size=1, max_size=4))
def test_any_texts_in_any_field_arrive_whole(wedge, box, texts):
    wedge.heard.clear()
    for text in texts:
        burst(box.edit, text)
    QApplication.processEvents()
    assert wedge.heard == texts
    assert box.edit.text() == ""


def test_fast_typing_and_enter_is_no_scan(wedge, box):
    keys = Keyboard(wedge, box.edit)
    for place, sign in enumerate("0231"):
        keys.strike(1000 + 30 * place, sign, held=45)
    keys.strike(1120, Qt.Key.Key_Return)
    assert (box.edit.text(), wedge.heard) == ("0231", [])


@pytest.fixture
def form(qtbot):
    """A dialog with every sort of widget a scan could disturb; `left` says what each holds."""
    dialog = QDialog()
    column = QVBoxLayout(dialog)
    parts = {
        "line": QLineEdit(), "secret": QLineEdit(echoMode=QLineEdit.EchoMode.Password), "page": QPlainTextEdit(), "number": QSpinBox(maximum=999_999),
        "choice": QComboBox(), "key": QPushButton("OK"), "list": QListWidget(),
    }
    parts["choice"].addItems(["MSKU", "HN"])
    parts["list"].addItems(["MSKU", "HN"])
    parts["list"].setCurrentRow(0)
    pressed = []
    parts["key"].clicked.connect(lambda: pressed.append(1))
    parts["key"].setDefault(True)
    for part in parts.values():
        column.addWidget(part)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.parts = {**parts, "nothing": dialog}
    dialog.left = lambda: (
        parts["line"].text(), parts["secret"].text(), parts["page"].toPlainText(), parts["number"].value(), parts["choice"].currentText(),
        parts["list"].currentRow(), pressed, dialog.isVisible(),
    )
    return dialog


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab, None])
@pytest.mark.parametrize("pace", [5, 15, 25, 35])
def test_a_scan_at_any_pace_disturbs_nothing_whatever_has_the_focus(wedge, form, pace, end):
    before = form.left()
    for name, part in form.parts.items():
        part.setFocus()
        keys = Keyboard(wedge, part)
        text = "]C1HN1234567 x!"
        keys.roll([(1000 + pace * place, sign, pace // 2) for place, sign in enumerate([*text, *([end] if end else [])])])
        keys.until(3000)
        assert (name, wedge.heard, form.left()) == (name, [text], before)
        assert name == "nothing" or form.focusWidget() is part


@pytest.mark.parametrize("pace", [5, 15, 25, 35])
def test_a_slow_scan_through_an_input_method(wedge, box, pace):
    keys = Keyboard(wedge, box.edit)
    for place, sign in enumerate("MSKU0383250"):
        keys.until(1000 + pace * place)
        commit(box.edit, sign)
    keys.strike(1000 + 11 * pace, Qt.Key.Key_Return)
    for length in range(1, 12):
        keys.until(3000 + pace * length)
        preedit(box.edit, "msku0383250"[:length])
    commit(box.edit, "msku0383250")
    assert (wedge.heard, box.edit.text()) == (["MSKU0383250", "msku0383250"], "")


def test_a_slow_scanner_may_stumble(wedge, box):
    keys = Keyboard(wedge, box.edit)
    keys.roll([(1000 + 33 * place + 22 * (place > 5), sign, 9) for place, sign in enumerate("MSKU0383250")])
    keys.until(2000)
    assert (wedge.heard, box.edit.text()) == (["MSKU0383250"], "")


def test_a_key_whose_release_was_lost_makes_no_hand_of_a_scanner(wedge, box):
    keys = Keyboard(wedge, box.edit)
    QTest.keyPress(box.edit, "q")
    keys.until(1000)
    keys.roll([(1000 + 30 * place, sign, 9) for place, sign in enumerate("MSKU0383250")])
    keys.until(2000)
    assert (wedge.heard, box.edit.text()) == (["MSKU0383250"], "q")


def test_a_window_that_was_busy_takes_the_keys_that_wait_before_it_judges(wedge, box, qtbot):
    at = 0
    wedge.now = lambda: at
    QTest.keyClick(box.edit, "M")
    at = 90
    wedge.look()
    burst(box.edit, "SKU0383250")
    assert wedge.heard == ["MSKU0383250"]
    QTest.keyClick(box.edit, "M")
    at = 180
    wedge.look()
    qtbot.waitUntil(lambda: box.edit.text() == "M")


@pytest.mark.parametrize(("text", "kept"), [("a long phrase of 9 words", True), ("12345670", True), ("6401 2026", True), ("HNB1:ABCDEFGH", False), ("]C1HN1234567", False), ("MSKU0383250", False)])
@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab, None])
def test_a_hidden_field_keeps_what_is_typed_however_fast_but_no_code_that_proves_itself(wedge, form, text, kept, end):
    secret, sent = form.parts["secret"], []
    secret.returnPressed.connect(lambda: sent.append(secret.text()))
    secret.setFocus()
    keys = Keyboard(wedge, secret)
    keys.roll([(1000 + 5 * place, sign, 2) for place, sign in enumerate([*text, *([end] if end else [])])])
    keys.until(3000)
    assert (secret.text(), wedge.heard) == ((text, []) if kept else ("", [text]))
    assert sent == ([text] if kept and end == Qt.Key.Key_Return else [])
    assert secret.hasFocus() != (kept and end == Qt.Key.Key_Tab)


@pytest.mark.parametrize(("pace", "machine"), [(3, True), (20, True), (45, False), (0, False)])
@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_what_a_machine_typed_into_a_hidden_field_is_sent_by_a_hand_only(wedge, form, pace, machine, end):
    """By the time the system gave each key, whenever it reached the window; without such times nothing is known."""
    secret, sent, told = form.parts["secret"], [], []
    secret.returnPressed.connect(lambda: sent.append(secret.text()))
    wedge.filled.connect(lambda: told.append(secret.selectedText()))
    secret.setFocus()
    wedge.now = lambda: 500
    for place, sign in enumerate([*"SF1000000001", end]):
        for sort in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(sort, sign if sign == end else ord(sign), Qt.KeyboardModifier.NoModifier, "" if sign == end else sign)
            event.setTimestamp(9000 + pace * place if pace else 0)
            QCoreApplication.sendEvent(secret, event)
    assert (secret.text(), wedge.heard, len(told)) == ("SF1000000001", [], int(machine))
    assert sent == ([] if machine or end == Qt.Key.Key_Tab else ["SF1000000001"])
    assert secret.hasFocus() == (machine or end == Qt.Key.Key_Return)
    if machine:
        wedge.now = lambda: 5000
        QTest.keyClick(secret, Qt.Key.Key_Return)
        assert (sent, secret.selectedText()) == (["SF1000000001"], "SF1000000001"), "a secret that was scanned is sent by Enter, another is typed over it"
