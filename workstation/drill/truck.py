"""One synthetic truck being put together: its rows in the register and the lines a lane would read of it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from workstation import settings
from workstation.codes import made
from workstation.drill import lists, numbers

Row = dict[str, Any]
HOUR = 3_600_000
FOCUS = 7
"""Of a hundred persons the one with this index is on the focus list; no script lets him drive."""


@dataclass(frozen=True)
class Port:
    """What a synthetic port is made from. `now` in UTC ms; `persons` and `extra` (item rows) are ballast beside the trucks; `parcels` come on a belt; `station` keeps the ledgers and holds leases; without it they are spent nowhere."""

    trucks: int
    now: int
    seed: int = 1
    code: str = "CNHXG"
    version: int = 1
    persons: int = 0
    extra: int = 0
    parcels: int = 0
    station: str = ""

    @property
    def firms(self) -> int:
        """How many enterprises share the trucks."""
        return max(24, self.trucks // 8)

    @property
    def people(self) -> int:
        """How many persons the port knows."""
        return max(40, self.trucks // 4, self.persons)

    @property
    def day(self) -> date:
        """The local day of `now`."""
        return settings.local_time(self.now).date()


@dataclass
class Truck:
    """Rows and lines gathered so far; `load` is the true gross weight of the goods, `tare` of everything else, in kg."""

    port: Port
    index: int
    random: Random
    rows: list[tuple[str, Row]] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    containers: list[str] = field(default_factory=list)
    plate: str = ""
    firm: int = 0
    tare: int = 0
    load: int = 0

    def add(self, table: str, **row: object) -> Row:
        """A row of the register; absent values are left out."""
        told = {name: value for name, value in row.items() if value is not None}
        self.rows.append((table, told))
        return told

    def scan(self, text: str) -> None:
        """A line as a scanner sends it."""
        self.lines.append({"scan": text})

    def day(self, offset: int) -> str:
        """A date so many days from the port's today."""
        return (self.port.day + timedelta(days=offset)).isoformat()

    def moment(self, hours: float) -> str:
        """A time so many hours from the port's now."""
        return settings.show_time(self.port.now + int(hours * HOUR))

    @property
    def uscc(self) -> str:
        """The credit code of the truck's enterprise."""
        return numbers.uscc(self.firm)

    @property
    def year(self) -> int:
        """The year its papers are from."""
        return self.port.day.year

    def serial(self, place: int = 0) -> int:
        """A number of its own for each of up to eight papers or boxes of the truck."""
        return self.index * 8 + place + 1


def vehicle(truck: Truck, *, known: bool = True, tare: bool = True, sort: str = "truck", **more: object) -> None:
    """The truck itself, and its plate read; `more` are fields of its row."""
    truck.plate = numbers.plate(truck.index)
    truck.tare += (weight := truck.random.randrange(9000, 15000, 20) if sort == "truck" else truck.random.randrange(7000, 9000, 20))
    if known:
        rfid = made.make_epc("697000001", "0001", truck.index) if truck.index % 3 == 0 else None
        truck.add("vehicle", plate=truck.plate, sort=sort, tare_kg=str(weight) if tare else None, uscc=truck.uscc, rfid=rfid, **more)
    truck.scan(truck.plate)


def trailer(truck: Truck) -> str:
    """A trailer behind the tractor, with a tare of its own, and its plate read."""
    plate = numbers.trailer(truck.index)
    weight = truck.random.randrange(5600, 7200, 20)
    truck.tare += weight
    truck.add("vehicle", plate=plate, sort="trailer", tare_kg=str(weight), uscc=truck.uscc)
    truck.scan(plate)
    return plate


def driver(truck: Truck) -> None:
    """Now and then the driver's resident ID is read too; he is in the register and on no focus list."""
    index = truck.random.randrange(truck.port.people)
    if truck.random.randrange(4) == 0 and index % 100 != FOCUS:
        truck.scan(numbers.driver(index)[0])


def booking(truck: Truck, goods: str = "customs", *, trailed: str | None = None, read: bool = True, gross: str | None = None) -> str:
    """The lane booking of the truck for the hours around now."""
    number = made.make_booking(truck.port.day, truck.index % 1_000_000)
    slot = {"from": truck.moment(-2), "to": truck.moment(6)}
    lists_ = {"papers": list(truck.papers) or None, "containers": list(truck.containers) or None}
    truck.add("booking", number=number, plate=truck.plate, trailer=trailed, goods=goods, **lists_, **slot, gross_kg=gross)
    if read:
        truck.scan(number)
    return number


def consignment(truck: Truck, place: int = 0, **changed: object) -> str:
    """A declared consignment of one to three lines; `changed` replaces fields of its row."""
    random = truck.random
    number = made.make_declaration(numbers.OFFICE, truck.year, truck.serial(place), "0")
    drawn = random.choice(("zero-tariff", "relaxed", "value-added"))
    category = changed.get("category", drawn)
    chosen = random.sample(lists.GOODS, random.randrange(1, 4))
    weights = [random.randrange(1500, 6000, 10) for _ in chosen]
    row: dict[str, object] = {
        "declaration": number, "uscc": truck.uscc, "category": category, "state": "released", "gross_kg": str(sum(weights)),
        "pieces": random.randrange(10, 900), "goods": chosen[0][1], "bill_of_lading": f"HNSL{truck.serial(place):08d}",
        "valid_to": truck.day(14),
    }  # fmt: skip
    if category == "value-added":
        code = made.make_va_confirmation(numbers.OFFICE, truck.year, truck.serial(place))
        row |= {"va_confirmation": code, "va_valid_to": truck.day(30)}
        truck.add("va_code", code=code, sort="confirmation", uscc=truck.uscc, declaration=number, valid_from=truck.day(-20), valid_to=truck.day(30), state="valid")
    truck.add("consignment", **(row | changed))
    for no, ((code, name, unit, origin), weight) in enumerate(zip(chosen, weights, strict=True), 1):
        gtin = made.make_gs1(f"690{truck.serial(place) % 10**9:09d}") if no == 1 else None
        told = {"commodity": code, "name": name, "quantity": str(weight), "unit": unit, "gross_kg": str(weight), "origin": origin, "gtin": gtin}
        truck.add("line", declaration=number, no=no, **told)
    truck.load += sum(weights)
    truck.papers.append(number)
    truck.scan(number)
    return number


def certificate(truck: Truck, papers: str, flag: str, **changed: object) -> str:
    """A certificate that goods under a flag need."""
    number = f"HN-{flag[:3].upper()}-{truck.year}-{truck.serial():06d}"
    row: dict[str, object] = {"kind": flag, "papers": papers, "issuer": "海口海关", "valid_from": truck.day(-10), "valid_to": truck.day(20), "state": "valid"}
    truck.add("certificate", number=number, **(row | changed))
    return number


def release_list(truck: Truck, **changed: object) -> str:
    """A release list of a batch exit; there is no declaration yet."""
    number = made.make_release_list(numbers.OFFICE, truck.year, truck.serial())
    weight = truck.random.randrange(3000, 15000, 10)
    row: dict[str, object] = {
        "number": number, "uscc": truck.uscc, "category": "zero-tariff", "state": "filed", "gross_kg": str(weight),
        "pieces": truck.random.randrange(10, 900), "goods": truck.random.choice(lists.GOODS)[1],
        "valid_from": truck.day(-3), "valid_to": truck.day(4),
    }  # fmt: skip
    truck.add("release_list", **(row | changed))
    truck.load += weight
    truck.papers.append(number)
    truck.scan(number)
    return number


def box(truck: Truck, papers: str, *, told: bool = True) -> str:
    """A container on the truck, read; `told` = it stands on the papers."""
    place = len(truck.containers)
    number = numbers.container(truck.serial(place))
    weight = truck.random.choice((2200, 2300, 3800, 3900))
    truck.tare += weight
    if told:
        truck.add("container", number=number, papers=papers, tare_kg=str(weight), size="22G1" if weight < 3000 else "45G1")
    truck.containers.append(number)
    truck.scan(number)
    return number


def seals(truck: Truck, container: str, status: str = "sealed") -> list[str]:
    """The closures of a container as told, each read as sealed, the last one with `status`; customs seal and e-lock now and then."""
    place = truck.serial(truck.containers.index(container))
    closures = [(numbers.carrier_seal(truck.random, place), "carrier", "barcode")]
    if truck.random.randrange(3) == 0:
        closures.append((numbers.customs_seal(place), "customs", "barcode"))
    if truck.random.randrange(6) == 0:
        closures.append((made.make_lock(place), "lock", "lock"))
    for number, sort, source in closures:
        truck.add("seal", number=number, container=container, sort=sort, state="applied")
        truck.lines.append({"seal": number, "status": "sealed", "container": container, "source": source})
    truck.lines[-1]["status"] = status
    return [number for number, _, _ in closures]


def weigh(truck: Truck, factor: float = 1.0, extra: int = 0) -> None:
    """The weighbridge: tares and goods, a few kilograms beside, in steps of 20 kg."""
    noise = truck.random.randrange(-60, 61)
    gross = truck.tare + truck.load * factor + extra + noise
    truck.lines.append({"weight": str(round(gross / 20) * 20), "unit": "kg"})


def instruction(truck: Truck, channel: str, kind: str, target: str) -> Row:
    """A live control instruction about something of the truck."""
    number = made.make_instruction(truck.year, truck.index % 1_000_000)
    asked = {"hold": "扣留待查,联系缉私", "manual": "开箱查验,核对品名与数量", "machine": "机检扫描"}[channel]
    told = {"target_kind": kind, "target": target, "channel": channel, "text": asked, "risk": truck.random.choice(lists.RISKS)}
    times = {"issued_at": truck.moment(-5), "valid_to": truck.moment(48)}
    return {"number": number, **told, **times, "owner": "风控中心", "state": "live"}


def ledger(year: int, firm: int, letter: str = "H") -> str:
    """The e-ledger of a firm; those of another letter are others of the same firm."""
    return made.make_ledger(f"{6400 + firm // 1000 % 100:04d}", year, firm % 1000, letter)
