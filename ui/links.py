"""The lane's links: opened from the station's settings; each frame becomes plain desk arguments, each state a lamp."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from devices.drivers import driver
from devices.drivers.relay import Contact, Relay
from devices.enrol import learned
from devices.frames import Answering
from devices.link import Link, LinkState, Received
from devices.peaks import Peaks, Presses
from devices.readings import Button, Document, Dose, Position, Seal, Tag, Text, Weight
from devices.settle import Rule, Settling
from devices.standing import Standing
from devices.stay import Stay
from devices.trouble import DeviceTrouble
from ui import entries
from ui.boards import Board, board
from workstation.words import Refused

Asked = Callable[[Mapping[str, Any], int], None]
"""Takes a line for the desk and the monotonic time (ns) of its last byte; called on a link's thread."""

Told = Callable[[LinkState], None]
Hear = Callable[[Received], None]


class Links:
    """Every link of the lane. `asked` and `told` are called on the links' threads and must be short, or end when the link is `leaving`.

    `answering`: the links whose devices wait for an answer to each message; `leaving`: those whose threads are to end.
    """

    def __init__(self, known: Sequence[Mapping[str, str]], asked: Asked, told: Told, own: Path | None = None) -> None:
        """`own`: the station's folder of device profiles. A table that cannot be used is shown as trouble; the other links work."""
        self._asked, self._told, self._own = asked, told, own
        self._settling: dict[str, Settling] = {}
        self._sides: dict[str, dict[str, object]] = {}
        self._stays: dict[str, Stay] = {}
        self.boards: dict[str, Board] = {}
        self.answering: frozenset[str] = frozenset()
        self.leaving: frozenset[str] = frozenset()
        self._standing = Standing()
        self._aside: dict[str, Hear] = {}
        self._here: tuple[Position | None, int] = (None, 0)
        self.readings: dict[str, Weight | Seal | Position | Button | Dose] = {}
        self._presses: dict[str, Presses] = {}
        self._peaks: dict[str, Peaks] = {}
        self._tables = {named(entry): dict(entry) for entry in known}
        self._rows = tuple(self._row(entry) for entry in known)

    @property
    def _links(self) -> tuple[Link, ...]:
        return tuple(row for row in self._rows if isinstance(row, Link))

    def start(self) -> None:
        """Begin to read on every link."""
        for link in self._links:
            link.start()

    def stop(self) -> None:
        """End every link's thread."""
        self.leaving = frozenset(self._tables)
        for link in self._links:
            link.stop()

    def put(self, entry: Mapping[str, str], was: str = "") -> None:
        """A link by this table, in the place of the one called `was` or as this; the others go on. Waits for the end of the old thread."""
        name = was or named(entry)
        self._tables = {each: table for each, table in self._tables.items() if each != name} | {named(entry): dict(entry)}
        self.rest(name)
        fresh, rows = self._row(entry), self._rows
        at = next((place for place, row in enumerate(rows) if _called(row) == name), len(rows))
        self._rows = (*rows[:at], fresh, *rows[at + 1 :])
        if isinstance(fresh, Link):
            fresh.start()

    def drop(self, name: str) -> None:
        """A link that is not wanted any more. Waits for the end of its thread."""
        self.rest(name)
        self._tables = {each: table for each, table in self._tables.items() if each != name}
        self._rows = tuple(row for row in self._rows if _called(row) != name)

    def become(self, known: Sequence[Mapping[str, str]]) -> None:
        """The links of these tables, in their order; one whose table is the same goes on. Waits for the end of the threads of the others."""
        for name in self._tables.keys() - {named(entry) for entry in known}:
            self.drop(name)
        for entry in known:
            if self._tables.get(named(entry)) != entry:
                self.put(entry)
        places = {named(entry): place for place, entry in enumerate(known)}
        self._rows = tuple(sorted(self._rows, key=lambda row: places[_called(row)]))

    def rest(self, name: str) -> None:
        """The port of this link is free until `put`. Waits for the end of its thread."""
        self.leaving |= {name}
        for link in self._links:
            if link.name == name:
                link.stop()
        self.leaving -= {name}
        self.boards = {each: board for each, board in self.boards.items() if each != name}
        self.readings.pop(name, None)

    def aside(self, name: str, hear: Hear | None) -> None:
        """What this link reads goes to `hear` (on the link's thread) and not to the lane, until None is given."""
        if hear is None:
            self._aside.pop(name, None)
        else:
            self._aside[name] = hear

    def states(self) -> tuple[LinkState, ...]:
        """How every link stands now."""
        return tuple(self._shown(row.state) if isinstance(row, Link) else row for row in self._rows)

    def weigh_again(self) -> None:
        """A truck waits for its weight: what stands on the scale now is given, though it may have settled before the truck was known."""
        for settling in list(self._settling.values()):
            settling.again()

    def look_again(self) -> None:
        """A truck waits for its seals: every lock's state is given once more when the lock says it next."""
        self._standing.again()

    def tags_again(self) -> None:
        """Nobody heard the tags that are there: each is given once more when it is seen next."""
        for stay in list(self._stays.values()):
            stay.again()

    def reply(self, name: str, *, accepted: bool) -> None:
        """The good or bad beep of the device a read came from: it means accepted by the program, not decoded."""
        for link in self._links:
            if link.name == name:
                link.reply(accepted=accepted)

    def write(self, name: str, sent: bytes) -> None:
        """Bytes for a device that is moved, not read; lost when it is away."""
        for link in self._links:
            if link.name == name:
                link.write(sent)

    def _row(self, entry: Mapping[str, str]) -> Link | LinkState:
        try:
            return self._link(entry)
        except (Refused, DeviceTrouble) as trouble:
            return entries.broken(entry, trouble)

    def _link(self, entry: Mapping[str, str]) -> Link:
        name = entry.get("name") or entry["address"]
        made = entries.profile_of(entry, self._own)
        settings, used = entries.line(entry, made), entries.driver_of(entry, made)
        try:
            settling = Settling(Rule(seconds=float(entry.get("settle_seconds", "2")), increment=entry.get("increment", "20")))
        except (ValueError, ArithmeticError) as error:
            raise Refused("settings-wrong", name=f"links {name}", reason=str(error)) from error
        if entry.get("asks", ASKS[0]) not in ASKS:
            raise Refused("settings-wrong", name=f"links {name} asks", reason=" | ".join(ASKS))
        self._settling[name] = settling
        self._sides[name] = side(entry)
        self._stays[name], self._presses[name], self._peaks[name] = Stay(), Presses(), Peaks()
        reader = driver(used, {**entries.config(entry, made), **(learned({**entry, "driver": used}) or {})})
        self.answering = self.answering | {name} if isinstance(reader, Answering) else self.answering - {name}
        if isinstance(reader, Relay):
            self.boards = {**self.boards, name: board(entry, reader)}
        return Link(entry["address"], reader, self._frame, self._state, settings)

    def _frame(self, received: Received) -> None:
        reading, hear = received.frame.reading(), self._aside.get(received.link)
        if isinstance(reading, (Weight, Seal, Position, Button, Dose)):
            self.readings[received.link] = reading
        if isinstance(reading, Position):
            self._here = (reading, received.at_ns)
        if hear is not None:
            hear(received)
            return
        asked = self._line(received)
        if asked is not None:
            self._asked(asked, received.at_ns)

    def _state(self, state: LinkState) -> None:
        if state.state == "lost":
            self._settling[state.link].gap()
        self._told(state)

    def _line(self, received: Received) -> dict[str, Any] | None:
        """A frame as a line of the desk; None for one that says nothing to it, and for a weight that has not settled."""
        asked = _touched(received.frame) if isinstance(received.frame, Contact) else self._meant(received)
        return None if asked is None else {"source": "serial"} | asked | {"link": received.link} | (self._sides[received.link] if "scan" in asked else {})

    def _meant(self, received: Received) -> dict[str, Any] | None:
        reading = received.frame.reading()
        match reading:
            case Text(text, aim):
                return {"scan": text} | ({"aim": aim} if aim else {})
            case Document(mrz):
                return {"scan": mrz, "kind": "mrz"}
            case Tag(epc):
                return {"scan": epc, "kind": "epc"} if self._stays[received.link].see(epc, received.at_ns) else None
            case Seal() | Weight() | Button() | Dose():
                return self._told_again(reading, received)
            case _:
                return None

    def _told_again(self, reading: Seal | Weight | Button | Dose, received: Received) -> dict[str, Any] | None:
        """Of what a device says again and again only what is new."""
        link, at_ns, line = received.link, received.at_ns, None
        match reading:
            case Seal():
                line = self._stood(reading, received)
            case Weight():
                line = self._weighed(reading, received)
            case Button(name):
                line = {"help": name, "sort": self._tables[link].get("asks", ASKS[0])} if self._presses[link].see(reading, at_ns) else None
            case Dose(value, alarm):
                line = {"dose": value} | ({} if alarm is None else {"alarm": alarm}) if self._peaks[link].see(reading, at_ns) else None
        return line

    def _stood(self, seal: Seal, received: Received) -> dict[str, Any] | None:
        """A lock or seal with its state; `source` lock: nobody typed or read it by eye."""
        if not self._standing.see(seal, received.at_ns):
            return None
        here = seal.position or self._station(received.at_ns)
        beside = {"opened": seal.opened, "position": f"{here.lat},{here.lon}" if here else ""}
        return {"seal": seal.number, "status": seal.status.value, "source": "lock"} | {name: told for name, told in beside.items() if told}

    def _station(self, at_ns: int) -> Position | None:
        """Where the station is: what its receiver said within the last minute."""
        here, heard = self._here
        return here if at_ns - heard <= FRESH_NS else None

    def _weighed(self, weight: Weight, received: Received) -> dict[str, Any] | None:
        settling = self._settling[received.link]
        before = settling.why
        settled = settling.see(weight, received.at_ns)
        if settling.why != before:
            self._told(next(state for state in self.states() if state.link == received.link))
        return None if settled is None else {"weight": settled.value, "unit": "kg"}

    def _shown(self, state: LinkState) -> LinkState:
        """A scale that shows what may not be taken is in trouble, though its link is not."""
        refused = self._settling[state.link].refused
        if refused is None or state.words != "link-open":
            return state
        return replace(state, words=refused.why, values={"address": state.address, "value": refused.value, "unit": refused.unit})


def named(entry: Mapping[str, str]) -> str:
    """What a link of this table is called."""
    return entry.get("name") or entry["address"]


def _called(row: Link | LinkState) -> str:
    return row.name if isinstance(row, Link) else row.link


def _touched(contact: Contact) -> dict[str, Any]:
    return {"contact": contact.channel, "on": contact.on}


def side(entry: Mapping[str, str]) -> dict[str, object]:
    """What a scan of this link says of where it came from: a driver-side device gives parts of the truck only, command codes need an enrolled officer's one."""
    where = entry.get("side", "officer")
    if where not in SIDES:
        raise Refused("settings-wrong", name=f"links {entry.get('name') or entry['address']} side", reason=" | ".join(SIDES))
    if where == "driver":
        return {"side": "driver"}
    return {"side": "officer", "enrolled": True} if entry.get("enrolled") else {}


FRESH_NS = 60_000_000_000
"""A receiver that has been silent for longer may stand elsewhere by now."""

ASKS = ("driver", "enterprise")
"""Who stands at a help button."""

SIDES = ("officer", "driver")
"""Where a device stands at the lane."""
