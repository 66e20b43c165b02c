"""The traveller desk: three scans, compared item by item; verified, settled by the departure alone, undone by a cancelled trip; quotas posted by hand."""

import json
from datetime import date

import persons_port as port
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from persons_port import BAG, BAG_OTHER, CREAM, DAILY, ID, ID2, LATE, PICKED, RECEIPT, TWO, WATCH, WHISKY

from tests import yard as yards
from workstation.calls import call as calls
from workstation.codes import made
from workstation.desk import explaining, personal
from workstation.persons import checking
from workstation.persons.checking import Rules, Seen, Told
from workstation.persons.postings import Guarantee
from workstation.persons.quotas import Mode
from workstation.words import catalogue


@pytest.fixture
def yard(tmp_path):
    made_here = port.desk(tmp_path / "station")
    yield made_here
    made_here.close()


def state(told):
    return told["traveller"]["state"]


def marks(told):
    return {each["name"]: (each["mark"], each["note"]) for each in told["traveller"]["items"]}


def test_three_scans_and_a_signature_and_only_the_departure_settles(yard):
    assert state(yard.line(scan=ID)) == "waiting"
    assert yard.desk.stand.gathered.waiting == ("receipt", "goods")
    yard.line(scan=RECEIPT)
    told = yard.line(scan=port.serial(WATCH, "S1"))
    parts = told["passage"]["parts"]
    assert (parts["receipt"], parts["goods"]) == ([RECEIPT], [f"{WATCH.zfill(14)}+S1"])
    assert state(told) == "ready"
    assert {mark for mark, _ in marks(told).values()} == {"ok"}
    assert yard.refused(act="depart", guarantee="DB1", how="sea") == "guarantee-not-verified"
    signed = yard.act("verify")
    assert (state(signed), signed["passage"]) == ("verified", None)
    (event,) = yard.desk.station.journal.events(kinds=("guarantee.verified",))
    assert (event.subject, event.officer, event.body["present"], event.body["days"]) == ("DB1", "S1", ["person", "receipt", "goods"], 1)
    assert "absent" not in event.body
    person = yard.act("person", text=ID, purpose="asked at the desk")["person"]
    assert {each["number"]: each["state"] for each in person["guarantees"]}["DB1"] == "verified"
    assert yard.refused(act="depart", guarantee="DB1", how="swimming") == "line-field"
    yard.act("depart", guarantee="DB1", how="sea", trip="HN-12")
    person = yard.act("person", text=ID, purpose="asked at the desk")["person"]
    assert {each["number"]: each["state"] for each in person["guarantees"]}["DB1"] == "settled"
    assert yard.refused(act="depart", guarantee="DB1", how="sea") == yard.refused(act="cancel-trip", guarantee="DB1", reason="late") == "guarantee-done"
    assert yard.refused(act="depart", guarantee="DB9", how="sea") == "guarantee-unknown"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_any_order_and_a_signed_code_or_a_sealed_bag_do_as_well(yard, order):
    scans = (personal.issue(yard.desk.station, port.CODE, 1), RECEIPT, BAG)
    told = [yard.line(scan=scans[place]) for place in order][-1]
    assert state(told) == "ready"
    assert marks(told)["手表"] == ("ok", "traveller.in-sealed-bag")
    yard.act("verify")


def test_every_person_read_here_is_a_look_up_and_a_repeat_is_a_tick(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": RECEIPT}, {"scan": ID})
    kinds = yard.kinds()
    assert (kinds.count("person.shown"), kinds.count("scan.repeated"), kinds.count("passage.opened")) == (2, 2, 1)
    looks = yard.desk.station.journal.read("SELECT purpose, passage FROM person_look")
    assert looks == [("traveller", yard.desk.front)] * 2


def test_what_differs_is_named_and_never_signed(yard):
    yard.lines({"scan": ID2}, {"scan": RECEIPT})
    told = yard.line(scan=BAG_OTHER)
    assert state(told) == "differs"
    assert (marks(told)["person"], marks(told)["bag"]) == (("bad", "traveller.person-differs"), ("bad", "traveller.bag-differs"))
    assert yard.refused(act="verify", reason="looks fine", late="looks fine") == "guarantee-differs"
    yard.act("next")
    yard.lines({"scan": ID}, {"scan": RECEIPT})
    assert marks(yard.line(scan=port.serial(WATCH, "S2")))["手表"] == ("bad", "traveller.goods-missing")
    yard.act("next")
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": port.serial(WATCH, "S1")})
    assert marks(yard.line(scan=CREAM))[CREAM.zfill(14)] == ("bad", "traveller.goods-extra")
    assert yard.refused(act="verify") == "guarantee-differs"
    assert marks(yard.line(scan=made.make_receipt(port.DAY, 1))) is not None


def test_several_lines_are_counted_one_by_one(yard):
    yard.lines({"scan": ID2}, {"scan": TWO})
    assert marks(yard.line(scan=CREAM))["面霜"] == ("bad", "traveller.goods-missing")
    told = yard.line(scan=CREAM)
    assert marks(told)["面霜"] == ("bad", "traveller.read-again"), "it may be a stutter of the scanner: the officer is asked"
    assert [(alarm["key"], alarm["count"]) for alarm in told["alarms"]] == [("traveller-again", 1)]
    yard.clock.wait(0.001)
    assert marks(yard.line(scan=CREAM))["面霜"] == ("ok", "")
    assert state(yard.line(scan=WHISKY)) == "ready"
    yard.clock.wait(0.001)
    assert state(yard.line(scan=WHISKY)) == "differs"


def test_an_officer_counts_what_is_alike_by_a_key_or_by_its_number(yard):
    assert yard.refused(act="count-goods") == "no-passage"
    yard.line(scan=ID2)
    assert yard.refused(act="count-goods") == "count-nothing"
    yard.lines({"scan": TWO}, {"scan": CREAM}, {"scan": CREAM})
    (key,) = [act for act in yard.desk.card().acts if act.name == "count-goods"]
    assert (key.key, key.enabled) == ("F9", True)
    told = yard.act("count-goods")
    assert marks(told)["面霜"] == ("ok", "")
    yard.line(scan=WHISKY)
    assert marks(yard.line(scan=WHISKY))["威士忌"] == ("ok", "traveller.read-again"), "one that is one on the receipt is asked about too"
    assert state(told := yard.act("count-goods", pieces="2")) == "differs"
    assert marks(told)["威士忌"] == ("bad", "traveller.goods-beyond")
    assert [yard.refused(act="count-goods", pieces=each) for each in ("2", "0", "100", "x")] == ["count-same"] + ["count-pieces"] * 3
    events = [event.body for event in yard.desk.station.journal.events(kinds=("code.scanned",))]
    assert [(body["value"], body["source"]) for body in events if body["sort"] == "gtin"] == [(code.zfill(14), source) for code in (CREAM, WHISKY) for source in ("serial", "typed")]
    yard.act("next")
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    assert yard.refused(act="count-goods") == "count-nothing", "a sealed bag is there once"
    yard.act("next")
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": port.serial(WATCH, "S1")})
    told = yard.line(scan=port.serial(WATCH, "S1"))
    assert (told["alarms"], marks(told)["手表"]) == ([], ("ok", "")), "a serial number read twice is one item"
    assert yard.refused(act="count-goods") == "count-nothing"


def test_a_document_that_is_over_proves_nobody_without_a_reason_and_one_in_date_mends_it(yard):
    over = made.make_td3(port.PASSPORT, "CHN", "CESHI<<JIA", date(1980, 5, 6), date(2026, 11, 20))
    for document in (port.PERMIT, over):
        yard.lines({"scan": document}, {"scan": RECEIPT})
        told = yard.line(scan=BAG)
        assert marks(told)["person"] == ("open", "traveller.proof.expired"), "as the register tells it, or its own zone"
        assert [row.mark for row in yard.desk.card().rows if row.part == "person"] == ["open"]
        assert [act.name for act in yard.desk.card().acts if act.recommended] == ["verify-stated"]
        assert yard.refused(act="verify") == "guarantee-absent"
        assert marks(yard.line(scan=port.ZONE))["person"] == ("ok", "traveller.proof.document")
        assert marks(yard.line(scan=document))["person"] == ("ok", "traveller.proof.document"), "what was proven stays proven"
        yard.act("next")
    yard.lines({"scan": port.PERMIT}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("verify", reason="the photo on the old card is his")
    (signed,) = yard.desk.station.journal.events(kinds=("guarantee.verified",))
    assert (signed.body["present"], signed.body["absent"], signed.body["items"][0]["mark"]) == (["person", "receipt", "goods"], [], "open")
    assert "explain.traveller.document" in str(explaining.explain(yard.desk.lane, signed.body["passage"]))
    (told,) = yard.desk.station.journal.read("SELECT count(*) FROM event WHERE kind = 'code.scanned' AND json_extract(bytes, '$.body.expired')")
    assert told == (3,)


def test_who_goes_unsigned_is_said_and_no_read_of_a_traveller_is_corrected(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT})
    assert yard.refused(act="correct", part="goods", value=BAG, to=BAG_OTHER, reason="wrong bag") == "traveller-correct"
    (said,) = yard.line(scan=ID2)["alarms"]
    assert (said["key"], said["receipt"]) == ("traveller-unsigned", "DF 261120 00000001 E")
    assert yard.line(scan=ID)["alarms"] == [], "who had no receipt yet leaves nothing behind"
    yard.lines({"scan": RECEIPT}, {"scan": BAG})
    yard.act("verify")
    assert yard.line(scan=ID2)["alarms"] == []


def test_what_was_counted_too_often_is_counted_down_with_before_and_after(yard):
    yard.lines({"scan": ID2}, {"scan": TWO}, {"scan": CREAM}, {"scan": WHISKY}, {"scan": CREAM})
    assert state(told := yard.act("count-goods", pieces="30")) == "differs"
    assert [(each["name"], each["found"], each["expected"]) for each in told["traveller"]["items"] if each["mark"] == "bad"] == [("面霜", "30", "2")]
    told = yard.act("count-goods", pieces="2")
    assert (state(told), marks(told)["面霜"], told["alarms"][0]["key"]) == ("ready", ("ok", ""), "count-taken-back")
    (event,) = yard.desk.station.journal.events(kinds=("goods.recounted",))
    assert event.body == {"sort": "gtin", "value": CREAM.zfill(14), "was": 30, "pieces": 2}
    yard.lines({"scan": WHISKY})
    assert marks(yard.line(scan=WHISKY))["威士忌"][1] == "traveller.read-again"
    told = yard.act("count-goods", pieces="1")
    assert (state(told), marks(told)["威士忌"], told["alarms"]) == ("ready", ("ok", ""), []), "one and no second is an answer too"
    yard.close()
    yard.open("S1")
    assert {each["name"]: each["found"] for each in yard.act("verify", reason="the excess was taxed")["traveller"]["items"] if each["thing"] == "goods"} == {"面霜": "2", "威士忌": "1"}


def test_two_of_three_take_a_reason_and_one_is_too_few(yard):
    yard.line(scan=ID)
    assert yard.refused(act="verify", reason="goods are hand luggage") == "guarantee-waiting"
    assert state(yard.line(scan=RECEIPT)) == "ready"
    assert yard.refused(act="verify") == "guarantee-absent"
    assert yard.refused(act="verify", reason=f"{port.NAME} says so") == "person-in-words"
    assert yard.refused(act="hold", reason=f"{port.NAME} 可疑") == "person-in-words"
    yard.act("verify", reason="checked in already, seen by the carrier")
    (event,) = yard.desk.station.journal.events(kinds=("guarantee.verified",))
    assert (event.body["absent"], event.body["reason"]) == (["goods"], "checked in already, seen by the carrier")


def test_without_its_receipt_the_goods_find_it_and_without_a_serial_number_a_reason_is_due(yard):
    yard.line(scan=ID)
    told = yard.line(scan=WATCH)
    assert (told["traveller"]["receipt"], state(told)) == (RECEIPT, "ready")
    assert marks(told)["手表"] == ("open", "traveller.serial-not-read")
    yard.line(scan=RECEIPT)
    assert yard.refused(act="verify") == "guarantee-absent"
    yard.act("verify", reason="serial number compared by eye")


def test_an_unsigned_personal_code_proves_nobody(yard):
    assert yard.refused(scan=made.make_personal(port.CODE)) == "personal-unsigned"
    assert yard.line(scan=RECEIPT)["traveller"]["absent"] == ("person", "goods")
    assert state(yard.line(scan=BAG)) == "ready"
    assert yard.refused(act="verify") == "guarantee-absent"


def test_buy_and_pick_up_and_daily_goods_need_no_check_and_say_so(yard):
    yard.line(scan=ID)
    told = yard.line(scan=PICKED)
    assert (state(told), told["traveller"]["note"]) == ("not-needed", "traveller.no-check.buy-and-pick-up")
    assert yard.refused(act="verify") == "guarantee-not-needed"
    assert yard.refused(scan=DAILY) == "traveller-second-receipt"
    yard.act("next")
    assert yard.line(scan=DAILY)["traveller"]["note"] == "traveller.no-check.on-site"


def test_more_than_thirty_days_take_a_stated_reason(yard):
    yard.lines({"scan": ID}, {"scan": LATE}, {"scan": CREAM})
    told = yard.line(scan=CREAM)
    assert (told["traveller"]["days"], told["traveller"]["late"], state(told)) == (51, True, "ready")
    assert yard.refused(act="verify") == "guarantee-late"
    yard.act("verify", late="typhoon, no ships")
    (event,) = yard.desk.station.journal.events(kinds=("guarantee.verified",))
    assert (event.body["late"], event.body["days"]) == ("typhoon, no ships", 51)


def used(yard):
    shares = yard.act("person", text=ID, purpose="asked at the desk")["person"]["quotas"]
    return tuple(each["this_year"]["used"] for each in shares)


def test_a_cancelled_trip_undoes_and_leaving_after_all_counts_again(yard):
    before = used(yard)
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("verify")
    yard.act("cancel-trip", guarantee="DB1", reason="flight cancelled")
    assert used(yard) == ("1800.50", before[1])
    assert yard.refused(act="depart", guarantee="DB1", how="air") == "guarantee-not-verified"
    assert yard.refused(act="cancel-trip", guarantee="DB1", reason="again") == "trip-cancelled-already"
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("verify")
    assert used(yard) == before
    yard.act("depart", guarantee="DB1", how="air")
    kinds = [event.kind for event in yard.desk.station.journal.events(subject="DB1")]
    assert kinds == ["guarantee.verified", "guarantee.undone", "guarantee.verified", "guarantee.settled"]


def test_a_cancelled_trip_gives_no_room_twice(yard):
    person = yard.act("person", text=ID, purpose="asked at the desk")["person"]["person"]
    yard.act("cancel-trip", guarantee="DB1", reason="flight cancelled")
    post = {"person": person, "quota": "offshore", "sold_at": "2026-11-21T01:00:00Z"}
    yard.act("purchase", receipt=made.make_receipt(port.DAY, 50), amount="98000", **post)
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    assert yard.refused(act="verify") == "quota-exceeded"


def test_purchases_posted_by_hand_keep_to_their_quota_and_year(yard):
    person = yard.act("person", text=ID, purpose="asked at the desk")["person"]["person"]
    fresh = made.make_receipt(port.DAY, 77)
    post = {"person": person, "receipt": fresh, "sold_at": "2026-11-21T01:00:00Z"}
    assert yard.refused(act="purchase", **post, quota="resident", amount="9679.51") == "quota-exceeded"
    told = yard.act("purchase", **post, quota="resident", amount="9679.50")["quota"]
    assert (told["used"], told["left"], told["over"]) == ("10000.00", "0.00", "0.00")
    assert used(yard) == ("59800.50", "10000.00")
    assert yard.refused(act="purchase", **post, quota="resident", amount="1") == "receipt-counted"
    assert yard.refused(act="purchase", **post, quota="offshore", amount="1") == "receipt-of-another"
    assert yard.refused(act="purchase", **post | {"receipt": RECEIPT}, quota="offshore", amount="1") == "receipt-told"
    for wrong in ("-5", "0", "1.005", "1e3", "x"):
        assert yard.refused(act="purchase", **post | {"receipt": made.make_receipt(port.DAY, 78)}, quota="offshore", amount=wrong) == "amount-wrong"
    assert yard.refused(act="purchase", **post | {"sold_at": "2027-01-01T00:00:00Z"}, quota="offshore", amount="1") == "receipt-unreadable"
    yard.act("undo-purchase", person=person, receipt=fresh, reason="taken back")
    assert used(yard) == ("59800.50", "320.50")
    assert yard.refused(act="undo-purchase", person=person, receipt=fresh, reason="taken back") == "receipt-not-counted"
    other = yard.act("person", text=ID2, purpose="asked at the desk")["person"]["person"]
    assert yard.refused(act="purchase", **post | {"person": other}, quota="offshore", amount="1") == "receipt-of-another"
    assert yard.refused(act="purchase", **post | {"person": other, "receipt": made.make_receipt(port.DAY, 79)}, quota="resident", amount="1") == "quota-not-entitled"


def test_nobody_departs_while_a_stop_now_alarm_stands_about_him_or_the_desk(yard):
    def over():
        for call in calls.open_calls(yard.desk.station.journal, yard.clock.at):
            yard.act("call-answer", call=call.number, words="measured", file=yard.photo())
            yard.act("call-close", call=call.number, code="cleared")

    # Found on the one who was signed just now: nobody stands in front any more.
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": port.serial(WATCH, "S1")}, {"act": "verify"}, {"act": "stop", "stop": "radiation"})
    assert yard.refused(act="depart", guarantee="DB1", how="sea") == "stop-not-closed"
    over()
    yard.lines({"scan": ID}, {"act": "stop", "stop": "drugs"}, {"scan": ID2})
    assert yard.refused(act="depart", guarantee="DB1", how="sea") == "stop-not-closed", "he was stopped with something else"
    over()
    yard.lines({"scan": ID2}, {"act": "stop", "stop": "drugs"})
    yard.act("depart", guarantee="DB1", how="sea")


def test_an_instruction_or_a_hold_stops_the_signature_and_a_hold_is_not_left_behind(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    held = yard.desk.front
    yard.act("hold", reason="false bottom")
    assert yard.refused(act="verify") == "traveller-stopped"
    yard.line(scan=ID2)
    assert yard.desk.front != held
    yard.line(scan=ID)
    assert yard.desk.front == held
    assert yard.refused(act="verify") == "traveller-stopped"
    yard.act("lift", reason="looked")
    yard.act("inspect", form="traveller")
    assert yard.refused(act="verify") == "traveller-stopped"
    yard.act("suspend", reason="alone")
    assert yard.refused(act="verify") == "traveller-stopped"
    yard.delta(instruction=[yards.instruction("manual", kind="person", target="P1")])
    yard.line(scan=ID)
    assert yard.refused(act="verify") == "traveller-stopped"


def test_an_instruction_on_a_traveller_is_a_call_once_and_an_inspection_answers_it(yard):
    yard.delta(instruction=[yards.instruction("manual", kind="person", target="P1")])

    def called():
        rows = yard.desk.station.journal.read("SELECT about, ref, answered_at IS NOT NULL FROM call WHERE sort = 'instruction'")
        return [(about == yard.desk.front, ref, bool(answered)) for about, ref, answered in rows]

    yard.line(scan=RECEIPT)
    number = yards.instruction("manual", kind="person", target="P1")["number"]
    assert called() == [(True, number, False)], "by his receipt alone"
    yard.lines({"scan": ID}, {"scan": BAG})
    assert called() == [(True, number, False)]
    yard.act("inspect", form="traveller")
    yard.act("suspend", reason="alone")
    yard.line(scan=ID)
    assert called() == [(True, number, False)]


def test_lines_of_trucks_and_strays_are_answered_and_written_nowhere(yard):
    before = yard.desk.station.journal.head().seq
    assert yard.refused(weight="100") == yard.refused(line={"seal": "HN1234567"}) == "traveller-line"
    assert [each["key"] for each in yard.line(scan="hello")["alarms"]] == ["traveller-stray"]
    assert yard.refused(scan=ID[:-1] + ("1" if ID[-1] != "1" else "2")) == "person-misread"
    assert yard.refused(act="verify") == "no-passage"
    assert yard.desk.station.journal.head().seq == before


def test_a_restart_and_a_rebuild_change_nothing(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    front, station = yard.desk.front, yard.desk.station
    tables = ("person_look", "quota_step", "guarantee_step")
    before = [station.journal.read(f"SELECT * FROM {table}") for table in tables]
    station.journal.rebuild()
    assert [station.journal.read(f"SELECT * FROM {table}") for table in tables] == before
    yard.open("S1")
    assert yard.desk.front == front
    yard.act("verify")


def test_no_event_no_export_and_no_file_name_carries_a_person(yard, tmp_path):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": BAG})
    yard.act("verify")
    yard.line(scan=port.ZONE)
    yard.line(scan=personal.issue(yard.desk.station, port.CODE, 1))
    yard.line(scan=port.HOME)
    person = yard.act("person", text=port.PERMIT, purpose="asked at the desk")["person"]["person"]
    yard.act("reveal", person=person, reason="compare the card")
    yard.act("purchase", person=person, quota="resident", receipt=made.make_receipt(port.DAY, 60), amount="5", sold_at="2026-11-21T01:00:00Z")
    yard.act("cancel-trip", guarantee="DB1", reason="flight cancelled")
    yard.refused(act="person", text=port.CHILD, purpose=port.NAME + port.CHILD)
    rows = port.rows()
    secrets = [each["number"] for each in rows["document"]] + [each["name"] for each in rows["person"]] + ["1980-05-06", "CESHI", "800506"]
    stored = b"\n".join(bytes(row[0]) for row in yard.desk.station.journal.read("SELECT bytes FROM event")).decode()
    views = json.dumps([yard.desk.station.journal.read(f'SELECT * FROM "{table}"') for table in ("person_look", "quota_step", "guarantee_step", "part", "stay")])
    assert person in stored
    assert [secret for secret in secrets if secret in stored or secret in views] == []
    yard.close()
    for path in yard.folder.rglob("*"):
        assert not [secret for secret in secrets if secret in path.name], path
        if path.is_file():
            assert not [secret for secret in secrets if secret.encode() in path.read_bytes()], path


LINES = st.lists(st.tuples(st.sampled_from(("A", "B", "C")), st.sampled_from((None, "1", "2")), st.integers(1, 3)), min_size=1, max_size=4)


@examples(deadline=None, max_examples=150)
@given(LINES, st.integers(0, 5), st.sampled_from(("same", "one more", "one less", "other")))
def test_goods_are_ok_exactly_when_every_item_is_there_and_none_besides(lines, at, fault):
    rows = tuple({"no": place, "name": f"L{place}", "gtin": gtin, "serial": serial, "quantity": 1 if serial else count} for place, (gtin, serial, count) in enumerate(lines))
    items = [(gtin.zfill(14), serial or "") for gtin, serial, count in lines for _ in range(1 if serial else count)]
    if fault == "one more":
        items.append(("Z".zfill(14), ""))
    elif fault == "one less":
        items.pop(at % len(items))
    elif fault == "other":
        items[at % len(items)] = ("Z".zfill(14), "")
    goods = {key: items.count(key) for key in items}
    told = Told({"number": "R", "state": "sold", "pickup": None, "sold_at": "2026-11-20T02:00:00Z"}, "p:1", rows, Guarantee("G", "R", "1", "open"))
    check = checking.compare(Seen("p:1", "document", "R", (), goods), told, Rules(Mode("guarantee", "", "", check=True), None, 2), yards.NOW)
    if not items:
        # Person and receipt are there: the absent goods take a reason.
        assert (check.state, check.absent) == ("ready", ("goods",))
        return
    assert (check.state == "ready") == (fault == "same")
    assert fault != "same" or check.lacking == ()
    assert any(each.mark == "bad" for each in check.items) == (fault != "same")


def test_the_card_shows_the_items_and_says_when_it_can_be_signed(yard):
    yard.line(scan=ID)
    card = yard.desk.card()
    assert (card.state, card.waiting, card.reasons) == ("waiting", ("receipt", "goods"), ())
    yard.lines({"scan": RECEIPT}, {"scan": BAG})
    card = yard.desk.card()
    assert [each.key for each in card.reasons] == ["traveller.ready"]
    assert (card.state, card.channel) == ("traveller", "ready")
    assert [(row.part, row.mark) for row in card.rows] == [("person", "ok"), ("receipt", "ok"), ("pickup", "ok"), ("goods", "ok"), ("guarantee", "none")]
    assert [(each.name, each.enabled, each.recommended) for each in card.acts][:2] == [("verify", True, True), ("verify-stated", True, False)]
    yard.line(scan=BAG_OTHER)
    card = yard.desk.card()
    assert not card.acts[0].enabled
    assert (card.state, card.channel) == ("traveller", "differs")
    assert (card.rows[0].part, card.rows[0].mark, [each.key for each in card.reasons]) == ("pickup", "bad", ["traveller.bag-differs"])
    said = catalogue()
    assert not [key for row in card.rows for key in (f"part.{row.part}", *(note.key for note in row.notes)) if key not in said]


def test_a_late_one_is_signed_with_its_reason_by_one_key(yard):
    yard.lines({"scan": ID}, {"scan": LATE})
    card = yard.desk.card()
    assert (card.waiting, card.reasons, [each.name for each in card.acts if each.recommended]) == (("goods",), card.reasons, ["verify-stated"])
    assert [each.key for each in card.reasons] == ["traveller.late"]
    # Late, and a third not there: two reasons, neither stands for the other.
    assert yard.refused(act="verify-stated", reason="checked in already") == "guarantee-late"
    assert yard.refused(act="verify", late="typhoon, no ships") == "guarantee-absent"
    yard.line(scan=CREAM)
    assert [(each.key, each.values["days"]) for each in yard.desk.card().reasons] == [("traveller.late", 51)]
    yard.act("verify-stated", reason="typhoon, no ships")
    (event,) = yard.desk.station.journal.events(kinds=("guarantee.verified",))
    assert (event.body["late"], "absent" in event.body) == ("typhoon, no ships", False)


def test_more_than_one_trip_may_take_is_said_with_the_figures_and_takes_a_reason(yard):
    yard.lines({"scan": port.ID2}, {"scan": port.TWO})
    for code in (port.CREAM, port.CREAM, port.WHISKY):
        yard.clock.at += 2000
        told = yard.line(scan=code)
    assert [(each["name"], each["found"], each["expected"]) for each in told["traveller"]["items"] if each["thing"] == "trip"] == [("liquor", "1600", "1500")]
    card = yard.desk.card()
    assert [(row.value, [note.key for note in row.notes]) for row in card.rows if row.part == "trip"] == [("1600 / 1500", ["category.liquor", "traveller.over-trip.ml"])]
    assert [(each.name, each.enabled) for each in card.acts][:2] == [("verify", False), ("verify-stated", True)]
    refused = yard.line(act="verify")["refused"]
    assert (refused["key"], "1600" in refused["words"], "liquor" in refused["words"]) == ("guarantee-over-trip-ml", True, False)
    told = yard.act("verify-stated", reason="100 ml taxed as an inbound article")["traveller"]
    assert (told["state"], told["guarantee"]["state"]) == ("verified", "verified")
    (event,) = yard.desk.station.journal.events(kinds=("guarantee.verified",))
    assert (event.body["reason"], event.body["absent"], event.body["items"][-1]["found"]) == ("100 ml taxed as an inbound article", [], "1600")


def test_a_passport_is_known_by_its_number_at_the_desk_too(yard):
    told = yard.line(scan=port.PASSPORT, source="typed")
    assert (told["person"]["known"], told["traveller"]["present"]) == (True, ("person",))
    yard.lines({"scan": RECEIPT}, {"scan": BAG})
    assert port.PASSPORT not in str([event.body for event in yard.desk.station.journal.events()])
    yard.act("verify")


def test_a_late_one_without_a_third_keeps_both_reasons(yard):
    yard.lines({"scan": ID}, {"scan": LATE})
    yard.act("verify-stated", reason="checked in already", late="typhoon, no ships")
    (event,) = yard.desk.station.journal.events(kinds=("guarantee.verified",))
    assert (event.body["late"], event.body["reason"], event.body["absent"]) == ("typhoon, no ships", "checked in already", ["goods"])


def test_the_check_is_explained_by_its_quota_and_names_nobody(yard):
    def told():
        found = explaining.explain(yard.desk.lane)
        text = json.dumps(explaining.as_map(found), ensure_ascii=False)
        assert ID not in text
        assert "{" not in "".join(explaining.lines(found, "zh") + explaining.lines(found, "en"))
        (step,) = found.steps
        assert [change.key for change in step.changes] == ([] if step.title.endswith(("ready", "stopped")) else ["explain.traveller.how"])
        return step.title.rpartition(".")[2], [why.key for why in step.whys], {rule.rule for why in step.whys for rule in why.rules}

    yard.line(scan=ID)
    assert told()[:2] == ("waiting", ["explain.traveller.open"])
    yard.line(scan=RECEIPT)
    yard.line(scan=port.serial(WATCH, "S9"))
    name, keys, rules = told()
    assert (name, rules) == ("differs", {"offshore"})
    assert "traveller.goods-missing" in keys
    passage = yard.desk.front
    yard.act("next")
    yard.line(scan=ID)
    yard.line(scan=RECEIPT)
    yard.line(scan=port.serial(WATCH, "S1"))
    assert told()[0] == "ready"
    yard.act("hold", reason="odd")
    assert told()[:2] == ("stopped", ["explain.selected"])
    assert explaining.explain(yard.desk.lane, passage).steps[0].title == "explain.traveller.differs"


def explained(yard, passage=""):
    """(how it stood, [what is told with its values]) of each step."""
    steps = explaining.explain(yard.desk.lane, passage).steps
    assert "{" not in "".join(explaining.lines(explaining.explain(yard.desk.lane, passage), "en"))
    return [(step.title.rpartition(".")[2], [(why.key.removeprefix("explain.").removeprefix("traveller."), dict(why.values)) for why in step.whys]) for step in steps]


def test_what_is_over_the_limit_of_a_trip_is_explained_before_and_as_it_was_after_the_signature(yard):
    over = ("over.ml", {"limited": "liquor", "found": "1600", "expected": "1500"})
    yard.lines({"scan": port.ID2}, {"scan": port.TWO})
    for code in (port.CREAM, port.CREAM, port.WHISKY):
        yard.clock.at += 2000
        yard.line(scan=code)
    passage = yard.desk.front
    assert explained(yard) == [("stated", [over])]
    assert [change.key for change in explaining.explain(yard.desk.lane).steps[0].changes] == ["explain.traveller.within", "explain.traveller.how"]
    yard.act("verify-stated", reason="100 ml taxed as an inbound article")
    signed = yard.clock.at
    yard.clock.wait(48)
    yard.act("depart", guarantee="DB4", how="air")
    told = explained(yard, passage)
    assert told[0] == ("verified", [("agreed", {}), over, ("reasoned", {})])
    assert told[1:] == [("settled", [("became.settled", {})])]
    step = explaining.explain(yard.desk.lane, passage).steps[0]
    assert step.at == signed
    (rule,) = step.whys[1].rules
    assert (rule.rule, rule.file, rule.valid_from, rule.pack, rule.book) == ("offshore", "quotas.toml", "2025-11-01", 0, yard.desk.station.book.hash[:12])
    text = "\n".join(explaining.lines(explaining.explain(yard.desk.lane, passage), "en"))
    assert ("Liquor: 1600 ml, over the 1500 ml of one trip" in text, "100 ml taxed" in text) == (True, False)


def test_a_traveller_nobody_signed_is_explained_as_of_the_last_read_and_says_that_it_is_compared_again(yard):
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": port.serial(WATCH, "S1")})
    first = yard.desk.front
    yard.act("next")
    yard.clock.wait(1)
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": port.serial(WATCH, "S1")})
    yard.act("verify")
    yard.clock.wait(24 * 60)
    # Signed since, and long ago by now: as it stood then it was ready, and not late.
    assert explained(yard, first) == [("ready", [("ready", {"days": "1"}), ("again", {})])]


def test_one_whom_an_instruction_stopped_is_not_called_ready_once_the_next_stands_in_front(yard):
    yard.delta(instruction=[yards.instruction("manual", kind="person", target="P1")])
    yard.lines({"scan": ID}, {"scan": RECEIPT}, {"scan": port.serial(WATCH, "S1")})
    first = yard.desk.front
    assert explained(yard) == [("stopped", [("selected", {})])]
    yard.act("next")
    yard.line(scan=ID2)
    assert explained(yard, first) == [("stopped", [("selected", {})])]


def test_eight_digits_typed_before_anybody_is_here_are_the_permit_the_register_knows_and_goods_after(tmp_path):
    permit, stranger = "12345670", "12345687"
    rows = port.rows()
    one = port.desk(tmp_path / "other", {**rows, "document": [*rows["document"], {"kind": "tw-permit", "number": permit, "person": "P2"}]})
    assert one.line(scan=permit)["traveller"]["present"] == ("goods",), "what a scanner reads in bars is an item"
    one.act("next")
    assert one.line(scan=stranger, source="typed")["traveller"]["present"] == ("goods",)
    one.act("next")
    assert one.line(scan=permit, source="typed")["traveller"]["present"] == ("person",)
    assert one.line(scan="12345670", source="typed")["traveller"]["present"] == ("person", "goods")
    one.close()


def test_a_receipt_told_as_departed_whose_guarantee_is_open_is_not_signed(tmp_path):
    rows = port.rows()
    one = port.desk(tmp_path / "other", {**rows, "receipt": [{**each, "state": "departed"} if each["number"] == RECEIPT else each for each in rows["receipt"]]})
    one.lines({"scan": ID}, {"scan": RECEIPT})
    assert marks(one.line(scan=BAG))["receipt"] == ("bad", "traveller.receipt-departed")
    assert one.refused(act="verify", reason="looks fine") == "guarantee-differs"
    one.close()
