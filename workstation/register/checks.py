"""Whole columns of a pack checked at once: type, choice, form and check digit; a million rows pass here, so each check is made once per column."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from workstation import codes
from workstation.register.quick import QUICK
from workstation.register.schema import Field

Holds = Callable[[str], bool]
ColumnCheck = Callable[[Sequence[Any]], str]
"""A column (None where the field is absent) -> the key of what is wrong, or an empty text."""

PairCheck = Callable[[Sequence[Any], Sequence[Any]], str]
"""Two columns, what the second is held against first -> the same."""

LONGEST = 2000
SHORTEST = 5
"""A number of fewer signs is in any id by chance."""

CALLED = {"vehicle": "plate", "enterprise": "uscc", "release_list": "release-list"}
"""What a table calls a thing, and the kind of its code."""

FREE = frozenset({"person"})
"""Things named by a register id, which has no form."""

_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ODD = re.compile(rb"\xc2[\x80-\x9f]")
_SEPARATOR = re.compile(rb"\xe2\x80[\xa8\xa9]")
_TYPES = {"text": str, "decimal": str, "date": str, "time": str, "int": int, "bool": bool, "texts": list}


def column_check(field: Field) -> ColumnCheck:
    """The check of one field, made once: it answers the key of the first thing that is wrong in a column, or an empty text."""
    allowed = {_TYPES[field.type]} if field.required else {_TYPES[field.type], type(None)}
    form = _form_check(field)
    choices = frozenset(field.one_of) | (frozenset() if field.required else {None})

    def check(column: Sequence[Any]) -> str:
        types = set(map(type, column))
        if not types <= allowed:
            return "pack-field-missing" if field.required and type(None) in types else "pack-field-type"
        if field.one_of and field.type != "texts":
            return "" if choices.issuperset(column) else "pack-field-choice"
        return form(column)

    return check


def pair_check(kinds: Sequence[Any], numbers: Sequence[Any]) -> str:
    """The check of a number whose kind stands in another field (documents)."""
    return "" if all(of_kind(kind)(number) for kind, number in zip(kinds, numbers, strict=True)) else "pack-field-code"


def apart_check(numbers: Sequence[Any], ids: Sequence[Any]) -> str:
    """The check of an id of a person beside the number of his document: the one stands in clear where the other may not, so it does not hold it."""
    return "pack-id-document" if any(len(number) >= SHORTEST and number in codes.fold_seal(name) for name, number in zip(ids, numbers, strict=True)) else ""


@lru_cache(maxsize=64)
def of_kind(kind: str) -> Holds:
    """Whether a text is a normalised code of a kind (`a|b`: of one of them): the recogniser decides, asked only where the quick form has not said yes."""
    several = [_recogniser(CALLED.get(each, each)) if each not in FREE else _any for each in kind.split("|")]
    return several[0] if len(several) == 1 else lambda text: any(holds(text) for holds in several)


def spotless(text: str) -> bool:
    """No control characters, no half of a surrogate pair, not longer than a field may be."""
    return len(text) <= LONGEST and not _CONTROL.search(text)


def odd(written: bytes) -> bool:
    """Whether JSON text may hold control characters: escapes, DEL, C1 or line separators. JSON itself bars the others; most packs hold none."""
    return b"\\" in written or b"\x7f" in written or _ODD.search(written) is not None or _SEPARATOR.search(written) is not None


def _form_check(field: Field) -> ColumnCheck:
    if field.check:
        holds = of_kind(field.check)
        return _each_member(holds) if field.type == "texts" else _each(holds, "pack-field-code")
    if field.type == "int":
        return _each(lambda number: 0 <= number < 2**53, "pack-field-type")
    if field.type == "texts":
        return _each_member(frozenset(field.one_of).__contains__, "pack-field-choice") if field.one_of else _each_list
    if field.type in _FORMS:
        return _each(_FORMS[field.type], "pack-field-type")
    if field.type == "bool":
        return lambda _: ""
    return _nameless if field.nameless else _texts_required if field.required else _texts


def _each(holds: Callable[[Any], bool], wrong: str) -> ColumnCheck:
    def check(column: Sequence[Any]) -> str:
        distinct = set(column)
        distinct.discard(None)
        return "" if all(map(holds, distinct)) else wrong

    return check


def _each_list(column: Sequence[Any]) -> str:
    texts: Iterable[Any] = (text for several in column if several is not None for text in several)
    return "" if all(type(text) is str and text for text in texts) else "pack-field-type"


def _each_member(holds: Holds, wrong_member: str = "pack-field-code") -> ColumnCheck:
    def check(column: Sequence[Any]) -> str:
        if wrong := _each_list(column):
            return wrong
        members = {text for several in column if several is not None for text in several}
        return "" if all(map(holds, members)) else wrong_member

    return check


def _texts_required(column: Sequence[Any]) -> str:
    return "pack-field-missing" if "" in column else _texts(column)


def _texts(column: Sequence[Any]) -> str:
    return "pack-field-text" if max(map(len, filter(None, column)), default=0) > LONGEST else ""


def _nameless(column: Sequence[Any]) -> str:
    return _texts_required(column) or ("pack-id-document" if any(map(codes.names_person, column)) else "")


def _decimal(text: str) -> bool:
    return _DECIMAL.fullmatch(text) is not None


def _date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None and _exists(date.fromisoformat, text)


def _time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and _exists(datetime.fromisoformat, text)


def _exists(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


_FORMS: dict[str, Holds] = {"decimal": _decimal, "date": _date, "time": _time}


@lru_cache(maxsize=64)
def _recogniser(kind: str) -> Holds:
    quick = QUICK.get(kind, _never)

    @lru_cache(maxsize=4096)
    def slowly(text: str) -> bool:
        return any(code.kind == kind and code.value == text for code in codes.recognise(text).candidates)

    return lambda text: quick(text) or slowly(text)


def _never(_: str) -> bool:
    return False


def _any(text: str) -> bool:
    return bool(text)
