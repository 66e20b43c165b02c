"""`mt-sics`: Mettler-Toledo Standard Interface Command Set: balances and scales that answer when asked (AL-IC, AT and T104 manuals)."""

import re
from dataclasses import dataclass

from devices import feeding, readings
from devices.config import choice, configured, number
from devices.framers import Lines, Tally
from devices.frames import Config

NAME = "mt-sics"


@dataclass(frozen=True)
class Settings:
    """`ask`: SI the weight now, S the next stable weight, SIR the weight now and again and again, `none` for a scale that something else asks.

    `ask_ms`: so long between two questions; SIR is said again only in case the scale was switched off meanwhile, every five seconds at the most.
    """

    ask: str = choice("SI", "S", "SIR", "none")
    ask_ms: int = number(250, 50, 60_000)


@dataclass(frozen=True)
class Answer:
    """`status`: S stable, D dynamic, I not executable, + overload, - underload; ES syntax, ET transmission, EL logical error. No weight: `value` and `unit` None."""

    status: str
    value: str | None
    unit: str | None
    raw: bytes

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {"status": self.status, "value": self.value, "unit": self.unit, "raw_hex": self.raw.hex()}

    def reading(self) -> readings.Weight:
        """Everything but a stable or a dynamic weight is told and never taken."""
        why = _WHY.get(self.status, "scale-refused")
        return readings.Weight(self.value or "", self.unit or "", self.status == "S" if not why else None, fit=not why, why=why)


class MtSics:
    """Pure: bytes in, answers out. There is no check in this protocol: settle before use."""

    name = NAME
    idle_after = 0.5
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None) -> None:
        settings = configured(Settings, NAME, config)
        self.asks = b"" if settings.ask == "none" else settings.ask.encode("ascii") + b"\r\n"
        self.asks_every = max(settings.ask_ms / 1000, 5.0 if settings.ask == "SIR" else 0.0)
        self._tally = Tally()
        self._framer = Lines(b"\r\n", _MOST, self._tally)

    def _read(self, line: bytes) -> tuple[Answer, ...]:
        body = line.strip(_NOISE)
        match = _ANSWER.fullmatch(body)
        if not body:
            self._tally.bytes_dropped += len(line)
        elif match is None:
            self._tally.reject(len(line))
        if match is None:
            return ()
        told = {name: part.decode("ascii") for name, part in match.groupdict().items() if part is not None}
        return (Answer(told.get("status") or told.get("alone") or told["error"], told.get("value"), told.get("unit"), line),)


# A line that settles or rests makes runs of these before and after an answer.
_NOISE = b"\x00\xff"
_MOST = 64
_ANSWER = re.compile(rb"S (?P<status>[SD]) +(?P<value>-?[0-9]{1,10}(?:\.[0-9]{1,6})?) (?P<unit>[A-Za-z%]{1,5})|(?:S (?P<alone>[I+-])|(?P<error>E[STL]))")
_WHY = {"S": "", "D": "", "+": "scale-overload", "-": "scale-underload"}
