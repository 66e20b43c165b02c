"""How far an inspection is: which fields are asked, what is still missing, what comes out of the readings."""

from collections.abc import Mapping
from decimal import Decimal

from workstation.codes import fold_seal
from workstation.inspection.entry import split_many
from workstation.inspection.values import Check, Computed, Field, Form, Inspection, Outcome, SealAct
from workstation.journal.event import Draft


def value(inspection: Inspection, field: Field) -> str:
    """What stands in a field: as entered, with the numbers of the inspection's seal events, or the hashes of its photos."""
    if field.kind == "photo":
        return ",".join(each.sha256 for each in inspection.evidence if each.field == field.id)
    entered = inspection.fields.get(field.id, "")
    if not field.fill:
        return entered
    numbers = {fold_seal(number): number for number in (*_done(inspection, field.fill), *split_many(entered))}
    return ",".join(numbers.values())


def asked(inspection: Inspection, form: Form, field: Field) -> bool:
    """Whether the field is asked at all, given the others."""
    if field.when is None:
        return True
    return any(part in field.when.among for part in split_many(_answer(inspection, form, field.when.field)))


def missing(inspection: Inspection, form: Form) -> tuple[str, ...]:
    """Ids of the fields that must still be filled, in the order of the form.

    A seal that was taken off asks for a new one, unless the form was told that none was put on (its condition does not hold).
    """
    return tuple(each.id for each in form.fields if asked(inspection, form, each) and not _satisfied(inspection, form, each))


def current(inspection: Inspection, form: Form) -> str:
    """The field the officer is at, also after a crash: the next required one without an entry after the last set, else the last set."""
    order = [each.id for each in form.fields]
    lacking = missing(inspection, form)
    if not lacking:
        return inspection.last_field or order[0]
    reached = order.index(inspection.last_field) if inspection.last_field in order else -1
    return next((name for name in lacking if order.index(name) > reached), lacking[0])


def computed(inspection: Inspection, form: Form) -> tuple[Outcome, ...]:
    """Every computed value of the form, from what is entered now."""
    return tuple(_compute(inspection.fields, each) for each in form.computed)


def contradictions(inspection: Inspection, form: Form) -> tuple[Check, ...]:
    """The form's checks that do not hold for what is entered now; a number that is not entered contradicts nothing."""
    return tuple(each for each in form.checks if not _holds(inspection, form, each))


def _holds(inspection: Inspection, form: Form, check: Check) -> bool:
    entered, whole = (inspection.fields.get(name, "") for name in (check.field, check.of))
    if not entered or (check.when and _answer(inspection, form, check.when.field) not in check.when.among):
        return True
    if check.never:
        return not set(split_many(entered)) & set(check.never)
    most = Decimal(whole) if whole else None
    least = check.least if check.least is None or most is None else min(check.least, most)
    return not ((least is not None and Decimal(entered) < least) or (most is not None and Decimal(entered) > most))


def unreplaced(inspection: Inspection) -> tuple[str, ...]:
    """Seals taken off in this inspection with no new one on the same container; an unnamed container may be any."""
    fresh = [each for each in inspection.seals if each.act == "applied"]
    return tuple(
        each.seal
        for each in inspection.seals
        if each.act == "removed" and not any(_same_place(each, other) for other in fresh)
    )


def reused(inspection: Inspection, form: Form) -> tuple[str, ...]:
    """Numbers that stand both as taken off and as newly put on: a seal closes once."""
    numbers = {side: {fold_seal(each) for each in _sealed(inspection, form, side)} for side in ("removed", "applied")}
    return tuple(each for each in _sealed(inspection, form, "applied") if fold_seal(each) in numbers["removed"] & numbers["applied"])


def taken_off(inspection: Inspection, form: Form) -> tuple[str, ...]:
    """Every seal this inspection says was taken off, by event or in a field."""
    return _sealed(inspection, form, "removed")


def sealed_by_fields(inspection: Inspection, form: Form) -> tuple[Draft, ...]:
    """Events for the seal numbers that stand only in fields: appended with the entry, they keep custody and record the same.

    One number entered in the place of one that was recorded is a correction of that record; more numbers are more seals.
    """
    return tuple(
        draft for field in form.fields if field.fill for draft in _drafts(inspection, field)
    )


def _drafts(inspection: Inspection, field: Field) -> list[Draft]:
    typed = {fold_seal(each): each for each in split_many(inspection.fields.get(field.id, ""))}
    done = {fold_seal(number): (act, name) for act, name, number in _acts(inspection, field.fill)}
    fresh = [number for key, number in typed.items() if key not in done]
    gone = [done[key] for key in done if key not in typed]
    common = {"inspection": inspection.id}
    if len(fresh) == 1 and len(gone) == 1:
        act, name = gone[0]
        station, seq = act.event.rsplit("/", 1)
        target = {"target_station": station, "target_seq": int(seq), "field": name, "value": fresh[0]}
        return [Draft("event.corrected", inspection.passage, {**common, **target, "reason": f"entered anew in {inspection.id}"})]
    container = split_many(inspection.fields.get("container", ""))
    if len(container) == 1:
        common["container"] = container[0]
    if field.fill == "removed":
        common["reason"] = f"inspection {inspection.id}"
    return [Draft(f"seal.{field.fill}", inspection.passage, {"seal": number, **common}) for number in fresh]


def _satisfied(inspection: Inspection, form: Form, field: Field) -> bool:
    entered = split_many(value(inspection, field))
    if field.kind == "photo":
        wanted = int(field.least) if field.least is not None else 1
        return not field.required or len(entered) >= wanted
    if field.fill == "applied":
        return _replaced(inspection, form, field)
    return bool(entered) or not field.required


def _replaced(inspection: Inspection, form: Form, field: Field) -> bool:
    """Whether the new seals are named: at least one where any was taken off, and one for each container by event or as typed."""
    entered = split_many(value(inspection, field))
    if not entered:
        return not field.required and not _sealed(inspection, form, "removed")
    open_places = {fold_seal(each.container) for each in inspection.seals if each.seal in unreplaced(inspection)}
    return len(entered) - len(_done(inspection, "applied")) >= len(open_places)


def _sealed(inspection: Inspection, form: Form, side: str) -> tuple[str, ...]:
    typed = [number for field in form.fields if field.fill == side for number in split_many(inspection.fields.get(field.id, ""))]
    return tuple(dict.fromkeys((*_done(inspection, side), *typed)))


def _done(inspection: Inspection, side: str) -> tuple[str, ...]:
    return tuple(number for _, _, number in _acts(inspection, side))


def _acts(inspection: Inspection, side: str) -> tuple[tuple[SealAct, str, str], ...]:
    """Seals removed or applied by events: the act, which of its names holds the number, the number; a replacing is both."""
    found = []
    for each in inspection.seals:
        if each.act == side:
            found.append((each, "seal", each.seal))
        elif each.act == "replaced":
            found.append((each, "seal", each.seal) if side == "removed" else (each, "new", each.new))
    return tuple(found)


def _same_place(one: SealAct, other: SealAct) -> bool:
    return not one.container or not other.container or fold_seal(one.container) == fold_seal(other.container)


def _answer(inspection: Inspection, form: Form, name: str) -> str:
    for each in form.computed:
        if each.id == name:
            return _compute(inspection.fields, each).outcome
    return inspection.fields.get(name, "")


def _compute(fields: Mapping[str, str], rule: Computed) -> Outcome:
    read = {name: fields.get(name, "") for name in (rule.take, rule.less, rule.against) if name}
    words = {"id": rule.id, "zh": rule.zh, "en": rule.en, "unit": rule.unit}
    if not read[rule.take] or (rule.less and not read[rule.less]):
        return Outcome(**words, value="", against=read.get(rule.against, ""), deviation="", allowed="", outcome="unknown")
    result = Decimal(read[rule.take]) - (Decimal(read[rule.less]) if rule.less else 0)
    if not rule.against or not read[rule.against]:
        return Outcome(**words, value=f"{result:f}", against="", deviation="", allowed="", outcome="unknown")
    declared = Decimal(read[rule.against])
    allowed = max(abs(declared) * rule.percent / 100, rule.least)
    deviation = result - declared
    outcome = "within" if abs(deviation) <= allowed else "outside"
    return Outcome(**words, value=f"{result:f}", against=f"{declared:f}", deviation=f"{deviation:f}", allowed=f"{allowed:f}", outcome=outcome)
