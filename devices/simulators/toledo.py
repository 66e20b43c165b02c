"""What a Mettler-Toledo indicator in continuous mode says: its display with tare and marks, again and again."""

from collections.abc import Mapping
from decimal import Decimal

from devices.config import configured
from devices.drivers import toledo
from devices.frames import Config
from devices.simulators.display import Display, Shown
from devices.trouble import DeviceTrouble


class ToledoSpeech:
    """Steps: `{"weight": "24310", "motion": true, "swings": 8}`; marks `tare` `unit` (kg lb g t) `increment` (1 2 5) `net` `out_of_range` `power_up`
    `print_request` `expanded`. `config` as the driver's: CHK, parity and the bits of a clone are as it sets them.
    """

    name = toledo.NAME
    every = 0.1

    def __init__(self, config: Config = None, seed: int = 0) -> None:
        self._settings = configured(toledo.Settings, toledo.NAME, config)
        self._display = Display(MARKS, seed=seed)

    def say(self, step: Mapping[str, object]) -> bytes:
        """The frame of the new display. A wrong step raises DeviceTrouble `line-wrong` (reason)."""
        self._display.set(step)
        return self.still()

    def still(self) -> bytes:
        """The display once more."""
        return encode(self._display.next(), self._settings)

    def hear(self, _sent: bytes) -> bytes:
        """A continuous output listens to nobody."""
        return b""


MARKS: Mapping[str, object] = {
    "tare": "0", "unit": ("kg", "lb", "g", "t"), "increment": (2, 1, 5), "net": False, "out_of_range": False, "power_up": False, "print_request": False,
    "expanded": False,
}


def encode(shown: Shown, settings: toledo.Settings | None = None) -> bytes:
    """A display -> its 17 or 18 bytes; DeviceTrouble `line-wrong` where six digits cannot show it."""
    how = settings or toledo.Settings()
    places = len(shown.value.partition(".")[2])
    weight, tare = _digits("weight", shown.value.lstrip("-"), places), _digits("tare", str(shown["tare"]), places)
    frame = b"\x02" + _words(shown, places, how) + weight + tare + b"\r"
    if how.checksum:
        frame += bytes([toledo.check(frame)])
    return bytes(byte | (byte.bit_count() & 1) << 7 for byte in frame) if how.mask7 else frame


def _words(shown: Shown, places: int, how: toledo.Settings) -> bytes:
    pounds, unit = shown["unit"] == "lb", str(shown["unit"])
    increment = {1: 1, 2: 2, 5: 3}[int(str(shown["increment"]))]
    a = (0x20 if how.swa_fixed else 0x40) | increment << 3 | 2 + places
    b = (0x20 if how.swb_fixed else 0) | (0 if pounds else 0x10)
    for mark, bit in (("net", 0x01), ("out_of_range", 0x04), ("power_up", 0x40)):
        b |= bit if shown[mark] else 0
    b |= (0x02 if shown.value.startswith("-") else 0) | (0x08 if shown.motion else 0)
    c = 0x20 | (0x08 if shown["print_request"] else 0) | (0x10 if shown["expanded"] or not how.expanded_bit else 0)
    c |= int(pounds) if how.unit_from == "swc" else _OTHER.get(unit, 0)
    return bytes([a, b, c])


def _digits(name: str, value: str, places: int) -> bytes:
    digits = Decimal(value).scaleb(places)
    if digits != int(digits) or not 0 <= digits < 1_000_000:
        raise DeviceTrouble("line-wrong", reason=f"{name}: six digits with the decimal places of the weight")
    return b"%06d" % int(digits)


_OTHER = {"g": 1, "t": 2}
