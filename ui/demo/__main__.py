"""`make demo`: a shift on a synthetic port through the real window, with simulated devices; writes report, slips, pictures, data."""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ui.demo import belt
from ui.demo.calls import called
from ui.demo.equipment import Equipment
from ui.demo.gadgets import Gadgets
from ui.demo.lane import Lane
from ui.demo.learning import BACK, Learning
from ui.demo.ones import Ones
from ui.demo.port import LANE, OFFICERS, SUPERVISOR, Ground, equip, make, snapshot
from ui.demo.scenes import Show, scenes
from ui.window.stage import Stage
from workstation.journal import vault, verify

OURS = ("data", "belt", "packs", "slips", "screens", "report.json", "photo.png", BACK)
SPENT = 15
"""Clean trucks that the scenes use up."""


def main() -> int:
    """Play the demonstration; exit 0 when everything came out as the scripts said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="demo-out")
    out = Path(parser.parse_args().out).resolve()
    shown = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and os.environ.get("HEADLESS") != "1"
    out.mkdir(parents=True, exist_ok=True)
    clear(out)
    started = time.monotonic()
    ground = make(out)
    print(f"demonstration in {out}: station of officers {', '.join(OFFICERS)}", flush=True)  # noqa: T201
    with tempfile.TemporaryDirectory(prefix="port-officer-") as ptys, Equipment(Path(ptys)) as gear:
        parcels = belt.play(out, Path(ptys), shown=shown)
        print(f"  parcels: {parcels}", flush=True)  # noqa: T201
        equip(ground, gear.links)
        stage = Stage(ground.folder, ground.clock, shown=shown)
        lane = Lane(stage, gear, out)
        show = play(ground, lane)
        show.found["parcels"] = parcels
        screens(lane)
        slips = save_slips(stage, out)
        if shown:
            report(ground, lane, show, slips)
            print("the window stays open to play with; close it to end", flush=True)  # noqa: T201
            stage.stay()
        stage.close()
    found = report(ground, lane, show, slips)
    print(f"{found['passages']} passages, {len(slips)} slips, journal intact: {found['journal']['intact']}, {time.monotonic() - started:.0f} s", flush=True)  # noqa: T201
    return 0 if found["journal"]["intact"] and not lane.wrong and not parcels["unexpected"] else 1


def clear(out: Path) -> None:
    """What an earlier demonstration left here; nothing else is touched."""
    for name in OURS:
        path = out / name
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def play(ground: Ground, lane: Lane) -> Show:
    """The shift."""
    stage = lane.stage
    lane.picture("signin")
    stage.sign_in(LANE, OFFICERS[LANE][1])
    stage.until(lambda: len(stage.window.lamps) > 1 and all(lamp.state == "up" for lamp in stage.window.lamps), "every link is open")
    show = Show(ground, lane)
    show.load(snapshot(ground, 1))
    lane.picture("lane-free")
    scripts = list(ground.scripts)
    clean = [script for script in scripts if script.story == "clean"]
    kept = clean[-SPENT:]
    show.trucks(kept)
    special = {"focus-list": "machine-image", "seal-differs": "container-open"}
    once = {"overweight": show.override, "quarantine-missing": show.flagged}
    done = set()
    for script in scripts:
        if script in kept:
            continue
        if script.story in special and script.story not in done:
            done.add(script.story)
            show.inspected(script, special[script.story])
        elif script.story in once and script.story not in done:
            done.add(script.story)
            once[script.story](script)
        elif script.late and script.story not in done:
            done.add(script.story)
            show.late(script)
        else:
            lane.truck(script)
    *devices, rest = Gadgets(show).scenes
    for scene in (*scenes(show), lambda: called(show), *devices, *Ones(show).scenes, *Learning(show).scenes, rest):
        scene()
    return show


def screens(lane: Lane) -> None:
    """Every other screen once."""
    window = lane.stage.window
    for name in ("find", "shift", "devices"):
        window.show_screen(name)
        if name == "find":
            window.find.edit.setText("琼A")
        lane.stage.play(400)
        lane.picture(name)
    window.show_screen("lane")
    number = str(lane.stage.ask(lambda desk: desk.unconfirmed())[0]["number"])  # type: ignore[index]  # rows of the real desk
    lane.stage.opened.work.show_slip(number)
    lane.stage.play(900)
    lane.picture("slip-preview")
    window.cover.hide()
    window.show_screen("setup")
    lane.picture("setup")
    window.show_screen("lane")


def save_slips(stage: Stage, out: Path) -> list[str]:
    """Every slip as a PDF."""
    place = out / "slips"
    place.mkdir()
    rows: Any = stage.ask(lambda desk: desk.station.journal.read("SELECT number FROM slip WHERE passage <> '' ORDER BY number"))  # type: ignore[attr-defined]
    numbers = [str(number) for (number,) in rows]
    for number in numbers:
        pdf = stage.ask(lambda desk, number=number: desk.slip_pdf(number))  # type: ignore[misc]  # bound now, called at once
        (place / f"{number.replace('*', '_')}.pdf").write_bytes(pdf)  # type: ignore[arg-type]
    return numbers


def report(ground: Ground, lane: Lane, show: Show, slips: list[str]) -> dict[str, Any]:
    """`report.json`: counts, timings, the journal check, and who can sign in."""
    key = vault.unlock(ground.folder, SUPERVISOR, OFFICERS[SUPERVISOR][1], ground.clock)
    checked = verify(ground.folder, key)
    timings = sorted(lane.timings)
    found = {
        "passages": lane.passages,
        "channels": dict(lane.channels),
        "unexpected": lane.wrong,
        "scenes": show.found,
        "timings_ms": {
            "scans": len(timings),
            "scan_to_answer_median": f"{statistics.median(timings):.1f}",
            "scan_to_answer_p99": f"{timings[int(len(timings) * 0.99) - 1]:.1f}",
        },
        "journal": {"intact": checked.intact, "events": checked.events, "first_bad": checked.first_bad, "reason": checked.reason},
        "slips": slips,
        "devices": lane.gear.counts(lane.stage.opened.gear),
        "data": "data",
        "officers": [{"officer": name, "role": role, "secret": secret} for name, (role, secret) in OFFICERS.items()],
        "screens": sorted(path.name for path in (lane.out / "screens").glob("*.png")),
    }
    (ground.out / "report.json").write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return found


if __name__ == "__main__":
    sys.exit(main())
