"""Which fields the sheet asks for an act, in which kind and with which choices; what the desk makes of them is the desk's matter."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.window.defaults import claims
from ui.window.fields import Question
from ui.window.theme import Look
from workstation.desk.card import Card, Say
from workstation.words import catalogue

if TYPE_CHECKING:
    from ui.window.window import Window

ASKED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "hold": (("reason", "text"), ("risk", "choice")),
    "lift": (("reason", "text"),),
    "override": (("to", "choice"), ("reason", "text"), ("officer", "text"), ("secret", "secret")),
    "confirm": (("claim", "choice"), ("about", "choice"), ("who", "text"), ("when", "text"), ("reference", "text")),
    "tare": (("holder", "text"), ("kg", "decimal"), ("who", "text"), ("when", "text"), ("reference", "text")),
    "gross": (("kg", "decimal"), ("who", "text"), ("when", "text"), ("reference", "text")),
    "correct": (("part", "choice"), ("value", "text"), ("to", "text"), ("reason", "text")),
    "inspect": (("form", "choice"),),
    "sign": (("secret", "secret"),),
    "cosign": (("officer", "text"), ("secret", "secret")),
    "suspend": (("reason", "text"),),
    "handover": (("officer", "text"), ("secret", "secret")),
    "evidence": (("file", "photo"),),
    "seal-verify": (("seal", "seal"), ("container", "choice"), ("status", "choice")),
    "seal-apply": (("seal", "seal"), ("container", "choice")),
    "seal-remove": (("seal", "seal"), ("container", "choice"), ("reason", "text")),
    "seal-replace": (("seal", "seal"), ("container", "choice"), ("new", "seal"), ("reason", "text")),
    "void": (("reason", "text"),),
    "restore": (("reason", "text"),),
    "transfer": (("to", "text"),),
    "gone": (("reason", "text"),),
    "resume": (("passage", "text"),),
    "move": (("value", "text"), ("to", "text")),
    "lock-keep": (("lock", "seal"),),
    "lock-open": (("lock", "seal"), ("container", "choice"), ("reason", "text"), ("officer", "text"), ("secret", "secret")),
    "roster": (("officers", "text"),),
    "verify-stated": (("reason", "text"),),
    "depart": (("guarantee", "text"), ("how", "choice"), ("trip", "text")),
    "cancel-trip": (("guarantee", "text"), ("reason", "text")),
    "reveal": (("reason", "text"),),
    "seal-stock": (("first", "seal"), ("last", "seal"), ("to", "text"), ("reference", "text")),
    "seal-handover": (("first", "seal"), ("last", "seal"), ("to", "text"), ("secret", "secret")),
    "seal-spoil": (("seal", "seal"), ("reason", "text")),
    "parcel": (("number", "text"), ("outcome", "choice"), ("reason", "text"), ("officer", "text"), ("secret", "secret")),
    "emergency": (("order", "text"), ("until", "text")),
    "finding": (("what", "text"), ("says", "choice"), ("from", "choice"), ("reference", "text"), ("sort", "choice")),
    "finding-correct": (("finding", "text"), ("says", "choice"), ("reason", "text")),
    "ledger-post": (("ledger", "text"), ("line", "decimal"), ("sort", "choice"), ("quantity", "decimal"), ("reference", "text"), ("reason", "text")),
    "ledger-reverse": (("event", "text"), ("reason", "text")),
    "batch-declare": (("list", "text"), ("declaration", "text")),
    "lease-return": (("lease", "text"), ("quantity", "decimal")),
    "vehicle-cross": (("plate", "text"), ("direction", "choice"), ("day", "text"), ("time", "text")),
    "vehicle-correct": (("plate", "text"), ("direction", "choice"), ("day", "text"), ("to", "choice"), ("on", "text"), ("reason", "text")),
    "rules-live": (("version", "decimal"), ("officer", "text"), ("secret", "secret")),
}
IN_FRONT = frozenset({
    "hold", "lift", "override", "confirm", "gross", "correct", "inspect", "sign", "cosign", "suspend", "handover", "evidence", "seal-verify", "seal-apply", "seal-remove", "seal-replace",
    "transfer", "gone", "lock-keep", "lock-open", "move", "verify-stated", "void", "restore",
})
"""Acts asked here about whatever stands in front, and about nothing else that came there while they were typed."""
LATE = "guarantee-late"
ACCOUNT = "account/"
"""What a sheet of the Accounts screen is about begins so."""
MORE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "correct-needs-second": (("officer", "text"), ("secret", "secret")),
    "inspection-not-drawn": (("reason", "text"),),
    "looked-at-partner": (("reason", "text"),),
    LATE: (("late", "text"),),
    "looked-at-lock": (("reason", "text"),),
}
"""What an act asks besides, once the desk has refused it for want of it: a second officer where evidence is taken away, a reason where a draw or a partner is passed over, one of its own for goods that are late."""
OF_SEVERAL = ("about", "container")
"""What is asked only of a truck that has several: which of its papers, which of its containers."""
OPTIONAL = {"seal-verify.container", "seal-remove.container", "seal-replace.container", "lock-open.container", "lease-return.quantity", "vehicle-cross.day", "vehicle-cross.time", "vehicle-correct.day", "on", "form", "about", "trip", "last", "parcel.officer", "parcel.secret", "finding.sort"}
"""Fields that may stay empty, of every act or of one."""
ALWAYS = ("call-open", "stop", "windtunnel", "rules-import", "journal-take")
ON_A_BELT = ("parcel", "roster", *ALWAYS)
"""Acts that make sense where parcels are read; everything else asked here is about trucks."""
AT_A_DESK = ("verify-stated", "depart", "cancel-trip", "reveal", "hold", "lift", "resume", "gone", "transfer", "roster", *ALWAYS)
"""Acts that make sense where travellers stand."""
PLAIN = {
    "ledger-post.sort": ("account.sort", ("in", "used", "processed", "moved", "out")),
    "direction": ("account.direction", ("out", "back")),
    "vehicle-correct.to": ("account.right", ("none", "out", "back", "day")),
    "status": ("seal", ("sealed", "open", "tampered", "unknown")),
    "outcome": ("parcel", ("returned", "handed-over", "passed")),
    "says": ("finding", ("found", "nothing")),
    "from": ("finder", ("audit", "anti-smuggling", "inspection")),
    "how": ("way", ("air", "rail", "sea")),
    "part": ("part", ("vehicle", "trailer", "declaration", "container", "seal", "seal-status", "seal-applied", "weight", "booking", "release_list", "driver")),
}
"""Closed lists of the desk: field -> the group of its words, its values."""


def offered(card: Card) -> tuple[str, ...]:
    """The acts that need fields and make sense on this lane."""
    if card.profile == "traveller":
        return AT_A_DESK
    return ON_A_BELT if card.state == "parcel" else (*(each for each in ASKED if each not in ("parcel", "gone")), *ALWAYS)


def questions(act: str, look: Look, known: Mapping[str, str], ages: tuple[str, ...] = (), several: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Question, ...]:
    """The questions of an act, filled with what is known (field -> value), about the facts that `ages` name where some are too old.

    `several`: of `OF_SEVERAL` the papers and containers of the truck; a confirmation may be about one of them, a seal is put on one of them.
    """
    asked = []
    for name, kind in ASKED.get(act, ()):
        of = (several or {}).get(name, ()) if name in OF_SEVERAL else ()
        if name in OF_SEVERAL and len(of) < _SEVERAL:
            continue
        own = f"ask.{act}.{name}"
        label = look.say(own if own in catalogue() else f"ask.{name}")
        choices = tuple((each.replace(" ", ""), each) for each in of) if of else _choices(f"{act}.{name}" if f"{act}.{name}" in PLAIN else name, look, ages) if kind == "choice" else ()
        asked.append(Question(name, kind, label, known.get(name, ""), choices, not {name, f"{act}.{name}"} & OPTIONAL))
    return tuple(asked)


def fitted(asked: tuple[Question, ...], card: Card, look: Look) -> tuple[Question, ...]:
    """The same for this lane: the forms of its profile; at a desk, who comes back is chosen from those who stand aside, for nobody there has a plate."""
    from workstation.inspection import forms

    mine = forms.all(profile="traveller" if card.profile == "traveller" else "goods") if any(each.name == "form" for each in asked) else {}
    aside = tuple((chip.passage, f"{chip.plate} · {look.say(f'chip.{chip.state}')}") for chip in card.chips if not chip.state.startswith("of-")) if card.profile == "traveller" else ()
    found = (replace(each, choices=tuple(pair for pair in each.choices if pair[0] in mine)) if each.name == "form" else each for each in asked)
    return tuple(replace(each, kind="choice", choices=aside, value=aside[0][0] if len(aside) == 1 else "") if each.name == "passage" and aside else each for each in found)


def more(look: Look, key: str) -> tuple[Question, ...]:
    """What the desk wanted besides when it refused an act with this key."""
    return tuple(Question(name, kind, look.say(f"ask.{name}")) for name, kind in MORE.get(key, ()))


def about(window: "Window", name: str) -> str:
    """What a sheet is about: whatever stands in front; one of an account that is asked anew, in another language or for a second officer, stays about its account."""
    sheet = window.sheet
    return sheet.about if sheet.isVisible() and sheet.name == name and sheet.about.startswith(ACCOUNT) else window.lane.card.passage


def of_another(window: "Window", name: str) -> bool:
    """Whether a sheet was opened for a truck or traveller that stands in front no more: it is put away with what was typed, and that is said. A slip chosen in the list is named by its number."""
    chosen = window.at == "shift" and name in ("void", "restore")
    if name not in IN_FRONT or chosen or window.sheet.about in ("", window.lane.card.passage):
        return False
    window.sheet.put_away()
    window.sounds.play("refused")
    window.notice.tell((Say("sheet-other-truck", {"act": name}),))
    return True


def _choices(name: str, look: Look, ages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Closed lists come from the rules and forms themselves; their words from the catalogue."""
    from workstation import risk
    from workstation.inspection import forms

    if name == "form":
        return tuple((form.id, form.zh if look.lang == "zh" else form.en) for form in forms.all().values())
    if name in ("risk", "sort"):
        return tuple((value, look.say(f"risk.{value}")) for value in risk.RISKS)
    if name in PLAIN:
        group, values = PLAIN[name]
        return tuple((value, look.say(f"{group}.{value}")) for value in values)
    if name == "claim":
        words = [(f"{fact}={value}", look.say(f"fact.{fact}"), look.say(f"value.{value}")) for fact, value in claims(ages)]
        return tuple((claim, look.say("claim", fact=fact, value=value)) for claim, fact, value in words)
    return tuple((value, look.say(f"channel.{value}")) for value in risk.CHANNELS if value not in {"not-customs", "cannot-confirm"})


_SEVERAL = 2
