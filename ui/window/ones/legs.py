"""One document, one box, one lock: the legs of a consignment compared, the seals of a box from hop to hop, a lock against its journey."""

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.window.ones.panel import PAD, Panel, cut, hatch, shaped
from ui.window.paint import Place, Run, flow, paint_mark
from ui.window.theme import BODY, LABEL
from workstation import codes
from workstation.custody.boxes import Hop
from workstation.custody.chain import Chain
from workstation.custody.distances import MINUTE
from workstation.custody.document import Document, Leg
from workstation.custody.lock import Locked
from workstation.custody.shown import journey_said
from workstation.custody.values import where

LINE, AROUND, HOP = 23, 20, 76
MOST_NAMED, DIFFERS = 4, 6
"""Lines of one leg that name parties or containers; differences that are said."""
COLUMNS = (0.0, 0.21, 0.30, 0.48, 0.80)
"""Where the columns of the legs begin, as parts of the width: number, mode, way, parties, containers."""
TICKS = {"kept": ("tick", "ok"), "changed": ("diamond", "ink"), "broken": ("octagon", "bad_words"), "unknown": ("dashed", "soft")}


def _lines(several: Sequence[str]) -> list[str]:
    """As many as have room, and how many more there are."""
    return [*several[:MOST_NAMED], *([f"… +{len(several) - MOST_NAMED}"] if several[MOST_NAMED:] else [])] or ["–"]


class DocumentPanel(Panel):
    """Every leg in the order of the way; what a leg says otherwise is marked and said below."""

    def __init__(self) -> None:
        super().__init__("custody.one-document")
        self._document: Document | None = None
        self._asked = ""

    def show_document(self, document: Document | None, asked: str) -> None:
        """`asked`: the number it was found by."""
        self._document, self._asked = document, asked
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        document, look = self._document, self.look
        if document is None:
            self.nothing(painter, "custody.no-document", top)
            return
        number = codes.group("declaration", document.declaration)
        boxes = "、".join(codes.group("container", each) for each in document.containers[:3])
        top += self.text(painter, look.say("custody.document.head", number=number, party=document.party, boxes=boxes or "–"), (look.px(PAD), top), style="value") + look.px(14)
        if document.shared_with:
            others = "、".join(codes.group("declaration", each) for each in document.shared_with[:3])
            top += self.text(painter, look.say("custody.document.others", others=others + (" …" if document.shared_with[3:] else "")), (look.px(PAD), top)) + look.px(14)
        top = self._heads(painter, top)
        wrong = {each.leg for each in document.differs}
        fits = self._fit(document.legs, self.height() - top - look.px(120))
        for leg in document.legs[:fits]:
            self._leg(painter, leg, top, good=leg.number not in wrong)
            top += self._tall(leg)
        if fits < len(document.legs):
            self.text(painter, look.say("custody.more-legs", count=len(document.legs) - fits), (look.px(PAD), top), style="label")
            top += look.px(24)
        self._differs(painter, document, top + look.px(12))

    def _at(self, column: int) -> float:
        return self.look.px(PAD + 32) + COLUMNS[column] * (self.width() - self.look.px(2 * PAD + 32))

    def _cell(self, painter: QPainter, column: int, words: str, top: float, *, style: str = "body") -> None:
        end = self._at(column + 1) if column + 1 < len(COLUMNS) else self.width() - self.look.px(PAD)
        self.text(painter, words, (self._at(column), top), style=style, room=end - self._at(column) - self.look.px(8))

    def _heads(self, painter: QPainter, top: float) -> float:
        for column, name in enumerate(("leg", "mode", "way", "parties", "containers")):
            self._cell(painter, column, self.look.say("custody.column." + name), top, style="label")
        return top + self.look.px(24)

    def _named(self, leg: Leg) -> tuple[list[str], list[str]]:
        """Parties and containers of a leg, one a line."""
        parties = [f"{self.look.say('custody.party.' + sort)} {value}" for sort, value in leg.parties]
        return _lines(parties), _lines(leg.containers)

    def _tall(self, leg: Leg) -> float:
        return self.look.px(AROUND) + self.look.px(LINE) * max(map(len, self._named(leg)))

    def _fit(self, legs: Sequence[Leg], room: float) -> int:
        """How many legs have room; fewer where a line must say how many more there are."""
        ends = list(accumulate(map(self._tall, legs)))
        whole = not ends or ends[-1] <= room
        return sum(end <= (room if whole else room - self.look.px(LINE)) for end in ends)

    def _leg(self, painter: QPainter, leg: Leg, top: float, *, good: bool) -> None:
        look = self.look
        painter.fillRect(QRectF(look.px(PAD), top - look.px(4), self.width() - look.px(2 * PAD), 1), look.colour("line"))
        if self._asked == leg.number:
            painter.fillRect(QRectF(look.px(2), top, look.px(5), self._tall(leg) - look.px(8)), look.colour("ink"))
        compared = bool(leg.parties or leg.containers)
        paint_mark(painter, look, "bad" if not good else "ok" if compared else "none", QRectF(look.px(PAD), top + look.px(4), look.px(20), look.px(20)))
        parties, boxes = self._named(leg)
        cells = ([leg.number], [look.say("custody.mode." + leg.mode)], [f"{leg.begins or '–'} → {leg.ends or '–'}"], parties, boxes)
        for column, lines in enumerate(cells):
            for row, said in enumerate(lines):
                self._cell(painter, column, said, top + look.px(3 + row * LINE), style="value" if column == 0 else "body")

    def _differs(self, painter: QPainter, document: Document, top: float) -> None:
        look = self.look
        if not document.differs:
            key = "custody.document.agrees" if document.compared else "custody.document.not-compared"
            shaped(painter, look, ("tick" if document.compared else "dashed", look.say(key, count=document.compared), look.colour("ink")), (look.px(PAD), top))
            return
        for each in document.differs[:DIFFERS]:
            other = look.say("part.declaration") if each.other == "declaration" else each.other
            said = look.say("custody.differs." + each.what, leg=each.leg, other=other, value=each.value)
            top += self.text(painter, said, (look.px(PAD), top), style="bad") + look.px(6)
        if document.differs[DIFFERS:]:
            self.text(painter, look.say("custody.more-clashes", count=len(document.differs) - DIFFERS), (look.px(PAD), top), style="label")


class BoxPanel(Panel):
    """A box from hop to hop: solid where one seal held, stripes where nobody wrote what happened."""

    def __init__(self) -> None:
        super().__init__("custody.one-box")
        self._chain = Chain("", "")

    def show_chain(self, chain: Chain) -> None:
        self._chain = chain
        self.update()

    def draw(self, painter: QPainter, top: float) -> None:
        look, hops = self.look, self._chain.hops
        if self._chain.box:
            shape, token = {"unbroken": TICKS["kept"], "resealed": TICKS["changed"]}.get(self._chain.box, TICKS.get(self._chain.box, TICKS["unknown"]))
            shaped(painter, look, (shape, look.say("custody.box." + self._chain.box), look.colour(token)), (look.px(PAD), top + look.px(4)))
            top += look.px(44)
        if not hops:
            self.nothing(painter, "custody.no-hops", top)
            return
        fits = cut(hops, self.height() - top - look.px(20), look.px(HOP))
        for hop in hops[len(hops) - fits :]:
            self._hop(painter, hop, top)
            top += look.px(HOP)
        if fits < len(hops):
            self.text(painter, look.say("custody.more-hops", count=len(hops) - fits), (look.px(PAD), top), style="label")

    def _hop(self, painter: QPainter, hop: Hop, top: float) -> None:
        look = self.look
        left, right = look.px(PAD), self.width() - look.px(PAD)
        side = (right - left) * 0.26
        middle = top + look.px(20)
        exact = hop.first.at // MINUTE == hop.second.at // MINUTE
        found = tuple(f"{number} {look.say('custody.status.' + status)}" for number, status in hop.found)
        for x, step, seals in ((left, hop.first, hop.went), (right - side, hop.second, (*found, *hop.came))):
            self.text(painter, where(step, exact=exact), (x, top), style="value", room=side)
            self.text(painter, "、".join(seals) or look.say("custody.no-seal"), (x, top + look.px(24)), style="soft", room=side)
        bar = QRectF(left + side + look.px(12), middle - look.px(5), right - left - 2 * side - look.px(24), look.px(10))
        self._bar(painter, hop.state, bar)
        shape, token = TICKS[hop.state]
        words = look.say("custody.hop." + hop.state)
        mode = look.say("custody.hop.leg", mode=look.say("custody.mode." + hop.mode), leg=hop.leg) if hop.mode else ""
        shaped(painter, look, (shape, words, look.colour(token)), (bar.left(), bar.bottom() + look.px(6)))
        font = look.font(LABEL)
        flow(painter, [Run(mode, font, look.colour("soft"))], Place(bar.left(), bar.top() - look.px(20), bar.width())) if mode else None

    def _bar(self, painter: QPainter, state: str, bar: QRectF) -> None:
        look = self.look
        if state != "kept":
            hatch(painter, bar, look.colour("bad" if state == "broken" else "soft"))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("ok"))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)


class LockPanel(Panel):
    """A lock against its journey: closed, its container, its route, its window; below it the journeys the register has of it."""

    def __init__(self) -> None:
        super().__init__("custody.one-lock")
        self._chain = Chain("", "")

    def show_chain(self, chain: Chain) -> None:
        self._chain = chain
        self.update()

    def standing(self) -> tuple[str, str, str]:
        """Shape, words and colour of what an officer must know first; a lock nobody read is not wrong, only not known."""
        look, lock = self.look, self._chain.lock
        if lock is None or lock.state == "none":
            return "dashed", look.say("custody-route-only"), "ink"
        return ("tick", look.say("custody.lock.good"), "ok") if lock.good else ("octagon", look.say("custody.lock.not-good"), "bad_words")

    def journeys(self) -> list[str]:
        """The registered journeys, one a line."""
        return [journey_said(row, self.look.lang) for row in self._chain.routes]

    def draw(self, painter: QPainter, top: float) -> None:
        lock, look = self._chain.lock, self.look
        if lock is None:
            self.nothing(painter, "custody.no-lock", top)
            return
        shape, words, token = self.standing()
        shaped(painter, look, (shape, words, look.colour(token)), (look.px(PAD), top + look.px(4)))
        self._journeys(painter, self._rows(painter, lock, top + look.px(50)) + look.px(12))

    def _journeys(self, painter: QPainter, top: float) -> None:
        look, told = self.look, self.journeys()
        top += self.text(painter, look.say("custody.lock.journeys" if told else "custody.lock.no-journey"), (look.px(PAD), top), style="label") + look.px(10)
        fits = cut(told, self.height() - top - look.px(12), look.px(32))
        for said in told[:fits]:
            self.line(painter, said, (look.px(PAD), top))
            top += look.px(32)
        if fits < len(told):
            self.text(painter, look.say("custody.more-clashes", count=len(told) - fits), (look.px(PAD), top), style="label")

    def _rows(self, painter: QPainter, lock: Locked, top: float) -> float:
        look = self.look
        marks = {"yes": "ok", "sealed": "ok", "no": "bad", "open": "bad", "tampered": "bad"}
        rows = (("state", lock.state, "custody.status." if lock.state != "none" else "custody.lock."), *(
            (name, getattr(lock, name), "custody.lock.") for name in ("container", "route", "window")))
        for name, value, prefix in rows:
            paint_mark(painter, look, marks.get(value, "unsure"), QRectF(look.px(PAD), top, look.px(20), look.px(20)))
            label, words = look.say("custody.lock-row." + name), look.say(prefix + value)
            font = look.font(BODY)
            flow(painter, [Run(label, font, look.colour("soft"))], Place(look.px(PAD + 36), top - look.px(1), look.px(200)))
            flow(painter, [Run(words, look.font(BODY + 1, bold=True), look.colour("ink"))], Place(look.px(PAD + 240), top - look.px(2), self.width() / 2))
            painter.setPen(QPen(look.colour("line"), 1))
            painter.drawLine(QPointF(look.px(PAD), top + look.px(32)), QPointF(self.width() - look.px(PAD), top + look.px(32)))
            top += look.px(44)
        return top


