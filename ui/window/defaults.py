"""What the sheet of an act begins with, from the card and the clock; and what a person's short way of writing means to the desk."""

import re
from collections.abc import Mapping
from datetime import timedelta

from ui.window.lane.wording import clock_time
from workstation.desk.card import Card
from workstation.settings import local_time, show_time

AGE = "reason.age."
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.\uff1a]?([0-5]\d)", re.ASCII)


def stale(card: Card) -> tuple[str, ...]:
    """The age facts that keep this truck from a verdict, as the reasons name them: `age.instruction` …"""
    named = (str(said.values.get("table", "")) if said.key == AGE + "never" else said.key.removeprefix(AGE) for said in card.reasons if said.key.startswith(AGE))
    return tuple(dict.fromkeys(f"age.{name}" for name in named if name))


def several(card: Card) -> dict[str, tuple[str, ...]]:
    """What an act may be about one of: the declarations and lists of the truck (`about`), and its containers."""
    parts = {"about": ("declaration", "release_list"), "container": ("container",)}
    return {name: tuple(dict.fromkeys(row.value for row in card.rows if row.part in wanted and row.value)) for name, wanted in parts.items()}


def two_reasons(act: str, card: Card) -> bool:
    """Whether a traveller's signature takes a reason for the delay besides the one for what is not there."""
    said = {each.key for each in card.reasons}
    return act == "verify-stated" and "traveller.late" in said and (bool(card.waiting) or "traveller.ready-stated" in said)


def claims(ages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What may be confirmed by phone, as (fact, value): of the facts whose data are too old where some are, the value that lets a truck go first."""
    from workstation import risk

    facts = [fact for fact in risk.rulebook().facts.values() if fact.confirm]
    meant = [fact for fact in facts if fact.age in ages] or facts
    meant.sort(key=lambda fact: ages.index(fact.age) if fact.age in ages else len(ages))
    return tuple((fact.name, value) for fact in meant for value in sorted(fact.confirm, key=lambda each: each != fact.good))


def known(act: str, card: Card, now: int, call: Mapping[str, str]) -> dict[str, str]:
    """Field -> value the sheet begins with; `call`: passage, who and reference of the last confirmation, which may settle more of the same truck."""
    found = {"when": clock_time(now)}
    if act in ("depart", "cancel-trip"):
        found["guarantee"] = next((row.value for row in card.rows if row.part == "guarantee"), "")
    if act == "parcel":
        found["number"] = next((row.value for row in card.rows if row.mark == "bad"), "")
    ages = stale(card)
    if act == "confirm" and ages:
        fact, value = claims(ages)[0]
        found["claim"] = f"{fact}={value}"
    if act == "confirm" and call.get("passage") == card.passage:
        found |= {name: call[name] for name in ("who", "reference") if name in call}
    return found


def meant(act: str, values: Mapping[str, str], now: int) -> dict[str, object]:
    """What was typed, as the desk takes it: `18:30` as the end of the emergency mode is the next time it is that late here."""
    found: dict[str, object] = dict(values)
    if act == "finding":
        found["source"] = found.pop("from", "")
    if act == "vehicle-correct":
        day = found.pop("on", "")
        found["to"] = day if found["to"] == "day" else found["to"]
    if act == "ledger-post" and values["line"].isdecimal():
        found["line"] = int(values["line"])
    clock = _CLOCK.fullmatch(values.get("until", ""))
    if act == "emergency" and clock:
        here = local_time(now)
        until = here.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
        if until <= here:
            until += timedelta(days=1)
        found["until"] = show_time(int(until.timestamp() * 1000))
    return found
