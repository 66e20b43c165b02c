"""The marks of a timeline: each sort of step has its own shape, so that colour is never alone."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.window.paint import paint_mark
from ui.window.shapes import paint_shape
from ui.window.theme import Look
from workstation.custody.values import BROKEN, Step

SORTS = ("applied", "verified", "removed", "replaced", "broken", "weight", "released", "hold", "inspection", "found", "partner", "partner-found", "read")
"""In the order of the legend."""
_WHATS = {
    "seal.applied": "applied", "seal.removed": "removed", "lock.opened": "removed", "seal.replaced": "replaced", "lock.kept": "verified", "weight.read": "weight",
    "released": "released", "hold.placed": "hold", "release.suspended": "hold", "inspection.opened": "inspection", "inspection.closed": "inspection",
    "inspection.suspended": "inspection", "passage.opened": "quiet", "passage.resumed": "quiet", "passage.closed": "quiet", "partner.inspected": "partner",
}  # fmt: skip

FOUND = {"inspection.closed": "found", "partner.inspected": "partner-found"}
"""A look that found something -> its mark."""


def sort_of(step: Step) -> str:
    """Which mark a step has."""
    if step.status in BROKEN:
        return "broken"
    if step.part == "seal" and step.what in ("seal.verified", "code.scanned", "scan.repeated"):
        return "verified" if step.status == "sealed" else "read"
    return FOUND.get(step.what, "read") if step.values.get("result") == "abnormal" and step.what in FOUND else _WHATS.get(step.what, "read")


def paint(painter: QPainter, look: Look, sort: str, at: QPointF, size: float) -> None:
    """A mark with its middle at a point; `size` is its side in pixels."""
    box = QRectF(at.x() - size / 2, at.y() - size / 2, size, size)
    card, ink = look.colour("card"), look.colour("ink")
    painter.setBrush(card)
    if sort in ("released", "hold", "inspection"):
        shape, token = {"released": ("ticked", "ok"), "hold": ("octagon", "bad"), "inspection": ("triangle", "ink")}[sort]
        paint_shape(painter, shape, box, look.colour(token), card)
    elif sort in ("found", "partner", "partner-found"):
        _looked(painter, look, sort, box)
    elif sort == "verified":
        _disc(painter, box, look.colour("ok"), card)
        paint_mark(painter, look, "ok", box.adjusted(size * 0.18, size * 0.18, -size * 0.18, -size * 0.18))
    elif sort == "broken":
        _disc(painter, box, look.colour("bad"), look.colour("bad_ground"))
        paint_mark(painter, look, "bad", box.adjusted(size * 0.15, size * 0.15, -size * 0.15, -size * 0.15))
    elif sort in _DRAWN:
        _DRAWN[sort](painter, box, ink, card)
    else:
        small = size * (0.16 if sort == "quiet" else 0.24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("soft"))
        painter.drawEllipse(at, small, small)


def _looked(painter: QPainter, look: Look, sort: str, box: QRectF) -> None:
    """A look at the goods and what came of it: our own that found something, or a partner port's sheet, ticked or crossed."""
    if sort == "found":
        paint_shape(painter, "warned", box, look.colour("bad"), look.colour("card"))
        return
    mark = "bad" if sort == "partner-found" else "ok"
    painter.setPen(QPen(look.colour(mark), box.width() * 0.1))
    painter.setBrush(look.colour("bad_ground" if mark == "bad" else "card"))
    painter.drawRoundedRect(box.adjusted(box.width() * 0.12, 0, -box.width() * 0.12, 0), box.width() * 0.1, box.width() * 0.1)
    side = box.width() * 0.7
    paint_mark(painter, look, mark, QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side))


def _disc(painter: QPainter, box: QRectF, edge: QColor, fill: QColor) -> None:
    painter.setPen(QPen(edge, box.width() * 0.1))
    painter.setBrush(fill)
    painter.drawEllipse(box)


def _applied(painter: QPainter, box: QRectF, ink: QColor, card: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawRoundedRect(box, box.width() * 0.22, box.width() * 0.22)
    _cross(painter, box, card, upright=True)


def _removed(painter: QPainter, box: QRectF, ink: QColor, card: QColor) -> None:
    painter.setPen(QPen(ink, box.width() * 0.1))
    painter.setBrush(card)
    painter.drawRoundedRect(box, box.width() * 0.22, box.width() * 0.22)
    _cross(painter, box, ink, upright=False)


def _replaced(painter: QPainter, box: QRectF, ink: QColor, card: QColor) -> None:
    half = QRectF(box.left(), box.top(), box.width() / 2, box.height())
    painter.setPen(QPen(ink, box.width() * 0.1))
    painter.setBrush(card)
    painter.drawRoundedRect(box, box.width() * 0.22, box.width() * 0.22)
    painter.fillRect(half.adjusted(box.width() * 0.1, box.width() * 0.08, 0, -box.width() * 0.08), ink)


def _weight(painter: QPainter, box: QRectF, ink: QColor, card: QColor) -> None:
    low = box.adjusted(0, box.height() * 0.1, 0, -box.height() * 0.1)
    painter.setPen(QPen(ink, box.width() * 0.1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(card)
    in_from = low.width() * 0.22
    points = (QPointF(low.left() + in_from, low.top()), QPointF(low.right() - in_from, low.top()), low.bottomRight(), low.bottomLeft())
    painter.drawPolygon(QPolygonF(points))


def _cross(painter: QPainter, box: QRectF, colour: QColor, *, upright: bool) -> None:
    reach, centre = box.width() * 0.24, box.center()
    painter.setPen(QPen(colour, box.width() * 0.13, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(centre - QPointF(reach, 0), centre + QPointF(reach, 0))
    if upright:
        painter.drawLine(centre - QPointF(0, reach), centre + QPointF(0, reach))


_DRAWN = {"applied": _applied, "removed": _removed, "replaced": _replaced, "weight": _weight}
