"""Acts of the shift: sign in and out, emergency mode."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workstation.desk.acts.act import prove
from workstation.desk.values import Plan
from workstation.journal import Draft, backup
from workstation.risk.officers import check_may
from workstation.settings import parse_time
from workstation.words import Refused

if TYPE_CHECKING:
    from workstation.desk.desk import Desk

Fields = Mapping[str, Any]


def sign_in(desk: "Desk", fields: Fields) -> Plan:
    """Another officer takes the desk, with his own secret; the one before him is signed out."""
    officer = fields["officer"]
    role = prove(desk, officer, fields.get("secret"))
    check_may(desk.station.book, "sign-in", role)
    before, drafts = desk.officer if desk.role else "", []
    if before and before != officer:
        drafts.append(Draft("officer.signed-out", before, {}))
    drafts.append(Draft("officer.signed-in", officer, {"role": role, "lane": desk.station.settings.lane}))
    desk.officer, desk.role = officer, role
    return Plan(tuple(drafts))


def sign_out(desk: "Desk", _: Fields) -> Plan:
    """The officer leaves the desk; a verified backup is made first."""
    made = backup.make(desk.station.folder, desk.station.key, desk.station.clock)
    officer, desk.role = desk.officer, ""
    return Plan((Draft("officer.signed-out", officer, {"backup": made.name}),))


def emergency(desk: "Desk", fields: Fields) -> Plan:
    """Emergency mode under an order, until a time; `end` ends it. Its releases are judged again when data return."""
    here = desk.station.journal.station
    if fields.get("end"):
        order = desk.station.emergency()
        if not order:
            raise Refused("no-emergency")
        return Plan((Draft("emergency.ended", here, {"order": order}),), tick="read")
    for name in ("order", "until"):
        if not fields.get(name):
            raise Refused("act-field-missing", act="emergency", field=name)
    until = parse_time(fields["until"])
    if until <= desk.station.clock():
        raise Refused("emergency-past", until=fields["until"])
    return Plan((Draft("emergency.declared", here, {"order": fields["order"], "until": until}),), tick="read")
