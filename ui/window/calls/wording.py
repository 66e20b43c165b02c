"""Which words and colours a call has on the screens."""

from typing import TYPE_CHECKING, Any

from ui.window.lane.wording import clock_time
from ui.window.theme import Look
from workstation import codes
from workstation.calls.call import Call, following
from workstation.calls.rules import STOP
from workstation.calls.shown import standing, step_words, what, who
from workstation.settings import local_time
from workstation.words import knows

if TYPE_CHECKING:
    from workstation.desk.calling import Shown, Waiting

__all__ = ["about", "moment", "order", "span", "standing", "steps", "title", "tone", "until", "what", "who"]


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


def about(shown: "Shown", look: Look) -> str:
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


def moment(at: int, now: int) -> str:
    """A time of today; of another day with its day (Asia/Shanghai)."""
    day = local_time(at)
    return clock_time(at) if day.date() == local_time(now).date() else f"{day:%m-%d %H:%M}"


def only_for(shown: "Shown", look: Look) -> str:
    """Who alone may answer it; what the officer here, where he is none of them, can do meanwhile."""
    words = look.say("call.only-for", roles=look.say("call.or").join(who(each, look.lang) for each in shown.only_for))
    return words if "call-answer" not in shown.seconded else f"{words} · {look.say('call.only-for.first')}"


def steps(call: Call, now: int, look: Look) -> list[tuple[str, str]]:
    """(time, words) of everything that happened, the opening first."""
    told = [(moment(call.at, now), look.say("call.step.opened", officer=call.officer))]
    return told + [(moment(step.at, now), step_words(step, look.lang)) for step in call.steps]


def order(shown: "Shown", now: int, look: Look) -> list[tuple[str, str, bool]]:
    """(mark, words, whether it is the next one) of every call of a stop-now alarm in the order people are called."""
    coming, rows = following(shown.order), []
    for call in shown.order:
        told, answered = what(call, look.lang), next(iter(call.stands("answered")), None)
        if answered is not None:
            rows.append(("ok", look.say("call.order.done", at=moment(answered.at, now), officer=answered.officer, what=told), False))
        else:
            words = look.say("call.order.next", to=who(call.to(now), look.lang), what=told, by=moment(call.due, now))
            rows.append(("bad" if call.late(now) else "open", words, call is coming))
    return rows


def alarmed(found: "Waiting") -> dict[str, Any]:
    """What the banner says of stop-now alarms, as keys, so that it follows the language: of several every kind and truck, and whoever is to be called first of all of them."""
    kinds = tuple(dict.fromkeys(f"stop.{kind}" for each in found.stops for kind in each.kinds))
    plates = tuple(dict.fromkeys(codes.group("plate", each.plate) if each.plate else "about.lane" for each in found.stops if each.plate or "/" not in each.about))
    coming = min((each.coming for each in found.stops if each.coming), key=lambda call: call.due, default=None)
    to = coming.to(found.now) if coming else ""
    turn = {"next": "banner.stop.next", "to": f"role.{to}" if knows(f"role.{to}") else to, "what": f"stop.{coming.words}"} if coming else {"next": "banner.stop.answered", "to": "", "what": ""}
    return {"kind": _several(kinds), "plate": _several(plates), "count": sum(each.count for each in found.stops), **turn}


def _several(names: tuple[str, ...]) -> object:
    """One as it is, '' for none."""
    return names if names[1:] else "".join(names)
