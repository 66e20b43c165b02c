"""The seals of what an inspection opens: which are known there, and which must have been cut."""

import re
from collections.abc import Mapping

from workstation.codes import fold_seal
from workstation.desk import tables
from workstation.desk.lane import Lane
from workstation.inspection import entry, forms, opening, progress
from workstation.inspection.values import Field, Form, Inspection
from workstation.passage import Passage

CONTAINER = "container"
"""The field of a form that names what was opened."""

_GAPS = re.compile(r"[\s,;]+")


def check_entry(lane: Lane, passage: Passage, inspection: Inspection, field: Field) -> None:
    """What was just entered as taken off was there. Refused `inspection-seal-strange`."""
    if field.fill == "removed":
        form = forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station))
        opening.check_known(form, entry.split_many(inspection.fields.get(field.id, "")), _known(lane, passage, inspection))


def check_all(lane: Lane, passage: Passage, inspection: Inspection, form: Form) -> None:
    """Before a signature: no strange seal was taken off, and none that was cut still counts. Refused as `check_entry`, and `inspection-seal-left`."""
    opening.check_known(form, progress.taken_off(inspection, form), _known(lane, passage, inspection))
    opening.check_left(inspection, form, _standing(lane, passage, inspection))


def _known(lane: Lane, passage: Passage, inspection: Inspection) -> list[str]:
    """Read, declared or put on: on the named containers, or on no named one."""
    places, opened = _declared(lane), _opened(lane, passage, inspection)
    found = [seal.number for seal in passage.seals if _there(seal.number, seal.container, places, opened)]
    rows = lane.stand.told.seals if lane.stand else {}
    found += [row["number"] for holder, several in rows.items() for row in several if not opened or holder in opened or holder not in _boxes(lane, passage)]
    return found + [each.on for each in passage.closures if each.on and _there(each.on, each.container, places, opened)]


def _standing(lane: Lane, passage: Passage, inspection: Inspection) -> list[str]:
    """What was on before: read, or put on by an earlier inspection. What was changed without one may have been the opening itself."""
    places, opened = _declared(lane), _opened(lane, passage, inspection)
    off = {fold_seal(number) for number in passage.removed}
    fresh = {fold_seal(each.on): each.place for each in passage.closures if each.on and each.inspection in ("", inspection.id)}
    # A new seal may be read once it hangs there; a number that was read before is no new seal.
    reads = [(seal.number, seal.container) for seal in passage.seals if seal.place < fresh.get(fold_seal(seal.number), (seal.place[0], seal.place[1] + 1))]
    put_on = [(each.on, each.container) for each in passage.closures if each.on and each.inspection not in ("", inspection.id)]
    return [number for number, box in reads + put_on if fold_seal(number) not in off and _there(number, box, places, opened)]


def _there(number: str, container: str, places: Mapping[str, str], opened: frozenset[str]) -> bool:
    place = container or places.get(fold_seal(number), "")
    return not opened or not place or place in opened


def _declared(lane: Lane) -> dict[str, str]:
    """Folded number -> what the port says it was put on."""
    rows = lane.stand.told.seals if lane.stand else {}
    return {fold_seal(row["number"]): holder for holder, several in rows.items() for row in several}


def _boxes(lane: Lane, passage: Passage) -> frozenset[str]:
    told = (*lane.stand.told.containers, *lane.stand.told.carried) if lane.stand else ()
    return frozenset((*passage.values("container"), *told))


def _opened(lane: Lane, passage: Passage, inspection: Inspection) -> frozenset[str]:
    """The containers of this truck that the form names; none named means all of them."""
    named = {part.upper() for part in _GAPS.split(inspection.fields.get(CONTAINER, ""))}
    return frozenset(named & _boxes(lane, passage))
