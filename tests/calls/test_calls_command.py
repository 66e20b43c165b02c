"""`port-officer calls`: what a script reads and does, what is refused, and the share of promises kept."""

import json

import pytest

from tests.yard import HOUR, NOW, Yard, cheap_slots, clean, rows, secrets
from ui.command import main
from workstation.calls.kept import DAY, kept
from workstation.calls.rules import rules
from workstation.settings import show_time


@pytest.fixture
def station(tmp_path, monkeypatch, capsys):
    yard = Yard(tmp_path / "station", rows())
    yard.lines(*clean(), {"act": "hold", "reason": "wet cartons"}, {"act": "call-open", "sort": "driver", "words": "flat tyre"})
    yard.close()
    for name, value in {**secrets(), "PORT_OFFICER_NOW": show_time(NOW + HOUR // 4)}.items():
        monkeypatch.setenv(name, value)

    def call(*words, officer="S1"):
        with cheap_slots():
            code = main(["calls", *words, "--data", str(yard.folder), "--officer", officer])
        told = capsys.readouterr()
        return code, told.out, told.err

    return yard, call


def test_a_call_is_listed_taken_answered_and_closed(station):
    _, call = station
    code, out, _ = call("--json")
    driver, hold = json.loads(out)
    assert (code, driver["sort"], driver["level"], driver["to"], hold["sort"], hold["plate"]) == (0, "driver", 2, "senior", "hold", "琼A12345")
    assert driver["late"] == 719, "three of fifteen minutes were promised; whole seconds"
    assert call("list", "--lang", "zh")[1].splitlines()[0].startswith(f"{driver['number']}  司机求助 · 琼A12345 · flat tyre")
    assert call("close", driver["number"], "helped")[0::2] == (2, f"refused: call-unanswered: nobody has answered call {driver['number']}: it cannot be closed\n")
    assert json.loads(call("take", driver["number"], "--json")[1])["owner"] == "S1"
    assert json.loads(call("answer", driver["number"], "helped him", "--scan", "琼A12345", "--json")[1])["state"] == "answered"
    done = json.loads(call("close", driver["number"], "helped", "--json")[1])
    assert (done["state"], [step["what"] for step in done["steps"]]) == ("closed", ["taken", "answered", "closed"])
    assert len(json.loads(call("list", "--json")[1])) == 1
    stats = json.loads(call("stats", "--json")[1])
    assert {each["name"]: (each["kept"], each["count"], each["pending"]) for each in stats["kinds"]} == {"hold": (0, 0, 1), "driver": (0, 1, 0)}
    assert stats["all"]["percent"] == "0"
    assert (stats["all"]["low"], stats["all"]["high"]) == ("0", "79"), "Wilson of 0 of 1"
    month, since = json.loads(call("stats", "--days", "30", "--json")[1]), json.loads(call("stats", "--since", "2026-11-21", "--json")[1])
    assert (month["kinds"], month["since"]) == (stats["kinds"], "2026-10-22T08:50:59Z")
    assert since["kinds"] == stats["kinds"]


@pytest.mark.parametrize(
    ("words", "officer", "key"),
    [(("take", "1"), "S1", "call-not-found"), (("dance",), "S1", "calls-usage"), (("open", "hold", "x"), "S1", "call-sort-unknown"), (("open", "driver", "x"), "U1", "role-may-not"),
     (("list",), "T1", "role-may-not"), (("stats", "--since", "never"), "U1", "usage"), (("stats", "--since", "2020-01-01"), "U1", "call-period"), (("stats", "--days", "0"), "U1", "call-period"), (("stats", "--days", "7", "--since", "2026-11-20"), "U1", "call-period")],
)
def test_what_is_refused_is_one_line(station, words, officer, key):
    code, out, err = station[1](*words, officer=officer)
    assert (code, out, err.count("\n"), err.split(": ")[:2]) == (2, "", 1, ["refused", key])


def test_promises_are_counted_by_the_time_they_were_made_for(station):
    yard, _ = station
    yard.clock.at = NOW + HOUR // 4
    yard.open()
    journal, now = yard.desk.station.journal, NOW + HOUR // 4
    before = kept(journal, rules(), now - DAY, now, now)
    assert [(each.name, each.count, each.kept, each.pending) for each in before.shifts] == [("evening", 1, 0, 1)], "16:36 in Asia/Shanghai"
    assert (before.whole.count, before.whole.percent) == (1, "0")
    (hold,) = [event for event in journal.events(kinds=("call.opened",)) if event.body["sort"] == "hold"]
    yard.act("call-answer", call=hold.id, words="looked", scan="琼A12345")
    assert {each.name: (each.count, each.kept) for each in kept(journal, rules(), now - DAY, now, now + 9 * DAY).kinds} == {"hold": (1, 1), "driver": (1, 0)}
    assert kept(journal, rules(), now + 1, now + DAY, now).kinds == ()
