"""A traveller's check explained: what was compared, by which published quota, and what would change it; nothing names the person.

What was signed is told from the event of the signature, as it was; what was not signed has no event of its own and is compared again.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from workstation.desk import judging, rejudging
from workstation.desk.lane import Lane
from workstation.desk.travellers import state
from workstation.desk.travelling import Standing, standing
from workstation.journal import Event
from workstation.passage import Passage
from workstation.persons import checking, postings, quotas
from workstation.persons.checking import Item
from workstation.persons.quotas import Quota
from workstation.risk import Rulebook
from workstation.risk.explain import SELECTED, Change, Published, Step, Why
from workstation.settings import local_time
from workstation.words import catalogue

MILD = ("ready", "verified", "settled", "not-needed")
OPEN = ("waiting", "differs", "stated")
EXPIRED = "explain.traveller.document"
HOW, WITHIN = Change("explain.traveller.how", ""), Change("explain.traveller.within", "")


def steps_of(lane: Lane, passage: Passage) -> tuple[Step, ...]:
    """The signature as it was and what became of its guarantee since; of a traveller nobody signed the check, as of the last thing that was read."""
    signed = _signed(lane, passage.id)
    return (_as_signed(lane, signed, passage), *_since(lane, signed)) if signed else (_compared(lane, passage),)


def _signed(lane: Lane, passage: str) -> Event | None:
    rows = lane.station.journal.read("SELECT subject FROM event WHERE kind = 'guarantee.verified' AND json_extract(bytes, '$.body.passage') = ?", (passage,))
    events = [each for (subject,) in rows for each in lane.station.journal.events(subject=subject, kinds=("guarantee.verified",)) if each.body.get("passage") == passage]
    return max(events, key=lambda each: each.stamp, default=None)


def _as_signed(lane: Lane, event: Event, passage: Passage) -> Step:
    """From the body of the signature and the rules it went by, after the inspection that let him go, if there was one."""
    body = event.body
    book = rejudging.book_then(lane.station, event) or lane.station.book
    quota, rule = _quota(lane, event, book)
    days = {"days": str(body["days"])}
    over = [Why(_over(each["name"], quota), {"limited": each["name"], "found": each["found"], "expected": each["expected"]}, rule) for each in body["items"] if each["thing"] == "trip"]
    absent = [Why("explain.traveller.absent", {"things": ", ".join(body["absent"])}, rule)] if body.get("absent") else []
    late = [Why("explain.traveller.late", days, rule)] if body.get("late") else []
    unread = [Why("traveller.serial-not-read", {}, rule)] if any(each["thing"] == "goods" and each["mark"] == "open" and not absent for each in body["items"]) else []
    document = [Why(EXPIRED, {}, rule)] if any(each["thing"] == "person" and each["mark"] == "open" and "person" in body["present"] for each in body["items"]) else []
    looked = [Why("explain.traveller.inspected")] if passage.inspections or body.get("looked") else []
    stated = [Why("explain.traveller.reasoned")] if over or absent or late or unread or document else []
    return Step(event.at, "release", (Why("explain.traveller.agreed", {}, rule), *looked, *over, *absent, *document, *unread, *late, *stated), book=book.hash, title="explain.traveller.verified")


def _since(lane: Lane, signed: Event) -> Iterator[Step]:
    """What became of the guarantee after the signature: settled, open again, or forfeited."""
    row = lane.station.register.get("guarantee", signed.subject)
    stands = postings.standing(row, lane.station.journal) if row else None
    if stands and stands.state != "verified":
        named = "undone" if stands.state == "open" else stands.state
        channel = "release" if named == "settled" else "cannot-confirm" if named == "undone" else "hold"
        yield Step(stands.at or signed.at, channel, (Why(f"explain.traveller.became.{named}"),), title=f"explain.traveller.{named}")


def _quota(lane: Lane, event: Event, book: Rulebook) -> tuple[Quota | None, tuple[Published, ...]]:
    """The quota of a receipt as the rules of the signature had it on the day of its purchase."""
    row = lane.station.register.get("receipt", event.body["receipt"])
    sold = local_time(event.at).date() - timedelta(days=event.body["days"])
    known = quotas.read(book.table(quotas.FILE)).in_force(sold) if row else ()
    quota = next((each for each in known if row and each.id == row["quota"]), None)
    return quota, _published(quota, book)


def _published(quota: Quota | None, book: Rulebook) -> tuple[Published, ...]:
    return (Published(quota.id, quotas.FILE, quota.valid_from, quota.valid_to, quota.source, book=book.hash[:12], pack=book.pack),) if quota else ()


def _over(category: str, quota: Quota | None) -> str:
    unit = next((each.unit for each in quota.trip if each.category == category), "piece") if quota else "piece"
    return f"explain.traveller.over.{unit}"


def _compared(lane: Lane, passage: Passage) -> Step:
    """Compared again as of the last read, or as of now where the traveller is in front. A control instruction is not told: it reads as any other selection for check."""
    here = lane.stand if lane.stand and lane.stand.passage.id == passage.id else None
    last = max(part.at for part in passage.parts)
    now = standing(lane, passage) if here else _then(lane, standing(lane, passage), last)
    stood = here or judging.stand(passage, lane.station, fresh=False)
    check, named = now.check, "stopped" if passage.holds else state(now, stood)
    rule = _published(now.rules.quota, lane.station.book)
    days = {"days": str(check.days)}
    if named == "stopped":
        whys = [Why(SELECTED)]
    else:
        wrong = [Why(item.note, days, rule) for item in check.items if item.mark == "bad" and item.note in catalogue()]
        said = check.note or f"traveller.{check.state}"
        document = [Why(EXPIRED, {}, rule)] if "document" in check.lacking else []
        reasons = [*document, *_overs(check.over, rule), *([Why("explain.traveller.late", days, rule)] if check.late else [])]
        whys = wrong or reasons or [Why(said if said in catalogue() else "explain.traveller.open", days, rule)]
    # Nothing was signed and nothing kept: the port's data may have changed since.
    whys += [] if here or named == "stopped" else [Why("explain.traveller.again")]
    channel = "release" if named in MILD else "hold" if named in ("differs", "stopped", "forfeited") else "cannot-confirm"
    changes = ((WITHIN,) if check.over and named == "stated" else ()) + ((HOW,) if named in OPEN else ())
    return Step(last, channel, tuple(whys), changes, title=f"explain.traveller.{named}")


def _overs(items: tuple[Item, ...], rule: tuple[Published, ...]) -> list[Why]:
    return [Why(f"explain.traveller.over.{each.note.rpartition('.')[2]}", {"limited": each.name, "found": each.found, "expected": each.expected}, rule) for each in items]


def _then(lane: Lane, now: Standing, at: int) -> Standing:
    """The check as of a moment (UTC ms): the days as they were, the guarantee without what was done about it later."""
    guarantee = now.told.guarantee
    if guarantee and guarantee.at > at:
        sql = "SELECT step FROM guarantee_step WHERE guarantee = ? AND at <= ? ORDER BY at DESC, station DESC, seq DESC LIMIT 1"
        steps = lane.station.journal.read(sql, (guarantee.number, at))
        guarantee = replace(guarantee, state="open" if not steps or steps[0][0] == "undone" else steps[0][0])
    told = replace(now.told, guarantee=guarantee)
    return replace(now, told=told, check=checking.compare(now.seen, told, now.rules, at))
