"""GS1: element strings with their application identifiers, the numbers GTIN, SSCC and GLN alone, GS1 Digital Links, and EPCs of tags."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from workstation.codes import checks, epc
from workstation.codes.text import Text
from workstation.codes.values import Code, NotThat

if TYPE_CHECKING:
    from biip.gs1_element_strings import GS1ElementStrings

MARKED = frozenset(("]C1", "]e0", "]d2", "]d5", "]Q3", "]Q4", "]J1", "]z1", "]z4"))
"""AIM identifiers (ISO/IEC 15424) that say the text is GS1 data: GS1-128, DataBar, Data Matrix, QR, DotCode, Aztec with FNC1 first."""

_RETAIL = frozenset(("]E0", "]E4", "]I1", "]I3"))
_GS = "\x1d"
_UNMARKED = re.compile(r"(?:01|02)[0-9]{14}.*|00[0-9]{18}.*", re.DOTALL)
_PRINTED = re.compile(r"\([0-9]{2,4}\)[!-~]")
_LINK = re.compile(r"https?://[!-~]+/(?:00|01|8003|8004|8006|41[0-7]|253|255)/[!-~]+", re.IGNORECASE)
"""A GS1 Digital Link: its first identifier stands in the path (GS1 Digital Link Standard, URI Syntax 1.4, 4.3)."""
_DATE_ERROR = re.compile(r"date/time|match '1[1-7][0-9]{6}")
_DIGITS = re.compile(r"[0-9]{8,18}")
_EPC = re.compile(r"[0-9A-F]{24}(?:[0-9A-F]{4}){0,2}")
_NEAR_EPC = re.compile(r"(?=[0-9]*[A-F])[0-9A-F]{20,31}")
_BESIDE = {"8003": slice(1, 14), "253": slice(0, 13), "255": slice(0, 13)}
"""Identifiers whose check digit biip does not hold: GRAI, GDTI, GCN (GS1 General Specifications 3.9.2, 3.5.6, 3.5.8), and where their numbers stand."""
_KINDS = {"00": "sscc", "01": "gtin", "02": "gtin", "03": "gtin"} | {f"41{last}": "gln" for last in range(8)}


def elements(text: str) -> dict[str, str]:
    """Element strings of a GS1 message: `{application identifier: value}`, in order; refused data give `{"error": reason}`.

    `text` comes without AIM identifier; separators are GS (ASCII 29), a leading one is dropped; `(01)…` as printed is read too. Reasons:
    `check_digit`, `date`, `syntax`, `repeated`, `empty`. biip 5 raises on a wrong date but not on a wrong check digit: every element is asked.
    """
    found, reason = _parsed(text)
    return dict(found) if not reason else {"error": reason}


def read(text: Text) -> Iterator[Code | NotThat]:
    """A GS1 message first, then the bare numbers and the tag."""
    reason = ""
    if _is_message(text):
        found, reason = _parsed(text.body)
        if reason:
            yield NotThat("gs1", reason.replace("_", "-"))
        else:
            yield from _message(found)
    plain = text.plain
    if _DIGITS.fullmatch(plain):
        yield from _numbers(plain, retail=text.aim in _RETAIL)
    # A label of an article and its last day has as many signs as a tag: read wrong it is still that label.
    if _EPC.fullmatch(plain) and not reason:
        yield Code("epc", plain, fields=epc.fields(plain))
    elif _NEAR_EPC.fullmatch(plain):
        yield NotThat("epc", "length")


def _is_message(text: Text) -> bool:
    """Marked by the scanner, holding a separator, printed with parentheses, or beginning like one whose check digit then has to hold."""
    body = text.body
    if text.aim in MARKED or (_GS in body and body.isascii()):
        return True
    if _PRINTED.match(body) or _LINK.fullmatch(body):
        return True
    found = _UNMARKED.fullmatch(body)
    if not found:
        return False
    number = body[2:20] if body.startswith("00") else body[2:16]
    return checks.goods(number[:-1]) == number[-1]


def _parsed(text: str) -> tuple[dict[str, str], str]:
    """Elements and a reason, one of them empty."""
    message = text.strip(" \r\n").removeprefix(_GS)
    if not message.strip(_GS):
        return {}, "empty"
    if not message.isascii() or len(message) > 512:
        return {}, "syntax"
    from biip import ParseError

    printed = _PRINTED.match(message) or _LINK.fullmatch(message)
    try:
        strings = _strings(message)
    except (ParseError, ValueError) as error:
        return {}, "date" if _DATE_ERROR.search(str(error)) else "syntax"
    found: dict[str, str] = {}
    for string in strings:
        if string.gtin_error or string.sscc_error or string.gln_error or not _holds(string.ai.ai, string.value):
            return {}, "check_digit"
        if found.setdefault(string.ai.ai, string.value) != string.value:
            return {}, "repeated"
    whole = printed or _separated(message, [(string.ai.ai + string.value, string.ai.separator_required) for string in strings])
    return (found, "") if whole else ({}, "syntax")


def _strings(message: str) -> "GS1ElementStrings":
    """Of a link only what stands under an identifier: whose page it is, and what else it asks for, is nobody's code."""
    if _LINK.fullmatch(message):
        from biip.gs1_digital_link_uris import GS1DigitalLinkURI

        return GS1DigitalLinkURI.parse(message).element_strings
    from biip.gs1_messages import GS1Message

    return (GS1Message.parse_hri(message) if _PRINTED.match(message) else GS1Message.parse(message)).element_strings


def _holds(ai: str, value: str) -> bool:
    number = value[_BESIDE[ai]] if ai in _BESIDE else ""
    return not number or checks.goods(number[:-1]) == number[-1]


def _separated(message: str, strings: list[tuple[str, bool]]) -> bool:
    """Whether every string of variable length ends with a separator or the message: biip cuts an overlong one at its limit and reads on."""
    at = 0
    for string, variable in strings:
        at += len(string)
        if variable and message[at : at + 1] not in ("", _GS):
            return False
        while message[at : at + 1] == _GS:
            at += 1
    return True


def _message(found: Mapping[str, str]) -> Iterator[Code]:
    """The message, `checked` when it has a number with a check digit, and those numbers as codes of their own."""
    numbers = [Code(_KINDS[ai], value, checked=True, fields={"ai": ai}) for ai, value in found.items() if ai in _KINDS]
    printed = "".join(f"({ai}){value}" for ai, value in found.items())
    yield Code("gs1", printed, checked=bool(numbers) or any(ai in _BESIDE for ai in found), fields=dict(found))
    yield from numbers


def _numbers(plain: str, *, retail: bool) -> Iterator[Code | NotThat]:
    """GTIN of 8, 12, 13 or 14 digits, GLN of 13, SSCC of 18; all end in the same check digit."""
    kinds = {8: ("gtin",), 12: ("gtin",), 13: ("gtin", "gln"), 14: ("gtin",), 18: ("sscc",)}.get(len(plain), ())
    if retail:
        kinds = kinds[:1]
    held = bool(kinds) and checks.goods(plain[:-1]) == plain[-1]
    for kind in kinds:
        yield Code(kind, plain, checked=True) if held else NotThat(kind, "check-digit")
    if not kinds and len(plain) in (17, 19):
        yield NotThat("sscc", "length")
