"""The gate's rules: whether a checked slip opens the barrier for the truck in front; pure, all it needs is given."""

from collections.abc import Sequence
from dataclasses import dataclass

from workstation import codes
from workstation.release.token import Checked

ONLY_SAID = frozenset({"slip-trial"})
"""Reasons that are told but close no barrier: a trial's slip opens a trial's gate, because only a trial root signed its key."""

_DOTS = dict.fromkeys(map(ord, "·•・"))


PLATE, CONTAINERS = "slip-plate-awaited", "slip-containers-awaited"
AWAITED = {PLATE: "plate", CONTAINERS: "containers"}
"""Reasons that say nothing against a slip: something of the truck is not read yet."""


@dataclass(frozen=True)
class Judged:
    """Whether the slip is accepted, and every reason, worst first."""

    accepted: bool
    reasons: tuple[str, ...]

    @property
    def waiting(self) -> tuple[str, ...]:
        """What is still to be read, `plate` or `containers`, when nothing else is wrong."""
        left = [reason for reason in self.reasons if reason not in ONLY_SAID]
        return tuple(AWAITED[reason] for reason in left) if set(left) <= set(AWAITED) else ()


def judge(checked: Checked, *, used: bool, suspended: bool, voided: bool, vehicle: str | None) -> Judged:
    """The gate's answer. `used`, `suspended`, `voided` are what this station knows of the number; `vehicle` is the plate in front, None if unread.

    Without a plate no slip opens: a slip says which truck may go, not that whoever carries it may.
    """
    told = (
        ("slip-voided", voided),
        ("slip-suspended", suspended),
        ("slip-used", used),
        ("slip-wrong-truck", vehicle is not None and not _same_truck(checked, vehicle)),
    )
    reasons = (*checked.reasons, *(key for key, holds in told if holds))
    judged = _judged(checked, reasons)
    # Nobody is sent to read the plate for a slip that is no good.
    return _judged(checked, (*reasons, PLATE)) if judged.accepted and vehicle is None else judged


def unknown(judged: Judged, checked: Checked, why: str) -> Judged:
    """The answer about a genuine slip of this station that its journal does not hold: whether it was used or made void nobody knows, so it opens nothing."""
    return _judged(checked, (why, *(reason for reason in judged.reasons if reason not in AWAITED)))


def compared(judged: Judged, checked: Checked, containers: Sequence[str], *, by_eye: bool = False) -> Judged:
    """The answer with the containers read at the gate held against the slip's list, of which a token names two at most.

    A container that is not on a whole list belongs to another load. Of a shortened list only all members together can be verified, by their digest; until
    they are read the slip waits, unless the officer compared them `by_eye` with the paper, which names them all.
    """
    slip = checked.slip
    cut = next((each for each in checked.cuts if each.field == "containers"), None)
    if slip is None or (cut is None and set(containers) <= set(slip.containers)) or (cut and cut.stands_for(containers)):
        return judged
    if cut is None or len(set(containers)) >= cut.count:
        return _judged(checked, (*judged.reasons, "slip-wrong-container"))
    return _judged(checked, (*judged.reasons, CONTAINERS)) if not by_eye and (judged.accepted or judged.waiting) else judged


def _judged(checked: Checked, reasons: tuple[str, ...]) -> Judged:
    return Judged(checked.authentic is True and not set(reasons) - ONLY_SAID, reasons)


def _same_truck(checked: Checked, vehicle: str) -> bool:
    return checked.slip is not None and fold_plate(checked.slip.vehicle) == fold_plate(vehicle)


def fold_plate(plate: str) -> str:
    """A plate for comparing: upper case, without spaces, hyphens and the dot it is printed with."""
    return codes.fold_seal(plate).translate(_DOTS)
