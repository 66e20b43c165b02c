"""A traveller's inspection: his own form, what it covers of his other receipts, and how he goes for good."""

import pypdfium2
import pytest

from tests import yard as yards
from tests.persons import persons_port as port
from tests.persons.persons_port import BAG, ID, LATE, RECEIPT
from workstation.codes import group, made
from workstation.desk import explaining
from workstation.inspection import forms
from workstation.paper import receipt, slip
from workstation.release.values import Slip

ON_P1 = yards.instruction("manual", kind="person", target="P1")


@pytest.fixture
def yard(tmp_path):
    made = port.desk(tmp_path / "station")
    made.delta(instruction=[ON_P1])
    yield made
    made.close()


def entered(yard):
    return yard.desk.inspection()[0].fields


def test_the_form_is_a_travellers_and_comes_filled_with_what_is_known_and_no_name(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    assert {name for name, _ in yard.desk.forms()} == {"traveller", "baggage-image"}
    assert yard.refused(act="inspect", form="appearance") == yard.refused(act="inspect", form="container-open") == "form-not-known"
    assert yard.act("inspect")["form"] == "traveller"
    known = {"proof": "document", "receipt": RECEIPT, "mode": "guarantee", "guarantee": "DB1", "quota": "offshore", "amount": "58000.00", "goods": "手表 ×1", "declared-pieces": "1"}
    assert entered(yard).items() >= (known | {"instruction": ON_P1["text"]}).items()
    assert not any(secret in value for value in entered(yard).values() for secret in (ID, port.NAME))
    for field, value in (("identity-match", "no"), ("goods-match", "no"), ("for-others", "suspected"), ("other-goods", "restricted")):
        assert field in {each.field for each in forms.all()["traveller"].checks}, (field, value)
    yard.act("set", field="dose-rate", value="2")
    assert yard.desk.passage(yard.desk.front).holds[0]["stop"] == "radiation", "what stops a truck stops a traveller"


@pytest.mark.parametrize("field", ["identity-match", "receipt-match", "goods-match"])
def test_what_does_not_agree_is_not_normal(yard, field):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    with pytest.raises(AssertionError, match="inspection-contradiction"):
        yard.looked_over(**{field: "no"})


def test_goods_lanes_offer_no_form_of_travellers(tmp_path):
    one = yards.Yard(tmp_path / "goods")
    one.lines(*yards.clean())
    assert not {"traveller", "baggage-image"} & {name for name, _ in one.desk.forms()}
    assert one.refused(act="inspect", form="traveller") == "form-not-known"
    one.close()


def late(yard):
    yard.lines({"scan": ID}, {"scan": LATE}, {"scan": port.CREAM})
    return (yard.line(act="verify-stated", reason="the ship was cancelled")["refused"] or {"key": "signed"})["key"]


@pytest.mark.parametrize(("read", "typed", "answer"), [(True, "", "signed"), (False, f"{LATE}, {made.make_receipt(port.DAY, 99)}", "signed"), (False, "", "traveller-stopped")])
def test_one_inspection_covers_the_receipts_it_names_and_no_other(yard, read, typed, answer):
    """He lays two receipts' goods on one table: looked at once, each is signed; what nobody named was not looked at."""
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("inspect")
    if read:
        told = yard.line(scan=LATE)
        assert [each["key"] for each in told["alarms"]] == ["receipt-looked-at"]
        assert yard.line(scan=LATE)["events"] == [], "once is enough"
        assert yard.refused(scan=port.TWO) == "traveller-second-receipt", "somebody else's"
    yard.looked_over(form="", **({"receipts": typed} if typed else {}))
    inspection = yard.desk.passage(yard.desk.front).inspections[0][0]
    assert yard.line(act="verify")["refused"] is None
    assert late(yard) == answer
    if answer == "signed":
        (event,) = [each for each in yard.desk.station.journal.events(kinds=("guarantee.verified",)) if each.subject == "DB3"]
        assert event.body["looked"] == [inspection]
        (step,) = explaining.explain(yard.desk.lane, event.body["passage"]).steps
        assert "explain.traveller.inspected" in {why.key for why in step.whys}
        yard.delta(instruction=[yards.instruction("manual", kind="person", target="P1", serial=2)])
        yard.act("cancel-trip", guarantee="DB3", reason="off")
        assert late(yard) == "traveller-stopped", "an instruction that came after it is not answered by it"


def test_an_inspection_of_another_day_or_another_person_covers_nothing(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.looked_over(receipts=LATE)
    yard.act("verify")
    yard.clock.at += 24 * yards.HOUR
    assert late(yard) == "traveller-stopped"


def test_who_was_inspected_and_went_unsigned_is_ended_by_a_key_and_stays_ended(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    assert "F11" not in {act.key for act in yard.desk.card().acts}
    yard.looked_over()
    assert {act.name: act.enabled for act in yard.desk.card().acts if act.key == "F11"} == {"gone": True}
    first = yard.desk.front
    assert [each["key"] for each in yard.act("next")["alarms"]] == ["traveller-kept"]
    (chip,) = yard.desk.card().chips
    assert (chip.passage, chip.plate, chip.state) == (first, f"…{RECEIPT[-6:]}", "inspected")
    yard.act("resume", passage=first)
    assert [each["key"] for each in yard.act("gone", reason="ran for his ship", front=first)["alarms"]] == ["traveller-gone"]
    assert (yard.desk.front, yard.desk.card().chips) == ("", ())
    assert yard.desk.passage(first).state == "closed"
    yard.line(scan=ID)
    assert yard.desk.front != first, "who comes back after all stands anew"
    assert yard.refused(act="verify") in ("traveller-stopped", "guarantee-waiting")


@pytest.mark.parametrize(("after", "refused"), [(None, "held-or-inspecting"), ("abnormal", "traveller-not-let-go")])
def test_one_who_was_not_let_go_is_not_simply_gone(yard, after, refused):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.looked_over(after, "transfer") if after else yard.act("inspect")
    assert yard.refused(act="gone", reason="not seen any more") == refused
    keys = {act.name: act.recommended for act in yard.desk.card().acts if act.key == "F11"}
    assert keys == ({"transfer": True} if after else {})
    assert yard.act("next")["refused"] is None
    assert [chip.state for chip in yard.desk.card().chips] == ["not-let-go" if after else "inspecting"]
    yard.line(scan=ID)
    if not after:
        yard.act("suspend", reason="alone")
        assert ("F11" in {act.key for act in yard.desk.card().acts}, [each.key for each in yard.desk.card().reasons][-1]) == (False, "traveller.inspecting")
        yard.act("next")
        assert [chip.state for chip in yard.desk.card().chips] == ["inspecting"]
    if after:
        yard.act("transfer", to="缉私")
        assert yard.desk.card().chips == ()


def test_an_earlier_inspection_answers_what_it_did_and_not_what_is_asked_since(yard):
    """By number alone a stricter channel, or an order given anew, counted as done."""
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.looked_over(receipts=LATE)
    yard.act("verify")
    yard.delta(instruction=[ON_P1 | {"channel": "hold"}])
    assert late(yard) == "traveller-stopped", "it was no hold that it answered"
    yard.delta(instruction=[ON_P1 | {"issued_at": "2026-11-21T23:00:00Z"}])
    assert late(yard) == "traveller-stopped", "given anew since"
    yard.delta(instruction=[ON_P1])
    assert late(yard) == "signed"


def test_each_inspection_of_a_passage_answers_for_the_receipts_it_names_itself(yard):
    """The picture of the bags named the other receipt; the goods that were looked at by hand did not lie beside its goods."""
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("inspect", form="baggage-image")
    given = {"place": "X1", "scanner": "X-1", "image-number": "7", "image-quality": "usable", "image-match": "agrees", "conclusion": "normal", "disposal": "release"}
    for field, value in (given | {"receipts": LATE}).items():
        yard.act("set", field=field, value=value)
    yard.act("evidence", file=yard.photo(), field="image")
    yard.act("sign")
    yard.act("cosign", officer="O2")
    yard.looked_over()
    yard.act("verify")
    assert late(yard) == "traveller-stopped"


@pytest.mark.parametrize(("typed", "answer"), [("hello", "looked-no-receipt"), (port.OTHERS, "looked-of-another"), (f"{LATE}, {RECEIPT[:-1]}", "looked-no-receipt")])
def test_the_field_of_other_receipts_takes_receipts_of_his(yard, typed, answer):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("inspect")
    assert yard.refused(act="set", field="receipts", value=typed) == answer
    told = yard.act("set", field="receipts", value=f"{group('receipt', LATE)},{port.PICKED}")
    assert told["alarms"] == []
    (alarm,) = yard.act("set", field="receipts", value=f"{LATE} {made.make_receipt(port.DAY, 99)}")["alarms"]
    assert alarm["key"] == "looked-unknown", "named, and counts for nothing until it is told"
    yard.act("set", field="receipts", value="")


@pytest.mark.parametrize("act", [{"act": "seal-apply", "seal": "CN000099"}, {"act": "tare", "holder": "x", "kg": "1", "who": "x", "when": "10:00", "reference": "x"}, {"act": "lock-keep", "lock": "L1"}])
def test_a_traveller_has_no_seals_no_locks_and_no_weight(yard, act):
    yard.lines({"scan": ID})
    assert yard.refused(**act) == "traveller-no-such-act"


def test_the_note_of_his_inspection_says_what_is_looked_at_and_is_no_slip_of_a_truck(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("inspect")
    yard.act("set", field="receipts", value=LATE)
    token = yard.act("suspend", reason="alone")["note"]["token"]
    (event,) = yard.desk.station.journal.events(kinds=("inspection.suspended",))
    note = Slip.of(event.body["slip"])
    for pdf in (slip.pdf(note, token), receipt.pdf(receipt.pieces(note, token))):
        document = pypdfium2.PdfDocument(pdf)
        told = "".join(document[0].get_textpage().get_text_range().split())
        for said in ("查验未完", "不得放行", RECEIPT, LATE, BAG, "DB1", "手表"):
            assert said in told, said
        assert not any(each in told for each in ("车辆", "Vehicle", "集装箱", "报关单", port.NAME, ID)), told
        document.close()
