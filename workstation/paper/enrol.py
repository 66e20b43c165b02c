"""The page with the two codes by which a scanner is enrolled: a Code 128 and a QR code, big enough for any scanner, also from a screen."""

from workstation.paper import codes, fonts
from workstation.paper.sheet import INK, SOFT, WHITE, Sheet, fitted
from workstation.words import say

WIDE, HIGH = 148.0, 210.0
LEFT, RIGHT = 12.0, 136.0
_BAR, _MODULE = 0.5, 1.1
_BAR_TOP, _QR_TOP = 50.0, 106.0


def pdf(first: str, second: str) -> bytes:
    """The A5 page; `first` is drawn as Code 128, `second` as QR code in byte mode (UTF-8)."""
    sheet = Sheet(WIDE, HIGH, say("paper-enrol", "en"))
    sheet.text((LEFT, 20), say("paper-enrol"), 22, font=fonts.BOLD)
    sheet.text((LEFT + 0.3, 26), say("paper-enrol", "en"), 11, colour=SOFT)
    for place, lang in enumerate(("zh", "en")):
        words = say("paper-enrol-how", lang)
        sheet.text((LEFT, 32.6 + place * 4), words, fitted(words, 8.4, RIGHT - LEFT), colour=INK if lang == "zh" else SOFT)
    _number(sheet, "1", _BAR_TOP)
    wide, bars = codes.code128(first)
    left = (WIDE - wide * _BAR) / 2
    sheet.box((left - 5, _BAR_TOP + 3), (wide * _BAR + 10, 32), fill=WHITE)
    sheet.bars((left, _BAR_TOP + 5), ((x, 0, width, 52) for x, width in bars), _BAR)
    _number(sheet, "2", _QR_TOP)
    boxes = codes.qr(second)
    side = max(x + width for x, _, width, _ in boxes) * _MODULE
    sheet.bars(((WIDE - side) / 2, _QR_TOP + 6), boxes, _MODULE)
    return sheet.done()


def _number(sheet: Sheet, number: str, top: float) -> None:
    sheet.text((LEFT, top), number, 18, font=fonts.BOLD)
    sheet.line((LEFT + 7, top - 1.6), (RIGHT, top - 1.6))
