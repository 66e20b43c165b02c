"""Who may answer, close or correct a call and stands beside the officer signs it with his own secret, without taking the desk over."""

from collections.abc import Mapping
from typing import Any

from workstation.calls.call import Call
from workstation.desk import owners
from workstation.desk.acts import seconding
from workstation.desk.acts.act import prove
from workstation.desk.lane import Lane
from workstation.words import Refused


def answering(lane: Lane, call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of an answer, `cosigner` and `asked` where a second officer signs it; else the officer at the desk must be one the rule names. Refused as `_second` and `owners.check_named` say."""
    if not fields.get("officer"):
        owners.check_named(lane, call)
        return {}
    return _second(lane, "call-answer", call, fields)


def closing(lane: Lane, call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of a closing the same. Refused as `_second` and `owners.check_closes` say."""
    if not fields.get("officer"):
        owners.check_closes(lane, call)
        return {}
    return _second(lane, "call-close", call, fields)


def correcting(lane: Lane, call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of a correction the same: who may close a call puts its steps right. Refused as those of a closing."""
    if not fields.get("officer"):
        owners.check_closes(lane, call)
        return {}
    return _second(lane, "call-correct", call, fields)


def _second(lane: Lane, act: str, call: Call, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Refused `second-officer-same`, `call-second-may-not`, and as the proof of a second officer is."""
    second = str(fields["officer"]).strip()
    if second == lane.officer:
        raise Refused("second-officer-same", officer=second)
    role, roles = prove(lane, second, fields.get("secret")), owners.doing(lane, call, act)
    if role not in roles:
        raise Refused("call-second-may-not", call=call.number, owner=second, role=role, roles=owners.named_roles(roles))
    return {"cosigner": second, **seconding.since(lane, act, call.id)}
