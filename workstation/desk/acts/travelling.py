"""Acts on persons: open and reveal one, verify a guarantee, its settling at the departure, a cancelled trip, purchases posted by hand."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from workstation import codes
from workstation.desk import persons, tables, travelling
from workstation.desk.lane import Lane
from workstation.desk.stopping import check_going, check_leaving
from workstation.desk.values import Plan, beside
from workstation.journal import Draft
from workstation.passage import harshest, unanswered
from workstation.persons import postings, quotas
from workstation.persons.opened import entitled
from workstation.persons.quotas import Purchase
from workstation.settings import local_time, parse_time
from workstation.words import Choices, Refused

Fields = Mapping[str, Any]

WAYS = ("air", "rail", "sea")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?", re.ASCII)


def open_person(lane: Lane, fields: Fields) -> Plan:
    """A person by any document or personal code, as one that was found by name (`id`), by the pseudonym of a call or event where he is known here (`person`), or by the
    document that was read on a passage (none of them: the one in front).

    For a purpose; masked. What the card shows stays as it is.
    """
    given = [name for name in ("text", "id", "passage", "person") if fields.get(name)]
    if len(given) > 1 or not (given or lane.front):
        raise Refused("act-field-missing", act="person", field="text | id | passage | person")
    if "text" in given:
        who = persons.named(lane.station, fields["text"])
    elif "person" in given:
        who = persons.called(lane, fields["person"])
    else:
        who = persons.found(lane.station, fields["id"]) if "id" in given else persons.met(lane, fields.get("passage", ""))
    draft, person = persons.look(lane.station, who, fields["purpose"])
    keep = {who.person: (who.id, lane.officer)}
    return replace(beside(lane.last, (draft,), {"person": persons.shown(person)}), after=lambda: lane.persons.update(keep))


def reveal(lane: Lane, fields: Fields) -> Plan:
    """Name, birth and numbers of a person that this officer has open; until a moment, with a reason that is written."""
    name = _opened(lane, fields["person"])
    draft, values = persons.reveal(lane.station, fields["person"], name, fields["reason"])
    return beside(lane.last, (draft,), {"revealed": values})


def verify(lane: Lane, fields: Fields) -> Plan:
    """Person, receipt and goods agree: signed. Fewer than three of them takes a `reason`, more days than there are to leave takes `late`."""
    passage = lane.in_front()
    if passage.profile != "traveller" or passage.state != "open":
        raise Refused("not-traveller")
    now = travelling.standing(lane, passage)
    if fields.get("stated"):
        # One thing that needs a reason takes the one; where two do, each has its own.
        fields = {"reason": fields["stated"], "late": fields.get("late") or ("" if now.check.lacking else fields["stated"])}
    _ready(lane, now, fields)
    row, guarantee = now.told.receipt, now.told.guarantee
    if row is None or guarantee is None:
        raise Refused("guarantee-waiting", things="receipt")
    person = lane.station.register.get("person", row["person"])
    for words in (fields.get("reason"), fields.get("late")):
        if words:
            persons.check_words(lane.station, person, words)
    check = now.check
    body: dict[str, Any] = {"person": now.told.buyer, "receipt": row["number"], "present": list(check.present), "days": check.days, "passage": passage.id, "book": lane.station.book.hash}
    body |= {"quota": row["quota"], "sold": travelling.sold_on(row)}
    body["items"] = [{"thing": each.thing, "name": each.name, "mark": each.mark, "expected": each.expected, "found": each.found} for each in check.items]
    body |= {"absent": list(check.absent), "reason": fields["reason"]} if check.lacking else {}
    body |= {"late": fields["late"]} if check.late else {}
    body |= {"looked": list(lane.stand.told.looked)} if lane.stand and lane.stand.told.looked else {}
    others = now.told.others
    drafts = (*_spent_again(lane, row, now.told.buyer), *(Draft("guarantee.verified", each.number, body) for each in (guarantee, *others)))
    answer = {**now.shown(passage.id), "state": "verified", "note": "traveller.verified", "guarantee": postings.shown(replace(guarantee, state="verified"))}
    answer |= {"others": [postings.shown(replace(each, state="verified")) for each in others]} if others else {}
    return Plan((*drafts, Draft("passage.closed", passage.id, {"reason": "verified"})), front="", tick="read", extra={"traveller": answer})


def verify_stated(lane: Lane, fields: Fields) -> Plan:
    """The same with a reason for what needs one; goods that are late and not all there take two, `late` besides."""
    return verify(lane, {"stated": fields["reason"], "late": fields.get("late", "")})


def _ready(lane: Lane, now: travelling.Standing, fields: Fields) -> None:
    """Refused with what stands in the way of the signature."""
    check, told = now.check, now.told
    if check.state == "not-needed":
        raise Refused("guarantee-not-needed", mode=told.receipt["mode"] if told.receipt else "")
    if told.guarantee and check.state in ("verified", "settled", "forfeited"):
        raise Refused("guarantee-done", guarantee=told.guarantee.number, stands=check.state)
    if check.state == "differs":
        bad = [each.name for each in check.items if each.mark == "bad"]
        raise Refused("guarantee-differs", things=", ".join(bad)) if bad else Refused("guarantee-of-another" if told.strange else "guarantee-none")
    if check.state == "waiting":
        raise Refused("guarantee-waiting", things=", ".join(check.absent))
    check_going(lane, lane.in_front())
    live = unanswered(lane.stand.passage, lane.stand.told) if lane.stand else ()
    if live or not lane.untouched(lane.in_front()):
        raise Refused("traveller-stopped", number=f" ({harshest(live)['number']})" if live else "")
    if check.over and not fields.get("reason"):
        first = check.over[0]
        unit = first.note.rpartition(".")[2]
        raise Refused(f"guarantee-over-trip-{unit}", limited=first.name, used=first.found, most=first.expected)
    if check.lacking and not fields.get("reason"):
        raise Refused("guarantee-absent", things=", ".join(check.lacking))
    if check.late and not fields.get("late"):
        raise Refused("guarantee-late", days=check.days)


def _spent_again(lane: Lane, row: Mapping[str, Any], buyer: str) -> tuple[Draft, ...]:
    """A receipt whose trip was cancelled counts again when it leaves after all, as far as its year has room."""
    bought = postings.bought(lane.station.register, lane.station.journal, buyer, row["person"])
    mine = next(each for each in bought if each.receipt == row["number"] and each.quota == row["quota"])
    if mine.counts:
        return ()
    quotas.room(tables.quotas(lane.station).on(mine.quota, local_time(mine.sold_at).date()), bought, mine)
    return (_spent(lane, buyer, mine, bought),)


def depart(lane: Lane, fields: Fields) -> Plan:
    """The person left the island (`how`: air, rail, sea): only this settles a guarantee that was verified, and with it the others of its receipt, whose goods go in one go."""
    row, guarantee = _guarantee(lane, fields["guarantee"])
    if fields["how"] not in WAYS:
        raise Refused("line-field", name="how", reason=Choices(WAYS, "way."))
    if guarantee.state == "open":
        raise Refused("guarantee-not-verified", guarantee=guarantee.number)
    if guarantee.state != "verified":
        raise Refused("guarantee-done", guarantee=guarantee.number, stands=guarantee.state)
    check_leaving(lane, _pseudonym(lane, row), guarantee.receipt)
    body = {"person": _pseudonym(lane, row), "receipt": guarantee.receipt, "how": fields["how"], **({"trip": fields["trip"]} if fields.get("trip") else {})}
    persons.check_words(lane.station, lane.station.register.get("person", row["person"]), "trip " + fields.get("trip", ""))
    numbers = [guarantee.number, *(each.number for each in _beside(lane, row) if each.state == "verified")]
    return beside(lane.last, tuple(Draft("guarantee.settled", each, body) for each in numbers), {"guarantee": _done("settled", numbers)})


def cancel_trip(lane: Lane, fields: Fields) -> Plan:
    """The trip is off before the departure: the guarantee is open again and its receipt counts in no quota until it leaves after all."""
    row, guarantee = _guarantee(lane, fields["guarantee"])
    if guarantee.state not in ("open", "verified"):
        raise Refused("guarantee-done", guarantee=guarantee.number, stands=guarantee.state)
    station, buyer = lane.station, _pseudonym(lane, row)
    persons.check_words(station, station.register.get("person", row["person"]), fields["reason"])
    bought, others = postings.bought(station.register, station.journal, buyer, row["person"]), _beside(lane, row)
    # What went with another guarantee of the same receipt was bought all the same.
    counting = [each for each in bought if each.receipt == guarantee.receipt and each.counts and all(other.state != "settled" for other in others)]
    drafts = [Draft("quota.undone", buyer, {"quota": each.quota, "receipt": each.receipt, "reason": fields["reason"]}) for each in counting]
    signed = [each.number for each in (guarantee, *others) if each.state == "verified"]
    drafts += [Draft("guarantee.undone", each, {"person": buyer, "receipt": guarantee.receipt, "reason": fields["reason"]}) for each in signed]
    if not drafts:
        raise Refused("trip-cancelled-already", guarantee=guarantee.number)
    return beside(lane.last, tuple(drafts), {"guarantee": _done("open", dict.fromkeys((guarantee.number, *signed)))})


def purchase(lane: Lane, fields: Fields) -> Plan:
    """A receipt that the register does not know yet counts in a quota; more than what is left of its year is refused with the figures."""
    name, station = _opened(lane, fields["person"]), lane.station
    wanted = _purchase(fields, station.clock())
    if station.register.get("receipt", wanted.receipt):
        raise Refused("receipt-told", receipt=wanted.receipt)
    rows = station.journal.read("SELECT DISTINCT person, quota FROM quota_step WHERE receipt = ?", (wanted.receipt,))
    if any(tuple(row) != (fields["person"], wanted.quota) for row in rows):
        raise Refused("receipt-of-another", receipt=wanted.receipt)
    day = local_time(wanted.sold_at).date()
    quota = tables.quotas(station).on(wanted.quota, day)
    may, why = entitled(quota, station.register.get("person", name) if name else None, day)
    if may is False:
        raise Refused("quota-not-entitled", quota=quota.id, why=why)
    bought = postings.bought(station.register, station.journal, fields["person"], name)
    if any(each.receipt == wanted.receipt and each.counts for each in bought):
        raise Refused("receipt-counted", receipt=wanted.receipt)
    quotas.room(quota, bought, wanted)
    balance = quotas.balance(quota, day.year, [*bought, wanted])
    return beside(lane.last, (_spent(lane, fields["person"], wanted, bought),), {"quota": balance.__dict__})


def undo_purchase(lane: Lane, fields: Fields) -> Plan:
    """A purchase was taken back: it counts no more. One whose goods have left the island stands."""
    name, station = _opened(lane, fields["person"]), lane.station
    bought = postings.bought(station.register, station.journal, fields["person"], name)
    mine = next((each for each in bought if each.receipt == fields["receipt"] and each.counts), None)
    if mine is None:
        raise Refused("receipt-not-counted", receipt=fields["receipt"][:40])
    if any(each.receipt == mine.receipt and each.state == "settled" for each in postings.guarantees(station.register, station.journal, name)):
        raise Refused("guarantee-done", guarantee=mine.receipt, stands="settled")
    persons.check_words(station, station.register.get("person", name) if name else None, fields["reason"])
    draft = Draft("quota.undone", fields["person"], {"quota": mine.quota, "receipt": mine.receipt, "reason": fields["reason"]})
    rest = [replace(each, counts=False) if each is mine else each for each in bought]
    day = local_time(mine.sold_at).date()
    return beside(lane.last, (draft,), {"quota": quotas.balance(tables.quotas(station).on(mine.quota, day), day.year, rest).__dict__})


def _purchase(fields: Fields, now: int) -> Purchase:
    receipt = next((each.value for each in codes.recognise(fields["receipt"]).candidates if each.kind == "receipt"), None)
    sold_at = parse_time(fields["sold_at"])
    if receipt is None or sold_at > now:
        raise Refused("receipt-unreadable", receipt=fields["receipt"][:40])
    if not _AMOUNT.fullmatch(fields["amount"]) or Decimal(fields["amount"]) == 0:
        raise Refused("amount-wrong", amount=fields["amount"][:40])
    return Purchase(receipt, fields["quota"], sold_at, Decimal(fields["amount"]))


def _spent(lane: Lane, person: str, mine: Purchase, bought: Iterable[Purchase]) -> Draft:
    """With the rules and tables by which there was room for it, and what its year had `used` of how much at `most`."""
    day = local_time(mine.sold_at).date()
    before = quotas.balance(tables.quotas(lane.station).on(mine.quota, day), day.year, [each for each in bought if each.receipt != mine.receipt])
    body = {"quota": mine.quota, "receipt": mine.receipt, "amount": quotas.plain(mine.amount), "sold_at": mine.sold_at, "book": lane.station.book.hash}
    return Draft("quota.spent", person, body | {"used": before.used, "most": before.amount})


def _opened(lane: Lane, person: str) -> str:
    """The register id of a person whom the officer at the desk has opened here; refused otherwise."""
    name, officer = lane.persons.get(person, ("", ""))
    if officer != lane.officer:
        raise Refused("person-not-opened")
    return name


def _guarantee(lane: Lane, number: str) -> tuple[Mapping[str, Any], postings.Guarantee]:
    row = lane.station.register.get("guarantee", number.strip()) or lane.station.register.get("guarantee", number.strip().upper())
    if row is None:
        raise Refused("guarantee-unknown", guarantee=number.strip()[:40])
    return row, postings.standing(row, lane.station.journal)


def _beside(lane: Lane, row: Mapping[str, Any]) -> tuple[postings.Guarantee, ...]:
    """The other guarantees its buyer gave for the receipt of a guarantee's row."""
    receipt = lane.station.register.get("receipt", row["receipt"]) if row["receipt"] else None
    known = postings.of_receipt(lane.station.register, lane.station.journal, receipt) if receipt and receipt["person"] == row["person"] else ()
    return tuple(each for each in known if each.number != row["number"])


def _done(state: str, numbers: Iterable[str]) -> dict[str, Any]:
    first, *others = numbers
    return {"number": first, "state": state, **({"others": others} if others else {})}


def _pseudonym(lane: Lane, row: Mapping[str, Any]) -> str:
    return lane.station.pseudonym("person", str(row["person"]))
