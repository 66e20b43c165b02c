"""The table of proofs, both ways: for every sort of call and every kind of event, what proves its answer and what does not, of this thing and of another, before and after."""

import pytest

from tests.yard import BOX, BOX2, PHOTO, Yard, rows
from workstation.calls import call as calls
from workstation.calls import faults
from workstation.calls.rules import GONE, MINUTE, PROOFS, STOP, read, rules
from workstation.desk import proofs
from workstation.journal import Draft, kinds
from workstation.risk import tables
from workstation.words import Refused, catalogue

FILL = {"text": "x", "int": 1, "decimal": "1", "map": {}, "maps": [], "texts": [], "bool": True}
DEEP = {"released", "slip.recovered", "event.told", "pack.approved", "call.opened", "duty.told"}
"""Kinds whose bodies are more than fields: their views look into them."""
NOTHING = {"verdict.given", "passage.opened", "passage.resumed", "slip.reserved", "slip.printed", "slip.confirmed", "person.shown", "alarm.raised", "alarm.acknowledged", "command.given",
           "call.taken", "call.answered", "rules.kept", "officer.signed-in", "parcel.judged", "release.rejudged"}  # fmt: skip
"""What nobody did about anything."""


def event(kind, about):
    return Draft(kind, about, {name: "goods" if name == "profile" else FILL[sort] for name, sort in kinds.table()[kind].items() if not sort.endswith("?")})


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """(the yard, sort -> its call about a container, (kind, container, before or after) -> the event)."""
    yard = Yard(tmp_path_factory.mktemp("table") / "station", rows())
    journal, several = yard.desk.station.journal, sorted(set(kinds.table()) - DEEP)
    levels = [{"to": "officer", "by": yard.clock.at + MINUTE}]
    found = {}

    def write(when):
        for each in journal.append([event(kind, about) for about in (BOX, BOX2) for kind in several], "O1"):
            found[each.kind, each.subject, when] = str(each.seq)

    write("before")
    head = journal.head().seq
    journal.append([Draft("call.opened", f"{journal.station}/{head + place}", {"sort": sort, "about": BOX, "urgency": 1, "levels": levels}) for place, sort in enumerate(rules().sorts, 1)], "O1")
    write("after")
    yield yard, {sort: calls.find(journal, str(head + place), journal.station) for place, sort in enumerate(rules().sorts, 1)}, found
    yard.close()


def key(yard, call, seq):
    try:
        proofs.event(yard.desk.lane, call, rules().find(call.sort), seq)
    except Refused as refusal:
        return refusal.key
    return ""


@pytest.mark.parametrize("sort", rules().sorts)
def test_every_kind_of_event_proves_what_the_table_says_and_nothing_else(told, sort):
    yard, several, found = told
    listed = rules().find(sort).events
    assert listed, "every sort has events that prove it"
    assert set(listed).isdisjoint(NOTHING)
    for (kind, about, when), seq in found.items():
        wanted = "call-proof-before" if when == "before" else "call-proof-kind" if kind not in listed else "" if about == BOX or listed[kind] == GONE else "call-proof-other"
        assert key(yard, several[sort], seq) == wanted, (kind, about, when)
        assert f"event.{kind}" in catalogue() or kind not in listed, "a refusal names it"


@pytest.mark.parametrize("sort", [name for name in rules().sorts if name != STOP])
def test_a_code_a_photo_and_a_telephone_prove_where_the_table_takes_them(told, sort, tmp_path):
    yard, several, _ = told
    (tmp_path / "photo.jpg").write_bytes(PHOTO)
    call, taken, telephones = several[sort], rules().find(sort).proof, rules().telephones(sort)
    for given, key in (({}, "call-proof-needed"), ({"telephone": "police", "whom": "x"}, "call-telephone-unknown" if telephones else "call-proof-needed")):
        assert yard.line(act="call-answer", call=call.number, words="seen", **given)["refused"]["key"] == key
    said = {"told": {"telephone": telephones[0] if telephones else "enterprise", "whom": "front desk"}, "scan": {"scan": BOX}, "photo": {"file": str(tmp_path / "photo.jpg")}}
    for proof in set(PROOFS) - {"event"}:
        refused = yard.line(act="call-answer", call=call.number, words="seen", **said[proof])["refused"]
        assert (refused or {"key": ""})["key"] == ("" if proof in taken else "call-proof-needed"), proof
    assert yard.refused(act="call-answer", call=call.number, words="seen", scan=BOX2) == "call-scan-other"


def test_an_alarm_or_a_verdict_judged_again_is_not_resolved_on_a_word_or_a_code(told):
    yard, _, _ = told
    journal = yard.desk.station.journal
    for sort in ("alarm", "rejudged"):
        journal.append([Draft("call.opened", f"{journal.station}/{journal.head().seq + 1}", {"sort": sort, "about": BOX, "urgency": 1, "levels": [{"to": "officer", "by": yard.clock.at + MINUTE}]})], "O1")
        number = str(journal.head().seq)
        yard.act("call-answer", call=number, words="went there", scan=BOX)
        answered = yard.line(act="call-close", call=number, code="resolved")["refused"]
        assert answered["key"] == "call-stands"
        assert "回应里没有事件或照片佐证" in answered["words"]
        (proof,) = journal.append([event("seal.verified", BOX)], "O1")
        yard.act("call-answer", call=number, words="looked", event=str(proof.seq))
        yard.act("call-close", call=number, code="resolved")


def test_a_table_that_proves_nothing_is_a_fault(told):
    yard, _, _ = told
    text, book = tables.own("calls.toml"), yard.desk.station.book
    assert list(faults.faults(rules(), book)) == []
    for old, new, said in (
        ('sorts = ["lock"]', 'sorts = ["alarm"]', "no event proves lock"), ('sorts = ["stray"]', 'sorts = ["strays"]', "unknown sort strays"),
        ('"passage.closed", "hold.placed", "hold.lifted"', '"passage.closed", "hold.placed"', "hold.lifted ends hold and does not prove it"), ('"slip.presented", "barrier', '"slip.shown", "barrier', "unknown event slip.shown"),
    ):  # fmt: skip
        assert old in text
        assert said in [reason for _, reason in faults.faults(read(text.replace(old, new, 1)), book)]
