"""What the persons of a synthetic port bought under the two yearly quotas: receipts, their goods, the sealed bags and the guarantees."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from workstation.codes import made

Row = dict[str, Any]

EVERY = 25
"""One person in so many has a guarantee; of the others as many bought without one."""
GOODS = (("watch", "腕表", 58_000), ("phone", "手机", 52_000), ("liquor", "威士忌", 61_000))
LATE = 45
"""Days since the purchase of every tenth guaranteed receipt: past the days there are to leave."""


def rows(index: int, person: str, today: date, deposit: str) -> Iterator[tuple[str, Row]]:
    """The rows of one person; `deposit` is the amount of a guarantee."""
    if index % EVERY == 0:
        yield from _guaranteed(index, person, today, deposit)
    elif index % EVERY == 5:
        yield from _bought(index, person, today, ("offshore", "buy-and-pick-up", "cosmetics", "面霜"))
    elif index % EVERY == 9:
        yield from _bought(index, person, today, ("resident", "on-site", "food", "咖啡"))


def _guaranteed(index: int, person: str, today: date, deposit: str) -> Iterator[tuple[str, Row]]:
    sold = today - timedelta(days=LATE if index // EVERY % 10 == 9 else 2)
    receipt, (category, name, price) = made.make_receipt(sold, index % 100_000_000), GOODS[index // EVERY % len(GOODS)]
    told = {"number": receipt, "person": person, "quota": "offshore", "mode": "guarantee", "sold_at": f"{sold}T02:00:00Z", "total": f"{price}.00"}
    yield "receipt", {**told, "pickup": made.make_pickup(sold, index % 100_000_000), "state": "sold"}
    goods: Row = {"receipt": receipt, "no": 1, "category": category, "name": name, "gtin": gtin(index), "serial": f"SN{index:08d}", "quantity": 1}
    yield "receipt_line", {**goods, "price": f"{price}.00"} | ({"volume_ml": 700} if category == "liquor" else {})
    yield "guarantee", {"number": f"DB{index:09d}", "person": person, "receipt": receipt, "amount": deposit, "state": "open"}


def _bought(index: int, person: str, today: date, what: tuple[str, str, str, str]) -> Iterator[tuple[str, Row]]:
    quota, mode, category, name = what
    sold, count = today - timedelta(days=1), 1 + index % 4
    receipt = made.make_receipt(sold, index % 100_000_000)
    told = {"number": receipt, "person": person, "quota": quota, "mode": mode, "sold_at": f"{sold}T03:00:00Z", "total": f"{count * 180}.50"}
    yield "receipt", {**told, "state": "sold"}
    yield "receipt_line", {"receipt": receipt, "no": 1, "category": category, "name": name, "gtin": gtin(index), "quantity": count, "pieces": count * 2}


def gtin(index: int) -> str:
    """A GTIN of thirteen digits."""
    return made.make_gs1(f"690{index % 1_000_000_000:09d}")
