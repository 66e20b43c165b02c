"""Between window and bridge: a wish becomes a line for the desk, an outcome becomes a card, a sound, a notice; nothing here waits."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from ui.bridge import ACT, Opener, Outcome, Reply
from ui.window import defaults, pressed, seconds, typed
from ui.window.accounts.opening import names_account
from ui.window.calls.tender import PREFIX, STOP, CallsTender
from ui.window.fields import Question, Text
from ui.window.lane.wording import phrase
from ui.window.overlays import Overlays
from ui.window.photographed import Photographed
from ui.window.questions import ASKED, LATE, MORE, about, fitted, more, of_another, offered, questions
from ui.window.shows import Shows
from ui.window.signin import BADGE
from ui.window.theme import PARCELS, TRAVELLERS
from ui.window.window import Window
from workstation.desk.card import Card, Say

COMMAND, DISABLED = "HNC1:", "officer-disabled"
ELSEWHERE = ("device-", "one-", "account-", "lens", "rates", "windtunnel", "rules-import", "journal-take", PREFIX, STOP)
"""How the acts begin that other parts of the window ask for."""
SetUpStation = Callable[[Mapping[str, str]], object]


class Work(QObject):
    """Owns no state but who is signed in and the last card's identity; `open_desk(officer, secret)` makes an opener, `found` a station."""

    released = Signal(str, int)
    answered = Signal(object, object)
    signed = Signal(bool)
    read = Signal()

    def __init__(self, window: Window, open_desk: Callable[[str, str], Opener], found: SetUpStation) -> None:
        super().__init__(window)
        self.window, self.bridge = window, window.bridge
        self._open_desk, self._found = open_desk, found
        self.officer, self._sounded = "", ("", "", "", 0)
        self._asking: tuple[str, Mapping[str, object]] = ("", {})
        self._call: dict[str, str] = {}
        self.keyed: Callable[[Mapping[str, Any]], None] = self.line
        self._more, self._seen = ("", "", ""), ""
        self.shows, self.overlays, self.photos = Shows(window), Overlays(window), Photographed(window)
        self.answered.connect(lambda *_: self.overlays.card_came())
        w, self.calls = window, CallsTender(self)
        w.act.connect(self.act)
        w.scan.connect(self.scan)
        w.locking.connect(self.lock)
        when = w.pages.when
        when("signin", lambda page: page.asked.connect(self.sign_in))
        when("setup", lambda page: page.asked.connect(self._set_up))
        when("sheet", lambda page: (page.answered.connect(self._answered), page.again.connect(lambda name: None if of_another(window, name) else self.act(name)), page.seconded.connect(lambda name: seconds.asked(self.bridge, name))))
        when("find", lambda page: page.chosen.connect(lambda _kind, value: self.scan(value, "typed")))
        when("inspect", lambda page: page.entered.connect(self._entered))
        when("inspect", lambda page: page.photo.connect(lambda field, file: self._press({"act": "evidence", "file": file, "field": field})))
        when("lane", lambda page: page.chosen.connect(lambda kind, value: self._press({"act": "choose", "kind": kind, "value": value})))

    # Who works here.

    def sign_in(self, officer: str, secret: str) -> None:
        """Unwrap the key and open the desk, in the worker."""
        self.bridge.open(self._open_desk(officer, secret), lambda reply: self._signed_in(officer, reply))

    def _signed_in(self, officer: str, reply: Reply) -> None:
        if reply.refused is not None:
            self.window.sounds.play("refused")
            self.window.signin.refused(reply.refused)
            return
        self.officer, self.window.signed_in = officer, True
        self.window.signin.begin(officer, locked=True)
        self._sounded = self._identity(reply.value)
        self.show_card(reply.value)
        self.window.show_screen("lane")
        self.shows.timer.start()
        self.shows.refresh()
        self.signed.emit(True)

    def lock(self) -> None:
        """Shut the stores; the screen shows nothing of the passage until somebody signs in."""
        if not self.window.signed_in:
            return
        self.shows.timer.stop()
        self.window.signed_in = False
        self.signed.emit(False)
        self.window.sheet.put_away()
        self.window.typeline.close_line()
        self.window.notice.say("")
        self.window.sounds.seen()
        self.window.frame.keys.show_acts(())
        self.window.lane.show_card(Card("locked"))
        self.bridge.lock(lambda _: None)
        self.window.signin.begin(self.officer, locked=True)
        self.window.show_screen("signin")

    def _set_up(self, given: Mapping[str, str]) -> None:
        def done(reply: Reply) -> None:
            if reply.refused is not None:
                self.window.setup.refused(reply.refused)
            else:
                self.window.show_screen("signin")
                self.sign_in(given["officer"], given["secret"])

        self.bridge.later(lambda: self._found(given), done, ACT)

    # What was read.

    def scan(self, text: str, source: str, **more: object) -> None:
        """A read from anywhere; before sign-in it is shown and refused with a sound, stored nowhere. A driver-side device signs nobody in and fills no field."""
        window, ours = self.window, more.get("side") != "driver"
        self.read.emit()
        if not window.signed_in:
            if not ours or window.at != "signin" or not window.signin.scanned(text, keyed=source == "wedge"):
                window.sounds.play("refused")
            return
        if source == "typed":
            self._press(typed.line(text, window.lane.card.profile))
            return
        # What a reader of tags or documents says by itself is nobody's entry.
        if ours and "kind" not in more and self._aimed(text):
            return
        if COMMAND in text:
            # A command goes by the verdict on the screen as its key does; no verdict there is none to go by.
            more |= {"verdict": window.lane.card.verdict or -1, "front": pressed.front(window)}
        give = self.keyed if source == "wedge" else self.line
        give({"scan": text, "source": source, **{name: value for name, value in more.items() if value or name == "front"}})

    def _aimed(self, text: str) -> bool:
        """A seal field or a badge field with the focus takes the scan that fits it; everything else goes to the desk."""
        focus = self.window.focusWidget()
        if not isinstance(focus, Text):
            return False
        if focus.asks("document") and not text.startswith(BADGE):
            from workstation import codes

            fits = any(code.kind in codes.PERSON_KINDS for code in codes.recognise(text).candidates)
        elif focus.asks("account"):
            fits = not text.startswith(BADGE) and names_account(text)
        else:
            fits = focus.asks("seal") or focus.asks("scan") if not text.startswith(BADGE) else focus.asks("secret")
        if fits:
            focus.take(text)
        return fits

    # Wishes.

    def act(self, name: str) -> None:
        """An act by its key: asked for its fields first where it has some. The Devices screen and the pages of the ones tend their own."""
        if name.startswith((*ELSEWHERE, "finding")):
            return
        if name == "more":
            choices = tuple((each, self.window.look.say(f"act.{each}")) for each in offered(self.window.lane.card))
            self.window.sheet.ask("more", (Question("act", "choice", self.window.look.say("ask.act"), "", choices),))
        elif name in ASKED:
            card, self._seen = self.window.lane.card, pressed.front(self.window)
            known = defaults.known(name, card, self.window.clock(), self._call)
            asked = fitted(questions(name, self.window.look, known, defaults.stale(card), defaults.several(card)), card, self.window.look)
            why = LATE if defaults.two_reasons(name, card) else self._more[2] if (name, card.passage) == self._more[:2] else ""
            needed = more(self.window.look, why)
            self.window.sheet.ask(name, (*asked, *needed), about(self.window, name))
        elif name == "acknowledge":
            self._acknowledge()
        else:
            self._send(name, {})

    def _answered(self, name: str, values: dict[str, str]) -> None:
        if name.startswith(ELSEWHERE):
            return
        if name == "more":
            self.window.sheet.sent(name)
            self.window.act.emit(values["act"])
        elif not of_another(self.window, name):
            self._send(name, values)

    def _send(self, name: str, values: Mapping[str, str]) -> None:
        if "claim" in values:
            self._call = {"passage": self.window.lane.card.passage, "who": values["who"], "reference": values["reference"]}
        asked = pressed.wish(self.window, name, values, self._seen if name in ASKED else pressed.front(self.window))
        self.send(name, asked)

    def send(self, name: str, asked: Mapping[str, object]) -> None:
        """An act whose sheet, if it has one, shows the refusal or closes."""
        self._asking = (name, dict(asked)) if name in ASKED or self.window.sheet.isVisible() else ("", {})
        self.line(asked)

    def _press(self, asked: Mapping[str, Any]) -> None:
        self.line(pressed.bound(asked, pressed.front(self.window)))

    def _acknowledge(self) -> None:
        for alarm in self.window.lane.card.alarms:
            if isinstance(alarm.values.get("alarm"), int):
                self.line({"act": "acknowledge", "alarm": alarm.values["alarm"]})

    def line(self, asked: Mapping[str, Any]) -> None:
        """One line for the desk, once a photo of it was looked at."""
        self.photos.first(frozen := dict(asked), lambda bound: self.bridge.line(bound, lambda reply: self.outcome(frozen, reply)))

    # Answers.

    def outcome(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """The desk answered: card, sound, notice, and whatever screen is in front."""
        self._show(asked, reply)
        self.answered.emit(asked, reply)

    def _show(self, asked: Mapping[str, Any], reply: Reply) -> None:
        if reply.refused is not None:
            self._refused(asked, Say(reply.refused.key, reply.refused.values))
            return
        outcome = cast("Outcome", reply.value)
        if not self.window.signed_in:
            return
        self.show_card(outcome.card)
        if outcome.refused is not None:
            said = next((alarm for alarm in outcome.card.alarms if alarm.key == outcome.refused["key"]), Say(outcome.refused["key"]))
            self._refused(asked, said)
            if said.key == DISABLED:
                self.lock()
                self.window.signin.tell(said.key, **said.values)
            return
        self._sound(outcome.card)
        shown = {reason.key for reason in outcome.card.reasons}
        self.window.notice.tell([alarm for alarm in outcome.card.alarms if alarm.key not in shown], "unsure")
        if asked == self._asking[1]:
            self.window.sheet.sent(self._asking[0])
            self._asking = ("", {})
        self._say_released(asked, outcome)
        self._after(asked, outcome.act)

    def _say_released(self, asked: Mapping[str, Any], outcome: Outcome) -> None:
        """A slip to print: of this release, or one more copy."""
        kinds = {event.kind for event in outcome.events}
        if outcome.slip and ("released" in kinds or "reprint" in (asked.get("act"), outcome.act)):
            self.released.emit(outcome.slip["number"], outcome.slip["copy"])

    def _after(self, asked: Mapping[str, Any], by_code: str = "") -> None:
        act = asked.get("act") or by_code
        if act == "inspect":
            self.window.show_screen("inspect")
        elif act == "sign-out":
            self.lock()
            return
        if self.window.at != "lane":
            # A belt reads faster than a list can be made anew.
            self.shows.screen_soon() if self.window.lane.card.state == "parcel" and not act else self.shows.screen(self.window.at, refocus=False)
        self.shows.refresh_soon()

    def _refused(self, asked: Mapping[str, Any], said: Say) -> None:
        window = self.window
        window.sounds.play("refused")
        words = phrase(said, window.look)
        if asked == self._asking[1] and window.sheet.isVisible() and said.key == pressed.TURNED:
            window.sheet.put_away()
            window.notice.tell((said,))
        elif asked == self._asking[1] and window.sheet.isVisible():
            if not all(asked.get(name) for name, _ in MORE.get(said.key, ())):
                self._more = (str(asked["act"]), window.lane.card.passage, said.key)
                self.act(str(asked["act"]))
            window.sheet.refused(said.key, said.values)
        elif asked.get("act") in ("set", "evidence") and asked.get("field"):
            window.inspect.refused(str(asked["field"]), words)
        else:
            window.notice.tell((said,))

    def _entered(self, field: str, value: str) -> None:
        self._press({"act": "set", "field": field, "value": value})

    def show_card(self, card: Card) -> None:
        """Paint a card; also the early one, before it is durable."""
        if not self.window.signed_in:
            return
        self.window.lane.show_card(card)
        self.window.frame.tick(self.window.clock())
        if self.window.at == "lane":
            self.window.frame.keys.show_acts(card.acts)
        self.window.show_counts(shift=card.unconfirmed)

    def _identity(self, card: Card) -> tuple[str, str, str, int]:
        return (card.passage or card.slip_number, card.state, card.channel, card.verdict or 0)

    def _sound(self, card: Card) -> None:
        """A new verdict or state has its own sound, a stopped parcel at every read; otherwise the tick of the read."""
        stopped = card.state == "parcel" and card.tick == "repeat" and card.channel != "release"
        fresh, self._sounded = stopped or self._identity(card) != self._sounded, self._identity(card)
        loud = {"verdict": card.channel, "released": "released", "suspended": "hold", "gate": card.channel, "traveller": TRAVELLERS.get(card.channel, ""), "parcel": PARCELS.get(card.channel, "")}.get(card.state, "")
        self.window.sounds.play(loud if fresh and loud and card.tick != "stop" else card.tick)

    def show_slip(self, number: str) -> None:
        """Open the preview of a slip."""
        self.shows.show_slip(number)
