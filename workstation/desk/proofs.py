"""What proves the answer to a call: an event younger than the call, a code or a photo, each of what the call is about; everything else is refused."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from workstation import codes
from workstation.calls.call import Call
from workstation.calls.rules import GONE, SAME, Sort
from workstation.codes import fold_seal
from workstation.desk import photos, standing, tables, written
from workstation.desk.lane import Lane
from workstation.journal import Event, parse
from workstation.words import Choices, Refused

THINGS = ("vehicle", "trailer", "container")
"""Parts of a truck that events name which are not about a passage."""
REFERS = ("instruction", "suspended", "next-port", "account", "guarantee", "parcel", "stray")
"""Sorts whose reference names something: an instruction, a ledger, the code of a stray scan."""


def event(lane: Lane, call: Call, sort: Sort, name: str) -> dict[str, Any]:
    """The event (`station/seq`, or a seq of this station). Refused `call-proof-unknown`, `call-proof-before`, `call-proof-kind`, `call-proof-other`, `call-proof-stands`."""
    station, _, seq = name.rpartition("/")
    here = station or lane.station.journal.station
    rows = lane.station.journal.read("SELECT bytes FROM event WHERE station = ? AND seq = ?", (here, int(seq))) if seq.isascii() and seq.isdigit() and len(seq) < 16 else []
    if not rows:
        raise Refused("call-proof-unknown", event=name[:60])
    found = parse(rows[0][0])
    if not call.precedes(found):
        raise Refused("call-proof-before", event=found.seq, call=call.number)
    about = sort.events.get(found.kind)
    if about is None:
        raise Refused("call-proof-kind", event=found.seq, why=f"event.{found.kind}", sort=f"call.sort.{call.sort}")
    if about == SAME and not _about(lane, call, found):
        raise Refused("call-proof-other", event=found.seq, why=f"event.{found.kind}", call=call.number)
    if about == GONE and not standing.gone(lane, call):
        raise Refused("call-proof-stands", event=found.seq, why=f"call.stands.{standing.why_not(call)}", matter=call.ref)
    return {"ref": f"{here}/{int(seq)}"}


def _about(lane: Lane, call: Call, found: Event) -> bool:
    """Whether an event is about what a call is about: the same passage, item, enterprise or lane."""
    lane_itself = lane.station.settings.lane
    named = {found.subject, *_texts(found.body)} - {"", lane_itself}
    if "scan_seq" in found.body:
        named.add(f"{found.body['scan_station']}/{found.body['scan_seq']}")
    wanted = {call.cause, *_names(call)} - {"", lane_itself}
    if _is_passage(lane, found.subject):
        return not (named | _read(lane, found.subject)).isdisjoint(wanted)
    if _is_passage(lane, call.about):
        return not named.isdisjoint(wanted | _read(lane, call.about, THINGS))
    if call.about == lane_itself and not (call.ref or call.items):
        return found.station == call.id.rpartition("/")[0] and found.subject in ("", lane_itself)
    return not named.isdisjoint(wanted)


def _names(call: Call) -> set[str]:
    """What a call is about, by name; its reference where that is a name: of a lock it is what the lock said, of a verdict judged again the channel."""
    return {call.about, *call.items} | ({call.ref} if call.sort in REFERS else set())


def scan(lane: Lane, call: Call, text: str) -> dict[str, Any]:
    """A code that was read; a person's is kept as a pseudonym. Refused `call-scan-unknown`, `call-scan-other`, `text-names-person`."""
    told = [(code, lane.station.person_of(code.kind, code.value)[0] if code.kind in codes.PERSON_KINDS else code.value) for code in codes.recognise(text).candidates]
    known = _names(call) | (_read(lane, call.about) if _is_passage(lane, call.about) else set())
    folded = {fold_seal(each) for each in known if each}
    fitting = [each for each in told if fold_seal(each[1]) in folded]
    if not fitting and _is_anything(lane, call):
        fitting = [each for each in told if each[0].kind not in codes.SHAPELESS]
        told = fitting
    if not fitting:
        raise Refused("call-scan-other" if told else "call-scan-unknown", call=call.number)
    code, value = fitting[0]
    if value == code.value and written.names_person(lane.station, value):
        raise Refused("text-names-person", field="scan")
    return {"sort": code.kind, "ref": value}


def _is_anything(lane: Lane, call: Call) -> bool:
    """Whether no code could be of what a call is about: the lane itself, or something that was only told in words."""
    if call.items or call.about.startswith("p:") or _is_passage(lane, call.about):
        return False
    shaped = any(code.kind not in codes.SHAPELESS for code in codes.recognise(call.about).candidates)
    return call.about == lane.station.settings.lane or not (shaped or call.cause)


def _read(lane: Lane, name: str, kinds: Collection[str] = ()) -> set[str]:
    """What was read of a truck (of these kinds of part, or of all), its seals and the number of its slip."""
    passage = lane.passage(name)
    found = {part.value for part in passage.parts if not kinds or part.kind in kinds} | {seal.number for seal in passage.seals}
    return found | ({passage.release.number} if passage.release else set())


def _is_passage(lane: Lane, name: str) -> bool:
    return bool(name) and (name in lane.passages or bool(lane.station.journal.read("SELECT 1 FROM stay WHERE passage = ?", (name,))))


def _texts(value: object) -> Iterator[str]:
    """Every text of a body, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def told(lane: Lane, call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Who was told by which telephone (named, or the only one), as `call.told` says it. Refused `call-telephone-unknown`, `call-told-whom`."""
    book, whom = tables.calls(lane.station), " ".join(str(fields.get("whom") or "").split())
    known = book.telephones(call.sort, call.tree, call.words)
    name = str(fields.get("telephone") or "").strip() or (known[0] if len(known) == 1 else "")
    if name not in known:
        raise Refused("call-telephone-unknown", call=call.number, telephone=name[:40], known=Choices(known, "telephone."))
    if not whom:
        raise Refused("call-told-whom", call=call.number, telephone=f"telephone.{name}")
    number = {"number": book.lines[name]} if book.lines[name] else {}
    return {"telephone": name, **number, "whom": whom[:60], "words": fields["words"]}


def photo(lane: Lane, name: str) -> dict[str, Any]:
    """A photo that opens whole as PNG or JPEG, kept encrypted first, then bound by its hash. Refused as `photos.keep` says."""
    kept = photos.keep(lane.station, name, only_photo=True)
    return {"sha256": kept.sha256, "mime": kept.mime, "size": kept.size}
