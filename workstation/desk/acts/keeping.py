"""Acts of custody: a lock left closed or opened by two officers, and the stock of seals."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workstation.codes import fold_seal
from workstation.custody import numbers, partners, stock
from workstation.custody.lock import Locked, Sight, compare
from workstation.custody.values import CLOSED, Clash, where
from workstation.desk import custody, tables, written
from workstation.desk.acts import hanging, seconding
from workstation.desk.acts.act import prove
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.scanning import read_seal
from workstation.desk.station import Station
from workstation.desk.values import Plan
from workstation.inspection import signing
from workstation.journal import Draft
from workstation.passage import Passage, grow
from workstation.risk.officers import check_may
from workstation.words import Refused

Fields = Mapping[str, Any]
PUT_ON = {"seal.applied": "seal", "seal.replaced": "new"}


def lock_keep(lane: Lane, fields: Fields) -> Plan:
    """A lock put on elsewhere is left closed: closed, on its container, on its route, in its window. Never where the truck is to be looked at anyway, nor twice."""
    passage, lock = _open(lane), read_seal(fields["lock"])
    found, rows = held(lane, passage, lock)
    _check_lock(lane.station, lock)
    if found.state == "sealed" and found.wrong:
        raise Refused(f"lock-{found.wrong}", lock=lock)
    if lane.stand and lane.stand.channel in ("machine", "manual", "hold"):
        raise Refused("lock-to-be-looked-at", lock=lock)
    if hanging.is_off(passage, lock):
        raise Refused("lock-opened-already", lock=lock)
    if found.state != "sealed":
        raise Refused("lock-not-closed", lock=lock)
    if found.wrong:
        raise Refused(f"lock-{found.wrong}", lock=lock)
    if passage.kept.count(lock) > sum(fold_seal(number) == lock for number in passage.removed):
        raise Refused("lock-kept-already", lock=lock)
    here = custody.boxes_of(passage, lock)
    box = next(row["container"] for row in rows if row["container"] in here)
    return Plan((Draft("lock.kept", passage.id, {"lock": lock, "container": box, "checked": found.as_map()}),), tick="read")


def lock_open(lane: Lane, fields: Fields) -> Plan:
    """A lock is opened by two officers; for the passage it is a seal taken off. Elsewhere than where its journey ends only in an inspection or an emergency."""
    passage, lock, second = _open(lane), read_seal(fields["lock"]), fields["officer"]
    if second == lane.officer:
        raise Refused("second-officer-same", officer=second)
    if lock not in {fold_seal(seal.number) for seal in passage.seals} | {fold_seal(each.on) for each in passage.closures}:
        raise Refused("lock-not-read", lock=lock)
    _check_lock(lane.station, lock)
    if hanging.is_off(passage, lock):
        raise Refused("lock-opened-already", lock=lock)
    container = hanging.folded_box(fields.get("container"))
    hanging.check_off(lane, passage, lock, container)
    inspection = lane.open_inspection(passage)
    away = _away(lane.station, passage, lock)
    if away and inspection is None and not lane.station.emergency():
        raise Refused("lock-open-place", lock=lock, to=away, port=lane.station.settings.port)
    check_may(lane.station.book, "cosign-lock", prove(lane, second, fields.get("secret")))
    common: dict[str, Any] = {"reason": fields["reason"], "cosigner": second, **seconding.since(lane, "lock-open", passage.id)}
    common |= {"container": container} if container else {}
    if inspection is not None:
        signing.check_touch(inspection, lane.officer, lane.role)
    within = {"inspection": inspection.id} if inspection is not None else {}
    opened = Draft("lock.opened", passage.id, {"lock": lock, **common})
    said = (Say("lock-opened-away", {"lock": lock, "to": away}),) if away else ()
    return Plan((opened, Draft("seal.removed", passage.id, {"seal": lock, **common, **within})), tick="read", alarms=said)


def _check_lock(station: Station, lock: str) -> None:
    if not is_lock(station, lock):
        raise Refused("lock-is-seal", lock=lock)


def _away(station: Station, passage: Passage, lock: str) -> str:
    """Where the journey of a lock ends, when that is not here; '' where nothing is registered."""
    rows = station.register.where("lock_route", "lock", lock)
    here = custody.boxes_of(passage, lock)
    ends = dict.fromkeys(row["to"] for row in [row for row in rows if row["container"] in here] or rows)
    return "" if station.settings.port in ends else ", ".join(ends)


def held(lane: Lane, passage: Passage, lock: str) -> tuple[Locked, Sequence[Mapping[str, Any]]]:
    """The lock as it was read last in this passage, against its journeys at the time of that read, as the verdict holds it; and these. Refused `lock-not-read`."""
    reads = [seal for seal in passage.seals if fold_seal(seal.number) == lock]
    if not reads:
        raise Refused("lock-not-read", lock=lock)
    station = lane.station
    rows = station.register.where("lock_route", "lock", lock)
    return compare(lock, Sight(reads[-1].status, custody.boxes_of(passage, lock), station.settings.port, reads[-1].at), rows), rows


def _open(lane: Lane) -> Passage:
    passage = lane.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    return passage


def check_needed(lane: Lane, reason: str) -> None:
    """What a partner port looked at, or a lock that was left closed, is not looked at again without a reason; a verdict that asks for it is one."""
    stand = lane.stand
    relied = stand.told.relied if stand else None
    if stand is None or relied is None or relied.what == "abnormal" or stand.told.clashes or reason.strip() or stand.channel in ("machine", "manual", "hold"):
        return
    seen = " ".join(filter(None, (relied.where, relied.reference)))
    raise Refused(f"looked-at-{relied.what}", item=relied.item, seen=f" ({seen})" if seen else "")


def check_seal(lane: Lane, kind: str, body: Fields) -> tuple[Say, ...]:
    """Before a seal is put on or taken off: a lock is opened by two; a number that was used before, is in no stock or in another's is refused or said."""
    if kind in ("seal.removed", "seal.replaced") and is_lock(lane.station, body["seal"]):
        raise Refused("lock-needs-two", lock=body["seal"])
    if kind not in PUT_ON:
        return ()
    number = fold_seal(body[PUT_ON[kind]])
    # A lock goes on again and again; the register or its number says that it is one, never the word of who puts it on.
    if body.get("sort") == "lock" and is_lock(lane.station, number):
        return ()
    standing = stock.standing(lane.station.journal, number)
    if standing == "spoiled":
        raise Refused("seal-spoiled", seal=number)
    if (used := _used(lane, Draft(kind, lane.in_front().id, body), number)) and not is_lock(lane.station, number):
        return _by_policy(lane.station, "used", used)
    if body.get("sort", "customs") != "customs":
        return ()
    if standing == "applied" or not stock.kept(lane.station.journal):
        return ()
    return _by_policy(lane.station, "missing", Say("seal-not-in-stock", {"seal": number})) if standing == "missing" else _of_another(lane.station, number, lane.officer)


def _used(lane: Lane, draft: Draft, number: str) -> Say | None:
    """Where a number that is put on now was used before: a seal is used once. On this truck it may go on again only where it was taken off by mistake."""
    passage, (event,) = lane.in_front(), lane.expected([draft], lane.head)
    clash = custody.used_twice(grow(passage, event) or passage, number, event.seq, lane.station)
    if clash:
        return Say("seal-used-twice", _used_where(clash, event.seq, lane.station, number))
    told = {row["container"] for row in lane.station.register.where("seal", "number", number)}
    here = {body["container"]} if (body := draft.body).get("container") else {*passage.values("container"), *passage.values("vehicle"), *passage.values("trailer")}
    if told and not told & here:
        return Say("seal-used-told", {"seal": number, "container": ", ".join(sorted(told))})
    if (look := next(iter(partners.put_on((number,), lane.station.register)), None)) and not (look.value in here and hanging.is_off(passage, number)):
        return Say("seal-used-partner", {"seal": number, "first": f"{where(look)} {look.value}"})
    # What was read here may be the new seal itself, unless it is told to have come on this one.
    came = told and any(fold_seal(seal.number) == number and seal.status in CLOSED for seal in passage.seals)
    on = (came or any(fold_seal(each.on) == number for each in passage.closures)) and not hanging.is_off(passage, number)
    return Say("seal-on-already", {"seal": number}) if on else None


def put_on(lane: Lane, wrong: str, right: str) -> tuple[str, dict[str, Any]]:
    """Passage and correction of the number last written as put on here. Refused `seal-not-put-on`, and for the right number as when it is put on."""
    station, number = lane.station, fold_seal(right)
    found = stock.put_on(station.journal, station.journal.station, wrong)
    if found is None:
        raise Refused("seal-not-put-on", seal=wrong, station=station.journal.station)
    seq, field, name = found
    if stock.standing(station.journal, number) == "spoiled":
        raise Refused("seal-spoiled", seal=number)
    body = {"target_station": station.journal.station, "target_seq": seq, "field": field, "value": number}
    passage, (event,) = lane.passage(name), lane.expected([Draft("event.corrected", name, {**body, "reason": ""})], lane.head)
    clash = custody.used_twice(grow(passage, event) or passage, number, seq, station)
    if clash and not is_lock(station, number):
        raise Refused("seal-used-twice", **_used_where(clash, seq, station, number))
    return name, body


def _used_where(clash: Clash, seq: int, station: Station, number: str) -> dict[str, str]:
    """The other of the two events, as it is said."""
    mine = (clash.second.station, clash.second.seq) == (station.journal.station, seq)
    other = clash.first if mine else clash.second
    return {"seal": number, "first": " ".join(filter(None, (where(other), other.container)))}


def _by_policy(station: Station, name: str, said: Say) -> tuple[Say, ...]:
    """Said, or refused where the port chose so."""
    if tables.custody(station).policy(name) == "refuse":
        raise Refused(said.key, **said.values)
    return (said,)


def _of_another(station: Station, number: str, officer: str) -> tuple[Say, ...]:
    """A number out of another officer's stock is said or refused, by the port's choice."""
    holder = stock.holder(station.journal, number)
    return () if holder == officer else _by_policy(station, "other", Say("seal-of-another", {"seal": number, "officer": holder}))


def is_lock(station: Station, number: str) -> bool:
    """Whether the register says so, or the number has our form of a customs e-lock."""
    folded = fold_seal(number)
    ours = len(folded) == 12 and folded.startswith("LK") and folded[2:].isdecimal()
    return ours or any(row["sort"] == "lock" for row in station.register.where("seal", "number", folded)) or bool(station.register.where("lock_route", "lock", folded))


def seal_stock(lane: Lane, fields: Fields) -> Plan:
    """A run of seals is received by an officer."""
    return Plan((stocked(lane.station, fields),), tick="read")


def seal_spoil(lane: Lane, fields: Fields) -> Plan:
    """A seal of the stock is spoiled."""
    draft, said = spoiled(lane.station, fields, lane.officer)
    return Plan((draft,), tick="read", alarms=said)


def seal_handover(lane: Lane, fields: Fields) -> Plan:
    """A run of unused seals goes from the officer at the desk to another, who proves it with his own secret."""
    second = fields["to"]
    if second == lane.officer:
        raise Refused("second-officer-same", officer=second)
    draft = handed(lane.station, lane.officer, fields)
    check_may(lane.station.book, "seal-take", prove(lane, second, fields.get("secret")))
    return Plan((replace(draft, body={**draft.body, **seconding.since(lane, "seal-handover")}),), tick="read")


def handed(station: Station, giver: str, fields: Fields) -> Draft:
    """`first`, `last` ('' = one number), `to`. Refused `seal-run`, `officer-unknown`, `seal-not-held` naming the first number that is used or in nobody's or another's stock."""
    first, last = read_seal(fields["first"]), read_seal(fields.get("last") or fields["first"])
    prefix, digits, low, high = numbers.span(first, last)
    check_may(station.book, "seal-apply", station.role(fields["to"]))
    if number := stock.not_held(station.journal, (prefix, digits, low, high), giver):
        raise Refused("seal-not-held", seal=number, officer=giver)
    return Draft("seal.handed-over", first, {"first": first, "last": last, "count": high - low + 1, "from": giver, "to": fields["to"], "cosigner": fields["to"]})


def stocked(station: Station, fields: Fields) -> Draft:
    """`first`, `last` ('' = one number), `to`, `reference`. Refused `seal-run`, `seal-stocked-already`, `officer-unknown`, `role-may-not` where `to` may apply none."""
    first, last = read_seal(fields["first"]), read_seal(fields.get("last") or fields["first"])
    written.check_seal(station, first, last)
    written.check_words(station, fields, "reference")
    prefix, digits, low, high = numbers.span(first, last)
    check_may(station.book, "seal-apply", station.role(fields["to"]))
    rows = station.journal.read("SELECT 1 FROM seal_stock WHERE prefix = ? AND digits = ? AND low <= ? AND high >= ? LIMIT 1", (prefix, digits, high, low))
    if rows:
        raise Refused("seal-stocked-already", first=first, last=last)
    body = {"first": first, "last": last, "count": high - low + 1, "to": fields["to"]}
    return Draft("seal.stocked", first, body | ({"reference": fields["reference"][:60]} if fields.get("reference") else {}))


def spoiled(station: Station, fields: Fields, officer: str) -> tuple[Draft, tuple[Say, ...]]:
    """`seal`, `reason`; and what is said when another officer holds it. Refused `seal-not-in-stock`, `seal-used-before`, by the port's choice `seal-of-another`."""
    number = read_seal(fields["seal"])
    written.check_words(station, fields, "reason")
    standing = stock.standing(station.journal, number)
    if standing != "stocked":
        raise Refused("seal-not-in-stock" if standing == "missing" else "seal-used-before", seal=number)
    said = _of_another(station, number, officer)
    whose = {"holder": str(said[0].values["officer"])} if said else {}
    return Draft("seal.spoiled", number, {"seal": number, "reason": fields["reason"][:200], **whose}), said
