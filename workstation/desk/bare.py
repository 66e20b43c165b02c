"""A number that nothing but its letters speaks for, bare at a goods lane: the driver's document where the register knows it as one, else nobody's seal without the officer's word."""

from dataclasses import replace
from typing import Any

from workstation import codes
from workstation.desk import guesses, persons, written
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.passage import Placed
from workstation.passage.place import SHAPELESS
from workstation.words import Refused

DRIVER = "driver"


def looked_at(lane: Lane, text: str, put: Placed, met: dict[str, str]) -> tuple[Placed, codes.Code | None]:
    """Where such a number goes, and the registered document that it is, a passport say; None where it is none. Whose it is goes into `met`, so that he may be opened by his key; nobody is opened here."""
    read = _document(lane, text, put, met)
    return _placed(lane, put, read), read


def told(text: str, put: Placed, read: codes.Code | None) -> tuple[Say, ...]:
    """What is said of such a number, masked: it was taken for the driver's document, or it is a seal that somebody's document has the number of."""
    if read is None:
        return ()
    return (Say("scan-document-driver" if put.code is read else "scan-seal-and-document", {"text": codes.masked("seal", codes.fold_seal(text))}),)


def doubt(lane: Lane, text: str, value: str, misread: list[str]) -> Say | None:
    """Why a text of no shape is no seal of the truck in front; None while that waits for parts and the text can hardly be anything else."""
    if misread:
        return Say("scan-misread", {"kind": misread[0], "text": written.shown(lane.station, text)})
    waits = lane.stand is not None and _awaits(lane)
    if waits and guesses.could_be_person(text, value):
        # The journal cannot forget a passport number or a name: written as a pseudonym until the officer says that it is a seal.
        return Say("scan-word" if guesses.is_word(text) else "scan-seal-or-person", {"text": written.shown(lane.station, text)})
    return None if waits else Say("scan-belongs-nowhere", {"text": written.shown(lane.station, text)})


def asked(text: str, read: codes.Code, choices: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """What the screen shows of one that may be either: the number masked, and both under their keys, the document first."""
    masked = codes.masked("seal", codes.fold_seal(text))
    return {"stray": masked, "alarms": (Say("scan-seal-or-document", {"text": masked}),), "choices": ((read.kind, read.value), *choices)}


def _document(lane: Lane, text: str, put: Placed, met: dict[str, str]) -> codes.Code | None:
    """As the code of a pseudonym; None where the register knows none, or several persons' documents."""
    if put.code is None or put.code.kind not in SHAPELESS or guesses.is_word(text) or not guesses.could_be_person(text, codes.fold_seal(text)):
        return None
    try:
        who = persons.registered(lane.station, text, "typed")
    except Refused:
        # Documents of several persons: nobody's until the document itself is read.
        return None
    if who is None:
        return None
    met[who.person] = who.id
    return replace(who.code, value=who.person)


def _placed(lane: Lane, put: Placed, read: codes.Code | None) -> Placed:
    """The driver of the truck in front, where nothing is awaited any more: then the number can hardly be a seal. Otherwise as it was placed."""
    front = lane.open_front()
    if read is None or not put.guessed or front is None or _awaits(lane):
        return put
    return Placed(read, DRIVER, front.id, (put.code, *put.others) if put.code else put.others)


def _awaits(lane: Lane) -> bool:
    """Whether the truck in front lacks anything but its slip; also where none was looked at."""
    return lane.stand is None or bool(set(lane.stand.gathered.waiting) - {"slip"})
