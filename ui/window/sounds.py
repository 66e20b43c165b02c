"""The sounds of the lane, loaded after the first paint; a machine without sound has a lamp, never an error."""

from typing import Any

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, QUrl

import resources

NAMES = (
    "release", "not-customs", "machine", "manual", "hold", "cannot-confirm", "released",
    "read", "repeat", "stray", "refused", "unusable", "call", "stop",
)
UNTIL_SEEN = {"hold", "stop"}
AGAIN_MS = 2500


class Sounds(QObject):
    """Plays a sound by its name; `working` is None until loaded, then whether there is a device; `played` keeps the last names for the curious."""

    def __init__(self, parent: QObject | None = None, volume: float = 0.8) -> None:
        super().__init__(parent)
        self._effects: dict[str, Any] = {}
        self.working: bool | None = None
        self.muted = False
        self.played: list[str] = []
        self._volume = volume
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._repeat)
        self._until_seen = ""

    def load(self) -> None:
        """Find a sound device and load the files; called once, after the first paint."""
        if self.working is not None:
            return
        # A missing codec or sound server is a lamp, not a page of warnings.
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        try:
            from PySide6.QtMultimedia import QMediaDevices, QSoundEffect
        except ImportError:
            self.working = False
            return
        self.working = bool(QMediaDevices.audioOutputs())
        if not self.working:
            return
        for name in NAMES:
            effect = QSoundEffect(self)
            effect.setSource(QUrl.fromLocalFile(str(resources.folder / "sounds" / f"{name}.wav")))
            effect.setVolume(self._volume)
            self._effects[name] = effect

    def play(self, name: str) -> None:
        """Play a sound; a hold goes on until it was seen."""
        self.seen()
        if name not in NAMES:
            return
        self.played = [*self.played[-19:], name]
        if name in UNTIL_SEEN:
            self._until_seen = name
            self._again.start()
        self._sound(name)

    def seen(self) -> None:
        """The officer did something: stop what sounds until seen."""
        self._again.stop()
        self._until_seen = ""

    def mute(self, muted: bool) -> None:
        """Silence (with a banner, which the window shows) or sound again."""
        self.muted = muted

    def _repeat(self) -> None:
        self._sound(self._until_seen)

    def _sound(self, name: str) -> None:
        if not self.muted and name in self._effects:
            self._effects[name].play()
