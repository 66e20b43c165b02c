"""Calls by keys only: the oldest on every screen, taken, answered with a proof and closed; stop-now by one key from any screen; promises kept."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from real_desk import at_the_desk

from tests.yard import BOX, HOUR, PLATE, PLATE2, clean, secret
from ui.window.lane.wording import phrase
from ui.window.rail import SCREENS
from workstation.calls.call import open_calls
from workstation.calls.kept import DAY
from workstation.desk.card import Say
from workstation.words import say

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def fed(hands, *lines):
    for line in lines:
        hands.opened.work.line(line)
    hands.until(lambda: not hands.window.bridge.busy)


def asked(hands, key, *entries):
    """A sheet by its key, and its first fields."""
    hands.key(key)
    hands.until(hands.window.sheet.isVisible)
    for text in entries:
        hands.enter(text)


def test_a_call_from_the_key_to_its_closing(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, line = hands.window, hands.window.frame.calls
        hands.key(Qt.Key.Key_4, ALT)
        hands.until(lambda: window.at == "calls")
        page = window.pages.get("calls")
        assert (page._empty.isVisible(), line.isVisible()) == (True, False)
        hands.key(Qt.Key.Key_1, ALT)
        fed(hands, *clean())
        asked(hands, Qt.Key.Key_F8, "flat tyre", "")
        hands.until(lambda: line.isVisible() and not window.sheet.isVisible())
        assert "flat tyre" in line.words()
        assert say("call.sort.driver") in line.words()
        fed(hands, {"act": "hold", "reason": "wet cartons"})
        hands.until(lambda: line.count == 2)
        for screen in SCREENS:
            window.show_screen(screen)
            assert line.isVisible(), screen
        hands.key(Qt.Key.Key_4, ALT)
        hands.until(lambda: len(page.rows._calls) == 2)
        assert [each.call.sort for each in page.rows._calls] == ["driver", "hold"], "of one urgency the first due is first"
        hands.key(Qt.Key.Key_Down)
        assert page.current.call.sort == "hold"
        hands.key(Qt.Key.Key_F6)
        hands.until(lambda: page.current.call.state == "taken")
        asked(hands, Qt.Key.Key_F7, "opened, dry inside")
        hands.opened.work.scan(BOX, "serial", link="s1", enrolled=True)
        assert window.focusWidget().text() == BOX, "a scan goes into the field that asks for one"
        hands.keys(*[Qt.Key.Key_Return] * 3)
        hands.until(lambda: any(each.call.state == "answered" for each in page.rows._calls))
        assert page.current.call.sort == "hold", "the cursor stays on its call when it moves"
        assert page.current.call.stands("answered")[0].body["ref"] == BOX
        hands.key(Qt.Key.Key_F8)
        hands.until(window.sheet.isVisible)
        window.sheet.send.click()
        hands.until(lambda: len(page.rows._calls) == 1)
        hands.key(Qt.Key.Key_F11)
        hands.until(lambda: page.about.kept is not None)
        assert {share.name: (share.kept, share.count, share.pending) for share in page.about.kept.kinds} == {"hold": (1, 1, 0), "driver": (0, 0, 1)}
        for arrow, days in ((Qt.Key.Key_Right, 30), (Qt.Key.Key_Right, 90), (Qt.Key.Key_Right, 90), (Qt.Key.Key_Left, 30)):
            hands.key(arrow)
            hands.until(lambda days=days: round((page.about.kept.until - page.about.kept.since) / DAY) == days)
        hands.yard.clock.at += HOUR // 10
        heard = window.sounds.played.count("call")
        hands.opened.work.shows.refresh()
        hands.until(lambda: say("role.senior") in line.words())
        assert window.sounds.played.count("call") == heard + 1, "it has come to the next one, and is heard"


def test_stop_now_from_any_screen(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window = hands.window
        fed(hands, *clean())
        hands.until(lambda: hands.card.channel == "release")
        hands.key(Qt.Key.Key_5, ALT)
        hands.key(Qt.Key.Key_S, CTRL)
        hands.until(lambda: window.sheet.isVisible() and "banner.stop" in window._banners)
        assert "stop" in window.sounds.played
        assert not [act for act in hands.card.acts if act.name == "release" and act.enabled]
        box = window.focusWidget()
        box.setCurrentIndex(box.findData("explosives"))
        window.sheet.send.click()
        hands.until(lambda: dict(window._banners["banner.stop"])["kind"] == "stop.explosives")
        hands.key(Qt.Key.Key_4, ALT)
        page = window.pages.get("calls")
        hands.until(lambda: len(page.rows._calls) == 6)
        assert page.current.call.words == "clear-lane-no-radio"
        assert dict(window._banners["banner.stop"])["what"] == "stop.clear-lane-no-radio", "whom to call next, on every screen"
        hands.key(Qt.Key.Key_F6)
        hands.until(lambda: dict(window._banners["banner.stop"])["to"] == "S1")
        hands.key(Qt.Key.Key_Down)
        asked(hands, Qt.Key.Key_F7, "told him", "he stands beside me", PLATE)
        hands.keys(*[Qt.Key.Key_Return] * 2)
        hands.until(lambda: [bool(call.stands("answered")) for call in page.current.order] == [False, True, *[False] * 4])
        assert window.frame.calls.count == 5, "the line below counts what the list's head counts, at the same moment"
        (step,) = page.current.order[1].steps
        assert (step.body["reason"], step.body["ahead"]) == ("he stands beside me", [page.current.order[0].id])
        hands.key(Qt.Key.Key_1, ALT)
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_F12)
        assert hands.card.state == "verdict"
        # A second alarm beside the first: the banner says both, and whose call is the first of all.
        heard = window.sounds.played.count("stop")
        fed(hands, {"dose": "25", "source": "serial", "link": "portal"})
        hands.until(lambda: dict(window._banners["banner.stop"])["kind"] == ("stop.explosives", "stop.radiation"))
        assert (dict(window._banners["banner.stop"])["what"], window.sounds.played.count("stop") > heard) == ("stop.clear-lane-no-radio", True)
        assert "爆炸物、放射性" in phrase(Say("banner.stop", dict(window._banners["banner.stop"])), window.look)


def test_an_officer_is_offered_what_he_may_do_about_a_supervisors_call_and_leaves_no_call_behind(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="O1") as hands:
        window = hands.window
        fed(hands, *clean(), {"act": "stop", "stop": "drugs"}, {"act": "call-open", "sort": "enterprise", "words": "papers"})
        hands.key(Qt.Key.Key_4, ALT)
        page = window.pages.get("calls")
        hands.until(lambda: len(page.rows._calls) == 5)

        def keys():
            return {act.name: act.enabled for act in window.frame.keys._acts}

        def other(number):
            return page.rows._calls[number].call

        assert (keys()["call-take"], keys()["call-answer"], "call-seen" in keys()) == (True, True, False), "the first call of the tree is an officer's"
        hands.key(Qt.Key.Key_Down)
        assert (keys()["call-seen"], keys()["call-answer"], keys()["call-pass"], keys()["call-close"]) == (True, True, True, False)
        # Whom the rule names stands beside him: his number and secret are asked with the proof, a senior's are refused where they stand.
        asked(hands, Qt.Key.Key_F7, "he is here", "we both look", PLATE)
        hands.keys(*[Qt.Key.Key_Return] * 2)
        for number in ("N1", "S1"):
            window.focusWidget().selectAll()
            hands.enter(number)
            hands.enter(secret(number))
            hands.until(lambda number=number: not window.sheet.isVisible() if number == "S1" else "N1" in window.sheet.news.text())
            if number == "N1":
                next(each for each in window.sheet._editors if each.name == "officer").setFocus()
        hands.until(lambda: page.current.call.stands("answered"))
        (step,) = page.current.call.stands("answered")
        assert (step.officer, step.body["cosigner"], step.body["ref"], hands.opened.work.window.signed_in) == ("O1", "S1", PLATE, True)
        hands.key(Qt.Key.Key_Home)
        hands.key(Qt.Key.Key_Down)
        assert (page.current.call.place, keys()["call-seen"]) == (3, True)
        asked(hands, Qt.Key.Key_F6, "telephoned the post")
        hands.until(lambda: [step.what for step in page.current.call.steps] == ["seen"])
        assert keys()["call-correct"] is False, "what was said about a stop-now is a supervisor's to correct"
        # Whoever goes says who gets what is his.
        hands.keys(Qt.Key.Key_End, Qt.Key.Key_Up)
        assert page.current.call.sort == "enterprise"
        hands.key(Qt.Key.Key_F6)
        hands.until(lambda: other(3).holder == "O1")
        hands.key(Qt.Key.Key_6, ALT)
        hands.key(Qt.Key.Key_F11)
        hands.until(window.sheet.isVisible)
        assert other(3).number in window.sheet.news.text()
        assert (window.signed_in, window.focusWidget().text()) == (True, say("role.officer"))
        for _ in range(2):
            hands.key(Qt.Key.Key_F2)
            assert ([each.name for each in window.sheet._editors], other(3).number in window.sheet.news.text()) == (["to"], True), "the same sheet in the other language"
        window.focusWidget().selectAll()
        hands.enter("O2")
        hands.until(lambda: not window.signed_in)
        hands.yard.open("S1")
        (shown,) = [call for call in open_calls(hands.yard.desk.station.journal, hands.yard.clock.at) if call.sort == "enterprise"]
        assert (shown.holder, shown.steps[-1].body["leaving"]) == ("O2", "left")


def test_a_button_pressed_before_anybody_signed_in_is_heard_and_a_call_at_the_sign_in(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="") as hands:
        window = hands.window
        for _ in range(2):
            hands.opened.gear._line({"help": "HELP", "sort": "driver", "source": "serial", "link": "pole"})
        assert window.sounds.played[-1] == "call"
        assert window.signin.news.text() == say("help-waits")
        hands.sign_in("O1")
        hands.until(lambda: window.frame.calls.count == 1)
        assert window.frame.calls.shown.call.ref == "pole HELP"


def test_a_sheet_about_a_call_stays_with_it_when_the_list_moves_under_it(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window = hands.window
        fed(hands, *clean(), {"act": "call-open", "sort": "driver", "words": "flat tyre"})
        hands.key(Qt.Key.Key_4, ALT)
        page = window.pages.get("calls")
        hands.until(lambda: len(page.rows._calls) == 1)
        tyre = page.current.call.id
        asked(hands, Qt.Key.Key_F7)
        hands.type("tyre changed")
        # A monitor at the lane says radiation while the officer types: the alarm takes the top of the list.
        fed(hands, {"dose": "25", "source": "serial", "link": "portal"})
        hands.until(lambda: len(page.rows._calls) == 6 and "banner.stop" in window._banners)
        assert page.current.call.id == tyre, "the cursor waits until what is typed is sent"
        hands.key(Qt.Key.Key_F2)
        hands.until(lambda: window.sheet._editors and window.sheet._editors[0].entered() == "tyre changed")
        hands.enter(PLATE)
        hands.keys(*[Qt.Key.Key_Return] * 4)
        hands.until(lambda: not window.sheet.isVisible() and any(each.call.steps for each in page.rows._calls))
        shown = {each.call.id: each.call for each in page.rows._calls}
        assert [name for name, call in shown.items() if call.steps] == [tyre]
        assert shown[tyre].stands("answered")[0].body["words"] == "tyre changed"
        hands.until(lambda: page.current.call.stop)
        # Another one is turned to by hand: the sheet goes, and comes back with its own call only.
        asked(hands, Qt.Key.Key_F7)
        hands.type("keep off")
        page.rows.go(1)
        assert not window.sheet.isVisible()
        asked(hands, Qt.Key.Key_F7)
        assert window.sheet._editors[0].entered() == ""


def test_what_is_typed_about_a_truck_is_done_to_that_truck_whichever_came_in_front_meanwhile(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", officer="S1") as hands:
        window, sheet, seen = hands.window, hands.window.sheet, []
        hands.opened.work.answered.connect(lambda _, reply: seen.extend((event.kind, event.subject) for event in reply.value.events))
        fed(hands, *clean())
        first = hands.card.passage

        def another(plate):
            hands.opened.work.scan(plate, "serial", link="s1", enrolled=True)
            hands.until(lambda: not window.bridge.busy)

        asked(hands, Qt.Key.Key_F7, "wet cartons")
        another(PLATE2)
        second = hands.card.passage
        window.focusWidget().setCurrentIndex(1)
        sheet.send.click()
        hands.until(lambda: not sheet.isVisible())
        assert window.notice.words() == say("sheet-other-truck", act=say("act.hold"))
        another(PLATE)
        assert (hands.card.passage, [kind for kind, _ in seen if kind == "hold.placed"]) == (first, [])
        asked(hands, Qt.Key.Key_F7)
        assert sheet._editors[0].entered() == "wet cartons"
        hands.key(Qt.Key.Key_Escape)
        # Stopped at once; what was found is said of the same truck, and help is called to it.
        hands.key(Qt.Key.Key_S, CTRL)
        hands.until(sheet.isVisible)
        another(PLATE2)
        window.focusWidget().setCurrentIndex(window.focusWidget().findData("explosives"))
        sheet.send.click()
        hands.until(lambda: not sheet.isVisible() and not window.bridge.busy)
        assert [about for kind, about in seen if kind == "hold.placed"] == [first, first]
        another(PLATE)
        asked(hands, Qt.Key.Key_F8, "driver faints", "")
        assert hands.card.passage == first
        hands.until(lambda: not sheet.isVisible())
        assert second != first
