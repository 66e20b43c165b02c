"""The statements a register is read with, and how their rows become maps: written once for a table and a way of asking."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True, eq=False)
class Together:
    """Questions that are asked in one read: (table, column) of each, heads of keys or indexed columns. Known by its identity: there is one for each kind of caller."""

    asks: tuple[tuple[str, str], ...]

    @cached_property
    def arms(self) -> tuple["Arm", ...]:
        """Each of them."""
        tables = [schema.tables()[name] for name, _ in self.asks]
        return tuple(_arm(table, column, max(len(each.fields) for each in tables)) for table, (_, column) in zip(tables, self.asks, strict=True))


class Arm(NamedTuple):
    """One question among others: `spare` columns make it as wide as the widest, `one` makes the map of a whole row, which begins with the place of the question."""

    table: schema.Table
    column: str
    spare: int
    one: Callable[..., Row]


def _arm(table: schema.Table, column: str, wide: int) -> Arm:
    if column not in (table.key[0], *table.indexed):
        raise ValueError(f"{table.name}.{column} is neither the head of the key nor indexed")
    spare, (places, shown) = wide - len(table.fields), _places(table, "_")
    unused = "".join(f", _u{place}" for place in range(spare))
    one: Callable[..., Row] = eval(f"lambda _at, {places}{unused}: {shown}", {"decode": scanned})  # noqa: S307 - names of our own schema
    return Arm(table, column, spare, one)


class Plan(NamedTuple):
    """One statement for several questions; a row of the question at a place is made a map by the maker there."""

    sql: str
    makers: list[Callable[..., Row]]
    arms: list[Arm]


def together(asks: Together, made: Mapping[str, str], counts: tuple[int, ...], limit: int) -> Plan:
    """Each question so many times; `limit` rows in all."""
    each = [arm for arm, count in zip(asks.arms, counts, strict=True) for _ in range(count)]
    parts = []
    for place, arm in enumerate(each):
        columns, _, rows = _from(arm.table, made).partition(" FROM ")
        parts.append(f'SELECT {place}, {columns}{", NULL" * arm.spare} FROM {rows} WHERE "{arm.column}" = ?')
    return Plan(f"{' UNION ALL '.join(parts)} LIMIT {limit:d}", [arm.one for arm in each], each)


class Link(NamedTuple):
    """How a paper draws on something of many parts: rows of `table` whose `column` is the paper name in `by` the second part of the key of a row of `to` (those that name
    none are left out), and tell the `wanted` columns. The first part is the key of a row of `head`; rows of `known` (table, indexed column) may name the paper too.
    """

    table: str
    column: str
    by: str
    wanted: tuple[str, ...]
    to: str
    head: str
    known: tuple[str, str]


class Linked(NamedTuple):
    """What a link finds: the row of `head` (None: there is none, and nothing else was looked for), whether any row of `known` names the paper; of each row of the table,
    in the order of its key, `by`, what was wanted, and the row of `to` (None where there is none).
    """

    head: Row | None
    known: bool
    rows: list[tuple[Any, ...]]


NOTHING = Linked(None, known=False, rows=[])


def linked(link: Link, made: Mapping[str, str]) -> tuple[str, Callable[[list[tuple[Any, ...]]], Linked]]:
    """One read for what would be one of the head, one of the rows, one of each they name and one of what is known."""
    head, own, far, known = (schema.tables()[name] for name in (link.head, link.table, link.to, link.known[0]))
    (heads, head_shown), (fars, far_shown) = _places(head, "_h"), _places(far, "_f")
    types = {field.name: field.type for field in own.fields}
    chosen = {f"_w{place}": name for place, name in enumerate((link.by, *link.wanted))}
    row, shown = f"{heads}, known, {', '.join(chosen)}, {fars}", ", ".join(_converted(types[name], place) for place, name in chosen.items())
    rows = f"[({shown}, {far_shown} if _f0 is not None else None) for ({row},) in rows if _w0 is not None]"
    told: Callable[[list[tuple[Any, ...]]], Linked] = eval(  # noqa: S307 - names of our own schema
        f"lambda rows: Linked((lambda {heads}: {head_shown})(*rows[0][:{len(head.fields)}]), rows[0][{len(head.fields)}] is not None, {rows})",
        {"decode": scanned, "Linked": Linked},
    )
    columns, order = ", ".join(f'a."{name}"' for name in chosen.values()), ", ".join(f'a."{name}"' for name in own.key)
    return (
        f'SELECT h.*, (SELECT 1 FROM (SELECT {_from(known, made)}) WHERE "{link.known[1]}" = ?2 LIMIT 1), {columns}, b.* FROM (SELECT {_from(head, made)}) h'
        f' LEFT JOIN (SELECT {_from(own, made)}) a ON a."{link.column}" = ?2 AND a."{link.by}" IS NOT NULL'
        f' LEFT JOIN (SELECT {_from(far, made)}) b ON b."{far.key[0]}" = ?1 AND b."{far.key[1]}" = a."{link.by}" WHERE h."{head.key[0]}" = ?1 ORDER BY {order}'
    ), told


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
