"""The parts of a passage as rows of the card: bad ones first, then those that are in, then what is awaited."""

from decimal import Decimal

from workstation import codes
from workstation.desk.card import Row, Say
from workstation.desk.values import Stand
from workstation.passage import certificates, foreign, goods, seals
from workstation.passage.shared import part_of
from workstation.settings import local_time, parse_time

ORDER = {"bad": 0, "unsure": 1, "ok": 2, "open": 3, "none": 4}


def rows(stand: Stand) -> tuple[Row, ...]:
    """Every row, the bad ones first; within a mark in the order the officer reads them."""
    found = (
        _instruction(stand),
        _vehicles(stand),
        _papers(stand),
        _certificates(stand),
        _containers(stand),
        _seals(stand),
        _weight(stand),
        _awaited(stand),
        _driver(stand),
    )
    flat = [row for group in found for row in group]
    return tuple(sorted(flat, key=lambda row: ORDER["bad"] if row.mark == "bad" else 2))


def _instruction(stand: Stand) -> list[Row]:
    details = stand.gathered.details
    if "instruction" in details:
        values = details["instruction"]
        notes = (Say("row.instruction", {"risk": values["risk"], "owner": values["owner"], "text": values["text"]}),)
        return [Row("instruction", "bad", str(values["number"]), notes)]
    if "age.instruction" in details and stand.gathered.common["age.instruction"] == "stale":
        values = details["age.instruction"]
        hours = str(values["hours"])
        ahead = Say("row.age-ahead", {"hours": hours[1:]}) if hours.startswith("-") else None
        return [Row("age", "unsure", "", (ahead or (Say("row.age", values) if hours else Say("row.age-never")),))]
    return []


def _vehicles(stand: Stand) -> list[Row]:
    passage, booking = stand.passage, stand.told.booking
    found = []
    for part in passage.parts:
        if part.kind not in ("vehicle", "trailer"):
            continue
        notes: tuple[Say, ...] = ()
        if booking and part.kind == "vehicle":
            booked = Say("row.trip-open", {"count": len(stand.told.open)}) if stand.told.open else Say("row.booked", {"time": _hour(booking["from"])})
            notes = (booked, *(Say("row.trip-beside", {"number": row["number"], "time": _hour(row["from"])}) for row in stand.told.beside if not stand.told.open), *((Say("booking." + booking["goods"]),) if booking["goods"] != "customs" else ()))
        days = [each for each in stand.told.away if each.plate == part.value]
        notes += tuple(Say("row.vehicle-days", {"used": each.used, "most": each.most}) for each in days)
        known = stand.told.vehicles.get(part.value) is not None or booking is not None
        found.append(Row(part.kind, "ok" if known and not stand.told.open else "unsure", codes.group("plate", part.value), notes or (() if known else (Say("row.not-registered"),)), scan=part.place))
    return _once(found)


def _papers(stand: Stand) -> list[Row]:
    found = []
    for part in stand.passage.parts:
        if part.kind not in ("declaration", "release_list", "booking"):
            continue
        overlay = stand.gathered.papers.get(part.value, {})
        state = overlay.get("papers.state", "released" if part.kind == "booking" else "unknown")
        confirmed = overlay.get("age.papers") == "confirmed"
        mark = "ok" if state == "released" else "bad"
        notes = () if mark == "ok" and not confirmed else (Say("papers." + state),)
        found.append(Row(part.kind, mark, codes.group(part.sort, part.value), notes, scan=part.place))
    return _once(found)


def _certificates(stand: Stand) -> list[Row]:
    """One row for each flag of each paper: its certificates, or that it has none; and one for each that was read and waits for its papers."""
    found, read = [], stand.passage.values("certificate")
    for number, overlay in stand.gathered.papers.items():
        for fact, state in overlay.items():
            if fact.startswith("goods.") and state != "none":
                flag = fact.partition(".")[2]
                known = [str(row["number"]) for row in stand.told.certificates.get(number, ()) if row["kind"] == flag]
                seen = {certificates.standing(each, (flag,)) for each in known}
                strange = (Say("certificate.format"),) if "unlike" in seen else (Say("certificate.format-unverified"),) if state == "met" and "unverified" in seen else ()
                shown = (Say("certificate.shown"),) if set(known) & set(read) else ()
                notes = (Say("flag." + flag), Say("certificate." + _said(stand, fact, state, known)), *strange, *shown)
                found.append(Row("certificate", "ok" if state == "met" else "bad", ", ".join(known) or "–", notes))
    if not read:
        return found
    told = {row["number"] for several in stand.told.certificates.values() for row in several}
    return found + _once([Row("certificate", "open", part.value, (Say("certificate.waits"),), scan=part.place) for part in stand.passage.parts if part.kind == "certificate" and part.value not in told])


def _said(stand: Stand, fact: str, state: str, known: list[str]) -> str:
    """What is out of date to the rules may not be in force yet."""
    found = str(stand.gathered.details.get(fact, {}).get("found", "")) if state == "expired" else ""
    return goods.worst(", ".join(each for each in found.split(", ") if each.rpartition(" ")[0] in known)) if found else state


def _containers(stand: Stand) -> list[Row]:
    strange = foreign(stand.passage, stand.told)
    judged = stand.gathered.common["container.match"] != "none"
    found = []
    for part in stand.passage.parts:
        if part.kind == "container":
            extra = judged and part.value in strange
            notes = (Say("row.container-extra"),) if extra else ()
            found.append(Row("container", "bad" if extra else "ok" if judged else "unsure", codes.group("container", part.value), notes, scan=part.place))
    return _once(found)


def _seals(stand: Stand) -> list[Row]:
    sealing = seals.check(stand.passage, stand.told)
    found = []
    for read in stand.passage.seals:
        match = sealing.matches.get(read.place)
        if codes.fold_seal(read.number) in {codes.fold_seal(number) for number in stand.passage.removed}:
            found.append(Row("seal", "none", read.number, (Say("seal.removed"),), scan=read.place))
            continue
        bad = match in ("differs", "extra") or read.status in ("open", "tampered")
        mark = "bad" if bad else "unsure" if match in (None, "undeclared") or read.status == "unknown" else "ok"
        notes = (Say("seal." + read.status), Say("source." + read.source), *((Say("seal.type-again"),) if match is None else ()))
        declared = seals.nearest(read.number, tuple(seals.unread(stand.passage, stand.told))) if match == "differs" else ""
        found.append(Row("seal", mark, read.number, notes, declared, read.place))
    found += [Row("seal", "ok", number, (Say("seal.applied"),)) for number, _ in stand.passage.applied]
    return _once(found)


def _weight(stand: Stand) -> list[Row]:
    weight = stand.passage.weight
    if weight is None:
        return []
    facts = stand.gathered.common
    empty = facts["booking.goods"] == "empty"
    fact = facts["weight.empty"] if empty else facts["weight.booked"] if facts["booking.goods"] == "none" and not stand.passage.papers else facts["weight.match"]
    match = {"above": "over", "unstated": "over"}.get(fact, fact)
    mark = {"within": "ok", "over": "bad", "under": "bad"}.get(match, "unsure")
    details = stand.gathered.details.get("weight")
    notes: tuple[Say, ...] = (Say("row.not-comparable"),)
    if mark != "unsure" and details:
        expected = f"{Decimal(str(details['expected'])):,f}"
        notes = (Say("row.tare" if empty or fact == "unstated" else "row.expected", {"expected": expected, "percent": details["percent"]}),)
    notes += (Say("row.weight-old"),) if weight.old else ()
    before = [f"{Decimal(each):,f}" for each in weight.before if each != weight.value]
    notes += (Say("row.weight-twice", {"before": ", ".join(before)}),) if before else ()
    return [Row("weight", mark, f"{Decimal(weight.value):,f} kg", notes, scan=weight.place)]


def _awaited(stand: Stand) -> list[Row]:
    others = stand.told.others
    shared = [Row(part_of(number), "open", codes.group(part_of(number).replace("_", "-"), number), (Say("row.shared"),)) for number in others]
    shared += [Row("booking", "open", codes.group("booking", row["number"]), (Say("row.booked", {"time": _hour(row["from"])}), Say("booking." + row["goods"]))) for row in stand.told.open]
    return [Row(part, "open") for part in stand.gathered.waiting if part not in {row.part for row in shared}] + shared


def _hour(time: str) -> str:
    return local_time(parse_time(time)).strftime("%H:%M")


def _driver(stand: Stand) -> list[Row]:
    state = stand.gathered.common["driver.state"]
    if state == "none":
        return [Row("driver", "none", "", (Say("row.driver-none"),))]
    return [Row("driver", "ok" if state == "identified" else "unsure", "", (Say("driver." + state),))]


def _once(found: list[Row]) -> list[Row]:
    """The same value read twice is one row; a bad read is never hidden behind a good one."""
    kept: dict[tuple[str, str, str], Row] = {}
    for row in found:
        kept.setdefault((row.part, row.value, row.mark), row)
    return list(kept.values())
