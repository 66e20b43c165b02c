"""A call as keys and values, for the JSON of `calls` and the answers of the lane."""

from typing import Any

from workstation.calls.call import Call, Step
from workstation.settings import show_time
from workstation.words import catalogue, say


def as_map(call: Call, now: int, plate: str = "") -> dict[str, Any]:
    """`{"id", "number", "sort", "state", "about", "plate", "ref", "words", "owner", "to", "level", "at", "due", "late", …}`; `late` in seconds, times in UTC."""
    return {
        "id": call.id,
        "number": call.number,
        "sort": call.sort,
        "state": call.state,
        "urgency": call.urgency,
        "about": call.about,
        "plate": plate,
        "ref": call.ref,
        "words": call.words,
        "owner": call.holder,
        "to": call.to(now),
        "level": call.level(now),
        "levels": [{"to": who, "by": show_time(by)} for who, by in call.levels],
        "at": show_time(call.at),
        "due": show_time(call.due),
        "late": call.late(now) // 1000,
        "opened_by": call.officer,
        "cause": call.cause,
        "tree": call.tree,
        "place": call.place,
        "steps": [step_map(step) for step in call.steps],
    }


def step_map(step: Step) -> dict[str, Any]:
    """One step, with its corrections in; a withdrawn one stays and says so."""
    what = {"what": step.what, "event": [step.station, step.seq], "officer": step.officer, "at": show_time(step.at), **step.body}
    return what | ({"withdrawn": True} if step.withdrawn else {}) | ({"corrected": True} if step.corrected else {})


def what(call: Call, lang: str) -> str:
    """What the call says: the words it was opened with; those of a stop-now tree, and reasons of the program, from the catalogue."""
    key = f"stop.{call.words}" if call.stop else f"call.why.{call.words}"
    words = say(key, lang) if key in catalogue() else call.words
    return " · ".join(filter(None, (call.ref, words)))


def line(call: Call, now: int, plate: str, lang: str) -> str:
    """One call in one line for people."""
    late = call.late(now)
    key = "call.line.late" if late else "call.line.due"
    minutes = late // 60_000 if late else (call.due - now) // 60_000
    about = plate or call.about
    words = {"sort": say(f"call.sort.{call.sort}", lang), "about": about, "what": what(call, lang), "to": who(call.to(now), lang), "state": say(f"call.state.{call.state}", lang)}
    return " ".join(say(key if call.answered_at is None else "call.line.answered", lang, n=minutes, **words).split())


def who(name: str, lang: str) -> str:
    """An officer's number as it is, a role in words."""
    key = f"role.{name}"
    return say(key, lang) if key in catalogue() else name
