"""Where a scan belongs: which of its candidates is meant, and which truck it is about; pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from workstation.codes import Code, fold_seal
from workstation.passage.grow import part_kind
from workstation.passage.values import Passage

SHAPELESS = frozenset({"seal", "bill-of-lading", "ucr", "lock"})
"""Kinds that almost any text can be: they count only where something is known or awaited."""

TAG = "epc"
"""What has the form of a tag's number is one where nothing is known of it: a truck that waits for a seal does not make it a seal."""

PAPERS = frozenset({"declaration", "release_list"})
"""Parts that several trucks may carry at once."""

TRAILING = "挂"
"""The last character of a trailer's plate (GA 36)."""

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
    ties = cache(ties)
    best: tuple[int, Code, str] | None = None
    parts = [(code, part_kind(code.kind, code.value)) for code in candidates]
    for order, (code, part) in enumerate(parts):
        weight = _weight(code, part, active, ties) * 100 - order
        if part and (best is None or weight > best[0]):
            best = (weight, code, part)
    if best is None or (best[0] < 0 and (front is None or parts[0][0].kind == TAG)):
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
    tied = ties(part, code.value)
    # Papers that the front's own plate is tied to as well are its own, although a truck aside holds them too.
    shared = front is not None and part in PAPERS and bool(tied & _plates_of(front, ties))
    holder = next((passage for passage in active if _holds(passage, part, code.value) and not (shared and passage is not front)), None)
    if holder:
        return holder.id, front is not None and holder.id != front.id
    plates = frozenset({f"vehicle:{code.value}"}) if part == "vehicle" else _plates(tied)
    # One declaration may ride on two trucks: nothing joins a truck whose plate, or whose other parts, belong to another one.
    fits = [passage for passage in active if not _apart(plates, own := _plates_of(passage, ties)) and not _second_trailer(read, tied, passage, own)]
    owner = next((passage for passage in fits if tied & (_keys(passage) | _plates_of(passage, ties))), None)
    if front is None:
        return (owner.id, True) if owner else ("", False)
    if owner:
        return owner.id, owner.id != front.id
    strange = part == "vehicle" and bool(front.papers) and any(key.startswith("papers:") for key in tied)
    return ("", True) if strange or front not in fits else (front.id, False)


def _plates_of(passage: Passage, ties: Ties) -> frozenset[str]:
    """Its own plate; before that was read, the plates that the register ties to all of its parts (to any, where its parts contradict)."""
    if passage.plate:
        return frozenset({f"vehicle:{passage.plate}"})
    known = [*((each.kind, each.value) for each in passage.parts), *(("seal", each.number) for each in passage.seals)]
    claims = [plates for kind, value in known if (plates := _plates(ties(kind, value)))]
    return (frozenset.intersection(*claims) or frozenset.union(*claims)) if claims else frozenset()


def _second_trailer(read: tuple[Code, str], tied: frozenset[str], passage: Passage, plates: frozenset[str]) -> bool:
    """A trailer the register knows, at a truck that has another one and is not booked with it."""
    trailers = passage.values("trailer") if read[1] == "trailer" and tied else ()
    return bool(trailers) and read[0].value not in trailers and not tied & plates


def _plates(tied: frozenset[str]) -> frozenset[str]:
    """Of trucks and tractors. A trailer that the register knows goes behind any of them."""
    return frozenset(key for key in tied if key.startswith("vehicle:") and not key.endswith(TRAILING))


def _apart(plates: frozenset[str], others: frozenset[str]) -> bool:
    """Both are known, and no truck is among both."""
    return bool(plates and others) and not plates & others


def _holds(passage: Passage, part: str, value: str) -> bool:
    if part == "seal":
        numbers = [*(seal.number for seal in passage.seals), *(number for number, _ in passage.applied)]
        folded = fold_seal(value) if numbers else ""
        return any(fold_seal(number) == folded for number in numbers)
    return value in passage.values(part)


def _keys(passage: Passage) -> frozenset[str]:
    """What ties scans to this passage: its plates, papers, bookings and containers."""
    keys = {f"vehicle:{plate}" for plate in passage.values("vehicle") + passage.values("trailer")}
    keys |= {f"papers:{number}" for number in passage.papers}
    keys |= {f"container:{number}" for number in passage.values("container")}
    keys |= {f"booking:{number}" for number in passage.values("booking")}
    return frozenset(keys)
