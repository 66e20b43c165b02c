"""A parcel line in the real window: pass and stop by word, face and sound; a burst waits and none is skipped; a stopped one is settled by key."""

import threading

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from real_desk import at_the_desk

from devices.simulators import PtyDevice, PtyScanner, Simulated, SsiScanner
from tests.yard import USCC, instruction, rows, secret
from ui.bridge import ACT
from ui.turns import MOST, TOLD_FROM
from ui.window import explained
from ui.window.lane.wording import big_words, reasons
from ui.window.questions import offered
from workstation.words import say

BURST, KEYED = 500, 30


def number(place):
    return f"SF{1000000000 + place}"


def parcels(count, **changed):
    usual = {"uscc": USCC, "state": "released", "goods": "化妆品"}
    return [{"number": number(place), **usual, **changed.get(f"n{place}", {})} for place in range(count)]


def line(folder, qapp, qtbot, told, *, links=(), **tables):
    return at_the_desk(qapp, qtbot, folder, rows(parcel=told, **tables), known={"profile": "parcel", "links": links})


def test_a_burst_waits_in_the_device_and_every_parcel_is_answered_once_and_in_order(qapp, qtbot, tmp_path):
    with PtyScanner(tmp_path, "belt") as scanner, Simulated(SsiScanner(), PtyDevice(tmp_path, "hand")) as hand:
        links = ({"name": "belt", "address": str(scanner.path), "driver": "scanner-line"}, {"name": "hand", "address": hand.device.address, "profile": "zebra-ssi"})
        with line(tmp_path / "station", qapp, qtbot, parcels(BURST), links=links) as hands:
            window, gear = hands.window, hands.opened.gear
            answered, most = [], [0]
            hands.opened.work.answered.connect(lambda asked, reply: answered.append((asked["scan"], reply.value.extra["parcel"]["number"])) if asked.get("link") == "belt" else None)
            hands.until(lambda: [lamp.state for lamp in window.lamps] == ["up", "up"])
            desk = threading.Event()
            hands.opened.bridge.later(desk.wait, lambda _: None, ACT)
            belt = threading.Thread(target=lambda: [scanner.type(number(place)) for place in range(BURST)], daemon=True)
            belt.start()
            hands.until(lambda: gear.turns.waiting >= MOST)
            gear._say_waiting()
            assert "banner.waiting-full" in window._banners
            lang = window.look.lang
            hands.key(Qt.Key.Key_F2)
            assert window.look.lang != lang
            assert not answered
            assert gear.turns.waiting == MOST
            # A scanner that waits for an answer gets it, though the desk is full.
            for place in range(3):
                hand.step({"type": f"JD{2000000000 + place}"})
            hands.until(lambda: gear.turns.waiting == MOST + 3 and not hand.speech._coming)
            assert hand.speech.given_up == 0
            # From here the desk goes on; the longest queue is looked at with every answer.
            hands.opened.work.answered.connect(lambda *_: most.append(gear.turns.waiting))
            desk.set()
            qtbot.waitUntil(lambda: len(answered) >= BURST, timeout=60_000)
            belt.join(10)
            hands.until(lambda: gear.turns.waiting == 0)
            assert answered == [(number(place), number(place)) for place in range(BURST)]
            assert max(most) <= MOST + 3
            gear._say_waiting()
            assert not {"banner.waiting", "banner.waiting-full"} & set(window._banners)
            assert TOLD_FROM < MOST
            # A belt that stands still with reads waiting can be closed: nobody waits for the desk for ever.
            desk.clear()
            hands.opened.bridge.later(lambda: desk.wait(10), lambda _: None, ACT)
            for place in range(MOST + 20):
                scanner.type(number(place))
            hands.until(lambda: gear.turns.waiting >= MOST)
            gear.links.drop("belt")
            assert not [thread for thread in threading.enumerate() if thread.name == "link belt"]
            desk.set()
            typed_faster_than_the_desk(hands, window, gear)
        hands.yard.open()
        # The last, which came while the row was full, was turned away aloud.
        assert hands.yard.desk.station.journal.read("SELECT count(*) FROM parcel") == [(BURST + 3 + MOST + KEYED,)]


def typed_faster_than_the_desk(hands, window, gear):
    """Nobody can hold a keyboard back: what it types stands in a row, in order, and the one too many is said to be none."""
    desk, answered = threading.Event(), []
    hands.until(lambda: gear.turns.waiting == 0)
    hands.opened.bridge.later(lambda: desk.wait(20), lambda _: None, ACT)
    hands.opened.work.answered.connect(lambda asked, _: answered.append(asked["scan"]) if asked.get("source") == "wedge" else None)
    labels = [f"YT{7000000000 + place}" for place in range(MOST + KEYED)]
    for label in labels:
        hands.opened.wedge.scanned.emit(label)
    gear._say_waiting()
    assert (gear.turns.waiting, gear.typed.waiting) == (MOST, KEYED + 1)
    assert "banner.waiting-full" in window._banners
    gear.typed.most = KEYED + 1
    hands.opened.wedge.scanned.emit("YT9999999999")
    assert "the label just read was not taken" in window.notice.words()
    assert window.sounds.played[-1] == "refused"
    desk.set()
    hands.until(lambda: len(answered) == MOST + KEYED)
    assert answered == labels
    assert gear.typed.waiting == 0


def test_pass_and_stop_are_seen_and_heard_and_a_stopped_one_is_settled_by_key(qapp, qtbot, tmp_path):
    told = parcels(4, n1={"state": "declared"}, n2={"bonded": True}, n3={"person": "P1"})
    with line(tmp_path / "station", qapp, qtbot, told, instruction=[instruction("manual", "person", "P1")]) as hands:
        window, card = hands.window, lambda: hands.card
        seen = []

        def read(text):
            hands.wedge(text)
            hands.until(lambda: card().plate == text and card().durable)
            said = big_words(card(), window.look)[0], reasons(card(), window.look)[0]
            seen.append((window.lane.band.face().shape, *said, window.sounds.played[-1]))

        assert big_words(card(), window.look) == ("等待包裹",)
        for place in range(4):
            read(number(place))
        assert seen == [
            ("ticked", "放行", "清单已放行", "released"),
            ("octagon", "拦截", "清单尚未放行", "hold"),
            ("octagon", "拦截", "保税包裹,账册无效", "hold"),
            ("triangle", "拦截 · 人工查验", "布控指令 HK-2026-0001:开箱查验", "manual"),
        ]
        assert [(row.mark, row.value) for row in card().rows] == [("bad", number(3)), ("bad", number(2)), ("bad", number(1)), ("ok", number(0))]
        assert [(act.name, act.key, act.enabled, act.recommended) for act in card().acts] == [("parcel", "F8", True, True)]
        assert "release" not in offered(card())
        heard = len(window.sounds.played)
        hands.wedge(number(3))
        # What is stopped is heard at every read of it.
        hands.until(lambda: window.sounds.played[heard:] == ["manual"])
        hands.wedge("HELLO-WORLD")
        hands.until(lambda: window.sounds.played[-1] == "stray" and card().channel == "stray")
        # Nobody takes the parcel before for the one that lies there.
        assert (card().plate, card().channel, big_words(card(), window.look)[0], reasons(card(), window.look)[0]) == ("", "stray", "未识别 · 请重扫", "不是包裹条码")
        assert window.lane.band.face() == window.look.theme.faces["cannot-confirm"]
        assert [(row.mark, row.value) for row in card().rows][3:] == [("unsure", ""), ("ok", number(0))], "it has its line"
        hands.wedge(number(3))
        hands.until(lambda: card().plate == number(3))
        hands.key(Qt.Key.Key_F12)
        assert window.sounds.played[-1] == "unusable"
        settle(hands)
        assert (card().channel, [row.value for row in card().rows if row.mark == "bad"]) == ("release", [number(2), number(1)])
        assert hands.window.sounds.played[-1] == "released"
        told_why(hands)


def test_every_stopped_parcel_can_be_turned_to_and_what_went_by_unseen_is_counted(qapp, qtbot, tmp_path):
    told = parcels(18, **{f"n{place}": {"state": "declared"} for place in range(9)})
    with line(tmp_path / "station", qapp, qtbot, told) as hands:
        window, parts = hands.window, hands.window.lane.parts

        def read(*places):
            for place in places:
                hands.opened.work.line({"scan": number(place)})
            hands.until(lambda: hands.card.plate == number(places[-1]) and hands.card.durable and not window.bridge.busy)

        def seen():
            parts.repaint()
            return parts._told()

        for place in range(10):
            read(place)
            seen()
        assert (hands.card.more, parts._told()) == (3, say("belt.more", n=3)), "six have a row, beside the one that went on"
        hands.key(Qt.Key.Key_PageDown)
        hands.until(lambda: parts.page)
        listed = [row.value for row in parts.page.rows]
        # The belt goes on; the page stays.
        read(10)
        hands.key(Qt.Key.Key_PageDown)
        hands.until(lambda: parts.page.first == 7)
        assert parts._told() == say("belt.page", first=8, last=9, n=9)
        listed += [row.value for row in parts.page.rows]
        assert listed == [number(place) for place in range(8, -1, -1)], "nothing that is stopped is out of reach"
        hands.key(Qt.Key.Key_PageDown)
        hands.until(lambda: not window.bridge.busy)
        assert parts.page.first == 7, "there is nothing behind the last page"
        hands.key(Qt.Key.Key_Escape)
        hands.until(lambda: parts.page is None)
        # The window stalls while six go on: four have their line, the others are counted.
        seen()
        window.setUpdatesEnabled(False)
        read(*range(11, 17))
        window.setUpdatesEnabled(True)
        told = seen()
        assert say("belt.unseen", n=2) in told, told
        read(17)
        assert say("belt.unseen", n=2) in seen(), "it stands until the list has been seen through once"


def told_why(hands):
    """Ctrl+E says of the newest stopped parcel why, by which rule; parcels that go on by themselves leave the page, one that stops takes the screen."""
    page, clock = hands.window.pages.get("explained"), hands.yard.clock
    hands.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    hands.until(lambda: explained.words(page))
    assert (page.found.passage, page._head(page.found), explained.words(page)[0]) == (number(2), number(2), "保税包裹没有有效的账册")
    clock.wait(1 / 60)
    hands.wedge(number(0))
    hands.until(lambda: hands.card.plate == number(0) and hands.card.durable)
    assert page.isVisible()
    hands.wedge(number(1))
    hands.until(lambda: hands.card.plate == number(1) and hands.card.durable)
    assert not page.isVisible()


def settle(hands):
    """Let go: refused without the second officer, done with him; what was typed stays."""
    hands.key(Qt.Key.Key_F8)
    hands.until(hands.window.sheet.isVisible)
    sheet = hands.window.sheet
    fields = {each.name: each for each in sheet._editors}
    assert fields["number"].entered() == number(3)
    fields["outcome"].setFocus()
    fields["outcome"].setCurrentIndex(fields["outcome"].findData("passed"))
    fields["reason"].setFocus()
    hands.enter("seen, in order")
    hands.enter("")
    hands.enter("")
    hands.until(lambda: "第二位关员" in sheet.news.text())
    fields["officer"].setFocus()
    hands.enter("O1")
    machine(fields["secret"], number(2))
    assert (sheet.news.text(), sheet.isVisible(), fields["secret"].text()) == (say("hidden-typed", "zh"), True, ""), "a label is no try at his secret, and nobody takes it for read"
    hands.enter(secret("O1"))
    hands.until(lambda: not sheet.isVisible())


def machine(field, text):
    """A keyboard scanner by the times the system gives: 8 ms a key."""
    for place, sign in enumerate((*text, "\r")):
        for sort in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(sort, Qt.Key.Key_Return if sign == "\r" else ord(sign), Qt.KeyboardModifier.NoModifier, sign)
            event.setTimestamp(90_000 + 8 * place)
            QApplication.sendEvent(field, event)


def test_a_finding_comes_back_about_a_parcel_by_keys_and_counts_for_the_rule_that_stopped_it(qapp, qtbot, tmp_path):
    with line(tmp_path / "station", qapp, qtbot, parcels(2, n1={"state": "declared"})) as hands:
        window = hands.window
        sheet, rates, why = (window.pages.get(name) for name in ("sheet", "rates", "explained"))
        for place in range(2):
            hands.wedge(number(place))
            hands.until(lambda place=place: hands.card.plate == number(place) and hands.card.durable)
        hands.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        hands.until(lambda: explained.words(why))
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: sheet.isVisible() and sheet.name == "finding")
        assert sheet._editors[0].entered() == number(1)
        sheet._editors[1].setFocus()
        hands.keys("1", Qt.Key.Key_Return, "1", Qt.Key.Key_Return)
        hands.enter("JC-7")
        hands.enter()
        hands.until(lambda: not sheet.isVisible())
        window.show_screen("shift")
        hands.key(Qt.Key.Key_F9)
        hands.until(lambda: rates.found is not None)
        hits = {(row["rule"], row["profile"]): (row["hits"], row["looked"], row["found"]) for row in rates.found["rules"] if row["hits"]}
        assert (rates.found["passages"], hits) == (0, {("parcel-not-released", "parcel"): (1, 1, 1)})
