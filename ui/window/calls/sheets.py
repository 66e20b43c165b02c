"""What the sheets of the Calls page ask: of a new call its kind, of one that is there its proof, its closure code, its next owner, its correction."""

from typing import TYPE_CHECKING

from ui.window.fields import Question
from ui.window.theme import Look

if TYPE_CHECKING:
    from workstation.calls.rules import Rules
    from workstation.desk.calling import Shown

PROOF = (("event", "text"), ("scan", "scan"), ("file", "photo"))


def questions(name: str, shown: "Shown | None", rules: "Rules", look: Look) -> tuple[Question, ...]:
    """The fields of an act; `shown`: the call it is about, None for one that is opened."""
    say = look.say
    if shown is None:
        sorts = tuple((sort.name, say(f"call.sort.{sort.name}")) for sort in rules.sorts.values() if sort.by_hand)
        kind = Question("sort", "choice", say("ask.sort"), "driver", sorts)
        return kind, Question("words", "text", say("ask.words")), Question("about", "text", say("ask.about-what"), required=False)
    call, sort = shown.call, rules.find(shown.call.sort)
    words = Question("words", "text", say("ask.words"), required=name == "call-answer")
    if name == "call-answer":
        from workstation.calls.call import ahead

        turn = (Question("reason", "text", say("ask.call-answer.reason")),) if call.answered_at is None and ahead(shown.order, call) else ()
        return words, *turn, *(Question(each, kind, say(f"ask.{each}"), required=False) for each, kind in PROOF if each.replace("file", "photo") in sort.proof)
    if name == "call-close":
        # What ended by itself is over; of anything else the code is offered first that may be said while it stands.
        over = any(step.body.get("automatic") for step in call.stands("answered"))
        first = next((code for code in sort.codes if over or code not in sort.over), sort.codes[0])
        return Question("code", "choice", say("ask.code"), first, tuple((code, say(f"call.code.{code}")) for code in sort.codes)), words
    if name == "call-seen":
        return (Question("words", "text", say("ask.call-seen.words"), required=False),)
    reason = Question("reason", "text", say("ask.reason"))
    if name == "call-pass":
        return Question("to", "text", say("ask.call-pass.to")), reason
    fields = tuple((field, say(f"call.field.{field}")) for field in ("withdrawn", "code", "words", "to"))
    return Question("field", "choice", say("ask.field"), "withdrawn", fields), Question("to", "text", say("ask.call-correct.to")), reason
