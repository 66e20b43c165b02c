"""Acts of an inspection: open it, fill it, bind evidence, suspend, hand over, sign and co-sign."""

from collections.abc import Mapping
from typing import Any

from workstation.desk import carried, inspectors, looked, opened, photos, slips, tables, written
from workstation.desk.acts import hanging, keeping, seconding
from workstation.desk.acts.act import prove
from workstation.desk.lane import Lane
from workstation.desk.scanning import read_seal
from workstation.desk.values import Plan
from workstation.inspection import entry, forms, progress, signing
from workstation.inspection import grow as inspections
from workstation.inspection.values import Inspection
from workstation.journal import Draft, Event
from workstation.passage import Passage, goods, harshest, looked_at, unanswered
from workstation.risk import STRICT
from workstation.risk.judge import answers
from workstation.settings import local_time
from workstation.words import Choices, Refused

Fields = Mapping[str, Any]

SORTS = ("carrier", "customs", "lock")
"""Kinds of closure, as the register's table of seals has them."""


def inspect(lane: Lane, fields: Fields) -> Plan:
    """Begin an inspection of the truck in front; `again` repeats one whose officers then may not take part."""
    passage = lane.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    if lane.open_inspection(passage):
        raise Refused("inspection-open-already")
    keeping.check_needed(lane, fields.get("reason") or fields.get("again") or "")
    known = forms.all(on=local_time(lane.station.clock()).date().isoformat(), lists=tables.lists(lane.station), profile="traveller" if passage.profile == "traveller" else "goods")
    name = fields.get("form") or usual_form(lane)
    if name not in known:
        raise Refused("form-not-known", form=str(name)[:40], known=Choices(known, told={each: {"zh": form.zh, "en": form.en} for each, form in known.items()}))
    form = known[name]
    again = fields.get("again", "") or _repeated(lane, passage, form.id)
    excluded = _first_pair(lane, passage, again) if again else ()
    signing.check_open(form, {lane.officer: lane.role}, excluded)
    body: dict[str, Any] = {"form": form.id, "version": form.version, "reason": fields.get("reason", "")}
    body |= {"again": again, "excluded": list(excluded)} if again else {}
    drawn = inspectors.drawn(lane, lane.stand, form, excluded) if lane.stand else None
    body |= drawn.told if drawn else {}
    inspection = lane.next_id()
    prefilled = entry.prefilled(form, _facts(lane))
    sets = [Draft("inspection.field-set", passage.id, {"inspection": inspection, "field": each, "value": text}) for each, text in prefilled.items()]
    named = {"inspectors": body.get("proposed", []), "pool": body["draw"]["pool"] if drawn else ""}
    return Plan((Draft("inspection.opened", passage.id, body), *(drawn.kept if drawn else ()), *sets), tick="read", extra={"inspection": inspection, "form": form.id, **named})


def _repeated(lane: Lane, passage: Passage, form: str) -> str:
    """The closed inspection that another one by the same means would repeat; a manual one after a machine check looks for the first time."""
    closed = [each for each in lane.inspections(passage).values() if each.state == "closed"]
    same = [each for each in closed if looked.MEANS.get(each.form, "manual") == looked.MEANS.get(form, "manual") and not tables.lists(lane.station).releases(each.disposal)]
    return same[-1].id if same else ""


def usual_form(lane: Lane) -> str:
    """The form the verdict and the goods ask for."""
    stand = lane.stand
    if stand is not None and stand.passage.profile == "traveller":
        live = unanswered(stand.passage, stand.told)
        return "baggage-image" if live and harshest(live)["channel"] == "machine" else "traveller"
    if stand is None or stand.channel == "machine":
        return "machine-image"
    asked = [row["form"] for row in stand.told.papers.values() if row and row.get("form")]
    return {"meter": "liquid-meter"}.get(asked[0], str(asked[0])) if asked else ("container-open" if stand.told.containers else "appearance")


def _first_pair(lane: Lane, passage: Passage, again: str) -> tuple[str, ...]:
    first = lane.inspections(passage).get(again)
    if first is None:
        raise Refused("inspection-unknown", inspection=again[:40])
    return signing.first_pair(first)


def _facts(lane: Lane) -> dict[str, str]:
    """What is known already and need not be typed."""
    stand = lane.stand
    if stand is None:
        return {}
    passage = stand.passage
    rows = [row for row in stand.told.papers.values() if row]
    found = {
        "passage.vehicle": passage.plate,
        "passage.container": " ".join(passage.values("container")),
        "passage.papers": " ".join(passage.papers),
        "passage.seal": " ".join(dict.fromkeys(seal.number for seal in passage.seals)),
        "weight.kg": passage.weight.value if passage.weight else "",
        "instruction.number": str(stand.gathered.details.get("instruction", {}).get("number", "")),
        "instruction.text": str(stand.gathered.details.get("instruction", {}).get("text", "")),
    }
    if passage.profile == "traveller":
        found |= carried.facts(lane, passage)
    certificates = dict.fromkeys(str(each["number"]) for several in stand.told.certificates.values() for each in several)
    found |= {"consignment.flags": ",".join(goods.flags(rows)), "consignment.certificates": " ".join(certificates)}
    if rows:
        found |= {"consignment.pieces": str(rows[0]["pieces"] or ""), "consignment.gross_kg": str(rows[0]["gross_kg"]), "consignment.goods": rows[0]["goods"] or ""}
    return {name: value for name, value in found.items() if value}


def going(lane: Lane, name: str = "") -> tuple[Passage, Inspection]:
    """The inspection the act is about: the one of the truck in front, or of the passage it was begun for. Refused `no-inspection`."""
    passage = lane.passage(name) if name else lane.in_front()
    inspection = lane.open_inspection(passage)
    if inspection is None:
        raise Refused("no-inspection")
    return passage, inspection


CHECKED = {"consignment.certificates": goods.check_known, "consignment.flags": goods.check_flags}
"""What is asked of a field that comes filled from the register."""


def _fresh(lane: Lane, text: str) -> str:
    """The number of a seal that is put on now."""
    number = read_seal(text)
    written.check_seal(lane.station, number)
    return number


def set_field(lane: Lane, fields: Fields) -> Plan:
    """One field of the form, kept as entered; a seal number typed into a field is a seal event too."""
    passage, inspection = going(lane)
    signing.check_touch(inspection, lane.officer, lane.role)
    form = forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station))
    value = entry.check_field(form, fields["field"], fields.get("value", ""))
    if written.numbered(lane.station, value, passage.id):
        raise Refused("inspection-field-person", field=entry.find_field(form, fields["field"]).label)
    if written.names_met(lane.station, value, passage.id):
        raise Refused("person-in-words")
    draft = Draft("inspection.field-set", passage.id, {"inspection": inspection.id, "field": fields["field"], "value": value})
    after = _after(lane, inspection, [draft])
    field = entry.find_field(form, fields["field"])
    opened.check_entry(lane, passage, after, field)
    if lane.stand and (check := CHECKED.get(field.prefill)):
        check(lane.stand.told, value)
    said = looked.check(lane.station, passage, value) if field.prefill == looked.RECEIPTS else ()
    sealed = progress.sealed_by_fields(after, form)
    alarms = said + tuple(alarm for each in sealed for alarm in keeping.check_seal(lane, *_put_on(each, field.fill)))
    return Plan((draft, *sealed), tick="read", alarms=alarms)


def _put_on(draft: Draft, fill: str) -> tuple[str, Fields]:
    """Kind and body of what a field does to a seal: a number entered in the place of one that was put on is held to the same as that was."""
    corrects = draft.kind == "event.corrected" and fill == "applied"
    return ("seal.applied", {"seal": draft.body["value"]}) if corrects else (draft.kind, draft.body)


def _after(lane: Lane, inspection: Inspection, drafts: list[Draft]) -> Inspection:
    """The inspection as it will be when these are written."""
    head, now = lane.station.journal.head(), lane.station.clock()
    for place, draft in enumerate(drafts, 1):
        at = max(now, head.at)
        event = Event(lane.station.journal.station, head.seq + place, at, now, lane.officer, draft.kind, draft.subject, draft.body)
        inspection = inspections.grow(inspection, event) or inspection
    return inspection


def add_evidence(lane: Lane, fields: Fields) -> Plan:
    """A photo or file that opens whole, stored encrypted first, then bound by its hash."""
    passage, inspection = going(lane, fields.get("passage", ""))
    signing.check_touch(inspection, lane.officer, lane.role)
    if name := fields.get("field"):
        field = entry.find_field(forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station)), name)
        if field.kind != "photo":
            raise Refused("inspection-field-not-photo", field=name, kind=field.kind)
    kept = photos.keep(lane.station, fields["file"], only_photo=False)
    body = {"inspection": inspection.id, "sha256": kept.sha256, "mime": kept.mime, "size": kept.size}
    body |= {"field": fields["field"]} if fields.get("field") else {}
    return Plan((Draft("evidence.added", passage.id, body),), tick="read", extra={"sha256": kept.sha256})


def suspend(lane: Lane, fields: Fields) -> Plan:
    """One officer alone stops here; the truck waits aside, and nothing that is printed now is a release."""
    passage, inspection = going(lane)
    signing.check_suspend(inspection, lane.officer, lane.role, fields["reason"])
    note, token = slips.unfinished(lane)
    body = {"inspection": inspection.id, "reason": fields["reason"], "number": note.number, "slip": note.as_map(), "token": token}
    drafts = (Draft("inspection.suspended", passage.id, body), Draft("slip.reserved", passage.id, {"number": note.number}))
    return Plan(drafts, tick="read", extra={"note": {"number": note.number, "token": token}})


def go_on(lane: Lane, _: Fields) -> Plan:
    """A suspended inspection goes on."""
    passage, inspection = going(lane)
    signing.check_resume(inspection, lane.officer, lane.role)
    return Plan((Draft("inspection.resumed", passage.id, {"inspection": inspection.id}),), tick="read")


def hand_over(lane: Lane, fields: Fields) -> Plan:
    """Another officer takes the inspection over, proved by his own secret; who looked stays who looked."""
    passage, inspection = going(lane)
    taker = fields["officer"]
    role = prove(lane, taker, fields.get("secret"))
    signing.check_hand_over(inspection, lane.officer, taker, role)
    body = {"inspection": inspection.id, "from": lane.officer, "to": taker, "cosigner": taker, **seconding.since(lane, "handover", passage.id)}
    return Plan((Draft("inspection.handed-over", passage.id, body),), tick="read")


def sign(lane: Lane, fields: Fields) -> Plan:
    """The officer at the desk signs what stands in the form, with his own secret once more."""
    return _sign(lane, lane.officer, fields, join=False)


def cosign(lane: Lane, fields: Fields) -> Plan:
    """A second officer signs with his own secret, without taking the desk over."""
    if fields["officer"] == lane.officer:
        raise Refused("second-officer-same", officer=lane.officer)
    return _sign(lane, fields["officer"], fields, join=True)


def _sign(lane: Lane, signer: str, fields: Fields, *, join: bool) -> Plan:
    passage, inspection = going(lane)
    form = forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station))
    signing.check_drawn(inspection, form, signer, fields.get("reason"))
    reason = fields.get("reason", "").strip()
    role = prove(lane, signer, fields.get("secret"))
    drafts: list[Draft] = []
    mark = {"cosigner": signer} if join else {}
    if join and signer not in inspection.officers:
        signing.check_join(inspection, signer, role)
        drafts.append(Draft("inspection.joined", passage.id, {"inspection": inspection.id, "joiner": signer, **mark}))
    joined = _after(lane, inspection, drafts)
    signing.check_sign(joined, form, signer, role)
    opened.check_all(lane, passage, joined, form)
    body = {"inspection": inspection.id, "signer": signer, "digest": inspections.digest(joined), **({"reason": reason} if reason else {}), **mark}
    drafts.append(Draft("inspection.signed", passage.id, body))
    signed = _after(lane, inspection, drafts)
    if signing.complete(signed, form):
        signing.check_close(signed, form)
        drafts.append(_closing(lane, passage, signed))
    return Plan(tuple(drafts), tick="read")


def _closing(lane: Lane, passage: Passage, inspection: Inspection) -> Draft:
    """The last signature closes it: what it found, and which rules it has answered."""
    result = "normal" if tables.lists(lane.station).releases(inspection.disposal) else "unfinished" if inspection.disposal == "manual" else "abnormal"
    means = looked.MEANS.get(inspection.form, "manual")
    fired = set(passage.verdict.body["fired"]) if passage.verdict else set()
    answered = [rule.id for rule in lane.station.book.rules if rule.id in fired and answers(rule, means)]
    if lane.stand:
        harder = {f"instruction:{row['number']}" for row in lane.stand.told.instructions if STRICT[row["channel"]] > STRICT[means]}
        answered += [each for each in looked_at(passage, lane.stand.told) if each not in harder]
    body = {"inspection": inspection.id, "conclusion": inspection.conclusion, "disposal": inspection.disposal, "result": result}
    return Draft("inspection.closed", passage.id, {**body, "answers": answered if result == "normal" else []})


def seal_apply(lane: Lane, fields: Fields) -> Plan:
    """A seal is put on, a customs seal unless `sort` says otherwise. Refused `seal-sort` for a sort the register has none of."""
    sort = fields.get("sort") or "customs"
    if sort not in SORTS:
        raise Refused("seal-sort", sort=sort[:40], known=Choices(SORTS, "sort."))
    return _seal(lane, "seal.applied", {"seal": _fresh(lane, fields["seal"]), "sort": sort}, fields)


def seal_remove(lane: Lane, fields: Fields) -> Plan:
    """A seal is taken off, with the reason."""
    return _seal(lane, "seal.removed", {"seal": read_seal(fields["seal"]), "reason": fields["reason"]}, fields)


def seal_replace(lane: Lane, fields: Fields) -> Plan:
    """One seal off, another on: old and new number in one event."""
    return _seal(lane, "seal.replaced", {"seal": read_seal(fields["seal"]), "new": _fresh(lane, fields["new"]), "reason": fields["reason"]}, fields)


def _seal(lane: Lane, kind: str, body: dict[str, Any], fields: Fields) -> Plan:
    passage = lane.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    if kind == "seal.replaced" and body["seal"] == body["new"]:
        raise Refused("seal-same", seal=body["seal"])
    if container := hanging.folded_box(fields.get("container")):
        body["container"] = container
    check = hanging.check_on if kind == "seal.applied" else hanging.check_off
    check(lane, passage, body["seal"], container)
    alarms = keeping.check_seal(lane, kind, body)
    inspection = lane.open_inspection(passage)
    if inspection is not None:
        signing.check_touch(inspection, lane.officer, lane.role)
        body["inspection"] = inspection.id
    return Plan((Draft(kind, passage.id, body),), tick="read", alarms=alarms)
