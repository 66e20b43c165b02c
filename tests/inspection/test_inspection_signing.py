"""Who may do what in an inspection, what is still missing, and what a signature holds."""

from dataclasses import replace

import pytest
from inspection_chain import Chain

from workstation.inspection import forms, grow, progress, signing
from workstation.words import Refused


def refusal(check, *args):
    with pytest.raises(Refused) as refused:
        check(*args)
    assert "{" not in str(refused.value)
    return refused.value.key


def test_two_different_officers_complete_it(filled, form):
    assert progress.missing(filled.inspection, form) == ()
    signing.check_sign(filled.inspection, form, "A", "officer")
    filled.sign("A")
    assert not signing.complete(filled.inspection, form)
    assert refusal(signing.check_close, filled.inspection, form) == "inspection-unsigned"
    assert refusal(signing.check_sign, filled.inspection, form, "A", "officer") == "inspection-signed-already"
    filled.sign("A")
    assert not signing.complete(filled.inspection, form)
    signing.check_sign(filled.inspection, form, "B", "senior")
    filled.sign("B")
    assert signing.complete(filled.inspection, form)
    signing.check_close(filled.inspection, form)


def test_a_change_after_a_signature_voids_it_and_putting_it_back_revives_it(filled, form):
    filled.sign("A").sign("B").set(form, found_pieces="119", pieces_reason="少一件")
    assert signing.valid(filled.inspection) == ()
    assert not signing.complete(filled.inspection, form)
    signing.check_sign(filled.inspection, form, "A", "officer")
    filled.sign("A").sign("B")
    assert signing.complete(filled.inspection, form)


@pytest.mark.parametrize("role", ["auditor", "technician", "administrator", "", "driver"])
def test_other_roles_never_take_part(filled, form, role):
    assert refusal(signing.check_sign, filled.inspection, form, "B", role) == "inspection-role"
    assert refusal(signing.check_open, form, {"A": "officer", "B": role}) == "inspection-role"
    assert refusal(signing.check_join, filled.inspection, "C", role) == "inspection-role"
    assert refusal(signing.check_touch, filled.inspection, "A", role) == "inspection-role"
    assert refusal(signing.check_hand_over, filled.inspection, "A", "C", role) == "inspection-role"


def test_only_who_is_on_it_touches_and_signs(filled, form):
    assert refusal(signing.check_sign, filled.inspection, form, "C", "officer") == "inspection-not-on-it"
    assert refusal(signing.check_touch, filled.inspection, "C", "officer") == "inspection-not-on-it"
    signing.check_join(filled.inspection, "C", "officer")
    filled.append("inspection.joined", "A", joiner="C", cosigner="C")
    assert refusal(signing.check_join, filled.inspection, "C", "officer") == "inspection-on-it-already"
    signing.check_sign(filled.inspection, form, "C", "officer")


def test_a_re_inspection_excludes_the_first_pair_and_those_before(filled, form):
    assert refusal(signing.first_pair, filled.inspection) == "inspection-not-closed"
    filled.append("inspection.closed", conclusion="normal", disposal="release")
    excluded = signing.first_pair(filled.inspection)
    assert excluded == ("A", "B")
    assert refusal(signing.check_open, form, {"C": "officer", "B": "officer"}, excluded) == "inspection-first-pair"
    again = Chain(first=200).open(officer="C", cosigner="D", again=filled.id, excluded=list(excluded))
    assert refusal(signing.check_join, again.inspection, "A", "officer") == "inspection-first-pair"
    assert refusal(signing.check_hand_over, again.inspection, "C", "B", "officer") == "inspection-first-pair"
    assert refusal(signing.check_sign, again.inspection, form, "A", "officer") == "inspection-first-pair"
    assert refusal(signing.check_touch, again.inspection, "A", "officer") == "inspection-first-pair"
    again.append("inspection.signed", "A", signer="A", digest=grow.digest(again.inspection))
    assert signing.valid(again.inspection) == ()
    again.append("inspection.closed", "C", conclusion="normal", disposal="release")
    assert set(signing.first_pair(again.inspection)) == {"A", "B", "C", "D"}


def test_a_form_is_opened_on_its_days_only(form):
    signing.check_open(form, {"A": "officer"}, (), "2026-11-21")
    assert refusal(signing.check_open, form, {"A": "officer"}, (), "2025-12-17") == "inspection-form-day"


def test_one_officer_alone_suspends_and_never_finishes(chain, form):
    chain.open()
    assert refusal(signing.check_suspend, chain.inspection, "A", "officer", "  ") == "inspection-reason"
    signing.check_suspend(chain.inspection, "A", "officer", "alone at the checkpoint")
    assert refusal(signing.check_resume, chain.inspection, "A", "officer") == "inspection-not-suspended"
    chain.append("seal.removed", seal="HN1", reason="inspection")
    assert refusal(signing.check_suspend, chain.inspection, "A", "officer", "alone") == "inspection-seal-unreplaced"
    chain.append("seal.applied", seal="HN2")
    signing.check_suspend(chain.inspection, "A", "officer", "alone")
    chain.append("inspection.suspended", reason="alone")
    for check, args in [
        (signing.check_touch, ("A", "officer")),
        (signing.check_join, ("B", "officer")),
        (signing.check_sign, (form, "A", "officer")),
        (signing.check_suspend, ("A", "officer", "again")),
        (signing.check_close, (form,)),
    ]:
        assert refusal(check, chain.inspection, *args) == "inspection-suspended"
    assert refusal(signing.check_resume, chain.inspection, "C", "officer") == "inspection-not-on-it"
    signing.check_hand_over(chain.inspection, "A", "C", "officer")
    chain.append("inspection.handed-over", "C", **{"from": "A", "to": "C"})
    signing.check_resume(chain.inspection, "C", "officer")
    assert refusal(signing.check_resume, chain.inspection, "A", "officer") == "inspection-not-on-it"


def test_hand_over_goes_to_another_officer(filled):
    assert refusal(signing.check_hand_over, filled.inspection, "A", "A", "officer") == "inspection-same-officer"
    assert refusal(signing.check_hand_over, filled.inspection, "C", "D", "officer") == "inspection-not-on-it"
    assert refusal(signing.check_hand_over, filled.inspection, "A", "B", "officer") == "inspection-on-it-already"


def test_nothing_moves_after_closing_or_before_the_opening_is_here(filled, form):
    unopened = grow.grow(None, filled.events[1])
    filled.append("inspection.closed", conclusion="normal", disposal="release")
    for one, key in ((filled.inspection, "inspection-closed"), (unopened, "inspection-not-here")):
        assert refusal(signing.check_touch, one, "A", "officer") == key
        assert refusal(signing.check_resume, one, "A", "officer") == key
        assert refusal(signing.check_hand_over, one, "A", "C", "officer") == key
        assert refusal(signing.check_sign, one, form, "A", "officer") == key


@pytest.mark.parametrize(
    ("fields", "lacking"),
    [
        ({"damage": "yes"}, ("damage-cause",)),
        ({"sampled": "yes"}, ("sample-number", "sample-quantity")),
        ({"found_pieces": "119"}, ("pieces-reason",)),
        ({"goods_match": "no"}, ("goods-found",)),
        ({"resealed": "no"}, ("no-seal-reason",)),
        ({"party_signature": "refused"}, ("refusal-reason", "witness")),
        ({"party_signature": "absent"}, ("witness",)),
        ({"conclusion": "abnormal"}, ("anomaly", "risk", "anomaly-text")),
        ({"place": ""}, ("place",)),
        ({"declared_pieces": ""}, ()),
        ({"seal_state": "none"}, ()),
    ],
)
def test_what_an_answer_asks_for(filled, form, fields, lacking):
    filled.sign("A").sign("B").set(form, **fields)
    assert progress.missing(filled.inspection, form) == lacking
    assert not signing.complete(filled.inspection, form)
    if lacking:
        assert refusal(signing.check_sign, filled.inspection, form, "A", "officer") == "inspection-missing"


def test_old_and_new_seal_numbers_are_asked_where_seals_were_opened(chain, form):
    chain.open(cosigner="B").set(form, seal_state="intact", resealed="yes")
    assert {"old-seal", "new-seal"} <= set(progress.missing(chain.inspection, form))
    chain.append("seal.removed", seal="HN1", container="MSKU0383250", reason="inspection")
    chain.append("seal.removed", seal="HN2", container="CSQU3054383", reason="inspection")
    assert "old-seal" not in progress.missing(chain.inspection, form)
    chain.append("seal.applied", seal="HN8", container="MSKU0383250")
    assert progress.unreplaced(chain.inspection) == ("HN2",)
    assert "new-seal" in progress.missing(chain.inspection, form)
    chain.append("seal.applied", seal="HN9", container="CSQU3054383")
    assert "new-seal" not in progress.missing(chain.inspection, form)


def test_a_replaced_seal_is_old_and_new(chain, form):
    chain.open().set(form, seal_state="intact", resealed="yes")
    chain.append("seal.replaced", seal="HN1", new="HN2", container="MSKU0383250", reason="inspection")
    assert not {"old-seal", "new-seal"} & set(progress.missing(chain.inspection, form))
    values = {field.id: progress.value(chain.inspection, field) for field in form.fields if field.fill}
    assert values == {"old-seal": "HN1", "new-seal": "HN2"}


def test_a_seal_number_entered_anew_corrects_the_record(chain, form):
    chain.open().set(form, seal_state="intact", old_seal="HN1").set(form, old_seal="HN-2")
    assert [(each.act, each.seal) for each in chain.inspection.seals] == [("removed", "HN-2")]
    assert [event.kind for event in chain.events].count("seal.removed") == 1
    chain.set(form, old_seal="HN2, HN3")
    assert [each.seal for each in chain.inspection.seals] == ["HN-2", "HN3"]
    chain.set(form, old_seal="hn3,hn2")
    assert [each.seal for each in chain.inspection.seals] == ["HN-2", "HN3"]


def test_a_seal_is_not_put_on_twice(filled, form):
    filled.set(form, new_seal="HN 1234567")
    assert refusal(signing.check_sign, filled.inspection, form, "A", "officer") == "inspection-seal-reused"


def test_a_form_that_opens_nothing_does_not_swallow_a_removed_seal(chain):
    image = forms.all()["machine-image"]
    chain.open("machine-image", cosigner="B")
    chain.set(image, place="H986", scanner="H986-1", image_number="20261121-7", image_quality="usable", image_match="agrees", conclusion="normal", disposal="release")
    chain.photo("image").append("seal.removed", seal="HN1", reason="r")
    assert refusal(signing.check_sign, chain.inspection, image, "A", "officer") == "inspection-seal-unreplaced"


def test_a_disposal_fits_its_conclusion(filled, form):
    filled.set(form, disposal="detain")
    assert refusal(signing.check_sign, filled.inspection, form, "A", "officer") == "inspection-disposal-clash"


def test_a_form_may_ask_for_the_party_to_be_present(filled, form):
    filled.set(form, party="absent", party_signature="absent", witness="site-operator")
    signing.check_content(filled.inspection, form)
    strict = replace(form, party="required")
    assert refusal(signing.check_sign, filled.inspection, strict, "A", "officer") == "inspection-party-absent"


def test_a_form_of_another_version_is_a_bug(filled):
    with pytest.raises(ValueError, match="was opened with"):
        signing.complete(filled.inspection, forms.all()["appearance"])


def test_after_a_crash_the_officer_is_back_at_the_same_field(chain, form):
    chain.open()
    assert progress.current(chain.inspection, form) == "place"
    chain.set(form, place="东区")
    assert progress.current(grow.gather(chain.events)[chain.id], form) == "seal-state"
    chain.set(form, method="thorough")
    # He went ahead: on to the next, and the ones left out come last.
    assert progress.current(chain.inspection, form) == "opened-boxes"


def test_when_all_is_filled_he_is_where_he_was(filled, form):
    assert progress.current(filled.inspection, form) == "disposal"


@pytest.mark.parametrize(
    ("after", "declared", "outcome", "deviation"),
    [
        ("30100", "20000", "within", "100"),
        ("30100.5", "20000", "outside", "100.5"),
        ("10050", "0", "within", "50"),
        ("30101", "20100", "within", "1"),
        ("30000", "20100.5", "within", "-100.5"),
        ("31000", "20000", "outside", "1000"),
        ("9000", "20000", "outside", "-21000"),
        ("30000", "", "unknown", ""),
    ],
)
def test_the_meter_difference_is_compared_with_the_declaration(chain, after, declared, outcome, deviation):
    meter = forms.all()["liquid-meter"]
    chain.open("liquid-meter").set(meter, reading_before="10000", reading_after=after, declared_quantity=declared)
    (found,) = progress.computed(chain.inspection, meter)
    assert (found.outcome, found.deviation) == (outcome, deviation)
    assert ("deviation-reason" in progress.missing(chain.inspection, meter)) == (outcome == "outside")


def test_the_meter_shows_its_difference_alone(chain):
    meter = forms.all()["liquid-meter"]
    chain.open("liquid-meter").set(meter, reading_before="0.10", reading_after="0.30")
    assert progress.computed(chain.inspection, meter)[0].value == "0.20"


# What two answers say together: opened packages beside the method and the packages found.
TOGETHER = [
    ({"opened_boxes": "0"}, "opened 0"), ({"opened_boxes": "0", "method": "sampling"}, "opened 0"), ({"opened_boxes": "121"}, "than were found"),
    ({"opened_boxes": "1"}, ""), ({"opened_boxes": "120"}, ""), ({"opened_boxes": "0", "found_pieces": "0", "pieces_reason": "空箱"}, ""),
]


@pytest.mark.parametrize(("fields", "said"), TOGETHER, ids=[f"{fields}" for fields, _ in TOGETHER])
def test_contradicting_entries_are_not_signed(filled, form, fields, said):
    filled.set(form, **{"method": "thorough", "found_pieces": "120", **fields})
    if not said:
        signing.check_sign(filled.inspection, form, "A", "officer")
        return
    with pytest.raises(Refused) as refused:
        signing.check_sign(filled.inspection, form, "A", "officer")
    assert (refused.value.key, said in str(refused.value.values["what"])) == ("inspection-contradiction", True)
