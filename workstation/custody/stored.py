"""Visits as the acts left them in view tables: most chains need no event read again; where one was corrected, moved or told by another station they are read."""

from collections.abc import Iterable, Mapping, Sequence
from json import JSONEncoder
from typing import Any

from workstation.codes import fold_seal
from workstation.custody import steps
from workstation.custody.steps import Fields
from workstation.custody.values import Step, Visit
from workstation.journal import Event, Journal, Reader, View, Write
from workstation.journal.event import decoded
from workstation.journal.told import TOLD
from workstation.made import made, several

SCHEMA = """
CREATE TABLE step (
  passage TEXT NOT NULL, station TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL, officer TEXT NOT NULL, told TEXT NOT NULL,
  PRIMARY KEY (passage, station, seq)) WITHOUT ROWID;
"""

_STEP = "INSERT OR IGNORE INTO step VALUES (?, ?, ?, ?, ?, ?, ?)"

CHANGING = frozenset({"event.corrected", "scan.moved", TOLD})
"""Kinds after which what stands in the tables is not the whole story of a passage."""
ELSEWHERE = frozenset({"code.scanned", "seal.verified", "passage.opened"})
"""Kinds that the view of passages holds whole in `part` and `stay`; all others stand in `step`: a scan writes no row more than it must."""

TYPED, MOVED, VERIFIED, CHANGED = 1, 2, 4, 8
"""Bits of `part.flags`: typed by hand, moved here from another truck, a seal's state read; and what a read of the table adds: corrected, or moved away."""
WHOLE = -1
"""The bits of what is no part."""
OTHERWISE = frozenset({"seal", "gs1", "epc", "driver"})
"""Parts that stand otherwise in a step than as they were read."""
LABELS = frozenset({"gs1", "epc"})
MANY = 2

_ROWS = f"""SELECT at, station, seq, kind, value, officer, flags + {CHANGED} * (moved OR c_seq >= 0) AS flags, status, container, told FROM part WHERE passage = ?1
UNION ALL SELECT at, station, seq, what, '', officer, {WHOLE}, '', '', told FROM step WHERE passage = ?1
UNION ALL SELECT opened_at, ?2, CAST(?3 AS INTEGER), 'passage.opened', profile, officer, {WHOLE}, '', '', '' FROM stay WHERE passage = ?1 AND opened_at IS NOT NULL"""


def fold(write: Write, event: Event) -> None:
    """One event that is no read of a code or a seal, as a step of its passage; any order, any number of times."""
    told: Fields = {}
    if event.subject and (event.kind in CHANGING or steps.say(told, event.kind, event.body)):
        write.execute(_STEP, (event.subject, event.station, event.seq, event.at, event.kind, event.officer, _text(told)))


STEPS = View(name="steps", version=1, schema=SCHEMA, fold=fold, tables=("step",), kinds=tuple(sorted(steps.SEEN - ELSEWHERE)))


def flags(body: Mapping[str, Any]) -> int:
    """How a code or a seal was read, as `part.flags`."""
    return TYPED * (body.get("source") == "typed") + MOVED * ("moved" in body)


def by_lock(body: Mapping[str, Any]) -> str | None:
    """What the lock of a `seal.verified` says of itself besides its state, as `part.told`: JSON of fields of a step. Most say nothing."""
    return _text(steps.told_by_lock(body)) if body.get("opened") or body.get("position") else None


_text = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def visits(names: Iterable[str], journal: Journal | Reader, beside: Sequence[Event] = ()) -> tuple[Visit, ...]:
    """The visits of these passages by their first step, as `steps.visits` makes them of their events; `beside`: events of theirs that stand under another subject."""
    names, found = [*names], []
    for name in names:
        told = None if beside else _steps(name, journal)
        if told is None:
            return steps.visits([*(event for each in names for event in steps.of_passage(journal, each)), *beside])
        if told:
            found.append(made(Visit, {"passage": name, "station": told[0].station, "steps": tuple(told)}))
    return tuple(found) if len(found) < MANY else tuple(sorted(found, key=lambda visit: visit.steps[0].stamp))


def _steps(name: str, journal: Journal | Reader) -> list[Step] | None:
    """The steps of one passage in order; None where its events must be read."""
    station, _, seq = name.rpartition("/")
    rows = journal.read(_ROWS, (name, station, seq))
    rows.sort()
    found: list[Fields] = []
    stay = 0
    for at, station, seq, kind, value, officer, how, status, container, told in rows:
        if how >= CHANGED or kind in CHANGING:
            return None
        if kind == "passage.parked":
            stay += 1
        step: Fields = {
            "at": at, "station": station, "seq": seq, "what": "code.scanned", "officer": officer, "passage": name, "part": kind, "value": value, "container": "", "status": "", "off": "",
            "opened": 0, "stay": stay, "typed": False, "moved": False, "values": {},
        }  # fmt: skip
        if how == WHOLE:
            step["what"], step["part"], step["value"] = kind, "", ""
            if value:
                step["values"] = {"profile": value}
        elif how & VERIFIED:
            step["what"], step["value"], step["status"], step["container"] = "seal.verified", fold_seal(value), status, container or ""
        elif kind in OTHERWISE and not _otherwise(step, kind, value):
            continue
        if how > 0:
            step["typed"], step["moved"] = how & TYPED != 0, how & MOVED != 0
        if told:
            step.update(decoded(told))
        found.append(step)
    return several(Step, found)


def _otherwise(step: Fields, kind: str, value: str) -> bool:
    """Codes that stand otherwise in a step than as they were read; False for a person's, which is none."""
    if kind == "seal":
        step["value"], step["status"] = fold_seal(value), "read"
    elif kind in LABELS:
        (step["part"], step["value"]), step["values"] = steps.unit_of(kind, value), steps.label(kind, value)
    return kind != "driver"
