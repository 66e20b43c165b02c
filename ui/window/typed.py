"""What a person types in the type line that is no code: a weight, as `16200 kg` or `16.2t`; at a traveller desk the pieces of the item just read, as `*3` or `3x`."""

import re

_WEIGHT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(kg|t|千克|公斤|吨)", re.IGNORECASE | re.ASCII)
_UNITS = {"千克": "kg", "公斤": "kg", "吨": "t"}


_PIECES = re.compile(r"[*x×]\s*(\d{1,3})|(\d{1,3})\s*[*x×]", re.IGNORECASE | re.ASCII)


def line(text: str, profile: str = "") -> dict[str, str]:
    """The line for the desk: a count, a weight, else a scan."""
    if profile == "traveller" and (pieces := _PIECES.fullmatch(text.strip())):
        return {"act": "count-goods", "pieces": pieces[1] or pieces[2]}
    weight = _WEIGHT.fullmatch(text.strip().replace(",", ""))
    if weight is None:
        return {"scan": text, "source": "typed"}
    unit = weight[2].lower()
    return {"weight": weight[1], "unit": _UNITS.get(unit, unit), "source": "typed"}
