"""A certificate or licence that is scanned, whatever its number looks like: it is read for the truck in front, and where its papers are not here yet it waits there until they come."""

from collections.abc import Callable

from workstation.codes import Code
from workstation.desk import tables
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.values import Plan, Stand
from workstation.passage import Passage, Placed, goods
from workstation.passage.place import PAPERS
from workstation.passage.told import Row
from workstation.settings import local_day

PART = "certificate"
FROM = "consignment.certificates"
"""What the field of a form comes filled from that names certificates."""


def read(lane: Lane, text: str) -> Plan | None:
    """Into the open inspection, where one goes on and does not name it yet. None for any other text, and where none goes on."""
    row = _here(lane, text)
    return _entered(lane, row) if row else None


def put(lane: Lane, text: str, other: Placed, to: Callable[[tuple[Code, ...]], Placed]) -> Placed:
    """Where a text goes that the register tells as a certificate: to the truck in front, or to the one its papers are tied to; `other`, where it is none or rather something else.

    Its number is looked for where nothing better speaks for the text, so that an ordinary scan costs no read.
    """
    if lane.station.settings.profile != "goods" or (lane.front and lane.open_front() is None):
        return other
    weak = other.code is None or other.guessed or other.passage is None
    row = _here(lane, text) or (_known(lane, text) if weak else None)
    return to((Code(PART, row["number"]),)) if row else other


def says(lane: Lane, read: Placed) -> tuple[Say, ...]:
    """Of a certificate how it stands, or for which papers it waits; of papers the certificates that waited for them."""
    if read.code is None or read.part not in (PART, *PAPERS):
        return ()
    passage = lane.passage(read.passage) if read.passage else None
    numbers = (read.code.value,) if read.part == PART else passage.values(PART) if passage else ()
    rows = [row for row in (lane.station.register.get("certificate", number) for number in numbers) if row and (read.part == PART or row["papers"] == read.code.value)]
    return tuple(_says(lane, row, waits=read.part == PART and not _has(passage, row["papers"])) for row in rows)


def _says(lane: Lane, row: Row, *, waits: bool) -> Say:
    return Say("certificate-waits", {"number": row["number"], "papers": row["papers"]}) if waits else Say("certificate-read", {"number": row["number"], "state": _state(lane, row)})


def _has(passage: Passage | None, papers: str) -> bool:
    return passage is not None and papers in passage.papers


def of_others(lane: Lane, text: str) -> tuple[Say, ...]:
    """What is said of one the register tells for papers that are not in front; () where it knows no such number."""
    row = _known(lane, text)
    return (Say("certificate-of", {"number": row["number"], "papers": row["papers"]}),) if row else ()


def _known(lane: Lane, text: str) -> Row | None:
    get = lane.station.register.get
    if not text.strip().isprintable():
        # Half a surrogate pair, say, which no register holds.
        return None
    return get("certificate", text.strip()) or get("certificate", goods.as_compared(text))


def _here(lane: Lane, text: str) -> Row | None:
    """One the register tells for papers of the truck in front; from memory."""
    stand = lane.stand
    return _told(stand, text) if stand and stand.told.certificates and lane.open_front() else None


def _told(stand: Stand, text: str) -> Row | None:
    told, wanted = stand.told, goods.as_compared(text)
    found = next((row for several in told.certificates.values() for row in several if goods.as_compared(row["number"]) == wanted), None)
    # The same number may be something else of this truck: that it is first.
    others = {*told.papers, *told.others, *told.containers, *(row["number"] for several in told.seals.values() for row in several)}
    return found if found and found["number"] not in others else None


def _entered(lane: Lane, row: Row) -> Plan | None:
    from workstation.desk.acts import inspecting
    from workstation.inspection import forms

    number, inspection = row["number"], lane.open_inspection(lane.in_front())
    form = forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station)) if inspection else None
    name = next((each.id for each in form.fields if each.prefill == FROM), "") if form else ""
    so_far = inspection.fields.get(name, "") if inspection else ""
    if not name:
        return None
    if goods.names(so_far, number):
        return Plan(tick="read", alarms=(_says(lane, row, waits=False),))
    plan = inspecting.set_field(lane, {"field": name, "value": number if so_far in ("", "-") else f"{so_far}; {number}"})
    return Plan(plan.drafts, tick="read", alarms=(*plan.alarms, Say("certificate-entered", {"number": number})))


def _state(lane: Lane, row: Row) -> str:
    return "certificate." + goods.of_certificate(row, local_day(lane.station.clock()).isoformat())
