"""An enterprise's account, and a truck that draws on a ledger, with every enterprise of the port keeping its books in the register: beside the statements they ask, bare."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.bench.ground import OFFICER, SECRET, Ground, ground
from tests.bench.looking import Heard, _bare, _event
from tests.bench.measure import Row, beside, turns
from tests.bench.ones import Noted
from workstation.accounts import posting
from workstation.accounts.opened import opened
from workstation.codes import made
from workstation.desk import Desk, custody, judging, ledgers
from workstation.desk.accounts import source_of
from workstation.drill import numbers
from workstation.journal import Draft, Event
from workstation.passage import gather, of
from workstation.passage.told import read
from workstation.register import files
from workstation.risk.days import day_of

LINES, MANY, FEW, FIRMS = 10, 100, 10, 200
"""Goods lines of an account; entries of a line of the `FIRMS` accounts that are opened in turn (1,000 postings each), and of every other."""
UNTOLD = 2_000
"""Postings of this station to each line of one account that no pack has told yet: a day of parcels."""
BEGUN = 50_000
"""The first of the enterprises whose books are written here: those of the trucks come before."""
SORTS = ("in", "out", "used", "processed", "moved")


class Journal(Noted):
    """The same with the station's name, as judging asks for it."""

    @property
    def station(self) -> str:
        return str(self.journal.station)


def rows(big: int, entries: int) -> Iterator[Row]:
    """On a register of `big` rows and so many entries of ledgers more."""
    with ground(big) as here, _kept(here, entries) as firms:
        desk = Desk.open(here.folder, OFFICER, SECRET, here.clock())
        with _bare(here, desk.station.key) as bare:
            _posted(desk, firms, 1)
            yield account(desk, bare, firms, f"an account of 10 lines and 1,000 postings, {entries:,} in the register")
            _posted(desk, 1, UNTOLD)
            yield account(desk, bare, 1, f"  one with {LINES * UNTOLD:,} of this station beside them that the platform has not told")
            yield booking(desk)
            yield from truck(desk, bare, here)
        desk.close()


@contextmanager
def _kept(here: Ground, entries: int) -> Iterator[int]:
    """The books written into a copy of the register, straight into its tables; gives how many enterprises have some."""
    path = files.newest(here.folder)
    if path is None:
        raise RuntimeError("the station has no register")
    source = path.resolve()
    path.unlink()
    shutil.copyfile(source, path)
    firms = max(entries // (LINES * FEW), 1)
    with closing(files.connect(path, here.key())) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for table, told in (("person", _persons), ("enterprise", _firms), ("ledger", _ledgers), ("ledger_line", _lines), ("ledger_entry", _entries)):
            _write(connection, table, told(firms, str(here.now)))
        connection.execute("COMMIT")
    print(f"  {entries:,} entries of {firms:,} ledgers, {firms * 10:,} persons more; the register has {path.stat().st_size >> 20:,} MB", flush=True)
    yield min(firms, FIRMS)


def _write(connection: Any, table: str, told: Iterator[dict[str, Any]]) -> None:
    """In the order of the key, as a pack is loaded; the indexes are made anew afterwards."""
    first = next(told)
    names = ", ".join(f'"{name}"' for name in first)
    dropped = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)).fetchall()
    for name, _ in dropped:
        connection.execute(f'DROP INDEX "{name}"')
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(first))})'
    connection.executemany(sql, _values(first, told))
    for _, made_by in dropped:
        connection.execute(made_by)


def _values(first: dict[str, Any], told: Iterator[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    yield tuple(first.values())
    yield from (tuple(each.values()) for each in told)


def _number(place: int) -> str:
    return made.make_ledger(f"{7000 + place // 1000:04d}", 2026, place % 1000)


def _persons(firms: int, _: str) -> Iterator[dict[str, Any]]:
    return ({"id": f"Q{place:09d}", "name": "张伟"} for place in range(firms * 10))


def _firms(firms: int, _: str) -> Iterator[dict[str, Any]]:
    return ({"uscc": numbers.uscc(BEGUN + place), "name": f"海南企业{place}"} for place in range(firms))


def _ledgers(firms: int, _: str) -> Iterator[dict[str, Any]]:
    return ({"number": _number(place), "uscc": numbers.uscc(BEGUN + place), "state": "open", "opened_on": "2026-01-01", "home": "CNHXG-03"} for place in range(firms))


def _lines(firms: int, _: str) -> Iterator[dict[str, Any]]:
    for place in range(firms):
        for line in range(1, LINES + 1):
            yield {"ledger": _number(place), "no": line, "name": "咖啡豆", "unit": "千克", "in": "100000", "out": "20000", "used": "10000"}


def _entries(firms: int, _: str) -> Iterator[dict[str, Any]]:
    for place in range(firms):
        ledger = _number(place)
        for line in range(1, LINES + 1):
            for entry in range(MANY if place < FIRMS else FEW):
                told = {"ledger": ledger, "line": line, "sort": SORTS[entry % 5], "reference": f"6401202600{line:02d}{entry:06d}", "quantity": "120"}
                yield told | {"on": f"2026-{entry % 10 + 1:02d}-{entry % 28 + 1:02d}"}


def _posted(desk: Desk, firms: int, count: int) -> None:
    """Some postings of this station beside what the platform told: so many of each line."""
    for place in range(firms):
        drafts = [
            Draft("ledger.posted", _number(place), {"sort": "out", "reference": f"H{place}-{line}-{number}", "lines": [{"line": line, "quantity": "0.5", "unit": "千克"}]})
            for line in range(1, LINES + 1)
            for number in range(count)
        ]
        desk.station.journal.append(drafts, OFFICER)


def booking(desk: Desk) -> Row:
    """What one posting asks of a line with as many postings as `UNTOLD`, beside a line with one."""
    source = source_of(desk.station)

    def of(place: int) -> Any:
        own = posting.Own("CNHXG-03", {"number": _number(place), "state": "open", "leased": False, "home": "CNHXG-03"}, "B")
        return lambda _: posting.body(source, own, [posting.Asked(1, "out", Decimal(1))])

    return beside(f"  a booking on a line with {UNTOLD:,} of them, beside a line with one", *turns((of(0), of(1)), 1000, warm=100), 1.5)


def account(desk: Desk, bare: Any, firms: int, name: str) -> Row:
    """An account of ten lines and 1,000 postings, opened whole."""
    station, said = desk.station, []
    asked = [numbers.uscc(BEGUN + place) for place in range(firms)]
    source = source_of(station)
    for uscc in asked:
        opened(source, uscc, station.journal.station)
        heard, noted = Heard(station.register), Noted(station.journal)
        opened(replace(source, register=heard, journal=noted), uscc, station.journal.station)
        said.append((heard.said, noted.said))
    reads = sum(len(one) + len(other) for one, other in said) / len(said)

    def plain(turn: int) -> None:
        told, written = said[turn % len(said)]
        for sql, values in told:
            bare.execute(sql, values).fetchall()
        for sql, values in written:
            station.journal.read(sql, values)

    found = turns((lambda turn: opened(source, asked[turn % firms], station.journal.station), plain), max(3 * firms, 100), warm=min(firms, 40))
    return beside(f"{name} ({reads:.0f} reads)", *found, 1.5)


def truck(desk: Desk, bare: Any, here: Ground) -> Iterator[Row]:
    """Card and verdict of trucks that draw on a ledger."""
    station, now, passages = desk.station, desk.station.clock(), []
    for number, script in enumerate(here.scripts()):
        if script.story == "ledger":
            told = [("passage.opened", {"lane": "03", "profile": "goods"}), *map(_event, script.lines)]
            name = f"CNHXG-03-BARE/{100 * number}"
            passages.append(of(Event("CNHXG-03-BARE", 100 * number + at, here.now, here.now, OFFICER, kind, name, body) for at, (kind, body) in enumerate(told)))
    said = []
    for passage in passages:
        heard, noted = Heard(station.register), Journal(station.journal)
        ledgers.look(passage, read(passage, heard, now, {}), replace(station, register=heard, journal=noted))  # type: ignore[arg-type]  # they read as the real ones
        said.append((heard.said, noted.said))

    def plain(turn: int) -> None:
        told, written = said[turn % len(said)]
        for sql, values in told:
            bare.execute(sql, values).fetchall()
        for sql, values in written:
            station.journal.read(sql, values)

    def card(turn: int) -> Any:
        passage = fresh[turn % len(fresh)]
        return ledgers.look(passage, read(passage, station.register, now, {}), station)

    fresh = [replace(passage) for _ in range(40) for passage in passages]
    count, warm = 30 * len(passages), len(passages)
    yield beside(f"  card of a truck that draws on a ledger ({sum(len(a) + len(b) for a, b in said) / len(said):.0f} reads)", *turns((card, plain), count, warm=warm), 1.5)
    book = station.book.on(day_of(now))

    def gathered(turn: int) -> Any:
        passage = fresh[turn % len(fresh)]
        past = custody.look(passage, told := card(turn), station)
        return gather(passage, replace(told, clashes=past.clashes, relied=past.relied), book, now)

    ways = (lambda turn: judging.stand(fresh[turn % len(fresh)], station, fresh=False), gathered)
    yield beside("  its verdict, beside its facts gathered", *turns(ways, count, warm=warm), 2)
