"""Photos and files as evidence: read no further than one may be long, looked at to the last pixel or page, and only then kept, encrypted."""

import threading
from dataclasses import dataclass
from pathlib import Path

from workstation.desk.station import Station
from workstation.inspection import evidence
from workstation.inspection.evidence import Kept
from workstation.journal import backup
from workstation.words import Refused, Trouble

_WHY: dict[type[Exception], str] = {FileNotFoundError: "file.absent", PermissionError: "file.denied", NotADirectoryError: "file.absent"}
_ready: dict[tuple[str, bool, Path], "_Ready"] = {}
"""(name, only a photo, folder) -> what a file came to that was looked at and sealed beside the desk's thread."""
_readying = threading.Lock()


@dataclass(frozen=True)
class Place:
    """Where evidence of a station lies, and its data key."""

    folder: Path
    key: bytes


@dataclass(frozen=True)
class _Ready:
    """`identity`: which file it was, and as of when; `came`: it is staged, or refused."""

    identity: tuple[int, ...]
    came: Kept | Refused


def place_of(station: Station) -> Place:
    """Of this station."""
    return Place(station.folder / backup.EVIDENCE, station.key)


def keep(station: Station, name: str, *, only_photo: bool) -> Kept:
    """A file kept encrypted beside the journal; the event that binds its hash comes after this. One that was staged costs the thread no more than a rename.

    `only_photo`: nothing but PNG or JPEG. Refused `evidence-not-read` (no file), `evidence-empty`, `evidence-large`, `evidence-type`, `photo-not-read` or `picture-not-read`
    (it does not open whole), `picture-too-large`. Trouble `evidence-disk`.
    """
    place = place_of(station)
    found = _taken(name, place, only_photo=only_photo)
    if found is not None and found.identity == _identity(name):
        if isinstance(found.came, Refused):
            raise Refused(found.came.key, **found.came.values)
        if evidence.adopt(place.folder, place.key, found.came):
            return found.came
    elif found is not None and isinstance(found.came, Kept):
        evidence.drop(place.folder, place.key, found.came)
    return evidence.keep(place.folder, place.key, look(name, only_photo=only_photo))


def stage(name: str, place: Place, *, only_photo: bool) -> None:
    """Beside the desk's thread everything about a file that takes long: read, looked at, sealed, and written so that nothing loses it; `keep` says what it came to.

    Where the disk makes trouble nothing is staged, and `keep` meets it.
    """
    identity = _identity(name)
    try:
        came: Kept | Refused = evidence.stage(place.folder, place.key, look(name, only_photo=only_photo))
    except Trouble:
        return
    except Refused as refusal:
        came = refusal
    with _readying:
        _ready[name, only_photo, place.folder] = _Ready(identity, came)


def drop(name: str, place: Place, *, only_photo: bool) -> None:
    """The act it was staged for came to nothing."""
    found = _taken(name, place, only_photo=only_photo)
    if found is not None and isinstance(found.came, Kept):
        evidence.drop(place.folder, place.key, found.came)


def look(name: str, *, only_photo: bool) -> bytes:
    """The content of a file that may be kept; any thread. Refused as `keep` says."""
    content = _read(name)
    refusal = _refusal(content, name[-60:], only_photo=only_photo)
    if refusal is not None:
        raise refusal
    return content


def _taken(name: str, place: Place, *, only_photo: bool) -> _Ready | None:
    with _readying:
        return _ready.pop((name, only_photo, place.folder), None)


def _identity(name: str) -> tuple[int, ...]:
    """Which file a name stands for now, and when it was written last; () for none."""
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return ()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _read(name: str) -> bytes:
    path = Path(name)
    try:
        # A pipe or a device would be read for ever.
        if path.exists() and not path.is_file():
            raise Refused("evidence-not-read", file=name[-60:], why="file.not-plain")
        with path.open("rb") as file:
            return file.read(evidence.LARGEST + 1)
    except (OSError, ValueError) as error:
        raise Refused("evidence-not-read", file=name[-60:], why=_WHY.get(type(error), "") or getattr(error, "strerror", None) or str(error)) from error


def _refusal(content: bytes, name: str, *, only_photo: bool) -> Refused | None:
    """Why this is no evidence, or None."""
    from workstation.paper import pictures

    try:
        mime = evidence.sort(content)
        if only_photo or mime.startswith("image/"):
            pictures.check_photo(content, name, pictures.PHOTOS if only_photo else pictures.KEPT)
        else:
            pictures.check_pdf(content, name)
    except Refused as refusal:
        return refusal
    return None
