"""A `[[links]]` table of the station's settings as a link needs it: a profile's values, single ones changed."""

from collections.abc import Mapping
from pathlib import Path

from devices import profiles
from devices.config import configured
from devices.enrol import learned
from devices.link import LinkSettings, LinkState
from devices.profiles import Line, Profile
from devices.trouble import DeviceTrouble
from workstation.settings import WRONG
from workstation.words import Refused

CHANGE = "config_"
"""`config_encoding = "gb18030"` changes the driver's setting `encoding`; settings that enrolling learned stand without it (`devices.enrol`)."""


def profile_of(entry: Mapping[str, str], own: Path | None) -> Profile | None:
    """The profile that the table names, from the station's own folder or ours. Raises DeviceTrouble `profile-unknown`, `profile-wrong`."""
    return profiles.profile(entry["profile"], own) if entry.get("profile") else None


def line(entry: Mapping[str, str], made: Profile | None) -> LinkSettings:
    """The line: what the table says, else its profile, else 9600 8N1. Raises Refused `settings-wrong` (name, reason)."""
    _sound(entry)
    usual = made.line if made else LinkSettings()
    name = entry.get("name") or entry["address"]
    try:
        told = {each: int(entry[each]) for each in ("baud", "bits", "stop") if each in entry}
        replies = [bytes.fromhex(entry.get(each, "") or kept.hex()) for each, kept in (("accepted_hex", usual.accepted), ("rejected_hex", usual.rejected))]
        warm_up = _seconds(entry.get("warm_up", usual.warm_up))
        configured(Line, "line", told | ({"parity": entry["parity"]} if "parity" in entry else {}))
    except ValueError as error:
        raise Refused("settings-wrong", name=f"links {name}", reason=str(error)) from error
    except DeviceTrouble as trouble:
        raise Refused("settings-wrong", name=f"links {name} {trouble.values['name']}", reason=trouble.values["reason"]) from trouble
    return LinkSettings(
        name, told.get("baud", usual.baud), told.get("bits", usual.bits), entry.get("parity", usual.parity), told.get("stop", usual.stop),
        replies[0], replies[1], warm_up,
    )


def config(entry: Mapping[str, str], made: Profile | None) -> dict[str, object]:
    """The driver's settings: its profile's, and those that the table changes. Numbers and true and false are read as such, `*_hex` stays text."""
    changes = {name.removeprefix(CHANGE): value for name, value in entry.items() if name.startswith(CHANGE)}
    return {**(made.config if made else {}), **{name: value if name.endswith("_hex") else _plain(value) for name, value in changes.items()}}


def driver_of(entry: Mapping[str, str], made: Profile | None) -> str:
    """The driver's name. Raises Refused `settings-wrong` where the table and its profile name different ones."""
    if made and entry.get("driver") not in (None, "", made.driver):
        name = entry.get("name") or entry["address"]
        raise Refused("settings-wrong", name=f"links {name} driver", reason=f"{made.driver}, as its profile says, or nothing")
    return made.driver if made else entry["driver"]


def filled(entry: Mapping[str, str], own: Path | None) -> dict[str, str]:
    """The table without need of its profile: driver, line and plain driver settings stand in it. Raises what the parts above raise."""
    _sound(entry)
    made = profile_of(entry, own)
    if made is None:
        return dict(entry)
    settings = line(entry, made)
    told = {name: str(getattr(settings, name)) for name in ("baud", "bits", "parity", "stop")}
    plain = {CHANGE + name: _spelled(value) for name, value in made.config.items() if isinstance(value, (str, int))}
    return {**told, **plain, **entry, "driver": driver_of(entry, made), "profile": str(profiles.located(entry["profile"], own))}


def told(entry: Mapping[str, str]) -> dict[str, object]:
    """The driver's settings of a filled table, those learned by enrolling before all."""
    return {**config(entry, None), **(learned(entry) or {})}


def broken(entry: Mapping[str, str], trouble: Refused | DeviceTrouble) -> LinkState:
    """A link that cannot be made, as its lamp shows it; the other links are not concerned."""
    name, driver = entry.get("name") or entry["address"], entry.get("driver") or entry.get("profile", "")
    return LinkState(name, entry["address"], driver, "lost", trouble.key, dict(trouble.values))


def _sound(entry: Mapping[str, str]) -> None:
    """Refused `settings-wrong` (name, reason) for a table that `workstation.settings` marked as wrong."""
    if WRONG in entry:
        name, _, reason = entry[WRONG].partition("\n")
        raise Refused("settings-wrong", name=name, reason=reason)


def _seconds(told: str | float) -> float:
    seconds = float(told)
    if not 0 <= seconds <= profiles.LONGEST_WARM_UP:
        raise ValueError(f"warm_up: 0 to {profiles.LONGEST_WARM_UP} seconds")
    return seconds


def _spelled(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: str) -> object:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isascii() and value.isdigit() and len(value) < _DIGITS else value


_DIGITS = 10
