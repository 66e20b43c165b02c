"""Acts of the shift: sign in and out, emergency mode."""

from collections.abc import Mapping
from typing import Any

from workstation.desk import leaving
from workstation.desk.acts.act import prove
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft, backup
from workstation.risk import days
from workstation.risk.officers import check_may
from workstation.settings import parse_time
from workstation.words import Refused

Fields = Mapping[str, Any]


def sign_in(lane: Lane, fields: Fields) -> Plan:
    """Another officer takes the desk, with his own secret; the one before him is signed out."""
    officer = fields["officer"]
    role = prove(lane, officer, fields.get("secret"))
    check_may(lane.station.book, "sign-in", role)
    body = {"role": role, "lane": lane.station.settings.lane}
    body |= {"before": lane.officer} if lane.role and lane.officer != officer else {}
    # Persons whom the one before had open are not open to the next; the calls that were his are.
    drafts, alarms = leaving.relieved(lane, officer, role) if "before" in body else ((), ())
    return Plan((*drafts, Draft("officer.signed-in", officer, body)), officer=(officer, role), alarms=alarms, after=lane.forget_persons)


def sign_out(lane: Lane, fields: Fields) -> Plan:
    """The officer leaves the desk; calls he answers for go to somebody (`to`), and a verified backup is made first. Refused `sign-out-calls` while nobody gets them."""
    drafts, alarms = leaving.handed(lane, fields.get("to", ""))
    made = backup.make(lane.station.folder, lane.station.key, lane.station.clock)
    return Plan((*drafts, Draft("officer.signed-out", lane.officer, {"backup": made.name})), alarms=alarms, officer=(lane.officer, ""), after=lane.forget_persons)


def emergency(lane: Lane, fields: Fields) -> Plan:
    """Emergency mode under an order, until a time that is not too far (`limits.toml`); `end` ends it. Its releases are judged again when data return."""
    here = lane.station.journal.station
    if fields.get("end"):
        order = lane.station.emergency()
        if not order:
            raise Refused("no-emergency")
        return Plan((Draft("emergency.ended", here, {"order": order}),), tick="read")
    for name in ("order", "until"):
        if not str(fields.get(name) or "").strip():
            raise Refused("act-field-missing", act="emergency", field=name)
    until = parse_time(fields["until"])
    if until <= lane.station.clock():
        raise Refused("emergency-past", until=fields["until"])
    longest = int(lane.station.book.limit("emergency", "longest"))
    if until - lane.station.clock() > longest * 1000:
        raise Refused("emergency-too-long", until=fields["until"], hours=longest // 3600)
    return Plan((Draft("emergency.declared", here, {"order": fields["order"], "until": until}),), tick="read")


def roster(lane: Lane, fields: Fields) -> Plan:
    """Who is on duty today: officer numbers with spaces between; inspectors are drawn among them from now on. Refused `roster-nobody` when none of them may sign."""
    officers = sorted(set(fields["officers"].split()))
    if not any(lane.station.role(officer) in lane.station.book.roles["sign"] for officer in officers):
        raise Refused("roster-nobody", officers=" ".join(officers) or "–")
    for officer in officers:
        lane.station.role(officer)
    here = lane.station.journal
    return Plan((Draft("duty.set", here.station, {"day": days.journal_day(here, lane.station.clock()), "officers": officers}),), tick="read")
