"""Views: tables derived from the events by a fold, dropped and rebuilt when their version differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from sqlite3 import complete_statement
from typing import Any, Protocol

from workstation.journal.event import Event, parse


class Write(Protocol):
    """What a fold gets of the store: prepared statements inside the transaction of the event."""

    def execute(self, sql: str, params: Sequence[Any] = ..., /) -> Any:
        """Run one statement; the cursor gives rows (`fetchone`, `fetchall`, iteration)."""
        ...


@dataclass(frozen=True)
class View:
    """Tables and the fold that fills them. `schema` makes `tables`; `fold` is idempotent and free of order, and is called for `kinds` (none named: all)."""

    name: str
    version: int
    schema: str
    fold: Callable[[Write, Event], None]
    tables: tuple[str, ...]
    kinds: tuple[str, ...] = ()


Folds = dict[str, tuple[Callable[[Write, Event], None], ...]]
"""Kind -> folds; the empty kind holds those for every kind not named."""


def by_kind(views: Sequence[View]) -> Folds:
    """Which folds an event of a kind goes through, in the order of the views."""
    named = {kind for view in views for kind in view.kinds}
    return {kind: tuple(view.fold for view in views if not view.kinds or kind in view.kinds) for kind in (*named, "")}


def fold(write: Write, folds: Folds, event: Event) -> None:
    """Let every view that wants this event take it in."""
    for each in folds.get(event.kind, folds[""]):
        each(write, event)


def outdated(read: Write, views: Sequence[View]) -> bool:
    """Whether the file's views are not exactly these."""
    return dict(read.execute("SELECT name, version FROM view")) != {view.name: view.version for view in views}


def renew(write: Write, views: Sequence[View], *, whole: bool = False) -> int:
    """Drop, make and fill the views whose version differs (all when `whole`); the number of events read. Inside one transaction."""
    write.execute("PRAGMA defer_foreign_keys = ON")
    known = {name: (version, tables.split()) for name, version, tables in write.execute("SELECT name, version, tables FROM view").fetchall()}
    fresh = [view for view in views if whole or known.get(view.name, (None,))[0] != view.version]
    gone = known.keys() - {view.name for view in views}
    for name in (*gone, *(view.name for view in fresh)):
        for table in known.get(name, (0, ()))[1]:
            write.execute(f'DROP TABLE IF EXISTS "{table}"')
        write.execute("DELETE FROM view WHERE name = ?", (name,))
    for view in fresh:
        for statement in _statements(view.schema):
            write.execute(statement)
        write.execute("INSERT INTO view VALUES (?, ?, ?)", (view.name, view.version, " ".join(view.tables)))
    return _fill(write, by_kind(fresh)) if fresh else 0


def _fill(write: Write, folds: Folds) -> int:
    count = 0
    for (stored,) in write.execute("SELECT bytes FROM event ORDER BY rowid"):
        fold(write, folds, parse(stored))
        count += 1
    return count


def _statements(schema: str) -> list[str]:
    """The statements of a schema one by one: a script would end the transaction they belong to."""
    found, begun = [], ""
    for piece in schema.split(";"):
        begun += piece + ";"
        if complete_statement(begun) and begun.strip(" \n\t;"):
            found.append(begun)
            begun = ""
    return found
