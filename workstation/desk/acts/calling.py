"""Acts on calls: open, take, pass on, answer with a proof, close, correct; and the stop-now alarm with its tree."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation import codes
from workstation.calls import call as calls
from workstation.calls.call import Call, Step
from workstation.calls.rules import PROOFS, STOP, TOLD, UNKNOWN
from workstation.calls.shown import as_map
from workstation.calls.views import FIELD
from workstation.desk import calling, gathering, owners, persons, proofs, standing, stopping, tables, written
from workstation.desk.acts import countersigning
from workstation.desk.lane import Lane
from workstation.desk.values import Plan, beside
from workstation.journal import Draft
from workstation.passage import Passage
from workstation.words import Choices, Refused, shapes

Fields = Mapping[str, Any]

CORRECTABLE = {"withdrawn": ("taken", "passed", "answered", "closed"), "code": ("closed",), "words": ("answered", "closed"), "to": ("taken", "passed")}
"""Field -> the steps of a call in which it may be put right."""

GIVEN = {"file": "photo", "telephone": TOLD}
"""Fields of an answer that are a proof of another name."""


def open_call(lane: Lane, fields: Fields) -> Plan:
    """A request or alarm somebody brings: about what is named, else the truck in front, else the lane."""
    sort, words = fields["sort"], fields.get("words", "")
    tables.calls(lane.station).by_hand(sort)
    given = fields.get("about", "").strip()
    about, met = _about(lane, given) if given else (_seen(lane, fields), {})
    drafts = calling.opening(lane, sort, about, {"words": words, "owner": owners.named(lane, fields.get("owner", ""))})
    if not drafts:
        # The button pressed again: help is on its way.
        found = calls.about(lane.station.journal, about, (sort,))[0]
        return replace(beside(lane.last, (), {"call": as_map(found, lane.station.clock())}), tick="repeat")
    return replace(beside(lane.last, tuple(drafts), {}), tick="call", after=lambda: lane.meet(met))


def _seen(lane: Lane, fields: Fields) -> str:
    """What was in front when the act was asked for: a passage or its plate, the lane itself where that was free; what is there now where nothing says."""
    return _passage(lane, name).id if (name := fields.get("front", lane.front)) else lane.station.settings.lane


def _passage(lane: Lane, name: str) -> Passage:
    """By its id, or the plate of one that is here."""
    near = ([lane.in_front()] if lane.front else []) + list(lane.aside())
    return next((each for each in near if name in (each.id, *each.values("vehicle"))), None) or lane.passage(name)


def _about(lane: Lane, text: str) -> tuple[str, dict[str, str]]:
    """What a call is about, as other events name it; a person is a pseudonym, and from here on one whose document was read here."""
    met: dict[str, str] = {}
    known = next(iter(codes.recognise(text).candidates), None)
    if known and known.kind in codes.PERSON_KINDS:
        (person,) = persons.without_names(lane.station, (known,), met)
        return person.value, met
    if (known is None or known.kind in codes.SHAPELESS) and written.registered(lane.station, text) and (who := persons.registered(lane.station, text, "typed")):
        return who.person, met | {who.person: who.id}
    return _thing(lane, text, known), met


def _thing(lane: Lane, text: str, known: codes.Code | None) -> str:
    if lane.passages.get(text) or lane.station.journal.read("SELECT 1 FROM stay WHERE passage = ?", (text,)):
        return text
    written.refuse(lane.station, "about", text, lane.front)
    if known and known.kind == "plate":
        here = [each.id for each in ([lane.in_front()] if lane.front else []) + list(lane.aside()) if known.value in each.values("vehicle")]
        return here[0] if here else known.value
    return known.value if known else " ".join(text.split())[:60]


def take(lane: Lane, fields: Fields) -> Plan:
    """The officer answers for it from now on."""
    found = _going(lane, fields)
    owners.check_named(lane, found)
    return _step(lane, found, "taken", {"to": lane.officer})


def seen(lane: Lane, fields: Fields) -> Plan:
    """Somebody who may not answer it has seen it, and what he did first; whose it is, and by when, stays what it is."""
    found = _going(lane, fields)
    words = fields.get("words", "").strip()
    return _step(lane, found, "seen", {"words": words} if words else {})


def pass_on(lane: Lane, fields: Fields) -> Plan:
    """Another officer or role answers for it; the times it was promised by stay what they are."""
    found = _going(lane, fields)
    to = owners.named(lane, fields["to"], found)
    return _step(lane, found, "passed", {"to": to, "reason": fields["reason"]})


def answer(lane: Lane, fields: Fields) -> Plan:
    """What was done in words, and what proves it: an event of the journal, a scan, a photo, or, where telling is the response, who was told by which telephone.

    `officer`, `secret`: whom the rule of the call names, beside the officer at the desk.
    """
    found = find(lane, fields["call"])
    if found.done:
        raise Refused("call-closed", call=found.number)
    signed = countersigning.answering(lane, found, fields)
    book = tables.calls(lane.station)
    given = [name for name in ("event", "scan", "file") if fields.get(name)] + ["telephone"][: bool(fields.get("telephone") or fields.get("whom"))]
    if len(given) > 1:
        raise Refused("call-one-proof")
    proof, takes = GIVEN.get("".join(given), "".join(given)), book.proofs(found.sort, found.tree, found.words)
    if proof not in takes:
        raise Refused("call-proof-needed", call=found.number, proofs=Choices(takes, "call.takes."))
    body = {"proof": proof, "words": fields["words"], **signed, **_out_of_turn(lane, found, fields.get("reason", ""))}
    if proof == TOLD:
        telling = Draft("call.told", found.id, proofs.told(lane, found, fields))
        return beside(lane.last, (telling, Draft("call.answered", found.id, body | {"ref": lane.next_id()})), {})
    shown = {"event": lambda: proofs.event(lane, found, book.find(found.sort), fields["event"]), "scan": lambda: proofs.scan(lane, found, fields["scan"]), "photo": lambda: proofs.photo(lane, fields["file"])}
    return _step(lane, found, "answered", body | shown[proof]())


def _out_of_turn(lane: Lane, found: Call, reason: str) -> dict[str, Any]:
    """The calls of a stop-now alarm are answered in their order; one before its turn says why, and which it went ahead of. Refused `stop-order`."""
    order = calls.alarm(lane.station.journal, found.about) if found.stop and found.answered_at is None else ()
    passed = calls.ahead(order, found)
    if passed and not reason.strip():
        first = passed[0]
        raise Refused("stop-order", call=found.number, next=first.number, stop=first.words, role=first.to(lane.station.clock()))
    return ({"ahead": [each.id for each in passed]} if passed else {}) | ({"reason": reason} if reason.strip() else {})


def close(lane: Lane, fields: Fields) -> Plan:
    """The call is over, with a code of its sort. Refused while nobody has answered, or nobody with a proof. `officer`, `secret`: who may close it, beside the officer at the desk."""
    found, code = find(lane, fields["call"]), fields["code"]
    if found.done:
        raise Refused("call-closed", call=found.number)
    answers = found.stands("answered")
    if not answers:
        raise Refused("call-unanswered", call=found.number)
    if not any(step.body.get("proof") in PROOFS for step in answers):
        raise Refused("call-unproved", call=found.number)
    gathering.check_over(lane, found)
    _check_code(lane, found, code)
    signed = countersigning.closing(lane, found, fields)
    words = {"words": fields["words"]} if fields.get("words") else {}
    return _step(lane, found, "closed", {"code": code, "answers": [step.id for step in answers], **words, **signed})


def _check_code(lane: Lane, found: Call, code: str) -> None:
    """One of its sort, and no more than what is so. Refused `call-code-unknown`, `call-stands`."""
    sort = tables.calls(lane.station).find(found.sort)
    if code not in sort.codes:
        raise Refused("call-code-unknown", code=code[:40], known=Choices(sort.codes, "call.code."))
    standing.check_over(lane, found, sort, code)


def correct(lane: Lane, fields: Fields) -> Plan:
    """A step was wrong: another code or other words stand, or the step counts no more; both are kept. An answer taken back opens its call again. `officer`, `secret`: who may close it, beside the officer at the desk."""
    found, field, value = find(lane, fields["call"]), fields["field"], fields["to"]
    what = CORRECTABLE.get(field)
    if what is None:
        raise Refused("call-field-unknown", field=field[:40], known=", ".join(CORRECTABLE))
    step = _wrong(found, what, fields.get("event", ""))
    if field == "withdrawn" and value not in ("yes", "no"):
        raise Refused("line-field", name="to", reason=shapes("yes", "no"))
    if field == "code":
        _check_code(lane, found, value)
    if field == "to":
        value = owners.named(lane, value, found)
    written.refuse(lane.station, "to", value, lane.front)
    signed = countersigning.correcting(lane, found, fields)
    body = {"target_station": step.station, "target_seq": step.seq, "field": FIELD + field, "value": value, "reason": fields["reason"], **signed}
    return beside(lane.last, (Draft("event.corrected", found.id, body),), {})


def _wrong(found: Call, what: tuple[str, ...], name: str) -> Step:
    """The step that is named, else the newest of those the field belongs to."""
    steps = [step for step in found.steps if step.what in what and name in ("", step.id, str(step.seq))]
    if not steps:
        raise Refused("call-nothing-to-correct", call=found.number)
    return steps[-1]


def stop(lane: Lane, fields: Fields) -> Plan:
    """Stop now: the truck in front (`front`: what was there when it was asked for; `passage`: another one) is held at once, or its release suspended, and the calls of the tree are opened; said again with its kind, the rest of them."""
    kind = fields.get("stop", UNKNOWN)
    about = _passage(lane, name).id if (name := fields.get("passage")) else _seen(lane, fields)
    front = lane.passage(about) if about != lane.station.settings.lane else None
    tables.calls(lane.station).tree(kind)
    drafts = stopping.stopped(lane, front, kind, fields.get("words", "")) + (stopping.came(lane, kind) if front is None else ())
    if not drafts or (kind == UNKNOWN and calls.about(lane.station.journal, about, (STOP,))):
        raise Refused("stop-already", stop=kind)
    return replace(beside(lane.last, drafts, {"stop": kind}, (stopping.alarm(kind, front),)), tick="stop")


def find(lane: Lane, name: str) -> Call:
    """A call by its id, number or seq."""
    return calls.find(lane.station.journal, name, lane.station.journal.station)


def _going(lane: Lane, fields: Fields) -> Call:
    """A call somebody may still take."""
    found = find(lane, fields["call"])
    if found.answered_at is not None:
        raise Refused("call-answered", call=found.number)
    return found


def _step(lane: Lane, found: Call, what: str, body: Mapping[str, Any]) -> Plan:
    return beside(lane.last, (Draft(f"call.{what}", found.id, body),), {})

