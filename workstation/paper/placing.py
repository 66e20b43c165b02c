"""A finished page put onto the paper of one printer: scaled to its size where it is another one, and shifted by what the ruler sheet measured."""

from workstation.paper.pictures import opened
from workstation.words import Refused

MM = 72 / 25.4

MEDIA = {"A5": (148.0, 210.0), "A4": (210.0, 297.0)}
"""Sheets a printer can hold: width and height in mm (ISO 216)."""

MOST_SHIFT = 15.0
"""Millimetres; a printer that is further out needs its tray set, not an offset."""

_SAME = 0.6


def placed(pdf: bytes, medium: str, offset: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """The PDF for one medium of `MEDIA`, `offset` mm to the right and down. A page that fits as it is comes back untouched, byte for byte.

    Refused `medium-unknown`, `offset-too-large`.
    """
    checked(offset)
    wide, high = size_of(medium)
    with opened(pdf) as document:
        sizes = {tuple(side / MM for side in page.get_size()) for page in document}
        if offset == (0.0, 0.0) and all(abs(w - wide) < _SAME and abs(h - high) < _SAME for w, h in sizes):
            return pdf
        for page in document:
            _place(page, (wide, high), offset)
        return _saved(document)


def checked(offset: tuple[float, float]) -> None:
    """Refused `offset-too-large`."""
    if max(abs(offset[0]), abs(offset[1])) > MOST_SHIFT:
        raise Refused("offset-too-large", x=offset[0], y=offset[1], most=MOST_SHIFT)


def size_of(medium: str) -> tuple[float, float]:
    """Width and height in mm. Refused `medium-unknown`."""
    if medium not in MEDIA:
        raise Refused("medium-unknown", medium=medium[:20], known=", ".join(MEDIA))
    return MEDIA[medium]


def _place(page: object, size: tuple[float, float], offset: tuple[float, float]) -> None:
    """All that stands on the page under one matrix; the page itself becomes as large as the paper."""
    from pypdfium2 import raw

    old_wide, old_high = page.get_size()  # type: ignore[attr-defined]  # pypdfium2 has no types
    wide, high = size[0] * MM, size[1] * MM
    scale = min(wide / old_wide, high / old_high)
    scale = 1.0 if abs(scale - 1) < _SAME / size[0] else scale
    right = (wide - old_wide * scale) / 2 + offset[0] * MM
    up = high - old_high * scale - offset[1] * MM
    page.set_mediabox(0, 0, wide, high)  # type: ignore[attr-defined]  # as above
    page.set_cropbox(0, 0, wide, high)  # type: ignore[attr-defined]  # as above
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(scale, 0, 0, scale, right, up), raw.FS_RECTF(0, high, wide, 0))


def _saved(document: object) -> bytes:
    from io import BytesIO

    out = BytesIO()
    document.save(out)  # type: ignore[attr-defined]  # pypdfium2 has no types
    return out.getvalue()
