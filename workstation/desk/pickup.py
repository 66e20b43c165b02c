"""Ship-side pickup at the desk: what this lane, and the stations it was told of, have against lifting a container."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation.calls import call as calls
from workstation.calls import elsewhere
from workstation.codes import fold_seal
from workstation.custody import steps
from workstation.custody.board import TABLES, Against, Board, Load, board
from workstation.custody.distances import HOUR, Measures
from workstation.custody.values import Step, Visit, where
from workstation.desk import tables
from workstation.desk.station import Station
from workstation.passage import goods
from workstation.risk.days import day_of
from workstation.settings import local_time, parse_time
from workstation.words import Refused

BACK = 60 * 24 * HOUR
"""How long ago a passage may have been seen to be looked into; what is left out is counted and said."""
MOST = 12
"""Passages of one container looked into, the newest."""
PARTS = {"vehicle": "vehicle", "trailer": "vehicle", "container": "container", "declaration": "declaration", "release_list": "release_list", "seal": "seal", "booking": "booking"}
"""Part of a truck -> the kind of target it is."""
STOPPED = frozenset({"container", "vehicle", "seal", "declaration", "release_list"})
"""Kinds of targets by which a stopped truck is known again."""


def board_of(call: str, station: Station) -> Board:
    """The board of a ship's call as of now. Refused `call-unknown`, `call-other-port`: what another port's lanes stopped is not known here."""
    number = call.strip().upper()
    row = station.register.get("ship_call", number)
    if row and row["port"] != station.settings.port:
        raise Refused("call-other-port", call=number, port=row["port"], here=station.settings.port)
    ages = {name: int(station.book.limit("age", name)) * 1000 for name in TABLES if name in station.book.limits["age"]}
    here = _Here(station)
    found = board(number, station.register, station.clock(), ages, here.against)
    boxes = tuple(replace(box, left_out=here.left[box.container]) if box.container in here.left else box for box in found.boxes)
    return replace(found, boxes=boxes, since=here.since)


class _Here:
    """What stands against containers at one moment; the stops are read once for the whole board."""

    def __init__(self, station: Station) -> None:
        self._station, self._now = station, station.clock()
        self.since, self.left = self._now - BACK, dict[str, int]()
        self._rules = [rule for rule in station.book.on(day_of(self._now)).rules if any(each.fact.startswith("goods.") for each in rule.when)]
        self._measures: Measures = tables.custody(station)
        self._stopped = self._stops()

    def against(self, load: Load) -> Against | None:
        """The first thing against a container: a stop-now call, a hold, an inspection that is not over, goods without a certificate."""
        return self._stop(load) or self._standing(load) or self._partner(load) or self._certificate(load)

    def _stops(self) -> list[tuple[frozenset[str], str]]:
        """The things of every truck under a stop-now alarm, here or where another station told of it, with its place and time."""
        found = []
        for call, _ in calls.stops(self._station.journal):
            rows = self._station.journal.read("SELECT kind, value FROM part WHERE passage = ? AND moved = 0", (call.about,))
            found.append((call.id, call.at, [fold_seal(value) if kind == "seal" else value for kind, value in rows]))
        found += [(each.station, each.told_at, list(each.items)) for each in elsewhere.standing(self._station.journal)]
        return [(frozenset(items), f"{'-'.join(name.split('-')[:2])} {local_time(at):%m-%d %H:%M}") for name, at, items in found]

    def _stop(self, load: Load) -> Against | None:
        named = {value for kind, value in load.targets if kind in STOPPED}
        return next((Against("stop", "stop-now", shown) for items, shown in self._stopped if items & named), None)

    def _standing(self, load: Load) -> Against | None:
        """A hold or an inspection that is not over, on any truck that carries it, here or where another station told of it."""
        for name in self._passages(load):
            for visit in steps.visits(steps.of_passage(self._station.journal, name)):
                things = frozenset((PARTS.get(part, ""), value) for part, values in visit.items.items() for value in values)
                found = _stands(visit) if _carried(things, load) else None
                if found:
                    return Against("stop", found[0], where(found[1]))
        return None

    def _passages(self, load: Load) -> list[str]:
        values = sorted({load.container, *load.papers, *(value for kind, value in load.targets if kind == "seal")})
        marks = ", ".join("?" * len(values))
        rows = self._station.journal.read(
            f"SELECT passage, at FROM part WHERE value IN ({marks}) AND moved = 0 AND passage <> ''"
            f" UNION ALL SELECT t.passage, coalesce((SELECT max(at) FROM part p WHERE p.passage = t.passage), 0) FROM touched t WHERE t.value IN ({marks}) AND t.passage <> ''",
            (*values, *values),
        )
        newest: dict[str, int] = {}
        for name, at in rows:
            newest[name] = max(newest.get(name, 0), at)
        near = sorted((name for name, at in newest.items() if at > self.since), key=lambda name: (newest[name], name), reverse=True)[:MOST]
        if len(near) < len(newest):
            self.left[load.container] = len(newest) - len(near)
        return near

    def _partner(self, load: Load) -> Against | None:
        """A partner port found something under the same papers, and no later look of it says otherwise."""
        ports = self._measures.partners(self._station.settings.port, local_time(self._now).date().isoformat())
        rows = self._station.register.where("partner_inspection", "container", load.container) if ports else []
        own = sorted((row for row in rows if row["port"] in ports and row["papers"] in load.papers), key=lambda row: parse_time(row["at"]))
        return Against("stop", "partner-abnormal", f"{own[-1]['port']} {own[-1]['reference']}") if own and own[-1]["result"] != "normal" else None

    def _certificate(self, load: Load) -> Against | None:
        """Goods under a flag whose certificate is missing, over, revoked or too small: stop where the rules hold them, else the yard."""
        found: list[Against] = []
        for number in load.papers:
            row = self._station.register.get("consignment", number) or self._station.register.get("release_list", number)
            facts = goods.states(row, self._certificates(number, row), self._now)
            found += [Against("stop" if self._channel(fact, state) == "hold" else "yard", "certificate." + fact.removeprefix("goods."), number)
                      for fact, state in facts.items() if self._channel(fact, state)]  # fmt: skip
        return min(found, key=lambda each: (each.say != "stop", each.reason), default=None)

    def _certificates(self, number: str, row: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        return self._station.register.where("certificate", "papers", number) if row and row.get("flags") else []

    def _channel(self, fact: str, state: str) -> str:
        """What the rules say of a flag's state by itself: hold before any other, '' for nothing."""
        fired = {rule.channel for rule in self._rules if all(each.holds({fact: state}) for each in rule.when if each.fact == fact) and any(each.fact == fact for each in rule.when)}
        return "hold" if "hold" in fired else next(iter(sorted(fired)), "")


def _carried(things: frozenset[tuple[str, str]], load: Load) -> bool:
    """Whether a truck with these things carries the container: by its number or a declared seal; by plate, booking or papers where no container was read."""
    sure = {each for each in load.targets if each[0] in ("container", "seal")}
    if things & sure:
        return True
    return not any(kind == "container" for kind, _ in things) and any(each in load.targets for each in things if each[0] in ("declaration", "release_list", "booking"))


CLOSED_BADLY = {"abnormal": "inspection-abnormal", "unfinished": "inspection-open"}
ENDS = {"hold.lifted": ("hold.placed",), "release.restored": ("release.suspended",), "released": ("release.suspended", "abnormal"), "inspection.closed": ("inspection", "abnormal")}
"""What each event ends."""


def _stands(visit: Visit) -> tuple[str, Step] | None:
    """What of a truck is not over: hold | stop-now | inspection-open | inspection-suspended | inspection-abnormal, and the step that says so."""
    standing: dict[str, tuple[str, Step]] = {}
    for step in visit.steps:
        what = step.what
        for ended in ENDS.get(what, ()):
            standing.pop(ended, None)
        if what in ("hold.placed", "release.suspended"):
            standing[what] = ("stop-now" if step.values.get("stop") else "hold", step)
        elif what in ("inspection.opened", "inspection.resumed", "inspection.suspended"):
            standing["inspection"] = ("inspection-suspended" if what.endswith("suspended") else "inspection-open", step)
        elif what == "inspection.closed" and step.values.get("result") in CLOSED_BADLY:
            standing["abnormal"] = (CLOSED_BADLY[step.values["result"]], step)
    return next(iter(standing.values()), None)
