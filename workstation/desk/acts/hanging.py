"""What hangs on the truck in front: before a seal is put on, taken off or replaced, or a lock is opened, it is held against what was read, declared and done here."""

from collections.abc import Iterable

from workstation.codes import fold_seal
from workstation.desk import tables
from workstation.desk.lane import Lane
from workstation.inspection import entry, forms
from workstation.passage import Passage
from workstation.words import Refused


def check_on(lane: Lane, passage: Passage, number: str, container: str) -> None:
    """What a seal is put on, '' = not said, stands here. Refused `seal-box-strange`."""
    if container and container not in holders(lane, passage):
        raise Refused("seal-box-strange", seal=number, container=container[:40])


def check_off(lane: Lane, passage: Passage, number: str, container: str) -> None:
    """A seal that is taken off hangs here. Refused `seal-not-here`, `seal-off-already`, `seal-box-strange`, `seal-on-another`."""
    if is_off(passage, number):
        raise Refused("seal-off-already", seal=number)
    places = _places(lane, passage)
    if number not in places:
        raise Refused("seal-not-here", seal=number)
    check_on(lane, passage, number, container)
    if container and places[number] and container not in places[number]:
        raise Refused("seal-on-another", seal=number, container=container, known=", ".join(sorted(places[number])))


def is_off(passage: Passage, number: str) -> bool:
    """Whether the last that was done to a number here was to take it off."""
    done = [fold_seal(each.off) == number for each in passage.closures if number in (fold_seal(each.off), fold_seal(each.on))]
    return bool(done) and done[-1]


def holders(lane: Lane, passage: Passage) -> frozenset[str]:
    """Containers and vehicles of this truck: read, booked for it, or what the seals read here were put on."""
    told = (*lane.stand.told.containers, *lane.stand.told.carried) if lane.stand else ()
    return frozenset((*passage.values("container"), *passage.values("vehicle"), *passage.values("trailer"), *told))


def folded_box(text: object) -> str:
    """A container or plate as it stands among the parts."""
    return "".join(str(text or "").upper().split())


def _places(lane: Lane, passage: Passage) -> dict[str, set[str]]:
    """Folded number of every seal that was read, typed, declared or put on here -> what it was said to hang on."""
    rows = lane.stand.told.seals if lane.stand else {}
    several: list[tuple[str, str]] = [(seal.number, seal.container) for seal in passage.seals]
    several += [(row["number"], holder) for holder, listed in rows.items() for row in listed]
    several += [(each.on, each.container) for each in passage.closures if each.on]
    several += [(number, "") for number in _entered(lane, passage)]
    found: dict[str, set[str]] = {}
    for number, box in several:
        found.setdefault(fold_seal(number), set()).update({box} - {""})
    return found


def _entered(lane: Lane, passage: Passage) -> Iterable[str]:
    """Seal numbers that the open inspection has in its form."""
    inspection = lane.open_inspection(passage)
    if inspection is None:
        return ()
    form = forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station))
    return [number for field in form.fields if field.kind == "seal" for number in entry.split_many(inspection.fields.get(field.id, ""))]
