"""The tables of a register file: made, indexed, and brought up to what a pack tells where an earlier version of the program built the file."""

from collections.abc import Iterable, Mapping
from typing import Any

from workstation.register import schema


def create_tables(connection: Any) -> None:
    """Every table without its indexes: rows come sorted by key, so each is written once, in order."""
    for table in schema.tables().values():
        _create(connection, table)
        for column in table.listed:
            _create_side(connection, table, column)
    connection.execute("CREATE TABLE pack (port TEXT, kind TEXT, version INTEGER, previous INTEGER, made_at INTEGER, digest TEXT, file TEXT)")
    connection.execute('CREATE TABLE told ("table" TEXT PRIMARY KEY, as_of INTEGER, rows INTEGER, version INTEGER)')


def _create(connection: Any, table: schema.Table) -> None:
    columns = ", ".join(f'"{field.name}" {schema.TYPES[field.type]}{" NOT NULL" if field.required else ""}' for field in table.fields)
    keys = ", ".join(f'"{name}"' for name in table.key)
    connection.execute(f'CREATE TABLE "{table.name}" ({columns}, PRIMARY KEY ({keys})) WITHOUT ROWID')


def _create_side(connection: Any, table: schema.Table, column: str) -> None:
    head = table.key[0]
    connection.execute(f'CREATE TABLE "{table.name}.{column}" (value TEXT, "{head}" TEXT, PRIMARY KEY (value, "{head}")) WITHOUT ROWID')
    connection.execute(f'CREATE INDEX "{table.name}.{column}.row" ON "{table.name}.{column}" ("{head}")')


def create_indexes(connection: Any) -> None:
    """The indexes of the columns that are looked up; absent values are left out."""
    for table in schema.tables().values():
        _create_indexes(connection, table)


def _create_indexes(connection: Any, table: schema.Table) -> None:
    for column in table.indexed:
        connection.execute(f'CREATE INDEX IF NOT EXISTS "{table.name}.{column}" ON "{table.name}" ("{column}") WHERE "{column}" IS NOT NULL')
    for column, by in table.ranged:
        connection.execute(f'CREATE INDEX IF NOT EXISTS "{table.name}.{column}.{by}" ON "{table.name}" ("{column}", "{by}") WHERE "{column}" IS NOT NULL AND "{by}" IS NOT NULL')


def complete(connection: Any, names: Iterable[str]) -> None:
    """Tables and columns of these names that a file built by an earlier version of the program has not: made empty, with their indexes, in the caller's transaction."""
    known = made(connection)
    for table in (schema.tables()[name] for name in names):
        if table.name not in known:
            _create(connection, table)
        else:
            for field in table.fields:
                if f'"{field.name}" ' not in known[table.name]:
                    connection.execute(f'ALTER TABLE "{table.name}" ADD COLUMN "{field.name}" {schema.TYPES[field.type]}')
        for column in table.listed:
            if f"{table.name}.{column}" not in known:
                _create_side(connection, table, column)
        _create_indexes(connection, table)


def list_members(connection: Any, table: schema.Table, keys: Iterable[tuple[Any, ...]] | None = None) -> None:
    """Fill the tables that find a row by a member of one of its lists; `keys`: only for these rows, which may be gone."""
    head = table.key[0]
    for column in table.listed:
        side = f'"{table.name}.{column}"'
        fill = f'INSERT INTO {side} SELECT DISTINCT j.value, t."{head}" FROM "{table.name}" t, json_each(t."{column}") j WHERE t."{column}" IS NOT NULL'
        if keys is None:
            connection.execute(f"{fill} ORDER BY 1, 2")
            continue
        own = list(keys)
        connection.executemany(f'DELETE FROM {side} WHERE "{head}" = ?', own)
        connection.executemany(f'{fill} AND t."{head}" = ?', own)


def insert_sql(table: schema.Table) -> str:
    """The statement that writes one row; a row with the same key is replaced."""
    return f'INSERT OR REPLACE INTO "{table.name}" ({_columns(table)}) VALUES ({", ".join("?" * len(table.fields))})'


def made(connection: Any) -> Mapping[str, str]:
    """Table -> the statement that made it: a file built by an earlier version of the program has fewer tables and columns, and tells nothing in those."""
    return {} if connection is None else dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))


def _columns(table: schema.Table) -> str:
    return ", ".join(f'"{name}"' for name in table.columns)
