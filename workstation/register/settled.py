"""What no pack may change once it was told: who spends a ledger, because a station that has not heard of the change would go on spending it."""

from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3

from workstation.register import making, schema, store
from workstation.register.schema import Table
from workstation.words import Refused


def keep_of(older: Path | None, key: bytes, connection: Any) -> None:
    """Remember for `connection` what the register in force tells (None before the first); one that cannot be read tells nothing."""
    if older is None:
        return
    try:
        with closing(store.connect(older, key, "ro")) as before:
            keep(before, connection)
    except sqlcipher3.DatabaseError:
        connection.execute("DROP TABLE IF EXISTS temp.settled")


def keep(before: Any, connection: Any) -> None:
    """Remember the settled fields of every row that tells any of them, for `check`."""
    connection.execute('CREATE TEMP TABLE settled ("table" TEXT, "key" TEXT, "values" TEXT)')
    known = making.made(before)
    for table in _with_settled():
        if all(f'"{name}" ' in known.get(table.name, "") for name in table.settled):
            connection.executemany("INSERT INTO temp.settled VALUES (?, ?, ?)", before.execute(_rows(table)))


def check(connection: Any) -> None:
    """Refused `pack-settled` when what was remembered is told otherwise now."""
    if not connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'settled'").fetchone():
        return
    for table in _with_settled():
        sql = f'SELECT o."key" FROM temp.settled o JOIN main."{table.name}" n ON n."{table.key[0]}" = o."key" WHERE o."table" = ? AND {_values(table, "n.")} <> o."values" LIMIT 1'
        row = connection.execute(sql, (table.name,)).fetchone()
        if row is not None:
            raise Refused("pack-settled", table=table.name, row=row[0], fields=", ".join(table.settled))
    connection.execute("DROP TABLE temp.settled")


def _with_settled() -> list[Table]:
    return [table for table in schema.tables().values() if table.settled]


def _values(table: Table, prefix: str = "") -> str:
    """The settled fields as one text; what is not told and what is false are the same."""
    return "'' || " + " || '|' || ".join(f"CASE WHEN coalesce({prefix}\"{name}\", 0) IN (0, '') THEN '' ELSE {prefix}\"{name}\" END" for name in table.settled)


def _rows(table: Table) -> str:
    told = " OR ".join(f"coalesce(\"{name}\", 0) NOT IN (0, '')" for name in table.settled)
    return f"SELECT '{table.name}', \"{table.key[0]}\", {_values(table)} FROM \"{table.name}\" WHERE {told}"
