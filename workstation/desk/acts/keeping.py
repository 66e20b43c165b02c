"""Acts of custody: a lock left closed or opened by two officers, and the stock of seals."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation.codes import fold_seal
from workstation.custody import numbers, stock
from workstation.custody.lock import Locked, Sight, compare
from workstation.desk import tables
from workstation.desk.acts import seconding
from workstation.desk.acts.act import prove
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.scanning import read_seal
from workstation.desk.station import Station
from workstation.desk.values import Plan
from workstation.inspection import signing
from workstation.journal import Draft
from workstation.passage import Passage
from workstation.risk.officers import check_may
from workstation.words import Refused

Fields = Mapping[str, Any]
PUT_ON = {"seal.applied": "seal", "seal.replaced": "new"}


def lock_keep(lane: Lane, fields: Fields) -> Plan:
    """A lock put on elsewhere is left closed: closed, on its container, on its route, in its window. Never where the truck is to be looked at anyway."""
    passage, lock = _open(lane), read_seal(fields["lock"])
    if lane.stand and lane.stand.channel in ("machine", "manual", "hold"):
        raise Refused("lock-to-be-looked-at", lock=lock)
    found = held(lane.station, passage, lock)
    wrong = next((name for name in ("container", "route", "window") if getattr(found, name) != "yes"), "")
    if found.state != "sealed":
        raise Refused("lock-not-closed", lock=lock)
    if wrong:
        raise Refused(f"lock-{wrong}", lock=lock)
    box = next(row["container"] for row in lane.station.register.where("lock_route", "lock", lock) if row["container"] in _boxes(passage, lock))
    return Plan((Draft("lock.kept", passage.id, {"lock": lock, "container": box, "checked": found.as_map()}),), tick="read")


def lock_open(lane: Lane, fields: Fields) -> Plan:
    """A lock is opened by two officers; for the passage it is a seal taken off."""
    passage, lock, second = _open(lane), read_seal(fields["lock"]), fields["officer"]
    if second == lane.officer:
        raise Refused("second-officer-same", officer=second)
    if lock not in {fold_seal(seal.number) for seal in passage.seals} | {fold_seal(number) for number, _ in passage.applied}:
        raise Refused("lock-not-read", lock=lock)
    if lock in {fold_seal(number) for number in passage.removed}:
        raise Refused("lock-opened-already", lock=lock)
    check_may(lane.station.book, "cosign-lock", prove(lane, second, fields.get("secret")))
    common: dict[str, Any] = {"reason": fields["reason"], "cosigner": second, **seconding.since(lane, "lock-open", passage.id)}
    common |= {"container": fields["container"]} if fields.get("container") else {}
    inspection = lane.open_inspection(passage)
    if inspection is not None:
        signing.check_touch(inspection, lane.officer, lane.role)
    within = {"inspection": inspection.id} if inspection is not None else {}
    opened = Draft("lock.opened", passage.id, {"lock": lock, **common})
    return Plan((opened, Draft("seal.removed", passage.id, {"seal": lock, **common, **within})), tick="read")


def held(station: Station, passage: Passage, lock: str) -> Locked:
    """The lock as it was read last in this passage, against its journeys. Refused `lock-not-read`."""
    reads = [seal for seal in passage.seals if fold_seal(seal.number) == lock]
    if not reads:
        raise Refused("lock-not-read", lock=lock)
    sight = Sight(reads[-1].status, _boxes(passage, lock), station.settings.port, station.clock())
    return compare(lock, sight, station.register.where("lock_route", "lock", lock))


def _boxes(passage: Passage, lock: str) -> tuple[str, ...]:
    """What the lock was read with, else what stands there."""
    named = tuple(seal.container for seal in passage.seals if fold_seal(seal.number) == lock and seal.container)
    return named[-1:] or passage.values("container") or (passage.values("vehicle") + passage.values("trailer"))


def _open(lane: Lane) -> Passage:
    passage = lane.in_front()
    if passage.state != "open" or passage.release:
        raise Refused("not-open", state=passage.state)
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
    """Before a seal is put on or taken off: a lock is opened by two; a number that is not in the stock, or was used before, is said or refused."""
    if kind in ("seal.removed", "seal.replaced") and is_lock(lane.station, body["seal"]):
        raise Refused("lock-needs-two", lock=body["seal"])
    if kind not in PUT_ON or body.get("sort", "customs") != "customs" or not stock.kept(lane.station.journal):
        return ()
    number = fold_seal(body[PUT_ON[kind]])
    standing = stock.standing(lane.station.journal, number)
    if standing == "stocked":
        return ()
    key = "seal-not-in-stock" if standing == "missing" else "seal-used-before"
    if tables.custody(lane.station).policy("missing" if standing == "missing" else "used") == "refuse":
        raise Refused(key, seal=number)
    return (Say(key, {"seal": number}),)


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
    return Plan((spoiled(lane.station, fields),), tick="read")


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
    station.role(fields["to"])
    if number := stock.not_held(station.journal, (prefix, digits, low, high), giver):
        raise Refused("seal-not-held", seal=number, officer=giver)
    return Draft("seal.handed-over", first, {"first": first, "last": last, "count": high - low + 1, "from": giver, "to": fields["to"], "cosigner": fields["to"]})


def stocked(station: Station, fields: Fields) -> Draft:
    """`first`, `last` ('' = one number), `to`, `reference`. Refused `seal-run`, `seal-stocked-already`, `officer-unknown`."""
    first, last = read_seal(fields["first"]), read_seal(fields.get("last") or fields["first"])
    prefix, digits, low, high = numbers.span(first, last)
    station.role(fields["to"])
    rows = station.journal.read("SELECT 1 FROM seal_stock WHERE prefix = ? AND digits = ? AND low <= ? AND high >= ? LIMIT 1", (prefix, digits, high, low))
    if rows:
        raise Refused("seal-stocked-already", first=first, last=last)
    body = {"first": first, "last": last, "count": high - low + 1, "to": fields["to"]}
    return Draft("seal.stocked", first, body | ({"reference": fields["reference"][:60]} if fields.get("reference") else {}))


def spoiled(station: Station, fields: Fields) -> Draft:
    """`seal`, `reason`. Refused `seal-not-in-stock`, `seal-used-before`."""
    number = read_seal(fields["seal"])
    standing = stock.standing(station.journal, number)
    if standing != "stocked":
        raise Refused("seal-not-in-stock" if standing == "missing" else "seal-used-before", seal=number)
    return Draft("seal.spoiled", number, {"seal": number, "reason": fields["reason"][:200]})
