"""What opened a call and stands still: a held truck, a suspended release, an instruction in force, a ledger that is short, a guarantee that has ended, an open lock, lists that are late, a stop."""

from workstation.accounts import batches
from workstation.calls import call as calls
from workstation.calls.call import Call
from workstation.calls.rules import ENDED, GONE, PROVED, Sort
from workstation.codes import fold_seal
from workstation.desk import accounts, judging, tables
from workstation.desk.lane import Lane
from workstation.passage.told import in_force
from workstation.settings import local_time
from workstation.words import Refused


def check_over(lane: Lane, call: Call, sort: Sort, code: str) -> None:
    """Refused `call-stands` where a closure code says what opened the call is over, and it is not; which codes say so stands in the rules."""
    if code not in sort.over:
        return
    if call.stop:
        if PROVED in sort.over[code] and not any(_proved(each) for each in calls.alarm(lane.station.journal, call.about)):
            raise _stands(call, sort, code, "unproved")
        return
    why = "stop" if calls.halted(lane.station.journal, call.about) else "" if _met(lane, call, sort.over[code]) else why_not(call, sort.over[code])
    if why:
        raise _stands(call, sort, code, why)


def _stands(call: Call, sort: Sort, code: str, why: str) -> Refused:
    others = ", ".join(each for each in sort.codes if each not in sort.over)
    return Refused("call-stands", call=call.number, closing=code, why=f"call.stands.{why}", matter=call.ref, closings=others)


def _met(lane: Lane, call: Call, wanted: tuple[str, ...]) -> bool:
    return not wanted or (ENDED in wanted and _ended(lane, call)) or (GONE in wanted and gone(lane, call)) or (PROVED in wanted and _proved(call))


def why_not(call: Call, wanted: tuple[str, ...] = ()) -> str:
    """The key, behind `call.stands.`, of what still stands."""
    if wanted == (PROVED,):
        return "unproved"
    return call.sort if call.sort in ("hold", "suspended", "instruction", "account", "guarantee", "lock", "batch") else "other"


def _proved(call: Call) -> bool:
    return any(step.body.get("proof") in ("event", "photo") for step in call.stands("answered"))


def _ended(lane: Lane, call: Call) -> bool:
    """Whether one of the events that end it happened about the same thing since."""
    ends = tables.calls(lane.station).ends(call.sort)
    return any(call.precedes(event) for event in lane.station.journal.events(subject=call.about, kinds=ends))


def gone(lane: Lane, call: Call) -> bool:
    """Whether it is no longer so as of now; what cannot be asked any more is taken at the officer's word."""
    station = lane.station
    if call.sort == "instruction":
        row = station.register.get("instruction", call.ref) if call.ref else None
        return row is None or not in_force(row, station.clock())
    if call.sort == "account":
        return not _short(lane, call)
    if call.sort == "guarantee":
        return not _short(lane, call) and (call.about, call.ref) not in batches.unsecured(accounts.source_of(station), local_time(station.clock()).date())
    if call.sort == "lock":
        said = [event for event in station.journal.events(kinds=("seal.verified",)) if fold_seal(event.body["seal"]) == fold_seal(call.about)]
        return max(said, key=lambda event: event.stamp).body["status"] == "sealed" if said else True
    if call.sort == "batch":
        return (call.about, call.ref) not in batches.overdue(accounts.source_of(station), local_time(station.clock()).date())
    return False


def _short(lane: Lane, call: Call) -> bool:
    """Whether the ledger of the call still cannot give what the papers of its truck take."""
    passage = lane.passages.get(call.about)
    if passage is None or passage.state in ("left", "closed"):
        return False
    short = judging.stand(passage, lane.station, fresh=False).told.short
    return any(each.values.get("ledger") == call.ref for each in short.values())
