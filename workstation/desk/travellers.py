"""A traveller's check as the Lane screen shows it: rows, what the band says, and the keys."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from workstation import codes
from workstation.desk.card import About, Act, Row, Say
from workstation.desk.lane import Lane, stays
from workstation.desk.travelling import PURPOSE, Standing, standing
from workstation.desk.values import Plan, Stand
from workstation.passage import again, harshest, unanswered
from workstation.persons import quotas
from workstation.persons.checking import Check, Item

NEXT = "act.next-traveller"


def of(lane: Lane, stand: Stand) -> Standing | None:
    """How the traveller in front stands; None where a truck does."""
    return standing(lane, stand.passage) if stand.passage.profile == PURPOSE else None


def state(now: Standing, stand: Stand) -> str:
    """What the band says of a traveller: waiting while scans are missing, else stopped | ready | stated (a reason is due) | differs | not-needed | verified | settled | forfeited."""
    check = now.check
    if _stops(stand):
        return "stopped"
    if _differs(check):
        return "differs"
    if check.state == "ready":
        return "waiting" if check.absent else "stated" if check.late or check.lacking else "ready"
    return check.state


def rows(now: Standing) -> tuple[Row, ...]:
    """The compared things, what differs first; the guarantee last."""
    shown = [_row(each) for each in now.check.items]
    return (*sorted(shown, key=lambda row: row.mark != "bad"), *_guarantee(now))


def done(plan: Plan) -> dict[str, Any]:
    """After a signature nobody is in front: what the card shows until the next read, {} after anything else."""
    told, guarantee = plan.extra.get("traveller"), plan.extra.get("guarantee")
    if told and told["state"] == "verified":
        number = told["guarantee"]["number"]
        shown = tuple(_row(Item(**each)) for each in told["items"])
        signed = (number, *(each["number"] for each in told.get("others", ())))
        said = Say("traveller.signed", {"number": ", ".join(signed)})
        return {"state": "traveller", "channel": "verified", "reasons": (said,), "rows": (*shown, *(_standing(each, "verified") for each in signed))}
    if guarantee:
        channel = "settled" if guarantee["state"] == "settled" else "undone"
        numbers = (guarantee["number"], *guarantee.get("others", ()))
        said = Say(f"traveller.done.{channel}", {"number": ", ".join(numbers)})
        return {"state": "traveller", "channel": channel, "reasons": (said,), "rows": tuple(_standing(each, guarantee["state"]) for each in numbers)}
    return {}


def free_acts(may: Collection[str], *, front: bool) -> tuple[Act, ...]:
    """The keys while nobody is in front: a departure and a cancelled trip are told by the number of the guarantee."""
    return (
        Act("verify", "F12", enabled=False),
        Act("verify-stated", "F8", enabled=False),
        Act("count-goods", "F9", enabled=False),
        Act("depart", "F6", "depart" in may),
        Act("cancel-trip", "F4", "cancel-trip" in may),
        Act("hold", "F7", enabled=False),
        Act("next", "F10", enabled=front, words=NEXT),
    )


def reasons(now: Standing, stand: Stand) -> tuple[Say, ...]:
    """What the band says besides what is awaited: stopped, ready, no check needed, differs; what a signature has to give a reason for."""
    check = now.check
    if stopped := _stops(stand):
        return stopped
    if _differs(check):
        return (Say(check.note) if check.state == "differs" and check.note else _first(check),)
    late = (Say("traveller.late", {"days": check.days}),) if check.state == "ready" and check.late else ()
    if check.state == "waiting" or (check.state == "ready" and check.absent):
        return late
    if late:
        return (*late, *((Say("traveller.ready-stated"),) if check.lacking else ()))
    return (Say("traveller.ready-stated" if check.state == "ready" and check.lacking else check.note or f"traveller.{check.state}"),)


def acts(now: Standing, stand: Stand, may: Collection[str]) -> tuple[Act, ...]:
    """The keys: sign, sign with a reason, one more of the item just read, departed or inspect, trip cancelled, hold or lift, next. Where an instruction stands nothing is signed: what it asks for is done."""
    passage, live, held = stand.passage, unanswered(stand.passage, stand.told), bool(stand.passage.holds)
    ready = now.check.state == "ready" and not _stops(stand)
    asked = "" if held or passage.inspection or not live else "hold" if harshest(live)["channel"] == "hold" else "inspect"
    plain, signs = not now.check.lacking and not now.check.late, "verify-guarantee" in may
    stop, leaves = "lift" if held else "hold", now.check.state == "verified" and not _differs(now.check)
    return (
        Act("verify", "F12", ready and plain and signs, ready and plain),
        Act("verify-stated", "F8", ready and signs, ready and not plain),
        Act("count-goods", "F9", "scan" in may and again.last(passage) is not None),
        Act("depart", "F6", "depart" in may and leaves, leaves) if leaves else Act("inspect", "F6", "inspect" in may and not held, asked == "inspect"),
        Act("cancel-trip", "F4", "cancel-trip" in may and bool(now.told.guarantee) and now.check.state not in ("settled", "forfeited")),
        Act(stop, "F7", stop in may, asked == "hold" and stop in may),
        *_off(may, stand),
        Act("next", "F10", recommended=_done(now.check) and not _stops(stand), words=NEXT),
    )


def _off(may: Collection[str], stand: Stand) -> tuple[Act, ...]:
    """The key that ends it for one who would come back as he went: let go by his inspection he may have gone unsigned; not let go he is handed over."""
    passage = stand.passage
    results = {result for _, result in passage.inspections}
    if passage.inspection or "unfinished" in results or not stays(passage):
        return ()
    if "abnormal" in results:
        return (Act("transfer", "F11", "transfer" in may, "transfer" in may),)
    return () if passage.holds else (Act("gone", "F11", "next" in may),)


def about(now: Standing) -> About:
    """The panel beside the compared things: how the goods were handed over, what they cost, how long ago they were bought."""
    row = now.told.receipt
    if row is None:
        return About(lines=(("label.three", "", (Say("traveller.about.how"),)),))
    mode, quota = now.rules.mode, now.rules.quota
    days = Say("traveller.about.days", {"days": now.check.days, "most": quota.leave_days}) if quota and quota.leave_days else Say("traveller.about.bought", {"days": now.check.days})
    lines: list[tuple[str, str, tuple[Say, ...]]] = [("label.handed-over", "", (Say("mode." + mode.id),))] if mode else []
    lines += [("label.quota", "", (Say("quota." + row["quota"]),)), ("label.total", f"{Decimal(quotas.plain(Decimal(row['total']))):,f}", (Say("traveller.about.cny"),)), ("label.bought", "", (days,))]
    return About(codes.group("receipt", row["number"]), "", tuple(lines))


def _stops(stand: Stand) -> tuple[Say, ...]:
    """What keeps a traveller here whatever is compared: an instruction no inspection has answered, a hold, an inspection that goes on or did not end well; () for nothing."""
    passage = stand.passage
    live = unanswered(passage, stand.told)
    found = [Say("traveller.instruction", {"number": harshest(live)["number"]})] if live else []
    found += [Say("traveller.held")] if passage.holds else []
    if passage.inspection or any(result == "unfinished" for _, result in passage.inspections):
        return (*found, Say("traveller.inspecting"))
    return (*found, *(() if all(result == "normal" for _, result in passage.inspections) else (Say("traveller.inspected"),)))


def _differs(check: Check) -> bool:
    """Something here is not what the receipt says, whatever became of its guarantee."""
    return any(each.mark == "bad" for each in check.items) or check.state == "differs"


def _first(check: Check) -> Say:
    """The first thing that differs, by its name and in its words; the rows say the rest."""
    item = next(each for each in check.items if each.mark == "bad")
    if item.thing != "goods" or item.name == "bag":
        return Say(item.note)
    return Say("traveller.differs-goods", {"name": item.name, "found": item.found, "expected": item.expected})


def _done(check: Check) -> bool:
    return check.state in ("not-needed", "settled", "forfeited")


def _guarantee(now: Standing) -> tuple[Row, ...]:
    told = now.told.guarantee
    return tuple(_standing(each.number, each.state) for each in (told, *now.told.others)) if told else ()


def _standing(number: str, state: str) -> Row:
    return Row("guarantee", {"settled": "ok", "forfeited": "bad"}.get(state, "none"), number, (Say("guarantee." + state),))


def _row(item: Item) -> Row:
    if item.thing == "trip":
        return Row("trip", item.mark, f"{item.found} / {item.expected}", (Say("category." + item.name), Say(item.note)))
    part = "pickup" if item.name == "bag" else item.thing
    return Row(part, item.mark, _value(item, part), (Say(item.note),) if item.note else ())


def _value(item: Item, part: str) -> str:
    """Goods as name and counts, a number as people read it; a person has no words here."""
    if part == "goods":
        return f"{item.name} {item.found}/{item.expected}"
    return "" if part == "person" else codes.group(part, item.found or item.expected)
