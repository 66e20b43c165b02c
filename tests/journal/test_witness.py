"""`head.json` and the heads on paper: a missing tail, an older copy and another history are found though each is whole in itself."""

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from journal_parts import flipped, grown, raw, weight

from workstation.journal import verify, witness
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
        journal = reopen()
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
