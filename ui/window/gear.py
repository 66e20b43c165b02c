"""What hangs on the window's lane: links in, paper out, and the quiet work between lines; everything arrives in the window's thread."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from devices.link import LinkState
from ui.bridge import Reply
from ui.links import Links
from ui.printing import Page, Printed, Printing, of_station
from ui.turns import MOST, TOLD_FROM, Turns, Typed
from ui.window.bar import Lamp
from ui.window.barriers import Barriers
from ui.window.changes import Changes
from ui.window.devices.shown import lamp
from ui.window.devices.tender import Tender
from ui.window.lane.wording import phrase
from ui.window.work import Work
from workstation.desk.card import Say
from workstation.settings import Settings

if TYPE_CHECKING:
    from ui.printers import Printer

LOOK_MS = 1000
QUIET_MS = 5000


class Gear(QObject):
    """Owns the links' threads and the printing thread of one window."""

    def __init__(self, work: Work, post: Callable[[Callable[[], None]], None], known: Settings) -> None:
        super().__init__(work)
        self.work, self._post, self.known = work, post, known
        self.links = Links(known.links, self._asked, self._told, work.shows.folder / "devices")
        self.turns = Turns(lambda: work.bridge.behind, lambda link: link in self.links.leaving)
        self.typed = Typed(lambda: self.turns.waiting < MOST, work.line, self._full)
        work.keyed = self.typed.take
        self.printing = Printing(self._printed, known.spare_queue, printer=self._printer)
        self.barriers = Barriers(self.links, known, work.window.clock, self._barrier)
        self.tender = Tender(work, post, known, self.links)
        self.tender.known_changed.connect(self._known_now)
        self.changes = Changes(self.tender)
        self._unfit: dict[str, str] = {}
        self._unheard: dict[str, dict[str, Any]] = {}
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self.show_links)
        self._look.timeout.connect(self._say_waiting)
        self._quiet = QTimer(self)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self.quiet)
        work.released.connect(self.print_slip)
        work.answered.connect(self._answered)
        work.signed.connect(self._signed)
        work.window.pages.when("cover", lambda page: page.cancelling.connect(self._cancel))
        work.window.pages.when("cover", lambda page: page.again.connect(self._again))

    def start(self) -> None:
        """Open the links; a scan before sign-in is answered with a sound and stored nowhere."""
        self.links.start()
        self._look.start()
        self._quiet.start()
        self.show_links()

    def close(self) -> None:
        """End the threads."""
        self._look.stop()
        self._quiet.stop()
        self.tender.close()
        self.links.stop()
        self.printing.close()

    def quiet(self) -> None:
        """Between lines: new settings and new data are seen, the hourly backup is made."""
        self.changes.look()
        self.tender.look_at_papers()
        if self.work.window.signed_in:
            self.work.bridge.read(lambda desk: desk.tick(), self._ticked)

    def _ticked(self, reply: Reply) -> None:
        if reply.value is not None or reply.refused is not None:
            self.work.outcome({}, reply)

    def _asked(self, asked: Mapping[str, Any], _at_ns: int) -> None:
        """On a link's thread: hop to the window, where focus and sign-in are known; while too much waits there, wait here."""
        if "contact" in asked:
            self._post(lambda: self.barriers.heard(str(asked["link"]), asked["contact"], on=asked["on"]))
            return
        link = str(asked["link"])
        self.turns.pass_in(link, answered=link in self.links.answering)
        self._post(lambda: self._take(dict(asked)))

    def _take(self, asked: dict[str, Any]) -> None:
        try:
            self._line(asked)
        finally:
            self.turns.take()

    def _say_waiting(self) -> None:
        """The desk is behind: how many reads wait, and whether the rest waits in the devices."""
        self.typed.go_on()
        count = self.turns.waiting + self.typed.waiting
        key = "banner.waiting-full" if count >= MOST else "banner.waiting"
        for each in ("banner.waiting", "banner.waiting-full"):
            self.work.window.banner(each, each == key and count >= TOLD_FROM, count=count)

    def _full(self) -> None:
        """A label that was typed while the row was full is not taken: heard and said, whatever stands on the screen."""
        self.work.window.sounds.play("refused")
        self.work.window.notice.say(phrase(Say("typed-full", {"count": self.typed.most}), self.work.window.look), "unsure")
        self._say_waiting()

    def _answered(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """The beep of the device a read came from says whether the program took it, not whether it was decoded."""
        self.typed.go_on()
        if "link" in asked:
            self.links.reply(str(asked["link"]), accepted=reply.refused is None and reply.value.refused is None)
        if reply.value is not None:
            self.barriers.answered(reply.value.events)
            self._awaits(asked, reply.value.card.waiting)

    def _awaits(self, asked: Mapping[str, Any], waiting: Sequence[str]) -> None:
        """A truck that waits for its weight or its seals gets what stands there now, though it may have settled before the truck was known."""
        if "weight" in waiting and "weight" not in asked:
            self.links.weigh_again()
        if "seal" in waiting and "seal" not in asked:
            self.links.look_again()

    def _signed(self, signed: bool) -> None:
        """What was read while nobody was signed in went to nobody."""
        if signed:
            while self._unheard:
                self.work.line(self._unheard.popitem()[1])
            self.links.tags_again()
            self._awaits({}, self.work.window.lane.card.waiting)

    def _barrier(self, line: Mapping[str, Any], words: str) -> None:
        """What the barrier did is written beside the card; when it went wrong the officer is told at once."""
        if words:
            self.work.window.sounds.play("refused")
            self.work.window.notice.say(phrase(Say(words), self.work.window.look), "unsure")
        if self.work.window.signed_in:
            self.work.bridge.line(line, self._written)

    def _written(self, reply: Reply) -> None:
        """On a slow disk the card was painted before the commit: its open mark closes. No sound, and what is said stays."""
        if reply.value is not None:
            self.work.show_card(reply.value.card)

    def _line(self, asked: dict[str, Any]) -> None:
        if not self.work.window.signed_in and "link" in asked:
            self.links.reply(str(asked["link"]), accepted=False)
        if "scan" in asked:
            self.work.scan(asked.pop("scan"), asked.pop("source"), **asked)
        elif self.work.window.signed_in:
            self.work.line(asked)
        elif "help" in asked:
            # Somebody stands there and waits, whether an officer is signed in or not.
            self._unheard[str(asked.get("link", ""))] = asked
            self.work.window.sounds.play("call")
            self.work.window.signin.tell("help-waits")

    def _told(self, state: LinkState) -> None:
        """On a link's thread."""
        self._post(lambda: self._stands(state))

    def _stands(self, state: LinkState) -> None:
        """A link changed: its barrier hears every change, also one that is over by now."""
        self.barriers.look((state,))
        self._weighs(state)
        self.show_links()

    def _weighs(self, state: LinkState) -> None:
        """A scale that shows what may not be taken as a weight: said on the lane without a sound, once each time it begins."""
        wrong, before = state.words if state.words.startswith("scale-") else "", self._unfit.get(state.link, "")
        self._unfit[state.link] = wrong
        if wrong and wrong != before and self.work.window.signed_in:
            self.work.window.notice.tell((Say(wrong, dict(state.values)),), "unsure")

    def show_links(self) -> None:
        """Lamps above, of links and printers; rows on the Devices screen."""
        states = self.links.states()
        self.barriers.look(states)
        lamps = [Lamp(state.link, lamp(state, self.links.readings.get(state.link))) for state in states]
        self.work.window.show_lamps((*lamps, *(Lamp(paper.name, paper.state) for paper in self.tender.papers)))
        self.tender.show(states)

    def _known_now(self, known: Settings) -> None:
        """The settings were written, by the Devices screen or beside the window, and links opened anew; the next page goes by them."""
        self.known = known
        self.printing.spare = known.spare_queue
        self.barriers.anew()

    def _printer(self, name: str) -> "Printer":
        """On a printing thread: as the settings have it now."""
        return of_station(self.known, name)

    def print_slip(self, number: str, copy: int) -> None:
        """A slip was released, or a copy is wanted: draw it in the worker, then give it to the queue."""
        if not self.known.queue or (self.known.slip == "request" and copy == 1):
            return

        def drawn(reply: Reply) -> None:
            if reply.refused is None:
                self.printing.print(Page(number, copy, reply.value[0], self.known.queue, reply.value[1]))

        self.work.bridge.read(lambda desk: (desk.slip_pdf(number), desk.slip_receipt(number)), drawn)

    def _cancel(self, number: str) -> None:
        self.work.window.cover.tell("preview.cancelled" if self.printing.cancel(number) else "preview.not-printing")

    def _again(self, number: str) -> None:
        self.work.window.cover.tell("preview.again" if self.printing.again(number) else "preview.not-printing")

    def _printed(self, printed: Printed) -> None:
        """On the printing thread."""
        self._post(lambda: self._paper(printed))

    def _paper(self, printed: Printed) -> None:
        """The queue handed it over: an event. Anything else: words, and the lane goes on."""
        if printed.good and self.work.window.signed_in:
            page = printed.page
            self.work.line({"act": "printed", "number": page.number, "copy": page.copy, "queue": page.queue, "job": printed.job})
        elif printed.ended or printed.words != "print-queued":
            self.work.window.notice.say(phrase(Say(printed.words, dict(printed.values)), self.work.window.look), "unsure")
