"""Opens the page of a person or an item from whatever card is in front, by one key; reads through the bridge, and goes back with Esc."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from ui.bridge import Desk, Reply
from ui.window.ones import fronts
from ui.window.ones.taking import Taking
from workstation.desk.card import Card, Row, Say
from workstation.words import Refused

if TYPE_CHECKING:
    from ui.window.work import Work
    from workstation.desk.ones import Things

KEYS = {"person": "Ctrl+P", "custody": "Ctrl+K"}
PAGES = ("person", "looks", "custody", "board", "stock")
ITEMS = ("container", "seal", "vehicle", "trailer", "declaration", "release_list", "booking")
"""Parts of a truck that have a chain, in the order they are offered; what cannot be comes first."""
NO_CHAIN = ("enterprise", "uscc", "ledger", "instruction", "person")


class Ones(QObject):
    """Keeps where the officer came from, and which person the traveller desk has opened; nothing of a person stays after a lock."""

    def __init__(self, work: "Work") -> None:
        super().__init__(work.window)
        self.window, self.bridge, self.work = work.window, work.bridge, work
        self._from, self._traveller, self.taking = "lane", ("", dict[str, Any]()), Taking(work)
        self.taking.taken.connect(self._told)
        for name, key in KEYS.items():
            QShortcut(QKeySequence(key), self.window).activated.connect(partial(self._switch, name))
        self.window.frame.rail.switched.connect(self._switch)
        self.window.act.connect(self._act)
        self.window.shown.connect(self._shown)
        work.answered.connect(self._heard)
        work.signed.connect(self._signed)
        when = self.window.pages.when
        when("custody", lambda page: (page.wanted.connect(self._item), page.away.connect(self.back), page.turned.connect(self._keys)))
        when("board", lambda page: (page.wanted.connect(self._board), page.away.connect(self.back)))
        when("stock", lambda page: (page.wanted.connect(self._stock), page.away.connect(self.back)))
        when("person", lambda page: setattr(page, "clock", self.window.clock))
        when("person", lambda page: (page.wanted.connect(self._person), page.away.connect(self.back), page.changed.connect(self._keys)))
        when("looks", lambda page: (page.wanted.connect(self._looks), page.away.connect(self.back)))

    # Keys.

    def _switch(self, name: str) -> None:
        if name in KEYS and self.window.signed_in:
            self._act(f"one-{name}")

    def _act(self, name: str) -> None:
        if not name.startswith("one-"):
            return
        at, what = self.window.at, name.removeprefix("one-")
        if what == "custody" and at == "custody":
            self.window.custody.next_item()
        elif what in PAGES:
            self.open(what)
        elif what == "back":
            self.back()
        elif at == "custody":
            self.window.custody.turn(what)
        else:
            self.window.pages.get(at).press(what)

    def open(self, page: str) -> None:
        """The page, on what is in front of the screen that is left."""
        at, window = self.window.at, self.window
        if at not in PAGES:
            self._from = at
        kind, value = fronts.chosen(window, at)
        what = fronts.about(window, at) if page in KEYS else ""
        window.show_screen(page)
        if what:
            if page == "person":
                # Nobody of the card before is opened while this one is looked at.
                window.person.forget()
            fronts.read(window, what, partial(self._open_on, page))
        elif page == "custody":
            window.custody.ask(() if kind in NO_CHAIN else (value,) if value else items(window.lane.card) if at in fronts.TRUCK else ())
        elif page == "person":
            self._open_person(at, value if kind == "person" else "")
        elif page == "looks":
            window.looks.start()
        else:
            window.pages.get(page).start()
        self._keys()
        window.focus_screen()

    def _open_person(self, at: str, found: str) -> None:
        window, (passage, told) = self.window, self._traveller
        mine = at in fronts.TRUCK and told and passage == window.lane.card.passage
        driven = at in fronts.TRUCK and any(row.part == "driver" and row.mark in ("ok", "unsure") for row in window.lane.card.rows)
        if mine:
            window.person.show_person(told)
        else:
            window.person.ask(id=found, passage=window.lane.card.passage if driven else "")

    def _open_on(self, page: str, found: "Things") -> None:
        """A page on what a call, an event, a slip or another page stands on, while it is in front."""
        if self.window.at != page:
            return
        if page == "custody":
            self.window.custody.ask(found.items)
        else:
            self._ask_person(found)
        self._keys()
        self.window.focus_screen()

    def _ask_person(self, found: "Things") -> None:
        """Only what for, where the person is known here; a pseudonym that is not leads back to nobody, and the page says so."""
        page = self.window.person
        page.ask(passage=found.passage if found.driver else "", person=found.person if found.driver else "")
        if found.person and not found.driver:
            page.refused(Refused("person-not-known-here"))

    def back(self) -> None:
        """To the page that was there before the first of these."""
        self.window.notice.say("")
        self.window.show_screen(self._from)

    def _keys(self) -> None:
        if self.window.at in PAGES:
            self.window.frame.keys.show_acts(self.window.pages.get(self.window.at).acts())

    def _shown(self, name: str) -> None:
        person = self.window.pages.made("person")
        if person is not None and name != "person":
            person.cover()
        self._keys()

    def _signed(self, signed: bool) -> None:
        self._traveller = ("", {})
        for name in PAGES:
            if not signed and (page := self.window.pages.made(name)) is not None:
                page.forget()

    # Reads and acts.

    def _read(self, what: Callable[[Any], Any], show: Callable[[Any], None], page: str) -> None:
        """Into a page, or why it cannot be, there."""

        def answer(reply: Reply) -> None:
            if not self.window.signed_in:
                return
            if reply.refused is not None:
                self._refused(page, reply.refused)
            else:
                show(reply.value)
            self._keys()

        def read(desk: Desk) -> Any:
            return what(desk.lane)

        self.bridge.read(read, answer)

    def _refused(self, page: str, refusal: Refused) -> None:
        self.window.sounds.play("refused")
        self.window.pages.get(page).refused(refusal)

    def _item(self, text: str) -> None:
        from workstation.desk import ones

        self._read(lambda lane: ones.item(lane, text), self.window.custody.show_chain, "custody")

    def _told(self) -> None:
        """Another station's journal was taken: the item in front is read anew."""
        if self.window.at == "custody" and self.window.custody.chain:
            self._item(self.window.custody.edit.text())

    def _board(self, call: str) -> None:
        from workstation.desk import ones

        if call:
            self._read(lambda lane: ones.board(lane, call), self.window.board.show_board, "board")
        else:
            self._read(ones.calls, self.window.board.show_calls, "board")

    def _stock(self, back: int) -> None:
        from workstation.desk import ones

        self._read(lambda lane: ones.seals(lane, back), self.window.stock.show_stock, "stock")

    def _looks(self, officer: str) -> None:
        from workstation.desk import ones

        self._read(lambda lane: ones.looks(lane, officer), self.window.looks.show_looks, "looks")

    def _person(self, asked: Mapping[str, str]) -> None:
        """An officer's look-up: written before anything is shown."""
        self.work.line({"act": "person", **asked})

    def _heard(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """What the desk answered, where it is of a person; on a page the refusal stands on the page too."""
        outcome = reply.value
        extra: Mapping[str, Any] = getattr(outcome, "extra", {}) if outcome is not None else {}
        if told := extra.get("person"):
            self._opened(asked, extra, told)
        if (clear := extra.get("revealed")) and self.window.at == "person":
            self.window.person.show_clear(clear)
        page = {"person": "person", "reveal": "person", "seal-stock": "stock", "seal-spoil": "stock", "seal-handover": "stock"}.get(str(asked.get("act", "")))
        if page and page == self.window.at and outcome is not None:
            if outcome.refused:
                said = next((each for each in outcome.card.alarms if each.key == outcome.refused["key"]), Say(outcome.refused["key"]))
                self.window.pages.get(page).refused(Refused(said.key, **said.values))
            elif page == "stock":
                self.window.stock.start()
        self._keys()

    def _opened(self, asked: Mapping[str, Any], extra: Mapping[str, Any], told: dict[str, Any]) -> None:
        if asked.get("act") == "person":
            if self.window.at == "person":
                self.window.person.show_person(told)
        elif traveller := extra.get("traveller"):
            self._traveller = (str(traveller["passage"]), told)


def items(card: Card) -> tuple[str, ...]:
    """The items of a truck as they can be typed: those that clash first, then containers, seals, vehicles, papers."""
    clashing = [str(said.values.get("item", "")) for said in card.reasons if said.key.startswith("reason.custody.")]
    rows: list[Row] = sorted((row for row in card.rows if row.part in ITEMS and row.value), key=lambda row: ITEMS.index(row.part))
    return tuple(dict.fromkeys(each for each in (*clashing, *(plain(row.value) for row in rows)) if each))


def plain(value: str) -> str:
    """A number as it is scanned: what groups it for people goes."""
    return value.replace(" ", "").replace("·", "")


