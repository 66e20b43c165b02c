"""The copies in `backups/` by their names, and the heads that stand beside them as witnesses."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.journal import witness
from workstation.journal.witness import Head

FOLDER = "backups"
_NAME = re.compile(r"journal-(\d{8}T\d{6}Z)-(\d+)\.db")


def every(folder: Path) -> list[Path]:
    """All copies, the oldest first."""
    return sorted((place for place in (folder / FOLDER).glob("journal-*.db") if _NAME.fullmatch(place.name)), key=_order)


def newest(folder: Path) -> Path | None:
    """The newest copy by its name."""
    return next(reversed(every(folder)), None)


def made_at(place: Path) -> int:
    """When a copy was made, by its name; UTC ms."""
    return int(datetime.strptime(_order(place)[0], "%Y%m%dT%H%M%S%z").timestamp()) * 1000


def beside(place: Path, name: str) -> Path:
    """`journal-…-118.db` and `head.json` -> `journal-…-118.head.json`."""
    return place.with_name(f"{place.stem}.{name}")


def witnessed(folder: Path, station: str, key: Ed25519PublicKey) -> tuple[str, Head] | None:
    """The newest head beside a copy that this station signed, with its file's name. A head of others proves nothing here."""
    found = (folder / FOLDER).glob("journal-*.head.json")
    for place in sorted((each for each in found if _NAME.fullmatch(_copy(each))), key=lambda each: _order(Path(_copy(each))), reverse=True):
        head, _ = witness.read(place)
        if head and head.station == station and head.signed_by(key):
            return place.name, head
    return None


def explained(restored: Iterable[Mapping[str, Any]], seq: int) -> bool:
    """Whether a restore, by its `station.restored`, gave up the history that had an event of this seq."""
    return any(body["head"] < seq <= body["witnessed"] for body in restored)


def _copy(head: Path) -> str:
    return head.name.removesuffix(f".{witness.NAME}") + ".db"


def _order(place: Path) -> tuple[str, int]:
    found = _NAME.fullmatch(place.name)
    return (found[1], int(found[2])) if found else ("", 0)
