"""What the sheet asks besides: a second officer where a correction takes evidence away, one paper of several where a confirmation is about it."""

from real_desk import at_the_desk

from tests.yard import SEAL, clean, secret
from ui.window.questions import questions
from ui.window.theme import Look


def fill(sheet, **values):
    for editor in sheet._editors:
        if editor.name in values:
            editor.put(values[editor.name]) if hasattr(editor, "_select") else editor.setText(values[editor.name])


def names(sheet):
    return [editor.name for editor in sheet._editors]


def test_a_correction_that_takes_evidence_away_asks_for_a_second_officer(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s", officer="O1") as hands:
        for line in clean("tampered"):
            hands.opened.work.line(line)
        hands.until(lambda: hands.card.state == "verdict" and hands.card.channel != "release")
        sheet = hands.window.sheet
        hands.opened.work.act("correct")
        assert names(sheet) == ["part", "value", "to", "reason"]
        fill(sheet, part="seal-status", value=SEAL, to="sealed", reason="misread")
        sheet._answer()
        hands.until(lambda: names(sheet)[4:] == ["officer", "secret"])
        assert [editor.entered() for editor in sheet._editors] == ["seal-status", SEAL, "sealed", "misread", "", ""]
        assert sheet.news.text()
        hands.window._switch("language")
        hands.until(lambda: names(sheet)[4:] == ["officer", "secret"])
        fill(sheet, officer="N1", secret=secret("N1"))
        sheet._answer()
        hands.until(lambda: not sheet.isVisible() and hands.card.channel == "release")


def test_a_confirmation_may_be_about_one_of_several_papers():
    look = Look()
    assert "about" not in [each.name for each in questions("confirm", look, {}, (), ("6401 2026 1 000000123",))]
    asked = {each.name: each for each in questions("confirm", look, {}, (), ("6401 2026 1 000000123", "6401 2026 1 000000124"))}
    assert asked["about"].choices[0] == ("640120261000000123", "6401 2026 1 000000123")
    assert not asked["about"].required
