"""`kill -9` at random moments of a shift: nothing acknowledged is lost or doubled, the chain holds, the lane goes on where it was."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import yard
from workstation import settings
from workstation.drill import synth
from workstation.register import packs

KILLS = 110
"""In each of two folders."""
WORKER = Path(__file__).with_name("kill_lane.py")


@pytest.fixture(scope="module")
def shift(tmp_path_factory):
    """A station with a small synthetic port, and the scripts of its trucks; the key opens it."""
    base = tmp_path_factory.mktemp("kill")
    key = yard.build(base / "station", settings.now)
    port = synth.Port(trucks=40, now=settings.now(), seed=7, station=settings.read(base / "station").station)
    (base / "rows").mkdir()
    synth.write(base / "rows", port, base / "scripts.jsonl")
    packs.make(base / "rows", base / "port.pack", yard.root_key(base / "station"), port.now)
    journal = yard.Journal.open(base / "station" / "journal.db", key, yard.VIEWS, settings.now)
    packs.load(base / "station", key, base / "port.pack", journal, "S1")
    journal.close()
    return base, key


def test_killed_at_any_moment_the_lane_loses_nothing_and_goes_on(shift):
    base, key = shift
    seed = int(os.environ.get("KILL_SEED") or int.from_bytes(os.urandom(4)))
    workers = []
    for place in range(2):
        folder = base / f"worker-{place}"
        shutil.copytree(base / "station", folder)
        command = [sys.executable, str(WORKER), str(folder), str(base / "scripts.jsonl"), str(seed + place), str(KILLS)]
        environment = {**os.environ, **yard.secrets(), "PYTHONDONTWRITEBYTECODE": "1"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        workers.append(subprocess.Popen(command, env=environment, text=True, **pipes))
        workers[-1].stdin.write(key.hex() + "\n")
        workers[-1].stdin.flush()
    told = [worker.communicate() for worker in workers]  # both have ended before either is judged
    for worker, (out, errors) in zip(workers, told, strict=True):
        assert worker.returncode == 0, f"KILL_SEED={seed}\n{errors}"
        found = json.loads(out)
        said = f"KILL_SEED={seed} {found}"
        assert not errors, said + errors
        assert (found["intact"], found["reason"]) == (True, ""), said
        assert (found["lost"], found["doubled"], found["doubled_marks"], found["wrong"], found["torn"]) == ([], [], [], [], 0), said
        # The shift was a real one, and some kills fell between the commit and the answer.
        assert found["acknowledged"] > 500, said
        assert {"released", "inspection.field-set", "inspection.signed", "hold.placed", "passage.parked"} <= found["kinds"].keys(), said
        assert found["midway"], said
