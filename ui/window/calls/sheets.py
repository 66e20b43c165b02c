"""What the sheets of the Calls page ask: of a new call its kind, of one that is there its proof, its closure code, its next owner, its correction."""

from typing import TYPE_CHECKING

from ui.window.fields import Question
from ui.window.theme import Look

if TYPE_CHECKING:
    from workstation.calls.rules import Rules
    from workstation.desk.calling import Shown

TOLD = "told"
PROOF = (("scan", "scan"), ("file", "photo"), ("event", "text"))


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
        proofs = (Question(each, kind, say(f"ask.{each}"), required=False) for each, kind in PROOF if each.replace("file", "photo") in shown.proofs)
        return words, *turn, *proofs, *_told(shown, rules, look), *_beside(name, shown, look)
    if name == "call-close":
        # What ended by itself is over; of anything else the code is offered first that may be said while it stands.
        over = any(step.body.get("automatic") for step in call.stands("answered"))
        first = next((code for code in sort.codes if over or code not in sort.over), sort.codes[0])
        return Question("code", "choice", say("ask.code"), first, tuple((code, say(f"call.code.{code}")) for code in sort.codes)), words, *_beside(name, shown, look)
    if name == "call-seen":
        return (Question("words", "text", say("ask.call-seen.words"), required=False),)
    reason = Question("reason", "text", say("ask.reason"))
    if name == "call-pass":
        return Question("to", "text", say("ask.call-pass.to")), reason
    fields = tuple((field, say(f"call.field.{field}")) for field in ("withdrawn", "code", "words", "to"))
    return Question("field", "choice", say("ask.field"), "withdrawn", fields), Question("to", "text", say("ask.call-correct.to")), reason, *_beside(name, shown, look)


def _told(shown: "Shown", rules: "Rules", look: Look) -> tuple[Question, ...]:
    """Where telling is the response: by which telephone, and who took it there."""
    from workstation.calls.shown import telephone

    if TOLD not in shown.proofs:
        return ()
    names = rules.telephones(shown.call.sort, shown.call.tree, shown.call.words)
    choices = tuple((name, telephone({"telephone": name, "number": rules.lines[name]}, look.lang)) for name in names)
    if len(choices) == 1:
        return (Question("whom", "text", look.say("ask.whom.took.at", telephone=choices[0][1]), required=False),)
    return Question("telephone", "choice", look.say("ask.telephone"), "", choices, required=False), Question("whom", "text", look.say("ask.whom.took"), required=False)


def _beside(name: str, shown: "Shown", look: Look) -> tuple[Question, ...]:
    """Whom the rule names and who stands beside the officer signs with his own secret."""
    if name not in shown.seconded:
        return ()
    return Question("officer", "text", look.say(f"ask.{name}.officer")), Question("secret", "secret", look.say("ask.secret"))
