"""A traveller desk in the real window: three reads and F12; two reads and a reason."""

from PySide6.QtCore import Qt
from real_desk import at_the_desk

from tests.persons import persons_port as port


def events(hands, kind="guarantee.verified"):
    hands.yard.open("S1")
    found = [*hands.yard.desk.station.journal.events(kinds=(kind,))]
    hands.yard.close()
    return found


def test_three_reads_and_one_key(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", port.rows(), officer="S1", known={"profile": "traveller"}) as hands:
        hands.wedge(port.ID)
        hands.until(lambda: [row for row in hands.card.rows if row.part == "person" and row.mark == "ok"])
        hands.wedge(port.RECEIPT)
        hands.until(lambda: hands.part("receipt"))
        hands.wedge(port.BAG)
        hands.until(lambda: hands.part("pickup") and hands.card.durable)
        hands.key(Qt.Key.Key_F12)
        hands.until(lambda: (hands.card.state, hands.card.channel, hands.card.durable) == ("traveller", "verified", True))
        assert [event.subject for event in events(hands)] == ["DB1"]


def test_two_reads_and_a_stated_reason(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", port.rows(), officer="S1", known={"profile": "traveller"}) as hands:
        hands.wedge(port.ID)
        hands.until(lambda: [row for row in hands.card.rows if row.part == "person"])
        hands.wedge(port.RECEIPT)
        hands.until(lambda: hands.part("receipt") and hands.card.durable)
        hands.key(Qt.Key.Key_F8)
        hands.until(hands.window.sheet.isVisible)
        hands.enter("checked in, seen by the carrier")
        hands.until(lambda: (hands.card.state, hands.card.channel, hands.card.durable) == ("traveller", "verified", True))
        assert [(event.body["absent"], event.body["reason"]) for event in events(hands)] == [(["goods"], "checked in, seen by the carrier")]
