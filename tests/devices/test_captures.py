"""Real bytes of the fact sheet, replayed through `decode`: tests/captures/*.toml, one file a driver.

A capture: `what`, `source`, `chunks` (hex as it arrived), `config` (of the driver), `rejected` (at least so many, else none), and for each list of the driver the
expected entries, each with the fields that matter.
"""

import json
import tomllib

import pytest

from devices.drivers import NAMES
from tests.devices.speaking import CAPTURES, captures
from ui.command import decode

KNOWN = {"what", "source", "chunks", "config", "rejected"}
ALL = [pytest.param(name, capture, id=f"{name}: {capture['what']}") for name in NAMES for capture in captures(name)]


def replayed(name, capture, chunks):
    return decode.answer(name, json.dumps({"chunks_hex": chunks, "config": capture["config"]}))


@pytest.mark.parametrize(("name", "capture"), ALL)
def test_capture(name, capture):
    chunks = [chunk.replace(" ", "") for chunk in capture["chunks"]]
    answer = replayed(name, capture, chunks)
    stream = "".join(chunks)
    assert replayed(name, capture, [stream[place : place + 2] for place in range(0, len(stream), 2)]) == answer
    lists = {key: entries for key, entries in capture.items() if key not in KNOWN}
    assert lists.keys() == answer.keys() - {"rejected"}
    for key, entries in lists.items():
        assert [{name: told.get(name) for name in entry} for told, entry in zip(answer[key], entries, strict=True)] == entries
    assert answer["rejected"] >= capture["rejected"] if "rejected" in capture else answer["rejected"] == 0


def test_every_driver_has_captures_and_every_file_a_driver():
    assert {name for name in NAMES if not captures(name)} == set()
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in CAPTURES.glob("*.toml")]
    assert {file["driver"] for file in files} <= set(NAMES)
    assert all(capture["what"] and capture["source"] for file in files for capture in file["capture"])
