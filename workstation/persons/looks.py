"""Who looked whom up: what auditors read of `person_look`. Persons stand there as pseudonyms only."""

from dataclasses import dataclass
from typing import Any

from workstation.persons.postings import Reading
from workstation.settings import show_time

AT_MOST = 10_000


@dataclass(frozen=True)
class Wanted:
    """Which looks: of one officer, at one person (pseudonym), in a period (UTC ms, both ends included); what is empty asks for all."""

    officer: str = ""
    person: str = ""
    since: int = 0
    until: int = 2**53


def looks(journal: Reading, wanted: Wanted) -> list[dict[str, Any]]:
    """`{"at", "officer", "person", "how", "purpose", "passage", "event"}`, the newest first; `how` is shown or revealed, `purpose` of a reveal its reason."""
    where, values = _where(wanted)
    rows = journal.read(
        f"SELECT at, officer, person, how, purpose, passage, station, seq FROM person_look WHERE {where} ORDER BY at DESC, station, seq DESC LIMIT {AT_MOST}", values
    )
    names = ("officer", "person", "how", "purpose", "passage")
    return [{"at": show_time(at), **dict(zip(names, told, strict=False)), "event": f"{told[-2]}/{told[-1]}"} for at, *told in rows]


def counts(journal: Reading, wanted: Wanted) -> list[dict[str, Any]]:
    """Of each officer how often he looked and revealed, and at how many persons; the busiest first."""
    where, values = _where(wanted)
    rows = journal.read(
        f"SELECT officer, sum(how = 'shown'), sum(how = 'revealed'), count(DISTINCT person) FROM person_look WHERE {where}"
        " GROUP BY officer ORDER BY count(*) DESC, officer",
        values,
    )
    return [dict(zip(("officer", "shown", "revealed", "persons"), row, strict=True)) for row in rows]


def persons(journal: Reading, wanted: Wanted) -> int:
    """At how many persons in all, each once whoever looked."""
    where, values = _where(wanted)
    return int(journal.read(f"SELECT count(DISTINCT person) FROM person_look WHERE {where}", values)[0][0])


def _where(wanted: Wanted) -> tuple[str, tuple[object, ...]]:
    asked = {"officer = ?": wanted.officer, "person = ?": wanted.person}
    given = {sql: value for sql, value in asked.items() if value}
    return " AND ".join(("at BETWEEN ? AND ?", *given)), (wanted.since, wanted.until, *given.values())
