"""A document reader: sends the lines of a document in the framing of its make; knows only the specimen person of ICAO Doc 9303."""

from collections.abc import Mapping
from functools import reduce
from operator import xor

from devices.drivers.mrz import NAME
from devices.simulators.speech import Step
from devices.trouble import DeviceTrouble

SPECIMENS: Mapping[str, tuple[str, ...]] = {
    "TD3": ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    "TD2": ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
    "TD1": ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
    "MRV-A": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
    "MRV-B": ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"),
}
"""The specimens of ICAO Doc 9303 parts 4 to 7 (8th edition, 2021)."""

FRAMINGS = ("lines", "desko", "rte")


class Speech:
    """Steps: `{"document": "TD3"}` sends that specimen, `{"lines": ["…", "…"]}` these lines; `"framing": "lines|desko|rte"` with either (default lines)."""

    name = NAME
    every = 0.0

    def say(self, step: Step) -> bytes:
        framing, named, lines = step.get("framing", "lines"), step.get("document"), step.get("lines")
        if framing not in FRAMINGS:
            raise DeviceTrouble("line-wrong", reason=f"framing is one of {', '.join(FRAMINGS)}")
        if lines is None:
            lines = list(SPECIMENS.get(str(named), ()))
        if not isinstance(lines, list) or not 1 <= len(lines) <= _MOST_LINES or not all(isinstance(line, str) and line.isascii() for line in lines):
            raise DeviceTrouble("line-wrong", reason=f"document is one of {', '.join(SPECIMENS)}; lines is a list of one to three ASCII texts")
        return encode(lines, str(framing))

    def still(self) -> bytes:
        return b""

    def hear(self, sent: bytes) -> bytes:
        del sent
        return b""


def encode(lines: list[str], framing: str = "lines") -> bytes:
    """A document as a reader sends it. Of the RTE's length and BCC the rules are not known: those here are ours."""
    told = [line.encode("ascii") for line in lines]
    if framing == "lines":
        return b"".join(line + b"\r\n" for line in told)
    if framing == "desko":
        return b"\x02" + b"".join(line + b"\r" for line in told) + b"\x03"
    # The bottom line is always the third; a line that is not there still sends its end.
    body = b"OU\x020" + b"".join(line + b"\r" for line in [b""] * (3 - len(told)) + told) + b"\x03"
    block = len(body).to_bytes(2, "little") + body
    return b"\x01" + block + bytes([reduce(xor, block)])


_MOST_LINES = 3
