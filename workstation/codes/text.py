"""One text as it was read, and the same text without what typing and scanners add; the raw read is kept."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

LIMIT = 4096
"""Beyond this many characters only the structured prefixes are looked at: no code of any kind is longer, and time stays bounded."""

_SPACES = (range(0x09, 0x0E), (0x20, 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000), range(0x2000, 0x200B))
_HYPHENS = ((0x2D, 0x58A, 0x2212, 0xFE58, 0xFE63, 0xFF0D), range(0x2010, 0x2016))
_UNSEEN = (
    (0xAD, 0x61C, 0x180E, 0xFEFF),
    *(range(0x200B, 0x2010), range(0x202A, 0x202F), range(0x2060, 0x2070), range(0xFE00, 0xFE10), range(0xFFF9, 0xFFFC)),
)
_LIGHT: dict[int, str | None] = dict.fromkeys(chain(*_SPACES, *_UNSEEN)) | {sign: chr(sign - 32) for sign in range(0x61, 0x7B)}
_PLAIN = _LIGHT | dict.fromkeys(chain(*_HYPHENS))
_HYPHENED = _LIGHT | dict.fromkeys(chain(*_HYPHENS), "-")

_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]", re.ASCII)


@dataclass(frozen=True)
class Text:
    """What was read (`raw`), without its AIM identifier (`body`), the identifier (`aim`, "" when none came) and the day it is judged on."""

    raw: str
    body: str
    aim: str
    today: date

    @cached_property
    def plain(self) -> str:
        """NFKC, without spaces, hyphens, direction and zero-width marks, ASCII letters in upper case."""
        return _even(self.body).translate(_PLAIN)

    @cached_property
    def hyphened(self) -> str:
        """As `plain`, but every hyphen kept, as `-`."""
        return _even(self.body).translate(_HYPHENED)


def text_of(raw: str, aim: str | None, today: date) -> Text:
    """Cut the AIM identifier off (ISO/IEC 15424: `]`, letter, modifier) when the scanner sent it inside the text."""
    mark = _AIM.match(raw)
    if mark and aim in (None, "", mark.group()):
        return Text(raw, raw[3:], mark.group(), today)
    return Text(raw, raw, aim or "", today)


def plain(text: str) -> str:
    """The plain form of any text, the key codes are compared by."""
    # Most seals are plain already, and each is asked for dozens of times while a truck is judged: a third of the time.
    return text.upper() if text.isalnum() and text.isascii() else _even(text).translate(_PLAIN)


def day(digits: str, today: date) -> date | None:
    """YYYYMMDD as a date that has been by `today`, or None when it is no such day. Nobody on a document was born before 1800."""
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return found if found.year >= 1800 and found <= today else None


def _even(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
