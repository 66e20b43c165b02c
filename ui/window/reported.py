"""Findings that come back, by keyboard: reported about a passage or one of its inspections, and corrected; the choices are read from the desk before the sheet opens."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ui.bridge import Desk, Reply
from ui.window.fields import Question
from ui.window.lane.wording import clock_time
from ui.window.questions import questions
from workstation.desk.card import Say
from workstation.settings import local_time, parse_time

if TYPE_CHECKING:
    from ui.window.window import Window

REPORT, CORRECT = "finding", "finding-correct"
SAYS = ("found", "nothing", "withdrawn")
MOST = 9
"""Choices that have a number key."""


class Reported(QObject):
    """Opens both sheets of one window; `about()` tells which passage the screen in front is about."""

    def __init__(self, window: "Window", about: Callable[[], str]) -> None:
        super().__init__(window)
        self.window, self._about = window, about
        self._what, self._known = "", dict[str, Any]()
        window.pages.when("sheet", lambda sheet: sheet.again.connect(lambda name: {REPORT: self._report, CORRECT: self._correct}.get(name, lambda: None)()))

    def report(self, what: str = "") -> None:
        """What came back about a passage: the one that was explained, found or chosen of the shift."""
        self._ask(what or self._about(), self._report)

    def correct(self) -> None:
        """A finding of the same passage, else one of the newest, says something else from now on."""
        self._ask(self._about(), self._correct)

    def _ask(self, what: str, then: Callable[[], None]) -> None:
        if not self.window.signed_in:
            self.window.sounds.play("unusable")
            return
        self._what = what

        def read(desk: Desk) -> Any:
            from workstation.desk import reported

            found = reported.known(desk.lane, what)
            return found if found["findings"] or then == self._report else reported.known(desk.lane)

        def show(reply: Reply) -> None:
            if reply.refused is None and self.window.signed_in:
                self._known = reply.value
                then()

        self.window.bridge.read(read, show)

    def _report(self) -> None:
        look, rows = self.window.look, self._known["inspections"][-MOST:]
        asked = questions(REPORT, look, {"what": self._what})
        offered = tuple((row["inspection"], look.say("ask.finding.inspection", number=row["inspection"].rpartition("/")[2], result=look.say(f"inspected.{row['result']}"), time=_time(row["at"]))) for row in rows)
        about = (Question("about", "choice", look.say("ask.finding.about"), "", offered, required=False),) if offered else ()
        self.window.pages.get("sheet").ask(REPORT, (*asked, *about), self._what)

    def _correct(self) -> None:
        look, rows = self.window.look, self._known["findings"][:MOST]
        if not rows:
            self.window.notice.tell((Say("finding-none"),), "unsure")
            return
        offered = tuple((row["event"], self._finding(row)) for row in rows)
        asked = []
        for each in questions(CORRECT, look, {"finding": rows[0]["event"] if rows else ""}):
            choices = {"finding": offered, "says": tuple((says, look.say(f"finding.{says}")) for says in SAYS)}.get(each.name, ())
            asked.append(replace(each, kind="choice", choices=choices) if choices else each)
        self.window.pages.get("sheet").ask(CORRECT, asked, CORRECT)

    def _finding(self, row: dict[str, Any]) -> str:
        look = self.window.look
        return look.say("ask.finding.row", source=look.say(f"finder.{row['source']}"), reference=row["reference"], stands=look.say(f"finding.{row['stands']}"), passage=row["passage"].rpartition("/")[2], time=_time(row["at"]))


def _time(told: str) -> str:
    at = parse_time(told)
    return f"{local_time(at):%m-%d} {clock_time(at)}"
