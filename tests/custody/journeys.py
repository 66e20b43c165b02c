"""Synthetic journeys of one container by truck over the ports of Hainan, as events of the stations, and faults to plant in them."""

from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from tests import yard
from workstation.custody.distances import ours
from workstation.journal import Event

MINUTE, HOUR = 60_000, 3_600_000
PORTS = ("CNHXG", "CNHIG", "CNMAC", "CNHAK", "CNYPG", "CNBSP", "CNSYA", "CNSYX", "CNQLN", "CNBAR")
BOX, OTHER, PLATE, PAPERS = yard.BOX, yard.BOX2, yard.PLATE, yard.PAPERS


@dataclass(frozen=True)
class Stop:
    """One visit: where, when (UTC ms), the truck, its weight in kg, seals by state as read (and the container named with it), and what the officers did with them.

    `came`: its weight before they did; `beside`: a second container on the truck.
    """

    port: str
    at: int
    lane: str = "01"
    plate: str = PLATE
    kg: int = 16200
    came: int = 0
    reads: tuple[tuple[str, ...], ...] = ()
    acts: tuple[tuple[str, dict], ...] = ()
    box: str = BOX
    beside: str = ""
    minutes: int = 6
    released: bool = True
    officer: str = "O1"
    gate: bool = False
    parked: bool = False


@dataclass
class Book:
    """Stations' journals being written: each station counts its own events."""

    events: list = field(default_factory=list)
    seqs: dict = field(default_factory=dict)

    def write(self, station, at, kind, subject, body, officer="O1"):  # noqa: PLR0917 - as an event stands
        seq = self.seqs[station] = self.seqs.get(station, 0) + 1
        event = Event(station, seq, at, at, officer, kind, subject or f"{station}/{seq}", body)
        self.events.append(event)
        return event


def station_of(stop):
    return f"{stop.port}-{stop.lane}-TEST"


def written(stops):
    """The events of the stops, as the desk writes them."""
    book = Book()
    for stop in sorted(stops, key=lambda stop: stop.at):
        visit(book, stop)
    return book.events


def visit(book, stop):
    here, at, step = station_of(stop), stop.at, stop.minutes * MINUTE // 6
    name = book.write(here, at, "passage.opened", "", {"lane": stop.lane, "profile": "gate" if stop.gate else "goods"}, stop.officer).id

    def say(kind, body, places):
        return book.write(here, at + places * step, kind, name, body, stop.officer)

    say("code.scanned", {"sort": "plate", "value": stop.plate, "checked": True, "source": "serial"}, 0)
    say("code.scanned", {"sort": "declaration", "value": PAPERS, "checked": False, "source": "serial"}, 1)
    say("code.scanned", {"sort": "container", "value": stop.box, "checked": True, "source": "serial"}, 2)
    if stop.beside:
        say("code.scanned", {"sort": "container", "value": stop.beside, "checked": True, "source": "serial"}, 2)
    for number, status, *box in stop.reads:
        say("seal.verified", {"seal": number, "status": status, "source": "barcode"} | ({"container": box[0]} if box else {}), 3)
    if stop.parked:
        say("passage.parked", {"reason": "inspection"}, 3)
        say("passage.resumed", {"by": "container"}, 4)
    say("weight.read", {"value": str(stop.came or stop.kg), "unit": "kg", "source": "serial"}, 4)
    for kind, body in stop.acts:
        say(kind, body, 5)
    if stop.acts:
        say("weight.read", {"value": str(stop.kg), "unit": "kg", "source": "serial"}, 5)
    if stop.released:
        say("released", {"verdict": 1, "channel": "release", "basis": "declaration", "slip": {"expires_at": 0}, "token": "", "number": f"{here}-{book.seqs[here]}"}, 6)
        say("passage.closed", {"reason": "next"}, 6)


@st.composite
def ordinary(draw, least=2, most=6):
    """A journey that happened somehow: never faster than a truck, seals opened only by events, weights true to the scale, trucks changed in port."""
    stops, at, seal, kg, serial = [], yard.NOW - 48 * HOUR, "HN1000000", draw(st.integers(8000, 30000)), 1000000
    plate = PLATE
    for number in range(draw(st.integers(least, most))):
        port = draw(st.sampled_from(PORTS))
        if stops:
            found = ours().way(stops[-1].port, port)
            at += stops[-1].minutes * MINUTE + (found.least if found else 0) + draw(st.integers(0, 300)) * MINUTE
        came = kg
        reads, acts = ((seal, draw(st.sampled_from(("sealed", "read")))),), ()
        if number == 0:
            reads, acts = (), (("seal.applied", {"seal": seal, "container": BOX, "sort": "customs"}),)
        elif draw(st.integers(0, 3)) == 0:
            serial += 1
            fresh = f"HN{serial}"
            kg += draw(st.integers(-1000, 5000))
            acts = draw(st.sampled_from((
                (("seal.replaced", {"seal": seal, "new": fresh, "container": BOX, "reason": "x"}),),
                (("seal.removed", {"seal": seal, "reason": "x"}), ("seal.applied", {"seal": fresh, "container": BOX, "sort": "customs"})),
            )))  # fmt: skip
            seal = fresh
        if draw(st.integers(0, 4)) == 0:
            plate = draw(st.sampled_from((yard.PLATE, yard.PLATE2, yard.PLATE3)))
        noise = draw(st.integers(-120, 120))
        late = replace(Stop(port, at, reads=reads, acts=acts, kg=kg + noise, came=came + noise, plate=plate), lane=draw(st.sampled_from(("01", "02"))), parked=draw(st.booleans()))
        stops.append(replace(late, minutes=draw(st.integers(1, 60)), gate=draw(st.integers(0, 5)) == 0 and not acts))
    return stops


@st.composite
def pairs(draw, most=5):
    """Two containers on one truck: (stops, seals of the first box by stop, whether each stop names the containers). Any seal may become another that nobody wrote."""
    stops, own, named, seals = [], [], [], {BOX: "HN1000000", OTHER: "HN2000000"}
    for number in range(draw(st.integers(2, most))):
        for box in (BOX, OTHER):
            if number and draw(st.integers(0, 4)) == 0:
                seals[box] = f"{seals[box][:3]}{int(seals[box][3:]) + 1}"
        own.append(seals[BOX])
        named.append(draw(st.integers(0, 5)) > 0)
        reads = tuple((seals[box], "sealed", *((box,) if named[-1] else ())) for box in draw(st.permutations((BOX, OTHER))))
        stops.append(Stop("CNHXG", yard.NOW - (20 - number) * HOUR, lane=f"0{number + 1}", reads=reads, beside=OTHER))
    return stops, own, named
