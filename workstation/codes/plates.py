"""Plates of vehicles (GA 36 and the special plates that come to a port)."""

import re
from collections.abc import Iterator

from workstation.codes.tables import table
from workstation.codes.text import Text
from workstation.codes.values import Code, NotThat

_DOTS = str.maketrans("", "", "·•․‧∙⋅・.")
_SIGN = "[0-9A-HJ-NP-Z]"
_ORDINARY = re.compile(rf"[A-HJ-NP-Z]{_SIGN}{{5}}")
_NEW = re.compile(rf"[A-HJ-NP-Z](?:([A-HJK]){_SIGN}[0-9]{{4}}|[0-9]{{5}}([A-HJK]))")
_MARKED = re.compile(rf"[A-HJ-Z]{_SIGN}{{4}}([挂学警港澳领试超])")
_EMERGENCY = re.compile(rf"[XS]{_SIGN}{{4}}(应急)")
_POLICE = re.compile(rf"O{_SIGN}{{5}}")
_ARMED = re.compile(r"WJ(.)([0-9]{4}[0-9A-HJ-NP-Z])")
_EMBASSY = re.compile(r"使[0-9]{6}|[0-9]{6}使")
_BATTERY = frozenset("ABCDE")


def read(text: Text) -> Iterator[Code | NotThat]:
    """A plate begins with the character of its province; `class` is ordinary, new-energy or special, with what is special in `mark`."""
    plain = text.plain
    if plain.isascii() or len(plain) > 14:
        return
    plate = plain.translate(_DOTS)
    if plate[:2] == "WJ" or "使" in plate:
        yield from _without_province(plate)
    elif plate[:1] in table("provinces"):
        yield _of_province(plate)


def _of_province(plate: str) -> Code | NotThat:
    rest = plate[1:]
    fields: dict[str, object] = {"class": "ordinary", "province": table("provinces")[plate[0]], "office": plate[:2]}
    city = table("cities").get(plate[:2])
    if city:
        fields["city"] = city
    special = _MARKED.fullmatch(rest) or _EMERGENCY.fullmatch(rest)
    new = _NEW.fullmatch(rest)
    if special and (special.group(1) not in "港澳" or plate.startswith("粤Z")):
        return Code("plate", plate, fields=fields | {"class": "special", "mark": special.group(1)})
    if special:
        return NotThat("plate", "prefix")
    if new:
        energy = "battery" if (new.group(1) or new.group(2)) in _BATTERY else "other"
        return Code("plate", plate, fields=fields | {"class": "new-energy", "energy": energy, "size": "small" if new.group(1) else "large"})
    if _POLICE.fullmatch(rest):
        return Code("plate", plate, fields=fields | {"class": "special", "mark": "O"})
    if _ORDINARY.fullmatch(rest):
        return Code("plate", plate, fields=fields)
    return NotThat("plate", "alphabet" if len(plate) in (7, 8) else "length")


def _without_province(plate: str) -> Iterator[Code | NotThat]:
    """Embassies (使) and the armed police (WJ, then a province)."""
    armed = _ARMED.fullmatch(plate)
    if armed and armed.group(1) in table("provinces"):
        yield Code("plate", plate, fields={"class": "special", "mark": "WJ", "province": table("provinces")[armed.group(1)]})
    elif _EMBASSY.fullmatch(plate):
        yield Code("plate", plate, fields={"class": "special", "mark": "使"})
    else:
        yield NotThat("plate", "alphabet" if len(plate) in (7, 8) else "length")
