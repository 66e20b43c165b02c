"""The devices of the demonstration: two scanners, a weighbridge, a lock reader, tags, documents, a help button, a radiation monitor, a place, a barrier; each simulated on a line of its own."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.simulators import (
    Bridge,
    PtyDevice,
    PtyScale,
    PtyScanner,
    Scanner,
    Simulated,
    SocketDevice,
    Speech,
    SsiScanner,
    Voice,
    mrz,
    nmea,
    relay,
    uhf,
)
from devices.simulators.generic import GenericSpeech
from ui.window.gear import Gear

WORDS: Mapping[str, str] = {"sealed": "LOCKED", "open": "OPENED", "tampered": "CUT"}
"""What the lock reader calls the states that a script names; its profile reads them back."""


class Equipment:
    """Owns the simulated devices; `links` is what the station's settings say of them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stack = folder, ExitStack()
        self.links: tuple[dict[str, str], ...] = ()
        self.scanner = self._stack.enter_context(PtyScanner(folder, "scanner", Voice()))
        self.scale = self._stack.enter_context(PtyScale(folder, "scale", Bridge(interval=0.02, swings=4)))
        self._known("scanner", str(self.scanner.path), driver="scanner-line", side="officer", enrolled="2026-11-21T08:00:00Z")
        self._known("scale", str(self.scale.path), profile="xk3190-continuous", settle_seconds="0.2")
        self.ssi = self._on(SsiScanner(), profile="zebra-ssi")
        self.kiosk = self._on(Scanner(), "kiosk", driver="scanner-line", side="driver")
        self.lock = self._on(GenericSpeech(), "lock", profile="serial-lock-reader")
        self.tags = self._on(uhf.Speech(), profile="uhf-module")
        self.documents = self._on(mrz.Speech(), profile="mrz-reader", side="driver")
        self.button = self._on(GenericSpeech("help-button"), "help", profile="help-button")
        self.monitor = self._on(GenericSpeech("dose-monitor"), "monitor", profile="dose-monitor")
        self.place = self._on(nmea.Speech(), profile="nmea-receiver")
        self.barrier = self._behind_a_server(relay.Speech(4), "barrier", profile="lcus-relay-answering", red="2", green="3", pulse="0.2")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def lock_says(self, number: str, status: str) -> None:
        """The lock reader reports a lock: `sealed`, `open` or `tampered`, anything else as a word nobody knows."""
        self.lock.step({"text": f"{number},{WORDS.get(status, 'HALF')},20261121163559,87"})

    def counts(self, gear: Gear | None) -> dict[str, dict[str, object]]:
        """For the report: what each link has read."""
        states = gear.links.states() if gear else ()
        return {state.link: {"driver": state.driver, "frames": state.counters.ok, "rejected": state.counters.rejected} for state in states}

    def _on(self, speech: Speech, name: str = "", **told: str) -> Simulated:
        name = name or speech.name
        device = self._stack.enter_context(Simulated(speech, PtyDevice(self._folder, name)))
        self._known(name, device.address, **told)
        return device

    def _behind_a_server(self, speech: Speech, name: str, **told: str) -> Simulated:
        device = self._stack.enter_context(Simulated(speech, SocketDevice()))
        self._known(name, device.address, **told)
        return device

    def _known(self, name: str, address: str, **told: str) -> None:
        self.links = (*self.links, {"name": name, "address": address, **told})
