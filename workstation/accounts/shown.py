"""An account as JSON and as lines for people; quantities are decimal strings, words come from the catalogue."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from workstation import codes
from workstation.accounts.entries import ACCOUNTS, GUARANTEE, Line, trial
from workstation.accounts.figures import plain
from workstation.accounts.history import NONE, Course
from workstation.accounts.opened import Account, Ledger
from workstation.words import say

LATELY = 10


def as_map(account: Account) -> dict[str, Any]:
    """The whole account; every line with the balance of each of its accounts and the trial balance, which is zero."""
    found = asdict(replace(account, lately=NONE))
    del found["lately"]
    found["ledgers"] = [_ledger(each) for each in account.ledgers]
    found["history"], found["more"] = [each._asdict() for each in account.history], account.more
    return found


def courses(drawn: Mapping[tuple[str, int], Course]) -> list[dict[str, Any]]:
    """How the balance of each line went, as the page draws it: `points` (day, stock at its end) wherever it changed, `since` as `Course` says."""
    return [{"ledger": ledger, "line": line, "since": each.since, "points": [[day, plain(stock)] for day, stock in each.points]} for (ledger, line), each in sorted(drawn.items())]


def head(account: Account) -> dict[str, Any]:
    """What matters of an account first: credit in force, right to batch exit, what is left of each line, what is overdue or nearly used up."""
    lines = [(ledger, line) for ledger in account.ledgers for line in ledger.lines]
    return {
        "uscc": account.uscc, "name": account.name, "day": account.day,
        "credit": {each.scale: each.name for each in account.credit if each.state == "in-force"},
        "batch_exit": account.right.may if account.right else None,
        "left": [{"ledger": ledger.number, "line": line.no, "name": line.name, "left": plain(line.of("stock")), "unit": line.unit} for ledger, line in lines],
        "guarantee_expired": [each.number for each in account.ledgers if each.expired],
        "overdue": [each.number for each in account.batches if each.state == "late"],
        "vehicles": {each.plate: each.state for each in account.vehicles if each.state not in ("within", "unruled")},
        "instructions": list(account.instructions),
    }  # fmt: skip


def _ledger(ledger: Ledger) -> dict[str, Any]:
    lines = [_line(line, ledger.mine) for line in ledger.lines]
    leases = [{**asdict(each), "granted": plain(each.granted), "returned": plain(each.returned), "spent": plain(each.spent), "left": plain(each.left)} for each in ledger.leases]
    return {**{name: getattr(ledger, name) for name in ("number", "state", "leased", "home", "opened_on", "refused", "guarantee_to", "expired")}, "lines": lines, "leases": leases}


def _line(line: Line, mine: Mapping[int, str] | None) -> dict[str, Any]:
    balances = {name: plain(line.of(name)) for name in ACCOUNTS}
    own = {"no": line.no, "name": line.name, "commodity": line.commodity, "unit": line.unit, "accounts": balances, "trial": plain(trial(line.accounts))}
    return own | ({"slice": mine.get(line.no, "0")} if mine is not None else {})


def lines(account: Account, lang: str) -> Iterator[str]:
    """The account as a page of text."""
    yield f"{codes.group('uscc', account.uscc)}  {account.name or say('account.not-known', lang)}  {account.day}"
    for each in account.credit:
        yield f"  {say('account.scale.' + each.scale, lang)}: {say('credit.' + each.name, lang)}  {each.valid_from} – {each.valid_to or '…'}  {say('account.state.' + each.state, lang)}"
    if account.right is not None:
        why = ", ".join(hindered(account, lang))
        yield f"  {say('account.batch.' + account.right.standing, lang)}{': ' + why if why else ''}"
    yield from (f"  {say('accounts.instruction', lang, number=number)}  {say('accounts.instruction.how', lang)}" for number in account.instructions)
    if not account.ledgers:
        yield f"  {say('accounts.no-ledgers', lang)}"
    for ledger in account.ledgers:
        yield from _ledger_lines(ledger, lang)
    for batch in account.batches:
        ended = f"  {say('account.guarantee', lang)} {say('account.guarantee-expired', lang, day=batch.guarantee_to)}" if batch.expired else ""
        yield f"  {say('account.batch', lang)} {batch.number}  {batch.left_on} → {batch.due}  {say('account.batch.' + batch.state, lang, days=abs(batch.days))}{ended}"
    yield from _code_lines(account, lang)
    for vehicle in account.vehicles:
        words = say("account.vehicle.days", lang, used=vehicle.used, most=vehicle.most, left=vehicle.left) if vehicle.most else ""
        back = f"  {say('account.vehicle.back-by', lang, day=vehicle.back_by)}" if vehicle.back_by and (vehicle.away or vehicle.state == "near") else ""
        yield f"  {codes.group('plate', vehicle.plate)}  {words}{'  ' if words else ''}{say('account.vehicle.' + vehicle.state, lang)}{back}"
    for entry in account.history[:LATELY]:
        own = f"  {entry.event}" if entry.event else ""
        yield f"  {entry.on}  {entry.ledger}/{entry.line}  {say('account.sort.' + entry.sort, lang)} {entry.quantity} {entry.unit}  {entry.reference}{own}"
    if account.more or len(account.history) > LATELY:
        yield f"  {say('account.more', lang, shown=min(LATELY, len(account.history)))}"


def _code_lines(account: Account, lang: str) -> Iterator[str]:
    for code in account.codes:
        yield f"  {say('account.code.' + code.sort, lang)} {code.code}  {say('account.va.' + code.state, lang)}  {code.valid_from} – {code.valid_to or '…'}"
    if account.codes_more:
        yield f"  {say('accounts.older-codes', lang, count=account.codes_more)}"


def _ledger_lines(ledger: Ledger, lang: str) -> Iterator[str]:
    kept = say("account.leased", lang) if ledger.leased else f"{say('account.home', lang)} {ledger.home}" if ledger.home else say("account.home-none", lang)
    yield f"  {say('part.ledger', lang)} {codes.group('ledger', ledger.number)}  {say('account.ledger.' + ledger.state, lang)}  {kept}"
    if ledger.refused:
        yield f"    {say(ledger.refused, lang, ledger=ledger.number, opened=ledger.opened_on)}"
    for line in ledger.lines:
        shown = (f"{say('account.of.' + name, lang)} {plain(line.of(name))}" for name in ACCOUNTS[1:] if line.of(name) or name == "stock")
        until = f"  ({guarantee(ledger, lang)})" if line.no == GUARANTEE and ledger.guarantee_to else ""
        mine = f"  ({say('account.slice', lang)} {say('account.slice-then', lang) if ledger.mine is None else ledger.mine.get(line.no, '0')})" if ledger.leased else ""
        yield f"    {say('account.guarantee', lang) if line.no == GUARANTEE else f'{line.no} {line.name}'} [{line.unit}]  {' · '.join(shown)}{mine}{until}"


def hindered(account: Account, lang: str) -> list[str]:
    """Why an enterprise may not send batches out; of one that may, which of its guarantees has expired: under that it may not."""
    right = account.right
    if right is None or not right.may:
        return [say("account.why." + each, lang) for each in right.why] if right else []
    ended = next((each for each in account.ledgers if each.expired and each.state == "open"), None)
    return [f"{say('account.guarantee', lang)} {guarantee(ended, lang)}"] if ended else []


def guarantee(ledger: Ledger, lang: str) -> str:
    """Until when its guarantee covers anything, or since when not."""
    return say("account.guarantee-expired" if ledger.expired else "account.guarantee-to", lang, day=ledger.guarantee_to)
