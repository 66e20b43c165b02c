"""The station's devices as its settings name them: changed by whoever may, with an event that says who changed what."""

from collections.abc import Mapping
from dataclasses import replace

from workstation import settings
from workstation.desk.lane import Lane
from workstation.journal import Draft
from workstation.settings import Settings
from workstation.words import Choices, Refused

ENROL = "enrol"
"""The row of `roles.toml`: who may enrol a scanner may change the devices too; a relay is moved by the same."""


def may_change(lane: Lane) -> None:
    """Refused `device-may-not` (role, known) for one whose role may not."""
    known = lane.station.book.roles.get(ENROL, ())
    if lane.role not in known:
        raise Refused("device-may-not", role=lane.role or "–", known=Choices(known, "role."))


def keep_link(lane: Lane, entry: Mapping[str, str], was: str = "") -> Settings:
    """Write a `[[links]]` table in the place of the one called `was`, a new one behind the others; returns the settings as they are now.

    Refused `device-may-not`, `device-name-taken` (name), or as `settings.read` says.
    """
    may_change(lane)
    known, fresh = settings.read(lane.station.folder), {name: value for name, value in entry.items() if value and name != settings.WRONG}
    name = _named(fresh)
    at = next((place for place, each in enumerate(known.links) if was and _named(each) == was), len(known.links))
    others = (*known.links[:at], *known.links[at + 1 :])
    if any(_named(each) == name for each in others):
        raise Refused("device-name-taken", name=name)
    before = known.links[at] if at < len(known.links) else {}
    changed = {each: value for each, value in fresh.items() if before.get(each) != value} | {each: "–" for each in before if each not in (*fresh, settings.WRONG)}
    return _write(lane, known, (*known.links[:at], fresh, *known.links[at + 1 :]), _event(lane, fresh, changed))


def drop_link(lane: Lane, name: str) -> Settings:
    """Take a `[[links]]` table out; returns the settings as they are now. Refused `device-may-not`."""
    may_change(lane)
    known = settings.read(lane.station.folder)
    draft = Draft("settings.changed", lane.station.journal.station, {"name": f"links {name}", "value": "–"})
    return _write(lane, known, tuple(each for each in known.links if _named(each) != name), draft)


def may_move(lane: Lane, link: str) -> None:
    """A relay is tried by hand: refused `device-may-not`, and `device-truck-here` while a truck is in front. The journal knows that it was moved."""
    may_change(lane)
    if lane.front:
        raise Refused("device-truck-here")
    lane.station.journal.append([Draft("barrier.opened", lane.station.settings.lane, {"how": "by-hand", "link": link})], lane.officer)


def _event(lane: Lane, entry: Mapping[str, str], changed: Mapping[str, str]) -> Draft:
    name = _named(entry)
    if "enrolled" in changed:
        told = {each: value for each, value in entry.items() if each not in ("name", "address", "side", "profile", "driver", "enrolled")}
        return Draft("link.enrolled", name, {"name": name, "address": entry["address"], "side": entry.get("side", "officer"), "config": told})
    value = ", ".join(f"{each} = {told}" for each, told in changed.items())
    return Draft("settings.changed", lane.station.journal.station, {"name": f"links {name}", "value": value})


def _write(lane: Lane, known: Settings, links: tuple[dict[str, str], ...], draft: Draft) -> Settings:
    fresh = replace(known, links=links)
    settings.write(lane.station.folder, fresh)
    lane.station.journal.append([draft], lane.officer)
    return fresh


def _named(entry: Mapping[str, str]) -> str:
    return entry.get("name") or entry["address"]
