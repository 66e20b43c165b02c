"""A traveller desk in the real window: three reads and F12; two reads and a reason."""

from PySide6.QtCore import Qt
from real_desk import at_the_desk

from tests.persons import persons_port as port
from ui.window.calls.line import CallLine
from ui.window.ones.person import PersonPage
from ui.window.questions import offered
from ui.window.theme import Look
from workstation.calls.call import Call
from workstation.desk.calling import Shown
from workstation.words import Refused, catalogue, say


def test_the_strip_of_the_oldest_call_says_a_person_and_no_pseudonym(qtbot):
    line, told = CallLine(), {"id": "S/1", "sort": "hold", "about": "p:36287a826f36287a826f1234", "ref": "", "words": "", "owner": "O1", "officer": "O1", "cause": "", "tree": ""}
    qtbot.addWidget(line)
    times = {"urgency": 1, "at": 0, "due": 1, "levels": (("owner", 1),), "place": 0, "answered_at": None, "closed_at": None, "done": False}
    line.show_oldest(Shown(Call(**told, **times), ""), 1, 0)
    assert say("call.a-person") in line.words()
    assert "p:" not in line.words() + line.accessibleName()
    line.show_oldest(Shown(Call(**told | {"sort": "stray", "about": "03", "ref": told["about"]}, **times), ""), 1, 0)
    assert "p:" not in line.words() + line.accessibleName(), "a read that may be a document is kept under a pseudonym too"


def test_every_way_to_ask_for_a_person_has_its_words_and_an_old_refusal_goes_with_what_is_shown(qtbot):
    page = PersonPage()
    qtbot.addWidget(page)
    page.dress(Look())
    for named in ({}, {"passage": "S/1"}, {"person": "p:1"}):
        page.ask(**named)
        assert {page.empty._key, f"{page.empty._key}.how"} <= catalogue().keys()
    page.show_person({"person": "p:1", "known": True, "documents": [], "guarantees": [], "passages": [], "quotas": [], "name": "测**"})
    page.refused(Refused("words-too-short"))
    page.show_clear({"person": "p:1", "name": "测试", "birth": "", "documents": [], "until": "2026-11-21T08:36:19Z"})
    assert page.news.isHidden()


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
        assert {"hold", "depart", "cancel-trip"} < {*offered(hands.card)}
        assert not {"override", "seal-apply", "inspect"} & {*offered(hands.card)}
        hands.key(Qt.Key.Key_F12)
        hands.until(lambda: (hands.card.state, hands.card.channel, hands.card.durable) == ("traveller", "verified", True))
        assert [event.subject for event in events(hands)] == ["DB1"]
        hands.wedge(port.ID2)
        hands.until(lambda: any(act.name == "inspect" and act.enabled for act in hands.card.acts))
        hands.key(Qt.Key.Key_F6)
        hands.until(hands.window.sheet.isVisible)
        hands.key(Qt.Key.Key_Return)
        hands.until(lambda: hands.window.at == "inspect" and hands.window.inspect.going())


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


def stands(hands, state):
    return lambda: (hands.card.state, hands.card.channel, hands.card.durable) == ("traveller", state, True)


def counted(hands, read):
    """Read twice at once: asked, counted by a key; pieces typed are counted in all; then the next traveller."""
    read(port.ID2, port.TWO, port.CREAM, port.CREAM)
    hands.until(lambda: "F9" in hands.window.notice.words())
    assert ("bad", "面霜 1/2") in {(row.mark, row.value) for row in hands.card.rows}
    hands.key(Qt.Key.Key_F9)
    hands.until(lambda: ("ok", "面霜 2/2") in {(row.mark, row.value) for row in hands.card.rows})
    read(port.WHISKY)
    hands.until(lambda: ("ok", "威士忌 1/1") in {(row.mark, row.value) for row in hands.card.rows})
    hands.typed("3x")
    hands.until(lambda: [row for row in hands.card.rows if row.mark == "bad" and row.value == "威士忌 3/1"])
    hands.typed("*1")
    hands.until(lambda: ("ok", "威士忌 1/1") in {(row.mark, row.value) for row in hands.card.rows})
    assert "3" in hands.window.notice.words(), "what was counted before is said"
    hands.key(Qt.Key.Key_F10)


def test_what_differs_needs_no_check_is_late_is_cancelled_and_leaves_by_keys_alone(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", port.rows(), officer="S1", known={"profile": "traveller"}) as hands:

        def read(*several):
            for text in several:
                hands.wedge(text)
                hands.until(lambda: not hands.window.bridge.busy)

        def usable(name):
            return next(act.enabled for act in hands.card.acts if act.name == name)

        counted(hands, read)
        read(port.ID2, port.RECEIPT, port.BAG_OTHER)
        hands.until(stands(hands, "differs"))
        assert {row.mark for row in hands.card.rows if row.part == "person"} == {"bad"}
        assert (usable("verify"), usable("verify-stated")) == (False, False)
        hands.keys(Qt.Key.Key_F12, Qt.Key.Key_F8)
        assert not hands.window.sheet.isVisible()
        hands.key(Qt.Key.Key_F10)
        read(port.ID, port.PICKED)
        hands.until(stands(hands, "not-needed"))
        assert hands.card.reasons[0].key == "traveller.no-check.buy-and-pick-up"
        hands.key(Qt.Key.Key_F10)
        read(port.ID, port.LATE)
        hands.until(lambda: bool(hands.card.reasons))
        hands.key(Qt.Key.Key_F8)
        hands.until(hands.window.sheet.isVisible)
        assert [each.name for each in hands.window.sheet._questions] == ["reason", "late"]
        hands.key(Qt.Key.Key_Escape)
        read(port.CREAM)
        hands.until(lambda: hands.card.reasons and hands.card.reasons[0].key == "traveller.late")
        assert not usable("verify")
        hands.key(Qt.Key.Key_F8)
        hands.until(hands.window.sheet.isVisible)
        hands.enter("typhoon, no ships")
        hands.until(stands(hands, "verified"))
        hands.key(Qt.Key.Key_F4)
        hands.until(hands.window.sheet.isVisible)
        # The one just signed is offered: only the reason is asked.
        hands.enter("flight cancelled")
        hands.until(stands(hands, "undone"))
        read(port.ID, port.RECEIPT, port.BAG)
        hands.until(lambda: usable("verify"))
        hands.key(Qt.Key.Key_F12)
        hands.until(stands(hands, "verified"))
        hands.key(Qt.Key.Key_F6)
        hands.until(hands.window.sheet.isVisible)
        hands.keys(Qt.Key.Key_3, Qt.Key.Key_Return)
        hands.enter("HN-12")
        hands.until(stands(hands, "settled"))
        written = [(event.subject, event.body.get("late", "")) for event in events(hands)]
        assert written == [("DB3", "typhoon, no ships"), ("DB1", "")]
        assert [event.subject for event in events(hands, "guarantee.undone")] == ["DB3"]
        assert [(event.subject, event.body["how"]) for event in events(hands, "guarantee.settled")] == [("DB1", "sea")]
