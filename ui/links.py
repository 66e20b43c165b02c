"""The lane's links: opened from the station's settings; each frame becomes plain desk arguments, each state a lamp."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from devices.drivers import driver
from devices.link import Link, LinkSettings, LinkState, Received
from devices.settle import Rule, Settling
from workstation.words import Refused

Asked = Callable[[Mapping[str, Any], int], None]
"""Takes a line for the desk and the monotonic time (ns) of its last byte; called on a link's thread."""

Told = Callable[[LinkState], None]


class Links:
    """Every link of the lane. `asked` and `told` are called on the links' threads and must be short."""

    def __init__(self, known: Sequence[Mapping[str, str]], asked: Asked, told: Told) -> None:
        self._asked, self._told = asked, told
        self._settling: dict[str, Settling] = {}
        self._links = tuple(self._link(entry) for entry in known)

    def start(self) -> None:
        """Begin to read on every link."""
        for link in self._links:
            link.start()

    def stop(self) -> None:
        """End every link's thread."""
        for link in self._links:
            link.stop()

    def states(self) -> tuple[LinkState, ...]:
        """How every link stands now."""
        return tuple(link.state for link in self._links)

    def weigh_again(self) -> None:
        """A truck waits for its weight: what stands on the scale now is given, though it may have settled before the truck was known."""
        for settling in self._settling.values():
            settling.again()

    def reply(self, name: str, *, accepted: bool) -> None:
        """The good or bad beep of the device a read came from: it means accepted by the program, not decoded."""
        for link in self._links:
            if link.name == name:
                link.reply(accepted=accepted)

    def _link(self, entry: Mapping[str, str]) -> Link:
        name = entry.get("name") or entry["address"]
        try:
            baud, bits, stop = (int(entry.get(each, usual)) for each, usual in (("baud", "9600"), ("bits", "8"), ("stop", "1")))
            seconds = float(entry.get("settle_seconds", "2"))
        except ValueError as error:
            raise Refused("settings-wrong", name=f"links {name}", reason=str(error)) from error
        settings = LinkSettings(name, baud, bits, entry.get("parity", "N"), stop)
        if entry["driver"] == "xk3190":
            self._settling[name] = Settling(Rule(seconds=seconds, increment=entry.get("increment", "20")))
        return Link(entry["address"], driver(entry["driver"]), self._frame, self._state, settings)

    def _frame(self, received: Received) -> None:
        asked = self._line(received)
        if asked is not None:
            self._asked(asked, received.at_ns)

    def _state(self, state: LinkState) -> None:
        if state.state == "lost" and state.link in self._settling:
            self._settling[state.link].gap()
        self._told(state)

    def _line(self, received: Received) -> dict[str, Any] | None:
        """A frame as a line of the desk; None for a weight that has not settled."""
        fields = received.frame.fields()
        settling = self._settling.get(received.link)
        if settling is not None:
            settled = settling.see(str(fields["value"]), received.at_ns)
            return None if settled is None else {"weight": settled.value, "unit": "kg", "source": "serial", "link": received.link}
        if "text" not in fields:
            return None
        asked = {"scan": str(fields["text"]), "source": "serial", "link": received.link}
        return asked | ({"aim": str(fields["aim"])} if fields.get("aim") else {})
