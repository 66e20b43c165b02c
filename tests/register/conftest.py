"""A real station folder with a port root, a journal, and the rows of a small port."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from register_parts import BOX, KEY, NOW, PAPERS, USCC, Station

from workstation import settings
from workstation.codes import made
from workstation.journal import Journal, Place


@pytest.fixture
def station(tmp_path):
    folder, work = tmp_path / "station", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    root = Ed25519PrivateKey.generate()
    public = root.public_key().public_bytes_raw()
    fingerprint = hashlib.sha256(public).hexdigest()[:16]
    (folder / "root.pub").write_text(public.hex())
    journal = Journal.create(folder / "journal.db", KEY, (), lambda: NOW, Place("CNHXG", "03", fingerprint, "6401001"))
    settings.write(folder, settings.Settings(port="CNHXG", lane="03", station=journal.station, root=fingerprint))
    yield Station(folder, root, journal, work)
    journal.close()


@pytest.fixture
def rows():
    """A small port: two persons, a firm, one consignment with a box and its seal."""
    return {
        "person": [
            {"id": "P2", "name": "李䶮", "birth": "1987-02-03", "list": "none", "resident": True},
            {"id": "P1", "name": "张伟", "birth": "1990-05-06", "nationality": "CHN", "resident": False},
            {"id": "P3", "name": "张伟强", "birth": "1971-01-01"},
            {"id": "P4", "name": "𠮷𰻝", "birth": "1999-12-31"},
        ],
        "document": [{"kind": "resident-id", "number": "11010519491231002X", "person": "P1"}],
        "enterprise": [{"uscc": USCC, "name": "海口恒达国际物流有限公司", "beneficiary": True}],
        "consignment": [{"declaration": PAPERS, "uscc": USCC, "category": "relaxed", "state": "released", "gross_kg": "3500.5", "goods": "咖啡豆"}],
        "container": [{"number": BOX, "papers": PAPERS, "tare_kg": "2200"}],
        "seal": [{"number": "HN 123-4567", "container": BOX, "sort": "customs", "state": "applied"}],
        "vehicle": [{"plate": "琼A12345", "sort": "truck", "tare_kg": "9000"}],
        "booking": [
            {
                "number": made.make_booking(settings.local_time(NOW).date(), 1), "plate": "琼A12345", "goods": "customs", "papers": [PAPERS], "containers": [BOX],
                "from": "2026-11-21T08:00:00Z", "to": "2026-11-21T10:00:00Z",
            },
        ],
        "instruction": [],
    }  # fmt: skip
