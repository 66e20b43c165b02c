"""An RFID reader module with tags in its field: repeats them while it looks, is told to look and to stop as a real one is."""

from devices.drivers.uhf import COMMAND, FAILED, HALT, INVENTORY, MANY, NAME, NO_TAG, RESPONSE, Uhf, encode, encode_tag
from devices.simulators.speech import Step
from devices.trouble import DeviceTrouble


class Speech:
    """Steps: `{"tag": EPC, "rssi": -56}` says the tag once, `{"enter": EPC}` and `{"leave": EPC}` put it in the field (repeated while the module looks) or take it away.

    An EPC is 4 to 62 bytes in hex digits, whole words.
    """

    name = NAME
    every = 0.05

    def __init__(self) -> None:
        self._field: dict[bytes, int] = {}
        self._looks = False
        self._ear = Uhf({"inventory": "none"})

    def say(self, step: Step) -> bytes:
        verb = next((each for each in ("tag", "enter", "leave") if each in step), "")
        epc, rssi = epc_of(step.get(verb)), step.get("rssi", _USUAL)
        if type(rssi) is not int or not -128 <= rssi <= 127:
            raise DeviceTrouble("line-wrong", reason="rssi in whole dBm between -128 and 127")
        if verb == "tag":
            return encode_tag(epc, rssi)
        if verb == "enter":
            self._field[epc] = rssi
        else:
            self._field.pop(epc, None)
        return b""

    def still(self) -> bytes:
        return self._seen() if self._looks else b""

    def hear(self, sent: bytes) -> bytes:
        """One look is answered with the tags or with `no tag`; many looks begin; a stop is confirmed."""
        said = b""
        for heard in self._ear.feed(sent):
            if heard.type != COMMAND:
                continue
            if heard.cmd == INVENTORY:
                said += self._seen() or encode(RESPONSE, FAILED, bytes([NO_TAG]))
            elif heard.cmd in (MANY, HALT):
                self._looks = heard.cmd == MANY
                said += encode(RESPONSE, HALT, b"\x00") if heard.cmd == HALT else b""
        return said

    def _seen(self) -> bytes:
        return b"".join(encode_tag(epc, rssi) for epc, rssi in self._field.items())


def epc_of(given: object) -> bytes:
    """An EPC from a step. Raises DeviceTrouble `line-wrong`."""
    try:
        epc = bytes.fromhex(given) if isinstance(given, str) else b""
    except ValueError:
        epc = b""
    if not _SHORTEST <= len(epc) <= _LONGEST or len(epc) % 2:
        raise DeviceTrouble("line-wrong", reason="tag, enter or leave needs an EPC of 4 to 62 bytes in hex digits, whole words")
    return epc


_USUAL = -56
_SHORTEST, _LONGEST = 4, 62
