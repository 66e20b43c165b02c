"""Copies are whole and verified; putting one back loses no evidence and says what is lost; a damaged file says what to do."""

import json
import os
import shutil

import pytest
from journal_parts import BEGIN, flipped, grown, raw, weight

from workstation.journal import Draft, backup, store, verify, verify_file, witness
from workstation.words import Refused, Trouble

HOUR = backup.HOUR_MS


def head_beside(place):
    return place.with_name(place.stem + ".head.json")


def test_a_copy_is_made_while_the_journal_is_open_and_goes_on(journal, tmp_path, key):
    grown(journal, 20)
    (tmp_path / "settings.toml").write_text('port = "CNHXG"\n')
    (tmp_path / "slots.json").write_text("{}")
    place = backup.make(tmp_path, key, lambda: BEGIN)
    grown(journal, 5)
    assert place.name == "journal-20261121T083559Z-21.db"
    assert sorted(each.name[len(place.stem) :] for each in place.parent.iterdir()) == [".db", ".head.json", ".settings.toml", ".slots.json"]
    found = verify_file(place, key, head_beside(place))
    assert (found.intact, found.events) == (True, 21)
    assert b"SQLite format" not in place.read_bytes()
    assert backup.newest(tmp_path) == place
    assert verify(tmp_path, key).events == 26


def test_the_newest_copies_and_one_a_day_are_kept(journal, tmp_path, key):
    for hour in range(0, 24 * 20, 2):
        folder = tmp_path / "backups"
        folder.mkdir(exist_ok=True)
        name = f"journal-2026{'10' if hour < 240 else '11'}{hour % 240 // 24 + 1:02}T{hour % 24:02}0000Z-{hour + 1}"
        for end in (".db", ".head.json", ".slots.json"):
            (folder / (name + end)).touch()
    made = backup.make(tmp_path, key, lambda: BEGIN)
    kept = backup.copies(tmp_path)
    days = [place.name[8:16] for place in kept]
    assert kept[-1] == made
    assert len(kept) == 24 + 14 - 3
    assert len(set(days)) == 14
    assert days[-24:].count("20261110") == 12
    assert sum(1 for _ in (tmp_path / "backups").glob("*.slots.json")) == len(kept) - 1


def test_an_hour_later_a_copy_is_due(journal, tmp_path, key):
    assert backup.due(tmp_path, BEGIN)
    backup.make(tmp_path, key, lambda: BEGIN)
    assert not backup.due(tmp_path, BEGIN + HOUR - 1)
    assert backup.due(tmp_path, BEGIN + HOUR)
    # The clock was set back: the copy from the future is no reason to wait for years.
    assert backup.due(tmp_path, BEGIN - 5000)


def test_restoring_the_newest_copy_keeps_the_damaged_files_and_tells_the_loss(journal, tmp_path, key, reopen):
    grown(journal, 20)
    place = backup.make(tmp_path, key, lambda: BEGIN)
    grown(journal, 7)
    journal.close()
    flipped(tmp_path / "journal.db", 9000)
    (tmp_path / "journal.db-wal").write_bytes(b"left over")
    damaged = (tmp_path / "journal.db").read_bytes()
    with pytest.raises(Trouble, match=f"newest good backup: {place.name}. Run port-officer journal restore"):
        reopen()
    done = backup.restore(tmp_path, place, key, lambda: BEGIN)
    assert (done.backup, done.head, done.witnessed, done.lost) == (place.name, 21, 28, 7)
    assert (done.aside / "journal.db").read_bytes() == damaged
    assert (done.aside / "journal.db-wal").read_bytes() == b"left over"
    # Until the loss is written down nobody works on: ended here, the restore is still due.
    assert verify(tmp_path, key).reason == "witness-newer"
    with pytest.raises(Trouble, match="journal-older"):
        reopen()
    again = reopen(without="any")
    body = {"backup": done.backup, "head": done.head, "witnessed": done.witnessed, "lost": done.lost}
    first, second = again.append([Draft("station.restored", again.station, body), weight("16")], "0001")
    again.close()
    # Places 22 to 28 were given once, and stay given.
    assert (first.seq, second.seq) == (29, 30)
    reopen().close()
    found = verify(tmp_path, key, [("slip", 25, "ab"), ("other", 30, "cd")])
    assert [each["reason"] for each in found.witnesses][:3] == ["", "witness-in-gap", "witness-differs"]
    found = verify(tmp_path, key, [("slip", 25, "ab")])
    (gap,) = found.gaps
    assert (found.intact, gap["from"], gap["to"], gap["lost"], gap["seq"], gap["given_again"]) == (True, 22, 28, 7, 29, False)


@pytest.mark.parametrize("step", ["_move_aside", "replace"])
def test_a_restore_ended_half_way_is_seen_and_done_again(journal, tmp_path, key, reopen, step):
    place = backup.make(tmp_path, key, lambda: BEGIN)
    grown(journal, 7)
    journal.close()
    # What stands on the disk when the machine stops after this step: old files aside, the copy not yet or just in place, head.json as it was.
    backup._move_aside(tmp_path, BEGIN)
    if step == "replace":
        shutil.copyfile(place, tmp_path / "journal.db")
    with pytest.raises(Trouble, match="journal-damaged" if step == "_move_aside" else "journal-older"):
        reopen()
    assert not verify(tmp_path, key).intact
    assert backup.restore(tmp_path, place, key).lost == 7
    reopen(without="any").close()


def test_a_second_restore_in_the_same_second_keeps_both(closed, key):
    place = backup.make(closed, key, lambda: BEGIN)
    first = backup.restore(closed, place, key, lambda: BEGIN)
    second = backup.restore(closed, place, key, lambda: BEGIN)
    assert first.aside != second.aside
    assert (first.aside / "journal.db").exists()
    assert (second.aside / "journal.db").exists()


def test_a_missing_journal_is_restored_too(closed, key, reopen):
    place = backup.make(closed, key, lambda: BEGIN)
    (closed / "journal.db").unlink()
    with pytest.raises(Trouble, match="journal-damaged"):
        reopen()
    assert backup.restore(closed, place, key).lost == 0
    reopen().close()


def test_no_restore_under_an_open_journal(journal, tmp_path, key):
    place = backup.make(tmp_path, key, lambda: BEGIN)
    before = (tmp_path / "journal.db").stat().st_ino
    with pytest.raises(Trouble, match="journal-in-use"):
        backup.restore(tmp_path, place, key)
    assert (tmp_path / "journal.db").stat().st_ino == before
    assert journal.append([weight("x")], "0001")


def test_no_opening_while_a_restore_runs(closed, reopen):
    held = witness.grip(closed)
    assert witness.hold(held, alone=True)
    with pytest.raises(Trouble, match="journal-in-use"):
        reopen()
    os.close(held)
    reopen().close()


def test_a_bad_copy_is_not_put_in_place_and_the_next_good_one_is_named(journal, tmp_path, key, reopen):
    good = backup.make(tmp_path, key, lambda: BEGIN)
    grown(journal, 3)
    bad = backup.make(tmp_path, key, lambda: BEGIN + HOUR)
    journal.close()
    flipped(bad, 5000)
    assert backup.newest(tmp_path) == bad
    assert backup.newest_good(tmp_path, key) == good
    before = (tmp_path / "journal.db").read_bytes()
    with pytest.raises(Refused, match="backup-not-good"):
        backup.restore(tmp_path, bad, key)
    assert (tmp_path / "journal.db").read_bytes() == before
    flipped(tmp_path / "journal.db", 5000)
    with pytest.raises(Trouble, match=good.name):
        reopen()


def test_no_copy_is_made_of_a_damaged_or_older_journal(closed, key, reopen):
    shutil.copy(closed / "journal.db", closed / "old.db")
    journal = reopen()
    grown(journal, 2)
    journal.close()
    good = backup.make(closed, key, lambda: BEGIN)
    with raw(closed, key) as connection:
        connection.execute("UPDATE event SET sig = zeroblob(64) WHERE seq = 42")
    with pytest.raises(Trouble, match=good.name):
        backup.make(closed, key, lambda: BEGIN + HOUR)
    (closed / "old.db").replace(closed / "journal.db")
    with pytest.raises(Trouble, match=good.name):
        backup.make(closed, key, lambda: BEGIN + HOUR)
    (closed / "journal.db").write_bytes(b"")
    with pytest.raises(Trouble, match="journal-damaged"):
        backup.make(closed, key, lambda: BEGIN + HOUR)
    assert backup.copies(closed) == [good]
    assert not list((closed / "backups").glob("fresh*"))


def test_a_copy_left_half_made_is_no_copy(closed, key):
    (closed / "backups").mkdir()
    (closed / "backups" / "fresh.db").write_bytes(b"half")
    (closed / "backups" / "fresh.db-journal").write_bytes(b"half")
    assert backup.newest(closed) is None
    place = backup.make(closed, key, lambda: BEGIN)
    assert json.loads(head_beside(place).read_bytes())["seq"] == 40


def test_damage_in_a_big_file_is_found_beside_the_start_path(closed, reopen, monkeypatch):
    journal = reopen()
    ((page,),) = journal.read("SELECT rootpage FROM sqlite_master WHERE name = 'event_kind'")
    journal.close()
    flipped(closed / "journal.db", (page - 1) * 4096 + 100)
    monkeypatch.setattr(store, "CHECKED_AT_OPEN", 0)
    journal = reopen()
    assert not journal.sound()
    with pytest.raises(Trouble, match="journal-damaged"):
        journal.append([weight("x")], "0001")
    journal.close()
