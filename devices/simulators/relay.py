"""A relay board: closes and opens contacts as it is told, and says so where it has feedback; a button beside it can close one by hand."""

from devices.drivers.relay import NAME, encode
from devices.framers import Packets, Tally
from devices.simulators.speech import Step
from devices.trouble import DeviceTrouble


class Speech:
    """The A0 board with `channels` contacts. Steps: `{"by_hand": channel, "on": true}` moves a contact by its button; `{"deaf": true}` takes commands no more.

    `heard`: every command as (channel, on), in order, for whoever wants to know what the host did; `contacts`: which are closed now.
    """

    name = NAME
    every = 0.0

    def __init__(self, channels: int = 4, *, feedback: bool = True) -> None:
        self.channels, self.feedback = channels, feedback
        self.contacts: set[int] = set()
        self.heard: list[tuple[int, bool]] = []
        self._deaf = False
        self._ear = Packets(0xA0, 4, _Commands(channels), Tally())

    def say(self, step: Step) -> bytes:
        if isinstance(step.get("deaf"), bool):
            self._deaf = bool(step["deaf"])
            return b""
        channel, on = step.get("by_hand"), step.get("on", True)
        if type(channel) is not int or not 1 <= channel <= self.channels or not isinstance(on, bool):
            raise DeviceTrouble("line-wrong", reason=f"by_hand: a channel from 1 to {self.channels}, on: true or false; or deaf: true or false")
        return self._move(channel, on=on, answer=self.feedback)

    def still(self) -> bytes:
        return b""

    def hear(self, sent: bytes) -> bytes:
        """States 00 off, 01 on, 02 off and 03 on with an answer, 05 asks."""
        said = b""
        for command in self._ear.push(sent):
            channel, state = command[1], command[2]
            if self._deaf:
                continue
            if state == _ASK:
                said += encode(channel, int(channel in self.contacts))
                continue
            self.heard.append((channel, bool(state & 1)))
            said += self._move(channel, on=bool(state & 1), answer=self.feedback and state >= _ANSWERED)
        return said

    def _move(self, channel: int, *, on: bool, answer: bool) -> bytes:
        self.contacts = self.contacts | {channel} if on else self.contacts - {channel}
        return encode(channel, int(on)) if answer else b""


class _Commands:
    """A0, channel, state 00 to 05 without 04 (toggle: nobody wants it here), sum."""

    def __init__(self, channels: int) -> None:
        self._channels = channels

    def size(self, begun: bytes) -> int:
        """4 while channel and state are possible."""
        return 4 if (len(begun) < 2 or 1 <= begun[1] <= self._channels) and (len(begun) < 3 or begun[2] in (0, 1, 2, 3, 5)) else -1

    def valid(self, packet: bytes) -> bool:
        """Whether the sum holds."""
        return packet == encode(packet[1], packet[2])


_ANSWERED = 2
_ASK = 5
