"""An inspected traveller who went unsigned: found among those aside and ended by keys alone, from F1."""

from PySide6.QtCore import Qt
from real_desk import at_the_desk

from tests import yard as yards
from tests.persons import persons_port as port
from ui.window.questions import offered
from workstation.desk.card import Card
from workstation.words import say


def test_who_went_unsigned_is_called_back_by_choice_and_ended_with_words(qapp, qtbot, tmp_path):
    tables = port.rows(instruction=[yards.instruction("manual", kind="person", target="P1")])
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables, officer="S1", known={"profile": "traveller"}) as hands:
        window, sheet, kinds = hands.window, hands.window.sheet, []
        hands.opened.work.answered.connect(lambda _, reply: kinds.extend(event.kind for event in reply.value.events) if reply.value else None)
        for text in (port.ID, port.RECEIPT):
            hands.wedge(text)
            hands.until(lambda: not window.bridge.busy)
        hands.key(Qt.Key.Key_F6)
        hands.until(sheet.isVisible)
        forms = [sheet._editors[0].itemData(place) for place in range(sheet._editors[0].count())]
        assert {each for each in forms if each} == {"traveller", "baggage-image"}
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: window.at == "inspect" and window.inspect.going())
        assert not {"seal-apply", "seal-remove"} & {act.name for act in window.frame.keys._acts}, "nobody seals a traveller"
        hands.wedge(port.LATE)
        hands.until(lambda: window.inspect._editors["receipts"].entered() == port.LATE)
        given = {"place": "T1", "identity-match": "yes", "receipt-match": "yes", "within-trip": "yes", "for-others": "no", "found-pieces": "1", "goods-match": "yes", "bag": "none"}
        given |= {"other-goods": "nothing", "present": "self", "traveller-signature": "signed", "conclusion": "normal", "disposal": "release"}
        for field, value in given.items():
            hands.opened.work._entered(field, value)
        hands.opened.work.line({"act": "evidence", "file": hands.yard.photo(), "field": "photo"})
        hands.until(lambda: not window.bridge.busy and "evidence.added" in kinds)
        for act in ({"act": "sign", "secret": yards.secret("S1"), "reason": "x"}, {"act": "cosign", "officer": "O2", "secret": yards.secret("O2"), "reason": "x"}):
            hands.opened.work.line(act)
        hands.until(lambda: "inspection.closed" in kinds and not window.bridge.busy)
        hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        hands.until(lambda: {act.name: act.key for act in hands.card.acts}.get("gone") == "F11")
        hands.key(Qt.Key.Key_F10)
        hands.until(lambda: [chip.state for chip in hands.card.chips] == ["inspected"])
        assert "F11" in window.notice.words(), "where an officer looks: what stands aside, and how it ends"
        assert {"gone", "transfer", "resume"} <= {*offered(hands.card)}
        assert "gone" not in offered(Card()), "a truck is not gone"
        hands.key(Qt.Key.Key_F1)
        hands.until(sheet.isVisible)
        box = sheet._editors[0]
        box.setCurrentIndex(box.findData("resume"))
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: sheet.name == "resume")
        assert sheet._editors[0].currentText().endswith(f"…{port.RECEIPT[-6:]} · {say('chip.inspected')}")
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: hands.card.front and not sheet.isVisible())
        hands.key(Qt.Key.Key_F11)
        hands.until(lambda: sheet.isVisible() and sheet.name == "gone")
        hands.enter("gone to his ship")
        hands.until(lambda: not hands.card.front and not sheet.isVisible() and not hands.card.chips)
        assert window.notice.words() == say("traveller-gone")
