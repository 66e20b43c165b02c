"""A satellite receiver: says its place once a second, or that it has none."""

import re
from decimal import Decimal

from devices.drivers.nmea import NAME, encode
from devices.simulators.speech import Step
from devices.trouble import DeviceTrouble


class Speech:
    """Steps: `{"lat": "22.540000", "lon": "114.060000"}` moves it, `{"fix": false}` takes the sky away, `{"time": "2026-11-21T08:35:59Z"}` sets its clock.

    It repeats RMC and GGA; its clock stands still between two steps, so that a script says the same bytes on every day.
    """

    name = NAME
    every = 1.0

    def __init__(self) -> None:
        self._place = (Decimal(0), Decimal(0))
        self._fix = False
        self._day, self._clock = "211126", "083559.00"

    def say(self, step: Step) -> bytes:
        if not step or not set(step) <= {"lat", "lon", "fix", "time"} or ("lat" in step) != ("lon" in step) or not isinstance(step.get("fix", True), bool):
            raise DeviceTrouble("line-wrong", reason="lat and lon together, fix as true or false, time")
        if "time" in step:
            told = _TIME.fullmatch(str(step["time"]))
            if told is None:
                raise DeviceTrouble("line-wrong", reason="time as 2026-11-21T08:35:59Z")
            self._day, self._clock = told["day"] + told["month"] + told["year"], told["hour"] + told["minute"] + told["second"] + ".00"
        if "lat" in step:
            self._place = (_degrees(step["lat"], 90), _degrees(step["lon"], 180))
        self._fix = bool(step.get("fix", self._fix or "lat" in step))
        return self.still()

    def still(self) -> bytes:
        place = f"{_minutes(self._place[0], 2, 'NS')},{_minutes(self._place[1], 3, 'EW')}" if self._fix else ",,,"
        status, mode, quality, seen = ("A", "A", 1, "09") if self._fix else ("V", "N", 0, "00")
        return encode(f"GNRMC,{self._clock},{status},{place},0.0,,{self._day},,,{mode}") + encode(f"GNGGA,{self._clock},{place},{quality},{seen},1.0,10.0,M,0.0,M,,")

    def hear(self, sent: bytes) -> bytes:
        del sent
        return b""


def _degrees(given: object, most: int) -> Decimal:
    if not isinstance(given, str) or not _NUMBER.fullmatch(given) or abs(Decimal(given)) > most:
        raise DeviceTrouble("line-wrong", reason=f'degrees as a text such as "22.540000", at most {most}')
    return Decimal(given)


def _minutes(degrees: Decimal, width: int, sides: str) -> str:
    """22.54 -> `2232.40000,N`."""
    whole = int(abs(degrees))
    minutes = ((abs(degrees) - whole) * 60).quantize(Decimal("0.00001"))
    return f"{whole:0{width}d}{minutes:08.5f},{sides[degrees < 0]}"


_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,6})?")
_TIME = re.compile(r"20(?P<year>\d\d)-(?P<month>\d\d)-(?P<day>\d\d)T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)Z")
