"""What the screen in front stands on: the truck of Lane and Inspect, the row of Find, the call, the event or slip of Shift; the pages of the ones open on it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from ui.bridge import Desk, Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.window import Window
    from workstation.desk.calling import Shown
    from workstation.desk.ones import Things

TRUCK = ("lane", "inspect")
"""Screens about the truck in front."""


def chosen(window: "Window", screen: str) -> tuple[str, str]:
    """Kind and value of the row that Find has in front."""
    item = window.find.list.currentItem() if screen == "find" else None
    if item is None:
        return "", ""
    kind, value = item.data(Qt.ItemDataRole.UserRole)
    return str(kind), str(value)


def about(window: "Window", screen: str) -> str:
    """The passage, slip or code that Calls, Shift, the board or the page of an item stands on; '' where nothing is chosen."""
    if screen == "shift":
        return window.shift.about()
    if screen == "custody":
        return window.custody.chain.value if window.custody.chain else ""
    if screen == "board":
        return str(window.board.sought())
    page = window.pages.made("calls") if screen == "calls" else None
    return of_call(page.current) if page is not None and page.current is not None else ""


def of_call(shown: "Shown") -> str:
    """The passage or item of a call; of one of the lane the code that strayed."""
    call = shown.call
    return call.ref if call.sort == "stray" else call.about


def read(window: "Window", what: str, show: "Callable[[Things], None]") -> None:
    """What the pages open on, read through the bridge."""

    def ask(desk: Desk) -> Any:
        from workstation.desk import ones

        return ones.things(desk.lane, what)

    def answer(reply: Reply) -> None:
        if reply.refused is None and window.signed_in:
            show(reply.value)

    window.bridge.read(ask, answer)
