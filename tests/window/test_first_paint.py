"""What is loaded before the window is seen: words, settings and the card's values; journal, register and rules come with the desk, in its own thread."""

import json
import subprocess
import sys

LIGHT = {"workstation", "workstation.desk", "workstation.desk.card", "workstation.settings", "workstation.words", "devices", "devices.trouble"}


def test_the_window_is_seen_before_the_engine_is_loaded() -> None:
    code = "import json, sys, ui.window.app; print(json.dumps([n for n in sys.modules if n.partition('.')[0] in ('workstation', 'devices')]))"
    loaded = set(json.loads(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout))
    assert loaded <= LIGHT, sorted(loaded - LIGHT)
