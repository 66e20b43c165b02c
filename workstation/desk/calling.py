"""Calls that open and are answered by themselves, in the same transaction as what causes them; and what every screen shows of calls."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from workstation.calls import call as calls
from workstation.calls.call import Call
from workstation.calls.rules import MINUTE, OWNER, STOP, UNKNOWN, Cause, Level, Rules, rules
from workstation.desk import gathering, ledgers, owners, tables
from workstation.desk.lane import Lane
from workstation.desk.values import Plan, beside
from workstation.journal import Draft, Event
from workstation.passage import Passage, unanswered
from workstation.risk import risks
from workstation.words import Refused

NOTICED = frozenset({
    "hold.placed", "hold.lifted", "release.suspended", "release.restored", "slip.voided", "alarm.raised", "inspection.closed", "passage.closed", "verdict.given",
    "code.scanned", "call.opened", "seal.verified", "parcel.judged", "parcel.settled",
})
"""Kinds of event looked at; a test holds them together with `calls.toml`."""

READ = ("code.scanned", "scan.repeated")
LETS_GO = ("release", "override", "parcel")
"""Acts whose refusal for want of a ledger is somebody's business."""


@dataclass(frozen=True)
class Shown:
    """A call with what a person calls the thing it is about: a plate where it is a truck; `order`: of a stop-now alarm all its calls as people are called;
    `standing`: of the parcels it lists, those that are stopped still. `offered`: the acts on it the officer at the desk may do; `only_for`: the roles that alone answer it. `seconded`: of the acts those that one beside him signs; `proofs`: what an answer may rest on.
    """

    call: Call
    plate: str
    order: tuple[Call, ...] = ()
    standing: tuple[str, ...] = ()
    offered: frozenset[str] = frozenset()
    only_for: tuple[str, ...] = ()
    seconded: frozenset[str] = frozenset()
    proofs: tuple[str, ...] = ()


def complete(lane: Lane, drafts: list[Draft], head: int) -> list[Draft]:
    """The drafts with the calls they open and the answers they are; every call is named by the place its opening will have."""
    drafts = [*drafts, *_on_traveller(lane, drafts)]
    if not any(draft.kind in NOTICED and _matters(lane, draft) for draft in drafts):
        return drafts
    grown = list(drafts)
    for place, draft in enumerate(drafts, 1):
        if draft.kind in NOTICED and draft.kind != "call.opened" and _matters(lane, draft):
            grown += _follow(lane, draft, f"{lane.station.journal.station}/{head + place}", grown)
    return [_named(lane, draft, head + place) for place, draft in enumerate(grown, 1)]


def _on_traveller(lane: Lane, drafts: Iterable[Draft]) -> list[Draft]:
    """The call of each instruction on the traveller just read that no inspection has answered, once while it stands unanswered; as a verdict opens it for a truck. He has been judged for this by now."""
    stand = lane.stand
    if stand is None or stand.passage.profile != "traveller" or not stand.told.instructions or not any(draft.kind in READ and draft.subject == stand.passage.id for draft in drafts):
        return []
    live = unanswered(stand.passage, stand.told)
    sorts = [each.sort for each in tables.calls(lane.station).of_event("verdict.given") if "instruction" in each.where] if live else []
    return [draft for row in live for sort in sorts for draft in opening(lane, sort, stand.passage.id, {"ref": row["number"]})]


def _matters(lane: Lane, draft: Draft) -> bool:
    """Whether an event has to do with calls at all, by what is in memory: an ordinary truck costs no read."""
    if draft.kind in ("code.scanned", "seal.verified"):
        # On a belt a label that is no parcel is sorted out there.
        return not draft.subject and lane.station.settings.profile != "parcel"
    if draft.kind == "parcel.judged":
        return bool(draft.body["channel"] != "release") or gathering.listed(lane, draft.subject)
    if draft.kind == "verdict.given":
        return bool(causes(lane, draft))
    if draft.kind == "passage.closed":
        passage = lane.passages.get(draft.subject)
        return passage is None or passage.profile == "traveller" or bool(passage.holds) or _spoken_against(passage)
    return True


def _spoken_against(passage: Passage) -> bool:
    details = passage.verdict.body["details"] if passage.verdict is not None else {}
    return "instruction" in details or "ledger" in details


def causes(lane: Lane, draft: Draft) -> list[Cause]:
    """The rows of the table an event fits: of those without `where` the first, of those with it every one."""
    if draft.kind == "parcel.judged" and draft.body["channel"] == "release":
        return []
    rows = [each for each in tables.calls(lane.station).of_event(draft.kind) if each.reason in ("", draft.body.get("reason", ""))]
    plain = [each for each in rows if not each.where][:1]
    return plain + [each for each in rows if each.where and all(set(values) & (_by(lane, draft) if name == "by" else said(draft, name)) for name, values in each.where.items())]


def said(draft: Draft, name: str) -> set[str]:
    """What an event says of `subject`, of a field of its body, or, a verdict, of a fact for every paper."""
    if name == "subject":
        return {draft.subject}
    if name in draft.body:
        return {str(draft.body[name])}
    told = [draft.body.get("facts") or {}, *(draft.body.get("cases") or {}).values()]
    return {str(facts[name]) for facts in told if name in facts}


def _by(lane: Lane, draft: Draft) -> set[str]:
    """What stopped a parcel: `instruction`, and the kinds of risk of the rules that decided."""
    body = draft.body
    return {*(["instruction"] if body.get("instructions") else []), *risks(lane.station.book, body["channel"], body["fired"])}


def _follow(lane: Lane, draft: Draft, name: str, so_far: Iterable[Draft]) -> list[Draft]:
    """What one event opens and answers."""
    book, found = tables.calls(lane.station), list[Draft]()
    if kind := draft.body.get("stop"):
        found += tree(lane, kind, draft.subject, name, so_far)
    else:
        found += [each for cause in causes(lane, draft) for each in _opened(lane, draft, cause, name)]
    # A parcel that the rules let go when it is read again is as good as settled.
    over = "parcel.settled" if draft.kind == "parcel.judged" and draft.body["channel"] == "release" else draft.kind
    if sorts := book.ended_by(over):
        ended = [call.id for call in calls.about(lane.station.journal, draft.subject, sorts) if call.answered_at is None]
        ended += gathering.ended(lane, draft.subject, sorts) if over == "parcel.settled" else []
        done = {each.subject for each in so_far if each.kind == "call.answered"}
        found += [Draft("call.answered", each, {"proof": "event", "ref": name, "automatic": True}) for each in ended if each not in done]
    return found


def _opened(lane: Lane, draft: Draft, cause: Cause, name: str) -> list[Draft]:
    if not cause.sort:
        return []
    about, several = _told(lane, draft, cause)
    if cause.gathers:
        about, several = lane.station.settings.lane, [{**told, "item": about} for told in several]
    return [each for told in several for each in opening(lane, cause.sort, about, {**told, "cause": name})]


def _told(lane: Lane, draft: Draft, cause: Cause) -> tuple[str, list[dict[str, str]]]:
    """(what the calls of an event are about, what each of them says)."""
    body, about = draft.body, draft.subject
    details = body.get("details") or {}
    if draft.kind == "seal.verified":
        return body["seal"], [{"ref": body["status"]}]
    if draft.kind == "parcel.judged" and "by" in cause.where:
        return about, [{"ref": number} for number in body.get("instructions") or [""]]
    if draft.kind == "code.scanned":
        return lane.station.settings.lane, [{"ref": body["value"]}]
    if draft.kind == "verdict.given" and "instruction" in cause.where:
        # Told by phone it has no number.
        return about, [{"ref": number} for number in details.get("instruction", {}).get("numbers") or [""]]
    if draft.kind in ("verdict.given", "parcel.judged"):
        short = details.get("ledger", {})
        return about, [{"ref": str(short.get("ledger", "")), "words": _lacking(short)}]
    words = {"words": body.get("text") or details.get("text") or body["reason"], "owner": body.get("owner") or ""}
    return about, [{**words, "ref": body.get("instruction") or details.get("number") or details.get("after") or ""}]


def of_refusal(do: Callable[[Callable[[Lane], Plan]], Any], lane: Lane, asked: Mapping[str, Any], refusal: Refused) -> tuple[Event, ...]:
    """What a refused release makes somebody's business: the call that a verdict of the same ledger would open, once."""
    state = ledgers.STATES.get(refusal.key, "")
    if asked.get("act") not in LETS_GO or not state:
        return ()
    sorts = [each.sort for each in tables.calls(lane.station).of_event("verdict.given") if state in each.where.get("papers.ledger", ())]
    said = {"ref": str(refusal.values["ledger"]), "words": _lacking(refusal.values)}
    # A belt has one call for each ledger (`gathers`): the same ledger is not called for a second time by another name.
    about = lane.station.settings.lane if asked["act"] == "parcel" else lane.front or said["ref"]
    drafts = [draft for sort in sorts for draft in opening(lane, sort, about, said)]
    return tuple(do(lambda lane: beside(lane.last, tuple(drafts), {})).events) if drafts else ()


def _lacking(short: Mapping[str, Any]) -> str:
    """What a ledger lacks: its figures, or the last day of its guarantee."""
    if until := short.get("until"):
        return str(until)
    return "{line}: {asked} > {left} {unit}".format(**{"line": "", "asked": "", "left": "", "unit": "", **short})


def opening(lane: Lane, sort: str, about: str, said: Mapping[str, str]) -> list[Draft]:
    """The draft of one call, or none where the sort is opened once and the same stands unanswered. Its subject is set by `complete`."""
    row = tables.calls(lane.station).find(sort)
    ref = said.get("ref", "")
    if "item" in said and (joined := gathering.joining(lane, sort, said)) is not None:
        return joined
    if row.once and any(call.answered_at is None for call in calls.about(lane.station.journal, about, (sort,), ref)):
        return []
    body = {"sort": sort, "about": about, "urgency": row.urgency, "levels": _levels(lane, row.levels), "owner": said.get("owner") or _owner(row.levels[0])}
    listed = {"items": [said["item"]]} if "item" in said else {}
    return [Draft("call.opened", "", body | listed | {name: said[name] for name in ("words", "ref", "cause") if said.get(name)})]


def tree(lane: Lane, kind: str, about: str, cause: str, so_far: Iterable[Draft] = ()) -> list[Draft]:
    """The calls of a stop-now alarm in their order; what is being asked about this truck already is not asked again."""
    # What everybody does for the lane itself is not asked once more for each truck that comes to it.
    standing = {call.words for subject in (about, lane.station.settings.lane) for call in calls.about(lane.station.journal, subject, (STOP,))}
    standing |= {str(each.body["words"]) for each in so_far if each.kind == "call.opened" and each.body["sort"] == STOP and each.body["about"] == lane.station.settings.lane}
    sort = tables.calls(lane.station).find(STOP)
    return [
        Draft("call.opened", "", {
            "sort": STOP, "about": about, "urgency": sort.urgency, "levels": _levels(lane, carried(level, sort.levels)), "owner": level.to, "words": level.words, "tree": kind, "place": place,
            **({"cause": cause} if cause else {}),
        })
        for place, level in enumerate(tables.calls(lane.station).tree(kind), 1)
        if level.words not in standing
    ]


def carried(first: Level, further: Sequence[Level]) -> tuple[Level, ...]:
    """Who must answer a call of a tree, and to whom it goes when he does not: the levels of the sort that stand above him, counted from his own time."""
    names = [level.to for level in further]
    above = further[names.index(first.to) + 1 :] if first.to in names else further
    return (first, *(replace(level, minutes=first.minutes + level.minutes) for level in above))


def _levels(lane: Lane, levels: Sequence[Level]) -> list[dict[str, Any]]:
    now = lane.station.clock()
    return [{"to": level.to, "by": now + level.minutes * MINUTE} for level in levels]


def _owner(level: Level) -> str:
    return "" if level.to == OWNER else level.to


def _named(lane: Lane, draft: Draft, seq: int) -> Draft:
    return Draft(draft.kind, f"{lane.station.journal.station}/{seq}", draft.body) if draft.kind == "call.opened" and not draft.subject else draft


def shown(lane: Lane, found: Iterable[Call]) -> list[Shown]:
    """Calls with the plates of the trucks they are about."""
    several = list(found)
    about = list(dict.fromkeys(call.about for call in several))
    marks = ", ".join("?" * len(about))
    rows = lane.station.journal.read(f"SELECT passage, value FROM part WHERE passage IN ({marks}) AND kind = 'vehicle' AND moved = 0 ORDER BY at DESC", about) if about else []
    plates = dict(rows)
    orders = {name: calls.alarm(lane.station.journal, name) for name in dict.fromkeys(call.about for call in several if call.stop and not call.done)}
    stand = gathering.standing(lane, several)
    return [Shown(call, plates.get(call.about, ""), orders.get(call.about, ()) if call.stop else (), stand.get(call.id, ()), *_done(lane, call)) for call in several]


def _done(lane: Lane, call: Call) -> tuple[frozenset[str], tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """(acts offered, who alone answers, acts somebody beside him signs, proofs an answer takes)."""
    book = tables.calls(lane.station)
    return owners.offered(lane, call), owners.only_for(lane, call), owners.seconded(lane, call), book.proofs(call.sort, call.tree, call.words) if call.sort in book.sorts else ()


@dataclass(frozen=True)
class Stopped:
    """A stop-now alarm that is not over: about what, what was found last and in all (`kinds`), how many of its calls are not closed, and whom to call next (None: everybody answered)."""

    about: str
    kind: str
    plate: str
    count: int
    coming: Call | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """What every screen shows: the oldest call without an answer, how many there are, and stop-now alarms; `now` in UTC ms; `rules`: those that count."""

    now: int
    oldest: Shown | None = None
    count: int = 0
    stops: tuple[Stopped, ...] = ()
    rules: Rules = field(default_factory=rules)


def waiting(lane: Lane) -> Waiting:
    """As of now."""
    first, count = calls.oldest(lane.station.journal)
    open_stops = calls.stops(lane.station.journal)
    found = shown(lane, [*([first] if first else []), *(each[0] for each in open_stops)])
    stops = tuple(Stopped(each.call.about, each.call.tree, each.plate, number, calls.following(each.order), _kinds(each)) for each, (_, number) in zip(found[len(found) - len(open_stops) :], open_stops, strict=True))
    return Waiting(lane.station.clock(), found[0] if first else None, count, stops, tables.calls(lane.station))


def _kinds(alarm: Shown) -> tuple[str, ...]:
    """Everything that was found and is not over, in the order of the calls; `unknown` only where nobody said more."""
    trees = dict.fromkeys(call.tree for call in alarm.order if not call.done)
    return tuple(each for each in trees if each != UNKNOWN) or (alarm.call.tree,)


@dataclass(frozen=True)
class Board:
    """The Calls page: as of `now` (UTC ms) the calls that are not closed, the most urgent first, at most `calls.MOST` of them; how many there are in truth."""

    now: int
    calls: tuple[Shown, ...] = ()
    waiting: int = 0
    answered: int = 0


def board(lane: Lane) -> Board:
    """As of now."""
    now, journal = lane.station.clock(), lane.station.journal
    return Board(now, tuple(shown(lane, calls.open_calls(journal, now))), *calls.count_open(journal))
