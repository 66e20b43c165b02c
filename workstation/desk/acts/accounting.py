"""Acts on accounts: open one, post by hand, take a posting back, declare a batch, give a lease back, a vehicle's crossing, and one that was written in error."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from workstation.accounts import leases, posting, shown, vehicles
from workstation.accounts.books import sheet
from workstation.accounts.entries import CLOSES
from workstation.accounts.figures import plain
from workstation.accounts.views import moment
from workstation.desk import accounts
from workstation.desk.acts.treating import second
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.values import Plan, beside
from workstation.journal import Draft
from workstation.release.gate import fold_plate
from workstation.settings import local_time
from workstation.words import Choices, Refused

Fields = Mapping[str, Any]

DIRECTIONS = ("out", "back")
BY_HAND = ("in", "used", "processed", "moved", "out")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)


def account(lane: Lane, fields: Fields) -> Plan:
    """An enterprise's account by any of its numbers, as of now or of the end of a day (`at`). Nothing is written: an enterprise is no person."""
    found = accounts.account_of(fields["text"], lane.station, accounts.day_of(fields.get("at", "")))
    return beside(lane.last, (), {"account": shown.as_map(found)})


def post(lane: Lane, fields: Fields) -> Plan:
    """So much of a line went one way, by a paper (`reference`), with a reason; refused with the figures when there is not that much."""
    if fields["sort"] not in BY_HAND:
        raise Refused("account-sort", sort=fields["sort"][:20], sorts=Choices(BY_HAND, "account.sort."))
    asked = posting.Asked(fields["line"], fields["sort"], _amount(fields["quantity"]))
    drafts = accounts.post(lane.station, fields["ledger"].strip().upper(), [asked], fields["reference"], {"reason": fields["reason"]})
    if not drafts:
        raise Refused("account-posted-already", ledger=fields["ledger"][:40], reference=fields["reference"][:40])
    return _told(lane, drafts)


def reverse(lane: Lane, fields: Fields) -> Plan:
    """A posting made by hand (`event`: station/seq, or a seq of this station) counts no more; of a consolidated declaration all it posted. One that belongs to a release goes with its slip (`void`)."""
    station, _, seq = fields["event"].rpartition("/")
    rows = lane.station.journal.read(f"{_STANDING} AND s.station = ? AND s.seq = ?", (station or lane.station.journal.station, int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 16 else -1))
    if not rows or rows[0][1]:
        raise Refused("account-not-posted", event=fields["event"][:60])
    ledger, _, sort, reference, *_ = rows[0]
    if sort in CLOSES:
        # What is undeclared again is not free of its guarantee.
        rows = lane.station.journal.read(f"{_STANDING} AND s.reference = ? AND s.ledger = ? AND s.sort IN (?, ?)", (reference, ledger, *CLOSES))
    targets = sorted({(at, number) for *_, at, number in rows})
    for target in targets:
        accounts.check_reversal(lane.station, ledger, target)
    return _told(lane, tuple(Draft("ledger.reversed", ledger, {"target_station": at, "target_seq": number, "reason": fields["reason"]}) for at, number in targets))


_STANDING = """SELECT DISTINCT s.ledger, s.passage, s.sort, s.reference, s.station, s.seq FROM ledger_step s
WHERE NOT EXISTS (SELECT 1 FROM ledger_undone u WHERE u.target_station = s.station AND u.target_seq = s.seq)"""


def declare(lane: Lane, fields: Fields) -> Plan:
    """The consolidated declaration of a batch that left: what it took from its ledger is out, its guarantee is free. A list bears no code of value added: its declaration must."""
    row = lane.station.register.get("release_list", fields["list"].strip().upper())
    if row is None:
        raise Refused("batch-unknown", list=fields["list"][:40])
    by = lane.station.register.get("consignment", fields["declaration"])
    if by is None or by["uscc"] != row["uscc"]:
        raise Refused("batch-declaration", declaration=fields["declaration"][:40])
    if by["state"] == "cancelled":
        raise Refused("batch-declaration-cancelled", declaration=by["declaration"])
    if row["category"] == "value-added" and (state := accounts.code_of(lane.station, by)) != "valid":
        raise Refused("batch-va", declaration=by["declaration"], why="account.va." + state)
    asked = posting.of_declaring(accounts.source_of(lane.station), row["ledger"], row["number"]) if row["ledger"] else ()
    drafts = accounts.post(lane.station, row["ledger"], asked, row["number"], {"reason": by["declaration"]}) if asked else ()
    if not drafts:
        raise Refused("batch-not-left", list=row["number"])
    return _told(lane, drafts)


def give_back(lane: Lane, fields: Fields) -> Plan:
    """What this station has not spent of a lease goes back to who granted it: all of it, or `quantity`. From now on it is not spent here."""
    station, name = lane.station, fields["lease"]
    rows = station.journal.read("SELECT DISTINCT ledger, line FROM lease_step WHERE lease = ? AND step = 'granted' AND holder = ?", (name, station.journal.station))
    found = sheet(accounts.source_of(station), *rows[0]) if rows else None
    if found is None:
        raise Refused("lease-unknown", lease=name[:40])
    (ledger, no), line = rows[0], found.line
    held = next(each for each in leases.leases(accounts.source_of(station), ledger, no, spent=found.spent) if each.number == name)
    if held.lost:
        raise Refused("lease-lost", lease=name)
    quantity = _amount(fields["quantity"]) if fields.get("quantity") else held.left
    if not 0 < quantity <= held.left:
        raise Refused("lease-left", lease=name, left=plain(held.left), unit=line.unit)
    return _told(lane, (Draft("lease.returned", name, {"ledger": ledger, "line": no, "quantity": plain(quantity)}),))


def cross(lane: Lane, fields: Fields) -> Plan:
    """A zero-tariff vehicle left the island (`out`) or came back (`back`), today or on `day`, at `time` (HH:MM) or now: what crossed last that day says where it is, not what was written last."""
    plate, direction = fold_plate(fields["plate"]), fields["direction"]
    if direction not in DIRECTIONS:
        raise Refused("vehicle-direction")
    day = _until_today(lane, fields.get("day") or local_time(lane.station.clock()).date().isoformat())
    row = lane.station.register.get("vehicle", plate)
    if row is None or not row["zero_tariff"]:
        raise Refused("vehicle-not-zero-tariff", plate=plate[:20])
    _after_the_last(lane, plate, day)
    at = _at(lane, day, fields.get("time") or "")
    drafts, alarms = accounts.crossed(lane.station, [plate], direction, day)
    if not drafts:
        raise Refused("vehicle-crossed-already", plate=plate, day=day.isoformat())
    if at:
        return _told(lane, tuple(replace(draft, body={**draft.body, "time": at}) for draft in drafts), alarms)
    out = lane.station.journal.read("SELECT max(at) FROM crossing WHERE plate = ? AND day = ? AND direction = 'out' AND gone = 0", (plate, day.isoformat()))[0][0] if direction == "back" else None
    return _told(lane, drafts, (*alarms, Say("vehicle-back-after", {"plate": plate, "time": f"{local_time(out):%H:%M}"})) if out else alarms)


def recross(lane: Lane, fields: Fields) -> Plan:
    """A crossing was written in error: `to` is what holds instead, `out`, `back`, the right day, or `none` where it never crossed. `day` of the wrong one, '' = its last in that direction.

    It changes how long the vehicle may stay, so a senior answers for it or a second officer beside whoever does it.
    """
    plate, direction, to = fold_plate(fields["plate"]), fields["direction"], fields["to"].strip()
    if direction not in DIRECTIONS:
        raise Refused("vehicle-direction")
    day = accounts.day_of(fields.get("day", ""))
    written = lane.station.journal.read("SELECT max(day) FROM crossing WHERE plate = ? AND direction = ? AND gone = 0", (plate, direction))[0][0] if day is None else day.isoformat()
    wrong = (written or "", direction)
    right = None if to == "none" else (wrong[0], to) if to in DIRECTIONS else (_until_today(lane, to).isoformat(), direction)
    if right == wrong:
        raise Refused("vehicle-crossing-same", plate=plate[:20], day=wrong[0])
    drafts, alarms = accounts.recrossed(lane.station, plate, vehicles.Change(right, wrong), fields["reason"])
    by = second(lane, fields, [f"{plate} {wrong[0]} {direction}"], ("vehicle-correct", plate))
    return _told(lane, tuple(replace(draft, body={**draft.body, **by}) for draft in drafts), alarms)


def _until_today(lane: Lane, text: str) -> date:
    """A day that is not ahead. Refused `account-ahead`, `day-not-readable`."""
    day, today = accounts.day_of(text), local_time(lane.station.clock()).date()
    if day is None or day > today:
        raise Refused("account-ahead", day=text[:20]) if day else Refused("day-not-readable", text=text)
    return day


def _at(lane: Lane, day: date, text: str) -> str:
    """HH:MM of a crossing, '' = not told. Refused `vehicle-time`, `account-ahead`."""
    if not text:
        return ""
    if not _TIME.fullmatch(text):
        raise Refused("vehicle-time", text=text[:20])
    if moment(day.isoformat(), text) > lane.station.clock():
        raise Refused("account-ahead", day=f"{day} {text}")
    return text


def _after_the_last(lane: Lane, plate: str, day: date) -> None:
    """Refused `vehicle-crossed-later` with the last crossing for a day before it: days on the mainland are counted from one to the next."""
    today = local_time(lane.station.clock()).date()
    known = vehicles.stays(accounts.source_of(lane.station), plate, today)
    last = (known[-1].back or known[-1].left) if known else ""
    if day.isoformat() < last:
        raise Refused("vehicle-crossed-later", plate=plate, day=day.isoformat(), last=last, direction="back" if known[-1].back else "out")


def _told(lane: Lane, drafts: tuple[Draft, ...], alarms: tuple[Say, ...] = ()) -> Plan:
    return beside(lane.last, drafts, {"posted": [{"subject": draft.subject, **draft.body} for draft in drafts]}, alarms)


def _amount(text: str) -> Decimal:
    if not _AMOUNT.fullmatch(text) or Decimal(text) == 0:
        raise Refused("quantity-wrong", quantity=text[:40])
    return Decimal(text)

