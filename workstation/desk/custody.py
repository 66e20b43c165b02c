"""Where else the truck in front was: the visits of its containers, plates and seals, what of them cannot be, and what may be relied on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workstation import codes
from workstation.codes import Code, fold_seal
from workstation.custody import checks, partners, steps
from workstation.custody.chain import DUTY, Chain, chain, passages
from workstation.custody.distances import HOUR, Measures
from workstation.custody.lock import Journey, Sight, journey
from workstation.custody.relied import Asked, Relied
from workstation.custody.relied import find as find_relied
from workstation.custody.values import Clash, Known, Step, Visit, in_order
from workstation.desk import tables
from workstation.desk.station import Station
from workstation.journal.event import parse
from workstation.journal.told import DUTY_TOLD, plain
from workstation.passage import Passage, Told
from workstation.passage.values import Place
from workstation.register.known import documents
from workstation.settings import local_time
from workstation.words import Refused

MOST = 6
"""Other passages looked into, the newest ones."""
COMINGS = 300
"""Sign-ins, sign-outs and duty lists looked back on at the lane, of each; the custody page reads all."""
BACK = 60 * 24 * HOUR
"""How long ago a container or seal may have been read to be looked at again at the lane; the custody page goes back to the beginning."""


@dataclass(frozen=True)
class Elsewhere:
    """What custody says of the truck in front: clashes with earlier events, the worst first, what may be relied on instead of another look, and each read of a lock against its journey."""

    clashes: tuple[Clash, ...] = ()
    relied: Relied | None = None
    journeys: tuple[Journey, ...] = ()


def look(passage: Passage, told: Told, station: Station) -> Elsewhere:
    """One indexed read where the truck's things were seen nowhere else; else the passages they were seen in, and one read per container of partners' inspections."""
    if passage.profile == "gate":
        return Elsewhere()
    now, measures, boxes = station.clock(), tables.custody(station), passage.values("container")
    names = _others(passage, station, now)
    visits = steps.visits(event for name in names for event in steps.of_passage(station.journal, name)) if names else ()
    ports = measures.partners(station.settings.port, local_time(now).date().isoformat()) if boxes else frozenset()
    rows = [row for box in (boxes if station.register.age("partner_inspection") else ()) for row in station.register.where("partner_inspection", "container", box)]
    told_too = (*visits, *partners.as_visits(map(partners.look, rows), visits, measures.skew)) if rows else visits
    # Two seals put on here may contradict each other, and one taken off here the duty list, before anybody saw the truck elsewhere.
    asked = told_too or (passage.closures and (len(passage.closures) > 1 or passage.closures[0].off))
    clashes = _clashes(visit_of(passage, _stays(passage, station) if told_too else None), told_too, told, station) if asked else ()
    return Elsewhere(clashes, _relied(passage, visits, (rows, ports), now, measures), _journeys(passage, told, station))


def boxes_of(passage: Passage, lock: str, container: str = "") -> tuple[str, ...]:
    """What a lock was read with (`container`, or else last), when that stands here; else all that stands here: containers, or vehicles where there are none."""
    named = container or next((seal.container for seal in reversed(passage.seals) if fold_seal(seal.number) == lock and seal.container), "")
    boxes, plates = passage.values("container"), passage.values("vehicle") + passage.values("trailer")
    if named:
        return (named,) if named in (*boxes, *plates) or not boxes else ("",)
    return boxes or plates


def _journeys(passage: Passage, told: Told, station: Station) -> tuple[Journey, ...]:
    """Every read of a lock that has a registered journey, held against it. Nothing is read where the port registers none."""
    if not passage.seals or station.register.age("lock_route") is None:
        return ()
    # Which container it closes is open while none was read that is still to come.
    coming = not passage.values("container") and (not told.papers or any(told.listed.values()) or bool((told.booking or {}).get("containers")))
    found = []
    for seal in passage.seals:
        lock = fold_seal(seal.number)
        rows = station.register.where("lock_route", "lock", lock)
        boxes = boxes_of(passage, lock, seal.container)
        if rows and (any(row["container"] in boxes for row in rows) or not coming):
            found.append(journey(lock, Sight(seal.status, boxes, station.settings.port, seal.at), rows))
    return tuple(found)


def _others(passage: Passage, station: Station, now: int) -> list[str]:
    """Passages in which a container or seal of this truck was read before, or lately its plates by another station."""
    boxes = list(dict.fromkeys((*passage.values("container"), *(fold_seal(seal.number) for seal in passage.seals), *(number for number, _ in passage.applied))))
    plates = [*passage.values("vehicle"), *passage.values("trailer")]
    asked: list[tuple[str, list[object]]] = []
    if plates:
        # A plate comes every day: only other stations, only today.
        here = [*plates, now - tables.custody(station).window, passage.id, station.journal.station]
        asked.append((f"SELECT passage, at FROM part WHERE value IN ({_marks(plates)}) AND at > ? AND moved = 0 AND passage <> ? AND station <> ?", here))
    if boxes:
        read = f"SELECT passage, at FROM part WHERE value IN ({_marks(boxes)}) AND at > ? AND moved = 0 AND passage <> ?"
        asked.append((read, [*boxes, now - BACK, passage.id]))
        asked.append((f"SELECT passage, 0 FROM touched WHERE value IN ({_marks(boxes)}) AND passage <> ?", [*boxes, passage.id]))
    if not asked:
        return []
    newest: dict[str, int] = {}
    for name, at in station.journal.read(" UNION ALL ".join(sql for sql, _ in asked), [each for _, values in asked for each in values]):
        newest[name] = max(newest.get(name, 0), at)
    newest.pop("", None)
    return sorted(newest, key=lambda name: (newest[name], name), reverse=True)[:MOST]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _stays(passage: Passage, station: Station) -> Mapping[Place, int]:
    """Which time in front each of its reads belongs to, as the custody page counts them; what is not written yet belongs to now. What was moved here is in none."""
    own = steps.visits(steps.of_passage(station.journal, passage.id))
    found = {(step.station, step.seq): step.stay for visit in own for step in visit.steps if steps.is_present(step)}
    now, (name, head) = own[-1].steps[-1].stay if own else 0, (station.journal.station, station.journal.head().seq)
    places = [part.place for part in passage.parts] + [seal.place for seal in passage.seals] + [each.place for each in passage.closures]
    places += [passage.weight.place] if passage.weight else []
    return found | {place: now for place in places if place[0] == name and place[1] > head}


def visit_of(passage: Passage, stays: Mapping[Place, int] | None = None) -> Visit:
    """The passage in front as a visit, its unwritten events included. A read that `stays` does not name is a stay of its own: what happened between them, parked or not, is left open."""
    read = [_step(part.at, part.place, "code.scanned", part=part.kind, value=part.value) for part in passage.parts if part.kind != "driver"]
    read += [
        replace(
            _step(seal.at, seal.place, "seal.verified", part="seal", value=fold_seal(seal.number), status=seal.status, container=seal.container),
            opened=steps.time_of(seal.opened),
        )
        for seal in passage.seals
    ]
    if passage.weight:
        read.append(_step(passage.weight.at, passage.weight.place, "weight.read", part="weight", value=passage.weight.value))
    for each in passage.closures:
        what = "seal.replaced" if each.on and each.off else "seal.applied" if each.on else "seal.removed"
        done = _step(each.at, each.place, what, part="seal", value=fold_seal(each.on), off=fold_seal(each.off), container=each.container, officer=each.officer)
        read.append(replace(done, values={"cosigner": each.cosigner}) if each.cosigner else done)
    ordered = in_order(read)
    known = stays or {}
    made = tuple(_at(step, known.get((step.station, step.seq), -number), passage.id) for number, step in enumerate(ordered, 1))
    return Visit(passage.id, passage.id.rpartition("/")[0], made)


def _step(at: int, place: Place, what: str, **fields: str) -> Step:
    return Step(at, place[0], place[1], what, **fields)  # type: ignore[arg-type]  # the text fields of Step


def _at(step: Step, stay: int, passage: str) -> Step:
    return Step(**{**step.__dict__, "stay": stay, "passage": passage})


def _clashes(mine: Visit, visits: Sequence[Visit], told: Told, station: Station) -> tuple[Clash, ...]:
    """Impossibilities between this truck and its past; those among others' events are for the custody page."""
    if not mine.steps:
        return ()
    whole = tuple(sorted((*visits, mine), key=lambda visit: visit.steps[0].stamp))
    opened = any(step.off for visit in whole for step in visit.steps)
    known = known_of(whole, told.seals, station, _duty(station) if opened else ())
    found: dict[str, Clash] = {}
    for part in ("container", "vehicle", "trailer", "seal"):
        for value in mine.items.get(part, ()):
            for clash in checks.check(whole, part, value, known):
                # Who opened what stands here now was off duty: that is said here, wherever it was.
                if clash.what not in checks.GAPS and (clash.what == "off-duty" or mine.passage in (clash.first.passage, clash.second.passage)):
                    found.setdefault(clash.id, clash)
    return tuple(sorted(found.values(), key=lambda clash: (WORST.index(clash.what), clash.id)))


def used_twice(after: Passage, number: str, seq: int, station: Station) -> Clash | None:
    """What a seal put on by our event `seq` would contradict, with the passage as it stands after it: its number was used before, at any station this one was told of."""
    mine = visit_of(after)
    names = [name for name in passages(number, station.journal)[0] if name != after.id]
    visits = steps.visits(event for name in names for event in steps.of_passage(station.journal, name))
    whole = sorted((*visits, mine), key=lambda visit: visit.steps[0].stamp)
    place = (station.journal.station, seq)
    told = checks.check(whole, "seal", number)
    return next((clash for clash in told if clash.what == "seal-twice" and any((step.station, step.seq) == place for step in (clash.first, clash.second))), None)


def _duty(station: Station) -> tuple[Step, ...]:
    """The last sign-ins, sign-outs and duty lists this journal knows of; looked at only where something was opened before."""
    read = station.journal.read
    rows = [row for kind in (*DUTY, DUTY_TOLD) for row in read(f"SELECT bytes FROM event WHERE kind = ? ORDER BY rowid DESC LIMIT {COMINGS}", (kind,))]
    return steps.duty(plain(parse(stored)) for (stored,) in rows)


WORST = ("two-places", "too-fast", "opened-unseen", "seal-twice", "weight-gained", "off-duty")


def known_of(visits: Iterable[Visit], seals: Mapping[str, Iterable[Mapping[str, Any]]], station: Station, duty: tuple[Step, ...] = ()) -> Known:
    """What the register says of the vehicles on these visits, and which seals are locks."""
    plates = {plate for visit in visits for part in ("vehicle", "trailer") for plate in visit.items.get(part, ())}
    rows = [row for plate in sorted(plates) if (row := station.register.get("vehicle", plate))]
    return Known(
        tares={row["plate"]: row["tare_kg"] for row in rows if row["tare_kg"]},
        duty=duty,
        locks=frozenset(fold_seal(row["number"]) for several in seals.values() for row in several if row["sort"] == "lock"),
        tractors=frozenset(row["plate"] for row in rows if row["sort"] == "tractor"),
        measures=tables.custody(station),
    )


def _relied(passage: Passage, visits: Sequence[Visit], looked: tuple[Sequence[Mapping[str, Any]], frozenset[str]], now: int, measures: Measures) -> Relied | None:
    """A lock that was left closed, here or at a station before, or the inspection of a partner port."""
    boxes, (rows, ports) = passage.values("container"), looked
    if not boxes:
        return None
    if not visits and not rows and not passage.kept:
        return None
    # What was taken off here was opened by us, however it was read before; it is another look already.
    seals = {fold_seal(seal.number): seal.status for seal in passage.seals} | {fold_seal(each.off): "open" for each in passage.closures if each.off}
    asked = Asked(boxes, passage.papers, seals, frozenset(passage.kept), now, measures)
    return find_relied(asked, visits, rows, ports)


def chain_of(text: str, station: Station) -> Chain:
    """The chain of what a text is: its first reading that anybody saw, or that the register ties to a consignment or a journey; else the likeliest, empty.

    Refused `custody-nothing` for what is no code and no leg's number, `custody-person` for what can only be a person's, `scan-misread` for what nobody ever saw and whose check
    digit does not hold.
    """
    read = codes.recognise(text)
    found = read.candidates
    # What an element string names is the thing; a leg's number may look like anything.
    marked = codes.recognise(text, GS1).candidates if text.startswith(ASSET) else ()
    items = [*_inside(found), *_inside(marked), *(code for code in found if code.kind not in codes.PERSON_KINDS), Code("leg", text.strip())]
    chains = []
    for code in items:
        each = chain(code, station.journal, station.register, tables.custody(station))
        if each.steps or each.document or each.routes:
            return each
        chains.append(each)
    if documents(station.register, text):
        raise Refused("custody-person")
    misread = next((each.kind for each in read.refused if each.reason == "check-digit" and each.kind in MISREAD), "")
    if misread and not codes.names_person(text) and not any(code.checked for code in found):
        raise Refused("scan-misread", kind=misread, text=text.strip()[:40])
    if len(items) == 1:
        raise Refused("custody-person" if found else "custody-nothing")
    return chains[0]


GS1, ASSET = "]d2", "8003"
"""How a scanner marks an element string, and how that of an asset begins, which nothing else tells from a seal."""
MISREAD = frozenset({"container", "air-waybill", "gs1"})
"""Kinds that one wrong sign is told of; a seal may look like any of them, so it is only said of what nobody knows."""


def _inside(found: Sequence[Code]) -> list[Code]:
    """Units, pieces and assets named inside GS1 element strings, and by tags: the SSCC of `(00)…(37)…` is the unit, whatever else the label says."""
    labels = [code for code in found if code.kind in ("gs1", "epc")]
    units = [Code("sscc", str(code.fields["00"]), checked=True) for code in labels if "00" in code.fields]
    return units + [Code(*told, checked=True) for code in labels if "00" not in code.fields and (told := steps.unit_of(code.kind, code.value))[0] in steps.UNITS]
