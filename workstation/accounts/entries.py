"""Double entry: each posting takes a quantity from one account of a goods line and puts it on another, so that the line always sums to zero; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workstation.accounts.figures import plain
from workstation.words import Refused

MOVES: Mapping[str, tuple[str, str]] = {
    "in": ("outside", "stock"),
    "used": ("stock", "used"),
    "processed": ("stock", "processed"),
    "moved": ("stock", "moved"),
    "batch": ("stock", "batch"),
    "out": ("stock", "out"),
    "declared": ("batch", "out"),
    "pledged": ("stock", "pledged"),
    "freed": ("pledged", "stock"),
}
"""Sort of a posting -> the account it takes from, the account it puts on. `outside` is where everything comes from; its balance is never above zero."""
ACCOUNTS = ("outside", "stock", "used", "processed", "moved", "batch", "out", "pledged")
SPENDS = frozenset(sort for sort, (source, _) in MOVES.items() if source == "stock")
"""What lessens the stock, and so a station's slice of it."""
CLOSES: Mapping[str, str] = {"declared": "batch", "freed": "pledged"}
"""Sort of a posting that ends what another of the same reference began."""
GUARANTEE = 0
"""The line of a ledger that is its guarantee, in CNY."""

TAKEN = ("used", "processed", "moved", "batch", "out", "pledged")
"""The figures of a line beside what came in, each with an account of the same name."""

Balances = dict[str, Decimal]


@dataclass(frozen=True)
class Posting:
    """So much of one line went one way, by a paper. `stamp` is (at, station, seq) of its event, `lease` whose slice it spent."""

    line: int
    sort: str
    quantity: Decimal
    reference: str
    stamp: tuple[int, str, int] = (0, "", 0)
    lease: str = ""
    passage: str = ""


@dataclass(frozen=True)
class Line:
    """One goods line with its accounts: they sum to zero."""

    ledger: str
    no: int
    name: str
    unit: str
    commodity: str = ""
    accounts: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, account: str) -> Decimal:
        """The balance of one account."""
        return self.accounts.get(account, Decimal(0))


def legs(sort: str, quantity: Decimal) -> tuple[tuple[str, Decimal], tuple[str, Decimal]]:
    """The two entries of a posting; they sum to zero."""
    source, target = MOVES[sort]
    return (source, -quantity), (target, quantity)


def posted(balances: Mapping[str, Decimal], moves: Iterable[tuple[str, Decimal]]) -> Balances:
    """The balances after these (sort, quantity)."""
    found = dict(balances)
    post(found, moves)
    return found


def post(balances: Balances, moves: Iterable[tuple[str, Decimal]]) -> None:
    """The same where they stand."""
    for sort, quantity in moves:
        source, target = MOVES[sort]
        balances[source] = balances[source] - quantity if source in balances else -quantity
        balances[target] = balances[target] + quantity if target in balances else quantity


def told(figures: Mapping[str, Any]) -> Balances:
    """The balances of a line of which so much went each way so far, as decimal strings or None: `in`, `used`, …, `batch` not declared yet, `out`, `pledged`."""
    # Each way has an account of its own: summed at once, in half the time of one posting after the other.
    found, stock = Balances(), Decimal(figures["in"] or 0)
    if stock:
        found["outside"] = -stock
    for sort in TAKEN:
        if (figure := figures[sort]) and (quantity := Decimal(figure)):
            found[sort] = quantity
            stock -= quantity
    if found:
        found["stock"] = stock
    return found


def trial(balances: Mapping[str, Decimal]) -> Decimal:
    """The trial balance of a line: zero."""
    return sum(balances.values(), Decimal(0))


def once(postings: Iterable[Posting]) -> list[Posting]:
    """Postings of the same line, sort and reference count once: those of the event that was first. One event may spend from several leases."""
    first: dict[tuple[int, str, str], tuple[int, str, int]] = {}
    several = list(postings)
    for each in several:
        key = (each.line, each.sort, each.reference)
        first[key] = min(first.get(key, each.stamp), each.stamp)
    return [each for each in several if first[each.line, each.sort, each.reference] == each.stamp]


def check_room(line: Line, sort: str, quantity: Decimal, left: Decimal | None = None) -> None:
    """Refused `account-overdrawn` with the figures when the account that a posting takes from has less; `left`: a slice stands instead of the balance (`account-slice`)."""
    if left is None:
        check_there(line, MOVES[sort][0], quantity)
    elif quantity > left:
        raise Refused("account-slice", **_figures(line, quantity, left), stock=plain(line.of("stock")))


def check_there(line: Line, account: str, quantity: Decimal) -> None:
    """Refused `account-overdrawn` when an account of a line has less than this."""
    if account != "outside" and quantity > line.of(account):
        raise Refused("account-overdrawn", **_figures(line, quantity, line.of(account)))


def _figures(line: Line, asked: Decimal, left: Decimal) -> dict[str, object]:
    return {"ledger": line.ledger, "line": line.no, "name": line.name, "unit": line.unit, "asked": plain(asked), "left": plain(max(left, Decimal(0)))}
