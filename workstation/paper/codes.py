"""The two symbols on paper as rectangles: the QR code of the token and the Code 128 of the number."""

from collections.abc import Iterator, Sequence
from itertools import groupby

QR_MODULE = 0.5
"""Millimetres; readers at arm's length and 203 dpi printers both manage it."""

QUIET = 4
"""Modules of white a QR code needs around it (ISO/IEC 18004)."""


def qr(text: str) -> list[tuple[int, int, int, int]]:
    """The QR code of a text at level Q, in alphanumeric mode when its letters allow: dark rectangles (x, y, width, height) in modules."""
    from qrcode.constants import ERROR_CORRECT_Q
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return list(_tall(code.get_matrix()))


def code128(text: str) -> tuple[int, list[tuple[int, int]]]:
    """The Code 128 bars of a text: the width in modules, and (x, width) of each dark bar."""
    from reportlab.graphics.barcode.code128 import Code128

    code = Code128(text, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    bars, x = [], 0
    for sign in code.decomposed:
        wide = "abcd".index(sign.lower()) + 1
        if sign.isupper():
            bars.append((x, wide))
        x += wide
    return x, bars


def _tall(matrix: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int, int]]:
    """Equal runs of rows that follow each other become one rectangle, which keeps the file small and leaves no hair lines between rows."""
    open_runs: dict[tuple[int, int], int] = {}
    for y, row in enumerate([*matrix, []]):
        here = set(_row(row))
        for run in [each for each in open_runs if each not in here]:
            top = open_runs.pop(run)
            yield run[0], top, run[1], y - top
        for run in sorted(here):
            open_runs.setdefault(run, y)


def _row(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    x = 0
    for dark, group in groupby(row):
        wide = len(list(group))
        if dark:
            yield x, wide
        x += wide
