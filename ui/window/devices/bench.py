"""The bench: one device, what is wrong with it and the fix, its codes to scan, what a test hears; painted from the top, scrolled where it is long."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from devices.diagnosis import Finding
from devices.enrol import Learned
from ui.window.devices.rows import ago, last_bytes, now_words, place_words
from ui.window.devices.symbols import paint_symbol, size
from ui.window.devices.values import PRINTER, Bench, Code, Device, named_roles
from ui.window.lane.wording import phrase
from ui.window.paint import Place, Run, flow, paint_lamp, paint_mark
from ui.window.theme import BODY, LABEL, REASON, VALUE, Look
from workstation.words import catalogue

EDGE, COLUMN = 24, 150
SHOWN = 64
HEARD = 8


class Board(QWidget):
    """Paints a bench; its height follows what stands on it."""

    def __init__(self) -> None:
        super().__init__()
        self._bench: Bench | None = None
        self._look = Look()
        self._painter: QPainter | None = None
        self._y = 0.0

    def show_bench(self, bench: Bench | None) -> None:
        """Another device, or the same a moment later."""
        if bench != self._bench:
            self._bench = bench
            self._measure()

    def dress(self, look: Look) -> None:
        self._look = look
        self._measure()

    def resizeEvent(self, _event: object) -> None:
        self._measure()

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._painter = QPainter(self)
        self._painter.fillRect(self.rect(), self._look.colour("card"))
        self._lay()
        self._painter.end()
        self._painter = None

    def _measure(self) -> None:
        self._lay()
        self.setMinimumHeight(round(self._y))
        self.update()

    def _lay(self) -> None:
        """Everything from the top; without a painter only measured."""
        look, bench = self._look, self._bench
        self._y = float(look.px(EDGE - 6))
        if bench is None:
            return
        self._head(bench.device)
        if bench.news is not None:
            self._marked("ok" if bench.news.key == GOOD else "bad", phrase(named_roles(bench.news, look), look))
        {"look": self._plain, "test": self._test, "codes": self._codes, "enrol": self._enrol, "sweep": self._sweep}[bench.mode](bench)
        self._y += look.px(EDGE)

    # The parts.

    def _head(self, device: Device) -> None:
        look, top = self._look, self._y
        if self._painter is not None:
            paint_lamp(self._painter, look, QPointF(look.px(EDGE + 8), top + look.px(20)), device.state)
        self._y += flow(self._painter, [Run(device.name, look.font(REASON, bold=True), look.colour("ink"))], Place(look.px(EDGE + 28), top, self._room - look.px(28)))
        self._y += look.px(6)

    def _plain(self, bench: Bench) -> None:
        self._findings(bench)
        self._facts(bench.device)
        if bench.device.kind != PRINTER:
            self._bytes(bench.device)

    def _findings(self, bench: Bench) -> None:
        """What is wrong comes first; all well is one quiet line."""
        look, device = self._look, bench.device
        told = {finding.key for finding in bench.findings}
        if device.trouble and device.trouble not in told and not (bench.findings and device.trouble == "link-garbled"):
            self._marked("bad" if device.state == "down" else "unsure", look.say(device.trouble, **dict(device.values)))
        for finding in bench.findings:
            self._finding(finding, first=finding.change == bench.fix and bool(bench.fix))
        if device.trouble in ENTRY:
            self._under(look.say("device.fix-entry"))
        if not bench.findings and not device.trouble and device.kind != PRINTER:
            self._marked("ok", look.say("device.fine" if device.ok else "device.quiet"))
        if not bench.findings and not device.trouble and device.kind == PRINTER:
            self._marked({"up": "ok"}.get(device.state, "none"), look.say(f"device.paper.{device.state}"))

    def _finding(self, finding: Finding, *, first: bool) -> None:
        look = self._look
        self._marked("bad", look.say(finding.key, **finding.values))
        if finding.change:
            self._under(look.say("device.fix" if first else "device.fix-later", change=changed(finding.change, look)), strong=first)
        if finding.setup:
            self._under(self._setup(finding.setup, alone=not finding.change))
        if finding.sweep:
            self._under(look.say("device.fix-sweep"))

    def _setup(self, name: str, *, alone: bool) -> str:
        """What puts the device right: a code on the screen, a page of its manual, or its manual."""
        look, bench = self._look, self._bench
        code, page = look.say(f"setup-code.{name}"), bench.pages.get(name, "") if bench else ""
        if bench is not None and name in bench.setups:
            return look.say("device.fix-code" if alone else "device.fix-or-code", code=code)
        return look.say("device.fix-page", code=code, page=page) if page else look.say("device.fix-manual", code=code)

    def _facts(self, device: Device) -> None:
        look = self._look
        self._title("device.facts")
        rows = [("device.model", device.model), ("device.place", place_words(device, look))]
        if device.kind == PRINTER:
            rows = [("device.use", look.say(f"device.role.{device.driver}")), *rows[1:]]
        else:
            rows += [("device.side", look.say(f"device.side.{device.side}"))] if device.side else []
            enrolled = look.say("device.enrolled" if device.enrolled else "device.not-enrolled")
            rows += [("device.enrolling", enrolled)] if device.kind == "scanner" else []
            rows += [("device.now", now_words(device, look))] if device.now else []
            rows += [("device.last", look.say("device.silent") if device.heard is None else ago(device.heard, look))]
            rows += [("device.counts", look.say("device.counted", ok=f"{device.ok:,}", rejected=f"{device.rejected:,}"))]
            rows += [("device.half", bytes.fromhex(device.half_hex).hex(" "))] if device.half_hex else []
        for key, value in rows:
            self._pair(look.say(key), value)

    def _bytes(self, device: Device) -> None:
        look = self._look
        self._title("device.bytes")
        if device.hidden or not device.last_hex:
            self._say(last_bytes(device, look) or look.say("device.silent"), BODY, tint="soft")
            return
        raw = bytes.fromhex(device.last_hex)[-SHOWN:]
        for at in range(0, len(raw), 16):
            row = raw[at : at + 16]
            text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in row)
            self._say(f"{row.hex(' '):<47}  {text}", LABEL, mono=True)

    def _test(self, bench: Bench) -> None:
        look, kind = self._look, bench.device.kind
        self._say(look.say(f"device.test.{kind if kind in TESTS else 'other'}"), VALUE)
        if kind not in ("relay", PRINTER):
            self._say(look.say("device.test.aside"), BODY, tint="soft")
        if bench.device.now:
            self._say(now_words(bench.device, look), REASON + 8, bold=True)
        for number, said in enumerate(reversed(bench.arrived[-HEARD:])):
            self._marked("ok", phrase(said, look), strong=number == 0)
        if not bench.arrived and kind not in ("relay", PRINTER) and not bench.device.now:
            self._say(look.say("device.test.waiting", seconds=bench.seconds), BODY, tint="soft")
        self._gap()
        for finding in bench.findings:
            self._finding(finding, first=finding.change == bench.fix and bool(bench.fix))
        if kind not in ("relay", PRINTER):
            self._bytes(bench.device)

    def _codes(self, bench: Bench) -> None:
        look = self._look
        if bench.hint:
            self._say(bench.hint[look.lang], BODY)
        if bench.codes or not bench.pages:
            self._say(look.say("device.codes.how" if bench.codes else "device.codes.none"), BODY, tint="soft")
        for code in bench.codes:
            self._code(code)

        if bench.pages:
            self._say(look.say("device.codes.pages"), BODY, tint="soft")
        for name, page in bench.pages.items():
            self._pair(look.say(f"setup-code.{name}"), page)

    def _enrol(self, bench: Bench) -> None:
        look = self._look
        if bench.learned is not None:
            self._learned(bench.learned)
        self._say(look.say("device.enrol.how"), BODY, tint="soft")
        for code in bench.codes:
            self._code(code)

    def _learned(self, learned: Learned) -> None:
        look = self._look
        self._marked("ok", look.say("device.enrol.whole" if learned.whole else "device.enrol.half"), strong=True)
        for name, value in learned.config.items():
            self._pair(*setting(name, value, look))
        for note in learned.notes:
            self._finding(note, first=False)
        self._say(look.say("device.enrol.keep"), BODY, bold=True)
        self._gap()

    def _sweep(self, bench: Bench) -> None:
        look = self._look
        self._say(look.say("device.sweep.how"), VALUE)
        for each in bench.tried:
            good = each.frames > each.rejected
            self._marked("ok" if good else "none", look.say("device.swept", baud=each.baud, frames=each.frames, bytes=each.bytes), strong=good)
        if bench.busy:
            self._say(look.say("device.sweep.on"), BODY, tint="soft")
        elif bench.fix:
            self._say(look.say("device.fix", change=changed(bench.fix, look)), VALUE, bold=True)
        else:
            self._say(look.say("device.sweep.nothing"), VALUE, bold=True)

    # The strokes.

    @property
    def _room(self) -> int:
        return self.width() - 2 * self._look.px(EDGE)

    def _gap(self) -> None:
        self._y += self._look.px(8)

    def _title(self, key: str) -> None:
        look = self._look
        self._y += look.px(14)
        if self._painter is not None:
            self._painter.fillRect(QRectF(look.px(EDGE), self._y - look.px(8), self._room, 1), look.colour("line"))
        self._say(look.say(key), LABEL, tint="soft")

    def _say(self, text: str, size: int, *, bold: bool = False, mono: bool = False, tint: str = "ink") -> None:
        look = self._look
        place = Place(look.px(EDGE), self._y, self._room, 1 if mono else 6)
        self._y += flow(self._painter, [Run(text, look.font(size, bold=bold, mono=mono), look.colour(tint))], place) + look.px(1 if mono else 6)

    def _marked(self, mark: str, text: str, *, strong: bool = True) -> None:
        look = self._look
        if self._painter is not None:
            side = look.px(20)
            paint_mark(self._painter, look, mark, QRectF(look.px(EDGE), self._y + look.px(3), side, side))
        run = Run(text, look.font(VALUE - 1, bold=strong), look.colour("ink"))
        self._y += flow(self._painter, [run], Place(look.px(EDGE + 32), self._y, self._room - look.px(32), 5)) + look.px(5)

    def _under(self, text: str, *, strong: bool = False) -> None:
        """What to do about what was just said."""
        look = self._look
        run = Run(text, look.font(BODY, bold=strong), look.colour("ink" if strong else "soft"))
        self._y += flow(self._painter, [run], Place(look.px(EDGE + 32), self._y - look.px(2), self._room - look.px(32), 3)) + look.px(6)

    def _pair(self, label: str, value: str) -> None:
        look = self._look
        wide = look.px(COLUMN)
        flow(self._painter, [Run(label, look.font(LABEL), look.colour("soft"))], Place(look.px(EDGE), self._y + look.px(2), wide))
        run = Run(value or "–", look.font(BODY), look.colour("ink"))
        self._y += flow(self._painter, [run], Place(look.px(EDGE) + wide, self._y, self._room - wide, 3)) + look.px(4)

    def _code(self, code: Code) -> None:
        look = self._look
        self._y += look.px(10)
        self._say(code.words[look.lang], BODY, bold=True)
        if code.symbol is None:
            self._say(look.say("device.codes.drawing"), BODY, tint="soft")
            return
        box = QRect(look.px(EDGE), round(self._y), self._room, 10)
        if self._painter is not None:
            paint_symbol(self._painter, code.symbol, box, look.zoom)
        self._y += size(code.symbol, box.width(), look.zoom)[1] + look.px(10)



def setting(name: str, value: object, look: Look) -> tuple[str, str]:
    """A setting and its value in words where there are some; the rest as the settings spell it."""
    key = f"setting.{name}"
    told = look.say("choice.yes" if value else "choice.no") if isinstance(value, bool) else str(value)
    return look.say(key) if key in catalogue() else name, told


def changed(change: Mapping[str, object], look: Look) -> str:
    """What would be written."""
    return ", ".join(" = ".join(setting(name, value, look)) for name, value in change.items())


ENTRY = ("profile-wrong", "profile-unknown", "driver-unknown", "settings-wrong", "config-wrong")
"""Troubles of what was written about a device, not of the device."""
GOOD = "device.written"
TESTS = ("scanner", "scale", "lock", "document", "tag", "position", "relay", "button", "radiation", PRINTER)

