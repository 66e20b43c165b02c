from dataclasses import replace

import pytest

from tests.release.slips import DAY, NOW, PLAIN, key_list, signed
from workstation.release import gate, token

GOOD = token.check(signed(PLAIN), key_list(), NOW)
NOTHING = {"used": False, "suspended": False, "voided": False, "vehicle": PLAIN.vehicle}


def judged(checked=GOOD, **facts):
    return gate.judge(checked, **{**NOTHING, **facts})


@pytest.mark.parametrize("plate", ["琼AD12345", "琼A·D12345", "琼a d12345"])
def test_a_good_slip_for_the_truck_in_front_is_accepted(plate):
    assert judged(vehicle=plate) == gate.Judged(accepted=True, reasons=())


@pytest.mark.parametrize(("facts", "reason"), [
    ({"used": True}, "slip-used"),
    ({"suspended": True}, "slip-suspended"),
    ({"voided": True}, "slip-voided"),
    ({"vehicle": "琼A99999"}, "slip-wrong-truck"),
    ({"vehicle": ""}, "slip-wrong-truck"),
    ({"vehicle": None}, "slip-plate-awaited"),
])
def test_what_the_station_knows_closes_the_gate(facts, reason):
    assert judged(**facts) == gate.Judged(accepted=False, reasons=(reason,))


def test_all_reasons_are_told():
    assert judged(used=True, suspended=True, voided=True, vehicle="琼A99999").reasons == (
        "slip-voided", "slip-suspended", "slip-used", "slip-wrong-truck",
    )


@pytest.mark.parametrize(("text", "now", "changes", "reason"), [
    (signed(PLAIN), PLAIN.expires_at + 1, {}, "slip-expired"),
    (signed(PLAIN), NOW, {"made_at": NOW - 40 * DAY}, "key-list-too-old"),
    (signed(PLAIN), NOW, {"stations": ()}, "slip-key-unknown"),
    (signed(replace(PLAIN, basis="unfinished")), NOW, {}, "slip-unfinished"),
    ("HN1:", NOW, {}, "slip-not-readable"),
])
def test_what_the_check_says_closes_the_gate(text, now, changes, reason):
    answer = judged(token.check(text, key_list(**changes), now))
    assert not answer.accepted
    assert reason in answer.reasons


def test_a_trial_slip_opens_the_gate_of_its_own_root():
    answer = judged(token.check(signed(replace(PLAIN, marks=("trial",))), key_list(), NOW))
    assert answer == gate.Judged(accepted=True, reasons=("slip-trial",))
