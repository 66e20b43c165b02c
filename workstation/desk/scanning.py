"""What was read becomes events of the right truck: scans, weights and seals."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from workstation import codes
from workstation.desk import bare, certified, guesses, persons, profiles, repeats, signals, tags, weights, written
from workstation.desk.card import Say
from workstation.desk.lane import Lane, stepped_back
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Placed, part_kind, place, ties
from workstation.passage.place import SHAPELESS, Ties
from workstation.settings import parse_time, show_time
from workstation.words import Choices, Refused, shapes

SOURCES = ("serial", "wedge", "typed", "barcode", "lock")
STATUSES = ("sealed", "open", "tampered", "unknown")
PLAIN = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)
GRAM = Decimal("0.001")
DEGREES = re.compile(r"-?[0-9]{1,2}\.[0-9]{1,8},-?[0-9]{1,3}\.[0-9]{1,8}", re.ASCII)
UNITS = {"kg": Decimal(1), "t": Decimal(1000)}

FIELDS = {"scan": ("aim", "kind", "link", "source", "side", "enrolled", "verdict", "front"), "weight": ("unit", "source", "link", "front"), "seal": ("status", "container", "source", "link", "opened", "position", "front"), **signals.FIELDS}
"""What may stand beside the read in a line of each kind; one that says its `front` is refused where another is there."""


def planner(asked: Mapping[str, Any]) -> Callable[[Lane], Plan]:
    """The plan of a scan, weight or seal line; a line that is none of them, or has a field besides, is refused."""
    if asked is repeats.AGAIN:
        return repeats.soft
    sort = next((name for name in FIELDS if name in asked), "")
    if not sort:
        raise Refused("line-unknown")
    for name in asked:
        if name not in (sort, *FIELDS[sort]):
            raise Refused("line-field-unknown", line=sort, field=str(name)[:40], known=", ".join((sort, *FIELDS[sort])))
    if sort in signals.FIELDS:
        return lambda lane: signals.plan(lane, sort, {**asked, sort: _text(asked, sort), "source": _source(asked, "serial"), **_link(asked)})

    def read(lane: Lane) -> Plan:
        lane.check_front({"weight": "weigh", "seal": "seal-verify"}.get(sort, sort), asked.get("front", lane.front))
        written.check_beside(lane, asked)
        return profiles.read(lane, sort, asked) or {"scan": scan, "weight": weigh, "seal": seal}[sort](lane, asked)

    return read


def scan(lane: Lane, asked: Mapping[str, Any]) -> Plan:
    """A text from a scanner or the type line: every candidate, then the truck it belongs to."""
    if repeats.of_a_stray(lane, _text(asked, "scan")):
        return repeats.soft(lane)
    met: dict[str, str] = {}
    plan = _placed(lane, asked, met)
    return replace(plan, after=lambda: lane.meet(met)) if met and plan.after is None else plan


def _placed(lane: Lane, asked: Mapping[str, Any], met: dict[str, str]) -> Plan:
    text, source = _text(asked, "scan"), _source(asked, "serial")
    aim, link = _extra(asked, "aim"), _extra(asked, "link")
    found = tags.with_plates(lane, codes.recognise(text, aim or None), _extra(asked, "kind"))
    kinds = {code.kind for code in found.candidates}
    named = persons.without_names(lane.station, found.candidates, met)
    if done := certified.read(lane, text) or repeats.of_the_finished(lane, named, source, _link(asked)):
        return done
    if "slip" in kinds:
        from workstation.desk.acts.gate import scanned_slip

        return scanned_slip(lane, next(code.value for code in found.candidates if code.kind == "slip"))
    if kinds & {"ruler", "evidence"}:
        raise Refused("scan-of-a-sheet", kind=", ".join(sorted(kinds & {"ruler", "evidence"})))
    if kinds & {"badge", "command"}:
        raise Refused("scan-not-enrolled", kind=", ".join(sorted(kinds & {"badge", "command"})))
    put, document = bare.looked_at(lane, text, lambda known: place(known, lane.open_front(), lane.aside(), tied(lane)), named, met)
    if put.code is None:
        masked = written.shown(lane.station, text)
        return Plan(tick="stray", stray=masked, alarms=certified.of_others(lane, text) or (Say("scan-belongs-nowhere", {"text": masked}),))
    if stray := _homeless(lane, put, (text, source, link), (found, document)):
        return stray
    plan = _belongs(lane, put, (source, link, aim))
    return _answered(lane, replace(plan, alarms=(*bare.told(lane, text, put, document), *plan.alarms)), put.code)


def _homeless(lane: Lane, put: Placed, read: tuple[str, str, str], known: tuple[codes.Recognition, bare.Read]) -> Plan | None:
    """What belongs to no truck, or only by a guess that is in doubt: shown as such. `read`: text, source, link; `known`: what it can be, and the documents that it is."""
    (text, *where), (found, document) = read, known
    if put.code is None or not (put.guessed or put.passage is None):
        return None
    # A misread document is still somebody's number.
    hidden = bool(document) or bool({each.kind for each in found.refused} & codes.PERSON_KINDS)
    stray = _stray(lane, put, (where[0], where[1]), hidden=hidden)
    if document:
        return replace(stray, **bare.asked(text, document, stray.choices))
    misread = [each for each in found.refused if each.reason == "check-digit" or each.kind == "gs1"]
    if put.guessed and (why := bare.doubt(lane, text, put.code.value, misread)):
        return replace(stray, stray=written.shown(lane.station, text), alarms=(why, *stray.alarms), choices=() if guesses.is_word(text) else stray.choices)
    if put.passage is not None:
        return None
    masked = next((codes.masked(code.kind, code.value) for code in found.candidates if code.kind in codes.PERSON_KINDS), "")
    return replace(stray, stray=masked or codes.group(put.code.kind, put.code.value), alarms=(*certified.of_others(lane, text), *stray.alarms))


def _answered(lane: Lane, plan: Plan, code: codes.Code) -> Plan:
    """At a gate a slip may wait for what was read now."""
    if not lane.last.slip:
        return plan
    from workstation.desk.acts.gate import go_on

    return go_on(lane, plan, code)


def tied(lane: Lane) -> Ties:
    """What the register ties a code to. A gate judges slips, not trucks: what is read there belongs to the truck that stands there."""
    if lane.station.settings.profile == "gate":
        return lambda _part, _value: frozenset()
    return lambda part, value: ties(lane.station.register, part, value)


def _stray(lane: Lane, put: Placed, where: tuple[str, str], *, hidden: bool) -> Plan:
    """Belongs to no truck: written, shown, never dropped. What has no shape may be a name: only its pseudonym is written."""
    body = _body(put, (*where, ""))
    if put.code and (put.code.kind in SHAPELESS or hidden):
        body["value"] = lane.station.pseudonym("stray", put.code.value)
    offered = [each for each in (put.code, *put.others) if each and part_kind(each.kind, each.value)]
    choices = tuple((each.kind, each.value) for each in offered)
    # A slip that waits at the gate waits on.
    said = repeats.stray_before(lane, body["value"])
    return Plan((Draft("code.scanned", "", body),), tick="stray", alarms=said, choices=choices, slip=lane.last.slip, gate=lane.gate if lane.last.slip else None)


def _belongs(lane: Lane, put: Placed, where: tuple[str, str, str]) -> Plan:
    """The scan's events: another truck steps back, a new or parked one comes forward, then the code itself."""
    drafts, name = come_forward(lane, put.passage or "", put.part)
    body = _body(put, where)
    seen = repeats.last_seen(lane, name, body["value"])
    if seen and seen.here:
        repeat: dict[str, Any] = {field: body[field] for field in ("sort", "value", "source", "link") if field in body}
        drafts.append(Draft("scan.repeated", name, {**repeat, "seen": seen.words}))
        return Plan(tuple(drafts), name, "repeat", alarms=seen.says)
    alarms: tuple[Say, ...] = (Say("scan-seen", {"seen": seen.moment, "lane": seen.lane}),) if seen else ()
    drafts.append(Draft("code.scanned", name, body))
    if put.new_truck:
        alarms += (Say("other-truck", {"value": body["value"] if not body["value"].startswith("p:") else ""}),)
    if before := weights.from_before(lane, name):
        alarms += (Say("weight-from-before", {"value": before}),)
    return Plan(tuple(drafts), name, "read", alarms=alarms, choices=(("weight", before),) if before else ())


def come_forward(lane: Lane, name: str, by: str) -> tuple[list[Draft], str]:
    """The events that bring a passage to the front ('' = a new one), and its id; the one in front steps back."""
    if name and name == lane.front:
        return [], name
    drafts = step_back(lane) if lane.front else []
    if name:
        return [*drafts, Draft("passage.resumed", name, {"by": by})], name
    name = lane.next_id(len(drafts) + 1)
    return [*drafts, Draft("passage.opened", name, {"lane": lane.station.settings.lane, "profile": lane.station.settings.profile})], name


def step_back(lane: Lane) -> list[Draft]:
    """What happens to the truck in front when another comes: a finished one is closed, any other is parked."""
    return stepped_back(lane.passage(lane.front), "")


def _body(put: Placed, where: tuple[str, str, str]) -> dict[str, Any]:
    if put.code is None:
        raise ValueError("no code to write")
    source, link, aim = where
    body: dict[str, Any] = {"sort": put.code.kind, "value": put.code.value, "checked": put.code.checked, "source": source}
    extra = {"link": link, "aim": aim, "others": [each.kind for each in put.others if each.kind not in codes.PERSON_KINDS]}
    return body | {name: each for name, each in extra.items() if each}


def weigh(lane: Lane, asked: Mapping[str, Any]) -> Plan:
    """A settled weight of the truck in front; kg or t."""
    text, unit = _text(asked, "weight"), str(asked.get("unit", "kg"))
    if unit not in UNITS:
        raise Refused("weight-unit", unit=unit[:20])
    value = read_weight(text, UNITS[unit])
    body = {"value": value, "unit": "kg", "source": _source(asked, "serial"), **_link(asked)}
    passage = lane.open_front()
    if lane.front and passage is None:
        # The truck that was let go is driving off: what the scale says now is nobody's, and it is asked again for the next truck.
        return Plan((Draft("weight.read", "", body),), tick="stray", stray=f"{value} kg", alarms=(Say("weight-no-truck", {"value": value}),))
    drafts, name = come_forward(lane, passage.id if passage else "", "weight")
    draft = Draft("weight.read", name, body)
    if passage and passage.weight and body["source"] == "typed":
        _check_typed_again(lane, draft)
    return Plan((*drafts, draft), name, "read")


def _check_typed_again(lane: Lane, draft: Draft) -> None:
    """A weight typed after another one is a correction: one officer alone takes no hit away with it; the scale may."""
    from workstation.desk import against

    lost = against.lost(lane, draft)
    if lost and lane.role not in lane.station.book.roles.get("correct-evidence", ()):
        raise Refused("weight-needs-second", evidence=against.said(lane, lost))


def read_weight(text: str, unit: Decimal = UNITS["kg"]) -> str:
    """A weight as it is kept: kg below 1000 t, at most three decimal places, as a decimal string; or refused."""
    if not PLAIN.fullmatch(text):
        raise Refused("weight-wrong", text=text[:40])
    try:
        value = Decimal(text)
        # What is finer than a gram was never weighed.
        kept = (value * unit).quantize(GRAM)
    except InvalidOperation as error:
        raise Refused("weight-wrong", text=text[:40]) from error
    if kept / unit != value or not 0 <= kept < 1_000_000:
        raise Refused("weight-wrong", text=text[:40])
    whole = kept.copy_abs().normalize()
    return f"{whole:f}"


def read_seal(text: str) -> str:
    """A seal number as it is compared: folded, 3 to 35 letters and digits; or refused."""
    folded = codes.fold_seal(text)
    if not 3 <= len(folded) <= 35 or not folded.isascii() or not folded.isalnum():
        raise Refused("seal-number", number=guesses.shown(text))
    if codes.names_person(folded):
        # A seal's number stands in the journal in clear.
        raise Refused("seal-is-document", number=codes.masked("seal", folded))
    return folded


def seal(lane: Lane, asked: Mapping[str, Any]) -> Plan:
    """A seal number with the state it was found in."""
    number, status = _text(asked, "seal"), str(asked.get("status", "unknown"))
    if status not in STATUSES:
        raise Refused("seal-status", status=status[:20], known=Choices(STATUSES, "seal."))
    folded = read_seal(number)
    if not lane.front or folded not in {codes.fold_seal(each.number) for each in lane.in_front().seals}:
        written.check_seal(lane.station, folded)
    code = codes.Code("seal", folded)
    if done := repeats.of_the_finished(lane, (code,), _source(asked, "barcode"), _link(asked)):
        return done
    put = place((code,), lane.open_front(), lane.aside(), tied(lane))
    body = {"seal": folded, "status": status, "source": _source(asked, "barcode"), **_link(asked), **_own_word(asked)}
    if body["source"] == "lock" and not put.passage and not repeats.may_bring_a_truck(lane, folded, tied(lane)):
        # It reports by itself, also of a truck that has left the lane.
        why = Say("lock-no-truck", {"number": folded, "status": f"seal.{status}"})
        return Plan((Draft("seal.verified", "", body),), tick="stray", stray=folded, alarms=(why,))
    drafts, name = come_forward(lane, put.passage or "", "seal")
    if container := _extra(asked, "container"):
        body["container"] = "".join(container.upper().split())[:20]
    # A lock that says when it was opened says something new.
    if "opened" not in body and (again := repeats.of_a_seal(lane, name, body)):
        return again
    drafts.append(Draft("seal.verified", name, body))
    return Plan(tuple(drafts), name, "read")


def _own_word(asked: Mapping[str, Any]) -> dict[str, str]:
    """When a lock was opened and where it is, as it or the station's receiver says."""
    told = {}
    if opened := _extra(asked, "opened"):
        told["opened"] = show_time(parse_time(opened))
    if position := _extra(asked, "position"):
        if not DEGREES.fullmatch(position):
            raise Refused("line-field", name="position", reason=shapes("latitude,longitude"))
        told["position"] = position
    return told


def _text(asked: Mapping[str, Any], name: str) -> str:
    value = asked[name]
    if not isinstance(value, str):
        raise Refused("line-field", name=name, reason=shapes("text"))
    return value


def _source(asked: Mapping[str, Any], usual: str) -> str:
    source = asked.get("source", usual)
    if source not in SOURCES:
        raise Refused("line-field", name="source", reason=Choices(SOURCES, "source."))
    return str(source)


def _link(asked: Mapping[str, Any]) -> dict[str, str]:
    return {"link": link} if (link := _extra(asked, "link")) else {}


def _extra(asked: Mapping[str, Any], name: str) -> str:
    """A text that may stand beside a read, '' when it does not."""
    value = asked.get(name)
    if value is not None and not is_whole(value):
        raise Refused("line-field", name=name, reason=shapes("text"))
    if value and codes.names_person(value):
        raise Refused("text-names-person", field=name)
    return value[:60] if value else ""


def is_whole(value: object) -> bool:
    """Whether it is a text that can be written: half a surrogate pair stands for no character."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
