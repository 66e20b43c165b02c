"""Killed at any moment, or written by two at once: no acknowledged event is lost or doubled, and the chain holds."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from journal_parts import flipped, grown, state

from workstation.journal import verify, witness


def run(act, folder, key, count):
    command = [sys.executable, str(Path(__file__).with_name("crash_lane.py")), act, str(folder), str(count)]
    done = subprocess.run(command, input=key.hex() + "\n", capture_output=True, text=True, check=True, timeout=100)
    return json.loads(done.stdout)


def found(journal):
    """Seqs of the journal, and how often each mark stands there."""
    events = list(journal.events(kinds=("weight.read",)))
    return {e.seq: e.subject for e in events}, Counter(e.subject for e in events)


def test_killed_at_random_moments_nothing_acknowledged_is_lost_or_doubled(closed, key, reopen):
    rounds = run("kill", closed, key, 25)
    acknowledged = [pair for each in rounds for pair in each]
    assert len(acknowledged) > 25
    assert verify(closed, key).intact
    journal = reopen()
    assert (journal.witness, verify(closed, key).events) == ("ok", journal.head().seq)
    where, often = found(journal)
    assert all(where[seq] == mark for seq, mark in acknowledged)
    # Both drafts of an act or none; an act that was never acknowledged may be there once, never half.
    assert {count for mark, count in often.items() if "-" in mark and "/" not in mark} == {2}
    before = state(journal.read)
    journal.rebuild()
    assert state(journal.read) == before
    grown(journal, 2)
    journal.close()
    assert verify(closed, key).intact


def test_two_processes_keep_one_chain_and_the_newest_witness(closed, key, reopen):
    both = run("race", closed, key, 120)
    seqs = [seq for each in both for seq, _ in each]
    assert len(seqs) == len(set(seqs)) == 240
    assert all(each == sorted(each) for each in both)
    answer = verify(closed, key)
    assert (answer.intact, answer.head.seq) == (True, 40 + 480)
    assert witness.read(closed / "head.json")[0] == answer.head
    journal = reopen()
    where, _ = found(journal)
    assert all(where[seq] == mark for each in both for seq, mark in each)
    journal.close()


def test_a_changed_byte_in_the_log_left_by_a_crash_never_passes_as_whole(closed, key):
    acknowledged = max(seq for each in run("kill", closed, key, 3) for seq, _ in each)
    whole = verify(closed, key)
    assert whole.intact
    log = closed / "journal.db-wal"
    content = log.read_bytes()
    assert content
    for position in range(0, len(content), len(content) // 40):
        flipped(log, position, 16)
        answer = verify(closed, key)
        # Either nothing is lost that anyone was told of (the last act may have been killed before its witness), or the loss is seen.
        assert answer.events >= acknowledged if answer.intact else answer.reason
        log.write_bytes(content)
        (closed / "journal.db-shm").unlink(missing_ok=True)
