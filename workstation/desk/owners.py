"""Who may be made to answer for something: an officer this station knows, or a role of the roles table, that may answer calls; and what he may do about one now."""

from workstation.calls.call import Call
from workstation.desk import tables
from workstation.desk.lane import Lane
from workstation.risk.figures import ROLES
from workstation.words import Choices, Refused, say


def named(lane: Lane, name: str, call: Call | None = None) -> str:
    """The officer or role of that name, '' for nobody; a role also by its word. `call`: it goes to him, and may be only for whom its rule names.

    Refused `call-owner-unknown`, `call-owner-disabled`, `call-owner-may-not`, `call-not-his`.
    """
    name = _role(name.strip())
    rows = lane.station.journal.read("SELECT role FROM officer WHERE id = ?", (name,))
    if name and name not in ROLES and not rows:
        raise Refused("call-owner-unknown", owner=name[:40], roles=roles(lane))
    role = name if name in ROLES else rows[0][0] if rows else ""
    if name and not role:
        raise Refused("call-owner-disabled", owner=name)
    if name and role not in _answering(lane):
        raise Refused("call-owner-may-not", owner=name, role=role, roles=roles(lane))
    if call is not None and (only := only_for(lane, call)) and role not in only:
        raise Refused("call-not-his", call=call.number, owner=name, role=role, roles=Choices(only, "role."))
    return name


def roles(lane: Lane) -> Choices:
    """The roles that may answer calls; a call may go to one of them where no officer is there."""
    return Choices(_answering(lane), "role.")


def only_for(lane: Lane, call: Call) -> tuple[str, ...]:
    """The roles that alone may answer a call; () where anybody may who answers calls."""
    sort = tables.calls(lane.station).sorts.get(call.sort)
    return sort.named(call.levels) if sort else ()


def check_named(lane: Lane, call: Call) -> None:
    """Refused `call-not-yours` where the call is only for whom its rule names, and the officer at the desk is none of them."""
    if not is_named(lane, call):
        raise Refused("call-not-yours", call=call.number, role=lane.role, roles=Choices(only_for(lane, call), "role."))


def closers(lane: Lane, call: Call) -> tuple[str, ...]:
    """The roles that close or correct a call: those its sort names, else all who close calls."""
    sort = tables.calls(lane.station).sorts.get(call.sort)
    return (sort.closed_by if sort else ()) or tuple(lane.station.book.roles.get("call-close", ()))


def check_closes(lane: Lane, call: Call) -> None:
    """Refused `call-close-not-yours` where its sort names who closes and corrects it, and the officer at the desk is none of them."""
    if lane.role not in closers(lane, call):
        raise Refused("call-close-not-yours", call=call.number, role=lane.role, roles=named_roles(closers(lane, call)))


def doing(lane: Lane, call: Call, act: str) -> tuple[str, ...]:
    """The roles that may do `call-answer`, `call-close` or `call-correct` on a call."""
    if act == "call-correct":
        return tuple(role for role in closers(lane, call) if role in lane.station.book.roles.get(act, ()))
    return closers(lane, call) if act == "call-close" else only_for(lane, call) or _answering(lane)


def named_roles(several: tuple[str, ...]) -> Choices:
    """Roles, each with its word."""
    return Choices(several, "role.")


def is_named(lane: Lane, call: Call) -> bool:
    """Whether the rule of a call lets the officer at the desk answer it."""
    only = only_for(lane, call)
    return not only or lane.role in only


def offered(lane: Lane, call: Call) -> frozenset[str]:
    """The acts on a call that the officer at the desk may do now, alone or with one beside him (`seconded`)."""
    going, mine = call.answered_at is None, is_named(lane, call)
    there = {
        "call-take": going and mine, "call-seen": going and not mine, "call-pass": going, "call-answer": not call.done,
        "call-close": call.state == "answered", "call-correct": any(step.what != "seen" for step in call.steps),
    }  # fmt: skip
    return frozenset(name for name, so in there.items() if so and lane.role in lane.station.book.roles.get(name, ()))


def seconded(lane: Lane, call: Call) -> frozenset[str]:
    """Of those acts the ones that somebody beside him signs, whom the rule names."""
    may = lane.station.book.roles
    return frozenset(name for name in ("call-answer", "call-close", "call-correct") if lane.role in may.get(name, ()) and lane.role not in doing(lane, call, name))


def _role(name: str) -> str:
    return next((role for role in ROLES if name.casefold() in {say(f"role.{role}", lang).casefold() for lang in ("zh", "en")}), name)


def _answering(lane: Lane) -> tuple[str, ...]:
    return tuple(lane.station.book.roles.get("call-answer", ()))
