"""What no pack may change once it was told: who spends a ledger, because a station that has not heard of the change would go on spending it.

A register remembers it, also of rows that a later pack left out: told anew otherwise they are refused as well.
"""

from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3

from workstation.register import files, making, schema
from workstation.register.schema import Table
from workstation.words import Refused

_COLUMNS = '("what" TEXT, "key" TEXT, "values" TEXT, PRIMARY KEY ("what", "key")) WITHOUT ROWID'


def keep_of(older: Path | None, key: bytes, connection: Any) -> None:
    """Remember for `connection` what the register in force tells (None before the first); one that cannot be read tells nothing."""
    if older is None:
        return
    try:
        with closing(files.connect(older, key, "ro")) as before:
            keep(before, connection)
    except sqlcipher3.DatabaseError:
        connection.execute("DROP TABLE IF EXISTS temp.before")


def keep(before: Any, connection: Any) -> None:
    """Remember for `check` the settled fields of every row that tells any of them, and of those that were told once."""
    connection.execute(f"CREATE TEMP TABLE before {_COLUMNS}")
    known = making.made(before)
    insert = "INSERT OR IGNORE INTO temp.before VALUES (?, ?, ?)"
    if "settled" in known:
        connection.executemany(insert, before.execute("SELECT * FROM settled"))
    for table in _with_settled():
        if all(f'"{name}" ' in known.get(table.name, "") for name in table.settled):
            connection.executemany(insert, before.execute(_rows(table)))


def check(connection: Any) -> None:
    """Refused `pack-settled` when what was remembered is told otherwise now; then all of it stands in the register, in the caller's transaction."""
    connection.execute(f"CREATE TABLE IF NOT EXISTS main.settled {_COLUMNS}")
    if connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'before'").fetchone():
        for table in _with_settled():
            _check(connection, table)
        connection.execute("INSERT OR IGNORE INTO main.settled SELECT * FROM temp.before")
        connection.execute("DROP TABLE temp.before")
    for table in _with_settled():
        connection.execute(f"INSERT OR IGNORE INTO main.settled {_rows(table)}")


def _check(connection: Any, table: Table) -> None:
    sql = f'SELECT o."key" FROM temp.before o JOIN main."{table.name}" n ON n."{table.key[0]}" = o."key" WHERE o."what" = ? AND {_values(table, "n.")} <> o."values" LIMIT 1'
    row = connection.execute(sql, (_what(table),)).fetchone()
    if row is not None:
        raise Refused("pack-settled", table=table.name, row=row[0], fields=", ".join(table.settled))


def _with_settled() -> list[Table]:
    return [table for table in schema.tables().values() if table.settled]


def _what(table: Table) -> str:
    """The table and its settled fields: what another version of the program settled is another matter."""
    return f"{table.name} {' '.join(table.settled)}"


def _values(table: Table, prefix: str = "") -> str:
    """The settled fields as one text; what is not told and what is false are the same."""
    return "'' || " + " || '|' || ".join(f"CASE WHEN coalesce({prefix}\"{name}\", 0) IN (0, '') THEN '' ELSE {prefix}\"{name}\" END" for name in table.settled)


def _rows(table: Table) -> str:
    told = " OR ".join(f"coalesce(\"{name}\", 0) NOT IN (0, '')" for name in table.settled)
    return f"SELECT '{_what(table)}', \"{table.key[0]}\", {_values(table)} FROM \"{table.name}\" WHERE {told}"
