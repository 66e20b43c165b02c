"""Whether a text that nothing but its letters speaks for may be taken for a seal, or could as well be somebody's name or document."""

import re

_DOCUMENTS = (
    # ICAO Doc 9303-3 (eighth edition, 2021): a document number has at most nine characters, letters and digits in any order.
    re.compile(r"[0-9A-Z]{1,9}", re.ASCII),
    # Ordinary, diplomatic, service and special passports of China, and the common shape abroad, longer than nine where a letter was added.
    re.compile(r"[A-Z]{1,2}[0-9]{6,8}", re.ASCII),
    # Mobile and long telephone numbers, identity numbers of several countries, resident ids of the old and the new length.
    re.compile(r"[0-9]{10,15}|[0-9]{17}[0-9X]|[A-Z][0-9]{9}", re.ASCII),
)


def is_word(text: str) -> bool:
    """A name, not a number: a space inside, a letter outside ASCII, or no digit at all. Shown, never offered as anything."""
    bare = text.strip()
    return not bare.isascii() or any(letter.isspace() for letter in bare) or not any(letter.isdigit() for letter in bare)


def could_be_person(text: str, folded: str) -> bool:
    """Whether the text as it was read, or the number it was folded to, may name a person: then only the officer can say that it is a seal.

    Seals have no common shape (ISO 17712:2013 asks for a unique number, nothing more), so many real ones are asked for as well. Those that the register
    declares, that were put on here, or that come with a state (`{"seal": …}`), are never guessed.
    """
    return is_word(text) or any(shape.fullmatch(folded) for shape in _DOCUMENTS)


def shown(text: str) -> str:
    """A raw read for the screen: printable, short."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)[:60]
