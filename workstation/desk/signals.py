"""What devices say besides scans, weights and seals: a help button that somebody pressed, and the dose rate of a radiation monitor."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from workstation.calls import call as calls
from workstation.calls.shown import as_map
from workstation.desk import calling, tables, written
from workstation.desk.lane import Lane
from workstation.desk.values import Plan, beside
from workstation.journal import Draft
from workstation.words import Choices, Refused, shapes

FIELDS = {"help": ("sort", "source", "link"), "dose": ("alarm", "source", "link")}
"""What may stand beside them in a line."""
ASKS = ("driver", "enterprise")
FIELD = "dose-rate"
"""The field of an inspection that a monitor fills."""
_LONGEST = 16
"""Digits and a point: whatever a profile lets through in any of its units is shorter; the highest rates are those that must not be lost."""


def plan(lane: Lane, sort: str, told: Mapping[str, Any]) -> Plan:
    """The plan of one of them; `told`: its fields, whose texts were looked at."""
    written.check_words(lane.station, told, sort, "link")
    return asked(lane, told) if sort == "help" else dose(lane, told)


def asked(lane: Lane, told: Mapping[str, Any]) -> Plan:
    """A help button: a call about the truck in front, else the lane, that names the device; pressed again while help is on its way it is that call."""
    sort, about = told.get("sort", ASKS[0]), lane.front or lane.station.settings.lane
    if sort not in ASKS:
        raise Refused("line-field", name="sort", reason=Choices(ASKS, "call.sort."))
    standing = [call for call in calls.about(lane.station.journal, about, (sort,)) if call.answered_at is None]
    if standing:
        return replace(beside(lane.last, (), {"call": as_map(standing[0], lane.station.clock())}), tick="repeat")
    device = " ".join(filter(None, (told.get("link", ""), " ".join(told["help"].split()))))
    return replace(beside(lane.last, tuple(calling.opening(lane, sort, about, {"words": "help-button", "ref": device[:60]})), {}), tick="call")


def dose(lane: Lane, told: Mapping[str, Any]) -> Plan:
    """A dose rate in uSv/h. What is above a limit of `calls.toml`, or the monitor's own alarm, is written and stops the truck, or the lane where none stands; the highest goes into the open inspection."""
    value, alarm = _rate(told["dose"]), told.get("alarm")
    if alarm is not None and not isinstance(alarm, bool):
        raise Refused("line-field", name="alarm", reason=shapes("true", "false"))
    body = {"value": value, "unit": "uSv/h", **({} if alarm is None else {"alarm": "yes" if alarm else "no"})}
    body |= {name: told[name] for name in ("source", "link") if told.get(name)}
    draft = Draft("dose.read", lane.front, body)
    loud = any(each.event == draft.kind and each.holds({str(body.get(each.field, ""))}) for each in tables.calls(lane.station).triggers)
    drafts = ((draft,) if loud else ()) + _filled(lane, value)
    return replace(beside(lane.last, drafts, {"dose": value}), tick="read" if drafts else "")


def _rate(text: str) -> str:
    plain = text.strip()
    if not plain.isascii() or not plain.replace(".", "", 1).isdecimal() or len(plain) > _LONGEST:
        raise Refused("dose-wrong", text="".join(sign if sign.isprintable() else "·" for sign in text)[:40])
    return f"{Decimal(plain):f}"


def _filled(lane: Lane, value: str) -> tuple[Draft, ...]:
    """The field of the inspection that this officer has open, where the value is higher than what stands there."""
    from workstation.desk.acts import inspecting

    inspection = lane.open_inspection(lane.in_front()) if lane.front else None
    if inspection is None or inspection.state != "open":
        return ()
    before = inspection.fields.get(FIELD, "")
    if before and Decimal(before) >= Decimal(value):
        return ()
    try:
        return inspecting.set_field(lane, {"field": FIELD, "value": value}).drafts
    except Refused:
        # Another form, or another officer's: nobody else fills it, and what is loud is written all the same.
        return ()
