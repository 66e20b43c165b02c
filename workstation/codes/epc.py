"""EPCs of RFID tags: what a tag says, the unit, piece or asset it stands for, and every tag that one of these may bear (GS1 EPC Tag Data Standard 1.13, 14.5)."""

import re
from collections.abc import Iterator

from workstation.codes import checks

_HEADERS = {"30": "sgtin-96", "31": "sscc-96", "33": "grai-96"}
_DIGITS = 24
"""Hexadecimal digits of these tags: 96 bits."""
_PARTITIONS = (40, 37, 34, 30, 27, 24, 20)
"""Bits of the company prefix, of 12 digits down to 6."""
_FILTERS = range(8)
_BEHIND = {"sgtin-96": (44, 1, 38), "sscc-96": (58, 5, 24), "grai-96": (44, 0, 38)}
"""Bits of company and reference together, digits of the reference beside the partition, bits of what stands behind: a serial number, or nothing."""
_PIECE = re.compile(r"\(01\)([0-9]{14})\(21\)(0|[1-9][0-9]{0,11})", re.ASCII)
_ASSET = re.compile(r"\(8003\)0([0-9]{12})[0-9](0|[1-9][0-9]{0,11})", re.ASCII)
_UNIT = re.compile(r"[0-9]{18}", re.ASCII)


def fields(epc: str) -> dict[str, object]:
    """The header of an EPC (hexadecimal), and the parts of SGTIN-96, SSCC-96 and GRAI-96."""
    scheme, head = _HEADERS.get(epc[:2], ""), {"header": epc[:2]}
    if len(epc) != _DIGITS or not scheme:
        return {**head}
    bits = int(epc, 16)
    partition = bits >> 82 & 7
    if partition >= len(_PARTITIONS):
        return {**head, "scheme": scheme}
    (both, more, behind), width = _BEHIND[scheme], _PARTITIONS[partition]
    digits = partition + more
    company, number = f"{bits >> (82 - width) & ((1 << width) - 1):0{12 - partition}d}", bits >> behind & ((1 << (both - width)) - 1)
    reference = f"{number:0{digits}d}" if digits or number else ""
    found: dict[str, object] = {**head, "scheme": scheme, "filter": bits >> 85 & 7, "company": company}
    if len(company) + len(reference) != 12 + more:
        return found
    serial = str(bits & ((1 << behind) - 1))
    if scheme == "grai-96":
        return found | {"grai": "0" + _checked(company + reference) + serial, "serial": serial}
    number_of = _checked(reference[0] + company + reference[1:])
    return found | ({"gtin": number_of, "serial": serial} if scheme == "sgtin-96" else {"sscc": number_of})


def unit(epc: str) -> tuple[str, str]:
    """(`sgtin`, `(01)…(21)…`), (`sscc`, its digits) or (`grai`, `(8003)…`): what a tag is on, as its printed label says it; ('', '') of any other tag."""
    told = fields(epc)
    if "gtin" in told:
        return "sgtin", f"(01){told['gtin']}(21){told['serial']}"
    if "grai" in told:
        return "grai", f"(8003){told['grai']}"
    return ("sscc", str(told["sscc"])) if "sscc" in told else ("", "")


def tags(value: str) -> tuple[str, ...]:
    """Every EPC that a unit, piece or asset may bear: filter and length of the company prefix stand on no label. () where its serial number fits no tag of these."""
    if found := _PIECE.fullmatch(value):
        number = found[1]
        return tuple(_made("30", number[1:13], number[0], int(found[2])))
    if found := _ASSET.fullmatch(value):
        return tuple(_made("33", found[1], "", int(found[2])))
    if _UNIT.fullmatch(value):
        return tuple(_made("31", value[1:17], value[0], 0))
    return ()


def _made(header: str, number: str, first: str, serial: int) -> Iterator[str]:
    """`number`: company prefix and reference, `first`: what stands before them on the label and between them on the tag."""
    both, _, behind = _BEHIND[_HEADERS[header]]
    if serial >> 38:
        return
    for partition, width in enumerate(_PARTITIONS):
        cut = 12 - partition
        reference = int(first + number[cut:] or "0")
        body = partition << 82 | int(number[:cut]) << (82 - width) | reference << behind | serial
        if not int(number[:cut]) >> width and not reference >> (both - width):
            yield from (f"{int(header, 16) << 88 | each << 85 | body:024X}" for each in _FILTERS)


def _checked(body: str) -> str:
    return body + checks.goods(body)
