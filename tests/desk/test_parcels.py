"""The parcel line: a scan is a parcel, judged at once; what is stopped stays stopped until an officer settles it; a parcel a second skips none."""

import random

import pytest

from tests.yard import DRIVER, USCC, instruction, rows, secret
from workstation.codes import made
from workstation.journal import Event
from workstation.passage.parcels import PARCELS

LEDGER = made.make_ledger("6400", 2026, 1)


def parcel(number="SF1000000001", **changed):
    return {"number": number, "inventory": f"INV{number[-6:]}", "uscc": USCC, "person": "P00000001", "state": "released", "goods": "化妆品", "value": "320.00"} | changed


@pytest.fixture
def line(yard):
    return lambda *parcels, **tables: yard(rows(parcel=list(parcels) or [parcel()], **tables), profile="parcel")


CASES = [
    ({}, {}, "release", "parcel.match"),
    ({"state": "declared"}, {}, "hold", "parcel.not-released"),
    ({"state": "held"}, {}, "hold", "parcel.not-released"),
    ({"state": "returned"}, {}, "hold", "parcel.not-released"),
    ({"bonded": True}, {}, "hold", "parcel.bonded"),
    ({"bonded": False}, {}, "release", "parcel.match"),
    ({}, {"instruction": [instruction("manual", "enterprise", USCC)]}, "manual", "instruction.manual"),
    ({}, {"instruction": [instruction("hold", "person", "P00000001")]}, "hold", "instruction.hold"),
    ({"person": None}, {"instruction": [instruction("hold", "person", "P00000001")]}, "release", "parcel.match"),
    ({}, {"credit": [{"uscc": USCC, "scale": "national", "class": "dishonest", "valid_from": "2026-01-01"}]}, "manual", "credit.dishonest"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "tables", "channel", "reason"), CASES)
def test_a_parcel_passes_or_is_stopped_with_its_reason(line, changed, tables, channel, reason):
    yard = line({name: value for name, value in parcel(**changed).items() if value is not None}, **tables)
    told = yard.line(scan="SF1000000001")
    assert (told["parcel"]["channel"], told["parcel"]["reasons"][0]) == (channel, reason)
    # What an instruction stops is somebody's call; the rest is sorted out on the line.
    assert [kind for *_, kind in told["events"]] == ["parcel.judged", *(["call.opened"] if reason.startswith("instruction") else [])]
    card = yard.desk.card()
    assert (card.state, card.channel, card.plate, card.rows[0].mark) == ("parcel", channel, "SF1000000001", "ok" if channel == "release" else "bad")
    assert [(act.name, act.key, act.enabled, act.recommended) for act in card.acts] == [("parcel", "F8", channel != "release", channel != "release")]


@pytest.mark.parametrize(("state", "reason"), [("open", "ledger.untold"), ("suspended", "parcel.bonded"), ("closed", "parcel.bonded")])
def test_the_inventory_number_finds_the_parcel_and_a_bonded_one_of_which_nothing_is_written_off_stays(line, state, reason):
    yard = line(parcel(bonded=True, ledger=LEDGER), ledger=[{"number": LEDGER, "uscc": USCC, "state": state}])
    told = yard.line(scan="INV000001")["parcel"]
    assert (told["number"], told["channel"], told["reasons"]) == ("SF1000000001", "hold", [reason])
    wish = {"act": "parcel", "number": "SF1000000001", "outcome": "passed", "reason": "查验正常", "officer": "O2", "secret": secret("O2")}
    assert state != "open" or yard.refused(**wish) == "account-untold"


def test_a_number_of_several_parcels_is_none_of_them_and_one_label_twice_is_said(line):
    yard = line(parcel(inventory="INV7777", order="OR1111"), parcel("SF1000000002", inventory="INV7777", order="OR2222"))
    for text, number, channel, reason in (("INV7777", "INV7777", "hold", "parcel.several"), ("OR2222", "SF1000000002", "release", "parcel.match")):
        told = yard.line(scan=text)
        assert (told["parcel"]["number"], told["parcel"]["channel"], told["parcel"]["reasons"]) == (number, channel, [reason])
    assert [row.value for row in yard.desk.card().rows if row.mark == "bad"] == ["INV7777"]
    assert [each["key"] for each in yard.line(scan="SF1000000002")["alarms"]] == ["parcel-again"]
    yard.act("parcel", number="INV7777", outcome="returned", reason="waybill read instead")


def test_a_parcel_read_again_at_once_shows_its_own_verdict_whatever_was_read_in_between(line):
    yard = line(parcel(state="declared"), parcel("SF1000000002"))
    read = [yard.line(scan=number) for number in ("SF1000000001", "SF1000000002", "SF1000000001")]
    assert [(each["parcel"]["number"], each["parcel"]["channel"], bool(each["events"])) for each in read] == [
        ("SF1000000001", "hold", True), ("SF1000000002", "release", True), ("SF1000000001", "hold", False),
    ]  # fmt: skip
    assert [each["key"] for each in read[2]["alarms"]] == ["parcel.seen"]
    for text, number, channel in (("INV000002", "SF1000000002", "release"), ("INV000001", "SF1000000001", "hold")):
        told, card = yard.line(scan=text), yard.desk.card()
        assert (told["parcel"]["number"], told["events"], card.plate, card.channel, card.tick) == (number, [], number, channel, "repeat")
    yard.act("parcel", number="SF1000000001", outcome="returned", reason="退运")
    yard.line(scan="SF1000000002")
    assert (yard.line(scan="SF1000000001")["events"], yard.desk.card().channel) == ([], "returned")
    yard.delta(instruction=[instruction("hold", "enterprise", USCC)])
    told = yard.line(scan="SF1000000002")
    assert (told["parcel"]["channel"], bool(told["events"])) == ("hold", True), "new word is no repeat"


def test_nobody_is_looked_up_and_no_person_is_written(line):
    yard = line(instruction=[instruction("hold", "person", "P00000001")])
    yard.line(scan="SF1000000001")
    events = list(yard.desk.station.journal.events())
    assert not [event for event in events if event.kind.startswith("person.")]
    assert "P00000001" not in str([event.body for event in events if event.kind == "parcel.judged"])
    assert yard.refused(line={"scan": DRIVER}) == "parcel-person"


PERMITS = {"12345678": "tw-permit", "C12345678": "two-way-permit", "H1234567890": "hkmo-permit", DRIVER: "resident-id"}
"""Numbers that may be a Taiwan permit, a two-way permit, a Hong Kong permit, a resident ID."""


@pytest.mark.parametrize("number", PERMITS)
def test_a_number_like_a_document_is_a_parcel_where_the_port_told_it_and_nothing_is_written_of_it_elsewhere(line, number):
    document = [{"kind": PERMITS[number], "number": number, "person": "P00000001"}]
    yard = line(parcel(number), parcel("SF1000000002", inventory="INV9"), person=[{"id": "P00000001", "name": "张三"}], document=document)
    told = yard.line(scan=number.lower())
    assert (told["parcel"]["number"], told["parcel"]["channel"]) == (number, "release")
    yard.load(rows(parcel=[parcel("SF1000000002", inventory="INV9")], person=[{"id": "P00000001", "name": "张三"}], document=document))
    yard.clock.wait(0.01)
    assert yard.refused(line={"scan": number}) == "parcel-person"
    shown = yard.desk.card()
    assert (shown.plate, shown.channel, [said.key for said in shown.reasons]) == ("", "stray", ["parcel-person"]), "nobody takes the green of the parcel before for this one"
    assert yard.refused(line={"scan": number, "source": "typed"}) == "parcel-person"
    assert yard.desk.station.journal.read("SELECT count(*) FROM parcel") == [(1,)]
    assert not [each for each in yard.desk.station.journal.events() if each.kind.startswith("person.") or "P00000001" in str(each.body)]


def test_a_registered_number_without_a_form_of_its_own_is_a_document_and_no_parcel(line):
    numbers = {"passport": ("1234567", "EJ7654321"), "personal": ("P46-0001", "460001")}
    known = [{"kind": kind, "number": number, "person": "P00000001"} for kind, several in numbers.items() for number in several]
    yard = line(parcel(), parcel("7654321"), document=[*known, {"kind": "passport", "number": "7654321", "person": "P00000001"}])
    for number in (*numbers["passport"], *numbers["personal"], "ej 7654321"):
        assert yard.refused(line={"scan": number}) == "parcel-person"
    # What the port told as a parcel is one.
    assert yard.line(scan="7654321")["parcel"]["channel"] == "release"


LABEL = "CNHXG"


def test_a_number_nobody_told_is_stopped_and_a_text_that_is_none_is_a_stray(line):
    yard = line()
    told = yard.line(scan="YT7654321098765")
    assert (told["parcel"]["channel"], told["parcel"]["reasons"], told["parcel"]["known"]) == ("hold", ["parcel.unknown"], False)
    # Each stands in the journal once a day, by its pseudonym unless it has a shape of its own; it is no call.
    for day in range(2):
        for text in ("张三", "hello", "\x00\x01", "A" * 5000, LABEL):
            before = yard.desk.station.journal.head().seq
            for _ in range(3):
                assert yard.line(scan=text)["alarms"][0]["key"] == "parcel-stray"
            (event,) = [each for each in yard.desk.station.journal.events(subject="") if each.seq > before]
            assert (event.kind, event.body["source"]) == ("code.scanned", "serial")
            assert (event.body["sort"], event.body["value"]) == ("locode", LABEL) if text == LABEL else event.body["value"].startswith("p:")
        yard.clock.wait(24 - day)
    assert [step.what for step in yard.desk.custody(LABEL).steps] == ["code.scanned"] * 2, "the chain of what the label names tells of it"
    assert not [*yard.desk.station.journal.events(kinds=("call.opened",))]
    assert yard.refused(line={"weight": "12"}) == "parcel-line"


def test_old_data_neither_pass_nor_prove_a_parcel_unknown(line):
    yard = line()
    yard.clock.wait(30)
    assert yard.line(scan="SF1000000001")["parcel"]["channel"] == "cannot-confirm"
    assert yard.line(scan="YT7654321098765")["parcel"]["channel"] == "cannot-confirm"


def test_what_was_stopped_is_settled_with_a_second_officer_and_stopped_again_only_for_something_new(line):
    yard = line(parcel(state="declared"))
    yard.line(scan="SF1000000001")
    wish = {"act": "parcel", "number": "SF1000000001", "outcome": "passed", "reason": "查验正常"}
    assert yard.refused(**wish) == "parcel-needs-second"
    assert yard.refused(**wish, officer="O1", secret=secret("O1")) == "second-officer-same"
    assert yard.refused(**wish, officer="O2", secret="wrong, and long enough") == "secret-wrong"
    assert yard.refused(**(wish | {"outcome": "lost"})) == "parcel-outcome"
    yard.act("parcel", **{name: value for name, value in wish.items() if name != "act"}, officer="O2", secret=secret("O2"))
    assert yard.refused(**wish, officer="O2", secret=secret("O2")) == "parcel-not-stopped"
    yard.clock.wait(0.01)
    told = yard.line(scan="SF1000000001")
    assert (told["parcel"]["channel"], told["parcel"]["reasons"], told["alarms"][0]["key"]) == ("release", ["parcel.settled"], "parcel.seen")
    yard.delta(instruction=[instruction("hold", "enterprise", USCC)])
    yard.clock.wait(0.01)
    assert yard.line(scan="SF1000000001")["parcel"]["channel"] == "hold"
    yard.act("parcel", number="SF1000000001", outcome="handed-over", reason="移交缉私")
    assert yard.desk.station.journal.read("SELECT outcome FROM parcel") == [("handed-over",)]


def test_ten_minutes_of_a_parcel_a_second_skip_none_and_count_a_repeat_once(line):
    numbers = [f"SF{1000000000 + place}" for place in range(600)]
    yard = line(*(parcel(number, state="declared" if place % 97 == 5 else "released") for place, number in enumerate(numbers)))
    stopped = 0
    for place, number in enumerate(numbers):
        yard.clock.at += 1000
        told = yard.line(scan=number)
        assert told["parcel"]["number"] == number
        stopped += told["parcel"]["channel"] == "hold"
        if place % 50 == 0:
            assert yard.line(scan=number)["events"] == []
    ((judged, held),) = yard.desk.station.journal.read("SELECT count(*), sum(channel = 'hold') FROM parcel")
    assert (judged, held) == (600, stopped)
    assert stopped == len([place for place in range(600) if place % 97 == 5])


def test_however_many_are_stopped_the_last_that_went_on_have_their_lines_beside_the_count(line):
    numbers = [f"SF10000000{place:02d}" for place in range(1, 15)]
    yard = line(*(parcel(number, state="declared" if place < 10 else "released") for place, number in enumerate(numbers)))
    for number in numbers:
        yard.line(scan=number)
        yard.clock.wait(0.0005)
    card = yard.desk.card()
    assert [(row.mark, row.value) for row in card.rows] == [("bad", numbers[place]) for place in (9, 8, 7)] + [("ok", numbers[place]) for place in (13, 12, 11, 10)]
    assert ("label.stopped", "10", ()) in card.about.lines


def test_the_view_is_the_same_in_any_order_and_doubled(line):
    yard = line(parcel(state="declared"))
    yard.line(scan="SF1000000001")
    yard.act("parcel", number="SF1000000001", outcome="returned", reason="退运")
    yard.clock.wait(1)
    yard.line(scan="SF1000000001")
    events = [event for event in yard.desk.station.journal.events() if event.kind in PARCELS.kinds]
    import sqlite3

    seen = set()
    for seed in range(6):
        db = sqlite3.connect(":memory:")
        db.executescript(PARCELS.schema)
        mixed = [*events, *events]
        random.Random(seed).shuffle(mixed)
        for event in mixed:
            assert isinstance(event, Event)
            PARCELS.fold(db, event)
        seen.add(tuple(db.execute("SELECT * FROM parcel").fetchall()))
        db.close()
    assert len(seen) == 1
