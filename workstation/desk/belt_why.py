"""What decided of a parcel, explained for the enterprise from the event of its last reading and the rules it went by."""

from collections.abc import Collection
from dataclasses import replace

from workstation.desk import rejudging
from workstation.desk.lane import Lane
from workstation.desk.parcels import PROFILE, Parcel
from workstation.journal import Event
from workstation.passage import parcels
from workstation.risk import STRICT, Case, judge
from workstation.risk.draw import Drawn, certain
from workstation.risk.explain import Step, Why, explained
from workstation.words import Refused


def named(lane: Lane, what: str) -> str:
    """The parcel that is meant, or '': its number, or that of its inventory or order. '' on a belt: the one just read where it is stopped, else the newest that is, else the last one read, also before a restart.

    Refused `parcel-none-yet` on a belt where none was read.
    """
    journal, station = lane.station.journal, lane.station
    if what:
        found = parcels.find(station.register, (what, what.upper()))
        forms = (what, what.upper(), str(found[0]["number"]) if len(found) == 1 else "")
        rows = journal.read("SELECT number FROM parcel WHERE number IN (?, ?, ?) AND at >= 0", forms)
        return str(rows[0][0]) if rows else ""
    if station.settings.profile != PROFILE:
        return ""
    read = lane.parcel if isinstance(lane.parcel, Parcel) else None
    if read and not read.passed and not read.outcome:
        return read.number
    rows = journal.read("SELECT number FROM parcel WHERE channel <> 'release' AND s_at < at ORDER BY at DESC LIMIT 1")
    last = rows or (((read.number,),) if read else journal.read("SELECT number FROM parcel WHERE at >= 0 ORDER BY at DESC LIMIT 1"))
    if not last:
        raise Refused("parcel-none-yet")
    return str(last[0][0])


def explained_of(lane: Lane, number: str, revealed: Collection[str]) -> Step:
    """The last judgement of a parcel, and what officers did with it since. Refused `explain-none`."""
    events = [*lane.station.journal.events(subject=number, kinds=("parcel.judged", "parcel.settled"))]
    last = max((each for each in events if each.kind == "parcel.judged"), key=lambda each: each.stamp)
    step = _step(lane, last, revealed)
    done = [each for each in events if each.kind == "parcel.settled" and each.stamp > last.stamp]
    outcome = str(done[-1].body["outcome"]) if done else "passed" if last.body.get("answered") else ""
    if outcome == "passed":
        return replace(step, to="release", changes=())
    return replace(step, whys=(*step.whys, Why(f"explain.parcel.{outcome}")), changes=()) if outcome else step


def _step(lane: Lane, event: Event, revealed: Collection[str]) -> Step:
    """The flips are judged again from the stored facts; everything else is as it was written."""
    body = event.body
    book = rejudging.book_then(lane.station, replace(event, body={**body, "book": body["rules"]}))
    if book is None:
        raise Refused("explain-none", what=event.subject)
    facts = {name: fact.values[0] for name, fact in book.facts.items()} | body["facts"]
    picked = [each.rule for each in map(Drawn.of, body.get("draws") or ()) if each.picked]
    verdict = judge(book, Case(facts), certain(picked))
    channels = [rule.channel for rule in book.rules if rule.id in body["fired"]]
    channel = max(channels, key=STRICT.__getitem__) if channels else body["channel"]
    told = {"channel": channel, "fired": body["fired"], "details": body.get("details") or {}, "draws": body.get("draws") or (), "facts": facts}
    told |= {"reasons": verdict.reasons if verdict else (), "flip": [vars(flip) for flip in verdict.flip] if verdict else []}
    return explained(told, event.at, book, revealed)
