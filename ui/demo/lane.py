"""Plays trucks on the window: types into simulated devices, presses keys, waits for the card, measures."""

import base64
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ui.demo.equipment import Equipment
from ui.demo.port import LANE, OFFICERS, SECOND
from ui.window.stage import Stage, TooLate
from workstation.drill.stories import Script
from workstation.inspection import entry, progress
from workstation.inspection.values import Field

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""The smallest PNG: what the demonstration's camera sees."""

NO = frozenset({"damage", "sampled", "suspicion", "suspicious", "overlap"})
"""Questions whose answer is no when all is well."""


class Lane:
    """The lane of the demonstration; `say` prints what happens as it goes."""

    def __init__(self, stage: Stage, gear: Equipment, out: Path) -> None:
        self.stage, self.gear, self.out = stage, gear, out
        self.scanner, self.scale = gear.scanner, gear.scale
        self.channels: Counter[str] = Counter()
        self.timings: list[float] = []
        self.wrong: list[str] = []
        self.passages = 0
        self.taken: set[str] = set()
        self._seals = 0

    def say(self, words: str) -> None:
        """One line of the story."""
        print(f"  {words}", flush=True)  # noqa: T201 - the demonstration tells what happens

    def read(self, line: Mapping[str, Any]) -> None:
        """One line of a script, over the device it belongs to."""
        before, started = len(self.stage.answers), time.monotonic()
        if "scan" in line:
            self.scanner.type(str(line["scan"]), line.get("aim"), split=len(self.timings) % 3 == 0)
        elif line.get("source") == "lock":
            self.gear.lock_says(str(line["seal"]), str(line["status"]))
        elif "weight" in line:
            self.scale.put("0")
            self.scale.put(str(line["weight"]))
        else:
            self.stage.opened.work.line(dict(line))
        said = {name: line[name] for name in ("scan", "seal", "weight") if name in line} or line
        self.stage.answer(before, f"an answer to {line}", said)
        if "scan" in line:
            self.timings.append((time.monotonic() - started) * 1000)
        self.stage.play(2)

    def truck(self, script: Script, *, act: bool = True) -> str:
        """All reads of one truck; the channel the rules gave, and the act that follows from it."""
        self.reads(script.lines)
        self.passages += 1
        card = self.stage.card
        channel = card.channel if card.state == "verdict" else card.state
        self.channels[channel] += 1
        if channel != script.channel:
            self.wrong.append(f"{script.story}: {channel} instead of {script.channel}")
        self.picture(f"lane-{channel}")
        self.say(f"{script.plate}  {script.story:<22} → {channel}")
        if act:
            self.finish(channel)
        return channel

    def reads(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """All of these; a truck the fair draw picked is looked at by machine and goes on."""
        for line in lines:
            self.read(line)
        if any(said.key == "reason.random" for said in self.stage.card.reasons):
            self.say("drawn at random: machine check")
            self.inspect("machine-image")

    def finish(self, channel: str) -> None:
        """The usual act of a verdict, by its key."""
        if channel == "release":
            self.press(12, "released")
            self.picture("lane-released")
        elif channel == "not-customs":
            self.press(10, "left")
        elif channel in ("hold", "manual", "machine", "cannot-confirm"):
            self.stage.act(act="hold", reason="demo: moved off", risk="conceal")
        self.next()

    def press(self, number: int, state: str) -> None:
        """A function key, until the card says what it should."""
        self.stage.function(number)
        self.stage.until(lambda: self.stage.card.state == state and self.stage.card.durable, f"F{number} → {state}")

    def next(self) -> None:
        """The lane is free."""
        self.stage.act(act="next")
        self.scale.put("0")
        if self.stage.card.state != "free":
            raise TooLate(f"the lane is not free: {self.stage.card.state}")

    def inspect(self, form: str) -> None:
        """An inspection from opened to signed by two officers, each with his own secret."""
        self.stage.act(act="inspect", form=form)
        self.stage.window.show_screen("inspect")
        for _ in range(80):
            pair: Any = self.stage.ask(lambda desk: desk.inspection())
            missing = progress.missing(*pair)
            if not missing:
                break
            self._fill(entry.find_field(pair[1], missing[0]))
        self.stage.window.show_screen("inspect")
        self.picture(f"inspect-{form}")
        begun: Any = self.stage.ask(lambda desk: desk.inspection())
        drawn = begun[0].drawn
        whys: dict[str, dict[str, str]] = {each: {} if each in drawn or not drawn else {"reason": "demo: who was drawn is elsewhere"} for each in (LANE, SECOND)}
        self.stage.act(act="sign", secret=OFFICERS[LANE][1], **whys[LANE])
        self.stage.act(act="cosign", officer=SECOND, secret=OFFICERS[SECOND][1], **whys[SECOND])
        self.stage.window.show_screen("lane")
        self.say(f"inspected ({form}), signed by {LANE} and {SECOND}")

    def _fill(self, field: Field) -> None:
        name = field.id
        if field.kind == "photo":
            photo = self.out / "photo.png"
            photo.write_bytes(PIXEL)
            self.stage.act(act="evidence", file=str(photo), field=name)
            return
        if field.fill == "removed":
            old: Any = self.stage.ask(lambda desk: [seal.number for seal in desk.stand.passage.seals])  # type: ignore[attr-defined]  # the real desk behind the Protocol
            self.stage.act(act="set", field=name, value=",".join(dict.fromkeys(old)))
            return
        self._seals += 1
        wanted = {each.id for each in field.choices}
        best = next((each for each in ("normal", "release", "intact", "none", "signed") if each in wanted), next(iter(sorted(wanted)), ""))
        if "pieces" in name and field.kind == "count":
            pieces: Any = self.stage.ask(lambda desk: [row["pieces"] for row in desk.stand.told.papers.values() if row])  # type: ignore[attr-defined]
            self.stage.act(act="set", field=name, value=str(sum(each or 0 for each in pieces)))
            return
        values = {"choice": best, "yesno": "no" if name in NO else "yes", "number": "1", "count": "1", "decimal": "1", "text": "S-0001" if field.pattern else "无", "seal": f"HC{self._seals:07d}"}
        self.stage.act(act="set", field=name, value=values[field.kind])

    def picture(self, name: str) -> None:
        """A picture of a state, the first time it is seen; light and Chinese, then dark and English."""
        if name in self.taken:
            return
        self.taken.add(name)
        self.stage.picture(self.out / "screens" / f"{name}.png")
        self._other_look()
        self.stage.picture(self.out / "screens" / f"{name}-en-dark.png")
        self._other_look()
        self.stage.play(5)

    def _other_look(self) -> None:
        """By the switches of the rail, as a hand would."""
        for name in ("language", "theme"):
            self.stage.window.frame.rail.switched.emit(name)
