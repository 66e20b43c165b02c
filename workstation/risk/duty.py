"""Who is on duty and who looked at whose goods; and the draw of inspectors among them: double random."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workstation.journal import Event, Journal, View, Write
from workstation.risk.days import day_of
from workstation.risk.draw import value

SCHEMA = """
CREATE TABLE duty_word (
  station TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, here INTEGER NOT NULL, PRIMARY KEY (station, officer)) WITHOUT ROWID;
CREATE TABLE duty_roster (
  station TEXT NOT NULL, seq INTEGER NOT NULL, day TEXT NOT NULL, officers TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE TABLE inspected_party (inspection TEXT NOT NULL, party TEXT NOT NULL, PRIMARY KEY (party, inspection)) WITHOUT ROWID;
CREATE TABLE inspected_by (inspection TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (inspection, officer)) WITHOUT ROWID;
"""

SHIFT_MS = 14 * 3_600_000
"""The longest time somebody who signed in is taken to be on duty (assumption of 2026-11-22)."""

_WORD = """INSERT INTO duty_word VALUES (?, ?, ?, ?, ?) ON CONFLICT (station, officer) DO UPDATE SET at = excluded.at, seq = excluded.seq,
here = excluded.here WHERE (excluded.at, excluded.seq) > (at, seq)"""

_SIGNED = "INSERT INTO inspected_by VALUES (?, ?, ?) ON CONFLICT (inspection, officer) DO UPDATE SET at = max(at, excluded.at)"


def fold(write: Write, event: Event) -> None:
    """Sign-ins, rosters, whose goods an inspection is about and who signed it; any order, any number of times."""
    body = event.body
    if event.kind in ("officer.signed-in", "officer.signed-out"):
        write.execute(_WORD, (event.station, event.subject, event.at, event.seq, int(event.kind == "officer.signed-in")))
    elif event.kind == "duty.set":
        row = (event.station, event.seq, body["day"], json.dumps(sorted(body["officers"])))
        write.execute("INSERT OR IGNORE INTO duty_roster VALUES (?, ?, ?, ?)", row)
    elif event.kind == "inspection.signed":
        write.execute(_SIGNED, (body["inspection"], body["signer"], event.at))
    else:
        for party in (body.get("draw") or {}).get("parties", ()):
            write.execute("INSERT OR IGNORE INTO inspected_party VALUES (?, ?)", (event.id, party))


DUTY = View(
    name="duty", version=1, schema=SCHEMA, fold=fold, tables=("duty_word", "duty_roster", "inspected_party", "inspected_by"),
    kinds=("officer.signed-in", "officer.signed-out", "duty.set", "inspection.opened", "inspection.signed"),
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """The inspectors drawn. `values`: officer -> 16 hex digits, the smallest first; `left`: officer -> why he was left out;
    `short`: too few were free of recent pairings, so those who looked before came in again.
    """

    officers: tuple[str, ...]
    values: Mapping[str, str]
    left: Mapping[str, str]
    short: bool


def on_duty(journal: Journal, now: int) -> tuple[str, ...]:
    """Officers on duty now: the newest roster of the day (Asia/Shanghai); without one, those who signed in within a shift's time and did not sign out."""
    today = day_of(now)
    rows = journal.read("SELECT officers FROM duty_roster WHERE station = ? AND day = ? ORDER BY seq DESC LIMIT 1", (journal.station, today))
    if rows:
        return tuple(json.loads(rows[0][0]))
    words = journal.read("SELECT officer, at FROM duty_word WHERE station = ? AND here = 1 ORDER BY officer", (journal.station,))
    return tuple(str(officer) for officer, at in words if now - at < SHIFT_MS)


def paired(journal: Journal, parties: Collection[str], since: int) -> frozenset[str]:
    """Officers who signed an inspection of goods of one of these enterprises since then (UTC ms)."""
    marks = ", ".join("?" * len(parties))
    rows = journal.read(
        f"SELECT DISTINCT b.officer FROM inspected_party p JOIN inspected_by b ON b.inspection = p.inspection WHERE p.party IN ({marks}) AND b.at >= ?",
        (*parties, since),
    )
    return frozenset(str(officer) for (officer,) in rows)


def propose(secret: bytes, load: str, duty: Mapping[str, str], need: int) -> Proposal:
    """The `need` officers with the smallest draws. `duty`: officer on duty -> why he is left out, '' for not; only `recent` comes in again when too few are left.

    Every officer has a draw of his own for the load: who signs in or is struck off changes nobody else's place.
    """
    values = {officer: f"{value(secret, f'inspector:{officer}', load):016x}" for officer in duty}
    order = sorted(duty, key=lambda officer: (values[officer], officer))
    free = [officer for officer in order if not duty[officer]]
    again = [officer for officer in order if duty[officer] == "recent"]
    chosen = (free + again)[:need]
    left = {officer: why for officer, why in sorted(duty.items()) if why and officer not in chosen}
    return Proposal(tuple(chosen), {each: values[each] for each in order}, left, short=len(free) < need)


def shown(proposal: Proposal, about: Mapping[str, Any]) -> dict[str, Any]:
    """As the event of the inspection keeps it, beside what it is `about` (day, load, need, parties)."""
    return {**about, "values": dict(proposal.values), "left": dict(proposal.left), "short": proposal.short}
