"""The bare number of a passport at a goods lane: the driver's where nothing else speaks for it, asked where it may be a seal, a seal where it was told as one; never a person's card, never in clear."""

import pytest

from tests.yard import PAPERS, PLATE, SEAL, clean, instruction, rows

NUMBER, MASKED = "E12345678", "*****5678"
PERSON = {"id": "P77", "name": "测试司机丁", "birth": "1980-05-06", "nationality": "CHN", "resident": True, "list": "none"}


@pytest.fixture
def lane(yard):
    def made(*owners, **tables):
        told = rows(**tables)
        told["person"] = [*told.get("person", ()), *({**PERSON, "id": each} for each in (owners or ("P77",)))]
        # The key of a document is its kind and number: two persons have one number under two kinds.
        told["document"] = [*told.get("document", ()), *({"kind": kind, "number": NUMBER, "person": each} for kind, each in zip(("passport", "personal"), owners or ("P77",), strict=False))]
        return yard(told)

    return made


def clear(one):
    """Events that carry the number."""
    return [event.kind for event in one.desk.station.journal.events() if NUMBER in str(event.body) + event.subject]


def driver(one):
    return [(row.mark, [note.key for note in row.notes]) for row in one.desk.card().rows if row.part == "driver"]


@pytest.mark.parametrize(("source", "state"), [("typed", "driver.typed"), ("wedge", "driver.unreadable")])
def test_beside_a_truck_that_awaits_no_seal_it_is_the_drivers(lane, source, state):
    one = lane()
    one.lines(*(line for line in clean() if "person" not in line))
    before = one.desk.stand.channel
    told = one.line(scan=NUMBER, source=source)
    assert [(each["key"], each["text"]) for each in told["alarms"]] == [("scan-document-driver", MASKED)]
    assert (driver(one)[-1], one.desk.stand.channel) == (("unsure", [state]), before), "advisory: it changes no channel"
    assert (one.kinds().count("person.shown"), clear(one)) == (0, []), "nobody was looked up, and the journal does not know the number"
    assert one.act("person", purpose="asked at the barrier")["person"]["known"]
    one.delta(instruction=[instruction("hold", "person", "P77")])
    one.line(scan=PLATE)
    assert one.desk.stand.channel == "hold", "an instruction that names him counts"


@pytest.mark.parametrize("lines", [(), ({"scan": PLATE},), ({"scan": PLATE}, {"scan": PAPERS})])
def test_where_it_may_be_a_seal_it_is_asked(lane, lines):
    one = lane()
    one.lines(*lines)
    told = one.line(scan=NUMBER)
    card = one.desk.card()
    assert ([(each["key"], each["text"]) for each in told["alarms"]], card.stray) == ([("scan-seal-or-document", MASKED)], MASKED)
    ((kind, person), seal) = card.choices
    assert (kind, person[:2], seal, driver(one)[-1:] == [("unsure", ["driver.unreadable"])], clear(one)) == ("mrz", "p:", ("seal", NUMBER), False, [])
    one.act("choose", kind=kind, value=person)
    assert (driver(one)[-1], clear(one), one.kinds().count("person.shown")) == (("unsure", ["driver.unreadable"]), [], 0)


def test_it_is_a_seal_where_it_was_told_as_one_or_the_officer_says_so(lane):
    told = rows()["seal"]
    one = lane(seal=[{**each, "number": NUMBER} if each["number"] == SEAL else each for each in told])
    one.lines({"scan": PLATE}, {"scan": PAPERS})
    read = one.line(scan=NUMBER)
    assert ([each["key"] for each in read["alarms"]], read["passage"]["parts"]["seal"], read["passage"]["parts"]["driver"]) == (["scan-seal-and-document"], [NUMBER], [])
    two = lane()
    two.line(scan=NUMBER)
    two.act("choose", kind="seal", value=NUMBER)
    assert [row.value for row in two.desk.card().rows if row.part == "seal"] == [NUMBER]


def test_one_that_nobody_or_several_have_is_what_it_was(lane):
    one = lane()
    one.lines(*clean())
    assert [each["key"] for each in one.line(scan="E87654321")["alarms"]] == ["scan-belongs-nowhere"]


@pytest.mark.parametrize(("number", "first"), [("H11112222", "hkmo-permit"), ("C99998888", "two-way-permit"), ("87651234", "tw-permit")])
@pytest.mark.parametrize("lines", [(), clean()])
def test_a_permit_of_one_and_a_passport_of_another_are_asked_between_and_an_instruction_on_either_counts(yard, number, first, lines):
    told = rows()
    told["person"] = [*told.get("person", ()), *({**PERSON, "id": each} for each in ("P81", "P82"))]
    told["document"] = [*told.get("document", ()), {"kind": first, "number": number, "person": "P81"}, {"kind": "passport", "number": number, "person": "P82"}]
    one = yard({**told, "instruction": [instruction("hold", "person", "P82")]})
    one.lines(*lines)
    before = driver(one)
    read = one.line(scan=number)
    assert [(each["key"], each["text"][-4:]) for each in read["alarms"]] == [("scan-document-several", number[-4:])]
    choices = one.desk.card().choices
    assert ([kind for kind, value in choices if value.startswith("p:")], driver(one)) == ([first, "mrz"], before)
    assert number not in str([event.body for event in one.desk.station.journal.events()])
    one.act("choose", kind="mrz", value=next(value for kind, value in choices if kind == "mrz"))
    assert (one.desk.stand.told.instructions[0]["target"], one.act("person", purpose="asked at the barrier")["person"]["known"]) == ("P82", True)
    again = one.line(scan=number)
    assert ([each["key"] for each in again["alarms"]][:1], len(again["passage"]["parts"]["driver"])) == (["scan-document-driver"], 1), "said once on this truck"
