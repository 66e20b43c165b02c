"""Days as they are typed behind an option."""

import re
from datetime import date

from workstation.words import Refused

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(option: str, text: str) -> date:
    """`2026-11-21`. Refused `usage`, naming the option, where that is no day of the calendar."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused("usage", reason=f"{option} takes a day such as 2026-11-21, not {text[:40]!r}")
