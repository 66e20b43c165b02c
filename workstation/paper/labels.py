"""Seal and evidence labels: forms as data, filled with what was scanned; parts with their place in millimetres, and the same as a page to look at."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import resources
from workstation.paper import codes, fonts
from workstation.paper.sheet import INK, MM, Sheet, fitted
from workstation.words import Refused, say

DOT = 0.125
"""Millimetres of one dot of the usual label head (203 dpi)."""

_LONGEST = 120
_MODULES_OF_DIGEST = 16


@dataclass(frozen=True)
class Part:
    """One part: `kind` words | text | bars | square | rule, its text, its top left corner and its room; `module` is the narrow bar or square in dots."""

    kind: str
    text: str
    x: float
    y: float
    wide: float
    high: float = 0.0
    module: int = 0


@dataclass(frozen=True)
class Filled:
    """A label ready to print; sizes in mm."""

    form: str
    wide: float
    high: float
    gap: float
    parts: tuple[Part, ...]


def names() -> list[str]:
    """The label forms."""
    return sorted(path.stem for path in (resources.folder / "labels").glob("*.toml"))


def form(name: str) -> Mapping[str, Any]:
    """One form as its file says it: `zh en size_mm gap_mm fields needed part source since`. Refused `label-unknown` (name, known)."""
    if name not in names():
        raise Refused("label-unknown", name=name[:40], known=", ".join(names()))
    return _read(name)


def filled(name: str, values: Mapping[str, str]) -> Filled:
    """A form filled. What is scanned is checked, never changed: a value that cannot be printed as it is gets refused.

    Refused `label-unknown`, `label-field-unknown` (field, known), `label-field-missing`, `label-field-wrong` (field, reason).
    """
    told = form(name)
    for field, value in values.items():
        if field not in told["fields"]:
            raise Refused("label-field-unknown", field=field[:40], known=", ".join(told["fields"]))
        if len(value) > _LONGEST or not value.isprintable():
            raise Refused("label-field-wrong", field=field, reason=f"1–{_LONGEST}")
    for field in told["needed"]:
        if not values.get(field):
            raise Refused("label-field-missing", field=field)
    ready = {**values, **_derived(name, values)}
    parts = [part for entry in told["part"] if (part := _part(entry, ready)) is not None]
    wide, high = told["size_mm"]
    return Filled(name, float(wide), float(high), float(told["gap_mm"]), tuple(parts))


def pdf(label: Filled) -> bytes:
    """The label as a page of its own size, as a person sees it before it is printed, and for label printers with a driver."""
    sheet = Sheet(label.wide, label.high, label.form)
    for part in label.parts:
        _draw(sheet, part)
    return sheet.done()


def words_pdf(part: Part) -> bytes:
    """One line of words alone, on a page as large as its room: its picture goes to printers that are not trusted with Chinese."""
    sheet = Sheet(part.wide, part.high * 1.3, "")
    _draw(sheet, Part("words", part.text, 0, 0, part.wide, part.high))
    return sheet.done()


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.folder / "labels" / f"{name}.toml").read_text(encoding="utf-8"))


def _derived(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """Evidence: the code that a scanner finds again, and as much of the digest as people compare."""
    if name != "evidence":
        return {}
    from workstation.codes import recognise

    found = recognise("HNE1:" + values["digest"].strip()).candidates
    if not found:
        raise Refused("label-field-wrong", field="digest", reason="16–64 hex")
    digest = found[0].value.upper()
    fours = " ".join(digest[at : at + 4] for at in range(0, _MODULES_OF_DIGEST, 4))
    return {"code": "HNE1:" + digest, "bars": "HNE1:" + digest[:_MODULES_OF_DIGEST], "short": fours}


def _part(entry: Mapping[str, Any], values: Mapping[str, str]) -> Part | None:
    """None for a field nobody filled."""
    kind = entry["kind"]
    text = f"{say(entry['key'])}  {say(entry['key'], 'en')}" if kind == "words" else values.get(entry.get("field", ""), "")
    if kind != "rule" and not text:
        return None
    if kind == "text" and not text.isascii():
        kind = "words"
    module = _module(kind, text, entry["wide"]) if kind in ("bars", "square") else 0
    return Part(kind, text, entry["x"], entry["y"], entry["wide"], entry.get("high", entry["wide"]), module)


def _module(kind: str, text: str, room: float) -> int:
    """The widest whole dots, four at most, at which the symbol has its room; refused when two for bars, two for squares are too many."""
    if not text.isascii():
        raise Refused("label-field-wrong", field=kind, reason=text[:40])
    modules = codes.code128(text)[0] if kind == "bars" else max(x + wide for x, _, wide, _ in codes.qr(text))
    most = int(room / DOT / modules)
    if most < 2:
        raise Refused("label-field-wrong", field=kind, reason=f"{len(text)} > {room:g} mm")
    return min(most, 3 if kind == "bars" else 5)


def _draw(sheet: Sheet, part: Part) -> None:
    at, unit = (part.x, part.y), part.module * DOT
    if part.kind == "rule":
        sheet.line((part.x, part.y + part.high / 2), (part.x + part.wide, part.y + part.high / 2), colour=INK, width=part.high * MM)
    elif part.kind == "bars":
        sheet.bars(at, ((x, 0, wide, round(part.high / unit)) for x, wide in codes.code128(part.text)[1]), unit)
    elif part.kind == "square":
        sheet.bars(at, codes.qr(part.text), unit)
    else:
        size = fitted(part.text, part.high * MM * 0.98, part.wide, fonts.BOLD)
        sheet.text((part.x, part.y + part.high * 0.88), part.text, size, font=fonts.BOLD)
