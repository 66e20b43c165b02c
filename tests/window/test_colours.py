"""Contrast of every word on the band (WCAG 2.2, 1.4.3) and distance of the channel colours under colour-vision deficiencies (Machado, Oliveira, Fernandes 2009)."""

from itertools import combinations

import pytest
from PySide6.QtGui import QColor

from ui.window.theme import THEMES

# Severity 1.0, for linear RGB.
DEFICIENCIES = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
LOUD = ("release", "not-customs", "machine", "manual", "hold", "cannot-confirm", "released")


def linear(colour):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]


def luminance(colour):
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(rgb):
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(a * b for a, b in zip(row, rgb, strict=True)) / white for row, white in zip(rows, (0.9505, 1.0, 1.089), strict=True)]
    f = [max(0.0, c) ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def seen(colour, deficiency):
    rgb = linear(colour)
    return lab([min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in DEFICIENCIES[deficiency]])


def distance(one, two, deficiency):
    return sum((a - b) ** 2 for a, b in zip(seen(one, deficiency), seen(two, deficiency), strict=True)) ** 0.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_words_on_every_band_can_be_read(theme):
    for name, face in theme.faces.items():
        assert contrast(face.words, face.fill) >= 4.5, name
        if face.hatch:
            assert contrast(face.words, face.hatch) >= 4.5, name


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_words_on_panels_can_be_read(theme):
    pairs = [("ink", "card"), ("ink", "ground"), ("soft", "card"), ("soft", "ground"), ("bad_words", "bad_ground"), ("bad_words", "card"), ("amber_words", "amber"), ("soft", "bad_ground")]
    for words, ground in pairs:
        assert contrast(getattr(theme, words), getattr(theme, ground)) >= 4.5, (words, ground)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_no_two_channels_look_alike(theme, deficiency):
    """A channel's signal is its fill, or its edge where the fill is the card's; what is alike in colour must differ in outline or in the inner ring."""
    for one, two in combinations(LOUD, 2):
        a, b = theme.faces[one], theme.faces[two]
        outlined = [face.fill == theme.card for face in (a, b)]
        if bool(a.ring) != bool(b.ring):
            assert contrast(*((a.ring, a.fill) if a.ring else (b.ring, b.fill))) >= 4.5
        elif outlined[0] != outlined[1]:
            assert distance(a.fill, b.fill, deficiency) >= 20, (one, two)
        else:
            colours = (a.edge, b.edge) if outlined[0] else (a.fill, b.fill)
            assert distance(*colours, deficiency) >= 13, (one, two, distance(*colours, deficiency))


def test_every_face_has_its_own_shape():
    for theme in THEMES.values():
        shapes = [theme.faces[name].shape for name in LOUD]
        assert len(set(shapes)) == len(shapes)
