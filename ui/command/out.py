"""Where a command writes what it was asked for: a regular file, whole or not at all, never over a device, a folder or a station's own files."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from workstation.words import Refused

_OURS = re.compile(r"journal\.db.*|register.*|slots\.\w+|head\.json|settings\.toml|keys\.pack|trial-root\.pem|root\.pub")
PAGES = (".pdf", ".png")
_STORES = ("backups", "evidence", "logs")


def checked(named: str, key: str = "out-not-written") -> Path:
    """The place of a file to be written; a link is followed. Refused `out-not-a-file`, `out-of-station`, and `key` where there is no folder for it."""
    try:
        place = Path(named).expanduser().resolve()
        there, regular = place.exists(), place.is_file()
    except (OSError, RuntimeError) as error:
        raise _not_written(key, named, getattr(error, "strerror", None) or error) from error
    if there and not regular:
        raise Refused("out-not-a-file", file=named)
    if not place.parent.is_dir():
        raise _not_written(key, named, "no such folder")
    if there and _of_station(place):
        raise Refused("out-of-station", file=named)
    return place


def write(named: str, content: bytes, key: str = "out-not-written") -> None:
    """Whole or not at all. Refused as `checked`, and `key`."""
    written(named, lambda fresh: fresh.write_bytes(content), key)


def written(named: str, fill: Callable[[Path], object], key: str = "out-not-written", *, private: bool = False) -> None:
    """Let `fill` write the file beside its place, then put it there. `private`: nobody else reads it."""
    place = checked(named, key)
    fresh = place.with_name(f"{place.name}.new")
    try:
        # Before anything is done for it: a folder that cannot be written changes nothing. Made anew, so that it is no link of somebody's.
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600 if private else 0o666, exist_ok=False)
        fill(fresh)
        fresh.replace(place)
    except OSError as error:
        raise _not_written(key, named, error.strerror or error) from error
    finally:
        if fresh.is_file():
            fresh.unlink()


def check_page(named: str, key: str = "out-not-written", suffixes: Sequence[str] = PAGES) -> None:
    """Refused as `checked`, and `out-suffix` unless the name says what is written: a page as PDF, or as a picture."""
    checked(named, key)
    if not named.lower().endswith(tuple(suffixes)):
        raise Refused("out-suffix", file=named, suffixes=" ".join(suffixes))


def page(named: str, pdf: bytes, key: str = "out-not-written") -> None:
    """A page as its name says, whole or not at all. Refused as `checked` and `check_page`, and `key`."""
    check_page(named, key)
    if named.lower().endswith(".png"):
        from workstation.paper import pictures

        pdf = pictures.png(pdf)
    write(named, pdf, key)


def _not_written(key: str, named: str, reason: object) -> Refused:
    return Refused(key, file=named, place=named, reason=reason)


def _of_station(place: Path) -> bool:
    """Whether a file belongs to the stores of a data folder."""
    if place.parent.name in _STORES or (place.parent.name == "evidence" and place.parent.parent.name == "backups"):
        return (place.parent.parent / "slots.json").exists() or (place.parent.parent.parent / "slots.json").exists()
    return (place.parent / "slots.json").exists() and _OURS.fullmatch(place.name) is not None
