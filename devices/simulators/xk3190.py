"""What a Yaohua XK3190 indicator says: its display all the time, or in command mode the answers to what it is asked."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from operator import xor

from devices.config import configured
from devices.drivers import xk3190
from devices.frames import Config
from devices.simulators.display import Display, Shown
from devices.trouble import DeviceTrouble


class Xk3190Speech:
    """Steps: `{"weight": "24310", "swings": 8}`; the marks are `tare` (command mode, gross − tare = net), `net` `overload` `underload` (a12e).

    `config` as the driver's: it says which format the indicator is set to; with `ask` it is in command mode and speaks only when asked. The protocol has no
    motion mark: `motion` is taken, so that one script serves every scale, and does not show.
    """

    name = xk3190.NAME

    def __init__(self, config: Config = None, seed: int = 0) -> None:
        self._settings = configured(xk3190.Settings, xk3190.NAME, config)
        self._display = Display({"tare": "0", "net": False, "overload": False, "underload": False}, seed=seed)
        self._address = self._settings.ask[:1]
        self.every = 0.0 if self._address else 0.1
        self._heard = b""

    def say(self, step: Mapping[str, object]) -> bytes:
        """The frame of the new display; b"" in command mode. A wrong step raises DeviceTrouble `line-wrong` (reason)."""
        self._display.set(step)
        return self.still()

    def still(self) -> bytes:
        """The display once more."""
        if self._address:
            return b""
        shown = self._display.next()
        return _EQUALS[self._settings.format](shown) if self._settings.format in _EQUALS else xk3190.encode(*_digits(shown.value))

    def hear(self, sent: bytes) -> bytes:
        """In command mode the reply to every whole request for this address; a request with a wrong XOR is not answered."""
        if not self._address:
            return b""
        self._heard += sent
        replies = b""
        end = 0
        for asked in _REQUEST.finditer(self._heard):
            end = asked.end()
            if asked[1][:1] == self._address.encode("ascii") and xk3190.framed(asked[1]) == asked[0]:
                replies += self._reply(asked[1])
        self._heard = self._heard[end:][-_LONGEST:]
        return replies

    def _reply(self, asked: bytes) -> bytes:
        shown = self._display.next()
        gross, tare = Decimal(shown.value), Decimal(str(shown["tare"]))
        values = {b"B": gross, b"C": tare, b"D": gross - tare}
        command = asked[1:]
        if command == b"A":
            return xk3190.framed(asked)
        if command not in values:
            return xk3190.framed(asked[:1] + b"\x04")
        return reply(asked.decode("ascii"), f"{values[command]:f}")


def reply(asked: str, value: str) -> bytes:
    """(`AB`, `20.00`) -> the 14 bytes that an indicator at address A answers to command B."""
    return xk3190.framed(asked.encode("ascii") + xk3190.encode(*_digits(value))[1:9])


def equals(value: str, *, backwards: bool) -> bytes:
    """`-1.00` -> `=-0001.00`, or with the digits in reverse order `=00.1000-`."""
    sign = "-" if value.startswith("-") else ""
    text = sign + value.lstrip("-").rjust(8 - len(sign), "0")
    return b"=" + (text[::-1] if backwards else text).encode("ascii")


def a12e(value: str, *, net: bool = False) -> bytes:
    """`4.139` -> `WG004.139kg3D` CR LF; without a decimal point its place is a blank."""
    sign = "-" if value.startswith("-") else ""
    width = _A12E_PLACES - len(sign) - ("." not in value)
    text = sign + value.lstrip("-").rjust(width, "0")
    if len(text) > _A12E_PLACES:
        raise DeviceTrouble("line-wrong", reason=f"weight: this format has {_A12E_PLACES} places")
    return _checked(f"W{'N' if net else 'G'}{text:<{_A12E_PLACES}}kg")


def _a12e(shown: Shown) -> bytes:
    if shown["overload"] or shown["underload"]:
        return _checked(" " * 9 + ("OL" if shown["overload"] else "LO"))
    return a12e(shown.value, net=shown["net"] is True)


def _checked(body: str) -> bytes:
    return body.encode("ascii") + b"%02X\r\n" % reduce(xor, body.encode("ascii"))


def _digits(value: str) -> tuple[int, int]:
    """`20.00` -> (2000, 2)."""
    places = len(value.partition(".")[2])
    if places > _MOST_PLACES:
        raise DeviceTrouble("line-wrong", reason=f"weight: at most {_MOST_PLACES} decimal places")
    return int(value.replace(".", "")), places


_EQUALS = {"reversed": lambda shown: equals(shown.value, backwards=True), "forward": lambda shown: equals(shown.value, backwards=False), "a12e": _a12e}
_REQUEST = re.compile(rb"\x02([A-Z][A-Z])[0-9A-F]{2}\x03")
_LONGEST = 6
_MOST_PLACES = 4
_A12E_PLACES = 7
