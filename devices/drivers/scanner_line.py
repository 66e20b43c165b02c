"""`scanner-line`: bar code scanners that send text lines, with or without AIM identifiers."""

import re
from dataclasses import dataclass

from devices import feeding
from devices.config import choice, configured, number
from devices.drivers import aim, charset
from devices.framers import Between, Framer, Lines, Tally
from devices.frames import Config
from devices.readings import Text
from devices.trouble import DeviceTrouble

NAME = "scanner-line"


@dataclass(frozen=True)
class Settings:
    """The contract's settings; `*_hex` are bytes as hex digits, `gs_substitute` is the text a scanner sends in place of GS.

    With framing `line`, prefix and suffix are taken off where they stand; `terminator` and `idle_terminates` count for that framing only.
    """

    framing: str = choice("line", "stx_etx", "prefix_suffix")
    prefix_hex: str = ""
    suffix_hex: str = ""
    terminator: str = choice("any", "CR", "LF")
    encoding: str = choice("auto", "utf-8", "gb18030", "shift_jis")
    require_aim: bool = False
    max_len: int = number(4096, 1, 65_536)
    idle_terminates: bool = False
    gs_substitute: str = ""


@dataclass(frozen=True)
class Scan:
    """One code as the scanner sent it. `payload`: the bytes after the AIM identifier; `raw`: the line with prefix, suffix and identifier."""

    aim: str | None
    symbology: str | None
    text: str
    encoding: str
    payload: bytes
    raw: bytes

    def fields(self) -> dict[str, object]:
        """JSON values with the names of the contract."""
        return {
            "aim": self.aim, "symbology": self.symbology, "text": self.text, "encoding": self.encoding,
            "payload_hex": self.payload.hex(), "raw_hex": self.raw.hex(),
        }

    def reading(self) -> Text:
        """The code as text."""
        return Text(self.text, self.aim or "")


class ScannerLine:
    """Pure: bytes in, scans out. A wrong setting raises DeviceTrouble `config-wrong` with its name."""

    name = NAME
    feed, idle, discard, counters = feeding.feed, feeding.idle, feeding.discard, feeding.counters

    def __init__(self, config: Config = None) -> None:
        self._settings = configured(Settings, NAME, config)
        self._tally = Tally()
        self._framer = _framer(self._settings, self._tally)
        self._decoder = Decoder(self._settings)
        # Without an end mark silence is the end; with one it only gives a half line up, so a busy machine must not look like silence.
        self.idle_after = 0.1 if self._settings.idle_terminates else 0.5

    def _read(self, line: bytes) -> tuple[Scan, ...]:
        try:
            scan = self._decoder.decode(line)
        except charset.NotText:
            self._tally.reject(len(line))
            return ()
        if scan is None:
            self._tally.bytes_dropped += len(line)
            return ()
        return (scan,)


class Decoder:
    """Last layer: one line without its end mark -> one scan."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Between marks of their own, prefix and suffix are gone already.
        marks = settings.framing == "line"
        self._prefix = bytes.fromhex(settings.prefix_hex) if marks else b""
        self._suffix = bytes.fromhex(settings.suffix_hex) if marks else b""

    def decode(self, raw: bytes) -> Scan | None:
        """None for a line of nothing but noise; NotText where the line cannot be a scan."""
        body = raw.strip(_NOISE).removeprefix(self._prefix).removesuffix(self._suffix)
        if not body:
            return None
        mark, payload = aim.split(body)
        if not payload or (mark is None and self._settings.require_aim):
            raise charset.NotText(raw.hex())
        wire = self._with_gs(payload).removeprefix(_GS)
        read = charset.read_eci if mark in aim.ECI else charset.read
        text, encoding = read(wire, self._settings.encoding)
        if not text or _FORBIDDEN.search(text):
            raise charset.NotText(raw.hex())
        return Scan(mark, aim.symbology(mark) if mark else None, text, encoding, payload, raw)

    def _with_gs(self, payload: bytes) -> bytes:
        substitute = self._settings.gs_substitute.encode()
        return payload.replace(substitute, _GS) if substitute else payload


def _framer(settings: Settings, tally: Tally) -> Framer[bytes]:
    if settings.framing == "line":
        return Lines(_ENDS[settings.terminator], settings.max_len, tally, silence_ends=settings.idle_terminates)
    start, end = b"\x02", b"\x03"
    if settings.framing == "prefix_suffix":
        start, end = bytes.fromhex(settings.prefix_hex), bytes.fromhex(settings.suffix_hex)
        if not end:
            raise DeviceTrouble("config-wrong", driver=NAME, name="suffix_hex", reason="framing prefix_suffix needs it")
    # A start mark that no text can hold is never data: met again, it begins a new frame. A printable one may well be data.
    restart = bool(_FORBIDDEN.search(start.decode("latin-1")))
    return Between(start, end, settings.max_len, tally, restart=restart)


_ENDS = {"any": b"\r\n", "CR": b"\r", "LF": b"\n"}
_GS = b"\x1d"
# A break or a plugged-in cable shows as runs of 00 or FF; no charset of ours begins or ends with them.
_NOISE = b"\x00\xff"
# GS, RS, EOT, TAB and the line ends that do not end this line may stand in a code; every other control is a fault of the line.
_FORBIDDEN = re.compile(r"[\x00-\x03\x05-\x08\x0b\x0c\x0e-\x1c\x1f\x7f-\x9f]")
