"""The release slip on paper: one A5 page in Chinese and English, the same bytes for the same slip."""

from collections.abc import Sequence

from workstation.paper import codes, fonts, rows
from workstation.paper.sheet import GREEN, INK, LINE, MM, RED, SOFT, WHITE, Colour, Sheet, fitted
from workstation.release.values import TRIAL, UNFINISHED, VOID, Slip
from workstation.settings import local_time
from workstation.words import say

WIDE, HIGH = 148.0, 210.0
LEFT, RIGHT = 11.0, 137.0
_VALUES = 37.0
_ROWS_TOP, _ROWS_END = 81.4, 150.8
_FOOT = 153.0
_QUIET_BARS = 10
"""Modules of white a Code 128 needs beside it (ISO/IEC 15417)."""


def pdf(slip: Slip, token: str, copy: int = 1, marks: Sequence[str] = (), root: str = "") -> bytes:
    """The page as PDF. `copy` 1 is the original, n + 1 says reprint n; `marks` adds `void`, `trial` or conditions; `root` is the root's fingerprint."""
    return drawn(slip, token, copy, marks, root).done()


def drawn(slip: Slip, token: str, copy: int = 1, marks: Sequence[str] = (), root: str = "") -> Sheet:
    """The same page, before its bytes are made: a back page may follow (`paper.back`)."""
    every = (*slip.marks, *(mark for mark in marks if mark not in slip.marks))
    sheet = Sheet(WIDE, HIGH, slip.number)
    if TRIAL in every:
        sheet.across(f"{say('paper-trial')} {say('paper-trial', 'en')}", 74, LINE, middle=116, turn=26)
    _head(sheet, slip, copy, every)
    _band(sheet, slip, every)
    _truck(sheet, slip)
    rows.draw(sheet, slip, every, rows.Place(LEFT, _VALUES, RIGHT, _ROWS_TOP, _ROWS_END))
    _proof(sheet, slip, token, root)
    if VOID in every:
        sheet.across(f"{say('paper-void')} {say('paper-void', 'en')}", 104, RED, middle=HIGH / 2, turn=52)
    return sheet


def _head(sheet: Sheet, slip: Slip, copy: int, marks: Sequence[str]) -> None:
    title = rows.title(slip, unfinished=_unfinished(slip, marks))
    wide, bars = codes.code128(slip.number)
    # The bars need their quiet zone: a long title gives way to the stamp.
    room = RIGHT - (wide + _QUIET_BARS) * 0.25 - LEFT - (4 + _stamp_width(_both("paper-trial")) if TRIAL in marks else 0)
    end = sheet.text((LEFT, 18.5), say(title), fitted(say(title), 22, room, fonts.BOLD), font=fonts.BOLD)
    sheet.text((LEFT + 0.3, 24), say(title, "en"), 10.5, colour=SOFT)
    if TRIAL in marks:
        _stamp(sheet, (end + 3.5, 12.6), _both("paper-trial"), RED)
    sheet.bars((RIGHT - wide * 0.25, 11.5), ((x, 0, width, 34) for x, width in bars), 0.25)
    sheet.right((RIGHT, 24.5), slip.number, 11.5, font=fonts.BOLD)
    where = (("paper-port", slip.port), ("paper-lane", slip.lane), ("paper-station", slip.station))
    sheet.text((LEFT + 0.3, 30), " · ".join(f"{say(key)} {say(key, 'en')} {value}" for key, value in where), 7.6)
    if copy > 1:
        words = f"{say('paper-reprint', n=copy - 1)} · {say('paper-reprint', 'en', n=copy - 1)}"
        _stamp(sheet, (RIGHT - _stamp_width(words), 26.2), words, INK)
    else:
        sheet.right((RIGHT, 30), _both("paper-original"), 8, colour=SOFT)


def _stamp(sheet: Sheet, at: tuple[float, float], words: str, colour: Colour) -> None:
    sheet.box(at, (_stamp_width(words), 6.2), colour=colour)
    sheet.text((at[0] + 3, at[1] + 4.4), words, 10, font=fonts.BOLD, colour=colour)


def _stamp_width(words: str) -> float:
    return fonts.width(words, 10, fonts.BOLD) / MM + 6


def _band(sheet: Sheet, slip: Slip, marks: Sequence[str]) -> None:
    """What was decided, in the loudest place; what is no release stands in a dashed frame, so that no copier makes it one."""
    top, high, edge = 35.0, 21.5, RIGHT - 6
    no_release = "paper-voided" if VOID in marks else "paper-unfinished" if _unfinished(slip, marks) else ""
    if no_release:
        sheet.box((LEFT, top), (RIGHT - LEFT, high), dash=True)
        sheet.text((LEFT + 6, top + 11.8), say(no_release), 24, font=fonts.BOLD)
        sheet.text((LEFT + 6.3, top + 17.6), say(no_release, "en"), 10.5)
        return
    emergency = bool(slip.emergency) or slip.basis == "emergency"
    sheet.box((LEFT, top), (RIGHT - LEFT, high), fill=INK if emergency else GREEN)
    key = "paper-emergency" if emergency else "paper-released"
    sheet.text((LEFT + 6, top + 12.4), say(key), 28, font=fonts.BOLD, colour=WHITE)
    sheet.text((LEFT + 6.4, top + 17.8), say(key, "en"), 11, colour=WHITE)
    channel = f"paper-channel-{slip.channel}"
    sheet.right((edge, top + 7.2), say(channel), 13, font=fonts.BOLD, colour=WHITE)
    sheet.right((edge, top + 11.2), say(channel, "en"), 7.5, colour=WHITE)
    ground = _both("paper-order") + "  " + slip.emergency if slip.emergency else _both("paper-basis") + "  " + _both(f"paper-basis-{slip.basis}")
    sheet.right((edge, top + 17.4), ground, fitted(ground, 8.5, 66), font=fonts.BOLD if slip.emergency else fonts.REGULAR, colour=WHITE)


def _truck(sheet: Sheet, slip: Slip) -> None:
    base = 74.5
    label, plate = rows.head(slip)
    _label(sheet, (LEFT, base - 4.4), label)
    most = 58.0 if slip.trailer else RIGHT - _VALUES
    sheet.text((_VALUES, base), plate, fitted(plate, 36, most, fonts.BOLD), font=fonts.BOLD)
    if slip.trailer:
        trailer = rows.grouped("plate", slip.trailer)
        sheet.line((99, base - 13), (99, base + 2))
        _label(sheet, (102, base - 10.4), "paper-trailer")
        sheet.text((102, base), trailer, fitted(trailer, 18, RIGHT - 102, fonts.BOLD), font=fonts.BOLD)
    sheet.line((LEFT, base + 5.5), (RIGHT, base + 5.5), colour=INK, width=0.8)


def _proof(sheet: Sheet, slip: Slip, token: str, root: str) -> None:
    """The QR code, and beside it what a person compares: when, until when, by whom, after which entry of the journal, under which root."""
    boxes = codes.qr(token)
    sheet.line((LEFT, _FOOT - 1.5), (RIGHT, _FOOT - 1.5), colour=INK, width=0.8)
    quiet = codes.QUIET * codes.QR_MODULE
    side = max(x + wide for x, _, wide, _ in boxes) * codes.QR_MODULE
    sheet.box((LEFT - quiet, _FOOT - 1), (side + 2 * quiet, side + 2 * quiet), fill=WHITE)
    sheet.bars((LEFT, _FOOT + quiet - 1), boxes, codes.QR_MODULE)
    left, values = 56.0, 80.0
    told = (
        ("paper-issued", f"{local_time(slip.issued_at):%Y-%m-%d %H:%M:%S}", 10.5, fonts.REGULAR),
        ("paper-until", f"{local_time(slip.expires_at):%Y-%m-%d %H:%M}", 13.5, fonts.BOLD),
        ("paper-officers", " · ".join(slip.officers) or "—", 10.5, fonts.BOLD),
        ("paper-witness", f"#{slip.head_seq} · {rows.fours(slip.head_hash[:16])}", 8, fonts.MONO),
        ("paper-check", rows.fours(root) or "—", 8, fonts.MONO),
    )
    y = _FOOT + 5.2
    for key, words, size, font in told:
        _label(sheet, (left, y - 1.1), key)
        sheet.text((values, y), words, fitted(words, size, RIGHT - values, font), font=font)
        y += 8.1
    sheet.line((LEFT, 196.6), (RIGHT, 196.6))
    sheet.text((LEFT, 200.2), say("paper-how"), fitted(say("paper-how"), 6.6, RIGHT - LEFT), colour=SOFT)
    sheet.text((LEFT, 203.2), say("paper-how", "en"), fitted(say("paper-how", "en"), 6.2, RIGHT - LEFT), colour=SOFT)


def _label(sheet: Sheet, at: tuple[float, float], key: str) -> None:
    sheet.text(at, say(key), 8.2, font=fonts.BOLD, colour=SOFT)
    sheet.text((at[0], at[1] + 2.7), say(key, "en"), 6, colour=SOFT)


def _unfinished(slip: Slip, marks: Sequence[str]) -> bool:
    return UNFINISHED in marks or slip.basis == UNFINISHED


def _both(key: str, **values: object) -> str:
    return f"{say(key, 'zh', **values)}  {say(key, 'en', **values)}"
