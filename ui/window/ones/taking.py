"""Another station's exported journal, by keyboard: its file chosen or named, read and verified beside both threads, kept by the desk; its part of every timeline stands there then."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.bridge import LATER, Desk, Reply
from ui.window.aside import Aside
from ui.window.fields import Question
from ui.window.files import lying, short
from workstation.desk.card import Say

if TYPE_CHECKING:
    from ui.window.work import Work

TAKE = "journal-take"
FILES = "*.jsonl"


class Taking(QObject):
    """Asks for the file and says what it told; nothing here waits for a disk or the desk."""

    called = Signal(object)
    taken = Signal()

    def __init__(self, work: "Work") -> None:
        super().__init__(work.window)
        self.window, self.bridge = work.window, work.bridge
        self.folder, self._files = Path(), list[str]()
        self.called.connect(self._call)
        self._aside = Aside(self.called.emit, "journals of other stations")
        self.window.act.connect(lambda name: self.take() if name == TAKE else None)
        self.window.pages.when("sheet", self._connect)

    def close(self) -> None:
        """The window closes."""
        self._aside.close()

    def _call(self, answer: Callable[[], None]) -> None:
        answer()

    def _connect(self, sheet: Any) -> None:
        sheet.answered.connect(lambda name, values: self._take(values.get("file") or values.get("pick", "")) if name == TAKE else None)
        sheet.again.connect(lambda name: self._ask() if name == TAKE else None)

    def take(self) -> None:
        """Ask for the file; the ones that lie where such files lie are offered."""
        if not self.window.signed_in:
            self.window.sounds.play("unusable")
            return
        folder = self.folder

        def found(files: Any, _why: Say | None) -> None:
            self._files = files or []
            if self.window.signed_in:
                self._ask()

        self._aside.run(lambda: lying(folder, FILES), found)

    def _ask(self) -> None:
        say = self.window.look.say
        offered = tuple((file, short(file)) for file in self._files)
        pick = (Question("pick", "choice", say("ask.journal-take.pick"), self._files[0] if self._files else "", offered, required=False),) if offered else ()
        self.window.pages.get("sheet").ask(TAKE, (*pick, Question("file", "text", say("ask.journal-take.file"), required=not offered)), TAKE)

    def _take(self, file: str) -> None:
        if not file:
            self.window.pages.get("sheet").refused("sheet.needed", {"field": self.window.look.say("ask.journal-take.file")})
            return

        def read(reply: Reply) -> None:
            if reply.refused is not None:
                self._refuse(Say(reply.refused.key, dict(reply.refused.values)))
            else:
                self._aside.run(lambda: _heard(reply.value, file), keep)

        def keep(found: Any, why: Say | None) -> None:
            if why is not None:
                self._refuse(why)
            else:
                self._write(found, 0)

        self.bridge.read(_known, read)

    def _refuse(self, why: Say) -> None:
        self.window.sounds.play("refused")
        self.window.pages.get("sheet").refused(why.key, dict(why.values))

    def _write(self, found: Any, number: int) -> None:
        """A piece at a time: the acts of the lane go in between."""

        def kept(reply: Reply) -> None:
            if reply.refused is not None:
                self._refuse(Say(reply.refused.key, dict(reply.refused.values)))
            elif reply.value is None:
                self._write(found, number + 1)
            else:
                self._told(reply.value)

        self.bridge.read(lambda desk: _keep(desk, found, number), kept, rank=LATER)

    def _told(self, told: Any) -> None:
        stations = told["stations"]
        self.window.pages.get("sheet").sent(TAKE)
        values = {"stations": ", ".join(each["station"] for each in stations), "count": sum(each["events"] for each in stations), "stopped": len(told["stopped"])}
        self.window.notice.tell((Say("journal-taken", values),), "ok")
        self.taken.emit()


def _known(desk: Desk) -> Any:
    from workstation.desk import ones

    return ones.told(desk.lane)


def _heard(known: Any, file: str) -> Any:
    from workstation.desk import neighbours
    from workstation.words import Refused

    try:
        with Path(file).expanduser().open(encoding="utf-8") as told:
            return neighbours.heard(known, told)
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("export-not-read", file=file, reason=getattr(error, "strerror", None) or error) from error


def _keep(desk: Desk, found: Any, number: int) -> Any:
    from workstation.desk import ones

    return ones.take(desk.lane, found, number)
