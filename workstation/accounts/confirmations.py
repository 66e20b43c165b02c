"""Value-added confirmation and cumulative codes held against the register; nothing here computes a share or a tax."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workstation.accounts.figures import Reading

Row = Mapping[str, Any]
CUMULATIVE = "VC"


class Codes(Protocol):
    """The reads of `workstation.register.store.Register` that a code needs."""

    def get(self, table: str, *key: object) -> Row | None: ...
    def where(self, table: str, column: str, value: object) -> Sequence[Row]: ...
    def age(self, table: str) -> Any: ...


@dataclass(frozen=True)
class Confirmation:
    """A code and how it stands for a paper or an enterprise. `state`: valid | unknown | early | expired | revoked | used | twice
    (two declarations name it, and the register says of neither that it was given for it) | other (of somebody or something else).
    """

    code: str
    sort: str
    state: str
    valid_from: str = ""
    valid_to: str = ""
    declaration: str = ""
    partner: str = ""


def verified(register: Codes, code: str, uscc: str, today: str, declaration: str = "") -> Confirmation:
    """A code as an enterprise uses it, for one declaration where one is named. A cumulative code is its giver's and the one's downstream it was handed to."""
    row = register.get("va_code", code)
    if row is None:
        return Confirmation(code, "cumulative" if code.startswith(CUMULATIVE) else "confirmation", "unknown")
    partner = (row["downstream"] if row["uscc"] == uscc else row["uscc"]) or ""
    return Confirmation(code, row["sort"], state(row, uscc, today, declaration), row["valid_from"], row["valid_to"] or "", row["declaration"] or "", partner)


def state(row: Row, uscc: str, today: str, declaration: str) -> str:
    """How a row stands on an ISO day."""
    mine = uscc == row["uscc"] or (row["sort"] == "cumulative" and uscc == row["downstream"])
    own = not declaration or not row["declaration"] or row["declaration"] == declaration or row["sort"] == "cumulative"
    if not mine or not own:
        return "other"
    if row["state"] == "revoked" or (row["state"] == "used" and not (declaration and row["declaration"] == declaration)):
        return str(row["state"])
    if today < row["valid_from"]:
        return "early"
    return "valid" if today <= (row["valid_to"] or today) else "expired"


def of_paper(register: Codes, paper: Row, today: str) -> str:
    """`papers.va` of a declaration of value-added goods: every code on it must hold; where the port was told no codes at all, what the declaration says of its own."""
    codes = {sort: code for sort, code in (("confirmation", paper["va_confirmation"]), ("cumulative", paper.get("va_cumulative"))) if code}
    if not codes:
        return "missing"
    if register.age("va_code") is None:
        states = ["valid" if (paper["va_valid_to"] or today) >= today else "expired"]
    else:
        states = [_on_paper(register, paper, sort, code, today) for sort, code in codes.items()]
    found = next((each for each in states if each != "valid"), "valid")
    return "twice" if found == "valid" and "confirmation" in codes and _claimed(register, paper) else found


def _claimed(register: Codes, paper: Row) -> bool:
    """Whether another declaration that was not cancelled names the same confirmation code, and the register does not say for which it was given."""
    row = register.get("va_code", paper["va_confirmation"])
    return not (row and row["declaration"]) and bool(naming(register, paper["va_confirmation"], paper["declaration"]))


def naming(register: Codes, code: str, but: str = "") -> list[str]:
    """Declarations, not cancelled, that name a confirmation code; without one."""
    return [row["declaration"] for row in register.where("consignment", "va_confirmation", code) if row["state"] != "cancelled" and row["declaration"] != but]


_LEFT = "SELECT c.declaration FROM code_left c WHERE c.code = ? AND c.declaration <> ? AND c.at < ? AND c.slip NOT IN (SELECT slip FROM list_void) ORDER BY c.at, c.slip LIMIT 1"


def left_with(journal: Reading, code: str, but: str = "", before: int = 1 << 62) -> str:
    """The declaration with which a confirmation code left under a slip that stands, before a time (UTC ms); without one. '' = none. It is good for one only."""
    rows = journal.read(_LEFT, (code, but, before))
    return str(rows[0][0]) if rows else ""


def _on_paper(register: Codes, paper: Row, sort: str, code: str, today: str) -> str:
    """A code in its place on a declaration: one of the other sort proves nothing there, nor does one of another ledger."""
    row = register.get("va_code", code)
    if row is None:
        return "unknown"
    if row["sort"] != sort or (row["ledger"] and paper["ledger"] and row["ledger"] != paper["ledger"] and sort == "confirmation"):
        return "other"
    return state(row, paper["uscc"], today, paper["declaration"])
