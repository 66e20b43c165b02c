"""A yearly quota as a bar: what was bought, what is left, what went beyond; the limits of a trip as small bars below."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.window.ones.panel import PAD, Panel
from ui.window.paint import Place, Run, flow, width_of
from ui.window.theme import BODY, LABEL, REASON

LINE, LEAST = 34, 20
"""How far one limit of a trip stands below another: where there is room, and at least."""


class QuotaPanel(Panel):
    """One quota of a person; `share` is `workstation.persons.opened.Share` as a map."""

    def __init__(self, quota: str) -> None:
        super().__init__("quota." + quota)
        self._share: Mapping[str, Any] = {}

    def show_share(self, share: Mapping[str, Any]) -> None:
        self._share = share
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look, share = self.look, self._share
        if not share:
            self.nothing(painter, "quota.not-in-force", top)
            return
        this, last = share["this_year"], share["last_year"]
        if share["why"]:
            self.pill(painter, look.say(share["why"]), self.width() - look.px(PAD), look.px(12))
        over = Decimal(this["over"]) > 0
        said = look.say("quota.over" if over else "quota.left", amount=amount(this["over"] if over else this["left"]))
        font = look.font(REASON - 2, bold=True)
        top += flow(painter, [Run(said, font, look.colour("bad_words" if over else "ink"))], Place(look.px(PAD), top, self.width() - look.px(2 * PAD))) + look.px(8)
        bar = QRectF(look.px(PAD), top, self.width() - look.px(2 * PAD), look.px(30))
        paint_bar(self, painter, bar, (this["used"], this["amount"]))
        top = bar.bottom() + look.px(6)
        before = {"last": last["year"], "before": amount(last["used"])} if last else {}
        words = look.say("quota.used" if last else "quota.used-first", year=this["year"], used=amount(this["used"]), amount=amount(this["amount"]), **before)
        top += self.text(painter, words, (look.px(PAD), top), style="soft") + look.px(10)
        # Under a banner the panel is lower: the lines stand closer, none is cut.
        room = (self.height() - look.px(8) - top) / max(len(share["trip"]), 1)
        for place, each in enumerate(share["trip"]):
            self._trip(painter, each, top + place * max(look.px(LEAST), min(look.px(LINE), room)))

    def _trip(self, painter: QPainter, each: Mapping[str, Any], top: float) -> None:
        look, left = self.look, self.look.px(PAD)
        label = look.say("goods." + each["category"])
        words = look.say("quota.trip." + each["unit"], used=each["used"], most=each["most"])
        font = look.font(LABEL)
        over = Decimal(each["over"]) > 0
        flow(painter, [Run(label, font, look.colour("soft"))], Place(left, top, look.px(110)))
        wide = width_of(words, look.font(BODY, bold=over)) + 4
        flow(painter, [Run(words, look.font(BODY, bold=over), look.colour("bad_words" if over else "ink"))], Place(self.width() - left - wide, top - look.px(1), wide))
        bar = QRectF(left + look.px(116), top + look.px(4), self.width() - 2 * left - look.px(116) - max(wide, look.px(150)) - look.px(10), look.px(12))
        paint_bar(self, painter, bar, (each["used"], each["most"]))


def paint_bar(panel: Panel, painter: QPainter, box: QRectF, figures: tuple[str, str]) -> None:
    """Used of the most there is: ink on the ground; what went beyond is red behind a mark at the end of the quota."""
    look, used, most = panel.look, Decimal(figures[0]), Decimal(figures[1])
    whole = max(used, most, Decimal(1))
    radius = box.height() / 2.6
    painter.setPen(QPen(look.colour("line"), 1))
    painter.setBrush(look.colour("ground"))
    painter.drawRoundedRect(box, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    inside = QRectF(box.left(), box.top(), box.width() * float(min(used, most) / whole), box.height())
    if used:
        painter.setBrush(look.colour("ink"))
        painter.drawRoundedRect(inside, min(radius, inside.width() / 2), radius)
    if used > most:
        painter.setBrush(look.colour("bad"))
        painter.drawRect(QRectF(inside.right(), box.top(), box.right() - inside.right(), box.height()))
        painter.fillRect(QRectF(inside.right() - look.px(1), box.top() - look.px(4), look.px(3), box.height() + look.px(8)), look.colour("ink"))


def amount(text: str) -> str:
    """A decimal string as people read it: 42,000.00."""
    return f"{Decimal(text):,f}"
