"""The guarantee check of a traveller: person, receipt and goods compared item by item; pure, from what was read and what the port was told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from workstation.persons.postings import Guarantee
from workstation.persons.quotas import Mode, Quota, carried
from workstation.settings import local_time, parse_time

Row = Mapping[str, Any]

AGAIN = "traveller.read-again"
"""Said of an item that was read twice at once and counted once."""

OVER = "expired"
"""Proof by a document that is over: it names a person and proves him no more; a signature says why he is taken for who he is. Assumption of the project."""

THINGS = {"person": "driver", "receipt": "receipt", "goods": "goods"}
"""The three things of a check, and the part of a passage each is: the traveller stands where a goods lane has its driver."""


@dataclass(frozen=True)
class Seen:
    """What was read of a traveller. `person`: pseudonym, '' while nobody; `goods`: (gtin, serial or '') -> how often; `bags`: codes of sealed bags; `again`: gtins read once more too soon to be counted."""

    person: str = ""
    proof: str = ""
    receipt: str = ""
    bags: tuple[str, ...] = ()
    goods: Mapping[tuple[str, str], int] = field(default_factory=dict)
    again: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Told:
    """What the port was told of one receipt: its row, its buyer's pseudonym, its goods, its guarantee; `receipt` None = not known. `trip`: goods of other receipts of the same quota, signed for the same trip.

    `others`: guarantees of the same receipt that stand as the first does; `strange`: the only ones told for it are other people's.
    """

    receipt: Row | None = None
    buyer: str = ""
    lines: tuple[Row, ...] = ()
    guarantee: Guarantee | None = None
    trip: tuple[Row, ...] = ()
    others: tuple[Guarantee, ...] = ()
    strange: bool = False


@dataclass(frozen=True)
class Item:
    """One compared thing. `mark`: ok | bad | open (not there); `note` is a key of the words, '' when nothing is to be said."""

    thing: str
    name: str
    mark: str
    expected: str = ""
    found: str = ""
    note: str = ""


@dataclass(frozen=True)
class Check:
    """How a traveller stands. `state`: waiting | differs | ready | not-needed | verified | settled. `days` since the purchase; `late`: more than there are to leave."""

    state: str
    note: str = ""
    items: tuple[Item, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = tuple(THINGS)
    days: int = 0
    late: bool = False


    @property
    def lacking(self) -> tuple[str, ...]:
        """What a signature has to give a reason for: the things that are not there, goods that could not be told apart, and what is more than one trip may take."""
        goods = (each.name for each in self.items if each.thing == "goods" and each.mark == "open" and "goods" in self.present)
        document = ("document" for each in self.items if each.thing == "person" and each.mark == "open" and "person" in self.present)
        return (*self.absent, *document, *goods, *(each.name for each in self.over))

    @property
    def over(self) -> tuple[Item, ...]:
        """What is more than one trip may take free of tax: `found` of `expected`. It may go, taxed as an inbound article, so it takes a reason and stops nobody."""
        return tuple(each for each in self.items if each.thing == "trip")


@dataclass(frozen=True)
class Rules:
    """What the data file says for this receipt: how it is handed over, its quota, how many of three must be there."""

    mode: Mode | None
    quota: Quota | None
    present: int


def compare(seen: Seen, told: Told, rules: Rules, now: int) -> Check:
    """The check as of now (UTC ms). Nothing is guessed: what was not read is `open`, what differs is `bad` and stops the signature."""
    present = tuple(thing for thing, there in zip(THINGS, (seen.person, seen.receipt, seen.bags or seen.goods), strict=True) if there)
    absent = tuple(thing for thing in THINGS if thing not in present)
    items = (*_person(seen, told), *_receipt(seen, told), *_goods(seen, told), *_trip(told, rules))
    days = _days(told.receipt, now) if told.receipt else 0
    late = bool(rules.quota and rules.quota.leave_days and days > rules.quota.leave_days)
    state, note = _state(told, rules, items, len(present))
    return Check(state, note, items, present, absent, days, late)


def _state(told: Told, rules: Rules, items: Sequence[Item], present: int) -> tuple[str, str]:
    bad = any(each.mark == "bad" for each in items)
    if told.receipt and rules.mode and not rules.mode.check and not bad:
        return "not-needed", f"traveller.no-check.{rules.mode.id}"
    if told.guarantee and told.guarantee.state in ("verified", "settled", "forfeited"):
        return told.guarantee.state, f"traveller.{told.guarantee.state}"
    if bad:
        return "differs", ""
    if told.receipt is None or present < rules.present:
        return "waiting", ""
    if told.guarantee:
        return "ready", ""
    return "differs", "traveller.guarantee-of-another" if told.strange else "traveller.no-guarantee"


def _person(seen: Seen, told: Told) -> list[Item]:
    if not seen.person:
        return [Item("person", "person", "open", note="traveller.person-absent")]
    proven = Item("person", "person", "open" if seen.proof == OVER else "ok", note=f"traveller.proof.{seen.proof}")
    return [proven if told.receipt is None or told.buyer == seen.person else Item("person", "person", "bad", note="traveller.person-differs")]


def _receipt(seen: Seen, told: Told) -> list[Item]:
    row = told.receipt
    if row is None:
        return [Item("receipt", "receipt", "bad" if seen.receipt else "open", found=seen.receipt, note="traveller.receipt-unknown" if seen.receipt else "")]
    if row["state"] == "cancelled":
        return [Item("receipt", "receipt", "bad", row["number"], seen.receipt, "traveller.receipt-cancelled")]
    if row["state"] == "departed" and told.guarantee and told.guarantee.state == "open":
        # The goods are told to have left without ever being checked.
        return [Item("receipt", "receipt", "bad", row["number"], seen.receipt, "traveller.receipt-departed")]
    if not seen.receipt:
        return [Item("receipt", "receipt", "open", row["number"], note="traveller.receipt-absent")]
    return [Item("receipt", "receipt", "ok", row["number"], seen.receipt)]


def _goods(seen: Seen, told: Told) -> list[Item]:
    """Every line of the receipt, then what is here and on no line. A sealed bag with the receipt's code stands for the lines nobody took out of it."""
    bag = told.receipt["pickup"] if told.receipt else None
    items = [Item("goods", "bag", "ok" if each == bag else "bad", bag or "", each, "" if each == bag else "traveller.bag-differs") for each in seen.bags]
    sealed = bag is not None and bag in seen.bags
    left = Counter(dict(seen.goods))
    # Lines with a serial number choose their items first.
    rows = sorted(told.lines, key=lambda each: each["serial"] is None)
    lines = [_line(row, left, sealed=sealed, any_read=bool(seen.goods)) for row in rows]
    for row, item in zip(rows, lines, strict=True):
        again = item.note in ("", "traveller.goods-missing") and _gtin(row) in seen.again
        items.append(_beyond(row, replace(item, note=AGAIN) if again else item, left))
    extra = [(gtin, serial, count) for (gtin, serial), count in left.items() if count > 0]
    note = "traveller.goods-extra" if told.receipt else ""
    notes = dict.fromkeys(seen.again, AGAIN) if not told.receipt else {}
    return [*items, *(Item("goods", gtin, "bad" if told.receipt else "ok", "0", str(count), notes.get(gtin, note)) for gtin, _, count in extra)]


def _gtin(row: Row) -> str:
    """Of fourteen digits; '' where the line tells none."""
    return row["gtin"].zfill(14) if row["gtin"] else ""


def _beyond(row: Row, item: Item, left: Counter[tuple[str, str]]) -> Item:
    """What is here beyond every line of its article is told at the first that names no serial number, under its name and not as a strange code."""
    more = [] if row["serial"] else [key for key, count in left.items() if key[0] == _gtin(row) and key[0] and count > 0]
    if not more:
        return item
    extra = sum(left.pop(key) for key in more)
    return replace(item, mark="bad", found=str(int(item.found) + extra), note="traveller.goods-beyond")


def _line(row: Row, left: Counter[tuple[str, str]], *, sealed: bool, any_read: bool) -> Item:
    """One line against the items that were read and not yet taken by another line."""
    wanted = int(row["quantity"])
    gtin = _gtin(row)
    fits = [key for key in left if key[0] == gtin and gtin and (not row["serial"] or key[1] in ("", row["serial"]))]
    taken: Counter[tuple[str, str]] = Counter()
    for key in sorted(fits, key=lambda each: each[1] != row["serial"]):
        taken[key] = min(left[key], wanted - taken.total())
        left[key] -= taken[key]
    found = taken.total()
    if found == wanted and row["serial"] and taken[gtin, ""]:
        # The same model may be another item: without its serial number the officer says why he is sure.
        return Item("goods", row["name"], "open", str(wanted), str(found), "traveller.serial-not-read")
    if found == wanted:
        return Item("goods", row["name"], "ok", str(wanted), str(found))
    if sealed and not found:
        return Item("goods", row["name"], "ok", str(wanted), str(wanted), "traveller.in-sealed-bag")
    if not any_read:
        return Item("goods", row["name"], "open", str(wanted), "0")
    return Item("goods", row["name"], "bad", str(wanted), str(found), "traveller.goods-missing")


def _trip(told: Told, rules: Rules) -> list[Item]:
    """The categories of which this receipt, with those signed for the same trip, has more than one trip may take."""
    if rules.quota is None or (rules.mode and not rules.mode.check):
        return []
    over = [each for each in carried(rules.quota, (*told.lines, *told.trip)) if Decimal(each.over) > 0]
    return [Item("trip", each.category, "open", each.most, each.used, f"traveller.over-trip.{each.unit}") for each in over]


def _days(row: Row, now: int) -> int:
    """Days since the purchase as people in Hainan count them."""
    return (local_time(now).date() - local_time(parse_time(row["sold_at"])).date()).days
