"""The act that settles an ambiguous scan: the officer says which of the codes on the screen it is."""

from collections.abc import Mapping
from typing import Any

from workstation import codes
from workstation.calls import call as calls
from workstation.desk import weights
from workstation.desk.lane import Lane
from workstation.desk.scanning import come_forward, tied
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import part_kind, place
from workstation.words import Choices, Refused, knows

STRAY = "stray"


def choose(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """The last scan, which belonged to no truck, is this code; it goes where the code belongs, else to the truck in front, else a passage opens."""
    kind, value = fields["kind"], _offered(lane, fields["kind"], fields["value"])
    if (kind, value) not in lane.last.choices:
        raise Refused("nothing-to-choose", kind=Choices((kind,), start) if (start := next((each for each in ("kind.", "part.") if knows(each + kind)), "")) else kind[:40], value=value[:40])
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
    source, as_read = _as_read(lane)
    body = {"sort": kind, "value": value, "checked": checked, "source": source, **({"others": others} if others else {})}
    return Plan((*drafts, Draft("code.scanned", name, body), *_answers(lane, as_read, lane.next_id(len(drafts) + 1))), name, "read")


def _offered(lane: Lane, kind: str, value: str) -> str:
    """The value on offer that a masked one stands for; else the value itself."""
    return next((each for of, each in lane.last.choices if of == kind and value == codes.masked("", each)), value)


def _as_read(lane: Lane) -> tuple[str, str]:
    """(how the scan came in, what was written of it then): it was written when it came, without a truck."""
    rows = lane.station.journal.read(
        "SELECT json_extract(bytes, '$.body.source'), json_extract(bytes, '$.body.value') FROM event WHERE kind = 'code.scanned' AND subject = '' ORDER BY seq DESC LIMIT 1"
    )
    return (str(rows[0][0]), str(rows[0][1])) if rows else ("typed", "")


def _answers(lane: Lane, value: str, proof: str) -> list[Draft]:
    """The stray has found its truck: that is the answer to its call, and the scan of now (`proof`) shows it."""
    found = calls.about(lane.station.journal, lane.station.settings.lane, (STRAY,), value) if value else []
    return [Draft("call.answered", call.id, {"proof": "event", "ref": proof, "automatic": True}) for call in found if call.answered_at is None]
