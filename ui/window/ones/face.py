"""Who a person is, in one line: masked name, year of birth, list status; while revealed the name itself with the seconds that are left."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.lane.wording import dotted
from ui.window.ones.panel import PAD, shaped
from ui.window.paint import Place, Run, flow, paint_panel, width_of
from ui.window.theme import BODY, CLOCK, LABEL, REASON, Look

LISTS = {"focus": ("octagon", "bad_words"), "white": ("tick", "ok"), "none": ("bar", "soft")}


class Face(QWidget):
    """Paints a person as `workstation.persons.opened.Person` shows him, as a map."""

    def __init__(self) -> None:
        super().__init__()
        self._look, self._left = Look(), 0
        self._person: Mapping[str, Any] = {}
        self._clear: Mapping[str, Any] = {}

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_person(self, person: Mapping[str, Any]) -> None:
        self._person = person
        self.update()

    def show_clear(self, clear: Mapping[str, Any]) -> None:
        """The revealed name and birth date; empty hides them."""
        self._clear = clear
        self.update()

    def count(self, left: int) -> None:
        """Milliseconds until the mask comes back."""
        if -(-left // 1000) != -(-self._left // 1000):
            self._left = left
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, person = QPainter(self), self._look, self._person
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_panel(painter, look, self.rect())
        if person:
            left = look.px(PAD)
            name = str(self._clear.get("name") or person["name"] or look.say("person.not-known"))
            font = look.font(REASON + 2, bold=True)
            flow(painter, [Run(name, font, look.colour("ink"))], Place(left, look.px(16), self.width() * 0.5))
            flow(painter, [Run(self._about(), look.font(BODY), look.colour("soft"))], Place(left, look.px(64), self.width() * 0.62))
            self._status(painter, left + width_of(name, font) + look.px(26))
            self._mask(painter)
        painter.end()

    def _about(self) -> str:
        look, person = self._look, self._person
        born = str(self._clear.get("birth") or person["birth"])
        resident = {True: "person.resident", False: "person.not-resident", None: "person.residence-not-told"}[person["resident"]]
        stops = [look.say("person.instruction", number=each["number"]) for each in person["instructions"]]
        return dotted((look.say("person.born", born=born) if born else "", str(person["nationality"]), look.say(resident), *stops))

    def _status(self, painter: QPainter, left: float) -> None:
        look, listed = self._look, str(self._person["list"] or "none")
        shape, token = LISTS.get(listed, LISTS["none"])
        if self._person["instructions"]:
            shape, token = "octagon", "bad_words"
        shaped(painter, look, (shape, look.say("person.list." + listed), look.colour(token)), (left, look.px(24)))

    def _mask(self, painter: QPainter) -> None:
        """At the right: masked, or the seconds that are left."""
        look, right = self._look, self.width() - self._look.px(PAD)
        if not self._clear:
            words, font = look.say("person.masked"), look.font(LABEL)
            flow(painter, [Run(words, font, look.colour("soft"))], Place(right - look.px(300), look.px(42), look.px(300), 1, right=True))
            return
        seconds = str(-(-self._left // 1000))
        box = QRectF(right - look.px(230), look.px(14), look.px(230), look.px(76))
        painter.setPen(QPen(look.colour("amber"), look.px(3)))
        painter.setBrush(look.colour("amber"))
        painter.drawRoundedRect(box, look.px(12), look.px(12))
        painter.setPen(look.colour("amber_words"))
        painter.setFont(look.font(CLOCK, bold=True))
        painter.drawText(box.adjusted(look.px(14), 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, seconds)
        painter.setFont(look.font(BODY, bold=True))
        beside = box.adjusted(look.px(76), 0, -look.px(10), 0)
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, look.say("person.until-masked"))
