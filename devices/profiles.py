"""Device profiles as data: which driver, settings and line a model needs; one TOML file each in `resources/devices/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import resources
from devices import drivers
from devices.config import configured
from devices.frames import Driver
from devices.transport import LinkSettings
from devices.trouble import DeviceTrouble


@dataclass(frozen=True)
class Profile:
    """One model. `kind`: scanner | scale; `hint`: what to set on the device, by language; `vids`: USB vendor ids (hex) that suggest it."""

    name: str
    maker: str
    model: str
    kind: str
    driver: str
    config: Mapping[str, object]
    line: LinkSettings
    hint: Mapping[str, str]
    vids: tuple[str, ...]

    def make_driver(self) -> Driver:
        """A fresh driver with the profile's settings."""
        return drivers.driver(self.driver, self.config)

    def link_settings(self, link: str) -> LinkSettings:
        """The line settings for a link of this name."""
        return replace(self.line, name=link)


def names() -> list[str]:
    """The names of all profiles."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def profile(name: str) -> Profile:
    """One of them. Raises DeviceTrouble `profile-unknown` (name, known) or `profile-wrong` (file, reason)."""
    if name not in names():
        raise DeviceTrouble("profile-unknown", name=name[:40], known=", ".join(names()))
    return read(FOLDER / f"{name}.toml")


def read(path: Path) -> Profile:
    """A profile from a file; its driver is made once, so that a wrong setting shows now and not at the lane."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        line = configured(LinkSettings, "line", told.get("line"))
        found = Profile(
            path.stem, told["maker"], told["model"], told["kind"], told["driver"], told.get("config", {}), line, told["hint"],
            tuple(told.get("usb", {}).get("vid", ())),
        )
        found.make_driver()
    except KeyError as error:
        raise DeviceTrouble("profile-wrong", file=path.name, reason=f"{error.args[0]} is missing") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DeviceTrouble("profile-wrong", file=path.name, reason=error) from error
    except DeviceTrouble as trouble:
        raise DeviceTrouble("profile-wrong", file=path.name, reason=trouble) from trouble
    return found


FOLDER = resources.folder / "devices"
