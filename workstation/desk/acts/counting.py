"""The act of an officer who has counted: the item just read at a traveller desk is here once more, or so many times in all."""

import re
from collections.abc import Mapping
from typing import Any

from workstation.desk import travelling
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Part, again
from workstation.words import Refused

_PIECES = re.compile(r"[1-9][0-9]?", re.ASCII)


def count_goods(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """One more of it, or `pieces` (1 to 99) in all.

    Each one more stands in the journal as a read of its own, marked typed. Fewer than were counted so far take the last reads back: one event with the pieces before and
    after; the reads stay in the journal.
    """
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
    if int(asked) == have and not again.in_question(passage, part.value):
        raise Refused("count-same", have=have)
    drafts = _fewer(passage.id, part, have, int(asked)) if int(asked) <= have else _more(passage.id, part, int(asked) - have)
    told = travelling.standing(lane, travelling.after(lane, passage.id, drafts))
    alarms = (Say("count-taken-back", {"have": have, "pieces": asked}),) if int(asked) < have else ()
    return Plan(tuple(drafts), passage.id, "read", extra={"traveller": told.shown(passage.id)}, alarms=alarms)


def _more(name: str, part: Part, count: int) -> list[Draft]:
    body = {"sort": part.sort, "value": part.value, "checked": part.checked, "source": "typed"}
    return [Draft("code.scanned", name, body) for _ in range(count)]


def _fewer(name: str, part: Part, have: int, pieces: int) -> list[Draft]:
    return [Draft("goods.recounted", name, {"sort": part.sort, "value": part.value, "was": have, "pieces": pieces})]
