"""What was written into `settings.toml` beside the window, by a command or by hand, takes effect in it: links, printers, offsets; no restart."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workstation import settings
from workstation.settings import Settings

if TYPE_CHECKING:
    from ui.window.devices.tender import Tender
    from workstation.desk.card import Say

FOLLOWED = ("links", "printers", "offsets", "queue", "spare_queue", "slip")
"""The settings that are followed; another port, lane, profile, language or theme takes a fresh start."""


class Changes:
    """Lives in the window's thread; the file is read, and links are opened anew, in the tender's own."""

    def __init__(self, tender: "Tender") -> None:
        self._tender, self._folder = tender, tender.work.shows.folder
        self._seen: tuple[int, int] = (0, 0)

    def look(self) -> None:
        """At a quiet moment; not while a port is borrowed for its baud rates."""
        if not self._tender.trials.sweeping:
            self._tender.aside.run(self._read, self._found)

    def _read(self) -> Settings | None:
        """The settings when the file is another one than last time. Links that stand in it as they are go on."""
        try:
            told = (self._folder / "settings.toml").stat()
        except OSError:
            return None
        if (told.st_mtime_ns, told.st_ino) == self._seen:
            return None
        self._seen = (told.st_mtime_ns, told.st_ino)
        known = settings.read(self._folder)
        self._tender.links.become(known.links)
        return known

    def _found(self, known: Any, said: "Say | None") -> None:
        """A file that cannot be read is said once, and what was known before holds."""
        tender = self._tender
        if said is not None:
            tender.window.notice.tell((said,), "unsure")
        if known is None:
            return
        fresh = replace(tender.known, **{name: getattr(known, name) for name in FOLLOWED})
        if fresh != tender.known:
            tender.known_changed.emit(fresh)
            tender.describe(fresh)
            tender.show(tender.links.states())
