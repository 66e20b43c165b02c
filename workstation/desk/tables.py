"""The tables in force at a station, each read by the part of the program it belongs to and handed down to it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from workstation.accounts import figures
from workstation.calls import rules as call_rules
from workstation.custody import distances
from workstation.desk.station import Station
from workstation.inspection import lists as inspection_lists
from workstation.persons import quotas as person_quotas
from workstation.risk import tables as told
from workstation.words import Refused

Reader = Callable[..., Any]

READERS: Mapping[tuple[str, ...], Reader] = {
    (person_quotas.FILE,): person_quotas.read,
    (figures.FILE,): figures.read,
    (distances.CUSTODY, distances.DISTANCES): distances.read,
    (call_rules.FILE,): call_rules.read,
    (inspection_lists.FILE,): inspection_lists.read,
}
"""Files -> what reads them together."""


def quotas(station: Station) -> person_quotas.Table:
    """Quotas of persons and limits of trips."""
    found: person_quotas.Table = _of(station, person_quotas.FILE)
    return found


def accounts(station: Station) -> figures.Figures:
    """Batch exit, vehicles on the mainland."""
    found: figures.Figures = _read((figures.FILE,), station.book.table(figures.FILE))
    return found


def custody(station: Station) -> distances.Measures:
    """Figures of the checks of custody, and how far ports are from each other."""
    found: distances.Measures = _of(station, distances.CUSTODY, distances.DISTANCES)
    return found


def calls(station: Station) -> call_rules.Rules:
    """Sorts of calls, what opens them, stop-now trees."""
    found: call_rules.Rules = _of(station, call_rules.FILE)
    return found


def lists(station: Station) -> inspection_lists.Lists:
    """What an inspection chooses from."""
    found: inspection_lists.Lists = _of(station, inspection_lists.FILE)
    return found


def _of(station: Station, *names: str) -> Any:
    return _read(names, *(station.book.table(name) for name in names))


@lru_cache(maxsize=32)
def _read(names: tuple[str, ...], *texts: str) -> Any:
    """A table was checked when its pack came; one that a later program cannot read any more counts as that program's own."""
    try:
        return READERS[names](*texts)
    except Refused:
        return READERS[names](*map(told.own, names))
