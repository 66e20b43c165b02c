"""Rule packs by keyboard: which of them goes through the wind tunnel and over how many days, a pack's file taken in, and the second person who puts one in force."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from ui.bridge import LATER, Desk, Reply
from ui.window.aside import Aside
from ui.window.fields import Question
from ui.window.files import lying, short
from ui.window.questions import questions
from workstation.desk.card import Say

if TYPE_CHECKING:
    from ui.window.overlays import Overlays

SPANS = (1, 7, 14, 30, 60, 90, 180, 365)
"""Days that the arrows choose among; any other number is typed."""
USUAL = 30
RUN, TAKE, LIVE = "windtunnel", "rules-import", "rules-live"


class Tunneling(QObject):
    """Tends the page of the wind tunnel; nothing here waits for the desk or a disk."""

    called = Signal(object)

    def __init__(self, overlays: "Overlays") -> None:
        super().__init__(overlays)
        self.overlays, self.window = overlays, overlays.window
        self._packs: list[dict[str, Any]] = []
        self._version, self._days, self._files = 0, USUAL, list[str]()
        self.folder, self._taking = Path(), 0
        self.called.connect(self._call)
        self._aside = Aside(self.called.emit, "rule packs")
        for key, wish in (("Ctrl+R", self.wish), ("Ctrl+O", self.take)):
            QShortcut(QKeySequence(key), self.window).activated.connect(wish)
        self.window.act.connect(lambda name: {RUN: self.wish, TAKE: self.take}.get(name, lambda: None)())
        pages = self.window.pages
        pages.when("tunnel", self._connect_page)
        pages.when("sheet", self._connect_sheet)

    def close(self) -> None:
        """The window closes."""
        self._aside.close()

    def _call(self, answer: Callable[[], None]) -> None:
        answer()

    def _connect_page(self, page: Any) -> None:
        page.wished.connect(self._live)
        page.turned.connect(self._turn)
        page.moved.connect(self._move)

    def _connect_sheet(self, sheet: Any) -> None:
        sheet.answered.connect(self._answered)
        sheet.again.connect(lambda name: {RUN: self._ask_run, TAKE: self._ask_file}.get(name, lambda: None)())
        sheet.away.connect(self._focus)

    def _page(self) -> Any:
        page = self.window.pages.made("tunnel")
        return page if page is not None and page.isVisible() else None

    def _focus(self) -> None:
        if (page := self._page()) is not None:
            page.setFocus()

    def _refuse(self) -> bool:
        if not self.window.signed_in:
            self.window.sounds.play("unusable")
        return not self.window.signed_in

    # Which pack, how many days.

    def wish(self) -> None:
        """Open the page and run; on the open page: ask for pack and days."""
        if self._page() is not None:
            self._ask_run()
        elif not self._refuse():
            self._version = 0
            self._open()

    def _open(self) -> None:
        page = self.overlays.opened("tunnel")

        def packs(desk: Desk) -> Any:
            from workstation.desk import tunneling

            return tunneling.packs(desk.lane)

        def show(reply: Reply) -> None:
            if reply.refused is not None:
                page.say(reply.refused.key, dict(reply.refused.values))
                return
            self._packs = reply.value
            waiting = [row["version"] for row in self._packs if row["state"] == "candidate"]
            known = [row["version"] for row in self._packs]
            if self._version not in known:
                self._version = next(iter([*waiting, *known]), 0)
            self._run()

        self.window.bridge.read(packs, show)

    def _run(self) -> None:
        """The chosen pack over the chosen days, a slice at a time; another choice takes its place."""
        named, days = str(self._version or ""), self._days

        def begin(desk: Desk) -> Any:
            from workstation.desk import tunneling

            return tunneling.begin(desk.lane, days, named)

        self.overlays.steps(self.overlays.opened("tunnel"), begin, "tunnel.going", {"version": named, "days": days})

    def _turn(self, way: int) -> None:
        """More or fewer days."""
        further = [days for days in SPANS if (days > self._days if way > 0 else days < self._days)]
        self._change(self._version, (further[0] if way > 0 else further[-1]) if further else 0)

    def _move(self, way: int) -> None:
        """The next newer or older pack."""
        known = [row["version"] for row in self._packs]
        place = known.index(self._version) + way if self._version in known else -1
        self._change(known[place] if 0 <= place < len(known) else 0, self._days)

    def _change(self, version: int, days: int) -> None:
        if version and days:
            self._version, self._days = version, days
            self._run()
        else:
            self.window.sounds.play("unusable")

    def _ask_run(self) -> None:
        look = self.window.look
        choices = tuple((str(row["version"]), look.say("tunnel.pack", version=row["version"], state=look.say(f"state.{row['state']}"), day=row["valid_from"])) for row in self._packs)
        fields = (Question("version", "choice", look.say("ask.windtunnel.version"), str(self._version or ""), choices), Question("days", "count", look.say("ask.windtunnel.days"), str(self._days)))
        self.window.pages.get("sheet").ask(RUN, fields, RUN)

    # A file, and the second person.

    def take(self) -> None:
        """Ask for a pack's file; the ones that lie where such files lie are offered."""
        if self._refuse():
            return
        folder = self.folder

        def found(files: Any, _why: Say | None) -> None:
            self._files = files or []
            if self.window.signed_in:
                self._ask_file()

        self._aside.run(lambda: lying(folder, "*.pack"), found)

    def _ask_file(self) -> None:
        look = self.window.look
        offered = tuple((file, short(file)) for file in self._files)
        pick = (Question("pick", "choice", look.say("ask.rules-import.pick"), self._files[0] if self._files else "", offered, required=False),) if offered else ()
        self.window.pages.get("sheet").ask(TAKE, (*pick, Question("file", "text", look.say("ask.rules-import.file"), required=not offered)), TAKE)

    def _answered(self, name: str, values: dict[str, str]) -> None:
        sheet = self.window.pages.get("sheet")
        if name == RUN:
            if not values["days"].isdecimal():
                sheet.refused("days-wrong", {"days": values["days"][:20], "most": 3660})
                return
            sheet.sent(RUN)
            self._change(int(values["version"]), int(values["days"][:9]))
        elif name == TAKE:
            self._take(values.get("file") or values.get("pick", ""))

    def _take(self, file: str) -> None:
        """Read and checked beside both threads, which may take seconds; kept by the desk. Another file named meanwhile takes its place."""
        sheet, bridge, name = self.window.pages.get("sheet"), self.window.bridge, Path(file).name
        if not file:
            sheet.refused("sheet.needed", {"field": self.window.look.say("ask.rules-import.file")})
            return
        self._taking += 1
        taking = self._taking

        def further(why: Say | None, then: Callable[[], None]) -> None:
            if taking == self._taking:
                self._taken(why) if why is not None else then()

        def asked(found: Any, why: Say | None) -> None:
            further(why, lambda: bridge.read(lambda desk: _welcome(desk, found), lambda reply: check(found, reply), rank=LATER))

        def check(found: Any, reply: Reply) -> None:
            further(_why(reply), lambda: self._aside.run(lambda: _sound(found), lambda checked, why: keep(checked, why, reply.value)))

        def keep(checked: Any, why: Say | None, officer: str) -> None:
            further(why, lambda: bridge.read(lambda desk: _keep(desk, checked, name, officer), kept, rank=LATER))

        def kept(reply: Reply) -> None:
            self._taken(_why(reply), reply.value)

        sheet.refused("rules-checking", {"file": name})
        self._aside.run(lambda: _read(file), asked)

    def _taken(self, why: Say | None, version: int = 0) -> None:
        """What came of a file: in its sheet while that is still open, else as a notice, for the officer went on with something else."""
        sheet = self.window.pages.get("sheet")
        here = sheet.isVisible() and sheet.name == TAKE
        if why is not None:
            self.window.sounds.play("refused")
            if here:
                sheet.refused(why.key, dict(why.values))
            else:
                self.window.notice.tell((why,))
        elif here:
            sheet.sent(TAKE)
            self._version = version
            self._open()
        else:
            sheet.forget(TAKE)
            self.window.notice.tell((Say("rules-taken", {"version": version}),), "ok")

    def _live(self) -> None:
        """Who else agrees: the second person's number and secret; nothing is asked of a pack that is in force already."""
        if any(row["version"] == self._version and row["state"] == "live" for row in self._packs):
            self.window.sounds.play("unusable")
            return
        known, version = self.window.lane.card.passage, str(self._version)
        self.overlays.put_away()
        self.window.pages.get("sheet").ask(LIVE, questions(LIVE, self.window.look, {"version": version}), known)


def _why(reply: Reply) -> Say | None:
    return None if reply.refused is None else Say(reply.refused.key, dict(reply.refused.values))


def _read(file: str) -> Any:
    from workstation.risk import pack

    return pack.read(Path(file).expanduser())


def _welcome(desk: Desk, found: Any) -> str:
    from workstation.desk import tunneling

    return tunneling.welcome(desk.lane, found)


def _sound(found: Any) -> Any:
    from workstation.desk import ruling

    return ruling.sound(found)


def _keep(desk: Desk, checked: Any, file: str, officer: str) -> int:
    from workstation.desk import tunneling

    return tunneling.take(desk.lane, checked, file, officer)
