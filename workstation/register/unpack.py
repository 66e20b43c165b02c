"""The beginning of a pack read and judged before any row is looked at: label, signature, and then its tables as whole lines."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workstation.register import label as labels
from workstation.register import schema, tape
from workstation.words import Refused

ENDING = ".jsonl"


@dataclass(frozen=True)
class Pack:
    """An opened pack: what it says of itself, the SHA-256 of those bytes (what is signed), and the entries that follow."""

    label: labels.Label
    digest: bytes
    signature: bytes
    entries: Iterator[tape.Entry]

    def signed_by(self, public: bytes) -> bool:
        """Whether the label was signed by the owner of an Ed25519 public key (32 bytes)."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, self.digest)
        except InvalidSignature:
            return False
        return True

    def tables(self) -> Iterator[tuple[schema.Table, "Lines"]]:
        """The tables, each once and complete; to be read in this order. A missing or extra one is refused."""
        missing = dict(self.label.tables)
        for entry in self.entries:
            name = entry.name.removesuffix(ENDING)
            if not entry.name.endswith(ENDING) or name not in missing:
                raise Refused("pack-entry-unknown", name=entry.name.encode("unicode_escape").decode())
            lines = Lines(name, entry, missing.pop(name).sha256)
            yield schema.tables()[name], lines
            if not lines.whole:
                raise ValueError(f"table {name} of a pack was not read to its end")
        if missing:
            raise Refused("pack-table-missing", table=next(iter(missing)))


class Lines:
    """The lines of one table in chunks that end with a line feed; at the end the hash is compared with the label's."""

    def __init__(self, name: str, entry: tape.Entry, sha256: str) -> None:
        self.whole = False
        self.true = False
        self._name = name
        self._entry = entry
        self._sha256 = sha256

    def __iter__(self) -> Iterator[bytes]:
        """Chunks of whole lines; `pack-hash` when the content is not the signed one."""
        yield from self.read()
        if not self.true:
            raise Refused("pack-hash", table=self._name)

    def read(self) -> Iterator[bytes]:
        """Chunks of whole lines; afterwards `true` says whether the hash held."""
        digest = hashlib.sha256()
        rest = b""
        for chunk in self._entry.chunks:
            digest.update(chunk)
            whole, feed, after = chunk.rpartition(b"\n")
            if feed:
                yield rest + whole + feed
                rest = after
            else:
                rest += chunk
            if len(rest) > tape.CHUNK:
                raise Refused("pack-line-long", table=self._name)
        self.true = digest.hexdigest() == self._sha256
        self.whole = True
        if rest and self.true:
            raise Refused("pack-line-open", table=self._name)


def begin(stream: BinaryIO) -> Pack:
    """Read the label and the signature, which stand first; the signature is not judged here."""
    entries = tape.read(stream)
    written = _first(entries, labels.NAME).whole(labels.LARGEST)
    signature = _first(entries, labels.SIGNATURE).whole(64)
    if len(signature) != 64:
        raise Refused("pack-signature")
    return Pack(labels.parse(written), hashlib.sha256(written).digest(), signature, entries)


def opened(file: Path) -> BinaryIO:
    """The pack's file; one that cannot be read is refused with its name, and so is a pipe or device, on which a read may never end."""
    try:
        if file.exists() and not (file.is_file() or file.is_dir()):
            raise Refused("pack-unreadable", file=file, reason="not a regular file")
        return file.open("rb")
    except OSError as error:
        raise Refused("pack-unreadable", file=file, reason=error.strerror) from error


def _first(entries: Iterator[tape.Entry], name: str) -> tape.Entry:
    entry = next(entries, None)
    if entry is None or entry.name != name:
        raise Refused("pack-order", name=name)
    return entry
