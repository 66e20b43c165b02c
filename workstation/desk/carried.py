"""What the desk knows of a traveller before he is inspected, for the form; and the receipts that are read while he is."""

from decimal import Decimal

from workstation.codes import group
from workstation.desk import looked, tables, travelling
from workstation.desk.card import Say
from workstation.desk.lane import Lane
from workstation.desk.values import Plan
from workstation.inspection import forms
from workstation.passage import Passage
from workstation.persons import quotas

MOST = 200
"""Characters of the list of goods: a form is no receipt."""


def facts(lane: Lane, passage: Passage) -> dict[str, str]:
    """Fact -> value, for the fields of a form; nothing of it names the person."""
    now = travelling.standing(lane, passage)
    row, guarantee = now.told.receipt, now.told.guarantee
    found = {"traveller.proof": now.seen.proof or "none", "traveller.receipt": now.seen.receipt}
    if row is None:
        return found
    goods = "; ".join(f"{each['name']} ×{each['quantity']}" for each in now.told.lines)
    found |= {"traveller.receipt": row["number"], "traveller.mode": row["mode"], "traveller.quota": row["quota"], "traveller.amount": quotas.plain(Decimal(row["total"]))}
    found |= {"traveller.goods": goods if len(goods) <= MOST else goods[: MOST - 1] + "…", "traveller.pieces": str(sum(int(each["quantity"]) for each in now.told.lines))}
    return found | ({"traveller.guarantee": ", ".join(each.number for each in (guarantee, *now.told.others))} if guarantee else {})


def enter(lane: Lane, passage: Passage, receipt: str) -> Plan | None:
    """Another receipt of the buyer, read while he is inspected: its goods are looked at with the others, and the form names it. None where no form takes it."""
    from workstation.desk.acts import inspecting

    inspection = lane.open_inspection(passage)
    form = forms.find(inspection.form, inspection.version, lists=tables.lists(lane.station)) if inspection else None
    name = looked.field_of(form) if form else ""
    get = lane.station.register.get
    mine, other = get("receipt", passage.values("receipt")[0]), get("receipt", receipt)
    if not (inspection and name and mine and other and mine["person"] == other["person"]):
        return None
    so_far = inspection.fields.get(name, "")
    if receipt in looked.named(so_far):
        return Plan(tick="repeat", alarms=(Say("receipt-looked-at", {"receipt": group("receipt", receipt)}),))
    plan = inspecting.set_field(lane, {"field": name, "value": f"{so_far} {receipt}".strip()})
    return Plan(plan.drafts, tick="read", alarms=(*plan.alarms, Say("receipt-looked-at", {"receipt": group("receipt", receipt)})))
