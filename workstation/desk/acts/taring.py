"""What the register does not know of a truck's weight: a tare, or the weight of goods that are no customs goods; for this passage only."""

from collections.abc import Mapping
from typing import Any

from workstation.desk.lane import Lane
from workstation.desk.scanning import read_weight
from workstation.desk.values import Plan
from workstation.journal import Draft
from workstation.passage.values import GROSS, TARE
from workstation.passage.weight import stated_goods, tare
from workstation.release.gate import fold_plate
from workstation.words import Refused


def tell(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """The same as `confirm`, with the plate or container as `holder` and the tare as `kg`."""
    return confirm(lane, {**fields, "fact": TARE + fields["holder"], "value": fields["kg"]})


def confirm(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """`tare:` and the plate or container as `fact`, kg as `value`; who weighed or told it, when, and under which reference.

    Refused where the register knows it, and a second time: a tare that could be chosen until the weight fits would prove nothing.
    """
    passage, stand = lane.in_front(), lane.stand
    holder = fold_plate(fields["fact"].removeprefix(TARE))
    if stand is None or passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    holders = (*stand.told.vehicles, *passage.values("container"))
    if holder not in holders:
        raise Refused("tare-of-nothing", holder=holder[:20], known=", ".join(holders) or "–")
    if (known := tare(holder, passage, stand.told)) is not None:
        raise Refused("tare-known", holder=holder, kg=str(known))
    return _told(passage.id, TARE, holder, fields)


def state(lane: Lane, fields: Mapping[str, Any]) -> Plan:
    """What the goods of a truck booked without customs goods weigh, told by phone: `kg`, who, when, reference.

    Refused where the booking states it, and a second time: a weight that could be stated until it fits would prove nothing.
    """
    passage, stand = lane.in_front(), lane.stand
    if stand is None or passage.state != "open" or passage.release:
        raise Refused("not-open", stays=passage.state)
    if stand.gathered.common["booking.goods"] != "none" or passage.papers or not passage.plate:
        raise Refused("gross-of-nothing")
    if (known := stated_goods(passage, stand.told)) is not None:
        raise Refused("gross-known", kg=str(known))
    return _told(passage.id, GROSS, passage.plate, {**fields, "value": fields["kg"]})


def _told(name: str, what: str, holder: str, fields: Mapping[str, Any]) -> Plan:
    value = read_weight(fields["value"].strip())
    if value == "0":
        raise Refused("weight-wrong", text=fields["value"][:40])
    body = {"fact": what + holder, "value": value, **{each: fields[each] for each in ("who", "when", "reference")}, "about": [holder]}
    return Plan((Draft("fact.confirmed", name, body),), tick="read")
