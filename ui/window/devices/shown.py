"""A link's state, its table and its last reading as a row of the Devices screen; a printer as another."""

from devices.link import LinkState
from devices.readings import Button, Dose, Position, Seal, SealStatus, Weight
from ui.queues import Paper
from ui.tending import About
from ui.window.devices.values import PRINTER, Device

LAMPS = {"open": "up", "opening": "trying", "busy": "down", "lost": "down", "stopped": "off"}


LOW = 15
"""Percent of a battery from which on somebody must change or charge it."""


def lamp(state: LinkState, reading: Weight | Seal | Position | Button | Dose | None = None) -> str:
    """How its lamp burns; a link that is open and yet in trouble is ill, one whose device runs out of battery is weak."""
    if state.state == "open" and state.words not in ("link-open", ""):
        return "ill"
    low = isinstance(reading, Seal) and ((reading.battery is not None and reading.battery <= LOW) or "low-battery" in reading.flags)
    return "weak" if state.state == "open" and low else LAMPS[state.state]


def link_row(state: LinkState, about: About | None, reading: Weight | Seal | Position | Button | Dose | None, now_ns: int) -> Device:
    """One link."""
    heard = None if state.last_frame_ns is None else max(0, now_ns - state.last_frame_ns) // 1_000_000
    wrong = state.state != "open" or state.words not in ("link-open", "")
    now, key, battery = _reads(reading) if state.state == "open" else ("", "", None)
    entry = about.entry if about else {}
    kind = about.kind if about else ""
    return Device(
        state.link, state.address, state.driver, lamp(state, reading), state.counters.ok, state.counters.rejected, heard, state.last_hex[-128:],
        state.words if wrong else "", tuple(state.values.items()), about.model if about else "", kind,
        entry.get("side", "officer" if kind in ("scanner", "document", "tag") else ""), bool(entry.get("enrolled")), now, key, battery, state.hidden, state.half_hex[-64:],
    )


def paper_row(paper: Paper) -> Device:
    """One printer."""
    return Device(
        paper.name, paper.address, paper.role, paper.state, trouble=paper.words if paper.state == "down" else "", values=paper.values, model=paper.language,
        kind=PRINTER,
    )


def _reads(reading: Weight | Seal | Position | Button | Dose | None) -> tuple[str, str, int | None]:
    match reading:
        case Weight(value, unit):
            return f"{value} {unit}".strip(), "" if reading.steady is not False else "device.moving", None
        case Seal(number, status):
            return number, f"seal.{SealStatus(status).value}", reading.battery
        case Position(lat, lon):
            return f"{lat}, {lon}", "", None
        case Button(name, pressed):
            return name, "device.pressed" if pressed else "device.let-go", None
        case Dose(value):
            return f"{value} µSv/h", "device.dose-alarm" if reading.alarm else "", None
    return "", "", None
