"""What a replay of stored facts cannot show of a candidate: changed figures and tables whose work was done when the facts were gathered; each is named, none left out silently."""

from collections.abc import Iterator, Mapping
from typing import Any

from workstation.risk import fields, scorecard, tables
from workstation.risk.book import Rulebook
from workstation.risk.supposed import Supposed

LIMITS, LANES, FACTS = "limits.toml", "lanes.toml", "facts.toml"

BOOKING = ("booking.trip", "booking.goods", "booking.papers", "booking.slot", "papers.booked")
STORED: Mapping[str, tuple[str, ...]] = {
    f"{LIMITS} weight.empty_kg": ("weight.empty",),
    f"{LIMITS} weight.far_kg": ("weight.booked",),
    f"{LIMITS} weight.tolerance_percent": ("weight.booked",),
    f"{LIMITS} weight.tolerance_kg": ("weight.booked",),
    f"{LIMITS} booking.slot": BOOKING,
    f"{LIMITS} booking.grace": BOOKING,
    f"{LIMITS} batch.day": ("list.earlier",),
    f"{LIMITS} age.parcel": ("parcel.age",),
    f"{LIMITS} slip.valid": ("release.earlier",),
    f"{LIMITS} draw.stick_days": (),
    LANES: (),
    FACTS: (),
    "accounts.toml": ("list.earlier", "papers.va", "vehicle.days"),
    "custody.toml": ("custody.impossible", "custody.partner", "custody.relied"),
    "distances.toml": ("custody.impossible",),
}
"""Figure or table -> the facts that were gathered by it and stand as they were kept; none: it says what is awaited, confirmed by phone, or picked still."""

PARCEL_AGES: Mapping[str, tuple[str, ...]] = {f"{LIMITS} age.instruction": ("age.instruction",), f"{LIMITS} clock.skew": ("age.instruction", "parcel.age")}
"""As `STORED`, of parcels only: a truck's verdict keeps how old its data were, so its ages are judged anew."""

AGES = ("instruction", "booking", "consignment", "release_list", "container", "seal", "credit")
SHOWN = {*(f"{LIMITS} age.{table}" for table in AGES), f"{LIMITS} clock.skew", *(f"{LIMITS} draw.{name}" for name in ("floor", "quiet_days", "quiet_rate"))}
"""Figures by which everything is judged anew."""


def told(now: Supposed, then: Supposed) -> dict[str, Any]:
    """`unshown`: what differs and cannot be seen here, with both figures ('' of a whole table), the `facts` it would have changed, and whether only parcels are concerned (`parcels_only`);
    `no_channel`: what differs and decides no channel of a truck or parcel.
    """
    several = list(_changed(now, then))
    rows = [{"table": name, "now": pair[0], "then": pair[1], "facts": list(STORED[name]), "parcels_only": False} for name, pair in several if name in STORED]
    rows += [{"table": name, "now": pair[0], "then": pair[1], "facts": list(PARCEL_AGES[name]), "parcels_only": True} for name, pair in several if name in PARCEL_AGES]
    return {"unshown": rows, "no_channel": [name for name, _ in several if name not in STORED and name not in SHOWN]}


def _changed(now: Supposed, then: Supposed) -> Iterator[tuple[str, tuple[str, str]]]:
    """Figures and tables that are others in the candidate, on any of the days."""
    found: dict[str, tuple[str, str]] = {}
    for one, other in [(now.on(day), then.on(day)) for day in then.days()] or [(now.whole, then.whole)]:
        found |= dict(_figures(one, other))
    yield from found.items()
    for name in (LANES, FACTS, "roles.toml", *tables.NAMES):
        if _meant(now.whole, name) != _meant(then.whole, name):
            yield name, ("", "")
    if now.whole.files.get(scorecard.FILE) != then.whole.files.get(scorecard.FILE):
        yield scorecard.FILE, ("", "")


def _figures(now: Rulebook, then: Rulebook) -> Iterator[tuple[str, tuple[str, str]]]:
    for group in dict.fromkeys((*now.limits, *then.limits)):
        if group != "expected":
            one, other = now.limits.get(group, {}), then.limits.get(group, {})
            for name in dict.fromkeys((*one, *other)):
                if one.get(name) != other.get(name):
                    yield f"{LIMITS} {group}.{name}", (str(one.get(name, "")), str(other.get(name, "")))


def _meant(book: Rulebook, name: str) -> Any:
    """What a table says, its comments and its head aside."""
    text = book.files.get(name) if name in (LANES, FACTS, "roles.toml") else book.table(name)
    return {each: value for each, value in fields.toml(name, text or "").items() if each not in tables.HEAD}
