"""Which verdicts say what the rules chose, and which only what an inspection made of it since."""

from collections.abc import Mapping
from typing import Any


def untouched(body: Mapping[str, Any]) -> bool:
    """Whether a `verdict.given` body stands without an inspection: none broken off or finished among its facts, and no rule answered by one. Everything that counts or replays
    passages goes by the last verdict that is.
    """
    return body["facts"].get("inspection.result", "none") == "none" and not body.get("answered")
