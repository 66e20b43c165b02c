"""Whether a text that is kept in clear names a person: the journal cannot forget, so what is proved to be a person's number is refused there."""

import re
import unicodedata

from workstation.codes.recognising import recognise
from workstation.codes.shown import PERSON_KINDS

SHORTEST = 15
"""No document of a person that carries a check digit is shorter."""

_CARD = re.compile(r"(?<![0-9A-Z])[0-9](?:[ -]?[0-9]){16}[ -]?[0-9X](?![0-9A-Z])")

_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


def seen(text: str) -> str:
    """A text as people read it, for comparing: wide letters and digits as the plain ones, without signs that nobody sees (a copied text brings zero-width ones along)."""
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def names_person(text: str) -> str:
    """The kind of the person's document, its check digit proved, that the text is or holds; '' for none."""
    if len(text) < SHORTEST:
        return ""
    plain = seen(text).upper()
    for each in (text, *_CARD.findall(plain)):
        for code in recognise(each).candidates:
            if code.checked and code.kind in PERSON_KINDS:
                return code.kind
    return ""
