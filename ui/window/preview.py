"""Slip preview: the picture of the PDF page, over the screen in front; Esc closes it."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.window.paint import Place, Run, flow, opposite
from ui.window.theme import BODY, VALUE, Look


def page_image(pdf: bytes, pixels: int) -> QImage:
    """The first page of a PDF as a picture `pixels` high; called in the worker thread, so a QImage, no pixmap."""
    from workstation.paper.pictures import opened

    with opened(pdf) as document:
        page = document[0]
        picture = page.render(scale=pixels / page.get_height()).to_pil().convert("RGB")
        return QImage(picture.tobytes(), picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888).copy()


class Preview(QWidget):
    """Covers the screen with the page; says `away()` when it is closed, `saving(number)` when it is wanted as a file, `cancelling(number)` and `again(number)` of its printing."""

    away = Signal()
    saving = Signal(str)
    cancelling = Signal(str)
    again = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._number, self._image = Look(), "", QImage()
        self._said: tuple[str, dict[str, object]] = ("preview.away", {})
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def dress(self, look: Look) -> None:
        self._look = look
        self.update()

    def open(self, number: str) -> None:
        """Open at once, with words until the page is there."""
        self._number, self._image = number, QImage()
        self._said = ("preview.away", {})
        self.show()
        self.raise_()
        self.setFocus()

    def show_page(self, number: str, image: QImage) -> None:
        """The page is drawn; one that was asked for before is dropped."""
        if number == self._number:
            self._image = image
            self.update()

    def tell(self, key: str, **values: object) -> None:
        """What became of the file."""
        self._said = (key, values)
        self.update()

    def leave(self) -> None:
        """Back to the screen below."""
        self.hide()
        self.away.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave()
        elif event.key() == Qt.Key.Key_S:
            self.saving.emit(self._number)
        elif event.key() == Qt.Key.Key_C:
            self.cancelling.emit(self._number)
        elif event.key() == Qt.Key.Key_P:
            self.again.emit(self._number)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        painter.fillRect(self.rect(), look.colour("ground"))
        pad = look.px(14)
        title = look.say("preview.title", number=self._number)
        said = look.say(self._said[0], **self._said[1])
        opposite(painter, Run(title, look.font(VALUE, bold=True), look.colour("ink")), Run(said, look.font(BODY), look.colour("soft")), Place(pad, pad, self.width() - 2 * pad))
        if self._image.isNull():
            flow(painter, [Run(look.say("preview.drawing"), look.font(BODY), look.colour("soft"))], Place(pad, look.px(60), self.width()))
        else:
            room = QRectF(pad, look.px(52), self.width() - 2 * pad, self.height() - look.px(66))
            scale = min(room.width() / self._image.width(), room.height() / self._image.height())
            wide, tall = self._image.width() * scale, self._image.height() * scale
            box = QRectF(room.center().x() - wide / 2, room.top(), wide, tall)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._image)
            painter.setPen(look.colour("line"))
            painter.drawRect(box)
        painter.end()
