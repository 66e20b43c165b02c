"""On a slow disk a card is shown before its event is durable; never one that lets somebody go."""

from tests.yard import OFFICERS, clean, secret
from workstation.desk import Desk


def test_the_card_of_a_read_comes_before_its_event_and_that_of_a_release_does_not(yard):
    station, shown = yard(), []
    station.close()
    # The first commit of a desk counts as slow: nobody knows the disk yet.
    for lines in (clean(), [{"act": "release"}]):
        desk = Desk.open(station.folder, next(iter(OFFICERS)), secret("S1"), station.clock, shown.append)
        desk._commit_ns = 10**12
        for line in lines:
            desk.line(line)
        assert desk.card().state == ("verdict" if lines[0] == clean()[0] else "released")
        desk.close()
    assert {card.state for card in shown} == {"waiting", "verdict"}
    assert not any(card.durable for card in shown)
