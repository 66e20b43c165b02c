"""One item read whole: its visits at every station, what of them cannot be, its gaps, and what the register says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from workstation.codes import PERSON_KINDS, Code, epc, fold_seal
from workstation.custody import checks, closures, partners, steps, stored
from workstation.custody.boxes import Hop, hops
from workstation.custody.distances import Measures, ours
from workstation.custody.document import Document, document
from workstation.custody.lock import Locked, locked
from workstation.custody.values import Clash, Known, Step, Visit, in_order
from workstation.journal import Event, Journal, Reader
from workstation.journal.told import DUTY_TOLD, TOLD, plain
from workstation.made import made
from workstation.register.store import Register

AT_MOST = 200
"""Passages of one item that are shown, the newest; `more` says how many are left out."""
PARTS = frozenset(steps.PARTS.values()) | {"trailer"}
"""What belongs to a truck; anything else may have been read on its own."""
BOXES = frozenset({"container", "vehicle", "trailer"})
"""What seals close."""
SEALS = 40
"""Seals of a box whose other uses are looked into, the last ones."""
MANY = 900
"""Seals of a chain that the register is asked about, in one read."""
SSCC = 18
"""Digits of a serial shipping container code."""
PIECE = 18
"""Signs of `(01)` and a GTIN, with which every label of a piece begins; its serial number stands somewhere behind."""
DUTY = ("officer.signed-in", "officer.signed-out", "duty.set")


@dataclass(frozen=True)
class Chain:
    """`kind` container | vehicle | trailer | seal | declaration | …; `steps` in order of time; `box`: unbroken | resealed | broken | unknown, '' for what is no box; `routes`: the journeys the register has of a lock."""

    kind: str
    value: str
    steps: tuple[Step, ...] = ()
    clashes: tuple[Clash, ...] = ()
    box: str = ""
    lock: Locked | None = None
    document: Document | None = None
    more: int = 0
    hops: tuple[Hop, ...] = ()
    routes: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def impossible(self) -> tuple[Clash, ...]:
        """What cannot be."""
        return tuple(clash for clash in self.clashes if clash.what not in checks.GAPS)

    @property
    def gaps(self) -> tuple[Clash, ...]:
        """What nobody wrote."""
        return tuple(clash for clash in self.clashes if clash.what in checks.GAPS)


def chain(code: Code, journal: Journal | Reader, register: Register, measures: Measures | None = None) -> Chain:
    """The whole chain of one code, by these figures (the program's own by default). Persons have none here: an empty chain."""
    if code.kind in PERSON_KINDS:
        return Chain("person", "")
    part, value = item_of(code)
    names, more = passages(value, journal)
    visits = tuple([visit for visit in stored.visits(names, journal, _shown(names, journal)) if visit.has(value)])
    box = part in BOXES
    if part not in PARTS:
        visits = tuple(sorted((*visits, *_strays(part, value, journal)), key=lambda visit: visit.steps[0].stamp))
    looks = partners.looks(part, value, visits, register)
    told = partners.as_visits(looks, visits, (measures or ours()).skew) if looks and part in ("container", "seal") else ()
    whole_way = tuple(sorted((*visits, *told), key=lambda visit: visit.steps[0].stamp)) if told else visits
    others = _of_seals(whole_way, value, names, (journal, register, (measures or ours()).skew)) if box else ()
    whole: dict[str, Any] = {
        "kind": part, "value": value, "steps": _told(visits, looks, part, value), "clashes": (), "box": "unknown" if box else "", "lock": None, "document": document(code, register), "more": more,
        "hops": (), "routes": (), "extra": {},
    }  # fmt: skip
    # One visit in which nothing was put on, taken off or found open cannot contradict itself: nothing more is asked.
    if not box or others or not checks.is_quiet(whole_way, closed=True):
        whole |= _held_together(whole_way, others, (part, value), (journal, register, measures or ours(), whole["document"]))
    return made(Chain, whole)


def _held_together(visits: Sequence[Visit], others: Sequence[Visit], item: tuple[str, str], told: tuple[Journal | Reader, Register, Measures, Document | None]) -> dict[str, Any]:
    """What the visits of an item, and of its seals elsewhere, say against each other and what the register knows of a lock, as fields of a chain."""
    (part, value), (journal, register, measures, papers), box = item, told, item[0] in BOXES
    known = _known((*visits, *others), journal, register, measures)
    routes = register.where("lock_route", "lock", value) if part == "seal" else []
    return {
        "clashes": _clashes(visits, others, item, known),
        "box": closures.unbroken(visits, value, known) if box else "",
        "lock": locked(value, [visit for visit in visits if not visit.steps[0].told], routes) if part == "seal" and (routes or known.is_lock(value)) else None,
        "hops": hops(visits, value, known, papers.legs if papers else ()) if box else (),
        "routes": tuple(routes),
    }


def _told(visits: Sequence[Visit], looks: Sequence[Step], part: str, value: str) -> tuple[Step, ...]:
    """The steps of an item in order of time."""
    if not looks and len(visits) == 1 and part in BOXES:
        visit = visits[0]
        return tuple([step for step in visit.steps if step.part != "seal" or value in closures.holders(visit, step)])
    return in_order((*(step for visit in visits for step in visit.steps if _concerns(visit, step, part, value)), *looks))


def _strays(part: str, value: str, journal: Journal | Reader) -> tuple[Visit, ...]:
    """Reads of a thing that belonged to no truck, each a visit of its own: a pallet's label, an air waybill."""
    names = (value, *epc.tags(value))
    sql = f"SELECT station, seq, at, kind, value FROM part WHERE (value IN ({', '.join('?' * len(names))}) OR (value BETWEEN ? AND ? AND instr(value, ?) > 0)) AND passage = '' ORDER BY at DESC LIMIT 200"
    rows = [row for row in journal.read(sql, (*names, *_label(value), value[PIECE:])) if value in (row[4], steps.unit_of(*row[3:])[1])]
    seen = (Step(at, station, seq, "code.scanned", part=part, value=value, passage=f"{station}/{seq}", values=steps.label(*read)) for station, seq, at, *read in rows)
    return tuple(Visit(step.passage, step.station, (step,)) for step in seen)


def _label(value: str) -> tuple[str, str]:
    """From where to where labels of a unit, piece or asset lie that say more than its number; an empty stretch for what is none."""
    start = steps.UNIT + value if len(value) == SSCC and value.isdecimal() else value[:PIECE] if value[:1] == "(" and steps.unit_of("gs1", value)[0] != "gs1" else ""
    return (start, start + "~") if start else ("~", "~")


def _of_seals(visits: Sequence[Visit], box: str, names: Sequence[str], told: tuple[Journal | Reader, Register, int]) -> tuple[Visit, ...]:
    """Visits of other items in which a seal of this box was put on, taken off or seen, a partner port's looks among them (`told`: where to read, skew in ms): a number used twice shows only there."""
    journal, register, skew = told
    seals = closures.seals_of(visits, box)[-SEALS:]
    if not seals:
        return ()
    newest = _seen_in(seals, journal)
    found = newest.keys() - names
    others = stored.visits(sorted(found, key=lambda name: (newest[name], name))[-AT_MOST:], journal) if found else ()
    looked = [look for look in partners.put_on(seals, register) if look.value != box]
    return (*others, *partners.as_visits(looked, others, skew)) if looked else others


def _clashes(visits: Sequence[Visit], others: Sequence[Visit], item: tuple[str, str], known: Known) -> tuple[Clash, ...]:
    """What of the item cannot be, and of its seals where their past lies with another item."""
    part, value = item
    found = {clash.id: clash for clash in checks.check(visits, part, value, known)}
    if others:
        mine = {visit.passage for visit in visits}
        whole = sorted((*visits, *others), key=lambda visit: visit.steps[0].stamp)
        for seal in closures.seals_of(visits, value):
            twice = (clash for clash in checks.check(whole, "seal", seal, known) if clash.what == "seal-twice" and mine & {clash.first.passage, clash.second.passage})
            found |= {clash.id: clash for clash in twice}
    return tuple(sorted(found.values(), key=lambda clash: (clash.what in checks.GAPS, clash.second.stamp)))


def item_of(code: Code) -> tuple[str, str]:
    """What a code is as part of a truck: (part, value as it stands in the journal)."""
    if code.kind == "plate":
        return ("trailer" if code.value.endswith("挂") else "vehicle"), code.value
    part = steps.PARTS.get(code.kind, code.kind)
    return part, fold_seal(code.value) if part == "seal" else code.value


def passages(value: str, journal: Journal | Reader) -> tuple[list[str], int]:
    """The newest passages that hold or touched a value, the oldest first, and how many more there are; indexed reads."""
    newest = _seen_in((value, *epc.tags(value)), journal)
    if value[:1] == "(" or (len(value) == SSCC and value.isdecimal()):
        labels = "SELECT passage, max(at) FROM part WHERE value BETWEEN ? AND ? AND instr(value, ?) > 0 AND moved = 0 AND passage <> '' GROUP BY passage"
        for name, at in journal.read(labels, (*_label(value), value[PIECE:])):
            newest[name] = max(newest.get(name, 0), at)
    ordered = sorted(newest, key=lambda name: (newest[name], name)) if len(newest) > 1 else [*newest]
    return ordered[-AT_MOST:], max(len(ordered) - AT_MOST, 0)


def _seen_in(values: Sequence[str], journal: Journal | Reader) -> dict[str, int]:
    """Passages that hold or touched one of these values, and when each was read there last (0: only touched). One indexed read."""
    newest: dict[str, int] = {}
    for name, at in journal.read(_seen_sql(len(values)), (*values, *values)):
        if at or name not in newest:
            newest[name] = at
    return newest


@lru_cache(maxsize=SEALS)
def _seen_sql(count: int) -> str:
    """Every passage once with its newest read; one that was touched may come again, with 0."""
    marks = ", ".join("?" * count)
    return f"SELECT passage, max(at) FROM part WHERE value IN ({marks}) AND moved = 0 AND passage <> '' GROUP BY passage UNION ALL SELECT passage, 0 FROM touched WHERE value IN ({marks})"


def _shown(names: Sequence[str], journal: Journal | Reader) -> list[Event]:
    """Presentations of the slips of these passages, as events of the passage the slip was given to."""
    slips = [(row[0], name) for name in names for row in journal.read("SELECT number FROM slip WHERE passage = ?", (name,))]
    return [replace(event, subject=name) for number, name in slips for event in map(plain, journal.events(subject=number, kinds=("slip.presented", TOLD)))]


def _known(visits: Sequence[Visit], journal: Journal | Reader, register: Register, measures: Measures) -> Known:
    plates = {plate for visit in visits for part in ("vehicle", "trailer") for plate in visit.items.get(part, ())}
    rows = [row for plate in sorted(plates) if (row := register.get("vehicle", plate))]
    seals = sorted({number for visit in visits for number in visit.items.get("seal", ())})[:MANY]
    locks = {row["number"] for row in register.among("seal", "number", seals) if row["sort"] == "lock"} | {row["lock"] for row in register.among("lock_route", "lock", seals)}
    opened = any(step.off for visit in visits for step in visit.steps)
    return Known(
        tares={row["plate"]: row["tare_kg"] for row in rows if row["tare_kg"]},
        duty=steps.duty(map(plain, journal.events(kinds=(*DUTY, DUTY_TOLD)))) if opened else (),
        locks=frozenset(locks),
        tractors=frozenset(row["plate"] for row in rows if row["sort"] == "tractor"),
        measures=measures,
    )


def _concerns(visit: Visit, step: Step, part: str, value: str) -> bool:
    """Of a truck's steps those that say something of the item: seals of another container, and other items, do not."""
    if step.part in ("", "weight"):
        return True
    if part == "seal":
        return value in (step.value, step.off) or step.part in ("container", "vehicle")
    if step.part == "seal":
        return part not in BOXES or value in closures.holders(visit, step)
    return True
