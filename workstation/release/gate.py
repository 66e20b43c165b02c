"""The gate's rules: whether a checked slip opens the barrier for the truck in front; pure, all it needs is given."""

from dataclasses import dataclass

from workstation import codes
from workstation.release.token import Checked

ONLY_SAID = frozenset({"slip-trial"})
"""Reasons that are told but close no barrier: a trial's slip opens a trial's gate, because only a trial root signed its key."""

_DOTS = dict.fromkeys(map(ord, "·•・"))


@dataclass(frozen=True)
class Judged:
    """Whether the slip is accepted, and every reason, worst first."""

    accepted: bool
    reasons: tuple[str, ...]


def judge(checked: Checked, *, used: bool, suspended: bool, voided: bool, vehicle: str | None) -> Judged:
    """The gate's answer. `used`, `suspended`, `voided` are what this station knows of the number; `vehicle` is the plate in front, None if unread."""
    told = (
        ("slip-voided", voided),
        ("slip-suspended", suspended),
        ("slip-used", used),
        ("slip-wrong-truck", vehicle is not None and not _same_truck(checked, vehicle)),
    )
    reasons = (*checked.reasons, *(key for key, holds in told if holds))
    return Judged(checked.authentic is True and not set(reasons) - ONLY_SAID, reasons)


def _same_truck(checked: Checked, vehicle: str) -> bool:
    return checked.slip is not None and fold_plate(checked.slip.vehicle) == fold_plate(vehicle)


def fold_plate(plate: str) -> str:
    """A plate for comparing: upper case, without spaces, hyphens and the dot it is printed with."""
    return codes.fold_seal(plate).translate(_DOTS)
