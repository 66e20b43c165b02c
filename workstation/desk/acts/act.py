"""One act of the desk: its name, the fields it takes, who may do it, and the function that plans it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workstation.desk import written
from workstation.desk.lane import Lane
from workstation.desk.scanning import is_whole
from workstation.desk.values import LONGEST, Plan
from workstation.journal import vault
from workstation.words import Refused, shapes

Run = Callable[[Lane, Mapping[str, Any]], Plan]

LARGEST = 2**53
FREE = frozenset({"reason", "who", "when", "reference", "owner", "next", "order", "container", "sort", "permit", "queue", "job", "vehicle", "holder", "words", "whom"})
"""Fields that are kept as they are written; the journal cannot forget, so they name no person by a number."""
NUMBERS = frozenset({"line", "verdict", "copy", "alarm", "seq"})
FRONT = "front"
"""The field that says what an act was asked for; whoever presses a key means what he saw, not what came there while it was on its way."""


@dataclass(frozen=True)
class Act:
    """`needs` must be given, `may` can be; all are text but the few in NUMBERS. `role` is the row of `roles.toml` ('' = the act checks itself).

    `front`: it is done to whatever stands in front, and may say what that was when it was asked for: `front`, a passage or its plate, '' for a free lane.
    `trucks`: it is about seals, locks or weights, and no traveller has any.
    """

    name: str
    run: Run
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    role: str = ""
    front: bool = False
    trucks: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """What may be given besides what it needs."""
        return (*self.may, FRONT) if self.front else self.may

    def plan(self, lane: Lane, fields: Mapping[str, Any]) -> Plan:
        """Its plan; refused `front-turned` where another passage has come in front since it was asked for, `traveller-no-such-act` where he has nothing it is about."""
        if self.front and FRONT in fields:
            lane.check_front(self.name, fields[FRONT])
        if self.trucks and lane.front and lane.passage(lane.front).profile == "traveller":
            raise Refused("traveller-no-such-act", act=self.name)
        return self.run(lane, {name: value for name, value in fields.items() if name != FRONT} if self.front else fields)

    def check(self, asked: Mapping[str, Any], lane: Lane) -> dict[str, Any]:
        """The fields of a line, or refused with the field's name."""
        known = (*self.needs, *self.fields)
        fields = {name: value for name, value in asked.items() if name != "act"}
        for name in fields:
            if name not in known:
                raise Refused("act-field-unknown", act=self.name, field=str(name)[:40], known=", ".join(known) or "–")
        for name in self.needs:
            if fields.get(name) is None or not str(fields[name]).strip():
                raise Refused("act-field-missing", act=self.name, field=name)
        if fields.get(FRONT, "") is None:
            # Nothing is not nobody: a script that lost what it meant is told so.
            raise Refused("line-field", name=FRONT, reason=shapes("text"))
        for name, value in fields.items():
            wanted = int if name in NUMBERS else str
            fits = is_whole(value) if wanted is str else isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST
            if value is not None and not fits:
                raise Refused("line-field", name=name, reason=shapes("number" if wanted is int else "text"))
            if isinstance(value, str) and len(value) > LONGEST:
                raise Refused("line-field-long", name=name, most=LONGEST)
            if (name in FREE or (self.name, name) == ("transfer", "to")) and isinstance(value, str):
                written.check(lane, name, value)
        return {name: value for name, value in fields.items() if value is not None}


def prove(lane: Lane, officer: str, secret: str | None) -> str:
    """Another officer, or the same once more, proves himself with his own secret; returns his role."""
    if not secret:
        raise Refused("secret-missing-here", officer=officer)
    key = vault.unlock(lane.station.folder, officer, secret, lane.station.clock)
    if key != lane.station.key:
        raise Refused("secret-wrong", officer=officer)
    return lane.station.role(officer)
