"""A parcel on its line: which one a text is, what the port was told of it as facts for the rules, and the view of what came of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workstation.journal import Event, View, Write
from workstation.passage import ages
from workstation.passage.told import Row, Tables, live_instructions
from workstation.risk import STRICT, Rulebook
from workstation.settings import local_day

OUTCOMES = ("passed", "returned", "handed-over")
"""What an officer does with a parcel that was stopped."""

SCHEMA = """
CREATE TABLE parcel (
  number TEXT PRIMARY KEY, at INTEGER NOT NULL DEFAULT -1, station TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT -1, channel TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '', s_at INTEGER NOT NULL DEFAULT -1, s_station TEXT NOT NULL DEFAULT '', s_seq INTEGER NOT NULL DEFAULT -1,
  outcome TEXT NOT NULL DEFAULT '', answered TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE INDEX parcel_at ON parcel (at);
CREATE INDEX parcel_stopped ON parcel (at) WHERE channel <> 'release' AND s_at < at;
"""

_JUDGED = """INSERT INTO parcel (number, at, station, seq, channel, reason) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET at = excluded.at, station = excluded.station, seq = excluded.seq, channel = excluded.channel, reason = excluded.reason
WHERE (excluded.at, excluded.station, excluded.seq) > (at, station, seq)"""

_SETTLED = """INSERT INTO parcel (number, s_at, s_station, s_seq, outcome, answered) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET s_at = excluded.s_at, s_station = excluded.s_station, s_seq = excluded.s_seq, outcome = excluded.outcome,
answered = excluded.answered WHERE (excluded.s_at, excluded.s_station, excluded.s_seq) > (s_at, s_station, s_seq)"""


def fold(write: Write, event: Event) -> None:
    """The newest judgement and the newest settlement of each parcel, in any order."""
    body, stamp = event.body, (event.at, event.station, event.seq)
    if event.kind == "parcel.judged":
        write.execute(_JUDGED, (event.subject, *stamp, body["channel"], (body["reasons"] or [""])[0]))
    else:
        write.execute(_SETTLED, (event.subject, *stamp, body["outcome"], "\n".join(body["answered"])))


PARCELS = View("parcels", 1, SCHEMA, fold, ("parcel",), ("parcel.judged", "parcel.settled"))


@dataclass(frozen=True)
class Read:
    """What was told of one parcel: its row (None = unknown), the facts, the numbers of the instructions in force."""

    row: Row | None
    facts: Mapping[str, str]
    instructions: tuple[str, ...] = ()


def find(register: Tables, forms: Iterable[str]) -> tuple[Row, ...]:
    """The parcel one of these texts names: its own number, else the number of its inventory or order; two of them where that is the number of several."""
    several = tuple(dict.fromkeys(forms))
    for text in several:
        if row := register.get("parcel", text):
            return (row,)
    return next((tuple(rows) for text in several for column in ("inventory", "order") if (rows := register.where("parcel", column, text, 2))), ())


def read(register: Tables, rows: tuple[Row, ...], book: Rulebook, at: tuple[int, str]) -> Read:
    """Everything the rules may ask about the parcel of a label, of whose `rows` there is one; `at`: the time (UTC ms), and how it stands with its ledger. Nobody looks a person up."""
    now, bonded = at
    facts = {name: fact.values[0] for name, fact in book.facts.items()}
    stale = {table: ages.too_old(told, book, table, now) for table, told in register.as_of(("parcel", "instruction")).items()}
    facts |= {"parcel.age": "stale" if stale["parcel"] else "fresh", "age.instruction": "stale" if stale["instruction"] else "fresh"}
    if len(rows) != 1:
        return Read(None, facts | {"parcel.state": "several" if rows else "unknown"})
    (row,) = rows
    instructions = live_instructions(register, _targets(row), now)
    if instructions:
        facts["instruction"] = max((each["channel"] for each in instructions), key=STRICT.__getitem__)
    facts |= {"parcel.state": str(row["state"]), "parcel.bonded": bonded} | _credit(register, row, now)
    return Read(row, facts, tuple(sorted(each["number"] for each in instructions)))


def _targets(row: Row) -> dict[str, str]:
    """What an instruction may name of a parcel: its enterprise or its recipient."""
    return {row[name]: kind for name, kind in (("uscc", "enterprise"), ("person", "person")) if row[name]}


def _credit(register: Tables, row: Row, now: int) -> dict[str, str]:
    today = local_day(now).isoformat()
    rows = register.where("credit", "uscc", row["uscc"]) if row["uscc"] else ()
    return {"credit." + each["scale"]: each["class"] for each in rows if each["valid_from"] <= today <= (each["valid_to"] or today)}
