"""The window is tested for real, without a screen."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import sys
from pathlib import Path

import pytest

from ui.window.theme import load_fonts

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def fonts(qapp):
    load_fonts()
