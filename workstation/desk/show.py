"""From what stands in front to the card the Lane screen paints; keys and values, no words."""

from collections.abc import Mapping
from typing import Any

from workstation import codes
from workstation.desk import rows, travellers, travelling
from workstation.desk.card import About, Act, Card, Chip, Row, Say
from workstation.desk.lane import Lane
from workstation.desk.values import Stand
from workstation.passage import Passage, goods
from workstation.settings import local_time, parse_time
from workstation.words import knows, value_key

LAST = 5
CHIPS = 24
ENDS = 6
"""Last signs of the receipt by which a traveller set aside is told from the others."""
CALLS = {"weight.tare-unknown": "tare", "weight.unstated": "gross"}
"""Reasons that a telephone call answers, and the act that writes it down; every other one is `confirm`."""
"""Trucks shown aside, the oldest first: more than a screen holds, fewer than cost time at every read."""


def card(lane: Lane) -> Card:
    """The card of this moment."""
    plan = lane.last
    if lane.station.settings.profile == "parcel":
        return _parcel_card(lane)
    chips = tuple(_chip(passage, lane.station.settings.profile) for passage in lane.left_aside()[:CHIPS])
    common = {"chips": chips, "last_channels": _last(lane), "unconfirmed": unconfirmed(lane), "profile": lane.station.settings.profile, "front": lane.front}
    waiting = lane.stand.passage.alarms if lane.stand and lane.front else ()
    alarms = plan.alarms + tuple(Say("alarm-open", {"alarm": seq}) for seq, _ in waiting)
    said = {"tick": plan.tick, "stray": plan.stray, "alarms": alarms, "choices": plan.choices}
    if lane.gate is not None:
        return _gate_card(lane, {**common, **said})
    if lane.stand is None or not lane.front:
        return Card(**{"acts": _free_acts(lane), **_halted(lane), **travellers.done(plan), **common, **said})
    stand = lane.stand
    state = state_of(stand)
    traveller = travellers.of(lane, stand)
    named = travellers.state(traveller, stand) if traveller and state == "waiting" else "waiting"
    return Card(
        state=state if named == "waiting" else "traveller",
        passage=stand.passage.id,
        plate=codes.group("plate", stand.passage.plate) if stand.passage.plate else "",
        since=stand.passage.opened_at,
        channel=stand.channel if named == "waiting" else named,
        verdict=stand.passage.verdict.id if stand.passage.verdict and stand.verdict else None,
        reasons=travellers.reasons(traveller, stand) if traveller else reasons(stand),
        waiting=stand.gathered.waiting if state == "waiting" else (),
        flips=_flips(stand),
        advice=_advice(stand) if state == "verdict" else (),
        rows=travellers.rows(traveller) if traveller else rows.rows(stand),
        about=travellers.about(traveller) if traveller else _about(lane, stand),
        acts=_acts(lane, stand, state),
        held=tuple(_hold(hold) for hold in stand.passage.holds),
        slip_number=stand.passage.release.number if stand.passage.release else "",
        slip_at=stand.passage.release.at if stand.passage.release else 0,
        **common,  # type: ignore[arg-type]  # the same names as the fields of Card
        **said,  # type: ignore[arg-type]
    )


def _hold(hold: Mapping[str, Any]) -> Say:
    """Who holds this truck, and why: for a stop-now, what was found."""
    if hold.get("stop") and (rate := hold["reason"].rpartition(" · ")[2]).endswith("uSv/h"):
        # A monitor stopped it; the officer was only there.
        return Say("held.stop-dose", {"what": f"stop.{hold['stop']}", "rate": rate})
    return Say("held.stop", {"officer": hold["officer"], "what": f"stop.{hold['stop']}"}) if hold.get("stop") else Say("held.by", {"officer": hold["officer"], "reason": hold["reason"]})


def _halted(lane: Lane) -> dict[str, Any]:
    """A lane that a stop-now alarm holds is free to scan and lets nobody go: its band says so."""
    return {"reasons": (Say("lane-halted", {"stop": lane.halted}),)} if lane.halted else {}


def _parcel_card(lane: Lane) -> Card:
    from workstation.desk import parcels

    return parcels.card(lane, {"tick": lane.last.tick, "alarms": lane.last.alarms, "profile": lane.station.settings.profile})


def state_of(stand: Stand) -> str:
    """Which of the Lane screen's states this is."""
    passage = stand.passage
    if passage.release:
        return "suspended" if passage.release.suspended else "released"
    if passage.state == "left":
        return "left"
    return "waiting" if stand.verdict is None else "verdict"


def reasons(stand: Stand) -> tuple[Say, ...]:
    """The one to three facts that decided, with the values for their words."""
    if stand.verdict is None:
        return ()
    override = stand.passage.override
    if override:
        return (Say("reason.override", {"reason": override["reason"], "officer": override["cosigner"]}),)
    details = stand.gathered.details
    return tuple(reason_said(reason, details) for reason in stand.verdict.reasons)


def reason_said(reason: str, details: Mapping[str, Any]) -> Say:
    """The words of a reason with what a verdict knew of it (`details`)."""
    known = details.get(_about_what(reason))
    values: Mapping[str, object] = known if isinstance(known, Mapping) else {}
    if reason.startswith("goods."):
        return Say("reason." + reason, _certificates(values))
    never = reason.startswith("age.") and not values.get("hours")
    if reason.startswith("age.") and str(values.get("hours")).startswith("-"):
        return Say("reason.age.ahead", {"table": reason.partition(".")[2], "hours": str(values["hours"])[1:]})
    return Say("reason.age.never" if never else "reason." + reason, {"table": reason.partition(".")[2]} if never else values)


def _certificates(values: Mapping[str, object]) -> dict[str, object]:
    """Which certificates do not answer a flag, what is wrong with them, and for which papers."""
    found = str(values.get("found", ""))
    numbers = "".join(each.rsplit(" ", 1)[0] + " " for each in found.split(", ") if " " in each)
    papers = ", ".join(codes.group("declaration", number) for number in str(values.get("papers", "")).split(", "))
    return {"numbers": numbers, "state": "certificate." + goods.worst(found), "papers": papers}


def _about_what(reason: str) -> str:
    return reason if reason.startswith(("age.", "goods.")) else reason.split(".", maxsplit=1)[0]


def _flips(stand: Stand) -> tuple[Say, ...]:
    if stand.verdict is None or stand.verdict.channel in ("release", "not-customs"):
        return ()
    return tuple(Say("flip." + flip.fact, {"to": flip.to, "channel": flip.channel}) for flip in stand.verdict.flip if flip.channel in ("release", "not-customs"))[:1]


def _advice(stand: Stand) -> tuple[Say, ...]:
    """What the scorecard says, and its strongest reasons; beside the verdict, never in it."""
    if stand.advice is None:
        return ()
    if stand.advice.silent:
        where, _, reason = stand.advice.silent.partition(": ")
        return (Say("advice.silent", {"where": where, "reason": reason}),)
    share, base = (f"{float(each) * 100:.0f}" for each in (stand.advice.share, stand.advice.base))
    reasons = [Say("advice.more" if each.weight > 0 else "advice.less", {"fact": f"fact.{each.fact}" if knows(f"fact.{each.fact}") else each.fact, "value": value_key(each.fact, each.value) or each.value}) for each in stand.advice.reasons]
    return (Say("advice.share", {"share": share, "base": base}), *reasons)


def _chip(passage: Passage, profile: str) -> Chip:
    state = f"of-{passage.profile}" if passage.profile != profile else "inspecting" if passage.inspection else "held" if passage.holds else "parked"
    if state == "parked" and passage.profile == travelling.PURPOSE:
        results = {result for _, result in passage.inspections}
        state = "not-let-go" if "abnormal" in results else "inspecting" if "unfinished" in results else "inspected"
    receipts = passage.values("receipt") if passage.profile == travelling.PURPOSE else ()
    plate = codes.group("plate", passage.plate) if passage.plate else f"…{receipts[-1][-ENDS:]}" if receipts else passage.id.rpartition("/")[2]
    return Chip(passage.id, plate, state, passage.changed_at)


def _last(lane: Lane) -> tuple[str, ...]:
    # The limit is written out: SQLite plans a statement anew each time a limit is bound to it.
    found = lane.station.journal.read(f"SELECT passage, channel FROM outcome ORDER BY at DESC, seq DESC LIMIT {2 * LAST}")
    # A truck that went twice, under a new slip, is one truck.
    trucks: dict[str, str] = {}
    for passage, channel in found:
        trucks.setdefault(passage, channel)
    return tuple(trucks.values())[:LAST]


def unconfirmed(lane: Lane) -> int:
    """Slips whose paper nobody has confirmed yet."""
    ((count,),) = lane.station.journal.read("SELECT count(*) FROM slip WHERE confirmed = 0 AND voided = 0 AND passage <> ''")
    return int(count)


def _about(lane: Lane, stand: Stand) -> About:
    papers = [row for row in stand.told.papers.values() if row]
    containers = stand.passage.values("container")
    heading = " · ".join(codes.group("container", number) for number in containers[:2]) or codes.group("plate", stand.passage.plate)
    if not papers:
        return About(heading, "", ())
    row = papers[0]
    enterprise = lane.station.register.get("enterprise", row["uscc"]) or {}
    lines: list[tuple[str, str, tuple[Say, ...]]] = [("label.enterprise", str(enterprise.get("name") or row["uscc"]), _credit(stand, row["uscc"]))]
    notes = (Say("about.pieces", {"pieces": row["pieces"]}),) if row["pieces"] else ()
    lines.append(("label.goods", str(row["goods"] or ""), notes))
    if flags := goods.flags(papers):
        lines.append(("label.flags", "", tuple(Say("flag." + flag) for flag in flags)))
    if row.get("va_confirmation"):
        lines.append(("label.va", str(row["va_confirmation"]), (Say("about.until", {"day": row.get("va_valid_to") or "–"}),)))
    return About(heading, "category." + row["category"], tuple(lines))


def _credit(stand: Stand, uscc: str) -> tuple[Say, ...]:
    classes = dict.fromkeys(row["class"] for row in stand.told.credit.get(uscc, ()))
    return tuple(Say("credit." + name) for name in classes)


def _gate_card(lane: Lane, common: dict[str, object]) -> Card:
    gate = lane.gate or {}
    open_ = gate["authentic"] is None or gate["waiting"]
    channel = "release" if gate["accepted"] else "cannot-confirm" if open_ else "hold"
    said = tuple(Say(reason, {"number": gate["number"], **gate["count"]}) for reason in gate["reasons"]) or (Say("slip-authentic", {"number": gate["number"]}),)
    return Card(
        state="gate",
        channel=channel,
        plate=codes.group("plate", str(gate["vehicle"])) if gate["vehicle"] else "",
        since=lane.station.clock(),
        reasons=said,
        rows=_gate_rows(gate),
        slip_number=str(gate["number"]),
        slip_at=parse_time(str(gate["issued_at"])) if gate["issued_at"] else 0,
        acts=_free_acts(lane),
        **common,  # type: ignore[arg-type]  # the same names as the fields of Card
    )


def _gate_rows(gate: Mapping[str, Any]) -> tuple[Row, ...]:
    """What the slip says; a slip that is not authentic says nothing that may be relied on."""
    mark = "ok" if gate["accepted"] else "unsure" if gate["authentic"] else "bad"
    shown = [("slip", str(gate["number"])), ("vehicle", codes.group("plate", str(gate["vehicle"])) if gate["vehicle"] else "")]
    shown += [("container", codes.group("container", number)) for number in gate["containers"]] + [("seal", number) for number in gate["seals"]]
    shown += [(name, f"{local_time(parse_time(str(gate[at]))):%Y-%m-%d %H:%M}") for name, at in (("issued", "issued_at"), ("expires", "expires_at")) if gate[at]]
    return tuple(Row(part, mark, value) for part, value in shown if value)


def _free_acts(lane: Lane) -> tuple[Act, ...]:
    has_front = bool(lane.front)
    if lane.station.settings.profile == travelling.PURPOSE:
        return travellers.free_acts({name for name, roles in lane.station.book.roles.items() if lane.role in roles}, front=has_front)
    return (
        Act("release", "F12", enabled=False),
        Act("inspect", "F6", enabled=False),
        Act("lift", "F7", enabled="lift" in lane.station.book.roles and lane.role in lane.station.book.roles["lift"]) if has_front and lane.in_front().holds else Act("hold", "F7", enabled=False),
        Act("call-open", "F8"),
        Act("park", "F9", enabled=False),
        Act("next", "F10", enabled=has_front or lane.gate is not None),
    )


def _acts(lane: Lane, stand: Stand, state: str) -> tuple[Act, ...]:
    may = {name for name, roles in lane.station.book.roles.items() if lane.role in roles}
    if state in ("released", "suspended"):
        suspended = state == "suspended"
        return (
            Act("release", "F12", enabled=False),
            Act("reprint", "F3", enabled="reprint" in may and not suspended),
            Act("void", "F4", enabled="void" in may),
            Act("slip-confirm", "F8", enabled=bool(stand.passage.release and not stand.passage.release.confirmed)),
            Act("acknowledge", "F9") if stand.passage.alarms else Act("park", "F9", enabled=False),
            Act("next", "F10", recommended=not stand.passage.alarms),
        )
    if traveller := travellers.of(lane, stand):
        return travellers.acts(traveller, stand, may)
    if state == "left":
        return (*_free_acts(lane)[:-1], Act("next", "F10", recommended=True))
    return _open_acts(stand, state, may)


def _open_acts(stand: Stand, state: str, may: set[str]) -> tuple[Act, ...]:
    channel, held = stand.channel, bool(stand.passage.holds)
    # Whoever may confirm by phone may say a tare as well.
    call = next((call for reason, call in CALLS.items() if stand.verdict and reason in stand.verdict.reasons), "confirm")
    may = may | ({*CALLS.values()} if "confirm" in may else set())
    best = {"release": "release", "machine": "inspect", "manual": "inspect", "hold": "hold", "cannot-confirm": call, "not-customs": "leave"}
    advised = "" if held else best.get(channel, "") if state == "verdict" else "park"
    inspecting = bool(stand.passage.inspection)
    names = [
        ("release", "F12", channel == "release" and not held and not inspecting),
        ("inspect", "F6", not held),
        ("lift" if held else "hold", "F7", True),
        (call if channel == "cannot-confirm" else "call-open", "F8", True),
        # What a ledger lacks no officer decides otherwise.
        *((("override", "F11", not stand.told.short),) if state == "verdict" and channel not in ("release", "not-customs") else ()),
        ("park", "F9", True),
        ("leave", "F10", not held) if channel == "not-customs" else ("next", "F10", True),
    ]
    always = {"override"}
    return tuple(Act(name, key, enabled and (name in may or name in always), name == advised) for name, key, enabled in names)
