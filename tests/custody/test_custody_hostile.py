"""Every impossibility through the command line: planted beside an innocent twin that differs in one thing; each names two events that are there."""

import json
from contextlib import closing
from dataclasses import replace

import pytest

from tests import yard as yards
from tests.custody.journeys import HOUR, MINUTE, Book, Stop, station_of, visit
from tests.custody.test_custody_line import elsewhere
from ui import command
from workstation.codes import made
from workstation.custody import checks, distances
from workstation.risk import RISKS, rulebook

BOXES = [made.make_container("TST", serial) for serial in range(30)]
PLATES = [f"琼D0000{number}" for number in range(10)]

RISK = {value: rule.risk for rule in rulebook().rules for each in rule.when if each.fact == "custody.impossible" for value in each.values}

def test_every_impossibility_and_every_gap_has_its_kind_of_risk_also_by_a_table_from_before():
    own = distances.ours()
    assert {what: own.risk(what) for what in RISK} == RISK
    assert {own.risk(what) for what in distances.WHAT} <= set(RISKS)
    assert {*checks.GAPS} | {*RISK} == {*distances.WHAT}
    before = replace(own, own={name: told for name, told in own.own.items() if name != "risks"})
    assert [before.risk(what) for what in distances.WHAT] == [own.risk(what) for what in distances.WHAT]


def stop(number, ago, **changed):
    usual = {"port": "CNYPG", "at": yards.NOW - ago * MINUTE, "box": BOXES[number], "reads": ((f"TS{number:05}", "sealed"),), "plate": PLATES[number % 10]}
    return Stop(**(usual | changed))


def put(number, seal, container=None):
    return (("seal.applied", {"seal": seal, "container": container or BOXES[number], "sort": "customs"}),)


def off(number, seal):
    return (("seal.removed", {"seal": seal, "container": BOXES[number], "reason": "x"}),)


def swap(number, seal, new):
    return (("seal.replaced", {"seal": seal, "new": new, "container": BOXES[number], "reason": "x"}),)


AWAY = ("officer.signed-out", {})
# What is planted: the journey, then what must be found of the box; '' finds nothing. Two lines belong together: the second differs in what makes it innocent.
PLANTED = [
    ([stop(0, 60, minutes=6), stop(0, 30, port="CNHXG", lane="07")], "too-fast"),
    ([stop(1, 300, minutes=6), stop(1, 30, port="CNHXG", lane="07")], ""),
    ([stop(2, 400, kg=12000), stop(2, 30, port="CNHXG", lane="07", kg=16200)], "weight-gained"),
    ([stop(3, 400, kg=12000, acts=swap(3, "TS00003", "TS10003")), stop(3, 30, port="CNHXG", lane="07", kg=12100, reads=(("TS10003", "sealed"),))], ""),
    ([stop(4, 90, minutes=60), stop(4, 80, lane="02")], "two-places"),
    ([stop(5, 90, minutes=12), stop(5, 75, lane="02")], ""),
    ([stop(6, 400, acts=off(6, "TS00006"), officer="O9")], "off-duty"),
    ([stop(7, 400, acts=off(7, "TS00007"), officer="O8")], ""),
    ([stop(8, 900, reads=(), acts=put(8, "TW-00001")), stop(9, 400, reads=(), acts=put(9, "tw 00001"))], "seal-twice"),
    ([stop(10, 900, reads=(), acts=put(10, "LK0000012345")), stop(11, 400, reads=(), acts=put(11, "LK0000012345"))], ""),
    ([stop(12, 900), stop(12, 400, port="CNSYA", reads=(("TS00012", "tampered"),))], "opened-unseen"),
    ([stop(13, 900, acts=off(13, "TS00013")), stop(13, 400, port="CNSYA", reads=(("TS00013", "open"),))], ""),
    ([stop(14, 400, kg=12000), stop(14, 30, port="CNHXG", lane="07", kg=12350)], ""),
    ([stop(15, 900, acts=off(15, "TS00015")), stop(15, 400, port="CNSYA", reads=(("TS00015", "sealed"),))], "seal-twice"),
]  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    made_yard = yards.Yard(tmp_path_factory.mktemp("hostile") / "station", yards.rows())
    book = Book()
    for officer in ("O8", "O9"):
        book.write(station_of(stop(6, 0)), yards.NOW - 12 * HOUR, "officer.signed-in", officer, {"role": "officer", "lane": "01"}, officer)
    for each in sorted((each for journey, _ in PLANTED for each in journey), key=lambda each: each.at):
        if each.officer == "O9":
            book.write(station_of(each), each.at - HOUR, *AWAY[:1], "O9", AWAY[1], "O9")
            book.write(station_of(each), each.at - HOUR, "officer.signed-in", "O8", {"role": "officer", "lane": "01"}, "O8")
        if each.officer == "O8":
            book.write(station_of(each), each.at - HOUR, "officer.signed-in", "O8", {"role": "officer", "lane": "01"}, "O8")
        visit(book, each)
    elsewhere(made_yard, book.events)
    made_yard.close()
    return made_yard, {(event.station, event.seq): event for event in book.events}


@pytest.fixture
def custody(planted, monkeypatch, capsys):
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T09:00:00Z")
    for name, secret in yards.secrets().items():
        monkeypatch.setenv(name, secret)

    def call(*words):
        code = command.main(["custody", *words, "--data", str(planted[0].folder), "--officer", "S1", "--json"])
        out, err = capsys.readouterr()
        assert code == 0, err
        return json.loads(out)

    return call


@pytest.mark.parametrize(("journey", "what"), PLANTED, ids=[f"{number}-{what or 'innocent'}" for number, (_, what) in enumerate(PLANTED)])
def test_what_cannot_be_names_two_events_and_its_innocent_twin_raises_nothing(custody, planted, journey, what):
    told = custody(journey[-1].box)
    assert {clash["what"] for clash in told["impossible"]} == ({what} if what else set())
    # Each is tagged with the risk that the rule on it names.
    assert {(clash["what"], clash["risk"]) for clash in told["impossible"]} == {(each, RISK[each]) for each in ([what] if what else [])}
    for clash in told["impossible"]:
        first, second = (planted[1][tuple(clash[name])] for name in ("first", "second"))
        assert first != second
        # In two places at once: still seen here after it was seen there.
        assert (first.stamp < second.stamp) == (what != "two-places")
        for event in (first, second):
            assert "-".join(event.station.split("-")[:2]) in clash["words"]


def test_the_same_clash_is_found_from_the_seal_and_from_both_boxes(custody):
    pairs = [[(clash["what"], tuple(clash["first"]), tuple(clash["second"])) for clash in custody(text)["impossible"]] for text in ("TW00001", BOXES[8], BOXES[9])]
    assert pairs[0] == pairs[1] == pairs[2] != []


def test_a_unit_is_found_by_its_label_and_by_its_number(planted, custody):
    sscc, stray = made.make_gs1("10614141123456789"), made.make_gs1("10614141123456780")
    with closing(planted[0]) as yard:
        yard.open("O1")
        yard.lines({"scan": yards.PLATE}, {"scan": f"(00){sscc}(37)12"})
        yard.act("next")
    for text in (sscc, f"(00){sscc}", f"]C100{sscc}", f"(00){sscc}(37)7"):
        told = custody(text)
        assert (told["kind"], told["value"], [step["value"] for step in told["steps"] if step["what"] == "code.scanned" and step["value"] == sscc]) == ("sscc", sscc, [sscc])
    assert custody(f"(00){stray}")["steps"] == []
