"""The gross weight held against tares and declared goods; an unknown tare is not comparable, never a tick."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from workstation.passage.told import Told
from workstation.passage.values import GROSS, Passage
from workstation.risk import Rulebook


@dataclass(frozen=True)
class Load:
    """Facts of the weight and what it should be, in kg."""

    facts: dict[str, str]
    details: dict[str, Mapping[str, object]] = field(default_factory=dict)
    expected: Decimal | None = None


def check(passage: Passage, told: Told, book: Rulebook) -> Load:
    """`weight.match` against vehicle tare + container tare + declared gross; `weight.empty` against the tares alone."""
    if passage.weight is None:
        return Load({})
    load, before = _compared(passage, told, book), [each for each in passage.weight.before if each != passage.weight.value]
    # Weighed twice: what the scale said first stays to be seen.
    return replace(load, details={**load.details, "weighed": {"before": before}}) if before else load


def _compared(passage: Passage, told: Told, book: Rulebook) -> Load:
    if passage.weight is None:
        return Load({})
    weight = Decimal(passage.weight.value)
    tare = tares(passage, told)
    facts = dict.fromkeys(("weight.empty", "weight.match", "weight.booked"), "not-comparable")
    if tare is None:
        return Load(facts)
    facts |= _booked(passage, told, book, tare)
    facts["weight.empty"] = "within" if weight <= tare + book.limit("weight", "empty_kg") else "above"
    goods = declared_goods(passage, told)
    expected = tare + (stated_goods(passage, told) or 0 if goods is None else goods)
    if goods is not None:
        facts["weight.match"] = "within" if abs(weight - expected) <= tolerance(expected, book) else "over" if weight > expected else "under"
    details: dict[str, Mapping[str, object]] = {"weight": {"value": str(weight), "expected": str(expected), "percent": str(book.limit("weight", "tolerance_percent"))}}
    return Load(facts, details, expected)


def _booked(passage: Passage, told: Told, book: Rulebook, tare: Decimal) -> dict[str, str]:
    """`weight.booked` of a truck without papers: against the weight stated for its goods, else against what a truck far above its tare weighs."""
    if passage.weight is None or passage.papers:
        return {"weight.booked": "none"}
    weight, goods = Decimal(passage.weight.value), stated_goods(passage, told)
    if goods is None:
        return {"weight.booked": "within" if weight <= tare + book.limit("weight", "far_kg") else "unstated"}
    return {"weight.booked": "within" if weight <= tare + goods + tolerance(tare + goods, book) else "above"}


def tolerance(expected: Decimal, book: Rulebook) -> Decimal:
    """How far a weight may lie from what is expected, in kg."""
    return max(expected * book.limit("weight", "tolerance_percent") / 100, book.limit("weight", "tolerance_kg"))


def stated_goods(passage: Passage, told: Told) -> Decimal | None:
    """What the goods of a truck without customs goods weigh: as its booking says, else as somebody was told; None when nobody stated it."""
    booking = told.booking or {}
    if passage.papers or booking.get("goods", "none") != "none":
        return None
    found = booking.get("gross_kg") or dict(passage.tares).get(GROSS + passage.plate)
    return None if found is None else Decimal(found)


def tares(passage: Passage, told: Told) -> Decimal | None:
    """Vehicle, trailer and container tares together; None when one is not known.

    A trailer of which nobody has told anything weighs nothing here: adding a plate must not take a weight that is too high out of the verdict.
    """
    booked = (told.booking or {}).get("trailer")
    stray = {plate for plate in passage.values("trailer") if told.vehicles.get(plate) is None and plate != booked and plate not in dict(passage.tares)}
    known = [tare(holder, passage, told) for holder in (*told.vehicles, *passage.values("container")) if holder not in stray]
    if not told.vehicles or None in known:
        return None
    return sum((each for each in known if each is not None), Decimal(0))


def tare(holder: str, passage: Passage, told: Told) -> Decimal | None:
    """The tare of one plate or container: what the register says, else what an officer weighed or was told for this passage."""
    rows = told.containers.get(holder, ()) if holder not in told.vehicles else (told.vehicles[holder],)
    registered = next((row["tare_kg"] for row in rows if row is not None and row["tare_kg"] is not None), None)
    found = dict(passage.tares).get(holder) if registered is None else registered
    return None if found is None else Decimal(found)


def declared_goods(passage: Passage, told: Told) -> Decimal | None:
    """Declared gross of all papers; None when one is not known, one is still awaited, or some of its containers ride on another truck."""
    here = set(passage.values("container"))
    if not told.papers or not all(told.papers.values()) or told.others:
        return None
    if any(row["number"] not in here for rows in told.listed.values() for row in rows):
        return None
    return sum((Decimal(row["gross_kg"]) for row in told.papers.values() if row), Decimal(0))
