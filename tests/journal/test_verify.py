"""A verification finds every change and says where: an answer for any content, never an exception."""

import hashlib
import json
import os
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from journal_parts import flipped, grown, raw, weight

from workstation.journal import Draft, canonical, chain, file, parse, verify
from workstation.journal.event import Event
from workstation.words import Trouble


def test_an_untouched_journal_is_intact(closed, key):
    found = verify(closed, key)
    assert (found.intact, found.events, found.head.seq, found.first_bad, found.reason) == (True, 40, 40, None, "")
    assert found.witnesses == ({"name": "head.json", "seq": 40, "agrees": True, "reason": ""},)


def test_an_open_journal_that_goes_on_is_intact_too(journal, tmp_path, key):
    grown(journal, 30)
    assert verify(tmp_path, key).events == 31


def places(size):
    """Every byte of the header, the last byte, and 400 more."""
    return [*range(100), size - 1, *random.Random(7).sample(range(100, size - 1), 400)]


def test_every_changed_byte_of_the_file_is_found(closed, key):
    place = closed / "journal.db"
    missed = []
    for position in places(place.stat().st_size):
        mask = 1 << position % 8
        flipped(place, position, mask)
        if verify(closed, key).intact:
            missed.append(position)
        flipped(place, position, mask)
    assert missed == []
    assert verify(closed, key).intact


def cut(whole):
    return whole[: len(whole) // 2]


def cut_one_page(whole):
    return whole[:-4096]


def cut_a_byte(whole):
    return whole[:-1]


def nothing(whole):
    return b""


def garbage(whole):
    return random.Random(1).randbytes(len(whole))


def text(whole):
    return b"hello\n"


def longer(whole):
    return whole + bytes(4096)


def a_byte_longer(whole):
    return whole + b"\0"


def a_page_blank(whole):
    return whole[:8192] + bytes(4096) + whole[12288:]


def pages_swapped(whole):
    return whole[:8192] + whole[12288:16384] + whole[8192:12288] + whole[16384:]


def a_page_twice(whole):
    return whole[:8192] + whole[12288:16384] + whole[12288:]


WRECKS = [cut, cut_one_page, cut_a_byte, nothing, garbage, text, longer, a_byte_longer, a_page_blank, pages_swapped, a_page_twice]


@pytest.mark.parametrize("wreck", WRECKS)
def test_a_wrecked_file_is_an_answer_and_is_recognised_at_start(closed, key, reopen, wreck):
    place = closed / "journal.db"
    place.write_bytes(wreck(place.read_bytes()))
    found = verify(closed, key)
    assert not found.intact
    assert found.reason
    with pytest.raises(Trouble, match="journal-damaged"):
        reopen()


def test_a_missing_file_and_a_wrong_key_are_answers(closed, key):
    assert verify(closed, os.urandom(32)).reason == "file-unreadable"
    (closed / "journal.db").unlink()
    assert verify(closed, key).reason == "file-missing"


def replaced(seq, **columns):
    """Change columns of one row."""

    def tamper(connection):
        for name, value in columns.items():
            connection.execute(f"UPDATE event SET {name} = ? WHERE seq = ?", (value, seq))

    return tamper


def body_changed(connection):
    (stored,) = connection.execute("SELECT bytes FROM event WHERE seq = 20").fetchone()
    whole = json.loads(stored)
    whole["officer"] = "0666"
    connection.execute("UPDATE event SET bytes = ? WHERE seq = 20", (json.dumps(whole, sort_keys=True, separators=(",", ":")).encode(),))


def removed(connection):
    connection.execute("DELETE FROM event WHERE seq = 20")


def removed_and_closed_up(connection):
    connection.execute("DELETE FROM event WHERE seq = 20")
    connection.execute("UPDATE event SET seq = seq - 1 WHERE seq > 20")


def doubled(connection):
    connection.execute("INSERT INTO event SELECT station, 41, at, kind, subject, bytes, hash, sig FROM event WHERE seq = 20")


def swapped(connection):
    for old, new in ((20, -1), (21, 20), (-1, 21)):
        connection.execute("UPDATE event SET seq = ? WHERE seq = ?", (new, old))


def written_in_another_order(connection):
    for old, new in ((20, -1), (21, 20), (-1, 21)):
        connection.execute("UPDATE event SET rowid = ? WHERE rowid = ?", (new, old))


def chained_anew(connection):
    """As one without the station's signing key would hide a change: every hash after it is right again, the signatures cannot be."""
    other, previous = Ed25519PrivateKey.generate(), chain.FIRST
    for seq, stored in connection.execute("SELECT seq, bytes FROM event ORDER BY seq").fetchall():
        told = stored.replace(b'"officer":"0001"', b'"officer":"0002"') if seq >= 20 else stored
        previous = chain.link(previous, told)
        if seq >= 20:
            connection.execute("UPDATE event SET bytes = ?, hash = ?, sig = ? WHERE seq = ?", (told, previous, other.sign(previous), seq))


CHANGES = [
    (replaced(20, at=1), "row-columns"),
    (replaced(20, kind="seal.applied"), "row-columns"),
    (replaced(20, subject="CNHXG-03-7KQ2/9"), "row-columns"),
    (replaced(20, hash=bytes(32)), "row-hash"),
    (replaced(20, hash="text"), "row-hash"),
    (replaced(20, sig=bytes(64)), "row-signature"),
    (replaced(20, sig=b"short"), "row-signature"),
    (replaced(20, sig="text"), "row-form"),
    (replaced(20, bytes=b"{}"), "row-form"),
    (replaced(20, bytes=b"\xff\xfe"), "row-form"),
    (replaced(20, bytes=b"[" * 100_000), "row-form"),
    (replaced(20, bytes=b"7"), "row-form"),
    (body_changed, "row-hash"),
    (removed, "row-order"),
    (removed_and_closed_up, "row-columns"),
    (doubled, "row-columns"),
    (swapped, "row-columns"),
    (written_in_another_order, "row-order"),
    (chained_anew, "row-signature"),
]


@pytest.mark.parametrize(("tamper", "reason"), CHANGES)
def test_every_changed_row_is_found_and_named(closed, key, tamper, reason):
    with raw(closed, key) as connection:
        tamper(connection)
    found = verify(closed, key)
    assert not found.intact
    assert found.reason == reason
    assert found.first_bad == (41 if tamper is doubled else 20)


def test_all_rows_removed_is_found(closed, key):
    with raw(closed, key) as connection:
        connection.execute("DELETE FROM event")
    assert verify(closed, key).reason == "empty"


@pytest.mark.parametrize("name", [name for name in file.TABLES if name != "secret"])
def test_a_missing_table_index_or_trigger_is_found(closed, key, name):
    sort = next(sort for sort in ("TABLE", "INDEX", "TRIGGER") if file.TABLES[name].startswith(f"CREATE {sort}"))
    connection = file.connect(closed / "journal.db", key)
    connection.execute(f"DROP {sort} {name}")
    connection.close()
    assert not verify(closed, key).intact


def other_station(count, signing):
    """Rows of another station, as the hub brings them."""
    public = signing.public_key().public_bytes_raw()
    station = chain.station_id("CNHAK", "01", public)
    created = {"port": "CNHAK", "lane": "01", "key": public.hex(), "root": "ab" * 8, "draw": "00" * 32}
    previous, rows = chain.FIRST, []
    for seq in range(1, count + 1):
        draft = Draft("station.created", station, created) if seq == 1 else weight(f"{station}/1", seq)
        event = Event(station, seq, seq, seq, "0009", draft.kind, draft.subject, draft.body)
        stored = canonical(event)
        previous = chain.link(previous, stored)
        rows.append((station, seq, event.at, event.kind, event.subject, stored, previous, signing.sign(previous)))
    return rows


def test_each_stations_chain_is_checked_by_its_own_key(closed, key, reopen):
    rows = other_station(6, Ed25519PrivateKey.generate())
    journal = reopen()
    for row in rows:
        journal._connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        grown(journal, 1)
    assert [e.station for e in journal.events(after=40)].count(rows[0][0]) == 6
    journal.close()
    found = verify(closed, key)
    assert (found.intact, found.events, found.head.seq) == (True, 52, 46)
    with raw(closed, key) as connection:
        connection.execute("UPDATE event SET sig = ? WHERE station = ? AND seq = 4", (hashlib.sha512(b"").digest(), rows[0][0]))
    found = verify(closed, key)
    assert (found.intact, found.reason, found.first_bad) == (False, "row-signature", 4)


def test_a_key_that_made_not_the_stations_name_is_no_key(closed, key):
    rows = other_station(1, Ed25519PrivateKey.generate())
    event = parse(rows[0][5])
    connection = file.connect(closed / "journal.db", key)
    signing = Ed25519PrivateKey.generate()
    posed = canonical(Event(**{**event.__dict__, "body": {**event.body, "key": signing.public_key().public_bytes_raw().hex()}}))
    digest = chain.link(chain.FIRST, posed)
    row = (*rows[0][:5], posed, digest, signing.sign(digest))
    connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.close()
    assert verify(closed, key).reason == "row-station"


def test_the_quick_way_finds_the_same_but_single_signatures(closed, key):
    from workstation.journal import verify_file

    def quick():
        return verify_file(closed / "journal.db", key, closed / "head.json", quick=True)

    assert quick().intact
    with raw(closed, key) as connection:
        chained_anew(connection)
    assert quick().reason == "row-signature"
