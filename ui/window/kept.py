"""Pictures kept of what is painted again and again: whole ones, and small ones of rounded boxes whose inside is filled."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from workstation.words import edition


def kept(painter: QPainter, key: Hashable, box: QRect, draw: Callable[[QPainter], None], ground: QColor | None = None) -> None:
    """Paint by a picture kept from the last time; `key` says everything it shows but its size. `draw` paints it once, its corner at 0, 0; `ground` is what it lies on, where that is one colour.

    Rounded outlines, words and stripes cost ten times the copying of their picture, on the way from a scan to its card.
    """
    ratio = painter.device().devicePixelRatio()
    if ground is not None and ratio % 1:
        # Its corner may lie between two points of the screen, and words would blur.
        painter.save()
        painter.translate(box.topLeft())
        painter.fillRect(QRect(0, 0, box.width(), box.height()), ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.restore()
        return
    whole = (key, box.width(), box.height(), ratio, edition())
    picture = _pictures.take(whole) or _drawn(box, ratio, draw, ground)
    _pictures.put(whole, picture)
    painter.drawPixmap(box.topLeft(), picture)


def _drawn(box: QRect, ratio: float, draw: Callable[[QPainter], None], ground: QColor | None) -> QPixmap:
    picture = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    # On one colour, words are smoothed as they are on the screen.
    picture.fill(Qt.GlobalColor.transparent if ground is None else ground)
    own = QPainter(picture)
    own.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(own)
    own.end()
    return picture


@dataclass(frozen=True)
class Plain:
    """A box with a plain inside on a `ground` of one colour: its corners are no larger than `corner` pixels, its edges straight; `draw` paints it in any size."""

    corner: int
    ground: QColor
    draw: Callable[[QPainter, QRect], None]


def framed(painter: QPainter, key: Hashable, box: QRect, plain: Plain) -> None:
    """Paint a plain box by a picture of its corners, the rest is filled: quicker than to copy the whole, and next to nothing is kept. `key` says everything it shows but its size."""
    corner = plain.corner
    if painter.device().devicePixelRatio() != 1 or min(box.width(), box.height()) <= 2 * corner:
        kept(painter, key, box, lambda own: plain.draw(own, QRect(0, 0, box.width(), box.height())), plain.ground)
        return
    frame = _frames.get((key, corner))
    if frame is None:
        frame = _frames[key, corner] = _measured(plain)
    painter.save()
    painter.translate(box.topLeft())
    wide, tall, far = box.width(), box.height(), corner + 1
    for x, from_x in ((0, 0), (wide - corner, far)):
        for y, from_y in ((0, 0), (tall - corner, far)):
            painter.drawPixmap(QPoint(x, y), frame.picture, QRect(from_x, from_y, corner, corner))
    for start, end, colour in frame.strips:
        painter.fillRect(corner, start, wide - 2 * corner, end - start, colour)
        painter.fillRect(corner, tall - end, wide - 2 * corner, end - start, colour)
        painter.fillRect(start, corner, end - start, tall - 2 * corner, colour)
        painter.fillRect(wide - end, corner, end - start, tall - 2 * corner, colour)
    painter.fillRect(corner, corner, wide - 2 * corner, tall - 2 * corner, frame.inside)
    painter.restore()


@dataclass(frozen=True)
class _Frame:
    """Of a small box: its picture, the strips of its edges from the outside inwards (from, to, colour), the colour inside."""

    picture: QPixmap
    strips: tuple[tuple[int, int, QColor], ...]
    inside: QColor


_frames: dict[Hashable, _Frame] = {}


def _measured(plain: Plain) -> _Frame:
    corner = plain.corner
    whole = QRect(0, 0, 2 * corner + 1, 2 * corner + 1)
    picture = _drawn(whole, 1, lambda own: plain.draw(own, whole), plain.ground)
    image, strips, start = picture.toImage(), [], 0
    for at in range(1, corner + 1):
        if at == corner or image.pixel(corner, at) != image.pixel(corner, start):
            strips.append((start, at, image.pixelColor(corner, start)))
            start = at
    return _Frame(picture, tuple(strips), image.pixelColor(corner, corner))


KEPT = 48 * 1024 * 1024
"""Bytes of pictures kept: every face and line of keys of a wide screen (42 MB there, 19 MB on an ordinary one) and a few trucks."""


class _Pictures:
    """As many as there is room for; the one unseen for the longest goes first."""

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[QPixmap, int]] = {}
        self._bytes = 0

    def take(self, key: Hashable) -> QPixmap | None:
        picture, size = self._held.pop(key, (None, 0))
        self._bytes -= size
        return picture

    def put(self, key: Hashable, picture: QPixmap) -> None:
        size = picture.width() * picture.height() * 4
        self._held[key] = (picture, size)
        self._bytes += size
        while self._bytes > KEPT and len(self._held) > 1:
            self._bytes -= self._held.pop(next(iter(self._held)))[1]


_pictures = _Pictures()


