"""Words that are kept for good, and texts that are shown: no number of a person's document in them, proved by its check digit or known to the register, and no name of who is in front."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from workstation import codes
from workstation.desk import guesses
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.words import Refused, covered

_NUMBER = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{7,12}(?![0-9A-Z])", re.ASCII)
_PARTED = re.compile(r"(?<![0-9A-Z])[A-Z]{1,2}[ -][0-9]{6,9}(?![0-9A-Z])", re.ASCII)
_PERMIT = 9
"""What of a home return permit names its holder; the rest counts renewals."""


def names_person(station: Station, text: str) -> bool:
    """Whether a text is or holds the number of somebody's document: by its check digit, or as the register knows it."""
    return bool(codes.names_person(text)) or bool(registered(station, text))


def registered(station: Station, text: str) -> list[str]:
    """The numbers in a text that the register knows as documents of persons, and not as a seal: 7 to 12 letters and digits, a passport's say, which has no check digit of its own."""
    plain = unicodedata.normalize("NFKC", text).upper()
    found = {codes.fold_seal(each) for each in (*_NUMBER.findall(plain), *_PARTED.findall(plain))}
    found |= {each[:_PERMIT] for each in found if each[0] in "HM"}
    told = sorted(each for each in found if any(sign.isdigit() for sign in each))
    known = {row["number"] for row in station.register.among("document", "number", told) if row["kind"] != "personal"} if told else set()
    return [each for each in sorted(known) if not station.register.where("seal", "number", each)]


def check_seal(station: Station, *numbers: str) -> None:
    """Folded numbers that are to be kept as seals from now on. Refused `seal-is-document`."""
    for each in numbers:
        if registered(station, each):
            raise Refused("seal-is-document", number=codes.masked("seal", each))


def check_words(station: Station, fields: Mapping[str, Any], *names: str) -> None:
    """Fields of these names, where they are given. Refused `text-names-person`."""
    for name in names:
        if names_person(station, str(fields.get(name) or "")):
            raise Refused("text-names-person", field=name)


def carries(station: Station, row: Mapping[str, Any] | None, words: str, numbers: Iterable[str] = ()) -> bool:
    """Whether words name this person (his row of the register), by his name or a number; or anybody, by a number."""
    folded = codes.fold_seal(words)
    told = station.register.where("document", "person", row["id"]) if row else []
    secret = [*numbers, *(each["number"] for each in told), *([row["name"]] if row else [])]
    return any(codes.fold_seal(each) in folded for each in secret if each) or names_person(station, words)


def check(lane: Lane, field: str, text: str) -> None:
    """A field that is kept as it is written. Refused `text-names-person` for a number, `person-in-words` for the name of a person who is in front."""
    if names_person(lane.station, text):
        raise Refused("text-names-person", field=field)
    if field not in ("reason", "words") or not lane.front:
        return
    known = {person: name for person, (name, _) in lane.persons.items()} | lane.met
    for person in lane.passage(lane.front).values("driver"):
        row = lane.station.register.get("person", known[person]) if known.get(person) else None
        if row is not None and carries(lane.station, row, text):
            raise Refused("person-in-words")


def shown(station: Station, text: str) -> str:
    """A raw read for the screen; of one with the number of a document in it nothing but that number, masked."""
    if codes.names_person(text):
        hidden = covered(unicodedata.normalize("NFKC", text))
        return max(re.findall(r"\*+[0-9X]*", hidden), key=len, default="*" * 18)
    known = registered(station, text)
    return codes.masked("seal", known[0]) if known else guesses.shown(text)
