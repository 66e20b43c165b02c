"""A command sheet at the window: a scan does what the key does, goes by the verdict on the screen, and only from an enrolled officer-side scanner."""

import pytest
from real_desk import at_the_desk

from devices.simulators import PtyScanner, Voice
from tests.yard import PLATE, clean
from workstation.desk import commands
from workstation.desk.station import Station


@pytest.fixture
def scanner(tmp_path):
    with PtyScanner(tmp_path, "scanner", Voice()) as made:
        yield made


def link(scanner, **more):
    return {"links": ({"name": "scanner", "address": str(scanner.path), "driver": "scanner-line", **more},)}


def sheet(hands):
    station = Station.open(hands.yard.folder, hands.yard.key, hands.yard.clock)
    made = commands.make(station, "S1", "shift A", 7)
    station.close()
    return {command.name: text for command, text in made.codes}


def in_front(hands):
    for line in clean():
        hands.opened.work.line(line)
    hands.until(lambda: hands.card.channel == "release")


def test_release_and_inspect_by_code(qapp, qtbot, tmp_path, scanner):
    with at_the_desk(qapp, qtbot, tmp_path / "s", known=link(scanner, side="officer", enrolled="2026-11-22T03:00:00Z")) as hands:
        codes = sheet(hands)
        in_front(hands)
        hands.until(scanner.device.opened)
        with qtbot.waitSignal(hands.opened.work.released, timeout=8000) as released:
            scanner.type(codes["RELEASE"], "]C0")
        assert released.args[1] == 1
        hands.until(lambda: hands.card.state == "released")
        scanner.type(codes["NEXT"], "]C0")
        hands.until(lambda: hands.card.state == "free")
        scanner.type("琼B67890", "]Q1")
        hands.until(lambda: hands.part("vehicle"))
        scanner.type(codes["INSPECT"], "]C0")
        hands.until(lambda: hands.window.at == "inspect")


@pytest.mark.parametrize("more", [{}, {"side": "driver", "enrolled": "2026-11-22T03:00:00Z"}])
def test_any_other_scanner_is_refused_with_a_sound_and_signs_nobody_in(qapp, qtbot, tmp_path, scanner, more):
    with at_the_desk(qapp, qtbot, tmp_path / "s", known=link(scanner, **more)) as hands:
        codes = sheet(hands)
        in_front(hands)
        played = []
        hands.window.sounds.play = played.append
        hands.until(scanner.device.opened)
        scanner.type(codes["RELEASE"], "]C0")
        hands.until(lambda: "refused" in played)
        assert hands.card.state != "released"
        hands.wedge(codes["RELEASE"])
        hands.until(lambda: played.count("refused") == 2)
        if more:
            hands.opened.work.lock()
            scanner.type("HNB1:N1:0123456789abcdef")
            hands.until(lambda: played.count("refused") == 3)
            assert hands.window.signin.officer.text() == "N1"
            assert not hands.window.signed_in


def test_a_release_by_code_with_no_verdict_on_the_screen_is_refused(qapp, qtbot, tmp_path, scanner):
    with at_the_desk(qapp, qtbot, tmp_path / "s", known=link(scanner, enrolled="2026-11-22T03:00:00Z")) as hands:
        codes = sheet(hands)
        hands.opened.work.line({"scan": PLATE})
        hands.until(lambda: hands.part("vehicle"))
        answers = []
        hands.opened.work.answered.connect(lambda asked, reply: answers.append(reply.value.refused) if asked.get("scan") == codes["RELEASE"] else None)
        hands.until(scanner.device.opened)
        scanner.type(codes["RELEASE"], "]C0")
        hands.until(lambda: answers)
        assert answers[0]["key"] == "verdict-changed"
