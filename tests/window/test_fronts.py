"""From every card the pages of the ones open in one key on what the card stands on, and one key goes back; worked with keys alone."""

from PySide6.QtCore import Qt
from real_desk import at_the_desk
from test_ones import tables

from tests import yard as yards
from tests.persons import persons_port as port
from ui.window.rail import SCREENS
from workstation.desk import ones
from workstation.words import say

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def to(hands, screen):
    hands.key(Qt.Key(Qt.Key.Key_1 + SCREENS.index(screen)), ALT)
    hands.until(lambda: hands.window.at == screen)


def back(hands, screen):
    hands.key(Qt.Key.Key_Escape)
    assert hands.window.at == screen


def on_something(hands, screen):
    """A call, or an event of the journal, under the cursor."""
    window = hands.window
    if screen == "calls":
        hands.until(lambda: window.pages.get("calls").current)
    elif screen == "shift":
        hands.until(lambda: not window.bridge.busy and window.shift.table.model().rowCount() > 3)
        window.shift.table.setFocus()
        if not window.shift.table.currentIndex().isValid():
            window.shift.table.selectRow(next(row for row in range(4) if window.shift.journal.subject(row)))
        assert window.shift.about(), "it stays where it was"


def pages_from(hands, screen):
    """The pages of the item, the enterprise, the person and the calls, each by one key, and back by one."""
    window = hands.window
    on_something(hands, screen)
    hands.key(Qt.Key.Key_K, CONTROL)
    hands.until(lambda: window.at == "custody" and window.custody.chain)
    assert window.custody.chain.value == yards.BOX, screen
    back(hands, screen)
    on_something(hands, screen)
    hands.key(Qt.Key.Key_5, ALT)
    page = window.pages.get("accounts")
    hands.until(lambda: window.at == "accounts" and page.account and page.account.uscc == yards.USCC)
    back(hands, screen)
    on_something(hands, screen)
    hands.key(Qt.Key.Key_P, CONTROL)
    hands.until(lambda: window.at == "person" and window.person._named)
    assert window.person._named == {"passage": hands.card.passage}, "only the purpose is asked"
    back(hands, screen)
    page.forget()
    window.custody.forget()
    if screen != "calls":
        to(hands, "calls")
        back(hands, screen)


def about_a_person(hands):
    """A call about a person opens him for a purpose where he is known here; a later officer is told that a pseudonym leads back to nobody."""
    window, page = hands.window, hands.window.pages.get("person")
    hands.opened.work.line({"act": "call-open", "sort": "driver", "words": "feels ill", "about": port.ID})
    rows = window.pages.get("calls").rows
    for known in (True, False):
        to(hands, "calls")
        hands.until(lambda: len(rows._calls) == 2)
        rows.go(next(place for place, each in enumerate(rows._calls) if each.call.about.startswith("p:")))
        hands.key(Qt.Key.Key_P, CONTROL)
        hands.until(lambda: window.at == "person" and (page._named or page.news.isVisible()))
        assert (page._named, page.text.isVisible()) == ({"person": rows.current.call.about} if known else {}, not known)
        if known:
            hands.enter("he asked for help")
            hands.until(lambda: page.person)
            assert page.person["person"] == rows.current.call.about
            hands.opened.work.line({"act": "sign-out", "to": "senior"})
            hands.until(lambda: not window.signed_in)
            hands.sign_in("O1")
    assert page.news.text() == say("person-not-known-here")
    hands.opened.work.line({"scan": yards.PLATE})
    hands.until(lambda: hands.card.passage)


def test_from_a_row_of_find_the_pages_open_on_it(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables(), officer="S1") as hands:
        window = hands.window
        page = window.pages.get("accounts")
        for words in (yards.PLATE, yards.BOX, yards.SEAL, yards.BOOKING, yards.USCC):
            to(hands, "find")
            window.focusWidget().selectAll()
            hands.type(words)
            hands.until(lambda words=words: window.find.list.count() and window.find.list.item(0).data(Qt.ItemDataRole.UserRole)[1] == words)
            window.find.list.setCurrentRow(0)
            hands.key(Qt.Key.Key_5, ALT)
            hands.until(lambda: window.at == "accounts" and page.account and page.account.uscc == yards.USCC)
            back(hands, "find")
            page.forget()
            hands.key(Qt.Key.Key_K, CONTROL)
            chained = "" if words == yards.USCC else words
            hands.until(lambda chained=chained: window.at == "custody" and (window.custody.chain.value if window.custody.chain else "") == chained)
            assert not (words == yards.USCC and window.custody.edit.text()), "an enterprise has no chain"
            back(hands, "find")
            window.custody.forget()


def test_from_every_card_each_page_is_one_key_away_and_one_key_back(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "station", tables(), officer="S1") as hands:
        window = hands.window
        for line in (*yards.clean(), {"scan": port.ID}, {"act": "hold", "reason": "wet cartons"}):
            hands.opened.work.line(line)
        hands.until(lambda: window.frame.calls.count)
        for screen in ("lane", "inspect", "calls", "shift"):
            to(hands, screen)
            pages_from(hands, screen)
        about_a_person(hands)
        got = []
        for what in (yards.BOX, yards.USCC, "what", port.ID):
            window.bridge.read(lambda desk, what=what: ones.things(desk.lane, what), got.append)
        hands.until(lambda: len(got) == 4)
        truck, firm, nothing, person = (reply.value for reply in got)
        assert (truck.passage, truck.items[0]) == (hands.card.passage, yards.BOX)
        assert (firm.items, firm.firm) == ((yards.USCC,), yards.USCC)
        assert (nothing.firm, person.items, person.firm) == ("", (), "")
