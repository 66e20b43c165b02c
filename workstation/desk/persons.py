"""A person opened and revealed by an officer: who it is by a document or personal code, what is written of it, what may be shown; and the audit of both."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from workstation import codes
from workstation.desk import personal, tables, written
from workstation.desk.lane import Lane
from workstation.desk.station import Station
from workstation.desk.values import LONGEST
from workstation.journal import Draft
from workstation.persons import documents, looks, postings
from workstation.persons.opened import Person, Source, clear, opened
from workstation.risk.officers import check_may
from workstation.settings import show_time
from workstation.words import Refused

SHORTEST_WORDS = 2


@dataclass(frozen=True)
class Named:
    """Who a text names: pseudonym, register row (None: not known), how it is proven (document | typed | signed | found), and the code."""

    person: str
    row: Mapping[str, Any] | None
    proof: str
    code: codes.Code

    @property
    def id(self) -> str:
        """The register id, '' when the register does not know him."""
        return str(self.row["id"]) if self.row else ""


def named(station: Station, text: str, source: str = "typed", aim: str | None = None) -> Named:
    """The person a document or personal code names. Refused `person-no-code`, `person-misread`, `person-unknown`, `person-several`, or as `personal.check` says.

    A misread document names nobody, so nothing is written of it; nor does a number without a check digit that the register does not know.
    """
    found = codes.recognise(text, aim)
    candidates = [code for code in found.candidates if code.kind in codes.PERSON_KINDS]
    rows = [(code, documents.person_of(station.register, code.kind, code.value)) for code in candidates]
    if not any(row or code.kind == "personal" for code, row in rows) and (told := registered(station, text, source)):
        return told
    if not candidates or (candidates[0].kind == "mrz" and not candidates[0].checked):
        misread = bool({each.kind for each in found.refused} & codes.PERSON_KINDS) or bool(candidates)
        raise Refused("person-misread" if misread else "person-no-code")
    code, row = next((pair for pair in rows if pair[1]), rows[0])
    if row and code.kind not in ("personal", "mrz") and not code.checked:
        # No check digit tells a permit's number from the passport of somebody else that has the same.
        registered(station, text, source)
    proof = "typed" if source == "typed" else "document"
    if code.kind == "personal":
        proof = personal.check(code.value, str(code.fields["signature"]), personal.known_keys(station), station.clock())
    if row is None and not code.checked and proof != "signed":
        raise Refused("person-unknown")
    return Named(station.person_of(code.kind, code.value)[0], row, proof, code)


def registered(station: Station, text: str, source: str) -> Named | None:
    """The person whose document of any sort has this number, a passport say, which has no shape of its own. A personal code is none: it opens by its signature.

    Refused `person-several` where documents of several persons have it.
    """
    told = documents_of(station, text)
    if len({each["person"] for each in told}) > 1:
        raise Refused("person-several")
    row = station.register.get("person", told[0]["person"]) if told else None
    if row is None:
        return None
    code = codes.Code(kind_of(told[0]), told[0]["number"])
    return Named(station.pseudonym("person", row["id"]), row, "typed" if source == "typed" else "document", code)


def documents_of(station: Station, text: str) -> list[dict[str, Any]]:
    """The documents of any sort that have this number, whoever's they are; a personal code is none."""
    return [each for each in station.register.where("document", "number", codes.fold_seal(text)[:40]) if each["kind"] != "personal"]


def is_document(station: Station, text: str) -> bool:
    """Whether the register has this text as the number of somebody's document, a personal code too."""
    number = text.strip().upper()[:64]
    return bool(documents_of(station, text)) or any(each["kind"] == "personal" for each in station.register.where("document", "number", number))


def kind_of(document: Mapping[str, Any]) -> str:
    """The kind of code a document is read as: a passport is kept as what it is read from, its zone."""
    return "mrz" if document["kind"] == "passport" else str(document["kind"])


def found(station: Station, name: str) -> Named:
    """The person of a row that a search by name showed, masked, by the register's own name of it. Refused `person-unknown`."""
    row = station.register.get("person", name)
    if row is None:
        raise Refused("person-unknown")
    return Named(station.pseudonym("person", name), row, "found", codes.Code("person", ""))


def met(lane: Lane, passage: str) -> Named:
    """The person whose document was read last on a passage ('' = the one in front) since the officer took the desk. Refused `person-not-read-here`."""
    read = (lane.passage(passage) if passage else lane.in_front()).values("driver")
    known = {person: name for person, (name, officer) in lane.persons.items() if officer == lane.officer} | lane.met
    if not read or read[-1] not in known:
        raise Refused("person-not-read-here")
    name = known[read[-1]]
    return Named(read[-1], lane.station.register.get("person", name) if name else None, "document", codes.Code("person", ""))


def called(lane: Lane, pseudonym: str) -> Named:
    """The person a call is about, whom the journal knows by a pseudonym only: one whose document was read or who was opened here since this officer took the desk,
    or whom a live instruction names. Refused `person-not-known-here`.
    """
    mine = {person: name for person, (name, officer) in lane.persons.items() if officer == lane.officer}
    known = {**lane.station.persons_under_instruction(), **mine, **lane.met}
    if pseudonym not in known:
        raise Refused("person-not-known-here")
    name = known[pseudonym]
    return Named(pseudonym, lane.station.register.get("person", name) if name else None, "found", codes.Code("person", ""))


def without_names(station: Station, candidates: Iterable[codes.Code], met: dict[str, str]) -> tuple[codes.Code, ...]:
    """From here on a person is a pseudonym; `met` takes whose document it is. A failed check digit opens nobody: it stays a name without a person behind it."""
    found = []
    for code in candidates:
        if code.kind in codes.PERSON_KINDS:
            person, name = station.person_of(code.kind, code.value)
            # A personal code proves somebody by its signature only, which is looked at where it is read to open him.
            if code.kind != "personal" and (name or code.checked):
                met[person] = name
            found.append(replace(code, value=person))
        else:
            found.append(code)
    return tuple(found)


def source_of(station: Station) -> Source:
    """Where persons are read, as of now."""
    return Source(station.register, station.journal, station.clock(), tables.quotas(station))


def look(station: Station, who: Named, purpose: str, passage: str = "") -> tuple[Draft, Person]:
    """The event of an officer's look-up, which is written before anything is shown, and the masked person."""
    check_words(station, who.row, purpose, who.code.value)
    body = {"purpose": _kept(purpose), "proof": who.proof, "known": who.row is not None, **({"passage": passage} if passage else {})}
    return Draft("person.shown", who.person, body), opened(source_of(station), who.person, who.row)


def reveal(station: Station, person: str, name: str, reason: str) -> tuple[Draft, dict[str, Any]]:
    """The event of a reveal and what it shows: `{"person", "name", "birth", "documents", "until"}`; `name` is the register id, `until` when the mask comes back."""
    row = station.register.get("person", name)
    if row is None:
        raise Refused("person-unknown")
    check_words(station, row, reason)
    until = station.clock() + tables.quotas(station).reveal * 1000
    draft = Draft("person.revealed", person, {"reason": _kept(reason), "until": until})
    return draft, {"person": person, **clear(source_of(station), row), "until": show_time(until)}


def check_words(station: Station, row: Mapping[str, Any] | None, words: str, *numbers: str) -> None:
    """A purpose or reason stands in the journal for good: refused (`person-in-words`) when it carries the person's name or a number, `words-too-short` when it says nothing."""
    if len(_kept(words).replace(" ", "")) < SHORTEST_WORDS:
        raise Refused("words-too-short")
    if len(words) > LONGEST:
        raise Refused("line-field-long", name="words", most=LONGEST)
    if written.carries(station, row, words, numbers) or written.names_met(station, words):
        raise Refused("person-in-words")


def _kept(words: str) -> str:
    """As they are kept: one space for every gap, and for every sign that nobody sees."""
    return " ".join("".join(each if each.isprintable() else " " for each in words).split())


def audit(station: Station, role: str, wanted: looks.Wanted) -> dict[str, Any]:
    """Who looked whom up, for roles that may ask: `{"officers": [..counts], "looks": [.. newest first], "persons": each once, "more": there are older looks than those told}`."""
    check_may(station.book, "person-audit", role)
    officers, told = looks.counts(station.journal, wanted), looks.looks(station.journal, wanted)
    more = sum(each["shown"] + each["revealed"] for each in officers) > len(told)
    return {"officers": officers, "looks": told, "persons": looks.persons(station.journal, wanted), "more": more}


def shown(person: Person) -> dict[str, Any]:
    """A person as JSON; the time of a guarantee's last step as text, None where nothing was done about it here."""
    whole = asdict(person)
    return {**whole, "guarantees": tuple(postings.shown(each) for each in person.guarantees)}
