"""The command sheet on paper: one A4 page, each command in two languages with its code as Code 128 and as QR code."""

from collections.abc import Sequence
from dataclasses import dataclass

from workstation.paper import codes, fonts
from workstation.paper.sheet import INK, LINE, RED, SOFT, WHITE, Sheet, fitted
from workstation.settings import local_time
from workstation.words import say

WIDE, HIGH = 210.0, 297.0
LEFT, RIGHT = 12.0, 198.0
ROW, MOST = 23.6, 10
_BAR, _MODULE = 0.25, 0.55
_TOP, _BARS, _WIDEST = 46.0, 62.0, 111.0


@dataclass(frozen=True)
class Row:
    """One command: its words in both languages and the text of its code."""

    zh: str
    en: str
    code: str


@dataclass(frozen=True)
class Page:
    """What stands on a sheet; `until` UTC ms, `rows` at most ten."""

    number: int
    station: str
    group: str
    officer: str
    until: int
    rows: Sequence[Row]
    trial: bool = False


def pdf(page: Page) -> bytes:
    """The sheet as PDF; ValueError for more rows, or a longer code, than an A4 page holds."""
    if len(page.rows) > MOST:
        raise ValueError(f"{len(page.rows)} commands do not fit on a sheet of {MOST}")
    sheet = Sheet(WIDE, HIGH, f"{say('paper-commands', 'en')} {page.number}")
    if page.trial:
        sheet.across(f"{say('paper-trial')} {say('paper-trial', 'en')}", 90, LINE, middle=HIGH / 2, turn=40)
    _head(sheet, page)
    for place, row in enumerate(page.rows):
        _row(sheet, row, _TOP + place * ROW)
    _foot(sheet)
    return sheet.done()


def _head(sheet: Sheet, page: Page) -> None:
    sheet.text((LEFT, 20), say("paper-commands"), 24, font=fonts.BOLD)
    sheet.text((LEFT + 0.3, 26), say("paper-commands", "en"), 11, colour=SOFT)
    sheet.right((RIGHT, 20), f"№ {page.number}", 24, font=fonts.BOLD)
    sheet.right((RIGHT, 26), page.station, 9, font=fonts.MONO, colour=SOFT)
    told = (("paper-group", page.group), ("paper-officers", page.officer), ("paper-until", f"{local_time(page.until):%Y-%m-%d %H:%M}"))
    x = LEFT
    for key, words in told:
        sheet.text((x, 33.4), f"{say(key)} {say(key, 'en')}", 7.4, colour=SOFT)
        sheet.text((x, 38.8), words, fitted(words, 13, 58, fonts.BOLD), font=fonts.BOLD)
        x += 66
    sheet.line((LEFT, 42.4), (RIGHT, 42.4), colour=INK, width=0.8)


def _row(sheet: Sheet, row: Row, top: float) -> None:
    most = _BARS - LEFT - 4
    sheet.text((LEFT, top + 9.4), row.zh, fitted(row.zh, 21, most, fonts.BOLD), font=fonts.BOLD)
    sheet.text((LEFT, top + 15.4), row.en, fitted(row.en, 11, most), colour=SOFT)
    wide, bars = codes.code128(row.code)
    if wide * _BAR > _WIDEST:
        raise ValueError(f"{row.code} is {wide * _BAR} mm wide")
    sheet.box((_BARS - 3, top), (wide * _BAR + 6, 20), fill=WHITE)
    sheet.bars((_BARS, top + 1), ((x, 0, width, 52) for x, width in bars), _BAR)
    sheet.text((_BARS, top + 18), row.code, fitted(row.code, 7, wide * _BAR, fonts.MONO), font=fonts.MONO, colour=SOFT)
    boxes = codes.qr(row.code)
    side = max(x + width for x, _, width, _ in boxes) * _MODULE
    quiet = codes.QUIET * _MODULE
    sheet.box((RIGHT - side - 2 * quiet + 2, top - 1), (side + 2 * quiet, side + 2 * quiet), fill=WHITE)
    sheet.bars((RIGHT - side, top + 1), boxes, _MODULE)
    sheet.line((LEFT, top + ROW - 2), (RIGHT, top + ROW - 2))


def _foot(sheet: Sheet) -> None:
    for place, lang in enumerate(("zh", "en")):
        words = say("paper-commands-how", lang)
        sheet.text((LEFT, 288 + place * 3.6), words, fitted(words, 7.4, RIGHT - LEFT), colour=RED if lang == "zh" else SOFT)
