"""`make demo` as a user runs it, without a screen: every promise of its report is kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

from workstation.paper import pictures

ROOT = Path(__file__).parent.parent.parent


def test_the_demonstration_plays_to_its_end(tmp_path):
    out = tmp_path / "out"
    environ = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-m", "ui.demo", "--out", str(out)], cwd=ROOT, env={**environ, "HEADLESS": "1"}, capture_output=True, text=True, check=False, timeout=400,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert report["passages"] >= 40
    assert set(report["channels"]) >= {"release", "not-customs", "machine", "manual", "hold", "cannot-confirm"}
    assert report["unexpected"] == []
    assert report["journal"]["intact"] is True
    scenes = report["scenes"]
    assert scenes["gate"]["good"]["accepted"] is True
    assert [scenes["gate"][name]["accepted"] for name in ("wrong-truck", "twice", "forged")] == [False, False, False]
    assert scenes["stale"] == {"before": "cannot-confirm", "confirmed": "release"}
    assert scenes["late"]["gate"]["reasons"] == ["slip-suspended"]
    assert scenes["override"]["to"] == "release"
    assert scenes["flagged"] == {"before": "hold", "certified": "release"}
    assert (scenes["parcels"]["parcels"], scenes["parcels"]["unexpected"]) == (40, [])
    assert set(scenes["parcels"]["channels"]) >= {"release", "hold", "manual"}
    assert {"parcel-pass.png", "parcel-stop.png", "parcel-inspect.png", "lane-flagged.png"} <= set(report["screens"])
    assert scenes["calls"] == {"refused": True, "calls": 7, "told": scenes["calls"]["told"], "halted": 2, "open": 0}
    assert scenes["calls"]["told"].startswith("03-")
    assert scenes["traveller"]["gone"] is True
    assert scenes["account"]["put-right"]
    assert [name for name in scenes if name.startswith("inspection-")] == ["inspection-container-open", "inspection-machine-image"]
    assert scenes["devices"] == {"tag": scenes["devices"]["tag"], "channel": "release", "barrier": 1}
    assert scenes["sheet"] == {"sheet": 1, "kiosk": "scan-not-enrolled", "released": True}
    assert scenes["parity"] == {"findings": ["find-parity"], "change": [{"bits": 7, "parity": "E"}]}
    assert scenes["advice"]["channel"] == "manual"
    assert int(scenes["advice"]["share"]) > int(scenes["advice"]["average"])
    assert (scenes["lens"]["written_down"], scenes["lens"]["found"]) == (1, 1)
    assert {"lane-advice.png", "explained.png", "lens.png", "rates.png"} <= set(report["screens"])
    assert (out / scenes["back"]["file"]).read_bytes().startswith(b"%PDF")
    used = {name: row["frames"] for name, row in report["devices"].items()}
    assert set(used) == {"scanner", "scale", "ssi", "kiosk", "lock", "mrz", "uhf", "nmea", "barrier", "help", "monitor"}
    assert all(used.values()), used
    slips = sorted((out / "slips").glob("*.pdf"))
    assert len(slips) == len(report["slips"]) > 20
    assert pictures.slip_token(slips[0].read_bytes(), "slip").startswith("HN1:")
    assert {"lane-release.png", "lane-hold.png", "inspect-container-open.png", "find.png", "shift.png", "devices.png", "signin.png"} <= set(report["screens"])
    assert (out / "data" / "journal.db").exists()
