"""A person is opened by any document or personal code, masked, for a purpose that is written; revealed with a reason; and auditors see who looked."""

import json
from datetime import date

import persons_port as port
import pytest
from persons_port import CHILD, CODE, HOME, ID, NAME, PASSPORT, PERMIT, ZONE

from tests import yard as yards
from workstation import settings
from workstation.codes import made
from workstation.desk import personal, persons
from workstation.persons import looks as looking
from workstation.persons.looks import Wanted
from workstation.release import keys
from workstation.words import Refused

STRANGER = made.make_resident_id("460105", date(1975, 1, 2), 21)


@pytest.fixture
def yard(tmp_path):
    made_here = yards.Yard(tmp_path / "station", port.rows())
    made_here.open("S1")
    yield made_here
    made_here.close()


def opened(yard, text, purpose="asked at the desk"):
    return yard.act("person", text=text, purpose=purpose)["person"]


def test_every_document_and_the_code_open_the_same_person(yard):
    found = [opened(yard, text) for text in (ID, PERMIT, ZONE, ZONE.replace("\n", " "), personal.issue(yard.desk.station, CODE, 1))]
    assert {each["person"] for each in found} == {found[0]["person"]}
    assert found[0]["person"].startswith("p:")
    assert [event.body["proof"] for event in yard.desk.station.journal.events(kinds=("person.shown",))] == ["typed"] * 4 + ["signed"]
    assert opened(yard, PASSPORT.lower())["person"] == opened(yard, f" {PASSPORT[:4]}-{PASSPORT[4:]}")["person"] == found[0]["person"]
    assert yard.refused(act="person", text=CODE, purpose="asked at the desk") == "person-no-code", "a personal code opens by its signature"
    assert opened(yard, HOME)["person"] == opened(yard, HOME + "01")["person"] == opened(yard, port.ID2)["person"]


def test_what_is_shown_is_masked_and_whole(yard):
    person = opened(yard, ID)
    assert (person["name"], person["birth"], person["resident"], person["list"]) == ("测***", "1980", True, "none")
    shown = json.dumps(person, ensure_ascii=False)
    assert not [secret for secret in (NAME, ID, PERMIT, PASSPORT, "1980-05-06", CODE) if secret in shown]
    assert {(each["kind"], each["expired"]) for each in person["documents"]} == {("resident-id", None), ("two-way-permit", True), ("passport", False), ("personal", None)}
    offshore, resident = person["quotas"]
    assert (offshore["this_year"]["used"], resident["this_year"]["used"]) == ("59800.50", "320.50")
    assert [(each["number"], each["state"]) for each in person["guarantees"]] == [("DB1", "open"), ("DB3", "open")]
    assert {each["category"]: (each["used"], each["over"]) for each in offshore["trip"]}["cosmetics"] == ("32", "2")


def test_a_year_before_there_was_a_quota_is_not_told_and_the_year_turns_at_midnight_in_hainan(yard):
    offshore, resident = opened(yard, ID)["quotas"]
    assert ((offshore["last_year"]["year"], offshore["last_year"]["used"]), resident["last_year"]) == ((2025, "0.00"), None)
    told = [port.receipt(made.make_receipt(port.DAY, 90 + place), quota=quota, sold_at=at, total="100") for place, (quota, at) in enumerate((("offshore", "2025-12-31T15:59:59Z"), ("offshore", "2025-12-31T16:00:00Z"), ("resident", "2025-12-31T15:59:59Z")))]  # fmt: skip
    yard.load(port.rows(receipt=told, receipt_line=[], guarantee=[]))
    offshore, resident = opened(yard, ID)["quotas"]
    assert [each["used"] for each in (offshore["last_year"], offshore["this_year"])] == ["100.00", "100.00"]
    # Bought under a quota that was not there yet: all of it is beyond it.
    assert [resident["last_year"][name] for name in ("year", "amount", "used", "over")] == [2025, "0.00", "100.00", "100.00"]
    yard.clock.at = settings.parse_time("2027-01-01T00:00:00Z")
    offshore, resident = opened(yard, ID)["quotas"]
    assert [(each["last_year"]["year"], each["last_year"]["amount"]) for each in (offshore, resident)] == [(2026, "100000.00"), (2026, "10000.00")]


def test_who_may_not_buy_is_said(yard):
    child, other = opened(yard, CHILD)["quotas"], opened(yard, HOME)["quotas"]
    assert [(each["entitled"], each["why"]) for each in child] == [(False, "person.too-young"), (True, "")]
    assert [(each["entitled"], each["why"]) for each in other] == [(True, ""), (False, "person.not-resident")]


def test_instructions_on_a_person_and_his_passages_are_shown(yard):
    yard.delta(instruction=[yards.instruction("manual", kind="person", target="P1")])
    yard.lines({"scan": yards.PLATE}, {"scan": ID})
    person = opened(yard, ID)
    assert [(each["channel"], each["risk"]) for each in person["instructions"]] == [("manual", "conceal")]
    assert [(each["passage"], each["state"]) for each in person["passages"]] == [(yard.desk.front, "open")]
    assert opened(yard, HOME)["instructions"] == ()


def test_nobody_is_looked_up_by_a_misread_or_unknown_number(yard):
    wrong = ID[:-1] + ("1" if ID[-1] != "1" else "2")
    cases = {wrong: "person-misread", ZONE[:-1] + ("1" if ZONE[-1] != "1" else "2"): "person-misread", "C87654321": "person-unknown", "hello": "person-no-code"}
    for text, key in {**cases, yards.BOX: "person-no-code"}.items():
        assert yard.refused(act="person", text=text, purpose="asked at the desk") == key
    assert yard.refused(act="person", text=ID) == "act-field-missing"
    assert yard.refused(act="person", text=ID, purpose="?") == "words-too-short"
    # A valid number the port was told nothing of is a person all the same, and looking is looking.
    stranger = opened(yard, STRANGER)
    assert (stranger["known"], stranger["name"], stranger["documents"]) == (False, "", ())
    assert yard.kinds()[-1] == "person.shown"


def test_a_reveal_takes_a_reason_a_role_and_an_opened_person_and_ends(yard):
    person = opened(yard, ID)["person"]
    told = yard.act("reveal", person=person, reason="compare the card")["revealed"]
    assert (told["name"], told["birth"], {each["number"] for each in told["documents"]}) == (NAME, "1980-05-06", {ID, PERMIT, PASSPORT, CODE})
    assert settings.parse_time(told["until"]) - yard.clock.at in range(19_000, 20_001)
    assert yard.refused(act="reveal", person=person) == "act-field-missing"
    assert yard.refused(act="reveal", person="p:0", reason="curious") == "person-not-opened"
    yard.act("sign-in", officer="O1")
    assert yard.refused(act="reveal", person=person, reason="curious") == "person-not-opened"
    yard.act("sign-in", officer="U1")
    opened(yard, ID, "audit of the week")
    assert yard.refused(act="reveal", person=person, reason="curious") == "role-may-not"
    yard.act("sign-in", officer="T1")
    assert yard.refused(act="person", text=ID, purpose="curious") == "role-may-not"


@pytest.mark.parametrize("words", [f"{NAME}来问", f"about {ID}", f"about {ID[:6]} {ID[6:14]} {ID[14:]}", f"permit {PERMIT.lower()}", f"like {yards.DRIVER} said"])
def test_no_name_and_no_number_gets_into_the_journal_by_a_purpose(yard, words):
    assert yard.refused(act="person", text=ID, purpose=words) == "person-in-words"
    person = opened(yard, ID)["person"]
    assert yard.refused(act="reveal", person=person, reason=words) in ("person-in-words", "text-names-person")


def test_auditors_see_who_looked_whom_up(yard, monkeypatch):
    person = opened(yard, ID)["person"]
    yard.act("reveal", person=person, reason="compare the card")
    yard.act("sign-in", officer="O1")
    opened(yard, HOME)
    yard.clock.wait(30)
    opened(yard, PERMIT, "came back")
    station = yard.desk.station
    whole = persons.audit(station, "auditor", Wanted())
    assert [(each["officer"], each["how"], each["purpose"]) for each in whole["looks"]] == [
        ("O1", "shown", "came back"), ("O1", "shown", "asked at the desk"), ("S1", "revealed", "compare the card"), ("S1", "shown", "asked at the desk"),
    ]  # fmt: skip
    assert whole["officers"] == [{"officer": "O1", "shown": 2, "revealed": 0, "persons": 2}, {"officer": "S1", "shown": 1, "revealed": 1, "persons": 1}]
    assert len(persons.audit(station, "supervisor", Wanted(officer="O1", person=person))["looks"]) == 1
    assert len(persons.audit(station, "auditor", Wanted(since=yards.NOW + 10 * yards.HOUR))["looks"]) == 1
    monkeypatch.setattr(looking, "AT_MOST", 3)
    assert [(len(found["looks"]), found["more"]) for found in (whole, persons.audit(station, "auditor", Wanted()))] == [(4, False), (3, True)]
    for role in ("officer", "senior", "technician", "administrator"):
        with pytest.raises(Refused, match="role-may-not"):
            persons.audit(station, role, Wanted())


def issuer(yard, name="PERSON-CNHXG", **changed):
    """A signing function and the key list that vouches for it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    usual = {"valid_from": yards.NOW - yards.HOUR, "valid_to": yards.NOW + 99 * yards.HOUR}
    known = keys.KeyList("", yards.NOW, (keys.StationKey(name, public, **(usual | changed)),))
    return (private.sign, keys.kid(public)), known


def code(signer, name="PERSON-CNHXG", issued=0, hours=1, value=CODE):
    claims = personal.Claims(name, value, yards.NOW + issued, yards.NOW + issued + hours * yards.HOUR)
    return personal.sign(claims, *signer).removeprefix(f"HNP1:{value}:")


def answer(signature, known, value=CODE, later=0):
    try:
        return personal.check(value, signature, known, yards.NOW + later)
    except Refused as refused:
        return refused.key


def test_a_personal_code_is_signed_expired_unknown_or_forged_and_each_says_so(yard):
    signer, known = issuer(yard)
    good = code(signer)
    assert answer(good, known) == "signed"
    assert answer("", known) == "personal-unsigned"
    assert answer(good, known, later=yards.HOUR + 1) == "personal-expired"
    assert answer(good, known, later=-yards.HOUR) == "personal-not-yet"
    assert answer(good, issuer(yard)[1]) == "personal-key-unknown"
    assert answer(good, known, value="P46-0002") == "personal-forged"
    assert answer(good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:], known) == "personal-forged"
    assert answer(good[:20], known) == answer(good + "00", known) == answer("~", known) == "personal-unreadable"
    lane_key, lane_list = issuer(yard, "CNHXG-03-7KQ2")
    assert answer(code(lane_key, "CNHXG-03-7KQ2"), lane_list) == answer(code(lane_key), lane_list) == "personal-key-not-valid"
    past, past_list = issuer(yard, valid_to=yards.NOW - 1)
    assert answer(code(past), past_list) == "personal-key-not-valid"
    revoked = keys.KeyList("", yards.NOW, known.stations, (), (keys.Revoked(known.stations[0].kid.hex(), yards.NOW),))
    assert answer(good, revoked) == "personal-key-not-valid"


def test_a_forged_code_opens_nobody_at_the_desk(yard):
    text = personal.issue(yard.desk.station, CODE, 1)
    assert opened(yard, text)["known"]
    for bare in (made.make_personal(CODE), made.make_personal(CODE) + ":", made.make_personal("P46-0002")):
        assert yard.refused(act="person", text=bare, purpose="asked at the desk") == "personal-unsigned"
    other = text.replace(CODE, "P46-0002")
    assert yard.refused(act="person", text=other, purpose="asked at the desk") == "personal-forged"
    yard.clock.wait(2)
    assert yard.refused(act="person", text=text, purpose="asked at the desk") == "personal-expired"


def test_an_issuers_key_signs_no_slip_and_a_second_code_uses_the_same_key(yard):
    personal.issue(yard.desk.station, CODE, 1)
    personal.issue(yard.desk.station, "P46-0002", 1)
    known = personal.known_keys(yard.desk.station)
    assert [each.station for each in known.stations if each.station.startswith(personal.ISSUER)] == ["PERSON-CNHXG"]
    with pytest.raises(Refused, match="personal-code"):
        personal.issue(yard.desk.station, "no good", 1)


def test_a_quota_counts_every_receipt_and_the_passages_that_are_not_told_are_said(yard, monkeypatch):
    from workstation.persons import opened as opening

    cheap = [port.receipt(made.make_receipt(port.DAY, 100 + place), "on-site", quota="resident", total="9.00") for place in range(1_100)]
    yard.load(port.rows(receipt=cheap, receipt_line=[], guarantee=[]))
    person = opened(yard, ID)
    resident = person["quotas"][1]["this_year"]
    assert (resident["used"], resident["left"], person["more"]) == ("9900.00", "100.00", False)
    one_more = {"quota": "resident", "receipt": made.make_receipt(port.DAY, 2_000), "amount": "100.01", "sold_at": "2026-11-20T03:00:00Z"}
    assert yard.refused(act="purchase", person=person["person"], **one_more) == "quota-exceeded"
    monkeypatch.setattr(opening, "STAYS", 2)
    for plate in (yards.PLATE, yards.PLATE2, yards.PLATE3):
        yard.lines({"scan": plate}, {"scan": ID}, {"act": "transfer", "to": "lane 04"})
    person = opened(yard, ID)
    assert (len(person["passages"]), person["more"]) == (2, True)
