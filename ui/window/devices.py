"""Devices: a row per link with lamp, place, driver, last frame, what was taken and refused, last bytes, and words of trouble."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.window.empty import Empty
from ui.window.paint import Place, Run, flow, paint_lamp, paint_panel
from ui.window.pieces import Page
from ui.window.theme import BODY, LABEL, VALUE, Look

ROW = 108


@dataclass(frozen=True)
class Device:
    """One link as the screen shows it: `state` up | trying | down | off; `trouble` a key with values; `heard` ms ago or None."""

    name: str
    address: str
    driver: str
    state: str
    ok: int = 0
    rejected: int = 0
    heard: int | None = None
    last_hex: str = ""
    trouble: str = ""
    values: tuple[tuple[str, object], ...] = ()


class Rows(QWidget):
    """Paints the devices."""

    def __init__(self) -> None:
        super().__init__()
        self._devices: tuple[Device, ...] = ()
        self._look = Look()

    def show_devices(self, devices: tuple[Device, ...]) -> None:
        self._devices = devices
        self.setMinimumHeight(self._look.px(ROW + 12) * len(devices))
        self.update()

    def dress(self, look: Look) -> None:
        self._look = look
        self.show_devices(self._devices)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), self._look
        for number, device in enumerate(self._devices):
            painter.save()
            painter.translate(0, number * look.px(ROW + 12))
            self._row(painter, device)
            painter.restore()
        painter.end()

    def _row(self, painter: QPainter, device: Device) -> None:
        look = self._look
        box = QRectF(0, 0, self.width(), look.px(ROW))
        paint_panel(painter, look, box.toAlignedRect())
        paint_lamp(painter, look, QPointF(look.px(28), look.px(32)), device.state)
        left, wide = look.px(52), self.width()
        flow(painter, [Run(device.name, look.font(VALUE, bold=True), look.colour("ink"))], Place(left, look.px(17), wide * 0.3))
        flow(painter, [Run(f"{device.driver} · {device.address}", look.font(LABEL), look.colour("soft"))], Place(left, look.px(48), wide * 0.36))
        words = look.say(device.trouble, **dict(device.values)) if device.trouble else look.say(f"device.{device.state}")
        colour = look.colour("bad_words" if device.state == "down" else "ink" if device.trouble else "soft")
        flow(painter, [Run(words, look.font(BODY), colour)], Place(left, look.px(74), wide * 0.55))
        self._figures(painter, device, wide)

    def _figures(self, painter: QPainter, device: Device, wide: int) -> None:
        look = self._look
        heard = look.say("device.silent") if device.heard is None else look.say("device.heard", seconds=device.heard // 1000)
        x = wide * 0.44
        for label, value in (("device.ok", f"{device.ok:,}"), ("device.rejected", f"{device.rejected:,}"), ("device.last", heard)):
            flow(painter, [Run(look.say(label), look.font(LABEL), look.colour("soft"))], Place(x, look.px(17), wide * 0.14))
            flow(painter, [Run(value, look.font(VALUE, bold=True), look.colour("ink"))], Place(x, look.px(38), wide * 0.2))
            x += wide * 0.14
        place = Place(wide * 0.6, look.px(76), wide * 0.4 - look.px(20), 1, right=True)
        tail = device.last_hex[-32:]
        spaced = " ".join(tail[at : at + 2] for at in range(0, len(tail), 2))
        flow(painter, [Run(spaced, look.font(LABEL, mono=True), look.colour("soft"))], place)


class Devices(Page):
    """The list, or words when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.rows, self._none = Rows(), Empty("plug", "device.none")
        area = QScrollArea()
        area.setWidget(self.rows)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 0)
        column.addWidget(self._none, 1)
        column.addWidget(area, 1)
        self._area = area
        self.show_devices(())

    def dress(self, look: Look) -> None:
        super().dress(look)
        self.rows.dress(look)
        self._none.dress(look)

    def begin(self) -> None:
        """The screen came to the front."""
        self._area.setFocus()

    def show_devices(self, devices: tuple[Device, ...]) -> None:
        """One row per link, in the order of the settings."""
        self._none.setVisible(not devices)
        self._area.setVisible(bool(devices))
        self.rows.show_devices(devices)
