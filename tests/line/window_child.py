"""A window that works lines from stdin through its scanner and tells what the desk answered; killed by the test beside it."""

import json
import sys
import tempfile
from pathlib import Path

from devices.simulators import PtyScanner, Voice
from tests.line.truck_line import OFFICER, SECRETS
from ui.window.stage import Stage
from workstation import settings


def main(folder, place):
    known = settings.read(folder)
    with PtyScanner(place, "scanner", Voice()) as scanner:
        link = {"name": "scanner", "address": str(scanner.path), "driver": "scanner-line"}
        settings.write(folder, settings.Settings(known.port, known.lane, known.station, known.root, links=(link,)))
        stage = Stage(folder, settings.now, shown=False)
        stage.opened.work.answered.connect(lambda _, reply: tell(reply))
        stage.sign_in(OFFICER, SECRETS[OFFICER])
        stage.until(lambda: all(lamp.state == "up" for lamp in stage.window.lamps) and bool(stage.window.lamps), "the link is open")
        print(json.dumps({"front": stage.card.passage, "state": stage.card.state}), flush=True)
        for text in sys.stdin:
            line = json.loads(text)
            before = len(stage.answers)
            if "scan" in line:
                scanner.type(line["scan"])
            else:
                stage.opened.work.line(line)
            stage.answer(before, text)


def tell(reply):
    """Printed in the window's thread, after the desk said that its events are durable."""
    outcome = reply.value
    events = [] if outcome is None else [[event.station, event.seq, event.kind] for event in outcome.events]
    print(json.dumps({"events": events, "front": outcome.card.passage if outcome else ""}), flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="port-officer-") as place:
        main(Path(sys.argv[1]), Path(place))
