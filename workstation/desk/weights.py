"""The weight that settled before its truck was read: offered to the officer, who says whose it is."""

from decimal import Decimal

from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft

BACK = 20
"""Weights looked through for the one of the truck before."""


def from_before(lane: Lane, name: str) -> str:
    """The last weight of nobody (kg), if the truck of this passage came soon after it and was not weighed since; else ''.

    Offered, never taken: it may be half of the released truck, which stopped with one axle off the scale, and a wrong weight that happens to fit would let
    a truck go. What weighs as much as the truck before is that truck, weighed twice.
    """
    known = lane.passages.get(name)
    if known and known.weight:
        return ""
    rows = lane.station.journal.read(
        f"SELECT subject, at, json_extract(bytes, '$.body.value') FROM event WHERE kind = 'weight.read' AND station = ? ORDER BY rowid DESC LIMIT {BACK}",
        (lane.station.journal.station,),
    )
    if not rows or rows[0][0]:
        return ""
    (_, at, value), book = rows[0], lane.station.book
    opened = known.opened_at if known else lane.station.clock()
    last = next((Decimal(weight) for subject, _, weight in rows if subject), None)
    again = last is not None and abs(last - Decimal(value)) <= book.limit("weight", "tolerance_kg")
    return "" if again or not 0 <= opened - at <= int(book.limit("weight", "before")) * 1000 else str(value)


def take(lane: Lane, value: str) -> Plan:
    """The officer says that the weight of nobody is that of the truck in front."""
    passage = lane.in_front()
    body = {"value": value, "unit": "kg", "source": "serial", "from_before": True}
    return Plan((Draft("weight.read", passage.id, body),), passage.id, "read")
