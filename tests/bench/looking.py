"""Looking up: one entity, a truck with everything linked to it, a verdict, a name; each beside the same statements without us."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.ground import Ground, ground
from tests.bench.measure import Row, Times, beside, turns
from workstation.desk import Desk, judging
from workstation.journal import Event
from workstation.passage import Passage, gather, of
from workstation.passage.told import read
from workstation.register import files, find, schema
from workstation.register.store import Register
from workstation.risk import Case, Rulebook, drawer, judge, rulebook
from workstation.risk.book import Condition, Rule
from workstation.risk.scorecard import UNFIT, Scorecard

TABLES = ("person", "document", "container", "consignment", "seal")
RULES = 200


def rows(big: int) -> Iterator[Row]:
    """Every row of this file, on a register of `big` rows."""
    with ground(big) as here:
        key = here.key()
        with _bare(here, key) as bare:
            yield entity(here, key, bare)
            yield finding(here, key, bare)
        yield from trucks(here)


@dataclass(frozen=True)
class Bare:
    """The same file under the same settings, without our code."""

    connection: Any

    def __enter__(self) -> Any:
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _bare(here: Ground, key: bytes) -> Bare:
    path = files.newest(here.folder)
    if path is None:
        raise RuntimeError("the station has no register")
    connection = files.connect(path, key, "ro")
    connection.execute("BEGIN")
    return Bare(connection)


def keys(connection: Any, table: str, count: int) -> list[tuple[Any, ...]]:
    """Keys from all over a table, the same for every way."""
    names = ", ".join(f'"{name}"' for name in schema.tables()[table].key)
    return random.Random(7).sample(connection.execute(f'SELECT {names} FROM "{table}"').fetchall(), count)


def entity(here: Ground, key: bytes, bare: Any) -> Row:
    """`Register.get` beside its own statement."""
    register = Register.open(here.folder, key)
    asked = [(table, each) for table in TABLES for each in keys(bare, table, 600)]
    random.Random(8).shuffle(asked)
    statements = {table: select(table, schema.tables()[table].key) for table in TABLES}

    def ours(turn: int) -> object:
        table, each = asked[turn % len(asked)]
        return register.get(table, *each)

    def plain(turn: int) -> object:
        table, each = asked[turn % len(asked)]
        return bare.execute(statements[table], each).fetchone()

    found = turns((ours, plain), 4 * len(asked), warm=len(asked))
    register.close()
    return beside(f"one entity by its code ({here.size:,} rows)", *found, 1.5, unit="µs")


def select(table: str, columns: tuple[str, ...], *, several: bool = False) -> str:
    """The statement somebody would write by hand."""
    wanted = ", ".join(f'"{name}"' for name in schema.tables()[table].columns)
    where = " AND ".join(f'"{name}" = ?' for name in columns)
    order = ", ".join(f'"{name}"' for name in schema.tables()[table].key)
    return f'SELECT {wanted} FROM "{table}" WHERE {where}' + (f" ORDER BY {order}" if several else "")


def trucks(here: Ground) -> Iterator[Row]:
    """A whole truck: its links read, and its verdict under 200 rules."""
    passages = list(_passages(here))
    desk = Desk.open(here.folder, "6401001", "a phrase of nobody's", here.clock())
    with _bare(here, desk.station.key) as bare:
        yield card(desk, bare, passages)
    yield verdict(desk, passages)
    yield standing(desk, passages)
    yield advising(desk, passages)
    desk.close()


def _passages(here: Ground) -> Iterator[Passage]:
    """Full trucks as their events make them, without a journal."""
    for number, script in enumerate(here.scripts()):
        if script.story not in ("clean", "two-containers", "trailer", "several-declarations"):
            continue
        told = [("passage.opened", {"lane": "03", "profile": "goods"}), *map(_event, script.lines)]
        made = of(Event("CNHXG-03-BARE", 100 * number + at, here.now, here.now, "6401001", kind, f"CNHXG-03-BARE/{100 * number}", body)
                  for at, (kind, body) in enumerate(told))
        if made is not None:
            yield made


def _event(line: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    from workstation import codes

    if "scan" in line:
        code = codes.recognise(line["scan"]).candidates[0]
        return "code.scanned", {"sort": code.kind, "value": code.value, "checked": code.checked, "source": "serial"}
    if "seal" in line:
        return "seal.verified", {"source": "barcode", **line}
    return "weight.read", {"value": line["weight"], "unit": "kg", "source": "serial"}


class Heard:
    """A register that writes down every statement it is asked for."""

    def __init__(self, register: Register) -> None:
        self.register, self.memo = register, register.memo
        self.said: list[tuple[str, tuple[Any, ...]]] = []

    def get(self, table: str, *key: object) -> Any:
        self.said.append((select(table, schema.tables()[table].key), key))
        return self.register.get(table, *key)

    def where(self, table: str, column: str, value: object, limit: int = 1000) -> Any:
        self.said.append((f"{select(table, (column,), several=True)} LIMIT {limit}", (value,)))
        return self.register.where(table, column, value, limit)

    def among(self, table: str, column: str, values: list[str]) -> Any:
        marks = ", ".join("?" * len(values))
        self.said.append((select(table, ()) + f'"{column}" IN ({marks})', tuple(values)))
        return self.register.among(table, column, values)

    def several(self, asks: Any, values: Any) -> Any:
        """As somebody would ask one after the other."""
        for (table, column), each in zip(asks.asks, values, strict=True):
            whole = schema.tables()[table].key == (column,)
            self.said += [(select(table, (column,)) if whole else f"{select(table, (column,), several=True)} LIMIT 1000", (value,)) for value in dict.fromkeys(each)]
        return self.register.several(asks, values)

    def linked(self, link: Any, value: object, head: object) -> Any:
        """As somebody would ask who looks one up after the other."""
        found = self.register.linked(link, value, head)
        self.said.append((select(link.head, schema.tables()[link.head].key), (head,)))
        self.said.append((f"{select(link.table, (link.column,), several=True)} LIMIT 1000", (value,)))
        self.said += [(select(link.to, schema.tables()[link.to].key), (head, row[0])) for row in found.rows]
        self.said.append((f"{select(link.known[0], (link.known[1],), several=True)} LIMIT 100", (value,)))
        return found

    def within(self, table: str, head: object, values: list[object]) -> Any:
        """As somebody would ask who looks one line up after the other."""
        self.said += [(select(table, schema.tables()[table].key), (head, value)) for value in values]
        return self.register.within(table, head, values)

    def latest(self, table: str, pair: tuple[str, str], value: object, until: str, limit: int = 1000) -> Any:
        self.newest(table, pair, value, until, limit)
        return self.register.latest(table, pair, value, until, limit)

    def newest(self, table: str, pair: tuple[str, str], value: object, until: str, limit: int = 1000) -> Any:
        order = ", ".join(f'"{name}" DESC' for name in (pair[1], *(each for each in schema.tables()[table].key if each not in pair)))
        self.said.append((select(table, (pair[0],)) + f' AND "{pair[1]}" <= ? ORDER BY {order} LIMIT {limit}', (value, until)))
        return self.register.newest(table, pair, value, until, limit)

    def age(self, table: str) -> Any:
        return self.register.age(table)

    def as_of(self, tables: tuple[str, ...]) -> Any:
        return self.register.as_of(tables)


def card(desk: Desk, bare: Any, passages: list[Passage]) -> Row:
    """Everything a truck is linked with, beside the same statements."""
    register, now = desk.station.register, desk.station.clock()
    said = []
    for passage in passages:
        heard = Heard(register)
        read(passage, heard, now, {})
        said.append(heard.said)

    def plain(turn: int) -> None:
        for sql, values in said[turn % len(said)]:
            bare.execute(sql, values).fetchall()

    # Each time a passage that was never asked before, as after a scan.
    fresh = [replace(passage) for _ in range(4) for passage in passages]
    found = turns((lambda turn: read(fresh[turn], register, now, {}), plain), 3 * len(passages), warm=len(passages))
    reads = sum(map(len, said)) / len(said)
    return beside(f"card of a truck with its links ({reads:.0f} reads)", *found, 1.5)


def many_rules(book: Rulebook) -> Rulebook:
    """The rules in force and synthetic ones beside them, up to 200: two or three conditions each, most of them nearly met."""
    chance = random.Random(200)
    facts = [fact for fact in book.facts.values() if len(fact.values) > 1]
    extra = []
    for number in range(RULES - len(book.rules)):
        chosen = chance.sample(facts, chance.choice((2, 3)))
        when = tuple(Condition(fact.name, frozenset([chance.choice(fact.values)]), among=True) for fact in chosen)
        extra.append(Rule(f"synthetic-{number}", when, chance.choice(("machine", "manual", "hold")), "papers.booked"))
    return replace(book, rules=(*book.rules, *extra))


def verdict(desk: Desk, passages: list[Passage]) -> Row:
    """Facts gathered and judged under 200 rules, beside the facts alone."""
    book, station = many_rules(rulebook()), desk.station
    now = station.clock()
    draw = drawer(b"0" * 32, "CNHXG-03-BARE/1")

    def facts(turn: int) -> Any:
        passage = passages[turn % len(passages)]
        return gather(passage, read(passage, station.register, now, {}), book, now)

    def judged(turn: int) -> None:
        gathered = facts(turn)
        for each in gathered.cases().values():
            judge(book, Case(each, waiting=bool(gathered.waiting)), draw)

    found = turns((judged, facts), 3 * len(passages), warm=len(passages))
    return beside(f"verdict of a full truck under {len(book.rules)} rules", *found, 2)


def standing(desk: Desk, passages: list[Passage]) -> Row:
    """The same through the desk with the rules in force (told only)."""
    station, now = desk.station, desk.station.clock()

    def facts(turn: int) -> Any:
        passage = passages[turn % len(passages)]
        return gather(passage, read(passage, station.register, now, {}), station.book, now)

    found = turns((lambda turn: judging.stand(passages[turn % len(passages)], station), facts), 2 * len(passages), warm=50)
    return beside(f"  the same as the desk does it, {len(station.book.rules)} rules", *found, None)


def advising(desk: Desk, passages: list[Passage]) -> Row:
    """A whole look at a truck with a scorecard that weighs every value of every fact, beside the same look without one."""
    station = replace(desk.station, scorecard=None)
    weights = {name: {value: 0.01 * place for place, value in enumerate(fact.values, 1)} for name, fact in station.book.facts.items() if not name.startswith(UNFIT)}
    advised = replace(station, scorecard=Scorecard(-3.0, "0.05", weights, "0" * 64))
    ways = (lambda turn: judging.stand(passages[turn % len(passages)], advised), lambda turn: judging.stand(passages[turn % len(passages)], station))
    return beside("  with a scorecard beside the verdict, over without", *turns(ways, 2 * len(passages), warm=50), 1.1)


def finding(here: Ground, key: bytes, bare: Any) -> Row:
    """By name, by pinyin, by initials, beside the bare match."""
    register = Register.open(here.folder, key)
    asked = _words(bare)

    def plain(turn: int) -> object:
        words = asked[turn % len(asked)]
        columns = "{words pinyin initials}" if words.isascii() else "words"
        text = words if words.isascii() else " ".join(words)
        return bare.execute(
            "SELECT r.sort, r.value FROM names f CROSS JOIN named r ON r.id = f.rowid WHERE names MATCH ? LIMIT 20", (f'{columns} : "{text}" *',)
        ).fetchall()

    found = turns((lambda turn: register.find(asked[turn % len(asked)]), plain), 2 * len(asked), warm=len(asked) // 2)
    register.close()
    (count,) = bare.execute("SELECT count(*) FROM person").fetchone()
    return beside(f"find by name, pinyin or initials ({count:,} persons)", *found, 2, by="p99")


def _words(bare: Any) -> list[str]:
    people = keys(bare, "person", 300)
    rows = [bare.execute("SELECT name, pinyin, initials FROM person WHERE id = ?", each).fetchone() for each in people]
    words = [row[place % 3] for place, row in enumerate(rows)]
    return [word for word in words if word and find.spaced(word)]


def flat(small: int, big: int) -> Row:
    """A look-up in a big register beside the same in a small one: the keys of the trucks, which are in both."""
    with ground(small) as one, ground(big) as other:
        registers = [Register.open(each.folder, each.key()) for each in (other, one)]
        plates = [script.plate for script in one.scripts()]

        def looker(register: Register) -> Callable[[int], object]:
            return lambda turn: register.get("vehicle", plates[turn % len(plates)])

        found: list[Times] = turns([looker(register) for register in registers], 6 * len(plates), warm=2 * len(plates))
        for register in registers:
            register.close()
    return beside(f"growth: look-up, {big:,} rows beside {small:,}", *found, 1.1, unit="µs")
