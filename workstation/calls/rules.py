"""The rules of calls from `resources/tables/calls.toml`: sorts with their levels, proofs and closures, what causes and ends one, stop-now trees, shifts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workstation.risk import fields, shape, tables
from workstation.risk.figures import ROLES
from workstation.words import Choices, Refused

MINUTE = 60_000
OWNER = "owner"
"""Stands in a level for whoever the call belongs to."""
STOP = "stop"
UNKNOWN = "unknown"
"""The tree of a stop-now alarm before anybody has said what was found."""
PROOFS = ("event", "scan", "photo", "told")
"""What an answer rests on: an event of the journal, a code, a photo, or that somebody was told by a telephone of the table, which is an event of its own (`call.told`). Words alone are none."""
TOLD = "told"
ENDED, GONE, PROVED = "ended", "gone", "proved"
"""What a closure code may ask for: an event that ends what opened the call, that it is no longer so as of now, or an answer with an event or a photo."""
SAME = "same"
"""An event proves when it is about what the call is about; with `gone`, when that is no longer so."""


@dataclass(frozen=True)
class Level:
    """Who must have answered within so many minutes of the opening; `words` is set in a stop-now tree, `telephone` where it is done by that one."""

    to: str
    minutes: int
    words: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Sort:
    """One sort of call. `urgency` 0 first; `proof`: what an answer may bring; `once`: no second one about the same thing while one is unanswered.

    `over`: closure codes that say what opened it is over -> what must be so first, any of them; `events`: those that prove an answer -> `same` | `gone`.
    `only_named`: nobody answers it but who its levels name. `closed_by`: the roles that alone close or correct it, () for all who close calls.
    `telephones`: those by which somebody may be told, of the sorts without a tree.
    """

    name: str
    urgency: int
    levels: tuple[Level, ...]
    proof: tuple[str, ...]
    codes: tuple[str, ...]
    by_hand: bool = False
    once: bool = False
    over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    only_named: bool = False
    closed_by: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()

    def named(self, levels: Iterable[tuple[str, int]]) -> tuple[str, ...]:
        """Of a call with these levels (who, by when) the roles that alone may answer, take or get it; () where anybody may who answers calls."""
        return tuple(dict.fromkeys(who for who, _ in levels)) if self.only_named else ()


@dataclass(frozen=True)
class Cause:
    """An event that opens a call of a sort ('' = none), and the events about the same thing that answer it. `gathers`: one call of the lane, listing every such thing."""

    event: str
    sort: str
    reason: str = ""
    ends: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gathers: bool = False


@dataclass(frozen=True)
class Trigger:
    """What stops a truck now without anybody pressing: a field of an event (`anomaly`, a fact of a verdict) that says one of `values`, or a number above `above`."""

    stop: str
    event: str
    field: str
    values: tuple[str, ...] = ()
    above: Decimal | None = None

    def holds(self, said: Collection[str]) -> bool:
        """Whether what the field says stops the truck; a number that is none stops nothing."""
        if self.above is None:
            return bool(set(self.values) & set(said))
        return any(each.replace(".", "", 1).isdecimal() and Decimal(each) > self.above for each in said)


FILE = "calls.toml"
_WHO = shape.among(OWNER, *ROLES)
_NAME = shape.text
SHAPE: Mapping[str, shape.Shape] = {
    "sort": shape.named(shape.row({
        "urgency": shape.whole(0, 9), "levels": shape.many(shape.row({"to": _WHO, "minutes": shape.whole(1, 43_200)}), 1), "proof": shape.many(shape.among(*PROOFS), 1),
        "codes": shape.many(_NAME, 1),
    }, {"by_hand": shape.flag, "once": shape.flag, "only_named": shape.flag, "closed_by": shape.many(shape.among(*ROLES), 1), "telephones": shape.many(_NAME, 1), "over": shape.named(shape.many(shape.among(ENDED, GONE, PROVED)))})),
    "proof": shape.many(shape.row({"sorts": shape.many(_NAME, 1), "events": shape.many(_NAME, 1), "about": shape.among(SAME, GONE)}), 1),
    "cause": shape.many(shape.row({"event": _NAME, "sort": shape.perhaps}, {
        "reason": _NAME, "ends": shape.many(_NAME, 1), "where": shape.named(shape.many(shape.perhaps, 1)), "gathers": shape.flag,
    }), 1),
    "overdue": shape.row({"batch": _NAME}, {"guarantee": _NAME}),
    "trigger": shape.many(shape.row({"stop": _NAME, "event": _NAME, "field": _NAME}, {"is": shape.many(_NAME, 1), "above": shape.decimal("0", "1000000")})),
    "tree": shape.named(shape.many(shape.row({"to": shape.among(*ROLES), "minutes": shape.whole(1, 43_200), "words": _NAME}, {"telephone": _NAME}), 1)),
    "telephone": shape.named(shape.row({"number": shape.perhaps})),
    "shift": shape.many(shape.row({"name": _NAME, "from": shape.whole(0, 23)}), 1),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rules:
    """The data file. `shifts`: (name, first hour) in the order of the day, Asia/Shanghai; `proved`: sorts that its rows of proofs name; `lines`: telephone -> its number, '' where it has none of its own."""

    sorts: Mapping[str, Sort]
    causes: tuple[Cause, ...]
    trees: Mapping[str, tuple[Level, ...]]
    shifts: tuple[tuple[str, int], ...]
    triggers: tuple[Trigger, ...]
    overdue: Mapping[str, str]
    valid_from: str
    source: str
    proved: tuple[str, ...] = ()
    lines: Mapping[str, str] = field(default_factory=dict)

    def telephones(self, sort: str, tree: str = "", words: str = "") -> tuple[str, ...]:
        """The telephones by which somebody may be told in answer to a call: of its sort, or of its place in a stop-now tree."""
        steps = [each.telephone for each in self.trees.get(tree, ()) if each.words == words and each.telephone]
        return tuple(steps) if sort == STOP else self.sorts[sort].telephones if sort in self.sorts else ()

    def proofs(self, sort: str, tree: str = "", words: str = "") -> tuple[str, ...]:
        """What an answer to a call may rest on."""
        return tuple(each for each in self.find(sort).proof if each != TOLD or self.telephones(sort, tree, words))

    def of_event(self, event: str) -> tuple[Cause, ...]:
        """The rows of one kind of event, in the order of the file."""
        return tuple(each for each in self.causes if each.event == event)

    def ended_by(self, event: str) -> tuple[str, ...]:
        """The sorts of call an event about the same thing answers."""
        return tuple(each.sort for each in self.causes if event in each.ends)

    def ends(self, sort: str) -> tuple[str, ...]:
        """The events that end what opens a call of a sort."""
        return tuple(dict.fromkeys(event for each in self.causes if each.sort == sort for event in each.ends))

    def find(self, sort: str) -> Sort:
        """A sort by name. Refused `call-sort-unknown`."""
        if sort not in self.sorts:
            raise Refused("call-sort-unknown", sort=sort[:40], known=Choices((name for name, each in self.sorts.items() if each.by_hand), "call.sort."))
        return self.sorts[sort]

    def by_hand(self, sort: str) -> Sort:
        """A sort that officers may open. Refused `call-sort-unknown`."""
        found = self.find(sort)
        if not found.by_hand:
            raise Refused("call-sort-unknown", sort=sort, known=Choices((name for name, each in self.sorts.items() if each.by_hand), "call.sort."))
        return found

    def tree(self, kind: str) -> tuple[Level, ...]:
        """The calls of a stop-now alarm in their order. Refused `stop-kind-unknown`."""
        if kind not in self.trees:
            raise Refused("stop-kind-unknown", stop=kind[:40], known=Choices(self.trees, "stop."))
        return self.trees[kind]

    def shift(self, hour: int) -> str:
        """The shift an hour of the day belongs to."""
        return [name for name, first in self.shifts if first <= hour][-1]


@lru_cache(maxsize=8)
def read(text: str) -> Rules:
    """The rules of a text; refused `rule-wrong` with file, entry and reason."""
    found = tables.parsed(FILE, text, SHAPE)
    made = Rules(
        {name: _sort(name, row, found["proof"]) for name, row in found["sort"].items()},
        tuple(map(_cause, found["cause"])),
        {name: _levels(rows) for name, rows in found["tree"].items()},
        tuple((row["name"], row["from"]) for row in found["shift"]),
        tuple(map(_trigger, found["trigger"])),
        found["overdue"],
        found.get("valid_from", ""),
        found.get("source", ""),
        tuple(dict.fromkeys(name for row in found["proof"] for name in row["sorts"])),
        {name: row["number"] for name, row in found["telephone"].items()},
    )
    _check(made)
    return made


def rules() -> Rules:
    """The program's own."""
    return read(tables.own(FILE))


def _sort(name: str, row: Mapping[str, Any], proofs: list[Mapping[str, Any]]) -> Sort:
    over = {code: tuple(several) for code, several in row.get("over", {}).items()}
    flags = (row.get("by_hand", False), row.get("once", False))
    events = {event: each["about"] for each in proofs if name in each["sorts"] for event in each["events"]}
    closing, telephones = tuple(row.get("closed_by", ())), tuple(row.get("telephones", ()))
    return Sort(name, row["urgency"], _levels(row["levels"]), tuple(row["proof"]), tuple(row["codes"]), *flags, over, events, row.get("only_named", False), closing, telephones)


def _cause(row: Mapping[str, Any]) -> Cause:
    where = {name: tuple(values) for name, values in row.get("where", {}).items()}
    return Cause(row["event"], row["sort"], row.get("reason", ""), tuple(row.get("ends", ())), where, row.get("gathers", False))


def _trigger(row: Mapping[str, Any]) -> Trigger:
    above = Decimal(row["above"]) if "above" in row else None
    return Trigger(row["stop"], row["event"], row["field"], tuple(row.get("is", ())), above)


def _levels(rows: list[Mapping[str, Any]]) -> tuple[Level, ...]:
    return tuple(Level(row["to"], row["minutes"], row.get("words", ""), row.get("telephone", "")) for row in rows)


def _check(made: Rules) -> None:
    """Refused where something is named that is not there, or would only show when a call is opened."""
    for name, sort in made.sorts.items():
        minutes = [level.minutes for level in sort.levels]
        if minutes != sorted(set(minutes)):
            raise fields.wrong(f"{FILE} sort {name} levels", "the minutes do not rise")
        for code in sort.over:
            if code not in sort.codes:
                raise fields.wrong(f"{FILE} sort {name} over", f"{code} is none of its codes")
    for number, cause in enumerate(made.causes, 1):
        if cause.sort not in ("", *made.sorts):
            raise fields.wrong(f"{FILE} cause {number} {cause.event}", f"unknown sort {cause.sort}")
    for sort_name in made.overdue.values():
        if sort_name not in made.sorts:
            raise fields.wrong(f"{FILE} overdue", f"unknown sort {sort_name}")
    _check_stops(made)
    _check_telephones(made)
    hours = [first for _, first in made.shifts]
    if hours != sorted(set(hours)) or hours[0] != 0:
        raise fields.wrong(f"{FILE} shift", "shifts begin at hour 0 and rise")


def _check_stops(made: Rules) -> None:
    for number, each in enumerate(made.triggers, 1):
        if each.stop not in made.trees or (each.above is None) == (not each.values):
            raise fields.wrong(f"{FILE} trigger {number} {each.stop}", "unknown tree" if each.stop not in made.trees else "either `is` or `above`")
    for what, name, known in (("sort", STOP, made.sorts), ("tree", UNKNOWN, made.trees)):
        if name not in known:
            raise fields.wrong(f"{FILE} {what}", f"{name} is missing")
    if not made.sorts[STOP].closed_by:
        raise fields.wrong(f"{FILE} sort {STOP}", "closed_by is missing: who may close it")


def _check_telephones(made: Rules) -> None:
    """Every telephone that is named is there; a sort takes `told` as a proof exactly where it names one, a stop-now alarm where its trees do."""
    steps = [(f"tree {name}", each.telephone) for name, levels in made.trees.items() for each in levels if each.telephone]
    for where, name in [*steps, *((f"sort {sort.name} telephones", each) for sort in made.sorts.values() for each in sort.telephones)]:
        if name not in made.lines:
            raise fields.wrong(f"{FILE} {where}", f"unknown telephone {name}")
    for sort in made.sorts.values():
        if (TOLD in sort.proof) != bool(steps if sort.name == STOP else sort.telephones):
            raise fields.wrong(f"{FILE} sort {sort.name} proof", f"`{TOLD}` and a telephone belong together")
