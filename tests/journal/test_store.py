"""One append-only table: what is acknowledged is there, in one chain, whoever writes; what fails leaves nothing."""

import threading

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from journal_parts import BEGIN, VIEWS, View, grown, seal, weight
from sqlcipher3 import dbapi2

from workstation.journal import Draft, Journal, Moved, Place, chain, file, verify, witness
from workstation.words import Refused, Trouble


def test_the_first_event_names_the_station_its_key_and_its_draw(journal):
    (first,) = journal.events()
    assert (first.seq, first.kind, first.subject, first.officer) == (1, "station.created", journal.station, "0001")
    assert first.body["key"] == journal.public_key.hex()
    assert first.body["root"] == "ab" * 8
    assert chain.station_id("CNHXG", "03", journal.public_key) == journal.station
    assert len(journal.secret("draw")) == 32


def test_a_signature_is_by_the_key_in_the_first_event(journal):
    known = Ed25519PublicKey.from_public_bytes(journal.public_key)
    known.verify(journal.sign(b"slip"), b"slip")
    with pytest.raises(InvalidSignature):
        known.verify(journal.sign(b"slip"), b"another slip")


def test_events_come_back_by_subject_kind_and_place(journal):
    grown(journal, 12)
    subject = f"{journal.station}/3"
    assert [e.seq for e in journal.events(subject)] == [5, 10]
    assert [e.seq for e in journal.events(kinds=("weight.read",))] == [2, 5, 8, 11]
    assert [e.seq for e in journal.events(subject, ("weight.read",))] == [5]
    assert [e.seq for e in journal.events(after=10)] == [11, 12, 13]
    assert [e.seq for e in journal.events(kinds=("weight.read", "seal.verified"), after=9)] == [10, 11, 12, 13]
    assert list(journal.events(after=99)) == []
    assert list(journal.events(kinds=())) == []


def test_a_long_journal_is_read_in_pieces_while_it_grows(journal):
    journal.append([weight("x", n) for n in range(1300)], "0001")
    seen = []
    for event in journal.events():
        seen.append(event.seq)
        if event.seq == 700:
            journal.append([weight("x")], "0001")
    assert seen == list(range(1, 1303))


def test_time_never_runs_backwards_but_the_raw_clock_is_kept(journal, clock):
    clock.now = BEGIN - 50_000
    (late,) = journal.append([weight("x")], "0001")
    assert late.clock == BEGIN - 49_999
    assert late.at == BEGIN + 1
    assert verify(journal._path.parent, journal._key).intact


def test_a_trial_is_written_into_every_event(journal, monkeypatch):
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T08:35:59Z")
    (event,) = journal.append([weight("x")], "0001")
    assert event.body["trial"] is True
    monkeypatch.delenv("PORT_OFFICER_NOW")
    (event,) = journal.append([weight("x")], "0001")
    assert "trial" not in event.body


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE event SET kind = 'x' WHERE seq = 2",
        "UPDATE OR REPLACE event SET seq = 3 WHERE seq = 2",
        "DELETE FROM event WHERE seq = 2",
        "DELETE FROM event",
        "REPLACE INTO event SELECT * FROM event WHERE seq = 2",
        "INSERT OR REPLACE INTO event(rowid, station, seq, at, kind, subject, bytes, hash, sig) SELECT 2, 's', 9, 1, '', '', '', '', ''",
        "INSERT INTO event SELECT * FROM event WHERE seq = 2 ON CONFLICT DO UPDATE SET kind = 'x'",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_the_file_itself_refuses_change(journal, sql, recursive):
    grown(journal, 3)
    before = journal.read("SELECT * FROM event")
    # Another program with the key may have the switch off: the triggers hold all the same.
    connection = file.connect(journal._path, journal._key)
    connection.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(dbapi2.IntegrityError, match="an event is never"):
        connection.execute(sql)
    connection.close()
    assert journal.read("SELECT * FROM event") == before


def test_a_fold_that_fails_leaves_nothing(tmp_path, key, clock):
    def fail(write, event):
        write.execute("INSERT INTO half VALUES (?)", (event.seq,))
        if event.kind == "seal.verified":
            raise ZeroDivisionError

    views = (View("half", 1, "CREATE TABLE half(seq)", fail, ("half",)),)
    journal = Journal.create(tmp_path / "journal.db", key, views, clock, Place("CNHXG", "03", "ab" * 8, "0001"))
    with pytest.raises(ZeroDivisionError):
        journal.append([weight("x"), seal("x", "HN1")], "0001")
    assert journal.head().seq == 1
    assert journal.read("SELECT * FROM half") == [(1,)]
    (kept,) = journal.append([weight("x")], "0001")
    assert kept.seq == 2
    journal.close()
    assert verify(tmp_path, key).intact


def test_a_misfit_among_the_drafts_leaves_nothing(journal):
    with pytest.raises(ValueError, match="unknown kind"):
        journal.append([weight("x"), Draft("no.such", "x")], "0001")
    assert journal.head().seq == 1
    assert journal.append([], "0001") == []


def test_drafts_made_by_an_older_head_are_not_written(journal):
    grown(journal, 2)
    with pytest.raises(Moved):
        journal.append([weight("x")], "0001", after=2)
    assert [e.seq for e in journal.append([weight("x")], "0001", after=3)] == [4]


def test_a_full_disk_is_trouble_and_the_journal_goes_on(journal):
    (pages,) = journal.read("PRAGMA page_count")[0]
    journal._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Trouble, match="journal-disk-full"):
        journal.append([weight("x", n) for n in range(500)], "0001")
    assert journal.head().seq == 1
    journal._connection.execute("PRAGMA max_page_count = 1000000")
    assert journal.append([weight("x")], "0001")[0].seq == 2


def test_a_file_held_by_another_is_trouble(journal):
    other = file.connect(journal._path, journal._key)
    other.execute("BEGIN IMMEDIATE")
    journal._connection.execute("PRAGMA busy_timeout = 20")
    with pytest.raises(Trouble, match="journal-busy"):
        journal.append([weight("x")], "0001")
    other.close()
    assert journal.append([weight("x")], "0001")[0].seq == 2


def test_a_reader_in_another_thread_sees_what_is_durable(journal):
    reader, seen = journal.reader(), []
    grown(journal, 4)

    def look():
        seen.append([e.seq for e in reader.events()])
        seen.append(reader.head().seq)
        with pytest.raises(Trouble, match="journal-not-writable"):
            reader.read("INSERT INTO weight VALUES ('x', '1', 1, 'x', 1)")

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    reader.close()
    assert seen == [[1, 2, 3, 4, 5], 5]


def test_secrets_are_kept_and_the_stations_own_are_for_life(create, reopen):
    journal = create()
    journal.keep_secret("mac", b"one")
    journal.keep_secret("mac", b"two")
    journal.close()
    again = reopen()
    assert again.secret("mac") == b"two"
    assert again.secret("none") is None
    with pytest.raises(ValueError, match="for life"):
        again.keep_secret("key", bytes(32))
    again.close()


def test_the_witness_is_as_new_as_the_head_and_never_made_older(journal, tmp_path):
    grown(journal, 3)
    head = journal.head()
    assert witness.read(tmp_path / "head.json") == (head, "ok")
    witness.write(tmp_path / "head.json", witness.Head(head.station, 2, 1, bytes(32), bytes(64)))
    assert witness.read(tmp_path / "head.json") == (head, "ok")


def test_a_crash_between_commit_and_witness_is_no_damage(closed, reopen, key):
    old = (closed / "head.json").read_bytes()
    journal = reopen()
    grown(journal, 3)
    journal.close()
    (closed / "head.json").write_bytes(old)
    assert verify(closed, key).intact
    journal = reopen()
    assert (journal.witness, journal.head().seq) == ("ok", 43)
    journal.close()


@pytest.mark.parametrize(("stored", "state"), [(None, "missing"), (b"", "unreadable"), (b"{}", "unreadable"), (b"\xff\x00[", "unreadable")])
def test_a_lost_witness_is_told_and_never_written_anew_in_silence(closed, reopen, stored, state):
    (closed / "head.json").unlink()
    if stored is not None:
        (closed / "head.json").write_bytes(stored)
    for _ in range(2):
        with pytest.raises(Trouble, match="witness-lost"):
            reopen()
    assert witness.read(closed / "head.json") == (None, state)
    journal = reopen(without="head")
    assert journal.witness == state
    journal.append([Draft("witness.lost", journal.station, {"found": state, "head": journal.head().seq, "reason": "x"})], "0001")
    assert witness.read(closed / "head.json") == (journal.head(), "ok")
    journal.close()


def test_what_cannot_be_opened_says_why(closed, reopen, create, clock, key):
    with pytest.raises(Refused, match="journal-exists"):
        create()
    with pytest.raises(Refused, match="no-station"):
        Journal.open(closed / "elsewhere" / "journal.db", key, VIEWS, clock)
    connection = file.connect(closed / "journal.db", key)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with pytest.raises(Trouble, match="journal-newer"):
        reopen()


def test_pages_are_looked_over_off_the_start_path(journal):
    assert journal.sound()
