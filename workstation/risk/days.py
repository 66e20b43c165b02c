"""The days of the draw: the secrets of the days to come are committed to, yesterday's revealed; and the rules in force are kept word for word in the journal."""

from datetime import datetime, timedelta
from typing import Any

from workstation.journal import Draft, Event, Journal, Moved, View, Write
from workstation.risk.book import Rulebook
from workstation.risk.draw import Drawn, commitment, day_secret
from workstation.settings import LOCAL, local_day, local_time
from workstation.words import Trouble

SCHEMA = """
CREATE TABLE rules_kept (station TEXT NOT NULL, seq INTEGER NOT NULL, book TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE TABLE draw_day (
  station TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (station, seq, day)) WITHOUT ROWID;
CREATE INDEX draw_day_day ON draw_day (day);
CREATE TABLE draw_made (
  station TEXT NOT NULL, passage TEXT NOT NULL, rule TEXT NOT NULL, token TEXT NOT NULL, day TEXT NOT NULL, load TEXT NOT NULL,
  seq INTEGER NOT NULL, picked INTEGER NOT NULL, PRIMARY KEY (station, passage, rule, token, day, load)) WITHOUT ROWID;
CREATE INDEX draw_made_token ON draw_made (token, picked);
CREATE INDEX draw_made_day ON draw_made (picked, day);
CREATE TABLE draw_served (passage TEXT PRIMARY KEY) WITHOUT ROWID;
"""

DAY_MS = 86_400_000
RECIPE = 2
"""Of what the journal of a day tells (draws.md): from 2 on every inspection has its draw, with all that it went by."""

AHEAD = 31
"""Days to come that are committed to: a station may be off so many nights, and the day it comes back was bound before it began."""

_MADE = """INSERT INTO draw_made VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET seq = min(seq, excluded.seq), picked = max(picked, excluded.picked)"""


def fold(write: Write, event: Event) -> None:
    """Commitments, reveals, kept rules, own draws by their tokens, and the passages and parcels that were looked at; any order, any number of times."""
    body, place = event.body, (event.station, event.seq)
    if event.kind == "rules.kept":
        write.execute("INSERT OR IGNORE INTO rules_kept VALUES (?, ?, ?)", (*place, body["book"]))
    elif event.kind in ("draw.committed", "draw.revealed"):
        for day in (body["day"], *body.get("ahead", ())):
            write.execute("INSERT OR IGNORE INTO draw_day VALUES (?, ?, ?, ?)", (*place, event.kind, day))
    elif event.kind in ("inspection.closed", "parcel.settled"):
        write.execute("INSERT OR IGNORE INTO draw_served VALUES (?)", (event.subject,))
    for drawn in [Drawn.of(row) for row in body.get("draws") or ()] if event.kind in ("verdict.given", "parcel.judged") else ():
        for token in drawn.tokens if not drawn.origin else ():
            row = (event.station, event.subject, drawn.rule, token, drawn.day, drawn.load, event.seq, int(drawn.picked))
            write.execute(_MADE, row)


DRAWS = View(
    name="draws", version=3, schema=SCHEMA, fold=fold, tables=("rules_kept", "draw_day", "draw_made", "draw_served"),
    kinds=("rules.kept", "draw.committed", "draw.revealed", "verdict.given", "inspection.closed", "parcel.judged", "parcel.settled"),
)  # fmt: skip


def day_of(at: int) -> str:
    """The day (Asia/Shanghai) of a time in UTC ms, `2026-11-21`."""
    return local_day(at).isoformat()


def begin(day: str) -> int:
    """Midnight (Asia/Shanghai) at which a day begins, UTC ms."""
    return int(datetime.fromisoformat(day).replace(tzinfo=LOCAL).timestamp() * 1000)


def journal_day(journal: Journal, now: int) -> str:
    """The day it is for the journal: never before the day of its last event, whatever the clock says. A day that was revealed never comes again."""
    return day_of(max(now, journal.head().at))


def master(journal: Journal) -> bytes:
    """The station's own secret of which every day's is made; its hash stands in `station.created`."""
    found = journal.secret("draw")
    if not found:
        raise Trouble("draw-secret-missing")
    return found


def keep(journal: Journal, book: Rulebook, now: int) -> None:
    """Append what is due: the rules word for word when they are new, commitments for today and the days to come, the secrets of days that are over."""
    while True:
        head = journal.head()
        try:
            journal.append(due(journal, book, now), "", after=head.seq)
        except Moved:
            # Another process appended, perhaps just this.
            continue
        return


def due(journal: Journal, book: Rulebook, now: int) -> list[Draft]:
    """What `keep` appends; nothing on most calls."""
    return [*_rules(journal, book), *_days(journal, max(now, journal.head().at))]


def _rules(journal: Journal, book: Rulebook) -> list[Draft]:
    rows = journal.read("SELECT 1 FROM rules_kept WHERE station = ? AND book = ? LIMIT 1", (journal.station, book.hash))
    return [] if rows else [Draft("rules.kept", journal.station, {"book": book.hash, "version": book.version, "files": dict(book.files)})]


def _days(journal: Journal, now: int) -> list[Draft]:
    rows = journal.read("SELECT day, kind FROM draw_day WHERE station = ?", (journal.station,))
    committed = {str(day) for day, kind in rows if kind == "draw.committed"}
    revealed = {str(day) for day, kind in rows if kind == "draw.revealed"}
    today, *coming = [(local_time(now).date() + timedelta(days=ahead)).isoformat() for ahead in range(AHEAD + 1)]
    over = sorted(day for day in committed - revealed if day < today)
    if not over and today in committed and coming[-1] in committed:
        return []
    own = master(journal)
    drafts = [Draft("draw.revealed", journal.station, {"day": day, "secret": day_secret(own, day).hex()}) for day in over]
    several = [[day for day in days if day not in committed] for days in ([today], coming)]
    hashes = [{day: commitment(day_secret(own, day)) for day in fresh} for fresh in several if fresh]
    return drafts + [Draft("draw.committed", journal.station, _bound(told, late=today in told)) for told in hashes]


def _bound(hashes: dict[str, str], *, late: bool) -> dict[str, Any]:
    """Commitments as an event keeps them: the first day by itself, those after it in `ahead`."""
    (day, hash_), *ahead = hashes.items()
    body = {"day": day, "hash": hash_, "late": late, "recipe": RECIPE}
    return {**body, "ahead": dict(ahead)} if ahead else body


def is_committed(journal: Journal, day: str) -> bool:
    """Whether the day's secret was committed to, and not revealed."""
    rows = journal.read("SELECT kind FROM draw_day WHERE station = ? AND day = ?", (journal.station, day))
    return [kind for (kind,) in rows] == ["draw.committed"]


def quiet(journal: Journal, day: str) -> int:
    """How many days with draws, before this one, went by since the last pick."""
    rows = journal.read(
        "SELECT count(DISTINCT day) FROM draw_made WHERE station = ? AND picked = 0 AND day < ?"
        " AND day > coalesce((SELECT max(day) FROM draw_made WHERE station = ? AND picked = 1 AND day < ?), '')",
        (journal.station, day, journal.station, day),
    )
    return int(rows[0][0])


def standing(journal: Journal, rule: str, tokens: tuple[str, ...], since: str) -> tuple[str, int] | None:
    """(passage or parcel, seq of the verdict) of the newest pick of this load since a day that nobody has looked at since; None for none."""
    marks = ", ".join("?" * len(tokens))
    rows = journal.read(
        f"SELECT passage, seq FROM draw_made WHERE token IN ({marks}) AND picked = 1 AND rule = ? AND station = ? AND day >= ?"
        " AND passage NOT IN (SELECT passage FROM draw_served) ORDER BY seq DESC LIMIT 1",
        (*tokens, rule, journal.station, since),
    )
    return (str(rows[0][0]), int(rows[0][1])) if rows else None
