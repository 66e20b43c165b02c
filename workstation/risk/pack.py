"""A rule pack: the rule files and their words as one signed tar, by an author and an approver, for a port and for days."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation import settings
from workstation.register import label as labels
from workstation.register import tape, unpack
from workstation.risk import fields, periods, scorecard, tables
from workstation.risk.periods import Period
from workstation.risk.rules import FILES
from workstation.words import Refused

KIND = "rules"
WORDS = "words.toml"
MAY = (*FILES, *tables.NAMES, WORDS, scorecard.FILE)
"""Files a rule pack may bring. One it does not bring is the program's own."""

SIGNATURES = ("signature", "author.sig", "approver.sig")
"""Of the port root, the author and the approver, in this order: Ed25519 over the SHA-256 of `pack.toml`."""

LARGEST = 4 << 20
_OFFICER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}", re.ASCII)

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Label:
    """What a rule pack says of itself; `made_at` UTC ms, `period` in days, `files`: name -> SHA-256 in hex."""

    port: str
    version: int
    made_at: int
    period: Period
    author: str
    approver: str
    source: str
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RulePack:
    """A rule pack that was read whole: every file is the one its label names. `signatures` as in SIGNATURES; who made them is not judged here."""

    label: Label
    digest: bytes
    signatures: tuple[bytes, ...]
    files: Mapping[str, str]

    def signed_by(self, place: int, public: bytes) -> bool:
        """Whether the signature at this place was made by the owner of a public key (32 bytes)."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signatures[place], self.digest)
        except InvalidSignature:
            return False
        return True


def kind_of(file: Path) -> str:
    """`kind` on the label of a pack's file; '' where it has no readable one."""
    with unpack.opened(file) as stream:
        entry = next(tape.read(stream), None)
        written = entry.whole(labels.LARGEST) if entry is not None and entry.name == labels.NAME else b""
    return kind_in(written)


def kind_in(written: bytes) -> str:
    """`kind` in the text of a `pack.toml`; '' where there is none."""
    try:
        return str(tomllib.loads(written.decode("utf-8")).get("kind", ""))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""


def make(directory: Path, out: Path, signers: tuple[Sign, Sign, Sign], made_at: int) -> RulePack:
    """Make a rule pack of `pack.toml` and the rule files of a directory; `signers` of port root, author and approver. `out` is written whole or not at all."""
    told = parse(_bytes(directory / labels.NAME), made_at)
    texts = {path.name: _bytes(path) for path in sorted(directory.glob("*.toml")) if path.name != labels.NAME}
    for name in texts:
        if name not in MAY:
            raise Refused("pack-entry-unknown", name=name)
    if not texts:
        raise Refused("pack-table-missing", table=FILES[1].removesuffix(".toml"))
    hashes = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    written = show(Label(told.port, told.version, told.made_at, told.period, told.author, told.approver, told.source, hashes))
    digest = hashlib.sha256(written).digest()
    signatures = tuple(sign(digest) for sign in signers)
    fresh = out.with_name(out.name + ".new")
    try:
        with fresh.open("wb") as stream:
            for name, content in ((labels.NAME, written), *zip(SIGNATURES, signatures, strict=True), *texts.items()):
                tape.write(stream, name, len(content), [content])
            tape.finish(stream)
        fresh.replace(out)
    except OSError as error:
        raise Refused("pack-not-made", file=out, reason=error.strerror) from error
    finally:
        fresh.unlink(missing_ok=True)
    return read(out)


def read(file: Path) -> RulePack:
    """A rule pack read to its end; a file that is not the one on the label, missing or extra is refused."""
    with unpack.opened(file) as stream:
        entries = tape.read(stream)
        written = _first(entries, labels.NAME, labels.LARGEST)
        signatures = tuple(_first(entries, name, 64) for name in SIGNATURES)
        told = parse(written)
        found: dict[str, str] = {}
        for entry in entries:
            if entry.name not in told.files:
                raise Refused("pack-entry-unknown", name=entry.name.encode("unicode_escape").decode())
            content = entry.whole(LARGEST)
            if hashlib.sha256(content).hexdigest() != told.files[entry.name]:
                raise Refused("pack-hash", table=entry.name)
            found[entry.name] = _text(entry.name, content)
    for name in told.files:
        if name not in found:
            raise Refused("pack-file-missing", file=name)
    if any(len(each) != 64 for each in signatures):
        raise Refused("pack-signature")
    return RulePack(told, hashlib.sha256(written).digest(), signatures, found)


def show(label: Label) -> bytes:
    """The bytes of `pack.toml` that are signed."""
    lines = [f'kind = "{KIND}"', f'port = "{label.port}"', f"version = {label.version}", f'made_at = "{settings.show_time(label.made_at)}"']
    lines += [f'{name} = "{day}"' for name, day in zip(periods.FIELDS, (label.period.first, label.period.last), strict=True) if day]
    lines += [f'author = "{label.author}"', f'approver = "{label.approver}"', f'source = "{label.source}"', "", "[files]"]
    lines += [f'"{name}" = "{label.files[name]}"' for name in sorted(label.files)]
    return ("\n".join(lines) + "\n").encode()


def parse(written: bytes, made_at: int | None = None) -> Label:
    """The label of a `pack.toml`; with `made_at` (UTC ms) it is a builder's file, which names no hashes yet. Author and approver must be two."""
    try:
        found = tomllib.loads(written.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(labels.NAME, error) from error
    known = ("kind", "port", "version", "made_at", *periods.FIELDS, "author", "approver", "source", "files")
    for name in found:
        if name not in known:
            raise _wrong(name, "unknown name")
    if found.get("kind") != KIND:
        raise _wrong("kind", "should be rules")
    labels.check_port(found.get("port"))
    version = found.get("version")
    if type(version) is not int or not 0 < version < 2**53:
        raise _wrong("version", "should be 1, 2, 3 …")
    made = labels.read_time("made_at", found.get("made_at"), made_at)
    period = periods.read(found, labels.NAME)
    if not period.first:
        raise _wrong("valid_from", "should be a day such as 2026-12-01")
    author, approver = _officer(found, "author"), _officer(found, "approver")
    if author == approver:
        raise Refused("pack-one-person", officer=author)
    source = fields.text(found, "source", labels.NAME)
    if any(each in source for each in '"\\') or not source.isprintable():
        raise _wrong("source", 'should be text without " and \\')
    return Label(str(found["port"]), version, made, period, author, approver, source, _hashes(found.get("files", {}), building=made_at is not None))


def _hashes(found: Any, *, building: bool) -> dict[str, str]:
    if not isinstance(found, dict) or (not found and not building):
        raise _wrong("files", "should be a table")
    for name, digest in found.items():
        if name not in MAY:
            raise Refused("pack-entry-unknown", name=name)
        if not isinstance(digest, str) or not re.fullmatch(r"[0-9a-f]{64}", digest, re.ASCII):
            raise _wrong(f"files.{name}", "should be 64 hex")
    return dict(found)


def _officer(found: Mapping[str, Any], name: str) -> str:
    text = found.get(name)
    if not isinstance(text, str) or not _OFFICER.fullmatch(text):
        raise _wrong(name, "should be an officer number")
    return text


def _first(entries: Any, name: str, limit: int) -> bytes:
    entry = next(entries, None)
    if entry is None or entry.name != name:
        raise Refused("pack-order", name=name)
    return bytes(entry.whole(limit))


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise fields.wrong(name, str(error)) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused("pack-unreadable", file=path, reason=error.strerror) from error


def _wrong(name: str, reason: object) -> Refused:
    return Refused("pack-label-wrong", field=name, reason=reason)
