"""What the rules are worth: how often each hit, and of the trucks somebody looked at how many had something; with intervals that say how little a small count proves."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from workstation.risk.book import Rulebook
from workstation.risk.findings import Seen
from workstation.risk.judge import STRICT
from workstation.risk.rates import wilson

ENOUGH = 30
"""With fewer looked at, a share says next to nothing and is marked so (assumption of 2026-11-22)."""


def report(seen: Sequence[Seen], book: Rulebook) -> dict[str, Any]:
    """`rules`: every rule that speaks against a truck, those that hit first; `base`: all that were looked at; `drawn`: those picked at random, the only ones that stand for
    all trucks; `missed`: found although no rule had hit.
    """
    hard = [rule for rule in book.rules if STRICT[rule.channel] >= STRICT["machine"] and not rule.age and all(not each.fact.startswith("inspection.") for each in rule.when)]
    # Rules that are no longer in force hit once, too.
    strange = sorted({rule for each in seen for rule in each.fired} - {rule.id for rule in book.rules})
    channels: dict[str, str | None] = {rule.id: rule.channel for rule in hard} | dict.fromkeys(strange)
    ids = {rule.id for rule in hard}
    rows = [{"rule": rule, "channel": channel, "hits": sum(rule in each.fired for each in seen), **share(each for each in seen if rule in each.fired)} for rule, channel in channels.items()]
    quiet = [each for each in seen if each.found and not each.fired & ids]
    return {
        "passages": len(seen),
        "days": len({each.day for each in seen}),
        "base": share(seen),
        "drawn": share(each for each in seen if each.drawn),
        "missed": {"found": len(quiet), "passages": [each.passage for each in quiet[:20]]},
        "rules": sorted(rows, key=lambda row: (-row["hits"], row["rule"])),
    }


def share(seen: Iterable[Seen]) -> dict[str, Any]:
    """`looked`, `found`, `not_found`; `share` (null where nobody looked) with its 95 % interval (Wilson 1927); `enough`: whether it may be relied on."""
    looked = [each.found for each in seen if each.found is not None]
    return {"looked": len(looked), "found": sum(looked), "not_found": len(looked) - sum(looked), **interval(sum(looked), len(looked))}


def interval(found: int, of: int) -> dict[str, Any]:
    """The share as text with four places, its interval, and whether `of` is enough."""
    low, high = wilson(found, of)
    told = str((Decimal(found) / of).quantize(Decimal("0.0001"))) if of else None
    return {"share": told, "low": str(low), "high": str(high), "enough": of >= ENOUGH}
