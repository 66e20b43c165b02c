"""The parcel profile of a lane: every scan is a parcel, judged at once; release lets it go by itself, everything else stops it until an officer settles it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workstation import codes
from workstation.desk.card import About, Act, Card, Row, Say
from workstation.desk.lane import Lane
from workstation.desk.scanning import SOURCES, is_whole
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import parcels
from workstation.passage.parcels import Read
from workstation.risk import Case, Verdict, judge
from workstation.risk.days import day_of
from workstation.settings import local_time
from workstation.words import Refused

PROFILE = "parcel"
SHOWN = 8
"""Parcels on the screen: the stopped ones first."""

_LABEL = re.compile(r"(?=(?:[^0-9]*[0-9]){4})[A-Z0-9][A-Z0-9./-]{5,39}", re.ASCII)
"""A number nobody told: printed on a label, with four digits at least; anything else is no parcel."""


@dataclass(frozen=True)
class Parcel:
    """One parcel as it was just judged; `settled`: an officer had let it go and nothing new speaks against it."""

    number: str
    read: Read
    verdict: Verdict
    settled: bool = False
    seen: str = ""

    @property
    def channel(self) -> str:
        """What is in force."""
        return "release" if self.settled else self.verdict.channel

    @property
    def reasons(self) -> tuple[str, ...]:
        """What decided."""
        return ("parcel.settled",) if self.settled else self.verdict.reasons

    def shown(self) -> dict[str, Any]:
        """As JSON; nothing in it names a person."""
        row = self.read.row or {}
        told = {name: row.get(name) for name in ("inventory", "uscc", "bonded", "ledger", "goods", "value")}
        return {"number": self.number, "channel": self.channel, "reasons": list(self.reasons), "known": self.read.row is not None, **told}


def read(lane: Lane, sort: str, asked: Mapping[str, Any]) -> Plan:
    """One scan, one parcel. A text that names none is a stray and is written nowhere; the same label at once is a tick."""
    if sort != "scan":
        raise Refused("parcel-line", line=sort)
    source = asked.get("source", "serial")
    if not is_whole(asked["scan"]) or not asked["scan"].strip() or source not in SOURCES:
        raise Refused("line-field", name="scan" if source in SOURCES else "source", reason="text" if source in SOURCES else " | ".join(SOURCES))
    station, forms = lane.station, _forms(asked["scan"], asked.get("aim"))
    row = parcels.find(station.register, forms)
    number = str(row["number"]) if row else next((text for text in forms if _LABEL.fullmatch(text)), "")
    if not number:
        return Plan(tick="stray", alarms=(Say("parcel-stray"),))
    known = station.journal.read("SELECT at, s_at, outcome, answered FROM parcel WHERE number = ?", (number,))
    before = known[0] if known else None
    now = station.clock()
    if before and now - before[0] <= int(station.book.limit("scan", "repeat_ms")):
        return Plan(tick="repeat", extra=lane.last.extra)
    parcel = _judged(lane, number, parcels.read(station.register, row, station.book.on(day_of(now)), now), before)
    draft = _draft(lane, parcel, source, str(asked.get("link", ""))[:60])
    return Plan((draft,), tick="read", extra={"parcel": parcel.shown()}, alarms=_seen(parcel), after=lambda: _remember(lane, parcel))


def _remember(lane: Lane, parcel: Parcel) -> None:
    """What the band shows until the next one is read."""
    lane.parcel = parcel


def card(lane: Lane, common: Mapping[str, Any]) -> Card:
    """The parcel just read in the band, below it what is stopped and what came last."""
    parcel, rows = lane.parcel, _rows(lane)
    acts = (Act("parcel", "F8", bool(rows) and rows[0].mark == "bad"),)
    if not isinstance(parcel, Parcel):
        return Card(rows=rows, acts=acts, **common)
    passed = parcel.channel == "release"
    values = {"number": parcel.number, "text": "", "table": ""}
    return Card(
        state="released" if passed else "verdict", plate=parcel.number, channel=parcel.channel, reasons=tuple(Say("reason." + each, values) for each in parcel.reasons),
        rows=rows, about=_about(lane, parcel), acts=acts, slip_number=parcel.number if passed else "", slip_at=lane.station.clock() if passed else 0, **common,
    )  # fmt: skip


def _forms(text: str, aim: object) -> tuple[str, ...]:
    """What the label may say: as it stands, and every code it can be. A person's document or an officer's badge is no parcel."""
    plain = text.strip().upper()[:80]
    found = codes.recognise(text, str(aim) if aim else None).candidates
    if codes.names_person(text) or any(code.kind in codes.PERSON_KINDS and code.checked for code in found):
        raise Refused("parcel-line", line="person")
    if {"badge", "command", "slip"} & {code.kind for code in found}:
        raise Refused("scan-not-enrolled", kind=" / ".join(sorted({"badge", "command", "slip"} & {code.kind for code in found})))
    return tuple(dict.fromkeys((plain, *(code.value for code in found if code.kind not in codes.PERSON_KINDS))))


def _judged(lane: Lane, number: str, told: Read, before: tuple[Any, ...] | None) -> Parcel:
    book = lane.station.book.on(day_of(lane.station.clock()))
    # No rule is drawn for a parcel: a rate has no draw here that anybody could recount.
    verdict = judge(book, Case(told.facts), lambda _: Decimal(1))
    if verdict is None:
        raise ValueError("a parcel awaits nothing")
    against = {*verdict.fired, *told.instructions}
    settled = bool(before and before[2] == "passed" and verdict.channel != "release" and against <= set(before[3].split("\n")))
    seen = local_time(before[0]).strftime("%H:%M") if before and before[0] >= 0 else ""
    return Parcel(number, told, verdict, settled, seen)


def _draft(lane: Lane, parcel: Parcel, source: str, link: str) -> Draft:
    book, facts = lane.station.book, parcel.read.facts
    body: dict[str, Any] = {
        "channel": parcel.channel, "reasons": list(parcel.reasons), "fired": list(parcel.verdict.fired), "rules": book.hash, "version": lane.station.register.version,
        "facts": {name: value for name, value in facts.items() if value != book.facts[name].values[0]}, "source": source,
    }  # fmt: skip
    body |= {"link": link} if link else {}
    body |= {"instructions": list(parcel.read.instructions)} if parcel.read.instructions else {}
    return Draft("parcel.judged", parcel.number, body)


def _seen(parcel: Parcel) -> tuple[Say, ...]:
    return (Say("parcel.seen", {"at": parcel.seen}),) if parcel.seen else ()


def _rows(lane: Lane) -> tuple[Row, ...]:
    stopped = lane.station.journal.read(f"SELECT number, channel, reason, at FROM parcel WHERE channel <> 'release' AND s_at < at ORDER BY at DESC LIMIT {SHOWN}")
    rest = lane.station.journal.read(f"SELECT number, channel, reason, at FROM parcel WHERE at >= 0 AND NOT (channel <> 'release' AND s_at < at) ORDER BY at DESC LIMIT {SHOWN}")
    found = [*((each, "bad") for each in stopped), *((each, "ok") for each in rest)][:SHOWN]
    return tuple(Row("parcel", mark, number, (Say("reason." + reason, {"number": number, "text": "", "table": ""}),)) for (number, _, reason, _), mark in found)


def _about(lane: Lane, parcel: Parcel) -> About:
    row = parcel.read.row
    if row is None:
        return About(parcel.number)
    enterprise = (lane.station.register.get("enterprise", row["uscc"]) or {}) if row["uscc"] else {}
    told = (("label.enterprise", enterprise.get("name") or row["uscc"]), ("label.goods", row["goods"]), ("label.inventory", row["inventory"]), ("label.bonded", row["ledger"]))
    return About(parcel.number, "", tuple((label, str(value), ()) for label, value in told if value))
