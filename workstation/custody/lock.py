"""One lock: closed, on its container, on its route and in its window; only then it may be left closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workstation.custody.values import Step, Visit
from workstation.settings import parse_time


class Routes(Protocol):
    """The reads of a register."""

    def where(self, table: str, column: str, value: object, limit: int = ...) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True)
class Locked:
    """What a lock was held against. `state`: sealed | open | tampered | unknown | none; `container`, `route`, `window`: yes | no | unknown."""

    lock: str
    state: str
    container: str
    route: str
    window: str

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


def locked(lock: str, visits: Sequence[Visit], register: Routes) -> Locked:
    """The newest sight of a lock in these visits against its journeys."""
    seen: list[tuple[Visit, Step]] = [(visit, step) for visit in visits for step in visit.steps if lock in (step.value, step.off)]
    if not seen:
        return Locked(lock, "none", "unknown", "unknown", "unknown")
    visit, step = seen[-1]
    state = "open" if step.off == lock else step.status or "sealed"
    boxes = (step.container,) if step.container else visit.holders
    return compare(lock, Sight(state, boxes, step.place[0], step.at), register.where("lock_route", "lock", lock))
