"""The enterprises of a synthetic port: which class each has, and which one a truck belongs to."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from workstation.drill import books, numbers, truck
from workstation.drill.truck import Port, Row

_TURNS = (
    "plain", "plain", "white", "advanced", "plain", "certified", "plain", "focus",
    "plain", "plain", "white", "advanced", "plain", "certified", "lapsed", "focus",
)  # fmt: skip
"""The class of a firm by its index: one in eight is on the focus list; a lapsed one is on the white list and has a batch that is overdue."""


def wanted(story: str) -> tuple[str, ...]:
    """Which classes fit a story: batch exit is for advanced and white-list firms, and only a focus-list story has a firm of that list."""
    if story == "focus-list":
        return ("focus",)
    if story == "batch-late":
        return ("lapsed",)
    if story in ("leased", "slice-over"):
        return ("advanced",)
    return ("white", "advanced") if story in ("batch-exit", "batch-ledger", "expired-list") else ("plain", "white", "advanced", "certified")


def chosen(port: Port, random: Random, classes: tuple[str, ...]) -> int:
    """The index of a firm of one of these classes."""
    return random.randrange(port.firms // len(_TURNS)) * len(_TURNS) + random.choice([place for place, turn in enumerate(_TURNS) if turn in classes])


def rows(port: Port) -> Iterator[tuple[str, Row]]:
    """Every enterprise with its ledger and its classes on both scales."""
    for index in range(port.firms):
        random = Random(f"{port.seed}/firm/{index}")  # noqa: S311 - drills are repeated from a seed
        uscc, turn = numbers.uscc(index), _TURNS[index % len(_TURNS)]
        yield "enterprise", {"uscc": uscc, "name": numbers.firm_name(random), "beneficiary": turn != "focus"}
        since = (port.day - timedelta(days=random.randrange(30, 230))).isoformat()
        national = turn if turn in ("advanced", "certified") else "regular"
        yield "credit", {"uscc": uscc, "scale": "national", "class": national, "valid_from": since}
        if turn in ("white", "focus", "advanced", "lapsed"):
            yield "credit", {"uscc": uscc, "scale": "second-line", "class": "white" if turn == "lapsed" else turn, "valid_from": since}
        yield from books.rows(port, index, turn)


def ledger(port: Port, index: int) -> str:
    """The ledger of the firm with this index."""
    return truck.ledger(port.day.year, index)
