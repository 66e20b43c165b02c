"""A tag on a windscreen names a vehicle of the register: read as that plate, with the tag beside it."""

from dataclasses import replace

from workstation.codes import Code, Recognition
from workstation.desk.lane import Lane

KIND = "epc"


def with_plates(lane: Lane, found: Recognition, kind: str = "") -> Recognition:
    """The plate that the register ties to a tag, before the tag itself; nothing is added when none or several vehicles have it.

    `kind`: what the device can only have read (a tag reader reads no seals, though an EPC could be the number of one); '' where it may be anything.
    """
    read = tuple(code for code in found.candidates if kind in ("", code.kind))
    plates = []
    for code in read:
        rows = lane.station.register.where("vehicle", "rfid", code.value) if code.kind == KIND else []
        plates += [Code("plate", str(rows[0]["plate"]), fields={KIND: code.value})] if len(rows) == 1 else []
    return replace(found, candidates=(*plates, *read))
