"""Items of a traveller without a number of their own: one read twice at once may be two that are alike, and is in question until it is counted."""

from workstation.journal import Event
from workstation.made import anew
from workstation.passage.values import TRAVELLER_PARTS, Part, Passage


def alike(sort: str, value: str) -> bool:
    """Whether a second thing may carry the same code: goods without a serial number (written behind a `+`); a sealed bag's code is its own."""
    return TRAVELLER_PARTS.get(sort) == "goods" and sort != "pickup" and "+" not in value


def repeated(passage: Passage, event: Event) -> Passage:
    """The passage after a read that was not counted."""
    value = event.body["value"]
    if passage.profile != "traveller" or not alike(event.body["sort"], value):
        return passage
    return anew(passage, again=(*counted(passage, value).again, (value, event.seq)))


def counted(passage: Passage, value: str) -> Passage:
    """The same with this item no longer in question."""
    return anew(passage, again=tuple(each for each in passage.again if each[0] != value)) if in_question(passage, value) else passage


def recounted(passage: Passage, event: Event) -> Passage:
    """The passage after an officer counted fewer: the first reads stand, and the item is in question no more."""
    value = event.body["value"]
    reads = [part for part in passage.parts if part.kind == "goods" and part.value == value]
    gone = {part.place for part in reads[max(event.body["pieces"], 0) :]}
    return anew(counted(passage, value), parts=tuple(part for part in passage.parts if part.place not in gone))


def in_question(passage: Passage, value: str) -> bool:
    """Whether an item was read twice at once and counted once."""
    return any(each == value for each, _ in passage.again)


def last(passage: Passage) -> Part | None:
    """The goods read last that may be here several times, counted or not; None where there are none."""
    goods = [part for part in passage.parts if part.kind == "goods"]
    stamps = dict(passage.again)
    newest = max(goods, key=lambda part: max(part.place[1], stamps.get(part.value, 0)), default=None)
    return newest if newest and alike(newest.sort, newest.value) else None
