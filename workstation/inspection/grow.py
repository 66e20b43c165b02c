"""An inspection grows from its events, in whatever order and however often they arrive; and its content has one digest."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from workstation.inspection.values import Evidence, HandOver, Inspection, SealAct, Signature
from workstation.journal.event import Event

_SEALS = {"seal.removed": "removed", "seal.applied": "applied", "seal.replaced": "replaced", "seal.verified": "verified"}

_CORRECTABLE = frozenset({"seal", "new", "container", "reason", "status", "value", "field"})
"""What a correction may put right here; a signature or a hash is never put right, only made anew."""


def grow(inspection: Inspection | None, event: Event) -> Inspection | None:
    """The inspection with one more event; an event of something else, or one it has, changes nothing.

    From None it starts with any event of the inspection, not only its opening: another station's events may arrive first.
    """
    name = belongs(event)
    if not name or (inspection is not None and inspection.id != name):
        return inspection
    known = inspection.events if inspection else ()
    if any(each.id == event.id for each in known):
        return inspection
    corrected = any(each.kind == "event.corrected" for each in (*known, event))
    if inspection is not None and known[-1].stamp < event.stamp and not corrected:
        return replace(_step(inspection, event), events=(*known, event))
    return _fold(name, sorted((*known, event), key=lambda each: each.stamp))


def gather(events: Iterable[Event]) -> dict[str, Inspection]:
    """Every inspection among the events, by id, in the order of opening."""
    found: dict[str, dict[str, Event]] = {}
    for event in events:
        name = belongs(event)
        if name:
            found.setdefault(name, {})[event.id] = event
    grown = [_fold(name, sorted(own.values(), key=lambda each: each.stamp)) for name, own in found.items()]
    return {each.id: each for each in sorted(grown, key=lambda one: (one.opened_at, one.id))}


def belongs(event: Event) -> str:
    """The id of the inspection an event is part of, or empty."""
    if event.kind == "inspection.opened":
        return event.id
    if event.kind in _STEPS or event.kind == "event.corrected":
        return str(event.body.get("inspection") or "")
    return ""


def digest(inspection: Inspection) -> str:
    """Hex SHA-256 over what a signature stands for: form, fields, evidence hashes and seals, in an order of its own."""
    content = {
        "sort": "port-officer inspection 1",
        "inspection": inspection.id,
        "form": inspection.form,
        "version": inspection.version,
        "fields": dict(inspection.fields),
        "evidence": sorted([each.sha256, each.field] for each in inspection.evidence),
        "seals": sorted([each.act, each.seal, each.new, each.container, each.reason, each.status] for each in inspection.seals),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def looked(inspection: Inspection) -> tuple[str, ...]:
    """Everyone who ever worked on it, the first first: who looked stays who looked, whoever signs or takes over."""
    return inspection.lookers


def _fold(name: str, events: list[Event]) -> Inspection:
    inspection = Inspection(name)
    for event in _put_right(events):
        inspection = _step(inspection, event)
    return replace(inspection, events=tuple(events))


def _put_right(events: list[Event]) -> list[Event]:
    """The events with their corrections put in, whatever the clocks say: a correction beats its target."""
    right: dict[str, dict[str, str]] = {}
    for event in events:
        if event.kind == "event.corrected" and event.body["field"] in _CORRECTABLE:
            target = f"{event.body['target_station']}/{event.body['target_seq']}"
            right.setdefault(target, {})[event.body["field"]] = event.body["value"]
    return [replace(each, body={**each.body, **right[each.id]}) if each.id in right else each for each in events]


def _step(inspection: Inspection, event: Event) -> Inspection:
    seen = _look(inspection, event)
    step = _STEPS.get(event.kind)
    return step(seen, event) if step else seen


def _look(inspection: Inspection, event: Event) -> Inspection:
    """Who did or co-signed something in it has looked; who closed, suspended or corrected it need not have."""
    if event.kind in ("inspection.closed", "event.corrected"):
        return replace(inspection, passage=inspection.passage or event.subject)
    hands = [event.officer, event.body.get("cosigner"), event.body.get("joiner"), event.body.get("to"), event.body.get("signer")]
    fresh = tuple(dict.fromkeys(hand for hand in hands if hand and hand not in inspection.lookers))
    return replace(inspection, passage=inspection.passage or event.subject, lookers=(*inspection.lookers, *fresh))


def _opened(inspection: Inspection, event: Event) -> Inspection:
    body = event.body
    team = (event.officer, str(body.get("cosigner") or ""))
    return replace(
        _arrive(inspection, *team),
        passage=event.subject,
        form=body["form"],
        version=body["version"],
        reason=body.get("reason") or "",
        again=body.get("again") or "",
        excluded=tuple(body.get("excluded") or ()),
        drawn=_drawn(body),
        pool=str((body.get("draw") or {}).get("pool", "")),
        # A station whose clock is behind may have suspended or closed it "before" it was opened.
        state="open" if inspection.state == "unknown" else inspection.state,
        opened_at=event.at,
    )


def _drawn(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom the draw named, where it had a choice: nobody was drawn among as many as are needed."""
    named = tuple(body.get("proposed") or ())
    return named if len((body.get("draw") or {}).get("values", ())) > len(named) else ()


def _arrive(inspection: Inspection, *team: str) -> Inspection:
    fresh = tuple(dict.fromkeys(each for each in team if each and each not in inspection.officers))
    return replace(inspection, officers=(*inspection.officers, *fresh))


def _joined(inspection: Inspection, event: Event) -> Inspection:
    return _arrive(inspection, event.body["joiner"])


def _set(inspection: Inspection, event: Event) -> Inspection:
    name, value = event.body["field"], event.body["value"]
    fields = {**inspection.fields, name: value}
    if not value:
        del fields[name]
    entered = replace(inspection, fields=fields, last_field=name)
    if inspection.state == "closed":
        return entered
    return replace(entered, conclusion=fields.get("conclusion", ""), disposal=fields.get("disposal", ""))


def _suspended(inspection: Inspection, event: Event) -> Inspection:
    return inspection if inspection.state == "closed" else replace(inspection, state="suspended", suspended_because=event.body["reason"])


def _resumed(inspection: Inspection, _: Event) -> Inspection:
    return inspection if inspection.state == "closed" else replace(inspection, state="open", suspended_because="")


def _handed_over(inspection: Inspection, event: Event) -> Inspection:
    giver, taker = event.body["from"], event.body["to"]
    stayed = replace(inspection, officers=tuple(each for each in inspection.officers if each != giver))
    return replace(_arrive(stayed, taker), handovers=(*inspection.handovers, HandOver(giver, taker, event.at)))


def _signed(inspection: Inspection, event: Event) -> Inspection:
    signature = Signature(event.body["signer"], event.body["digest"], event.seq, event.id, event.at, event.body.get("reason", ""))
    return replace(inspection, signatures=(*inspection.signatures, signature))


def _closed(inspection: Inspection, event: Event) -> Inspection:
    return replace(inspection, state="closed", conclusion=event.body["conclusion"], disposal=event.body["disposal"])


def _bound(inspection: Inspection, event: Event) -> Inspection:
    body = event.body
    fresh = Evidence(event.id, body["sha256"], body["mime"], body["size"], body.get("field") or "", event.officer)
    return replace(inspection, evidence=(*inspection.evidence, fresh))


def _sealed(inspection: Inspection, event: Event) -> Inspection:
    words = {name: str(event.body.get(name) or "") for name in ("seal", "new", "container", "reason", "status")}
    return replace(inspection, seals=(*inspection.seals, SealAct(event.id, _SEALS[event.kind], **words)))


_STEPS: dict[str, Callable[[Inspection, Event], Inspection]] = {
    "inspection.opened": _opened,
    "inspection.joined": _joined,
    "inspection.field-set": _set,
    "inspection.suspended": _suspended,
    "inspection.resumed": _resumed,
    "inspection.handed-over": _handed_over,
    "inspection.signed": _signed,
    "inspection.closed": _closed,
    "evidence.added": _bound,
    **dict.fromkeys(_SEALS, _sealed),
}
"""What each kind of event does to an inspection."""
