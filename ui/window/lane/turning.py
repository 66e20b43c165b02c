"""PgDn on a belt: everything that is stopped, a page at a time, while the band goes on telling of the parcels that come."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ui.bridge import Desk, Reply

if TYPE_CHECKING:
    from ui.window.work import Work


class Turning(QObject):
    """Belongs to one window; asks the desk and never waits for it."""

    def __init__(self, work: "Work") -> None:
        super().__init__(work)
        self._work, self._number = work, -1
        work.window.pages.when("lane", lambda page: page.turned.connect(self._turn))
        work.answered.connect(lambda asked, _: self._read() if self._number >= 0 and "act" in asked else None)
        work.signed.connect(lambda _: self._leave())

    def _turn(self, by: int) -> None:
        """One page on or back; before the first one the last parcels stand again, as after Esc."""
        self._number = self._number + by if by else -1
        if self._number < 0:
            self._leave()
        else:
            self._read()

    def _leave(self) -> None:
        self._number = -1
        if (lane := self._work.window.pages.made("lane")) is not None:
            lane.parts.show_page(None)

    def _read(self) -> None:
        number = self._number

        def ask(desk: Desk) -> Any:
            from workstation.desk import belt

            return belt.page(desk.lane, number)

        self._work.bridge.read(ask, lambda reply: self._show(number, reply))

    def _show(self, number: int, reply: Reply) -> None:
        if number != self._number or reply.refused is not None or not self._work.window.signed_in:
            return
        from ui.window.lane.parts import Page
        from workstation.desk.belt import SHOWN

        rows, count = reply.value
        if rows:
            self._work.window.lane.parts.show_page(Page(rows, number * SHOWN, count))
        elif number:
            # Behind the last page, or what stood on it is settled.
            self._number = (count - 1) // SHOWN
            (self._read if count else self._leave)()
        else:
            self._leave()
