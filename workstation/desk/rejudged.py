"""What is no truck, judged again: a parcel, a traveller's guarantee check, a purchase; from what its event and the rules kept with it say alone, and beside it what today's say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from workstation.desk import belt_why, bonded, explaining, judging, rejudging, tables, travelling
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.journal import Event
from workstation.passage import harshest, unanswered
from workstation.passage import parcels as told_parcels
from workstation.persons import postings, quotas
from workstation.persons.checking import THINGS, Check
from workstation.persons.quotas import Table
from workstation.risk import Case, Rulebook, judge
from workstation.risk.days import day_of
from workstation.risk.draw import Drawn, certain
from workstation.risk.terse import spelled
from workstation.settings import local_time
from workstation.words import Refused, knows

Said = dict[str, Any]
COUNTED, EXCEEDED = "quota.counted", "quota.exceeded"
THEN, NOW = "then", "now"
"""What else a person bought, beside a purchase judged by today's rules: as it was known when that was counted, or as it is known today."""


def judged(lane: Lane, what: str, verdict: int = 0) -> dict[str, Any]:
    """As `rejudging.rejudge`, of whatever was judged here: a passage (a truck's or a traveller's), a parcel, or a receipt that was counted. Refused `verdict-unknown`."""
    if number := belt_why.named(lane, what) if what else "":
        return _parcel(lane, number, verdict)
    if found := _purchases(lane, what, verdict):
        return _purchase(lane, found[-1])
    if lane.passage(what).profile == travelling.PURPOSE:
        return _check(lane, what, verdict)
    return rejudging.rejudge(lane, what, verdict)


def shown(lane: Lane, what: str) -> dict[str, Any]:
    """As `rejudging.timed`, of what a screen is about; '' = what is in front, at a belt the parcel just read, at a traveller desk without a traveller the last who was signed for."""
    found = judged(lane, _named(lane, what))
    if "things" not in found:
        return rejudging.timed(found)
    said = {each: [_phrase(reason, found[each]["facts"]) for reason in found[each]["reasons"]] for each in ("stored", "again", "today") if found[each]}
    return {**found, "at": f"{local_time(found['at']):%Y-%m-%d %H:%M:%S}", "said": said}


def _named(lane: Lane, what: str) -> str:
    if number := belt_why.named(lane, what):
        return number
    if not what and not lane.front and lane.station.settings.profile == travelling.PURPOSE:
        rows = lane.station.journal.read("SELECT guarantee, seq FROM guarantee_step WHERE step = 'verified' AND station = ? ORDER BY seq DESC LIMIT 1", (lane.station.journal.station,))
        signed = [event for name, seq in rows for event in lane.station.journal.events(subject=name, kinds=("guarantee.verified",)) if event.seq == seq]
        return str(signed[0].body.get("passage", "")) if signed else explaining.named(lane, what)
    return what if _purchases(lane, what, 0) else explaining.named(lane, what)


def _phrase(reason: str, facts: Mapping[str, str]) -> Say:
    values = {name.rpartition(".")[2]: value for name, value in facts.items()}
    return Say(reason, values) if knows(reason) else Say("reason." + reason, values)


def _parcel(lane: Lane, number: str, verdict: int) -> dict[str, Any]:
    """The newest judgement of a parcel, or the one of that seq; nothing is drawn for it today that was not drawn then."""
    station = lane.station
    given = [event for event in station.journal.events(subject=number, kinds=("parcel.judged",)) if verdict in (0, event.seq)]
    if not given:
        raise Refused("verdict-unknown", passage=number[:60])
    own = given[-1]
    named = replace(own, body={**own.body, "book": own.body["rules"], "day": own.body.get("day") or day_of(own.at)})
    book = rejudging.book_then(station, named)
    event = spelled(named, {own.body["rules"]: book} if book else {})
    stored = _said(event.body["channel"], event.body["reasons"], event.body["facts"], event.body["fired"])
    picked = [row.rule for row in map(Drawn.of, event.body["draws"]) if row.picked]
    again = _judge(book, event.body["facts"], picked, _let_go(event.body)) if book else None
    row, now = station.register.get("parcel", number), station.clock()
    stands, today = bonded.of(station, row), station.book.on(day_of(now))
    read = told_parcels.read(station.register, (row,) if row else (), today, (now, stands.state))
    ((outcome, answered),) = station.journal.read("SELECT outcome, answered FROM parcel WHERE number = ?", (number,))
    instead = frozenset(filter(None, answered.split("\n"))) if outcome == "passed" else frozenset()
    about = {"ledger": dict(stands.details)} if stands.refusal else {}
    verdicts = (stored, again, _judge(today, read.facts, picked, (instead, frozenset(read.instructions))))
    return rejudging.compared(lane, event, verdicts, (event.body["details"], about)) | {"rules": {"version": book.version if book else "", "book": own.body["rules"], "register": own.body["version"]}} | rejudging.near(event, book)


def _let_go(body: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """What an officer had let it go in spite of, and the instructions that speak against it."""
    return frozenset(body.get("answered") or ()), frozenset(body.get("instructions") or ())


def _judge(book: Rulebook, facts: Mapping[str, str], picked: list[str], let_go: tuple[frozenset[str], frozenset[str]]) -> Said | None:
    verdict = judge(book, Case(facts), certain(picked))
    if verdict is None:
        return None
    answered, instructions = let_go
    settled = bool(answered) and verdict.channel != "release" and {*verdict.fired, *instructions} <= answered
    return _said("release" if settled else verdict.channel, ["parcel.settled"] if settled else verdict.reasons, verdict.facts, verdict.fired)


def _said(channel: str, reasons: Any, facts: Mapping[str, str], fired: Any = ()) -> Said:
    return {"channel": channel, "reasons": [*reasons], "fired": [*fired], "facts": dict(facts), "flip": [], "whose": ""}


@dataclass(frozen=True)
class _Compared:
    """What a guarantee check knew. `items`: (thing, name) -> (mark, expected, found); `stated`: whether a reason, and one for being late, was given."""

    present: frozenset[str]
    items: Mapping[tuple[str, str], tuple[str, str, str]]
    days: int
    quota: str
    sold: str
    stated: tuple[bool, bool]

    @classmethod
    def of(cls, check: Check, quota: str, sold: str, stated: tuple[bool, bool]) -> "_Compared":
        """As it stands now."""
        items = {(each.thing, each.name): (each.mark, each.expected, each.found) for each in check.items}
        return cls(frozenset(check.present), items, check.days, quota, sold, stated)


def _check(lane: Lane, passage: str, verdict: int) -> dict[str, Any]:
    """The newest signature of a traveller's check, or the one of that seq."""
    station = lane.station
    signed = [event for event in station.journal.events(kinds=("guarantee.verified",)) if event.body.get("passage") == passage and verdict in (0, event.seq)]
    if not signed:
        raise Refused("verdict-unknown", passage=passage[:60])
    event = signed[-1]
    body, book = event.body, rejudging.book_then(station, event)
    stated = (bool(body.get("reason")), bool(body.get("late")))
    items = {(each["thing"], each["name"]): (each["mark"], each["expected"], each["found"]) for each in body["items"]}
    then = _Compared(frozenset(body["present"]), items, body.get("days", 0), body.get("quota", ""), body.get("sold", ""), stated)
    again = _check_said(then, quotas.read(book.table(quotas.FILE))) if book and then.quota else None
    now = travelling.standing(lane, lane.passage(passage))
    row = now.told.receipt
    today = _Compared.of(now.check, row["quota"] if row else "", travelling.sold_on(row) if row else "", stated)
    said = _under_instruction(lane, passage, _check_said(today, tables.quotas(station)))
    return rejudging.compared(lane, event, (_check_said(then), again, said), ({}, {})) | {"passage": passage, "things": "guarantee"}


def _under_instruction(lane: Lane, passage: str, said: Said) -> Said:
    """What is said today where an instruction stands on the traveller, or on the buyer, that no inspection of his has answered: nothing of his is signed then. One that was answered is none any more."""
    own = lane.passage(passage)
    live = unanswered(own, judging.stand(own, lane.station, fresh=False).told)
    if not live:
        return said
    row = harshest(live)
    return _said(row["channel"], ["traveller.instruction"], {**said["facts"], "instruction.number": row["number"]})


def _check_said(known: _Compared, table: Table | None = None) -> Said:
    """What the comparison says by a table of quotas; without one as it was signed: it let the traveller go."""
    quota = next((each for each in table.quotas if each.id == known.quota and each.valid_from <= known.sold and (not each.valid_to or known.sold <= each.valid_to)), None) if table else None
    items = {key: _held(key, told, quota) for key, told in known.items.items()} if quota else known.items
    facts = {f"{thing}.{name}" if name != thing else thing: f"{mark} {found}/{expected}".removesuffix(" /") for (thing, name), (mark, expected, found) in items.items()}
    facts |= {"days": str(known.days), "present": ", ".join(each for each in THINGS if each in known.present)}
    late = known.days > quota.leave_days > 0 if quota else known.stated[1]
    opens = any(mark == "open" for (thing, _), (mark, _, _) in items.items() if thing == "trip" or (thing == "goods" and "goods" in known.present))
    lacking = len(known.present) < len(THINGS) or opens
    signed = all(given or not due for due, given in zip((lacking, late), known.stated, strict=True))
    if any(mark == "bad" for mark, _, _ in items.values()):
        return _said("hold", ["traveller.differs"], facts)
    if table and len(known.present) < table.present:
        return _said("cannot-confirm", ["traveller.waiting"], facts)
    whys = [*(["traveller.late"] if late else []), *(["traveller.ready-stated"] if lacking else [])] or ["traveller.ready"]
    return _said("release" if signed else "cannot-confirm", whys, facts)


def _held(key: tuple[str, str], told: tuple[str, str, str], quota: quotas.Quota) -> tuple[str, str, str]:
    """One compared thing judged again: what differs is bad, what was not read stays open; of a trip's limit that of the quota."""
    mark, expected, found = told
    if key[0] == "trip":
        most = next((each.most for each in quota.trip if each.category == key[1]), None)
        return ("open" if most is not None and Decimal(found) > most else "ok", expected if most is None else f"{most:f}", found)
    if key[0] == "person" or mark == "open":
        return told
    return ("ok" if found == expected else "bad", expected, found)


def _purchases(lane: Lane, what: str, verdict: int) -> list[Event]:
    rows = lane.station.journal.read("SELECT person, seq FROM quota_step WHERE receipt = ? AND step = 'spent' AND station = ? ORDER BY seq", (what, lane.station.journal.station))
    places = {seq: person for person, seq in rows if verdict in (0, seq)}
    return [event for person in dict.fromkeys(places.values()) for event in lane.station.journal.events(subject=person, kinds=("quota.spent",)) if event.seq in places]


def _purchase(lane: Lane, event: Event) -> dict[str, Any]:
    """A receipt counted in a quota: whether there was room for it by what had been bought before, and whether there would be today."""
    station, body = lane.station, event.body
    book, day = rejudging.book_then(station, event), local_time(body["sold_at"]).date()
    stored = _said("release", [COUNTED], {"quota": body["quota"], "amount": body["amount"], "used": body.get("used", ""), "most": body.get("most", "")})
    again = _room(quotas.read(book.table(quotas.FILE)).on(body["quota"], day), body["amount"], body["used"]) if book and "used" in body else None
    today, by = _room_today(lane, event), NOW
    if today is None and "used" in body:
        today, by = _room(tables.quotas(station).on(body["quota"], day), body["amount"], body["used"]), THEN
    return rejudging.compared(lane, event, (stored, again, today), ({}, {})) | {"passage": body["receipt"], "things": "purchase", "today_by": by}


def _room_today(lane: Lane, event: Event) -> Said | None:
    """None where nobody here knows who a pseudonym is: the person has no receipt in the register and is not open at this desk. What else was bought is then what was known when it was counted."""
    station, body, person = lane.station, event.body, event.subject
    receipts = station.journal.read("SELECT receipt FROM quota_step WHERE person = ? UNION SELECT receipt FROM guarantee_step WHERE person = ?", (person, person))
    known = (str(row["person"]) for (number,) in receipts if (row := station.register.get("receipt", number)))
    name = next(known, lane.persons[person][0] if person in lane.persons else None)
    if name is None:
        return None
    bought, day = postings.bought(station.register, station.journal, person, name), local_time(body["sold_at"]).date()
    quota = tables.quotas(station).on(body["quota"], day)
    used = quotas.balance(quota, day.year, [each for each in bought if each.receipt != body["receipt"]]).used
    mine = next((each for each in bought if (each.receipt, each.quota) == (body["receipt"], body["quota"])), None)
    return _room(quota, quotas.plain(mine.amount) if mine else body["amount"], used)


def _room(quota: quotas.Quota, amount: str, used: str) -> Said:
    facts = {"quota": quota.id, "amount": amount, "used": used, "most": quotas.plain(quota.amount)}
    fits = Decimal(amount) <= max(quota.amount - Decimal(used), Decimal(0))
    return _said("release" if fits else "hold", [COUNTED if fits else EXCEEDED], facts)
