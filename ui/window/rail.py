"""The rail at the left: the screens, and below them the switches of the window, each with its key."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.paint import Place, Run, flow, paint_cap, width_of
from ui.window.theme import BODY, LABEL, Look

SCREENS = ("lane", "inspect", "find", "calls", "accounts", "shift", "devices")


CAP = 24
"""Where a screen's key stands, from the right."""
MANY = 99
"""Above it a badge says so and no figure: the screen has it."""
WIDTH, WIDEST = 124, 184
"""Of the rail, in pixels of the design: as wide as its words need between these two; longer ones are cut."""
BEFORE = ("language", "theme", "mute")
"""Switches for which nobody has to be signed in."""
COUNTED = ("calls", "shift")
"""Screens that may carry a count beside their name."""


class Rail(QWidget):
    """The screens, and below them the switches of the window, each with its key; says `wanted(screen)` and `switched(name)`."""

    wanted = Signal(str)
    switched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._at, self._counts, self._muted, self._open = Look(), "lane", dict[str, int](), False, False

    def show_at(self, screen: str, counts: dict[str, int], *, usable: bool, muted: bool) -> None:
        """The screen in front, counts to badge, whether screens can be reached (signed in)."""
        shown = (screen, dict(counts), usable, muted)
        if shown != (self._at, self._counts, self._open, self._muted):
            self._at, self._counts, self._open, self._muted = shown
            self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.setFixedWidth(min(look.px(WIDEST), max(look.px(WIDTH), round(self._need()))))
        self.update()

    def _need(self) -> float:
        """The width at which no word is cut, with room for the widest badge where there may be one."""
        look = self._look
        badge = self._wide(MANY + 1) + look.px(8)
        names = (width_of(look.say(f"screen.{name}"), look.font(BODY, bold=True)) + look.px(60) + (badge if name in COUNTED else 0) for name in SCREENS)
        words = (width_of(look.say(words), look.font(LABEL, bold=name == "stop")) + look.px(56) for name, _, words in self._every())
        return max(*names, *words)

    def _steps(self) -> tuple[float, float]:
        """From screen to screen and from switch to switch in pixels: closer together where banners leave little height, so that they never meet."""
        look = self._look
        whole = look.px(47) * len(SCREENS) + look.px(30) * len(self.switches())
        share = min(1.0, (self.height() - look.px(26)) / whole)
        return look.px(47) * share, look.px(30) * share

    def mousePressEvent(self, event: QMouseEvent) -> None:
        look = self._look
        tall, low = self._steps()
        number = int((event.position().y() - look.px(10)) // tall)
        if self._open and 0 <= number < len(SCREENS):
            self.wanted.emit(SCREENS[number])
        below = int((self.height() - look.px(12) - event.position().y()) // low)
        if 0 <= below < len(self.switches()):
            self.switched.emit(self.switches()[::-1][below][0])

    def switches(self) -> list[tuple[str, str, str]]:
        """(name, key, key of the words) from top to bottom."""
        return [each for each in self._every() if self._open or each[0] in BEFORE]

    def _every(self) -> list[tuple[str, str, str]]:
        dark = "rail.light" if self._look.theme.name == "dark" else "rail.dark"
        looks = [("language", "F2", "rail.language"), ("theme", "^D", dark), ("mute", "^M", "rail.unmute" if self._muted else "rail.mute")]
        ones = [("person", "^P", "rail.person"), ("custody", "^K", "rail.custody")]
        return [("stop", "^S", "rail.stop"), ("more", "F1", "act.more"), ("explain", "^E", "rail.explain"), *ones, *looks, ("lock", "^L", "rail.lock")]

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("card"))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), look.colour("line"))
        for number, screen in enumerate(SCREENS):
            self._item(painter, number, screen)
        low = self._steps()[1]
        y = self.height() - look.px(12) - low * len(self.switches())
        for name, key, words in self.switches():
            ink, edge = ("bad_words", "bad_words") if name == "stop" else ("soft", "line")
            middle = y + low / 2
            wide = paint_cap(painter, key, look.font(LABEL - 2), QPointF(look.px(18), middle), (look.colour(ink), look.colour(edge)))
            left = look.px(18) + max(wide, look.px(26)) + look.px(8)
            place = Place(left, middle - look.px(10), self.width() - left - look.px(2))
            flow(painter, [Run(look.say(words), look.font(LABEL, bold=name == "stop"), look.colour(ink))], place)
            y += low
        painter.end()

    def _item(self, painter: QPainter, number: int, screen: str) -> None:
        look = self._look
        step = self._steps()[0]
        box = QRectF(look.px(8), look.px(10) + step * number, self.width() - look.px(16), step - look.px(4))
        here = screen == self._at and self._open
        if here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("ground"))
            painter.drawRoundedRect(box, look.px(8), look.px(8))
            painter.setBrush(look.colour("ink"))
            painter.drawRoundedRect(QRectF(box.left(), box.top() + look.px(9), look.px(3.5), box.height() - look.px(18)), 2, 2)
        ink = look.colour("ink" if self._open else "faint")
        end = box.right() - look.px(CAP + 2)
        if count := self._counts.get(screen):
            end = self._badge(painter, box, count) - look.px(2)
        font, left = look.font(BODY, bold=here), box.left() + look.px(14)
        painter.setFont(font)
        painter.setPen(ink)
        words = QFontMetricsF(font).elidedText(look.say(f"screen.{screen}"), Qt.TextElideMode.ElideRight, end - left + 1)
        painter.drawText(QRectF(left, box.top(), end - left + 2, box.height()), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        # The key is always there, counted or not.
        faint = QColor(look.colour("soft" if self._open else "faint"))
        paint_cap(painter, str(number + 1), look.font(LABEL - 2), QPointF(box.right() - look.px(CAP), box.center().y()), (faint, look.colour("line")))

    def _badge(self, painter: QPainter, box: QRectF, count: int) -> float:
        """How many, in front of the key; returns where it begins."""
        look = self._look
        wide = self._wide(count)
        badge = QRectF(box.right() - look.px(CAP + 4) - wide, box.center().y() - look.px(11), wide, look.px(22))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ink"))
        painter.drawRoundedRect(badge, look.px(11), look.px(11))
        painter.setFont(look.font(LABEL - 1, bold=True))
        painter.setPen(look.colour("card"))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, _figure(count))
        return badge.left()

    def _wide(self, count: int) -> float:
        """Of a badge, in pixels."""
        look = self._look
        return max(look.px(22), width_of(_figure(count), look.font(LABEL - 1, bold=True)) + look.px(10))


def _figure(count: int) -> str:
    return f"{MANY}+" if count > MANY else str(count)
