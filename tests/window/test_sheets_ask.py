"""What the sheet asks besides: a second officer where a correction takes evidence away, one paper of several where a confirmation is about it."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from real_desk import at_the_desk

from tests.yard import BOX, BOX2, PAPERS, SEAL, clean, rows, secret
from ui.window.questions import ASKED, MORE, more, questions
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
    assert "about" not in [each.name for each in questions("confirm", look, {}, (), {"about": ("6401 2026 1 000000123",)})]
    asked = {each.name: each for each in questions("confirm", look, {}, (), {"about": ("6401 2026 1 000000123", "6401 2026 1 000000124")})}
    assert asked["about"].choices[0] == ("640120261000000123", "6401 2026 1 000000123")
    assert not asked["about"].required


def test_a_move_that_takes_evidence_away_asks_for_the_second_officer(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s", officer="O1") as hands:
        for line in (*clean(), {"scan": BOX2}):
            hands.opened.work.line(line)
        hands.until(lambda: hands.card.channel == "manual" and hands.card.durable)
        sheet = hands.window.sheet
        hands.opened.work.act("move")
        assert names(sheet) == ["value", "to"]
        hands.enter(BOX2)
        hands.enter("new")
        hands.until(lambda: names(sheet) == ["value", "to", "officer", "secret"])
        assert sheet._editors[2].hasFocus(), "what was typed stands, the second officer is asked next"
        hands.enter("O2")
        hands.enter(secret("O2"))
        hands.until(lambda: not sheet.isVisible() and not hands.card.plate)
        assert len(hands.part("container")) == 1


@pytest.mark.parametrize("roster", ["O1 O2 N1", ""])
def test_an_inspector_who_was_not_drawn_is_asked_why(qapp, qtbot, tmp_path, roster):
    """Under a roster, and without one."""
    with at_the_desk(qapp, qtbot, tmp_path / "s", officer="S1") as hands:
        work, sheet = hands.opened.work, hands.window.sheet
        for line in (*([{"act": "roster", "officers": roster}] if roster else ()), *clean("open"), {"act": "inspect", "form": "appearance"}):
            work.line(line)
        hands.until(lambda: hands.window.at == "inspect")
        hands.until(lambda: hands.window.inspect._pair and hands.window.inspect._pair[0].drawn)
        drawn = hands.window.inspect._pair[0].drawn
        hands.until(lambda: any(", ".join(drawn) in label.text() for label in hands.window.inspect._side.findChildren(QLabel)))
        given = {"place": "2", "seal-state": "none", "packaging": "intact", "marks-match": "yes", "party": "agent", "party-signature": "signed"}
        for field, value in (given | {"conclusion": "normal", "disposal": "release"}).items():
            work.line({"act": "set", "field": field, "value": value})
        answered = []
        work.answered.connect(lambda asked, _: answered.append((asked["act"], asked.get("value", ""))))
        Image.new("L", (4000, 4000), 90).save(tmp_path / "large.png")
        work.line({"act": "evidence", "file": str(tmp_path / "large.png"), "field": "photo"})
        work.line({"act": "set", "field": "place", "value": "3"})
        hands.until(lambda: ("evidence", "") in answered)
        assert answered[-2:] == [("set", "3"), ("evidence", "")], "a photo is looked at beside the desk, which answers what comes meanwhile"
        hands.key(Qt.Key.Key_F6)
        hands.enter(secret("S1"))
        hands.until(lambda: names(sheet) == ["secret", "reason"])
        assert ", ".join(drawn) in sheet.news.text()
        hands.enter(secret("S1"))
        hands.enter("he is at the gate")
        hands.until(lambda: not sheet.isVisible())
        hands.until(lambda: any(label.text().endswith("he is at the gate") for label in hands.window.inspect._side.findChildren(QLabel)))
        work.act("cosign")
        hands.enter(drawn[0])
        hands.enter(secret(drawn[0]))
        hands.until(lambda: not sheet.isVisible())
        desk = hands.yard.open("S1")
        signed = [event.body for event in desk.station.journal.events(kinds=("inspection.signed",))]
        hands.yard.close()
        assert [(body["signer"], body.get("reason")) for body in signed] == [("S1", "he is at the gate"), (drawn[0], None)]


def test_every_act_that_asks_has_words_for_its_fields():
    for lang in ("zh", "en"):
        look = Look(lang=lang)
        asked = [each for act in ASKED for each in questions(act, look, {}, (), {"about": ("1", "2"), "container": ("1", "2")})] + [each for key in MORE for each in more(look, key)]
        assert [each.name for each in asked if each.label.startswith("ask.")] == []
        assert [act for act in ASKED if look.say(f"act.{act}") == f"act.{act}"] == []


def test_on_a_truck_of_two_containers_a_seal_is_put_on_one_of_them(qapp, qtbot, tmp_path):
    boxes = [{"number": box, "papers": PAPERS, "tare_kg": "2200"} for box in (BOX, BOX2)]
    with at_the_desk(qapp, qtbot, tmp_path / "s", rows(container=boxes), officer="O1") as hands:
        for line in (*clean(), {"scan": BOX2}):
            hands.opened.work.line(line)
        hands.until(lambda: len(hands.part("container")) == 2 and not hands.window.bridge.busy)
        sheet = hands.window.sheet
        hands.opened.work.act("seal-apply")
        assert names(sheet) == ["seal", "container"]
        hands.enter("HN900001")
        hands.key(Qt.Key.Key_Return)
        hands.until(sheet.news.text)
        hands.key("2")
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: not sheet.isVisible() and not hands.window.bridge.busy)
        told = []
        hands.window.bridge.read(lambda desk: desk.stand.passage.applied, lambda reply: told.append(reply.value))
        hands.until(lambda: told)
        assert told == [(("HN900001", BOX2),)]
