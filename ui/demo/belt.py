"""A parcel line for a minute: a belt types into its scanner, parcels pass or stop by themselves, a stopped one is settled by two officers."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from devices.simulators import PtyScanner, Voice
from ui.demo.port import LANE, OFFICERS, SECOND, make, snapshot
from ui.window.stage import Stage
from workstation import settings
from workstation.drill import synth
from workstation.register import packs

PARCELS = 40
STRAY = "HELLO-WORLD"
LEDGER = frozenset({"parcel.ledger", "reason.parcel.bonded"})
PICTURES = {"release": "parcel-pass", "hold": "parcel-stop", "manual": "parcel-inspect"}


def play(out: Path, ptys: Path, *, shown: bool) -> dict[str, Any]:
    """The belt on a station of its own (`out/belt`), with pictures beside the others; what came of the parcels."""
    ground = make(out / "belt", parcels=PARCELS)
    with PtyScanner(ptys, "belt", Voice()) as scanner:
        link = {"name": "belt", "address": str(scanner.path), "driver": "scanner-line"}
        settings.write(ground.folder, replace(settings.read(ground.folder), profile="parcel", links=(link,)))
        stage = Stage(ground.folder, ground.clock, shown=shown)
        stage.sign_in(LANE, OFFICERS[LANE][1])
        stage.until(lambda: any(lamp.name == "belt" and lamp.state == "up" for lamp in stage.window.lamps), "the belt's scanner is open")
        file = snapshot(ground, 1)
        stage.ask(lambda desk: packs.load(desk.station.folder, desk.station.key, file, desk.station.journal, LANE))  # type: ignore[attr-defined]  # the real desk
        found = _run(stage, scanner, tuple(synth.parcels(ground.port)), out / "screens")
        stage.close()
    return found


def _run(stage: Stage, scanner: PtyScanner, parcels: tuple[synth.Parcel, ...], screens: Path) -> dict[str, Any]:
    channels, wrong = Counter[str](), list[str]()
    for parcel in parcels:
        before = len(stage.answers)
        scanner.type(parcel.scan)
        stage.answer(before, f"an answer to {parcel.number}", {"scan": parcel.scan})
        channels[stage.card.channel] += 1
        drawn = stage.card.channel == "machine" and any(said.key == "reason.random" for said in stage.card.reasons)
        if (stage.card.plate, stage.card.channel) != (parcel.number, "machine" if drawn else parcel.channel):
            wrong.append(f"{parcel.story}: {stage.card.plate} {stage.card.channel} instead of {parcel.channel}")
        if name := PICTURES.get(stage.card.channel):
            _picture(stage, screens, name)
    # A label that is none has the band to itself: nobody takes the green of the parcel before for it.
    before = len(stage.answers)
    scanner.type(STRAY)
    stage.answer(before, "an answer to a stray label", {"scan": STRAY})
    if (stage.card.plate, stage.card.channel) != ("", "stray"):
        wrong.append(f"stray: {stage.card.plate} {stage.card.channel}")
    _picture(stage, screens, "parcel-stray")
    # What its ledger cannot give stays: two officers do not write it off either.
    stopped = next(row.value for row in stage.card.rows if row.mark == "bad" and not LEDGER & {note.key for note in row.notes})
    stage.act(act="parcel", number=stopped, outcome="passed", reason="demo: looked into, in order", officer=SECOND, secret=OFFICERS[SECOND][1])
    return {"parcels": len(parcels), "channels": dict(channels), "unexpected": wrong, "settled": stopped}


def _picture(stage: Stage, screens: Path, name: str) -> None:
    """Once each: light and Chinese, then dark and English."""
    if (screens / f"{name}.png").exists():
        return
    stage.picture(screens / f"{name}.png")
    for switch in ("language", "theme"):
        stage.window.frame.rail.switched.emit(switch)
    stage.picture(screens / f"{name}-en-dark.png")
    for switch in ("language", "theme"):
        stage.window.frame.rail.switched.emit(switch)
