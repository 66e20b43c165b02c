"""Writes a synthetic port as the directory a pack is made of, row by row, and the scripts of its trucks beside it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import TextIO

from workstation import settings
from workstation.codes import made
from workstation.drill import belt, buyers, firms, lists, numbers, stories, truck
from workstation.drill.belt import Parcel
from workstation.drill.stories import Script
from workstation.drill.truck import Port, Row

__all__ = ["Parcel", "Port", "Script", "late", "parcels", "rows", "scripts", "write"]


def write(directory: Path, port: Port, scripts_file: Path | None = None) -> None:
    """`pack.toml` and one `TABLE.jsonl` per table into an existing directory; with `scripts_file` one script per line there."""
    with ExitStack() as stack:
        opened: dict[str, TextIO] = {}

        def put(table: str, row: Row) -> None:
            if table not in opened:
                opened[table] = stack.enter_context((directory / f"{table}.jsonl").open("w", encoding="utf-8"))
            opened[table].write(json.dumps(row, ensure_ascii=False) + "\n")

        told = stack.enter_context(scripts_file.open("w", encoding="utf-8")) if scripts_file else None
        for table, row in _around(port):
            put(table, row)
        for several, script in _told(port):
            for table, row in several:
                put(table, row)
            if told is not None:
                told.write(json.dumps(script.shown(), ensure_ascii=False) + "\n")
        for table in ("instruction", "release_list", "consignment", "booking"):
            # A table without rows is told too: "no instruction" is an answer only when somebody said so.
            if table not in opened:
                opened[table] = stack.enter_context((directory / f"{table}.jsonl").open("w", encoding="utf-8"))
    label = [f'kind = "snapshot"\nport = "{port.code}"\nversion = {port.version}\nmade_at = "{settings.show_time(port.now)}"\n']
    (directory / "pack.toml").write_text("".join(label), encoding="utf-8")


def late(directory: Path, port: Port, changed: dict[str, list[Row]]) -> None:
    """The directory of a delta onto `port.version` with changed rows, such as the `late` rows of a script."""
    label = {"kind": '"delta"', "port": f'"{port.code}"', "version": port.version + 1, "previous": port.version}
    lines = [f"{name} = {value}\n" for name, value in label.items()]
    (directory / "pack.toml").write_text("".join(lines) + f'made_at = "{settings.show_time(port.now)}"\n', encoding="utf-8")
    for table, several in changed.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in several)
        (directory / f"{table}.jsonl").write_text(text, encoding="utf-8")


def rows(port: Port) -> Iterator[tuple[str, Row]]:
    """Every row of the port as `(table, row)`, in no order."""
    yield from _around(port)
    for several, _ in _told(port):
        yield from several


def scripts(port: Port) -> Iterator[Script]:
    """The scripts of all trucks, in order."""
    for index in range(port.trucks):
        yield stories.tell(port, index)[1]


def parcels(port: Port) -> Iterator[Parcel]:
    """The scripts of all parcels, in order."""
    for index in range(port.parcels):
        yield belt.tell(port, index)[1]


def _told(port: Port) -> Iterator[tuple[list[tuple[str, Row]], Script | Parcel]]:
    """Rows and script of every truck and parcel."""
    for index in range(port.trucks):
        yield stories.tell(port, index)
    for index in range(port.parcels):
        yield belt.tell(port, index)


def _around(port: Port) -> Iterator[tuple[str, Row]]:
    for code, zh, en in lists.PORTS:
        yield "port", {"code": code, "zh": zh, "en": en}
    for lane in range(1, 7):
        yield "lane", {"port": port.code, "lane": f"{lane:02d}", "profile": "goods" if lane < 6 else "gate"}
    roles = ("officer", "officer", "officer", "senior", "supervisor", "auditor", "technician", "administrator")
    for place, role in enumerate(roles, 1):
        yield "officer", {"id": f"6401{place:03d}", "role": role}
    yield from firms.rows(port)
    yield from belt.around(port)
    for index in range(port.people):
        yield from _person(port, index)
    for index in range(port.extra):
        yield _item(port, index)


def _person(port: Port, index: int) -> Iterator[tuple[str, Row]]:
    random = Random(port.seed * 1_000_003 + index)  # noqa: S311 - drills are repeated from a seed
    number, born = numbers.driver(index)
    person = f"P{index + 1:08d}"
    listed = "focus" if index % 100 == truck.FOCUS else "white" if index % 20 == 3 else "none"
    name = numbers.person_name(random)
    yield "person", {"id": person, "name": name, "birth": born.isoformat(), "nationality": "CHN", "resident": index % 3 != 2, "list": listed}
    yield "document", {"kind": "resident-id", "number": number, "person": person}
    if index % 20 == 0:
        yield "document", {"kind": "two-way-permit", "number": f"C{index % 100_000_000:08d}", "person": person}
    yield from buyers.rows(index, person, port.day, f"{random.randrange(500, 9000)}.00")


def _item(port: Port, index: int) -> tuple[str, Row]:
    """One row of ballast: of ten, two declarations, two lines, three containers and three seals, linked with each other."""
    group, place = divmod(index, 10)
    number = made.make_declaration("6402", port.day.year - 1, group * 2 + place % 2 + 1, "0")
    if place < 2:
        uscc = numbers.uscc(group % port.firms)
        told = {"category": "zero-tariff", "state": "released", "gross_kg": str(1000 + group % 20000), "goods": lists.GOODS[group % len(lists.GOODS)][1]}
        return "consignment", {"declaration": number, "uscc": uscc, **told}
    if place < 4:
        code, name, unit, origin = lists.GOODS[group % len(lists.GOODS)]
        return "line", {"declaration": number, "no": 1, "commodity": code, "name": name, "quantity": "100", "unit": unit, "origin": origin}
    serial = group * 3 + (place - 4) % 3
    container = made.make_container(f"X{chr(65 + serial // 1_000_000 // 26 % 26)}{chr(65 + serial // 1_000_000 % 26)}", serial % 1_000_000)
    if place < 7:
        return "container", {"number": container, "papers": number, "tare_kg": "2200", "size": "22G1"}
    return "seal", {"number": f"EX{serial:09d}", "container": container, "sort": "carrier", "state": "applied"}
