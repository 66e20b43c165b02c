"""Evidence: photos and files kept encrypted beside the journal and bound to it by their SHA-256.

A file is `HNE1`, a nonce of 12 bytes and AES-256-GCM of the content; its name is a keyed hash (HMAC-SHA-256 of the content's SHA-256), so that neither
name nor content says anything to who has no key. Both keys are derived from the station's data key by HKDF-SHA-256 (RFC 5869).
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workstation.words import Refused, Trouble

LARGEST = 40_000_000
"""Bytes one photo or file may have."""

_MARK = b"HNE1"
_NONCE = 12


@dataclass(frozen=True)
class Kept:
    """What the event `evidence.added` says of a file: hex SHA-256 of the content, its size in bytes, its type."""

    sha256: str
    size: int
    mime: str


@dataclass(frozen=True)
class Checked:
    """The hashes whose files are not there, and those whose files are not what was kept."""

    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def keep(folder: Path, key: bytes, content: bytes) -> Kept:
    """Keep a content, durable when this returns; the same content is kept once, and a damaged copy of it is mended.

    Refused `evidence-empty`, `evidence-large`, `evidence-type`; Trouble `evidence-disk`. Append the event after this, not before.
    """
    mime = sort(content)
    digest = hashlib.sha256(content).digest()
    path = folder / _name(key, digest)
    if _content(path, key, digest) is None:
        _write(path, _MARK + _seal(path.name, key, content))
    return Kept(digest.hex(), len(content), mime)


def stage(folder: Path, key: bytes, content: bytes) -> Kept:
    """The same sealed and durable beside those that are kept, not yet one of them: the long part, for any thread; then `adopt`, or `drop`. Refused and Trouble as `keep`."""
    mime, digest = sort(content), hashlib.sha256(content).digest()
    path = folder / _name(key, digest)
    _write(_staged(path), _MARK + _seal(path.name, key, content))
    return Kept(digest.hex(), len(content), mime)


def adopt(folder: Path, key: bytes, kept: Kept) -> bool:
    """What was staged is kept from here on, durable when this returns; no byte of it is read or written again. False where it is there no more. Trouble `evidence-disk`."""
    path = folder / _name(key, bytes.fromhex(kept.sha256))
    try:
        _staged(path).replace(path)
        _sync_folder(folder)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Trouble("evidence-disk", reason=error.strerror) from error
    return True


def drop(folder: Path, key: bytes, kept: Kept) -> None:
    """What was staged and is not wanted is gone."""
    _staged(folder / _name(key, bytes.fromhex(kept.sha256))).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """What an earlier run staged and never adopted is gone; no event names it."""
    for each in folder.glob(f"*{_STAGED}*"):
        each.unlink(missing_ok=True)


def open_(folder: Path, key: bytes, sha256: str) -> bytes:
    """The content of a hash (hex). Refused `evidence-missing`, `evidence-damaged`; Trouble `evidence-disk`."""
    digest = bytes.fromhex(sha256)
    path = folder / _name(key, digest)
    content = _content(path, key, digest)
    if content is None:
        raise Refused("evidence-damaged" if path.exists() else "evidence-missing", sha256=sha256)
    return content


def verify(folder: Path, key: bytes, sha256s: Iterable[str]) -> Checked:
    """Whether everything the journal binds is there, byte for byte. Trouble `evidence-disk`."""
    lost: dict[str, bool] = {}
    for sha256 in dict.fromkeys(sha256s):
        digest = bytes.fromhex(sha256)
        path = folder / _name(key, digest)
        if _content(path, key, digest) is None:
            lost[sha256] = path.exists()
    return Checked(tuple(each for each, there in lost.items() if not there), tuple(each for each, there in lost.items() if there))


def sound(path: Path, key: bytes) -> bool:
    """Whether a file is what was kept under its name: it opens under the key, and the name is that of its content. Trouble `evidence-disk`."""
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Trouble("evidence-disk", reason=error.strerror) from error
    content = _opened(stored, path.name, key)
    return content is not None and hmac.compare_digest(_name(key, hashlib.sha256(content).digest()), path.name)


def sort(content: bytes) -> str:
    """The type by the first bytes, never by a file's name. Refused `evidence-empty`, `evidence-large`, `evidence-type`."""
    if not content:
        raise Refused("evidence-empty")
    if len(content) > LARGEST:
        raise Refused("evidence-large", size=f"{len(content) / 1e6:.1f}", most=LARGEST // 1_000_000)
    for mime, place, mark in _MARKS:
        if content[place : place + len(mark)] == mark:
            return mime
    raise Refused("evidence-type", start=content[:8].hex(" "))


_MARKS = (
    ("image/jpeg", 0, b"\xff\xd8\xff"),
    ("image/png", 0, b"\x89PNG\r\n\x1a\n"),
    ("application/pdf", 0, b"%PDF-"),
    ("image/webp", 8, b"WEBPVP8"),
    ("image/tiff", 0, b"II*\x00"),
    ("image/tiff", 0, b"MM\x00*"),
    ("image/heic", 4, b"ftypheic"),
    ("image/heic", 4, b"ftypheix"),
    ("image/heic", 4, b"ftypmif1"),
)


def _content(path: Path, key: bytes, digest: bytes) -> bytes | None:
    """The content of a file; None when it is not there or not what was kept."""
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Trouble("evidence-disk", reason=error.strerror) from error
    content = _opened(stored, path.name, key)
    return content if content is not None and hmac.compare_digest(hashlib.sha256(content).digest(), digest) else None


def _opened(stored: bytes, name: str, key: bytes) -> bytes | None:
    """What was sealed under this name; None for anything else."""
    if not stored.startswith(_MARK) or len(stored) < len(_MARK) + _NONCE + 16:
        return None
    nonce, sealed = stored[len(_MARK) : len(_MARK) + _NONCE], stored[len(_MARK) + _NONCE :]
    try:
        return AESGCM(_derive(key, b"content")).decrypt(nonce, sealed, name.encode())
    except InvalidTag:
        return None


def _seal(name: str, key: bytes, content: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_derive(key, b"content")).encrypt(nonce, content, name.encode())


def _write(path: Path, whole: bytes) -> None:
    """Whole or not at all, and on the disk before anybody is told."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(whole)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        for folder in (path.parent, path.parent.parent):
            _sync_folder(folder)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise Trouble("evidence-disk", reason=error.strerror) from error


_STAGED = ".staged"


def _staged(path: Path) -> Path:
    return path.with_name(path.name + _STAGED)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(key: bytes, digest: bytes) -> str:
    return hmac.new(_derive(key, b"name"), digest, hashlib.sha256).hexdigest()


def _derive(key: bytes, use: bytes) -> bytes:
    if len(key) != 32:
        raise ValueError("the data key has 32 bytes")
    return HKDF(SHA256(), 32, None, b"port-officer evidence " + use).derive(key)
