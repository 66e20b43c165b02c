"""Where a scan belongs: which of its candidates is meant, and which truck it is about; pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workstation.codes import Code, fold_seal
from workstation.passage.grow import part_kind
from workstation.passage.values import Passage

SHAPELESS = frozenset({"seal", "bill-of-lading", "ucr", "lock"})
"""Kinds that almost any text can be: they count only where something is known or awaited."""

Ties = Callable[[str, str], frozenset[str]]
"""Part kind and value -> the plates, papers and containers the register ties to it; empty when it knows nothing of it."""


@dataclass(frozen=True)
class Placed:
    """`passage`: an active passage's id, '' for a new one, None for none (stray). `new_truck`: another truck now stands in front.

    `guessed`: nothing speaks for the code but that almost any text could be it.
    """

    code: Code | None
    part: str = ""
    passage: str | None = None
    others: tuple[Code, ...] = ()
    new_truck: bool = False
    guessed: bool = False


def place(candidates: Iterable[Code], front: Passage | None, aside: Iterable[Passage], ties: Ties) -> Placed:
    """Choose the candidate that the trucks here, then the register, then its own check digit speak for."""
    active = ((front,) if front else ()) + tuple(aside)
    best: tuple[int, Code, str] | None = None
    parts = [(code, part_kind(code.kind, code.value)) for code in candidates]
    for order, (code, part) in enumerate(parts):
        weight = _weight(code, part, active, ties) * 100 - order
        if part and (best is None or weight > best[0]):
            best = (weight, code, part)
    if best is None or (best[0] < 0 and front is None):
        return Placed(parts[0][0] if parts else None, others=tuple(other for other, _ in parts[1:]))
    weight, code, part = best
    others = tuple(other for other, _ in parts if other is not code)
    where, new_truck = _where((code, part), front, active, ties)
    return Placed(code, part, where, others, new_truck, guessed=weight < 0)


def _weight(code: Code, part: str, active: tuple[Passage, ...], ties: Ties) -> int:
    if any(_holds(passage, part, code.value) for passage in active):
        return 8
    known = bool(part) and bool(ties(part, code.value))
    if code.kind in SHAPELESS:
        return 5 if known else -1
    if part == "driver" and not code.checked and not known:
        # Eight digits are a permit only if somebody said so.
        return 0
    return (4 if known else 0) + (2 if code.checked else 0)


def _where(read: tuple[Code, str], front: Passage | None, active: tuple[Passage, ...], ties: Ties) -> tuple[str, bool]:
    code, part = read
    holder = next((passage for passage in active if _holds(passage, part, code.value)), None)
    if holder:
        return holder.id, front is not None and holder.id != front.id
    tied = ties(part, code.value)
    # One declaration may ride on two trucks: a plate never joins a truck that has another.
    fits = [passage for passage in active if part != "vehicle" or passage.plate in ("", code.value)]
    owner = next((passage for passage in fits if tied & _keys(passage)), None)
    if front is None:
        return (owner.id, True) if owner else ("", False)
    if owner:
        return owner.id, owner.id != front.id
    if part == "vehicle" and front.plate:
        return "", True
    if _of_another_truck(read, tied, front, ties):
        return "", True
    return front.id, False


def _of_another_truck(read: tuple[Code, str], tied: frozenset[str], front: Passage, ties: Ties) -> bool:
    """The register names a truck for this code, and it is not the one in front; or what stands in front belongs to another plate than this."""
    code, part = read
    plates = {key for key in tied if key.startswith("vehicle:")}
    if part == "vehicle":
        papers = {key for key in tied if key.startswith("papers:")}
        known = [*((each.kind, each.value) for each in front.parts), *(("seal", each.number) for each in front.seals)]
        claimed = {key for kind, value in known for key in ties(kind, value) if key.startswith("vehicle:")}
        return bool(papers and front.papers) or bool(claimed and f"vehicle:{code.value}" not in claimed)
    return bool(plates) and bool(front.plate) and f"vehicle:{front.plate}" not in plates


def _holds(passage: Passage, part: str, value: str) -> bool:
    if part == "seal":
        return any(fold_seal(seal.number) == fold_seal(value) for seal in passage.seals)
    return any(known.kind == part and known.value == value for known in passage.parts)


def _keys(passage: Passage) -> frozenset[str]:
    """What ties scans to this passage: its plates, papers, bookings and containers."""
    keys = {f"vehicle:{plate}" for plate in passage.values("vehicle") + passage.values("trailer")}
    keys |= {f"papers:{number}" for number in passage.papers}
    keys |= {f"container:{number}" for number in passage.values("container")}
    keys |= {f"booking:{number}" for number in passage.values("booking")}
    return frozenset(keys)
