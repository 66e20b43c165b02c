"""The clock, the data folder and `settings.toml` of one station."""

import os
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from workstation.words import Refused

Clock = Callable[[], int]
"""Returns UTC milliseconds since 1970."""

LOCAL = ZoneInfo("Asia/Shanghai")
"""Quotas, shifts, deadlines and what people read are in this zone; the journal is in UTC."""


def now() -> int:
    """UTC milliseconds; `PORT_OFFICER_NOW` (`2026-11-21T08:35:59Z`) fixes it for trials."""
    fixed = trial_time()
    return time.time_ns() // 1_000_000 if fixed is None else fixed


def trial_time() -> int | None:
    """The fixed clock of a trial in UTC milliseconds, or None when the real clock is used."""
    text = os.environ.get("PORT_OFFICER_NOW")
    return None if not text else parse_time(text)


def parse_time(text: str) -> int:
    """`2026-11-21T08:35:59Z` -> UTC milliseconds."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused("time-not-readable", text=text) from error
    if moment.tzinfo is None:
        raise Refused("time-not-readable", text=text)
    return int(moment.timestamp() * 1000)


def show_time(ms: int) -> str:
    """UTC milliseconds -> `2026-11-21T08:35:59Z`."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local_time(ms: int) -> datetime:
    """UTC milliseconds -> aware time in Asia/Shanghai."""
    return datetime.fromtimestamp(ms / 1000, LOCAL)


HOUR_MS = 3_600_000


def local_day(ms: int) -> date:
    """UTC milliseconds -> the day in Asia/Shanghai, where days begin on a whole hour: asked for a dozen times between a scan and its card, and of every event that is told again."""
    return _day_of_hour(ms // HOUR_MS)


@lru_cache(maxsize=4096)
def _day_of_hour(hour: int) -> date:
    return local_time(hour * HOUR_MS).date()


USUAL = Path(".local") / "share" / "port-officer"
"""The data folder in a home folder, when nobody names another."""


def data_folder(named: str | None = None) -> Path:
    """The data folder: `--data`, else `PORT_OFFICER_DATA`, else `~/.local/share/port-officer`."""
    chosen = named or os.environ.get("PORT_OFFICER_DATA")
    return Path(chosen).expanduser() if chosen else Path.home() / USUAL


@dataclass(frozen=True)
class Settings:
    """What `settings.toml` says; every field but port, lane, station and root has a default."""

    port: str
    lane: str
    station: str
    root: str
    profile: str = "goods"
    slip: str = "always"
    back: str = "never"
    release: str = "key"
    queue: str = ""
    spare_queue: str = ""
    mute: bool = False
    lock_minutes: int = 10
    lang: str = "zh"
    theme: str = "light"
    links: tuple[dict[str, str], ...] = ()
    printers: tuple[dict[str, str], ...] = ()
    offsets: tuple[dict[str, str], ...] = ()


WRONG = "wrong"
"""The mark of a `[[links]]` table that cannot be used: its place in the file and the reason, two lines. It is never written."""


TABLES = {"links": ("address", "driver|profile"), "printers": ("name", "address"), "offsets": ("printer", "medium", "x", "y")}
"""The settings that are lists of tables, and what each table must name; `a|b`: one of the two."""


CHOICES = {
    "profile": ("goods", "gate", "traveller", "parcel"),
    "slip": ("always", "offline", "request"),
    "back": ("never", "always"),
    "release": ("key", "itself"),
    "lang": ("zh", "en"),
    "theme": ("light", "dark"),
}


LONGEST_IDLE = 480
"""Minutes; a desk that stays open longer than a shift without anybody there is not locked at all."""


def read(folder: Path) -> Settings:
    """`settings.toml` of a data folder; a missing or wrong value is refused with its name and reason."""
    path = folder / "settings.toml"
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Refused("no-station", folder=folder) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("settings-wrong", name=path.name, reason=error) from error
    known = Settings.__dataclass_fields__
    for name, value in found.items():
        if name not in known:
            raise Refused("settings-wrong", name=name, reason="unknown name")
        wanted = known[name].type
        if wanted in (str, bool, int) and type(value) is not wanted:
            raise Refused("settings-wrong", name=name, reason="wrong type")
        if name in CHOICES and value not in CHOICES[name]:
            raise Refused("settings-wrong", name=name, reason=f"one of {', '.join(CHOICES[name])}")
    if not 0 <= found.get("lock_minutes", 0) <= LONGEST_IDLE:
        raise Refused("settings-wrong", name="lock_minutes", reason=f"0 (never) to {LONGEST_IDLE}")
    missing = [name for name in ("port", "lane", "station", "root") if name not in found]
    if missing:
        raise Refused("settings-wrong", name=missing[0], reason="missing")
    return Settings(**{**found, **{name: _tables(name, found.get(name, [])) for name in TABLES}})


def _tables(name: str, entries: object) -> tuple[dict[str, str], ...]:
    if not isinstance(entries, list):
        raise Refused("settings-wrong", name=name, reason=f"[[{name}]] tables")
    return tuple(_table(name, entry, place) for place, entry in enumerate(entries, 1))


def _table(table: str, entry: object, place: int) -> dict[str, str]:
    """One table of a list: text, whole numbers, true and false; what `TABLES` names must be there. One wrong link leaves the others alone."""
    where = f"{table} {place}"
    if not isinstance(entry, dict):
        raise Refused("settings-wrong", name=where, reason=f"a [[{table}]] table")
    told = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in entry.items()}
    name, reason = _wrong(table, entry)
    if not reason:
        return told
    if table != "links":
        raise Refused("settings-wrong", name=f"{where} {name}", reason=reason)
    called = told.get("name") or told.get("address") or where
    return {"name": called, "address": "", **told, WRONG: f"settings.toml [[links]] {place} ({called}) {name}\n{reason}"}


def _wrong(table: str, entry: Mapping[str, object]) -> tuple[str, str]:
    """The name of the first wrong value and why it is wrong; ("", "") when there is none."""
    for name, value in entry.items():
        if name == WRONG:
            return name, "unknown name"
        if not isinstance(value, (str, int)):
            return name, "text, a whole number, true or false"
    for name in TABLES[table]:
        if all(entry.get(either) in (None, "") for either in name.split("|")):
            return name.split("|")[0], f"missing: {name.replace('|', ' or ')}"
    return "", ""


def write(folder: Path, settings: Settings) -> None:
    """Write `settings.toml` whole and atomically."""
    lines = []
    for name in Settings.__dataclass_fields__:
        value = getattr(settings, name)
        if name not in TABLES:
            lines.append(f"{name} = {_toml(value)}")
    for table in TABLES:
        for entry in getattr(settings, table):
            lines.append(f"\n[[{table}]]")
            lines += [f"{name} = {_toml(value)}" for name, value in entry.items() if name != WRONG]
    fresh = folder / "settings.toml.new"
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(folder / "settings.toml")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
