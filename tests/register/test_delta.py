"""Deltas: changed and removed rows in one transaction; readers see all or nothing; a crash is put right."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlcipher3
from register_parts import BOX, KEY, PAPERS

from workstation.codes import made
from workstation.register import files, load, packs, unpack
from workstation.register.store import Place, Register
from workstation.words import Refused

LOADER = """
import sys
from pathlib import Path
from workstation import settings
from workstation.journal import Journal
from workstation.register import packs
folder, file, key = Path(sys.argv[1]), Path(sys.argv[2]), bytes(range(32))
journal = Journal.open(folder / "journal.db", key, (), settings.now)
print("begin", flush=True)
packs.load(folder, key, file, journal, "6401001")
print("end", flush=True)
"""


def persons(count, name="张伟"):
    return [{"id": f"P{place:06d}", "name": name} for place in range(count)]


LEDGER = {"number": made.make_ledger("6401", 2026, 7), "uscc": made.make_uscc("460105", "MA5T0001"), "state": "open"}


@pytest.mark.parametrize("kind", ["delta", "snapshot"])
@pytest.mark.parametrize("change", [
    ({}, {"home": "A"}, True), ({"home": "A"}, {"home": "A", "state": "closed"}, True), ({"home": "A"}, {"home": "B"}, False), ({"home": "A"}, {}, False),
    ({"home": "A"}, {"leased": True}, False), ({"leased": True}, {}, False), ({"leased": True}, {"leased": True, "home": "A"}, False), ({"leased": False}, {"leased": True}, True),
])  # fmt: skip
def test_who_spends_a_ledger_is_told_once(station, rows, kind, change):
    before, after, told = change
    station.load(station.pack(rows | {"ledger": [LEDGER | before]}))
    pack = station.pack((rows if kind == "snapshot" else {}) | {"ledger": [LEDGER | after]}, "d.tar", kind=kind, version=2, **({"previous": 1} if kind == "delta" else {}))
    if told:
        assert station.load(pack).version == 2
        return
    with pytest.raises(Refused, match="pack-settled"):
        station.load(pack)
    assert station.loaded() == [1]
    assert [path.name for path in station.folder.glob("register-*.db")] == ["register-1.db"]


@pytest.mark.parametrize("kind", ["delta", "snapshot"])
def test_a_ledger_that_a_pack_left_out_comes_back_to_the_same_station_only(station, rows, kind):
    """Also packs later; one whose station was never told may be told one."""
    station.load(station.pack(rows | {"ledger": [LEDGER | {"home": "A"}]}))
    less = {"ledger": [{"number": LEDGER["number"], "_deleted": True}]} if kind == "delta" else rows | {"ledger": []}
    for version in (2, 3):
        told = less if version == 2 or kind == "snapshot" else {"ledger": []}
        station.load(station.pack(told, f"{version}.tar", kind=kind, version=version, **({"previous": version - 1} if kind == "delta" else {})))
    for home, name in (("B", "4.tar"), ("A", "5.tar")):
        pack = station.pack(rows | {"ledger": [LEDGER | {"home": home}]}, name, version=4)
        if home == "A":
            assert station.load(pack).version == 4
            continue
        with pytest.raises(Refused, match="pack-settled"):
            station.load(pack)


def test_a_delta_changes_adds_and_removes(station, rows):
    station.load(station.pack(rows))
    reader = station.register()
    changed = {
        "person": [{"id": "P1", "name": "王芳"}, {"id": "P2", "_deleted": True}, {"id": "P9", "name": "陈静"}],
        "container": [{"number": BOX, "papers": PAPERS, "_deleted": True}],
        "instruction": [],
    }
    loaded = station.load(station.pack(changed, "d.tar", kind="delta", version=4, previous=1))
    assert (loaded.kind, loaded.rows, loaded.version) == ("delta", 4, 4)
    assert reader.stale()
    assert (reader.get("person", "P1")["name"], reader.version) == ("张伟", 1)
    reader = reader.reopen()
    assert (reader.version, reader.get("person", "P1")["name"], reader.get("person", "P2"), reader.where("container", "number", BOX)) == (4, "王芳", None, [])
    assert (reader.age("person").rows, reader.age("person").version, reader.age("vehicle").version) == (4, 4, 1)
    assert [found.value for found in reader.find("王芳")] == ["P1"]
    assert [found.value for found in reader.find("张伟")] == ["P3"]
    assert [found.value for found in reader.find("cj")] == ["P9"]
    assert reader.find("李䶮") == reader.find(BOX) == []
    assert reader.find("琼A123") != []
    assert station.loaded() == [1, 4]


def test_a_delta_keeps_what_is_found_by_a_member_of_a_list(station, rows):
    station.load(station.pack(rows))
    booking = rows["booking"][0]
    other = "640120261000000999"
    station.load(station.pack({"booking": [{**booking, "papers": [other]}]}, "d.tar", kind="delta", version=2, previous=1))
    with closing(station.register()) as register:
        assert register.where("booking", "papers", PAPERS) == []
        assert [row["number"] for row in register.where("booking", "papers", other)] == [booking["number"]]
    station.load(station.pack({"booking": [{"number": booking["number"], "_deleted": True}]}, "e.tar", kind="delta", version=3, previous=2))
    with closing(station.register()) as register:
        assert register.where("booking", "papers", other) == []


def test_a_delta_with_one_wrong_row_changes_nothing(station, rows):
    station.load(station.pack(rows))
    file = station.folder / "register-1.db"
    before = file.read_bytes()
    delta = {"person": [{"id": "P1", "name": "王芳"}], "vehicle": [{"plate": "琼A99999", "_deleted": True}]}
    with pytest.raises(Refused) as refusal:
        station.load(station.pack(delta, "d.tar", kind="delta", version=2, previous=1))
    assert (refusal.value.key, refusal.value.values["wanted"]) == ("pack-row-gone", "琼A99999")
    assert "琼A99999" in str(refusal.value)
    register = station.register()
    assert (register.version, register.get("person", "P1")["name"]) == (1, "张伟")
    assert file.read_bytes() == before


def test_a_document_that_is_not_there_is_named_by_its_end(station, rows):
    station.load(station.pack(rows))
    with pytest.raises(Refused, match=r"passport, \*{5}4321"):
        station.load(station.pack({"document": [{"kind": "passport", "number": "EJ7654321", "_deleted": True}]}, "d.tar", kind="delta", version=2, previous=1))
    for rows_ in ([{"id": "P1", "_deleted": "yes"}], [{"id": "P1", "_deleted": True, "name": "x"}], [{"_deleted": True}]):
        with pytest.raises(Refused):
            station.pack({"person": rows_}, f"{len(str(rows_))}.tar", kind="delta", version=2, previous=1)


def test_a_delta_must_follow_its_base(station, rows):
    station.load(station.pack(rows, version=2))
    first = station.pack({"person": persons(1)}, "one.tar", kind="delta", version=3, previous=2)
    second = station.pack({"person": persons(1, "王芳")}, "two.tar", kind="delta", version=4, previous=3)
    with pytest.raises(Refused) as refusal:
        station.load(second)
    assert refusal.value.key == "pack-base-missing"
    station.load(first)
    station.load(second)
    with pytest.raises(Refused) as refusal:
        station.load(first)
    assert refusal.value.key == "pack-version-old"
    assert station.register().get("person", "P000000")["name"] == "王芳"


def start(station, file):
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen([sys.executable, "-c", LOADER, station.folder, file], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout.readline() == "begin\n"
    return process


@pytest.mark.parametrize("kind", ["snapshot", "delta"])
def test_a_killed_load_leaves_the_old_register_or_the_whole_new_one(station, rows, kind):
    station.load(station.pack(rows))
    stands = None
    for turn, wait in enumerate((0.0, 0.02, 0.06, 0.12, 0.25)):
        with closing(Register.open(station.folder, KEY)) as register:
            base = register.version
        version = base + 1
        label = {"kind": kind, "version": version} | ({"previous": base} if kind == "delta" else {})
        file = station.pack(rows | {"person": persons(9000)} if kind == "snapshot" else {"person": persons(9000, f"王{turn}")}, f"{turn}.tar", **label)
        process = start(station, file)
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        with closing(Register.open(station.folder, KEY)) as register:
            assert register.version in (base, version)
            known = register.get("person", "P008999")
            assert (known is None) == (register.version == 1)
            # A load that was killed before its end leaves its version to the next one.
            stands = turn if register.version == version else stands
            assert kind == "snapshot" or known is None or known["name"] == f"王{stands}"
        packs.reconcile(station.folder, KEY, station.journal, "6401001")
        assert not list(station.folder.glob("*.new*"))
        with closing(Register.open(station.folder, KEY)) as register:
            assert station.loaded()[-1] == register.version
        assert len(set(station.loaded())) == len(station.loaded())


def test_a_reader_works_while_another_process_loads(station, rows):
    station.load(station.pack(rows))
    reader = station.register()
    process = start(station, station.pack(rows | {"person": [*rows["person"], *persons(20000)]}, "big.tar", version=2))
    reads = 0
    while not reader.stale():
        assert process.poll() in (None, 0), "the load failed"
        assert reader.get("person", "P1")["name"] == "张伟"
        assert reader.version == 1
        reads += 1
    assert process.wait() == 0
    process.stdout.close()
    reader = reader.reopen()
    assert (reader.version, reader.get("person", "P000007")["name"]) == (2, "张伟")
    assert reads > 10
    assert station.loaded() == [1, 2]


def test_two_loads_at_once_are_one_load(station, rows):
    process = start(station, station.pack(rows | {"person": persons(20000)}, "big.tar"))
    seen = set()
    other = station.pack(rows, "small.tar", version=1)
    while process.poll() is None:
        with pytest.raises(Refused) as refusal:
            station.load(other)
        seen.add(refusal.value.key)
        if seen == {"pack-version-old"}:
            break
    process.wait()
    process.stdout.close()
    assert seen <= {"pack-other-load", "pack-version-old"}
    assert station.register().age("person").rows == 20000


def test_a_journal_that_cannot_be_written_keeps_the_old_register(station, rows):
    station.load(station.pack(rows))
    with closing(files.connect(station.folder / "journal.db", KEY)) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    with pytest.raises(sqlcipher3.DatabaseError, match="disk is full"):
        station.load(station.pack(rows, "b.tar", version=2))
    assert station.register().version == 1
    assert [path.name for path in station.folder.glob("register-*.db")] == ["register-1.db"]


def test_what_the_journal_missed_is_written_at_the_next_chance(station, rows):
    station.load(station.pack(rows))
    file = station.pack(rows, "b.tar", version=2)
    with unpack.opened(file) as stream:
        load.snapshot(Place(station.folder, KEY), unpack.begin(stream), file.name)
    assert station.loaded() == [1]
    packs.reconcile(station.folder, KEY, station.journal, "6401001")
    packs.reconcile(station.folder, KEY, station.journal, "6401001")
    assert station.loaded() == [1, 2]
    last = list(station.journal.events(kinds=["pack.loaded"]))[-1]
    assert (last.body["file"], last.body["tables"]["person"]["rows"]) == ("b.tar", 4)


def test_a_delta_that_brings_what_an_older_file_has_not_makes_it(station, rows):
    station.load(station.pack(rows))
    with closing(files.connect(next(station.folder.glob("register-*.db")), KEY)) as old:
        for sql in ('DROP TABLE "lease"', 'DROP TABLE "booking"', 'DROP TABLE "booking.papers"', 'ALTER TABLE "vehicle" DROP COLUMN "zero_tariff"'):
            old.execute(sql)
        # Without its index of the search, as a file of before knows none.
        old.execute("DELETE FROM told WHERE \"table\" IN ('lease', 'booking')")
    lease = {"number": "L1", "ledger": "H64012026001", "line": 1, "station": "S", "quantity": "5", "unit": "千克"}
    slot = {"from": "2026-11-21T06:00:00Z", "to": "2026-11-21T14:00:00Z"}
    booking = {"number": made.make_booking(date(2026, 11, 21), 1), "plate": "琼A12345", "goods": "customs", "papers": [PAPERS], **slot}
    vehicle = {"plate": "琼A99999", "sort": "truck", "zero_tariff": True}
    changed = {"lease": [lease], "booking": [booking], "vehicle": [vehicle]}
    station.load(station.pack(changed, "d.tar", kind="delta", version=2, previous=1))
    reader = station.register()
    assert reader.where("lease", "station", "S")[0]["quantity"] == "5"
    assert [row["plate"] for row in reader.where("booking", "papers", PAPERS)] == ["琼A12345"]
    assert reader.get("vehicle", "琼A99999")["zero_tariff"] is True
    assert reader.get("vehicle", "琼A12345")["zero_tariff"] is None
    assert reader.age("lease").rows == 1
    with closing(files.connect(next(station.folder.glob("register-*.db")), KEY, "ro")) as built:
        indexes = {name for (name,) in built.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"lease.ledger", "lease.station", "booking.plate", "booking.papers.row"} <= indexes
