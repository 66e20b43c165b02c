"""What opens a call by itself besides the truck in front: parcels, locks without a truck, ledgers, overdue batches; a stray that finds its truck; lists beyond their end."""

from dataclasses import replace

import pytest

from tests.yard import HOUR, LIST, PAPERS, USCC, USCC2, Yard, clean, consignment, instruction, rows
from workstation import settings
from workstation.calls import call as calls
from workstation.calls.rules import rules
from workstation.calls.shown import what
from workstation.codes import made
from workstation.desk import calling
from workstation.journal import Draft

LEDGER = made.make_ledger("6400", 2026, 1)
LATE, LATE2, SOON, DONE = (made.make_release_list("6401", 2026, serial) for serial in (11, 12, 13, 14))


@pytest.fixture
def yard(tmp_path):
    made_ = []

    def build(**changed):
        made_.append(Yard(tmp_path / "station", rows(**changed)))
        return made_[-1]

    yield build
    for each in made_:
        each.close()


def going(yard, *sorts):
    return [call for call in calls.open_calls(yard.desk.station.journal, yard.clock.at) if call.sort in sorts]


def belt(yard, *parcels, **tables):
    told = {"uscc": USCC, "state": "released", "goods": "化妆品", "value": "320.00"}
    one = yard(parcel=[{**told, "inventory": f"I{each['number']}", **each} for each in parcels], **tables)
    one.close()
    settings.write(one.folder, replace(settings.read(one.folder), profile="parcel"))
    one.open("N1")
    return one


def opened(one, scan):
    return [kind for *_, kind in one.lines({"scan": scan})["events"] if kind.startswith("call.")]


def test_a_stopped_parcel_is_a_call_for_an_instruction_or_a_danger_not_for_an_unknown_label(yard):
    many = [f"SF200000000{place}" for place in range(4)]
    one = belt(yard, {"number": "SF1"}, *({"number": each, "uscc": USCC2} for each in many), {"number": "SF9", "person": "P1"}, instruction=[
        instruction("hold", "enterprise", USCC2), instruction("manual", "person", "P1", 2),
    ])  # fmt: skip
    assert [opened(one, label) for label in ("YT7654321098765", "SF1", *many, "SF9")] == [[], [], ["call.opened"], *[["call.joined"]] * 3, ["call.opened"]]
    call, other = going(one, "parcel")
    assert (call.about, call.ref, call.items) == ("03", instruction()["number"], tuple(many))
    assert other.items == ("SF9",)
    one.clock.wait(1)
    assert opened(one, many[1]) == [], "read again it is listed already"
    assert one.refused(act="call-answer", call=other.number, event=str(one.desk.station.journal.head().seq), words="another parcel") == "call-proof-kind"
    assert one.refused(act="call-answer", call=other.number, scan="SF1", words="another parcel") == "call-scan-other"
    one.act("call-answer", call=other.number, scan="SF9", words="seen")
    assert one.refused(act="call-close", call=other.number, code="resolved") == "call-items-stand"
    settle = {"act": "parcel", "outcome": "handed-over", "reason": "to the owner of the instruction"}
    for number in many[:-1]:
        one.lines({**settle, "number": number})
        assert not going(one, "parcel")[0].stands("answered")
    (shown,) = [each for each in calling.board(one.desk.lane).calls if each.call.id == call.id]
    assert (shown.standing, what(shown.call, "en")) == (tuple(many[-1:]), f"{call.ref} · parcels (4): {many[3]}, {many[2]}, {many[1]} …")
    one.delta(instruction=[instruction("hold", "enterprise", USCC2, state="lifted")])
    one.clock.wait(0.01)
    told = one.lines({"scan": many[-1]})
    assert (told["parcel"]["channel"], [kind for *_, kind in told["events"]]) == ("release", ["parcel.judged", "call.answered"])
    (answer,) = next(each for each in going(one, "parcel") if each.id == call.id).stands("answered")
    assert answer.body["automatic"] is True
    one.act("call-close", call=call.number, code="resolved")
    one.delta(instruction=[instruction("hold", "enterprise", USCC2)])
    one.clock.wait(1)
    assert opened(one, many[-1]) == ["call.opened"], "what comes after the answer is a call of its own"


@pytest.mark.parametrize(("status", "opens"), [("open", True), ("tampered", True), ("sealed", False), ("unknown", False)])
def test_a_lock_that_says_it_is_open_where_no_truck_stands_is_a_call_once(yard, status, opens):
    one = yard()
    for _ in range(2):
        one.lines({"seal": "LK0000000001", "status": status, "source": "lock"})
        one.clock.wait(0.01)
    assert [(call.about, call.ref) for call in going(one, "lock")] == ([("LK0000000001", status)] if opens else [])


def test_an_open_lock_of_the_truck_in_front_is_the_trucks_own_matter(yard):
    one = yard()
    one.lines(*clean()[:3], {"seal": "ML12345678", "status": "open", "source": "lock"})
    assert going(one, "lock") == []


@pytest.mark.parametrize(("left", "opens"), [("100", True), ("6000", False)])
def test_a_ledger_that_cannot_give_what_the_load_takes_is_a_call(yard, left, opens):
    ledger = {
        "ledger": [{"number": LEDGER, "uscc": USCC, "state": "open"}],
        "ledger_line": [{"ledger": LEDGER, "no": 1, "name": "咖啡豆", "commodity": "0901210000", "unit": "千克", "in": left}],
        "line": [{"declaration": PAPERS, "no": 1, "commodity": "0901210000", "name": "咖啡豆", "quantity": "5000", "unit": "千克", "ledger_line": 1}],
    }
    one = yard(consignment=[consignment(ledger=LEDGER)], **ledger)
    one.lines(*clean())
    assert [(call.about, call.ref, "5000" in call.words and left in call.words) for call in going(one, "account")] == ([(one.desk.front, LEDGER, True)] if opens else [])


def test_late_declarations_of_batches_are_one_call_of_the_enterprise_also_after_it_was_closed(yard):
    batch = {"uscc": USCC, "category": "zero-tariff", "state": "used", "gross_kg": "100", "valid_from": "2026-09-01", "valid_to": "2026-12-31"}
    late = {**batch, "left_on": "2026-09-10", "consolidated": "open"}
    one = yard(release_list=[
        {**late, "number": LATE}, {**late, "number": LATE2}, {**late, "number": SOON, "left_on": "2026-11-10"}, {**late, "number": DONE, "consolidated": "declared"},
        {**batch, "number": LIST},
    ])  # fmt: skip
    one.lines(clean()[0])
    (call,) = going(one, "batch")
    assert (call.about, call.ref, call.words) == (USCC, "2026-10-25", f"{LATE}, {LATE2}")
    one.open("N1")
    one.act("call-answer", call=call.number, words="telephoned", telephone="enterprise", whom="front desk")
    one.act("call-close", call=call.number, code="told")
    one.load(rows(release_list=[{**late, "number": LATE}]))
    one.lines(clean()[1])
    assert going(one, "batch") == [], "the same is not said again with every pack"
    one.clock.wait(24 * 36)
    one.load(rows(release_list=[{**late, "number": SOON, "left_on": "2026-11-10"}]))
    one.lines(clean()[2])
    assert [each.ref for each in going(one, "batch")] == ["2026-12-25"]


def test_a_stray_that_is_settled_is_the_answer_to_its_call(yard):
    one = yard()
    told = one.lines(clean()[0], {"scan": "AB1234567"})
    assert [kind for *_, kind in told["events"]] == ["code.scanned", "call.opened"]
    kind, value = one.desk.lane.last.choices[0]
    one.lines({"act": "choose", "kind": kind, "value": value})
    (call,) = going(one, "stray")
    (answer,) = call.stands("answered")
    station, _, seq = answer.body["ref"].rpartition("/")
    (proof,) = [event for event in one.desk.station.journal.events(after=call_seq(call)) if (event.station, event.seq) == (station, int(seq))]
    assert (proof.kind, proof.subject, call.state) == ("code.scanned", one.desk.front, "answered")


def call_seq(call):
    return int(call.id.rpartition("/")[2])


def test_what_is_urgent_is_shown_however_many_wait_and_the_counts_are_true(yard):
    """The list ends at its limit; the oldest are not what people must see first."""
    one = yard()
    journal, now = one.desk.station.journal, one.clock()
    first = journal.head().seq + 1
    levels = [{"to": "officer", "by": now + HOUR * 900}]
    many = [
        Draft("call.opened", f"{journal.station}/{first + place}", {"sort": "stray", "about": "03", "ref": str(place), "urgency": 4, "levels": levels}) for place in range(calls.MOST + 20)
    ]
    journal.append([*many, Draft("call.answered", many[3].subject, {"proof": "words"})], "O1")
    one.clock.wait(1)
    one.lines(*clean(), {"act": "hold", "reason": "wet"}, {"act": "stop", "stop": "drugs"})
    board = calling.board(one.desk.lane)
    tree = len(rules().tree("drugs"))
    assert (len(board.calls), board.waiting, board.answered) == (calls.MOST, calls.MOST + 19 + tree + 1, 1)
    assert [each.call.sort for each in board.calls[: tree + 2]] == ["stop"] * tree + ["hold", "stray"]
    assert calls.oldest(journal)[0].id == many[0].subject
    assert calls.oldest(journal)[1] == board.waiting
    before = journal.head().seq
    one.lines({"act": "next"}, {"scan": "6901234567892"}, {"scan": "6901234567892"})
    assert [event.kind for event in journal.events(after=before)].count("call.opened") == 1, "once, also behind five hundred others"
    ordered = [each.call for each in board.calls]
    assert ordered == sorted(ordered, key=lambda call: (call.answered_at is not None, not call.stop, call.late(board.now) == 0, call.urgency, call.due, call.place, call.id))
    assert replace(board, calls=()) == calling.Board(board.now, (), board.waiting, board.answered)
