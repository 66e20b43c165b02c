"""`head.json` and the heads on paper: a missing tail, an older copy and another history are found though each is whole in itself."""

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from journal_parts import flipped, grown, raw, weight

from workstation.journal import Draft, backup, verify, witness
from workstation.words import Trouble


def test_every_changed_byte_of_the_witness_is_found(closed, key):
    place = closed / "head.json"
    missed = []
    for position in range(0, place.stat().st_size, 3):
        flipped(place, position)
        if verify(closed, key).intact:
            missed.append(position)
        flipped(place, position)
    assert missed == []


def test_a_removed_tail_is_found_by_the_witness(closed, key, reopen):
    with raw(closed, key) as connection:
        connection.execute("DELETE FROM event WHERE seq > 35")
    found = verify(closed, key)
    assert (found.intact, found.reason, found.head.seq, found.first_bad) == (False, "witness-newer", 35, None)
    with pytest.raises(Trouble, match="journal-older"):
        reopen()


def test_an_older_copy_put_back_is_found(closed, key, reopen):
    shutil.copy(closed / "journal.db", closed / "old.db")
    journal = reopen()
    grown(journal, 5)
    journal.close()
    (closed / "old.db").replace(closed / "journal.db")
    found = verify(closed, key)
    assert (found.intact, found.reason) == (False, "witness-newer")
    with pytest.raises(Trouble, match="journal-older"):
        reopen()


def test_another_history_of_the_same_length_is_found(closed, key, reopen):
    shutil.copy(closed / "journal.db", closed / "old.db")
    heads = []
    for value in ("1", "2"):
        shutil.copy(closed / "old.db", closed / "journal.db")
        (closed / "head.json").unlink()
        journal = reopen(without="head")
        journal.append([weight("x", value)], "0001")
        journal.close()
        heads.append((closed / "head.json").read_bytes())
    (closed / "head.json").write_bytes(heads[0])
    assert verify(closed, key).reason == "witness-differs"


def test_heads_printed_on_paper_are_compared(closed, key, reopen):
    journal = reopen()
    head = journal.head()
    journal.close()
    slip = ("HXG03-261121-00123-K", head.seq, head.hash.hex()[:16])
    assert verify(closed, key, [slip]).intact
    assert verify(closed, key, [(slip[0], 41, slip[2])]).reason == "witness-newer"
    found = verify(closed, key, [slip, (slip[0], 39, slip[2])])
    assert [each["agrees"] for each in found.witnesses] == [True, True, False]
    assert found.reason == "witness-differs"


@pytest.mark.parametrize(("stored", "reason"), [(None, "witness-missing"), (b"", "witness-unreadable"), (b"[1]", "witness-unreadable")])
def test_a_lost_witness_is_not_intact(closed, key, stored, reason):
    (closed / "head.json").unlink()
    if stored is not None:
        (closed / "head.json").write_bytes(stored)
    found = verify(closed, key)
    assert (found.intact, found.reason, found.first_bad, found.head.seq) == (False, reason, None, 40)


def test_a_made_up_witness_is_found(closed, key):
    head, _ = witness.read(closed / "head.json")
    other = Ed25519PrivateKey.generate()
    (closed / "head.json").write_bytes(witness.encode(witness.Head(head.station, 40, head.at, head.hash, other.sign(head.hash))))
    assert verify(closed, key).reason == "witness-forged"


def test_a_rolled_back_journal_without_its_witness_is_not_taken(closed, key, reopen):
    shutil.copy(closed / "journal.db", closed / "old.db")
    grown_and_closed(reopen)
    (closed / "old.db").replace(closed / "journal.db")
    (closed / "head.json").write_bytes(b"")
    with pytest.raises(Trouble, match="witness-lost"):
        reopen()
    assert (closed / "head.json").read_bytes() == b""
    assert verify(closed, key).reason == "witness-unreadable"


def test_a_copy_that_has_seen_more_is_a_witness(closed, key, clock, reopen):
    """Also against whoever turned back both files, and whoever acknowledges that one is lost."""
    shutil.copytree(closed, closed.parent / "old")
    grown_and_closed(reopen)
    backup.make(closed, key, clock)
    for name in ("journal.db", "head.json"):
        shutil.copy(closed.parent / "old" / name, closed / name)
    with pytest.raises(Trouble, match=r"journal-older.*journal-.*45\.head\.json"):
        reopen()
    (closed / "head.json").unlink()
    with pytest.raises(Trouble, match="journal-older"):
        reopen(without="head")
    found = verify(closed, key)
    assert [each["reason"] for each in found.witnesses] == ["witness-missing", "witness-newer"]
    backup.restore(closed, backup.newest(closed), key, clock)
    assert reopen().head().seq == 45


def test_a_restore_explains_why_newer_copies_say_something_else(closed, key, clock, reopen):
    first = backup.make(closed, key, clock)
    grown_and_closed(reopen)
    clock.now += 60_000
    backup.make(closed, key, clock)
    done = backup.restore(closed, first, key, clock)
    assert (done.head, done.witnessed, done.lost) == (40, 45, 5)
    with pytest.raises(Trouble, match="journal-older"):
        reopen()
    journal = reopen(without="any")
    body = {"backup": done.backup, "head": done.head, "witnessed": done.witnessed, "lost": done.lost}
    journal.append([Draft("station.restored", journal.station, body)], "0001")
    grown(journal, 2)
    journal.close()
    reopen().close()
    assert verify(closed, key).intact


def test_a_copys_head_of_another_station_proves_nothing(closed, key, clock, reopen):
    place = backup.make(closed, key, clock)
    head = witness.Head("CNHXG-03-AAAA", 9000, 1, bytes(32), bytes(64))
    (place.parent / "journal-20990101T000000Z-9000.head.json").write_bytes(witness.encode(head))
    reopen().close()
    assert verify(closed, key).intact


def grown_and_closed(reopen):
    journal = reopen()
    grown(journal, 5)
    journal.close()
