"""Run by the tests: appends in a child that is killed (`kill`), or in two children at once (`race`); prints what was acknowledged as JSON."""

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from journal_parts import VIEWS, weight  # noqa: E402

from workstation import settings  # noqa: E402
from workstation.journal import Journal  # noqa: E402

PATIENCE = 30
"""Seconds until a child must have acknowledged something."""


def work(folder, key, out, turns):
    """Append, and acknowledge each event only after it is durable."""
    journal = Journal.open(folder / "journal.db", key, VIEWS, settings.now)
    for turn in range(turns):
        mark = f"{os.getpid()}-{turn}"
        event = journal.append([weight(mark, turn), weight(mark, turn)], "0001")[-1]
        os.write(out, f"{event.seq} {mark}\n".encode())
    journal.close()


def child(folder, key, turns):
    """A forked child at work; (its id, where its acknowledgements are read)."""
    back, out = os.pipe()
    pid = os.fork()
    if pid:
        os.close(out)
        return pid, back
    os.close(back)
    work(folder, key, out, turns)
    os._exit(0)


def drained(pid, back):
    """Acknowledgements up to the end of the child, as [seq, mark]."""
    with os.fdopen(back, "rb") as pipe:
        lines = pipe.read().decode().split("\n")[:-1]
    os.waitpid(pid, 0)
    return [[int(line.split()[0]), line.split()[1]] for line in lines]


def main():
    act, folder, key, count = sys.argv[1], Path(sys.argv[2]), bytes.fromhex(sys.stdin.readline()), int(sys.argv[3])
    chance, seen = random.Random(5), []
    if act == "race":
        children = [child(folder, key, count) for _ in range(2)]
        seen = [drained(*each) for each in children]
    else:
        for turn in range(count):
            pid, back = child(folder, key, 10**6)
            if turn % 4:
                # A busy machine may not have begun yet: most kills fall among acts, the others wherever the start happens to be.
                select.select([back], [], [], PATIENCE)
            time.sleep(chance.uniform(0.005, 0.08))
            os.kill(pid, signal.SIGKILL)
            seen.append(drained(pid, back))
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
