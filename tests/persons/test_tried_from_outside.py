"""What a stranger found at the traveller desk and at the commands of a person: each stands here as he tried it."""

import persons_port as port
import pytest
from persons_port import BAG, BAG_OTHER, CODE, ID, ID2, OTHERS, RECEIPT

from tests import yard as yards
from workstation.codes import made
from workstation.desk import explaining, personal, persons
from workstation.words import Refused

SHARED = "H99998888"
AGAIN, STRANGE = made.make_receipt(port.DAY, 20), made.make_receipt(port.DAY, 21)


@pytest.fixture
def yard(tmp_path):
    made_here = port.desk(tmp_path / "station")
    yield made_here
    made_here.close()


def keys(yard):
    """The keys of the card: enabled, and the recommended one."""
    acts = yard.desk.card().acts
    return {act.name for act in acts if act.enabled}, [act.name for act in acts if act.recommended]


def states(yard):
    return {each["number"]: each["state"] for each in yard.act("person", text=ID, purpose="asked at the desk")["person"]["guarantees"]}


def test_an_instruction_on_the_buyer_stops_the_signature_though_he_himself_was_not_read(yard):
    yard.delta(instruction=[yards.instruction("manual", kind="person", target="P2")])
    told = yard.lines({"scan": OTHERS}, {"scan": BAG_OTHER})
    assert ([*told["traveller"]["absent"]], yard.desk.card().channel) == (["person"], "stopped")
    assert yard.refused(act="verify-stated", reason="seen by the carrier") == "traveller-stopped"
    enabled, recommended = keys(yard)
    assert recommended == ["inspect"], "a signature is not what the desk asks for"
    assert not {"verify", "verify-stated"} & enabled
    yard.act("next")
    yard.line(scan=BAG_OTHER)
    assert yard.desk.card().channel == "stopped", "by the sealed bag as well"
    yard.act("next")
    yard.lines({"scan": ID2}, {"scan": OTHERS}, {"scan": BAG_OTHER})
    assert len(yard.desk.stand.told.instructions) == 1, "read himself, he is told of once"
    assert keys(yard)[1] == ["inspect"]


def test_every_guarantee_of_a_receipt_is_signed_settled_and_undone_with_it(yard):
    yard.delta(guarantee=[port.guarantee("DB0", RECEIPT, state="settled"), port.guarantee("DB5", RECEIPT)])
    told = yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    assert (told["traveller"]["state"], told["traveller"]["guarantee"]["number"]) == ("ready", "DB1"), "a settled one hides none that is open"
    assert [each["number"] for each in told["traveller"]["others"]] == ["DB5"]
    assert {row.value for row in yard.desk.card().rows if row.part == "guarantee"} == {"DB1", "DB5"}
    signed = yard.act("verify")
    assert [each["state"] for each in signed["traveller"]["others"]] == ["verified"]
    assert {row.value for row in yard.desk.card().rows if row.part == "guarantee"} == {"DB1", "DB5"}
    assert (states(yard)["DB1"], states(yard)["DB5"]) == ("verified", "verified")
    undone = yard.act("cancel-trip", guarantee="DB5", reason="typhoon")
    assert [kind for _, _, kind in undone["events"]] == ["guarantee.undone"] * 2, "with one of the receipt settled its goods were bought all the same"
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG}, {"act": "verify"})
    assert yard.act("depart", guarantee=" db5", how="sea")["guarantee"] == {"number": "DB5", "state": "settled", "others": ["DB1"]}
    assert {number: state for number, state in states(yard).items() if number in ("DB0", "DB1", "DB5")} == dict.fromkeys(("DB0", "DB1", "DB5"), "settled")


def test_a_guarantee_told_of_another_person_than_the_buyer_is_not_signed(yard):
    yard.delta(receipt=[port.receipt(STRANGE)], receipt_line=[port.line(STRANGE)], guarantee=[port.guarantee("DB6", STRANGE, "P2")])
    told = yard.lines({"scan": ID}, {"scan": STRANGE})
    assert (told["traveller"]["state"], told["traveller"]["note"]) == ("differs", "traveller.guarantee-of-another")
    assert yard.refused(act="verify-stated", reason="seen by the carrier") == "guarantee-of-another"


def test_a_number_of_two_persons_opens_neither_though_it_has_the_shape_of_a_permit(yard):
    rows = [{"kind": "hkmo-permit", "number": SHARED, "person": "P2"}, {"kind": "passport", "number": SHARED, "person": "P3"}]
    yard.delta(document=rows[:1])
    assert yard.line(scan=SHARED)["person"]["name"]
    yard.delta(document=rows[1:])
    before = yard.desk.station.journal.head().seq
    assert yard.refused(scan=SHARED) == yard.refused(act="person", text=SHARED, purpose="asked at the desk") == "person-several"
    assert yard.desk.station.journal.head().seq == before


def test_a_personal_code_that_the_register_says_is_over_proves_as_little_as_any_other_document(yard):
    yard.delta(document=[{"kind": "personal", "number": CODE, "person": "P1", "expires": "2026-11-20"}])
    told = yard.lines({"scan": personal.issue(yard.desk.station, CODE, 1)}, {"scan": RECEIPT}, {"scan": BAG})
    assert [each["note"] for each in told["traveller"]["items"] if each["thing"] == "person"] == ["traveller.proof.expired"]
    assert yard.refused(act="verify") == "guarantee-absent"


def test_words_that_are_kept_are_short_enough_to_be_read_and_hold_no_sign_nobody_sees(yard):
    assert yard.refused(act="person", text=ID, purpose="\x07\x00 \x07") == "words-too-short"
    yard.act("person", text=ID, purpose="asked\x07\nat the  desk")
    (event,) = yard.desk.station.journal.events(kinds=("person.shown",))
    assert event.body["purpose"] == "asked at the desk"
    who = persons.named(yard.desk.station, ID)
    with pytest.raises(Refused, match="line-field-long"):
        persons.look(yard.desk.station, who, "long " * 401)


@pytest.mark.parametrize("first", [[BAG], [port.serial(port.WATCH, "S1")], [port.serial(port.WATCH, "S1"), BAG]])
def test_a_hold_is_not_left_behind_by_reading_the_goods_first(yard, first):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    held = yard.desk.front
    yard.lines({"act": "hold", "reason": "false bottom"}, {"act": "next"})
    yard.lines(*({"scan": text} for text in (*first, RECEIPT)))
    assert yard.desk.front == held
    assert yard.refused(act="verify") == yard.refused(act="verify-stated", reason="seen") == "traveller-stopped"


def signed_after(yard, channel, form):
    """What the desk asks for under an instruction of a channel, and what the signature is after an inspection by this form."""
    yard.delta(instruction=[yards.instruction(channel, kind="person", target="P1")])
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    _, asked = keys(yard)
    told = yard.act("inspect", **({"form": form} if form else {}))
    assert (yard.desk.card().channel, [each.key for each in yard.desk.card().reasons]) == ("stopped", ["traveller.instruction", "traveller.inspecting"])
    assert yard.refused(act="verify") == "traveller-stopped"
    inspection = yard.desk.inspection()[0]
    if told["form"] != "traveller":
        return asked, told["form"], inspection, ""
    yard.looked_over(form="")
    return asked, told["form"], inspection, (yard.line(act="verify")["refused"] or {}).get("key", "signed")


@pytest.mark.parametrize(("channel", "form", "means"), [
    ("manual", "", ("inspect", "traveller", "signed")),
    ("machine", "traveller", ("inspect", "traveller", "signed")),
    ("machine", "", ("inspect", "baggage-image", "")),
    ("hold", "", ("hold", "traveller", "traveller-stopped")),
])
def test_an_inspection_answers_the_instruction_it_knew_as_it_does_a_trucks(yard, channel, form, means):
    (asked,), opened, inspection, signed = signed_after(yard, channel, form)
    front = next(event.id for event in yard.desk.station.journal.events(kinds=("passage.opened",)))
    assert (asked, opened, signed) == means
    assert opened != "traveller" or inspection.fields["instruction"] == yards.instruction()["text"], "what it asks stands in the form"
    called = yard.desk.station.journal.read("SELECT about, answered_at IS NOT NULL FROM call WHERE sort = 'instruction'")
    assert [(about, bool(answered)) for about, answered in called] == [(front, opened == "traveller")], "its call is answered by the inspection that was closed"
    if signed == "signed":
        (step,) = explaining.explain(yard.desk.lane, front).steps
        assert [why.key for why in step.whys][:2] == ["explain.traveller.agreed", "explain.traveller.inspected"]
        yard.lines({"scan": ID}, {"scan": port.LATE}, {"scan": port.CREAM})
        assert yard.refused(act="verify-stated", reason="the ship was cancelled") == "traveller-stopped", "other goods were not looked at"


def test_an_instruction_that_comes_after_the_inspection_is_not_answered_by_it(yard):
    yard.delta(instruction=[yards.instruction("manual", kind="person", target="P1")])
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.looked_over()
    assert yard.desk.card().channel == "ready"
    yard.act("next")
    assert yard.line(scan=BAG)["traveller"]["state"] == "ready", "he comes back with his inspection"
    assert yard.desk.card().channel == "ready"
    yard.delta(instruction=[yards.instruction("manual", kind="person", target="P1", serial=2)])
    yard.line(scan=ID)
    assert (yard.desk.card().channel, [each.values["number"] for each in yard.desk.card().reasons]) == ("stopped", [yards.instruction(serial=2)["number"]])
    assert yard.refused(act="verify") == "traveller-stopped"


@pytest.mark.parametrize(("conclusion", "disposal"), [("", ""), ("abnormal", "manual")])
def test_an_inspection_is_not_left_behind_by_being_read_anew(yard, conclusion, disposal):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    if conclusion:
        yard.looked_over(conclusion, disposal)
    else:
        yard.act("inspect")
    front = yard.desk.front
    assert yard.desk.card().channel == "stopped"
    assert not {"verify", "verify-stated"} & keys(yard)[0]
    yard.act("next")
    yard.line(scan=BAG)
    assert yard.desk.front == front
    assert yard.refused(act="verify") == "traveller-stopped"
