"""What is asked for over any screen: the decision explained (Ctrl+E). Each covers the screen until Esc, is fitted to it, and is asked of the desk, never waited for."""

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeySequence, QShortcut

from ui.bridge import Desk, Reply
from ui.window.window import Window

NAMES = ("explained",)


class Overlays(QObject):
    """Opens the overlays of one window and fills them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.window = window
        QShortcut(QKeySequence("Ctrl+E"), window).activated.connect(self.explain)
        window.frame.rail.switched.connect(self._switched)
        window.frame.stack.installEventFilter(self)
        window.shown.connect(lambda _: self.put_away())
        for name in NAMES:
            window.pages.when(name, lambda page: page.away.connect(window.focus_screen))

    def explain(self) -> None:
        """The passage this screen is about: the truck in front, what was found, or what was chosen of the shift."""
        if not self.window.signed_in:
            self.window.sounds.play("unusable")
            return
        page, what = self._over("explained"), self._about()
        page.open()

        def ask(desk: Desk) -> Any:
            from workstation.desk import explaining

            return explaining.explain(desk.lane, what)

        def show(reply: Reply) -> None:
            if reply.refused is None:
                page.show_found(reply.value)
            else:
                page.refused(reply.refused.key, dict(reply.refused.values))

        self.window.bridge.read(ask, show)

    def _about(self) -> str:
        if self.window.at == "find":
            return self.window.find.chosen_value()
        return self.window.shift.about() if self.window.at == "shift" else ""

    def _over(self, name: str) -> Any:
        page = self.window.pages.get(name)
        page.setGeometry(0, 0, self.window.frame.stack.width(), self.window.frame.stack.height())
        return page

    def _switched(self, name: str) -> None:
        if name == "explain":
            self.explain()

    def put_away(self) -> None:
        """The desk answered something, or another screen came: nothing lies over what the officer has to see."""
        for name in NAMES:
            if (page := self.window.pages.made(name)) is not None and page.isVisible():
                page.hide()
                page.away.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            for name in NAMES:
                if (page := self.window.pages.made(name)) is not None and page.isVisible():
                    self._over(name)
        return False
