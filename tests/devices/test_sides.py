"""What the lane's links say of where a scan came from, and that learned settings reach the driver."""

import queue

import pytest

from devices.simulators import PtyScanner, Voice
from ui.links import Links

SECONDS = 10


@pytest.mark.parametrize(("entry", "said"), [
    ({}, {}), ({"side": "officer"}, {}), ({"side": "officer", "enrolled": "2026-11-22T03:00:00Z"}, {"side": "officer", "enrolled": True}),
    ({"enrolled": "x"}, {"side": "officer", "enrolled": True}), ({"side": "driver", "enrolled": "x"}, {"side": "driver"}), ({"side": "driver"}, {"side": "driver"}),
])
def test_only_an_enrolled_officer_side_link_says_that_it_is_enrolled(tmp_path, entry, said):
    asked = queue.Queue()
    with PtyScanner(tmp_path, "scanner", Voice(suffix=b"#\r", encoding="gb18030")) as scanner:
        entry = {"address": str(scanner.path), "driver": "scanner-line", "name": "hand", "suffix_hex": "23", "encoding": "gb18030", "require_aim": "1", **entry}
        links = Links((entry,), lambda line, _: asked.put(line), lambda _: None)
        links.start()
        try:
            assert scanner.device.wait_opened(SECONDS)
            scanner.type("NO IDENTIFIER")
            scanner.type("琼A12345", "]Q1")
            assert asked.get(timeout=SECONDS) == {"scan": "琼A12345", "aim": "]Q1", "source": "serial", "link": "hand", **said}
        finally:
            links.stop()


def test_a_wrong_side_is_said():
    (state,) = Links(({"address": "loop://", "driver": "scanner-line", "side": "left"},), lambda *_: None, lambda _: None).states()
    assert (state.words, state.values["reason"]) == ("settings-wrong", "officer | driver")
