"""The panel beside the list: one call whole, its promises and what happened; or the share of promises kept, drawn."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.calls import wording
from ui.window.paint import Place, Run, flow, paint_mark, paint_panel, rounded, width_of
from ui.window.theme import BODY, LABEL, VALUE, Look
from workstation.calls.kept import DAY, PERIODS, Kept, Share
from workstation.desk.calling import Shown

LONG = 9
"""Lines of what a call says; fewer where the panel has an alarm's order or parcels to show too."""


class About(QWidget):
    """Paints a call, or with `kept` the statistics."""

    def __init__(self) -> None:
        super().__init__()
        self._look, self._now = Look(), 0
        self.shown: Shown | None = None
        self.kept: Kept | None = None

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_call(self, shown: Shown | None, now: int) -> None:
        """The call under the cursor."""
        self.shown, self._now = shown, now
        self.update()

    def show_kept(self, kept: Kept | None) -> None:
        """The statistics; None: the call again."""
        self.kept = kept
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_panel(painter, self._look, self.rect())
        if self.kept is not None:
            self._kept(painter, self.kept)
        elif self.shown is not None:
            self._call(painter, self.shown)
        painter.end()

    def _say(self, painter: QPainter, text: str, style: tuple[float, bool, str], place: tuple[float, int]) -> float:
        """A text at the left edge of the panel; returns the next y. `style`: size, bold, colour; `place`: y, lines."""
        look = self._look
        x = look.px(20)
        return place[0] + flow(painter, [Run(text, look.font(style[0], bold=style[1]), look.colour(style[2]))], Place(x, place[0], self.width() - 2 * x, place[1]))

    def _call(self, painter: QPainter, shown: Shown) -> None:
        look, call, px = self._look, shown.call, self._look.px
        y = self._say(painter, f"{call.number}  ·  {wording.title(call, look)}", (LABEL + 1, False, "soft"), (px(18), 1)) + px(2)
        y = self._say(painter, wording.about(shown, look), (22, True, "ink"), (y, 1)) + px(4)
        y = self._say(painter, wording.what(call, look.lang), (VALUE, False, "ink"), (y, 4 if shown.order or call.items else LONG)) + px(14)
        if call.items:
            y = self._say(painter, wording.standing(call, shown.standing, look.lang), (VALUE, True, "ink"), (y - px(10), 1)) + px(2)
            y = self._say(painter, ", ".join(shown.standing), (BODY, False, "soft"), (y, 4)) + px(14)
        if shown.only_for and call.answered_at is None:
            y = self._say(painter, wording.only_for(shown, look), (BODY, True, "ink"), (y - px(6), 3)) + px(10)
        y = self._order(painter, shown, y) if shown.order else self._levels(painter, shown, y)
        y = self._say(painter, look.say("call.steps"), (LABEL, False, "soft"), (y + px(12), 1)) + px(4)
        told = wording.steps(call, self._now, look)
        wide = max(width_of(at, look.font(BODY)) for at, _ in told) + px(14)
        for at, words in told:
            if y > self.height() - px(40):
                break
            flow(painter, [Run(at, look.font(BODY), look.colour("soft"))], Place(px(20), y, wide))
            y += flow(painter, [Run(words, look.font(BODY), look.colour("ink"))], Place(px(20) + wide, y, self.width() - px(40) - wide, 3)) + px(5)

    def _levels(self, painter: QPainter, shown: Shown, y: float) -> float:
        """Who must have answered by when, as far as it has come."""
        look, call, px = self._look, shown.call, self._look.px
        y = self._say(painter, look.say("call.levels"), (LABEL, False, "soft"), (y, 1)) + px(4)
        level = call.level(self._now)
        for number, (to, by) in enumerate(call.levels):
            kept = call.answered_at is not None and call.answered_at <= by
            mark = "ok" if kept else "bad" if number < level else "open"
            words = look.say("call.level.to", to=wording.who(call.owner if to == "owner" else to, look.lang), by=wording.moment(by, self._now))
            y = self._marked(painter, mark, words, y, bold=number == level and call.answered_at is None)
            if kept:
                break
        return y

    def _order(self, painter: QPainter, shown: Shown, y: float) -> float:
        """Of a stop-now alarm every call in the order people are called: who answered when, and who is next."""
        look, px = self._look, self._look.px
        y = self._say(painter, look.say("call.order"), (LABEL, False, "soft"), (y, 1)) + px(4)
        for (mark, words, coming), call in zip(wording.order(shown, self._now, look), shown.order, strict=True):
            if y > self.height() - px(120):
                break
            top = y
            y = self._marked(painter, mark, f"{look.say('call.order.now')}: {words}" if coming else words, y, bold=coming)
            if call.id == shown.call.id:
                painter.fillRect(QRectF(px(8), top, px(4), y - top - px(4)), look.colour("ink"))
        return y

    def _marked(self, painter: QPainter, mark: str, words: str, y: float, *, bold: bool) -> float:
        """One line behind its mark; returns the next y."""
        look, px = self._look, self._look.px
        paint_mark(painter, look, mark, QRectF(px(20), y + px(3), px(15), px(15)))
        return y + flow(painter, [Run(words, look.font(BODY, bold=bold), look.colour("ink"))], Place(px(46), y, self.width() - px(66), 2)) + px(4)

    def _kept(self, painter: QPainter, kept: Kept) -> None:
        look, px = self._look, self._look.px
        days = max(1, round((kept.until - kept.since) / DAY))
        y = self._say(painter, look.say("kept.title", days=days), (VALUE, True, "ink"), (px(18), 2)) + px(2)
        others = " / ".join(str(each) for each in PERIODS if each != days)
        y = self._say(painter, look.say("kept.periods", others=others), (LABEL, False, "soft"), (y, 1)) + px(8)
        if not kept.kinds:
            self._say(painter, look.say("kept.none"), (BODY, False, "soft"), (y, 2))
            return
        y = self._share(painter, kept.whole, "", y, tall=True) + px(8)
        for key, name, shares in (("kept.by-kind", "call.sort.", kept.kinds), ("kept.by-shift", "shift.name.", kept.shifts)):
            y = self._say(painter, look.say(key), (LABEL, False, "soft"), (y, 1)) + px(4)
            y = self._shares(painter, shares, name, y) + px(10)
        self._say(painter, look.say("kept.caution"), (LABEL - 1, False, "soft"), (y, 2))

    def _shares(self, painter: QPainter, shares: Sequence[Share], names: str, y: float) -> float:
        for share in shares:
            y = self._share(painter, share, self._look.say(names + share.name), y)
        return y

    def _share(self, painter: QPainter, share: Share, name: str, y: float, *, tall: bool = False) -> float:
        """Words over a bar: full length is every call whose time is over, filled what was answered in time."""
        look, px = self._look, self._look.px
        left, wide, high = px(20), self.width() - px(40), px(10 if tall else 7)
        pending = look.say("kept.pending", n=share.pending)
        first, last = share.interval
        told = look.say("kept.count", kept=share.kept, count=share.count, share=f"{share.percent} %") + look.say("kept.interval", low=first, high=last) if share.count else pending
        font = look.font(BODY if tall else LABEL, bold=tall)
        room = width_of(told, font) + 4
        if name:
            flow(painter, [Run(name, look.font(LABEL + 1), look.colour("ink"))], Place(left, y, wide - room - px(8)))
        flow(painter, [Run(told, font, look.colour("ink" if share.count else "soft"))], Place(left if tall else left + wide - room, y, wide if tall else room, 1, right=not tall))
        y += px(24 if tall else 20)
        if not share.count:
            return y + px(6)
        bar = QRectF(left, y, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(rounded(bar, high / 2), look.colour("line"))
        if share.kept:
            painter.save()
            painter.setClipPath(rounded(bar, high / 2))
            painter.fillRect(QRectF(left, y, wide * share.kept / share.count, high), look.colour("ok"))
            painter.restore()
        self._interval(painter, share, bar)
        y += high + px(3)
        if share.pending:
            y = self._say(painter, pending, (LABEL - 1, False, "soft"), (y, 1))
        return y + px(6)

    def _interval(self, painter: QPainter, share: Share, bar: QRectF) -> None:
        """Where the true share lies with 95 %: a line across the end of the bar, with a tick at either end."""
        look, px = self._look, self._look.px
        low, high = (bar.left() + bar.width() * int(edge) / 100 for edge in share.interval)
        middle = bar.center().y()
        painter.setPen(QPen(look.colour("ink"), px(1.6)))
        painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        for end in (low, high):
            painter.drawLine(QPointF(end, bar.top() - px(2)), QPointF(end, bar.bottom() + px(2)))
