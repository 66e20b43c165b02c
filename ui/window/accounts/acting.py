"""What an officer does on the Accounts screen: the acts of each view, their sheets filled with what stands in front."""

from typing import TYPE_CHECKING

from ui.window.fields import Question
from ui.window.questions import questions
from ui.window.theme import Look
from workstation.desk.card import Act

if TYPE_CHECKING:
    from ui.window.accounts.screen import Accounts
    from workstation.accounts.leases import Lease
    from workstation.accounts.opened import Account

OFFERED = {"ledgers": (("ledger-post", "F7"), ("lease-return", "F11")), "batches": (("batch-declare", "F7"), ("vehicle-cross", "F11"), ("vehicle-correct", "F12")), "history": (("ledger-reverse", "F7"),)}
"""View -> its acts and their keys."""
ACTS = frozenset(name for acts in OFFERED.values() for name, _ in acts)


def keys(page: "Accounts") -> tuple[Act, ...]:
    """The acts of the view in front; on an account of a past day, or with nothing to act on, they are faint: what is written counts from now on."""
    now = page.account is not None and page.account.known and page.account.day == page.today
    # Of a past day the key back to today has the place of the correction.
    offered = [(name, key) for name, key in OFFERED[page.view] if now or name != "vehicle-correct"]
    return tuple(Act(f"account-{name}", key, now and known(page, name) is not None, words=f"act.{name}") for name, key in offered)


def asked(page: "Accounts", name: str, look: Look) -> tuple[Question, ...]:
    """The questions of an act with what is in front as first answers."""
    return questions(name, look, known(page, name) or {})


def known(page: "Accounts", name: str) -> dict[str, str] | None:
    """Field -> value of what the act would be about; None where there is nothing of that kind."""
    account = page.account
    if account is None:
        return None
    from workstation.accounts.figures import plain

    row = page.lines.chosen()
    if name == "ledger-post":
        return {"ledger": row.ledger.number, "line": str(row.line.no)} if row is not None and row.line is not None else None
    if name == "lease-return":
        own = [each for each in row.ledger.leases if row.line is not None and each.line == row.line.no and _held(each, page.station)] if row is not None else []
        return {"lease": own[0].number, "quantity": plain(own[0].left)} if own else None
    if name == "batch-declare":
        waiting = [each for each in account.batches if each.state != "declared"]
        return {"list": waiting[min(page.batches.turning.first, len(waiting) - 1)].number} if waiting else None
    if name in ("vehicle-cross", "vehicle-correct"):
        return _crossing(page, account, corrects=name == "vehicle-correct")
    entry = page.history.entries[page.history.at] if page.history.entries else None
    return {"event": entry.event} if entry is not None and entry.event and not entry.undone and not entry.passage else None


def _crossing(page: "Accounts", account: "Account", *, corrects: bool) -> dict[str, str] | None:
    """The vehicle in front and its next crossing, or the last one that it has."""
    several = [each for each in account.vehicles if each.stays or not corrects]
    if not several:
        return None
    one = several[min(page.vehicles.turning.first, len(several) - 1)]
    if corrects:
        last = one.stays[-1]
        return {"plate": one.plate, "direction": "back" if last.back else "out", "day": last.back or last.left}
    return {"plate": one.plate, "direction": "back" if one.away else "out", "day": account.day}


def _held(lease: "Lease", station: str) -> bool:
    return lease.holder == station and not lease.lost and lease.left > 0
