"""Calls that many parcels share: one for each matter of a belt, every parcel listed in it; it is over when none of them is stopped any more."""

from collections.abc import Collection, Mapping, Sequence

from workstation.calls.call import Call
from workstation.desk.lane import Lane
from workstation.journal import Draft
from workstation.words import Refused

SHOWN = 5
"""Parcels that a refusal names."""
_STOPPED = "p.channel <> 'release' AND p.s_at < p.at"


def joining(lane: Lane, sort: str, said: Mapping[str, str]) -> list[Draft] | None:
    """The draft that puts a parcel (`item`) into the unanswered call of this lane about the same matter (`ref`), none where it is listed there; None where no such call stands."""
    journal, item = lane.station.journal, said["item"]
    rows = journal.read(
        "SELECT id, EXISTS (SELECT 1 FROM call_item WHERE call = id AND item = ?) FROM call WHERE about = ? AND done = 0 AND sort = ? AND ref = ? AND answered_at IS NULL"
        " ORDER BY at LIMIT 1", (item, lane.station.settings.lane, sort, said.get("ref", "")),
    )  # fmt: skip
    if not rows:
        return None
    ((name, listed),) = rows
    return [] if listed else [Draft("call.joined", name, {"item": item, "cause": said["cause"]})]


def listed(lane: Lane, item: str) -> bool:
    """Whether a call that nobody has answered lists a parcel. One indexed read."""
    return bool(lane.station.journal.read("SELECT 1 FROM call_item i JOIN call c ON c.id = i.call WHERE i.item = ? AND c.answered_at IS NULL LIMIT 1", (item,)))


def ended(lane: Lane, item: str, sorts: Collection[str]) -> list[str]:
    """The calls of these sorts that are answered when this parcel is: nobody answered them yet and no other parcel of theirs is stopped."""
    marks = ", ".join("?" * len(sorts))
    rows = lane.station.journal.read(
        f"SELECT i.call FROM call_item i JOIN call c ON c.id = i.call WHERE i.item = ? AND c.answered_at IS NULL AND c.sort IN ({marks}) AND NOT EXISTS"
        f" (SELECT 1 FROM call_item o JOIN parcel p ON p.number = o.item WHERE o.call = i.call AND o.item <> i.item AND {_STOPPED}) ORDER BY i.call", (item, *sorts),
    )  # fmt: skip
    return [str(name) for (name,) in rows]


def standing(lane: Lane, calls: Sequence[Call]) -> dict[str, tuple[str, ...]]:
    """Call id -> its parcels that are stopped still, the first read first; of calls that list parcels."""
    names = [call.id for call in calls if call.items]
    found: dict[str, list[str]] = {name: [] for name in names}
    marks = ", ".join("?" * len(names))
    sql = f"SELECT i.call, i.item FROM call_item i JOIN parcel p ON p.number = i.item WHERE i.call IN ({marks}) AND {_STOPPED} ORDER BY i.at, i.item"
    for name, item in lane.station.journal.read(sql, names) if names else ():
        found[name].append(item)
    return {name: tuple(items) for name, items in found.items()}


def check_over(lane: Lane, call: Call) -> None:
    """A call is not closed over the head of a parcel that is stopped still. Refused `call-items-stand`."""
    if still := standing(lane, (call,)).get(call.id, ()):
        raise Refused("call-items-stand", call=call.number, count=len(still), known=", ".join(still[:SHOWN]) + (" …" if len(still) > SHOWN else ""))
