"""The lists of a person: documents with their ends, guarantees open and settled, passages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.window.ones.panel import PAD, Panel, cut
from ui.window.ones.quota import amount
from ui.window.paint import paint_mark
from ui.window.theme import Look
from workstation import codes
from workstation.settings import local_time, parse_time
from workstation.words import catalogue

TALL, TIGHT, HEAD = 28, 24, 52
"""Of a row, of one that has to make room for others, and of a panel without any; pixels of the look's own scale."""
MARKS = {"open": "open", "verified": "unsure", "settled": "ok", "forfeited": "bad"}
Row = tuple[str, str, str]
"""Mark, label, value."""
Rows = Callable[[Mapping[str, Any], Look], Sequence[Row]]


class ListPanel(Panel):
    """Rows that a function makes of a person; says how many more there are, and in words when there are none. `turn(pages)` brings those that have no room."""

    def __init__(self, heading: str, none: str, rows: Rows) -> None:
        super().__init__(heading)
        self._none, self._rows = none, rows
        self._person: Mapping[str, Any] = {}
        self._first, self._fits = 0, 1

    def dress(self, look: Look) -> None:
        super().dress(look)
        # Also an empty one says that there is nothing.
        self.setMinimumHeight(look.px(HEAD + TALL))

    def show_person(self, person: Mapping[str, Any]) -> None:
        """A person as a map; with `clear` documents while they are revealed, empty for nobody. Of the same person the rows in sight stay."""
        if person.get("person") != self._person.get("person"):
            self._first = 0
        self._person = person
        self.update()

    def turn(self, pages: int) -> None:
        """Further down or up; at its end it stays."""
        there = max(self._first + pages * self._fits, 0)
        if there < len(self._rows(self._person, self.look) if self._person else ()):
            self._first = there
            self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look, rows = self.look, self._rows(self._person, self.look) if self._person else ()
        if not rows:
            self.nothing(painter, self._none, top)
            return
        room = self.height() - top - look.px(8)
        # Closer together before any is left out.
        tall = max(look.px(TIGHT), min(look.px(TALL), int(room / len(rows))))
        whole = cut(rows, room, tall) == len(rows)
        self._first = 0 if whole else min(self._first, len(rows) - 1)
        # Where not all have room the last line says where these stand among them.
        self._fits = len(rows) if whole else max(int((room - tall) // tall), 1)
        third = (self.width() - look.px(2 * PAD)) * 0.42
        for mark, label, value in rows[self._first : self._first + self._fits]:
            paint_mark(painter, look, mark, QRectF(look.px(PAD), top + look.px(1), look.px(18), look.px(18)))
            self.line(painter, label, (look.px(PAD + 30), top), style="soft", room=third - look.px(34))
            self.line(painter, value, (look.px(PAD) + third, top), style="value")
            top += tall
        if not whole:
            last = min(self._first + self._fits, len(rows))
            self.text(painter, look.say("person.more", first=self._first + 1, last=last, count=len(rows)), (look.px(PAD + 30), top), style="label")


def documents(person: Mapping[str, Any], look: Look) -> Sequence[Row]:
    """Kind and number of every document: masked, or as `person["clear"]` has them while they are revealed."""
    found = []
    clear = person.get("clear", ())
    for place, each in enumerate(person["documents"]):
        shown = codes.group(clear[place]["kind"], clear[place]["number"]) if place < len(clear) else each["number"]
        ends = {True: "person.expired", False: "person.in-date", None: "person.end-not-told"}[each["expired"]]
        words = look.say("kind." + each["kind"]) if f"kind.{each['kind']}" in catalogue() else each["kind"]
        found.append(({True: "bad", False: "ok", None: "none"}[each["expired"]], words, f"{shown}   {look.say(ends)}"))
    return found


def guarantees(person: Mapping[str, Any], look: Look) -> Sequence[Row]:
    """Open ones first, then those that were verified, settled, forfeited."""
    order = list(MARKS)
    several = sorted(person["guarantees"], key=lambda each: (order.index(each["state"]), each["number"]))
    return [(MARKS[each["state"]], each["number"], f"{look.say('guarantee.' + each['state'])}   {amount(each['amount'])}") for each in several]


def passages(person: Mapping[str, Any], look: Look) -> Sequence[Row]:
    """The newest passages first; of more than are told a last row says so."""
    older = [("none", look.say("person.older"), "")] if person.get("more") else []
    return [*(("none", f"{local_time(parse_time(each['at'])):%Y-%m-%d %H:%M}", f"{each['passage']}   {_state(each['state'], look)}") for each in person["passages"]), *older]


def _state(state: str, look: Look) -> str:
    key = f"stay.{state}"
    return look.say(key) if key in catalogue() else state
