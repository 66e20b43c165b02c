"""A pack as a tar file, read and written as a stream; what is not a plain file of a known name is refused."""

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from workstation.words import Refused

BLOCK = 512
CHUNK = 1 << 20
LARGEST = 8 << 30
_ZERO = bytes(BLOCK)
_LABEL = b"pack.toml\0"


@dataclass(frozen=True)
class Entry:
    """One file of the tar: its name, its size in bytes, and its bytes in chunks (to be read before the next entry)."""

    name: str
    size: int
    chunks: Iterator[bytes]

    def whole(self, limit: int) -> bytes:
        """All bytes of a small file; a larger one is refused."""
        if self.size > limit:
            raise Refused("pack-entry-large", name=self.name, size=self.size)
        return b"".join(self.chunks)


def read(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of a POSIX ustar file, in order. No byte is ignored: header sums, padding and the end are checked (a flipped byte is refused)."""
    seen: set[str] = set()
    header = _first(stream)
    while True:
        if header == _ZERO:
            _check_end(stream)
            return
        name, size = _header(header)
        if name in seen:
            raise Refused("pack-entry-twice", name=name)
        seen.add(name)
        left = _Left(size)
        yield Entry(name, size, _content(stream, name, left))
        if left.bytes or any(_exactly(stream, -size % BLOCK, name)):
            raise Refused("pack-tar-broken", name=name)
        header = _exactly(stream, BLOCK, "tar")


def write(stream: BinaryIO, name: str, size: int, chunks: Iterable[bytes]) -> None:
    """One entry with fixed owner, mode and time, so that the same rows give the same bytes."""
    entry = tarfile.TarInfo(name)
    entry.size = size
    stream.write(entry.tobuf(tarfile.USTAR_FORMAT))
    stream.writelines(chunks)
    stream.write(bytes(-size % BLOCK))


def finish(stream: BinaryIO) -> None:
    """The end of a tar: two empty blocks."""
    stream.write(_ZERO * 2)


class _Left:
    """How many bytes of an entry were not read yet."""

    def __init__(self, size: int) -> None:
        self.bytes = size


def _first(stream: BinaryIO) -> bytes:
    """The first header. Refused `pack-none` where nothing in it speaks of a pack, `pack-cut-short` where one ends within it."""
    header = stream.read(BLOCK)
    if header != _ZERO and (not header or not header.startswith(_LABEL[: len(header)])):
        try:
            _header(header.ljust(BLOCK, b"\0"))
        except Refused as refusal:
            # A sum that is wrong is no header at all; anything else is a tar of somebody's.
            raise Refused("pack-none") if refusal.key == "pack-tar-broken" else refusal from None
    if len(header) < BLOCK:
        raise Refused("pack-cut-short", name="tar")
    return header


def _header(header: bytes) -> tuple[str, int]:
    total = sum(header[:148]) + 8 * 0x20 + sum(header[156:])
    if header[148:156] not in (b"%06o\0 " % total, b"%07o\0" % total):
        raise Refused("pack-tar-broken", name="tar")
    try:
        name = header[:100].rstrip(b"\0").decode("ascii")
        size = int(header[124:136].rstrip(b"\0 ").decode("ascii"), 8)
    except ValueError as error:
        raise Refused("pack-tar-broken", name="tar") from error
    if header[156:157] not in (b"0", b"\0") or any(header[345:500]) or "/" in name:
        raise Refused("pack-entry-kind", name=name.encode("unicode_escape").decode())
    if not 0 <= size <= LARGEST:
        raise Refused("pack-entry-large", name=name, size=size)
    return name, size


def _content(stream: BinaryIO, name: str, left: _Left) -> Iterator[bytes]:
    while left.bytes:
        chunk = _exactly(stream, min(CHUNK, left.bytes), name)
        left.bytes -= len(chunk)
        yield chunk


def _exactly(stream: BinaryIO, size: int, name: str) -> bytes:
    read = stream.read(size)
    if len(read) < size:
        raise Refused("pack-cut-short", name=name)
    return read


def _check_end(stream: BinaryIO) -> None:
    if any(_exactly(stream, BLOCK, "tar")):
        raise Refused("pack-tar-broken", name="tar")
    # What fills the last record is a few kilobytes; a file of zeros without end is none.
    rest = stream.read(CHUNK)
    if any(rest) or len(rest) == CHUNK:
        raise Refused("pack-tar-broken", name="tar")
