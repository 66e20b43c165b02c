"""The window at work: it never waits for the desk, locks itself, refuses what is scanned before sign-in, prints slips and reads them back."""

import threading

import pytest
import sqlcipher3
from PySide6.QtCore import Qt, QTimer
from real_desk import at_the_desk

from devices.simulators import PtyScanner, Voice
from tests.cups import cups, private_cups  # noqa: F401 - fixtures
from tests.yard import BOX, PLATE, clean
from workstation.paper import pictures

F = {number: Qt.Key(Qt.Key.Key_F1 + number - 1) for number in range(1, 13)}
HELD_S = 1.5


@pytest.fixture
def scanner(tmp_path):
    with PtyScanner(tmp_path, "scanner", Voice()) as made:
        made.link = {"name": "scanner", "address": str(made.path), "driver": "scanner-line"}
        yield made


def test_the_window_goes_on_while_the_desk_waits_for_the_disk(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s") as hands:
        taken, ended = threading.Event(), threading.Event()

        def keep_it() -> None:
            """Another process writes for a while: a connection of its own holds the journal."""
            other = sqlcipher3.connect(str(hands.yard.folder / "journal.db"), isolation_level=None)
            other.execute(f"PRAGMA key = \"x'{hands.yard.key.hex()}'\"")
            other.execute("BEGIN IMMEDIATE")
            taken.set()
            ended.wait(HELD_S)
            other.execute("ROLLBACK")
            other.close()

        holder = threading.Thread(target=keep_it)
        holder.start()
        assert taken.wait(10)
        ticks = []
        timer = QTimer(hands.window)
        timer.setInterval(10)
        timer.timeout.connect(lambda: ticks.append(bool(hands.part("container")) and hands.card.durable))
        timer.start()
        hands.wedge(BOX)
        hands.until(lambda: hands.part("container") and hands.card.durable)
        ended.set()
        holder.join()
        timer.stop()
        assert ticks.count(False) >= 20, "the window stood still while the desk waited"


def test_a_desk_that_nobody_touches_locks_itself(qapp, qtbot, tmp_path, scanner):
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"links": (scanner.link,), "lock_minutes": 1}) as hands:
        idle, window = hands.opened.idle, hands.window
        assert idle.timer.interval() == 60_000
        hands.until(lambda: any(lamp.state == "up" for lamp in window.lamps))
        idle.timer.setInterval(900)
        idle.seen()
        for _ in range(4):
            qtbot.wait(300)
            hands.key(Qt.Key.Key_Escape)
        assert window.signed_in, "keys keep it open"
        scanner.type(PLATE)
        hands.until(lambda: hands.card.plate)
        hands.until(lambda: not window.signed_in)
        assert window.at == "signin"
        assert hands.card.state == "locked"
        scanner.type(BOX)
        hands.until(lambda: BOX in window.signin.news.text())
        assert window.sounds.played[-1] == "refused"
        hands.sign_in("N1")
        hands.until(lambda: hands.card.plate)
        assert not hands.part("container"), "what was scanned while nobody was there is stored nowhere"
        kinds = [event.kind for event in hands.yard.open("N1").station.journal.events() if event.kind == "code.scanned"]
        assert kinds == ["code.scanned"]
        hands.yard.close()


def test_never_locks_when_set_to_nought(qapp, qtbot, tmp_path):
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"lock_minutes": 0}) as hands:
        hands.key(Qt.Key.Key_Escape)
        assert not hands.opened.idle.timer.isActive()


def released(hands):
    for line in clean():
        hands.opened.work.line(line)
    hands.until(lambda: hands.card.channel == "release" and hands.card.durable)
    hands.until(lambda: hands.opened.gear is not None)
    hands.key(F[12])
    hands.until(lambda: hands.card.state == "released" and hands.card.durable)


def paper(hands, sink):
    """What came out of the printer, while the window lives."""
    hands.until(lambda: not sink.pages.empty())
    return sink.pages.get_nowait()


def test_a_slip_is_printed_read_back_and_confirmed(qapp, qtbot, tmp_path, cups, scanner):  # noqa: F811
    sink = cups.sink("LANE")
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"queue": "LANE", "links": (scanner.link,)}) as hands:
        hands.until(lambda: any(lamp.state == "up" for lamp in hands.window.lamps))
        released(hands)
        page = paper(hands, sink)
        hands.key(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
        slips = hands.window.shift.slips
        hands.until(lambda: slips.count() == 1)
        hands.key(F[3])
        again = paper(hands, sink)
        assert again != page, "a reprint says so"
        assert pictures.slip_token(again, "page") == pictures.slip_token(page, "page")
        hands.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
        assert hands.card.unconfirmed == 1
        scanner.type(pictures.slip_token(page, "page"), "]Q1")
        hands.until(lambda: hands.card.unconfirmed == 0)
        hands.key(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
        hands.until(lambda: slips.count() == 0)


def test_a_dead_printer_is_words_below_the_band(qapp, qtbot, tmp_path, cups):  # noqa: F811
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"queue": "NOWHERE"}) as hands:
        released(hands)
        notice, band = hands.window.notice, hands.window.lane.band
        hands.until(lambda: "NOWHERE" in notice.words())
        assert notice.geometry().top() > band.geometry().bottom()
        hands.key(F[10])
        hands.until(lambda: hands.card.state == "free")


def test_a_slip_on_request_is_printed_by_the_key(qapp, qtbot, tmp_path, cups):  # noqa: F811
    sink = cups.sink("ASKED")
    with at_the_desk(qapp, qtbot, tmp_path / "s", known={"queue": "ASKED", "slip": "request"}) as hands:
        released(hands)
        assert sink.pages.empty()
        hands.key(F[3])
        assert paper(hands, sink)


