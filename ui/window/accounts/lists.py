"""Batches with the days to their deadline, zero-tariff vehicles with the days they have used, value-added codes."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.window.accounts.axis import Axis
from ui.window.accounts.credit import days as span
from ui.window.ones.panel import PAD, Panel, cut, shaped
from ui.window.ones.quota import amount, paint_bar
from ui.window.paint import Place, Run, fits, flow, paint_mark, width_of
from ui.window.shapes import paint_shape
from ui.window.theme import BODY, LABEL, Look
from workstation import codes
from workstation.accounts.batches import OPEN, Batch, Right
from workstation.accounts.opened import Account, Credit
from workstation.accounts.shown import hindered
from workstation.accounts.vehicles import Vehicle

if TYPE_CHECKING:
    from workstation.accounts.confirmations import Confirmation

SHAPES = {"open": ("dots", "soft"), "soon": ("triangle", "ink"), "late": ("octagon", "bad_words"), "declared": ("tick", "ok")}
"""State of a batch -> shape and colour."""
RIGHTS = {"may": ("tick", "ok"), "may-not": ("octagon", "bad_words"), "none": ("bar", "soft")}
"""How the right to batch exit stands -> shape and colour; most enterprises never had it."""
DAYS = {"within": ("tick", "ok"), "near": ("triangle", "ink"), "over": ("octagon", "bad_words"), "unruled": ("dashed", "soft")}
MARKS = {"valid": "ok", "unknown": "unsure", "early": "open", "used": "none"}
TALL, VEHICLE, CODE, FOOT = 72, 62, 46, 26

T = TypeVar("T")


class Turning:
    """Which rows of a panel are in sight where more are there than fit."""

    def __init__(self) -> None:
        self.first, self._whose = 0, ""

    def of(self, whose: str) -> None:
        """Rows of an enterprise: those of another begin at the first."""
        self.first, self._whose = self.first if whose == self._whose else 0, whose

    def shown(self, rows: Sequence[T], room: float, tall: int, foot: int) -> Sequence[T]:
        """The rows in sight; above the line that must say how many more there are."""
        count = cut(rows, room, tall, foot)
        self.first = min(max(self.first, 0), len(rows) - count)
        return rows[self.first : self.first + count]


def righted(account: Account, look: Look) -> tuple[str, str, str]:
    """(shape, colour, why not) of the right to batch exit; one whose guarantee has expired may, but not under it."""
    standing = account.right.standing if account.right else "none"
    why = look.say("accounts.and").join(hindered(account, look.lang))
    shape, token = ("triangle", "ink") if why and standing == "may" else RIGHTS[standing]
    return shape, token, why


class BatchesPanel(Panel):
    """The right to send batches out, then every list that left, what is to be declared first."""

    def __init__(self) -> None:
        super().__init__("accounts.batches")
        self.turning = Turning()
        self._account: Account | None = None
        self._batches: Sequence[Batch] = ()
        self._day = ""

    def show_account(self, account: Account) -> None:
        self.turning.of(account.uscc)
        self._account, self._batches, self._day = account, account.batches, account.day
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if self._account is not None and self._account.right is not None:
            top = self._may(painter, self._account, self._account.right, top)
        if not self._batches:
            self.nothing(painter, "accounts.no-batch", top)
            return
        shown = self.turning.shown(self._batches, self.height() - top - look.px(6), look.px(TALL), look.px(FOOT))
        for each in shown:
            painter.fillRect(QRectF(look.px(PAD), top - look.px(7), self.width() - look.px(2 * PAD), 1), look.colour("line"))
            self._batch(painter, each, top)
            top += look.px(TALL)
        if len(shown) < len(self._batches):
            still = sum(each.state in OPEN for each in self._batches) - sum(each.state in OPEN for each in shown)
            self.text(painter, look.say("accounts.more-batches", count=len(self._batches) - len(shown), still=still), (look.px(PAD), top), style="label")

    def _may(self, painter: QPainter, account: Account, right: Right, top: float) -> float:
        look = self.look
        shape, token, why = righted(account, look)
        # The shorter words where a reason follows: its day is never cut.
        words = look.say("accounts.may" if why and right.may else "account.batch." + right.standing)
        shaped(painter, look, (shape, f"{words}{look.say('accounts.colon') + why if why else ''}", look.colour(token)), (look.px(PAD), top))
        return top + look.px(44)

    def _batch(self, painter: QPainter, each: Batch, top: float) -> None:
        look = self.look
        shape, token = SHAPES[each.state]
        said, font = look.say("account.batch." + each.state, days=abs(each.days)), look.font(BODY + 1, bold=True)
        right = self.width() - look.px(PAD) - width_of(said, font) - look.px(30)
        shaped(painter, look, (shape, said, look.colour(token)), (right, top))
        self.text(painter, codes.group("release-list", each.number), (look.px(PAD), top), style="value", room=right - look.px(PAD + 10))
        pledged = look.say("accounts.pledged", amount=amount(each.guarantee)) if each.guarantee and each.state != "declared" else ""
        # Goods may be many words: what they leave out of sight is theirs.
        about = "   ".join(part for part in (f"{amount(each.gross_kg)} kg", pledged, each.declared_by, "" if each.expired else each.goods) if part)
        wide = self.line(painter, about, (look.px(PAD), top + look.px(22)), style="label", room=right - look.px(PAD + 10))
        if each.expired:
            ended = Run(look.say("account.guarantee-expired", day=each.guarantee_to), look.font(LABEL, bold=True), look.colour("bad_words"))
            left = look.px(PAD + 8) + wide
            flow(painter, [ended, Run(f"   {each.goods}", look.font(LABEL), look.colour("soft"))], Place(left, top + look.px(22), self.width() - left - look.px(PAD)))
        self._way(painter, each, top + look.px(45))

    def _way(self, painter: QPainter, each: Batch, top: float) -> None:
        """From the day it left to its deadline, and where today stands on the way."""
        look, font = self.look, self.look.font(LABEL - 1)
        side = look.px(84)
        box = QRectF(look.px(PAD) + side, top + look.px(3), self.width() - 2 * (look.px(PAD) + side), look.px(8))
        for day, x in ((each.left_on, look.px(PAD)), (each.due, box.right() + look.px(8))):
            flow(painter, [Run(day, font, look.colour("soft"))], Place(x, top - look.px(2), side))
        axis = Axis(date.fromisoformat(each.left_on), date.fromisoformat(each.due), box.left(), box.right())
        here = axis.x(date.fromisoformat(self._day))
        painter.fillRect(box, look.colour("ground"))
        if each.state != "declared":
            painter.fillRect(QRectF(box.left(), box.top(), here - box.left(), box.height()), look.colour("bad" if each.state == "late" else "amber" if each.state == "soon" else "ink"))
        painter.fillRect(QRectF(box.right() - look.px(2), box.top() - look.px(4), look.px(2), box.height() + look.px(8)), look.colour("ink"))


class VehiclesPanel(Panel):
    """Each vehicle: days used as a bar up to the limit, and its stays on the strip of the year."""

    def __init__(self) -> None:
        super().__init__("accounts.vehicles")
        self.turning = Turning()
        self._vehicles: Sequence[Vehicle] = ()
        self._day = date.min

    def show_account(self, account: Account) -> None:
        self.turning.of(account.uscc)
        self._vehicles, self._day = account.vehicles, date.fromisoformat(account.day)
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if not self._vehicles:
            self.nothing(painter, "accounts.no-vehicles", top)
            return
        shown = self.turning.shown(self._vehicles, self.height() - top - look.px(6), look.px(VEHICLE), look.px(FOOT))
        for each in shown:
            self._vehicle(painter, each, top)
            top += look.px(VEHICLE)
        if len(shown) < len(self._vehicles):
            self.text(painter, look.say("accounts.more-vehicles", count=len(self._vehicles) - len(shown)), (look.px(PAD), top), style="label")

    def _vehicle(self, painter: QPainter, each: Vehicle, top: float) -> None:
        look, left = self.look, self.look.px(PAD)
        shape, token = DAYS[each.state]
        said = look.say("accounts.days", used=each.used, most=each.most, left=each.left) if each.most else look.say("account.vehicle.unruled")
        font = look.font(BODY, bold=each.state in ("near", "over"))
        wide = width_of(said, font) + 4
        right = self.width() - left - wide
        flow(painter, [Run(said, font, look.colour("bad_words" if each.state == "over" else "ink"))], Place(right, top, wide))
        paint_shape(painter, shape, QRectF(left, top, look.px(20), look.px(20)), look.colour(token), look.colour("card"))
        plate, place = Run(codes.group("plate", each.plate), look.font(BODY + 1, bold=True), look.colour("ink")), Place(left + look.px(28), top - look.px(1), right - left - look.px(34))
        # The shortest way to say it where there is no room for more.
        *longer, least = [[plate, Run("   " + words, look.font(LABEL), look.colour("soft"))] for words in _where(look, each)]
        flow(painter, next((runs for runs in longer if fits(runs, place)), least), place)
        wide = self.width() - 2 * left
        paint_bar(self, painter, QRectF(left, top + look.px(26), wide, look.px(14)), (str(each.used), str(each.most)))
        self._year(painter, each, QRectF(left, top + look.px(45), wide, look.px(6)))

    def _year(self, painter: QPainter, each: Vehicle, box: QRectF) -> None:
        look = self.look
        axis = Axis(date(each.year, 1, 1), date(each.year, 12, 31), box.left(), box.right())
        painter.fillRect(box, look.colour("ground"))
        for stay in each.stays:
            begins = axis.x(date.fromisoformat(stay.left))
            ends = axis.x((date.fromisoformat(stay.back) if stay.back else self._day) + timedelta(days=1))
            painter.fillRect(QRectF(begins, box.top(), max(ends - begins, 2), box.height()), look.colour("soft" if stay.sure else "faint"))
        painter.fillRect(QRectF(axis.x(self._day), box.top() - look.px(3), look.px(2), box.height() + look.px(6)), look.colour("ink"))


def _where(look: Look, each: Vehicle) -> tuple[str, ...]:
    """Where it is, with its last day of re-entry where that matters; then only the day: its strip tells where it is."""
    where = look.say("accounts.away" if each.away else "accounts.home")
    if not (each.back_by and (each.away or each.state == "near")):
        return (where,)
    back = look.say("account.vehicle.back-by", day=each.back_by)
    return f"{where}   {back}", back


class CodesPanel(Panel):
    """Value-added confirmation and cumulative codes, with their days and how they stand."""

    def __init__(self) -> None:
        super().__init__("accounts.codes")
        self.turning = Turning()
        self._codes: Sequence[Confirmation] = ()
        self._older = 0

    def show_account(self, account: Account) -> None:
        self.turning.of(account.uscc)
        self._codes, self._older = account.codes, account.codes_more
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look = self.look
        if not self._codes:
            self.nothing(painter, "accounts.no-codes", top)
            return
        foot = look.px(FOOT) if self._older else 0
        shown = self.turning.shown(self._codes, self.height() - top - look.px(6) - foot, look.px(CODE), look.px(FOOT))
        for each in shown:
            paint_mark(painter, look, MARKS.get(each.state, "bad"), QRectF(look.px(PAD), top + look.px(1), look.px(18), look.px(18)))
            said, font = look.say("account.va." + each.state), look.font(BODY, bold=each.state != "valid")
            wide = width_of(said, font) + 4
            flow(painter, [Run(said, font, look.colour("ink" if each.state in MARKS else "bad_words"))], Place(self.width() - look.px(PAD) - wide, top, wide))
            self.text(painter, codes.group("va-confirmation", each.code), (look.px(PAD + 28), top), style="value", room=self.width() - wide - look.px(2 * PAD + 36))
            days = span(Credit("", "", each.valid_from, each.valid_to, "")) if each.valid_from else ""
            about = "   ".join(part for part in (days, each.declaration, each.partner, look.say("account.code." + each.sort) if each.sort == "cumulative" else "") if part)
            self.line(painter, about, (look.px(PAD + 28), top + look.px(21)), style="label")
            top += look.px(CODE)
        left = {"accounts.more-codes": len(self._codes) - len(shown), "accounts.older-codes": self._older}
        if words := "   ".join(look.say(key, count=count) for key, count in left.items() if count):
            self.text(painter, words, (look.px(PAD), top), style="label")
