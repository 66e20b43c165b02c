"""The whole window on a real station: set-up, sign-in, lock, scans from every side, live switching, screens, sheets that lose nothing."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.bridge import Reply
from ui.window.app import Opened
from ui.window.rail import SCREENS
from ui.window.samples import CARDS
from workstation import settings
from workstation.desk.station import Founding, found
from workstation.settings import Clock
from workstation.words import Refused

SECRET = "correct horse battery"


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    folder = tmp_path_factory.mktemp("station") / "data"
    found(folder, Founding("CNHXG", "03", "0231", SECRET), settings.now)
    return folder


@pytest.fixture
def opened(qapp, qtbot, station):
    made = open_on(qapp, qtbot, station)
    yield made
    close(qapp, made)


@pytest.fixture
def signed_in(opened, qtbot):
    sign_in(opened, qtbot)
    return opened


def open_on(qapp, qtbot, folder, clock: Clock = settings.now):
    made = Opened(folder, "zh", clock)
    qapp.installEventFilter(made.wedge)
    qtbot.addWidget(made.window)
    made.window.resize(1280, 800)
    made.window.show()
    qtbot.waitExposed(made.window)
    return made


def close(qapp, made):
    qapp.removeEventFilter(made.wedge)
    made.close()
    made.window.close()


def sign_in(made, qtbot):
    page = made.window.signin
    page.officer.setText("0231")
    page.secret.setText(SECRET)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: made.window.signed_in, timeout=20_000)
    qtbot.waitUntil(lambda: made.window.frame.bar._top.signed_in, timeout=20_000)


def burst(window, text):
    for sign in text:
        QTest.keyClick(window.windowHandle(), sign)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)


def test_first_run_makes_a_station_and_signs_in(qapp, qtbot, tmp_path):
    made = open_on(qapp, qtbot, tmp_path / "new")
    window = made.window
    assert window.at == "setup"
    for name, text in {"port": "cnhxg", "lane": "07", "officer": "0102", "secret": SECRET, "again": "another"}.items():
        window.setup.fields[name].setText(text)
    window.setup._ask()
    assert not window.signed_in
    assert window.setup.news.text()
    window.setup.fields["again"].setText(SECRET)
    window.setup._ask()
    qtbot.waitUntil(lambda: window.signed_in, timeout=20_000)
    assert window.at == "lane"
    assert settings.read(tmp_path / "new").port == "CNHXG"
    close(qapp, made)


def test_a_refused_set_up_keeps_what_was_typed(qapp, qtbot, tmp_path):
    made = open_on(qapp, qtbot, tmp_path / "new")
    fields = made.window.setup.fields
    for name, text in {"port": "nowhere", "lane": "07", "officer": "0102", "secret": SECRET, "again": SECRET}.items():
        fields[name].setText(text)
    made.window.setup._ask()
    qtbot.waitUntil(lambda: fields["port"].isEnabled() and bool(made.window.setup.news.text()))
    assert fields["officer"].text() == "0102"
    assert not (tmp_path / "new" / "settings.toml").exists()
    close(qapp, made)


def test_a_phrase_typed_like_a_burst_stays_in_the_secret_unseen(opened):
    signin = opened.window.signin
    signin.secret.setFocus()
    burst(opened.window, "correct horse battery")
    assert (signin.secret.text(), "horse" in signin.news.text()) == ("correct horse battery", False)
    signin.secret.clear()


def test_before_sign_in_a_scan_is_shown_and_refused(opened, qtbot):
    opened.window.signin.officer.setFocus()
    burst(opened.window, "MSKU0383250")
    assert "MSKU0383250" in opened.window.signin.news.text()
    assert opened.window.sounds.played[-1] == "refused"
    QTest.keyClick(opened.window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert opened.window.at == "signin"


def test_a_wrong_secret_has_words(opened, qtbot):
    page = opened.window.signin
    page.officer.setText("0231")
    page.secret.setText("wrong wrong wrong")
    page._ask()
    qtbot.waitUntil(lambda: page.secret.isEnabled() and bool(page.news.text()), timeout=20_000)
    assert page.news.text() != "secret-wrong"
    assert not opened.window.signed_in


def test_a_wedge_burst_becomes_a_part_even_with_a_sheet_open(signed_in, qtbot):
    window = signed_in.window
    window.act.emit("hold")
    reason = window.sheet._editors[0]
    reason.setText("half")
    burst(window, "CSQU3054383")
    qtbot.waitUntil(lambda: any(row.value.startswith("CSQU") for row in window.lane.card.rows), timeout=20_000)
    assert reason.text() == "half"
    window.sheet.put_away()


def test_esc_never_loses_work(signed_in, qtbot):
    window = signed_in.window
    QTest.keyClick(window.lane, "/")
    qtbot.waitUntil(window.typeline.isVisible)
    window.typeline.edit.setText("HN123")
    QTest.keyClick(window.typeline.edit, Qt.Key.Key_Escape)
    assert not window.typeline.isVisible()
    window.type()
    assert window.typeline.edit.text() == "HN123"
    window.typeline.close_line()
    window.act.emit("hold")
    window.sheet._editors[0].setText("because")
    QTest.keyClick(window.sheet, Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()
    window.act.emit("hold")
    assert window.sheet._editors[0].entered() == "because"


def test_a_letter_opens_the_type_line_with_candidates_in_words(signed_in, qtbot):
    window = signed_in.window
    window.lane.setFocus()
    QTest.keyClick(window.lane, "M")
    qtbot.waitUntil(window.typeline.isVisible)
    assert window.typeline.edit.text() == "M"
    window.typeline.edit.setText("MSKU0383250")
    qtbot.waitUntil(lambda: "集装箱" in window.typeline.candidates.text(), timeout=20_000)
    assert "校验位相符" in window.typeline.candidates.text()
    QTest.keyClick(window.typeline.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any(row.part == "container" and row.value for row in window.lane.card.rows))
    assert window.typeline.edit.text() == ""


def test_languages_and_themes_switch_live(signed_in, qtbot):
    window = signed_in.window
    pictures = set()
    for keys in ("F2", "theme", "F2", "theme"):
        if keys == "F2":
            QTest.keyClick(window, Qt.Key.Key_F2)
        else:
            QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        for name in SCREENS:
            window.show_screen(name)
            pictures.add((window.look.lang, window.look.theme.name, name, bytes(window.grab().toImage().constBits())[:3_000_000]))
    assert {each[:2] for each in pictures} == {("en", "light"), ("en", "dark"), ("zh", "dark"), ("zh", "light")}
    assert len({each[3] for each in pictures}) == 4 * len(SCREENS)


def test_mute_has_a_banner(signed_in):
    window = signed_in.window
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert window.sounds.muted
    assert window.frame.banners.isVisible()
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert not window.sounds.muted


def test_an_unusable_key_answers_with_a_sound(signed_in):
    window = signed_in.window
    window.show_screen("lane")
    window.frame.keys.show_acts(CARDS["waiting"].acts)
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert window.sounds.played[-1] == "unusable"


def test_lock_and_come_back(signed_in, qtbot):
    window = signed_in.window
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.at == "signin"
    assert window.signin.officer.text() == "0231"
    sign_in(signed_in, qtbot)
    assert window.at == "lane"


def test_the_journal_is_listed_as_one_looks(signed_in, qtbot):
    window = signed_in.window
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert window.at == "shift"
    qtbot.waitUntil(lambda: window.shift.journal.rowCount() > 2, timeout=20_000)
    newest = window.shift.journal
    assert int(newest.data(newest.index(0, 0))) > int(newest.data(newest.index(1, 0)))


def test_find_answers_without_waiting(signed_in, qtbot):
    window = signed_in.window
    window.show_screen("find")
    QTest.keyClicks(window.find.edit, "xy")
    with qtbot.waitSignal(window.find.wanted):
        pass
    qtbot.waitUntil(lambda: window.find.list.isVisible() or window.find._empty._key == "find.nothing", timeout=20_000)


def test_every_verdict_has_its_sound_once(signed_in):
    work, window = signed_in.work, signed_in.window
    for name in ("release", "not-customs", "machine", "manual", "hold", "cannot-confirm"):
        card = replace(CARDS[name], verdict=hash(name) % 10_000)
        work._sound(card)
        assert window.sounds.played[-1] == name
        work._sound(replace(card, tick="read"))
        assert window.sounds.played[-1] == "read"
    window.sounds.seen()


def test_a_hold_sounds_until_seen(signed_in):
    window = signed_in.window
    window.sounds.play("hold")
    assert window.sounds._again.isActive()
    QTest.keyClick(window.lane, Qt.Key.Key_Escape)
    assert not window.sounds._again.isActive()


def test_refused_words_stand_in_the_sheet(signed_in, qtbot):
    window = signed_in.window
    window.show_screen("lane")
    window.act.emit("lift")
    for editor in window.sheet._editors:
        editor.setText("x")
    window.sheet._answer()
    qtbot.waitUntil(lambda: bool(window.sheet.news.text()), timeout=20_000)
    assert window.sheet.isVisible()
    window.sheet.put_away()


def test_trouble_is_words(signed_in):
    signed_in.work.outcome({}, Reply(refused=Refused("usage", reason="disk")))
    assert "disk" in signed_in.window.notice.words()


def test_tab_reaches_fields_and_focus_is_visible(signed_in, qtbot):
    window = signed_in.window
    window.show_screen("lane")
    window.act.emit("confirm")
    first = window.focusWidget()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert window.focusWidget() is not first
    assert ":focus" in window.styleSheet()
    window.sheet.put_away()
