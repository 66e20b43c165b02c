"""Run by test_kill: works a shift on one folder through `lane --jsonl`, kills it again and again, and prints what was found as JSON.

`kill_lane.py FOLDER SCRIPTS SEED KILLS`; the data key comes as hex on stdin. Every lane is a process of its own, forked from this warm one so that
a start costs milliseconds; every tenth is started anew by the interpreter.
"""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from kill_shift import SCANNED, applied, shift  # noqa: E402

from ui.command import main  # noqa: E402
from workstation import settings  # noqa: E402
from workstation.desk import Desk  # noqa: E402
from workstation.desk.station import Station  # noqa: E402
from workstation.journal import verify  # noqa: E402

OPENS = ("passage.opened", "passage.resumed")
VERIFIED_EVERY = 10


class Lane:
    """One `lane --jsonl`, fed and read through pipes."""

    def __init__(self, folder, *, anew):
        words = ["lane", "--jsonl", "--officer", "S1", "--data", str(folder)]
        into, self.stdin = os.pipe()
        self.stdout, out = os.pipe()
        self.process = None
        if anew:
            self.process = subprocess.Popen([sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())", *words], cwd=ROOT, stdin=into, stdout=out)
            self.pid = self.process.pid
        else:
            self.pid = os.fork()
            if self.pid == 0:
                self._become(into, out, words)
        os.close(into)
        os.close(out)
        self.half = b""

    def _become(self, into, out, words):
        os.dup2(into, 0)
        os.dup2(out, 1)
        for each in (into, out, self.stdin, self.stdout):
            os.close(each)
        sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - the lane's own until it is killed
        sys.stdout = open(1, "w", encoding="utf-8")  # noqa: SIM115
        os._exit(main(words))

    def send(self, lines):
        os.write(self.stdin, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())

    def answers(self, count, seconds):
        """Up to so many answers within so many seconds; what comes later is left."""
        found, until = [], time.monotonic() + seconds
        while len(found) < count:
            if b"\n" in self.half:
                line, _, self.half = self.half.partition(b"\n")
                found.append(json.loads(line))
            elif select.select([self.stdout], [], [], max(until - time.monotonic(), 0))[0]:
                part = os.read(self.stdout, 65_536)
                if not part:
                    break
                self.half += part
            else:
                break
        return found

    def kill(self):
        """End it at once; the whole answers it had printed."""
        os.kill(self.pid, signal.SIGKILL)
        if self.process:
            self.process.wait()
        else:
            os.waitpid(self.pid, 0)
        rest = self.answers(10**6, 5)
        os.close(self.stdin)
        os.close(self.stdout)
        return rest


class Shift:
    """What was fed, what was acknowledged, and how the journal compares."""

    def __init__(self, folder, key, scripts, seed):
        self.folder, self.key, self.random = folder, key, random.Random(seed)
        self.work = shift(scripts, folder, random.Random(seed + 1))
        self.batch = next(self.work)
        self.acknowledged, self.last, self.wrong = [], None, []
        self.midway = self.torn = 0
        with closing(Station.open(folder, key, settings.now)) as station:
            self.seen = station.journal.head().seq

    def round(self, number):
        """Start a lane, feed it up to a random line, kill it at a random moment, look."""
        chance = self.random
        lane = Lane(self.folder, anew=number % 10 == 0)
        if chance.random() < 0.1:
            time.sleep(chance.uniform(0, 0.06))
            self.look(lane.kill(), [])
            return
        lane.send([{"act": "acknowledge", "alarm": 1}])
        first = lane.answers(1, 30)
        self.resumed(first)
        self.acknowledged += first
        for _ in range(chance.randrange(9)):
            lane.send(self.batch)
            answers = lane.answers(len(self.batch), 30)
            self.acknowledged += answers
            self.batch = self.work.send(answers[-1])
        lane.send(self.batch)
        early = lane.answers(len(self.batch), chance.expovariate(1 / 0.006))
        self.look(early + lane.kill(), self.batch)

    def look(self, answers, batch):
        """After a kill: what stands in the journal beyond the last line known, and whether a part of a line stands there alone."""
        self.acknowledged += answers
        known = max([self.seen, *(seq for each in self.acknowledged for _, seq, _ in each["events"])])
        station = Station.open(self.folder, self.key, settings.now)
        try:
            events = list(station.journal.events())
            tail = [event for event in events if event.seq > known and event.kind != "officer.signed-in"]
            done = len(answers) + applied(batch[len(answers) :], tail)
            if applied(batch[len(answers) :], tail) < 0:
                self.torn += 1
                self.wrong.append(f"part of {batch[len(answers):]}: {[event.kind for event in tail]}")
            self.midway += bool(tail)
            self.seen = events[-1].seq
            self.compare(events, Desk(station, "S1"))
        finally:
            station.close()
        if batch and done >= len(batch):
            self.batch = self.work.send(self.probe())
        elif batch:
            self.batch = batch[done:]

    def probe(self):
        """What the lane says of the truck in front, asked by a lane that is closed in peace."""
        lane = Lane(self.folder, anew=False)
        lane.send([{"act": "acknowledge", "alarm": 1}])
        answers = lane.answers(1, 30)
        self.resumed(answers)
        self.acknowledged += answers + lane.kill()
        return answers[-1]

    def compare(self, events, desk):
        """The journal's own story of who stands in front against what a fresh desk makes of it."""
        front, fields = story(events)
        self.last = front, fields
        if desk.front != front:
            self.wrong.append(f"front {desk.front!r}, events say {front!r}")
        inspection = (desk.inspection() or (None,))[0]
        entered = fields.get(inspection.id, []) if inspection else []
        if entered and (inspection.last_field != entered[-1][0] or dict(inspection.fields) != shown(entered)):
            self.wrong.append(f"inspection {inspection.id} is at {inspection.last_field}, entered {entered[-1:]}")

    def resumed(self, answers):
        """The first answer of a new lane names the truck that stood in front."""
        if not answers:
            self.wrong.append("a lane gave no answer")
        elif self.last is not None:
            passage = answers[0]["passage"]
            if (passage["id"] if passage else "") != self.last[0]:
                self.wrong.append(f"resumed with {passage and passage['id']!r}, in front was {self.last[0]!r}")

    def finish(self):
        """Everything acknowledged is in the journal once, and every mark of ours at most once."""
        found = verify(self.folder, self.key)
        station = Station.open(self.folder, self.key, settings.now)
        events = list(station.journal.events())
        station.close()
        there = Counter((event.station, event.seq, event.kind) for event in events)
        told = Counter(tuple(each) for answer in self.acknowledged for each in answer["events"])
        marks = Counter(mark for event in events if (mark := str(event.body.get("reason", ""))).startswith("mark "))
        return {
            "events": len(events), "intact": found.intact, "reason": found.reason, "acknowledged": sum(told.values()), "midway": self.midway,
            "lost": [each for each in told if each not in there], "doubled": [each for each, count in (told | there).items() if count > 1],
            "doubled_marks": [mark for mark, count in marks.items() if count > 1], "marks": len(marks), "torn": self.torn,
            "wrong": self.wrong, "kinds": Counter(event.kind for event in events), "scans": sum(there[each] for each in there if each[2] in SCANNED),
        }  # fmt: skip


def story(events):
    """Which passage stands in front by the events alone, and the entries of every inspection in their order."""
    front, fields = "", {}
    for event in events:
        if event.kind in OPENS:
            front = event.id if event.kind == "passage.opened" else event.subject
        elif event.kind in ("passage.parked", "passage.closed") and event.subject == front:
            front = ""
        elif event.kind == "inspection.field-set":
            fields.setdefault(event.body["inspection"], []).append((event.body["field"], event.body["value"]))
    return front, fields


def shown(entered):
    return {name: value for name, value in dict(entered).items() if value}


def run(folder, scripts, seed, kills):
    key = bytes.fromhex(sys.stdin.readline())
    told = Shift(folder, key, [json.loads(line) for line in scripts.read_text(encoding="utf-8").splitlines()], seed)
    for number in range(kills):
        told.round(number)
        if number % VERIFIED_EVERY == 0 and not (found := verify(folder, key)).intact:
            told.wrong.append(f"verify after kill {number}: {found.reason}")
    print(json.dumps(told.finish()))


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
