"""The rows of the Devices screen: lamp, name, model, place, side, what it reads, counts, last bytes; in trouble words with what to do."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.window.devices.values import PRINTER, Device
from ui.window.paint import Place, Run, flow, paint_lamp, paint_panel, width_of
from ui.window.theme import BODY, LABEL, VALUE, Look

GAP, WIDE_FROM = 10, 760
BY_ID = "/dev/serial/by-id/"


class Rows(QWidget):
    """Paints the devices; ↑ ↓ choose, Enter or a click opens. Says `opened(name)` and `chosen(name)`."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._devices: tuple[Device, ...] = ()
        self._look, self.at = Look(), ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_devices(self, devices: tuple[Device, ...]) -> None:
        """The rows in this order; the chosen one stays chosen while it is there."""
        if devices == self._devices:
            return
        self._devices = devices
        if self.at not in {each.name for each in devices}:
            self.at = devices[0].name if devices else ""
        self._size()

    def dress(self, look: Look) -> None:
        self._look = look
        self._size()

    def choose(self, name: str) -> None:
        """The cursor goes to this row."""
        self.at = name
        self.setAccessibleName(name)
        self.chosen.emit(name)
        self.update()

    def box_of(self, name: str) -> QRect:
        """Where a row is."""
        return next((box for device, box in self._boxes() if device.name == name), QRect())

    def _size(self) -> None:
        boxes = self._boxes()
        self.setMinimumHeight(boxes[-1][1].bottom() + 1 if boxes else 0)
        self.update()

    def resizeEvent(self, _event: object) -> None:
        self._size()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        names = [each.name for each in self._devices]
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -len(names), Qt.Key.Key_End: len(names)}
        if names and event.key() in steps:
            at = names.index(self.at) if self.at in names else 0
            self.choose(names[min(max(at + steps[Qt.Key(event.key())], 0), len(names) - 1)])
        elif self.at and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for device, box in self._boxes():
            if box.contains(event.position().toPoint()):
                self.choose(device.name)
                self.opened.emit(device.name)

    def _boxes(self) -> list[tuple[Device, QRect]]:
        y, placed = 0, []
        for device in self._devices:
            tall = self._tall(device)
            placed.append((device, QRect(0, y, self.width(), tall)))
            y += tall + self._look.px(GAP)
        return placed

    @property
    def _wide(self) -> bool:
        return self.width() >= self._look.px(WIDE_FROM)

    def _tall(self, device: Device) -> int:
        look = self._look
        base = look.px(96 if self._wide else 70)
        if not device.trouble:
            return base
        more = flow(None, [self._trouble(device)], self._words_place(0))
        return base + round(more) + look.px(6) if self._wide else base + round(more) - look.px(18)

    def _words_place(self, y: float) -> Place:
        look = self._look
        return Place(look.px(52), y, self.width() - look.px(72), 2 if self._wide else 3)

    def _trouble(self, device: Device) -> Run:
        look = self._look
        return Run(look.say(device.trouble, **dict(device.values)), look.font(BODY, bold=device.state == "down"), look.colour("bad_words" if device.state == "down" else "ink"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for device, box in self._boxes():
            if box.intersects(event.rect()):
                self._row(painter, device, box)
        painter.end()

    def _row(self, painter: QPainter, device: Device, box: QRect) -> None:
        look = self._look
        paint_panel(painter, look, box)
        if device.name == self.at:
            thick = look.px(2.4) if self.hasFocus() else look.px(1.2)
            painter.setPen(QPen(look.colour("ink"), thick))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(thick / 2, thick / 2, -thick / 2, -thick / 2), look.px(14), look.px(14))
        painter.save()
        painter.translate(box.topLeft())
        paint_lamp(painter, look, QPointF(look.px(28), look.px(30)), device.state)
        (self._full if self._wide else self._short)(painter, device, box.height())
        painter.restore()

    def _full(self, painter: QPainter, device: Device, tall: int) -> None:
        look, left, wide = self._look, self._look.px(52), self.width()
        flow(painter, [Run(device.name, look.font(VALUE, bold=True), look.colour("ink"))], Place(left, look.px(14), wide * 0.46 - left))
        flow(painter, [Run(self._what(device), look.font(LABEL), look.colour("soft"))], Place(left, look.px(42), wide * 0.46 - left))
        flow(painter, [Run(place_words(device, look), look.font(LABEL), look.colour("soft"))], Place(left, look.px(65), wide * 0.46 - left))
        if device.kind != PRINTER:
            self._figures(painter, device)
        if device.trouble:
            place = self._words_place(0)
            flow(painter, [self._trouble(device)], Place(place.x, tall - flow(None, [self._trouble(device)], place) - look.px(13), place.width, place.lines))

    def _short(self, painter: QPainter, device: Device, _tall: int) -> None:
        look = self._look
        now, font = now_words(device, look), look.font(BODY, bold=True)
        wide = min(width_of(now, font) + 4, (self.width() - look.px(72)) * 0.58) if now else 0
        flow(painter, [Run(device.name, look.font(VALUE, bold=True), look.colour("ink"))], Place(look.px(52), look.px(14), self.width() - look.px(78) - wide))
        if device.now:
            flow(painter, [Run(now, font, look.colour("ink"))], Place(self.width() - look.px(20) - wide, look.px(16), wide, 1, right=True))
        if device.trouble:
            flow(painter, [self._trouble(device)], self._words_place(look.px(41)))
        else:
            flow(painter, [Run(self._what(device) or place_words(device, look), look.font(LABEL), look.colour("soft"))], replace(self._words_place(look.px(42)), lines=1))

    def _what(self, device: Device) -> str:
        """Model, side, enrolled or not."""
        look = self._look
        if device.kind == PRINTER:
            return look.say(f"device.role.{device.driver}")
        words = [device.model or device.driver]
        if device.side:
            words.append(look.say(f"device.side.{device.side}"))
        if device.kind == "scanner":
            words.append(look.say("device.enrolled" if device.enrolled else "device.not-enrolled"))
        return " · ".join(word for word in words if word)

    def _figures(self, painter: QPainter, device: Device) -> None:
        """What it reads, when it last did, how often; below them the last bytes."""
        look, wide = self._look, self.width()
        heard = look.say("device.silent") if device.heard is None else ago(device.heard, look)
        x = wide * 0.48
        columns = [("device.last", heard, 0.11), ("device.ok", f"{device.ok:,}", 0.08), ("device.rejected", f"{device.rejected:,}", 0.07)]
        if device.now:
            columns.append(("device.now", now_words(device, look), 0.26))
        for label, value, share in columns:
            flow(painter, [Run(look.say(label), look.font(LABEL), look.colour("soft"))], Place(x, look.px(14), wide * share))
            flow(painter, [Run(value, look.font(VALUE, bold=True), look.colour("ink"))], Place(x, look.px(34), wide * share - look.px(8)))
            x += wide * share
        left = wide * 0.48
        flow(painter, [Run(last_bytes(device, look), look.font(LABEL, mono=not device.hidden), look.colour("soft"))], Place(left, look.px(66), wide - left - look.px(20)))


def last_bytes(device: Device, look: Look, most: int = 24) -> str:
    """The last bytes in hex, so many; of a private device only how many."""
    if device.hidden:
        return look.say("device.hidden", count=f"{device.hidden:,}")
    tail = device.last_hex[-2 * most :]
    return " ".join(tail[at : at + 2] for at in range(0, len(tail), 2))


def now_words(device: Device, look: Look) -> str:
    """What it reads now, with the battery where it tells one."""
    words = [device.now, look.say(device.now_key) if device.now_key else "", f"{device.battery} %" if device.battery is not None else ""]
    return " · ".join(word for word in words if word)


def place_words(device: Device, look: Look) -> str:
    """Where it is plugged in, without what all such paths begin with."""
    return device.address.removeprefix(BY_ID) or look.say("device.nowhere")


def ago(ms: int, look: Look) -> str:
    """How long ago."""
    seconds = ms // 1000
    if seconds < 100:
        return look.say("device.heard", seconds=seconds)
    return look.say("device.minutes", n=seconds // 60) if seconds < 7200 else look.say("device.hours", n=seconds // 3600)
