"""What the window does about calls: the screen's keys and sheets, the line and banner of every screen, stop-now by one key, and its sounds."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from ui.bridge import Desk, Reply, Status
from ui.window import pressed
from ui.window.fields import Question
from ui.window.pages import BEFORE
from ui.window.rail import SCREENS
from workstation.desk.card import Act, Say

if TYPE_CHECKING:
    from ui.window.work import Work
    from workstation.calls.rules import Rules
    from workstation.desk.calling import Shown, Waiting

PREFIX, STOP, KEPT, SEEN = "call-", "stop", "call-kept", "call-seen"
OWNS, LEAVING = "sign-out-calls", "call-leaving"
STOP_KEYS = ("Ctrl+S", "Pause")
UNKNOWN = "unknown"


class CallsTender(QObject):
    """Belongs to one window; asks the desk and never waits for it."""

    def __init__(self, work: "Work") -> None:
        super().__init__(work)
        self.work, self.window = work, work.window
        self._stops: frozenset[tuple[str, str]] = frozenset()
        self._level, self._jump, self._days = ("", 0, 0), False, 0
        self._told: Rules | None = None
        self._mine: Mapping[str, object] = {}
        self._asked: Shown | None = None
        self._seen, self._whom = "", ""
        self._from, self._at = "lane", "lane"
        window = self.window
        window.act.connect(self.act)
        window.shown.connect(self._shown)
        window.frame.rail.switched.connect(lambda name: self.stop() if name == STOP else None)
        window.frame.calls.wanted.connect(lambda: window.show_screen("calls"))
        window.frame.calls.key = f"Alt+{SCREENS.index('calls') + 1}"
        window.pages.when("calls", lambda page: (page.picked.connect(self._offer), page.turned.connect(self._turn), page.away.connect(self._back)))
        window.pages.when("sheet", self._connect_sheet)
        work.answered.connect(lambda *_: self._read())
        work.answered.connect(lambda _, reply: self._owns(reply))
        work.signed.connect(self._signed)
        work.shows.told.connect(self._status)
        for keys in STOP_KEYS:
            QShortcut(QKeySequence(keys), window).activated.connect(self.stop)

    def _connect_sheet(self, sheet: Any) -> None:
        sheet.answered.connect(self._answered)
        sheet.again.connect(self._again)
        sheet.away.connect(lambda: self._read() if self._jump else None)

    # The screen.

    def _shown(self, name: str) -> None:
        before, self._at = self._at, name
        if name == "calls":
            self._from = before if before not in ("calls", *BEFORE) else self._from
            self._offer()
            self._read()

    def _back(self) -> None:
        """Esc: to the call from its statistics, else to the screen that was there before."""
        self.window.notice.say("")
        if self.window.pages.get("calls").about.kept is not None:
            self._toggle_kept()
        else:
            self.window.show_screen(self._from)

    def _read(self) -> None:
        """The list as of now, while it is in front."""
        if self.window.at != "calls" or not self.window.signed_in:
            return

        def ask(desk: Desk) -> Any:
            from workstation.desk import calling

            return calling.waiting(desk.lane), calling.board(desk.lane)

        self.work.bridge.read(ask, self._board)

    def _board(self, reply: Reply) -> None:
        if reply.refused is None and self.window.signed_in:
            waits, board = reply.value
            self._tell(waits)
            page = self.window.pages.get("calls")
            page.show_board(board)
            if self._jump and not self._asking:
                page.rows.go(0)
                self._jump = False

    @property
    def _shown_call(self) -> "Shown | None":
        page = self.window.pages.made("calls")
        return page.current if page is not None else None

    @property
    def _asking(self) -> bool:
        """Whether a sheet about one call is open: it stays with that one, wherever the list moves it."""
        sheet = self.window.pages.made("sheet")
        return sheet is not None and sheet.isVisible() and sheet.name.startswith(PREFIX) and sheet.name not in ("call-open", LEAVING)

    def _offer(self) -> None:
        """The keys of the call under the cursor; the next thing to do is the recommended one."""
        if self.window.at != "calls":
            return
        shown = self._shown_call
        if self._asking and self._asked and (shown is None or shown.call.id != self._asked.call.id):
            # Another one was turned to, or this one is closed: what was typed comes back with its own.
            self.window.sheet.put_away()
        offered = shown.offered if shown else frozenset()
        first = SEEN if SEEN in offered else "call-take"
        best = {"open": first, "taken": "call-answer", "answered": "call-close"}.get(shown.call.state if shown else "", "")
        keys = ((first, "F6"), ("call-answer", "F7"), ("call-close", "F8"), ("call-pass", "F9"), ("call-correct", "F3"))
        acts = tuple(Act(name, key, name in offered, name == best) for name, key in keys)
        self.window.frame.keys.show_acts((*acts, Act("call-open", "F4"), Act(KEPT, "F11")))

    def _toggle_kept(self) -> None:
        page = self.window.pages.get("calls")
        if page.about.kept is not None:
            page.show_kept(None)
        else:
            self._ask_kept()

    def _turn(self, by: int) -> None:
        """Another period for the statistics."""
        from workstation.calls import kept

        place = kept.PERIODS.index(self._days) + by
        if 0 <= place < len(kept.PERIODS):
            self._days = kept.PERIODS[place]
            self._ask_kept()

    def _ask_kept(self) -> None:
        from workstation.calls import kept

        days = self._days = self._days or kept.USUAL_DAYS

        def ask(desk: Desk) -> Any:
            from workstation.desk import tables

            now = desk.lane.station.clock()
            return kept.kept(desk.lane.station.journal, tables.calls(desk.lane.station), now - days * kept.DAY, now + 1, now)

        def show(reply: Reply) -> None:
            if reply.refused is None and days == self._days and self.window.signed_in:
                self.window.pages.get("calls").show_kept(reply.value)

        self.work.bridge.read(ask, show)

    # Wishes.

    def act(self, name: str) -> None:
        """An act of ours by its key; every other one is somebody else's."""
        shown = self._shown_call if self.window.at == "calls" else None
        if name == KEPT:
            self._toggle_kept()
        elif name == STOP:
            self.stop()
        elif name == LEAVING:
            self._ask_heir()
        elif name == "call-open":
            self._see()
            self._ask_help()
        elif name == "call-take" and shown is not None:
            self.work.send(name, {"act": name, "call": shown.call.id})
        elif name.startswith(PREFIX) and shown is not None:
            self._asked = shown
            self.window.sheet.ask(name, self._questions(name, shown), shown.call.id)

    def _again(self, name: str) -> None:
        """The same sheet in other words."""
        if name == STOP:
            self._ask_stop()
        elif name == "call-open":
            self._ask_help()
        elif self._asking and self._asked:
            self.window.sheet.ask(name, self._questions(name, self._asked), self._asked.call.id)
        else:
            self.act(name)

    def _questions(self, name: str, shown: "Shown | None") -> tuple[Question, ...]:
        from ui.window.calls.sheets import questions

        return questions(name, shown, self._rules, self.window.look)

    def _answered(self, name: str, values: Mapping[str, str]) -> None:
        if name == STOP:
            self.work.send(name, {"act": STOP, "front": self._seen, **values})
        elif name == LEAVING:
            self.work.send(name, {"act": "sign-out", **values})
        elif name == "call-open":
            self.work.send(name, {"act": name, "front": self._seen, **values})
        elif name.startswith(PREFIX) and self._asked is not None:
            self.work.send(name, {"act": name, "call": self._asked.call.id, **values})

    def _see(self) -> None:
        """What stands in front as a sheet is opened: it is asked about that, whoever comes meanwhile, and says so."""
        card = self.window.lane.card
        self._seen = pressed.front(self.window)
        self._whom = "about.lane" if not self._seen else card.plate or ("about.traveller" if card.profile == "traveller" else "about.truck")

    def _ask_help(self) -> None:
        self.window.sheet.ask("call-open", self._questions("call-open", None), self._seen, self.window.look.say("ask.whom", whom=self.window.look.say(self._whom)))

    def stop(self) -> None:
        """Stop now, at once; what was found is asked after that."""
        window = self.window
        if not window.signed_in:
            window.sounds.play("unusable")
            return
        self._see()
        self.work.line({"act": STOP, "front": self._seen})
        self._ask_stop()

    def _ask_stop(self) -> None:
        window, say = self.window, self.window.look.say
        kinds = tuple((kind, say(f"stop.{kind}")) for kind in self._rules.trees if kind != UNKNOWN)
        words = Question("words", "text", say("ask.words"), required=False)
        window.sheet.ask(STOP, (Question("stop", "choice", say("ask.stop"), "", kinds), words), self._seen, say("ask.whom", whom=say(self._whom)))

    @property
    def _rules(self) -> "Rules":
        """Of the rules in force once the desk has told them, until then the program's own; read when first asked for, not before the window is seen."""
        from workstation.calls.rules import rules

        return self._told or rules()

    def _owns(self, reply: Reply) -> None:
        """Whoever signs out and answers for calls says who gets them."""
        window, refused = self.window, getattr(reply.value, "refused", None)
        if refused is None or refused["key"] != OWNS or window.sheet.isVisible():
            return
        self._mine = next(alarm for alarm in reply.value.card.alarms if alarm.key == OWNS).values
        window.notice.say("")
        self._ask_heir()

    def _ask_heir(self) -> None:
        window = self.window
        window.sheet.ask(LEAVING, (Question("to", "text", window.look.say("ask.sign-out.to"), window.look.say("role.officer")),))
        window.sheet.refused(OWNS, self._mine)

    # Every screen.

    def _signed(self, signed: bool) -> None:
        if not signed:
            self.window.frame.calls.show_oldest(None, 0, 0)
            self.window.banner("banner.stop", on=False)
            self._stops = frozenset()

    def _status(self, status: Status) -> None:
        """On the page of calls the counts around the list come with the list, of one moment; elsewhere from the bar's own read."""
        if self.window.at == "calls":
            self._read()
        else:
            self._tell(status.calls)

    def _tell(self, found: "Waiting") -> None:
        """The oldest call on every screen, the banner of a stop-now alarm; what is new or has come to somebody else is heard."""
        window = self.window
        self._told = found.rules
        window.frame.calls.show_oldest(found.oldest, found.count, found.now)
        window.show_counts(calls=found.count)
        stops = frozenset((each.about, each.kind) for each in found.stops)
        if found.stops:
            from ui.window.calls.wording import alarmed

            window.banner("banner.stop", **alarmed(found))
        else:
            window.banner("banner.stop", on=False)
        level = (found.oldest.call.id, found.oldest.call.level(found.now), found.oldest.call.raised(found.now)) if found.oldest else ("", 0, 0)
        if stops - self._stops:
            window.sounds.play("stop")
            self._jump = True
        elif found.oldest and level[0] == self._level[0] and level[1] > self._level[1]:
            window.sounds.play("call")
            from ui.window.calls.wording import about

            said = {"number": found.oldest.call.number, "kind": f"call.sort.{found.oldest.call.sort}", "about": about(found.oldest, window.look)}
            window.notice.tell((Say("call.risen" if level[2] > self._level[2] else "call.overdue", said),), "unsure")
        self._stops, self._level = stops, level
