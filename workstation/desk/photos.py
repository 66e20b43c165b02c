"""Photos and files as evidence: read no further than one may be long, looked at to the last pixel or page, and only then kept, encrypted."""

from pathlib import Path

from workstation.desk.station import Station
from workstation.inspection import evidence
from workstation.inspection.evidence import Kept
from workstation.journal import backup
from workstation.words import Refused


def keep(station: Station, name: str, *, only_photo: bool) -> Kept:
    """A file kept encrypted beside the journal; the event that binds its hash comes after this.

    `only_photo`: nothing but PNG or JPEG. Refused `evidence-not-read` (no file), `evidence-empty`, `evidence-large`, `evidence-type`, `photo-not-read` or `picture-not-read`
    (it does not open whole), `picture-too-large`. Trouble `evidence-disk`.
    """
    from workstation.paper import pictures

    path = Path(name)
    try:
        # A pipe or a device would be read for ever.
        if path.exists() and not path.is_file():
            raise Refused("evidence-not-read", file=name[-60:], reason="no plain file")
        with path.open("rb") as file:
            content = file.read(evidence.LARGEST + 1)
    except (OSError, ValueError) as error:
        raise Refused("evidence-not-read", file=name[-60:], reason=getattr(error, "strerror", None) or str(error)) from error
    mime = evidence.sort(content)
    if only_photo or mime.startswith("image/"):
        pictures.check_photo(content, name[-60:], pictures.PHOTOS if only_photo else pictures.KEPT)
    else:
        pictures.check_pdf(content, name[-60:])
    return evidence.keep(station.folder / backup.EVIDENCE, station.key, content)
