"""The parcel profile of a lane: every scan is a parcel, judged at once; release lets it go by itself, everything else stops it until an officer settles it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from workstation import codes
from workstation.desk import belt, bonded, persons
from workstation.desk.bonded import NONE, Bonded
from workstation.desk.card import About, Act, Card, Say
from workstation.desk.drawing import draw
from workstation.desk.lane import Lane
from workstation.desk.scanning import SOURCES, is_whole
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import parcels
from workstation.passage.parcels import Read
from workstation.risk import Case, Verdict, judge, risks
from workstation.risk.days import day_of
from workstation.risk.draw import Drawn, Load
from workstation.risk.terse import short
from workstation.settings import local_time
from workstation.words import Choices, Refused, shapes

PROFILE = "parcel"

OURS = frozenset({"badge", "command", "slip"})
"""Codes of our own that lie about at a lane."""

_LABEL = re.compile(r"(?=(?:[^0-9]*[0-9]){4})[A-Z0-9][A-Z0-9./-]{5,39}", re.ASCII)
"""A number nobody told: printed on a label, with four digits at least; anything else is no parcel."""


@dataclass(frozen=True)
class Parcel:
    """One parcel as it was just judged.

    `settled`: an officer had let it go and nothing new speaks against it. `event`: the seq of its judgement. `outcome`: what an officer did with it since.
    `bonded`: how it stands with its ledger, and what its going takes from it. `answered`: the rules and instructions an officer let it go in spite of. `risks`: the
    kinds of risk of the rules that decided.
    """

    number: str
    read: Read
    verdict: Verdict
    settled: bool = False
    seen: str = ""
    event: int = 0
    outcome: str = ""
    draws: tuple[Drawn, ...] = ()
    bonded: Bonded = NONE
    answered: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()

    @property
    def channel(self) -> str:
        """What is in force."""
        return "release" if self.settled else self.verdict.channel

    @property
    def passed(self) -> bool:
        """It may go on: by itself, or because an officer let it go."""
        return self.channel == "release" or self.outcome == "passed"

    @property
    def reasons(self) -> tuple[str, ...]:
        """What decided."""
        return ("parcel.settled",) if self.settled else self.verdict.reasons

    def shown(self) -> dict[str, Any]:
        """As JSON; nothing in it names a person."""
        row = self.read.row or {}
        told = {name: row.get(name) for name in ("inventory", "uscc", "bonded", "ledger", "goods", "value")}
        more = {"instructions": list(self.read.instructions), "details": self.details, "fired": list(self.verdict.fired), "risks": list(self.risks)}
        return {"number": self.number, "channel": self.channel, "reasons": list(self.reasons), "known": self.read.row is not None, **told, **more}

    @property
    def details(self) -> dict[str, Any]:
        """The figures of a reason: of a ledger that cannot give what the inventory takes."""
        return {"ledger": dict(self.bonded.details)} if self.bonded.refusal else {}


def read(lane: Lane, sort: str, asked: Mapping[str, Any]) -> Plan:
    """One scan, one parcel. A text that names none is a stray, written once a day; the same label at once is a tick, and shows its own parcel."""
    if sort != "scan":
        raise Refused("parcel-line", part=sort)
    try:
        return _read(lane, asked)
    except Refused as refusal:
        # Whatever lies there now, the band no longer shows the parcel before it.
        belt.stray(lane, refusal.key, refusal.values, listed=not lane.halted)
        raise


def _read(lane: Lane, asked: Mapping[str, Any]) -> Plan:
    source = asked.get("source", "serial")
    if not is_whole(asked["scan"]) or not asked["scan"].strip() or source not in SOURCES:
        raise Refused("line-field", name="scan" if source in SOURCES else "source", reason=shapes("text") if source in SOURCES else Choices(SOURCES, "source."))
    station = lane.station
    check_going(lane)
    rows, number = _named(lane, asked["scan"], asked.get("aim"))
    if not number:
        written = belt.odd(lane, asked["scan"], {"source": source, **({"link": str(asked["link"])[:60]} if asked.get("link") else {})})
        return Plan(written, tick="stray", alarms=(Say("parcel-stray"),), after=lambda: belt.stray(lane, "parcel-stray"))
    known = station.journal.read("SELECT at, s_at, outcome, answered, seq, channel, reason FROM parcel WHERE number = ?", (number,))
    before = known[0] if known else None
    now = station.clock()
    parcel = _judged(lane, number, rows, before)
    if before and now - before[0] <= int(station.book.limit("scan", "repeat_ms")) and (parcel.channel, parcel.reasons[0]) == before[5:]:
        return _repeated(lane, parcel, before)
    draft = _draft(lane, parcel, source, str(asked.get("link", ""))[:60])
    booked = parcel.bonded.drafts if parcel.channel == "release" else ()
    return Plan((draft, *booked), tick="read", extra={"parcel": parcel.shown()}, alarms=_seen(parcel), after=lambda: _remember(lane, parcel))


def check_going(lane: Lane) -> None:
    """Refused `parcel-lane-stopped` while a stop-now alarm of the lane is not over: no parcel passes the belt, and what was read is read again then."""
    if lane.halted:
        raise Refused("parcel-lane-stopped", stop=lane.halted)


def _repeated(lane: Lane, parcel: Parcel, before: tuple[Any, ...]) -> Plan:
    """Nothing is written, and that is said: two parcels may bear one label. What the band shows from here on is this parcel, whatever was read in between."""
    own = lane.parcel if isinstance(lane.parcel, Parcel) and lane.parcel.number == parcel.number else None
    outcome = before[2] if before[1] >= before[0] else ""
    shown = own or replace(parcel, event=before[4], outcome=outcome)

    def show() -> None:
        lane.parcel = shown

    return Plan(tick="repeat", extra={"parcel": shown.shown()}, alarms=(Say("parcel-again", {"number": parcel.number}),) if own else _seen(parcel), after=show)


def _remember(lane: Lane, parcel: Parcel) -> None:
    """What the band shows until the next one is read."""
    lane.parcel = replace(parcel, event=lane.head)


def settled(lane: Lane, number: str, outcome: str) -> None:
    """An officer settled this one: a band that shows it says so."""
    if isinstance(lane.parcel, Parcel) and lane.parcel.number == number:
        lane.parcel = replace(lane.parcel, outcome=outcome)


def card(lane: Lane, common: Mapping[str, Any]) -> Card:
    """The parcel just read in the band, or that what was read is none; below it what is stopped and what came last."""
    parcel, rows, count = lane.parcel, *belt.rows(lane)
    more = count - sum(row.mark == "bad" for row in rows)
    told = (("label.stopped", str(count), ()),) if count else ()
    channels = tuple("released" if each[1] == "release" else each[1] for each in belt.judged_last(lane))
    shared = {"state": "parcel", "rows": rows, "more": more, "last_channels": channels, **common}
    if lane.halted:
        return Card(channel="hold", reasons=(Say("parcel-lane-stopped", {"stop": lane.halted}),), about=About("", "", told), acts=(Act("parcel", "F8", enabled=False),), **shared)
    if isinstance(parcel, belt.Strayed):
        return Card(channel="stray", reasons=(parcel.said,), about=About("", "", told), acts=(Act("parcel", "F8", bool(count)),), **shared)
    if not isinstance(parcel, Parcel):
        return Card(channel="free", about=About("", "", told), acts=(Act("parcel", "F8", bool(count)),), **shared)
    open_yet = not parcel.passed and not parcel.outcome
    channel = "release" if parcel.passed else parcel.outcome or parcel.channel
    reasons = (Say("parcel.done"),) if parcel.outcome else tuple(_why(lane, each, parcel) for each in parcel.reasons)
    about = _about(lane, parcel)
    return Card(
        passage=parcel.number, plate=parcel.number, channel=channel, verdict=parcel.event, reasons=reasons,
        about=replace(about, lines=(*about.lines, *told)), acts=(Act("parcel", "F8", bool(count), recommended=open_yet),), **shared,
    )  # fmt: skip


def _named(lane: Lane, text: str, aim: object) -> tuple[tuple[Any, ...], str]:
    """The register's row and the number of the parcel a label names; a number nobody told has no row, a text that is none is ''.

    The number of an inventory or order with several parcels has two rows and stands for none of them.

    What the port told as a parcel is one, whatever else it could be. Of anything else that may be somebody's document, or is an officer's badge, nothing is written.
    """
    plain = text.strip().upper()[:80]
    found = codes.recognise(text, str(aim) if aim else None).candidates
    kinds = {code.kind for code in found}
    rows = parcels.find(lane.station.register, (plain, *(code.value for code in found)))
    if len(rows) == 1:
        return rows, str(rows[0]["number"])
    if rows:
        return rows, next(each for each in (plain, *(code.value for code in found)) if each in (rows[0]["inventory"], rows[0]["order"]))
    if codes.names_person(text) or kinds & codes.PERSON_KINDS or persons.is_document(lane.station, text):
        raise Refused("parcel-person")
    if OURS & kinds:
        raise Refused("scan-not-enrolled", kind=", ".join(sorted(OURS & kinds)))
    return (), next((each for each in (plain, *(code.value for code in found)) if _LABEL.fullmatch(each)), "")


def _judged(lane: Lane, number: str, rows: tuple[Any, ...], before: tuple[Any, ...] | None) -> Parcel:
    station, now = lane.station, lane.station.clock()
    row = rows[0] if len(rows) == 1 else None
    book, stands = station.book.on(day_of(now)), bonded.of(station, row)
    told, drawn = parcels.read(station.register, rows, book, (now, stands.state)), dict[str, Drawn]()
    load = Load(str((row or {}).get("inventory") or number), (number,), "")

    def draws(rule: str) -> Decimal:
        # A pick that stands from before is this parcel's own: the same draw once more.
        drawn[rule] = replace(draw(station, rule, load, told.facts), origin="")
        return Decimal(0) if drawn[rule].picked else Decimal(1)

    verdict = judge(book, Case(told.facts), draws)
    if verdict is None:
        raise ValueError("a parcel awaits nothing")
    answered = tuple(filter(None, before[3].split("\n"))) if before and before[2] == "passed" else ()
    settled = bool(answered) and verdict.channel != "release" and {*verdict.fired, *told.instructions} <= set(answered)
    seen = local_time(before[0]).strftime("%H:%M") if before and before[0] >= 0 else ""
    kinds = () if settled else risks(book, verdict.channel, verdict.fired)
    return Parcel(number, told, verdict, settled, seen, draws=tuple(drawn.values()), bonded=stands, answered=answered, risks=kinds)


def _draft(lane: Lane, parcel: Parcel, source: str, link: str) -> Draft:
    book, facts = lane.station.book, parcel.read.facts
    body: dict[str, Any] = {
        "channel": parcel.channel, "reasons": list(parcel.reasons), "fired": list(parcel.verdict.fired), "rules": book.hash, "version": lane.station.register.version,
        "facts": short(book, facts), "source": source, "day": day_of(lane.station.clock()),
    }  # fmt: skip
    more = {
        "link": link, "instructions": list(parcel.read.instructions), "draws": [each.as_map() for each in parcel.draws],
        "details": parcel.details, "answered": list(parcel.answered) if parcel.settled else [], "risks": list(parcel.risks),
    }  # fmt: skip
    return Draft("parcel.judged", parcel.number, body | {name: value for name, value in more.items() if value})


def _seen(parcel: Parcel) -> tuple[Say, ...]:
    return (Say("parcel.seen", {"at": parcel.seen}),) if parcel.seen else ()


def _why(lane: Lane, reason: str, parcel: Parcel) -> Say:
    """A reason with what fills its words: an instruction by its number and what it asks, a ledger by its figures."""
    instructions = parcel.read.instructions
    if reason.startswith("ledger."):
        return Say("reason." + reason, parcel.bonded.details)
    if not reason.startswith("instruction.") or not instructions:
        return Say("reason." + reason)
    rows = [lane.station.register.get("instruction", number) for number in instructions]
    return Say("reason." + reason, {"number": ", ".join(instructions), "text": "; ".join(str(row["text"] or "") for row in rows if row)})


def _about(lane: Lane, parcel: Parcel) -> About:
    row = parcel.read.row
    if row is None:
        return About(parcel.number)
    enterprise = (lane.station.register.get("enterprise", row["uscc"]) or {}) if row["uscc"] else {}
    told = (("label.enterprise", enterprise.get("name") or row["uscc"]), ("label.goods", row["goods"]), ("label.inventory", row["inventory"]), ("label.bonded", row["ledger"]), ("label.taken", _taken(parcel)))
    return About(parcel.number, "", tuple((label, str(value), ()) for label, value in told if value))


def _taken(parcel: Parcel) -> str:
    """What its going took from the ledger just now: line, quantity, unit; '' for nothing."""
    lines = [row for draft in parcel.bonded.drafts for row in draft.body["lines"]] if parcel.passed else []
    return " · ".join(f"{row['line']}: {row['quantity']} {row['unit']}" for row in lines)
