"""Goods under a flag: without a certificate that answers it they do not go, and an inspection asks what the flag asks."""

from itertools import permutations

import pytest

from tests.yard import LIST, PAPERS, PLATE, PLATE2, clean, consignment, rows
from workstation.passage import of

CERTIFICATE = {"number": "HN-QUA-2026-000001", "kind": "quarantine", "papers": PAPERS, "valid_from": "2026-11-01", "valid_to": "2026-11-30", "state": "valid"}


def flagged(*certificates, flags=("quarantine",)):
    return rows(consignment=[consignment(flags=list(flags))], certificate=[{**CERTIFICATE, **each} for each in certificates])


CASES = [
    ((), ("quarantine",), "hold", "missing"),
    (({},), ("quarantine",), "release", "met"),
    (({"valid_to": "2026-11-21"},), ("quarantine",), "release", "met"),
    (({"valid_to": "2026-11-20"},), ("quarantine",), "hold", "expired"),
    (({"valid_from": "2026-11-22"},), ("quarantine",), "hold", "expired"),
    (({"state": "revoked"},), ("quarantine",), "hold", "revoked"),
    (({"gross_kg": "5000"},), ("quarantine",), "release", "met"),
    (({"gross_kg": "4999.9"},), ("quarantine",), "hold", "short"),
    (({"gross_kg": "3000"}, {"number": "B", "gross_kg": "2000"}), ("quarantine",), "release", "met"),
    (({"gross_kg": "3000"}, {"number": "B", "gross_kg": "2000", "state": "revoked"}), ("quarantine",), "hold", "short"),
    (({"papers": LIST},), ("quarantine",), "hold", "missing"),
    (({"kind": "food"},), ("quarantine",), "hold", "missing"),
    (({"kind": "biosafety"},), ("biosafety",), "release", "met"),
    ((), ("biosafety",), "hold", "missing"), ((), ("export-control",), "hold", "missing"), ((), ("licence",), "hold", "missing"),
    ((), ("food",), "manual", "missing"), ((), ("product-safety",), "manual", "missing"),
]  # fmt: skip


@pytest.mark.parametrize(("certificates", "flags", "channel", "state"), CASES)
def test_a_flag_is_answered_by_a_certificate_of_these_papers_in_force_and_large_enough(yard, certificates, flags, channel, state):
    one = yard(flagged(*certificates, flags=flags))
    told = one.lines(*clean())
    assert told["verdict"]["channel"] == channel
    assert one.desk.stand.gathered.papers[PAPERS][f"goods.{flags[0]}"] == state
    assert (f"goods.{flags[0]}" in told["verdict"]["reasons"]) is (state != "met")


def test_the_card_names_papers_certificates_and_what_they_are_under(yard):
    one = yard(flagged({"state": "revoked"}, flags=("quarantine", "food")))
    told = one.lines(*clean())
    assert told["verdict"]["details"]["goods.quarantine"] == {"papers": PAPERS, "found": "HN-QUA-2026-000001 revoked"}
    assert told["verdict"]["details"]["goods.food"] == {"papers": PAPERS, "found": "–"}
    card = one.desk.card()
    said = {reason.key: (reason.values["numbers"], reason.values["state"]) for reason in card.reasons}
    assert said["reason.goods.quarantine"] == ("HN-QUA-2026-000001 ", "certificate.revoked")
    assert said.get("reason.goods.food", ("", "certificate.missing")) == ("", "certificate.missing")
    shown = {(row.mark, row.value, *(note.key for note in row.notes)) for row in card.rows if row.part == "certificate"}
    assert shown == {("bad", "HN-QUA-2026-000001", "flag.quarantine", "certificate.revoked"), ("bad", "–", "flag.food", "certificate.missing")}
    one.delta(certificate=[{**CERTIFICATE, "number": "N2"}, {**CERTIFICATE, "number": "N3", "kind": "food"}])
    told = one.line(scan=PLATE)
    assert told["verdict"]["channel"] == "release"


EARLY, OVER = {"valid_from": "2026-11-22"}, {"number": "N9", "valid_to": "2026-11-20"}


@pytest.mark.parametrize(("given", "states", "said"), [
    ((EARLY,), ["early"], "certificate.early"),
    ((OVER,), ["expired"], "certificate.expired"),
    ((EARLY, OVER), ["early", "expired"], "certificate.expired"),
    ((EARLY, {**OVER, "state": "revoked"}), ["early", "revoked"], "certificate.revoked"),
])  # fmt: skip
def test_a_certificate_that_is_not_in_force_yet_is_not_called_over(yard, given, states, said):
    one = yard(flagged(*given))
    told = one.lines(*clean())
    found = told["verdict"]["details"]["goods.quarantine"]["found"]
    assert sorted(each.rpartition(" ")[2] for each in found.split(", ")) == states
    assert {reason.values["state"] for reason in one.desk.card().reasons if reason.key == "reason.goods.quarantine"} == {said}
    assert said in {note.key for row in one.desk.card().rows if row.part == "certificate" for note in row.notes}
    if states == ["early"]:
        assert one.line(scan=CERTIFICATE["number"])["alarms"][0]["state"] == "certificate.early"


def test_an_inspection_asks_what_the_flag_asks_and_takes_no_certificate_nobody_knows(yard):
    one = yard(flagged({}, flags=("quarantine",)))
    one.lines(*clean())
    one.act("inspect", form="container-open")
    (inspection, *_) = one.desk.inspection()
    assert inspection.fields["papers"] == PAPERS
    assert (inspection.fields["flags"], inspection.fields["certificates"]) == ("quarantine", "HN-QUA-2026-000001")
    assert one.refused(act="set", field="certificates", value="HN-QUA-2026-000002") == "certificate-unknown"
    assert one.refused(act="set", field="certificates", value="HN-QUA-2026-00001") == "certificate-format", "a digit too few is misread, not unknown"
    one.delta(certificate=[{**CERTIFICATE, "number": "QUA 26 7"}])
    one.line(scan=PLATE)
    for value in ("hn-qua-2026-000001", "QUA 26 7; HN-QUA-2026-000001", "qua 26 7"):
        one.act("set", field="certificates", value=value)
    assert one.refused(act="set", field="certificates", value="QUA 26 7 8") == "certificate-format"
    one.act("set", field="certificates", value="-")
    from workstation.inspection import forms, progress

    lacking = progress.missing(one.desk.inspection()[0], forms.find("container-open", "1"))
    assert {"pests", "packing-wood", "certificates-match"} <= set(lacking)
    assert not {"shelf-life", "containment", "marks", "end-use"} & set(lacking)
    for value in ("", "食品"):
        assert one.refused(act="set", field="flags", value=value) == "inspection-flag-told", "what the register says is asked whatever an officer enters"
    one.act("set", field="flags", value="检疫,食品")
    lacking = progress.missing(one.desk.inspection()[0], forms.find("container-open", "1"))
    assert {"shelf-life", "pests"} <= set(lacking)


def test_an_inspection_from_outside_asks_for_the_papers_of_flagged_goods_only(yard):
    one = yard(flagged({}, flags=("food",)))
    one.lines(*clean())
    one.act("inspect", form="appearance")
    one.fill()
    assert one.refused(act="sign") == "inspection-missing"
    assert one.refused(act="set", field="certificates", value="HN-QUA-2026-000002") == "certificate-unknown"
    one.act("set", field="certificates-match", value="yes")
    one.act("sign")
    plain = yard(rows())
    plain.lines(*clean())
    plain.inspected()


def test_a_flag_nobody_knows_is_refused_with_the_pack(yard):
    from workstation.words import Refused

    with pytest.raises(Refused, match="pack-field-choice"):
        yard(flagged(flags=("quarantine", "radiation")))


FORMATS = [("licence", "26-AB-100256", True), ("licence", "26AB100256", False), ("export-control", "26-ab-100256", True), ("quarantine", "460100226005169", True),
           ("quarantine", "26-AB-100256", False), ("food", "HN-FOO-2026-000001", True), ("food", "C-1", False)]  # fmt: skip


@pytest.mark.parametrize(("kind", "number", "known"), FORMATS)
def test_a_number_unlike_the_known_formats_is_said_and_counts_all_the_same(yard, kind, number, known):
    one = yard(flagged({"kind": kind, "number": number}, flags=(kind,)))
    told = one.lines(*clean())
    assert told["verdict"]["channel"] == "release"
    (row,) = [row for row in one.desk.card().rows if row.part == "certificate"]
    assert [note.key for note in row.notes] == [f"flag.{kind}", "certificate.met", "certificate.format-unverified" if known else "certificate.format"], "no format is claimed to be the official one"


def test_what_speaks_against_flagged_goods_is_not_signed_as_normal(yard):
    one = yard(flagged(flags=("food",)))
    one.lines(*clean(), {"act": "inspect", "form": "appearance"})
    one.fill(certificates="-", **{"certificates-match": "no"})
    assert one.refused(act="sign") == "inspection-contradiction"
    one.act("set", field="certificates-match", value="yes")
    assert one.refused(act="sign") == "inspection-contradiction", "none was shown"
    for field, value in {"conclusion": "abnormal", "disposal": "return", "anomaly": "papers", "risk": "harm", "anomaly-text": "no certificate"}.items():
        one.lines({"act": "set", "field": field, "value": value})
    one.act("sign")
    one.act("cosign", officer="O2")
    assert one.channel() != "release"


HAND = ("琼检字第0001号", "HK（2026）检 0007", "A/B#7", "SPS/2026 №7")


def test_a_number_the_register_tells_is_entered_and_scanned_whatever_it_looks_like(yard):
    one = yard(flagged(*({"number": each} for each in HAND), flags=("quarantine",)))
    for each in HAND:
        (said,) = one.line(scan=each)["alarms"]
        assert (said["key"], said["papers"]) == ("certificate-waits", PAPERS), "before its papers are here it waits for them with the truck"
    assert (one.desk.lane.in_front().values("certificate"), {row.mark for row in one.desk.card().rows if row.part == "certificate"}) == (HAND, {"open"})
    told = one.line(scan=PAPERS)
    assert sorted(said["number"] for said in told["alarms"] if said["key"] == "certificate-read") == sorted(HAND), "no second scan"
    one = yard(flagged(*({"number": each} for each in HAND), flags=("quarantine",)))
    one.lines(*clean())
    before = one.kinds()
    (said,) = one.line(scan="琼检字第0001号")["alarms"]
    assert (said["key"], said["number"], said["state"]) == ("certificate-read", HAND[0], "certificate.met")
    assert one.kinds() == [*before, "code.scanned"], "no odd scan and no call"
    one.act("inspect", form="container-open")
    assert all(each in one.desk.inspection()[0].fields["certificates"] for each in HAND), "it comes filled"
    for value in ("琼检字第０００１号、hk(2026)检 0007", "a/b#7", "-"):
        one.act("set", field="certificates", value=value)
    assert one.refused(act="set", field="certificates", value="琼检字第0002号") == "certificate-format"
    for place, each in enumerate(HAND):
        told = one.line(scan=each)
        assert ([kind for *_, kind in told["events"]], [said["key"] for said in told["alarms"]]) == (["inspection.field-set"], ["certificate-entered"])
        assert one.desk.inspection()[0].fields["certificates"] == "; ".join(HAND[: place + 1])
    assert (one.line(scan=HAND[1])["events"], one.desk.card().tick) == ([], "read"), "it stands there already"
    assert "call.opened" not in one.kinds()


def test_certificates_plate_and_papers_in_any_order_are_one_truck_with_one_card(yard):
    """What stands of the truck is the same whichever was read first, and when its journal is read anew; a certificate of another truck's papers goes to that one."""
    cards = set()
    for order in permutations((HAND[0], PLATE, PAPERS)):
        one = yard(flagged({"number": HAND[0]}, flags=("quarantine",)))
        for text in order:
            one.line(scan=text)
        passage, rows_ = one.desk.lane.in_front(), {(row.part, row.mark, row.value, tuple(note.key for note in row.notes)) for row in one.desk.card().rows if row.part == "certificate"}
        assert "passage.parked" not in one.kinds(), order
        cards.add((frozenset((part.kind, part.value) for part in passage.parts), frozenset(rows_)))
        events = list(one.desk.station.journal.events(subject=passage.id))
        assert {(part.kind, part.value) for part in of(events).parts} == {(part.kind, part.value) for part in passage.parts}
    ((parts, shown),) = cards
    assert ("certificate", HAND[0]) in parts
    assert shown == {("certificate", "ok", HAND[0], ("flag.quarantine", "certificate.met", "certificate.format", "certificate.shown"))}
    one.line(act="park")
    one.line(scan=PLATE2)
    one.clock.wait(0.1)
    assert one.line(scan=HAND[0])["passage"]["parts"]["vehicle"] == [PLATE], "the truck whose papers it is told for comes back"
