"""The lines of every ledger: what came in as one bar, parted into what went which way and what is left, with each figure in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from ui.window.ones.panel import PAD, Panel
from ui.window.ones.quota import amount
from ui.window.paint import Place, Run, flow, width_of
from ui.window.theme import BODY, LABEL, REASON
from workstation import codes
from workstation.accounts.entries import GUARANTEE, Line
from workstation.accounts.figures import plain
from workstation.accounts.opened import Account, Ledger
from workstation.accounts.shown import guarantee

PARTS = ("out", "batch", "moved", "processed", "used", "pledged", "stock")
"""Accounts of a line in the order of its bar."""
INKS = {"out": ("soft", False), "batch": ("amber", False), "moved": ("soft", True), "processed": ("ink", True), "used": ("ink", False), "pledged": ("amber", False), "stock": ("ok", False)}
"""Account -> colour, and whether it is hatched."""
TALL, HEAD = 74, 34


@dataclass(frozen=True)
class Row:
    """A ledger's heading (`line` None) or one of its lines; `number` counts the lines only."""

    ledger: Ledger
    line: Line | None = None
    number: int = -1


class LinesPanel(Panel):
    """Every ledger with its lines; `choose(number)` moves over the lines and keeps the one chosen in sight."""

    def __init__(self) -> None:
        super().__init__("accounts.lines")
        self.rows: tuple[Row, ...] = ()
        self.at, self._first = 0, 0

    def show_account(self, account: Account) -> None:
        """The chosen line stays chosen where it is still there."""
        before = self.chosen()
        self.rows = tuple(rows(account.ledgers))
        same = (row.number for row in self.rows if before and row.line and (row.ledger.number, row.line.no) == (before.ledger.number, before.line.no if before.line else -1))
        first = next((row.number for row in self.rows if row.line and row.line.no != GUARANTEE), 0)
        self.at, self._first = next(same, first), 0
        self.update()

    def chosen(self) -> Row | None:
        """The line in front."""
        return next((row for row in self.rows if row.line is not None and row.number == self.at), None)

    def choose(self, step: int) -> None:
        """One line down or up."""
        count = sum(row.line is not None for row in self.rows)
        self.at = min(max(self.at + step, 0), max(count - 1, 0))
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        if not self.rows:
            self.nothing(painter, "accounts.no-ledgers", top)
            return
        self._scroll(self.height() - top - self.look.px(28))
        for place, row in enumerate(self.rows[self._first :], self._first):
            tall = self._tall(row)
            if top + tall > self.height() - self.look.px(8):
                left = sum(each.line is not None for each in self.rows[place:])
                if left:
                    self.text(painter, self.look.say("accounts.more-lines", count=left), (self.look.px(PAD), self.height() - self.look.px(28)), style="label")
                return
            (self._line if row.line else self._head)(painter, row, top)
            top += tall

    def _tall(self, row: Row) -> int:
        return self.look.px(HEAD if row.line is None or row.ledger.refused else TALL)

    def _scroll(self, room: float) -> None:
        """So far down that the chosen line is whole."""
        here = next((place for place, row in enumerate(self.rows) if row.line and row.number == self.at), 0)
        least, room = here, room - (self._tall(self.rows[here]) if self.rows else 0)
        # From the chosen line back as far as there is room: a ledger may have thousands before it.
        while least and (room := room - self._tall(self.rows[least - 1])) >= 0:
            least -= 1
        self._first = max(min(self._first, max(here - 1, 0)), least)

    def _head(self, painter: QPainter, row: Row, top: float) -> None:
        look, ledger = self.look, row.ledger
        words = look.say("accounts.ledger", number=codes.group("ledger", ledger.number), state=look.say("account.ledger." + ledger.state))
        font = look.font(BODY, bold=True)
        token = {"open": "ink", "suspended": "bad_words"}.get(ledger.state, "soft")
        flow(painter, [Run(words, font, look.colour(token))], Place(look.px(PAD), top + look.px(4), self.width() - look.px(2 * PAD)))
        x = look.px(PAD + 14) + width_of(words, font)
        if ledger.refused:
            note = look.say(ledger.refused, ledger=ledger.number, opened=ledger.opened_on)
        else:
            since = look.say("accounts.since", day=ledger.opened_on) if ledger.opened_on else ""
            note = "   ".join(each for each in (look.say("account.leased") if ledger.leased else look.say("accounts.kept", home=ledger.home) if ledger.home else look.say("account.home-none"), since) if each)
        flow(painter, [Run(note, look.font(LABEL), look.colour("soft"))], Place(x, top + look.px(5), self.width() - x - look.px(PAD)))

    def _line(self, painter: QPainter, row: Row, top: float) -> None:
        line, look = row.line, self.look
        if line is None:
            return
        if row.number == self.at:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("ground"))
            painter.drawRoundedRect(QRectF(look.px(8), top - look.px(3), self.width() - look.px(16), look.px(TALL - 2)), look.px(8), look.px(8))
            painter.fillRect(QRectF(look.px(8), top + look.px(8), look.px(4), look.px(TALL - 24)), look.colour("ink"))
        self._name(painter, row, line, top)
        bar = QRectF(look.px(PAD), top + look.px(28), self.width() - look.px(2 * PAD), look.px(14))
        paint_parts(self, painter, bar, line)
        self._legend(painter, line, top + look.px(46))

    def _name(self, painter: QPainter, row: Row, line: Line, top: float) -> None:
        look, stock = self.look, line.of("stock")
        secures, ended = line.no == GUARANTEE, line.no == GUARANTEE and row.ledger.expired
        key = "accounts.free" if secures and not ended else "accounts.left"
        said, font = look.say(key, amount=amount(plain(stock)), unit=line.unit), look.font(REASON - 8, bold=True)
        wide = width_of(said, font) + 4
        right = self.width() - look.px(PAD) - wide
        flow(painter, [Run(said, font, look.colour("bad_words" if stock < 0 or ended else "ink"))], Place(right, top - look.px(2), wide))
        # The legend of what is left stands beside its figure.
        right -= look.px(18)
        fill(self, painter, QRectF(right, top + look.px(7), look.px(11), look.px(11)), "stock")
        name = look.say("account.guarantee") if secures else f"{line.no}  {line.name}"
        mine = (row.ledger.mine or {}).get(line.no) if row.ledger.leased else None
        words = look.say("accounts.slice", amount=amount(mine), unit=line.unit) if mine is not None else ""
        # A long name is cut, never what this station may spend or until when a guarantee holds; where both have no room the slice stands beside, under the leases.
        left, small, room = look.px(PAD), look.font(LABEL), right - look.px(PAD + 10)
        if secures and row.ledger.guarantee_to:
            until = guarantee(row.ledger, look.lang)
            both = f"{until}   {words}".rstrip()
            words = both if width_of(name, look.font(BODY + 1, bold=True)) + width_of(both, small) + look.px(24) <= room else until
        spare = width_of(words, small) + look.px(14) if words else 0
        wide = self.line(painter, name, (left, top + look.px(1)), style="value", room=room - spare)
        if words:
            flow(painter, [Run(words, small, look.colour("bad_words" if ended else "soft"))], Place(left + wide + look.px(10), top + look.px(3), spare))

    def _legend(self, painter: QPainter, line: Line, top: float) -> None:
        look, font, x = self.look, self.look.font(LABEL - 1), float(self.look.px(PAD))
        came = look.say("accounts.part", name=look.say("account.sort.in"), amount=amount(plain(-line.of("outside"))))
        flow(painter, [Run(came, font, look.colour("soft"))], Place(x, top, width_of(came, font) + 4))
        x += width_of(came, font) + look.px(12)
        for part in PARTS[:-1]:
            if not line.of(part):
                continue
            words = look.say("accounts.part", name=look.say("account.of." + part), amount=amount(plain(line.of(part))))
            wide = width_of(words, font) + 4
            if x + wide + look.px(14) > self.width() - look.px(PAD):
                return
            fill(self, painter, QRectF(x, top + look.px(5), look.px(10), look.px(10)), part)
            flow(painter, [Run(words, font, look.colour("soft"))], Place(x + look.px(14), top, wide))
            x += wide + look.px(22)


def rows(ledgers: Sequence[Ledger]) -> list[Row]:
    """Each ledger's heading, open ones first, then its lines: goods first, the guarantee last."""
    found: list[Row] = []
    number = 0
    for ledger in sorted(ledgers, key=lambda each: each.state != "open"):
        found.append(Row(ledger))
        for line in sorted(ledger.lines, key=lambda each: (each.no == GUARANTEE, each.no)):
            found.append(Row(ledger, line, number))
            number += 1
    return found


def paint_parts(panel: Panel, painter: QPainter, box: QRectF, line: Line) -> None:
    """The bar of a line; what is missing below zero stands in red at its end."""
    look = panel.look
    painter.setPen(QPen(look.colour("line"), 1))
    painter.setBrush(look.colour("card"))
    painter.drawRect(box)
    whole = sum((max(line.of(part), Decimal(0)) for part in PARTS), Decimal(0)) or Decimal(1)
    x = box.left()
    for part in PARTS:
        share = box.width() * float(max(line.of(part), Decimal(0)) / whole)
        if share:
            fill(panel, painter, QRectF(x, box.top(), share, box.height()), part)
            painter.fillRect(QRectF(x + share - 1, box.top(), 1, box.height()), look.colour("card"))
        x += share
    if line.of("stock") < 0:
        share = box.width() * min(float(-line.of("stock") / whole), 0.5)
        painter.fillRect(QRectF(box.right() - share, box.top(), share, box.height()), look.colour("bad"))


def fill(panel: Panel, painter: QPainter, box: QRectF, part: str) -> None:
    """The colour and pattern of one account."""
    token, hatched = INKS[part]
    if hatched:
        painter.fillRect(box, panel.look.colour("ground"))
    painter.fillRect(box, QBrush(panel.look.colour(token), Qt.BrushStyle.BDiagPattern if hatched else Qt.BrushStyle.SolidPattern))
    if hatched:
        painter.setPen(QPen(panel.look.colour(token), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
