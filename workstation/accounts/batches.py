"""Batch exit with centralised declaration (分批出岛、集中申报): lists that left and are not declared, by when they have to be, and whether the enterprise may go on."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from workstation.accounts.balance import MOST
from workstation.accounts.books import Source
from workstation.accounts.figures import BatchRules, number
from workstation.accounts.turns import begins, number_of
from workstation.settings import LOCAL, local_time

Row = Mapping[str, Any]
OPEN = ("open", "soon", "late")


@dataclass(frozen=True)
class Batch:
    """One list that left. `state`: open | soon | late | declared; days as ISO, `days` to the deadline (below zero: past it); `guarantee_to`: the last day of the guarantee it left
    under ('' = not told), `expired`: that has ended, and it is not declared.
    """

    number: str
    goods: str
    gross_kg: str
    ledger: str
    guarantee: str
    left_on: str
    due: str
    days: int
    state: str
    declared_by: str
    guarantee_to: str = ""
    expired: bool = False


@dataclass(frozen=True)
class Right:
    """Whether an enterprise may send batches out. `why`: class | downgrade | late | told | unruled (no rule was in force on that day), empty when it may; `rules`: source and certainty."""

    may: bool
    why: tuple[str, ...]
    source: str
    certainty: str

    @property
    def standing(self) -> str:
        """As `may`, `may-not` (it is suspended) or `none`: most enterprises never had it, and nothing is wrong."""
        return "may" if self.may else "none" if self.why in (("class",), ("unruled",)) else "may-not"


def due(left: date, day: int) -> date:
    """The last day for the declaration of a batch: that day of the next month, and never across years (Hainan Daily 2025-09-21)."""
    month = min(left.month + 1, 12)
    last = monthrange(left.year, month)[1]
    return date(left.year, month, last if month == left.month else min(max(day, 1), last))


def batches(source: Source, uscc: str, day: date) -> tuple[Batch, ...]:
    """Every list of an enterprise that had left by a day, those to be declared first before all."""
    rows = source.register.where("release_list", "uscc", uscc, MOST)
    told = ((row, left) for row in rows if (left := left_on(source, row)) is not None and left <= day)
    ends = {each["number"]: each["guarantee_to"] or "" for each in source.register.where("ledger", "uscc", uscc, MOST)}
    found = (_batch(source, row, left, (day, ends)) for row, left in told)
    return tuple(sorted(found, key=lambda each: (each.state == "declared", each.due, each.number)))


def left_on(source: Source, row: Row) -> date | None:
    """The day a list left: as it was told, or when its first slip that stands was given here."""
    here = source.journal.read("SELECT min(l.at) FROM list_left l WHERE l.list = ? AND l.slip NOT IN (SELECT slip FROM list_void)", (row["number"],))
    days = [date.fromisoformat(row["left_on"])] if row["left_on"] else []
    days += [local_time(at).date() for (at,) in here if at is not None]
    return min(days, default=None)


def is_declared(source: Source, row: Row, day: date | None = None) -> bool:
    """Whether the consolidated declaration of a list was told, or posted here, by the end of a day (None: by now). One that was told without its entry has no day."""
    past = day is not None and day < source.today
    end = begins(number_of(day) + 1) if day is not None and past else _EVER
    if row["consolidated"] == "declared" or row["declared_by"]:
        entries = source.register.where("ledger_entry", "reference", row["number"], MOST) if past else ()
        days = [each["on"] for each in entries if each["sort"] == "declared"]
        if day is None or not days or min(days) <= day.isoformat():
            return True
    return bool(source.journal.read(_DECLARED, (row["number"], end, end)))


def overdue(source: Source, day: date) -> dict[tuple[str, str], list[str]]:
    """(enterprise, ISO day the declaration was due) -> its lists that left and are not declared, told or gone from here (this year or the last); past that day only."""
    found: dict[tuple[str, str], list[str]] = {}
    for row, left in _gone(source, day, day.replace(day=1)):
        if (until := due(left, source.declare_by)) < day and not is_declared(source, row):
            found.setdefault((row["uscc"], until.isoformat()), []).append(row["number"])
    return found


def unsecured(source: Source, day: date) -> dict[tuple[str, str], tuple[date, list[str]]]:
    """(enterprise, ledger) -> the last day of its guarantee, which has ended, and the lists that left under it and are not declared (this year or the last)."""
    found: dict[tuple[str, str], tuple[date, list[str]]] = {}
    ends: dict[str, str] = {}
    for row, _ in _gone(source, day, day + timedelta(1)):
        name = row["ledger"] if number(row["guarantee"]) else None
        if name and name not in ends:
            ledger = source.register.get("ledger", name)
            ends[name] = ledger["guarantee_to"] or "" if ledger else ""
        if name and "" < ends[name] < day.isoformat() and not is_declared(source, row):
            found.setdefault((row["uscc"], name), (date.fromisoformat(ends[name]), []))[1].append(row["number"])
    return found


def _gone(source: Source, day: date, end: date) -> list[tuple[Row, date]]:
    """Lists told as not declared, and those that left here since the beginning of the year before a day, with the day each left: before `end`; by their numbers."""
    told = source.register.latest("release_list", ("consolidated", "left_on"), "open", (end - timedelta(1)).isoformat(), MOST)
    rows: dict[str, Row] = {row["number"]: row for row in told}
    left = {row["number"]: date.fromisoformat(row["left_on"]) for row in told}
    for name, at in source.journal.read(_LEFT_HERE, (_begins(date(day.year - 1, 1, 1)), _begins(end))):
        if row := rows.get(name) or source.register.get("release_list", name):
            rows[name] = row
            left[name] = min(left.get(name, end), local_time(at).date())
    return [(row, left[name]) for name, row in sorted(rows.items())]


def _begins(day: date) -> int:
    return int(datetime.combine(day, time.min, LOCAL).timestamp() * 1000)


_LEFT_HERE = "SELECT l.list, min(l.at) FROM list_left l WHERE l.at >= ? AND l.at < ? AND l.slip NOT IN (SELECT slip FROM list_void) GROUP BY l.list"
_DECLARED = """SELECT 1 FROM ledger_step s WHERE s.reference = ? AND s.sort = 'declared' AND s.at < ? AND NOT EXISTS
(SELECT 1 FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq AND u.at < ?) LIMIT 1"""
_EVER = 1 << 62


def _batch(source: Source, row: Row, left: date, asked: tuple[date, Mapping[str, str]]) -> Batch:
    day, ends = asked
    until = due(left, source.declare_by)
    days, rules = (until - day).days, source.figures.batch(day)
    soon = rules.soon if rules else -1
    state = "declared" if is_declared(source, row, day) else "late" if days < 0 else "soon" if days <= soon else "open"
    ended = ends.get(row["ledger"] or "", "") if number(row["guarantee"]) else ""
    return Batch(
        row["number"], row["goods"] or "", row["gross_kg"], row["ledger"] or "", row["guarantee"] or "", left.isoformat(), until.isoformat(), days, state,
        (row["declared_by"] or "") if state == "declared" else "", ended, state != "declared" and "" < ended < day.isoformat(),
    )


def right(enterprise: Row | None, credit: Iterable[Row], open_: Iterable[Batch], rules: BatchRules | None) -> Right:
    """Whether the enterprise may send batches out by the rules of a day: its class on either scale and a downgrade on neither, nothing overdue, and nobody told otherwise."""
    if rules is None:
        return Right(may=False, why=("unruled",), source="", certainty="")
    classes = [(row["scale"], row["class"]) for row in credit]
    lost = any(name in rules.lost.get(scale, ()) for scale, name in classes)
    good = lost or any(name in rules.classes.get(scale, ()) for scale, name in classes)
    late = any(each.state == "late" for each in open_)
    told = bool(enterprise and enterprise["batch_exit"] == "suspended")
    why = tuple(name for name, holds in (("class", not good), ("downgrade", lost), ("late", late), ("told", told)) if holds)
    return Right(not why, why, rules.source, rules.certainty)


def known(source: Source, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows of `release_list` with what this journal adds to them: the day a list left here, and whether it is declared."""
    return tuple(_known(source, row) for row in rows)


def _known(source: Source, row: Row) -> Row:
    left = None if row["left_on"] else left_on(source, row)
    if left is None:
        return row
    return {**row, "left_on": left.isoformat(), "consolidated": "declared" if is_declared(source, row) else "open"}
