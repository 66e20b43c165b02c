"""A traveller's check as the Lane screen shows it: rows, what the band says, and the keys."""

from collections.abc import Collection

from workstation import codes
from workstation.desk.card import Act, Row, Say
from workstation.desk.lane import Lane
from workstation.desk.travelling import PURPOSE, Standing, standing
from workstation.desk.values import Stand
from workstation.passage import Passage
from workstation.persons.checking import Check, Item


def of(lane: Lane, stand: Stand) -> Standing | None:
    """How the traveller in front stands; None where a truck does."""
    return standing(lane, stand.passage) if stand.passage.profile == PURPOSE else None


def rows(now: Standing) -> tuple[Row, ...]:
    """The compared things, what differs first."""
    shown = [_row(each) for each in now.check.items]
    return tuple(sorted(shown, key=lambda row: row.mark != "bad"))


def reasons(now: Standing) -> tuple[Say, ...]:
    """What the band says besides what is awaited: ready, no check needed, differs; what a signature has to give a reason for."""
    check = now.check
    if check.state == "waiting" or (check.state == "ready" and check.absent):
        return ()
    if check.state == "ready" and check.late:
        return (Say("traveller.late", {"days": check.days}),)
    return (Say("traveller.ready-stated" if check.state == "ready" and check.lacking else check.note or f"traveller.{check.state}"),)


def acts(now: Standing, passage: Passage, may: Collection[str]) -> tuple[Act, ...]:
    """The keys: sign, sign with a reason, hold or lift, next."""
    ready, held = now.check.state == "ready" and not passage.holds, bool(passage.holds)
    plain, signs = not now.check.lacking and not now.check.late, "verify-guarantee" in may
    stop = "lift" if held else "hold"
    return (
        Act("verify", "F12", ready and plain and signs, ready and plain),
        Act("verify-stated", "F8", ready and signs, ready and not plain),
        Act(stop, "F7", stop in may),
        Act("next", "F10", recommended=_done(now.check)),
    )


def _done(check: Check) -> bool:
    return check.state in ("not-needed", "verified", "settled")


def _row(item: Item) -> Row:
    part = "pickup" if item.name == "bag" else item.thing
    return Row(part, item.mark, _value(item, part), (Say(item.note),) if item.note else ())


def _value(item: Item, part: str) -> str:
    """Goods as name and counts, a number as people read it; a person has no words here."""
    if part == "goods":
        return f"{item.name} {item.found}/{item.expected}"
    return "" if part == "person" else codes.group(part, item.found or item.expected)
