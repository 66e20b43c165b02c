"""How text and small marks are painted: runs of different weight that wrap and end in an ellipsis, marks of a row, lamps, key caps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from ui.window.kept import Plain, framed, kept
from ui.window.theme import RADIUS, Look


@dataclass(frozen=True)
class Run:
    """A piece of a line in one font and colour."""

    text: str
    font: QFont
    colour: QColor


@dataclass(frozen=True)
class Place:
    """Where runs go: left, top, width in pixels and the most lines; `right` aligns to the right edge, `middle` to the middle."""

    x: float
    y: float
    width: float
    lines: int = 1
    right: bool = False
    middle: bool = False


@dataclass(frozen=True)
class Laid:
    """Runs laid out for a width: the lines with their heights; `layout` keeps them alive."""

    layout: QTextLayout
    lines: tuple[tuple[QTextLine, float], ...]


def flow(painter: QPainter | None, runs: Sequence[Run], place: Place) -> float:
    """Lay runs out in at most `place.lines` lines, paint them when there is a painter; returns the height in pixels."""
    wide = _straight(runs, place.width)
    if wide is not None:
        return _flow_straight(painter, runs, place, wide)
    lines = _laid(runs, place).lines
    if not lines:
        return max((QFontMetricsF(run.font).ascent() for run in runs if run.text), default=0.0)
    height = 0.0
    for number, (line, tall) in enumerate(lines[: place.lines]):
        if painter is not None:
            if number == place.lines - 1 and len(lines) > place.lines:
                _paint_cut(painter, runs, line.textStart(), Place(place.x, place.y + height, place.width))
            else:
                spare = place.width - line.naturalTextWidth()
                left = place.x + (spare if place.right else spare / 2 if place.middle else 0)
                line.draw(painter, QPointF(left - line.position().x(), place.y + height - line.position().y()))
        height += tall
    return height


def _straight(runs: Sequence[Run], room: float) -> float | None:
    """The width of runs that are one line there, as most are: nothing need be laid out for them. None: they wrap, or hold what is no plain sign."""
    wide = 0.0
    for run in runs:
        if not run.text.isprintable():
            return None
        wide += width_of(run.text, run.font)
    return wide if runs and wide <= room else None


def _flow_straight(painter: QPainter | None, runs: Sequence[Run], place: Place, wide: float) -> float:
    """One line on one base line; a new text costs a tenth of one that is laid out."""
    heights = [_heights(run.font) for run in runs]
    ascent, descent = max([up for up, _ in heights]), max([down for _, down in heights])
    if painter is not None:
        spare = place.width - wide
        x, base = place.x + (spare if place.right else spare / 2 if place.middle else 0), place.y + ascent
        painter.save()
        for run in runs:
            painter.setFont(run.font)
            painter.setPen(run.colour)
            painter.drawText(QPointF(x, base), run.text)
            x += width_of(run.text, run.font)
        painter.restore()
    return math.ceil(ascent + descent)


def fits(runs: Sequence[Run], place: Place) -> bool:
    """Whether the runs need no ellipsis there."""
    return _straight(runs, place.width) is not None or len(_laid(runs, place).lines) <= place.lines


def opposite(painter: QPainter, first: Run, last: Run, place: Place) -> None:
    """One line with words at both ends that never meet: the first are cut only when they alone are too long, the last get what is left."""
    gap = QFontMetricsF(last.font).height()
    wide = min(place.width, width_of(first.text, first.font) + 2)
    flow(painter, [first], Place(place.x, place.y, wide))
    left = place.width - wide - gap
    if last.text and left > gap:
        flow(painter, [last], Place(place.x + wide + gap, place.y, left, 1, right=True))


@lru_cache(maxsize=2048)
def width_of(text: str, font: QFont) -> float:
    """The advance of one line of text in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


@lru_cache(maxsize=256)
def _heights(font: QFont) -> tuple[float, float]:
    """Above and below the base line, in pixels."""
    metrics = QFontMetricsF(font)
    return metrics.ascent(), metrics.descent()


def _laid(runs: Sequence[Run], place: Place) -> Laid:
    return _layout(tuple([(run.text, run.font, run.colour.rgba()) for run in runs]), place.width)


@lru_cache(maxsize=512)
def _layout(runs: tuple[tuple[str, QFont, int], ...], width: float) -> Laid:
    """Laid out once for measuring, painting and the next time: most of a card is what was there before."""
    layout = QTextLayout("".join([text for text, _, _ in runs]), runs[0][1] if runs else QFont())
    layout.setCacheEnabled(True)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    start, ranges = 0, []
    for text, font, colour in runs:
        span = QTextLayout.FormatRange()
        span.start, span.length = start, _units(text)
        form = QTextCharFormat()
        form.setFont(font)
        form.setForeground(QColor.fromRgba(colour))
        span.format = form
        ranges.append(span)
        start += span.length
    layout.setFormats(ranges)
    layout.beginLayout()
    y, lines = 0.0, []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, y))
        lines.append((line, line.height()))
        y += line.height()
    layout.endLayout()
    return Laid(layout, tuple(lines))


def _units(text: str) -> int:
    """Qt counts UTF-16 units, Python counts characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _paint_cut(painter: QPainter, runs: Sequence[Run], start: int, place: Place) -> None:
    """Paint what is left from UTF-16 unit `start` in one line that ends in an ellipsis."""
    rest, passed = [], 0
    for run in runs:
        text = "".join(c for n, c in enumerate(run.text) if passed + n >= start)
        passed += len(run.text)
        if text:
            rest.append(Run(text, run.font, run.colour))
    base = max(QFontMetricsF(run.font).ascent() for run in rest)
    x = place.x
    for run in rest:
        room = place.x + place.width - x
        metrics = QFontMetricsF(run.font)
        shown = metrics.elidedText(run.text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(run.font)
        painter.setPen(run.colour)
        painter.drawText(QPointF(x, place.y + base), shown)
        x += metrics.horizontalAdvance(shown)
        if shown != run.text:
            return


def paint_mark(painter: QPainter, look: Look, mark: str, box: QRectF) -> None:
    """The mark of a row: ok tick, bad cross, open ring, none dash, unsure question mark."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.center())
    painter.scale(box.width() / 20, box.width() / 20)
    colour = look.colour({"ok": "ok", "bad": "bad", "open": "soft", "none": "soft", "unsure": "ink"}[mark])
    pen = QPen(colour, 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if mark == "ok":
        painter.drawPolyline(QPolygonF([QPointF(-6.5, 0.5), QPointF(-2, 5), QPointF(7, -5.5)]))
    elif mark == "bad":
        painter.drawLine(QPointF(-5.5, -5.5), QPointF(5.5, 5.5))
        painter.drawLine(QPointF(5.5, -5.5), QPointF(-5.5, 5.5))
    elif mark == "open":
        painter.setPen(QPen(colour, 1.6))
        painter.drawEllipse(QPointF(0, 0), 6.5, 6.5)
    elif mark == "none":
        painter.drawLine(QPointF(-4, 0), QPointF(4, 0))
    else:
        painter.setFont(look.font(18 / look.zoom, bold=True))
        painter.drawText(QRectF(-10, -12, 20, 24), Qt.AlignmentFlag.AlignCenter, "?")
    painter.restore()


def paint_panel(painter: QPainter, look: Look, box: QRect, *, lying: bool = False) -> None:
    """A card on the ground: rounded, one thin line. `lying`: with the ground in its corners, for a widget that paints all of itself."""

    def draw(own: QPainter, whole: QRect) -> None:
        own.setPen(QPen(look.colour("line"), 1))
        own.setBrush(look.colour("card"))
        own.drawRoundedRect(QRectF(whole).adjusted(0.5, 0.5, -0.5, -0.5), look.px(RADIUS), look.px(RADIUS))

    if lying:
        framed(painter, ("panel", look), box, Plain(look.px(RADIUS) + 1, look.colour("ground"), draw))
    else:
        kept(painter, ("panel", look), box, lambda own: draw(own, QRect(0, 0, box.width(), box.height())))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_cap(painter: QPainter, text: str, font: QFont, at: QPointF, colours: tuple[QColor, QColor]) -> float:
    """A key cap with its left edge and middle at a point; colours are of the words and of the edge; returns its width."""
    metrics = QFontMetricsF(font)
    tall = metrics.height() * 1.18
    wide = max(metrics.horizontalAdvance(text) + tall * 0.5, tall)
    box = QRectF(at.x(), at.y() - tall / 2, wide, tall)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours[1], 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, tall * 0.22, tall * 0.22)
    painter.setFont(font)
    painter.setPen(colours[0])
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return wide


def cap_width(text: str, font: QFont) -> float:
    """The width `paint_cap` will take."""
    metrics = QFontMetricsF(font)
    return max(metrics.horizontalAdvance(text) + metrics.height() * 0.59, metrics.height() * 1.18)


def paint_lamp(painter: QPainter, look: Look, centre: QPointF, state: str) -> None:
    """A lamp: green dot when up, amber dot when it is open and in trouble or its battery is low, hollow red ring when down, amber ring when it is trying, soft ring when unused."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = look.px(5.5)
    colour = look.colour({"up": "ok", "ill": "amber", "weak": "amber", "down": "bad", "trying": "amber"}.get(state, "faint"))
    full = state in ("up", "ill", "weak")
    painter.setPen(Qt.PenStyle.NoPen if full else QPen(colour, look.px(2.4)))
    painter.setBrush(colour if full else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, size, size)


def rounded(box: QRectF, radius: float) -> QPainterPath:
    """A rounded box as a path, to clip with."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    return path
