"""Old data, confirmation by phone and emergency mode."""

import pytest
from passage_steps import CALL, ORDER, everything, reasons, several, waited

from tests.yard import PLATE, USCC, USCC2, booked, clean, consignment, instruction, rows
from workstation.calls.shown import what
from workstation.desk import calling, rejudging
from workstation.settings import show_time


def test_old_data_release_nothing_and_a_hit_in_them_counts(make):
    told = waited(make())
    assert reasons(told) == ("cannot-confirm", ["age.instruction"])
    assert told["verdict"]["details"]["age.instruction"] == {"hours": "2", "limit": "1"}
    told = waited(make(rows(instruction=[instruction("hold")])))
    assert reasons(told) == ("hold", ["instruction.hold"])
    assert reasons(make().line(scan=PLATE) and waited(make(), 200)) == ("cannot-confirm", ["age.instruction", "age.papers", "age.credit"])


def test_a_station_that_was_told_nothing_confirms_nothing(make):
    yard = make({"port": [{"code": "CNHXG", "zh": "海口新海港", "en": "Haikou Xinhai Port"}]})
    assert yard.lines({"scan": PLATE})["verdict"]["channel"] == "cannot-confirm"
    assert yard.refused(act="release") == "not-releasable"


def test_the_verdict_of_an_hour_ago_lets_nothing_go(yard):
    verdict = yard.lines(*clean())["verdict"]["id"]
    yard.clock.wait(2)
    assert yard.refused(act="release", verdict=verdict) == "verdict-changed"
    assert yard.refused(act="release") == "not-releasable"
    assert yard.channel() == "cannot-confirm"


def test_nothing_leaves_on_the_verdict_of_a_day_ago(make):
    yard = make(rows(booking=[booked(goods="none")], consignment=[], container=[], seal=[]))
    yard.lines({"scan": PLATE})
    yard.clock.wait(25)
    assert yard.refused(act="leave") == "not-leavable"


def test_a_call_confirms_what_is_too_old_for_this_truck_only(yard):
    told = waited(yard)
    told = yard.act("confirm", fact="instruction", value="none", **CALL)
    assert (told["verdict"]["channel"], told["passage"]["confirmed"]) == ("release", {"instruction": "none"})
    yard.act("release")
    assert yard.desk.stand.passage.release.body["basis"] == "confirmed"
    yard.act("next")
    told = yard.lines(*clean())
    assert told["verdict"]["facts"]["age.instruction"] == "stale"
    assert told["verdict"]["channel"] != "release"


def test_a_call_can_also_bring_an_instruction(yard):
    waited(yard)
    assert yard.act("confirm", fact="instruction", value="hold", **CALL)["verdict"]["channel"] == "hold"


WRONG = [
    ("instruction", "later", "fact-value"), ("seal.state", "sealed", "fact-not-confirmable"), ("weight.match", "within", "fact-not-confirmable"), ("hat", "x", "fact-not-confirmable"), ("papers.va", "valid", "fact-not-confirmable"),
    ("papers.state", "released", "confirm-not-needed"), ("booking.goods", "none", "confirm-not-needed"), ("credit.second-line", "white", "confirm-not-needed"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "value", "key"), WRONG)
def test_a_call_confirms_only_what_may_be_and_is_too_old(yard, fact, value, key):
    waited(yard)
    assert yard.refused(act="confirm", fact=fact, value=value, **CALL) == key


def test_a_call_needs_who_when_and_a_reference(yard):
    waited(yard)
    for name in CALL:
        told = {each: value for each, value in CALL.items() if each != name}
        assert yard.refused(act="confirm", fact="instruction", value="none", **told) == "act-field-missing"


@pytest.mark.parametrize(("tables", "fact", "value"), [
    ({"instruction": [instruction("hold")]}, "instruction", "none"), ({"consignment": [consignment(state="cancelled")]}, "papers.state", "released"),
    ({"credit": [{"uscc": USCC, "scale": "national", "class": "dishonest", "valid_from": "2026-01-01"}]}, "credit.national", "regular"),
])  # fmt: skip
def test_a_call_never_lowers_a_hit(make, tables, fact, value):
    yard = make(rows(**tables))
    before = waited(yard, 200)["verdict"]["channel"]
    assert before in ("hold", "manual")
    assert yard.refused(act="confirm", fact=fact, value=value, **CALL) == "never-lowered"


def test_a_call_never_stands_for_papers_nobody_has_seen(make):
    yard = make(rows(booking=[], vehicle=[], consignment=[], container=[], seal=[]))
    yard.lines({"scan": PLATE})
    yard.clock.wait(200)
    yard.lines({"weight": "9000"})
    for fact, value in (("instruction", "none"), ("papers.state", "released"), ("credit.second-line", "white"), ("booking.goods", "customs")):
        yard.line(act="confirm", fact=fact, value=value, **CALL)
    assert yard.channel() != "release"


def test_new_data_stand_over_an_earlier_call(yard):
    waited(yard)
    yard.act("confirm", fact="instruction", value="none", **CALL)
    assert yard.channel() == "release"
    yard.delta(instruction=[instruction("hold")])
    assert yard.refused(act="release") == "not-releasable"
    assert yard.channel() == "hold"


def test_emergency_mode_lets_go_what_only_age_holds_up_and_says_so(yard):
    waited(yard)
    assert yard.refused(act="emergency", **ORDER) == "role-may-not"
    yard.act("sign-in", officer="S1")
    assert yard.refused(act="release") == "not-releasable"
    yard.act("emergency", **ORDER)
    yard.act("release")
    body = yard.desk.stand.passage.release.body
    assert (body["emergency"], body["basis"], body["slip"]["emergency"]) == ("E-2026-1", "emergency", "E-2026-1")
    yard.act("next")
    yard.act("emergency", end="yes")
    assert yard.refused(act="emergency", end="yes") == "no-emergency"
    yard.lines(*clean())
    assert yard.refused(act="release") == "not-releasable"


@pytest.mark.parametrize("lines", [clean("open"), clean("unknown"), clean(weight="30000"), clean()[:3]])
def test_emergency_mode_lets_nothing_else_go(yard, lines):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    yard.clock.wait(2)
    yard.lines(*lines)
    assert yard.refused(act="release") in ("not-releasable", "verdict-awaited")


def test_emergency_mode_overlooks_no_paper(make):
    yard = make(several())
    focus = [{"uscc": USCC2, "scale": "second-line", "class": "focus", "valid_from": "2026-02-01"}]
    yard.delta(credit=focus)
    yard.open("S1")
    yard.act("emergency", **ORDER)
    yard.clock.wait(2)
    assert yard.lines(*everything())["verdict"]["channel"] == "cannot-confirm"
    assert yard.refused(act="release") == "not-releasable"


def test_emergency_mode_overlooks_no_override_and_ends_by_itself(yard):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    waited(yard)
    yard.act("override", to="hold", reason="smell", officer="O1")
    assert yard.refused(act="release") == "not-releasable"
    yard.act("transfer", to="anti-smuggling")
    yard.clock.wait(12)
    yard.lines(*clean())
    assert yard.refused(act="release") == "not-releasable"
    assert yard.refused(act="emergency", order="E-2", until="2026-11-21T09:00:00Z") == "emergency-past"


def test_emergency_mode_has_a_longest_time(yard):
    yard.open("S1")
    longest = int(yard.desk.station.book.limit("emergency", "longest")) * 1000
    far = show_time(yard.clock.at + longest + 60_000)
    assert yard.refused(act="emergency", order="E-3", until=far) == "emergency-too-long"
    yard.act("emergency", order="E-3", until=show_time(yard.clock.at + longest - 60_000))
    assert yard.desk.station.emergency() == "E-3"


def test_an_emergency_release_is_judged_again_when_data_return(yard):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    name = waited(yard)["passage"]["id"]
    yard.act("release")
    yard.act("next")
    yard.act("emergency", end="yes")
    assert (yard.desk.station.emergency(), [row["state"] for row in rejudging.emergency(yard.desk.lane)]) == ("", ["pending"])
    yard.delta(instruction=[instruction("manual")])
    told = yard.line(scan="?")
    (row,) = rejudging.emergency(yard.desk.lane)
    changes = {each["what"]: (each["then"], each["now"]) for each in row["changes"]}
    assert (row["state"], row["after"], changes["channel"], changes["instruction"]) == ("differs", "manual", ("cannot-confirm", "manual"), ("none", "manual"))
    (call,) = [each.call for each in calling.board(yard.desk.lane).calls if each.call.sort == "rejudged"]
    assert (call.about, what(call, "en"), what(call, "zh")) == (name, "Manual inspection · judged otherwise now", "人工查验 · 复判结果不同")
    (event,) = yard.desk.station.journal.events(subject=name, kinds=("release.rejudged",))
    assert (event.body["differs"], event.body["after"]) == (True, "manual")
    assert {"release.rejudged", "alarm.raised", "release.suspended"} <= {kind for _, _, kind in told["events"]}
    yard.delta(instruction=[])
    yard.line(scan="?")
    assert yard.kinds(name).count("release.rejudged") == 1


def test_a_clean_emergency_release_is_judged_again_in_silence(yard):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    name = waited(yard)["passage"]["id"]
    yard.act("release")
    yard.load(rows())
    told = yard.line(scan="?")
    (event,) = yard.desk.station.journal.events(subject=name, kinds=("release.rejudged",))
    assert (event.body["differs"], event.body["after"]) == (False, "release")
    assert "alarm.raised" not in [kind for _, _, kind in told["events"]]
