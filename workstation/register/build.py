"""Making a pack: rows of any order checked, brought to their normal form, sorted by key on disk, hashed and signed."""

import hashlib
import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workstation import codes
from workstation.register import checks, label, pinyin, schema, tape
from workstation.register.label import Label, Part
from workstation.register.rows import GONE, Checker, Row
from workstation.register.schema import Table
from workstation.register.unpack import ENDING
from workstation.words import Refused

BATCH = 2000
RUN = 100_000
"""Rows that are sorted in memory at once; more are merged from disk."""

_PLACES = 17


@dataclass(frozen=True)
class Made:
    """A pack that was written: its rows per table, version and kind."""

    rows: int
    tables: Mapping[str, int]
    version: int
    kind: str


def make(directory: Path, out: Path, key: Ed25519PrivateKey, made_at: int) -> Made:
    """Make a pack of `pack.toml` and every `TABLE.jsonl` of a directory; `made_at` (UTC ms) is used where `pack.toml` names no time.
    Refused names file, row number and reason; `out` is written whole or not at all.
    """
    try:
        told = label.parse((directory / label.NAME).read_bytes(), made_at)
    except OSError as error:
        raise Refused("pack-unreadable", file=directory / label.NAME, reason=error.strerror) from error
    try:
        tables = _written(directory, out, key, told)
    except OSError as error:
        raise Refused("pack-not-made", file=out, reason=error.strerror) from error
    rows = {name: part.rows for name, part in tables.items()}
    return Made(sum(rows.values()), rows, told.version, told.kind)


def _written(directory: Path, out: Path, key: Ed25519PrivateKey, told: Label) -> Mapping[str, Part]:
    fresh = out.with_name(out.name + ".new")
    with tempfile.TemporaryDirectory(prefix=".pack-", dir=out.parent) as work:
        try:
            tables = {table.name: _sorted_table(table, directory, Path(work), told) for table in _told(directory, told)}
            with fresh.open("wb") as stream:
                _write(stream, replace(told, tables=tables), key, Path(work))
            fresh.replace(out)
        finally:
            fresh.unlink(missing_ok=True)
    return tables


def _told(directory: Path, told: Label) -> list[Table]:
    """A delta tells the tables it brings. A snapshot is whole: a table without a file is told to be empty, and the label says so."""
    present = _present(directory, told)
    return present if told.kind == "delta" else list(schema.tables().values())


def _present(directory: Path, told: Label) -> list[Table]:
    names = [path.name.removesuffix(ENDING) for path in sorted(directory.glob("*" + ENDING))]
    for name in names:
        if name not in schema.tables():
            raise Refused("pack-table-unknown", table=name)
    for name in told.tables:
        if name not in names:
            raise Refused("pack-table-missing", table=name)
    return [table for table in schema.tables().values() if table.name in names]


def _write(stream: BinaryIO, told: Label, key: Ed25519PrivateKey, work: Path) -> None:
    written = label.show(told)
    signature = key.sign(hashlib.sha256(written).digest())
    tape.write(stream, label.NAME, len(written), [written])
    tape.write(stream, label.SIGNATURE, len(signature), [signature])
    for name in sorted(told.tables):
        path = work / (name + ENDING)
        with path.open("rb") as rows:
            tape.write(stream, path.name, path.stat().st_size, iter(partial(rows.read, tape.CHUNK), b""))
    tape.finish(stream)


def _sorted_table(table: Table, directory: Path, work: Path, told: Label) -> Part:
    source = directory / (table.name + ENDING)
    runs: list[Path] = []
    keyed = _keyed(table, source, delta=told.kind == "delta")
    while run := sorted(islice(keyed, RUN)):
        path = work / f"{table.name}.{len(runs)}"
        path.write_text("".join(run), encoding="utf-8")
        runs.append(path)
    digest, rows = hashlib.sha256(), 0
    with ExitStack() as stack, (work / source.name).open("wb") as target:
        files = [stack.enter_context(path.open(encoding="utf-8", newline="\n")) for path in runs]
        for line in _unkeyed(table, heapq.merge(*files)):
            digest.update(line)
            target.write(line)
            rows += 1
    for path in runs:
        path.unlink()
    as_of = told.tables[table.name].as_of if table.name in told.tables else told.made_at
    return Part(rows, digest.hexdigest(), as_of)


def _keyed(table: Table, source: Path, *, delta: bool) -> Iterator[str]:
    """Every row as one line that sorts by its key: the key's parts, the row number, then the row as canonical JSON.
    The parts are ended by a character lower than any that a field may hold.
    """
    checker = Checker(table, delta=delta, ordered=False)
    place = 0
    for rows in _batches(table, source):
        normal = [_normal(table, row) for row in rows]
        checker.take(normal)
        for row in normal:
            place += 1
            parts = [f"{row[name]:0{_PLACES}d}" if type(row[name]) is int else row[name] for name in table.key]
            ordered = {name: row[name] for name in (*table.columns, GONE) if name in row}
            body = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))
            yield "\x01".join([*parts, f"{place:0{_PLACES}d}", body]) + "\n"


def _unkeyed(table: Table, lines: Iterable[str]) -> Iterator[bytes]:
    before: tuple[list[str], str] | None = None
    for line in lines:
        *key, place, body = line.split("\x01", len(table.key) + 1)
        if before is not None and before[0] == key:
            row, other = max(int(place), int(before[1])), min(int(place), int(before[1]))
            raise Refused("pack-rows-same-key", table=table.name, row=row, other=other, field=", ".join(table.key))
        before = key, place
        yield body.encode()


def _batches(table: Table, source: Path) -> Iterator[list[Row]]:
    rows: list[Row] = []
    if not source.exists():
        return
    with source.open("rb") as stream:
        for place, line in enumerate(stream, 1):
            rows.append(_parsed(table, line, place))
            if len(rows) == BATCH:
                yield rows
                rows = []
    if rows:
        yield rows


def _parsed(table: Table, line: bytes, place: int) -> Row:
    try:
        row = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Refused("pack-row-json", table=table.name, row=place) from error
    if not isinstance(row, dict):
        raise Refused("pack-row-json", table=table.name, row=place)
    return row


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a name stands twice in one row")
    return row


def _normal(table: Table, row: Row) -> Row:
    """Absent values left out, codes as the recogniser writes them, pinyin and initials made."""
    normal = {name: value for name, value in row.items() if value is not None}
    for field in table.fields:
        kind = field.check or (str(normal.get(field.check_by)) if field.check_by else "")
        value = normal.get(field.name)
        if kind and isinstance(value, str):
            normal[field.name] = _code(kind, value)
        elif kind and isinstance(value, list):
            normal[field.name] = [_code(kind, each) if isinstance(each, str) else each for each in value]
    if "pinyin" in table.find and isinstance(normal.get("name"), str) and GONE not in normal:
        made = pinyin.of_person(normal["name"]) if table.name == "person" else pinyin.of_words(normal["name"])
        normal.setdefault("pinyin", made[0])
        normal.setdefault("initials", made[1])
    return normal


def _code(kind: str, text: str) -> str:
    """The text as the recogniser writes it, by the first of its kinds that it is; as it stands when it is none."""
    return next((found for each in kind.split("|") if (found := _one(checks.CALLED.get(each, each), text)) is not None), text)


def _one(kind: str, text: str) -> str | None:
    if kind == "seal":
        return codes.fold_seal(text)
    if checks.of_kind(kind)(text):
        return codes.match_key(kind, text)
    if kind in checks.FREE:
        return text
    return next((codes.match_key(kind, code.value) for code in codes.recognise(text).candidates if code.kind == kind), None)
