"""What an inspection that opens a sealed thing says of its seals: only seals that stood there are taken off, and none stays that was cut."""

from collections.abc import Iterable

from workstation.codes import fold_seal
from workstation.inspection import progress
from workstation.inspection.values import Form, Inspection
from workstation.words import Refused


def opens(form: Form) -> bool:
    """Whether who fills the form has opened what was sealed: it insists on the old seals."""
    return any(field.fill == "removed" and field.required for field in form.fields)


def check_known(form: Form, old: Iterable[str], known: Iterable[str]) -> None:
    """`old`: said to be taken off; `known`: every seal read, declared or put on there. Refused `inspection-seal-strange` when one is not known."""
    if not opens(form):
        return
    here = {fold_seal(number): number for number in known}
    strange = [number for number in old if fold_seal(number) not in here]
    if strange:
        raise Refused("inspection-seal-strange", seals=", ".join(strange), known=", ".join(here.values()) or "–")


def check_left(inspection: Inspection, form: Form, standing: Iterable[str]) -> None:
    """`standing`: the seals that were on it before it was opened. Refused `inspection-seal-left` when one is not among the old seals."""
    if not opens(form):
        return
    off = {fold_seal(number) for number in progress.taken_off(inspection, form)}
    left = {fold_seal(number): number for number in standing if fold_seal(number) not in off}
    if left:
        raise Refused("inspection-seal-left", seals=", ".join(left.values()))
