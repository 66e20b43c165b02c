"""The integrity lens: overrides, phone confirmations, inspectors nobody drew, second signatures within seconds and repeated pairings, by days; what stands out is a reason to ask."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from workstation.journal import Event
from workstation.risk import chance
from workstation.risk.chance import Days
from workstation.risk.rates import wilson
from workstation.settings import local_time

SECONDED = (
    "verdict.overridden", "event.corrected", "scan.moved", "lock.opened", "parcel.settled", "inspection.handed-over", "seal.handed-over", "scorecard.adopted", "pack.approved", "call.answered",
    "call.closed",
)  # fmt: skip
"""Kinds that a second officer signs in one step (`cosigner`); `asked` says when he was asked. The signatures of an inspection are two events."""

KINDS = ("released", "fact.confirmed", "inspection.opened", "inspection.signed", *SECONDED)
FAST_MS = 5000
"""A second signature sooner after the first, or after it was asked for, than this can hardly have been a look of one's own."""

LEAST_TIMES = 5
"""A day with fewer acts has no share worth comparing, and fewer trucks are no repeated pairing (assumptions of 2026-11-22)."""

CHUNK = 60
"""Enterprises between two lots of which other work goes on."""

WHAT = {"verdict.overridden": "override", "fact.confirmed": "confirmation"}
Row = dict[str, Any]
Unit = tuple[str, str, str]
"""Station, day (Asia/Shanghai), officer."""


class Seen:
    """Takes events since a time (UTC ms) in any order and any number of times; `rows` makes the tables."""

    def __init__(self, since: int) -> None:
        self._since, self.compared = since, 0
        self._acted: dict[Unit, set[str]] = defaultdict(set)
        self._did: dict[tuple[str, Unit], set[str]] = defaultdict(set)
        self._met: dict[tuple[str, int], dict[str, dict[tuple[str, str], set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
        self._seconds: dict[tuple[str, str, str, int, str, str], int | None] = {}
        self._drawn: dict[str, frozenset[str]] = {}
        self._signed: dict[str, dict[tuple[str, int], Event]] = defaultdict(dict)

    def take(self, event: Event) -> None:
        """One more event; of `released` only officer and enterprise are looked at."""
        body = event.body
        if event.kind == "inspection.opened":
            # An inspection may have begun before the days that are looked at.
            choice = len((body.get("draw") or {}).get("values", ())) > len(body.get("proposed") or ())
            self._drawn[event.id] = frozenset(body["proposed"]) if choice else frozenset()
        if event.at < self._since:
            return
        day, hour = _hour(event.at // 3_600_000)
        unit = (event.station, day, event.officer)
        if event.kind == "inspection.signed":
            self._signed[body["inspection"]][event.station, event.seq] = event
        if event.kind == "released" or event.kind in WHAT:
            self._acted[unit].add(event.subject)
        if event.kind in WHAT:
            self._did[WHAT[event.kind], unit].add(event.subject)
        if event.kind == "released":
            self._met[event.station, hour][day][event.officer, str(body["slip"].get("enterprise") or "")].add(event.subject)
        if event.kind in SECONDED and body.get("cosigner"):
            self._seconds[event.station, event.officer, body["cosigner"], event.at, event.kind, event.subject] = event.at - body["asked"] if "asked" in body else None

    def rows(self) -> Iterator[list[Row]]:
        """Every row that has something to show, a few at a time; `table` names its table, `_chance` is for `page`. `compared` counts those that were compared, shown or not."""
        self.compared = 0
        for each in (self._officers(), self._cosigns(), self._pairings()):
            yield from each

    def untimed(self) -> int:
        """Second signatures of which it is not known when they were asked for."""
        return sum(gap is None for gap in self._seconds.values())

    def _officers(self) -> Iterator[list[Row]]:
        """Of the trucks of an officer's day, how many by an override or a call; of the inspections he signed, how many had been drawn for others."""
        for what in WHAT.values():
            shares = {unit: (len(self._did.get((what, unit), ())), len(acted)) for unit, acted in self._acted.items()}
            yield self._shown(_officer_rows(what, shares, LEAST_TIMES))
        undrawn: dict[Unit, list[int]] = defaultdict(lambda: [0, 0])
        for inspection, signed in self._signed.items():
            drawn = self._drawn.get(inspection)
            first = {event.body["signer"]: event for event in sorted(signed.values(), key=lambda event: event.stamp, reverse=True)} if drawn else {}
            for signer, event in first.items():
                counts = undrawn[event.station, _hour(event.at // 3_600_000)[0], signer]
                counts[0] += signer not in (drawn or ())
                counts[1] += 1
        yield self._shown(_officer_rows("undrawn", {unit: (times, of) for unit, (times, of) in undrawn.items()}, 1))

    def _cosigns(self) -> Iterator[list[Row]]:
        """Pairs by who signed first and who second: on how many of their days a second signature came within five seconds."""
        days: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        for (station, one, two, at, kind, _), gap in (*_inspected(self._signed), *self._seconds.items()):
            if gap is not None:
                days[station, _hour(at // 3_600_000)[0], one, two].append(kind if gap < FAST_MS else "")
        pairs: dict[tuple[str, str, str], list[list[str]]] = defaultdict(list)
        for (station, _, one, two), kinds in days.items():
            pairs[station, one, two].append(kinds)
        marked, every = Counter[str](), Counter[str]()
        for (station, _, _, _), kinds in days.items():
            marked[station] += any(kinds)
            every[station] += 1
        rows = []
        for (station, one, two), own in sorted(pairs.items()):
            found = Days(sum(map(any, own)), len(own), marked[station], every[station])
            fast = [kind for kinds in own for kind in kinds if kind]
            rows.append(_row("cosigns", {"station": station, "officer": one, "cosigner": two, "signed": sorted(set(fast))}, (len(fast), sum(map(len, own))), found))
        yield self._shown(rows)

    def _pairings(self) -> Iterator[list[Row]]:
        """Of the days on which an enterprise came in one hour of the day, on how many it met one officer, who was there on so many of all days."""
        for (station, hour), days in sorted(self._met.items()):
            there, came, times, trucks = Counter[str](), Counter[str](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
            for pairs in days.values():
                there.update({officer for officer, _ in pairs})
                came.update({party for _, party in pairs if party})
                times.update(pairs.keys())
                trucks.update({pair: len(subjects) for pair, subjects in pairs.items()})
            rows = []
            for place, (party, own) in enumerate(sorted(came.items())):
                for officer, marked in sorted(there.items()):
                    pair, found = (officer, party), Days(times[officer, party], own, marked, len(days))
                    self.compared += found.enough
                    if trucks[pair] >= LEAST_TIMES:
                        counts = (trucks[pair], sum(trucks[each, party] for each in there))
                        rows.append(_row("pairings", {"station": station, "officer": officer, "enterprise": party, "hour": hour}, counts, found))
                if place % CHUNK == CHUNK - 1:
                    yield rows
                    rows = []
            yield rows

    def _shown(self, rows: list[Row]) -> list[Row]:
        self.compared += sum(row["enough"] for row in rows)
        return [row for row in rows if row["times"]]


def page(rows: Iterable[Row], compared: int, untimed: int = 0) -> dict[str, Any]:
    """`officers`, `cosigns` (pairs), `pairings` (officer × enterprise × hour of the day, Asia/Shanghai). `days` of `of_days` with its 95 % interval beside `others`; `chance`: how likely
    by chance alone; `adjusted`: the same for so many rows compared. What stands out, by days and after that correction, is a reason to ask, and no proof of anything.
    """
    every = [*rows]
    enough = [row for row in every if row["enough"]]
    # Rows that were compared and show nothing count as certain: that makes no other row stand out that would not.
    for row, share in zip(enough, chance.adjusted([row.pop("_chance") for row in enough], compared), strict=True):
        row |= {"adjusted": chance.told(share), "stands_out": share <= chance.FALSE}
    shown = _ordered(every)
    tables = {name: [{each: value for each, value in row.items() if each != "table"} for row in shown if row["table"] == name] for name in ("officers", "cosigns", "pairings")}
    out = sum(row["stands_out"] for row in shown)
    return {**tables, "rows": len(shown), "compared": compared, "stands_out": out, "false_share": str(Decimal(chance.FALSE.numerator) / chance.FALSE.denominator), "untimed": untimed}


def look(events: Iterable[Event], since: int) -> dict[str, Any]:
    """All at once."""
    seen = Seen(since)
    for event in events:
        seen.take(event)
    return page([row for rows in seen.rows() for row in rows], seen.compared, seen.untimed())


def _ordered(rows: Iterable[Row]) -> list[Row]:
    """What stands out first, then what was compared by how seldom chance brings it, then what is too little to compare."""
    return sorted(rows, key=lambda row: (not row["stands_out"], not row["enough"], Decimal(row.get("adjusted", 1)), -row["times"]))


def _officer_rows(what: str, shares: dict[Unit, tuple[int, int]], least: int) -> list[Row]:
    """A day is marked where its share lies above the median of all officers' days at that station."""
    by_station: dict[str, dict[Unit, Fraction]] = defaultdict(dict)
    for unit, (times, of) in shares.items():
        if of >= least:
            by_station[unit[0]][unit] = Fraction(times, of)
    rows = []
    for station, officer in sorted({(station, officer) for station, _, officer in shares if officer}):
        days = by_station[station]
        middle = chance.median([*days.values()]) if days else Fraction(0)
        own = [share > middle for (_, _, who), share in days.items() if who == officer]
        counts = [count for (where, _, who), count in shares.items() if (where, who) == (station, officer)]
        found = Days(sum(own), len(own), sum(share > middle for share in days.values()), len(days))
        rows.append(_row("officers", {"station": station, "officer": officer, "what": what}, (sum(times for times, _ in counts), sum(of for _, of in counts)), found))
    return rows


def _inspected(signed: dict[str, dict[tuple[str, int], Event]]) -> Iterator[tuple[tuple[str, str, str, int, str, str], int | None]]:
    """Second signatures of inspections: each officer's first under the same content, after another officer's."""
    for events in signed.values():
        before: dict[str, dict[str, Event]] = defaultdict(dict)
        for event in sorted(events.values(), key=lambda event: event.stamp):
            others = before[event.body["digest"]]
            if event.body["signer"] in others:
                continue
            if others:
                last = max(others.values(), key=lambda each: each.stamp)
                yield (event.station, last.body["signer"], event.body["signer"], event.at, event.kind, event.subject), event.at - last.at
            others[event.body["signer"]] = event


def _row(table: str, who: dict[str, Any], counts: tuple[int, int], days: Days) -> Row:
    """`times` of `of` acts (of pairings: trucks), and its days beside those of all others."""
    low, high = wilson(days.hits, days.own)
    rest, others = days.all - days.own, days.marked - days.hits
    shares = {"days": days.hits, "of_days": days.own, "other_days": others, "of_other_days": rest, "low": str(low), "high": str(high), "others": _four(others, rest)}
    row = {"table": table, **who, "times": counts[0], "of": counts[1], **shares, "enough": days.enough, "stands_out": False}
    if days.enough:
        likely = chance.tail(days)
        row |= {"chance": chance.told(likely), "_chance": likely}
    return row


def _four(part: int, of: int) -> str | None:
    return str((Decimal(part) / of).quantize(Decimal("0.0001"))) if of else None


@lru_cache(maxsize=20_000)
def _hour(hours: int) -> tuple[str, int]:
    """Day and hour of the day (Asia/Shanghai) of an hour since 1970."""
    at = local_time(hours * 3_600_000)
    return at.date().isoformat(), at.hour
