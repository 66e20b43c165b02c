"""A parcel a second for an hour: each through the desk beside a bare INSERT + COMMIT of the same bytes, and the memory of the second half hour."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.bench.acting import Bare
from tests.bench.ground import OFFICER, SECRET, empty_station, keep, opened, pack_of
from tests.bench.measure import Row, Times, beside, turns
from tests.bench.starting import child
from workstation import settings
from workstation.desk import Desk
from workstation.drill import synth
from workstation.journal.event import canonical
from workstation.register import packs

SECOND = 1000


def hour(parcels: int) -> Iterator[Row]:
    """So many parcels on a station of their own."""
    with empty_station() as (folder, now):
        port = synth.Port(40, now, parcels=parcels, station=settings.read(folder).station)
        with tempfile.TemporaryDirectory(dir=keep()) as work, opened(folder, lambda: now) as (key, journal):
            pack_of(port, folder, Path(work) / "belt.pack")
            packs.load(folder, key, Path(work) / "belt.pack", journal, OFFICER)
        settings.write(folder, replace(settings.read(folder), profile="parcel"))
        _, told = child("belt", str(folder), str(now), str(parcels))
    mega = 1 / 1024 / 1024
    took: dict[str, list[float]] = {name: [each / 1e9 for each in told[name]] for name in ("ours", "bare")}  # type: ignore[attr-defined]  # lists of ns
    yield beside(f"one of {parcels:,} parcels through the desk, beside INSERT + COMMIT of its bytes", Times.of(took["ours"]), Times.of(took["bare"]), None)
    before, after = told["half"] * mega, told["full"] * mega
    yield Row(f"memory from parcel {parcels // 2:,} to {parcels:,}", after, "MB", before, after / before, 1.05)


def work(words: list[str]) -> dict[str, object]:
    """In a process of its own: `belt FOLDER NOW PARCELS`; every parcel is judged and written, none is answered otherwise than its script says."""
    from tests.bench.child import resident

    folder, now, parcels = Path(words[0]), int(words[1]), int(words[2])
    at, told, memory = [now], list(synth.parcels(synth.Port(40, now, parcels=parcels, station=settings.read(folder).station))), list[int]()
    desk = Desk.open(folder, OFFICER, SECRET, lambda: at[0])
    bare, stored = Bare(folder / "bare.db"), [b""]
    # Its pages are not memory of the desk.
    bare.connection.execute("PRAGMA cache_size = -64")

    def ours(turn: int) -> None:
        outcome = desk.line({"scan": told[turn].scan})
        found = outcome.extra["parcel"]
        # One in some hundreds is picked by the draw.
        if found["channel"] != told[turn].channel and found["reasons"] != ["random"]:
            raise RuntimeError(f"{told[turn]}: {outcome.extra}")
        stored[0] = canonical(outcome.events[-1])

    def plain(_: int) -> None:
        bare.commit(stored[0])

    def look(turn: int) -> None:
        at[0] += SECOND
        if turn + 1 in (parcels // 2, parcels):
            memory.append(resident())

    found = turns((look, ours, plain), parcels)
    count = desk.station.journal.read("SELECT count(*) FROM parcel")[0][0]
    if count != parcels:
        raise RuntimeError(f"{parcels - count} parcels are missing")
    desk.close()
    bare.connection.close()
    return {"ours": [round(each * 1e9) for each in found[1].seconds], "bare": [round(each * 1e9) for each in found[2].seconds], "half": memory[0], "full": memory[1]}
