"""One open serial connection and its thread: reads what is there, hands it to the driver, survives unplug and replug."""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from devices.framers import Counters
from devices.frames import Answering, Asking, Driver, Frame, Greeting, Private
from devices.transport import LinkSettings, Transport
from devices.trouble import DeviceTrouble

__all__ = ["Link", "LinkSettings", "LinkState", "Received"]


@dataclass(frozen=True)
class Received:
    """One frame as it leaves the link; `at_ns` is the monotonic time of its last byte."""

    link: str
    driver: str
    frame: Frame
    at_ns: int


@dataclass(frozen=True)
class LinkState:
    """A link at one moment. `state`: opening | open | busy | lost | stopped; `words` is a key and `values` fill it.

    `last_hex`: the last 256 raw bytes; `reads`: the last 64 reads as (monotonic ns, bytes), for `devices.diagnosis`; `half_hex`: the
    unfinished frame that was thrown away when the device went; `last_frame_ns`: monotonic time of the last valid frame, None before the first.
    Of a private driver (documents) no byte is kept or shown: `hidden` counts them.
    """

    link: str
    address: str
    driver: str
    state: str
    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    last_hex: str = ""
    half_hex: str = ""
    counters: Counters = field(default_factory=Counters)
    last_frame_ns: int | None = None
    reads: tuple[tuple[int, bytes], ...] = ()
    hidden: int = 0


class Link:
    """Owns its thread, its port and its driver; only frozen values leave it. Callbacks run on its thread and must be short.

    `address`: see `devices.finder`. `on_state` is called when `state` or `words` change, and not for counters: `state` may be asked at any time.
    """

    def __init__(
        self, address: str, driver: Driver, on_frame: Callable[[Received], None], on_state: Callable[[LinkState], None],
        settings: LinkSettings | None = None,
    ) -> None:
        self.address = address
        self.settings = settings or LinkSettings()
        self.name = self.settings.name or address
        self._driver, self._on_frame, self._on_state = driver, on_frame, on_state
        # Asked once: what a driver can is looked up attribute by attribute, too slow for every read.
        self._answering = driver if isinstance(driver, Answering) else None
        self._asking = driver if isinstance(driver, Asking) and driver.asks else None
        self._thread = threading.Thread(target=self._run, name=f"link {self.name}", daemon=True)
        self._stop = threading.Event()
        self._replies: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._port: Transport | None = None
        self._now: tuple[str, str, Mapping[str, object]] = ("opening", "link-opening", {"address": address})
        self._recent = b""
        self._half = b""
        self._last_frame_ns: int | None = None
        self._unframed_since = 0
        self._reads: tuple[tuple[int, bytes], ...] = ()
        self._private = isinstance(driver, Private) and driver.private
        self._hidden = 0
        self._others, self._look_at = "", 0.0
        self._deaf = False
        self._ask_at = 0.0
        self._pause = _FIRST_PAUSE

    def start(self) -> None:
        """Begin to read, now and after every return of the device, until `stop`."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End the thread; it closes the port itself. Safe to call from a callback and more than once."""
        self._stop.set()
        self._wake()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(seconds)

    def reply(self, *, accepted: bool) -> None:
        """Send the device's good or bad beep: a beep means accepted by the program, not decoded. From any thread."""
        self.write(self.settings.accepted if accepted else self.settings.rejected)

    def write(self, reply: bytes) -> None:
        """Send bytes from the link's thread; lost when the device is away. From any thread."""
        if reply:
            self._replies.put(reply)
            self._wake()

    @property
    def state(self) -> LinkState:
        """The link as it stands now; from any thread."""
        state, words, values = self._now
        return LinkState(
            self.name, self.address, self._driver.name, state, words, values, self._recent.hex(), self._half.hex(),
            self._driver.counters, self._last_frame_ns, self._reads, self._hidden,
        )

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._serve()
                except DeviceTrouble as trouble:
                    self._tell("busy" if trouble.key == "link-busy" else "lost", trouble.key, trouble.values)
                    self._stop.wait(self._pause)
                    self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        finally:
            self._tell("stopped", "link-stopped", {"address": self.address})

    def _serve(self) -> None:
        """From opening to the stop, or to the loss of the device (DeviceTrouble)."""
        wait = min(_WAIT, self._driver.idle_after, *([self._asking.asks_every] if self._asking else []))
        port = Transport(self.address, self.settings, wait)
        try:
            self._warm_up(port)
            self._port = port
            self._pause = _FIRST_PAUSE
            self._deaf = False
            self._look_for_others(port)
            self._judge(0)
            self._read(port)
        finally:
            self._port = None
            self._unframed_since = 0
            half = self._driver.discard()
            self._half = b"" if self._private else half
            port.close()

    def _warm_up(self, port: Transport) -> None:
        """What the device or we said before now is not part of any reading."""
        self._stop.wait(self.settings.warm_up)
        port.forget_input()
        while not self._replies.empty():
            self._replies.get()

    def _read(self, port: Transport) -> None:
        last_byte = 0
        if isinstance(self._driver, Greeting):
            self._write(port, self._driver.greets)
        while not self._stop.is_set():
            self._send(port)
            read = port.read()
            now = time.monotonic_ns()
            if read:
                last_byte = now
                self._keep(read, now)
                self._unframed_since = self._unframed_since or now
                self._take(port, self._driver.feed(read), now)
            elif last_byte and now - last_byte >= self._driver.idle_after * _SECOND:
                self._take(port, self._driver.idle(), last_byte)
                last_byte = 0
            # Not while something is being read, unless it never ends.
            if time.monotonic() >= self._look_at + (_LOOK if read else 0):
                self._look_for_others(port)
                self._judge(last_byte)

    def _keep(self, read: bytes, at_ns: int) -> None:
        """The last bytes, for whoever looks for a fault; a document's are nobody's to look at."""
        if self._private:
            self._hidden += len(read)
            return
        self._recent = (self._recent + read)[-_KEPT:]
        self._reads = (*self._reads[-_READS:], (at_ns, read[-_KEPT:]))

    def _look_for_others(self, port: Transport) -> None:
        """Another program may open the port long after us (root may always): only looking tells, by the clock, whether bytes come or not."""
        begun = time.thread_time()
        self._others = port.others()
        # A machine with so many programs that looking takes long is looked over less often: never more than one part in fifty of a processor.
        self._look_at = time.monotonic() + max(_LOOK, (time.thread_time() - begun) * _RARELY)

    def _write(self, port: Transport, sent: bytes) -> None:
        if sent:
            self._deaf = not port.write(sent)

    def _send(self, port: Transport) -> None:
        """What others want sent, and the question of a device that speaks only when asked."""
        while not self._replies.empty():
            self._write(port, self._replies.get())
        if self._asking and time.monotonic() >= self._ask_at:
            self._ask_at = time.monotonic() + self._asking.asks_every
            self._write(port, self._asking.asks)

    def _take(self, port: Transport, frames: Sequence[Frame], at_ns: int) -> None:
        """The device's answer first: it waits and sends again, while everybody else has time."""
        if self._answering and (answer := self._answering.answers()):
            self._write(port, answer)
        self._deliver(frames, at_ns)
        self._judge(at_ns)

    def _deliver(self, frames: Sequence[Frame], at_ns: int) -> None:
        for frame in frames:
            self._unframed_since = 0
            self._last_frame_ns = at_ns
            self._on_frame(Received(self.name, self._driver.name, frame, at_ns))

    def _judge(self, last_byte: int) -> None:
        """Bytes without one valid frame for a while: line settings, driver or cable are wrong, or another program eats some; or it takes no replies."""
        garbled = self._unframed_since and last_byte - self._unframed_since > _GARBLED
        if self._others:
            self._tell("open", "link-shared", {"address": self.address, "program": self._others})
        else:
            self._tell("open", "link-garbled" if garbled else "link-deaf" if self._deaf else "link-open", {"address": self.address})

    def _tell(self, state: str, words: str, values: Mapping[str, object]) -> None:
        if (state, words) != self._now[:2] or values != self._now[2]:
            self._now = (state, words, values)
            self._on_state(self.state)

    def _wake(self) -> None:
        port = self._port
        if port is not None:
            port.interrupt()


_SECOND = 1_000_000_000
_GARBLED = 5 * _SECOND
_WAIT = 0.1
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 1.0
_LOOK, _RARELY = 2.0, 50
_KEPT, _READS = 256, 63
