"""The scenes of learning: a scorecard's advice beside a verdict, the decision in words for the enterprise, the slip's back, and the lens."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

import resources
from ui.demo.port import LANE, OFFICERS, SUPERVISOR
from ui.demo.scenes import Show

CARD = resources.folder / "demo" / "scorecard.toml"
"""Plain weights from synthetic days: advice is read from it without anything that trains."""

BACK = "slip-back.pdf"


class Learning:
    """Scenes of what looking taught, and of what an enterprise is told."""

    def __init__(self, show: Show) -> None:
        self.show, self.lane, self.stage = show, show.lane, show.stage
        self.window, self.number = show.stage.window, ""

    @property
    def scenes(self) -> tuple[Callable[[], None], ...]:
        """In their order."""
        return (self.advice, self.back, self.lens)

    def advice(self) -> None:
        """A scorecard is adopted by two; the next truck's seal is open, and the card says what trucks like this came to. Then why it was stopped, in words for its enterprise."""
        self._sign_in(SUPERVISOR)
        self.stage.act(act="scorecard-adopt", file=str(CARD), officer=LANE, secret=OFFICERS[LANE][1], reason="demo: advice on trial")
        self._sign_in(LANE)
        lines = [dict(line) for line in self.show.next_clean().lines]
        next(line for line in reversed(lines) if "seal" in line)["status"] = "open"
        self.lane.reads(lines)
        self.stage.until(lambda: self.stage.card.channel == "manual" and bool(self.stage.card.advice), "the advice beside the verdict")
        self.lane.picture("lane-advice")
        channel, advice = self.stage.card.channel, self.stage.card.advice[0].values
        self._explained()
        self.show.counted([channel])
        self.stage.act(act="hold", reason="demo: seal looked at", risk="conceal")
        self.lane.next()
        self.show.say("advice", {"channel": channel, "share": advice["share"], "average": advice["base"]})

    def back(self) -> None:
        """The second page of a slip that an inspection went before: what decided, for its driver."""
        rows: Any = self._ask(
            lambda desk: desk.station.journal.read(
                "SELECT s.number FROM slip s JOIN event e ON e.subject = s.passage AND e.kind = 'inspection.closed' WHERE s.number <> '' ORDER BY s.number LIMIT 1"
            )
        )
        self.number = number = str(rows[0][0])
        pdf: Any = self._ask(lambda desk: desk.slip_pdf(number, back=True))
        (self.lane.out / BACK).write_bytes(pdf)
        self.show.say("back", {"slip": number, "file": BACK})

    def lens(self) -> None:
        """A finding comes back from audit; what rules are worth; and figures of officers, for a supervisor, who is written down for looking."""
        self._sign_in(SUPERVISOR)
        self.stage.act(act="finding", what=self.number, source="audit", says="found", reference="JC-2026-07", sort="conceal")
        self.window.show_screen("shift")
        page = self.window.pages.get("lens")
        self.stage.function(7)
        self.stage.until(lambda: page.found is not None, "the integrity lens")
        self.lane.picture("lens")
        self.stage.key(Qt.Key.Key_Escape)
        rates = self.window.pages.get("rates")
        self.stage.function(9)
        self.stage.until(lambda: rates.found is not None, "the rates of the rules")
        self.lane.picture("rates")
        self.stage.key(Qt.Key.Key_Escape)
        looks: Any = self._ask(lambda desk: desk.station.journal.read("SELECT count(*) FROM event WHERE kind = 'lens.looked'"))
        self._sign_in(LANE)
        self.window.show_screen("lane")
        self.show.say("lens", {"rows": page.found["rows"], "written_down": looks[0][0], "found": rates.found["base"]["found"]})

    def _explained(self) -> None:
        page = self.window.pages.get("explained")
        self.stage.opened.work.overlays.explain()
        self.stage.until(lambda: page.found is not None, "the decision explained")
        self.lane.picture("explained")
        self.stage.key(Qt.Key.Key_Escape)

    def _sign_in(self, officer: str) -> None:
        self.stage.act(act="sign-in", officer=officer, secret=OFFICERS[officer][1])

    def _ask(self, what: Callable[[Any], object]) -> object:
        return self.stage.ask(what)
