"""A help button is a call with its device, once while it is open; a monitor's dose rate stops the truck, or the lane where none stands, and fills the form."""

import pytest

from tests.yard import BOX, NOW, PLATE, clean
from workstation.calls import call as calls
from workstation.desk import signals
from workstation.desk.acts.inspecting import going

POLE = {"link": "pole", "source": "serial"}


def open_now(yard):
    return calls.open_calls(yard.desk.station.journal, yard.clock.at)


def kinds(told):
    return [kind for _, _, kind in told["events"]]


def test_help_is_one_call_of_the_truck_in_front_until_somebody_answered(yard):
    yard.lines(*clean())
    assert kinds(yard.line(help="HELP", **POLE)) == ["call.opened"]
    assert yard.desk.card().tick == "call"
    (call,) = open_now(yard)
    assert (call.sort, call.about, call.ref, call.words) == ("driver", yard.desk.front, "pole HELP", "help-button")
    assert (call.at >= NOW, call.number.split("-")[0]) == (True, "03")
    again = yard.line(help="OTHER", **POLE)
    assert (kinds(again), again["call"]["number"]) == ([], call.number)
    assert kinds(yard.line(help="HELP", sort="enterprise", **POLE)) == ["call.opened"], "another sort is another call"
    yard.act("call-answer", call=call.number, words="helped", scan=PLATE)
    assert kinds(yard.line(help="HELP", **POLE)) == ["call.opened"]
    yard.lines({"act": "release"}, {"act": "next"})
    yard.line(help="", **POLE)
    assert {each.about for each in open_now(yard) if each.ref == "pole"} == {"03"}, "nobody stands there: the lane"


@pytest.mark.parametrize(("line", "key"), [
    ({"act": "call-open", "sort": "alarm", "words": "x" * 2001}, "line-field-long"),
    ({"help": "HELP", "sort": "hold"}, "line-field"), ({"help": 7}, "line-field"), ({"help": "HELP", "colour": "red"}, "line-field-unknown"),
    ({"dose": "much"}, "dose-wrong"), ({"dose": "-1"}, "dose-wrong"), ({"dose": "1e9"}, "dose-wrong"), ({"dose": "1", "alarm": "yes"}, "line-field"),
])  # fmt: skip
def test_what_is_no_signal_is_refused_and_nothing_is_written(yard, line, key):
    before = yard.desk.station.journal.head().seq
    assert yard.refused(line=line) == key
    assert yard.desk.station.journal.head().seq == before


@pytest.mark.parametrize(("line", "stopped"), [({"dose": "1.0"}, False), ({"dose": "0.12", "alarm": False}, False), ({"dose": "1.01"}, True), ({"dose": "999999999.9"}, True), ({"dose": "12.3456789"}, True), ({"dose": "0.5", "alarm": True}, True)])
def test_a_dose_rate_stops_the_truck_in_front(yard, line, stopped):
    yard.lines(*clean())
    told = yard.line(**line, **POLE)
    assert kinds(told)[:2] == (["dose.read", "hold.placed"] if stopped else [])
    assert {call.tree for call in open_now(yard)} == ({"radiation"} if stopped else set())
    if stopped:
        assert yard.desk.card().held[0].values == {"what": "stop.radiation", "rate": f"{line['dose']} uSv/h"}, "the monitor stopped it, no officer"
        assert yard.refused(act="release") == "stop-not-closed"
        many = len(open_now(yard))
        assert kinds(yard.line(**{**line, "dose": "1000000000"}, **POLE)) == ["dose.read"], "a higher value is written, the alarm is one"
        assert len(open_now(yard)) == many


def test_without_a_truck_the_lane_stands_still(yard):
    told = yard.line(dose="3.2", **POLE)
    assert kinds(told) == ["dose.read"] + ["call.opened"] * 5
    assert [alarm["key"] for alarm in told["alarms"]] == ["stop-now"]
    assert {call.about for call in open_now(yard)} == {"03"}
    assert kinds(yard.line(dose="4.2", **POLE)) == ["dose.read"]
    assert "hold.placed" in kinds(yard.lines(*clean()[:1])), "whatever comes waits"


def test_a_monitor_fills_the_field_of_the_open_inspection_with_its_highest_value(yard):
    yard.lines(*clean())
    yard.act("inspect", form="appearance", reason="random")
    for value, written in (("0.15", True), ("0.12", False), ("0.31", True), ("0.31", False)):
        assert (kinds(yard.line(dose=value, **POLE)) == ["inspection.field-set"]) is written, value
    assert going(yard.desk.lane)[1].fields[signals.FIELD] == "0.31"
    yard.act("set", field=signals.FIELD, value="0.2")
    assert going(yard.desk.lane)[1].fields[signals.FIELD] == "0.2", "typed still"
    told = yard.line(dose="2.4", **POLE)
    assert kinds(told)[:3] == ["dose.read", "inspection.field-set", "hold.placed"]
    assert kinds(told).count("hold.placed") == 1
    yard.open("O2")
    yard.lines({"scan": BOX})
    assert kinds(yard.line(dose="2.9", **POLE)) == ["dose.read"], "another officer's form is his"
