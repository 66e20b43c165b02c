"""What new data change: a released truck that an instruction now names is stopped; emergency releases are judged again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from workstation.codes import fold_seal
from workstation.desk import judging
from workstation.desk.card import Say
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Passage
from workstation.passage.told import find_booking, in_force

if TYPE_CHECKING:
    from workstation.desk.desk import Desk

MOST = 100_000
"""Live instructions looked through after a pack."""


def plan(desk: "Desk") -> Plan:
    """Events that follow from the register just opened; the truck in front is judged anew by the desk itself."""
    drafts: list[Draft] = []
    alarms: list[Say] = []
    for passage, row in _late(desk):
        drafts += _stop(desk, passage, row)
        alarms.append(Say("instruction-late", {"number": row["number"], "plate": passage.plate}))
    for passage in _emergency_releases(desk):
        draft = _rejudged(desk, passage)
        if draft is not None:
            drafts.append(draft)
            if draft.body["differs"]:
                drafts.append(Draft("alarm.raised", passage.id, {"reason": "emergency-differs", "details": {"after": draft.body["after"]}}))
                alarms.append(Say("emergency-differs", {"plate": passage.plate}))
    return Plan(tuple(drafts), tick="stray" if alarms else "", alarms=tuple(alarms))


def _late(desk: "Desk") -> Iterator[tuple[Passage, dict[str, Any]]]:
    """Released passages whose slip is still good, with the live instruction their verdict did not know."""
    now = desk.station.clock()
    found: set[str] = set()
    for row in desk.station.register.where("instruction", "state", "live", MOST):
        if not in_force(row, now):
            continue
        for name in _released(desk, row, now):
            passage = desk.passage(name)
            if name not in found and passage.release and not passage.release.suspended and not _known(desk, passage, row):
                found.add(name)
                yield passage, row


def _known(desk: "Desk", passage: Passage, row: dict[str, Any]) -> bool:
    """The verdict knew the instruction, somebody was told of it since, or the truck has nothing to do with it after all."""
    number = row["number"]
    if passage.verdict and number in passage.verdict.body["details"].get("instruction", {}).get("numbers", ()):
        return True
    if any(event.body.get("details", {}).get("number") == number for event in desk.station.journal.events(subject=passage.id, kinds=("alarm.raised",))):
        return True
    if row["target_kind"] != "booking":
        return False
    booking = find_booking(passage, desk.station.register, passage.opened_at)
    return booking is None or booking["number"] != row["target"]


def _released(desk: "Desk", row: dict[str, Any], now: int) -> list[str]:
    """Passages with an unexpired slip that carry the instruction's target."""
    read = desk.station.journal.read
    target = row["target"]
    if row["target_kind"] == "enterprise":
        rows = read("SELECT passage FROM slip WHERE enterprise = ? AND voided = 0 AND expires > ?", (target, now))
        return [name for (name,) in rows]
    if row["target_kind"] == "booking":
        # A booking is found by its plate too, without its number ever being read.
        target = (desk.station.register.get("booking", target) or {}).get("plate", target)
    if row["target_kind"] == "person":
        target = desk.station.pseudonym("person", target)
    if row["target_kind"] == "seal":
        target = fold_seal(target)
    rows = read(
        "SELECT DISTINCT p.passage FROM part p JOIN slip s ON s.passage = p.passage WHERE p.value = ? AND p.moved = 0 AND s.voided = 0 AND s.expires > ?",
        (target, now),
    )
    return [name for (name,) in rows]


def _stop(desk: "Desk", passage: Passage, row: dict[str, Any]) -> list[Draft]:
    """Not yet through the gate: the release is suspended. Through: an alarm for the next port."""
    number = passage.release.number if passage.release else ""
    used = desk.station.journal.read("SELECT used FROM slip WHERE number = ?", (number,))
    details = {"number": row["number"], "text": row["text"], "plate": passage.plate, "slip": number}
    if used and used[0][0]:
        return [Draft("alarm.raised", passage.id, {"reason": "instruction-after-gate", "details": details})]
    return [
        Draft("release.suspended", passage.id, {"reason": "instruction-late", "instruction": row["number"]}),
        Draft("alarm.raised", passage.id, {"reason": "instruction-late", "details": details}),
    ]


def _emergency_releases(desk: "Desk") -> list[Passage]:
    rows = desk.station.journal.read("SELECT passage FROM emergency_release WHERE rejudged = 0 AND at > 0 ORDER BY at")
    return [desk.passage(name) for (name,) in rows]


def _rejudged(desk: "Desk", passage: Passage) -> Draft | None:
    """The verdict of today's data on an emergency release; None while the data are still too old."""
    stand = judging.stand(passage, desk.station)
    facts = next(iter(stand.gathered.cases().values()))
    if stand.verdict is None or any(value == "stale" for name, value in facts.items() if name.startswith("age.")):
        return None
    after = stand.verdict.channel
    body = {"before": "release", "after": after, "differs": after not in ("release", "not-customs"), "reasons": list(stand.verdict.reasons)}
    return Draft("release.rejudged", passage.id, body)
