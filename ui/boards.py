"""What a `[[links]]` table of a relay says beyond its line and driver: which contact opens, the lights, and what opens it."""

from collections.abc import Mapping
from dataclasses import dataclass

from devices.barrier import Barrier, Rule
from devices.drivers.relay import Relay
from workstation.words import Refused

OPENS = ("both", "released", "presented")


@dataclass(frozen=True)
class Board:
    """A relay board at work: its driver (which knows the bytes), its barrier (which knows when), and the events that open it."""

    relay: Relay
    barrier: Barrier
    opens: str

    def opened_by(self, why: str) -> bool:
        """Whether an event of this sort (`released`, `presented`) opens it."""
        return self.opens in ("both", why)


def board(entry: Mapping[str, str], relay: Relay) -> Board:
    """`channel` opens, `red` and `green` are lights (0: none); `pulse`, `valid`, `answer`, `go` in seconds (see `devices.barrier.Rule`); `opens`.

    Raises Refused `settings-wrong` (name, reason).
    """
    usual = Rule()
    channel, red, green = (_channel(entry, name, getattr(usual, name)) for name in ("channel", "red", "green"))
    used = [each for each in (channel, red, green) if each]
    if not channel or len(set(used)) != len(used) or not all(map(relay.has, used)):
        raise Refused("settings-wrong", name=f"{_where(entry)} channel, red, green", reason="different channels that the board has")
    pulse, valid, answer, go = (_seconds(entry, name, getattr(usual, name)) for name in ("pulse", "valid", "answer", "go"))
    opens = entry.get("opens", OPENS[0])
    if opens not in OPENS:
        raise Refused("settings-wrong", name=f"{_where(entry)} opens", reason=" | ".join(OPENS))
    return Board(relay, Barrier(Rule(channel, pulse, valid, answer, red, green, go, relay.answers_back)), opens)


def _where(entry: Mapping[str, str]) -> str:
    return f"links {entry.get('name') or entry['address']}"


def _channel(entry: Mapping[str, str], name: str, usual: int) -> int:
    text = entry.get(name, str(usual))
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise Refused("settings-wrong", name=f"{_where(entry)} {name}", reason="the number of a channel")
    return int(text)


def _seconds(entry: Mapping[str, str], name: str, usual: float) -> float:
    try:
        told = float(entry.get(name, usual))
    except ValueError:
        told = 0.0
    if not _SHORTEST <= told <= _LONGEST:
        raise Refused("settings-wrong", name=f"{_where(entry)} {name}", reason=f"seconds between {_SHORTEST} and {_LONGEST}")
    return told


_DIGITS = 3
_SHORTEST, _LONGEST = 0.1, 60.0
