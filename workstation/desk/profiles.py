"""Which desk reads a line where the lane is no lane of trucks: travellers and parcels bring their own, imported where they are used."""

from collections.abc import Mapping
from typing import Any

from workstation.desk.lane import Lane
from workstation.desk.values import Plan


def read(lane: Lane, sort: str, asked: Mapping[str, Any]) -> Plan | None:
    """The plan of a line at a traveller desk or on a parcel line; None where trucks are read."""
    if lane.station.settings.profile == "traveller":
        from workstation.desk import travelling

        return travelling.read(lane, sort, asked)
    if lane.station.settings.profile == "parcel":
        from workstation.desk import parcels

        return parcels.read(lane, sort, asked)
    return None
