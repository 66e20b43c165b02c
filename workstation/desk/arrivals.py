"""What new data change: a released truck that an instruction now names is stopped; emergency releases are judged again."""

from collections.abc import Iterator, Sequence
from typing import Any

from workstation.accounts import batches
from workstation.accounts.turns import begins, number_of
from workstation.calls import call as calls
from workstation.codes import fold_seal
from workstation.desk import accounts, calling, judging, leaving, stopping, tables
from workstation.desk.card import Say
from workstation.desk.lane import Lane, stepped_back
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Passage
from workstation.passage.told import in_force
from workstation.risk import STRICT, days, risks
from workstation.risk.book import UNNAMED
from workstation.settings import local_time

MOST = 100_000
"""Live instructions looked through after a pack."""
NAMED = 3
"""Release lists a call names; of more it says how many."""


def plan(lane: Lane) -> Plan:
    """Events that follow from the register just opened; the truck in front is judged anew by the desk itself."""
    drafts: list[Draft] = [*accounts.granted(lane.station), *_of_other_profile(lane), *_overdue(lane)]
    lane.warned = True
    stops = list(stopping.elsewhere(lane))
    passed, told = leaving.greet(lane)
    drafts += [*(draft for _, draft in stops), *passed]
    alarms = [*(said for said, _ in stops), *told]
    for passage, row in _late(lane):
        drafts += _stop(lane, passage, row)
        alarms.append(Say("instruction-late", {"number": row["number"], "plate": passage.plate}))
    for passage in _emergency_releases(lane):
        draft = _rejudged(lane, passage)
        if draft is not None:
            drafts.append(draft)
            if draft.body["differs"]:
                drafts.append(Draft("alarm.raised", passage.id, {"reason": "emergency-differs", "risk": draft.body["risk"], "details": {"after": draft.body["after"]}}))
                alarms.append(Say("emergency-differs", {"plate": passage.plate}))
    return Plan(tuple(drafts), tick="stop" if stops else "stray" if alarms else "", alarms=tuple(alarms))


def midnight(lane: Lane) -> Plan:
    """The draws of the day that is over are opened to everybody, those of tomorrow are bound; what became overdue is somebody's."""
    station = lane.station
    return Plan((*days.due(station.journal, station.book, station.clock()), *_overdue(lane)))


def _overdue(lane: Lane) -> list[Draft]:
    """A call for each enterprise and day its consolidated declarations were due, and for each guarantee that ended above batches not declared, once."""
    station, sorts = lane.station, tables.calls(lane.station).overdue
    source, today = accounts.source_of(station), local_time(station.clock()).date()
    drafts: list[Draft] = []
    if sort := sorts.get("batch", ""):
        for (uscc, due), lists in batches.overdue(source, today).items():
            if not calls.was_opened(station.journal, sort, uscc, due):
                drafts += calling.opening(lane, sort, uscc, {"ref": due, "words": _named(lists)})
    if sort := sorts.get("guarantee", ""):
        for (uscc, ledger), (until, lists) in batches.unsecured(source, today).items():
            # A guarantee that was made longer and ended again is said again.
            if not calls.was_opened(station.journal, sort, uscc, ledger, begins(number_of(until) + 1)):
                drafts += calling.opening(lane, sort, uscc, {"ref": ledger, "words": f"{until.isoformat()}: {_named(lists)}"})
    return drafts


def _named(lists: Sequence[str]) -> str:
    return ", ".join(lists[:NAMED]) + (f" … {len(lists)}" if len(lists) > NAMED else "")


def _of_other_profile(lane: Lane) -> list[Draft]:
    """What was left in front when the lane had another profile steps aside: its rules are not those of the lane now."""
    others = [each for each in lane.unfinished() if each.profile != lane.station.settings.profile and each.id != lane.front]
    return [draft for each in others for draft in stepped_back(each, "other-profile")]


def _late(lane: Lane) -> Iterator[tuple[Passage, dict[str, Any]]]:
    """Released passages whose slip is still good, with the live instruction their verdict did not know."""
    now = lane.station.clock()
    found: set[str] = set()
    for row in lane.station.register.where("instruction", "state", "live", MOST):
        if not in_force(row, now):
            continue
        for name in _released(lane, row, now):
            passage = lane.passage(name)
            if name not in found and passage.release and not passage.release.suspended and not _known(passage, row):
                found.add(name)
                yield passage, row


def _known(passage: Passage, row: dict[str, Any]) -> bool:
    """The verdict knew the instruction as strict as it is now, or somebody was told of it since the release."""
    if f"{row['number']}:{row['channel']}" in passage.stopped:
        return True
    body = passage.verdict.body if passage.verdict else {"details": {}, "facts": {}}
    known = STRICT.get(body["facts"].get("instruction", ""), -1)
    return row["number"] in body["details"].get("instruction", {}).get("numbers", ()) and STRICT[row["channel"]] <= known


def _released(lane: Lane, row: dict[str, Any], now: int) -> list[str]:
    """Passages with an unexpired slip that carry the instruction's target."""
    target = row["target"]
    if row["target_kind"] == "person":
        target = lane.station.pseudonym("person", target)
    if row["target_kind"] == "seal":
        target = fold_seal(target)
    rows = lane.station.journal.read(
        "SELECT DISTINCT t.passage FROM target t JOIN slip s ON s.passage = t.passage WHERE t.kind = ? AND t.value = ? AND s.voided = 0 AND s.expires > ?",
        (row["target_kind"], target, now),
    )
    return [name for (name,) in rows]


def _stop(lane: Lane, passage: Passage, row: dict[str, Any]) -> list[Draft]:
    """Not yet through the gate: the release is suspended. Through: an alarm for the next port."""
    number = passage.release.number if passage.release else ""
    used = lane.station.journal.read("SELECT used FROM slip WHERE number = ?", (number,))
    details = {"number": row["number"], "text": row["text"], "plate": passage.plate, "slip": number, "channel": row["channel"]}
    if used and used[0][0]:
        return [Draft("alarm.raised", passage.id, {"reason": "instruction-after-gate", "risk": row["risk"], "details": details})]
    return [
        Draft("release.suspended", passage.id, {"reason": "instruction-late", "risk": row["risk"], "instruction": row["number"]}),
        Draft("alarm.raised", passage.id, {"reason": "instruction-late", "risk": row["risk"], "details": details}),
    ]


def _emergency_releases(lane: Lane) -> list[Passage]:
    rows = lane.station.journal.read("SELECT passage FROM emergency_release WHERE (at, seq) > (judged_at, judged_seq) ORDER BY at")
    return [lane.passage(name) for (name,) in rows]


def _rejudged(lane: Lane, passage: Passage) -> Draft | None:
    """The verdict of today's data on an emergency release; None while the data are still too old."""
    stand = judging.stand(passage, lane.station, fresh=False)
    cases = stand.gathered.cases().values()
    if stand.verdict is None or any(value == "stale" for facts in cases for name, value in facts.items() if name.startswith("age.")):
        return None
    after = stand.verdict.channel
    found = risks(lane.station.book, after, stand.verdict.fired)
    body = {"before": "release", "after": after, "differs": after not in ("release", "not-customs"), "reasons": list(stand.verdict.reasons)}
    body["risk"] = found[0] if found else UNNAMED
    return Draft("release.rejudged", passage.id, body)
