"""The statements a register is read with, and how their rows become maps: written once for a table and a way of asking."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from workstation.journal.event import scanned
from workstation.register import schema

Row = dict[str, Any]


class Asked(NamedTuple):
    """One way of reading a table. `one`: the columns of a row, each as an argument -> its map; `several`: rows -> their maps, at once, because a call for each costs as much as making it."""

    sql: str
    one: Callable[..., Row]
    several: Callable[[list[tuple[Any, ...]]], list[Row]]


def by_key(table: schema.Table, made: Mapping[str, str]) -> Asked:
    """One row by its whole key. `made`: name of a table of the file -> how it was made."""
    where = " AND ".join(f'"{name}" = ?' for name in table.key)
    return Asked(f"SELECT {_from(table, made)} WHERE {where}", *maps(table))


def by_column(table: schema.Table, made: Mapping[str, str], column: str, limit: int) -> Asked:
    """Rows by the head of the key, an indexed column or both of a ranged pair (`a b`), in order; ValueError when the column is none of them."""
    return Asked(_where(table, made, column, limit), *maps(table))


def among(table: schema.Table, made: Mapping[str, str], column: str, count: int) -> Asked:
    """Rows by `count` values of one column; no order: with one SQLite may walk the whole table in it."""
    if column not in (table.key[0], *table.indexed):
        raise ValueError(f"{table.name}.{column} is neither the head of the key nor indexed")
    return Asked(f'SELECT {_from(table, made)} WHERE "{column}" IN ({", ".join("?" * count)})', *maps(table))


def within(table: schema.Table, made: Mapping[str, str], count: int) -> Asked:
    """Rows by the first column of the key and `count` values of the second; no order."""
    return Asked(f'SELECT {_from(table, made)} WHERE "{table.key[0]}" = ? AND "{table.key[1]}" IN ({", ".join("?" * count)})', *maps(table))


class Link(NamedTuple):
    """Rows of `table` are asked for by `column`, and name in `by` the second part of the key of a row of `to`."""

    table: str
    column: str
    to: str
    by: str


Pairs = Callable[[list[tuple[Any, ...]]], list[tuple[Row, Row | None]]]


def joined(link: Link, made: Mapping[str, str]) -> tuple[str, Pairs]:
    """Rows of two tables side by side, in the order of the first: the first part of the key of the second is asked for, then the column of the first."""
    one, other = schema.tables()[link.table], schema.tables()[link.to]
    own, far = (f"(SELECT {_from(table, made)})" for table in (one, other))
    beside, order = f'b."{other.key[0]}" = ? AND b."{other.key[1]}" = a."{link.by}"', ", ".join(f'a."{name}"' for name in one.key)
    (names, shown), (more, far_shown) = _places(one, "_"), _places(other, "__")
    rows: Pairs = eval(f"lambda rows: [({shown}, {far_shown} if __0 is not None else None) for ({names}, {more},) in rows]", {"decode": scanned})  # noqa: S307 - names of our own schema
    return f'SELECT a.*, b.* FROM {own} a LEFT JOIN {far} b ON {beside} WHERE a."{link.column}" = ? ORDER BY {order}', rows


def _places(table: schema.Table, before: str) -> tuple[str, str]:
    """The columns of a table as arguments, and the expression of a map of them."""
    places = {field: f"{before}{place}" for place, field in enumerate(table.fields)}
    return ", ".join(places.values()), f"{{{', '.join(f'{field.name!r}: {_converted(field.type, place)}' for field, place in places.items())}}}"


def maps(table: schema.Table) -> tuple[Callable[..., Row], Callable[[list[tuple[Any, ...]]], list[Row]]]:
    """Columns as SQLite gives them -> maps: expressions written for the table, in half the time of zipping names and values and then mending some."""
    columns, shown = _places(table, "_")
    one: Callable[..., Row] = eval(f"lambda {columns}: {shown}", {"decode": scanned})  # noqa: S307 - names of our own schema
    several: Callable[[list[tuple[Any, ...]]], list[Row]] = eval(f"lambda rows: [{shown} for ({columns},) in rows]", {"decode": scanned})  # noqa: S307 - likewise
    return one, several


def _converted(sort: str, place: str) -> str:
    """What stands for a column that SQLite keeps as something else."""
    if sort == "bool":
        return f"None if {place} is None else {place} != 0"
    return f"None if {place} is None else decode({place}, 0)[0]" if sort == "texts" else place


def _from(table: schema.Table, made: Mapping[str, str]) -> str:
    """Columns and table; what the file has not is NULL, so that no row is found by it."""
    known = made.get(table.name, "")
    columns = ", ".join(f'"{name}"' if f'"{name}" ' in known else f'NULL AS "{name}"' for name in table.columns)
    return f'{columns} FROM "{table.name}"' if known else f"{columns} FROM (SELECT 1)"


def _where(table: schema.Table, made: Mapping[str, str], column: str, limit: int) -> str:
    rows = _from(table, made)
    if pair := next((each for each in table.ranged if column == " ".join(each)), None):
        order = ", ".join(f'"{name}" DESC' for name in (pair[1], *(each for each in table.key if each not in pair)))
        return f'SELECT {rows} WHERE "{pair[0]}" = ? AND "{pair[1]}" <= ? ORDER BY {order} LIMIT {limit:d}'
    if column not in (table.key[0], *table.indexed, *table.listed):
        raise ValueError(f"{table.name}.{column} is neither the head of the key nor indexed")
    order, side = ", ".join(f'"{name}"' for name in table.key), f"{table.name}.{column}"
    if side in made:
        return f'SELECT {rows} WHERE "{table.key[0]}" IN (SELECT "{table.key[0]}" FROM "{side}" WHERE value = ?) ORDER BY {order} LIMIT {limit:d}'
    # The limit is written out: SQLite plans a statement anew each time a limit is bound to it (6 of 9 µs).
    return f'SELECT {rows} WHERE "{column}" = ? ORDER BY {order} LIMIT {limit:d}'
