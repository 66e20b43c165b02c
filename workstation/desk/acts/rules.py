"""The act that puts a rule pack in force."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workstation.desk import ruling
from workstation.desk.acts import seconding
from workstation.desk.acts.act import prove
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.risk.officers import check_may
from workstation.words import Refused


def rules_live(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """From its first day on the station goes by a loaded rule pack: the officer signed in and a second person with his own secret."""
    second, version = fields["officer"], fields["version"].strip()
    if not version.isdecimal() or len(version) > 15:
        raise Refused("rules-unknown", version=version[:20])
    if second == lane.officer:
        raise Refused("second-officer-same", officer=second)
    check_may(lane.station.book, "cosign-rules", prove(lane, second, fields.get("secret")))
    approved, *switched = ruling.approval(lane.station, int(version), (lane.officer, second))
    approved = replace(approved, body={**approved.body, **seconding.since(lane, "rules-live")})
    return Plan((approved, *switched), tick="read", after=lane.rule)
