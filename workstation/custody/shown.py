"""A chain as keys and values for the window, and as the JSON of `port-officer custody`."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from workstation import codes
from workstation.custody.boxes import Hop
from workstation.custody.chain import Chain
from workstation.custody.values import TOLD_BY_REGISTER, Clash, Step
from workstation.settings import local_time, parse_time, show_time
from workstation.words import knows, say

KINDS = {"vehicle": "plate", "trailer": "plate"}
"""Part of a truck -> kind of code, for grouping its signs."""


def step_words(step: Step) -> tuple[str, Mapping[str, str]]:
    """Key and values of one step: `custody.step.KIND`, with value, container, status (words: `custody.status.STATUS`), off, reason … ('' where it has none)."""
    shown = codes.group(KINDS.get(step.part, step.part), step.value)
    values = {"value": shown, "container": step.container, "status": step.status, "off": step.off, **{name: step.values.get(name, "") for name in SAID}}
    key = "custody.step." + step.what
    return (key + ".sealed" if step.what == TOLD_BY_REGISTER and values["seal"] else key), values


SAID = ("reason", "channel", "number", "form", "result", "accepted", "cosigner", "position", "papers", "seal", "label")


def step_said(step: Step, lang: str) -> str:
    """One step in words: its reason, result and state too, wherever they are keys."""
    key, values = step_words(step)
    meant = {name: _meant(name, text, lang) for name, text in values.items()}
    return " ".join(say(key, lang, **meant).split())


def _meant(name: str, text: str, lang: str) -> str:
    if name == "label":
        return " ".join(_element(ai, each, lang) for ai, each in ELEMENT.findall(text))
    kind, _, rest = text.removeprefix("stop-now: ").partition(" · ")
    if name == "reason" and text.startswith("stop-now: ") and knows(f"stop.{kind}"):
        return f"{say('custody.why.stop-now', lang)} {say(f'stop.{kind}', lang)} {rest}"
    key = {"reason": "custody.why.", "status": "custody.status.", "result": "custody.result.", "accepted": "custody.accepted.", "form": "custody.form."}.get(name, "") + text
    return say(key, lang) if text and key != text and knows(key) else text


ELEMENT = re.compile(r"\(([0-9]{2,4})\)([^()]+)")
WEIGHTS = ("310", "330")
"""Identifiers of kilograms; a fourth digit says how many of theirs stand behind the point (GS1 General Specifications 3.6.2)."""
DAYS = ("11", "12", "13", "15", "16", "17")
"""Identifiers of days, YYMMDD; day 00 is the whole month (3.4)."""


def _element(ai: str, text: str, lang: str) -> str:
    """One element of a label in words; of an identifier without words as it is printed."""
    key = ai[:3] if ai[:3] in WEIGHTS else ai
    if not text.isdecimal() and key in (*WEIGHTS, *DAYS):
        return f"({ai}){text}"
    if key in WEIGHTS and ai[3:]:
        text = str(Decimal(text).scaleb(-int(ai[3])))
    elif key in DAYS:
        text = "-".join(filter(None, (f"20{text[:2]}", text[2:4], text[4:6].replace("00", ""))))
    return say(f"custody.label.{key}", lang, value=text) if knows(f"custody.label.{key}") else f"({ai}){text}"


def journey_said(row: Mapping[str, Any], lang: str) -> str:
    """A registered journey of a lock: what it closes, its ports, its window (Asia/Shanghai)."""
    begins, ends = (f"{local_time(parse_time(row[name])):%m-%d %H:%M}" for name in ("begins", "ends"))
    way = " → ".join((row["from"], *(row["route"] or ()), row["to"]))
    return say("custody.lock.journey", lang, container=codes.group("container", row["container"]), way=way, begins=begins, ends=ends)


def clash_words(clash: Clash) -> tuple[str, Mapping[str, str]]:
    """Key and values of a clash: `custody.clash.WHAT`."""
    return "custody.clash." + clash.what, {"item": clash.item, **clash.values}


def as_map(chain: Chain, lang: str) -> dict[str, Any]:
    """`{"kind", "value", "steps", "impossible", "gaps", "box", "lock", "document", "more", "hops", "lock_route"}`; every step and clash with its words.

    A step names its `source`: journal (`event` names it), or register for what only a pack tells (`event` is null, as it is where a clash names it).
    """
    return {
        "kind": chain.kind,
        "value": chain.value,
        "steps": [_step(step, lang) for step in chain.steps],
        "impossible": [_clash(clash, lang) for clash in chain.impossible],
        "gaps": [_clash(clash, lang) for clash in chain.gaps],
        "box": chain.box or None,
        "lock": asdict(chain.lock) | {"good": chain.lock.good} if chain.lock else None,
        "document": asdict(chain.document) if chain.document else None,
        "more": chain.more,
        "hops": [_hop(each) for each in chain.hops],
        "lock_route": [{name: each for name, each in row.items() if each is not None} for row in chain.routes],
    }


def head(chain: Chain, lang: str, most: int = 5) -> dict[str, Any]:
    """What a look-up shows of it: the newest steps and everything that cannot be."""
    whole = as_map(chain, lang)
    return {"steps": whole["steps"][-most:], "impossible": whole["impossible"], "gaps": whole["gaps"], "box": whole["box"], "more": chain.more + max(len(chain.steps) - most, 0)}


def _step(step: Step, lang: str) -> dict[str, Any]:
    told = step.told
    found = {"at": show_time(step.at), "event": _event(step), "source": "register" if told else "journal", "place": "-".join(filter(None, step.place)), "what": step.what}
    return found | {"words": step_said(step, lang), "value": step.value, "container": step.container, "status": step.status, "officer": step.officer, "passage": step.passage} | ({name: step.values[name] for name in ("number", "papers", "result")} if told else {})


def _event(step: Step) -> list[Any] | None:
    """The event of a step; None for what only the register tells."""
    return None if step.told else [step.station, step.seq]


def _hop(hop: Hop) -> dict[str, Any]:
    ends = {name: _event(step) for name, step in (("first", hop.first), ("second", hop.second))}
    return {**ends, "state": hop.state, "went": list(hop.went), "came": list(hop.came), "found": dict(hop.found), "mode": hop.mode or None, "leg": hop.leg or None}


def _clash(clash: Clash, lang: str) -> dict[str, Any]:
    key, values = clash_words(clash)
    pair = {name: _event(step) for name, step in (("first", clash.first), ("second", clash.second))}
    return {"what": clash.what, "item": clash.item, **pair, "words": say(key, lang, **values), "values": dict(clash.values), "risk": clash.risk}
