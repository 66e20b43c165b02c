"""The check digits of every code, one function each: called with text already cut to the right alphabet, so none of them raises."""

from collections.abc import Callable

from stdnum import ean, imo, iso6346
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2, mod_37_2, mod_37_36

Check = Callable[[str], str]
"""From the characters before it to the check character."""

_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MRZ = {sign: value for value, sign in enumerate(_ALPHABET)} | {"<": 0}


def own(body: str) -> str:
    """ISO 7064 MOD 37,36 over digits and A-Z: the check character of the formats that are ours (booking, release list, confirmation)."""
    return str(mod_37_36.calc_check_digit(body))


def slip(body: str) -> str:
    """ISO 7064 MOD 37-2 over digits and A-Z, `*` for 36: the check of a slip number, counted without its hyphens."""
    return str(mod_37_2.calc_check_digit(body))


def citizen(body: str) -> str:
    """ISO 7064 MOD 11-2 over 17 digits (GB 11643-1999): resident ID, residence permit and permanent residence card."""
    return str(mod_11_2.calc_check_digit(body))


def credit(body: str) -> str:
    """Check character of a unified social credit code over its first 17 (GB 32100-2015)."""
    return str(uscc.calc_check_digit(body))


def organisation(body: str) -> str:
    """Check character of an organisation code over its first 8 (GB 11714-1997): 10 is X, 11 is 0."""
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(body, _ORGANISATION, strict=True))
    return "0123456789X0"[11 - total % 11]


def container(body: str) -> str:
    """ISO 6346 check digit over owner, category and serial (10 characters); a remainder of 10 is written 0."""
    return str(iso6346.calc_check_digit(body))


def ship(body: str) -> str:
    """Check digit of an IMO number over its first 6 digits (IMO resolution A.1117(30))."""
    return str(imo.calc_check_digit(body))


def goods(body: str) -> str:
    """GS1 check digit (GTIN, SSCC, GLN): weights 3 and 1 from the right over the digits before it."""
    return str(ean.calc_check_digit(body))


def waybill(serial: str) -> str:
    """Check digit of an air waybill (IATA resolution 600a): the first seven digits of the serial modulo 7."""
    return str(int(serial) % 7)


def document(field: str) -> str:
    """The 7-3-1 check digit of a machine readable zone (ICAO 9303-3); `<` counts 0, A is 10."""
    return str(sum(_MRZ[sign] * (7, 3, 1)[place % 3] for place, sign in enumerate(field)) % 10)
