"""Batch exit with centralised declaration: whether earlier batches of an enterprise were declared in time; pure."""

from collections.abc import Collection
from datetime import date

from workstation.accounts.batches import due
from workstation.passage.shared import Row
from workstation.risk import Rulebook


def state(rows: Collection[Row], book: Rulebook, today: date) -> tuple[str, str]:
    """(`late`, number of the oldest list that is) when a batch that left is still open past its last day, else (`in-time`, ''); nothing told: (`none`, '')."""
    told = sorted((row["left_on"], row["number"]) for row in rows if row.get("left_on") and row.get("consolidated") == "open")
    late = next((number for left, number in told if due(date.fromisoformat(left), int(book.limit("batch", "day"))) < today), "")
    if late:
        return "late", late
    return ("in-time" if any(row.get("consolidated") for row in rows) else "none"), ""
