"""Pictures of pages: a PDF page as pixels for the preview, and the texts of the symbols in a PDF or a picture."""

import contextlib
import threading
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from workstation.words import Refused

READ_AT = 300
"""Dots per inch at which a PDF is read: a 0.5 mm module is six dots."""

_DARK = 150
"""Shades up to this one print as black: thin strokes of small characters stay whole."""

MOST_PIXELS = 80_000_000
MOST_PAGES = 4

_PDFIUM = threading.RLock()
"""pdfium is not made for two threads at once; the worker draws previews while the printing threads prepare pages."""


@contextlib.contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """A PDF as pypdfium2 reads it, for one thread at a time, closed at the end; everything of it is used inside. Raises `pypdfium2.PdfiumError`."""
    import pypdfium2

    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()



def page_image(pdf: bytes, dpi: int, page: int = 0) -> tuple[int, int, bytes]:
    """One page as (width, height, RGB bytes, three a pixel, row by row from the top)."""
    with opened(pdf) as document:
        picture = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
        return picture.width, picture.height, picture.tobytes()


def png(pdf: bytes, dpi: int = 200) -> bytes:
    """The first page as a picture file."""
    from PIL import Image

    wide, high, pixels = page_image(pdf, dpi)
    kept = BytesIO()
    Image.frombytes("RGB", (wide, high), pixels).save(kept, "PNG")
    return kept.getvalue()


def page_dots(pdf: bytes, per_mm: int = 8) -> tuple[int, int, bytes]:
    """The first page in black and white dots, as thermal heads print it: (width, height, rows of whole bytes, leftmost dot highest, 1 = black)."""
    from PIL import ImageOps

    with opened(pdf) as document:
        size = [round(side / 72 * 25.4 * per_mm) for side in document[0].get_size()]
        # Rendering rounds up: a line of one dot too many would be wider than the head.
        grey = document[0].render(scale=per_mm * 25.4 / 72).to_pil().convert("L").crop((0, 0, *size))
        dots = ImageOps.invert(grey.point(lambda shade: 255 if shade > _DARK else 0)).convert("1")
        return dots.width, dots.height, dots.tobytes()


def read_codes(content: bytes, name: str = "-") -> tuple[str, ...]:
    """The texts of every symbol in a PDF (its first pages) or a picture, QR codes first; something else is refused with its name."""
    found: list[str] = []
    for picture in _pictures(content, name):
        found += [each for each in _read(picture) if each not in found]
    return tuple(found)


def slip_token(content: bytes, name: str = "-", prefix: str = "HN1:") -> str:
    """The token among the symbols of a PDF or picture; refused when there is none."""
    # As it is; then without its grain, and then without its blur: a telephone's photograph has both.
    for better in (_as_it_is, _smooth, _sharp):
        for picture in _pictures(content, name):
            for text in _read(better(picture)):
                if text.startswith(prefix):
                    return text
    raise Refused("picture-no-code", name=name)


def _as_it_is(picture: Any) -> Any:
    return picture


def _smooth(picture: Any) -> Any:
    from PIL import ImageFilter

    return picture.filter(ImageFilter.GaussianBlur(1))


def _sharp(picture: Any) -> Any:
    from PIL import ImageFilter

    return picture.filter(ImageFilter.UnsharpMask(3, 250, 0))


def _read(picture: Any) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(picture)
    return [each.text for each in sorted(found, key=lambda each: each.format != zxingcpp.BarcodeFormat.QRCode)]


def _pictures(content: bytes, name: str) -> Iterator[Any]:
    yield from _pages(content, name) if content.lstrip()[:5] == b"%PDF-" else [_picture(content, name)]


def _pages(content: bytes, name: str) -> Iterator[Any]:
    import pypdfium2

    try:
        with opened(content) as document:
            for page in range(min(len(document), MOST_PAGES)):
                wide, high = document[page].get_size()
                scale = min(READ_AT / 72, (MOST_PIXELS / max(1.0, wide * high)) ** 0.5)
                yield document[page].render(scale=scale).to_pil().convert("L")
    except pypdfium2.PdfiumError as error:
        raise Refused("picture-not-read", name=name) from error


def check_picture(content: bytes, name: str) -> None:
    """Refused `photo-not-read`, `picture-too-large` where a content does not open as PNG or JPEG to its last pixel."""
    try:
        _picture(content, name)
    except Refused as refusal:
        raise Refused("photo-not-read", name=name) if refusal.key == "picture-not-read" else refusal from refusal


def _picture(content: bytes, name: str) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(BytesIO(content), formats=("PNG", "JPEG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused("picture-too-large", name=name, size=f"{picture.width} × {picture.height}")
        return picture.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("picture-not-read", name=name) from error
