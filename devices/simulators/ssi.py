"""What a Zebra scanner says in SSI packets: waits for the ACK of each, sends a packet twice more, then gives the code up."""

from devices.drivers import ssi
from devices.framers import Tally
from devices.simulators.speech import Step
from devices.trouble import DeviceTrouble


class SsiScanner:
    """`{"type": TEXT, "aim": "]Q1"}` or `{"type": TEXT, "code_type": 28}` (Code 128 without either): one code; `{"no_read": true}`: the trigger without a code.

    A code read while another still awaits its ACK goes out after it. `given_up`: codes the host never acknowledged.
    """

    name = ssi.NAME

    def __init__(self, *, raw: bool = False, every: float = 0.5) -> None:
        """`raw`: sends bare text and CR until it is told to send packets, as many leave the factory; `every`: half the shortest wait for an ACK."""
        self.every = every
        self.given_up = 0
        self.beeps = 0
        self._packets, self._handshake, self._enabled = not raw, True, True
        self._host = ssi.Sized(Tally())
        self._coming: list[bytes] = []
        self._tries = self._ticks = 0

    def say(self, step: Step) -> bytes:
        """The first packet of the code; b"" when it has to wait or scanning is disabled."""
        code_type, text = _code(step)
        if not self._enabled:
            return b""
        if not self._packets:
            return text + b"\r"
        waiting = bool(self._coming)
        self._coming += packets(code_type, text)
        if not self._handshake:
            sent, self._coming = b"".join(self._coming), []
            return sent
        return b"" if waiting else self._first()

    def still(self) -> bytes:
        """Without an ACK the packet goes out again, twice; then the code is given up."""
        self._ticks += bool(self._coming)
        return self._again() if self._coming and self._ticks >= _PATIENCE else b""

    def hear(self, sent: bytes) -> bytes:
        """ACK brings the next packet, NAK the same again; a command is acknowledged."""
        return b"".join(self._answer(cut.raw) for cut in self._host.push(sent))

    def _answer(self, packet: bytes) -> bytes:
        opcode, payload = packet[1], packet[4:-2]
        if opcode == ssi.ACK:
            del self._coming[:1]
            return self._first()
        if opcode == ssi.NAK:
            return self._again()
        if opcode == ssi.PARAM_SEND:
            self._set(payload)
        elif opcode == _BEEP:
            self.beeps += 1
        elif opcode in (_SCAN_ENABLE, _SCAN_DISABLE):
            self._enabled = opcode == _SCAN_ENABLE
        elif opcode not in _TAKEN:
            return ssi.packet(ssi.NAK, _DENIED)
        return ssi.packet(ssi.ACK)

    def _set(self, payload: bytes) -> None:
        """A beep code, then pairs of parameter and value."""
        told = dict(zip(payload[1::2], payload[2::2], strict=False))
        self._packets = bool(told.get(_PACKETED, self._packets))
        self._handshake = bool(told.get(_HANDSHAKE, self._handshake))

    def _first(self) -> bytes:
        self._tries, self._ticks = 1, 0
        return self._coming[0] if self._coming else b""

    def _again(self) -> bytes:
        if not self._coming:
            return b""
        self._ticks = 0
        self._tries += 1
        if self._tries <= _TRIES:
            return repeated(self._coming[0])
        self.given_up += 1
        while self._coming and self._coming.pop(0)[3] & ssi.MORE:
            continue
        return self._first()


def packets(code_type: int, text: bytes) -> list[bytes]:
    """A code as packets of at most 255 bytes and a checksum; the code type begins each."""
    parts = [text[start : start + _ROOM] for start in range(0, len(text), _ROOM)] or [b""]
    more = [ssi.MORE] * (len(parts) - 1) + [0]
    return [ssi.packet(ssi.DECODE_DATA, bytes([code_type]) + part, status=status) for part, status in zip(parts, more, strict=True)]


def repeated(packet: bytes) -> bytes:
    """The same packet, marked as a retransmission."""
    return ssi.packet(packet[1], packet[4:-2], packet[2], packet[3] | ssi.RETRANSMISSION)


def _code(step: Step) -> tuple[int, bytes]:
    if step.get("no_read") is True:
        return _CODE_39, b"NR"
    text, code_type = step.get("type"), step.get("code_type", _TYPES.get(str(step.get("aim", "]C0"))))
    if not isinstance(text, str):
        raise DeviceTrouble("line-wrong", reason="type needs a text, or no_read is true")
    if not isinstance(code_type, int) or not 0 <= code_type <= 0xFF:
        raise DeviceTrouble("line-wrong", reason=f"code_type is a number up to 255, aim one of {', '.join(_TYPES)}")
    return code_type, text.encode()


_TYPES = {mark: code_type for code_type, mark in sorted(ssi.AIM.items(), reverse=True)}
_PACKETED, _HANDSHAKE = 0xEE, 0x9F
_BEEP, _SCAN_ENABLE, _SCAN_DISABLE = 0xE6, 0xE9, 0xEA
_TAKEN = frozenset({0xC4, 0xC5, 0xC8, 0xD2, 0xE4, 0xE5, 0xE7, 0xE8, 0xEB})
_DENIED = b"\x06"
_CODE_39 = 0x01
_ROOM = 250
_TRIES = 3
_PATIENCE = 2
