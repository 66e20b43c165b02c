"""Which words and colours a call has on the screens."""

from collections.abc import Mapping
from typing import Any

from ui.window.lane.wording import clock_time
from ui.window.theme import Look
from workstation import codes
from workstation.calls.call import Call, Step
from workstation.calls.rules import STOP
from workstation.calls.shown import what, who
from workstation.desk.calling import Shown

__all__ = ["about", "span", "steps", "title", "tone", "until", "what", "who"]


def span(ms: int, look: Look) -> str:
    """A stretch of time in the one unit a person would use."""
    seconds = max(0, ms) // 1000
    for least, unit, name in ((172_800, 86_400, "days"), (7_200, 3_600, "hours"), (60, 60, "minutes")):
        if seconds >= least:
            return look.say(f"call.{name}", n=seconds // unit)
    return look.say("call.seconds", n=seconds)


def until(call: Call, now: int, look: Look) -> str:
    """What is left of the promise, or by how much it is missed."""
    late = call.late(now)
    if late or call.answered_at is not None:
        return look.say("call.late", n=span(late, look)) if late else ""
    return look.say("call.left", n=span(call.due - now, look))


def tone(call: Call, now: int) -> str:
    """`stop` | `late` | `soon` (the last quarter of its time) | `quiet`."""
    if call.answered_at is not None:
        return "quiet"
    if call.stop:
        return "stop"
    return "late" if call.late(now) else "soon" if (call.due - now) * 4 < call.due - call.at else "quiet"


def about(shown: Shown, look: Look) -> str:
    """What the call is about, as people read it: the plate of a truck, a lane, a grouped code."""
    call = shown.call
    if shown.plate:
        return codes.group("plate", shown.plate)
    if "/" in call.about:
        return call.about.rpartition("/")[2]
    return look.say("top.lane", lane=call.about) if len(call.about) == 2 and call.about.isdigit() else call.about


def title(call: Call, look: Look) -> str:
    """Its kind; of a stop-now alarm also what was found."""
    words = look.say(f"call.sort.{call.sort}")
    return f"{words} · {look.say(f'stop.{call.tree}')}" if call.sort == STOP else words


def steps(call: Call, look: Look) -> list[tuple[str, str]]:
    """(time, words) of everything that happened, the opening first."""
    told = [(clock_time(call.at), look.say("call.step.opened", officer=call.officer))]
    return told + [(clock_time(step.at), _step(step, look)) for step in call.steps]


def _step(step: Step, look: Look) -> str:
    body: Mapping[str, Any] = step.body
    values = {name: str(body.get(name) or "") for name in ("reason", "words")}
    values |= {"officer": step.officer, "to": who(str(body.get("to") or ""), look.lang), "code": look.say(f"call.code.{body.get('code')}"), "proof": _proof(body, look)}
    words = look.say(f"call.step.{step.what}", **values).replace(":  · ", ": ").replace(": · ", ":").strip()
    return words + (look.say("call.withdrawn") if step.withdrawn else look.say("call.corrected") if step.corrected else "")


def _proof(body: Mapping[str, Any], look: Look) -> str:
    if body.get("proof") == "photo":
        return look.say("call.proof.photo", ref=str(body["sha256"])[:8])
    ref = str(body.get("ref") or "")
    return look.say(f"call.proof.{body.get('proof', 'words')}", ref=ref.rpartition("/")[2] if body.get("proof") == "event" else ref)
