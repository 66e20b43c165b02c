"""An outcome as the JSON line of `lane --jsonl` (contract)."""

from collections.abc import Mapping, Sequence
from typing import Any

from workstation import codes
from workstation.desk.values import Outcome, Stand
from workstation.passage import Passage
from workstation.passage.values import TARE
from workstation.risk.ways import missed_of

PSEUDONYM = "p:"
PARTS = ("vehicle", "trailer", "booking", "declaration", "release_list", "container", "driver")

OF_TRAVELLERS = ("receipt", "goods")


def answer(number: int, outcome: Outcome) -> dict[str, Any]:
    """One line out for line `number` in."""
    stand = outcome.stand
    found: dict[str, Any] = {
        "in": number,
        "events": [[event.station, event.seq, event.kind] for event in outcome.events],
        "passage": passage_of(stand) if stand else None,
        "verdict": verdict_of(stand) if stand else None,
        "slip": dict(outcome.slip) if outcome.slip else None,
        "alarms": [{"key": each.key, **{name: _plain(value) for name, value in each.values.items()}} for each in outcome.alarms],
        "refused": dict(outcome.refused) if outcome.refused else None,
    }
    if outcome.card.choices:
        found["choices"] = _choices(outcome.card.choices)
    if outcome.gate is not None:
        found["gate"] = dict(outcome.gate)
    return found | {name: value for name, value in outcome.extra.items() if name not in found}


def passage_of(stand: Stand) -> dict[str, Any]:
    """The passage as the contract shows it."""
    passage = stand.passage
    parts: dict[str, Any] = {name: list(passage.values(name)) for name in PARTS}
    parts["seal"] = list(dict.fromkeys(seal.number for seal in passage.seals))
    parts["weight"] = passage.weight.value if passage.weight else None
    if passage.profile == "traveller":
        parts |= {name: list(passage.values(name)) for name in OF_TRAVELLERS}
    waiting = [] if passage.release or stand.verdict is not None else list(stand.gathered.waiting)
    return {
        "id": passage.id,
        "state": state_of(passage),
        "parts": parts,
        "waiting": waiting,
        **({"awaited": list(stand.told.others)} if waiting and stand.told.others else {}),
        "confirmed": dict(passage.confirmed) | {TARE + holder: kg for holder, kg in passage.tares},
        "inspection": passage.inspection or None,
        "holds": [hold["reason"] for hold in passage.holds],
    }


def state_of(passage: Passage) -> str:
    """Open | inspecting | held | parked | released | suspended | left | closed."""
    if passage.release and passage.release.suspended:
        return "suspended"
    if passage.state == "open":
        return "held" if passage.holds else "inspecting" if passage.inspection else "open"
    return passage.state


def verdict_of(stand: Stand) -> dict[str, Any] | None:
    """The verdict in force, or None while something is awaited and nothing has hit."""
    passage, verdict = stand.passage, stand.verdict
    given = passage.verdict
    if given is None or (verdict is None and passage.release is None):
        return None
    found = {
        "id": given.id,
        "channel": str(passage.override["to"]) if passage.override else given.channel,
        "reasons": list(given.reasons),
        "fired": list(given.body["fired"]),
        "risks": list(given.body.get("risks") or ()),
        "details": given.body["details"],
        "flip": given.body["flip"],
        "facts": given.body["facts"],
        "missed_by_one": _missed(stand, given.body),
    }
    if passage.override:
        found["override"] = {name: passage.override[name] for name in ("from", "to", "reason", "officer", "cosigner")}
    if verdict is not None and not passage.release:
        found["flip"] = [flip.as_map() for flip in verdict.flip]
        found |= {"advice": stand.advice.as_map()} if stand.advice else {}
    return found


def _choices(choices: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """What `choose` may say of the last scan; beside a person's pseudonym the number of his document is masked, and is taken so."""
    hidden = any(value.startswith(PSEUDONYM) for _, value in choices)
    return [{"kind": kind, "value": codes.masked("", value) if hidden and not value.startswith(PSEUDONYM) else value} for kind, value in choices]


def _missed(stand: Stand, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rules of its day that one fact kept from firing; none where the verdict in force was given by other rules than those of now (`rejudge` knows them)."""
    book = stand.book
    return missed_of(book.on(body["day"]), body) if book is not None and body.get("book") == book.hash and body.get("day") else []


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)
