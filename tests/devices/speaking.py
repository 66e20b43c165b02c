"""Something to say for every driver: the steps of its simulated device, or for a driver without one the captures of it."""

import tomllib
from pathlib import Path

from devices.drivers import driver
from devices.frames import Asking
from devices.simulators import SPEECHES

CAPTURES = Path(__file__).parents[1] / "captures"

STEPS = {
    "scanner-line": [{"type": "CSQU3054383", "aim": "]C0"}, {"type": "琼A12345"}],
    "ssi": [{"type": "CSQU3054383"}],
    "xk3190": [{"weight": "24310"}, {"weight": "0"}],
    "toledo": [{"weight": "24310"}, {"weight": "580", "motion": True}],
    "mt-sics": [{"weight": "12.50"}, {"weight": "0.36", "motion": True}],
    "jt701": [{"seal": "8000632862", "status": "sealed"}, {"unlock": "8000632862", "rfid": "0013953759", "verified": True}],
    "mrz": [{"document": "TD3"}],
    "uhf": [{"tag": "E2801160600002054F8A1234"}],
    "r2000": [{"tag": "E2801160600002054F8A1234"}, {"tag": "300833B2DDD9014000000001", "antenna": 4}],
    "generic": [{"sample": True}, {"text": "HN12345678,OPENED,20261121163559,12"}],
    "relay": [{"by_hand": 1}, {"by_hand": 1, "on": False}],
    "nmea": [{"lat": "22.540000", "lon": "114.060000"}],
}
"""Steps of a device as it comes from the factory."""

CONFIG = {"generic": {"profile": "serial-lock-reader"}}
"""Settings of the drivers that need some to read it."""


def captures(name: str) -> list[dict]:
    """What stands in `tests/captures` for this driver; a profile is named from that folder."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CAPTURES.glob("*.toml"))]
    found = [{**capture, "config": dict(capture.get("config", {}))} for file in files if file["driver"] == name for capture in file["capture"]]
    for capture in found:
        if "profile" in capture["config"]:
            capture["config"]["profile"] = str(CAPTURES / capture["config"]["profile"])
    return found


def said(name: str) -> tuple[dict, list[bytes]]:
    """Settings of the driver and whole messages, each at least one frame to it."""
    if name not in STEPS:
        config = captures(name)[0]["config"]
        return config, [b"".join(map(bytes.fromhex, each["chunks"])) for each in captures(name) if each["config"] == config and not each.get("rejected")]
    config = CONFIG.get(name, {})
    speech, asks = SPEECHES[name](), driver(name, config)
    asked = asks.asks if isinstance(asks, Asking) else b""
    return config, [speech.say(step) or speech.hear(asked) or speech.still() for step in STEPS[name]]
