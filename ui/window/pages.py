"""The screens and what lies over them, each made when it is first wanted: the sign-in does not wait for screens that nobody sees yet."""

import importlib
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.window.theme import Look

SCREENS = {
    "signin": "ui.window.signin:SignIn", "lane": "ui.window.lane.screen:Lane", "inspect": "ui.window.inspect:Inspect", "find": "ui.window.find:Find",
    "calls": "ui.window.calls.screen:Calls", "accounts": "ui.window.accounts.screen:Accounts", "shift": "ui.window.shift:Shift", "devices": "ui.window.devices.screen:Devices", "setup": "ui.window.setup:SetUp",
    "person": "ui.window.ones.person:PersonPage", "looks": "ui.window.ones.looks:LooksPage", "custody": "ui.window.ones.item:ItemPage",
    "board": "ui.window.ones.board:BoardPage", "stock": "ui.window.ones.stock:StockPage",
}
OVER = {"sheet": "ui.window.ask:Sheet", "cover": "ui.window.preview:Preview", "explained": "ui.window.explained:page",
    "rejudged": "ui.window.rejudged:page", "tunnel": "ui.window.tunnel:page", "lens": "ui.window.lens:page",
    "rates": "ui.window.rates:page", "drawn": "ui.window.drawn:page",
}
BEFORE = ("signin", "setup")
"""Screens for which nobody has to be signed in."""
LATE = ("setup", "accounts", "person", "looks", "custody", "board", "stock")
"""Made when somebody asks for them: a station may never need them."""
AGAIN_MS = 15


class Pages:
    """Makes `module:class` of the tables above; a screen goes into the stack, an overlay lies over it."""

    def __init__(self, stack: QStackedWidget) -> None:
        self._stack, self._look = stack, Look()
        self._made: dict[str, Any] = {}
        self._then: dict[str, list[Callable[[Any], object]]] = {}

    def get(self, name: str) -> Any:
        """The page of this name, made now if nobody wanted it before."""
        page = self._made.get(name)
        if page is None:
            module, _, kind = (SCREENS.get(name) or OVER[name]).partition(":")
            make: Callable[..., QWidget] = getattr(importlib.import_module(module), kind)
            page = make(self._stack) if name in OVER else make()
            self._made[name] = page
            if name in SCREENS:
                self._stack.addWidget(page)
            page.dress(self._look)  # type: ignore[attr-defined]  # every page of the tables dresses
            for use in self._then.pop(name, ()):
                use(page)
        return page

    def made(self, name: str) -> Any:
        """The page if it was made already, else None."""
        return self._made.get(name)

    def covering(self) -> QWidget | None:
        """The page that covers the screen in front, if one does; the sheet stands beside it."""
        return next((page for name in OVER if name != "sheet" and (page := self._made.get(name)) is not None and page.isVisible()), None)

    def when(self, name: str, use: Callable[[Any], object]) -> None:
        """Do something with a page as soon as it is there."""
        if name in self._made:
            use(self._made[name])
        else:
            self._then.setdefault(name, []).append(use)

    def dress(self, look: Look) -> None:
        """Theme, language and zoom of everything made so far and later."""
        self._look = look
        for page in self._made.values():
            page.dress(look)

    def make_rest(self) -> None:
        """Make one more page, and the others as the window finds time: after the first paint, before anybody presses a key."""
        rest = [name for name in (*SCREENS, *OVER) if name not in self._made and name not in LATE]
        if rest:
            self.get(rest[0])
            QTimer.singleShot(AGAIN_MS, self._stack, self.make_rest)
