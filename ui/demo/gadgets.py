"""What the lane's other devices do in the demonstration: a tag, a document, a second scanner, a barrier, a command sheet, a wrong setting."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from devices.link import LinkState
from ui import tending
from ui.demo.port import SUPERVISOR
from ui.demo.scenes import Show
from ui.listening import told
from workstation.desk import commands
from workstation.drill.stories import Script

OPEN = (1, True)
"""The barrier's contact, closed: what the board hears when a truck may go."""
KIOSK = "kiosk"


class Gadgets:
    """Scenes for which a scanner and a scale are not enough."""

    def __init__(self, show: Show) -> None:
        self.show, self.lane, self.stage, self.gear = show, show.lane, show.stage, show.lane.gear

    @property
    def scenes(self) -> tuple[Callable[[], None], ...]:
        """In their order."""
        return (self.devices, self.sheet, self.parity, self.rest)

    def devices(self) -> None:
        """A truck by its tag, its driver by his document, its papers by an SSI scanner; the barrier opens by itself."""
        script, tag = self._tagged()
        self.gear.place.step({"lat": "20.003333", "lon": "110.350000"})
        self.gear.tags.step({"enter": tag})
        self.stage.until(lambda: bool(self.stage.card.plate), "the tag is read as a plate")
        self.gear.tags.step({"leave": tag})
        before = len(self.stage.answers)
        self.gear.documents.step({"document": "TD3", "framing": "lines"})
        self.stage.answer(before, "the driver's document")
        for line in script.lines[1:]:
            if "scan" in line:
                self._by_ssi(str(line["scan"]))
            else:
                self.lane.read(line)
        channel = self.stage.card.channel
        opened = self.gear.barrier.speech.heard.count(OPEN)  # type: ignore[attr-defined]  # the relay's own speech
        self.lane.press(12, "released")
        heard = self.gear.barrier.speech.heard  # type: ignore[attr-defined]  # as above
        self.stage.until(lambda: heard.count(OPEN) > opened, "the barrier opens")
        self.lane.next()
        self.show.counted([channel])
        self.show.say("devices", {"tag": script.plate, "channel": channel, "barrier": heard.count(OPEN) - opened})

    def sheet(self) -> None:
        """Released and sent on by a printed command sheet, read with the enrolled scanner; the kiosk's scanner may not."""
        sheet: Any = self.stage.ask(lambda desk: commands.make(desk.station, SUPERVISOR, "demo", 7))  # type: ignore[attr-defined]  # the real desk
        codes = {command.name: text for command, text in sheet.codes}
        self.lane.reads(self.show.next_clean().lines)
        channel = self.stage.card.channel
        before = len(self.stage.answers)
        self.gear.kiosk.step({"type": codes["RELEASE"], "aim": "]C0"})
        refused = self.stage.answer(before, "the kiosk's scanner is refused", {"scan": codes["RELEASE"]}).value.refused["key"]
        self.gear.scanner.type(codes["RELEASE"], "]C0")
        self.stage.until(lambda: self.stage.card.state == "released" and self.stage.card.durable, "released by a code")
        self.gear.scanner.type(codes["NEXT"], "]C0")
        self.stage.until(lambda: self.stage.card.state == "free", "the next truck by a code")
        self.gear.scale.put("0")
        self.show.counted([channel])
        self.show.say("sheet", {"sheet": sheet.number, "kiosk": refused, "released": True})

    def parity(self) -> None:
        """The kiosk's scanner is set to 7E1: the doctor says so; set right, it reads again."""
        gear = self.stage.opened.gear
        if gear is None:
            return
        since, texts = time.monotonic_ns(), ("640120261000000123", "MSKU0383250", "HN12345678")

        def now() -> LinkState:
            state = next(each for each in gear.links.states() if each.link == KIOSK)
            # What it sent while it was set right says nothing about now.
            return replace(state, reads=tending.heard(state, since))

        for text in texts:
            self.gear.kiosk.step({"type": text, "fault": "parity"})
            self.stage.play(60)
        # However late its thread comes to read them.
        self.stage.until(lambda: sum(len(read) for _, read in now().reads) >= sum(map(len, texts)), "the kiosk is read under a wrong parity")
        entry = next(each for each in self.gear.links if each["name"] == KIOSK)
        found = tending.findings(tending.about(entry, None), now(), None)
        self.show.say("parity", {"findings": [one.key for one in found], "change": [dict(one.change) for one in found]})
        for one in found:
            self.lane.say(told(one, "en", entry["address"]))
        # What came without an end is given up after half a second of silence.
        self.stage.play(700)
        before = len(self.stage.answers)
        self.gear.kiosk.step({"type": "MSKU0383250", "aim": "]C0"})
        self.stage.answer(before, "the kiosk reads again")
        self.stage.act(act="next")

    def rest(self) -> None:
        """Trucks that no scene needed."""
        for script in self.show.left():
            self.lane.truck(script)

    def _tagged(self) -> tuple[Script, str]:
        """A clean truck whose tag the register knows."""
        for script in self.show.left():
            row: Any = self.stage.ask(lambda desk, plate=script.plate: desk.station.register.get("vehicle", plate))  # type: ignore[misc]  # bound now, called at once
            if row and row.get("rfid"):
                self.show.trucks([each for each in self.show.left() if each is not script])
                return script, str(row["rfid"])
        raise LookupError("no truck of the scenes has a tag")

    def _by_ssi(self, text: str) -> None:
        before = len(self.stage.answers)
        self.gear.ssi.step({"type": text})
        self.stage.answer(before, f"an answer to {text}", {"scan": text})
