"""The frame around every screen: bar above, rail at the left, banners, the screen in front, the line of keys below."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.window.banners import Banners
from ui.window.bar import Bar
from ui.window.calls.line import CallLine
from ui.window.keys import Keys
from ui.window.pages import Pages
from ui.window.rail import Rail
from ui.window.theme import Look

if TYPE_CHECKING:
    from ui.window.lane.screen import Lane


class Frame(QWidget):
    """Holds the parts that stay while screens change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar, self.rail, self.banners, self.calls, self.keys = Bar(), Rail(), Banners(), CallLine(), Keys()
        self.stack = QStackedWidget()
        self.pages = Pages(self.stack)
        self.look = Look()
        main = QVBoxLayout(self)
        body, right = QHBoxLayout(), QVBoxLayout()
        for box in (main, body, right):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(0)
        main.addWidget(self.bar)
        main.addWidget(self.banners)
        main.addLayout(body, 1)
        body.addWidget(self.rail)
        body.addLayout(right, 1)
        right.addWidget(self.stack, 1)
        right.addWidget(self.calls)
        right.addWidget(self.keys)

    @property
    def lane(self) -> "Lane":
        """The Lane screen."""
        lane: Lane = self.pages.get("lane")
        return lane

    def dress(self, look: Look) -> None:
        """Put every part in this theme, language and zoom."""
        self.look = look
        palette = self.palette()
        palette.setColor(self.backgroundRole(), look.colour("ground"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        for part in (self.bar, self.rail, self.banners, self.calls, self.keys, self.pages):
            part.dress(look)

    def tick(self, now: int) -> None:
        """Time goes on, in UTC ms."""
        self.bar.tick(now)
        self.calls.tick(now)
        if (lane := self.pages.made("lane")) is not None:
            lane.tick(now)
