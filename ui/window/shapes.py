"""The shapes that say a state without colour or words: ticked circle, barred square, crossed diamond, triangle, octagon, dashed circle and their kin."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


def paint_shape(painter: QPainter, name: str, box: QRectF, ink: QColor, ground: QColor) -> None:
    """Paint the named shape into a square box; `ground` shows through a filled shape."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.center())
    painter.scale(box.width() / 100, box.width() / 100)
    painter.setPen(_pen(ink))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _SHAPES[name](painter, ink, ground)
    painter.restore()


def _pen(ink: QColor, width: float = 8.5) -> QPen:
    return QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _line(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))


def _ring(painter: QPainter, corners: int, turn: float, radius: float) -> None:
    angles = [turn + 2 * math.pi * n / corners for n in range(corners)]
    painter.drawPolygon(QPolygonF([QPointF(radius * math.cos(a), radius * math.sin(a)) for a in angles]))


def _mark(painter: QPainter, ink: QColor, top: float, bottom: float) -> None:
    painter.setPen(_pen(ink, 11))
    _line(painter, (0, top), (0, bottom - 22))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(0, bottom), 6.4, 6.4)


def _tick(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    painter.drawEllipse(QPointF(0, 0), 45, 45)
    painter.setPen(_pen(ink, 10))
    _line(painter, (-20, 2), (-6, 16), (22, -15))


def _ticked(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(0, 0), 45, 45)
    painter.setPen(_pen(ground, 11))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _line(painter, (-20, 2), (-6, 16), (22, -15))


def _bar(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    painter.drawRoundedRect(QRectF(-44, -44, 88, 88), 11, 11)
    painter.setPen(_pen(ink, 10))
    _line(painter, (-24, 0), (24, 0))


def _diamond(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    _ring(painter, 4, 0, 47)
    painter.setPen(_pen(ink, 9.5))
    _line(painter, (-18, 0), (18, 0))
    _line(painter, (0, -18), (0, 18))


def _triangle(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    painter.drawPolygon(QPolygonF([QPointF(0, -41), QPointF(46, 38), QPointF(-46, 38)]))
    _mark(painter, ink, -14, 25)


def _warned(painter: QPainter, ink: QColor, ground: QColor) -> None:
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(0, -41), QPointF(46, 38), QPointF(-46, 38)]))
    _mark(painter, ground, -14, 25)


def _octagon(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    _ring(painter, 8, math.pi / 8, 48)
    _mark(painter, ink, -22, 23)


def _paused(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    _ring(painter, 8, math.pi / 8, 48)
    painter.setPen(_pen(ink, 12))
    _line(painter, (-12, -18), (-12, 18))
    _line(painter, (12, -18), (12, 18))


def _dashed(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    pen = QPen(ink, 8.5, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    part = 2 * math.pi * 45 / 8.5 / 20
    pen.setDashPattern([part, part])
    painter.setPen(pen)
    painter.drawEllipse(QPointF(0, 0), 45, 45)
    hook = QPainterPath(QPointF(-14, -11))
    hook.arcTo(QRectF(-14, -27, 28, 28), 170, -215)
    hook.quadTo(0, 3, 0, 10)
    painter.setPen(_pen(ink, 9.5))
    painter.drawPath(hook)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(QPointF(0, 25), 6, 6)


def _dots(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for place, alpha in ((-33, 1.0), (0, 1.0), (33, 0.32)):
        shade = QColor(ink)
        shade.setAlphaF(alpha)
        painter.setBrush(shade)
        painter.drawEllipse(QPointF(place, 0), 11, 11)


def _gate(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    painter.setPen(_pen(ink, 7))
    _line(painter, (-34, 40), (-34, -18))
    painter.setPen(_pen(ink, 9))
    _line(painter, (-34, -2), (38, -34))
    painter.setPen(_pen(ink, 7))
    _line(painter, (-46, 41), (46, 41))


def _away(painter: QPainter, ink: QColor, _ground: QColor) -> None:
    painter.setPen(_pen(ink, 10))
    _line(painter, (-36, 0), (34, 0))
    _line(painter, (8, -26), (35, 0), (8, 26))


def _lock(painter: QPainter, _ink: QColor, _ground: QColor) -> None:
    painter.drawRoundedRect(QRectF(-34, -8, 68, 50), 9, 9)
    bow = QPainterPath(QPointF(-21, -10))
    bow.lineTo(-21, -22)
    bow.arcTo(QRectF(-21, -43, 42, 42), 180, -180)
    bow.lineTo(21, -10)
    painter.drawPath(bow)
    _line(painter, (0, 12), (0, 22))


def _lens(painter: QPainter, _ink: QColor, _ground: QColor) -> None:
    painter.drawEllipse(QPointF(-8, -8), 30, 30)
    _line(painter, (15, 15), (40, 40))


def _sheet(painter: QPainter, _ink: QColor, _ground: QColor) -> None:
    painter.drawRoundedRect(QRectF(-34, -42, 68, 84), 9, 9)
    for y in (-16, 4, 24):
        _line(painter, (-16, y), (16 if y < 24 else 2, y))


def _plug(painter: QPainter, _ink: QColor, _ground: QColor) -> None:
    painter.drawRoundedRect(QRectF(-26, -16, 52, 32), 9, 9)
    for x in (-12, 12):
        _line(painter, (x, -20), (x, -40))
    _line(painter, (0, 20), (0, 42))


_SHAPES: dict[str, Callable[[QPainter, QColor, QColor], None]] = {
    "tick": _tick, "ticked": _ticked, "bar": _bar, "diamond": _diamond, "triangle": _triangle, "warned": _warned, "octagon": _octagon,
    "paused": _paused, "dashed": _dashed, "dots": _dots, "gate": _gate, "away": _away, "lock": _lock,
    "lens": _lens, "sheet": _sheet, "plug": _plug,
}
