"""The same thing read again: a soft tick when it is at once, "seen 10:42, lane 3" when it is later; never silent, never a second part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from workstation import codes
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Passage, part_kind
from workstation.passage.place import Ties
from workstation.settings import local_time

AGAIN: Mapping[str, Any] = MappingProxyType({"again": True})
"""The line that stands for a command code read twice at once; known by being this very one, so that nobody can send it."""


@dataclass(frozen=True)
class Sighting:
    """The last read of a value: in this passage (`here`) or another, when and in which lane, and whether so lately that it is one movement of the hand."""

    here: bool
    moment: str
    lane: str
    soft: bool

    @property
    def words(self) -> str:
        """As the event keeps it: `10:42 · 03`."""
        return f"{self.moment} · {self.lane}"

    @property
    def says(self) -> tuple[Say, ...]:
        """What the officer is told: nothing more than the tick when it is soft."""
        return () if self.soft else (Say("scan-seen", {"seen": self.moment, "lane": self.lane}),)


def soft(lane: Lane) -> Plan:
    """The tick alone: nothing is written, and what stands on the screen stays."""
    last = lane.last
    return Plan(tick="repeat", stray=last.stray, choices=last.choices, gate=lane.gate, slip=last.slip)


def last_seen(lane: Lane, name: str, value: str) -> Sighting | None:
    """The last read of this value in any passage; None when it was never read."""
    rows = lane.station.journal.read(
        "SELECT passage, at FROM part WHERE value = ? AND moved = 0 AND passage <> '' ORDER BY at DESC, seq DESC LIMIT 1", (value,)
    )
    return _sighting(lane, name, value, rows[0]) if rows else None


def _sighting(lane: Lane, name: str, value: str, row: tuple[str, int]) -> Sighting:
    passage, at = row
    now, soon = lane.station.clock(), int(lane.station.book.limit("scan", "repeat_ms"))
    moment = local_time(at).strftime("%H:%M") if now - at < _DAY else local_time(at).strftime("%m-%d %H:%M")
    where = passage.split("/")[0].split("-")[1] if "-" in passage else ""
    soft = now - at <= soon or (passage == name and now - _repeated_at(lane, name, value) <= soon)
    return Sighting(passage == name, moment, where, soft)


def _repeated_at(lane: Lane, name: str, value: str) -> int:
    """When it was last read again here: a scanner that is held on a code goes on ticking, and only the first return after a pause is told in words."""
    again = (event.at for event in lane.station.journal.events(subject=name) if event.kind == "scan.repeated" and event.body["value"] == value)
    return max(again, default=0)


def of_a_stray(lane: Lane, text: str) -> bool:
    """Whether a text that belongs nowhere, and still stands on the screen as such, was read again at once; a scanner that is held on it goes on ticking."""
    before, at = lane.strayed
    now = lane.station.clock()
    again = bool(lane.last.stray) and text == before and now - at <= int(lane.station.book.limit("scan", "repeat_ms"))
    lane.strayed = (text, now)
    return again


def stray_before(lane: Lane, value: str) -> tuple[Say, ...]:
    """What is said of a value that was read before for no truck."""
    rows = lane.station.journal.read("SELECT station, at FROM part WHERE value = ? AND moved = 0 AND passage = '' ORDER BY at DESC, seq DESC LIMIT 1", (value,))
    return _sighting(lane, "", value, rows[0]).says if rows else ()


def of_the_finished(lane: Lane, candidates: Iterable[codes.Code], source: str, link: Mapping[str, str]) -> Plan | None:
    """A part of the truck that was just let go, read once more: a repeat on it, never a new truck."""
    passage = lane.passage(lane.front) if lane.front and lane.open_front() is None else None
    if passage is None:
        return None
    for code in candidates:
        if _has(passage, code):
            seen = last_seen(lane, passage.id, code.value) or Sighting(True, local_time(passage.changed_at).strftime("%H:%M"), "", soft=True)
            body = {"sort": code.kind, "value": code.value, "source": source, **link, "seen": seen.words}
            return Plan((Draft("scan.repeated", passage.id, body),), tick="repeat", alarms=seen.says)
    return None


def _has(passage: Passage, code: codes.Code) -> bool:
    if code.kind in ("seal", "lock") and any(codes.fold_seal(each.number) == codes.fold_seal(code.value) for each in passage.seals):
        return True
    return any(each.kind == part_kind(code.kind, code.value) and each.value == code.value for each in passage.parts)


def of_a_seal(lane: Lane, name: str, body: Mapping[str, Any]) -> Plan | None:
    """A seal's number and state as its last read here had them, from the same kind of source. Typed numbers count each time: two of them settle a clash."""
    if name != lane.front or not name or body["source"] == "typed":
        return None
    passage = lane.passage(name)
    reads = [each for each in passage.seals if codes.fold_seal(each.number) == body["seal"]]
    known = (reads[-1].status, reads[-1].source, reads[-1].container) if reads else None
    if known != (body["status"], body["source"], body.get("container", "")) or body["seal"] in {codes.fold_seal(each) for each in passage.removed}:
        return None
    seen = last_seen(lane, name, body["seal"])
    if seen is None or not seen.here:
        return None
    repeat = {"sort": "seal", "value": body["seal"], "source": body["source"], "seen": seen.words, **({"link": body["link"]} if "link" in body else {})}
    return Plan((Draft("scan.repeated", name, repeat),), name, "repeat", alarms=seen.says)


def may_bring_a_truck(lane: Lane, seal: str, tied: Ties) -> bool:
    """Whether a lock that speaks of itself can be the first word of a truck: the register ties it to something, and it was on no truck within a day."""
    rows = lane.station.journal.read("SELECT max(at) FROM part WHERE value = ? AND moved = 0 AND passage <> ''", (seal,))
    last = rows[0][0] if rows else None
    return bool(tied("seal", seal)) and (last is None or lane.station.clock() - last > _DAY)


_DAY = 86_400_000
