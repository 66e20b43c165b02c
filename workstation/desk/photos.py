"""Photos and files as evidence: read no further than one may be long, looked at to the last pixel or page, and only then kept, encrypted."""

import hashlib
import threading
from pathlib import Path

from workstation.desk.station import Station
from workstation.inspection import evidence
from workstation.inspection.evidence import Kept
from workstation.journal import backup
from workstation.words import Refused

_LAST = 8
_seen: dict[tuple[str, bytes, bool], Refused | None] = {}
"""(name, SHA-256 of the content, only a photo) -> what the last files came to: to decode one takes up to a second, and the window's own thread for it was there first."""
_seeing = threading.Lock()
_WHY: dict[type[Exception], str] = {FileNotFoundError: "file.absent", PermissionError: "file.denied", NotADirectoryError: "file.absent"}


def keep(station: Station, name: str, *, only_photo: bool) -> Kept:
    """A file kept encrypted beside the journal; the event that binds its hash comes after this.

    `only_photo`: nothing but PNG or JPEG. Refused `evidence-not-read` (no file), `evidence-empty`, `evidence-large`, `evidence-type`, `photo-not-read` or `picture-not-read`
    (it does not open whole), `picture-too-large`. Trouble `evidence-disk`.
    """
    return evidence.keep(station.folder / backup.EVIDENCE, station.key, look(name, only_photo=only_photo))


def look(name: str, *, only_photo: bool) -> bytes:
    """The content of a file that may be kept; any thread. Refused as `keep` says; what one content came to is remembered for a while."""
    content = _read(name)
    key = (name, hashlib.sha256(content).digest(), only_photo)
    with _seeing:
        known, refused = key in _seen, _seen.get(key)
    if not known:
        refused = _refusal(content, name[-60:], only_photo=only_photo)
        with _seeing:
            _seen[key] = refused
            while len(_seen) > _LAST:
                del _seen[next(iter(_seen))]
    if refused is not None:
        raise Refused(refused.key, **refused.values)
    return content


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
