"""An answer as people read it: aligned lines, tables and sections in their language; what `--json` says is another matter."""

import re
import shutil
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import resources
from workstation.settings import local_time, parse_time
from workstation.words import bare, catalogue, say, value_key

Rows = Sequence[Mapping[str, Any]]

WIDE = 120
"""Columns of a terminal that does not say how wide it is."""

SAID = frozenset({"event", "what", "value", "status", "container", "passage", "values", "first", "second"})
"""Of a row with `what` and `words`: its words say all these."""

LENGTHY = frozenset({"facts", "sha256"})
"""Left to `--json`: nobody reads them line by line."""

TYPED = frozenset({"act", "field", "fields", "table", "form", "needs", "may"})
"""What a person types to this program stays as it is typed."""

GUARANTEES = frozenset({"guarantee", "guarantees"})

MEANINGS = ("reason.", "", "value.")
OF_FACT = ("to", "value", "wanted")
FACTUAL = dict.fromkeys(("to", "wanted", "then", "now"), ("channel.", "value.")) | {"what": ("fact.",)}
"""Of these fields the words of channels, of values of facts, and of facts."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


def lines(answer: object, lang: str) -> Iterator[str]:
    """A mapping as `name  value` lines, rows as a table (as blocks where it would be too wide), what lies inside as sections; times are Asia/Shanghai."""
    wide, answer = shutil.get_terminal_size((WIDE, 24)).columns, _listed(answer)
    if isinstance(answer, dict):
        yield from _map(answer, lang, wide)
    elif isinstance(answer, list) and answer and all(isinstance(row, dict) for row in answer):
        yield from _rows(answer, lang, wide)
    elif isinstance(answer, list) and answer:
        yield from (value("", line, lang) if line else "" for line in answer)
    else:
        yield value("", answer, lang) if answer else say("answer.none", lang)


def _listed(answer: object) -> object:
    """The same with lists for tuples, as JSON has it."""
    if isinstance(answer, Mapping):
        return {name: _listed(each) for name, each in answer.items()}
    return [*map(_listed, answer)] if isinstance(answer, (list, tuple)) else answer


def label(name: str, lang: str) -> str:
    """What a field is called; one without words is shown as itself."""
    for key in (f"field.{name}", f"label.{name}", f"part.{name}"):
        if key in catalogue():
            return say(key, lang)
    return _tables(lang).get(name, name)


def value(name: str, given: object, lang: str) -> str:
    """One value in one line; signs that steer a terminal are shown as �."""
    if _nothing(given):
        return "–"
    if isinstance(given, bool):
        return say("choice.yes" if given else "choice.no", lang)
    if isinstance(given, (list, tuple)):
        return ("/" if name == "event" else ", ").join(value(name, each, lang) for each in given)
    if isinstance(given, dict):
        return ", ".join(f"{label(key, lang)} {value(key, each, lang)}" for key, each in given.items())
    return _plain(_meant(name, str(given), lang))


def _meant(name: str, text: str, lang: str) -> str:
    if _TIME.fullmatch(text):
        return f"{local_time(parse_time(text)):%Y-%m-%d %H:%M:%S}"
    if name in TYPED:
        return text
    keys = [f"{'found' if name == 'words' else name}.{text}", *(f"{start}{text}" for start in MEANINGS if name in ("reasons", "reason") and text)]
    keys += [f"{start}{text}" for start in FACTUAL.get(name, ()) if text]
    if name == "check" and " " in text:
        sort, _, one = text.partition(" ")
        return f"{say(f'check.{sort}', lang)} {_tables(lang).get(one, one)}"
    if name in ("reasons", "reason") and f"reason.{text}" in catalogue():
        # What the places in the words were filled with is not in the key.
        return bare(f"reason.{text}", lang)
    if name == "reason" and f"custody.board.{text}" in catalogue():
        return bare(f"custody.board.{text}", lang)
    # Words with a place to fill say nothing by themselves.
    return next((say(key, lang) for key in keys if key in catalogue() and "{" not in say(key, lang)), text)


def _map(answer: Mapping[str, Any], lang: str, wide: int, names: Callable[[str, str], str] = label) -> Iterator[str]:
    """What fits one line first, then the sections."""
    shown = {name: _stated(name, each, lang) for name, each in _told(answer, lang).items() if name not in LENGTHY}
    flat = {name: each for name, each in shown.items() if not _deep(each)}
    left = max((_wide(names(name, lang)) for name in flat), default=0)
    for name, each in flat.items():
        yield f"{_padded(names(name, lang), left)}  {value(name, each, lang)}".rstrip()
    for name, each in shown.items():
        if name not in flat:
            yield ""
            yield label(name, lang)
            inside = _rows(_named(each, lang), lang, wide - 2) if isinstance(each, (list, tuple)) or _map_of_maps(each) else _map(each, lang, wide - 2, _typed if name in TYPED else label)
            yield from (f"  {line}".rstrip() for line in inside)


def _rows(rows: Rows, lang: str, wide: int) -> Iterator[str]:
    """A table without the columns in which nothing stands; blocks where it would not fit."""
    told = [_told(row, lang) for row in rows]
    names = list(dict.fromkeys(name for row in told for name in row if name not in LENGTHY))
    names = [name for name in names if any(not _nothing(row.get(name)) for row in told)]
    if any(_deep(row.get(name)) for row in told for name in names):
        yield from _blocks(told, lang, wide)
        return
    cells = [[_mark(row.get(name)) if name == "ok" else value(name, row.get(name), lang) for name in names] for row in told]
    heads = ["" if name == "ok" else label(name, lang) for name in names]
    sizes = [max(map(_wide, column)) for column in zip(heads, *cells, strict=True)]
    if sum(sizes[:-1]) + 2 * len(sizes) > wide * 2 // 3 and sum(sizes) + 2 * len(sizes) > wide:
        yield from _blocks(told, lang, wide)
        return
    for row in (heads, *cells):
        yield "  ".join(_padded(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip()


def _blocks(rows: Rows, lang: str, wide: int) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number:
            yield ""
        yield from _map({name: each for name, each in row.items() if not _nothing(each)}, lang, wide)


def _told(row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """A row as it is read: of `zh` and `en` the one that is asked for, and nothing its own words or a list beside it say already."""
    if "fact" in row:
        # The same value means something else of another fact.
        meant = {name: [each] if isinstance(each, str) else each for name, each in row.items() if name in OF_FACT and isinstance(each, (str, list))}
        row = {**row, **{name: ", ".join(say(value_key(row["fact"], each), lang) or each for each in several) for name, several in meant.items()}}
    shown = {name: each for name, each in row.items() if f"{name}s" not in row and not ({"what", "words"} <= row.keys() and name in SAID)}
    if {"zh", "en"} <= row.keys():
        shown = {"name" if name == lang else name: each for name, each in shown.items() if name != ("en" if lang == "zh" else "zh")}
    return shown


def _stated(name: str, each: Any, lang: str) -> Any:
    """Guarantees with the words of their own for how they stand, those of the window; everything else as it is."""
    if name not in GUARANTEES or not _deep(each):
        return each
    rows = [{**row, "state": say(key, lang)} if (key := f"guarantee.{row.get('state')}") in catalogue() else row for row in ([each] if isinstance(each, dict) else each)]
    return rows[0] if isinstance(each, dict) else rows


def _named(each: Any, lang: str) -> Rows:
    """Maps by name as rows that begin with the name."""
    return each if isinstance(each, (list, tuple)) else [{"table": _tables(lang).get(name, name), **inner} for name, inner in each.items()]


def _map_of_maps(each: Any) -> bool:
    return isinstance(each, dict) and bool(each) and all(isinstance(inner, dict) and not any(map(_deep, inner.values())) for inner in each.values())


def _deep(each: object) -> bool:
    """Whether a value needs lines of its own."""
    if isinstance(each, dict):
        return bool(each)
    return isinstance(each, (list, tuple)) and any(isinstance(inner, dict) for inner in each)


@cache
def _tables(lang: str) -> dict[str, str]:
    """The register's tables by name, in the words that came with them; long ones up to their explanation."""
    told = tomllib.loads((resources.folder / "tables" / "register.toml").read_text(encoding="utf-8"))
    return {name: re.split(r"[,(]", table[lang])[0].strip() for name, table in told.items()}


def _nothing(given: object) -> bool:
    return given is None or (isinstance(given, (str, list, tuple, dict)) and not given)


def _typed(name: str, _lang: str) -> str:
    return name


def _mark(ok: object) -> str:
    return "✓" if ok else "✗"


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " if sign in "\n\t" else "\ufffd" for sign in text)


def _wide(text: str) -> int:
    return sum(0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, size: int) -> str:
    return text + " " * (size - _wide(text))
