"""Scales on real ptys through the lane's links: what becomes a line of the desk, what is told instead, and never both."""

import queue
from pathlib import Path

from devices.simulators import PtyDevice
from devices.simulators.mt_sics import MtSicsSpeech
from devices.simulators.simulated import Simulated
from devices.simulators.toledo import ToledoSpeech
from devices.simulators.xk3190 import Xk3190Speech
from ui.links import Links

SECONDS = 10


class Lane:
    def __init__(self, path: Path, **entry: str) -> None:
        self.asked, self.told = queue.Queue(), queue.Queue()
        known = {"name": "scale", "address": str(path), "settle_seconds": "0.05", **entry}
        self.links = Links([known], lambda asked, _at: self.asked.put(asked), self.told.put)

    def __enter__(self):
        self.links.start()
        return self

    def __exit__(self, *_):
        self.links.stop()

    def words(self, wanted: str):
        """Waits until a link is shown with these words."""
        while not (found := [state for state in self.links.states() if state.words == wanted]):
            self.told.get(timeout=SECONDS)
        return found[0]


def test_a_toledo_scale_gives_gross_weights_and_says_why_it_gives_no_other(tmp_path):
    with Simulated(ToledoSpeech(), PtyDevice(tmp_path, "scale")) as scale, Lane(tmp_path / "scale", driver="toledo") as lane:
        lane.words("link-open")
        scale.step({"weight": "24.31", "unit": "t", "swings": 3})
        assert lane.asked.get(timeout=SECONDS) == {"weight": "24310", "unit": "kg", "source": "serial", "link": "scale"}
        scale.step({"weight": "15.2", "tare": "9.1", "unit": "t", "net": True})
        told = lane.words("scale-net")
        assert (told.state, dict(told.values)) == ("open", {"address": str(tmp_path / "scale"), "value": "15.2", "unit": "t"})
        scale.step({"weight": "0"})
        lane.words("link-open")
        scale.step({"weight": "31000"})
        assert lane.asked.get(timeout=SECONDS)["weight"] == "31000"
        assert lane.asked.empty()


def test_a_truck_that_waits_gets_the_weight_that_stands(tmp_path):
    with Simulated(ToledoSpeech(), PtyDevice(tmp_path, "scale")) as scale, Lane(tmp_path / "scale", driver="toledo") as lane:
        scale.step({"weight": "24310", "print_request": True})
        assert lane.asked.get(timeout=SECONDS)["weight"] == "24310"
        lane.links.weigh_again()
        assert lane.asked.get(timeout=SECONDS)["weight"] == "24310"


def test_a_polled_scale_is_asked_and_settles(tmp_path):
    with Simulated(MtSicsSpeech(), PtyDevice(tmp_path, "scale")) as scale, Lane(tmp_path / "scale", driver="mt-sics") as lane:
        scale.step({"weight": "250.5"})
        assert lane.asked.get(timeout=SECONDS) == {"weight": "250.5", "unit": "kg", "source": "serial", "link": "scale"}
        scale.step({"weight": "0", "overload": True})
        assert lane.words("scale-overload").state == "open"


def test_an_indicator_in_continuous_mode_settles(tmp_path):
    with Simulated(Xk3190Speech(), PtyDevice(tmp_path, "scale")) as scale, Lane(tmp_path / "scale", driver="xk3190") as lane:
        scale.step({"weight": "24310", "swings": 2})
        assert lane.asked.get(timeout=SECONDS)["weight"] == "24310"


def test_an_indicator_in_command_mode_is_asked_as_its_profile_says(tmp_path):
    speech = Xk3190Speech({"ask": "A-B"})
    with Simulated(speech, PtyDevice(tmp_path, "scale")) as scale, Lane(tmp_path / "scale", profile="xk3190-command") as lane:
        scale.step({"weight": "24310", "tare": "9100"})
        assert lane.asked.get(timeout=SECONDS) == {"weight": "24310", "unit": "kg", "source": "serial", "link": "scale"}
