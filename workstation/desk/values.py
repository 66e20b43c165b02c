"""What a desk answers to one line, and what it plans before it is durable."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workstation.desk.card import Card, Say
from workstation.journal import Draft, Event
from workstation.passage import Gathered, Passage, Told
from workstation.risk import Case, Rulebook, Verdict
from workstation.risk.draw import Drawn
from workstation.risk.scorecard import Advice
from workstation.words import Refused

LONGEST = 2000
"""Signs of a text that is kept for good."""


@dataclass(frozen=True)
class Stand:
    """A passage as it stands now: what was gathered, what the rules say, and None while something is awaited.

    `cases`: papers number -> what was judged for it; `draws`: those made for this verdict, and the picks before that stand;
    `advice`: what the scorecard in force says beside the verdict, None where there is none; `book`: the rules it was judged by.
    """

    passage: Passage
    told: Told
    gathered: Gathered
    verdict: Verdict | None
    draws: tuple[Drawn, ...] = ()
    cases: Mapping[str, Case] = field(default_factory=dict)
    advice: Advice | None = None
    book: Rulebook | None = None

    @property
    def channel(self) -> str:
        """The channel in force: an override stands over the rules' own."""
        if self.verdict is None:
            return ""
        override = self.passage.override
        return str(override["to"]) if override else self.verdict.channel


@dataclass(frozen=True)
class Plan:
    """What an act wants: events to write, the passage in front after them ('' none, None unchanged), and what to say.

    `slip`: the token that waits until more of its truck is read; `officer`: (id, role) of who writes them and has the desk from then on; `after`: what is done once they are durable.
    """

    drafts: tuple[Draft, ...] = ()
    front: str | None = None
    tick: str = ""
    stray: str = ""
    alarms: tuple[Say, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    gate: Mapping[str, Any] | None = None
    slip: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    officer: tuple[str, str] | None = None
    after: Callable[[], None] | None = None


def beside(last: Plan, drafts: tuple[Draft, ...], extra: Mapping[str, Any], alarms: tuple[Say, ...] = ()) -> Plan:
    """Events that are not the passage's: what the card shows (`last`) stays as it is."""
    return replace(last, drafts=drafts, front=None, tick="read", alarms=alarms, extra=extra, officer=None, after=None)


@dataclass(frozen=True)
class Outcome:
    """The answer to one line; printed or painted as durable only after its events are."""

    events: tuple[Event, ...] = ()
    card: Card = field(default_factory=Card)
    stand: Stand | None = None
    slip: Mapping[str, Any] | None = None
    alarms: tuple[Say, ...] = ()
    refused: Mapping[str, str] | None = None
    gate: Mapping[str, Any] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def act(self) -> str:
        """The act that a scanned command code stood for, or ''."""
        return str(self.extra.get("act", ""))


def finished(plan: Plan) -> Plan:
    """What is to be done once the events are durable; what goes wrong then takes nothing back, and is said beside the answer."""
    try:
        if plan.after:
            plan.after()
    except Refused as refusal:
        return replace(plan, alarms=(*plan.alarms, Say(refusal.key, refusal.values)))
    except OSError as error:
        return replace(plan, alarms=(*plan.alarms, Say("disk-or-file", {"file": error.filename or "-", "reason": error.strerror or str(error)})))
    return plan
