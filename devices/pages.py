"""A TOML file of ours together with the lines of its keys, so that whatever is wrong in it is named by file, line and reason."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from devices.config import configured
from devices.trouble import DeviceTrouble

Wanted = TypeVar("Wanted")


@dataclass(frozen=True)
class Page:
    """`told`: the file's values; `lines`: the line of every key, by its path (`("line", "baud")`, `("fields", 2, "type")` counts tables from 0)."""

    file: str
    told: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int]

    def wrong(self, where: tuple[str | int, ...], reason: object) -> DeviceTrouble:
        """DeviceTrouble `profile-wrong` (file, line, reason); a key that is not there is shown at the table that lacks it."""
        while where and where not in self.lines:
            where = where[:-1]
        return DeviceTrouble("profile-wrong", file=self.file, line=self.lines.get(where, 1), reason=reason)

    def needed(self, name: str) -> str:
        """A text that must be there. Raises `profile-wrong`."""
        value = self.told.get(name)
        if not isinstance(value, str) or not value:
            raise self.wrong((name,), f"{name} is missing" if value is None else f"{name} must be a text")
        return value

    def table(self, *where: str) -> Mapping[str, Any]:
        """A table, empty when it is not there. Raises `profile-wrong` when it is something else."""
        found: Any = self.told
        for place, name in enumerate(where, 1):
            found = found.get(name, {})
            if not isinstance(found, dict):
                raise self.wrong(where[:place], f"{name} must be a table")
        return dict(found)

    def tables(self, name: str) -> list[Mapping[str, Any]]:
        """The tables of a `[[list]]`, none when it is not there. Raises `profile-wrong` when it is something else."""
        found = self.told.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong((name,), f"{name} must be [[{name}]] tables")
        return list(found)

    def settings(self, wanted: type[Wanted], given: Mapping[str, Any], *where: str | int) -> Wanted:
        """`given` as a settings dataclass. Raises `profile-wrong` at the line of the wrong key."""
        try:
            return configured(wanted, ".".join(str(part) for part in where), given)
        except DeviceTrouble as trouble:
            raise self.wrong((*where, str(trouble.values["name"])), f"{trouble.values['name']}: {trouble.values['reason']}") from trouble


def read(path: Path) -> Page:
    """A page from a file. Raises DeviceTrouble `profile-wrong` (file, line, reason) when it cannot be read or is no TOML."""
    try:
        if path.stat().st_size > _MOST:
            raise DeviceTrouble("profile-wrong", file=path.name, line=1, reason=f"more than {_MOST} bytes")
        text = path.read_text(encoding="utf-8-sig")
        return Page(path.name, tomllib.loads(text), key_lines(text))
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        raise DeviceTrouble("profile-wrong", file=path.name, line=int(told[1]) if told else text.count("\n") + 1, reason=error) from error
    except UnicodeDecodeError as error:
        # Most often a file that an editor saved as GBK.
        line = error.object[: error.start].count(b"\n") + 1
        raise DeviceTrouble("profile-wrong", file=path.name, line=line, reason=f"no UTF-8: {error.reason}") from error
    except (OSError, RecursionError) as error:
        raise DeviceTrouble("profile-wrong", file=path.name, line=1, reason=getattr(error, "strerror", None) or error) from error


def key_lines(text: str) -> dict[tuple[str | int, ...], int]:
    """Where each key and table header stands, first line is 1. Keys inside inline tables and texts of several lines are found by their outer key."""
    lines: dict[tuple[str | int, ...], int] = {}
    counts: dict[str, int] = {}
    where: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            where = _parts(header[2])
            if header[1] == "[[":
                counts[header[2]] = counts.get(header[2], -1) + 1
                where = (*where, counts[header[2]])
                lines.setdefault(where[:-1], number)
            elif where[:1] and str(where[0]) in counts:
                where = (where[0], counts[str(where[0])], *where[1:])
            lines.setdefault(where, number)
        elif key:
            lines.setdefault((*where, *_parts(key[1])), number)
    return lines


def _parts(dotted: str) -> tuple[str | int, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w\"'.-]+)\s*=")
_MOST = 65_536
