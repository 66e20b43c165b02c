"""The synthetic station of the demonstration: folder, officers, packs; and a clock that can be put forward."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workstation import settings
from workstation.desk.station import Founding, Station, found, root_key
from workstation.drill import synth
from workstation.drill.stories import Script
from workstation.journal import Draft, vault
from workstation.register import packs

OFFICERS = {"0102": ("supervisor", "demo supervisor 0102"), "0231": ("senior", "demo lane officer 0231"), "0417": ("officer", "demo second officer 0417")}
"""Officers of the demonstration: role and secret; both stand in the report."""

SUPERVISOR, LANE, SECOND = OFFICERS
TRUCKS = 70


class DemoClock:
    """The real clock, put forward by `ahead` ms: so that data can grow old while one watches."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> int:
        return settings.now() + self.ahead


@dataclass(frozen=True)
class Ground:
    """Where the demonstration happens."""

    out: Path
    folder: Path
    clock: DemoClock
    port: synth.Port

    @property
    def scripts(self) -> tuple[Script, ...]:
        """What every truck does."""
        return tuple(synth.scripts(self.port))


def make(out: Path, *, parcels: int = 0) -> Ground:
    """A fresh station with its officers; an earlier demonstration in the same place is replaced."""
    clock = DemoClock()
    folder = out / "data"
    founding = Founding("CNHXG", "03", SUPERVISOR, OFFICERS[SUPERVISOR][1])
    found(folder, founding, clock)
    key = vault.unlock(folder, SUPERVISOR, OFFICERS[SUPERVISOR][1], clock)
    station = Station.open(folder, key, clock)
    for officer in (LANE, SECOND):
        role, secret = OFFICERS[officer]
        vault.add_slot(folder, key, officer, secret)
        station.journal.append([Draft("officer.added", officer, {"role": role})], SUPERVISOR)
    own = station.journal.station
    station.close()
    return Ground(out, folder, clock, synth.Port(TRUCKS, clock(), seed=2026, parcels=parcels, station=own))


def equip(ground: Ground, links: tuple[dict[str, str], ...]) -> None:
    """The lane's links go into its settings."""
    known = settings.read(ground.folder)
    settings.write(ground.folder, settings.Settings(known.port, known.lane, known.station, known.root, links=links))


def snapshot(ground: Ground, version: int) -> Path:
    """A signed pack with the whole port as of now."""
    place = ground.out / "packs" / f"snapshot-{version}"
    place.mkdir(parents=True)
    synth.write(place, replace(ground.port, version=version))
    label = place / "pack.toml"
    # Slots and days stay those of the shift, but the data are as of now.
    told = label.read_text(encoding="utf-8").splitlines()
    fresh = [f'made_at = "{settings.show_time(ground.clock())}"' if line.startswith("made_at") else line for line in told]
    label.write_text("\n".join(fresh) + "\n", encoding="utf-8")
    return _packed(ground, place)


def delta(ground: Ground, previous: int, changed: Mapping[str, list[dict[str, Any]]]) -> Path:
    """A signed pack with changed rows onto a version."""
    place = ground.out / "packs" / f"delta-{previous + 1}"
    place.mkdir(parents=True)
    synth.late(place, synth.Port(1, ground.clock(), ground.port.seed, ground.port.code, previous), dict(changed))
    return _packed(ground, place)


def _packed(ground: Ground, place: Path) -> Path:
    file = place.with_suffix(".pack")
    packs.make(place, file, root_key(ground.folder), ground.clock())
    return file
