"""Formats that are ours because the real ones are not public, and the structured prefixes of what this program prints.

Each is listed in `resources/tables/codes.toml` under `own` with "own format" as its source. Checks are ISO 7064.

- booking: `BK`, date YYMMDD, six digits, check (MOD 37,36).
- release list: `FX`, customs office (4 digits), year, nine digits, check (MOD 37,36).
- value-added confirmation: `VA`, or `VC` for a cumulative code, customs office, year, eight digits, check (MOD 37,36).
- duty-free receipt `DF` and code of its sealed bag `DP`: date YYMMDD, eight digits, check (MOD 37,36): `DF26112000000123X`.
- control instruction: two letters, year, four to six digits, no check; always kept as `HK-2026-1188`.
- slip number: port without its country, lane, date YYMMDD, five digits, check (MOD 37-2): `HXG03-261121-00123-K`.
- slip token `HN1:` and Base45; personal code `HNP1:CODE[:SIGNATURE]` (or one opaque text, kept whole; the signature
  is Base45 of a COSE_Sign1 that names issuer, code, issue and expiry: `desk.personal`); badge `HNB1:OFFICER:SECRET`; command `HNC1:NAME:MAC`.
- mark of a ruler sheet `HNR1:MEDIUM:EDGE` and three digits, tenths of a millimetre from that edge: `HNR1:A5:L030`; evidence label `HNE1:` and the first
  16 to 64 hex digits of the file's SHA-256. Neither says anything about a truck.
- customs e-lock: `LK` and ten digits (in `transport`); e-ledger: a letter and eleven more (in `customs`).

The prefixes are looked for in the text as it was read, before anything is normalised: Base45 contains spaces and hyphens.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from workstation.codes import checks
from workstation.codes.text import Text, day
from workstation.codes.values import Code, NotThat

_BOOKING = re.compile(r"BK([0-9]{6})([0-9]{6})[0-9A-Z]")
_LIST = re.compile(r"FX([0-9]{4})([0-9]{4})([0-9]{9})[0-9A-Z]")
_CONFIRMATION = re.compile(r"V[AC]([0-9]{4})([0-9]{4})([0-9]{8})[0-9A-Z]")
_BOUGHT = re.compile(r"D([FP])([0-9]{6})([0-9]{8})[0-9A-Z]")
_INSTRUCTION = re.compile(r"([A-Z]{2})-?(20[0-9]{2})-?([0-9]{4,6})")
_NEAR_INSTRUCTION = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{1,9}")
_SLIP_NUMBER = re.compile(r"([A-Z2-9]{3}[0-9]{2})([0-9]{6})([0-9]{5})([0-9A-Z*])")
_NEAR = {"booking": re.compile(r"BK[0-9A-Z]{10,16}"), "release-list": re.compile(r"FX[0-9A-Z]{14,22}")}
_NEAR_CONFIRMATION = re.compile(r"V[AC][0-9]{4}20[0-9A-Z]{8,13}")

_BASE45 = re.compile(r"[0-9A-Z $%*+\-./:]+")
_PERSONAL = re.compile(r"HNP1:([0-9A-Za-z-]{4,64})(?::([0-9A-Za-z $%*+\-./=_:]{1,2048}))?")
_SEALED = re.compile(r"HNP1:[\x20-\x7e]{4,4000}")
_BADGE = re.compile(r"HNB1:([0-9A-Za-z._-]{1,32}):([\x21-\x7e]{8,256})")
_COMMAND = re.compile(r"HNC1:([0-9A-Za-z-]{1,40}):([0-9A-Za-z+/=_-]{4,128})")
_RULER = re.compile(r"HNR1:([A-Z0-9]{1,8}):([LRTB])([0-9]{3})")
_EVIDENCE = re.compile(r"HNE1:([0-9A-F]{16,64})", re.IGNORECASE)
_PREFIXES = {"HN1:": "slip", "HNP1:": "personal", "HNB1:": "badge", "HNC1:": "command", "HNR1:": "ruler", "HNE1:": "evidence"}
_ENDS = "\r\n\t\x00"
_LONGEST = 4300
"""A QR code in alphanumeric mode holds 4,296 characters (ISO/IEC 18004)."""


def prefixed(body: str) -> Code | NotThat | None:
    """What a structured prefix says, read from the text as it came; None when there is no such prefix."""
    text = body.lstrip(_ENDS + " ")
    head, colon, _ = text[:5].partition(":")
    kind = _PREFIXES.get(head + colon)
    if kind is None:
        return None
    if len(text) > _LONGEST:
        return NotThat(kind, "too-long")
    if kind == "slip":
        return _token(text.rstrip(_ENDS))
    text = text.rstrip(_ENDS + " ")
    return {"personal": _personal, "badge": _badge, "command": _command, "ruler": _ruler, "evidence": _evidence}[kind](text)


def badge_secret(text: str) -> tuple[str, str] | None:
    """Officer and secret of a badge, for the sign-in alone: no code, field or event ever carries the secret. None when it is no badge."""
    found = _BADGE.fullmatch(text.strip(_ENDS + " ")[:_LONGEST])
    return (found.group(1), found.group(2)) if found else None


def read(text: Text) -> Iterator[Code | NotThat]:
    """The formats of ours that are typed or scanned as plain numbers."""
    plain = text.plain
    if len(plain) > 24:
        return
    yield from _booking(text, plain)
    yield from _papers(text, plain)
    yield from _bought(text, plain)
    yield from _instruction(text)
    yield from _slip_number(text, plain)


def _token(text: str) -> Code | NotThat:
    coded = text[4:]
    if not _BASE45.fullmatch(coded):
        return NotThat("slip", "alphabet")
    if len(coded) % 3 == 1:
        return NotThat("slip", "length")
    return Code("slip", text, fields={"form": "token"})


def _personal(text: str) -> Code | NotThat:
    found = _PERSONAL.fullmatch(text)
    if not found and _SEALED.fullmatch(text):
        return Code("personal", text[5:], fields={"signature": ""})
    if not found:
        return NotThat("personal", "alphabet")
    return Code("personal", found.group(1).upper(), fields={"signature": found.group(2) or ""})


def _badge(text: str) -> Code | NotThat:
    found = _BADGE.fullmatch(text)
    return Code("badge", found.group(1)) if found else NotThat("badge", "alphabet")


def _command(text: str) -> Code | NotThat:
    found = _COMMAND.fullmatch(text)
    if not found:
        return NotThat("command", "alphabet")
    return Code("command", found.group(1).lower(), fields={"mac": found.group(2)})


def _ruler(text: str) -> Code | NotThat:
    found = _RULER.fullmatch(text)
    if not found:
        return NotThat("ruler", "alphabet")
    medium, edge, tenths = found.groups()
    return Code("ruler", f"{medium}:{edge}{tenths}", fields={"medium": medium, "edge": edge, "mm": f"{int(tenths) // 10}.{int(tenths) % 10}"})


def _evidence(text: str) -> Code | NotThat:
    found = _EVIDENCE.fullmatch(text)
    return Code("evidence", found.group(1).lower()) if found else NotThat("evidence", "alphabet")


def _booking(text: Text, plain: str) -> Iterator[Code | NotThat]:
    found = _BOOKING.fullmatch(plain)
    if not found:
        yield from _near("booking", plain, 15)
    elif day("20" + found.group(1), text.today.replace(year=text.today.year + 1, day=1)) is None:
        yield NotThat("booking", "date")
    elif checks.own(plain[:-1]) != plain[-1]:
        yield NotThat("booking", "check-digit")
    else:
        date, serial = found.groups()
        yield Code("booking", plain, checked=True, fields={"date": f"20{date[:2]}-{date[2:4]}-{date[4:]}", "serial": serial})


def _papers(text: Text, plain: str) -> Iterator[Code | NotThat]:
    """Release list and value-added confirmation have the same parts behind their two letters."""
    for kind, shape in (("release-list", _LIST), ("va-confirmation", _CONFIRMATION)):
        found = shape.fullmatch(plain)
        if not found:
            continue
        if not 2020 <= int(found.group(2)) <= text.today.year + 1:
            yield NotThat(kind, "date")
        elif checks.own(plain[:-1]) != plain[-1]:
            yield NotThat(kind, "check-digit")
        else:
            fields = dict(zip(("office", "year", "serial"), found.groups(), strict=True))
            if kind == "va-confirmation":
                fields["form"] = "cumulative" if plain[1] == "C" else "confirmation"
            yield Code(kind, plain, checked=True, fields=fields)
        return
    yield from _near("release-list", plain, 20)
    if _NEAR_CONFIRMATION.fullmatch(plain):
        yield NotThat("va-confirmation", "length" if len(plain) != 19 else "alphabet")


def _bought(text: Text, plain: str) -> Iterator[Code | NotThat]:
    """A receipt and the bag it belongs to have the same parts behind their two letters."""
    if not (found := _BOUGHT.fullmatch(plain)):
        return
    letter, date, serial = found.groups()
    kind = "receipt" if letter == "F" else "pickup"
    if day("20" + date, text.today + timedelta(days=1)) is None:  # clocks of shops may be ahead of ours
        yield NotThat(kind, "date")
    elif checks.own(plain[:-1]) != plain[-1]:
        yield NotThat(kind, "check-digit")
    else:
        yield Code(kind, plain, checked=True, fields={"date": f"20{date[:2]}-{date[2:4]}-{date[4:]}", "serial": serial})


def _near(kind: str, plain: str, length: int) -> Iterator[NotThat]:
    if _NEAR[kind].fullmatch(plain):
        yield NotThat(kind, "length" if len(plain) != length else "alphabet")


def _instruction(text: Text) -> Iterator[Code | NotThat]:
    found = _INSTRUCTION.fullmatch(text.hyphened.strip("-"))
    if not found:
        if _NEAR_INSTRUCTION.fullmatch(text.hyphened):
            yield NotThat("instruction", "date" if text.hyphened[3:5] != "20" else "length")
    elif int(found.group(2)) > text.today.year + 1:
        yield NotThat("instruction", "date")
    else:
        letters, year, serial = found.groups()
        yield Code("instruction", f"{letters}-{year}-{serial}", fields={"letters": letters, "year": year, "serial": serial})


def _slip_number(text: Text, plain: str) -> Iterator[Code | NotThat]:
    found = _SLIP_NUMBER.fullmatch(plain)
    if not found or day("20" + found.group(2), text.today) is None:
        return
    if plain[-1] != checks.slip(plain[:-1]):
        yield NotThat("slip", "check-digit")
    else:
        yield Code("slip", "-".join(found.groups()), checked=True, fields={"form": "number"})
