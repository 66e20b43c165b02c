"""The gate profile: a slip is shown, checked, matched with the truck, and used once; and the read-back of our own paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workstation import codes
from workstation.desk import accounts, reads, slips, stopping
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.station import KEYS
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Passage, part_kind, shared
from workstation.passage.told import live_instructions
from workstation.release import gate, keys, token
from workstation.release.values import Slip
from workstation.risk import STRICT
from workstation.settings import local_time, parse_time, show_time
from workstation.words import Refused, shapes

Fields = Mapping[str, Any]

OPENED = ("by-hand", "relay", "none")
BY_EYE = "by-eye"
"""`compared`: the officer held the containers against the paper, which names them all."""


def present(lane: Lane, fields: Fields) -> Plan:
    """A slip is presented: authentic, in date, not used, revoked or suspended, and this truck? Accepted once, and every answer is written."""
    opened = fields.get("opened", "by-hand")
    if opened not in OPENED:
        raise Refused("line-field", name="opened", reason=shapes(*OPENED))
    compared = fields.get("compared", "")
    if compared not in ("", BY_EYE):
        raise Refused("line-field", name="compared", reason=shapes(BY_EYE))
    text = fields.get("token") or _token_of(lane, fields.get("number") or fields.get("vehicle") or "")
    at_gate = lane.station.settings.profile == "gate" and lane.front
    front = lane.in_front() if at_gate else None
    plate = _plate(fields["vehicle"]) if fields.get("vehicle") else (front.plate or None) if front else _plate_of(fields.get("number", ""))
    return _answer(lane, text, Truck(plate, front.values("container") if front else (), opened, compared == BY_EYE, held=_held(lane, front, plate)))


def _held(lane: Lane, front: Passage | None, plate: str | None) -> bool:
    """Whether the truck is held here: what stands at the gate, or one that was named while it waits aside. Its hold is lifted first, whatever became of its calls."""
    if front is not None and plate in (None, front.plate):
        return bool(front.holds)
    if not plate or lane.station.settings.profile != "gate":
        return False
    return any(each.holds for each in lane.aside() if plate in each.values("vehicle"))


@dataclass(frozen=True)
class Truck:
    """What stands at the gate: plate (None unread), containers read here; how the barrier would be opened, whether the containers were compared by eye, and whether it is held here."""

    plate: str | None
    containers: tuple[str, ...] = ()
    opened: str = "by-hand"
    by_eye: bool = False
    held: bool = False


def _answer(lane: Lane, text: str, truck: Truck) -> Plan:
    """The slip against the truck; every answer is an event."""
    checked = check(lane, text)
    number = checked.slip.number if checked.slip else ""
    # What a forged token claims about its number says nothing about the real slip.
    facts = known(lane, number if checked.authentic else "")
    if checked.authentic and checked.slip and checked.slip.station != lane.station.journal.station:
        # Containers read here stand for those that the token does not name.
        facts["suspended"] = facts["suspended"] or newly_named(lane, replace(checked.slip, containers=(*checked.slip.containers, *truck.containers)))
    # Stopped now is stopped at the gate too, whatever the slip says.
    facts["suspended"] = facts["suspended"] or truck.held or stopping.is_stopped(lane, truck.plate, (*truck.containers, *(checked.slip.containers if checked.slip else ())))
    judged = gate.compared(gate.judge(checked, **facts, vehicle=truck.plate), checked, truck.containers, by_eye=truck.by_eye)
    drafts: tuple[Draft, ...] = ()
    if checked.authentic and checked.slip and (why := slips.lost_tail(lane, checked.slip)):
        judged, drafts = gate.unknown(judged, checked, why), slips.recovered(lane, checked.slip, why)
    body: dict[str, Any] = {"number": number, "accepted": judged.accepted, "reasons": list(judged.reasons), "opened": truck.opened if judged.accepted else "none"}
    body |= {"vehicle": truck.plate} if truck.plate else {}
    body |= {"containers": list(truck.containers)} if truck.containers else {}
    body |= {"compared": BY_EYE} if truck.by_eye else {}
    count = _count(checked, truck.containers)
    answer = {
        "accepted": judged.accepted,
        "authentic": checked.authentic,
        "reasons": list(judged.reasons),
        "number": number,
        "vehicle": checked.slip.vehicle if checked.slip else "",
        "containers": list(checked.slip.containers) if checked.slip else [],
        "count": count,
        "waiting": list(judged.waiting),
        "seals": list(checked.slip.seals) if checked.slip else [],
        "expires_at": show_time(checked.slip.expires_at) if checked.slip else "",
        "issued_at": show_time(checked.slip.issued_at) if checked.slip else "",
    }
    alarms = () if judged.accepted else tuple(Say(reason, {"number": number, **count}) for reason in judged.reasons)
    tick = "released" if judged.accepted else "read" if judged.waiting else "refused"
    # Where trucks are judged the next plate is the next truck's, not the one the slip waits for.
    waits = judged.waiting and lane.station.settings.profile == "gate"
    out, warned = _crossed(lane, checked, truck) if judged.accepted else ((), ())
    return Plan((*drafts, Draft("slip.presented", number, body), *out), tick=tick, alarms=(*alarms, *warned), gate=answer, slip=text if waits else "")


def _crossed(lane: Lane, checked: token.Checked, truck: Truck) -> tuple[tuple[Draft, ...], tuple[Say, ...]]:
    """A zero-tariff vehicle leaves the island here: its days on the mainland begin to count, and what is left of them is said."""
    plates = [plate for plate in (truck.plate or (checked.slip.vehicle if checked.slip else ""), checked.slip.trailer if checked.slip else "") if plate]
    return accounts.crossed(lane.station, plates, "out", local_time(lane.station.clock()).date())


def _count(checked: token.Checked, read: tuple[str, ...]) -> dict[str, int]:
    """How many containers the slip stands for, how many of them its token names, how many were read here."""
    named = len(checked.slip.containers) if checked.slip else 0
    return {"named": named, "of": next((cut.count for cut in checked.cuts if cut.field == "containers"), named), "read": len(read)}


def go_on(lane: Lane, plan: Plan, code: codes.Code) -> Plan:
    """Something of the truck was read while a slip waits for it: the slip is answered anew, for the truck as it stands with this read."""
    part = part_kind(code.kind, code.value)
    truck = lane.passages.get(plan.front or "")
    plate = (truck.plate if truck else "") or (code.value if part == "vehicle" else "")
    containers = (truck.values("container") if truck else ()) + ((code.value,) if part == "container" else ())
    answer = _answer(lane, lane.last.slip, Truck(plate or None, tuple(dict.fromkeys(containers)), held=bool(truck and truck.holds)))
    return replace(answer, drafts=(*plan.drafts, *answer.drafts), front=plan.front, alarms=(*plan.alarms, *answer.alarms))


def check(lane: Lane, text: str) -> token.Checked:
    """The token against the key list of this station."""
    known_keys = keys.read(lane.station.folder / KEYS, lane.station.settings.root)
    return token.check(text, known_keys, lane.station.clock())


def known(lane: Lane, number: str) -> dict[str, bool]:
    """What this station knows of a number: used, suspended, voided."""
    read = lane.station.journal.read
    rows = read("SELECT used, voided, passage FROM slip WHERE number = ?", (number,))
    used, voided, passage = rows[0] if rows else (0, 0, "")
    stopped = read("SELECT reason FROM suspension WHERE passage = ? AND reason <> ''", (passage,)) if passage else []
    return {"used": bool(used), "suspended": bool(stopped), "voided": bool(voided)}


def newly_named(lane: Lane, slip: Slip) -> bool:
    """Whether an instruction issued after the slip names something on it: the station that released the truck may not know yet."""
    wanted = {slip.vehicle: "vehicle", slip.trailer: "vehicle", slip.enterprise: "enterprise"}
    wanted |= dict.fromkeys(slip.containers, "container") | dict.fromkeys(slip.declarations, "declaration")
    wanted |= dict.fromkeys(slip.release_lists, "release_list") | {codes.fold_seal(seal): "seal" for seal in slip.seals}
    wanted |= _shared(lane, slip)
    wanted.pop("", None)
    rows = live_instructions(lane.station.register, wanted, lane.station.clock())
    # A stricter one than the truck was treated by was never answered, whenever it was issued.
    return any(parse_time(row["issued_at"]) > slip.issued_at or STRICT[row["channel"]] > STRICT.get(slip.channel, -1) for row in rows)


def _shared(lane: Lane, slip: Slip) -> dict[str, str]:
    """Other papers of the slip's containers with their enterprises, and who operates its vehicles: target -> its kind."""
    register = lane.station.register
    known = (*slip.declarations, *slip.release_lists)
    others = shared.find(register, [register.where("container", "number", number) for number in slip.containers], known, lane.station.clock())
    vehicles = [register.get("vehicle", plate) for plate in (slip.vehicle, slip.trailer) if plate]
    parties = {str(row["uscc"]): "enterprise" for row in (*others.values(), *vehicles) if row and row.get("uscc")}
    return parties | {number: shared.part_of(number) for number in others}


def _token_of(lane: Lane, wanted: str) -> str:
    """The token of a slip this station released, by its number or its plate."""
    if not wanted:
        raise Refused("act-field-missing", act="present", field="token")
    rows = lane.station.journal.read(
        "SELECT number FROM slip WHERE number = ? OR plate = ? ORDER BY at DESC LIMIT 1", (wanted, wanted.replace("·", ""))
    )
    if not rows:
        raise Refused("slip-unknown", number=wanted[:40])
    return str(reads.slip_body(lane, rows[0][0])[0]["token"])


def _plate_of(number: str) -> str | None:
    """A slip that was looked up by a plate: that plate was read. None for a slip's number."""
    return next((code.value for code in codes.recognise(number).candidates if code.kind == "plate"), None)


def _plate(text: str) -> str:
    return next((code.value for code in codes.recognise(text).candidates if code.kind == "plate"), text[:20])


def scanned_slip(lane: Lane, text: str) -> Plan:
    """A slip read at the lane: our own paper read back confirms it; at a gate it is presented; elsewhere its check is shown."""
    if lane.station.settings.profile == "gate":
        vehicle = lane.in_front().plate if lane.front else ""
        return present(lane, {"token": text.strip(), **({"vehicle": vehicle} if vehicle else {})})
    token_text = text.strip()
    if not token_text.startswith(token.PREFIX):
        token_text = _token_of(lane, token_text)
    checked = check(lane, token_text)
    number = checked.slip.number if checked.slip else ""
    rows = lane.station.journal.read("SELECT passage, confirmed, voided FROM slip WHERE number = ?", (number,))
    if checked.authentic and rows and not rows[0][1] and not rows[0][2]:
        release = lane.passage(rows[0][0]).release
        if release and release.number == number:
            return Plan((Draft("slip.confirmed", rows[0][0], {"number": number, "how": "read-back"}),), tick="read")
    why = slips.lost_tail(lane, checked.slip) if checked.authentic and checked.slip else ""
    reasons = ((why,) if why else ()) + checked.reasons or ("slip-authentic",)
    drafts = slips.recovered(lane, checked.slip, why) if checked.slip else ()
    return Plan(drafts, tick="repeat" if checked.authentic and not why else "refused", stray=number, alarms=tuple(Say(reason, {"number": number}) for reason in reasons))
