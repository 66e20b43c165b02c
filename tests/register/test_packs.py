"""Packs: made, loaded, read back; whatever is wrong is refused by name and changes nothing."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from register_parts import BOX, NOW, PAPERS, USCC

from workstation.register import packs, tape
from workstation.words import Refused, Trouble


def contents(folder):
    """Every file of the station with its bytes, but for the journal's and what SQLite's readers keep beside a file."""
    own = [path for path in folder.iterdir() if not path.name.startswith(("journal", "head")) and not path.name.endswith(("-wal", "-shm"))]
    return {path.name: path.read_bytes() for path in own}


def refused(station, file, key):
    before, known = contents(station.folder), station.loaded()
    with pytest.raises(Refused) as refusal:
        station.load(file)
    assert refusal.value.key == key, str(refusal.value)
    assert contents(station.folder) == before
    assert station.loaded() == known
    return refusal.value


def retarred(file, change):
    """The pack with its entries changed: `change(list of (name, bytes)) -> list`."""
    with tarfile.open(file) as tar:
        entries = [(member.name, tar.extractfile(member).read()) for member in tar]
    with file.open("wb") as stream:
        for name, content in change(entries):
            tape.write(stream, name, len(content), [content])
        tape.finish(stream)
    return file


def test_a_pack_is_made_loaded_and_read_back(station, rows):
    loaded = station.load(station.pack(rows))
    assert (loaded.rows, loaded.version, loaded.tables["person"], loaded.tables["instruction"]) == (11, 1, 4, 0)
    register = station.register()
    assert (register.version, register.port) == (1, "CNHXG")
    assert register.get("person", "P1") == {
        "id": "P1", "name": "张伟", "pinyin": "zhang wei", "initials": "zw", "birth": "1990-05-06", "nationality": "CHN", "resident": False, "list": None,
    }  # fmt: skip
    assert register.get("person", "P9") is None
    assert register.get("container", BOX, PAPERS)["tare_kg"] == "2200"
    assert register.where("container", "papers", PAPERS)[0]["number"] == BOX
    assert register.where("booking", "plate", "琼A12345")[0]["papers"] == [PAPERS]
    assert register.get("seal", "HN1234567", BOX)["state"] == "applied"
    assert register.get("enterprise", USCC)["beneficiary"] is True
    assert register.age("instruction").as_of == NOW
    assert register.age("instruction").rows == 0
    assert register.age("ledger").rows == 0, "a snapshot is whole: a table without a file is told to be empty"
    assert register.where("booking", "papers", PAPERS)[0]["plate"] == "琼A12345"
    assert register.where("booking", "papers", "no such papers") == []
    for column, values in (("container", [BOX, "nobody", BOX]), ("number", ["HN1234567"]), ("number", [])):
        assert register.among("seal", column, values) == [row for value in dict.fromkeys(values) for row in register.where("seal", column, value)]
    for holders in ([BOX, "nobody"], ["nobody"], []):
        assert register.within("seal", "HN1234567", holders) == [row for holder in holders if (row := register.get("seal", "HN1234567", holder))]
    for read in (lambda: register.where("person", "birth", "1990-05-06"), lambda: register.among("person", "birth", ["1990-05-06"])):
        with pytest.raises(ValueError, match="neither"):
            read()
    register.close()
    event = next(station.journal.events(kinds=["pack.loaded"]))
    assert (event.body["sort"], event.body["version"], event.body["tables"]["person"]["rows"]) == ("snapshot", 1, 4)


def test_a_station_without_packs_has_an_empty_register(station):
    register = station.register()
    assert (register.version, register.get("person", "P1"), register.where("booking", "plate", "琼A12345"), register.find("张")) == (0, None, [], [])
    assert register.age("person") is None
    assert not register.stale()


def test_the_same_rows_in_any_order_give_the_same_bytes(station, rows):
    first = station.pack(rows, "a.tar").read_bytes()
    second = station.pack({name: list(reversed(several)) for name, several in rows.items()}, "b.tar").read_bytes()
    assert first == second


def test_a_newer_snapshot_replaces_the_older_and_readers_see_it(station, rows):
    station.load(station.pack(rows))
    reader = station.register()
    assert not reader.stale()
    rows["person"] = [{"id": "P1", "name": "张伟"}]
    station.load(station.pack(rows, "b.tar", version=5))
    assert reader.stale()
    assert reader.get("person", "P2") is not None
    reader = reader.reopen()
    assert (reader.version, reader.get("person", "P2")) == (5, None)
    assert not reader.stale()
    reader.close()
    station.load(station.pack(rows, "c.tar", version=6))
    assert sorted(path.name for path in station.folder.glob("register-*.db")) == ["register-5.db", "register-6.db"]
    assert station.loaded() == [1, 5, 6]


def test_verify_says_whose_pack_it_is(station, rows):
    public = station.root.public_key().public_bytes_raw()
    file = station.pack(rows)
    assert packs.verify(file, public).authentic is True
    assert packs.verify(file, None).authentic is None
    other = packs.verify(file, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    assert (other.authentic, other.reasons) == (False, ("pack-signature",))
    retarred(file, lambda entries: [(name, content.replace("张伟".encode(), "张卫".encode())) for name, content in entries])
    assert packs.verify(file, public).reasons == ("pack-hash",)
    refused(station, file, "pack-hash")


def test_another_root_older_versions_and_other_ports_are_refused(station, rows):
    station.load(station.pack(rows, version=3))
    refused(station, station.pack(rows, "same.tar", version=3), "pack-version-old")
    refused(station, station.pack(rows, "old.tar", version=2), "pack-version-old")
    refused(station, station.pack(rows, "port.tar", version=4, port="CNYPG"), "pack-port")
    refused(station, station.pack({}, "delta.tar", kind="delta", version=9, previous=8), "pack-base-missing")
    station.root = Ed25519PrivateKey.generate()
    refused(station, station.pack(rows, "root.tar", version=4), "pack-signature")
    assert station.register().version == 3


def test_a_delta_without_a_register_is_refused(station):
    refused(station, station.pack({}, kind="delta", version=2, previous=1), "pack-base-missing")


def test_a_root_that_is_not_the_one_of_the_settings_is_refused(station, rows):
    file = station.pack(rows)
    (station.folder / "root.pub").write_text(Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex())
    refused(station, file, "root-differs")


def test_a_damaged_register_is_named(station, rows):
    station.load(station.pack(rows))
    path = station.folder / "register-1.db"
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    with pytest.raises(Trouble) as trouble:
        station.register()
    assert trouble.value.key == "register-damaged"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda entries: entries[1:], "pack-order"),
        (lambda entries: [entries[0], *entries[2:]], "pack-order"),
        (lambda entries: entries[:-1], "pack-table-missing"),
        (lambda entries: [*entries, ("lanes.jsonl", b"")], "pack-entry-unknown"),
        (lambda entries: [*entries, ("notes.txt", b"hello")], "pack-entry-unknown"),
        (lambda entries: [*entries, entries[-1]], "pack-entry-twice"),
        (lambda entries: [*entries[:-1], ("../" + entries[-1][0], entries[-1][1])], "pack-entry-kind"),
        (lambda entries: [entries[0], ("signature", b"short"), *entries[2:]], "pack-signature"),
        (lambda entries: [(entries[0][0], bytes(2 << 20)), *entries[1:]], "pack-entry-large"),
        (lambda entries: [*entries[:-1], (entries[-1][0], entries[-1][1][:-1])], "pack-hash"),
        (lambda entries: [*entries[:-1], (entries[-1][0], b"x" * (3 << 20))], "pack-line-long"),
        (lambda entries: [*entries[:-1], (entries[-1][0], b"[" * 200_000 + b"\n")], "pack-row-json"),
        (lambda _: [], "pack-order"),
    ],
)
def test_a_pack_put_together_wrongly_is_refused(station, rows, change, key):
    refused(station, retarred(station.pack(rows), change), key)


def test_links_and_folders_are_refused(station, rows):
    file = station.pack(rows)
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.XHDTYPE):
        entry = tarfile.TarInfo("person.jsonl")
        entry.type, entry.linkname = kind, "settings.toml"
        other = station.work / "link.tar"
        other.write_bytes(entry.tobuf(tarfile.USTAR_FORMAT) + file.read_bytes())
        refused(station, other, "pack-entry-kind")


def test_no_pack_at_all_is_refused(station, tmp_path):
    refused(station, tmp_path / "absent.tar", "pack-unreadable")
    refused(station, tmp_path, "pack-unreadable")
    whole = station.pack({}).read_bytes()
    for content, key in (
        (b"", "pack-none"), (b"hello", "pack-none"), (bytes(511), "pack-none"), (b"\xff" * 5000, "pack-none"), (io.BytesIO(bytes(512)).read(), "pack-cut-short"),
        (whole[:5], "pack-cut-short"), (whole[:300], "pack-cut-short"), (whole[:-600], "pack-cut-short"),
    ):
        (tmp_path / "x.tar").write_bytes(content)
        assert refused(station, tmp_path / "x.tar", key)
    (tmp_path / "x.tar").write_bytes(bytes(1024))
    refused(station, tmp_path / "x.tar", "pack-order")
    with (tmp_path / "x.tar").open("wb") as endless:
        endless.write(whole)
        endless.truncate(1 << 40)
    refused(station, tmp_path / "x.tar", "pack-tar-broken")
    os.mkfifo(tmp_path / "pipe.tar")
    for nobody_ends in (tmp_path / "pipe.tar", Path("/dev/zero")):
        refused(station, nobody_ends, "pack-unreadable")


def test_every_cut_and_every_flipped_byte_is_refused(station, rows):
    file = station.pack(rows)
    whole = file.read_bytes()
    spoilt = station.work / "spoilt.tar"
    for end in range(0, len(whole) - 1, 397):
        spoilt.write_bytes(whole[:end])
        with pytest.raises(Refused):
            station.load(spoilt)
    for place in range(0, len(whole), 29):
        for flip in (0x01, 0x20, 0x80):
            spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
            with pytest.raises(Refused):
                station.load(spoilt)
    assert station.loaded() == []
    assert not list(station.folder.glob("register*"))
    assert station.load(file).rows == 11


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ({"kind": "whole"}, "kind"),
        ({"port": "haikou"}, "port"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"kind": "delta"}, "previous"),
        ({"kind": "delta", "previous": 1}, "previous"),
        ({"made_at": "yesterday"}, "made_at"),
        ({"colour": "red"}, "colour"),
        ({"tables": {"person": {"as_of": "now"}}}, "tables.person.as_of"),
    ],
)
def test_a_wrong_label_names_the_field(station, rows, label, field):
    tables = label.pop("tables", None)
    with pytest.raises(Refused) as refusal:
        station.pack(rows, **({"tables": tables} if tables else {}), **label) if not tables else _with_tables(station, rows, tables)
    assert refusal.value.key == "pack-label-wrong"
    assert refusal.value.values["field"] == field


def _with_tables(station, rows, tables):
    directory = station.work / "own"
    directory.mkdir()
    lines = ['kind = "snapshot"', 'port = "CNHXG"', "version = 1"]
    for name, told in tables.items():
        lines += [f"[tables.{name}]", *(f"{key} = {json.dumps(value)}" for key, value in told.items())]
    (directory / "pack.toml").write_text("\n".join(lines))
    (directory / "person.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows["person"]))
    packs.make(directory, station.work / "own.tar", station.root, NOW)


def test_the_age_of_a_table_is_what_the_builder_said(station, rows):
    _with_tables(station, rows, {"person": {"as_of": "2026-11-20T00:00:00Z"}})
    station.load(station.work / "own.tar")
    assert station.register().age("person").as_of == NOW - (32 * 3600 + 35 * 60 + 59) * 1000
