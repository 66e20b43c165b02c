"""A hand-held scanner that types codes as real ones do: in bursts, split anywhere, with noise, prefix, suffix and charset of its own."""

import random
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.drivers.scanner_line import NAME
from devices.simulators import faults
from devices.simulators.pty_device import PtyDevice
from devices.simulators.speech import Step
from devices.trouble import DeviceTrouble


@dataclass(frozen=True)
class Voice:
    """How a scanner is set up: bytes before and after a code, its charset, and the seed of its splits and noise."""

    prefix: bytes = b""
    suffix: bytes = b"\r"
    encoding: str = "utf-8"
    seed: int = 0


class Scanner:
    """`{"type": TEXT, "aim": "]C1", "noise": 3}`: one code; `noise`: so many 00 and FF bytes first, as a loose cable gives."""

    name = NAME
    every = 0.0

    def __init__(self, voice: Voice | None = None) -> None:
        self._voice = voice or Voice()
        self._random = random.Random(self._voice.seed)  # noqa: S311 - noise of a simulation, repeatable by its seed

    def say(self, step: Step) -> bytes:
        """The bytes of one code."""
        text, aim, noise = step.get("type"), step.get("aim"), step.get("noise", 0)
        if not isinstance(text, str) or not (aim is None or (isinstance(aim, str) and aim.isascii())):
            raise DeviceTrouble("line-wrong", reason="type needs a text, aim an identifier such as ]C1")
        if not isinstance(noise, int) or isinstance(noise, bool) or not 0 <= noise <= _MOST_NOISE:
            raise DeviceTrouble("line-wrong", reason=f"noise is a number of bytes up to {_MOST_NOISE}")
        junk = bytes(self._random.choice(b"\x00\xff") for _ in range(noise))
        try:
            return junk + self._voice.prefix + (aim or "").encode("ascii") + text.encode(self._voice.encoding) + self._voice.suffix
        except UnicodeEncodeError as error:
            raise DeviceTrouble("line-wrong", reason=f"the scanner's charset {error.encoding} cannot write this text") from error

    def still(self) -> bytes:
        """Nothing: a scanner waits for its trigger."""
        return b""

    def hear(self, sent: bytes) -> bytes:  # noqa: ARG002 - the shape of a speech
        """Nothing: a beep is no answer."""
        return b""


class PtyScanner:
    """A Scanner on a pty, without a thread: what the host writes waits in `device.received`. `path` goes to a link."""

    def __init__(self, folder: Path, name: str, voice: Voice | None = None) -> None:
        self.device = PtyDevice(folder, name)
        self._speech = Scanner(voice)
        self._random = random.Random((voice or Voice()).seed)  # noqa: S311 - splits of a simulation, repeatable by its seed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The stable path of the port."""
        return self.device.path

    def close(self) -> None:
        """The end of the device."""
        self.device.close()

    def type(self, text: str, aim: str | None = None, *, split: bool = False, noise: int = 0) -> bytes:
        """Send one code and return its bytes. `split`: in several writes; `noise`: so many 00 and FF bytes first."""
        sent = self.spelled(text, aim, noise)
        for part in faults.broken(sent, ("split",) if split else (), self._random).writes:
            if split:
                time.sleep(self._random.uniform(0.0005, 0.003))
            self.device.send(part)
        return sent

    def spelled(self, text: str, aim: str | None = None, noise: int = 0) -> bytes:
        """The bytes of one code."""
        return self._speech.say({"type": text, "aim": aim, "noise": noise})


_MOST_NOISE = 1000
