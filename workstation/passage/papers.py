"""What the rules ask of one declaration or release list: its state, its codes, its ledger, its batch, its enterprise's credit; pure."""

from workstation.passage import batches
from workstation.passage.told import Row, Told
from workstation.risk import Rulebook


def facts(number: str, row: Row | None, told: Told, book: Rulebook) -> dict[str, str]:
    """Facts of one paper on the day of the rules."""
    if row is None:
        return {"papers.state": "unknown"}
    today = told.today.isoformat()
    state = {"filed": "released"}.get(row["state"], row["state"])
    if state == "released" and (row["valid_to"] or today) < today:
        state = "expired"
    if state == "released" and (row.get("valid_from") or today) > today:
        state = "declared"
    found = {"papers.state": state, "papers.kind": "list" if "number" in row else "declaration", "papers.category": row["category"]}
    found["papers.va"] = told.codes.get(number, "none")
    if number in told.short:
        found["papers.ledger"] = told.short[number].state
    elif row.get("ledger"):
        found["papers.ledger"] = "enough"
    if found["papers.kind"] == "list":
        found["list.right"] = "suspended" if row["uscc"] in told.suspended else "stands"
        found["list.earlier"] = batches.state(told.batches.get(row["uscc"], ()), book, told.today)[0]
    for credit in told.credit.get(row["uscc"], ()):
        if credit["valid_from"] <= today <= (credit["valid_to"] or today):
            found["credit." + credit["scale"]] = credit["class"]
    return found
