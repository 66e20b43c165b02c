"""The act that settles an ambiguous scan: the officer says which of the codes on the screen it is."""

from collections.abc import Mapping
from typing import Any

from workstation import codes
from workstation.desk import weights
from workstation.desk.lane import Lane
from workstation.desk.scanning import come_forward, tied
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import part_kind, place
from workstation.words import Refused


def choose(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """The last scan, which belonged to no truck, is this code; it goes where the code belongs, else to the truck in front, else a passage opens."""
    kind, value = fields["kind"], fields["value"]
    if (kind, value) not in lane.last.choices:
        raise Refused("nothing-to-choose", kind=kind[:40], value=value[:40])
    if kind == "weight":
        return weights.take(lane, value)
    if kind not in codes.PERSON_KINDS and codes.names_person(value):
        raise Refused("seal-is-document", number=codes.masked(kind, value))
    # A person's number is a pseudonym here: whether its check digit held was not kept.
    checked = any(each.kind == kind and each.checked for each in codes.recognise(value).candidates)
    code = codes.Code(kind, value, checked)
    put = place((code,), lane.open_front(), lane.aside(), tied(lane))
    here = lane.open_front()
    drafts, name = come_forward(lane, put.passage or (here.id if here else ""), part_kind(kind, value))
    others = [each for each, _ in lane.last.choices if each != kind and each not in codes.PERSON_KINDS]
    body = {"sort": kind, "value": value, "checked": checked, "source": _source(lane), **({"others": others} if others else {})}
    return Plan((*drafts, Draft("code.scanned", name, body)), name, "read")


def _source(lane: Lane) -> str:
    """How the scan came in: it was written when it came, without a truck."""
    rows = lane.station.journal.read("SELECT json_extract(bytes, '$.body.source') FROM event WHERE kind = 'code.scanned' AND subject = '' ORDER BY seq DESC LIMIT 1")
    return str(rows[0][0]) if rows else "typed"
