"""Acts on the verdict: hold and lift, override with a second officer, confirm by phone, correct a read, acknowledge."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from workstation import codes
from workstation.desk import accounts, against, owners, written
from workstation.desk.acts import keeping, seconding, taring
from workstation.desk.acts.act import prove
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.scanning import read_seal, read_weight
from workstation.desk.stopping import check_going
from workstation.desk.values import Plan, Stand, beside
from workstation.journal import Draft
from workstation.passage import Passage, heard
from workstation.passage.values import TARE
from workstation.risk import CHANNELS, RISKS, STRICT, hits
from workstation.risk.book import UNNAMED
from workstation.risk.officers import check_may
from workstation.words import LANGUAGES, Choices, Refused, say, value_key

Fields = Mapping[str, Any]
STATES = ("sealed", "open", "tampered", "unknown")


def hold(lane: Lane, fields: Fields) -> Plan:
    """The truck does not go on; reason, risk kind, owner (who may answer its call, else whoever holds) and next step stand in the event."""
    passage = lane.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    decided = passage.verdict.body.get("risks") if passage.verdict else ()
    risk = fields.get("risk") or (decided or (UNNAMED,))[0]
    if risk not in RISKS:
        raise Refused("risk-unknown", risk=risk, known=Choices(RISKS, "risk."))
    body = {
        "reason": fields["reason"],
        "risk": risk,
        "owner": owners.named(lane, fields.get("owner", "")) or lane.officer,
        "next": fields.get("next", ""),
        **({"verdict": passage.verdict.id} if passage.verdict else {}),
    }
    return Plan((Draft("hold.placed", passage.id, body),), tick="read")


def lift(lane: Lane, fields: Fields) -> Plan:
    """A hold placed by an officer ends; a verdict of the rules stays what it is."""
    passage = lane.in_front()
    if not passage.holds:
        raise Refused("not-held")
    check_going(lane, passage)
    return Plan((Draft("hold.lifted", passage.id, {"reason": fields["reason"]}),), tick="read")


def override(lane: Lane, fields: Fields) -> Plan:
    """Decide otherwise than the rules: a reason, a second officer with his own secret, and never below a control instruction."""
    passage = lane.in_front()
    stand = lane.stand
    if passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    if stand is None or stand.verdict is None or passage.verdict is None:
        raise Refused("no-verdict")
    to = fields["to"]
    known = tuple(each for each in CHANNELS if each not in ("not-customs", "cannot-confirm"))
    if to not in known:
        raise Refused("channel-unknown", name=to[:40], known=Choices(known, "channel."))
    if to == "release" and stand.verdict.channel == "not-customs":
        raise Refused("leave-not-release")
    if STRICT[to] < STRICT["hold"]:
        check_going(lane, passage)
    check_verdict(lane, fields)
    _check_binding(lane, stand.verdict.fired, to)
    if STRICT[to] < STRICT["hold"]:
        # Nobody decides a ledger fuller than it is; the figures are said now, not at the release.
        accounts.released(lane.station, stand.told.papers.values(), passage.id)
    second = fields["officer"]
    if second == lane.officer:
        raise Refused("second-officer-same", officer=second)
    role = prove(lane, second, fields.get("secret"))
    check_may(lane.station.book, "cosign-override", role)
    if "override" not in _acts_of(lane, lane.role) + _acts_of(lane, role):
        raise Refused("role-may-not", act="override", role=lane.role)
    body = {"verdict": passage.verdict.id, "from": stand.channel, "to": to, "reason": fields["reason"], "cosigner": second, **seconding.since(lane, "override", passage.id)}
    return Plan((Draft("verdict.overridden", passage.id, body),), tick="read")


def _check_binding(lane: Lane, fired: Collection[str], to: str) -> None:
    for rule in lane.station.book.rules:
        if rule.binding and rule.id in fired and STRICT[to] < STRICT[rule.channel]:
            raise Refused("never-lowered", rule=against.said(lane, [rule.id]))


def _acts_of(lane: Lane, role: str) -> tuple[str, ...]:
    return tuple(act for act, roles in lane.station.book.roles.items() if role in roles)


def check_verdict(lane: Lane, fields: Fields) -> None:
    """The act carries the verdict the officer saw; another one now is refused."""
    passage = lane.in_front()
    shown = fields.get("verdict")
    if shown is not None and (passage.verdict is None or passage.verdict.id != shown):
        raise Refused("verdict-changed", shown=shown)


def check_trucks(passage: Passage) -> None:
    """A traveller is checked; only a truck is released, or sent on as no customs matter."""
    if passage.profile == "traveller":
        raise Refused("traveller-no-truck")


def confirm(lane: Lane, fields: Fields) -> Plan:
    """A fact is supplied by phone for this passage: only where the data are too old to say, and never to lower a hit."""
    passage, stand = lane.in_front(), lane.stand
    name, value = fields["fact"], fields["value"]
    if name.startswith(TARE):
        return taring.confirm(lane, fields)
    fact = lane.station.book.facts.get(name)
    if fact is None or not fact.confirm:
        known = (each.name for each in lane.station.book.facts.values() if each.confirm)
        raise Refused("fact-not-confirmable", fact=name[:40], known=Choices(known, "fact."))
    if value not in fact.confirm:
        raise Refused("fact-value", fact=Choices((name,), "fact."), value=value[:40], known=Choices(fact.confirm, told=_values(name, fact.confirm)))
    if stand is None or passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    if name.startswith(heard.OF_PAPERS) and not passage.papers:
        raise Refused("confirm-no-papers", fact=Choices((name,), "fact."))
    about = _said_of(stand, name, fields.get("about"))
    for facts in _cases(stand, name, about):
        if fact.age and facts.get(fact.age) == "fresh":
            raise Refused("confirm-not-needed", fact=Choices((name,), "fact."))
        kept = hits(lane.station.book, {**facts, name: value})
        for rule in hits(lane.station.book, facts):
            stricter = name == "instruction" and STRICT.get(value, -1) >= STRICT.get(facts[name], -1)
            if rule not in kept and not stricter:
                raise Refused("never-lowered", rule=against.said(lane, [rule]))
    body = {each: fields[each] for each in ("fact", "value", "who", "when", "reference")}
    return Plan((Draft("fact.confirmed", passage.id, {**body, "about": list(about)}),), tick="read")


def _values(fact: str, values: Iterable[str]) -> dict[str, dict[str, str]]:
    """The words of a fact's values, by language; a value without words has none."""
    return {each: {lang: say(key, lang) for lang in LANGUAGES} for each in values if (key := value_key(fact, each))}


def _said_of(stand: Stand, fact: str, named: str | None) -> tuple[str, ...]:
    """What the words were said of: the paper or enterprise that is named, else everything here that the fact can be said of."""
    known = heard.subjects(fact, stand.passage, stand.told)
    if not named:
        return known
    if named not in known or not fact.startswith(heard.OF_PAPERS):
        raise Refused("confirm-about", about=named[:40], fact=Choices((fact,), "fact."), known=", ".join(known) if fact.startswith(heard.OF_PAPERS) else "–")
    return (named,)


def _cases(stand: Stand, fact: str, about: tuple[str, ...]) -> list[Mapping[str, str]]:
    """The facts under which the papers are judged that the words are about; all of them, when they are about the truck."""
    cases = stand.gathered.cases()
    if not fact.startswith(heard.OF_PAPERS):
        return [*cases.values()]
    return [cases[number] for number, row in stand.told.papers.items() if {number, heard.party(number, row)} & set(about)]


def correct(lane: Lane, fields: Fields) -> Plan:
    """A read was wrong: the value that stands instead, with the reason; both are kept. So of the number of a seal put on here, on whichever truck (part `seal-applied`)."""
    if fields["part"] == "seal-applied":
        return _put_on(lane, fields)
    passage = lane.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    if passage.profile == "traveller":
        raise Refused("traveller-correct")
    wrong, right, part = fields["value"], fields["to"], fields["part"]
    if part == "weight":
        place = passage.weight.place if passage.weight and passage.weight.value == wrong else None
    elif part in ("seal", "seal-status"):
        name = codes.fold_seal(wrong)
        place = next((seal.place for seal in reversed(passage.seals) if codes.fold_seal(seal.number) == name), None)
        right = _seal(lane, right) if part == "seal" else right
    else:
        place = next((each.place for each in reversed(passage.parts) if each.kind == part and each.value == wrong), None)
    if place is None:
        raise Refused("nothing-to-correct", part=part[:40], value=wrong[:40])
    if part == "weight":
        right = read_weight(right.strip())
    elif part not in ("seal", "seal-status"):
        right = _same_kind(lane, part, right)
    if part == "seal-status" and right not in STATES:
        raise Refused("seal-status", status=right[:20], known=Choices(STATES, "seal."))
    name = "status" if part == "seal-status" else "value"
    body = {"target_station": place[0], "target_seq": place[1], "field": name, "value": right, "reason": fields["reason"]}
    draft = Draft("event.corrected", passage.id, body)
    return Plan((replace(draft, body=body | second(lane, fields, against.lost(lane, draft), ("correct", passage.id))),), tick="read")


def _seal(lane: Lane, text: str) -> str:
    number = read_seal(text)
    written.check_seal(lane.station, number)
    return number


def _put_on(lane: Lane, fields: Fields) -> Plan:
    """Another number hangs there than was written: of the truck in front as of any read, of another one always by two."""
    name, body = keeping.put_on(lane, read_seal(fields["value"]), _seal(lane, fields["to"]))
    draft, front = Draft("event.corrected", name, {**body, "reason": fields["reason"]}), lane.passages.get(lane.front or "")
    own = front is not None and front.id == name and front.state == "open" and not front.release
    lost = against.lost(lane, draft) if own else [read_seal(fields["value"])]
    draft = replace(draft, body={**draft.body, **second(lane, fields, lost, ("correct", name))})
    return Plan((draft,), tick="read") if own else beside(lane.last, (draft,), {}, _on_paper(lane, lane.passage(name), read_seal(fields["value"])))


def _on_paper(lane: Lane, passage: Passage, wrong: str) -> tuple[Say, ...]:
    """What is signed stays as it was signed: a slip that names the wrong seal is to be voided and the truck released again, or, once it was used, the next port told."""
    slip = passage.release
    if slip is None or codes.fold_seal(wrong) not in {codes.fold_seal(str(each)) for each in slip.body["slip"].get("seals", ())}:
        return ()
    used = lane.station.journal.read("SELECT 1 FROM slip WHERE number = ? AND used = 1", (slip.number,))
    return (Say("slip-named-seal" if used else "slip-names-seal", {"number": slip.number, "seal": wrong}),)


def second(lane: Lane, fields: Fields, lost: list[str], about: tuple[str, str]) -> dict[str, Any]:
    """Who answers for what is taken away from a truck (`lost`) by an act on a passage (`about`): a senior alone, or a second officer beside whoever does it."""
    other = fields.get("officer")
    if other == lane.officer:
        raise Refused("second-officer-same", officer=other)
    if other:
        check_may(lane.station.book, "cosign-correct", prove(lane, other, fields.get("secret")))
        return {"cosigner": other, **seconding.since(lane, *about)}
    if lost and lane.role not in lane.station.book.roles.get("correct-evidence", ()):
        raise Refused("correct-needs-second", evidence=against.said(lane, lost))
    return {}


def _same_kind(lane: Lane, part: str, text: str) -> str:
    """A corrected code must still be a code of its part."""
    from workstation.passage import part_kind

    for code in codes.recognise(text).candidates:
        if part_kind(code.kind, code.value) == part:
            return lane.station.person_of(code.kind, code.value)[0] if part == "driver" else code.value
    raise Refused("correct-not-that", part=part, value=text[:40])


def acknowledge(lane: Lane, fields: Fields) -> Plan:
    """An alarm has been seen and falls silent."""
    rows = lane.station.journal.read("SELECT subject FROM event WHERE station = ? AND seq = ? AND kind = 'alarm.raised'", (lane.station.journal.station, fields["alarm"]))
    if not rows or all(alarm != fields["alarm"] for alarm, _ in lane.passage(rows[0][0]).alarms):
        raise Refused("alarm-unknown", alarm=fields["alarm"])
    return Plan((Draft("alarm.acknowledged", rows[0][0], {"alarm": fields["alarm"]}),))
