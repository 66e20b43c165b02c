"""Starting and staying: from the process to the sign-in, from the secret to the lane, and how much memory that takes; in fresh processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench.ground import CHECKOUT, Ground, ground
from tests.bench.measure import Row, Times, beside
from workstation.journal import file
from workstation.register import files

CACHES = (file.CACHE_KIB + files.CACHE_KIB) * 1024
"""Bytes of page cache the two stores may fill."""

PATIENCE = 1200


def child(*words: str) -> tuple[int, dict[str, int]]:
    """When a child was begun (monotonic ns), and what it told."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    began = time.monotonic_ns()
    done = subprocess.run([sys.executable, "-m", "tests.bench.child", *words], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)
    if not done.stdout.strip():
        raise RuntimeError(f"child {words[0]}: {done.stderr[-2000:]}")
    return began, json.loads(done.stdout.splitlines()[-1])


def rows(small: int, big: int, rounds: int) -> Iterator[Row]:
    """Start and sign-in on a small and a big register beside an empty window, in turn."""
    bare: list[float] = []
    ready: dict[int, list[float]] = {small: [], big: []}
    lanes: dict[int, list[float]] = {small: [], big: []}
    derived: list[float] = []
    with ground(small) as one, ground(big) as other:
        for turn in range(rounds + 1):
            began, told = child("empty")
            took = (told["painted"] - began) / 1e9
            for here in (one, other) if turn % 2 else (other, one):
                begun, said = child("start", str(here.folder))
                if turn:
                    ready[here.size].append((said["painted"] - begun) / 1e9)
                    lanes[here.size].append(said["lane"] / 1e9)
                    derived.append(said["argon2"] / 1e9)
            if turn:
                bare.append(took)
    starts = {size: Times.of(each) for size, each in ready.items()}
    yield beside(f"start to sign-in shown ({big:,} rows)", starts[big], Times.of(bare), 3)
    yield beside(f"secret to lane, beside Argon2id alone ({big:,} rows)", Times.of(lanes[big]), Times.of(derived), 3)
    yield beside(f"growth: start, {big:,} rows beside {small:,}", starts[big], starts[small], 1.1, by="quarter")
    yield beside(f"growth: secret to lane, {big:,} rows beside {small:,}", Times.of(lanes[big]), Times.of(lanes[small]), 1.1, by="quarter")


def memory(big: int, first: int, last: int) -> Iterator[Row]:
    """Resident memory at the lane screen, and its growth over a shift."""
    _, plain = child("empty")
    with ground(big) as here:
        told = _shift(here, first, last)
    mega = 1 / 1024 / 1024
    base = (plain["resident"] + CACHES) * mega
    shown = told["shown"] * mega
    yield Row(f"memory at the lane screen ({big:,} rows)", shown, "MB", base, shown / base, 3)
    before, after = told[str(first)] * mega, told[str(last)] * mega
    yield Row(f"memory from scan {first:,} to {last:,}", after, "MB", before, after / before, 1.05)


def _shift(here: Ground, first: int, last: int) -> dict[str, int]:
    return child("memory", str(here.folder), str(here.size), str(here.now), str(first), str(last))[1]
