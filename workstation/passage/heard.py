"""What was supplied by phone while data are too old: of which papers, parties and parts it was said, and what may be believed of it; pure."""

from collections.abc import Iterable, Mapping

from workstation.passage.told import Row, Told
from workstation.passage.values import Passage
from workstation.risk import STRICT, Rulebook

Facts = Mapping[str, str]

OF_PAPERS = ("papers.", "credit.", "goods.")
"""Beginnings of the facts that are said of one paper or its enterprise; all others are said of the truck."""
PARTS = ("vehicle", "trailer", "booking", "declaration", "release_list", "container", "driver")
"""Parts somebody on the phone looks for instructions on."""


def subjects(fact: str, passage: Passage, told: Told) -> tuple[str, ...]:
    """What a word about this fact is said of, now: numbers of papers, codes of enterprises, the plate, or every part."""
    if fact.startswith(("papers.", "goods.")):
        return passage.papers
    if fact.startswith("credit."):
        return tuple(dict.fromkeys(party(number, row) for number, row in told.papers.items()))
    kinds = ("vehicle",) if fact.startswith("booking.") else PARTS
    return tuple(dict.fromkeys(value for kind in kinds for value in passage.values(kind)))


def party(number: str, row: Row | None) -> str:
    """The enterprise of a paper; the paper's own number while the register does not know it."""
    return str(row["uscc"]) if row else number


def of_truck(passage: Passage, told: Told) -> dict[str, str]:
    """Fact -> the last word on it, as long as it named everything that is on the truck now."""
    said = [each for each in passage.heard if not each.fact.startswith(OF_PAPERS)]
    return {each.fact: each.value for each in said if _covers(each.about, subjects(each.fact, passage, told))}


def of_paper(passage: Passage, number: str, row: Row | None) -> dict[str, str]:
    """Fact -> the last word on this paper or on its enterprise."""
    key = {"papers.": number, "goods.": number, "credit.": party(number, row)}
    said = [(each, key[name]) for each in passage.heard for name in OF_PAPERS if each.fact.startswith(name)]
    return {each.fact: each.value for each, wanted in said if _covers(each.about, (wanted,))}


def _covers(about: frozenset[str] | None, wanted: Iterable[str]) -> bool:
    return about is None or set(wanted) <= about


def settled(ages: Facts, said: Facts, book: Rulebook) -> dict[str, str]:
    """The age facts with the words heard: two scales hang on one table, and a word about one says nothing about the other."""
    return {
        age: "confirmed" if value == "stale" and all(each.name in said for each in book.facts.values() if each.age == age) else value
        for age, value in ages.items()
    }


def believed(facts: Facts, said: Facts, book: Rulebook) -> dict[str, str]:
    """What was said, while the data are too old to say it themselves; a stricter instruction in them stands."""
    found = {name: value for name, value in said.items() if facts.get(book.facts[name].age, "confirmed") == "confirmed"}
    if "instruction" in found and STRICT.get(facts["instruction"], -1) > STRICT.get(found["instruction"], -1):
        del found["instruction"]
    # Who was told on the phone what is booked today needs no slot near now.
    return found | ({"booking.slot": "none"} if "booking.goods" in found else {})


def paper(overlay: Facts, ages: Facts, said: Facts, book: Rulebook) -> dict[str, str]:
    """One paper's facts with what was said of it: only where its own row says nothing, or the same; a hit in old data still counts."""
    own = settled({age: ages[age] for age in ("age.papers", "age.credit")}, said, book)
    heard = believed(own, said, book)
    first = {name: book.facts[name].values[0] for name in heard}
    silent = {name: (first[name], "unknown", book.facts[name].good, value) for name, value in heard.items()}
    return {**overlay, **own, **{name: value for name, value in heard.items() if overlay.get(name, first[name]) in silent[name]}}
