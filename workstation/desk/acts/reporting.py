"""Acts of learning: findings that come back from audit and anti-smuggling, and the scorecard that advises."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workstation.desk import reported
from workstation.desk.acts import seconding
from workstation.desk.acts.act import prove
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft, Event
from workstation.risk import RISKS, scorecard
from workstation.risk.findings import SAYS, SOURCES
from workstation.risk.officers import check_may
from workstation.words import Choices, Refused

Fields = Mapping[str, Any]

LARGEST = 200_000
"""Bytes of a scorecard's file: more than every value of every fact."""


def finding(lane: Lane, fields: Fields) -> Plan:
    """`what` (passage, slip, plate, parcel …), `source`, `says` (found, nothing), `reference`; `sort`: risk kind; `about`: the inspection whose result it replaces."""
    source, says, about = fields["source"], fields["says"], fields.get("about") or ""
    _one_of("finding-source", source=source, known=Choices(SOURCES, "source."))
    _one_of("finding-says", says=says, known=Choices(SAYS[:2], "finding."))
    if fields.get("sort"):
        _one_of("risk-unknown", risk=fields["sort"], known=Choices(RISKS, "risk."))
    passage = reported.subject(lane, fields["what"])
    events = [*lane.station.journal.events(subject=passage, kinds=("inspection.closed", "finding.reported"))]
    if about and all(event.kind != "inspection.closed" or event.body["inspection"] != about for event in events):
        raise Refused("finding-inspection", about=about[:60])
    body = {"source": source, "says": says, "reference": fields["reference"]}
    body |= {name: fields[name] for name in ("sort", "about") if fields.get(name)}
    body |= {"slip": fields["what"]} if lane.station.journal.read("SELECT 1 FROM slip WHERE number = ?", (fields["what"],)) else {}
    if any(event.kind == "finding.reported" and {**event.body, "slip": ""} == {**body, "slip": ""} for event in events):
        raise Refused("finding-same", reference=fields["reference"][:60])
    return Plan((Draft("finding.reported", passage, body),), tick="read")


def finding_correct(lane: Lane, fields: Fields) -> Plan:
    """`finding`: the event (`STATION/SEQ`), `says`: found, nothing or withdrawn, `reason`. Refused `finding-same` when it says that already."""
    _one_of("finding-says", says=fields["says"], known=Choices(SAYS, "finding."))
    target = _finding(lane, fields["finding"])
    if _says(lane, target) == fields["says"]:
        raise Refused("finding-same", reference=str(target.body.get("reference") or target.id)[:60])
    body = {"target_station": target.station, "target_seq": target.seq, "says": fields["says"], "reason": fields["reason"]}
    return Plan((Draft("finding.corrected", target.subject, body),), tick="read")


def scorecard_adopt(lane: Lane, fields: Fields) -> Plan:
    """`file`: kept word for word, by a supervisor and a second officer (`officer`, `secret`); none ends advice. Refused `scorecard-wrong`."""
    text, second = _text(fields["file"]) if fields.get("file") else "", fields["officer"]
    if text:
        scorecard.read(text, lane.station.book, fields["file"][-60:])
    elif lane.station.scorecard is None:
        raise Refused("scorecard-none")
    if second == lane.officer:
        raise Refused("second-officer-same", officer=second)
    check_may(lane.station.book, "cosign-scorecard", prove(lane, second, fields.get("secret")))
    body = {"text": text, "digest": scorecard.hash_of(text), "reason": fields["reason"], "cosigner": second, **seconding.since(lane, "scorecard-adopt")}
    return Plan((Draft("scorecard.adopted", lane.station.journal.station, body),), tick="read", after=lane.take_scorecard)


def _text(file: str) -> str:
    path = Path(file)
    try:
        if path.stat().st_size > LARGEST:
            raise Refused("scorecard-wrong", where=file[-60:], reason=f"larger than {LARGEST} bytes")
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise Refused("scorecard-wrong", where=file[-60:], reason=getattr(error, "strerror", None) or error) from error


def _finding(lane: Lane, name: str) -> Event:
    for event in lane.station.journal.events(kinds=("finding.reported",)):
        if event.id == name:
            return event
    raise Refused("finding-unknown", event=name[:60])


def _says(lane: Lane, target: Event) -> str:
    """What a finding says now: its newest correction, else itself."""
    events = lane.station.journal.events(subject=target.subject, kinds=("finding.corrected",))
    corrected = [each for each in events if (each.body["target_station"], each.body["target_seq"]) == (target.station, target.seq)]
    return str(max(corrected, key=lambda each: each.stamp).body["says"] if corrected else target.body["says"])


def _one_of(key: str, *, known: Choices, **named_: str) -> None:
    ((_, value),) = named_.items()
    if value not in known.keys:
        raise Refused(key, known=known, **{name: each[:40] for name, each in named_.items()})
