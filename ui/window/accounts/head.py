"""The head of an account: who the enterprise is, the day it is shown for, whether it may send batches out and what else is wrong."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.accounts.lists import RIGHTS
from ui.window.ones.panel import PAD, shaped
from ui.window.paint import Place, Run, flow, paint_panel, width_of
from ui.window.theme import BODY, LABEL, REASON, Look
from workstation import codes
from workstation.accounts.opened import Account


class Head(QWidget):
    """Paints two lines at the left and one word with its shape at the right; empty while nothing is open."""

    def __init__(self) -> None:
        super().__init__()
        self._look, self._today = Look(), ""
        self._account: Account | None = None

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_account(self, account: Account | None, today: str = "") -> None:
        """`today`: the ISO day of now, to tell an account of the past."""
        self._account, self._today = account, today
        self.setAccessibleName(account.name or account.uscc if account else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, account = QPainter(self), self._look, self._account
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_panel(painter, look, self.rect())
        if account is not None:
            room = self._state(painter, account) - look.px(PAD * 2)
            name = account.name or look.say("account.not-known")
            flow(painter, [Run(name, look.font(REASON - 6, bold=True), look.colour("ink"))], Place(look.px(PAD), look.px(9), room))
            number = codes.group("uscc", account.uscc)
            day = look.say("accounts.as-of" if account.day == self._today else "accounts.as-of-past", day=account.day)
            runs = [Run(f"{number}   ", look.font(BODY), look.colour("soft")), Run(day, look.font(BODY, bold=account.day != self._today), look.colour("ink"))]
            flow(painter, runs, Place(look.px(PAD), look.px(44), room))
        painter.end()

    def _state(self, painter: QPainter, account: Account) -> float:
        """The worst that is known, at the right; returns where it begins."""
        look = self._look
        shape, words, token, below = worst(account, look)
        font, small = look.font(BODY + 1, bold=True), look.font(LABEL)
        wide = max(width_of(words, font) + look.px(34), width_of(below, small) + 4)
        left = max(self.width() - look.px(PAD) - wide, self.width() * 0.42)
        top = look.px(14 if below else 27)
        shaped(painter, look, (shape, words, look.colour(token)), (left, top))
        if below:
            flow(painter, [Run(below, small, look.colour("soft"))], Place(left, top + look.px(31), self.width() - look.px(PAD) - left))
        return left


def worst(account: Account, look: Look) -> tuple[str, str, str, str]:
    """(shape, words, colour, small words below) of what an officer must know first."""
    if not account.known:
        return "dashed", look.say("accounts.not-told"), "soft", ""
    if account.instructions:
        return "octagon", look.say("accounts.instruction", number=account.instructions[0]), "bad_words", look.say("accounts.instruction.how")
    if account.right is not None:
        standing, (shape, token) = account.right.standing, RIGHTS[account.right.standing]
        why = look.say("accounts.and").join(look.say("account.why." + each) for each in account.right.why)
        return shape, look.say("accounts.may" if standing == "may" else "account.batch." + standing), token, why
    return "dashed", look.say("account.not-known"), "soft", ""
