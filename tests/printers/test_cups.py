import threading

import pytest

from devices.printers import cups as printing
from devices.trouble import DeviceTrouble
from tests.cups import Cups

PAGE = b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"


def test_page_arrives_byte_for_byte_and_is_followed_to_its_end(cups: Cups):
    sink = cups.sink("SLIP")
    job = printing.submit(PAGE, "SLIP", "放行凭条 HXG03-261121-00123-K / 1\n")
    seen: list[str] = []
    end = printing.follow(job, 20, lambda progress: seen.append(progress.state))
    assert end.state == "handed-over"
    assert seen[-1] == "handed-over"
    assert sink.pages.get(timeout=10) == PAGE
    assert job.title == "放行凭条 HXG03-261121-00123-K / 1"
    assert printing.look(job) == end


def test_two_pages_are_two_jobs(cups: Cups):
    sink = cups.sink("TWICE")
    jobs = [printing.submit(page, "TWICE", "page") for page in (b"one", b"two")]
    assert [printing.follow(job, 20).state for job in jobs] == ["handed-over"] * 2
    assert {sink.pages.get(timeout=10), sink.pages.get(timeout=10)} == {b"one", b"two"}
    assert jobs[0].id != jobs[1].id


def test_paused_queue_keeps_the_job_and_says_so(cups: Cups):
    sink = cups.sink("PAUSED")
    cups.call("cupsdisable", "-r", "paper out", "PAUSED")
    job = printing.submit(PAGE, "PAUSED", "slip")
    assert printing.look(job) == printing.Progress(job, "paused", "paper out")
    assert printing.follow(job, 0.5).state == "timed-out"
    cups.call("cupsenable", "PAUSED")
    assert printing.follow(job, 20).state == "handed-over"
    assert sink.pages.get(timeout=10) == PAGE


def test_dead_printer_hits_the_deadline_and_is_cancelled(cups: Cups):
    job = printing.submit(PAGE, cups.dead("DEAD"), "slip")
    seen: list[printing.Progress] = []
    end = printing.follow(job, 3, seen.append)
    assert end.state == "timed-out"
    assert "unavailable" in end.note
    assert "unreachable" in [progress.state for progress in seen]
    assert (end.words, end.values["queue"]) == ("print-timed-out", "DEAD")
    assert printing.cancel(job).state == "cancelled"
    assert printing.follow(job, 20).state == "cancelled"
    assert printing.cancel(job).state == "cancelled"


def test_printer_that_gives_up_stops_the_job(cups: Cups):
    cups.dead("GIVEUP", "/?contimeout=1")
    cups.call("lpadmin", "-p", "GIVEUP", "-o", "printer-error-policy=abort-job")
    job = printing.submit(PAGE, "GIVEUP", "slip")
    assert printing.follow(job, 25).state == "stopped"


def test_wait_ends_when_the_caller_stops(cups: Cups):
    job = printing.submit(PAGE, cups.dead("WAIT"), "slip")
    stop = threading.Event()
    stop.set()
    assert printing.follow(job, 60, stop=stop).state in ("queued", "printing", "unreachable")
    printing.cancel(job)


@pytest.mark.parametrize("name", ["NOPE", "-x", "a b", "a/b", "", "é"])
def test_unknown_queue_is_refused(cups: Cups, name: str):
    with pytest.raises(DeviceTrouble) as refused:
        printing.submit(PAGE, name, "slip")
    assert (refused.value.key, refused.value.values["queue"]) == ("print-unknown-queue", name)


def test_rejecting_queue_is_refused(cups: Cups):
    cups.sink("REJECTS")
    cups.call("cupsreject", "-r", "no jobs please", "REJECTS")
    with pytest.raises(DeviceTrouble) as refused:
        printing.submit(PAGE, "REJECTS", "slip")
    assert refused.value.key == "print-rejected"
    assert "not accepting" in str(refused.value.values["note"])


def test_queues_with_their_states(cups: Cups):
    cups.sink("Q-READY")
    cups.sink("Q-PAUSED")
    cups.sink("Q-REJECTS")
    cups.call("cupsdisable", "-r", "door open", "Q-PAUSED")
    cups.call("cupsreject", "-r", "full", "Q-REJECTS")
    found = {one.name: one for one in printing.queues()}
    assert found["Q-READY"] == printing.Queue("Q-READY", "ready")
    assert found["Q-PAUSED"] == printing.Queue("Q-PAUSED", "paused", "door open")
    assert found["Q-REJECTS"] == printing.Queue("Q-REJECTS", "rejects", "full")


def test_deleted_queue_ends_the_wait(cups: Cups):
    cups.sink("GOES")
    cups.call("cupsdisable", "GOES")
    job = printing.submit(PAGE, "GOES", "slip")
    cups.call("lpadmin", "-x", "GOES")
    assert printing.follow(job, 10).state in ("unknown-queue", "cancelled")


def test_no_scheduler_is_said_at_once(cups: Cups, monkeypatch: pytest.MonkeyPatch):
    cups.sink("ALONE")
    cups.call("cupsdisable", "ALONE")
    job = printing.submit(PAGE, "ALONE", "slip")
    monkeypatch.setenv("CUPS_SERVER", "/nonexistent/cups.sock")
    for act in (printing.queues, lambda: printing.submit(PAGE, "ALONE", "slip"), lambda: printing.cancel(job)):
        with pytest.raises(DeviceTrouble, match="print-unreachable"):
            act()
    assert printing.look(job).state == "unreachable"
    assert printing.follow(job, 0.4).state == "timed-out"


def test_machine_without_cups_says_so(cups: Cups, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(DeviceTrouble, match="print-unreachable"):
        printing.submit(PAGE, "ANY", "slip")
