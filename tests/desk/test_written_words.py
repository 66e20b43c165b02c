"""No number of a person's document is kept or shown in clear: the registered passport fares as the identity card does, in words, references, fields, seals, refusals and on the screen."""

import json

import pytest

from tests.yard import BOX, DRIVER, PAPERS, PLATE, clean, rows
from workstation.desk.acts import keeping
from workstation.words import Refused, covered, say

PASSPORT, PERMIT, NAME = "EJ7654321", "U23456719", "欧阳锋雷"
CODE, SEAL = "W12345678", "G76543210"
NUMBERS = (PASSPORT, PERMIT, DRIVER)


@pytest.fixture
def lane(yard):
    told = rows(person=[{"id": "P7", "name": NAME, "birth": "1987-03-14", "nationality": "CHN", "resident": True, "list": "none"}])
    told["document"] = [{"kind": kind, "number": number, "person": "P7"} for kind, number in (("passport", PASSPORT), ("passport", PERMIT), ("resident-id", DRIVER), ("personal", CODE), ("passport", SEAL))]
    told["seal"] = [*told["seal"], {"number": SEAL, "container": BOX, "sort": "carrier", "state": "applied"}]
    one = yard(told)
    one.lines({"scan": PLATE}, {"scan": PAPERS})
    return one


def clear(one):
    return [(event.kind, event.body) for event in one.desk.station.journal.events() if any(each in json.dumps(event.body, ensure_ascii=False) + event.subject for each in (*NUMBERS, NAME))]


def test_a_registered_passport_is_refused_wherever_a_card_is(lane):
    for number in NUMBERS:
        for words in (number, f"求助{number}", f"driver {number.lower()} asks"):
            assert (words, lane.refused(act="hold", reason=words)) == (words, "text-names-person")
        assert lane.refused(act="call-open", sort="driver", words=f"求助{number}") == "text-names-person"
        assert lane.refused(act="call-open", sort="driver", words="asks", about=f"the driver {number}") == "text-names-person"
        assert lane.refused(act="stop", words=f"saw {number}") == "text-names-person"
        assert lane.desk.line({"act": "ledger-post", "ledger": "H64011A00001", "line": 1, "sort": "in", "quantity": "1", "reference": number, "reason": "counted"}).refused["key"] == "text-names-person"
        assert lane.refused(seal=number, status="sealed") == "seal-is-document"
        with pytest.raises(Refused, match="seal-is-document"):
            keeping.stocked(lane.desk.station, {"first": number, "to": "O1"})
        with pytest.raises(Refused, match="text-names-person"):
            keeping.stocked(lane.desk.station, {"first": "HN1000001", "last": "HN1000009", "to": "O1", "reference": f"by {number}"})
    assert [lane.refused(act="hold", reason=each) for each in ("EJ 7654321 asks", "U-23456719", "EJ: 7654321", "EJ_7654321", "EJ\u200b765\u00ad4321", f"{DRIVER[:9]}\ufeff{DRIVER[9:]}")] == ["text-names-person"] * 6
    assert clear(lane) == []
    for words in ("what W12345679 is", "EJ7654322", f"seal {SEAL}", "truck 琼A12345 of BK261122000000T"):
        lane.act("hold", reason=words)
    lane.line(seal=SEAL, status="sealed")


def test_a_call_about_a_document_is_about_its_holder(lane):
    lane.act("call-open", sort="driver", words="asks for water", about=PASSPORT)
    lane.act("call-open", sort="enterprise", words="asks for him", about=DRIVER)
    told = [event.body["about"] for event in lane.desk.station.journal.events(kinds=("call.opened",))]
    assert (len(set(told)), told[0][:2], clear(lane)) == (1, "p:", [])


def test_the_form_of_an_inspection_takes_none(lane):
    lane.lines(*clean()[2:])
    lane.act("inspect", form="container-open")
    _, form = lane.desk.inspection()
    field = next(each.id for each in form.fields if each.kind == "text" and not each.pattern)
    assert [lane.refused(act="set", field=field, value=f"with {number}") for number in NUMBERS] == ["inspection-field-person"] * 3


@pytest.mark.parametrize("text", [f"姓名:{NAME} 证件:{DRIVER}", f"HELLO {DRIVER}", f"HELLO {PASSPORT}", f"{NAME} {DRIVER[:6]} {DRIVER[6:14]} {DRIVER[14:]}"])
def test_a_strange_text_shows_only_the_masked_number(lane, text):
    told = lane.line(scan=text)
    said = json.dumps(told, ensure_ascii=False) + repr(lane.desk.card())
    assert [each for each in (*NUMBERS, NAME, DRIVER[6:14], "HELLO") if each in said] == []
    assert "*" in lane.desk.card().stray
    assert clear(lane) == []


def test_the_name_of_who_is_in_front_is_in_no_reason(lane):
    lane.line(scan=DRIVER)
    assert lane.refused(act="hold", reason=f"旅客{NAME}可疑") == "person-in-words"
    assert lane.refused(act="hold", reason=f"旅客{NAME[:2]}\u200b{NAME[2:]}可疑") == "person-in-words"
    assert lane.refused(act="call-open", sort="driver", words=f"{NAME} asks") == "person-in-words"
    lane.act("hold", reason="旅客可疑")


def test_no_refusal_repeats_a_card(lane):
    for act in ({"act": "account", "text": DRIVER}, {"act": "resume", "passage": DRIVER}, {"act": DRIVER}, {"act": "void", "reason": "spoiled", "number": DRIVER}, {"act": "present", "number": DRIVER}):
        told = lane.line(**act)
        assert told["refused"]["key"] != "scan-misread"
        assert DRIVER not in json.dumps(told, ensure_ascii=False) + repr(lane.desk.card())
    assert Refused("account-unknown", number=DRIVER).values["number"] == "*" * 14 + DRIVER[-4:]
    assert covered(PAPERS) == PAPERS
    assert "统一社会信用代码" in say("scan-misread", "zh", kind="uscc", text="x")


FIGURES, DAY, PERSONAL = "1234567", "20260817", "P46-77AB"


def test_figures_and_personal_codes_that_are_somebodys_are_refused_where_they_name_him(yard):
    told = rows(person=[{"id": each, "name": name, "birth": "1987-03-14", "nationality": "CHN", "resident": True, "list": "none"} for each, name in (("P7", NAME), ("P8", "司马青衫"))])
    told["document"] = [{"kind": kind, "number": number, "person": "P7"} for kind, number in (("passport", FIGURES), ("tw-permit", DAY), ("personal", PERSONAL), ("resident-id", DRIVER))]
    told["document"] += [{"kind": "personal", "number": "2468", "person": "P8"}, {"kind": "passport", "number": "7654321", "person": "P8"}]
    one = yard(told)
    one.lines({"scan": PLATE}, {"scan": PAPERS})

    def refused(*several):
        return [one.refused(act="hold", reason=words) for words in several] == ["text-names-person"] * len(several)

    # A code names its person however it is parted; figures only where the words call them a document.
    assert refused(f"见{PERSONAL}一事", f"code {PERSONAL.lower()} asks", "P46 77AB", "P46_77AB", f"护照 {FIGURES} 有疑", f"证件号码:{FIGURES}", f"Passport no. {FIGURES}", f"通行证{DAY}")
    assert one.refused(act="call-open", sort="driver", words="asks", about=f"him, {PERSONAL}") == "text-names-person"
    for words in (f"重 {FIGURES} 克", f"{DAY} 到港", "box 2468 of 7654321", "护照 7654322", f"{FIGURES}.5 kg"):
        one.act("hold", reason=words)
    # Whoever was met is meant by his figures; nobody else is by theirs.
    one.line(scan=DRIVER)
    assert refused(f"重 {FIGURES} 克", f"{DAY} 到港")
    assert one.line(act="person", text=DRIVER, purpose=f"见 {FIGURES} 一事")["refused"]["key"] == "person-in-words"
    one.act("hold", reason=f"7654321 and {FIGURES}.5 kg")
    assert not [event for event in one.desk.station.journal.events(kinds=("hold.placed",)) if PERSONAL in event.body["reason"] or "护照 1" in event.body["reason"]]
