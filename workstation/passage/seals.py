"""Every seal of a passage held against the declared ones: number and state, folded but never fuzzy."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from workstation.codes import fold_seal
from workstation.passage.told import Told
from workstation.passage.values import Passage, Place, SealRead

WORST = ("tampered", "open", "unknown", "read", "sealed")
MATCHES = ("differs", "extra", "undeclared", "equal")
WRONG = ("differs", "extra")
BAD = ("open", "tampered")
TYPED_TWICE = 2


@dataclass(frozen=True)
class Sealing:
    """Facts of the seals. `clash`: (read, declared) of a differing number. `pending`: a typed number that clashes was typed only once."""

    facts: dict[str, str]
    details: dict[str, Mapping[str, object]] = field(default_factory=dict)
    pending: bool = False
    matches: Mapping[tuple[str, int], str] = field(default_factory=dict)
    clash: tuple[str, str] | None = None


def declared(passage: Passage, told: Told) -> dict[str, str]:
    """Folded number -> number as printed, of every seal that should be on this truck now."""
    numbers = [row["number"] for rows in told.seals.values() for row in rows]
    removed = {fold_seal(number) for number in passage.removed}
    applied = [number for number, _ in passage.applied]
    return {folded: number for number in (*numbers, *applied) if (folded := fold_seal(number)) not in removed}


def unread(passage: Passage, told: Told) -> tuple[str, ...]:
    """Declared seals that nobody has read or applied yet."""
    return _left(passage, declared(passage, told))


def _left(passage: Passage, wanted: Mapping[str, str]) -> tuple[str, ...]:
    seen = {fold_seal(seal.number) for seal in passage.seals} | {fold_seal(number) for number, _ in passage.applied}
    return tuple([number for folded, number in wanted.items() if folded not in seen])


def awaited(passage: Passage, told: Told) -> tuple[str, ...]:
    """Declared seals still to be read: one that was read with a differing number is a clash, not awaited."""
    left = list(unread(passage, told))
    if not left or not passage.seals:
        return tuple(left)
    matches = check(passage, told).matches
    for seal in passage.seals:
        if left and matches.get(seal.place) == "differs":
            left.remove(nearest(seal.number, tuple(left)))
    return tuple(left)


def check(passage: Passage, told: Told) -> Sealing:
    """The facts `seal.state` and `seal.match`, and which read differs from which declared number."""
    removed = {fold_seal(number) for number in passage.removed}
    reads = [seal for seal in passage.seals if fold_seal(seal.number) not in removed] if removed else list(passage.seals)
    wanted, opened = declared(passage, told), _opened(passage)
    left = _left(passage, wanted)
    # What a seal said when it was read bad is not taken off with it.
    ever = wanted | _were(passage, told) if removed else wanted
    gone = [seal for seal in passage.seals if seal not in reads and (seal.status in BAD or _match(seal, passage, told, ever, left) in WRONG)] if removed else []
    if not reads and not gone and not passage.applied and not opened:
        return Sealing({})
    typed = Counter(fold_seal(seal.number) for seal in reads if seal.source == "typed")
    waiting = [seal for seal in reads if _typed_once(seal, wanted, typed)]
    counted = [seal for seal in (*reads, *gone) if seal not in waiting] if waiting else [*reads, *gone]
    matches = {seal.place: _match(seal, passage, told, ever if gone and seal in gone else wanted, left) for seal in counted}
    facts = {"seal.state": _state(counted, passage, opened)}
    if matches or passage.applied:
        facts["seal.match"] = next((match for match in MATCHES if match in matches.values()), "equal")
    wrong = next((seal for seal in counted if matches[seal.place] in WRONG), None)
    found = _evidence(counted, matches, waiting)
    clash = None
    if wrong:
        clash = (wrong.number, nearest(wrong.number, left or tuple(wanted.values())))
        found |= {"read": clash[0], "declared": clash[1], "container": wrong.container}
    return Sealing(facts, {"seal": found} if found else {}, bool(waiting), matches, clash)


def _evidence(counted: list[SealRead], matches: Mapping[Place, str], waiting: list[SealRead]) -> dict[str, object]:
    """Every number that speaks against the truck, by what is wrong with it: one more of them is a new verdict."""
    found = [(matches[seal.place], seal.number) for seal in counted if matches[seal.place] in WRONG]
    found += [(seal.status, seal.number) for seal in (*counted, *waiting) if seal.status in BAD]
    found += [("once", seal.number) for seal in waiting]
    return {name: sorted({number for each, number in found if each == name}) for name in (*WRONG, *BAD, "once") if any(each == name for each, _ in found)}


def _were(passage: Passage, told: Told) -> dict[str, str]:
    """Seals that were declared or put on here, whether still on or not."""
    numbers = [*(row["number"] for rows in told.seals.values() for row in rows), *(each.on for each in passage.closures if each.on)]
    return {fold_seal(number): number for number in numbers}


def _opened(passage: Passage) -> frozenset[str]:
    """Seals taken off outside an inspection: nobody has said what was looked at. One put on here by mistake may be taken off again."""
    own = {fold_seal(each.on) for each in passage.closures if each.on and not each.inspection}
    return frozenset(fold_seal(each.off) for each in passage.closures if each.off and not each.inspection) - own


def nearest(number: str, others: tuple[str, ...]) -> str:
    """Of the declared numbers the one that shares most places with the read one: for showing, never for accepting."""
    return max(others, key=lambda other: sum(a == b for a, b in zip(number, other, strict=False)), default="")


def _typed_once(seal: SealRead, wanted: Mapping[str, str], typed: Counter[str]) -> bool:
    folded = fold_seal(seal.number)
    return bool(wanted) and seal.source == "typed" and folded not in wanted and typed[folded] < TYPED_TWICE


def _match(seal: SealRead, passage: Passage, told: Told, wanted: Mapping[str, str], left: tuple[str, ...]) -> str:
    folded = fold_seal(seal.number)
    if seal.container and folded in wanted:
        own = {fold_seal(row["number"]) for row in told.seals.get(seal.container, ())}
        own |= {fold_seal(number) for number, container in passage.applied if container in ("", seal.container)}
        elsewhere = seal.container in told.seals or bool(passage.values("container"))
        return "equal" if folded in own or not elsewhere else "differs"
    if folded in wanted:
        return "equal"
    if not wanted:
        return "undeclared"
    return "differs" if left else "extra"


def _state(reads: list[SealRead], passage: Passage, opened: frozenset[str]) -> str:
    """The worst state of all seals; an unknown state is settled by a later read of the same seal, an open one by nothing."""
    states: dict[str, str] = {fold_seal(number): "sealed" for number, _ in passage.applied}
    for seal in reads:
        folded = fold_seal(seal.number)
        before = states.get(folded)
        if before in (None, "unknown", "read") or WORST.index(seal.status) < WORST.index("unknown"):
            states[folded] = seal.status if before != "unknown" or seal.status != "read" else "unknown"
            if before in ("open", "tampered") and WORST.index(before) < WORST.index(seal.status):
                states[folded] = before
    return min((*states.values(), *("open" for _ in opened)), key=WORST.index, default="none")
