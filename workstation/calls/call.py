"""One call as it stands: its opening, its steps with their corrections, and who must answer it now; escalation is worked out from time, never stored."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Protocol

from workstation.calls.rules import OWNER, STOP, UNKNOWN
from workstation.calls.views import FIELD, WITHDRAWN
from workstation.journal import Event
from workstation.words import Refused

COLUMNS = "id, station, seq, sort, about, ref, words, owner, officer, urgency, at, due, levels, cause, tree, place, answered_at, closed_at, done"
MOST = 500
"""Calls a list shows at most; of those that are open, the most urgent."""
_WAITING = "done = 0 AND answered_at IS NULL"
_COUNT = f"(SELECT count(*) FROM call INDEXED BY call_waiting WHERE {_WAITING})"
"""Left to itself the engine walks every open call instead of the index made for this."""
_URGENT = "answered_at IS NOT NULL, sort <> 'stop', coalesce(answered_at, ?) <= due, urgency, due, place, id"
"""The order people work calls off in; its value is now (UTC ms)."""


class Rows(Protocol):
    """The reads of a journal."""

    def read(self, sql: str, params: Sequence[Any] = ..., /) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True)
class Step:
    """Something done about a call: `what` is taken | seen | passed | told | answered | closed. `body` with its corrections in; `withdrawn`: it counts no more."""

    what: str
    station: str
    seq: int
    officer: str
    at: int
    body: Mapping[str, Any]
    withdrawn: bool = False
    corrected: bool = False

    @property
    def id(self) -> str:
        """How corrections and closings name it."""
        return f"{self.station}/{self.seq}"


@dataclass(frozen=True)
class Call:
    """A call. `levels`: (who, by when in UTC ms); `due`: when the first of them must have answered; `steps` in the order of their stamps, of every station.

    `items`: the parcels it is about, where several share it; read for whoever shows or closes the call.
    """

    id: str
    sort: str
    about: str
    ref: str
    words: str
    owner: str
    officer: str
    urgency: int
    at: int
    due: int
    levels: tuple[tuple[str, int], ...]
    cause: str
    tree: str
    place: int
    answered_at: int | None
    closed_at: int | None
    done: bool
    steps: tuple[Step, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """`open` | `taken` | `answered` | `closed`; nothing is closed that nobody answered."""
        if self.answered_at is not None:
            return "closed" if self.done else "answered"
        return "taken" if self.stands("taken") else "open"

    @property
    def number(self) -> str:
        """What people say: lane and seq of its station, 03-118."""
        return number_of(self.id)

    @property
    def stop(self) -> bool:
        """Whether it belongs to a stop-now alarm."""
        return self.sort == STOP

    def stands(self, what: str) -> tuple[Step, ...]:
        """The steps of a kind that were not withdrawn; of two stations both."""
        return tuple(step for step in self.steps if step.what == what and not step.withdrawn)

    @property
    def holder(self) -> str:
        """Whose it is now: the newest who took it or got it, else who it was opened for."""
        moved = [step for step in self.steps if step.what in ("taken", "passed") and not step.withdrawn]
        return str(moved[-1].body["to"]) if moved else self.owner

    @property
    def since(self) -> tuple[str, int, str]:
        """(station, seq, officer) of what made it his whose it is now: the newest time it was taken or passed, else its opening."""
        moved = [step for step in self.steps if step.what in ("taken", "passed") and not step.withdrawn]
        station, _, seq = self.id.rpartition("/")
        return (moved[-1].station, moved[-1].seq, moved[-1].officer) if moved else (station, int(seq), self.officer)

    def late(self, now: int) -> int:
        """By how many ms the promise is, or was, missed; 0 when it is kept so far."""
        return max(0, (now if self.answered_at is None else self.answered_at) - self.due)

    def level(self, now: int) -> int:
        """How far it has been carried up: the number of levels whose time passed without an answer."""
        end = now if self.answered_at is None else self.answered_at
        return sum(end > by for _, by in self.levels)

    def raised(self, now: int) -> int:
        """How many times it came to somebody else because nobody answered: the last level keeps it."""
        return min(self.level(now), len(self.levels) - 1)

    def precedes(self, event: Event) -> bool:
        """Whether an event came after its opening: by its place in the same journal, by the clock in another."""
        station, _, seq = self.id.rpartition("/")
        return event.seq > int(seq) if event.station == station else event.at > self.at

    def to(self, now: int) -> str:
        """Who must answer at this moment: the level time has come to; before the first one ends, its holder."""
        level = self.level(now)
        who = self.levels[min(level, len(self.levels) - 1)][0]
        return self.holder if level == 0 or who == OWNER else who


def number_of(name: str) -> str:
    """The number of a call by its id: CNHXG-03-7KQ2/118 is 03-118."""
    station, _, seq = name.rpartition("/")
    return f"{station.split('-')[1] if station.count('-') else station}-{seq}"


def open_calls(journal: Rows, now: int) -> list[Call]:
    """Calls that are not closed, the most urgent first: stop-now, then what is late, then by urgency and due time; answered ones last."""
    return _listing(journal, _calls(journal, "done = 0", (now,), f"ORDER BY {_URGENT}"))


def count_open(journal: Rows) -> tuple[int, int]:
    """(how many calls nobody has answered, how many were answered and are not closed), however many a list shows."""
    ((waiting, every),) = journal.read(f"SELECT {_COUNT}, (SELECT count(*) FROM call WHERE done = 0)")
    return waiting, every - waiting


def oldest(journal: Rows) -> tuple[Call | None, int]:
    """The oldest call without an answer, and how many there are."""
    rows = journal.read(f"SELECT {COLUMNS}, {_COUNT} FROM call INDEXED BY call_waiting WHERE {_WAITING} ORDER BY at, station, seq LIMIT 1")
    return (_listing(journal, [_call(rows[0][:-1], _steps(journal, [rows[0][0]]))])[0], int(rows[0][-1])) if rows else (None, 0)


def stops(journal: Rows) -> list[tuple[Call, int]]:
    """Stop-now alarms that are not over, the newest first: one call of each that names what was found where anybody said it, and how many are not closed."""
    alarms: dict[str, list[Call]] = {}
    for call in _calls(journal, f"done = 0 AND sort = '{STOP}'", (), "ORDER BY at DESC, place", "INDEXED BY call_stop"):
        alarms.setdefault(call.about, []).append(call)
    return [(min(several, key=lambda call: call.tree == UNKNOWN), len(several)) for several in alarms.values()]


def alarm(journal: Rows, subject: str) -> tuple[Call, ...]:
    """The calls of the stop-now alarms about a thing that are not over, in the order people are called (by their time), with those that are closed already."""
    since = f"(SELECT min(at) FROM call WHERE done = 0 AND sort = '{STOP}' AND about = ?)"
    return tuple(_calls(journal, f"about = ? AND sort = '{STOP}' AND at >= {since}", (subject, subject), "ORDER BY due, place, id"))


def following(order: Iterable[Call]) -> Call | None:
    """Of an alarm, the call that is next: the first that nobody has answered."""
    return next((call for call in order if call.answered_at is None), None)


def ahead(order: Iterable[Call], call: Call) -> tuple[Call, ...]:
    """Of an alarm, the calls before this one that nobody has answered."""
    return tuple(each for each in takewhile(lambda each: each.id != call.id, order) if each.answered_at is None)


def about(journal: Rows, subject: str, sorts: Iterable[str] = (), ref: str | None = None) -> list[Call]:
    """Calls about one thing that are not closed; of these sorts, or of all; `ref`: only those that name it."""
    wanted = tuple(sorts)
    where, values = ("" if not wanted else f" AND sort IN ({', '.join('?' * len(wanted))})"), [subject, *wanted]
    if ref is not None:
        where, values = f"{where} AND ref = ?", [*values, ref]
    return _calls(journal, f"about = ? AND done = 0{where}", values)


def halted(journal: Rows, subject: str) -> str:
    """What a stop-now alarm about a thing that is not over found (`unknown` where nobody said), '' for none. One indexed read."""
    rows = journal.read(f"SELECT tree FROM call WHERE done = 0 AND sort = '{STOP}' AND about = ? ORDER BY tree = ?, at DESC, place LIMIT 1", (subject, UNKNOWN))
    return str(rows[0][0]) if rows else ""


def held_by(journal: Rows, officer: str) -> list[Call]:
    """Every call nobody has answered that is this officer's now, the oldest first."""
    given = "SELECT 1 FROM call_step s LEFT JOIN call_fixed f ON f.station = s.station AND f.seq = s.seq AND f.field = 'call.to' WHERE s.call = call.id AND ? IN (json_extract(s.body, '$.to'), f.value)"
    rows = journal.read(f"SELECT id FROM call INDEXED BY call_waiting WHERE {_WAITING} AND (owner = ? OR EXISTS ({given})) ORDER BY at, station, seq", (officer, officer))
    names = [name for (name,) in rows]
    several = [names[first : first + MOST] for first in range(0, len(names), MOST)]
    return [call for some in several for call in _calls(journal, f"id IN ({', '.join('?' * len(some))})", some, "ORDER BY at, station, seq") if call.holder == officer]


def holders(journal: Rows) -> list[str]:
    """Everybody, officer or role, whose a call that nobody has answered is now or was before, by name."""
    given = f"FROM call c INDEXED BY call_waiting CROSS JOIN call_step s ON s.call = c.id LEFT JOIN call_fixed f ON f.station = s.station AND f.seq = s.seq AND f.field = '{FIELD}to' WHERE c.{_WAITING.replace('AND ', 'AND c.')}"
    rows = journal.read(f"SELECT owner FROM call INDEXED BY call_waiting WHERE {_WAITING} UNION SELECT coalesce(f.value, json_extract(s.body, '$.to')) {given} ORDER BY 1")
    return [name for (name,) in rows if name]


def was_opened(journal: Rows, sort: str, subject: str, ref: str, since: int = 0) -> bool:
    """Whether the same call was ever opened (`since`: not before this time, UTC ms), whatever came of it."""
    return bool(journal.read("SELECT 1 FROM call WHERE about = ? AND sort = ? AND ref = ? AND at >= ? LIMIT 1", (subject, sort, ref, since)))


def was_stopped(journal: Rows, subject: str, tree: str) -> bool:
    """Whether a stop-now alarm of a kind about a thing was ever raised, over or not."""
    return bool(journal.read("SELECT 1 FROM call WHERE about = ? AND sort = ? AND tree = ? LIMIT 1", (subject, STOP, tree)))


def stopped(journal: Rows) -> tuple[str, ...]:
    """Everything a stop-now alarm that is not over is about."""
    return tuple(subject for (subject,) in journal.read(f"SELECT DISTINCT about FROM call WHERE done = 0 AND sort = '{STOP}'"))


def of_period(journal: Rows, since: int, until: int) -> list[Call]:
    """Every call opened between two moments (UTC ms), the newest first."""
    found = _listing(journal, _calls(journal, "at >= ? AND at < ?", (since, until), "ORDER BY at DESC, station, seq DESC"))
    return sorted(found, key=lambda call: (-call.at, call.id))


def find(journal: Rows, name: str, station: str) -> Call:
    """A call by its id, its number (03-118), or its seq at this station. Refused `call-not-found`, `call-several`."""
    seq = name.rpartition("/" if "/" in name else "-")[2]
    if not seq.isascii() or not seq.isdigit() or len(seq) > 15:
        raise Refused("call-not-found", call=name[:60])
    found = [call for call in _listing(journal, _calls(journal, "seq = ?", (int(seq),))) if name in (call.id, call.number, seq)]
    here = [call for call in found if call.id.startswith(f"{station}/")]
    if not found:
        raise Refused("call-not-found", call=name[:60])
    if len(found) > 1 and len(here) != 1:
        raise Refused("call-several", call=name[:60], known=", ".join(call.id for call in found))
    return here[0] if len(here) == 1 else found[0]


def _calls(journal: Rows, where: str, values: Sequence[Any], tail: str = "ORDER BY at", index: str = "") -> list[Call]:
    rows = journal.read(f"SELECT {COLUMNS} FROM call {index} WHERE {where} {tail} LIMIT {MOST}", values)
    mine: dict[str, list[tuple[str, Step]]] = {}
    for each in _steps(journal, [row[0] for row in rows]):
        mine.setdefault(each[0], []).append(each)
    return [_call(row, mine.get(row[0], [])) for row in rows]


def _listing(journal: Rows, found: Sequence[Call]) -> list[Call]:
    """The same with the parcels each lists, the first that came first."""
    marks = ", ".join("?" * len(found))
    items: dict[str, list[str]] = {}
    for name, item in journal.read(f"SELECT call, item FROM call_item WHERE call IN ({marks}) ORDER BY at, item", [call.id for call in found]) if found else ():
        items.setdefault(name, []).append(item)
    return [replace(call, items=tuple(items[call.id])) if call.id in items else call for call in found]


def _call(row: Sequence[Any], steps: list[tuple[str, Step]]) -> Call:
    name, _, _, sort, subject, ref, words, owner, officer, urgency, at, due, levels, cause, tree, place, answered, closed, done = row
    told = tuple((level["to"], level["by"]) for level in json.loads(levels))
    mine = tuple(step for _, step in steps)
    return Call(name, sort, subject, ref, words, owner, officer, urgency, at, due, told, cause, tree, place, answered, closed, bool(done), mine)


def _steps(journal: Rows, names: Sequence[str]) -> list[tuple[str, Step]]:
    """(call, step) of these calls in the order of their stamps."""
    if not names:
        return []
    marks = ", ".join("?" * len(names))
    rows = journal.read(f"SELECT call, step, station, seq, officer, at, body FROM call_step WHERE call IN ({marks}) ORDER BY at, station, seq", names)
    fixed: dict[tuple[str, int], dict[str, str]] = {}
    for station, seq, field, value in journal.read(
        f"SELECT f.station, f.seq, f.field, f.value FROM call_fixed f JOIN call_step s ON s.station = f.station AND s.seq = f.seq WHERE s.call IN ({marks})", names
    ):
        fixed.setdefault((station, seq), {})[field] = value
    return [(call, _step(what, (station, seq, officer, at), json.loads(body), fixed.get((station, seq), {}))) for call, what, station, seq, officer, at, body in rows]


def _step(what: str, where: tuple[str, int, str, int], body: Mapping[str, Any], fixed: Mapping[str, str]) -> Step:
    right = {name.removeprefix(FIELD): value for name, value in fixed.items() if name != WITHDRAWN}
    return Step(what, *where, {**body, **right}, fixed.get(WITHDRAWN) == "yes", bool(fixed))

