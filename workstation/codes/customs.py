"""Numbers of customs papers: declaration, e-ledger, commodity code, unique consignment reference."""

import re
from collections.abc import Iterator

from workstation.codes.tables import countries, table
from workstation.codes.text import Text
from workstation.codes.values import Code, NotThat

_DECLARATION = re.compile(r"([0-9]{4})([0-9]{4})([0-9A-Z])([0-9]{9})")
_NEAR_DECLARATION = re.compile(r"[0-9]{4}20[0-9]{2}[01IE][0-9]{7,11}")
_LEDGER = re.compile(r"([A-Z])([0-9]{4})[0-9A-Z]{7}")
_LOOSE_LEDGER = re.compile(r"[A-Z](?=[0-9A-Z]*[0-9])[0-9A-Z]{11}")
_COMMODITY = re.compile(r"[0-9]{4}(?:\.?[0-9]{2}){1,3}(?:[0-9]{3})?")
_UCR = re.compile(r"([0-9])([A-Z]{2})([0-9A-Z][0-9A-Z()/.+-]{7,31})")
_DIRECTIONS = {"1": "import", "0": "export", "I": "import-list", "E": "export-list"}


def read(text: Text) -> Iterator[Code | NotThat]:
    """Every number of a customs paper the text can be, and why it is not the others."""
    plain = text.plain
    yield from _declaration(text, plain)
    if len(plain) == 12 and plain[0].isalpha():
        yield from _ledger(plain)
    if plain[:4].isdigit() and len(plain) <= 17:
        yield from _commodity(plain)
    yield from _ucr(text)


def _declaration(text: Text, plain: str) -> Iterator[Code | NotThat]:
    """18 characters: customs office, year, flag (1 import, 0 export, I and E centralised-declaration lists), serial; no check digit."""
    found = _DECLARATION.fullmatch(plain)
    if not found:
        if len(plain) != 18 and _NEAR_DECLARATION.fullmatch(plain):
            yield NotThat("declaration", "length")
        return
    office, year, flag, serial = found.groups()
    if not int(table("declaration")["year_from"]) <= int(year) <= text.today.year + int(table("declaration")["years_ahead"]):
        yield NotThat("declaration", "date")
    elif flag not in _DIRECTIONS:
        yield NotThat("declaration", "flag")
    else:
        fields = {"office": office, "year": year, "flag": flag, "direction": _DIRECTIONS[flag], "serial": serial}
        yield Code("declaration", plain, fields=fields)


def _ledger(plain: str) -> Iterator[Code | NotThat]:
    """12 characters: a letter for the sort, customs office, seven more; no check. Own knowledge: the rule of the serial is not public."""
    found = _LEDGER.fullmatch(plain)
    if found:
        yield Code("ledger", plain, fields={"sort": found.group(1), "office": found.group(2)})
    elif _LOOSE_LEDGER.fullmatch(plain):
        yield Code("ledger", plain, fields={"sort": plain[0]})


def _commodity(plain: str) -> Iterator[Code | NotThat]:
    """HS 6, tariff 8, declaration 10, with inspection 13 digits; dots are dropped. Chapter 77 is reserved; existence needs a dated table."""
    digits = plain.replace(".", "")
    if not _COMMODITY.fullmatch(plain) or not digits.isascii():
        return
    if len(digits) not in (6, 8, 10, 13):
        yield NotThat("commodity", "length")
    elif digits[:2] in table("commodity")["no_chapters"]:
        yield NotThat("commodity", "unlisted")
    else:
        yield Code("commodity", digits, fields={"chapter": digits[:2], "heading": digits[:4], "digits": len(digits)})


def _ucr(text: Text) -> Iterator[Code | NotThat]:
    """WCO unique consignment reference, common form: year digit, country (ISO 3166), national company id, reference; 35 at most."""
    value = text.hyphened
    found = _UCR.fullmatch(value)
    if not found:
        return
    if len(value) > 35:
        yield NotThat("ucr", "length")
    elif found.group(2) not in countries():
        yield NotThat("ucr", "country")
    else:
        yield Code("ucr", value, fields={"year_digit": found.group(1), "country": found.group(2), "reference": found.group(3)})
