"""Renders the Lane screen in every state, both languages, both themes and two sizes: `python -m ui.window.pictures OUTDIR [WORD]`."""

import os
import sys
from itertools import product
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.window.frame import Frame
from ui.window.samples import CARDS, NOW, top_for
from ui.window.theme import THEMES, Look, load_fonts, zoom_for

SIZES = ((1280, 800), (1920, 1080))


def frame_for(name: str, lang: str, theme: str, size: tuple[int, int]) -> Frame:
    """A frame of this size that shows the named card of the samples."""
    frame = Frame()
    frame.resize(QSize(*size))
    frame.dress(Look(THEMES[theme], lang, zoom_for(*size)))
    card = CARDS[name]
    frame.bar.show_top(top_for(name))
    frame.rail.show_at("lane", {"shift": card.unconfirmed}, usable=name != "locked", muted=False)
    frame.lane.show_card(card)
    frame.keys.show_acts(card.acts)
    frame.tick(NOW)
    return frame


def picture(frame: Frame) -> QImage:
    """What the frame looks like."""
    frame.ensurePolished()
    return frame.grab().toImage()


def main(out: Path, words: str = "") -> int:
    """Write the pictures whose name contains `words`; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, lang, theme, size in product(CARDS, ("zh", "en"), THEMES, SIZES):
        title = f"lane-{name}-{lang}-{theme}-{size[0]}x{size[1]}.png"
        if words in title:
            picture(frame_for(name, lang, theme, size)).save(str(out / title))
            count += 1
    return count


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication(sys.argv[:1])
    load_fonts()
    sys.stdout.write(f"{main(Path(sys.argv[1]), *sys.argv[2:3])} pictures\n")
