"""The files of a register in the data folder: which is in force, and a connection to one with the data key."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3

from workstation.words import Trouble

CACHE_KIB = 65536


def newest(folder: Path) -> Path | None:
    """The register file in force: complete files carry their version in the name, those being built end in `.new`."""
    files = sorted(_numbered(folder))
    return files[-1][1] if files else None


def older(folder: Path) -> list[Path]:
    """Register files behind the one in force, the newest first."""
    return [path for _, path in sorted(_numbered(folder), reverse=True)[1:]]


def connect(path: Path, key: bytes, mode: str = "rw") -> Any:
    """A connection with the data key; `mode` is `ro`, `rw` or `rwc`. Transactions are begun by hand."""
    connection = sqlcipher3.connect(f"file:{_quoted(path)}?mode={mode}", uri=True, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Trouble `register-damaged` when a register file cannot be read."""
    try:
        yield
    except sqlcipher3.DatabaseError as error:
        raise Trouble("register-damaged", file=path.name) from error


def _numbered(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.glob("register-*.db"):
        number = path.name.removeprefix("register-").removesuffix(".db")
        if number.isdecimal():
            yield int(number), path


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
