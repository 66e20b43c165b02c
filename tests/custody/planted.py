"""Journeys of one container with faults planted in them: what was planted, as the two events of each, and nothing else."""

from journeys import BOX, HOUR, MINUTE, OTHER, PORTS, Book, Stop, station_of, visit

from tests import yard
from workstation.custody.distances import ours
from workstation.custody.values import PRESENT

LOCK = "LK0000000017"
FAR = ours()
KINDS = (
    "too-fast", "two-places", "weight-gained", "opened-unseen", "off-duty", "seal-elsewhere", "seal-applied-elsewhere", "seal-on-again", "seal-put-on-late", "seal-changed", "lock-unread", "not-finished", "inspection-left",
    "hold-left",
)  # fmt: skip


class Trip:
    """A journey as it is made up. `pick(low, high)` chooses a whole number; `wanted`: what each planted fault is found as, told once the events are written."""

    def __init__(self, pick):
        self.pick, self.stops, self.wanted, self.absent = pick, [], [], []
        self.at, self.serial, self.kg = yard.NOW - 240 * HOUR, 1000000, pick(8000, 20000)
        self.seal = self.fresh()
        on = [{"seal": number, "container": BOX, "sort": sort} for number, sort in ((self.seal, "customs"), (LOCK, "lock"))]
        self.go(reads=(), acts=tuple(("seal.applied", body) for body in on))

    def fresh(self):
        self.serial += 1
        return f"HN{self.serial}"

    def go(self, ports=PORTS, took=None, **changed):
        """The next stop at one of these ports, never faster than a truck unless `took` (ms) says so."""
        port = ports[self.pick(0, len(ports) - 1)]
        before = self.stops[-1].port if self.stops else port
        least = FAR.way(before, port).least if before != port else 0
        self.at += least + self.pick(1, 300) * MINUTE if took is None else took
        usual = {"reads": tuple((number, ("sealed", "read")[self.pick(0, 1)], BOX) for number in (self.seal, LOCK)), "minutes": self.pick(2, 60), "parked": self.pick(0, 3) == 0}
        kg = self.kg + self.pick(-100, 100)
        stop = Stop(port, self.at, lane=f"{len(self.stops) + 1:02d}", kg=kg, **usual | changed)
        self.stops.append(stop)
        self.at += stop.minutes * MINUTE
        return stop

    def beside(self, stop, at, **changed):
        """Another stop that the next one does not wait for."""
        ghost = Stop(stop.port, at, lane=f"{len(self.stops) + 1:02d}", **{"kg": stop.kg, "reads": stop.reads, "minutes": 0} | changed)
        self.stops.append(ghost)
        return ghost

    def replaced(self, reads=None, **changed):
        """A stop where the seal is replaced by a fresh one."""
        old, self.seal = self.seal, self.fresh()
        body = {"seal": old, "new": self.seal, "container": BOX, "reason": "x"}
        stop = self.go(reads=reads or ((old, "sealed", BOX), (LOCK, "sealed", BOX)), acts=(("seal.replaced", body),), **changed)
        return stop, old

    def plant(self, kind):
        """A clean stop, then a fault of a kind, then a clean stop."""
        getattr(self, "_" + kind.replace("-", "_"))(self.go(parked=False))
        self.go(ports=(self.stops[-1].port,))

    def want(self, what, one, other):
        """`one`, `other`: (stop, which of its events)."""
        self.wanted.append((what, one, other))

    def _too_fast(self, before):
        far = [port for port in PORTS if port != before.port and FAR.way(port, before.port).least > FAR.skew + 2 * MINUTE]
        step = before.minutes * MINUTE // 6 * 4
        port = far[self.pick(0, len(far) - 1)]
        room = FAR.way(port, before.port).least - FAR.skew - MINUTE
        took = self.pick(0, room // MINUTE) * MINUTE + step - before.minutes * MINUTE
        self.want("too-fast", (before, last_seen), (self.go((port,), took), first_seen))

    def _two_places(self, _):
        stop = self.go(parked=False, minutes=60)
        ghost = self.beside(stop, stop.at + self.pick(6, 30) * MINUTE)
        self.want("two-places", (stop, last_seen), (ghost, first_seen))

    def _weight_gained(self, before):
        self.kg += self.pick(1200, 3000)
        self.want("weight-gained", (before, weighed), (self.go(), weighed))

    def _opened_unseen(self, before):
        old = self.seal
        stop, _ = self.replaced(reads=((old, ("open", "tampered")[self.pick(0, 1)], BOX), (LOCK, "sealed", BOX)))
        self.want("opened-unseen", (before, read(old)), (stop, read(old)))

    def _off_duty(self, _):
        stop, _old = self.replaced()
        self.absent.append(stop)
        self.want("off-duty", (stop, "went"), (stop, of_kind("seal.replaced")))

    def _seal_elsewhere(self, before):
        ghost = self.beside(before, self.at, box=OTHER, plate=yard.PLATE2, reads=((self.seal, "sealed", OTHER),))
        after = self.go()
        self.want("seal-twice", (before, read(self.seal)), (ghost, read(self.seal)))
        self.want("seal-twice", (ghost, read(self.seal)), (after, read(self.seal)))

    def _seal_applied_elsewhere(self, before):
        number = self.seal
        put = next((stop for stop in self.stops if any(number in (body.get("seal"), body.get("new")) and kind != "seal.removed" for kind, body in stop.acts)), None)
        if put is None:
            # After an unseen change nobody saw this seal put on: here one is.
            before, number = self.replaced()[0], self.seal
            put = before
        ghost = self.beside(before, self.at, box=OTHER, plate=yard.PLATE2, reads=(), acts=(("seal.applied", {"seal": number, "container": OTHER, "sort": "customs"}),))
        after = self.go()
        self.want("seal-twice", (put, put_on(number)), (ghost, put_on(number)))
        self.want("seal-twice", (ghost, put_on(number)), (after, read(number)))

    def _seal_on_again(self, _):
        stop, old = self.replaced()
        again = self.go(reads=((old, "sealed", BOX), (self.seal, "sealed", BOX), (LOCK, "sealed", BOX)))
        self.want("seal-twice", (stop, of_kind("seal.replaced")), (again, read(old)))

    def _seal_put_on_late(self, _):
        number = self.fresh()
        came = self.go(reads=((self.seal, "sealed", BOX), (number, "sealed", BOX), (LOCK, "sealed", BOX)))
        put = self.go([port for port in PORTS if port != came.port], acts=(("seal.applied", {"seal": number, "container": BOX, "sort": "customs"}),))
        self.want("seal-twice", (came, read(number)), (put, put_on(number)))

    def _seal_changed(self, before):
        old, self.seal = self.seal, self.fresh()
        self.want("seal-changed", (before, read(old)), (self.go(), read(self.seal)))

    def _lock_unread(self, before):
        self.want("lock-unread", (before, read(LOCK)), (self.go(reads=((self.seal, "sealed", BOX),)), first_seen))

    def _not_finished(self, _):
        stop = self.go(released=False)
        others = [port for port in PORTS if port != stop.port]
        self.want("not-finished", (stop, lambda told: told[-1]), (self.go(others), lambda told: told[0]))

    def _inspection_left(self, _):
        self._left("inspection-left", "inspection.opened", {"form": "appearance"})

    def _hold_left(self, _):
        self._left("hold-left", "hold.placed", {"reason": "unclear"})

    def _left(self, what, kind, body):
        stop = self.go(released=False, acts=((kind, body),))
        self.want(what, (stop, of_kind(kind)), (self.go((stop.port,)), of_kind("released")))

    def told(self):
        """(events of the trucks, comings and goings of officers, the planted as (what, id, id))."""
        book = Book()
        for stop in sorted(self.stops, key=lambda stop: stop.at):
            visit(book, stop)
        duty = [book.write(station_of(stop), self.stops[0].at - HOUR, "officer.signed-in", "O1", {"role": "officer", "lane": stop.lane}) for stop in self.stops]
        went = {station_of(stop): book.write(station_of(stop), stop.at, "officer.signed-out", "O1", {}) for stop in self.absent}
        events = [event for event in book.events if not event.kind.startswith("officer.")]
        of = {}
        for event in events:
            of.setdefault(event.station, []).append(event)

        def name(stop, which):
            return (went[station_of(stop)] if which == "went" else which(of[station_of(stop)])).id

        return events, [*duty, *went.values()], {(what, name(*one), name(*other)) for what, one, other in self.wanted}


def _seen(told):
    return [event for event in told if event.kind in PRESENT]


def first_seen(told):
    return _seen(told)[0]


def last_seen(told):
    return _seen(told)[-1]


def weighed(told):
    return [event for event in told if event.kind == "weight.read"][-1]


def of_kind(kind):
    return lambda told: next(event for event in told if event.kind == kind)


def read(number):
    return lambda told: next(event for event in told if event.kind == "seal.verified" and event.body["seal"] == number)


def put_on(number):
    return lambda told: next(event for event in told if event.kind in ("seal.applied", "seal.replaced") and event.body.get("new", event.body["seal"]) == number)
