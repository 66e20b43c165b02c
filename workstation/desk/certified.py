"""A certificate or licence that is scanned: one the register tells for the papers of the truck in front belongs to it, whatever its number looks like."""

from workstation.desk import tables
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.values import Plan, Stand
from workstation.passage import goods
from workstation.passage.told import Row
from workstation.settings import local_day

FROM = "consignment.certificates"
"""What the field of a form comes filled from that names certificates."""


def read(lane: Lane, text: str) -> Plan | None:
    """Into the open inspection, where one goes on and does not name it yet; else what it is, said and written nowhere. None for any other text."""
    stand = lane.stand
    row = _told(stand, text) if stand and stand.told.certificates and lane.open_front() else None
    if row is None:
        return None
    return _entered(lane, row["number"]) or Plan(tick="read", alarms=(Say("certificate-read", {"number": row["number"], "state": _state(lane, row)}),))


def of_others(lane: Lane, text: str) -> tuple[Say, ...]:
    """What is said of one the register tells for papers that are not in front; () where it knows no such number."""
    get = lane.station.register.get
    if not text.strip().isprintable():
        # Half a surrogate pair, say, which no register holds.
        return ()
    row = get("certificate", text.strip()) or get("certificate", goods.as_compared(text))
    return (Say("certificate-of", {"number": row["number"], "papers": row["papers"]}),) if row else ()


def _told(stand: Stand, text: str) -> Row | None:
    told, wanted = stand.told, goods.as_compared(text)
    found = next((row for several in told.certificates.values() for row in several if goods.as_compared(row["number"]) == wanted), None)
    # The same number may be something else of this truck: that it is first.
    others = {*told.papers, *told.others, *told.containers, *(row["number"] for several in told.seals.values() for row in several)}
    return found if found and found["number"] not in others else None


def _entered(lane: Lane, number: str) -> Plan | None:
    from workstation.desk.acts import inspecting
    from workstation.inspection import forms

    inspection = lane.open_inspection(lane.in_front())
    form = forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station)) if inspection else None
    name = next((each.id for each in form.fields if each.prefill == FROM), "") if form else ""
    so_far = inspection.fields.get(name, "") if inspection else ""
    if not name or goods.names(so_far, number):
        return None
    plan = inspecting.set_field(lane, {"field": name, "value": number if so_far in ("", "-") else f"{so_far}; {number}"})
    return Plan(plan.drafts, tick="read", alarms=(*plan.alarms, Say("certificate-entered", {"number": number})))


def _state(lane: Lane, row: Row) -> str:
    return "certificate." + goods.of_certificate(row, local_day(lane.station.clock()).isoformat())
