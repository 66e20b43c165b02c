"""The sounds are what the generator makes, short, and told apart."""

import wave

import pytest
import tones

import resources
from ui.window.sounds import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_what_the_generator_makes(name):
    path = resources.folder / "sounds" / f"{name}.wav"
    assert path.read_bytes() == tones.wav(name)
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() < 1


def test_all_are_told_apart():
    assert len({tones.NOTES[name] for name in NAMES}) == len(NAMES) == len(tones.NOTES)
