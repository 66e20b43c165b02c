"""The rows of one table of a pack: checked in batches, column by column; only a batch with a fault is looked at row by row, to name it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import lt
from typing import Any

from workstation.register import checks
from workstation.register.schema import Field, Table
from workstation.words import Refused

GONE = "_deleted"
"""In a delta, `"_deleted": true` beside the key takes the row away."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """Checked rows: `kept` as SQL values in the order of the table's columns, `gone` as keys."""

    kept: Iterable[tuple[Any, ...]]
    gone: Sequence[tuple[Any, ...]] = ()


class Checker:
    """Takes the rows of one table in order and counts them; the first wrong one is refused with table, row number (from 1), field and reason."""

    def __init__(self, table: Table, *, delta: bool = False, ordered: bool = True) -> None:
        self.table = table
        self.rows = 0
        self._delta = delta
        self._ordered = ordered
        self._last: Any = None
        self._full = _Columns(table.fields)
        # What an older pack told may always be taken away.
        self._keys = _Columns(tuple(replace(field, nameless=False) for field in table.fields if field.name in table.key))

    def lines(self, written: bytes) -> Batch:
        """Whole lines of JSON in UTF-8, each ended by a line feed."""
        try:
            chunk = written.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refused("pack-row-json", table=self.table.name, row=self.rows + 1 + written.count(b"\n", 0, error.start)) from error
        count = chunk.count("\n")
        try:
            rows = json.loads("[" + chunk[:-1].replace("\n", ",") + "]")
        except (ValueError, RecursionError):
            rows = []
        # A line that does not begin an object could lend its comma to another line: such a batch is read line by line.
        if len(rows) != count or not chunk.startswith("{") or chunk.count("\n{") != count - 1:
            rows = [self._parsed(line, place) for place, line in enumerate(chunk[:-1].split("\n"))]
        return self.take(rows, plain=not checks.odd(written))

    def take(self, rows: list[Row], *, plain: bool = False) -> Batch:
        """Rows as maps; `plain` says that no control character can be in them."""
        if not plain:
            self._check_text(rows)
        gone = [row for row in rows if GONE in row] if self._delta else []
        kept = [row for row in rows if GONE not in row] if gone else rows
        columns = self._full.read(kept)
        if columns is None or (gone and self._gone(gone) is None):
            raise self._fault(rows)
        self._check_order(rows)
        self.rows += len(rows)
        return Batch(zip(*self._full.stored(columns), strict=True) if kept else (), self._gone(gone) or ())

    def _gone(self, rows: list[Row]) -> list[tuple[Any, ...]] | None:
        if any(row[GONE] is not True for row in rows):
            return None
        columns = self._keys.read([{name: value for name, value in row.items() if name != GONE} for row in rows])
        return None if columns is None else list(zip(*columns, strict=True))

    def _check_order(self, rows: list[Row]) -> None:
        names = self.table.key
        keys = [row[names[0]] for row in rows] if len(names) == 1 else [tuple([row[name] for name in names]) for row in rows]
        if not keys or not self._ordered:
            return
        if self._last is not None:
            keys.insert(0, self._last)
        if not all(map(lt, keys, keys[1:])):
            place = next(place for place in range(1, len(keys)) if not keys[place - 1] < keys[place])
            row = self.rows + place + (self._last is None)
            reason = "pack-key-twice" if keys[place - 1] == keys[place] else "pack-key-order"
            raise Refused(reason, table=self.table.name, row=row, field=", ".join(names))
        self._last = keys[-1]

    def _parsed(self, line: str, place: int) -> Row:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Refused("pack-row-json", table=self.table.name, row=self.rows + place + 1) from error
        if not isinstance(row, dict):
            raise Refused("pack-row-json", table=self.table.name, row=self.rows + place + 1)
        return row

    def _check_text(self, rows: list[Row]) -> None:
        for place, row in enumerate(rows):
            for name, value in row.items():
                texts = [name, *value] if isinstance(value, list) else [name, value]
                if not all(checks.spotless(text) for text in texts if isinstance(text, str)):
                    field = name if checks.spotless(name) else "?"
                    raise Refused("pack-field-text", table=self.table.name, row=self.rows + place + 1, field=field)

    def _fault(self, rows: list[Row]) -> Refused:
        for place, row in enumerate(rows):
            gone = self._delta and GONE in row
            columns = self._keys if gone else self._full
            found = columns.fault({name: value for name, value in row.items() if not gone or name != GONE})
            if found is None and gone and row[GONE] is not True:
                found = ("pack-field-type", GONE, "true")
            if found is not None:
                reason, field, wanted = found
                return Refused(reason, table=self.table.name, row=self.rows + place + 1, field=field, wanted=wanted)
        raise ValueError(f"a batch of {self.table.name} was refused as a whole but none of its rows alone")


class _Columns:
    """The fields of a table with their checks, made once."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = fields
        self._names = [field.name for field in fields]
        self._checks = [checks.column_check(field) for field in fields]
        self._pairs: list[tuple[int, int, checks.PairCheck]] = [(place, self._names.index(field.check_by), checks.pair_check) for place, field in enumerate(fields) if field.check_by]
        self._pairs += [(place, self._names.index("number"), checks.apart_check) for place, field in enumerate(fields) if field.nameless and "number" in self._names]
        self._lists = [place for place, field in enumerate(fields) if field.type == "texts"]

    def read(self, rows: Sequence[Row]) -> list[list[Any]] | None:
        """The columns of rows, or None when something is wrong in them."""
        columns = [[row.get(name) for row in rows] for name in self._names]
        told = sum(map(len, columns)) - sum(column.count(None) for column in columns)
        if told != sum(map(len, rows)):
            return None
        if any(check(column) for check, column in zip(self._checks, columns, strict=True)):
            return None
        if any(check(columns[other], columns[place]) for place, other, check in self._pairs):
            return None
        return columns

    def stored(self, columns: list[list[Any]]) -> list[list[Any]]:
        """Columns as SQLite keeps them: lists of text as JSON."""
        for place in self._lists:
            columns[place] = [None if several is None else json.dumps(several, ensure_ascii=False) for several in columns[place]]
        return columns

    def fault(self, row: Mapping[str, Any]) -> tuple[str, str, str] | None:
        """What is wrong in one row: reason, field, and what was wanted; None when nothing is."""
        for name in row:
            if name not in self._names:
                return "pack-field-unknown", name, ", ".join(self._names)
        for name, value in row.items():
            if value is None:
                return "pack-field-type", name, self._wanted(name)
        for name, check in zip(self._names, self._checks, strict=True):
            if reason := check([row.get(name)]):
                return reason, name, self._wanted(name)
        for place, other, fits in self._pairs:
            beside = row[self._names[other]]
            if reason := fits([beside], [row[self._names[place]]]):
                # What is beside a number is its kind; beside an id it is the number itself.
                return reason, self._names[place], beside if fits is checks.pair_check else ""
        return None

    def _wanted(self, name: str) -> str:
        field = self._fields[self._names.index(name)]
        return " | ".join(field.one_of) or field.check or field.type
