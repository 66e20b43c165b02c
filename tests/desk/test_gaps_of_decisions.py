"""Where the decisions left a gap: overrides and new evidence, one load twice, emergency mode, corrections, far bookings, phone calls, counts, line fields."""

import pytest

from tests.yard import (
    BOOKING2,
    BOX,
    BOX2,
    BOX3,
    HOUR,
    NOW,
    PAPERS,
    PAPERS2,
    PAPERS3,
    PLATE,
    PLATE2,
    PLATE3,
    SEAL,
    TRAILER,
    USCC,
    USCC2,
    booked,
    clean,
    consignment,
    instruction,
    rows,
    secret,
)
from ui.command import decode, lane
from workstation.words import Refused

CALL = {"who": "0102", "when": "16:40", "reference": "T-1"}
ORDER = {"order": "E-1", "until": "2026-11-22T08:00:00Z"}


def correct(part, value, to, **more):
    return {"act": "correct", "part": part, "value": value, "to": to, "reason": "misread", **more}


CO_SIGNED = {"officer": "O2", "secret": secret("O2")}

# An override and what is found after it.

FOUND_AFTER = [
    ({}, [{"scan": BOX2}], {"scan": BOX3}),
    ({}, [{"seal": "ZZ11111111", "status": "sealed"}], {"seal": "ZZ22222222", "status": "sealed"}),
    ({}, [{"seal": SEAL, "status": "open", "container": BOX}], {"seal": "ZZ11111111", "status": "open"}),
    ({}, [{"seal": "ZZ11111111", "status": "tampered"}], {"seal": "ZZ22222222", "status": "tampered"}),
    ({}, [{"seal": "ZZ11111111", "status": "open"}], {"seal": "ZZ22222222", "status": "open", "source": "typed"}),
    (
        {"consignment": [consignment(), *(consignment(number, state="cancelled", gross_kg="0") for number in (PAPERS2, PAPERS3))], "booking": []},
        [{"scan": PAPERS2}],
        {"scan": PAPERS3},
    ),
]


@pytest.mark.parametrize(("tables", "first", "later"), FOUND_AFTER)
def test_an_override_ends_when_more_of_the_same_is_found(yard, tables, first, later):
    one = yard(rows(**tables))
    one.lines(*clean(), *first)
    assert one.channel() in ("manual", "hold")
    one.act("override", to="release", reason="looked", officer="N1")
    assert one.channel() == "release"
    told = one.lines(later)
    assert told["verdict"]["channel"] in ("manual", "hold")
    assert "override" not in told["verdict"]
    assert one.refused(act="release") == "not-releasable"


def test_an_override_outlives_what_is_no_evidence(yard):
    one = yard()
    one.lines(*clean(), {"scan": BOX2})
    one.act("override", to="release", reason="looked", officer="N1")
    one.lines({"scan": BOX2}, {"seal": SEAL, "status": "sealed", "container": BOX})
    assert one.channel() == "release"


def test_a_verdict_names_what_speaks_against_the_truck(yard):
    one = yard()
    told = one.lines(*clean("open"), {"scan": BOX3}, {"scan": BOX2}, {"seal": "ZZ11111111", "status": "tampered"})
    assert told["verdict"]["details"]["container"] == {"foreign": sorted([BOX2, BOX3])}
    assert {"open": [SEAL], "tampered": ["ZZ11111111"]}.items() <= told["verdict"]["details"]["seal"].items()


@pytest.mark.parametrize("later", [{"scan": BOX2}, {"scan": TRAILER}, {"scan": PAPERS2}])
def test_a_call_about_instructions_covers_only_what_was_on_the_truck(yard, later):
    one = yard(rows(consignment=[consignment(), consignment(PAPERS2, gross_kg="0")], booking=[]), at=NOW - 2 * HOUR)
    one.lines(*clean())
    one.act("confirm", fact="instruction", value="none", **CALL)
    assert one.channel() == "release"
    told = one.lines(later)
    assert told["verdict"]["facts"]["age.instruction"] == "stale"
    assert one.refused(act="release") == "not-releasable"
    one.act("confirm", fact="instruction", value="none", **CALL)
    assert one.desk.stand.gathered.common["age.instruction"] == "confirmed"


# One load, twice.


def again(plate=PLATE):
    return [{"scan": plate}, *clean()[1:]]


@pytest.mark.parametrize("plate", [PLATE, PLATE2])
@pytest.mark.parametrize("used", [False, True])
def test_the_same_load_does_not_go_twice(yard, plate, used):
    one = yard(rows(vehicle=[{"plate": each, "sort": "truck", "tare_kg": "9000"} for each in (PLATE, PLATE2)]))
    one.lines(*clean())
    slip = one.act("release")["slip"]
    if used:
        assert one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"]
    one.act("next")
    told = one.lines(*again(plate))
    assert told["verdict"]["channel"] == "manual"
    assert "release.same-load" in told["verdict"]["reasons"]
    assert told["verdict"]["details"]["release"] == {"number": slip["number"]}
    assert slip["number"] in [say.values.get("number") for say in one.desk.card().reasons]
    assert one.refused(act="release") == "not-releasable"


def test_a_void_or_expired_slip_and_the_same_passage_do_not_count(yard):
    one = yard()
    one.open("S1")
    one.lines(*clean())
    one.act("release")
    one.act("void", reason="torn")
    assert one.lines({"scan": BOX}, {"scan": PAPERS})["verdict"]["channel"] == "release"
    one.act("release")
    one.act("next")
    one.clock.wait(25)
    one.load(rows(booking=[booked(papers=[PAPERS], containers=[BOX]) | {"to": "2026-11-22T14:00:00Z"}]))
    assert one.lines(*clean())["verdict"]["facts"]["release.earlier"] == "none"


def test_trucks_under_one_declaration_with_other_containers_go(yard):
    boxes = [{"number": number, "papers": PAPERS, "tare_kg": "2200"} for number in (BOX, BOX2)]
    one = yard(rows(container=boxes, seal=[], booking=[booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, number=BOOKING2, papers=[PAPERS], containers=[BOX2])]))
    for plate, box in ((PLATE, BOX), (PLATE2, BOX2)):
        told = one.lines({"scan": plate}, {"scan": PAPERS}, {"scan": box}, {"weight": "16200"})
        assert told["verdict"]["facts"]["release.earlier"] == "none"
        one.act("release")
        one.act("next")


def test_an_inspection_answers_for_the_slip_it_knew_of(yard):
    one = yard()
    one.lines(*clean())
    one.act("release")
    one.act("next")
    one.lines(*clean())
    one.inspected()
    assert one.channel() == "release"


# Emergency mode.


def test_emergency_mode_lets_nothing_go_that_nobody_ever_heard_of(yard):
    one = yard(rows(booking=[], vehicle=[{"plate": PLATE2, "sort": "truck", "tare_kg": "9000"}]), at=NOW - 2 * HOUR)
    one.open("S1")
    one.act("emergency", **ORDER)
    for plate in (PLATE, PLATE2):
        one.lines({"scan": plate}, {"weight": "9000"}, {"act": "next"})
        one.lines({"scan": plate})
        assert one.refused(act="release") in ("emergency-nothing-known", "verdict-awaited"), plate
        one.act("next")
    one.lines({"scan": PLATE})
    assert one.refused(act="release") == "emergency-nothing-known"
    one.act("next")
    one.lines(*clean())
    assert one.act("release")["slip"]


def test_a_second_emergency_release_of_a_passage_is_judged_again_too(yard):
    one = yard(at=NOW - 2 * HOUR)
    one.open("S1")
    one.act("emergency", **ORDER)
    name = one.lines(*clean())["passage"]["id"]
    one.act("release")
    one.load(rows())
    one.line(scan="?")
    assert one.kinds(name).count("release.rejudged") == 1
    one.act("void", reason="torn")
    one.clock.wait(2)
    one.act("release")
    assert one.desk.stand.passage.release.body["emergency"] == "E-1"
    one.load(rows())
    one.line(scan="?")
    one.load(rows())
    one.line(scan="?")
    assert one.kinds(name).count("release.rejudged") == 2


# Corrections.


@pytest.mark.parametrize(("line", "asked"), [
    ({"seal": SEAL, "status": "open", "container": BOX}, correct("seal-status", SEAL, "sealed")),
    ({"seal": SEAL, "status": "tampered", "container": BOX}, correct("seal-status", SEAL, "unknown")),
    ({"seal": "ML12345679", "status": "sealed", "container": BOX}, correct("seal", "ML12345679", SEAL)),
])  # fmt: skip
def test_one_officer_alone_corrects_no_bad_seal_away(yard, line, asked):
    one = yard()
    one.lines(*clean()[:3], line, {"weight": "16200"})
    assert one.channel() == "manual"
    assert one.refused(**asked) == "correct-needs-second"
    assert one.refused(**asked, officer="O1", secret=secret("O1")) == "second-officer-same"
    assert one.refused(**asked, officer="O2") == "secret-missing-here"
    assert one.refused(**asked, officer="O2", secret="no such phrase") != ""
    assert one.refused(**asked, officer="U1", secret=secret("U1")) == "role-may-not"
    one.lines({**asked, **CO_SIGNED})
    (event,) = one.desk.station.journal.events(kinds=("event.corrected",))
    assert event.body["cosigner"] == "O2"
    assert one.channel() != "manual"


def test_a_senior_corrects_alone_and_harmless_misreads_need_nobody(yard):
    one = yard()
    one.lines(*clean("open"))
    one.open("N1")
    one.lines(correct("seal-status", SEAL, "sealed"))
    assert one.channel() == "release"
    other = yard()
    other.lines(*clean(), {"scan": BOX2, "source": "typed"})
    other.lines(correct("container", BOX2, BOX))
    assert other.channel() == "release"


@pytest.mark.parametrize(("part", "wrong", "right"), [("vehicle", PLATE2, PLATE), ("container", BOX2, BOX), ("seal", "ML12345679", SEAL)])
def test_an_instruction_on_what_was_corrected_away_still_counts(yard, part, wrong, right):
    one = yard(rows(instruction=[instruction("hold", part, wrong)], booking=[]))
    lines = {"vehicle": {"scan": wrong}, "container": {"scan": wrong}, "seal": {"seal": wrong, "status": "sealed", "container": BOX}}
    one.lines(*[lines[part] if place == {"vehicle": 0, "container": 2, "seal": 3}[part] else each for place, each in enumerate(clean())])
    assert one.channel() == "hold"
    one.lines(correct(part, wrong, right, **CO_SIGNED))
    assert one.channel() == "hold"
    other = {"vehicle": PLATE3, "container": BOX3, "seal": "ML12345677"}[part]
    one.lines(correct(part, right, other, **CO_SIGNED))
    assert one.channel() == "hold", "what was corrected twice was read once"
    told = one.act("move", value=other, to="new", **CO_SIGNED)
    assert told["verdict"]["channel"] == "hold", "it goes where its part goes"


def test_papers_corrected_away_take_their_enterprises_instruction_only_with_a_second_officer(yard):
    tables = rows(consignment=[consignment(), consignment(PAPERS2, uscc=USCC2)], booking=[], instruction=[instruction("hold", "enterprise", USCC2)])
    one = yard(tables)
    one.lines({"scan": PLATE}, {"scan": PAPERS2})
    assert one.channel() == "hold"
    assert one.refused(**correct("declaration", PAPERS2, PAPERS)) == "correct-needs-second"
    one.lines(correct("declaration", PAPERS2, PAPERS, **CO_SIGNED))


# Bookings far from now.

FAR = {"from": "2026-11-18T06:00:00Z", "to": "2026-11-18T14:00:00Z"}


@pytest.mark.parametrize(("goods", "slot", "channel"), [
    ("none", FAR, "cannot-confirm"), ("empty", FAR, "cannot-confirm"), ("none", {}, "not-customs"), ("empty", {}, "not-customs"),
    ("none", {"from": "2026-11-20T00:00:00Z", "to": "2026-11-20T09:00:00Z"}, "not-customs"),
    ("none", {"from": "2026-11-24T00:00:00Z", "to": "2026-11-24T09:00:00Z"}, "cannot-confirm"),
    ("customs", FAR, "hold"),
])  # fmt: skip
def test_a_booking_far_from_now_lets_nothing_leave(yard, goods, slot, channel):
    one = yard(rows(booking=[booked(goods=goods) | slot]))
    one.lines({"scan": PLATE}, {"weight": "9000"})
    assert one.channel() == channel
    assert (one.line(act="leave")["refused"] is None) == (channel == "not-customs")


def test_what_contradicts_a_far_booking_still_counts_and_its_containers_are_not_awaited(yard):
    one = yard(rows(booking=[booked(goods="none", containers=[BOX]) | FAR]))
    one.lines({"scan": PLATE})
    assert one.channel() == "hold"
    other = yard(rows(booking=[booked(papers=[PAPERS], containers=[BOX3]) | FAR]))
    told = other.lines(*clean())
    assert (told["passage"]["waiting"], told["verdict"]["channel"]) == ([], "release")
    third = yard(rows(container=[], seal=[], booking=[booked(papers=[PAPERS], containers=[BOX]) | FAR]))
    third.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX})
    assert third.channel() == "manual", "a far booking vouches for no container"


def test_papers_under_a_far_booking_without_customs_goods_are_weighed(yard):
    one = yard(rows(booking=[booked(goods="none") | FAR]))
    assert one.lines(*clean()[:4])["passage"]["waiting"] == ["weight"]
    assert one.lines({"weight": "16200"})["verdict"]["channel"] == "release"


def test_a_container_the_papers_do_not_list_is_shown_bad_even_when_booked(yard):
    one = yard(rows(booking=[booked(papers=[PAPERS], containers=[BOX, BOX2])]))
    one.lines(*clean(), {"scan": BOX2})
    assert [row.mark for row in one.desk.card().rows if row.part == "container"] == ["bad", "ok"]


def test_a_call_about_todays_booking_needs_no_slot(yard):
    one = yard(rows(booking=[booked(goods="none") | FAR]))
    one.clock.wait(25)
    one.lines({"scan": PLATE})
    for fact, value in (("instruction", "none"), ("booking.goods", "none")):
        one.act("confirm", fact=fact, value=value, **CALL)
    assert one.channel() == "not-customs"


# Phone calls.


def two_papers():
    """A truck with papers of two enterprises, on data eight days old."""
    credit = [{"uscc": uscc, "scale": "second-line", "class": "white", "valid_from": "2026-01-01"} for uscc in (USCC, USCC2)]
    return rows(consignment=[consignment(), consignment(PAPERS2, uscc=USCC2, gross_kg="0")], credit=credit, booking=[booked(papers=[PAPERS, PAPERS2], containers=[BOX])])


def test_a_call_about_one_paper_or_enterprise_says_nothing_of_the_other(yard):
    one = yard(two_papers(), at=NOW - 200 * HOUR)
    one.lines(*clean(), {"scan": PAPERS2})
    one.act("confirm", fact="instruction", value="none", **CALL)
    calls = [("papers.state", "released", (PAPERS, PAPERS2)), ("credit.national", "regular", (USCC, USCC2)), ("credit.second-line", "white", (USCC, USCC2))]
    for fact, value, (first, _) in calls:
        one.act("confirm", fact=fact, value=value, about=first, **CALL)
    assert one.desk.stand.gathered.papers[PAPERS]["age.papers"] == "confirmed"
    assert one.desk.stand.gathered.papers[PAPERS2]["age.credit"] == "stale"
    assert one.refused(act="release") == "not-releasable"
    for fact, value, (_, second) in calls:
        assert one.channel() == "cannot-confirm"
        one.act("confirm", fact=fact, value=value, about=second, **CALL)
    assert one.channel() == "release"


def test_a_call_covers_no_paper_that_comes_after_it(yard):
    one = yard(two_papers() | {"booking": []}, at=NOW - 200 * HOUR)
    one.lines(*clean())
    for fact, value in (("instruction", "none"), ("papers.state", "released"), ("credit.national", "regular"), ("credit.second-line", "white")):
        one.act("confirm", fact=fact, value=value, **CALL)
    assert one.channel() == "release"
    one.lines({"scan": PAPERS2})
    one.act("confirm", fact="instruction", value="none", **CALL)
    assert one.channel() == "cannot-confirm"
    assert one.refused(act="confirm", fact="papers.state", value="released", about=PAPERS3, **CALL) == "confirm-about"
    assert one.refused(act="confirm", fact="instruction", value="none", about=PLATE, **CALL) == "confirm-about"


def test_the_lane_command_brings_the_secret_of_the_second_officer_of_a_correction(monkeypatch):
    monkeypatch.setenv("PORT_OFFICER_SECRET_O2", secret("O2"))
    monkeypatch.setenv("PORT_OFFICER_SECRET", secret("O1"))
    asked = correct("seal-status", SEAL, "sealed")
    assert lane.with_secret({**asked, "officer": "O2"}, "O1")["secret"] == secret("O2")
    assert "secret" not in lane.with_secret(asked, "O1")


# Counts.


def test_a_truck_whose_slip_was_void_and_given_anew_is_one_truck(yard):
    one = yard()
    one.open("S1")
    one.lines(*clean())
    one.act("release")
    one.act("void", reason="torn")
    assert "release" not in one.desk.counts()
    one.act("release")
    assert one.desk.counts()["release"] == 1
    assert one.desk.card().last_channels == ("release",)


# Lines with more than they may hold.


@pytest.mark.parametrize(("line", "name"), [
    ({"scan": PLATE, "sorce": "typed"}, "sorce"), ({"scan": PLATE, "weight": "9000"}, "weight"), ({"weight": "9000", "units": "t"}, "units"),
    ({"seal": SEAL, "state": "open"}, "state"), ({"seal": SEAL, "aim": "]C1"}, "aim"),
])  # fmt: skip
def test_an_unknown_field_of_a_line_is_refused_by_its_name(yard, line, name):
    one = yard()
    before = one.desk.station.journal.head().seq
    told = one.line(**line)
    assert told["refused"]["key"] == "line-field-unknown"
    assert name in told["refused"]["words"]
    assert one.desk.station.journal.head().seq == before


def test_every_field_of_the_contract_is_taken(yard):
    one = yard()
    one.lines({"scan": PLATE, "aim": "]C1", "link": "a", "source": "serial"}, {"weight": "16.2", "unit": "t", "source": "typed", "link": "a"})
    told = one.lines({"seal": SEAL, "status": "sealed", "container": BOX, "source": "lock", "link": "a"})
    assert (told["passage"]["parts"]["vehicle"], told["passage"]["parts"]["weight"], told["passage"]["parts"]["seal"]) == ([PLATE], "16200", [SEAL])


@pytest.mark.parametrize("config", ["[]", '""', "0", "false", '["x"]'])
def test_settings_of_decode_are_a_table_or_absent(config):
    with pytest.raises(Refused, match="line-wrong"):
        decode.answer("scanner-line", f'{{"chunks_hex": [], "config": {config}}}')
    for fine in ("null", "{}"):
        assert decode.answer("scanner-line", f'{{"chunks_hex": [], "config": {fine}}}')["rejected"] == 0
