"""Days of zero-tariff vehicles on the mainland in a calendar year: of every stay each natural day once, as the register and the crossings here tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from workstation.accounts.books import Source
from workstation.accounts.figures import VehicleRules

DAY = timedelta(days=1)
Mark = tuple[str, str]
"""A crossing: ISO day, `out` or `back`."""


@dataclass(frozen=True)
class Stay:
    """Away from `left` to `back` (ISO days, '' = still away). `sure` False: nobody wrote when it came back, so it counts until it left again."""

    left: str
    back: str
    sure: bool = True


@dataclass(frozen=True)
class Change:
    """What is about to be written of a vehicle: `right` is a crossing more, `wrong` one of the journal that never was; either may be None."""

    right: Mark | None
    wrong: Mark | None = None


@dataclass(frozen=True)
class Vehicle:
    """How a vehicle stands on a day: `used` + `left` = `most` while nothing is over; `state`: within | near | over | unruled (no rule counted days then); `away`: on the mainland now;
    `back_by`: the last ISO day of re-entry, of one on the island if it left that day ('' = no day is left).
    """

    plate: str
    year: int
    used: int
    left: int
    most: int
    state: str
    away: bool
    stays: tuple[Stay, ...]
    back_by: str = ""


def vehicle(source: Source, plate: str, day: date, change: Change | None = None) -> Vehicle:
    """The days of a vehicle in the year of a day, up to that day; `change`: as they will stand after it. Refused `account-rules` where no rule is in force."""
    rules = source.figures.vehicle(day)
    found = stays(source, plate, day, change)
    counted = {each for stay in found for each in days(stay, day, rules) if each.year == day.year}
    used, away = len(counted), bool(found) and not found[-1].back
    left = max(rules.days - used, 0)
    # Out again on a day that counts already costs no other.
    state = "over" if used > rules.days or (left == 0 and not away and day not in counted) else "near" if left <= rules.warn else "within"
    back_by = "" if used > rules.days or state == "over" else _back_by(day, left, rules, today_counts=away or day in counted)
    return Vehicle(plate, day.year, used, left, rules.days, state, away, _of_year(found, day), back_by)


def uncounted(source: Source, plate: str, day: date) -> Vehicle:
    """The same on a day on which no rule counted anything: where it was is known."""
    found = stays(source, plate, day)
    return Vehicle(plate, day.year, 0, 0, 0, "unruled", bool(found) and not found[-1].back, _of_year(found, day))


def _of_year(found: Iterable[Stay], day: date) -> tuple[Stay, ...]:
    first = date(day.year, 1, 1).isoformat()
    return tuple(stay for stay in found if not stay.back or stay.back >= first)


def _back_by(day: date, left: int, rules: VehicleRules, *, today_counts: bool) -> str:
    """The last day on which it may come back when it is away from a day on; a new year brings its days anew."""
    last = day + DAY * (left if today_counts or not rules.first_day_counts else left - 1)
    if last.year > day.year:
        last = date(day.year + 1, 1, 1) + DAY * (rules.days - 1)
    return (last if rules.last_day_counts else last + DAY).isoformat()


def stays(source: Source, plate: str, until: date, change: Change | None = None) -> tuple[Stay, ...]:
    """Every stay that began by a day, in order; what register and journal both tell is one."""
    told = source.register.where("mainland_stay", "plate", plate)
    marks = [(row["left_on"], "out") for row in told] + [(row["back_on"], "back") for row in told if row["back_on"]]
    written = [(day, direction) for direction, day in source.journal.read("SELECT direction, day FROM crossing WHERE plate = ? AND gone = 0 ORDER BY at, station, seq", (plate,))]
    if change:
        written = [*(mark for mark in written if mark != change.wrong), *filter(None, (change.right,))]
    return paired((mark for mark in (*marks, *written) if mark[0] <= until.isoformat()), dict(written))


def paired(marks: Iterable[Mark], last: Mapping[str, str] = MappingProxyType({})) -> tuple[Stay, ...]:
    """(day, out | back) in any order, told any number of times -> stays. Of one day the return comes before the next exit, but for the exit it ends; `last`: how a day ended, where that is known."""
    found: list[Stay] = []
    away = ""
    for day, outs, backs in _by_day(marks):
        if backs and (away or outs):
            found.append(Stay(away or day, day))
            again = outs and last.get(day, "out" if away else "back") == "out"
            away = day if again else ""
        elif outs and not away:
            away = day
        elif outs and day > away:
            found.append(Stay(away, day, sure=False))
            away = day
    return (*found, Stay(away, "")) if away else tuple(found)


def _by_day(marks: Iterable[tuple[str, str]]) -> list[tuple[str, bool, bool]]:
    several = set(marks)
    return [(day, (day, "out") in several, (day, "back") in several) for day in sorted({day for day, _ in several})]


def days(stay: Stay, until: date, rules: VehicleRules) -> set[date]:
    """The natural days of a stay that count, up to a day."""
    first = date.fromisoformat(stay.left) + (timedelta(0) if rules.first_day_counts else DAY)
    last = min(date.fromisoformat(stay.back), until) if stay.back else until
    if stay.back and not rules.last_day_counts and last == date.fromisoformat(stay.back):
        last -= DAY
    return {first + DAY * number for number in range(max((last - first).days + 1, 0))}
