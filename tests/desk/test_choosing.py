"""An ambiguous scan is settled by its number: it goes to the truck in front, or opens one; nothing else may be chosen."""

import pytest

from tests.yard import PAPERS, PAPERS2, PLATE, PLATE2, Yard, rows

UNSHAPED = "ML99345678"


@pytest.fixture
def yard(tmp_path):
    made = Yard(tmp_path / "station", rows())
    yield made
    made.close()


def test_a_chosen_code_opens_a_passage_where_none_is(yard):
    outcome = yard.desk.line({"scan": UNSHAPED, "source": "wedge"})
    assert outcome.card.choices == (("seal", UNSHAPED),)
    outcome = yard.desk.line({"act": "choose", "kind": "seal", "value": UNSHAPED})
    assert [event.kind for event in outcome.events][:2] == ["passage.opened", "code.scanned"]
    scanned = outcome.events[1]
    assert scanned.subject == outcome.card.passage
    assert scanned.body["source"] == "wedge", "it is the scan that came, not a typed one"
    assert any(row.part == "seal" and row.value for row in outcome.card.rows)
    assert outcome.card.choices == ()


def test_only_what_stands_on_the_screen_can_be_chosen(yard):
    assert yard.refused(act="choose", kind="seal", value=UNSHAPED) == "nothing-to-choose"
    yard.line(scan=UNSHAPED)
    assert yard.refused(act="choose", kind="seal", value="ML00000001") == "nothing-to-choose"
    yard.line(scan=UNSHAPED)
    yard.line(scan=PLATE)
    assert yard.refused(act="choose", kind="seal", value=UNSHAPED) == "nothing-to-choose", "the next read takes the choice away"
    assert yard.refused(act="choose", kind="seal") == "act-field-missing"


def test_an_auditor_chooses_nothing(yard):
    yard.open("U1")
    assert yard.refused(act="choose", kind="seal", value=UNSHAPED) == "role-may-not"


def test_a_line_says_between_what_and_a_wrong_answer_takes_no_question_away(tmp_path):
    number, other = "E12345678", "E87654321"
    persons = {"person": [{"id": each, "name": "测试旅客甲"} for each in ("P1", "P2")]}
    persons |= {"document": [{"kind": "passport", "number": each, "person": whose} for each, whose in ((number, "P1"), (other, "P2"))]}
    one = Yard(tmp_path / "station", rows(**persons))
    one.lines({"scan": PLATE})
    assert "choices" not in one.line(scan=PAPERS)
    told = one.line(scan=number)["choices"]
    assert [each["kind"] for each in told] == ["mrz", "seal"]
    assert number not in str(told), "masked beside the person it may be"
    assert one.refused(act="choose", kind="seal", value="ML00000001") == "nothing-to-choose"
    assert one.desk.card().choices, "it stands on the screen still"
    passage = one.act("choose", **told[0])["passage"]
    assert (passage["parts"]["driver"], passage["parts"]["seal"]) == ([told[0]["value"]], [])
    one.lines({"act": "park"}, {"scan": PLATE2}, {"scan": PAPERS2})
    told = one.line(scan=other)["choices"]
    one.act("choose", **told[1])
    assert [seal.number for seal in one.desk.stand.passage.seals] == [other]
    assert one.line(scan=UNSHAPED)["choices"] == [{"kind": "seal", "value": UNSHAPED}]
    one.close()
