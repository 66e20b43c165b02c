"""One lock: closed, on its container, on its route and in its window; only then it may be left closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workstation.custody.values import Step, Visit
from workstation.settings import local_time, parse_time


@dataclass(frozen=True)
class Locked:
    """What a lock was held against. `state`: sealed | open | tampered | unknown | none; `container`, `route`, `window`: yes | no | unknown."""

    lock: str
    state: str
    container: str
    route: str
    window: str

    @property
    def wrong(self) -> str:
        """`container` | route | window: the first that is not known to be right; '' for none."""
        return next((name for name in WRONG if getattr(self, name) != "yes"), "")

    @property
    def good(self) -> bool:
        """May be left closed; what is unknown is not good."""
        return (self.state, self.container, self.route, self.window) == ("sealed", "yes", "yes", "yes")

    def as_map(self) -> dict[str, str]:
        """For the event `lock.kept`."""
        return {"state": self.state, "container": self.container, "route": self.route, "window": self.window}


@dataclass(frozen=True)
class Sight:
    """Where and when a lock was read: its state, the containers it was read with, the port, and UTC ms."""

    state: str
    containers: tuple[str, ...]
    port: str
    at: int


WRONG = {"container": "other-container", "route": "off-route", "window": "out-of-window"}
"""What of a lock does not fit -> the value of the fact `lock.journey`, in the order in which it is said."""


@dataclass(frozen=True)
class Journey:
    """A lock that was read against its registered journey. `state`: fits, or a value of `WRONG`; `told`: what is registered of it, for the words."""

    lock: str
    state: str
    told: str = ""


def journey(lock: str, sight: Sight, rows: Sequence[Mapping[str, Any]]) -> Journey:
    """One sight of a lock that has journeys: does it close what it should, here, and at this time?"""
    found = compare(lock, sight, rows)
    wrong = found.wrong
    own = next((row for row in rows if row["container"] in sight.containers), rows[0])
    begins, ends = (f"{local_time(parse_time(own[name])):%m-%d %H:%M}" for name in ("begins", "ends"))
    told = {"container": ", ".join(row["container"] for row in rows), "route": f"{own['from']} → {own['to']}", "window": f"{begins} – {ends}"}
    return Journey(lock, WRONG[wrong], told[wrong]) if wrong else Journey(lock, "fits")


def compare(lock: str, sight: Sight, rows: Iterable[Mapping[str, Any]]) -> Locked:
    """One sight of a lock against its journeys (`lock_route`)."""
    routes = list(rows)
    own = [row for row in routes if row["container"] in sight.containers]
    if not routes:
        return Locked(lock, sight.state, "unknown", "unknown", "unknown")
    if not own:
        return Locked(lock, sight.state, "no" if sight.containers else "unknown", "unknown", "unknown")
    row = own[0]
    ports = {row["from"], row["to"], *(row["route"] or ())}
    inside = parse_time(row["begins"]) <= sight.at <= parse_time(row["ends"])
    return Locked(lock, sight.state, "yes", "yes" if sight.port in ports else "no", "yes" if inside else "no")


def locked(lock: str, visits: Sequence[Visit], journeys: Sequence[Mapping[str, Any]]) -> Locked:
    """The newest sight of a lock in these visits against its journeys (rows of `lock_route`). That it was left closed is no new sight: it rests on the read before it."""
    seen: list[tuple[Visit, Step]] = [(visit, step) for visit in visits for step in visit.steps if lock in (step.value, step.off) and step.what != "lock.kept"]
    seen.sort(key=lambda each: each[1].stamp)
    if not seen:
        return Locked(lock, "none", "unknown", "unknown", "unknown")
    visit, step = seen[-1]
    state = "open" if step.off == lock else step.status or "sealed"
    boxes = (step.container,) if step.container else visit.holders
    return compare(lock, Sight(state, boxes, step.place[0], step.at), journeys)
