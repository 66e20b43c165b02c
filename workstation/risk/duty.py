"""Who is on duty and who looked at whose goods; and the draw of inspectors among them: double random."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workstation.journal import Event, Journal, View, Write
from workstation.risk.days import DAY_MS, begin
from workstation.risk.draw import value

SCHEMA = """
CREATE TABLE duty_roster (
  station TEXT NOT NULL, seq INTEGER NOT NULL, day TEXT NOT NULL, officers TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE TABLE inspected_party (inspection TEXT NOT NULL, party TEXT NOT NULL, PRIMARY KEY (party, inspection)) WITHOUT ROWID;
CREATE TABLE inspected_by (inspection TEXT NOT NULL, officer TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (inspection, officer)) WITHOUT ROWID;
CREATE TABLE duty_kept (station TEXT NOT NULL, seq INTEGER NOT NULL, about TEXT NOT NULL, PRIMARY KEY (station, seq)) WITHOUT ROWID;
CREATE INDEX duty_kept_about ON duty_kept (about);
"""

ROSTER, ENABLED = "roster", "enabled"
"""Among whom inspectors are drawn: those on the roster of the day, or, where there is none, every enabled officer whose role signs inspections."""

KEPT = ("form.kept", "avoidance.kept")
"""What draws of inspectors go by, written down before the first that does: forms word for word, and who is related to whom."""

_SIGNED = "INSERT INTO inspected_by VALUES (?, ?, ?) ON CONFLICT (inspection, officer) DO UPDATE SET at = max(at, excluded.at)"


def fold(write: Write, event: Event) -> None:
    """Rosters, what draws go by, whose goods an inspection is about and who signed it; any order, any number of times."""
    body = event.body
    if event.kind in KEPT:
        write.execute("INSERT OR IGNORE INTO duty_kept VALUES (?, ?, ?)", (event.station, event.seq, about(event.kind, body)))
    elif event.kind == "duty.set":
        row = (event.station, event.seq, body["day"], json.dumps(sorted(body["officers"])))
        write.execute("INSERT OR IGNORE INTO duty_roster VALUES (?, ?, ?, ?)", row)
    elif event.kind == "inspection.signed":
        write.execute(_SIGNED, (body["inspection"], body["signer"], event.at))
    else:
        for party in (body.get("draw") or {}).get("parties", ()):
            write.execute("INSERT OR IGNORE INTO inspected_party VALUES (?, ?)", (event.id, party))


DUTY = View(
    name="duty", version=2, schema=SCHEMA, fold=fold, tables=("duty_roster", "inspected_party", "inspected_by", "duty_kept"),
    kinds=("duty.set", "inspection.opened", "inspection.signed", *KEPT),
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


def pool(journal: Journal, day: str, signers: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Who may be drawn on a day: `ROSTER` and the newest roster, else `ENABLED` and all `signers`; officer -> role, '' for one who may not sign."""
    rows = journal.read("SELECT officers FROM duty_roster WHERE station = ? AND day = ? ORDER BY seq DESC LIMIT 1", (journal.station, day))
    return (ROSTER, {officer: signers.get(officer, "") for officer in json.loads(rows[0][0])}) if rows else (ENABLED, dict(signers))


def signers(journal: Journal, roles: Collection[str]) -> dict[str, str]:
    """Enabled officers of one of these roles: officer -> role."""
    return {str(officer): str(role) for officer, role in journal.read("SELECT id, role FROM officer ORDER BY id") if role in roles}


def kept(journal: Journal, kind: str, body: Mapping[str, Any]) -> str:
    """The id of the event that says just this already; '' for none. Of avoidance lists only the newest counts."""
    wanted = about(kind, body)
    least = kind if kind == "avoidance.kept" else wanted
    rows = journal.read("SELECT seq, about FROM duty_kept WHERE station = ? AND about >= ? AND about < ? ORDER BY seq DESC LIMIT 1", (journal.station, least, least + "~"))
    return f"{journal.station}/{rows[0][0]}" if rows and rows[0][1] == wanted else ""


def reason(officer: str, left: Mapping[str, Collection[str]]) -> str:
    """Why an officer who may sign is left out, '' for not; `left`: the reasons in their order, and whom each names."""
    return next((why for why, officers in left.items() if officer in officers), "")


def about(kind: str, body: Mapping[str, Any]) -> str:
    """What an event of `KEPT` says, short enough to be compared."""
    words = json.dumps([body.get(name, "") for name in ("form", "version", "text", "day", "register", "pairs")], ensure_ascii=False)
    return f"{kind} {hashlib.sha256(words.encode()).hexdigest()}"


def since(day: str, days: int) -> int:
    """Midnight (Asia/Shanghai) so many days before a day, UTC ms: from then on a pairing is a recent one."""
    return begin(day) - days * DAY_MS


def paired(journal: Journal, parties: Collection[str], since: int) -> frozenset[str]:
    """Officers who signed an inspection of goods of one of these enterprises since then (UTC ms)."""
    marks = ", ".join("?" * len(parties))
    rows = journal.read(
        f"SELECT DISTINCT b.officer FROM inspected_party p JOIN inspected_by b ON b.inspection = p.inspection WHERE p.party IN ({marks}) AND b.at >= ?",
        (*parties, since),
    )
    return frozenset(str(officer) for (officer,) in rows)


def propose(secret: bytes, load: str, duty: Mapping[str, str], need: int) -> Proposal:
    """The `need` officers with the smallest draws. `duty`: who may be drawn -> why he is left out, '' for not; only `recent` comes in again when too few are left.

    Every officer has a draw of his own for the load: who comes in or is struck off changes nobody else's place.
    """
    return chosen({officer: f"{value(secret, f'inspector:{officer}', load):016x}" for officer in duty}, duty, need)


def chosen(values: Mapping[str, str], duty: Mapping[str, str], need: int) -> Proposal:
    """The same from draws that are known."""
    order = sorted(duty, key=lambda officer: (values[officer], officer))
    free = [officer for officer in order if not duty[officer]]
    again = [officer for officer in order if duty[officer] == "recent"]
    named = (free + again)[:need]
    left = {officer: why for officer, why in sorted(duty.items()) if why and officer not in named}
    return Proposal(tuple(named), {each: values[each] for each in order}, left, short=len(free) < need)


def avoided(secret: bytes, officer: str, party: str) -> str:
    """A pair of the avoidance list as a journal keeps it: nobody reads it before the day's secret is out, and then only who knows whom to ask for (16 hex digits)."""
    return f"{value(secret, f'avoidance:{officer}', party):016x}"


def shown(proposal: Proposal, about: Mapping[str, Any]) -> dict[str, Any]:
    """As the event of the inspection keeps it, beside what it is `about` (day, load, need, parties)."""
    return {**about, "values": dict(proposal.values), "left": dict(proposal.left), "short": proposal.short}
