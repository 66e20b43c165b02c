"""The sheets of the Accounts screen keep what stands in them: in the other language, and where a second officer is wanted besides."""

from PySide6.QtCore import Qt
from real_desk import at_the_desk

from tests.accounts import accounts_port as port
from tests.yard import PLATE, USCC, secret
from workstation.words import say


def values(sheet):
    return {editor.name: editor.entered() for editor in sheet._editors}


def test_an_officer_puts_a_crossing_right_with_a_second_one(qapp, qtbot, tmp_path):
    told = port.tables(vehicle=[{"plate": PLATE, "sort": "truck", "tare_kg": "9000", "zero_tariff": True, "uscc": USCC}])
    with at_the_desk(qapp, qtbot, tmp_path / "station", told, officer="O1") as hands:
        sheet, page = hands.window.sheet, hands.window.pages.get("accounts")
        hands.key(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
        page.ask(USCC)
        hands.until(lambda: page.account)
        hands.key(Qt.Key.Key_F4)
        hands.key(Qt.Key.Key_F11)
        hands.until(sheet.isVisible)
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and page.account.vehicles[0].away)
        hands.key(Qt.Key.Key_F12)
        began = values(sheet)
        assert (began["plate"], began["direction"], began["day"]) == (PLATE, "out", page.account.day)
        choice = next(editor for editor in sheet._editors if editor.name == "to")
        offered = [choice.itemText(place) for place in range(choice.count())]
        assert all(any(say(f"account.right.{each}") in words for words in offered) for each in ("none", "out", "back", "day")), "in words, no key to be typed"
        for name, value in (("to", "day"), ("on", "2026-11-19"), ("reason", "wrong day")):
            editor = next(editor for editor in sheet._editors if editor.name == name)
            editor.put(value) if hasattr(editor, "_select") else editor.setText(value)
        entered = values(sheet)
        hands.key(Qt.Key.Key_F2)
        assert values(sheet) == entered, "another language is no other sheet"
        sheet._answer()
        hands.until(lambda: list(values(sheet))[-2:] == ["officer", "secret"])
        assert values(sheet) == entered | {"officer": "", "secret": ""}
        for name, value in (("officer", "O2"), ("secret", secret("O2"))):
            next(editor for editor in sheet._editors if editor.name == name).setText(value)
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and page.account.vehicles[0].stays[-1].left == "2026-11-19")
