"""The barrier on the lane: a release opens it once, a fault or a restart never; what it did stands in the journal."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from real_desk import at_the_desk

from devices.simulators import PtyDevice, Simulated
from devices.simulators.relay import Speech
from tests.yard import clean
from ui.links import Links
from ui.window.barriers import Barriers
from workstation.settings import Settings

ON, OFF, RED, GREEN = (1, True), (1, False), (2, True), (3, True)
SECONDS = 8_000


@pytest.fixture
def board(tmp_path):
    with Simulated(Speech(channels=4), PtyDevice(tmp_path, "board")) as made:
        made.link = {"name": "barrier", "address": made.address, "profile": "lcus-relay-answering", "driver": "relay", "red": "2", "green": "3", "pulse": "0.3"}
        yield made


def up(hands):
    hands.until(lambda: any(lamp.state == "up" for lamp in hands.window.lamps))


def release(hands):
    for line in clean():
        hands.opened.work.line(line)
    hands.until(lambda: hands.card.channel == "release" and hands.card.durable)
    hands.key(Qt.Key.Key_F12)
    hands.until(lambda: hands.card.state == "released" and hands.card.durable)


def moved(hands):
    """(kind, how, permit) of the barrier's events, and the id of the released passage."""
    events = list(hands.yard.open("N1").station.journal.events())
    hands.yard.close()
    told = [(event.kind, event.body["how"], event.body.get("permit", "")) for event in events if event.kind.startswith("barrier.")]
    return told, next((event.subject for event in events if event.kind == "released"), "")


def test_a_release_opens_once_and_says_so(qapp, qtbot, tmp_path, board):
    heard = board.speech.heard
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (board.link,)}) as hands:
        up(hands)
        hands.until(lambda: RED in heard)
        assert ON not in heard, "at rest after the opening"
        release(hands)
        hands.until(lambda: ON in heard and OFF in heard[heard.index(ON) :])
        assert GREEN in heard
        card = hands.card
        hands.until(lambda: moved(hands)[0])
        told, passage = moved(hands)
        assert told == [("barrier.opened", "opened", passage)]
        assert hands.card == card, "the card stays as the release left it"
        board.device.unplug()
        hands.until(lambda: hands.window.lamps[0].state == "down")
        board.device.plug()
        up(hands)
        hands.key(Qt.Key.Key_F10)
        hands.until(lambda: hands.card.state == "free")
        board.step({"by_hand": 1})
        hands.until(lambda: "手动" in hands.window.notice.words())
        assert heard.count(ON) == 1


def test_without_its_board_the_officer_is_told_and_nothing_is_made_up_for_later(qapp, qtbot, tmp_path, board):
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (board.link,)}) as hands:
        up(hands)
        board.device.unplug()
        hands.until(lambda: hands.window.lamps[0].state == "down")
        release(hands)
        hands.until(lambda: "未连接" in hands.window.notice.words())
        board.device.plug()
        up(hands)
        hands.until(lambda: board.speech.heard.count(RED) == 2)
        assert ON not in board.speech.heard
        told, passage = moved(hands)
        assert told == [("barrier.failed", "away", passage)]


class Lane:
    """Barriers on real links, with a clock and events of the test."""

    def __init__(self, qtbot, *links, profile="goods"):
        self.now, self.told, self.qtbot = 1_000_000, [], qtbot
        self.links = Links(links, lambda asked, _: self.asked.append(asked), lambda _: None)
        self.asked = []
        known = Settings("CNHXG", "03", "CNHXG-03-7KQ2", "", profile)
        self.barriers = Barriers(self.links, known, lambda: self.now, lambda line, words: self.told.append((line["how"], words)))

    def __enter__(self):
        self.links.start()
        self.qtbot.waitUntil(lambda: all(state.state == "open" for state in self.links.states()), timeout=SECONDS)
        return self

    def __exit__(self, *_):
        self.barriers._timer.stop()
        self.links.stop()

    def happens(self, kind, subject="CNHXG-03-7KQ2/7", age=0, **body):
        self.barriers.answered((SimpleNamespace(kind=kind, subject=subject, clock=self.now - age, body=body),))


def quiet(link):
    """Without lights, and on a board that does not answer."""
    return {name: value for name, value in link.items() if name not in ("red", "green")} | {"config_feedback": "false"}


def test_events_that_open_and_events_that_do_not(qtbot, board):
    heard = board.speech.heard
    with Lane(qtbot, quiet(board.link), profile="gate") as lane:
        for kind, body in (("verdict.given", {}), ("slip.printed", {}), ("slip.presented", {"accepted": False}), ("passage.left", {})):
            lane.happens(kind, **body)
        assert lane.told == []
        lane.happens("released", "one", age=60_000)
        assert lane.told == [("stale", "barrier-stale")]
        lane.happens("released", "two")
        lane.happens("released", "two")
        lane.happens("slip.presented", "HXG03-261121-00001-K", accepted=True)
        assert lane.told[1:] == [("sent", ""), ("sent", "")]
        lane.barriers.answered((
            SimpleNamespace(kind="released", subject="three", clock=lane.now, body={}), SimpleNamespace(kind="release.suspended", subject="three", clock=lane.now, body={}),
        ))
        qtbot.waitUntil(lambda: heard.count(ON) == 2 and heard[-1] == OFF, timeout=SECONDS)
        assert len(lane.told) == 3


def test_a_slip_opens_at_the_gate_only_and_where_it_is_set(qtbot, board):
    with Lane(qtbot, quiet(board.link)) as lane:
        lane.happens("slip.presented", "a", accepted=True)
        assert lane.told == []
    with Lane(qtbot, {**quiet(board.link), "opens": "presented"}, profile="gate") as lane:
        lane.happens("released", "b")
        assert lane.told == []
        lane.happens("slip.presented", "c", accepted=True)
        assert lane.told == [("sent", "")]


def test_a_board_that_is_deaf_is_told(qtbot, board):
    board.step({"deaf": True})
    with Lane(qtbot, {**board.link, "answer": "0.3"}) as lane:
        lane.happens("released")
        qtbot.waitUntil(lambda: lane.told == [("unanswered", "barrier-unanswered")], timeout=SECONDS)
        assert board.speech.heard == []


@pytest.mark.parametrize(("wrong", "name"), [
    ({"channel": "5"}, "channel"), ({"red": "1"}, "channel"), ({"channel": "0"}, "channel"), ({"green": "x"}, "green"), ({"pulse": "0"}, "pulse"),
    ({"pulse": "nan"}, "pulse"), ({"opens": "always"}, "opens"),
])
def test_a_wrong_setting_is_named_on_the_lamp_and_the_board_stays_out(qapp, wrong, name):
    lane = Lane(None, {"name": "b", "address": "loop://", "driver": "relay", "config_channels": "4"} | wrong)
    (state,) = lane.links.states()
    assert (state.state, state.words) == ("lost", "settings-wrong")
    assert name in str(state.values["name"])
    lane.happens("released")
    assert lane.told == []
