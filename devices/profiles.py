"""Device profiles as data: which driver, settings, line and set-up codes a model needs; one TOML file each in `resources/devices/` and in the station's own folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from devices import description, drivers, pages
from devices.config import choice, number
from devices.drivers.generic import NAME as GENERIC
from devices.frames import Driver
from devices.pages import Page
from devices.transport import LinkSettings
from devices.trouble import DeviceTrouble

KINDS = ("scanner", "scale", "lock", "document", "tag", "position", "relay", "button", "radiation")


@dataclass(frozen=True)
class SetUp:
    """A bar code that sets the device up, to be shown on the screen. `text`: what it says; `symbology`: how it must be drawn; `words` by language.

    `name`: what it does, as the diagnosis asks for it (`serial-mode`, `suffix-cr`, `aim-on`, …).
    """

    name: str
    text: str
    symbology: str
    words: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Manual:
    """Where the maker's manual has the set-up code called `name`, when it cannot be drawn: many makers print theirs without telling the text in it."""

    name: str
    page: str
    source: str


@dataclass(frozen=True)
class Line:
    """The serial line and the host's replies as the file spells them; `warm_up` seconds of bytes after opening are thrown away."""

    baud: int = number(9600, 300, 921_600)
    bits: int = number(8, 7, 8)
    parity: str = choice("N", "E", "O")
    stop: int = number(1, 1, 2)
    warm_up: float = 0.0
    accepted_hex: str = ""
    rejected_hex: str = ""


@dataclass(frozen=True)
class Profile:
    """One model. `kind`: one of `KINDS`; `hint`: what to set on the device, by language; `vids`: USB vendor ids (hex) that suggest it."""

    name: str
    maker: str
    model: str
    kind: str
    driver: str
    config: Mapping[str, object]
    line: LinkSettings
    hint: Mapping[str, str]
    vids: tuple[str, ...]
    source: str = ""
    setup: tuple[SetUp, ...] = ()
    manual: tuple[Manual, ...] = ()

    def make_driver(self, changes: Mapping[str, object] | None = None) -> Driver:
        """A fresh driver with the profile's settings, single ones changed."""
        return drivers.driver(self.driver, {**self.config, **(changes or {})})


@dataclass(frozen=True)
class Shelf:
    """Every profile that can be used, by name, and what is wrong with the others."""

    good: Mapping[str, Profile]
    troubles: tuple[DeviceTrouble, ...]


def shelf(own: Path | None = None) -> Shelf:
    """All profiles; `own`: the station's folder of its own ones, which stand before ours of the same name. A wrong one leaves the others alone."""
    good, troubles = {}, []
    for name, path in sorted(_paths(own).items()):
        try:
            good[name] = read(path)
        except DeviceTrouble as trouble:
            troubles.append(trouble)
    return Shelf(good, tuple(troubles))


def names(own: Path | None = None) -> list[str]:
    """The names of all profiles, wrong ones too."""
    return sorted(_paths(own))


def located(name: str, own: Path | None = None) -> Path:
    """Where a profile stands; a name that ends in .toml is the path itself. Raises DeviceTrouble `profile-unknown` (name, known)."""
    if name.endswith(".toml"):
        return Path(name)
    paths = _paths(own)
    if name not in paths:
        raise DeviceTrouble("profile-unknown", name=name[:40], known=", ".join(sorted(paths)))
    return paths[name]


def profile(name: str, own: Path | None = None) -> Profile:
    """One of them. Raises DeviceTrouble `profile-unknown` (name, known) or `profile-wrong` (file, line, reason)."""
    return read(located(name, own))


def read(path: Path) -> Profile:
    """A profile from a file; its driver is made once, so that a wrong setting shows now and not at the lane. Raises `profile-wrong` (file, line, reason)."""
    page = pages.read(path)
    maker, model, kind, driver = (page.needed(name) for name in ("maker", "model", "kind", "driver"))
    if driver not in drivers.NAMES:
        raise page.wrong(("driver",), f"driver {driver[:40]}: one of {', '.join(drivers.NAMES)}")
    for name in page.told:
        if name not in (description.KNOWN if driver == GENERIC else KNOWN):
            raise page.wrong((name,), f"{name}: unknown; one of {', '.join(sorted(KNOWN))}")
    config = {**page.table("config"), **({"profile": str(path)} if driver == GENERIC else {})}
    if kind not in KINDS:
        raise page.wrong(("kind",), f"kind: one of {', '.join(KINDS)}")
    found = Profile(
        path.stem, maker, model, kind, driver, config, _line(page), _both(page, "hint"), _vids(page),
        str(page.told.get("source", "")), tuple(_set_up(page, place, given) for place, given in enumerate(page.tables("setup"))),
        tuple(Manual(*_texts(page, "manual", place, given, "name", "page", "source")) for place, given in enumerate(page.tables("manual"))),
    )
    _try(page, found)
    return found


def _try(page: Page, found: Profile) -> None:
    try:
        found.make_driver()
    except DeviceTrouble as trouble:
        if trouble.key == "profile-wrong":
            raise
        raise page.wrong(("config", str(trouble.values["name"])), f"{trouble.values['name']}: {trouble.values['reason']}") from trouble


def _line(page: Page) -> LinkSettings:
    line = page.settings(Line, page.table("line"), "line")
    if not 0 <= line.warm_up <= LONGEST_WARM_UP:
        raise page.wrong(("line", "warm_up"), f"warm_up: 0 to {LONGEST_WARM_UP} seconds")
    return LinkSettings(
        "", line.baud, line.bits, line.parity, line.stop, bytes.fromhex(line.accepted_hex), bytes.fromhex(line.rejected_hex), line.warm_up,
    )


def _both(page: Page, *where: str) -> Mapping[str, str]:
    """Words in both languages."""
    words = page.table(*where)
    if set(words) != {"zh", "en"} or not all(isinstance(text, str) and text for text in words.values()):
        raise page.wrong(where, f"{where[-1]} needs zh and en")
    return words


def _vids(page: Page) -> tuple[str, ...]:
    usb = page.table("usb")
    if other := next((name for name in usb if name != "vid"), ""):
        raise page.wrong(("usb", other), f"{other}: unknown; vid")
    vids = usb.get("vid", [])
    if not isinstance(vids, list) or not all(isinstance(vid, str) and len(vid) == _VID and not set(vid) - set("0123456789abcdef") for vid in vids):
        raise page.wrong(("usb", "vid"), "vid: a list of four hex digits in small letters each")
    return tuple(vids)


def _set_up(page: Page, place: int, given: Mapping[str, Any]) -> SetUp:
    name, text, symbology, source = _texts(page, "setup", place, given, "name", "text", "symbology", "source")
    if symbology not in SYMBOLOGIES:
        raise page.wrong(("setup", place, "symbology"), f"symbology: one of {', '.join(SYMBOLOGIES)}")
    words = given.get("words")
    if not isinstance(words, dict) or set(words) != {"zh", "en"}:
        raise page.wrong(("setup", place, "words"), "words needs zh and en")
    return SetUp(name, text, symbology, words, source)


def _texts(page: Page, table: str, place: int, given: Mapping[str, Any], *names: str) -> list[str]:
    for name in names:
        if not isinstance(given.get(name), str) or not given[name]:
            raise page.wrong((table, place, name), f"{name} is missing")
    return [given[name] for name in names]


def _paths(own: Path | None) -> dict[str, Path]:
    folders = [FOLDER, *([own] if own is not None else [])]
    return {path.stem: path for folder in folders for path in folder.glob("*.toml")}


FOLDER = resources.folder / "devices"
KNOWN = frozenset({"maker", "model", "kind", "driver", "source", "hint", "config", "line", "usb", "setup", "manual"})
SYMBOLOGIES = ("code128", "qr")
_VID = 4
LONGEST_WARM_UP = 60
