"""The traveller profile of a lane: document or personal code, receipt and goods gather into one traveller, compared item by item at every scan."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from workstation import codes
from workstation.desk import persons, tables
from workstation.desk.card import Say
from workstation.desk.lane import Lane, stays
from workstation.desk.scanning import SOURCES, come_forward, is_whole
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage import Part, Passage, again, grow
from workstation.persons import checking, documents, postings, quotas
from workstation.persons.checking import Check, Rules, Seen, Told
from workstation.settings import local_time, parse_time
from workstation.words import Choices, Refused, shapes

PURPOSE = "traveller"
"""Why a person is opened by a scan of this profile."""

GOODS = ("pickup", "gtin", "gs1")


@dataclass(frozen=True)
class Scan:
    """One read of this profile: the code as it is written, how it came in, and for a person who it is; `expired`: by a document that is over."""

    sort: str
    value: str
    checked: bool
    source: str
    link: str = ""
    who: persons.Named | None = None
    expired: bool = False

    @property
    def part(self) -> str:
        """The part of the passage it becomes."""
        return "driver" if self.who else "receipt" if self.sort == "receipt" else "goods"

    def body(self) -> dict[str, Any]:
        """The body of its event."""
        more = {"link": self.link, "expired": self.expired}
        return {"sort": self.sort, "value": self.value, "checked": self.checked, "source": self.source, **{name: each for name, each in more.items() if each}}


@dataclass(frozen=True)
class Standing:
    """A traveller as he stands: what was read, what was told, what the data file says of it, and the check."""

    seen: Seen
    told: Told
    rules: Rules
    check: Check

    def shown(self, passage: str) -> dict[str, Any]:
        """As JSON; nothing in it names the person."""
        row, guarantee = self.told.receipt, self.told.guarantee
        told = {"receipt": row["number"] if row else self.seen.receipt, "mode": row["mode"] if row else "", "quota": row["quota"] if row else ""}
        others = {"others": [postings.shown(each) for each in self.told.others]} if self.told.others else {}
        return {"passage": passage, **asdict(self.check), **told, "guarantee": postings.shown(guarantee) if guarantee else None, **others}


def read(lane: Lane, sort: str, asked: Mapping[str, Any]) -> Plan:
    """A line at a traveller desk. Only scans belong here; a text that is none of the three things is shown as a stray and written nowhere."""
    if sort != "scan":
        raise Refused("traveller-line", part=sort)
    scan = _read(lane, *(_field(asked, name) for name in ("scan", "source", "aim", "link")))
    if scan is None:
        return Plan(tick="stray", alarms=(Say("traveller-stray"),))
    return _gathered(lane, scan)


def standing(lane: Lane, passage: Passage, opened: Mapping[str, tuple[str, str]] = MappingProxyType({})) -> Standing:
    """How a traveller stands now; `opened`: persons besides those of the lane, as there."""
    station = lane.station
    seen = _seen(passage)
    row = _receipt(lane, seen, opened.get(seen.person, lane.persons.get(seen.person, ("", "")))[0])
    buyer = station.pseudonym("person", row["person"]) if row else ""
    lines = tuple(station.register.where("receipt_line", "receipt", row["number"])) if row else ()
    told = Told(row, buyer, lines, trip=_on_trip(lane, row), **_pledged(lane, row)) if row else Told()
    table = tables.quotas(station)
    mode = table.modes.get(row["mode"]) if row else None
    rules = Rules(mode, _quota(table, row) if row else None, table.present)
    return Standing(seen, told, rules, checking.compare(seen, told, rules, station.clock()))


def _pledged(lane: Lane, row: Mapping[str, Any]) -> dict[str, Any]:
    """The guarantees of a receipt as fields of `Told`: the first that is to be done, and those that stand as it does."""
    known = postings.of_receipt(lane.station.register, lane.station.journal, row)
    if not known:
        return {"strange": bool(lane.station.register.where("guarantee", "receipt", row["number"], 1))}
    return {"guarantee": known[0], "others": tuple(each for each in known[1:] if each.state == known[0].state)}


def _on_trip(lane: Lane, row: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Lines of the other receipts of this person and quota that are signed and have not left: they go with the same trip."""
    register = lane.station.register
    signed = [each.receipt for each in postings.guarantees(register, lane.station.journal, row["person"]) if each.state == "verified" and each.receipt != row["number"]]
    same = [number for number in signed if (other := register.get("receipt", number)) and other["quota"] == row["quota"]]
    return tuple(each for number in same for each in register.where("receipt_line", "receipt", number))


def _quota(table: quotas.Table, row: Mapping[str, Any]) -> quotas.Quota | None:
    """The quota of a receipt as it stood when it was sold."""
    day = local_time(parse_time(row["sold_at"])).date()
    return next((each for each in table.in_force(day) if each.id == row["quota"]), None)


def sold_on(row: Mapping[str, Any]) -> str:
    """The day (Asia/Shanghai) of a receipt, `2026-11-21`."""
    return local_time(parse_time(row["sold_at"])).date().isoformat()


def _field(asked: Mapping[str, Any], name: str) -> str:
    """A text of the line; '' when it is not there."""
    value = asked.get(name, "serial" if name == "source" else "")
    if not is_whole(value) or (name == "source" and value not in SOURCES):
        raise Refused("line-field", name=name, reason=Choices(SOURCES, "source.") if name == "source" else shapes("text"))
    return str(value) if name == "scan" else str(value)[:60]


def _read(lane: Lane, text: str, source: str, aim: str, link: str) -> Scan | None:
    """The first of the codes that belongs to a traveller; document numbers without a check digit come after what has one."""
    found = codes.recognise(text, aim or None)
    kinds = [code.kind for code in found.candidates]
    if {"badge", "command", "slip"} & set(kinds):
        raise Refused("scan-not-enrolled" if "slip" not in kinds else "traveller-line", **({"kind": kinds[0]} if "slip" not in kinds else {"part": "slip"}))
    ours = [code for code in found.candidates if code.kind in (*GOODS, "receipt") or code.kind in codes.PERSON_KINDS]
    if not ours:
        if who := persons.registered(lane.station, text, source):
            return _of_person(lane, who, source, link)
        if {each.kind for each in found.refused if each.reason in ("check-digit", "length")} & codes.PERSON_KINDS:
            raise Refused("person-misread")
        return None
    if source == "typed" and ours[0].kind == "gtin" and _nobody_yet(lane):
        # Eight digits can be a GTIN and a permit: typed before anybody is here, the register tells.
        ours.sort(key=lambda code: not (code.kind in codes.PERSON_KINDS and documents.person_of(lane.station.register, code.kind, code.value)))
    if ours[0].kind not in codes.PERSON_KINDS:
        return Scan(ours[0].kind, _item(ours[0]), ours[0].checked, source, link)
    who = persons.named(lane.station, text, source, aim or None)
    return _of_person(lane, who, source, link)


def _of_person(lane: Lane, who: persons.Named, source: str, link: str) -> Scan:
    checked = who.proof == "signed" or who.code.checked
    over = documents.is_over(lane.station.register, who.code.kind, who.code.value, local_time(lane.station.clock()).date().isoformat())
    return Scan(who.code.kind, who.person, checked, source, link, who, over)


def _nobody_yet(lane: Lane) -> bool:
    front = lane.open_front()
    return front is None or not front.values("driver")


def _item(code: codes.Code) -> str:
    """What is kept of goods: the GTIN of fourteen digits, with the serial number behind a `+` where the message has one."""
    if code.kind == "gs1":
        gtin = str(code.fields.get("01", code.fields.get("02", "")))
        return f"{gtin.zfill(14)}+{code.fields['21']}" if "21" in code.fields else gtin.zfill(14)
    return code.value.zfill(14) if code.kind == "gtin" else code.value


def _gathered(lane: Lane, scan: Scan) -> Plan:
    front = lane.open_front()
    front = front if front and front.profile == PURPOSE else None
    left: tuple[Say, ...] = ()
    aside = _aside(lane, scan)
    if front and ((scan.who and front.values("driver") and scan.value not in front.values("driver")) or aside):
        # Another person is another traveller; the one before comes back by being read anew, and one who was set aside comes with his hold or his inspection.
        left, front = _unsigned(lane, front), None
    if front and scan.sort == "receipt" and front.values("receipt") not in ((), (scan.value,)):
        from workstation.desk import carried

        if entered := carried.enter(lane, front, scan.value):
            return entered
        raise Refused("traveller-second-receipt", receipt=front.values("receipt")[0])
    front = front or aside
    drafts, name = come_forward(lane, front.id if front else "", scan.part)
    if front and _again(lane, front, scan):
        drafts.append(Draft("scan.repeated", name, {each: value for each, value in scan.body().items() if each not in ("checked", "expired")}))
    else:
        drafts.append(Draft("code.scanned", name, scan.body()))
    look, person = persons.look(lane.station, scan.who, PURPOSE, name) if scan.who else (None, None)
    drafts += [look] if look else []
    passage = after(lane, name, drafts)
    keep = {scan.value: (scan.who.id, lane.officer)} if scan.who else {}
    answer: dict[str, Any] = {"traveller": standing(lane, passage, keep).shown(name)}
    answer |= {"person": persons.shown(person)} if person else {}
    alarms = (*left, *_stale(lane))
    tick = "repeat" if any(each.kind == "scan.repeated" for each in drafts) else "read"
    alarms += (Say("traveller-again", {"count": sum(part.value == scan.value for part in passage.parts)}),) if again.in_question(passage, scan.value) else ()
    return Plan(tuple(drafts), name, tick, alarms=alarms, extra=answer, after=lambda: lane.persons.update(keep))


def _aside(lane: Lane, scan: Scan) -> Passage | None:
    """A traveller who was held or inspected comes back by his document, his receipt or his sealed bag: neither is left behind by being read anew."""
    return next((each for each in lane.aside() if each.profile == PURPOSE and any(_names(part) and part.value == scan.value for part in each.parts)), None)


def _names(part: Part) -> bool:
    """Whether a part is of one traveller alone; goods of one article are many people's."""
    return part.kind in ("driver", "receipt") or part.sort == "pickup"


def _unsigned(lane: Lane, left: Passage) -> tuple[Say, ...]:
    """Said where a traveller goes whose guarantee nobody signed, for the next one stands in front by his document alone."""
    now = standing(lane, left)
    unsigned = now.check.state in ("ready", "differs") and now.told.receipt and not stays(left)
    return (Say("traveller-unsigned", {"receipt": codes.group("receipt", now.told.receipt["number"])}),) if unsigned and now.told.receipt else ()


def _stale(lane: Lane) -> tuple[Say, ...]:
    """A receipt may have been cancelled since the port was last told: too old says so at every read, and the officer decides."""
    told = lane.station.register.age("receipt")
    if told is not None and lane.station.clock() - told.as_of <= lane.station.book.limit("age", "receipt") * 1000:
        return ()
    return (Say("traveller-data-old", {"hours": "–" if told is None else (lane.station.clock() - told.as_of) // 3_600_000}),)


def _again(lane: Lane, front: Passage, scan: Scan) -> bool:
    """The same thing read once more. A bare GTIN counts one more item; at once it may be the scanner that stuttered: then the officer is asked."""
    # A document in date after one that was over is no repeat: it is what the signature wants.
    same = [part for part in front.parts if part.value == scan.value and (scan.expired or not part.expired)]
    if not same or not again.alike(scan.sort, scan.value):
        return bool(same)
    return lane.station.clock() - same[-1].at < lane.station.book.limit("scan", "repeat_ms")


def after(lane: Lane, name: str, drafts: list[Draft]) -> Passage:
    """The passage as it will be once these events are written."""
    passage = None if any(each.kind == "passage.opened" for each in drafts) else lane.passage(name)
    for event in lane.expected(drafts, lane.head):
        if name in (event.id, event.subject):
            passage = grow(passage, event)
    if passage is None:
        raise ValueError("a scan always has its passage")
    return passage


def _seen(passage: Passage) -> Seen:
    """What was read; a personal code without a signature, as older events have it, proves nobody."""
    parts = passage.parts
    drivers = [part for part in parts if part.kind == "driver" and not (part.sort == "personal" and not part.checked)]
    proof = "" if not drivers else _proof(drivers[-1])
    receipts = [part.value for part in parts if part.kind == "receipt"]
    goods = Counter(_key(part.value) for part in parts if part.kind == "goods" and part.sort != "pickup")
    bags = tuple(part.value for part in parts if part.sort == "pickup")
    return Seen(drivers[-1].value if drivers else "", proof, receipts[-1] if receipts else "", bags, goods, frozenset(each for each, _ in passage.again))


def _proof(part: Part) -> str:
    """How a person is proven by what was read of him last: signed | expired | typed | document."""
    return "expired" if part.expired else "signed" if part.sort == "personal" else "typed" if part.source == "typed" else "document"


def _key(value: str) -> tuple[str, str]:
    gtin, _, serial = value.partition("+")
    return gtin, serial


def _receipt(lane: Lane, seen: Seen, name: str) -> Mapping[str, Any] | None:
    """The receipt that was read, else the one of the sealed bag, else the only one of this person under an open guarantee that fits the goods."""
    register = lane.station.register
    if seen.receipt:
        return register.get("receipt", seen.receipt)
    for bag in seen.bags:
        if len(rows := register.where("receipt", "pickup", bag)) == 1:
            return rows[0]
    if not name or not (seen.goods or seen.bags):
        return None
    going = [each.receipt for each in postings.guarantees(register, lane.station.journal, name) if each.state == "open" and each.receipt]
    fitting = [number for number in going if _fits(lane, number, seen)]
    return register.get("receipt", fitting[0]) if len(fitting) == 1 else None


def _fits(lane: Lane, number: str, seen: Seen) -> bool:
    rows = lane.station.register.where("receipt_line", "receipt", number)
    return {gtin for gtin, _ in seen.goods} <= {(row["gtin"] or "").zfill(14) for row in rows}
