"""Events with only what counting needs of their bodies, read in slices: a month of verdicts is counted without parsing a month of verdicts."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from workstation.journal import Event, Journal, parse

SLICE = 500
"""Rows of one read: other work goes between two of them."""

SLACK_MS = 86_400_000
"""Other stations' clocks may be behind: a day before the first day is read too, and left out by its time."""

_JUDGED = "json_extract(bytes, '$.officer', '$.body.channel', '$.body.fired', '$.body.waiting', '$.body.facts.\"inspection.result\"', '$.body.answered'), instr(bytes, '\"picked\":true') > 0"
_SQL = {
    "verdict.given": _JUDGED,
    "parcel.judged": _JUDGED,
    "released": "json_extract(bytes, '$.officer', '$.body.slip.enterprise'), 0",
}
"""Of a stored event: its gist as JSON, and whether one of its draws picked. In canonical JSON no text holds these very signs: its quotes are written \\"."""

_KEPT = 20_000


def events(journal: Journal, kinds: tuple[str, ...], since: int = 0) -> Iterator[Event]:
    """Events of some kinds since a time (UTC ms), kind after kind. Of `verdict.given`, `parcel.judged` and `released` the body holds what is counted, of all others everything."""
    place = _before(journal, since)
    for kind in kinds:
        kept: dict[tuple[str, int], tuple[str, Mapping[str, Any]]] = {}
        for station, seq, at, subject, told, picked in _rows(journal, kind, place, since):
            if kind not in _SQL:
                yield parse(told)
                continue
            if (told, picked) not in kept:
                if len(kept) >= _KEPT:
                    kept.clear()
                # Most trucks are alike: their bodies are one.
                kept[told, picked] = _body(kind, json.loads(told), picked)
            officer, body = kept[told, picked]
            yield Event(station, seq, at, at, officer, kind, subject, body)


def _rows(journal: Journal, kind: str, place: int, since: int) -> Iterator[tuple[Any, ...]]:
    sql = f"SELECT rowid, station, seq, at, subject, {_SQL.get(kind, 'bytes, 0')} FROM event WHERE kind = ? AND rowid > ? ORDER BY rowid LIMIT ?"
    while rows := journal.read(sql, (kind, place, SLICE)):
        place = rows[-1][0]
        yield from (row[1:] for row in rows if row[3] >= since)


def _body(kind: str, told: list[Any], picked: int) -> tuple[str, Mapping[str, Any]]:
    if kind == "released":
        return told[0], {"slip": {"enterprise": told[1] or ""}}
    officer, channel, fired, waiting, result, answered = told
    facts, draws = {"inspection.result": result or "none"}, ({"picked": True},) if picked else ()
    return officer, {"channel": channel, "fired": tuple(fired), "waiting": waiting, "draws": draws, "facts": facts, "answered": tuple(answered or ())}


def _before(journal: Journal, since: int) -> int:
    """A place in the order of arrival before which nothing since then came."""
    seq = before(journal, since - SLACK_MS)
    rows = journal.read("SELECT rowid FROM event WHERE station = ? AND seq = ?", (journal.station, seq)) if seq else []
    return int(rows[0][0]) if rows else 0


def before(journal: Journal, at: int) -> int:
    """The seq of our last event before a time (UTC ms), 0 for none: our own clock never runs backwards, so it is found by halves."""
    low, high = 0, journal.head().seq
    while low < high:
        middle = (low + high) // 2
        rows = journal.read("SELECT at FROM event WHERE station = ? AND seq = ?", (journal.station, middle + 1))
        if rows and rows[0][0] < at:
            low = middle + 1
        else:
            high = middle
    return low


def profiles(journal: Journal, since: int) -> Iterator[list[str]]:
    """The profiles of the lanes of own passages that were opened since a time (UTC ms), a slice at a time."""
    place = _before(journal, since)
    sql = "SELECT rowid, station, at, json_extract(bytes, '$.body.profile') FROM event WHERE kind = 'passage.opened' AND rowid > ? ORDER BY rowid LIMIT ?"
    while rows := journal.read(sql, (place, SLICE)):
        place = rows[-1][0]
        yield [profile for _, station, at, profile in rows if station == journal.station and at >= since]
