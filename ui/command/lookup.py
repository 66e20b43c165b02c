"""Looks one code up in the register and shows what the port told about it; looking a person up is recorded, and the person stays masked."""

import argparse
from collections.abc import Mapping
from contextlib import closing
from itertools import product
from typing import Any

from workstation import codes, settings
from workstation.codes import Code
from workstation.persons import postings
from workstation.persons.documents import key_of
from workstation.register import find
from workstation.register.store import Register
from workstation.words import Refused, say

ROWS: dict[str, tuple[tuple[str, str], ...]] = {
    "uscc": (("enterprise", "uscc"), ("credit", "uscc"), ("ledger", "uscc"), ("consignment", "uscc"), ("release_list", "uscc"), ("instruction", "target")),
    "declaration": (("consignment", "declaration"), ("line", "declaration"), ("container", "papers"), ("leg", "declaration"), ("certificate", "papers"), ("instruction", "target")),
    "release-list": (("release_list", "number"), ("container", "papers"), ("instruction", "target")),
    "container": (("container", "number"), ("seal", "container"), ("instruction", "target")),
    "plate": (("vehicle", "plate"), ("booking", "plate"), ("booking", "trailer"), ("seal", "container"), ("instruction", "target")),
    "booking": (("booking", "number"), ("instruction", "target")),
    "instruction": (("instruction", "number"),),
    "ledger": (("ledger", "number"), ("consignment", "ledger")),
    "va-confirmation": (("consignment", "va_confirmation"),),
    "ucr": (("consignment", "ucr"),),
    "bill-of-lading": (("consignment", "bill_of_lading"), ("leg", "number")),
    "air-waybill": (("consignment", "bill_of_lading"), ("leg", "number")),
    "seal": (("seal", "number"), ("lock_route", "lock"), ("instruction", "target")),
    "lock": (("seal", "number"), ("lock_route", "lock"), ("instruction", "target")),
    "gtin": (("line", "gtin"),),
    "epc": (("vehicle", "rfid"),),
    "locode": (("port", "code"), ("lane", "port")),
    "receipt": (("receipt", "number"), ("receipt_line", "receipt"), ("guarantee", "receipt")),
    "pickup": (("receipt", "pickup"),),
    "certificate": (("certificate", "number"),),
    "guarantee": (("guarantee", "number"),),
}
"""Kind of code -> which rows of the register speak of it, by which column."""

AT_MOST = 50
PASSPORT = "passport"
UNSAID = {"receipt": ("person",), "guarantee": ("person",)}
"""Fields of a row that name a person: he is opened by his document, for a purpose."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`lookup TEXT`."""
    parser.add_argument("text", metavar="TEXT", help="a code as scanned or typed")
    parser.add_argument("--purpose", metavar="WORDS", help="what for, where it is a person's; kept with the look-up for good")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """`{"kind", "value", "card": {table: [rows]}, "known"}`; the first reading of the text that the register knows, else the likeliest with an empty card."""
    from ui.command.station_access import unlocked
    from workstation.desk.station import Station
    from workstation.passage import parcels

    folder, key, officer = unlocked(args, "look-up")
    candidates = codes.recognise(args.text).candidates
    with closing(Station.open(folder, key, settings.now)) as station:
        told = parcels.find(station.register, (args.text.strip().upper()[:80], *(code.value for code in candidates)))
        if len(told) > 1:
            raise Refused("parcel-several", text=args.text.strip()[:40])
        if told:
            # What the port told as a parcel is one, though its number may look like a document's.
            (parcel,) = told
            return {"kind": "parcel", "value": parcel["number"], "card": _parcel(station.register, parcel), "known": True, **_judged(station.journal, parcel["number"])}
        code, card = _first_known(station, args.text, candidates)
        if code.kind in codes.PERSON_KINDS or code.kind == PASSPORT:
            if not code.checked and not card:
                # A misread document must not write down that somebody looked a person up.
                return {"kind": code.kind, "value": codes.masked(code.kind, code.value), "card": {}, **_known({}, {}, args.lang or "en")}
            _record(station, code, officer, args.purpose)
            return {"kind": code.kind, "value": codes.masked(code.kind, code.value), "card": card, **_known(card, {}, args.lang or "en")}
        return {"kind": code.kind, "value": code.value, "card": card, **_account(station, code), **_known(card, _past(station, code, args.lang or "en"), args.lang or "en")}


def _first_known(station: Any, text: str, candidates: tuple[Code, ...]) -> tuple[Code, dict[str, Any]]:
    """The first reading the register knows, with its card; a passport's bare number has no shape of its own and is asked after the others. Else the likeliest, with none."""
    for code in candidates:
        if code.kind == "personal":
            from workstation.desk import personal

            personal.check(code.value, str(code.fields["signature"]), personal.known_keys(station), settings.now())
        if card := _card(station, code):
            return _of_one(station, text, code), card
    from workstation.desk import persons
    from workstation.register.known import documents

    if told := persons.registered(station, text, "typed"):
        code = Code(PASSPORT, told.code.value)
        return code, _person(station, code)
    if documents(station.register, text):
        raise Refused("lookup-nothing")
    # No shape of its own either: most formats are not public.
    for kind, each in product(("certificate", "guarantee"), dict.fromkeys((text.strip(), text.strip().upper()))):
        if card := _card(station, Code(kind, each)):
            return Code(kind, each), card
    if not candidates:
        raise Refused("lookup-nothing")
    return candidates[0], {}


def _of_one(station: Any, text: str, code: Code) -> Code:
    """The same; a number without a check digit that is a document of another person, too, is refused (`person-several`)."""
    if code.kind in codes.PERSON_KINDS - {"personal", "mrz"} and not code.checked:
        from workstation.desk import persons

        persons.registered(station, text, "typed")
    return code


def _parcel(register: Register, row: Mapping[str, Any]) -> dict[str, Any]:
    """The parcel, whose it is and what it is written off from; its recipient is no part of it."""
    card: dict[str, Any] = {"parcel": [{name: value for name, value in row.items() if value is not None and name != "person"}]}
    for table, column, value in (("enterprise", "uscc", row["uscc"]), ("ledger", "number", row["ledger"]), ("instruction", "target", row["uscc"])):
        if value and (rows := register.where(table, column, value, AT_MOST)):
            card[table] = [{name: each for name, each in found.items() if each is not None} for found in rows]
    if goods := register.where("parcel_line", "inventory", row["inventory"] or row["number"], AT_MOST):
        card["parcel_line"] = [{name: each for name, each in found.items() if each is not None} for found in goods]
    return card


def _judged(journal: Any, number: str) -> dict[str, Any]:
    """How the belt judged it last, and what an officer did with it; nothing for one that was never read."""
    rows = journal.read("SELECT at, channel, reason, s_at, outcome FROM parcel WHERE number = ? AND at >= 0", (number,))
    if not rows:
        return {}
    at, channel, reason, settled, outcome = rows[0]
    told = {"at": settings.show_time(at), "channel": channel, "reason": reason}
    return {"judged": told | ({"outcome": outcome, "settled_at": settings.show_time(settled)} if settled >= at else {})}


def _account(station: Any, code: Code) -> dict[str, Any]:
    """Head of the account of an enterprise that is looked up by its own code or a ledger; nothing for one nobody told of."""
    from workstation.accounts import shown
    from workstation.desk import accounts

    if code.kind not in ("uscc", "ledger"):
        return {}
    try:
        found = accounts.account_of(code.value, station)
    except Refused:
        return {}
    return {"account": shown.head(found)} if found.known else {}


def _past(station: Any, code: Code, lang: str) -> dict[str, Any]:
    """Head of the custody chain of what was seen here, with everything in it that cannot be; nothing for what nobody saw."""
    from workstation.custody.chain import chain
    from workstation.custody.shown import head
    from workstation.desk import tables

    found = chain(code, station.journal, station.register, tables.custody(station))
    return {"custody": head(found, lang)} if found.steps else {}


def _known(card: dict[str, Any], past: dict[str, Any], lang: str) -> dict[str, Any]:
    """What was seen here, and in words where neither register nor journal ever heard of the code."""
    return {"known": True, **past} if card or past else {"known": False, "words": say("lookup-unknown", lang)}


def _card(station: Any, code: Code) -> dict[str, Any]:
    if code.kind in codes.PERSON_KINDS:
        return _person(station, code)
    register = station.register
    read = ((table, column, register.where(table, column, code.value, AT_MOST)) for table, column in ROWS.get(code.kind, ()))
    card: dict[str, Any] = {}
    for table, _, rows in read:
        if rows:
            hidden = UNSAID.get(table, ())
            card.setdefault(table, []).extend({name: value for name, value in row.items() if value is not None and name not in hidden} for row in rows)
    for row in card.get("guarantee", ()):
        # What was signed or settled here stands above what the port was told last.
        row["state"] = postings.standing({"receipt": "", **row}, station.journal).state
    for row in card.get("certificate", ()):
        from workstation.passage import certificates

        row["number_format"] = certificates.standing(row["number"], (row["kind"],))
    return card


def _person(station: Any, code: Code) -> dict[str, Any]:
    register: Register = station.register
    document = register.get("document", *key_of(code.kind, code.value))
    person = register.get("person", document["person"]) if document else None
    if document is None or person is None:
        return {}
    shown = {"name": find.masked(person["name"]), "birth": (person["birth"] or "")[:4], "resident": person["resident"], "list": person["list"]}
    kinds = [row["kind"] for row in register.where("document", "person", document["person"], AT_MOST)]
    guarantees = [{"amount": each.amount, "state": each.state} for each in postings.guarantees(register, station.journal, document["person"])]
    return {"person": [shown], "document": [{"kind": kind} for kind in kinds], "guarantee": guarantees}


def _record(station: Any, code: Code, officer: str, purpose: str | None) -> None:
    from workstation.desk import persons
    from workstation.journal import Draft

    pseudonym, name = station.person_of(code.kind, code.value)
    words = " ".join((purpose or "lookup").split())
    persons.check_words(station, station.register.get("person", name) if name else None, words, code.value)
    station.journal.append([Draft("person.shown", pseudonym, {"purpose": words})], officer)
