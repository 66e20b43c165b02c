"""A key pressed in the moment between a queued scan and its card reaches whoever was on the screen, or nobody."""

import threading
from contextlib import contextmanager

from PySide6.QtCore import Qt
from real_desk import at_the_desk

from tests.yard import PLATE, PLATE2, clean
from ui.bridge import ACT
from ui.window.lane.wording import big_words, reasons, state_of
from workstation import codes
from workstation.words import say

CTRL = Qt.KeyboardModifier.ControlModifier


def settled(hands):
    """Everything asked so far is answered, and the answers have come to the window."""
    done = []
    hands.window.bridge.read(lambda _: None, done.append, ACT)
    hands.until(lambda: done)


def fed(hands, *lines):
    for line in lines:
        hands.opened.work.line(line)
    settled(hands)


@contextmanager
def between(hands, text):
    """A scan is queued and its card not painted yet: the desk's thread does something else for so long."""
    go = threading.Event()
    hands.window.bridge.read(lambda _: go.wait(20), lambda _: None, ACT)
    hands.opened.work.scan(text, "serial", link="s1", enrolled=True)
    try:
        yield
    finally:
        go.set()
        settled(hands)


def refused(hands, act, seen, now):
    words = say("front-turned", act=act, pressed_for=seen, there_now=now)
    hands.until(lambda: hands.window.notice.words() == words)


def test_no_key_reaches_the_truck_that_comes_while_it_is_on_its_way(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        sheet, kinds = hands.window.sheet, []
        hands.opened.work.answered.connect(lambda _, reply: kinds.extend(event.kind for event in reply.value.events))
        one, two = codes.group("plate", PLATE), codes.group("plate", PLATE2)
        fed(hands, *clean(), {"act": "hold", "reason": "wet"})
        first = hands.card.passage
        fed(hands, {"scan": PLATE2}, {"act": "hold", "reason": "smell"})
        second = hands.card.passage
        # Both are held: a lift that was typed for the one is not the other's.
        hands.key(Qt.Key.Key_F7)
        hands.until(sheet.isVisible)
        hands.type("aired")
        with between(hands, PLATE):
            sheet.send.click()
        refused(hands, "lift", two, one)
        assert (hands.card.passage, sheet.isVisible(), "hold.lifted" in kinds) == (first, False, False)
        # In the other language the sheet is not silently the next one's.
        hands.key(Qt.Key.Key_F7)
        hands.until(sheet.isVisible)
        fed(hands, {"scan": PLATE2})
        hands.key(Qt.Key.Key_F2)
        assert (sheet.isVisible(), hands.window.notice.words()) == (False, say("sheet-other-truck", "en", act=say("act.lift", "en")))
        hands.key(Qt.Key.Key_F2)
        fed(hands, {"scan": PLATE})
        for key, act in ((Qt.Key.Key_F9, "park"), (Qt.Key.Key_F10, "next")):
            here, other = (one, two) if hands.card.passage == first else (two, one)
            before = hands.card.passage
            with between(hands, PLATE2 if before == first else PLATE):
                hands.key(key)
            refused(hands, act, here, other)
            assert hands.card.passage == ({first, second} - {before}).pop(), "who came is still there"
        # A weight that is typed is the weight of the truck on the screen.
        fed(hands, {"scan": PLATE2})
        weighed = kinds.count("weight.read")
        with between(hands, PLATE):
            hands.opened.work.scan("9100 kg", "typed")
        refused(hands, "weigh", two, one)
        assert kinds.count("weight.read") == weighed
        fed(hands, {"scan": PLATE2}, {"act": "next"})
        # A key pressed over a free lane is nobody's either.
        with between(hands, PLATE):
            hands.key(Qt.Key.Key_F9)
            hands.opened.work.act("next")
        refused(hands, "next", "nobody", one)
        assert hands.card.passage == first


def test_a_form_is_filled_and_signed_for_the_truck_it_is_on_the_screen_for(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, kinds = hands.window, []
        hands.opened.work.answered.connect(lambda _, reply: kinds.extend(event.kind for event in reply.value.events))
        fed(hands, {"scan": PLATE2}, {"act": "inspect", "form": "appearance", "reason": "asked"}, *clean("open"), {"act": "inspect", "form": "appearance", "reason": "asked"})
        hands.until(lambda: window.at == "inspect" and window.inspect.passage == hands.card.passage)
        kinds.clear()
        with between(hands, PLATE2):
            window.inspect.entered.emit("place", "bay 3")
            hands.key(Qt.Key.Key_F10)
        assert [kind for kind in kinds if kind.startswith("inspection.")] == []
        assert window.inspect.passage != "", "the other's form is open"


def test_stopped_over_a_free_lane_the_sheet_says_the_lane_and_the_lane_it_is(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, sheet = hands.window, hands.window.sheet

        def heads():
            return [label.text() for label in sheet.findChildren(type(sheet._labels[0])) if label.objectName() == "head" and label.isVisible()]

        assert big_words(hands.card, window.look) == (say("band.free"),)
        with between(hands, PLATE):
            hands.key(Qt.Key.Key_S, CTRL)
            hands.until(sheet.isVisible)
        assert heads() == [say("ask.whom", whom=say("about.lane"))]
        assert hands.card.held, "who came waits with the lane"
        hands.key(Qt.Key.Key_F2)
        assert heads() == [say("ask.whom", "en", whom=say("about.lane", "en"))], "the same sheet in the other language, about the same"
        hands.key(Qt.Key.Key_F2)
        box = sheet._editors[0]
        box.setCurrentIndex(box.findData("explosives"))
        sheet.send.click()
        hands.until(lambda: not sheet.isVisible() and not window.bridge.busy)
        hands.until(lambda: dict(window._banners.get("banner.stop", ())).get("kind") == "stop.explosives")
        assert dict(window._banners["banner.stop"])["plate"] == "about.lane"
        assert [say.values["what"] for say in hands.card.held] == ["stop.unknown"]
        hands.key(Qt.Key.Key_S, CTRL)
        hands.until(sheet.isVisible)
        assert heads() == [say("ask.whom", whom=codes.group("plate", PLATE))]
        # The lane is free to scan and lets nobody go: not its emptiness is what the band says.
        hands.key(Qt.Key.Key_Escape)
        fed(hands, {"act": "park", "reason": "to the bay"})
        assert (hands.card.state, state_of(hands.card), big_words(hands.card, window.look)) == ("free", "halted", (say("band.halted"),))
        assert reasons(hands.card, window.look) == (say("lane-halted", stop="explosives"),)
