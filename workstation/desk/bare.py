"""A number that nothing but its letters speaks for, bare at a goods lane: the driver's document where the register knows it as one, else nobody's seal without the officer's word."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from workstation import codes
from workstation.desk import certified, guesses, persons, written
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.passage import Placed
from workstation.passage.place import SHAPELESS

DRIVER = "driver"
UNCHECKED = codes.PERSON_KINDS - {"personal", "mrz"}
"""Documents of persons whose number alone may stand where somebody types it; some have no check digit."""

Read = tuple[codes.Code, ...]
"""Registered documents, as codes of the pseudonyms of whose they are."""

_SEVERAL = 2


def looked_at(lane: Lane, text: str, to: Callable[[Iterable[codes.Code]], Placed], known: tuple[codes.Code, ...], met: dict[str, str]) -> tuple[Placed, Read]:
    """Where a text goes (`to` places the codes it may be, `known`), such a number or a certificate's too, and the registered documents that have it, a passport say; of several persons all of them, and then it goes nowhere until the officer says which.

    Whose they are goes into `met`, so that he may be opened by his key; nobody is opened here.
    """
    put = to(known)
    read = _documents(lane, text, put, met)
    if not read and (certificate := certified.put(lane, text, put, to)) is not put:
        return certificate, ()
    if len(read) < _SEVERAL:
        return _placed(lane, put, read), read
    front = lane.open_front()
    here = [each for each in read if front and each.value in front.values(DRIVER)]
    # Said once on this truck, it is that one.
    return (Placed(here[0], DRIVER, front.id), (here[0],)) if here and front else (Placed(put.code, others=put.others), read)


def told(lane: Lane, text: str, put: Placed, read: Read) -> tuple[Say, ...]:
    """What is said of certificates; of such a number, masked: it was taken for the driver's document, or it is a seal that somebody's document has the number of."""
    if not read:
        return certified.says(lane, put)
    return (Say("scan-document-driver" if put.code is read[0] else "scan-seal-and-document", {"text": codes.masked("seal", codes.fold_seal(text))}),)


def doubt(lane: Lane, text: str, value: str, misread: Sequence[codes.NotThat]) -> Say | None:
    """Why a text of no shape is no seal of the truck in front; None while that waits for parts and the text can hardly be anything else."""
    if certificate := certified.of_others(lane, text):
        return certificate[0]
    if misread:
        kind, reason, masked = misread[0].kind, misread[0].reason, written.shown(lane.station, text)
        return Say("scan-misread", {"kind": kind, "text": masked}) if reason == "check-digit" else Say("scan-label-wrong", {"text": masked, "why": f"code-reason-{reason}"})
    waits = lane.stand is not None and _awaits(lane)
    if waits and guesses.could_be_person(text, value):
        # The journal cannot forget a passport number or a name: written as a pseudonym until the officer says that it is a seal.
        return Say("scan-word" if guesses.is_word(text) else "scan-seal-or-person", {"text": written.shown(lane.station, text)})
    return None if waits else Say("scan-belongs-nowhere", {"text": written.shown(lane.station, text)})


def asked(text: str, read: Read, choices: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """What the screen shows of one that may be either, or several persons': the number masked, and all under their keys, documents first."""
    masked, documents = codes.masked("seal", codes.fold_seal(text)), tuple((each.kind, each.value) for each in read)
    key = "scan-seal-or-document" if len(read) < _SEVERAL else "scan-document-several"
    return {"stray": masked, "alarms": (Say(key, {"text": masked}),), "choices": (*documents, *(each for each in choices if each not in documents))}


def _documents(lane: Lane, text: str, put: Placed, met: dict[str, str]) -> Read:
    """As codes of pseudonyms; () where the register knows none, or one that the code's own letters tell already."""
    code = put.code
    shaped = code is not None and code.kind in UNCHECKED and not code.checked
    if code is None or not (shaped or code.kind in SHAPELESS) or guesses.is_word(text) or not guesses.could_be_person(text, codes.fold_seal(text)):
        return ()
    told = persons.documents_of(lane.station, text)
    if not told or (len({row["person"] for row in told}) < _SEVERAL and (shaped or lane.station.register.get("person", told[0]["person"]) is None)):
        return ()
    owners = {row["person"]: row for row in reversed(told)}
    if len(owners) >= _SEVERAL and not shaped and not put.guessed:
        # Told as something else: nobody's until the document itself is read.
        return ()
    found = {lane.station.pseudonym("person", person): (person, persons.kind_of(row)) for person, row in sorted(owners.items())}
    met |= {each: person for each, (person, _) in found.items()}
    return tuple(codes.Code(kind, each) for each, (_, kind) in found.items())


def _placed(lane: Lane, put: Placed, read: Read) -> Placed:
    """The driver of the truck in front, where nothing is awaited any more: then the number can hardly be a seal. Otherwise as it was placed."""
    front = lane.open_front()
    if not read or not put.guessed or front is None or _awaits(lane):
        return put
    return Placed(read[0], DRIVER, front.id, (put.code, *put.others) if put.code else put.others)


def _awaits(lane: Lane) -> bool:
    """Whether the truck in front lacks anything but its slip; also where none was looked at."""
    return lane.stand is None or bool(set(lane.stand.gathered.waiting) - {"slip"})
