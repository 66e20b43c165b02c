"""Promises kept, counted at their edges: answered at the due moment, due over midnight and the end of a month in Shanghai, gone up while the station was off."""

from tests.yard import Yard
from ui.window.calls.wording import moment
from workstation.calls import call as calls
from workstation.calls import kept
from workstation.calls.rules import rules
from workstation.journal import Draft
from workstation.settings import parse_time, show_time


def test_promises_at_their_edges(tmp_path):
    yard = Yard(tmp_path / "station", {})
    journal, since = yard.desk.station.journal, parse_time("2026-11-30T15:59:00Z")
    for number, words in enumerate(("in time", "late", "never")):
        yard.clock.at = since + 1000 * number
        yard.act("call-open", sort="enterprise", words=words)
    made = {call.words: call for call in calls.open_calls(journal, since)}
    due = made["never"].due
    assert (show_time(due)[:16], moment(due, since), moment(since, since)) == ("2026-11-30T17:59", "12-01 01:59", "23:59")
    for words, late in (("in time", 0), ("late", 1)):
        yard.clock.at = made[words].due + late - 1
        (event,) = journal.append([Draft("call.answered", made[words].id, {"proof": "words", "words": "done"})], "O1")
        assert event.at == made[words].due + late
    eve, first, second = (parse_time(f"2026-{day}T00:00:00+08:00") for day in ("11-30", "12-01", "12-02"))
    at_due = [kept.kept(journal, rules(), *days, due) for days in ((eve, first), (first, second))]
    assert [(each.whole.kept, each.whole.count, each.whole.pending) for each in at_due] == [(1, 2, 1), (0, 0, 0)], "of the day it was opened; at its due moment it is not broken yet"
    assert kept.kept(journal, rules(), eve, first, due + 1).whole == kept.Share("", 3, 1, 0)
    assert [share.name for share in at_due[0].shifts] == ["evening"]
    yard.clock.at = later = parse_time("2026-12-02T04:00:00Z")
    yard.open()
    (never,) = [call for call in calls.open_calls(yard.desk.station.journal, later) if call.words == "never"]
    assert (never.to(due), never.to(due + 1), never.to(later), never.raised(later)) == ("officer", "supervisor", "supervisor", 1), "nobody was there: time alone carries it up"
    yard.close()
