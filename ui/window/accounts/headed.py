"""What stands in the head of an account: who the enterprise is, the day it is shown for, whether it may send batches out and what else is wrong."""

from ui.window.accounts.lists import righted
from ui.window.ones.head import Headline
from ui.window.paint import Run
from ui.window.theme import BODY, REASON, Look
from workstation import codes
from workstation.accounts.opened import Account


def headed(account: Account, today: str, look: Look) -> Headline:
    """`today`: the ISO day of now, to tell an account of the past."""
    ink, past = look.colour("ink"), account.day != today
    day = look.say("accounts.as-of-past" if past else "accounts.as-of", day=account.day)
    name = Run(account.name or look.say("account.not-known"), look.font(REASON - 6, bold=True), ink)
    number = Run(f"{codes.group('uscc', account.uscc)}   ", look.font(BODY), look.colour("soft"))
    shape, words, token, below = worst(account, look)
    return Headline(account.name or account.uscc, ((name,), (number, Run(day, look.font(BODY, bold=past), ink))), (shape, words, token), below)


def worst(account: Account, look: Look) -> tuple[str, str, str, str]:
    """(shape, words, colour, small words below) of what an officer must know first."""
    if not account.known:
        return "dashed", look.say("accounts.not-told"), "soft", ""
    if account.instructions:
        return "octagon", look.say("accounts.instruction", number=account.instructions[0]), "bad_words", look.say("accounts.instruction.how")
    if account.right is not None:
        standing, (shape, token, why) = account.right.standing, righted(account, look)
        return shape, look.say("accounts.may" if standing == "may" else "account.batch." + standing), token, why
    return "dashed", look.say("account.not-known"), "soft", ""
