"""The gate profile: a slip is shown, checked, matched with the truck, and used once; and the read-back of our own paper."""

from collections.abc import Mapping
from typing import Any

from workstation import codes
from workstation.desk import reads
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.station import KEYS
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage.told import live_instructions
from workstation.release import gate, keys, token
from workstation.release.values import Slip
from workstation.risk import STRICT
from workstation.settings import parse_time, show_time
from workstation.words import Refused

Fields = Mapping[str, Any]

OPENED = ("by-hand", "relay", "none")


def present(lane: Lane, fields: Fields) -> Plan:
    """A slip is presented: authentic, in date, not used, revoked or suspended, and this truck? Accepted once, and every answer is written."""
    opened = fields.get("opened", "by-hand")
    if opened not in OPENED:
        raise Refused("line-field", name="opened", reason=" | ".join(OPENED))
    text = fields.get("token") or _token_of(lane, fields.get("number", ""))
    at_gate = lane.station.settings.profile == "gate" and lane.front
    plate = _plate(fields["vehicle"]) if fields.get("vehicle") else (lane.in_front().plate or None) if at_gate else None
    checked = check(lane, text)
    number = checked.slip.number if checked.slip else ""
    # What a forged token claims about its number says nothing about the real slip.
    facts = known(lane, number if checked.authentic else "")
    if checked.authentic and checked.slip and checked.slip.station != lane.station.journal.station:
        facts["suspended"] = facts["suspended"] or newly_named(lane, checked.slip)
    judged = gate.judge(checked, **facts, vehicle=plate)
    body: dict[str, Any] = {"number": number, "accepted": judged.accepted, "reasons": list(judged.reasons), "opened": opened if judged.accepted else "none"}
    body |= {"vehicle": plate} if plate else {}
    answer = {
        "accepted": judged.accepted,
        "authentic": checked.authentic,
        "reasons": list(judged.reasons),
        "number": number,
        "vehicle": checked.slip.vehicle if checked.slip else "",
        "containers": list(checked.slip.containers) if checked.slip else [],
        "seals": list(checked.slip.seals) if checked.slip else [],
        "expires_at": show_time(checked.slip.expires_at) if checked.slip else "",
        "issued_at": show_time(checked.slip.issued_at) if checked.slip else "",
    }
    alarms = () if judged.accepted else tuple(Say(reason, {"number": number}) for reason in judged.reasons)
    return Plan((Draft("slip.presented", number, body),), tick="released" if judged.accepted else "refused", alarms=alarms, gate=answer)


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
    wanted.pop("", None)
    rows = live_instructions(lane.station.register, wanted, lane.station.clock())
    # A stricter one than the truck was treated by was never answered, whenever it was issued.
    return any(parse_time(row["issued_at"]) > slip.issued_at or STRICT[row["channel"]] > STRICT.get(slip.channel, -1) for row in rows)


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
    reasons = checked.reasons or ("slip-authentic",)
    return Plan(tick="repeat" if checked.authentic else "refused", stray=number, alarms=tuple(Say(reason, {"number": number}) for reason in reasons))
