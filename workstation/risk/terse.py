"""Facts kept short in an event: only those that differ from what stands when nothing is known; and whole again by the rules they were kept under."""

from collections.abc import Mapping
from dataclasses import replace

from workstation.journal import Event
from workstation.risk.book import Facts, Rulebook


def short(book: Rulebook, facts: Facts) -> dict[str, str]:
    """What differs from the first value of each fact."""
    return {name: value for name, value in facts.items() if value != book.facts[name].values[0]}


def whole(book: Rulebook, facts: Facts) -> dict[str, str]:
    """Every fact of the rules, in their order."""
    return {name: facts.get(name, fact.values[0]) for name, fact in book.facts.items()}


def spelled(event: Event, books: Mapping[str, Rulebook]) -> Event:
    """A `parcel.judged` with a body as `verdict.given` has it, its facts whole where the rules it went by (hash -> book) are known."""
    body = event.body
    book = books.get(body["rules"])
    facts = whole(book, body["facts"]) if book else dict(body["facts"])
    usual = {"details": {}, "flip": [], "draws": [], "answered": [], "waiting": False, "packs": {"register": body["version"]}}
    # Before parcels were drawn for, an event said no day and nothing was to be recounted.
    return replace(event, body={**usual, **body, "facts": facts, **({"book": body["rules"]} if "day" in body else {})})
