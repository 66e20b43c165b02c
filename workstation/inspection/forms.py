"""Forms are dated data files; this finds and reads them, and refuses a broken one with file, place and reason."""

import tomllib
from functools import cache
from pathlib import Path

import resources
from workstation.inspection import shape
from workstation.inspection.lists import Lists, ours
from workstation.inspection.values import Form
from workstation.words import Refused

LARGEST = 256 * 1024
"""Bytes a form file may have."""


def all(*folders: Path, on: str = "", lists: Lists | None = None, profile: str = "") -> dict[str, Form]:  # noqa: A001 - forms.all() reads as what it is
    """The forms to open inspections with, by id: of each the newest that is valid on the day (`2026-11-21`; default: any day), of one profile (default: any).

    They come from the program and from the folders named (packs); their choices from `lists`, the program's own by default. Refused `form-wrong`.
    """
    chosen: dict[str, Form] = {}
    for form in sorted(_every(folders, lists or ours()), key=lambda each: (each.valid_from, each.version)):
        if profile in ("", form.profile) and (not on or (form.valid_from <= on and (not form.valid_to or on <= form.valid_to))):
            chosen[form.id] = form
    return chosen


def find(name: str, version: str, *folders: Path, lists: Lists | None = None) -> Form:
    """The form an inspection was opened with, exactly that version; Refused `form-unknown`."""
    for form in _every(folders, lists or ours()):
        if (form.id, form.version) == (name, version):
            return form
    raise Refused("form-unknown", form=name[:40], version=version[:20])


def text(form: Form) -> str:
    """The file of a form that is valid here, word for word; Refused `form-unknown`."""
    for path in sorted((resources.folder / "forms").glob("*.toml")):
        written = path.read_text(encoding="utf-8")
        label = tomllib.loads(written)
        if (label["id"], label["version"]) == (form.id, form.version):
            return written
    raise Refused("form-unknown", form=form.id, version=form.version)


def read(path: Path, lists: Lists | None = None) -> Form:
    """The form of one file; Refused `form-wrong` with file, place and reason."""
    try:
        stored = path.read_bytes()
        text = stored.decode("utf-8")
    except OSError as error:
        raise Refused("form-wrong", file=path.name, field="file", reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise Refused("form-wrong", file=path.name, field="file", reason=f"not UTF-8 at byte {error.start}") from error
    return check(text, path.name, lists)


def check(text: str, name: str = "form", lists: Lists | None = None) -> Form:
    """The form of a text; `name` stands for the file in the refusal `form-wrong`."""
    if len(text) > LARGEST:
        raise Refused("form-wrong", file=name, field="file", reason=f"longer than {LARGEST} characters")
    try:
        return shape.form(tomllib.loads(text), lists or ours())
    except (ValueError, RecursionError) as error:
        raise Refused("form-wrong", file=name, field="file", reason=" ".join(str(error).split())) from error
    except shape.Wrong as wrong:
        raise Refused("form-wrong", file=name, field=wrong.place, reason=wrong.reason) from wrong


def _every(folders: tuple[Path, ...], lists: Lists) -> tuple[Form, ...]:
    """Every form of every version."""
    found: dict[tuple[str, str], Form] = {}
    for folder in (resources.folder / "forms", *folders):
        for path in sorted(folder.glob("*.toml")):
            form = _read_once(path, path.stat().st_mtime_ns, lists)
            if found.setdefault((form.id, form.version), form) is not form:
                raise Refused("form-wrong", file=path.name, field="version", reason=f"{form.id} version {form.version} is there twice")
    return tuple(found.values())


@cache
def _read_once(path: Path, _changed: int, lists: Lists) -> Form:
    """A file is read again only when it changed: forms are asked for at every act."""
    return read(path, lists)
