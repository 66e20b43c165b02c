"""What does not happen with every truck: each scene plays one thing and says what came out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ui.demo.lane import Lane
from ui.demo.port import LANE, OFFICERS, SECOND, Ground, delta, snapshot
from workstation.drill.stories import Script
from workstation.register import packs

HOUR = 3_600_000


class Show:
    """The scenes of one demonstration; `found` holds what each came to."""

    def __init__(self, ground: Ground, lane: Lane) -> None:
        self.ground, self.lane, self.stage = ground, lane, lane.stage
        self.found: dict[str, Any] = {}
        self.version = 0
        self._clean: list[Script] = []

    def trucks(self, scripts: list[Script]) -> None:
        """Clean trucks the scenes may use up."""
        self._clean = list(scripts)

    def left(self) -> tuple[Script, ...]:
        """Those that no scene has used yet."""
        return tuple(self._clean)

    def next_clean(self) -> Script:
        """One of them, used up."""
        return self._clean.pop(0)

    def load(self, file: Path) -> None:
        """Load a pack in the desk's own thread, as `pack import` does beside a running lane."""

        def load(desk: Any) -> object:
            station = desk.station
            return packs.load(station.folder, station.key, file, station.journal, LANE)

        loaded: Any = self.stage.ask(load)
        self.version = loaded.version
        self.lane.say(f"pack {file.name}: {loaded.rows} rows")
        self.stage.opened.quiet()

    def interleaved(self) -> None:
        """Two trucks at once: each scan goes to its own."""
        first, second = self.next_clean(), self.next_clean()
        self.lane.read(first.lines[0])
        self.lane.read(second.lines[0])
        self.lane.picture("lane-waiting")
        parked = len(self.stage.card.chips)
        self.lane.reads(first.lines[1:])
        channels = [self.stage.card.channel]
        self.lane.press(12, "released")
        self.lane.reads(second.lines[1:])
        channels.append(self.stage.card.channel)
        self.lane.press(12, "released")
        self.lane.next()
        self.counted(channels)
        self.say("interleaved", {"parked": parked, "channels": channels})

    def duplicate(self) -> None:
        """The same code twice: a soft tick, and no second part."""
        script = self.next_clean()
        self.lane.read(script.lines[0])
        self.lane.read(script.lines[0])
        tick = self.stage.card.tick
        self.lane.reads(script.lines[1:])
        self.counted([self.stage.card.channel])
        self.lane.press(12, "released")
        self.lane.next()
        self.say("duplicate", {"tick": tick})

    def unplugged(self) -> None:
        """The scanner is pulled out in the middle of a truck and comes back."""
        script = self.next_clean()
        self.lane.read(script.lines[0])
        self.lane.scanner.device.unplug()
        self.stage.until(lambda: any(lamp.state == "down" for lamp in self.stage.window.lamps), "the lamp says the scanner is away")
        self.stage.window.show_screen("devices")
        self.lane.picture("devices-unplugged")
        self.stage.window.show_screen("lane")
        self.lane.scanner.device.plug()
        self.stage.until(lambda: all(lamp.state == "up" for lamp in self.stage.window.lamps), "the scanner is back")
        self.lane.reads(script.lines[1:])
        self.counted([self.stage.card.channel])
        self.lane.press(12, "released")
        self.lane.next()
        self.say("unplugged", {"back": True})

    def stale(self) -> None:
        """The data grow old: cannot confirm; a phone call supplies the fact for this truck; then new data come."""
        self.ground.clock.ahead += 2 * HOUR
        script = self.next_clean()
        self.lane.reads(script.lines)
        before = self.stage.card.channel
        self.lane.picture("lane-cannot-confirm-stale")
        self.stage.act(act="confirm", fact="instruction", value="none", who="0102", when="14:02", reference="T-0417")
        after = self.stage.card.channel
        self.lane.press(12, "released")
        self.lane.next()
        self.counted([after])
        self.load(snapshot(self.ground, self.version + 1))
        self.say("stale", {"before": before, "confirmed": after})

    def late(self, script: Script) -> None:
        """An instruction arrives after the release: the release is suspended."""
        self.lane.reads(script.lines)
        self.lane.press(12, "released")
        self.counted(["release"])
        self.load(delta(self.ground, self.version, dict(script.late)))
        self.stage.until(lambda: self.stage.card.state == "suspended", "the release is suspended")
        self.lane.picture("lane-suspended")
        number = self.stage.card.slip_number
        self.stage.act(act="present", number=number)
        self.say("late", {"suspended": number, "gate": self._gate()})
        self.lane.next()

    def flagged(self, script: Script) -> None:
        """Goods under quarantine without a certificate are held; the certificate is told to the port, and they go."""
        self.lane.reads(script.lines)
        before = self.stage.card.channel
        self.lane.picture("lane-flagged")
        (papers,) = (row.value.replace(" ", "") for row in self.stage.card.rows if row.part == "declaration")
        days = {"valid_from": f"{self.ground.port.day}", "valid_to": f"{self.ground.port.day}"}
        row = {"number": "HN-QUA-2026-900001", "kind": "quarantine", "papers": papers, "state": "valid", **days}
        self.load(delta(self.ground, self.version, {"certificate": [row]}))
        self.stage.until(lambda: self.stage.card.channel == "release", "the certificate lets it go")
        self.lane.picture("lane-flagged-certified")
        self.counted([before])
        self.lane.press(12, "released")
        self.lane.next()
        self.say("flagged", {"before": before, "certified": "release"})

    def override(self, script: Script) -> None:
        """Too heavy on paper, explained and overridden by two officers."""
        self.lane.reads(script.lines)
        before = self.stage.card.channel
        self.stage.act(act="override", to="release", reason="weighed twice, tare entry was wrong", officer=SECOND, secret=OFFICERS[SECOND][1])
        self.counted([before])
        self.lane.press(12, "released")
        self.lane.next()
        self.say("override", {"from": before, "to": "release"})

    def inspected(self, script: Script, form: str) -> None:
        """An inspection, then the release it allows."""
        self.lane.reads(script.lines)
        before = self.stage.card.channel
        self.lane.picture(f"lane-{before}")
        self.lane.inspect(form)
        after = self.stage.card.channel
        self.counted([before])
        self.lane.press(12, "released")
        self.lane.next()
        self.say(f"inspection-{form}", {"before": before, "after": after})

    def gate(self) -> None:
        """At the gate: a good slip, the same once more, a forged one, and one with another truck."""
        script = self.next_clean()
        self.lane.reads(script.lines)
        self.lane.press(12, "released")
        self.counted(["release"])
        number = self.stage.card.slip_number
        token: str = str(self.stage.ask(lambda desk: desk.stand.passage.release.token))  # type: ignore[attr-defined]  # the real desk behind the Protocol
        self.lane.read({"scan": token})
        self.lane.next()
        answers = {}
        forged = token[:-4] + ("0000" if token[-4:] != "0000" else "1111")
        tries: tuple[tuple[str, dict[str, str]], ...] = (
            ("wrong-truck", {"token": token, "vehicle": "琼A00000"}),
            ("good", {"token": token, "vehicle": script.plate}),
            ("twice", {"token": token, "vehicle": script.plate}),
            ("forged", {"token": forged, "vehicle": script.plate}),
        )
        for name, fields in tries:
            self.stage.act(act="present", **fields)
            answers[name] = self._gate()
            self.lane.picture(f"gate-{name}")
        self.stage.act(act="next")
        self.say("gate", {"slip": number, **answers})

    def _gate(self) -> dict[str, Any]:
        card = self.stage.card
        return {"accepted": card.state == "gate" and card.channel == "release", "reasons": [said.key for said in card.reasons]}

    def counted(self, channels: list[str]) -> None:
        """So many trucks more, and what became of them."""
        self.lane.passages += len(channels)
        self.lane.channels.update(channels)

    def say(self, name: str, found: dict[str, Any]) -> None:
        """What a scene came to, for the report and whoever looks on."""
        self.found[name] = found
        self.lane.say(f"scene {name}: {found}")


def scenes(show: Show) -> tuple[Callable[[], None], ...]:
    """The scenes that need only clean trucks, in their order."""
    return (show.interleaved, show.duplicate, show.unplugged, show.gate, show.stale)
