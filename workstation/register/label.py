"""The label of a pack (`pack.toml`): which port, which version, and the hash of every table; the signature is over its bytes."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workstation import settings
from workstation.register import schema
from workstation.words import Refused

NAME = "pack.toml"
SIGNATURE = "signature"
LARGEST = 1 << 20

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PORT = re.compile(r"[A-Z]{2}[A-Z2-9]{3}", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One table of a pack: rows, SHA-256 of `TABLE.jsonl` in hex, and the time (UTC ms) its content is true for."""

    rows: int
    sha256: str
    as_of: int


@dataclass(frozen=True)
class Label:
    """What a pack says of itself. `kind`: snapshot (replaces all) or delta (changes version `previous`); times in UTC ms."""

    kind: str
    port: str
    version: int
    made_at: int
    previous: int | None = None
    tables: Mapping[str, Part] = field(default_factory=dict)


def show(label: Label) -> bytes:
    """The bytes of `pack.toml` that are signed."""
    lines = [f'kind = "{label.kind}"', f'port = "{label.port}"', f"version = {label.version}"]
    if label.previous is not None:
        lines.append(f"previous = {label.previous}")
    lines.append(f'made_at = "{settings.show_time(label.made_at)}"')
    for name in sorted(label.tables):
        part = label.tables[name]
        lines += ["", f"[tables.{name}]", f"rows = {part.rows}", f'sha256 = "{part.sha256}"', f'as_of = "{settings.show_time(part.as_of)}"']
    return ("\n".join(lines) + "\n").encode()


def parse(written: bytes, made_at: int | None = None) -> Label:
    """The label of `pack.toml`; with `made_at` (UTC ms) it is a builder's file, which need not name hashes, rows and times yet."""
    try:
        found = tomllib.loads(written.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("pack-label-wrong", field=NAME, reason=error) from error
    kind = found.pop("kind", None) or found.pop("sort", None)
    if kind not in ("snapshot", "delta"):
        raise Refused("pack-label-wrong", field="kind", reason="should be snapshot | delta")
    port, version, previous = found.pop("port", None), found.pop("version", None), found.pop("previous", None)
    check_port(port)
    _check_versions(kind, version, previous)
    made = read_time("made_at", found.pop("made_at", None), made_at)
    tables = found.pop("tables", {})
    if found or not isinstance(tables, dict):
        raise Refused("pack-label-wrong", field=next(iter(found), "tables"), reason="unknown name" if found else "should be a table")
    parts = {name: _part(name, part, made, building=made_at is not None) for name, part in tables.items()}
    for name, told in parts.items():
        if told.as_of > made:
            raise Refused("pack-as-of-late", table=name, as_of=settings.show_time(told.as_of), made_at=settings.show_time(made))
    return Label(kind, str(port), version, made, previous, parts)


def check_port(port: object) -> None:
    """Refuse what is no UN/LOCODE."""
    if not isinstance(port, str) or not _PORT.fullmatch(port):
        raise Refused("pack-label-wrong", field="port", reason="should be a UN/LOCODE such as CNHXG")


def _check_versions(kind: str, version: Any, previous: Any) -> None:
    if type(version) is not int or not 0 < version < 2**53:
        raise Refused("pack-label-wrong", field="version", reason="should be 1, 2, 3 …")
    if previous is None and kind == "snapshot":
        return
    if type(previous) is not int or not 0 < previous < version:
        raise Refused("pack-label-wrong", field="previous", reason="should be 0 < previous < version")


def _part(name: str, part: Any, made_at: int, *, building: bool) -> Part:
    if name not in schema.tables():
        raise Refused("pack-table-unknown", table=name)
    if not isinstance(part, dict) or set(part) - {"rows", "sha256", "as_of"}:
        raise Refused("pack-label-wrong", field=f"tables.{name}", reason="should be a table of rows, sha256, as_of")
    as_of = read_time(f"tables.{name}.as_of", part.get("as_of"), made_at if building else None)
    if building:
        return Part(0, "", as_of)
    rows, digest = part.get("rows"), part.get("sha256")
    if type(rows) is not int or not 0 <= rows < 2**53:
        raise Refused("pack-label-wrong", field=f"tables.{name}.rows", reason="should be 0, 1, 2 …")
    if not isinstance(digest, str) or not _HASH.fullmatch(digest):
        raise Refused("pack-label-wrong", field=f"tables.{name}.sha256", reason="should be 64 hex")
    return Part(rows, digest, as_of)


def read_time(name: str, text: Any, default: int | None) -> int:
    """A time of the label in UTC ms; `default` where it says none, without one it must."""
    if text is None and default is not None:
        return default
    if not isinstance(text, str):
        raise Refused("pack-label-wrong", field=name, reason="should be a time such as 2026-11-21T08:35:59Z")
    try:
        return settings.parse_time(text)
    except Refused as error:
        raise Refused("pack-label-wrong", field=name, reason="should be a time such as 2026-11-21T08:35:59Z") from error
