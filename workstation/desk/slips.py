"""The slip of the truck in front: what stands on it, its number, its token."""

from dataclasses import replace
from datetime import date

from workstation.codes import fold_seal
from workstation.desk.lane import Lane
from workstation.desk.values import Stand
from workstation.journal import Draft, Event
from workstation.journal.chain import RESTORED
from workstation.passage import Passage, told
from workstation.release import numbers, token
from workstation.release.values import UNFINISHED, Slip
from workstation.risk import STRICT
from workstation.settings import local_time, trial_time
from workstation.words import Refused

MOST_LOST = 20_000
"""No more numbers are left out after a restore: more than a lane gives out in a day (an assumption)."""
UNKNOWN_LOSS = 100
"""Slip numbers left out on a day on which the journal's witness was lost (an assumption: more than a lane gives out in an hour)."""

def sign(lane: Lane, slip: Slip) -> str:
    """The token of a slip under the station's key."""
    return token.sign(slip, lane.station.journal.sign, token.kid(lane.station.journal.public_key))


def targets(stand: Stand) -> list[str]:
    """Everything an instruction may name that would have to stop this truck, as `kind:value`; persons by their pseudonyms."""
    found = [f"{kind}:{fold_seal(value) if kind == 'seal' else value}" for value, kind in told.targets(stand.passage, stand.told).items()]
    drivers = [driver for part in stand.passage.parts if part.kind == "driver" for driver in (*part.before, part.value)]
    return list(dict.fromkeys([*found, *(f"person:{driver}" for driver in drivers)]))


def unfinished(lane: Lane) -> tuple[Slip, str]:
    """The note to the next station that an inspection is not finished, and its token: never usable as a release."""
    if lane.stand is None:
        raise Refused("no-passage")
    slip = of_release(lane, lane.stand, "")
    note = replace(slip, basis="unfinished", channel=lane.stand.channel or "manual", marks=(*slip.marks, UNFINISHED))
    if lane.stand.passage.profile == "traveller":
        note = _of_traveller(lane, lane.stand.passage, note)
    return note, sign(lane, note)


def _of_traveller(lane: Lane, passage: Passage, note: Slip) -> Slip:
    """What is looked at of a traveller: his receipt and those his form names, the sealed bags read, the guarantees; nothing names him."""
    from workstation.desk import carried, looked

    facts, inspection = carried.facts(lane, passage), lane.open_inspection(passage)
    receipts = (*passage.values("receipt"), *(looked.of_form(lane.station, inspection) if inspection else ()))
    bags = tuple(part.value for part in passage.parts if part.sort == "pickup")
    pieces = facts.get("traveller.pieces")
    told = replace(note, profile="traveller", receipts=tuple(dict.fromkeys(receipts)), bags=tuple(dict.fromkeys(bags)), guarantees=facts.get("traveller.guarantee", ""))
    return replace(told, goods=facts.get("traveller.goods", ""), pieces=int(pieces) if pieces else None)


def of_release(lane: Lane, stand: Stand, emergency: str) -> Slip:
    """The slip of the truck in front, as it stands now."""
    station, passage = lane.station, stand.passage
    now = station.clock()
    head = station.journal.head()
    rows = [row for row in stand.told.papers.values() if row]
    party = rows[0] if rows else {}
    enterprise = station.register.get("enterprise", party["uscc"]) if party else None
    pieces = [int(row["pieces"]) for row in rows if row["pieces"] is not None]
    basis = basis_of(passage, emergency)
    return Slip(
        number=next_number(lane, now),
        station=station.journal.station,
        passage=passage.id,
        channel=stand.verdict.channel if stand.verdict and basis in ("emergency", "override") else _channel(lane, stand),
        basis=basis,
        issued_at=now // 1000 * 1000,
        expires_at=(now // 1000 + int(station.book.limit("slip", "valid"))) * 1000,
        vehicle=passage.plate,
        trailer=next(iter(passage.values("trailer")), ""),
        containers=passage.values("container"),
        seals=seals_of(stand),
        declarations=passage.values("declaration"),
        release_lists=passage.values("release_list"),
        enterprise=str(party.get("uscc", "")),
        enterprise_name=str((enterprise or {}).get("name", "")),
        goods=str(party.get("goods") or ""),
        pieces=sum(pieces) if pieces else None,
        weight=passage.weight.value if passage.weight else "",
        marks=("trial",) if trial_time() is not None else (),
        officers=_officers(lane, passage),
        head_seq=head.seq,
        head_hash=head.hash.hex(),
        emergency=emergency,
    )


def seals_of(stand: Stand) -> tuple[str, ...]:
    """The seals that are on the truck when it goes: those read and not taken off, and those applied."""
    removed = {fold_seal(number) for number in stand.passage.removed}
    numbers_ = [seal.number for seal in stand.passage.seals] + [number for number, _ in stand.passage.applied]
    return tuple(dict.fromkeys(number for number in numbers_ if fold_seal(number) not in removed))


def basis_of(passage: Passage, emergency: str) -> str:
    """On what ground the truck goes."""
    if emergency:
        return "emergency"
    if passage.override:
        return "override"
    if any(result == "normal" for _, result in passage.inspections):
        return "inspected"
    return "confirmed" if passage.confirmed else "direct"


def _channel(lane: Lane, stand: Stand) -> str:
    """How the truck was treated: the strictest channel its closed inspections answered, else direct release."""
    answered = [rule.channel for rule in lane.station.book.rules if rule.id in stand.passage.answered]
    return max(answered, key=STRICT.__getitem__, default="release")


def _officers(lane: Lane, passage: Passage) -> tuple[str, ...]:
    ids = [lane.officer, *((str(passage.override["cosigner"]),) if passage.override else ())]
    for inspection in lane.inspections(passage).values():
        ids += [each.signer for each in inspection.signatures]
    return tuple(dict.fromkeys(ids))


def next_number(lane: Lane, now: int) -> str:
    """The next slip number of this lane and day; numbers a lost journal may have given out are left out.

    A number that was reserved, for a release or for the note of an unfinished inspection, is out on paper. One that was only presented here was not given
    by this lane: a forged slip pushes no number on.
    """
    known = lane.station.settings
    first = numbers.make(known.port, known.lane, now, 1)
    prefix = first.rsplit("-", 2)[0]
    rows = lane.station.journal.read("SELECT max(number) FROM slip WHERE number >= ? AND number < ? AND (reserved = 1 OR passage <> '')", (prefix, prefix + "~"))
    running = int(rows[0][0].split("-")[2]) if rows and rows[0][0] else 0
    return numbers.make(known.port, known.lane, now, max(running, _lost(lane, now)) + 1)


def _lost(lane: Lane, now: int) -> int:
    """A backup put back today: as many numbers as events were lost may be out on paper; without a witness nobody knows how many."""
    day = local_time(now).date()
    lost = 0
    for event in lane.station.journal.events(kinds=("station.restored", "witness.lost")):
        if local_time(event.at).date() == day:
            lost = max(lost, _given(lane, event, day) + min(int(event.body.get("lost", UNKNOWN_LOSS)), MOST_LOST))
    return lost


def _given(lane: Lane, event: Event, day: date) -> int:
    """The running number of the newest slip of the day before a restore; where the event does not say it, as many as were ever given."""
    if newest := event.body.get("slips"):
        number = numbers.parse(newest)
        return number.running if number.day == day else 0
    return 0 if "slips" in event.body else sum(1 for _ in lane.station.journal.events(kinds=("slip.reserved",)))


def lost_tail(lane: Lane, slip: Slip) -> str:
    """Why a genuine slip is not in the journal of the station that gave it: `slip-lost` (a restore lost that part), `slip-not-in-journal`; '' when it is, or is not ours.

    A slip stands on the head before its own event: that of the copy itself up to the last but one that was witnessed.
    """
    journal = lane.station.journal
    if slip.station != journal.station:
        return ""
    rows = journal.read("SELECT passage, reserved, recovered FROM slip WHERE number = ?", (slip.number,))
    if rows and (rows[0][0] or (rows[0][1] and not rows[0][2])):
        return ""
    told = [event.body for event in journal.events(kinds=(RESTORED,))]
    return "slip-lost" if any(body["head"] <= slip.head_seq <= body["witnessed"] for body in told) else "slip-not-in-journal"


def recovered(lane: Lane, slip: Slip, why: str) -> tuple[Draft, ...]:
    """What is written when a slip of a lost tail is read the first time: its number is never given again, and its load counts as gone."""
    known = lane.station.journal.read("SELECT 1 FROM slip WHERE number = ? AND recovered = 1", (slip.number,))
    return () if known or why != "slip-lost" else (Draft("slip.recovered", slip.number, {"number": slip.number, "slip": slip.as_map()}),)
