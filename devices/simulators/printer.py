"""Printers of receipts and labels: take jobs, answer how they are, and run out of paper, stand open, stall or die in the middle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.printers import escpos, tspl, zpl
from devices.simulators.speech import Step
from devices.trouble import DeviceTrouble

STATES = ("ready", "paper-out", "cover-open", "offline")


@dataclass(frozen=True)
class Tongue:
    """A printer's language. `asked`: its questions as bytes -> the answer in a state; `ends`: what a whole job ends with."""

    name: str
    asked: Mapping[bytes, Callable[[str], bytes]]
    ends: bytes


class PrinterSpeech:
    """Steps: `{"state": "paper-out"}` (ready, cover-open, offline), `{"slow": bytes a second}` (0: at once), `{"dead_after": bytes}` (null: alive again).

    Not ready, it takes what it is sent and prints nothing until it is ready again, as its buffer would. Dead, it takes no more bytes and answers nothing.
    `jobs`: what was printed, whole; `taken`: bytes of jobs that came so far.
    """

    every = 0.0

    def __init__(self, tongue: Tongue) -> None:
        self.name = tongue.name
        self.jobs: list[bytes] = []
        self.taken = 0
        self._tongue = tongue
        self._state = "ready"
        self._a_second = 0
        self._dead_after: int | None = None
        self._credit = 0.0
        self._paper = bytearray()
        self._half = b""

    def say(self, step: Step) -> bytes:
        """A wrong step raises DeviceTrouble `line-wrong` (reason)."""
        match dict(step):
            case {"state": str(state), **rest} if state in STATES and not rest:
                self._state = state
                self._print()
            case {"slow": int(a_second), **rest} if 0 <= a_second <= _FASTEST and type(a_second) is int and not rest:
                self._a_second = a_second
            case {"dead_after": None, **rest} if not rest:
                self._dead_after = None
            case {"dead_after": int(most), **rest} if most >= 0 and type(most) is int and not rest:
                self._dead_after = self.taken + most
            case _:
                raise DeviceTrouble("line-wrong", reason=f"state: one of {', '.join(STATES)}; slow: bytes a second; or dead_after: bytes or null")
        return b""

    def still(self) -> bytes:
        """Nothing: it speaks when asked."""
        return b""

    def room(self) -> int:
        """All at once, so much as its speed has gathered, or no more than it lives for."""
        room = _ALL
        if self._a_second:
            self._credit = min(self._credit + self._a_second / _LOOKS, _ALL)
            room = int(self._credit)
            self._credit -= room
        return room if self._dead_after is None else max(0, min(room, self._dead_after - self.taken))

    def hear(self, sent: bytes) -> bytes:
        """Questions are answered at once, whatever stands before them; everything else is paper."""
        said, heard = b"", self._half + sent
        self._half = b""
        while heard:
            question = next((each for each in self._tongue.asked if heard.startswith(each)), b"")
            if question:
                said += self._tongue.asked[question](self._state)
                heard = heard[len(question) :]
            elif any(each.startswith(heard) for each in self._tongue.asked):
                self._half, heard = heard, b""
            else:
                at = min((place for place in (heard.find(each[:1], 1) for each in self._tongue.asked) if place > 0), default=len(heard))
                self._paper += heard[:at]
                self.taken += at
                heard = heard[at:]
        self._print()
        return said

    def _print(self) -> None:
        """A job that has come whole; pictures may hold the bytes of its end, so it ends only where the bytes do."""
        if self._state == "ready" and self._paper.endswith(self._tongue.ends):
            self.jobs.append(bytes(self._paper))
            self._paper.clear()


def escpos_printer() -> PrinterSpeech:
    """80 mm receipts; DLE EOT 1 to 4."""
    asked = {question: _dle_eot(number) for number, question in enumerate(escpos.queries())}
    return PrinterSpeech(Tongue("escpos", asked, b"\x1dVB\x00"))


def zpl_printer() -> PrinterSpeech:
    """Labels in ZPL; `~HS`."""
    return PrinterSpeech(Tongue("zpl", {zpl.STATUS: _hs}, b"^XZ\n"))


def tspl_printer() -> PrinterSpeech:
    """Labels in TSPL; `ESC ! ?`."""
    states = {"ready": b"\x00", "paper-out": b"\x04", "cover-open": b"\x01", "offline": b"\x10"}
    return PrinterSpeech(Tongue("tspl", {tspl.STATUS: states.__getitem__}, b"PRINT 1,1\r\n"))


def _dle_eot(number: int) -> Callable[[str], bytes]:
    """Printer, why off line, errors, paper."""
    return lambda state: bytes([0x12 | _SIGNS[state][number]])


def _hs(state: str) -> bytes:
    """The three lines of a Zebra: paper out and pause in the first, head up in the second; one that is off line is paused."""
    first = f"030,{state == 'paper-out':d},{state != 'ready':d},1245,000,0,0,0,000,0,0,0"
    second = f"000,0,{state == 'cover-open':d},0,0,2,4,0,00000000,1,000"
    return b"".join(b"\x02" + line.encode("ascii") + b"\x03\r\n" for line in (first, second, "1234,0"))


_SIGNS = {"ready": (0, 0, 0, 0), "paper-out": (8, 0x20, 0, 0x60), "cover-open": (8, 4, 0, 0), "offline": (8, 0, 0, 0)}
_ALL = 65_536
_LOOKS = 200
_FASTEST = 1_000_000
PRINTERS: Mapping[str, Callable[[], PrinterSpeech]] = {"escpos": escpos_printer, "zpl": zpl_printer, "tspl": tspl_printer}
"""A printer's language -> a printer that speaks it, ready and with paper."""
