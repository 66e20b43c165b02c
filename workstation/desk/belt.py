"""What the screen of a parcel line lists: what is stopped first, then what was read last, labels that were none among it; all that is stopped can be turned to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workstation import codes
from workstation.desk.card import RECENT, Row, Say
from workstation.desk.lane import Lane
from workstation.journal import Draft
from workstation.settings import local_day, local_time

LONGEST = 80
"""Signs of a code that is written as it is."""
SHOWN = 7
"""Parcels on the screen, the stopped ones first."""

_IN_A_ROW = {"instruction.": "parcel.instruction", "ledger.": "parcel.ledger"}
"""Beginning of a reason whose words want figures -> the words of a row."""

_STOPPED = "channel <> 'release' AND s_at < at"
"""As the view's index has it."""
_ROW = "SELECT number, channel, reason, at, outcome FROM parcel"


@dataclass(frozen=True)
class Strayed:
    """What was read last is no parcel: why, and when (UTC ms). Its text is kept nowhere, for it may be anything."""

    said: Say
    at: int


def stray(lane: Lane, key: str, values: Mapping[str, Any] | None = None, *, listed: bool = True) -> None:
    """From here on the band says this, and no longer the parcel before; `listed`: it has a line among the last ones."""
    last = lane.parcel = Strayed(Say(key, dict(values or {})), lane.station.clock())
    lane.strays = (last, *lane.strays)[:RECENT] if listed else lane.strays


def odd(lane: Lane, text: str, where: Mapping[str, str]) -> tuple[Draft, ...]:
    """A label that is no parcel, as an odd scan of the journal: once a day (Asia/Shanghai) however often it lies there, and no call, for it is sorted out on the line.

    A code of a shape of its own stands as it is; of anything else, which may be a name, only its pseudonym.
    """
    station = lane.station
    shaped = [code for code in codes.recognise(text).candidates if code.kind not in codes.SHAPELESS and len(code.value) <= LONGEST]
    kind, value, checked = (shaped[0].kind, shaped[0].value, shaped[0].checked) if shaped else ("parcel", station.pseudonym("stray", text.strip().upper()), False)
    last = station.journal.read("SELECT max(at) FROM part WHERE value = ? AND passage = '' AND moved = 0", (value,))[0][0]
    if last is not None and local_day(last) == local_day(station.clock()):
        return ()
    return (Draft("code.scanned", "", {"sort": kind, "value": value, "checked": checked, **where}),)


def rows(lane: Lane) -> tuple[tuple[Row, ...], int]:
    """(the lines of the screen, how many parcels are stopped)."""
    stopped, last = _stopped(lane), _last(lane)
    ((count,),) = lane.station.journal.read(f"SELECT count(*) FROM parcel WHERE {_STOPPED}")
    room = SHOWN - min(RECENT, len(last))
    return (*[_row(each, "bad") for each in stopped[:room]], *last)[:SHOWN], count


def page(lane: Lane, number: int) -> tuple[tuple[Row, ...], int]:
    """(the stopped parcels of a page, 0 the newest; how many are stopped)."""
    ((count,),) = lane.station.journal.read(f"SELECT count(*) FROM parcel WHERE {_STOPPED}")
    return tuple(_row(each, "bad") for each in _stopped(lane, number * SHOWN)), count


def judged_last(lane: Lane) -> list[tuple[Any, ...]]:
    """(number, channel) of the last five."""
    return lane.station.journal.read("SELECT number, channel FROM parcel WHERE at >= 0 ORDER BY at DESC LIMIT 5")


def _stopped(lane: Lane, skip: int = 0) -> list[tuple[Any, ...]]:
    return lane.station.journal.read(f"{_ROW} WHERE {_STOPPED} ORDER BY at DESC LIMIT {SHOWN} OFFSET ?", (skip,))


def _last(lane: Lane) -> list[Row]:
    """What went on last and the labels that were none, as they came, the newest first."""
    found = lane.station.journal.read(f"{_ROW} WHERE at >= 0 AND NOT ({_STOPPED}) ORDER BY at DESC LIMIT {SHOWN}")
    told = [(each[3], _row(each, "ok")) for each in found]
    oldest = told[-1][0] if len(told) == SHOWN else 0
    told += [(each.at, Row("parcel", "unsure", "", (_when(each.at), each.said))) for each in lane.strays if each.at >= oldest]
    return [row for _, row in sorted(told, key=lambda each: -each[0])[:SHOWN]]


def _row(found: tuple[Any, ...], mark: str) -> Row:
    """One parcel below the band: why it stands, or what became of it, and when it was read."""
    number, channel, reason, at, outcome = found
    done = bool(outcome) and channel != "release" and mark == "ok"
    plain = next((key for start, key in _IN_A_ROW.items() if reason.startswith(start)), "reason." + reason)
    return Row("parcel", mark, number, (_when(at), Say("parcel." + outcome if done else plain)))


def _when(at: int) -> Say:
    return Say("parcel.at", {"time": local_time(at).strftime("%H:%M:%S")})
