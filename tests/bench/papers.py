"""Paper and packs: a slip drawn, a pack imported; each beside the least that the same libraries must do."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.bench.ground import OFFICER, empty_station, opened, pack_of, port
from tests.bench.measure import Row, Times, beside, doubled, turns
from workstation.codes import made
from workstation.drill import numbers as drilled
from workstation.paper import fonts
from workstation.paper import sheet as sheets
from workstation.paper import slip as pages
from workstation.register import checks, files, find, making, packs, schema, tape
from workstation.release import numbers, token
from workstation.release.values import Slip

NOW = 1_795_250_159_000
TYPES = {"text": str, "decimal": str, "date": str, "time": str, "int": int, "bool": bool, "texts": list}


def slip(rounds: int = 60) -> Row:
    """A page of its own each turn, as at a lane."""
    key = Ed25519PrivateKey.generate()
    kid = token.kid(key.public_key().public_bytes_raw())
    slips = [_slip(place) for place in range(rounds + 5)]
    tokens = [token.sign(each, key.sign, kid) for each in slips]
    texts = [_texts(each, tokens[place]) for place, each in enumerate(slips)]
    found = turns((lambda turn: pages.pdf(slips[turn], tokens[turn]), lambda turn: _page(texts[turn], tokens[turn])), rounds, warm=5)
    return beside("slip to PDF bytes", *found, 1.5)


def _slip(place: int) -> Slip:
    number = numbers.make("CNHXG", "03", NOW, place + 1)
    boxes = tuple(made.make_container("MSK", place * 7 + each) for each in range(1 + place % 2))
    return Slip(
        number, "CNHXG-03-7KQ2", f"CNHXG-03-7KQ2/{place * 8 + 1}", "release", "direct", NOW + place * 60_000, NOW + 21_600_000,
        vehicle=drilled.plate(place), containers=boxes, seals=tuple(f"HN{place * 2 + each:07d}" for each, _ in enumerate(boxes)),
        declarations=(made.make_declaration("6401", 2026, place + 1, "0"),), enterprise=drilled.uscc(place), enterprise_name="海南供应链管理有限公司",
        goods="食用植物油", pieces=1240 + place, weight=str(24310 + place), officers=("6401001",), head_seq=118 + place, head_hash="a1b2c3d4e5f60718" * 4,
    )  # fmt: skip


def _texts(each: Slip, signed: str) -> list[tuple[float, float, str, str, float]]:
    """What stands on the page: x, y, font, words, size."""
    found: list[tuple[float, float, str, str, float]] = []

    class Heard(sheets.Sheet):
        def text(self, at: tuple[float, float], words: str, size: float, *, font: Path = fonts.REGULAR, colour: sheets.Colour = sheets.INK) -> float:
            found.append((at[0] * sheets.MM, (self.high - at[1]) * sheets.MM, font.stem, words, size))
            return super().text(at, words, size, font=font, colour=colour)

    plain = pages.Sheet
    pages.Sheet = Heard  # type: ignore[misc]  # heard once, to know the words of the page
    try:
        pages.pdf(each, signed)
    finally:
        pages.Sheet = plain  # type: ignore[misc]
    return found


def _page(texts: list[tuple[float, float, str, str, float]], signed: str) -> bytes:
    """The same words in the same fonts and the same QR code, by reportlab and qrcode alone."""
    from qrcode.constants import ERROR_CORRECT_Q
    from qrcode.main import QRCode
    from reportlab.pdfgen.canvas import Canvas

    kept = BytesIO()
    canvas = Canvas(kept, pagesize=(pages.WIDE * sheets.MM, pages.HIGH * sheets.MM), invariant=1, pageCompression=1)
    for x, y, font, words, size in texts:
        canvas.setFont(font, size)
        canvas.drawString(x, y, words)
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(signed, optimize=0)
    code.make(fit=True)
    path = canvas.beginPath()
    for y, row in enumerate(code.get_matrix()):
        x = 0
        for dark, run in groupby(row):
            wide = len(list(run))
            if dark:
                path.rect(30 + x * 1.4, 170 - y * 1.4, wide * 1.4, 1.4)
            x += wide
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return kept.getvalue()


def packing(size: int, rounds: int = 3) -> Iterator[Row]:
    """Import of a pack of `size` rows, and of half as many, beside the bare way; all in turn."""
    times: dict[tuple[int, str], list[float]] = {}
    with empty_station() as (folder, now), opened(folder, lambda: now) as (key, journal):
        made = {each: (folder / f"{each}.tar", pack_of(port(each, now), folder, folder / f"{each}.tar")) for each in (size // 2, size)}
        for _ in range(rounds):
            for each, (pack, told) in made.items():
                began = time.perf_counter()
                packs.load(folder, key, pack, journal, OFFICER)
                times.setdefault((each, "ours"), []).append((time.perf_counter() - began) / told.rows * each)
                (folder / f"register-{told.version}.db").unlink()
                began = time.perf_counter()
                rows = _bare_import(folder / "bare.db", key, pack)
                times.setdefault((each, "bare"), []).append((time.perf_counter() - began) / told.rows * each)
                (folder / "bare.db").unlink()
                if rows != told.rows:
                    raise RuntimeError(f"{rows} rows by the bare way, {told.rows} in the pack")
    found = {which: Times.of(each) for which, each in times.items()}
    yield beside(f"pack import, {size:,} rows", found[size, "ours"], found[size, "bare"], 1.5, unit="s")
    yield beside(f"growth: import, {size:,} rows beside twice {size // 2:,}", found[size, "ours"], doubled(found[size // 2, "ours"]), 1.15, unit="s", by="quarter")


def _bare_import(path: Path, key: bytes, pack: Path) -> int:
    """Parse every line, check every value, insert every row, make the same indexes: as a loop over rows."""
    count = 0
    with closing(files.connect(path, key, "rwc")) as connection, pack.open("rb") as stream:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        making.create_tables(connection)
        for entry in tape.read(stream):
            table = schema.tables().get(entry.name.removesuffix(".jsonl"))
            content = b"".join(entry.chunks)
            if table is not None:
                lines = content.splitlines()
                count += len(lines)
                connection.executemany(making.insert_sql(table), (_row(table, line) for line in lines))
        making.create_indexes(connection)
        find.create(connection)
        find.build(connection)
        connection.execute("COMMIT")
    return count


def _row(table: schema.Table, line: bytes) -> tuple[Any, ...]:
    row = json.loads(line)
    found = []
    for field in table.fields:
        value = row.get(field.name)
        if value is None:
            if field.required:
                raise ValueError(field.name)
        elif type(value) is not TYPES[field.type] or (field.one_of and value not in field.one_of):
            raise ValueError(field.name)
        elif field.check and not checks.of_kind(field.check)(value):
            raise ValueError(value)
        elif field.type == "texts":
            value = json.dumps(value, ensure_ascii=False)
        found.append(value)
    return tuple(found)


