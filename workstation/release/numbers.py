"""Slip numbers, `HXG03-261121-00123-K`: port and lane, local day, running number of the day, check character by ISO 7064 MOD 37-2."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from workstation.settings import local_time
from workstation.words import Refused

_SHAPE = re.compile(r"([A-Z2-9]{3})([0-9]{2})-([0-9]{6})-([0-9]{5})-([0-9A-Z*])", re.ASCII)


@dataclass(frozen=True)
class Number:
    """What a slip number says: `port` without the country, `lane`, the local day and the running number."""

    port: str
    lane: str
    day: date
    running: int


def make(port: str, lane: str, at: int, running: int) -> str:
    """The number of the `running`th slip (1 to 99999) of the local day of `at` (UTC ms); `port` is a UN/LOCODE (`CNHXG`), `lane` two digits."""
    if not 0 < running <= 99999:
        raise ValueError("a lane counts slips of a day from 1 to 99999")
    return spell(Number(port[2:], lane, local_time(at).date(), running))


def spell(number: Number) -> str:
    """The text of a number with its check character."""
    from stdnum.iso7064 import mod_37_2

    head = f"{number.port}{number.lane}-{number.day:%y%m%d}-{number.running:05d}"
    return f"{head}-{mod_37_2.calc_check_digit(head.replace('-', ''))}"


def parse(text: str) -> Number:
    """The parts of a number whose check character and date hold; anything else is refused."""
    shape = _SHAPE.fullmatch(text)
    if not shape:
        raise Refused("slip-number-wrong", number=text[:40])
    port, lane, day, running, _ = shape.groups()
    try:
        found = Number(port, lane, datetime.strptime(day, "%y%m%d").date(), int(running))
    except ValueError as error:
        raise Refused("slip-number-wrong", number=text) from error
    if spell(found) != text or found.running == 0:
        raise Refused("slip-number-wrong", number=text)
    return found
