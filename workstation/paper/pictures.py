"""Pictures of pages: a PDF page as pixels for the preview, and the texts of the symbols in a PDF or a picture."""

import contextlib
import struct
import threading
import warnings
import zlib
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

PHOTOS = ("PNG", "JPEG")
KEPT = (*PHOTOS, "WEBP", "TIFF", "HEIF")
"""Formats of photos that answer something, and of those that are kept with an inspection."""

_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, MemoryError, struct.error, zlib.error)
"""What a picture that is none raises, by its format; `UnidentifiedImageError` is an OSError."""
_HEAD = 8

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


def check_photo(content: bytes, name: str, formats: tuple[str, ...] = PHOTOS) -> None:
    """Refused `photo-not-read`, `picture-too-large` where a content does not open in one of these formats to its last pixel; TIFF and HEIC to their last part."""
    boxed = "HEIF" in formats and content[4:8] == b"ftyp"
    if not (_whole_parts(content) if boxed else _opens_whole(content, name, formats)):
        raise Refused("photo-not-read", name=name, formats=", ".join(formats))


def check_pdf(content: bytes, name: str) -> None:
    """Refused `picture-not-read` where a content is no PDF of at least one page, or one of its pages cannot be opened."""
    import pypdfium2

    try:
        with opened(content) as document:
            for page in range(max(1, len(document))):
                document[page].get_size()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Refused("picture-not-read", name=name) from error


def _opens_whole(content: bytes, name: str, formats: tuple[str, ...]) -> bool:
    try:
        picture = _opening(content, name, formats)
        if picture.format == "TIFF":
            # Its decoder prints what it dislikes.
            return _whole_strips(picture.tag_v2, len(content))
        # A JPEG is read to its end all the same, with a sixty-fourth of the pixels in memory.
        picture.draft(None, (picture.width // 8, picture.height // 8))
        picture.load()
    except _BROKEN:
        return False
    except Refused as refusal:
        if refusal.key != "picture-not-read":
            raise
        return False
    return True


def _whole_parts(content: bytes) -> bool:
    """Whether the parts of an ISO base media file (ISO/IEC 14496-12: length, kind) fill it to its last byte, what describes the picture and its data among them."""
    place, kinds = 0, set[bytes]()
    while place < len(content):
        size = int.from_bytes(content[place : place + 4])
        kinds.add(content[place + 4 : place + 8])
        size = int.from_bytes(content[place + 8 : place + 16]) if size == 1 else size or len(content) - place
        if size < _HEAD:
            return False
        place += size
    return place == len(content) and {b"meta", b"mdat"} <= kinds


def _whole_strips(tags: Any, size: int) -> bool:
    """Whether every strip or tile that a TIFF names (TIFF 6.0: 273 and 279, 324 and 325) lies within its bytes."""
    for places, lengths in ((273, 279), (324, 325)):
        if places in tags and lengths in tags:
            parts = list(zip(tags[places], tags[lengths], strict=False))
            return len(tags[places]) == len(tags[lengths]) and all(min(part) > 0 and sum(part) <= size for part in parts)
    return False


def _picture(content: bytes, name: str) -> Any:
    try:
        return _opening(content, name, PHOTOS).convert("L")
    except _BROKEN as error:
        raise Refused("picture-not-read", name=name) from error


def _opening(content: bytes, name: str, formats: tuple[str, ...]) -> Any:
    """A picture whose head was read, its pixels not yet. Refused `picture-not-read`, `picture-too-large`."""
    from PIL import Image

    # What is too large or damaged is refused below in one line of words; the library's own limit and its remarks on a damaged file would be printed beside it.
    Image.MAX_IMAGE_PIXELS = None
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        picture = Image.open(BytesIO(content), formats=formats)
    except _BROKEN as error:
        raise Refused("picture-not-read", name=name) from error
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("picture-too-large", name=name, size=f"{picture.width} × {picture.height}")
    return picture
