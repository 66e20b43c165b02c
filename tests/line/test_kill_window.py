"""kill -9 of the window at random moments: what it had acknowledged is in the journal once, and the truck in front comes back."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tests.line.truck_line import SCRIPTS, template  # noqa: F401 - fixture
from workstation import settings
from workstation.journal import Journal, verify
from workstation.views import VIEWS

ROOT = Path(__file__).parent.parent.parent
KILLS = 12
STORIES = ("clean", "two-containers", "batch-exit", "trailer", "empty", "not-customs")


def shift():
    """Lines without end: trucks, each released or sent on."""
    while True:
        for story in STORIES:
            script = SCRIPTS[story]
            yield from script.lines
            yield {"act": "release" if script.channel == "release" else "leave"}
            yield {"act": "next"}


def run_until_killed(folder, lines, count):
    """Feed `count` lines, kill while the last is being worked; the answers that came out, the first of them the state at start."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.line.window_child", str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environ, cwd=ROOT, text=True,
    )
    answers = [json.loads(child.stdout.readline())]
    for place in range(count):
        child.stdin.write(json.dumps(next(lines)) + "\n")
        child.stdin.flush()
        if place < count - 1:
            answers.append(json.loads(child.stdout.readline()))
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate(timeout=30)
    answers += [json.loads(line) for line in rest.splitlines() if line.endswith("}")]
    return answers


def test_the_window_killed_at_random_moments_loses_nothing(template, tmp_path):  # noqa: F811
    source, key = template
    folder = tmp_path / "station"
    shutil.copytree(source, folder)
    seed = random.randrange(1 << 32)
    dice = random.Random(seed)
    lines = shift()
    acknowledged, front = set(), None
    for _ in range(KILLS):
        first, *answers = run_until_killed(folder, lines, dice.randint(2, 9))
        if front is not None:
            assert first["front"] in front, f"seed {seed}: another truck in front after the kill"
        told = [tuple(event) for answer in answers for event in answer["events"]]
        assert len(set(told)) == len(told)
        acknowledged |= set(told)
        # The last line may have become durable or not before the kill; both are right.
        front = {answer["front"] for answer in answers[-2:]} | {""} if answers else None
        if answers:
            journal = Journal.open(folder / "journal.db", key, VIEWS, settings.now)
            stored = [(event.station, event.seq, event.kind) for event in journal.events()]
            rows = journal.read("SELECT passage FROM stay WHERE state IN ('open', 'released') ORDER BY state_at DESC, state_seq DESC LIMIT 1")
            front |= {row[0] for row in rows}
            journal.close()
            assert acknowledged <= set(stored), f"seed {seed}: an acknowledged event is gone"
            assert len(set(stored)) == len(stored)
    checked = verify(folder, key)
    assert checked.intact, f"seed {seed}: {checked}"
    assert len(acknowledged) > KILLS
