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
        sheet = self.window.pages.get("sheet")
        if not file:
            sheet.refused("sheet.needed", {"field": self.window.look.say("ask.journal-take.file")})
            return

        def refuse(why: Say) -> None:
            self.window.sounds.play("refused")
            sheet.refused(why.key, dict(why.values))

        def read(reply: Reply) -> None:
            if reply.refused is not None:
                refuse(Say(reply.refused.key, dict(reply.refused.values)))
            else:
                self._aside.run(lambda: _heard(reply.value, file), keep)

        def keep(found: Any, why: Say | None) -> None:
            if why is not None:
                refuse(why)
            else:
                self.bridge.read(lambda desk: _keep(desk, found), kept, rank=LATER)

        def kept(reply: Reply) -> None:
            if reply.refused is not None:
                refuse(Say(reply.refused.key, dict(reply.refused.values)))
                return
            sheet.sent(TAKE)
            told = reply.value["stations"]
            values = {"stations": ", ".join(each["station"] for each in told), "count": sum(each["events"] for each in told), "stopped": len(reply.value["stopped"])}
            self.window.notice.tell((Say("journal-taken", values),), "ok")
            self.taken.emit()

        self.bridge.read(_known, read)


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


def _keep(desk: Desk, found: Any) -> Any:
    from workstation.desk import ones

    return ones.take(desk.lane, found)
