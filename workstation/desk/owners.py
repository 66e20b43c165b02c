"""Who may be made to answer for something: an officer this station knows, or a role of the roles table, that may answer calls."""

from workstation.desk.lane import Lane
from workstation.risk.figures import ROLES
from workstation.words import Choices, Refused


def named(lane: Lane, name: str) -> str:
    """The officer or role of that name, '' for nobody. Refused `call-owner-unknown`, `call-owner-disabled`, `call-owner-may-not`."""
    rows = lane.station.journal.read("SELECT role FROM officer WHERE id = ?", (name,))
    if name and name not in ROLES and not rows:
        raise Refused("call-owner-unknown", owner=name[:40], roles=Choices(_answering(lane), "role."))
    role = name if name in ROLES else rows[0][0] if rows else ""
    if name and not role:
        raise Refused("call-owner-disabled", owner=name)
    if name and role not in _answering(lane):
        raise Refused("call-owner-may-not", owner=name, role=role, roles=Choices(_answering(lane), "role."))
    return name


def _answering(lane: Lane) -> tuple[str, ...]:
    return tuple(lane.station.book.roles.get("call-answer", ()))
