"""A call as keys and values, for the JSON of `calls` and the answers of the lane."""

from collections.abc import Mapping, Sequence
from typing import Any

from workstation.calls.call import Call, Step, following
from workstation.settings import show_time
from workstation.words import catalogue, say, tidy

LAST = 4
"""One more than the parcels of a call that its line names."""
PSEUDONYM = "p:"
"""How the journal names somebody, and a read that may be his document; it tells an officer nothing."""


def standing(call: Call, still: Sequence[str], lang: str) -> str:
    """How many of the parcels a call lists are stopped still; '' where it lists none."""
    return say("call.standing" if still else "call.standing.none", lang, n=len(still), of=len(call.items)) if call.items else ""


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
        "items": list(call.items),
        "steps": [step_map(step) for step in call.steps],
    }


def order_map(order: Sequence[Call], now: int) -> list[dict[str, Any]]:
    """The calls of a stop-now alarm in the order people are called, each with who answered it and when; `next` marks the one to call now."""
    coming = following(order)
    rows = []
    for call in order:
        answered = next(iter(call.stands("answered")), None)
        done = {"officer": answered.officer, "at": show_time(answered.at)} if answered else {"officer": "", "at": ""}
        rows.append({"number": call.number, "to": call.to(now), "stop": call.words, "state": call.state, "due": show_time(call.due), **done, "next": call is coming})
    return rows


def step_map(step: Step) -> dict[str, Any]:
    """One step, with its corrections in; a withdrawn one stays and says so."""
    what = {"what": step.what, "event": [step.station, step.seq], "officer": step.officer, "at": show_time(step.at), **step.body}
    return what | ({"withdrawn": True} if step.withdrawn else {}) | ({"corrected": True} if step.corrected else {})


def what(call: Call, lang: str) -> str:
    """What the call says: the words it was opened with; those of a stop-now tree, and reasons of the program, from the catalogue."""
    key = f"stop.{call.words}" if call.stop else f"call.why.{call.words}"
    words = say(key, lang) if key in catalogue() else call.words
    # Of a verdict judged again the reference is the channel it comes to now.
    ref = say(f"channel.{call.ref}", lang) if f"channel.{call.ref}" in catalogue() else say("call.hidden", lang) if call.ref.startswith(PSEUDONYM) else call.ref
    return " · ".join(filter(None, (ref, words, items(call, lang))))


def items(call: Call, lang: str) -> str:
    """How many parcels share the call, and the last of them; '' where it is about one thing."""
    last = ", ".join(call.items[:-LAST:-1])
    return say("call.items", lang, n=len(call.items), last=last + (" …" if len(call.items) >= LAST else "")) if call.items else ""


def told(call: Call, order: Sequence[Call], now: int, about: tuple[str, str]) -> dict[str, Any]:
    """A call for people: what `as_map` says, in words, without what only programs need. `about`: its plate ('' for none) and the language."""
    plate, lang = about
    found: dict[str, Any] = {
        "number": call.number,
        "sort": say(f"call.sort.{call.sort}", lang) + (f" · {say(f'stop.{call.tree}', lang)}" if call.stop else ""),
        "state": say(f"call.state.{call.state}", lang),
        "about": plate or call.about,
        "words": what(call, lang),
        "to": who(call.to(now), lang),
        "due": show_time(call.due),
        "opened_by": call.officer,
        "at": show_time(call.at),
        "levels": [{"to": who(name, lang), "by": show_time(by)} for name, by in call.levels],
        "steps": [{"at": show_time(step.at), "words": step_words(step, lang)} for step in call.steps],
    }
    rows = [{**row, "to": who(row["to"], lang), "state": say(f"call.state.{row['state']}", lang)} for row in order_map(order, now)]
    return found | ({"turns": rows} if rows else {})


def step_words(step: Step, lang: str) -> str:
    """One step in words: who did what, with which proof, and that it was put right since."""
    body = step.body
    values = {name: str(body.get(name) or "") for name in ("reason", "words")}
    values |= {"officer": step.officer + (say("call.step.beside", lang, officer=body["cosigner"]) if body.get("cosigner") else ""), "whom": str(body.get("whom") or ""), "telephone": telephone(body, lang), "to": who(str(body.get("to") or ""), lang), "code": say(f"call.code.{body.get('code')}", lang), "proof": _proof(body, lang)}
    words = say(f"call.step.{body.get('leaving') or step.what}", lang, **values).replace(":  · ", ": ").replace(": · ", ":").strip()
    if step.what == "answered" and values["reason"]:
        words += say("call.step.ahead" if body.get("ahead") else "call.step.reason", lang, reason=values["reason"])
    return words + (say("call.withdrawn", lang) if step.withdrawn else say("call.corrected", lang) if step.corrected else "")


def telephone(body: Mapping[str, Any], lang: str) -> str:
    """A telephone in words, with its number where it has one of its own."""
    key, number = f"telephone.{body.get('telephone', '')}", str(body.get("number") or "")
    return (say(key, lang) if key in catalogue() else str(body.get("telephone") or "")) + (f" {number}" if number else "")


def _proof(body: Mapping[str, Any], lang: str) -> str:
    if body.get("proof") == "photo":
        return say("call.proof.photo", lang, ref=str(body["sha256"])[:8])
    ref = str(body.get("ref") or "")
    return say(f"call.proof.{body.get('proof', 'words')}", lang, ref=ref.rpartition("/")[2] if body.get("proof") in ("event", "told") else ref)


def line(call: Call, now: int, plate: str, lang: str) -> str:
    """One call in one line for people."""
    late = call.late(now)
    key = "call.line.late" if late else "call.line.due"
    minutes = late // 60_000 if late else (call.due - now) // 60_000
    about = plate or call.about
    words = {"sort": say(f"call.sort.{call.sort}", lang), "about": about, "what": what(call, lang), "to": who(call.to(now), lang), "state": say(f"call.state.{call.state}", lang)}
    return tidy(say(key if call.answered_at is None else "call.line.answered", lang, n=minutes, **words))


def who(name: str, lang: str) -> str:
    """An officer's number as it is, a role in words."""
    key = f"role.{name}"
    return say(key, lang) if key in catalogue() else name
