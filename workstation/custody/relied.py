"""What may be relied on instead of another look: a lock that was left closed, or the inspection of a partner port. Never against a control instruction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workstation.codes import fold_seal
from workstation.custody.distances import Measures, ours
from workstation.custody.values import BROKEN, CLOSED, Step, Visit, where
from workstation.settings import local_time, parse_time


@dataclass(frozen=True)
class Relied:
    """`what`: lock | partner, or abnormal (a partner's look that speaks against the truck: nothing is relied on).

    `item`: the lock or container; `where`: place and time of it; `reference`: number of the inspection, or the event's id.
    """

    what: str
    item: str
    where: str
    reference: str


@dataclass(frozen=True)
class Asked:
    """The truck: its containers and papers, its seals' states by folded number, the locks kept closed here, now (UTC ms), and the figures that count."""

    containers: tuple[str, ...]
    papers: tuple[str, ...]
    seals: Mapping[str, str]
    kept: frozenset[str]
    now: int
    measures: Measures = field(default_factory=ours)


def find(asked: Asked, visits: Iterable[Visit], rows: Iterable[Mapping[str, Any]], ports: frozenset[str]) -> Relied | None:
    """The first that holds for every container of the truck; nothing is relied on when one of its seals is not closed, or a container has none.

    What a partner port found under the same papers comes before all of it, until a later look there says otherwise.
    """
    visits, rows = tuple(visits), tuple(rows)
    against = next((bad for box in asked.containers if (bad := _found(box, asked, visits, (rows, ports)))), None)
    if against:
        return against
    if any(status not in CLOSED for status in asked.seals.values()) or len(asked.seals) < len(asked.containers):
        return None
    own = next((lock for lock in sorted(asked.kept) if asked.seals.get(lock) == "sealed"), "")
    if own and len(asked.containers) == 1:
        return Relied("lock", own, "", "")
    found = [_of_box(box, asked, visits, (rows, ports)) for box in asked.containers]
    return found[0] if found and all(found) else None


def _found(box: str, asked: Asked, visits: Sequence[Visit], told: tuple[Sequence[Mapping[str, Any]], frozenset[str]]) -> Relied | None:
    """The last look of a partner port at a container under these papers, where it found something."""
    rows, ports = told
    looks = [
        (parse_time(row["at"]), row["result"], f"{row['port']} {local_time(parse_time(row['at'])):%m-%d %H:%M}", str(row["reference"]))
        for row in rows if row["container"] == box and row["port"] in ports and row["papers"] in asked.papers
    ]  # fmt: skip
    ended = (step for visit in visits if box in visit.holders and _same_papers(visit, asked) for step in visit.steps if step.what == "inspection.closed" and step.place[0] in ports)
    looks += [(step.at, step.values.get("result", ""), where(step), f"{step.station}/{step.seq}") for step in ended]
    last = max((look for look in looks if look[0] <= asked.now), default=None)
    return Relied("abnormal", box, *last[2:]) if last and last[1] == "abnormal" else None


def _of_box(box: str, asked: Asked, visits: Sequence[Visit], told: tuple[Sequence[Mapping[str, Any]], frozenset[str]]) -> Relied | None:
    rows, ports = told
    since = asked.now - asked.measures.relied
    mine = [visit for visit in visits if visit.has(box) and visit.steps[-1].at >= since]
    for step in (step for visit in mine for step in visit.steps if step.what == "lock.kept" and step.container == box):
        if asked.seals.get(step.value) == "sealed" and not _later_opened(mine, step):
            return Relied("lock", step.value, where(step), f"{step.station}/{step.seq}")
    for visit in mine:
        done = next((step for step in visit.steps if step.what == "inspection.closed" and step.values.get("result") == "normal"), None)
        if done and done.place[0] in ports and _same_papers(visit, asked) and visit.items.get("container") == (box,) and not _later_opened(mine, done):
            return Relied("partner", box, where(done), f"{done.station}/{done.seq}")
    bad = any(row["container"] == box and row["result"] != "normal" for row in rows)
    for row in () if bad else rows:
        whole = row["container"] == box and row["port"] in ports and row["papers"] in asked.papers and since <= parse_time(row["at"]) <= asked.now
        if whole and _still_sealed(row, asked, mine):
            return Relied("partner", box, f"{row['port']} {local_time(parse_time(row['at'])):%m-%d %H:%M}", str(row["reference"]))
    return None


def _still_sealed(row: Mapping[str, Any], asked: Asked, visits: Iterable[Visit]) -> bool:
    """The seal the partner put on is read closed here, where he names one; and nobody opened the box since."""
    own, at = fold_seal(row.get("seal") or ""), parse_time(row["at"])
    opened = any(step.at > at and (step.off or step.status in BROKEN) for visit in visits for step in visit.steps)
    return not opened and (not own or asked.seals.get(own) in CLOSED)


def _later_opened(visits: Iterable[Visit], since: Step) -> bool:
    """Whether a seal or lock was taken off, or found open, after that."""
    return any(step.stamp > since.stamp and (step.off or step.status in BROKEN) for visit in visits for step in visit.steps)


def _same_papers(visit: Visit, asked: Asked) -> bool:
    return bool({*visit.items.get("declaration", ()), *visit.items.get("release_list", ())} & set(asked.papers))
