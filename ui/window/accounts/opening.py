"""Opens the account of whatever stands in front, in one key; reads through the bridge, and goes back with Esc."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ui.bridge import Desk, Reply
from ui.window.accounts import acting
from ui.window.ones import fronts
from ui.window.ones.opening import plain
from workstation.desk.card import Card

if TYPE_CHECKING:
    from ui.window.work import Work
    from workstation.accounts.opened import Account

PREFIX = "account-"
PARTS = ("enterprise", "ledger", "declaration", "release_list", "vehicle", "trailer")
"""Parts of a truck that name an enterprise, the surest first."""
FOUND = ("uscc", "enterprise", "ledger", "declaration", "release-list", "plate", "va-confirmation")
"""Kinds of what Find has in front that name one."""
OWN = ("uscc", "ledger", "va-confirmation")


POSTED = ("ledger.posted", "ledger.reversed", "lease.granted", "lease.returned", "vehicle.crossed", "event.corrected")


class Opening(QObject):
    """Tends the Accounts screen; remembers where the officer came from."""

    def __init__(self, work: "Work") -> None:
        super().__init__(work.window)
        self.window, self.bridge = work.window, work.bridge
        self._from, self._before = "lane", "lane"
        self.window.act.connect(self._act)
        self.window.shown.connect(self._shown)
        work.answered.connect(self._heard)
        work.signed.connect(self._signed)
        when = self.window.pages.when
        when("accounts", lambda page: (page.wanted.connect(self._read), page.away.connect(self.back), page.turned.connect(self._keys)))

    def back(self) -> None:
        """To the screen that was there before."""
        self.window.notice.say("")
        self.window.show_screen(self._from)

    def _act(self, name: str) -> None:
        if name == PREFIX + "back":
            self.back()
        elif name.startswith(PREFIX) and self.window.at == "accounts":
            page, what = self.window.pages.get("accounts"), name.removeprefix(PREFIX)
            if what not in acting.ACTS:
                page.press(what)
                return
            known = acting.known(page, what) or {}
            self.window.sheet.ask(what, acting.asked(page, what, self.window.look), "/".join(("account", *known.values())))

    def _shown(self, name: str) -> None:
        """The Accounts screen came to the front: on what the screen before it stood on."""
        before, self._before = self._before, name
        if name != "accounts":
            return
        page = self.window.pages.get("accounts")
        if before != "accounts":
            self._from = before
            if text := self._chosen(before):
                page.ask(text)
            elif what := fronts.about(self.window, before) or fronts.chosen(self.window, before)[1]:
                fronts.read(self.window, what, lambda found: page.ask(found.firm) if found.firm and self.window.at == "accounts" else None)
        self._keys()

    def _chosen(self, screen: str) -> str:
        if screen in fronts.TRUCK:
            return named(self.window.lane.card)
        kind, value = fronts.chosen(self.window, screen)
        # A plate names an enterprise by itself only where it is one of its own vehicles: the papers of its booking go first.
        return value if kind in FOUND and kind != "plate" else ""

    def _keys(self) -> None:
        if self.window.at == "accounts":
            self.window.frame.keys.show_acts(self.window.pages.get("accounts").acts())

    def _signed(self, signed: bool) -> None:
        if not signed and (page := self.window.pages.made("accounts")) is not None:
            page.forget()

    def _heard(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """A scan while the page is in front opens its account too; after an act, what came between lines (a pack, a day) or anything posted the account is read again."""
        if self.window.at != "accounts" or asked.get("side") == "driver":
            return
        from workstation import codes

        page, text = self.window.pages.get("accounts"), str(asked.get("scan", ""))
        if text and any(code.kind in FOUND for code in codes.recognise(text).candidates):
            page.ask(text)
        elif "act" in asked or not asked or (reply.value is not None and any(event.kind in POSTED for event in reply.value.events)):
            page.again()
        self._keys()

    def _read(self, text: str, day: str) -> None:
        def read(desk: Desk) -> Any:
            from workstation.desk import ones

            return ones.account(desk.lane, text, day)

        def answer(reply: Reply) -> None:
            if not self.window.signed_in:
                return
            page = self.window.pages.get("accounts")
            if reply.refused is not None:
                self.window.sounds.play("refused")
                page.refused(reply.refused)
            else:
                page.show_account(reply.value)
                self._course(reply.value.account)
            self._keys()

        self.bridge.read(read, answer)

    def _course(self, account: "Account") -> None:
        def read(desk: Desk) -> Any:
            from workstation.desk import ones

            return ones.courses(desk.lane, account)

        def answer(reply: Reply) -> None:
            if self.window.signed_in and reply.refused is None:
                self.window.pages.get("accounts").show_courses(account, reply.value)

        self.bridge.read(read, answer)


def named(card: Card) -> str:
    """The part of a truck that names its enterprise, as it can be typed; '' where none does."""
    rows = sorted((row for row in card.rows if row.part in PARTS and row.value), key=lambda row: PARTS.index(row.part))
    return plain(rows[0].value) if rows else ""


def names_account(text: str) -> bool:
    """Whether a scan is surely an enterprise's own code; papers and plates are a truck's, and go to the desk as well."""
    from workstation import codes

    found = codes.recognise(text).candidates
    return bool(found) and found[0].kind in OWN
