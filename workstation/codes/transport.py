"""What goods travel in and under: container, ship, air waybill, bill of lading, seal, lock, place."""

import re
from collections.abc import Iterator

from workstation.codes import checks
from workstation.codes.tables import countries, table
from workstation.codes.text import Text
from workstation.codes.values import Code, NotThat

_CONTAINER = re.compile(r"[A-Z]{3}[UJZ][0-9]{7}")
_NEAR_CONTAINER = re.compile(r"[A-Z]{4}[0-9]{7}")
_SHORT_CONTAINER = re.compile(r"[A-Z]{3}[UJZ][0-9]{5,9}")
_MISREAD_CONTAINER = re.compile(r"[!-~]{3}[UJZ][0-9A-Z]{7}")
_IMO = re.compile(r"(?:IMO)?([0-9]{7})")
_NEAR_IMO = re.compile(r"IMO[0-9]{1,12}|[0-9]{6}|[0-9]{8}|[A-Z]{1,4}[0-9]{7}")
_WAYBILL = re.compile(r"([0-9]{3})([0-9]{7})([0-9])")
_LADING = re.compile(r"(?=[A-Z0-9/.-]*[0-9])[A-Z0-9][A-Z0-9/.-]{3,34}")
_SEAL = re.compile(r"[A-Z0-9]{3,35}")
_LOCODE = re.compile(r"([A-Z]{2})([A-Z2-9]{3})")
_LOCK = re.compile(r"LK[0-9]{10}")
_NEAR_LOCK = re.compile(r"LK[0-9]{6,14}")
_BARE_LOCK = re.compile(r"[0-9]{10}")


def read(text: Text) -> Iterator[Code | NotThat]:
    """Every number of transport the text can be, and why it is not the others."""
    plain = text.plain
    if len(plain) <= 16:
        yield from _container(plain)
        yield from _imo(plain)
        yield from _waybill(plain)
        yield from _lock(plain)
        yield from _locode(plain)
    yield from _shapeless(text)


def _container(plain: str) -> Iterator[Code | NotThat]:
    """ISO 6346: owner of three letters, category U, J or Z, six digits, check digit (a remainder of 10 is written 0)."""
    if _CONTAINER.fullmatch(plain):
        if checks.container(plain[:10]) != plain[10]:
            yield NotThat("container", "check-digit")
        else:
            yield Code("container", plain, checked=True, fields={"owner": plain[:3], "category": plain[3], "serial": plain[4:10]})
    elif _NEAR_CONTAINER.fullmatch(plain):
        yield NotThat("container", "category")
    elif _SHORT_CONTAINER.fullmatch(plain):
        yield NotThat("container", "length")
    elif _MISREAD_CONTAINER.fullmatch(plain):
        yield NotThat("container", "alphabet")


def _imo(plain: str) -> Iterator[Code | NotThat]:
    """IMO ship number: seven digits, the last one the check digit; the letters IMO before it are dropped."""
    found = _IMO.fullmatch(plain)
    if found and checks.ship(found.group(1)[:6]) == plain[-1]:
        yield Code("imo", found.group(1), checked=True)
    elif found:
        yield NotThat("imo", "check-digit")
    elif _NEAR_IMO.fullmatch(plain):
        yield NotThat("imo", "length")


def _waybill(plain: str) -> Iterator[Code | NotThat]:
    """Air waybill: airline prefix of three digits, serial of seven, check digit."""
    found = _WAYBILL.fullmatch(plain)
    if not found:
        return
    prefix, serial, check = found.groups()
    if checks.waybill(serial) != check:
        yield NotThat("air-waybill", "check-digit")
    else:
        fields = {"prefix": prefix, "serial": serial, "airline": str(table("airlines").get(prefix, ""))}
        yield Code("air-waybill", plain, checked=True, fields=fields)


def _lock(plain: str) -> Iterator[Code | NotThat]:
    """Our format for a customs e-lock: `LK` and ten digits. Ten bare digits are what a Jointech lock says of itself, and much else."""
    if _LOCK.fullmatch(plain):
        yield Code("lock", plain, fields={"form": "own"})
    elif _NEAR_LOCK.fullmatch(plain):
        yield NotThat("lock", "length")
    elif _BARE_LOCK.fullmatch(plain):
        yield Code("lock", plain, fields={"form": "jointech"})


def _locode(plain: str) -> Iterator[Code | NotThat]:
    """UN/LOCODE: country and three characters; `listed` says whether our dated table of ports has it (the full list is not bundled)."""
    found = _LOCODE.fullmatch(plain)
    if not found:
        return
    if found.group(1) not in countries():
        yield NotThat("locode", "country")
        return
    place = table("locodes").get(plain)
    names = {"name_zh": place["zh"], "name_en": place["en"]} if place else {}
    yield Code("locode", plain, fields={"country": found.group(1), "listed": place is not None, **names})


def _shapeless(text: Text) -> Iterator[Code | NotThat]:
    """Seal (ISO 17712 has no number format) and bill of lading (EDIFACT 1004, at most 35) fit nearly any text, so they come last."""
    if _SEAL.fullmatch(text.plain):
        yield Code("seal", text.plain)
    elif text.plain.isascii() and text.plain.isalnum():
        yield NotThat("seal", "length")
    lading = text.hyphened.strip("-")
    if _LADING.fullmatch(lading):
        yield Code("bill-of-lading", lading)
