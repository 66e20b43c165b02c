"""The parcels of a synthetic port: each with its row in the register, what is read of its label, and what the rules should say."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from workstation import settings
from workstation.codes import made
from workstation.drill import books, firms, lists, numbers
from workstation.drill.truck import HOUR, Port, Row

GOODS = ("护肤品", "巧克力制品", "保健食品", "婴儿奶粉", "香水", "耳机", "运动鞋", "咖啡豆")


@dataclass(frozen=True)
class Parcel:
    """One parcel: its number, its story, the channel the rules should give, its line as a scanner sends it."""

    number: str
    story: str
    channel: str
    scan: str

    def shown(self) -> dict[str, Any]:
        """As one line of a scripts file."""
        return {"parcel": self.number, "story": self.story, "channel": self.channel, "lines": [{"scan": self.scan}]}


STORIES: dict[str, tuple[str, int, Row | None]] = {
    "parcel-released": ("release", 880, {}),
    "parcel-by-inventory": ("release", 30, {}),
    "parcel-bonded": ("release", 60, {"bonded": True}),
    "parcel-declared": ("hold", 12, {"state": "declared"}),
    "parcel-held": ("hold", 4, {"state": "held"}),
    "parcel-returned": ("hold", 2, {"state": "returned"}),
    "parcel-bonded-no-ledger": ("hold", 3, {"bonded": True}),
    "parcel-bonded-closed": ("hold", 3, {"bonded": True}),
    "parcel-bonded-over": ("hold", 3, {"bonded": True}),
    "parcel-instructed": ("manual", 3, {}),
    "parcel-unknown": ("hold", 3, None),
}
"""Story -> channel, how common it is, what differs in its row (None: the port knows nothing of it). The first parcels tell each once."""


def around(port: Port) -> Iterator[tuple[str, Row]]:
    """What the parcels share: their lane, and a ledger that was closed."""
    if port.parcels:
        yield "lane", {"port": port.code, "lane": "07", "profile": "parcel"}
        yield "ledger", {"number": closed(port), "uscc": numbers.uscc(0), "state": "closed"}


def closed(port: Port) -> str:
    """The ledger nothing is written off from any more."""
    return made.make_ledger("6999", port.day.year, 1)


def tell(port: Port, index: int) -> tuple[list[tuple[str, Row]], Parcel]:
    """Rows and script of the parcel with an index."""
    random = Random(f"{port.seed}/parcel/{index}")  # noqa: S311 - drills are repeated from a seed, nothing here is secret
    names = list(STORIES)
    story = names[index] if index < len(names) else random.choices(names, [weight for _, weight, _ in STORIES.values()])[0]
    channel, _, changed = STORIES[story]
    number, inventory = f"SF{1_000_000_000_000 + index * 7919 + port.seed % 7919}", f"6401{port.day.year}I{index:09d}"
    if story == "parcel-bonded" and not port.station:
        # Nobody is named to spend the ledger.
        channel = "hold"
    told = Parcel(number, story, channel, inventory if story == "parcel-by-inventory" else number)
    if changed is None:
        return [], told
    firm = firms.chosen(port, random, firms.wanted(story))
    instructed = story == "parcel-instructed"
    row: Row = {
        "number": number, "inventory": inventory, "order": f"OD{port.day.year}{index:010d}", "uscc": numbers.uscc(firm), "state": "released", "goods": random.choice(GOODS),
        "person": f"P9{index % 10_000_000:07d}" if instructed else f"P{random.randrange(port.people) + 1:08d}", "value": f"{random.randrange(30, 4000)}.00",
    } | changed  # fmt: skip
    goods: list[tuple[str, Row]] = []
    if story in ("parcel-bonded", "parcel-bonded-over", "parcel-bonded-closed"):
        row["ledger"] = closed(port) if story == "parcel-bonded-closed" else firms.ledger(port, firm)
        goods = [("parcel_line", _line(firm, inventory, over=story == "parcel-bonded-over"))]
    return [("parcel", row), *goods] + ([("instruction", _instruction(port, index, row["person"]))] if instructed else []), told


def _line(firm: int, inventory: str, *, over: bool) -> Row:
    """What a bonded inventory takes from line 1 of its firm's ledger; `over`: more than is left of the line that is nearly used up."""
    line = books.SPENT if over else 1
    code, name, unit, _ = books.goods(firm, line)
    return {"inventory": inventory, "no": 1, "commodity": code, "name": name, "quantity": "5000" if over else "2", "unit": unit, "ledger_line": line}


def _instruction(port: Port, index: int, person: str) -> Row:
    times = {"issued_at": settings.show_time(port.now - 5 * HOUR), "valid_to": settings.show_time(port.now + 48 * HOUR)}
    told = {"target_kind": "person", "target": person, "channel": "manual", "text": "开箱核对品名与数量", "risk": lists.RISKS[index % len(lists.RISKS)]}
    return {"number": made.make_instruction(port.day.year, 500_000 + index % 500_000), **told, **times, "owner": "风控中心", "state": "live"}
