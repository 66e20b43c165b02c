"""What an officer enters into a field: the text is checked and normalised before it becomes an event."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

from workstation.codes import names_person
from workstation.inspection.values import Field, Form
from workstation.words import Choices, Refused

LONGEST = 2000
"""Characters one field may hold."""

SEAL = re.compile(r"[A-Z0-9][A-Z0-9-]{1,33}[A-Z0-9]")
"""ISO 17712 fixes no number format; 3 to 35 letters, digits and hyphens as EDIFACT 9308 (domain facts, section 4)."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")
_BETWEEN = re.compile(r"[,;，；、\n]+")
_PERSON_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])")
_YES = frozenset({"yes", "y", "true", "1", "是", "有"})
_NO = frozenset({"no", "n", "false", "0", "否", "无"})
# Marks that turn the direction of what follows: a record could be made to read otherwise than it is.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def find_field(form: Form, name: str) -> Field:
    """The field of that id; Refused `inspection-field-unknown`."""
    for each in form.fields:
        if each.id == name:
            return each
    raise Refused("inspection-field-unknown", field=name[:40], form=form.label)


def check_field(form: Form, name: str, text: str) -> str:
    """The text as it is kept: trimmed, digits folded, choices as ids. An empty text empties the field.

    Refused: `inspection-field-unknown`, `-text`, `-long`, `-person`, `-number`, `-range`, `-choice`, `-yesno`, `-seal`, `-pattern`, `-photo`.
    """
    answer = _judge(find_field(form, name), text)
    if isinstance(answer, Refused):
        raise answer
    return answer


def prefilled(form: Form, facts: Mapping[str, str]) -> dict[str, str]:
    """What the passage already knows, by field; a fact that does not fit its field is left for the officer to enter."""
    found = {each.id: _judge(each, facts[each.prefill]) for each in form.fields if facts.get(each.prefill)}
    return {name: answer for name, answer in found.items() if isinstance(answer, str) and answer}


def split_many(text: str) -> tuple[str, ...]:
    """The parts of an entry that may name several things."""
    return tuple(dict.fromkeys(part.strip() for part in _BETWEEN.split(text) if part.strip()))


def _judge(field: Field, text: str) -> str | Refused:
    """The normalised text, or the refusal itself, so that a prefill can pass over it."""
    whole = text.strip()
    if any(each in _TURNING or unicodedata.category(each) == "Cs" or (unicodedata.category(each) == "Cc" and each not in "\n\t") for each in whole):
        return Refused("inspection-field-text", field=field.label)
    if len(whole) > LONGEST:
        return Refused("inspection-field-long", field=field.label, length=len(whole), most=LONGEST)
    if _names_a_person(whole):
        return Refused("inspection-field-person", field=field.label)
    return _READ[field.kind](field, whole) if whole else ""


def _names_a_person(text: str) -> bool:
    """Whether a resident identity number stands in it: the journal cannot forget, so it must not know (GB 11643, ISO 7064 MOD 11-2)."""
    from stdnum.iso7064 import mod_11_2

    return bool(names_person(text)) or any(mod_11_2.is_valid(found.upper()) for found in _PERSON_NUMBER.findall(unicodedata.normalize("NFKC", text)))


def _text(field: Field, text: str) -> str | Refused:
    if not field.pattern:
        return text
    # A pattern stands for a code: an input method's wide letters and digits are meant as the plain ones.
    plain = unicodedata.normalize("NFKC", text)
    if not re.fullmatch(field.pattern, plain, re.ASCII):
        return Refused("inspection-field-pattern", field=field.label, text=text[:40])
    return plain


def _number(field: Field, text: str) -> str | Refused:
    form = _DECIMAL if field.kind == "decimal" else _NUMBER
    plain = unicodedata.normalize("NFKC", text)
    if not form.fullmatch(plain):
        return Refused("inspection-field-number", field=field.label, text=text[:40])
    value = Decimal(plain)
    low = Decimal(0) if field.kind == "count" and field.least is None else field.least
    if (low is not None and value < low) or (field.most is not None and value > field.most):
        bounds = {"least": "…" if low is None else f"{low:f}", "most": "…" if field.most is None else f"{field.most:f}"}
        return Refused("inspection-field-range", field=field.label, text=text[:40], unit=field.unit, **bounds)
    # Decimal places are kept as read off the meter; only signs and zeros that say nothing go.
    return f"{value.copy_abs() if value.is_zero() else value:f}"


def _choice(field: Field, text: str) -> str | Refused:
    parts = split_many(text) if field.many else (text,)
    known = {name.casefold(): each.id for each in reversed(field.choices) for name in (each.en, each.zh, each.id)}
    wrong = [part for part in parts if part.casefold() not in known]
    if wrong or not parts:
        return Refused("inspection-field-choice", field=field.label, text=text[:40], choices=Choices((each.id for each in field.choices), told={each.id: {"zh": each.zh, "en": each.en} for each in field.choices}))
    chosen = {known[part.casefold()] for part in parts}
    return ",".join(each.id for each in field.choices if each.id in chosen)


def _yesno(field: Field, text: str) -> str | Refused:
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain not in _YES | _NO:
        return Refused("inspection-field-yesno", field=field.label, text=text[:40])
    return "yes" if plain in _YES else "no"


def _seal(field: Field, text: str) -> str | Refused:
    plain = unicodedata.normalize("NFKC", text).upper()
    parts = split_many(plain) if field.many else (plain,)
    numbers = ["".join(part.split()) for part in parts]
    if not numbers or not all(SEAL.fullmatch(number) for number in numbers):
        return Refused("inspection-field-seal", field=field.label, text=text[:40])
    return ",".join(numbers)


def _photo(field: Field, _: str) -> str | Refused:
    return Refused("inspection-field-photo", field=field.label)


_READ: dict[str, Callable[[Field, str], str | Refused]] = {
    "text": _text,
    "number": _number,
    "decimal": _number,
    "count": _number,
    "choice": _choice,
    "yesno": _yesno,
    "seal": _seal,
    "photo": _photo,
}
