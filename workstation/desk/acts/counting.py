"""The act of an officer who has counted: the item just read at a traveller desk is here once more, or so many times in all."""

import re
from collections.abc import Mapping
from typing import Any

from workstation.desk import travelling
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import again
from workstation.words import Refused

_PIECES = re.compile(r"[1-9][0-9]?", re.ASCII)


def count_goods(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """One more of it, or `pieces` (1 to 99) in all; each stands in the journal as a read of its own, marked typed. What is counted too often is taken back by beginning anew (`next`)."""
    passage = lane.in_front()
    if passage.profile != "traveller" or passage.state != "open":
        raise Refused("not-traveller")
    part = again.last(passage)
    if part is None:
        raise Refused("count-nothing")
    have = sum(each.value == part.value for each in passage.parts)
    asked = fields.get("pieces", str(have + 1)).strip()
    if not _PIECES.fullmatch(asked):
        raise Refused("count-pieces", pieces=asked[:20])
    if int(asked) <= have:
        raise Refused("count-fewer", have=have, pieces=asked)
    body = {"sort": part.sort, "value": part.value, "checked": part.checked, "source": "typed"}
    drafts = [Draft("code.scanned", passage.id, body) for _ in range(int(asked) - have)]
    told = travelling.standing(lane, travelling.after(lane, passage.id, drafts))
    return Plan(tuple(drafts), passage.id, "read", extra={"traveller": told.shown(passage.id)})
