"""What the e-ledgers of a synthetic port hold: lines and the entries they are the sum of, leases, earlier batches, cumulative codes, zero-tariff vehicles."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from workstation.codes import made
from workstation.drill import lists, numbers
from workstation.drill.truck import Port, Row, Truck, ledger, release_list

GOODS = 4
"""Goods lines of a ledger; the last of them is nearly used up."""
SPENT = GOODS
WAYS = (("in", 60_000, 90_000), ("out", 8_000, 16_000), ("used", 2_000, 6_000), ("in", 40_000, 70_000), ("processed", 3_000, 9_000), ("moved", 1_000, 3_000), ("out", 9_000, 18_000))
"""How a line went since the ledger was opened: sort, least and most."""
GUARANTEE = "600000.00"
PLEDGED = "20000.00"
OFFICE = "6403"
AWAY = ("CNYPG-01-7KQ2", "CNSYA-02-M4XE")
"""Stations elsewhere that hold leases."""
SLIGHT, SLICE = 2, 300
"""The line of a leased ledger of which the port's own station may spend so little."""
Entry = tuple[int, str, Decimal, str, date]


def goods(firm: int, line: int) -> tuple[str, str, str, str]:
    """Commodity code, name, unit, origin of a line (from 1) of a firm's ledger: four different goods."""
    return lists.GOODS[(firm * 5 + (line - 1) * 3) % len(lists.GOODS)]


def rows(port: Port, firm: int, turn: str) -> Iterator[tuple[str, Row]]:
    """All that an account of a firm shows beside its credit."""
    random = Random(f"{port.seed}/books/{firm}")  # noqa: S311 - drills are repeated from a seed
    number, opened = ledger(port.day.year, firm), date(port.day.year, 1, 1)
    kept = {"home": port.station} if port.station else {}
    # The firm that is late with its declarations let its guarantee run out as well.
    until = port.day - timedelta(days=5) if turn == "lapsed" else date(port.day.year + 1, 1, 31)
    yield "ledger", {"number": number, "uscc": numbers.uscc(firm), "state": "open", "opened_on": opened.isoformat(), "guarantee_to": until.isoformat(), **kept}
    entries = list(_entries(port, firm, random))
    if turn in ("white", "advanced", "lapsed"):
        for row, several in _batches(port, firm, random, late=turn == "lapsed"):
            yield "release_list", row
            entries += several
    yield from _told(number, firm, entries)
    if turn == "advanced":
        yield from _leased(port, firm)
    if turn in ("certified", "lapsed"):
        yield from _beside(port, firm)


def _entries(port: Port, firm: int, random: Random) -> Iterator[Entry]:
    opened = date(port.day.year, 1, 1)
    span = (port.day - opened).days
    ways = [(line, *way) for line in range(1, GOODS) for way in WAYS]
    for place, (line, sort, least, most) in enumerate(ways):
        on = opened + timedelta(days=span * (place % len(WAYS) * 3 + line) // (len(WAYS) * 3 + GOODS))
        yield line, sort, Decimal(random.randrange(least, most, 10)), _paper(port, firm, place), on
    yield SPENT, "in", Decimal(50_000), _paper(port, firm, 40), opened
    yield SPENT, "out", Decimal(49_900), _paper(port, firm, 41), opened + timedelta(days=span // 2)
    yield 0, "in", Decimal(GUARANTEE), f"BH{port.day.year}{firm:06d}", opened


def _paper(port: Port, firm: int, place: int) -> str:
    return made.make_declaration(OFFICE, port.day.year, (firm * 50 + place + 1) % 10**9, "0")


def _told(number: str, firm: int, entries: list[Entry]) -> Iterator[tuple[str, Row]]:
    """The entries, and the lines they add up to."""
    sums: dict[int, dict[str, Decimal]] = {line: {"in": Decimal(0)} for line in range(GOODS + 1)}
    for line, sort, quantity, reference, on in entries:
        sums[line][sort] = sums[line].get(sort, Decimal(0)) + quantity
        yield "ledger_entry", {"ledger": number, "line": line, "sort": sort, "reference": reference, "quantity": f"{quantity:f}", "on": on.isoformat()}
    for line, figures in sums.items():
        # What was declared of a batch is out, what was freed of the guarantee is free.
        declared, freed = figures.pop("declared", Decimal(0)), figures.pop("freed", Decimal(0))
        for sort, change in (("out", declared), ("batch", -declared), ("pledged", -freed)):
            figures[sort] = figures.get(sort, Decimal(0)) + change
        code, name, unit, _ = goods(firm, line) if line else ("", "担保", "CNY", "")
        shown = {sort: f"{quantity:f}" for sort, quantity in figures.items() if quantity or sort == "in"}
        yield "ledger_line", {"ledger": number, "no": line, "name": name, "unit": unit, **({"commodity": code} if code else {}), **shown}


def _batches(port: Port, firm: int, random: Random, *, late: bool) -> Iterator[tuple[Row, list[Entry]]]:
    """Earlier lists with what they did to line 1 and the guarantee: one declared, one still open; of a lapsed firm the older one is overdue."""
    year = date(port.day.year, 1, 1)
    for place, (days, declared) in enumerate(((70, not late), (10, False))):
        number = made.make_release_list(OFFICE, port.day.year, (firm * 4 + place + 1) % 10**9)
        left = port.day - timedelta(days=days)
        if days < 30:
            # A batch is declared before the year ends: one of last year would be overdue.
            left = max(left, year)
        weight = Decimal(random.randrange(1_000, 4_000, 10))
        told: Row = {"number": number, "uscc": numbers.uscc(firm), "category": "zero-tariff", "state": "used", "gross_kg": f"{weight:f}", "goods": goods(firm, 1)[1]}
        told |= {"valid_from": (left - timedelta(days=3)).isoformat(), "valid_to": (left + timedelta(days=4)).isoformat(), "left_on": left.isoformat()}
        told |= {"consolidated": "declared" if declared else "open", "ledger": ledger(port.day.year, firm), "guarantee": PLEDGED}
        if declared:
            told["declared_by"] = _paper(port, firm, 45)
        on, closed = max(left, year), max(left + timedelta(days=20), year)
        ways: list[Entry] = [(1, "batch", weight, number, on), (0, "pledged", Decimal(PLEDGED), number, on)]
        yield told, ways + ([(1, "declared", weight, number, closed), (0, "freed", Decimal(PLEDGED), number, closed)] if declared else [])


def _leased(port: Port, firm: int) -> Iterator[tuple[str, Row]]:
    """A second ledger that stations spend by leases only; of line 2 the port's own station holds next to nothing, however much there is."""
    number, (code, name, unit, _) = ledger(port.day.year, firm, "J"), goods(firm, 2)
    yield "ledger", {"number": number, "uscc": numbers.uscc(firm), "state": "open", "opened_on": f"{port.day.year}-01-01", "leased": True}
    for line in (1, SLIGHT):
        yield "ledger_line", {"ledger": number, "no": line, "commodity": code, "name": name, "unit": unit, "in": "80000", "out": "12000"}
        for place, station in enumerate(each for each in (port.station, *AWAY) if each):
            quantity = SLICE if line == SLIGHT and station == port.station else (4 - place) * 3000
            told = {"ledger": number, "line": line, "station": station, "quantity": f"{quantity}", "unit": unit}
            yield "lease", {"number": f"ZJ-{port.day.year}-{firm:05d}-{line}{place + 1}", **told, "valid_to": f"{port.day.year}-12-31"}


def _beside(port: Port, firm: int) -> Iterator[tuple[str, Row]]:
    """A cumulative code for the firm downstream, and a zero-tariff vehicle that has been away for most of its days."""
    code = made.make_va_confirmation(OFFICE, port.day.year, (firm + 1) % 10**8, cumulative=True)
    begins, plate = f"{port.day.year}-01-01", f"琼G{firm % 100_000:05d}"
    yield "va_code", {"code": code, "sort": "cumulative", "uscc": numbers.uscc(firm), "downstream": numbers.uscc((firm + 1) % port.firms), "valid_from": begins, "state": "valid"}
    yield "vehicle", {"plate": plate, "sort": "truck", "tare_kg": "9800", "uscc": numbers.uscc(firm), "zero_tariff": True}
    first, last = max(port.day - timedelta(days=160), date(port.day.year, 1, 1)), port.day - timedelta(days=46 - firm % 16)
    if first < last:
        yield "mainland_stay", {"plate": plate, "left_on": first.isoformat(), "back_on": last.isoformat()}


def _named(truck: Truck, papers: str) -> Row:
    """The row of a declaration."""
    return next(row for table, row in truck.rows if table == "consignment" and row["declaration"] == papers)


def draw(truck: Truck, papers: str, *, over: bool = False) -> None:
    """The goods of a declaration come from the lines of its firm's ledger; `over`: the first from the line that is nearly used up."""
    _named(truck, papers)["ledger"] = ledger(truck.year, truck.firm)
    several = [row for table, row in truck.rows if table == "line" and row["declaration"] == papers]
    for place, row in enumerate(several):
        line = SPENT if over and place == 0 else place % (GOODS - 1) + 1
        code, name, unit, origin = goods(truck.firm, line)
        row |= {"commodity": code, "name": name, "unit": unit, "origin": origin, "ledger_line": line}


def leased(truck: Truck, papers: str, *, over: bool = False) -> None:
    """The first goods of a declaration come from a leased ledger of its firm; `over`: more of a line than this station's slice, though the ledger has it."""
    _named(truck, papers)["ledger"] = ledger(truck.year, truck.firm, "J")
    row = next(row for table, row in truck.rows if table == "line" and row["declaration"] == papers)
    code, name, unit, origin = goods(truck.firm, 2)
    row |= {"commodity": code, "name": name, "unit": unit, "origin": origin, "quantity": "900", "ledger_line": SLIGHT if over else 1}


def batched(truck: Truck) -> str:
    """A release list whose goods come from line 1 of its firm's ledger, with a guarantee."""
    code, name, unit, _ = goods(truck.firm, 1)
    papers = release_list(truck, ledger=ledger(truck.year, truck.firm), guarantee=PLEDGED, goods=name)
    truck.add("list_line", list=papers, no=1, name=name, commodity=code, quantity="900", unit=unit, ledger_line=1)
    return papers
