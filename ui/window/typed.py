"""What a person types in the type line that is no code: a weight, as `16200 kg` or `16.2t`."""

import re

_WEIGHT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*(kg|t|千克|公斤|吨)", re.IGNORECASE | re.ASCII)
_UNITS = {"千克": "kg", "公斤": "kg", "吨": "t"}


def line(text: str) -> dict[str, str]:
    """The line for the desk: a weight, else a scan."""
    weight = _WEIGHT.fullmatch(text.strip().replace(",", ""))
    if weight is None:
        return {"scan": text, "source": "typed"}
    unit = weight[2].lower()
    return {"weight": weight[1], "unit": _UNITS.get(unit, unit), "source": "typed"}
