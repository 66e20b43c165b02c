"""What the screens besides the lane show: status, journal, unconfirmed slips, a slip's page, forms, the inspection in front."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation.desk import tables
from workstation.desk.calling import Waiting, waiting
from workstation.desk.lane import Lane
from workstation.inspection import forms
from workstation.inspection.values import Form, Inspection
from workstation.passage.ages import too_old
from workstation.passage.told import AGED
from workstation.register.find import Found
from workstation.release.values import UNFINISHED, Slip
from workstation.settings import local_time, trial_time
from workstation.words import Refused

SOUGHT = 20_000
"""Events that a search through the journal goes back: some days, so that it never keeps an act waiting."""
ACTED = ("hold.placed", "verdict.overridden", "fact.confirmed", "inspection.opened", "slip.voided")
"""What a shift hands over besides its trucks."""


@dataclass(frozen=True)
class Status:
    """The top bar. `as_of`: UTC ms of the oldest judged table, None when nothing was told; `stale`: one of them is past its limit."""

    port: str
    lane: str
    officer: str
    role: str
    name: str
    as_of: int | None
    stale: bool
    hub: str
    waiting: int
    emergency: str
    trial: bool
    calls: Waiting


def status(lane: Lane) -> Status:
    """What the top bar says now."""
    station, known = lane.station, lane.station.settings
    now, told = station.clock(), station.register.as_of(AGED)
    stale = any(too_old(as_of, station.book, name, now) for name, as_of in told.items())
    port = station.register.get("port", known.port) or {}
    return Status(
        port=str(port.get("zh" if known.lang == "zh" else "en") or known.port),
        lane=known.lane,
        officer=lane.officer,
        role=lane.role,
        name="",
        as_of=min((as_of for as_of in told.values() if as_of is not None), default=None),
        stale=stale,
        hub="none",
        waiting=station.journal.head().seq,
        emergency=station.emergency(),
        trial=trial_time() is not None,
        calls=waiting(lane),
    )


def ages(lane: Lane) -> list[dict[str, Any]]:
    """Every judged table with its age and limit, for the Devices screen and `doctor`."""
    now = lane.station.clock()
    found = []
    for name in AGED:
        age = lane.station.register.age(name)
        limit = int(lane.station.book.limit("age", name)) * 1000
        found.append({"table": name, "as_of": age.as_of if age else None, "limit": limit, "stale": too_old(age.as_of if age else None, lane.station.book, name, now)})
    return found


def find(lane: Lane, words: str) -> list[Found]:
    """Find in the register; persons masked."""
    return lane.station.register.find(words)


@dataclass(frozen=True)
class Wanted:
    """Which events a list shows: those whose kind, officer or subject contains `words`, and those of `kinds`; nothing given shows all."""

    words: str = ""
    kinds: tuple[str, ...] = ()


def journal(lane: Lane, limit: int, before: int = 0, wanted: Wanted = Wanted()) -> list[tuple[Any, ...]]:
    """(seq, at, officer, kind, subject) of this station's events, the newest first; `before` pages on. Words are sought in the newest `SOUGHT`."""
    edge = "AND seq < ?" if before else ""
    values: list[object] = [before] if before else []
    if wanted.words:
        marks = ", ".join("?" * len(wanted.kinds))
        edge += f" AND seq > ? AND (kind IN ({marks}) OR instr(kind, ?) OR instr(subject, ?) OR instr(json_extract(bytes, '$.officer'), ?))"
        values += [lane.station.journal.head().seq - SOUGHT, *wanted.kinds, *[wanted.words] * 3]
    rows = lane.station.journal.read(
        f"SELECT seq, at, json_extract(bytes, '$.officer'), kind, subject FROM event WHERE station = ? {edge} ORDER BY seq DESC LIMIT ?",
        (lane.station.journal.station, *values, limit),
    )
    return [tuple(row) for row in rows]


def unconfirmed(lane: Lane) -> list[dict[str, Any]]:
    """Slips whose paper nobody has confirmed, the oldest first."""
    rows = lane.station.journal.read(
        "SELECT number, plate, at, max(copy, 1) FROM slip WHERE confirmed = 0 AND voided = 0 AND passage <> '' ORDER BY at LIMIT 500"
    )
    return [dict(zip(("number", "plate", "at", "copy"), row, strict=True)) for row in rows]


def counts(lane: Lane) -> dict[str, int]:
    """How many trucks went today (Asia/Shanghai), by the channel they were treated under; and how many events of the kinds in ACTED there were."""
    midnight = int(local_time(lane.station.clock()).replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
    # A slip that was void and given anew is one truck; the channel it went under last counts.
    rows = lane.station.journal.read(
        "SELECT o.passage, o.channel FROM outcome o WHERE o.at >= ? AND (o.how = 'passage.left'"
        " OR EXISTS (SELECT 1 FROM slip s WHERE s.passage = o.passage AND s.voided = 0)) ORDER BY o.at, o.seq",
        (midnight,),
    )
    marks = ", ".join("?" * len(ACTED))
    acted = lane.station.journal.read(f"SELECT kind, count(*) FROM event WHERE kind IN ({marks}) AND at >= ? GROUP BY kind", (*ACTED, midnight))
    return dict(Counter(dict(rows).values())) | {kind: int(count) for kind, count in acted}


def slip_pdf(lane: Lane, number: str, copy: int = 0, *, back: bool = False) -> bytes:
    """The page of a slip, drawn from its event; `copy` 0 is the last one printed. `back`: with the explanation as a second page, as a lane set so has it always."""
    from workstation.paper import slip as pages

    body, void, copies = slip_body(lane, number)
    marks, known = ("void",) if void else (), lane.station.settings
    if not (back or known.back == "always") or body["slip"]["basis"] == UNFINISHED:
        return pages.pdf(Slip.of(body["slip"]), body["token"], copy or copies, marks, known.root)
    from workstation.desk import explaining
    from workstation.paper import back as backs

    sheet = pages.drawn(Slip.of(body["slip"]), body["token"], copy or copies, marks, known.root)
    backs.draw(sheet, Slip.of(body["slip"]), explaining.of_slip(lane, number))
    return sheet.done()


def slip_receipt(lane: Lane, number: str, copy: int = 0, *, back: bool = False) -> tuple[Any, ...]:
    """The same slip as the pieces of a receipt (`paper.receipt.Piece`), from its event; a strip has no back: the explanation stands below it."""
    from workstation.paper import receipt

    body, void, copies = slip_body(lane, number)
    marks = ("void",) if void else ()
    told = receipt.pieces(Slip.of(body["slip"]), body["token"], copy or copies, marks, lane.station.settings.root)
    if not (back or lane.station.settings.back == "always") or body["slip"]["basis"] == UNFINISHED:
        return tuple(told)
    from workstation.desk import explaining
    from workstation.paper import explained

    return (*told, *explained.pieces(explaining.of_slip(lane, number)))


def slip_body(lane: Lane, number: str) -> tuple[Mapping[str, Any], bool, int]:
    """The body of the event a number stands for (a release, or a note), whether it is void, and how many copies there are."""
    rows = lane.station.journal.read("SELECT passage, voided, max(copy, 1) FROM slip WHERE number = ?", (number,))
    if rows:
        where = {"subject": rows[0][0]} if rows[0][0] else {}
        for event in lane.station.journal.events(**where, kinds=("released", "inspection.suspended")):
            if event.body.get("number") == number:
                return event.body, bool(rows[0][1]), int(rows[0][2])
    raise Refused("slip-unknown", number=number[:40])


def known_forms(lane: Lane) -> list[tuple[str, dict[str, str]]]:
    """(id, titles) of the forms valid today."""
    today = local_time(lane.station.clock()).date().isoformat()
    return [(name, {"zh": form.zh, "en": form.en}) for name, form in forms.all(on=today, lists=tables.lists(lane.station), profile="traveller" if lane.station.settings.profile == "traveller" else "goods").items()]


def filling(lane: Lane) -> tuple[Inspection, Form] | None:
    """The inspection of the truck in front with the form it was opened with, or None."""
    inspection = lane.open_inspection(lane.passage(lane.front)) if lane.front else None
    return None if inspection is None else (inspection, forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station)))
