"""What happens with a truck: each story builds its rows and lines and knows the channel the rules should give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from workstation.drill import books, firms, truck
from workstation.drill.truck import Port, Row, Truck


@dataclass(frozen=True)
class Script:
    """One truck: who it is, what is read of it, what should come out; `late` = rows of a delta that arrives after the release."""

    plate: str
    story: str
    channel: str
    lines: tuple[Row, ...]
    late: Mapping[str, list[Row]] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """As one line of a scripts file."""
        told = {"plate": self.plate, "story": self.story, "channel": self.channel, "lines": list(self.lines)}
        return told | ({"late": self.late} if self.late else {})


@dataclass(frozen=True)
class Story:
    """A way a truck can be; `weight` is how common it is."""

    channel: str
    build: Callable[[Truck], Row | None]
    weight: int


def tell(port: Port, index: int) -> tuple[list[tuple[str, Row]], Script]:
    """Rows and script of the truck with an index; the first trucks show every story once, the others are mostly clean."""
    random = Random(f"{port.seed}/{index}")  # noqa: S311 - drills are repeated from a seed, nothing here is secret
    names = list(STORIES)
    name = names[index] if index < len(names) else random.choices(names, [story.weight for story in STORIES.values()])[0]
    built = Truck(port, index, random)
    built.firm = firms.chosen(port, random, firms.wanted(name))
    late = STORIES[name].build(built)
    channel = "hold" if name in SPENDING and not port.station else STORIES[name].channel
    return built.rows, Script(built.plate, name, channel, tuple(built.lines), {"instruction": [late]} if late else {})


def _goods(built: Truck, *, booked: bool = True, status: str = "sealed", tare: bool = True) -> None:
    truck.vehicle(built, tare=tare)
    truck.driver(built)
    papers = truck.consignment(built)
    container = truck.box(built, papers)
    truck.seals(built, container, status)
    if booked:
        truck.booking(built, read=built.random.randrange(2) == 0)


def _clean(built: Truck) -> None:
    _goods(built)
    truck.weigh(built)


def _two_containers(built: Truck) -> None:
    truck.vehicle(built)
    papers = truck.consignment(built)
    for _ in range(2):
        truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.weigh(built)


def _several_declarations(built: Truck) -> None:
    truck.vehicle(built)
    first, second = truck.consignment(built, 0), truck.consignment(built, 1)
    for papers in (first, second):
        truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.weigh(built)


def _batch_exit(built: Truck) -> None:
    truck.vehicle(built)
    papers = truck.release_list(built)
    truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.weigh(built)


def _trailer(built: Truck) -> None:
    truck.vehicle(built, sort="tractor")
    behind = truck.trailer(built)
    papers = truck.consignment(built)
    truck.seals(built, truck.box(built, papers))
    truck.booking(built, trailed=behind)
    truck.weigh(built)


def _empty(built: Truck) -> None:
    truck.vehicle(built)
    truck.booking(built, "empty")
    truck.weigh(built)


def _not_customs(built: Truck) -> None:
    truck.vehicle(built)
    goods = built.random.randrange(2000, 9000, 20)
    truck.booking(built, "none", gross=str(goods))
    truck.weigh(built, extra=goods)


def _seal_differs(built: Truck) -> None:
    _goods(built)
    read = next(line for line in built.lines if "seal" in line)
    read["seal"] = read["seal"][:-1] + str((int(read["seal"][-1]) + 1) % 10)
    truck.weigh(built)


def _seal_open(built: Truck) -> None:
    _goods(built, status="open")
    truck.weigh(built)


def _seal_tampered(built: Truck) -> None:
    _goods(built, status="tampered")
    truck.weigh(built)


def _overweight(built: Truck) -> None:
    _goods(built)
    truck.weigh(built, extra=built.random.randrange(2500, 5000, 20))


def _unknown_tare(built: Truck) -> None:
    _goods(built, tare=False)
    truck.weigh(built)


def _instructed(channel: str) -> Callable[[Truck], None]:
    def build(built: Truck) -> None:
        _clean(built)
        kind, target = built.random.choice((("declaration", built.papers[0]), ("container", built.containers[0]), ("vehicle", built.plate)))
        built.add("instruction", **truck.instruction(built, channel, kind, target))

    return build


def _late_instruction(built: Truck) -> Row:
    _clean(built)
    return truck.instruction(built, "manual", "vehicle", built.plate) | {"issued_at": built.moment(0.1)}


def _no_declaration(built: Truck) -> None:
    truck.vehicle(built)
    truck.booking(built)
    truck.weigh(built, extra=built.random.randrange(4000, 9000, 20))


def _not_released(built: Truck) -> None:
    truck.vehicle(built)
    papers = truck.consignment(built, state="declared")
    truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.weigh(built)


def _expired_list(built: Truck) -> None:
    truck.vehicle(built)
    papers = truck.release_list(built, valid_from=built.day(-30), valid_to=built.day(-1))
    truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.weigh(built)


def _container_extra(built: Truck) -> None:
    truck.vehicle(built)
    papers = truck.consignment(built)
    truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.box(built, papers, told=False)
    truck.weigh(built)


def _not_booked(built: Truck) -> None:
    _goods(built, booked=False)
    truck.weigh(built)


def _unknown(built: Truck) -> None:
    truck.vehicle(built, known=False)
    truck.weigh(built, extra=6000)


def _flagged(flag: str, **told: object) -> Callable[[Truck], None]:
    """Goods under a flag; `told` replaces fields of the certificate, and without any there is none."""

    def build(built: Truck) -> None:
        truck.vehicle(built)
        papers = truck.consignment(built, flags=[flag])
        if told:
            truck.certificate(built, papers, flag, **told)
        truck.seals(built, truck.box(built, papers))
        truck.booking(built)
        truck.weigh(built)

    return build


def _spending(take: Callable[..., None], *, over: bool) -> Callable[[Truck], None]:
    """Zero-tariff goods off an e-ledger, or one that stations spend by slices; `over`: more than the line has, or this station's slice of it."""

    def build(built: Truck) -> None:
        truck.vehicle(built)
        papers = truck.consignment(built, category="zero-tariff")
        take(built, papers, over=over)
        truck.seals(built, truck.box(built, papers))
        truck.booking(built)
        truck.weigh(built)

    return build


def _batch_ledger(built: Truck) -> None:
    truck.vehicle(built)
    papers = books.batched(built)
    truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.weigh(built)


def _zero_tariff_vehicle(built: Truck) -> None:
    truck.vehicle(built, zero_tariff=True)
    built.add("mainland_stay", plate=built.plate, left_on=built.day(-40), back_on=built.day(-21))
    papers = truck.consignment(built)
    truck.seals(built, truck.box(built, papers))
    truck.booking(built)
    truck.weigh(built)


STORIES: dict[str, Story] = {
    "clean": Story("release", _clean, 600),
    "two-containers": Story("release", _two_containers, 60),
    "several-declarations": Story("release", _several_declarations, 30),
    "batch-exit": Story("release", _batch_exit, 60),
    "trailer": Story("release", _trailer, 60),
    "empty": Story("not-customs", _empty, 60),
    "not-customs": Story("not-customs", _not_customs, 120),
    "not-booked": Story("release", _not_booked, 20),
    "unknown-tare": Story("release", _unknown_tare, 20),
    "seal-differs": Story("manual", _seal_differs, 5),
    "seal-open": Story("manual", _seal_open, 3),
    "seal-tampered": Story("manual", _seal_tampered, 2),
    "overweight": Story("machine", _overweight, 8),
    "instruction-hold": Story("hold", _instructed("hold"), 2),
    "instruction-machine": Story("machine", _instructed("machine"), 10),
    "instruction-manual": Story("manual", _instructed("manual"), 6),
    "no-declaration": Story("hold", _no_declaration, 4),
    "not-released": Story("hold", _not_released, 4),
    "expired-list": Story("hold", _expired_list, 3),
    "focus-list": Story("machine", _clean, 6),
    "container-extra": Story("manual", _container_extra, 3),
    "unknown": Story("cannot-confirm", _unknown, 4),
    "late-instruction": Story("release", _late_instruction, 2),
    "food-certified": Story("release", _flagged("food", state="valid"), 6),
    "quarantine-missing": Story("hold", _flagged("quarantine"), 2),
    "licence-revoked": Story("hold", _flagged("licence", state="revoked"), 1),
    "ledger": Story("release", _spending(books.draw, over=False), 20),
    "ledger-over": Story("hold", _spending(books.draw, over=True), 2),
    "batch-ledger": Story("release", _batch_ledger, 8),
    "batch-late": Story("hold", _batch_exit, 1),
    "zero-tariff-vehicle": Story("release", _zero_tariff_vehicle, 6),
    "leased": Story("release", _spending(books.leased, over=False), 8),
    "slice-over": Story("hold", _spending(books.leased, over=True), 2),
}
"""Every story, in the order the first trucks tell them."""
SPENDING = ("ledger", "batch-ledger", "leased")
"""Stories that take from a ledger: where no station is named to spend it, such a truck is held."""
