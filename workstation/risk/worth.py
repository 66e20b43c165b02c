"""What the rules are worth: how often each hit, and of the trucks and parcels somebody looked at how many had something; with intervals that say how little a small count proves."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from workstation.risk.book import Rule, Rulebook
from workstation.risk.findings import GOODS, PARCEL, Seen
from workstation.risk.judge import STRICT
from workstation.risk.rates import wilson

ENOUGH = 30
"""With fewer looked at, a share says next to nothing and is marked so (assumption of 2026-11-22)."""


def report(seen: Iterable[Seen], book: Rulebook) -> dict[str, Any]:
    """As `Tally.report`, of all of them."""
    tally = Tally()
    for each in seen:
        tally.take(each, book)
    return tally.report(book)


class Tally:
    """Passages and parcels counted one by one, in any order, so that others may work between."""

    def __init__(self) -> None:
        self._parts = {profile: _Part() for profile in (GOODS, PARCEL)}
        self._hard: frozenset[str] = frozenset()

    def take(self, seen: Seen, book: Rulebook) -> None:
        """One passage or parcel."""
        self._hard = self._hard or frozenset(rule.id for rule in hard(book))
        self._parts[seen.profile].take(seen, self._hard)

    def report(self, book: Rulebook) -> dict[str, Any]:
        """Of the trucks, and in `parcels` the same of the parcels: `base`: all that were looked at; `drawn`: those picked at random, the only ones that stand for all; `missed`: found although no
        rule had hit. `rules`: every rule that speaks against a truck or parcel with the key of its words (`reason`) and its `profile`, those that hit first; one that hit both stands twice.
        """
        goods, parcels = self._parts[GOODS], self._parts[PARCEL]
        rows = [row for profile, part in self._parts.items() for row in part.rows(profile, book)]
        return {**goods.told(), "parcels": parcels.told(), "rules": sorted(rows, key=lambda row: (-int(str(row["hits"])), str(row["rule"])))}


class _Part:
    """What was counted of one profile."""

    def __init__(self) -> None:
        self.passages = 0
        self._days: set[str] = set()
        self._hits: Counter[str] = Counter()
        self._looked: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._quiet: list[tuple[str, str]] = []

    def take(self, seen: Seen, against: frozenset[str]) -> None:
        self.passages += 1
        self._days.add(seen.day)
        names = [*seen.fired, BASE, *([DRAWN] if seen.drawn else ())]
        self._hits.update(names)
        if seen.found is not None:
            self._looked.update(names)
        if seen.found:
            self._found.update(names)
            if not seen.fired & against:
                self._quiet.append((seen.day, seen.passage))

    def told(self) -> dict[str, Any]:
        quiet = {"found": len(self._quiet), "passages": [passage for _, passage in sorted(self._quiet)[:20]]}
        return {"passages": self.passages, "days": len(self._days), "base": self._share(BASE), "drawn": self._share(DRAWN), "missed": quiet}

    def rows(self, profile: str, book: Rulebook) -> Iterator[dict[str, Any]]:
        """A rule stands with the profile that it asks about, and with the other one where it hit there. Rules that are no longer in force hit once, too."""
        known = {rule.id: rule for rule in hard(book)}
        strange = sorted({*self._hits} - {rule.id for rule in book.rules} - {BASE, DRAWN})
        own = [name for name, rule in known.items() if self._hits[name] or _about(rule) == profile]
        for name in (*own, *strange):
            rule = known.get(name)
            told = {"rule": name, "profile": profile, "reason": rule.reason if rule else "", "channel": rule.channel if rule else None}
            yield {**told, "hits": self._hits[name], **self._share(name)}

    def _share(self, name: str) -> dict[str, Any]:
        """`looked`, `found`, `not_found`; `share` (null where nobody looked) with its 95 % interval (Wilson 1927); `enough`: whether it may be relied on."""
        looked, found = self._looked[name], self._found[name]
        return {"looked": looked, "found": found, "not_found": looked - found, **interval(found, looked)}


def _about(rule: Rule) -> str:
    return PARCEL if any(each.fact.startswith("parcel.") for each in rule.when) else GOODS


BASE, DRAWN = "", "*"
"""Beside the ids of rules: everything, and what was picked at random."""


def hard(book: Rulebook) -> list[Rule]:
    """The rules that speak against a truck by themselves: neither old data nor what an inspection brought."""
    return [rule for rule in book.rules if STRICT[rule.channel] >= STRICT["machine"] and not rule.age and all(not each.fact.startswith("inspection.") for each in rule.when)]


def interval(found: int, of: int) -> dict[str, Any]:
    """The share as text with four places, its interval, and whether `of` is enough."""
    low, high = wilson(found, of)
    told = str((Decimal(found) / of).quantize(Decimal("0.0001"))) if of else None
    return {"share": told, "low": str(low), "high": str(high), "enough": of >= ENOUGH}
