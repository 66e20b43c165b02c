"""A real station folder with a port root and a journal, and packs made for it."""

import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation import settings
from workstation.codes import made
from workstation.journal import Journal
from workstation.register import packs
from workstation.register.store import Register

NOW = settings.parse_time("2026-11-21T08:35:59Z")
KEY = bytes(range(32))

USCC = made.make_uscc("460105", "MA5T0001")
PAPERS = made.make_declaration("6401", 2026, 123, "0")
BOX = made.make_container("MSK", 38325)


@dataclass
class Station:
    folder: Path
    root: Ed25519PrivateKey
    journal: Journal
    work: Path
    key: bytes = KEY

    def pack(self, tables, name="a.tar", **label):
        """A signed pack of rows (lists of maps, or text as it is)."""
        directory = self.work / f"dir-{name}"
        directory.mkdir()
        label = {"kind": "snapshot", "port": "CNHXG", "version": 1} | label
        (directory / "pack.toml").write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in label.items()))
        for table, rows in tables.items():
            text = rows if isinstance(rows, str) else "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (directory / f"{table}.jsonl").write_text(text, encoding="utf-8")
        packs.make(directory, self.work / name, self.root, NOW)
        return self.work / name

    def load(self, file):
        return packs.load(self.folder, self.key, file, self.journal, "6401001")

    def register(self):
        return Register.open(self.folder, self.key)

    def loaded(self):
        return [event.body["version"] for event in self.journal.events(kinds=["pack.loaded"])]
