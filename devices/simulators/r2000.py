"""An R2000 reader with tags in its field: reports each at every round of the real-time inventory it is asked for."""

from devices.drivers.r2000 import ALL, NAME, R2000, REAL_TIME, encode, encode_tag
from devices.simulators.speech import Step
from devices.simulators.uhf import epc_of
from devices.trouble import DeviceTrouble


class Speech:
    """Steps: `{"tag": EPC, "antenna": 1}` reports the tag once, `{"enter": EPC}` and `{"leave": EPC}` put it in the field or take it away.

    An EPC is 4 to 62 bytes in hex digits, whole words.
    """

    name = NAME
    every = 0.0

    def __init__(self) -> None:
        self._field: dict[bytes, int] = {}
        self._ear = R2000({"address": ALL, "inventory": "none"})

    def say(self, step: Step) -> bytes:
        verb = next((each for each in ("tag", "enter", "leave") if each in step), "")
        epc, antenna = epc_of(step.get(verb)), step.get("antenna", 1)
        if type(antenna) is not int or not 1 <= antenna <= _ANTENNAS:
            raise DeviceTrouble("line-wrong", reason=f"antenna from 1 to {_ANTENNAS}")
        if verb == "tag":
            return encode_tag(epc, antenna=antenna)
        if verb == "enter":
            self._field[epc] = antenna
        else:
            self._field.pop(epc, None)
        return b""

    def still(self) -> bytes:
        return b""

    def hear(self, sent: bytes) -> bytes:
        """A round: the tags, then the count of what was read, whose cut is ours."""
        said = b""
        for heard in self._ear.feed(sent):
            if heard.kind == "command":
                said += b"".join(encode_tag(epc, address=heard.address, antenna=antenna) for epc, antenna in self._field.items())
                said += encode(heard.address, REAL_TIME, bytes(3) + len(self._field).to_bytes(4))
        return said


_ANTENNAS = 4
