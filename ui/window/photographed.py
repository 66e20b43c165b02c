"""Photos and files named for an act: looked at, sealed and written beside both threads, so that the lane never waits for one; what the officer does after it comes after it."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.bridge import ACT, Desk, Reply
from ui.window.aside import Aside
from workstation.desk.card import Say

if TYPE_CHECKING:
    from ui.window.window import Window
    from workstation.desk.photos import Place

PHOTOS = {"evidence": False, "call-answer": True}
"""Acts that take a file, and whether it must be a photo."""
AT_ONCE = frozenset({"stop", "hold", "acknowledge", "call-open", "barrier", "printed", "parcel", "set"})
"""Acts that wait for no photo; what devices read does not either, but for a command code. Every other act may rest on it, or lead away from its truck."""
ANYWHERE = ("call-", "sign-out")
"""How the acts begin that are about no truck in front: they are done whatever came there meanwhile."""
COMMAND = "HNC1:"

_NOWHERE: "Place | None" = None
Send = Callable[[Mapping[str, Any]], None]


@dataclass
class _Waiting:
    """An act in its turn; `about`: the passage in front when it was asked; `ready`: nothing of it is to be looked at any more."""

    asked: Mapping[str, Any]
    send: Send
    about: str
    ready: bool


class Photographed(QObject):
    """Belongs to one window; while a photo is read the acts after it wait in their order, and that is said."""

    called = Signal(object)

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        self._row: deque[_Waiting] = deque()
        self._swept, self._at = False, _NOWHERE
        self._lost: tuple[str, ...] = ()
        window.shown.connect(self._tell_lost)
        self.called.connect(self._call)
        self._aside = Aside(self.called.emit, "photos")

    def close(self) -> None:
        """The window closes."""
        self._row.clear()
        self._aside.close()

    def signed(self, on: bool) -> None:
        """Nobody is signed in any more: what waited is not done in the name of the next, and the sign-in says so."""
        self._lost = () if on else tuple(dict.fromkeys(_act(each.asked) for each in self._row))
        if not on:
            self._row.clear()

    def _tell_lost(self, screen: str) -> None:
        if screen == "signin" and self._lost:
            self._window.signin.tell("photo-lost", act=", ".join(self._lost))

    def done(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """The desk answered; what was staged for an act that it refused is gone."""
        place, act = self._at, str(asked.get("act", ""))
        if act in PHOTOS and place is not None and (reply.refused or reply.value.refused):
            self._aside.run(lambda: _drop(str(asked.get("file") or ""), place, only_photo=PHOTOS[act]), lambda *_: None)

    def first(self, asked: Mapping[str, Any], send: Send) -> None:
        """`send(asked)` once the file of this act, and of every act before it, was looked at; at once where there is none. What is wrong with a file the desk refuses, by what was seen here."""
        act, file, front = _act(asked) if self._row else str(asked.get("act", "")), str(asked.get("file") or ""), self._front
        if act in PHOTOS and file:
            bound = {"passage": front, **asked} if act == "evidence" and front else dict(asked)
            waiting = _Waiting(bound, send, front, ready=False)
            self._row.append(waiting)
            self._window.bridge.read(_place, lambda reply: self._look(waiting, reply), ACT)
        elif self._row and act and act not in AT_ONCE:
            self._row.append(_Waiting(asked, send, front, ready=True))
            self._window.notice.tell((Say("photo-being-read", {"act": act}),), "unsure")
        else:
            send(asked)

    @property
    def _front(self) -> str:
        """The truck or traveller in front; on a belt nothing stays there."""
        card = self._window.lane.card
        return "" if card.state == "parcel" else card.passage

    def _look(self, waiting: _Waiting, reply: Reply) -> None:
        """The desk said where; with nobody signed in the act itself is refused."""
        file, only_photo = str(waiting.asked["file"]), PHOTOS[str(waiting.asked["act"])]
        if reply.refused is None:
            sweep, self._swept, self._at = not self._swept, True, reply.value
            self._aside.run(lambda: _stage(file, reply.value, only_photo=only_photo, sweep=sweep), lambda *_: self._ready(waiting, reply.value))
        else:
            self._ready(waiting, None)

    def _ready(self, waiting: _Waiting, place: "Place | None") -> None:
        waiting.ready = True
        if waiting not in self._row and place is not None:
            file, only_photo = str(waiting.asked["file"]), PHOTOS[str(waiting.asked["act"])]
            self._aside.run(lambda: _drop(file, place, only_photo=only_photo), lambda *_: None)
        while self._row and self._row[0].ready:
            self._go(self._row.popleft())

    def _go(self, waiting: _Waiting) -> None:
        """In its turn; an act about a truck is not done to another one that came in front meanwhile."""
        act = _act(waiting.asked)
        if act not in PHOTOS and not act.startswith(ANYWHERE) and self._front != waiting.about:
            # Behind the answers of what was sent before it, which have their own words.
            self._window.bridge.read(lambda _: None, lambda _: self._not_done(act), ACT)
        else:
            waiting.send(waiting.asked)

    def _not_done(self, act: str) -> None:
        self._window.sounds.play("refused")
        self._window.notice.tell((Say("photo-other-truck", {"act": act}),))

    def _call(self, answer: Callable[[], None]) -> None:
        answer()


def _act(asked: Mapping[str, Any]) -> str:
    """The act of a line, also of one that is the scan of a command code; '' for what is none."""
    text = str(asked.get("scan") or "")
    if COMMAND not in text:
        return str(asked.get("act", ""))
    from workstation.desk import commands

    row = commands.table().get(text.partition(COMMAND)[2].partition(":")[0].upper())
    return row.act if row else ""


def _place(desk: Desk) -> "Place":
    from workstation.desk import photos

    return photos.place_of(desk.lane.station)


def _stage(file: str, place: "Place", *, only_photo: bool, sweep: bool) -> None:
    from workstation.desk import photos
    from workstation.inspection import evidence

    if sweep:
        evidence.sweep(place.folder)
    photos.stage(file, place, only_photo=only_photo)


def _drop(file: str, place: "Place", *, only_photo: bool) -> None:
    from workstation.desk import photos

    photos.drop(file, place, only_photo=only_photo)
