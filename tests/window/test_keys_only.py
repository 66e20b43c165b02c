"""One officer, one keyboard: a truck from the first code to the released slip, an inspection signed by two, all by the keys that are shown."""

import pytest
from PySide6.QtCore import Qt
from real_desk import HOUR, NOW, at_the_desk

from tests.yard import BOX, PAPERS, PHOTO, PLATE, PLATE2, SEAL, instruction, rows, secret
from ui.window.fields import Choice
from workstation.inspection import progress

F = {number: Qt.Key(Qt.Key.Key_F1 + number - 1) for number in range(1, 13)}


def gather(hands):
    """Plate by hand, papers by hand, container and seal by the wedge, weight by hand."""
    hands.typed(PLATE)
    hands.until(lambda: hands.card.plate)
    hands.typed(PAPERS)
    hands.until(lambda: hands.part("declaration"))
    hands.wedge(BOX)
    hands.until(lambda: hands.part("container"))
    hands.wedge(SEAL)
    hands.until(lambda: hands.part("seal"))
    hands.typed("16200 kg")
    hands.until(lambda: hands.card.state == "verdict")


def test_a_clean_truck_by_keys_alone(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        gather(hands)
        assert hands.card.channel == "release"
        hands.key(F[12])
        hands.until(lambda: hands.card.state == "released" and hands.card.durable)
        hands.key(F[5])
        hands.until(lambda: not hands.window.cover._image.isNull())
        hands.type("s")
        hands.until(lambda: hands.window.cover._said[0] == "preview.saved")
        saved = tmp_path / "slips" / f"{hands.card.slip_number.replace('*', '_')}.pdf"
        assert saved.read_bytes().startswith(b"%PDF")
        hands.key(F[5])
        assert not hands.window.cover.isVisible()
        hands.key(F[8])
        hands.until(lambda: hands.card.unconfirmed == 0)
        hands.key(F[10])
        hands.until(lambda: hands.card.state == "free")


def test_hold_and_lift_by_keys(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        gather(hands)
        hands.key(F[7])
        hands.enter("odd")
        hands.keys("1", Qt.Key.Key_Return)
        hands.until(lambda: any(act.name == "lift" for act in hands.card.acts))
        hands.key(F[7])
        hands.enter("seen")
        hands.until(lambda: not any(act.name == "lift" for act in hands.card.acts))


def missing(hands):
    return progress.missing(*hands.window.inspect._pair)


def fill_form(hands, photo):
    """Enter goes from field to field; a choice takes its number; returns when nothing is missing."""
    inspect, answers = hands.window.inspect, {"conclusion": "normal", "disposal": "release", "seal-state": "none", "party": "none"}
    for _ in range(60):
        editor = hands.window.focusWidget()
        name = getattr(editor, "name", "")
        if isinstance(editor, Choice):
            values = [editor.itemData(number) for number in range(1, editor.count())]
            wanted = answers.get(name) if answers.get(name) in values else values[0]
            hands.key(str(values.index(wanted) + 1))
        elif not editor.entered():
            hands.type(photo if editor.asks("photo") else "ok 1")
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: not any(mark.text() == hands.window.look.say("inspect.saving") for mark in inspect._marks.values()))
        if not missing(hands):
            return


def sign(hands, drawn, officer):
    """The secret of who signs; where the draw named others the sheet asks anew, and why it is he."""
    sheet, asked = hands.window.sheet, lambda: [editor.name for editor in sheet._editors if editor.isVisible()]
    hands.enter(secret(officer))
    hands.until(lambda: not sheet.isVisible() or "reason" in asked())
    if sheet.isVisible():
        assert officer not in drawn
        hands.until(lambda: getattr(hands.window.focusWidget(), "name", "") == "secret")
        hands.enter(secret(officer))
        hands.enter("who was drawn is at the gate")
        hands.until(lambda: not sheet.isVisible())


def test_an_inspection_with_two_signatures_by_keys_alone(qapp, qtbot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.jpg").write_bytes(PHOTO)
    with at_the_desk(qapp, qtbot, tmp_path / "s", rows(instruction=[instruction("manual")])) as hands:
        hands.typed(PLATE)
        hands.until(lambda: hands.card.channel == "manual")
        hands.key(F[6])
        editor = hands.window.focusWidget()
        number = [editor.itemData(place) for place in range(editor.count())].index("appearance")
        hands.keys(str(number), Qt.Key.Key_Return)
        hands.until(lambda: hands.window.at == "inspect" and bool(hands.window.inspect._editors))
        hands.until(lambda: hasattr(hands.window.focusWidget(), "entered"))
        fill_form(hands, "p.jpg")
        assert not missing(hands)
        drawn = hands.window.inspect._pair[0].drawn
        hands.key(F[6])
        sign(hands, drawn, "N1")
        hands.key(F[7])
        hands.enter("O2")
        sign(hands, drawn, "O2")
        hands.until(lambda: hands.window.inspect._pair is None or len(hands.window.inspect._pair[0].signatures) == 2)
        hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        hands.until(lambda: hands.card.channel != "manual")


def test_a_stale_list_is_settled_by_a_call(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s", at=NOW - 30 * HOUR) as hands:
        gather(hands)
        assert hands.card.channel == "cannot-confirm"
        confirmed = 0
        while hands.card.channel == "cannot-confirm":
            verdict = hands.card.verdict
            hands.key(F[8])
            claim, who = hands.window.sheet._editors[0], hands.window.focusWidget()
            assert claim.entered(), "a fact whose data are too old stands there already"
            assert who.name == ("who" if not confirmed else "claim")
            if not confirmed:
                hands.enter("hq")
                hands.key(Qt.Key.Key_Return)
                hands.enter("r1")
            else:
                hands.keys(*[Qt.Key.Key_Return] * 4)
            hands.until(lambda: not hands.window.sheet.isVisible())
            hands.until(lambda before=verdict: hands.card.verdict != before or hands.card.channel != "cannot-confirm")
            confirmed += 1
            assert confirmed < 6
        assert hands.card.channel == "release"


def test_an_ambiguous_scan_is_settled_by_its_number(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        hands.wedge("ML99345678")
        hands.until(lambda: bool(hands.card.choices))
        kind, value = hands.card.choices[0]
        hands.key("1")
        hands.until(lambda: bool(hands.part("seal")))
        assert (kind, value) == ("seal", "ML99345678")
        assert not hands.card.choices


def test_emergency_takes_a_clock_time(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s", officer="S1") as hands:
        hands.key(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
        hands.key(F[8])
        hands.enter("E-1")
        hands.enter("23:30")
        hands.until(hands.window.frame.banners.isVisible)
        assert any("E-1" in str(values) for _, values in hands.window._banners.items())


def test_the_journal_is_narrowed_by_typing(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        hands.typed(PLATE)
        hands.until(lambda: hands.card.plate)
        hands.key(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
        journal = hands.window.shift.journal
        hands.until(lambda: journal.rowCount() > 4)
        hands.type("pack")
        hands.until(lambda: journal.rowCount() == 1)
        assert journal._rows[0][3] == "pack.loaded"
        hands.key(Qt.Key.Key_Escape)
        hands.until(lambda: journal.rowCount() > 4)


@pytest.mark.parametrize("seal", [("1", "sealed"), ("2", "open")])
def test_a_seal_is_judged_by_hand(qapp, qtbot, tmp_path, seal):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        hands.typed(PLATE)
        hands.until(lambda: hands.card.plate)
        hands.key(F[1])
        choice = hands.window.focusWidget()
        place = [choice.itemData(number) for number in range(choice.count())].index("seal-verify")
        for _ in range(place):
            hands.key(Qt.Key.Key_Down)
        hands.key(Qt.Key.Key_Return)
        hands.enter("ML1234")
        hands.keys(seal[0], Qt.Key.Key_Return)
        hands.until(lambda: bool(hands.part("seal")))
        assert any(note.key == f"seal.{seal[1]}" for row in hands.part("seal") for note in row.notes)


def test_a_sheet_changes_its_words_and_keeps_what_was_typed_for_its_truck(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        hands.typed(PLATE)
        hands.until(lambda: hands.card.plate)
        hands.key(F[7])
        hands.type("odd")
        zh = [question.label for question in hands.window.sheet._questions]
        hands.key(F[2])
        assert [question.label for question in hands.window.sheet._questions] != zh
        assert hands.window.sheet._editors[0].entered() == "odd"
        hands.key(Qt.Key.Key_Escape)
        hands.key(F[9])
        hands.until(lambda: hands.card.state == "free")
        hands.typed(PLATE2)
        hands.until(lambda: "67890" in hands.card.plate)
        hands.key(F[7])
        assert hands.window.sheet._editors[0].entered() == "", "what was typed for one truck is not said of another"
        hands.key(Qt.Key.Key_Escape)
