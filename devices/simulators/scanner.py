"""A hand-held scanner that types codes over a pty as real ones do: in bursts, split anywhere, with noise, prefix, suffix and charset of its own."""

import random
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.simulators.pty_device import PtyDevice


@dataclass(frozen=True)
class Voice:
    """How a scanner is set up: bytes before and after a code, its charset, and the seed of its splits and noise."""

    prefix: bytes = b""
    suffix: bytes = b"\r"
    encoding: str = "utf-8"
    seed: int = 0


class PtyScanner:
    """`path` goes to a link; `device` is the plug: `unplug`, `plug`, `wait_opened`, `received`, `send` for raw bytes."""

    def __init__(self, folder: Path, name: str, voice: Voice | None = None) -> None:
        self.device = PtyDevice(folder, name)
        self._voice = voice or Voice()
        self._random = random.Random(self._voice.seed)  # noqa: S311 - splits of a simulation, repeatable by its seed

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
        """Send one code and return its bytes. `split`: in several writes; `noise`: so many 00 and FF bytes first, as a loose cable gives."""
        sent = self.spelled(text, aim, noise)
        for part in self._parts(sent) if split else [sent]:
            self.device.send(part)
        return sent

    def spelled(self, text: str, aim: str | None = None, noise: int = 0) -> bytes:
        """The bytes of one code."""
        junk = bytes(self._random.choice(b"\x00\xff") for _ in range(noise))
        return junk + self._voice.prefix + (aim or "").encode("ascii") + text.encode(self._voice.encoding) + self._voice.suffix

    def _parts(self, sent: bytes) -> list[bytes]:
        cuts = sorted(self._random.sample(range(1, len(sent)), min(3, len(sent) - 1)))
        ends = zip([0, *cuts], [*cuts, len(sent)], strict=True)
        return [self._after_pause(sent[start:end]) for start, end in ends]

    def _after_pause(self, part: bytes) -> bytes:
        time.sleep(self._random.uniform(0.0005, 0.003))
        return part
