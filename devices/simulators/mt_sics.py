"""What a scale with the MT-SICS command set says: it answers S, SI and SIR, and repeats by itself after SIR."""

from collections.abc import Mapping

from devices.drivers import mt_sics
from devices.simulators.display import Display
from devices.trouble import DeviceTrouble


class MtSicsSpeech:
    """Steps: `{"weight": "12.50", "unit": "kg", "motion": true, "swings": 8}`, marks `overload` `underload` `busy` (not executable); `{"status": "ET"}` sends an error line.

    `S` waits for a weight that stands; `SIR` goes on until the next command; `@` resets; anything else is answered `ES`.
    """

    name = mt_sics.NAME
    every = 0.1

    def __init__(self, seed: int = 0) -> None:
        self._display = Display({"unit": ("kg", "g", "t", "lb"), "overload": False, "underload": False, "busy": False}, digits=8, seed=seed)
        self._heard = b""
        self._owed = ""

    def say(self, step: Mapping[str, object]) -> bytes:
        """b"": it changes what is shown; an error line is sent. A wrong step raises DeviceTrouble `line-wrong` (reason)."""
        if step.keys() == {"status"}:
            if step["status"] not in _ERRORS:
                raise DeviceTrouble("line-wrong", reason=f"status is one of {', '.join(_ERRORS)}")
            return f"{step['status']}\r\n".encode("ascii")
        self._display.set(step)
        return b""

    def still(self) -> bytes:
        """What is owed: the next of a SIR, or the weight that a S waits for."""
        if not self._owed or (self._owed == "S" and self._display.next().motion):
            return b""
        self._owed = "" if self._owed == "S" else self._owed
        return self._weight()

    def hear(self, sent: bytes) -> bytes:
        """The answers to every whole command line."""
        *lines, self._heard = (self._heard + sent).split(b"\r\n")
        self._heard = self._heard[-_LONGEST:]
        return b"".join(self._answer(line.decode("latin-1")) for line in lines)

    def _answer(self, command: str) -> bytes:
        self._owed = command if command in ("S", "SIR") else ""
        if command == "S":
            return self.still()
        if command in ("SI", "SIR"):
            return self._weight()
        return b'I4 A "0000000000"\r\n' if command in ("@", "I4") else b"ES\r\n"

    def _weight(self) -> bytes:
        shown = self._display.next()
        alone = next((status for mark, status in _ALONE.items() if shown[mark]), "")
        if alone:
            return f"S {alone}\r\n".encode("ascii")
        return f"S {'D' if shown.motion else 'S'} {shown.value:>10} {shown['unit']}\r\n".encode("ascii")


_ERRORS = ("ES", "ET", "EL")
_ALONE = {"busy": "I", "overload": "+", "underload": "-"}
_LONGEST = 64
