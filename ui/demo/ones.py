"""The pages of a person and of an item in the demonstration: a seal number used twice, a ship's board, a look-up with a reveal, a traveller who leaves."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ui.demo.port import OFFICERS, SECOND, delta
from ui.demo.scenes import Show
from workstation.codes import made
from workstation.drill import numbers
from workstation.settings import HOUR_MS, show_time

SEAL, CALL, GUARANTEE, LEAVES = "HC9000001", "VCCNHXG20260001", "DB000000000", "DB000000025"
BOXES = 9


class Ones:
    """Scenes of the four ones that the window has pages for."""

    def __init__(self, show: Show) -> None:
        self.show, self.lane, self.stage = show, show.lane, show.stage
        self.window = show.stage.window

    @property
    def scenes(self) -> tuple[Callable[[], None], ...]:
        """In their order."""
        return (self.custody, self.board, self.person, self.account, self.traveller)

    def custody(self) -> None:
        """A seal put on one container and read on another: the chain of either names both events."""
        for again in (False, True):
            self.lane.reads(self.show.next_clean().lines)
            box = str(self._ask(lambda desk: desk.stand.passage.values("container")[0]))
            if again:
                before, line = len(self.stage.answers), {"seal": SEAL, "status": "sealed", "container": box}
                self.stage.opened.work.line(line)
                self.stage.answer(before, "the seal read again", line)
            else:
                self.stage.act(act="seal-apply", seal=SEAL, container=box)
            channel = self.stage.card.channel
            self.show.counted([channel])
            # What is held comes back with its seal: the first goes, and the seal is read elsewhere.
            self.lane.finish("hold" if again else channel)
        self.show.load(delta(self.show.ground, self.show.version, self._way(box)))
        self._open("custody")
        page = self.window.custody
        page.edit.setText(box)
        page.edit.returnPressed.emit()
        self.stage.until(lambda: page.chain is not None and page.chain.value == box, "the chain of the container")
        self.lane.picture("custody")
        for view in ("document", "box"):
            page.turn(view)
            self.lane.picture(f"custody-{view}")
        clashes = [clash.what for clash in page.chain.impossible]
        self.show.say("custody", {"container": box, "impossible": clashes, "steps": len(page.chain.steps)})

    def _way(self, box: str) -> dict[str, list[dict[str, Any]]]:
        """How the container came: three legs, of which the second names another consignee; and what the partner port looked at before it was loaded."""
        paper = self._rows("container", "number", box)[0]["papers"]
        firm = self._rows("consignment", "declaration", paper)[0]["uscc"]
        other = next(uscc for uscc in map(numbers.uscc, range(2)) if uscc != firm)
        way = (("YP2611210007", "road", "CNFOS", "CNYPG", firm), ("HNBARGE2611", "water", "CNYPG", "CNHXG", other), ("HX2611220031", "rail", "CNHXG", "CNSYA", firm))
        legs = [{"number": number, "declaration": paper, "mode": mode, "from": begins, "to": ends} for number, mode, begins, ends, _ in way]
        named = [{"number": number, "sort": sort, "value": value} for number, *_, whom in way for sort, value in (("container", box), ("consignor", firm), ("consignee", whom))]
        seen = {"port": "CNYPG", "reference": "YP-2026-0031", "container": box, "papers": paper, "result": "normal", "at": show_time(self.show.ground.clock() - 20 * HOUR_MS)}
        return {"leg": legs, "leg_item": named, "partner_inspection": [seen]}

    def board(self) -> None:
        """A ship's call: what may be lifted at its side, what goes to the yard; and the stock of seals, handed over."""
        rows: Any = self._ask(lambda desk: desk.station.journal.read(f"SELECT DISTINCT value FROM part WHERE kind = 'container' LIMIT {BOXES}"))
        call = {"call": CALL, "imo": "9074729", "name": "海口一号", "port": "CNHXG", "arrives": "2026-11-21T10:00:00Z"}
        unloading = [{"call": CALL, "container": box, "pickup": number % 3 != 0} for number, (box,) in enumerate(rows)]
        self.show.load(delta(self.show.ground, self.show.version, {"ship_call": [call], "unloading": unloading}))
        self._open("board")
        page = self.window.board
        page.edit.setText(CALL)
        page.edit.returnPressed.emit()
        self.stage.until(lambda: bool(page.title.text()), "the board of the call")
        self.lane.picture("pickup-board")
        counts = {say: len(panel.boxes) for say, panel in page.columns.items()}
        self.stage.act(act="seal-stock", first="HC8000001", last="HC8000050", to=self.stage.opened.work.officer)
        self.stage.act(act="seal-handover", first="HC8000041", last="HC8000050", to=SECOND, secret=OFFICERS[SECOND][1])
        self._open("stock")
        self.stage.play(200)
        self.lane.picture("seal-stock")
        self.show.say("board", {"call": CALL, **counts})

    def person(self) -> None:
        """One person by his document, for a purpose; revealed for a while, then masked again."""
        number = str(self._rows("document", "person", self._guarantee()["person"])[0]["number"])
        self._open("person")
        page = self.window.person
        page.text.setText(number)
        page.purpose.setText("核对担保")
        page.purpose.returnPressed.emit()
        self.stage.until(lambda: bool(page.person), "the person is opened")
        self.lane.picture("person")
        self.stage.act(act="reveal", person=page.person["person"], reason="核对证件")
        self.stage.until(lambda: page.until > 0, "the person is revealed")
        self.lane.picture("person-revealed")
        self.window.show_screen("lane")
        self.show.say("person", {"guarantees": len(page.person["guarantees"]), "masked-again": page.until == 0})

    def account(self) -> None:
        """The enterprise whose ledger a release of this shift posted to: its lines, batches and history."""
        rows: Any = self._ask(lambda desk: desk.station.journal.read("SELECT ledger, reference FROM ledger_step ORDER BY at LIMIT 1"))
        ledger, reference = rows[0]
        self.window.show_screen("accounts")
        page = self.window.pages.get("accounts")
        page.ask(str(ledger))
        self.stage.until(lambda: page.account is not None and page.account.known and page.course.points, "the account of the ledger")
        for view in ("ledgers", "batches", "history"):
            page.turn(view)
            self.lane.picture("account" if view == "ledgers" else f"account-{view}")
        entries = page.account.history
        posted = [entry.reference for entry in entries if entry.here]
        plate = self._crossed(page)
        self.window.show_screen("lane")
        self.show.say("account", {"put-right": plate, "ledger": ledger, "posted": reference in posted, "entries": len(entries)})

    def _crossed(self, page: Any) -> str:
        """A zero-tariff vehicle that was written out in error, and the account of its owner after that was put right."""
        firms = range(self.show.ground.port.firms)
        plate = next(str(row["plate"]) for firm in firms for row in self._rows("vehicle", "uscc", numbers.uscc(firm)) if row["zero_tariff"])
        self.stage.act(act="vehicle-cross", plate=plate, direction="out")
        self.stage.act(act="vehicle-correct", plate=plate, direction="out", to="none", reason="demo: it turned back at the barrier")
        page.ask(plate)
        self.stage.until(lambda: any(each.plate == plate for each in page.account.vehicles), "the account of its owner")
        page.turn("batches")
        self.lane.picture("account-crossing")
        return plate

    def traveller(self) -> None:
        """The lane as a traveller desk: three reads and a key; then the departure settles it."""
        guarantee = self._guarantee()
        receipt = self._rows("receipt", "number", guarantee["receipt"])[0]
        number = str(self._rows("document", "person", guarantee["person"])[0]["number"])
        self._profile("traveller")
        for text in (number, receipt["number"], receipt["pickup"]):
            self.lane.read({"scan": text})
        self.lane.picture("traveller-ready")
        ready = self.stage.card.channel
        self.stage.function(12)
        self.stage.until(lambda: self.stage.card.channel == "verified" and self.stage.card.durable, "F12 signs the guarantee")
        self.lane.picture("traveller-signed")
        self.stage.act(act="depart", guarantee=GUARANTEE, how="sea")
        self.lane.picture("traveller-departed")
        settled = self.stage.card.channel
        for text in self._another():
            self.lane.read({"scan": text})
        asked = self.stage.card.channel
        self.lane.inspect("traveller")
        self.lane.picture("traveller-inspected")
        self.stage.act(act="gone", reason="demo: called to his ship")
        self.show.say("traveller", {"guarantee": GUARANTEE, "before": ready, "after": settled, "another": asked, "gone": not self.stage.card.front})
        self._profile("goods")

    def _another(self) -> tuple[str, str]:
        """Document and receipt of one whom an instruction names, who is inspected and then goes unsigned."""
        guarantee = self._rows("guarantee", "number", LEAVES)[0]
        told = {"number": made.make_instruction(2026, 900_001), "target_kind": "person", "target": guarantee["person"], "channel": "manual", "text": "查验随身行李", "risk": "conceal"}
        since = {"issued_at": show_time(self.show.ground.clock() - HOUR_MS), "state": "live"}
        self.show.load(delta(self.show.ground, self.show.version, {"instruction": [told | since]}))
        return str(self._rows("document", "person", guarantee["person"])[0]["number"]), str(guarantee["receipt"])

    def _open(self, page: str) -> None:
        self.window.show_screen("lane")
        self.window.act.emit(f"one-{page}")
        self.stage.until(lambda: self.window.at == page, f"the page {page}")

    def _ask(self, what: Callable[[Any], object]) -> object:
        return self.stage.ask(what)

    def _rows(self, table: str, column: str, value: object) -> list[dict[str, Any]]:
        found: Any = self._ask(lambda desk: desk.station.register.where(table, column, value))
        return list(found)

    def _guarantee(self) -> dict[str, Any]:
        return self._rows("guarantee", "number", GUARANTEE)[0]

    def _profile(self, name: str) -> None:
        """Another profile of the lane, as its settings would have it after a start."""

        def change(desk: Any) -> None:
            desk.lane.station = replace(desk.lane.station, settings=replace(desk.lane.station.settings, profile=name))

        self._ask(change)
