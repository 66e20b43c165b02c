"""Opening one person and one item's chain on a register of any size, beside the statements they ask, bare."""

from collections.abc import Iterator
from typing import Any

from tests.bench.ground import OFFICER, SECRET, ground
from tests.bench.looking import Heard, _bare, select
from tests.bench.measure import Row, beside, turns
from workstation.codes import Code
from workstation.custody.chain import chain
from workstation.desk import Desk
from workstation.persons.opened import Source, opened
from workstation.register import schema

PERSONS, TRUCKS = 400, 60


def rows(big: int) -> Iterator[Row]:
    """Both, on a register of `big` rows."""
    with ground(big) as here:
        desk = Desk.open(here.folder, OFFICER, SECRET, here.clock())
        with _bare(here, desk.station.key) as bare:
            yield person(desk, bare, big)
            yield item(desk, bare, here.scripts(), big)
        desk.close()


class Noted:
    """A journal that writes down every statement it is asked for."""

    def __init__(self, journal: Any) -> None:
        self.journal = journal
        self.said: list[tuple[str, tuple[Any, ...]]] = []

    def read(self, sql: str, params: Any = ()) -> Any:
        self.said.append((sql, tuple(params)))
        return self.journal.read(sql, params)

    def events(self, subject: str | None = None, kinds: Any = None, after: int = 0) -> Any:
        wanted = [("subject", subject)] if subject is not None else [("kind", kind) for kind in kinds]
        self.said += [(f"SELECT seq, kind, bytes FROM event WHERE {name} = ? ORDER BY seq", (value,)) for name, value in wanted]
        return self.journal.events(subject=subject, kinds=kinds, after=after)


def person(desk: Desk, bare: Any, big: int) -> Row:
    """A person opened whole: documents, both quotas, trip, guarantees, instructions, passages."""
    station = desk.station
    people = bare.execute(f"{select('person', ())[: -len(' WHERE ')]} LIMIT {PERSONS}").fetchall()
    names = [dict(zip(schema.tables()["person"].columns, row, strict=True))["id"] for row in people]
    whole = [(station.pseudonym("person", name), station.register.get("person", name)) for name in names]
    said = []
    for pseudonym, row in whole:
        heard, noted = Heard(station.register), Noted(station.journal)
        opened(Source(heard, noted, station.clock()), pseudonym, row)
        said.append((heard.said, noted.said))
    source = Source(station.register, station.journal, station.clock())
    reads = sum(len(one) + len(other) for one, other in said) / len(said)
    own = station.journal.reader()._connection

    def plain(turn: int) -> None:
        told, written = said[turn % len(said)]
        for sql, values in told:
            bare.execute(sql, values).fetchall()
        for sql, values in written:
            own.execute(sql, values).fetchall()

    found = turns((lambda turn: opened(source, *whole[turn % len(whole)]), plain), 3 * PERSONS, warm=PERSONS)
    return beside(f"a person opened, {big:,} rows ({reads:.0f} reads)", *found, 1.5)


def item(desk: Desk, bare: Any, scripts: list[Any], big: int) -> Row:
    """The chain of a container that stood at the lane once: its steps read and checked, its document compared."""
    boxes = []
    for script in [each for each in scripts if each.story == "clean"][:TRUCKS]:
        for line in script.lines:
            desk.line(line)
        boxes += desk.stand.passage.values("container") if desk.stand else ()
        desk.line({"act": "hold", "reason": "bench", "risk": "conceal"})
        desk.line({"act": "next"})
    station, said = desk.station, []
    codes = [Code("container", box) for box in boxes]
    for code in codes:
        heard, noted = Heard(station.register), Noted(station.journal)
        found = chain(code, noted, heard)  # type: ignore[arg-type]  # they read as the real ones
        # Who asks plainly asks for the vehicle and which seals are locks too; a chain of one visit can do without.
        names = [[step.value for step in found.steps if step.part == part] for part in ("vehicle", "seal")]
        for plate in names[0]:
            heard.get("vehicle", plate)
        for table, column in (("seal", "number"), ("lock_route", "lock")):
            heard.among(table, column, names[1])
        said.append((heard.said, noted.said))
    reads = sum(len(one) + len(other) for one, other in said) / len(said)
    own = station.journal.reader()._connection

    def plain(turn: int) -> None:
        told, written = said[turn % len(said)]
        for sql, values in told:
            bare.execute(sql, values).fetchall()
        for sql, values in written:
            own.execute(sql, values).fetchall()

    times = turns((lambda turn: chain(codes[turn % len(codes)], station.journal, station.register), plain), 10 * len(codes), warm=len(codes))
    return beside(f"an item's chain, {big:,} rows ({reads:.0f} reads)", *times, 1.5)
