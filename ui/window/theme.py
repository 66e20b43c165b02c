"""The tokens of the look in one place: colours light and dark, the faces of the channels, type, spacing; nothing else in the window names a colour."""

from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase

import resources
from workstation.words import say

SANS = "Noto Sans SC"
MONO = "JetBrains Mono"
LABEL, BODY, VALUE, REASON, CLOCK, VERDICT, PLATE = 13, 15, 18, 28, 44, 92, 30
LEAST_VERDICT = 88
GAP, RADIUS, KEY_RADIUS, TARGET = 8, 14, 10, 44
DESIGN = (1280, 720)
"""The size in pixels at which the zoom is 1; every other size is the same picture, larger or smaller."""


@dataclass(frozen=True)
class Face:
    """How a state of the band looks: `fill` behind, `edge` around (`thick` px), `words` on it, `shape` beside, `hatch` the colour of stripes.

    `ring` is a second line inside, as on a stop sign: a protanope sees the red of hold and the green of released alike.
    """

    fill: str
    edge: str
    words: str
    shape: str
    thick: int = 0
    hatch: str = ""
    ring: str = ""


@dataclass(frozen=True)
class Theme:
    """One set of tokens; colours are `#rrggbb`."""

    name: str
    ground: str
    card: str
    line: str
    ink: str
    soft: str
    ok: str
    released: str
    bad: str
    bad_ground: str
    bad_words: str
    amber: str
    amber_words: str
    faint: str
    faces: dict[str, Face]

    def __hash__(self) -> int:
        return hash(self.name)


INK = "#16201b"

_LOUD = {
    "machine": Face("#1f5fbf", "#1f5fbf", "#ffffff", "diamond"),
    "manual": Face("#f2b01e", "#f2b01e", INK, "triangle"),
    "hold": Face("#b3261e", "#b3261e", "#ffffff", "octagon", ring="#ffffff"),
    "cannot-confirm": Face("#6a4c93", "#6a4c93", "#ffffff", "dashed", 0, "#795ca1"),
    "released": Face("#14532d", "#14532d", "#ffffff", "ticked"),
    "suspended": Face("#b3261e", "#b3261e", "#ffffff", "paused", 0, "#a1201a", "#ffffff"),
}


TRAVELLERS = {"ready": "release", "stated": "manual", "differs": "hold", "stopped": "hold", "not-needed": "not-customs", "verified": "released", "forfeited": "cannot-confirm"}
"""State of a traveller's check -> the face it shares with a truck's verdict."""


PARCELS = {"release": "released", "hold": "hold", "manual": "manual", "machine": "machine", "cannot-confirm": "cannot-confirm"}
"""Channel of a parcel -> the face and sound it shares with a truck: what goes on by itself is released, not only to be released."""


def _faces(card: str, plain: tuple[str, str, str], quiet: dict[str, Face]) -> dict[str, Face]:
    line, ink, soft = plain
    return {
        **_LOUD,
        **quiet,
        "waiting": Face(card, line, ink, "dots", 1),
        "free": Face(card, line, ink, "gate", 1),
        "halted": _LOUD["hold"],
        "left": Face(card, line, soft, "away", 1),
        "locked": Face(card, line, ink, "lock", 1),
        **{f"traveller-{name}": ({**_LOUD, **quiet})[face] for name, face in TRAVELLERS.items()},
        "traveller-undone": Face(card, line, ink, "away", 1),
        "traveller-settled": Face(card, line, ink, "ticked", 1),
        **{f"parcel-{name}": ({**_LOUD, **quiet})[face] for name, face in PARCELS.items()},
        "parcel-stray": _LOUD["cannot-confirm"],
        "parcel-free": Face(card, line, ink, "gate", 1),
        "parcel-returned": Face(card, line, ink, "away", 1),
        "parcel-handed-over": Face(card, line, ink, "away", 1),
        "gate-release": _LOUD["released"],
        "gate-hold": _LOUD["hold"],
        "gate-cannot-confirm": _LOUD["cannot-confirm"],
    }


LIGHT = Theme(
    name="light", ground="#eef0ee", card="#ffffff", line="#d9dcd8", ink=INK, soft="#5d6a63", ok="#2f9e62", released="#14532d",
    bad="#b3261e", bad_ground="#f9ebea", bad_words="#b3261e", amber="#f2b01e", amber_words=INK, faint="#a9b1ac",
    faces=_faces("#ffffff", ("#d9dcd8", INK, "#5d6a63"), {
        "release": Face("#ffffff", "#1f8a52", "#146238", "tick", 7),
        "not-customs": Face("#ffffff", "#8a979e", "#47525a", "bar", 7),
    }),
)
DARK = Theme(
    name="dark", ground="#0f1315", card="#1a2024", line="#2c363b", ink="#e8eeea", soft="#93a29a", ok="#2f9e62", released="#14532d",
    bad="#d5473e", bad_ground="#2b1c1e", bad_words="#f08d85", amber="#f2b01e", amber_words=INK, faint="#56625d",
    faces=_faces("#1a2024", ("#2c363b", "#e8eeea", "#93a29a"), {
        "release": Face("#1a2024", "#2f9e62", "#7ddba6", "tick", 7),
        "not-customs": Face("#1a2024", "#8a979e", "#cdd6db", "bar", 7),
    }),
)
THEMES = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True)
class Look:
    """What every widget is dressed in: the theme, the language of the words and how much larger than the design they are."""

    theme: Theme = LIGHT
    lang: str = "zh"
    zoom: float = 1.0

    def px(self, size: float) -> int:
        """A length of the design in pixels of this window."""
        return round(size * self.zoom)

    def font(self, size: float, *, bold: bool = False, mono: bool = False) -> QFont:
        """A face of the design's type scale."""
        return _font(self.px(size), bold, mono)

    def colour(self, token: str) -> QColor:
        """A token of the theme by its name, such as `ink`."""
        return QColor(getattr(self.theme, token))

    def say(self, key: str, **values: object) -> str:
        """The words of a key in the language of the window."""
        return say(key, self.lang, **values)

    def other(self) -> "Look":
        """The same look in the other language."""
        return replace(self, lang="en" if self.lang == "zh" else "zh")


_families: list[str] = []


@cache
def _font(pixels: int, bold: bool, mono: bool) -> QFont:
    font = QFont(MONO if mono else SANS)
    font.setFamilies([MONO, *_families] if mono else _families or [SANS])
    font.setPixelSize(max(1, pixels))
    font.setBold(bold)
    font.setStyleHint(QFont.StyleHint.Monospace if mono else QFont.StyleHint.SansSerif)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def zoom_for(width: int, height: int) -> float:
    """The zoom at which the design fits a window of this size; never so small that a label cannot be read."""
    return round(max(0.6, min(width / DESIGN[0], height / DESIGN[1], 2.5)), 3)


def load_fonts() -> None:
    """Make the bundled faces known to Qt; costs milliseconds and is done once per program."""
    if not _families:
        for path in sorted((resources.folder / "fonts").glob("*.[to]tf")):
            number = QFontDatabase.addApplicationFont(str(path))
            _families.extend(name for name in QFontDatabase.applicationFontFamilies(number) if name not in (*_families, SANS, MONO))
        _families.insert(0, SANS)
        _font.cache_clear()
