"""Where the things lie that lie over a screen: the type line over the keys, the sheet at the right, the preview over all of it; placed anew whenever the screen has another size."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from ui.window.ask import Sheet
    from ui.window.window import Window

SHARE = 0.46


class Lying(QObject):
    """Places the overlays of one window."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self.window = window
        window.frame.stack.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def place(self) -> None:
        """Everything that lies over the screen in front."""
        window = self.window
        px, stack = window.look.px, window.frame.stack
        low = px(150 if window.typeline.candidates.text() else 84)
        left = window.frame.rail.width() + px(14)
        need = max(low, window.typeline.sizeHint().height())
        window.typeline.setGeometry(left, window.height() - need - px(8), window.width() - left - px(14), need)
        if cover := window.pages.made("cover"):
            cover.setGeometry(0, 0, stack.width(), stack.height())
        window.notice.place()
        self.sheet()

    def sheet(self) -> None:
        """On the Lane it covers the right panel and leaves the band free, unless its fields need the height; elsewhere it takes its share. A notice stays below it."""
        window, stack = self.window, self.window.frame.stack
        sheet: Sheet | None = window.pages.made("sheet")
        if sheet is None:
            return
        px, lane = window.look.px, window.lane if window.at == "lane" else None
        wide = max(px(420), lane.about.width() if lane else round(stack.width() * SHARE))
        top = lane.about.geometry().top() if lane else px(14)
        low = stack.height() - (window.notice.height() + px(14) if window.notice.words() else 0)
        if top + sheet.need(wide) > low:
            top = px(14)
        sheet.setGeometry(stack.width() - wide - px(14), top, wide, low - top)
