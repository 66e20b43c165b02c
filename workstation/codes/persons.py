"""Documents of persons: resident ID, residence permits and permanent residence cards, travel permits."""

import re
from collections.abc import Iterator

from workstation.codes import checks
from workstation.codes.tables import table
from workstation.codes.text import Text, day
from workstation.codes.values import Code, NotThat

_CARDS = ("resident-id", "hmt-residence-permit", "foreign-pr-card")
_CARD = re.compile(r"[0-9]{17}[0-9X]")
_OLD_ID = re.compile(r"[1-9][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}")
_NEAR_ID = re.compile(r"[1-6][0-9]{5}(?:19|20)(?:[0-9]{8,9}|[0-9]{11,12})X?")
_OLD_PR = re.compile(r"[A-Z]{3}[0-9]{12}")
_HOME = re.compile(r"[HM](?:[0-9]{8}(?:[0-9]{2})?|[A-Z][0-9]{7})")
_NEAR_HOME = re.compile(r"([HM])[0-9]{7,11}|[A-Z][0-9]{8}")
_TAIWAN = re.compile(r"[0-9]{8}")
_TWO_WAY = re.compile(r"C(?:[0-9]{8}|[A-HJ-NP-Z][0-9]{7})")
_NEAR_TWO_WAY = re.compile(r"C[A-Z]?[0-9]{6,9}")


def read(text: Text) -> Iterator[Code | NotThat]:
    """Every document of a person the text can be, and why it is not the others."""
    plain = text.plain
    if _CARD.fullmatch(plain):
        card = _card(text, plain)
        yield card
        yield from (NotThat(kind, "prefix") for kind in _CARDS if kind != card.kind)
    elif _OLD_ID.fullmatch(plain) or _NEAR_ID.fullmatch(plain):
        yield NotThat("resident-id", "length")
    elif _OLD_PR.fullmatch(plain):
        yield Code("foreign-pr-card", plain, fields={"form": "2004", "country": plain[:3]})
    if len(plain) <= 13:
        yield from _permits(plain)


def _card(text: Text, plain: str) -> Code | NotThat:
    """18 characters with an ISO 7064 MOD 11-2 check: the first digits say which document.

    GB 11643-1999 (area, date, order, check); the permits of 2018 have area 81-83 and four zeros; since 2023-12-01 the permanent residence card
    is 9, province, nationality (ISO 3166 numeric), date, order, check. The county is no test: tables of counties change by year.
    """
    if plain[0] == "9":
        kind, fields = "foreign-pr-card", {"form": "2023", "province": plain[1:3], "nationality_number": plain[3:6]}
    elif plain[:6] in ("810000", "820000", "830000"):
        kind, fields = "hmt-residence-permit", {"area": plain[:6]}
    else:
        kind, fields = "resident-id", {"area": plain[:6], "province": str(table("areas").get(plain[:2], ""))}
    born = day(plain[6:14], text.today)
    if born is None:
        return NotThat(kind, "date")
    if kind == "resident-id" and not fields["province"]:
        return NotThat(kind, "unlisted")
    if checks.citizen(plain[:17]) != plain[17]:
        return NotThat(kind, "check-digit")
    sex = "M" if int(plain[16]) % 2 else "F"
    return Code(kind, plain, checked=True, fields={**fields, "birth_date": born.isoformat(), "sex": sex})


def _permits(plain: str) -> Iterator[Code | NotThat]:
    """Permits without a check digit; the number of a home return permit is its first nine, two more digits count renewals."""
    if _HOME.fullmatch(plain):
        yield Code("hkmo-permit", plain, fields={"from": "HKG" if plain[0] == "H" else "MAC", "lifetime": plain[:9], "renewal": plain[9:]})
    elif _NEAR_HOME.fullmatch(plain):
        yield NotThat("hkmo-permit", "length" if plain[0] in "HM" else "prefix")
    if _TWO_WAY.fullmatch(plain):
        yield Code("two-way-permit", plain)
    elif _NEAR_TWO_WAY.fullmatch(plain):
        yield NotThat("two-way-permit", "length" if len(plain) != 9 else "alphabet")
    if _TAIWAN.fullmatch(plain):
        yield Code("tw-permit", plain)
