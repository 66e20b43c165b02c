"""A run of the wind tunnel as figures: whole passages, and beside them what they would come to in the long run where draws are not known."""

from typing import Any

from workstation.risk import unshown
from workstation.risk.book import Rulebook
from workstation.risk.judge import STRICT
from workstation.risk.rates import wilson
from workstation.risk.redraw import AS_MADE, BY_SECRET, EXPECTED, Course
from workstation.risk.supposed import Supposed
from workstation.risk.tunnel import WHYS, Part, Run
from workstation.risk.twice import WAITING

SIDES = ("now", "then")
_WHOLE = 1e-6


def report(found: Run) -> dict[str, Any]:
    """A run as figures: the trucks, and in `parcels` the same of the parcels; rules that never fired for either, how the draws are known, what was not replayed (`unshown`).

    Shares have 95 % intervals, hours of the day (Asia/Shanghai) are those in which something passed. Counts are whole; `…_expected` (decimal text) stands beside one that is not,
    because of draws that nobody may know yet. `judged_as_of`: the day as of which the candidate counts before it begins, and the last one after which it ended ('' = open);
    `later`: its rules that count on no day of these passages, `later_figures`: its changes of figures and rates that do not.
    """
    now, then = found.books
    told, held = then.rules(), {rule.id for rule in then.whole.rules}
    return {
        **_part(found.goods, then),
        "parcels": _part(found.parcel, then),
        "never_fired": [rule.id for rule in told if found.fired[1][rule.id] <= 0],
        "later": [{"rule": rule.id, "valid_from": rule.period.first, "valid_to": rule.period.last} for rule in then.later()],
        "later_figures": [{"table": name, "valid_from": period.first, "valid_to": period.last} for name, period in then.later_figures()],
        "rules": _rules(found, now, then),
        "gone": [rule.id for rule in now.rules() if rule.id not in held],
        "draws": {side: _draws(course) for side, course in zip(SIDES, found.courses, strict=True)},
        "judged_as_of": {"first_day": then.period.first, "last_day": then.period.last},
        **unshown.told(now, then),
    }


def _part(found: Part, then: Supposed) -> dict[str, Any]:
    lost = {name: _count(found.lost[name]) for name in ("findings", "findings_now", "findings_new", "holds", "hits")}
    parts = {f"{name}_expected": told for name in lost if (told := _share(found.lost[name])) is not None}
    named = sorted(found.missed, key=lambda row: WHYS.index(row["why"]))
    return {
        "passages": found.passages,
        "channels": _channels(found, then),
        "hours": _hours(found),
        "missed": {**lost, **parts, "sources": {source: _count(count) for source, count in sorted(found.by.items())}, "told": named},
        "stricter": _count(found.stricter),
        "stored_differs": _count(found.stored),
    }


def _count(number: float) -> int:
    return int(number + 0.5)


def _share(number: float) -> str | None:
    """The expected number with two places, where it is no whole one."""
    return None if abs(number - round(number)) < _WHOLE else f"{number:.2f}"


def _names(found: Part) -> list[str]:
    return [each for each in (*STRICT, WAITING) if any(counter[each] for counter in found.channels)]


def _channels(found: Part, then: Supposed) -> list[dict[str, Any]]:
    """Shares are planned of trucks only (limits.toml)."""
    planned, rows = _last(then).limits.get("expected", {}) if found.profile == "goods" else {}, []
    for name in _names(found):
        counts = [found.channels[side][name] for side in (0, 1)]
        low, high = wilson(_count(counts[1]), found.passages)
        told = {"channel": name, **dict(zip(SIDES, map(_count, counts), strict=True)), **{f"{side}_expected": _share(count) for side, count in zip(SIDES, counts, strict=True)}}
        told |= {"low": str(low), "high": str(high)}
        rows.append(told | {"planned": str(planned[name]) if name in planned else None, "fits": low <= planned[name] <= high if name in planned else None})
    return rows


def _hours(found: Part) -> list[dict[str, Any]]:
    rows, names = [], _names(found)
    for hour in sorted({hour for counter in found.hours for hour, _ in counter}):
        told = {side: {name: _count(counter[hour, name]) for name in names if counter[hour, name]} for side, counter in zip(SIDES, found.hours, strict=True)}
        rows.append({"hour": hour, **told, "missed": _count(found.lost_at[hour])})
    return rows


def _last(book: Supposed) -> Rulebook:
    """As it stands on the last of the days."""
    return book.on(book.days()[-1]) if book.days() else book.whole


def _rules(found: Run, now: Supposed, then: Supposed) -> list[dict[str, Any]]:
    """Rules that fired more or less often, or are new."""
    known, rows = {rule.id for rule in now.rules()}, []
    for rule in then.rules():
        counts = [counter[rule.id] for counter in found.fired]
        if rule.id not in known or abs(counts[0] - counts[1]) > _WHOLE:
            told = {"rule": rule.id, "now": _count(counts[0]) if rule.id in known else None, "then": _count(counts[1])}
            rows.append(told | {f"{side}_expected": _share(count) for side, count in zip(SIDES, counts, strict=True)})
    return rows


def _draws(course: Course) -> dict[str, Any]:
    """How many draws this rulebook asked for, by how they are known; what they picked; the days on which quiet days before raised the rate."""
    return {**{name: course.counted[name] for name in (AS_MADE, BY_SECRET, EXPECTED)}, "picked": _count(course.picked), "picked_expected": _share(course.picked), "raised": course.raised}
