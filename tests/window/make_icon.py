"""Makes resources/icons/port-officer.png: `python tests/window/make_icon.py`."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from ui.window.shapes import paint_shape


def icon(side: int = 256) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#14532d"))
    painter.drawRoundedRect(QRectF(8, 8, side - 16, side - 16), side * 0.2, side * 0.2)
    paint_shape(painter, "gate", QRectF(side * 0.2, side * 0.2, side * 0.6, side * 0.6), QColor("#ffffff"), QColor("#14532d"))
    painter.end()
    return image


if __name__ == "__main__":
    app = QGuiApplication(sys.argv[:1])
    icon().save(str(Path(__file__).parents[2] / "resources" / "icons" / "port-officer.png"))
