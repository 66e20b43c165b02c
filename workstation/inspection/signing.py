"""Who may open, touch, join, take over, sign, suspend and close an inspection; each check returns, or refuses with its reason."""

from collections.abc import Collection, Mapping

from workstation.inspection import progress
from workstation.inspection.grow import digest, looked
from workstation.inspection.values import Form, Inspection, Signature
from workstation.risk.duty import ENABLED
from workstation.words import Choices, Refused

INSPECTING = frozenset({"officer", "senior", "supervisor"})
"""Roles that look at goods and sign; an auditor reads, a technician mends, an administrator keeps officers and keys."""


def first_pair(inspection: Inspection) -> tuple[str, ...]:
    """Who may not take part when this one is repeated: all who looked, and whom it excluded itself; Refused while it is not closed.

    Source: measures on inspection (domain facts, section 2; wording unverified): officers of the first inspection may not take part.
    """
    if inspection.state != "closed":
        raise Refused("inspection-not-closed", inspection=inspection.id)
    return tuple(dict.fromkeys((*inspection.excluded, *looked(inspection))))


def check_open(form: Form, team: Mapping[str, str], excluded: Collection[str] = (), on: str = "") -> None:
    """`team`: officer -> role of those who begin; `on`: the day. Refused `inspection-role`, `-first-pair`, `-form-day`."""
    for officer, role in team.items():
        _check_person(officer, role, excluded)
    if on and not (form.valid_from <= on and (not form.valid_to or on <= form.valid_to)):
        raise Refused("inspection-form-day", form=form.label, day=on)


def check_touch(inspection: Inspection, officer: str, role: str) -> None:
    """Before an entry, a photo or a seal. Refused `inspection-closed`, `-suspended`, `-not-here`, `-role`, `-first-pair`, `-not-on-it`."""
    _check_state(inspection)
    _check_person(officer, role, inspection.excluded)
    if officer not in inspection.officers:
        raise Refused("inspection-not-on-it", officer=officer)


def check_join(inspection: Inspection, officer: str, role: str) -> None:
    """Before another officer comes in. Refused as `check_touch`, and `inspection-on-it-already`."""
    _check_state(inspection)
    _check_person(officer, role, inspection.excluded)
    if officer in inspection.officers:
        raise Refused("inspection-on-it-already", officer=officer)


def check_suspend(inspection: Inspection, officer: str, role: str, reason: str) -> None:
    """Before stopping here: nothing leaves unsealed. Refused as `check_touch`, and `inspection-reason`, `-seal-unreplaced`."""
    check_touch(inspection, officer, role)
    if not reason.strip():
        raise Refused("inspection-reason")
    _check_sealed(inspection)


def check_resume(inspection: Inspection, officer: str, role: str) -> None:
    """Before a suspended one goes on; a successor takes it over first. Refused `inspection-not-suspended` and as `check_touch`."""
    if inspection.state == "open":
        raise Refused("inspection-not-suspended", inspection=inspection.id)
    _check_state(inspection, suspended=True)
    _check_person(officer, role, inspection.excluded)
    if officer not in inspection.officers:
        raise Refused("inspection-not-on-it", officer=officer)


def check_hand_over(inspection: Inspection, giver: str, taker: str, role: str) -> None:
    """Before `taker`, of that role, takes over, also while it is suspended. Refused `inspection-same-officer`, `-on-it-already`, `-not-on-it` …"""
    _check_state(inspection, suspended=True)
    if giver == taker:
        raise Refused("inspection-same-officer", officer=taker)
    _check_person(taker, role, inspection.excluded)
    if giver not in inspection.officers:
        raise Refused("inspection-not-on-it", officer=giver)
    if taker in inspection.officers:
        raise Refused("inspection-on-it-already", officer=taker)


def check_sign(inspection: Inspection, form: Form, signer: str, role: str) -> None:
    """Before a signature. Refused as `check_touch`, and `inspection-missing`, `-contradiction`, `-seal-unreplaced`, `-seal-reused`, `-disposal-clash` …."""
    check_touch(inspection, signer, role)
    check_content(inspection, form)
    if any(each.signer == signer for each in valid(inspection)):
        raise Refused("inspection-signed-already", officer=signer)


def undrawn(inspection: Inspection, form: Form, signer: str) -> bool:
    """Whether the fair draw named others to look, and could have named him or somebody else."""
    return form.officers <= len(inspection.drawn) and signer not in inspection.drawn


def check_drawn(inspection: Inspection, form: Form, signer: str, reason: str | None) -> None:
    """Where the fair draw chose, anybody else who signs says why, and it is written. Refused `inspection-not-drawn`.

    `reason` None: nobody was asked. Where nobody told who is on duty it chose among all, and whoever is there may then sign: that he gave no reason stands in the journal, on the
    screen and in the count of `draws verify`, and the lens counts who was not drawn.
    """
    asked = inspection.pool != ENABLED or reason is not None
    if asked and undrawn(inspection, form, signer) and not (reason or "").strip():
        raise Refused("inspection-not-drawn", officer=signer, drawn=", ".join(inspection.drawn))


def check_close(inspection: Inspection, form: Form) -> None:
    """Before it is closed with its conclusion and disposal. Refused as the content is, and `inspection-unsigned`."""
    _check_state(inspection)
    check_content(inspection, form)
    if not complete(inspection, form):
        raise Refused("inspection-unsigned", have=len(valid(inspection)), need=form.officers)


def check_content(inspection: Inspection, form: Form) -> None:
    """Whether what stands in it may be signed at all."""
    _check_form(inspection, form)
    lacking = progress.missing(inspection, form)
    if lacking:
        titles = {each.id: each.label for each in form.fields}
        shown = ", ".join(f"{titles[name]} ({name})" for name in lacking[:3])
        raise Refused("inspection-missing", count=len(lacking), fields=shown + (" …" if len(lacking) > 3 else ""))
    if not any(each.fill == "applied" for each in form.fields):
        _check_sealed(inspection)
    if form.party == "required" and inspection.fields["party-signature"] == "absent":
        raise Refused("inspection-party-absent", form=form.label)
    reused = progress.reused(inspection, form)
    if reused:
        raise Refused("inspection-seal-reused", seals=", ".join(reused))
    if wrong := progress.contradictions(inspection, form):
        raise Refused("inspection-contradiction", what=f"{wrong[0].zh} / {wrong[0].en}")
    conclusion, disposal = (inspection.fields.get(name, "") for name in ("conclusion", "disposal"))
    offered = {name: {each.id: {"zh": each.zh, "en": each.en} for field in form.fields if field.id == name for each in field.choices} for name in ("conclusion", "disposal")}
    fitting = [each.id for field in form.fields if field.id == "disposal" for each in field.choices if conclusion in each.goes_with]
    if disposal not in fitting:
        said = Choices((conclusion,), told=offered["conclusion"]), Choices((disposal,), told=offered["disposal"])
        raise Refused("inspection-disposal-clash", conclusion=said[0], disposal=said[1], fitting=Choices(fitting, told=offered["disposal"]))


def valid(inspection: Inspection) -> tuple[Signature, ...]:
    """The signatures that still hold, one per officer: a later change of the content voids those before it."""
    now = digest(inspection)
    held: dict[str, Signature] = {}
    for each in inspection.signatures:
        if each.digest == now and each.signer not in inspection.excluded:
            held.setdefault(each.signer, each)
    return tuple(held.values())


def complete(inspection: Inspection, form: Form) -> bool:
    """Whether nothing is missing and as many different officers as the form asks have signed exactly this."""
    _check_form(inspection, form)
    return not progress.missing(inspection, form) and len(valid(inspection)) >= form.officers


def _check_person(officer: str, role: str, excluded: Collection[str]) -> None:
    if role not in INSPECTING:
        raise Refused("inspection-role", officer=officer, role=role)
    if officer in excluded:
        raise Refused("inspection-first-pair", officer=officer)


def _check_sealed(inspection: Inspection) -> None:
    loose = progress.unreplaced(inspection)
    if loose:
        raise Refused("inspection-seal-unreplaced", seals=", ".join(loose))


def _check_state(inspection: Inspection, *, suspended: bool = False) -> None:
    keys = {"closed": "inspection-closed", "unknown": "inspection-not-here"} | ({} if suspended else {"suspended": "inspection-suspended"})
    if inspection.state in keys:
        raise Refused(keys[inspection.state], inspection=inspection.id)


def _check_form(inspection: Inspection, form: Form) -> None:
    if (inspection.form, inspection.version) != (form.id, form.version):
        raise ValueError(f"inspection {inspection.id} was opened with {inspection.form} {inspection.version}, not {form.id} {form.version}")
