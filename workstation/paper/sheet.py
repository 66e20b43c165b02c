"""A sheet of paper being drawn: text in the bundled fonts, lines, boxes; millimetres from the top left, as a person measures it."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from workstation.paper import fonts

MM = 72 / 25.4
"""Points in a millimetre."""

INK = (0.086, 0.125, 0.106)
SOFT = (0.365, 0.416, 0.388)
LINE = (0.80, 0.82, 0.80)
WHITE = (1.0, 1.0, 1.0)
GREEN = (0.078, 0.325, 0.176)
RED = (0.702, 0.149, 0.118)

Colour = tuple[float, float, float]


class Sheet:
    """One page. The same calls give the same bytes in every process (reportlab's `invariant`), on one version of reportlab."""

    def __init__(self, wide: float, high: float, title: str) -> None:
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        rl_config.useA85 = 0  # plain binary streams: a quarter smaller and no slow text coding; printers have taken them since PDF 1.0
        self.wide, self.high = wide, high
        self._bytes = BytesIO()
        self._canvas: Any = Canvas(self._bytes, pagesize=(wide * MM, high * MM), invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator("port-officer")

    def done(self) -> bytes:
        """The PDF's bytes; nothing is drawn after this."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def turn(self) -> None:
        """The next page, of the same size."""
        self._canvas.showPage()

    def text(self, at: tuple[float, float], words: str, size: float, *, font: Path = fonts.REGULAR, colour: Colour = INK) -> float:
        """Draw words from the left end of their base line; returns where they end. Size in points."""
        x, y = at
        canvas = self._canvas
        canvas.setFillColorRGB(*colour)
        for name, part in fonts.runs(words, font):
            canvas.setFont(name, size)
            canvas.drawString(x * MM, (self.high - y) * MM, part)
            x += canvas.stringWidth(part, name, size) / MM
        return x

    def right(self, at: tuple[float, float], words: str, size: float, *, font: Path = fonts.REGULAR, colour: Colour = INK) -> None:
        """Draw words that end at a point."""
        x, y = at
        self.text((x - fonts.width(words, size, font) / MM, y), words, size, font=font, colour=colour)

    def line(self, start: tuple[float, float], end: tuple[float, float], *, width: float = 0.4, colour: Colour = LINE) -> None:
        """A straight line; width in points."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(width)
        self._canvas.line(start[0] * MM, (self.high - start[1]) * MM, end[0] * MM, (self.high - end[1]) * MM)

    def box(self, at: tuple[float, float], size: tuple[float, float], *, fill: Colour | None = None, dash: bool = False, colour: Colour = INK) -> None:
        """A rounded box from its top left corner: filled without a border, or with a border alone."""
        canvas, (x, y), (wide, high) = self._canvas, at, size
        canvas.saveState()
        if dash:
            canvas.setDash(6, 3)
        canvas.setLineWidth(1.6)
        canvas.setStrokeColorRGB(*colour)
        if fill:
            canvas.setFillColorRGB(*fill)
        canvas.roundRect(x * MM, (self.high - y - high) * MM, wide * MM, high * MM, 2 * MM, stroke=int(fill is None), fill=int(fill is not None))
        canvas.restoreState()

    def block(self, at: tuple[float, float], size: tuple[float, float], colour: Colour) -> None:
        """A filled rectangle with square corners, from its top left one."""
        self._canvas.setFillColorRGB(*colour)
        self._canvas.rect(at[0] * MM, (self.high - at[1] - size[1]) * MM, size[0] * MM, size[1] * MM, stroke=0, fill=1)

    def bars(self, at: tuple[float, float], boxes: Iterable[tuple[int, int, int, int]], unit: float) -> None:
        """Filled black rectangles (x, y, width, height) counted in whole units of so many millimetres from a top left corner, as one path.

        Written as PDF operators at once, in units under a scaled matrix: thousands of calls cost more than the rest of the page.
        """
        path = " ".join(f"{x} {y} {wide} {high} re" for x, y, wide, high in boxes)
        left, top, step = at[0] * MM, (self.high - at[1]) * MM, unit * MM
        self._canvas.addLiteral(f"q 0 0 0 rg {step:.6f} 0 0 {-step:.6f} {left:.4f} {top:.4f} cm {path} f Q")

    def across(self, words: str, size: float, colour: Colour, *, middle: float, turn: float) -> None:
        """Half transparent words through the middle of the page's width, `turn` degrees, as a mark nobody can overlook."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setFillColorRGB(*colour, alpha=0.55)
        canvas.translate(self.wide / 2 * MM, (self.high - middle) * MM)
        canvas.rotate(turn)
        x = -fonts.width(words, size, fonts.BOLD) / 2
        for name, part in fonts.runs(words, fonts.BOLD):
            canvas.setFont(name, size)
            canvas.drawString(x, -size / 3, part)
            x += canvas.stringWidth(part, name, size)
        canvas.restoreState()


def fitted(words: str, size: float, most: float, font: Path = fonts.REGULAR) -> float:
    """The greatest size up to `size` (points) at which words are at most so many millimetres wide."""
    needed = fonts.width(words, size, font) / MM
    return size if needed <= most else size * most / needed


def lines(words: str, size: float, most: float, *, rows: int, font: Path = fonts.REGULAR) -> list[str]:
    """Words broken into at most so many rows of so many millimetres; what does not fit ends in an ellipsis. Chinese breaks anywhere, Latin at spaces."""
    found: list[str] = []
    rest = " ".join(words.split())
    while rest and len(found) < rows:
        cut = _cut(rest, size, most, font)
        found.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        last = found[-1]
        while last and fonts.width(last + "…", size, font) > most * MM:
            last = last[:-1]
        found[-1] = last + "…"
    return found


def _cut(words: str, size: float, most: float, font: Path) -> int:
    if fonts.width(words, size, font) <= most * MM:
        return len(words)
    end = 1
    while end < len(words) and fonts.width(words[: end + 1], size, font) <= most * MM:
        end += 1
    space = words.rfind(" ", end // 2, end + 1)
    between_latin = words[end - 1].isascii() and words[end].isascii()
    return space if between_latin and space > 0 else end
