"""A bar code on the screen: dark on white in every theme, whole pixels per module, white around it, so that a scanner reads it off the glass."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.tending import Symbol

MOST_QR, MOST_BAR = 6, 3
"""Pixels of the design a module takes at most: larger does not read better, and the code should be one look's size."""


def size(symbol: Symbol, room: int, zoom: float) -> tuple[int, int]:
    """Width and height in pixels, white around included."""
    module = _module(symbol, room, zoom)
    down = symbol.quiet if symbol.symbology == "qr" else _ABOVE
    return (symbol.wide + 2 * symbol.quiet) * module, symbol.high * module + 2 * down * module


def paint_symbol(painter: QPainter, symbol: Symbol, box: QRect, zoom: float) -> QRect:
    """Paint at the left top of a box that is wide enough; returns what it took."""
    module = _module(symbol, box.width(), zoom)
    wide, high = size(symbol, box.width(), zoom)
    taken = QRect(box.left(), box.top(), wide, high)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRoundedRect(QRectF(taken), 4, 4)
    # Edges of modules on whole pixels, or thin bars turn grey.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.GlobalColor.black)
    left, top = taken.left() + symbol.quiet * module, taken.top() + (symbol.quiet if symbol.symbology == "qr" else _ABOVE) * module
    for x, y, across, down in symbol.boxes:
        painter.drawRect(QRect(left + x * module, top + y * module, across * module, down * module))
    painter.restore()
    return taken


def _module(symbol: Symbol, room: int, zoom: float) -> int:
    most = round((MOST_QR if symbol.symbology == "qr" else MOST_BAR) * zoom)
    return max(1, min(most, room // (symbol.wide + 2 * symbol.quiet)))


_ABOVE = 6
