"""Words that are kept for good, and texts that are shown: no number of a person's document in them, proved by its check digit or known to the register, and no name of whom the station met of late."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from workstation import codes
from workstation.custody import stock
from workstation.desk import guesses
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.register import known
from workstation.words import Refused, covered

_DAY = 86_400_000
_BESIDE, _ASKED = 64, 500
_COLLEAGUES = ("who", "owner", "when")
_HANDLED = "SELECT 1 FROM touched WHERE value = ? LIMIT 1"
_MET = """SELECT 1 FROM part WHERE value IN ({marks}) AND (at >= ? OR passage = ?)
UNION ALL SELECT 1 FROM person_look WHERE person IN ({marks}) AND at >= ? LIMIT 1"""


def names_person(station: Station, text: str) -> bool:
    """Whether a text is or holds the number of somebody's document: by its check digit, or as the register knows it."""
    return bool(codes.names_person(text)) or bool(registered(station, text))


def registered(station: Station, text: str) -> list[str]:
    """The numbers in a text that the register knows as documents of persons: 6 to 20 letters and digits, a passport's say; no seal of the register, of the stock kept here, or that was put on or taken off here."""
    return [each for each in known.documents(station.register, text) if not _handled(station, each)]


def _handled(station: Station, number: str) -> bool:
    """As a seal, here."""
    return bool(stock.holder(station.journal, number) or station.journal.read(_HANDLED, (number,)))


def check_seal(station: Station, *numbers: str) -> None:
    """Folded numbers that are to be kept as seals from now on. Refused `seal-is-document`."""
    for each in numbers:
        if registered(station, each):
            raise Refused("seal-is-document", number=codes.masked("seal", each))


def check_words(station: Station, fields: Mapping[str, Any], *names: str) -> None:
    """Fields of these names, where they are given. Refused as `refuse`."""
    for name in names:
        refuse(station, name, str(fields.get(name) or ""))


def refuse(station: Station, field: str, text: str, passage: str = "") -> None:
    """Words that are kept for good. Refused `text-names-person` for the number of a document, `person-in-words` for the name of somebody whom the station met."""
    if numbered(station, text, passage):
        raise Refused("text-names-person", field=field)
    if names_met(station, text, passage):
        raise Refused("person-in-words")


def numbered(station: Station, text: str, passage: str = "") -> bool:
    """Whether words hold the number of anybody's document, or a personal code. Figures that are also a passport are none, but where the words call them one, or the station met whose it is within a day or in this passage."""
    if codes.names_person(text):
        return True
    found = known.in_words(station.register, text)
    return any(not _handled(station, each) for each in found.numbers) or any(_met(station, people, passage) for people in found.figures.values())


def names_met(station: Station, text: str, passage: str = "") -> bool:
    """Whether words hold the name of a person whose document was read or who was opened here within a day, or in this passage, whoever sat here and at whichever command.

    What cannot be known: a name the register does not have in just these characters or in pinyin (a nickname, a part of a name), and whom nobody met; any
    two characters may be somebody's name.
    """
    return _met(station, station.register.named(text), passage)


def _met(station: Station, persons: Iterable[str], passage: str) -> bool:
    """Whether any of these (register ids) was read or opened here within a day, or in this passage."""
    people, since = [station.pseudonym("person", each) for each in persons], station.clock() - _DAY
    for first in range(0, len(people), _ASKED):
        part = people[first : first + _ASKED]
        if station.journal.read(_MET.format(marks=", ".join("?" * len(part))), (*part, since, passage or None, *part, since)):
            return True
    return False


def carries(station: Station, row: Mapping[str, Any] | None, words: str, numbers: Iterable[str] = ()) -> bool:
    """Whether words name this person (his row of the register), by his name or a number; or anybody, by a number."""
    folded = codes.fold_seal(words)
    told = station.register.where("document", "person", row["id"]) if row else []
    secret = [*numbers, *(each["number"] for each in told), *([row["name"]] if row else [])]
    return any(codes.fold_seal(each) in folded for each in secret if each) or numbered(station, words)


def check(lane: Lane, field: str, text: str) -> None:
    """A field that is kept as it is written. Refused as `refuse`; who is asked on the phone, and an officer, may be called as a driver is."""
    if field not in _COLLEAGUES:
        refuse(lane.station, field, text, lane.front)
    elif numbered(lane.station, text, lane.front):
        raise Refused("text-names-person", field=field)


def check_beside(lane: Lane, asked: Mapping[str, Any]) -> None:
    """What stands beside a read and is kept with it: a device's name, a container; looked at the first time it comes. Refused as `refuse`."""
    for name in ("link", "container"):
        text = asked.get(name)
        if isinstance(text, str) and text not in lane.beside:
            refuse(lane.station, name, text, lane.front)
            lane.beside = {*lane.beside, text} if len(lane.beside) < _BESIDE else {text}


def shown(station: Station, text: str) -> str:
    """A raw read for the screen; of one with the number of a document in it nothing but that number, masked."""
    if codes.names_person(text):
        hidden = covered(unicodedata.normalize("NFKC", text))
        return max(re.findall(r"\*+[0-9X]*", hidden), key=len, default="*" * 18)
    told = registered(station, text)
    return codes.masked("seal", told[0]) if told else guesses.shown(text)
