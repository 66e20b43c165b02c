"""What decides: seals, weights, papers, age, phone, emergency, overrides, inspections, and what arrives late."""

import pytest

from tests.yard import (
    BOOKING, BOX, BOX2, DRIVER, HOUR, LIST, NOW, PAPERS, PAPERS2, PAPERS3, PLATE, SEAL, SEAL2, SEAL3, USCC, USCC2, booked, clean, consignment, instruction, rows, sealed,
)  # fmt: skip
from workstation import settings
from workstation.risk import STRICT

CALL = {"who": "control room", "when": "16:40", "reference": "T-17"}


def reasons(told):
    return told["verdict"]["channel"], told["verdict"]["reasons"]


def waited(yard, hours=2):
    """The clean truck, judged on data that have become too old."""
    yard.lines(*clean())
    yard.clock.wait(hours)
    return yard.lines({"weight": "16200"})


# --- seals

SEALS = [
    ([(SEAL, "sealed")], "release", "instruction.none"), ([("ml-1234 5678", "sealed")], "release", "instruction.none"), ([(SEAL, "open")], "manual", "seal.open"),
    ([(SEAL, "tampered")], "manual", "seal.tampered"), ([(SEAL, "unknown")], "cannot-confirm", "seal.unknown"), ([("ML12345679", "sealed")], "manual", "seal.differs"),
    ([(SEAL, "sealed"), ("XX99999999", "sealed")], "manual", "seal.extra"), ([("ML12345679", "sealed"), (SEAL, "sealed")], "manual", "seal.extra"),
    ([(SEAL, "open"), (SEAL, "sealed")], "manual", "seal.open"), ([(SEAL, "sealed"), (SEAL, "tampered")], "manual", "seal.tampered"),
    ([(SEAL, "unknown"), (SEAL, "sealed")], "release", "instruction.none"), ([(SEAL, "sealed"), (SEAL, "open"), (SEAL, "sealed")], "manual", "seal.open"),
]  # fmt: skip


@pytest.mark.parametrize(("reads", "channel", "reason"), SEALS)
def test_seals_read_are_held_against_the_declared_ones(yard, reads, channel, reason):
    lines = [line for line in clean() if "seal" not in line]
    told = yard.lines(*lines, *({"seal": number, "status": status, "container": BOX} for number, status in reads))
    assert (told["verdict"]["channel"], told["verdict"]["reasons"][0]) == (channel, reason)


def test_a_differing_number_says_what_was_read_and_what_was_declared(yard):
    told = yard.lines(*clean()[:3], {"seal": "ML12345679", "status": "sealed", "container": BOX})
    assert told["verdict"]["details"]["seal"] == {"read": "ML12345679", "declared": SEAL, "container": BOX}
    assert ("release" in [flip["channel"] for flip in told["verdict"]["flip"]]) is False
    told = yard.lines({"weight": "16200"})
    assert told["verdict"]["channel"] == "manual"


def test_a_number_typed_once_that_clashes_is_asked_again(yard):
    lines = [line for line in clean() if "seal" not in line]
    typed = {"seal": "ML12345679", "status": "sealed", "source": "typed"}
    told = yard.lines(*lines, typed)
    assert (told["verdict"], told["passage"]["waiting"]) == (None, ["seal"])
    assert reasons(yard.lines(typed)) == ("manual", ["seal.differs"])
    assert yard.lines({"seal": SEAL, "status": "sealed", "source": "typed"})["verdict"]["channel"] == "manual"


def test_a_number_typed_right_counts_at_once(yard):
    lines = [line for line in clean() if "seal" not in line]
    assert yard.lines(*lines, {"seal": SEAL, "status": "sealed", "source": "typed"})["verdict"]["channel"] == "release"


def test_every_seal_of_a_container_is_awaited(make):
    yard = make(rows(seal=[sealed(SEAL), sealed(SEAL2, sort="customs"), sealed("LK0000000001", sort="lock")]))
    assert yard.lines(*clean())["passage"]["waiting"] == ["seal"]
    assert yard.lines({"seal": SEAL2, "status": "sealed"})["passage"]["waiting"] == ["seal"]
    assert yard.lines({"seal": "LK0000000001", "status": "sealed", "source": "lock"})["verdict"]["channel"] == "release"


def test_a_correction_lifts_a_misread_number_and_nothing_else_does(yard):
    yard.lines(*clean(), {"seal": "ML12345679", "status": "sealed", "container": BOX})
    assert yard.channel() == "manual"
    yard.lines({"seal": SEAL, "status": "sealed", "container": BOX})
    assert yard.channel() == "manual"
    told = yard.act("correct", part="seal", value="ML12345679", to=SEAL, reason="9 for 8")
    assert told["verdict"]["channel"] == "release"


@pytest.mark.parametrize("status", ["open", "tampered"])
@pytest.mark.parametrize("act", [{"act": "seal-remove", "reason": "x"}, {"act": "seal-replace", "new": "HN7654321", "reason": "x"}])
def test_taking_a_bad_seal_off_does_not_take_away_what_it_said(yard, status, act):
    yard.lines(*clean(status))
    yard.lines({**act, "seal": SEAL})
    assert yard.channel() == "manual"
    assert yard.refused(act="release") == "not-releasable"


@pytest.mark.parametrize("act", [{"act": "seal-remove", "reason": "x"}, {"act": "seal-replace", "new": "HN7654321", "reason": "x"}])
def test_a_declared_seal_taken_off_without_an_inspection_was_opened(yard, act):
    yard.lines(*(line for line in clean() if "seal" not in line))
    yard.lines({**act, "seal": SEAL})
    assert yard.channel() == "manual"


def test_a_differing_seal_taken_off_still_differs(yard):
    lines = [line for line in clean() if "seal" not in line]
    yard.lines(*lines, {"seal": "ML12345679", "status": "sealed", "container": BOX})
    yard.act("seal-remove", seal="ML12345679", reason="x")
    assert yard.channel() == "manual"


def test_an_opened_seal_after_a_normal_inspection_goes_on(yard):
    yard.lines(*clean("open"))
    yard.act("inspect", form="container-open")
    yard.act("seal-replace", seal=SEAL, new="HN7654321", reason="opened for inspection", container=BOX)
    given = {"place": "2", "seal-state": "broken", "method": "sampling", "opened-boxes": "2", "declared-pieces": "120", "found-pieces": "120", "goods-match": "yes"}
    given |= {"damage": "no", "sampled": "no", "resealed": "yes", "party": "agent", "party-signature": "signed", "conclusion": "normal", "disposal": "release"}
    for name, value in given.items():
        yard.act("set", field=name, value=value)
    for field in ("photo-seal", "photo-goods"):
        yard.act("evidence", file=yard.photo(), field=field)
    yard.act("sign")
    told = yard.act("cosign", officer="O2")
    assert told["verdict"]["channel"] == "release"
    assert told["verdict"]["facts"]["inspection.result"] == "normal"
    yard.act("release")
    assert yard.desk.stand.passage.release.body["slip"]["seals"] == ["HN7654321"]
    assert yard.desk.stand.passage.release.body["basis"] == "inspected"


# --- weight and containers

WEIGHTS = [("16200", "release"), ("16686", "release"), ("16687", "machine"), ("15714", "release"), ("15713", "machine"), ("0", "machine"), ("16200.5", "release"), ("16.2", "machine")]


@pytest.mark.parametrize(("weight", "channel"), WEIGHTS)
def test_the_weight_is_held_against_tares_and_goods(yard, weight, channel):
    assert yard.lines(*clean(weight=weight))["verdict"]["channel"] == channel


def test_tons_are_kilograms(yard):
    told = yard.lines(*clean()[:-1], {"weight": "16.2", "unit": "t"})
    assert (told["passage"]["parts"]["weight"], told["verdict"]["channel"]) == ("16200", "release")


@pytest.mark.parametrize("table", [{"vehicle": [{"plate": PLATE, "sort": "truck"}]}, {"container": [{"number": BOX, "papers": PAPERS}]}, {"vehicle": []}])
def test_an_unknown_tare_is_never_a_tick(make, table):
    yard = make(rows(**table))
    told = yard.lines(*clean(weight="90000"))
    assert told["verdict"]["facts"]["weight.match"] == "not-comparable"
    (row,) = [row for row in yard.desk.card().rows if row.part == "weight"]
    assert (row.mark, row.notes[0].key) == ("unsure", "row.not-comparable")


@pytest.mark.parametrize(("tables", "weight", "channel"), [
    ({"vehicle": [{"plate": PLATE, "sort": "truck", "tare_kg": "9000"}]}, "9300", "not-customs"), ({"vehicle": [{"plate": PLATE, "sort": "truck", "tare_kg": "9000"}]}, "9301", "machine"),
    ({"vehicle": [{"plate": PLATE, "sort": "truck"}]}, "9000", "cannot-confirm"),
])  # fmt: skip
def test_an_empty_truck_weighs_its_tare(make, tables, weight, channel):
    yard = make(rows(booking=[booked(goods="empty")], **tables))
    assert yard.lines({"scan": PLATE}, {"weight": weight})["verdict"]["channel"] == channel


def test_a_truck_without_customs_goods_carries_no_customs_container(make):
    yard = make(rows(booking=[booked(goods="none")]))
    assert yard.lines({"scan": PLATE})["verdict"]["channel"] == "not-customs"
    assert reasons(yard.lines({"scan": BOX})) == ("hold", ["container.customs"])
    assert yard.refused(act="leave") == "not-leavable"


# --- several papers, parties, instructions: the strictest decides


def several(**changed):
    boxes = [{"number": BOX, "papers": PAPERS, "tare_kg": "2200"}, {"number": BOX2, "papers": PAPERS2, "tare_kg": "2200"}]
    tables = {
        "consignment": [consignment(), consignment(PAPERS2, uscc=USCC2, **changed)], "container": boxes, "seal": [sealed(SEAL), sealed(SEAL2, BOX2), sealed(SEAL3, BOX2)],
        "booking": [booked(papers=[PAPERS, PAPERS2], containers=[BOX, BOX2])],
    }  # fmt: skip
    credit = [{"uscc": uscc, "scale": "second-line", "class": "white", "valid_from": "2026-01-01"} for uscc in (USCC, USCC2)]
    return rows(**tables, credit=credit)


def everything(weight="23400"):
    seals = [{"seal": number, "status": "sealed", "container": box} for number, box in ((SEAL, BOX), (SEAL2, BOX2), (SEAL3, BOX2))]
    return [*({"scan": text} for text in (PLATE, PAPERS, PAPERS2, BOX, BOX2)), *seals, {"weight": weight}]


def test_several_papers_boxes_and_seals_are_all_awaited_and_released_on_one_slip(make):
    yard = make(several())
    for line in everything()[:-1]:
        assert yard.lines(line)["verdict"] is None
    told = yard.lines(everything()[-1])
    assert told["verdict"]["channel"] == "release"
    yard.act("release")
    slip = yard.desk.stand.passage.release.body["slip"]
    assert (slip["declarations"], slip["containers"], slip["seals"]) == ([PAPERS, PAPERS2], [BOX, BOX2], [SEAL, SEAL2, SEAL3])


STATES = [("declared", "hold", "papers.not-released"), ("amending", "hold", "papers.not-released"), ("cancelled", "hold", "papers.not-valid")]


@pytest.mark.parametrize(("state", "channel", "reason"), STATES)
def test_the_strictest_paper_decides_and_is_named(make, state, channel, reason):
    yard = make(several(state=state))
    told = yard.lines(*everything())
    assert reasons(told) == (channel, [reason])
    assert told["verdict"]["details"]["whose"] == PAPERS2


def test_a_flip_of_one_paper_is_no_flip_while_another_holds_as_well(make):
    yard = make(several() | {"consignment": [consignment(state="declared"), consignment(PAPERS2, state="declared", uscc=USCC2)]})
    told = yard.lines(*everything())
    assert told["verdict"]["channel"] == "hold"
    assert all(flip["fact"] != "papers.state" for flip in told["verdict"]["flip"])


def test_the_flip_of_the_only_bad_paper_is_shown(make):
    yard = make(several(state="declared"))
    told = yard.lines(*everything())
    assert {"fact": "papers.state", "to": "released", "channel": "release"} in told["verdict"]["flip"]


@pytest.mark.parametrize(("changed", "reason"), [
    ({"category": "value-added"}, "papers.va"), ({"category": "value-added", "va_confirmation": "VA64012026000000015", "va_valid_to": "2026-11-20"}, "papers.va"),
    ({"valid_to": "2026-11-20"}, "papers.not-valid"),
])  # fmt: skip
def test_expired_papers_and_confirmations_hold(make, changed, reason):
    from workstation.codes import made

    if "va_confirmation" in changed:
        changed = changed | {"va_confirmation": made.make_va_confirmation("6401", 2026, 1)}
    yard = make(rows(consignment=[consignment(**changed)]))
    assert reasons(yard.lines(*clean())) == ("hold", [reason])


def test_papers_of_another_booking_are_looked_at(make):
    yard = make(rows(consignment=[consignment(), consignment(PAPERS3)], booking=[booked(papers=[PAPERS3])]))
    told = yard.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX}, {"seal": SEAL, "status": "sealed"}, {"weight": "16200"})
    assert yard.channel() in ("machine", "") or told["verdict"]["channel"] == "machine"


TARGETS = [("vehicle", PLATE), ("declaration", PAPERS), ("container", BOX), ("seal", SEAL), ("enterprise", USCC), ("booking", BOOKING)]


@pytest.mark.parametrize(("kind", "target"), TARGETS)
@pytest.mark.parametrize("channel", ["machine", "manual", "hold"])
def test_an_instruction_on_anything_of_the_truck_is_followed(make, kind, target, channel):
    yard = make(rows(instruction=[instruction(channel, kind, target)]))
    told = yard.lines(*clean())
    assert reasons(told) == (channel, [f"instruction.{channel}"])
    assert told["verdict"]["details"]["instruction"]["number"] == "HK-2026-0001"


@pytest.mark.parametrize("changed", [{"state": "lifted"}, {"valid_to": "2026-11-21T08:00:00Z"}, {"target_kind": "container"}, {"target": "琼A99999"}])
def test_an_instruction_that_is_over_or_about_another_is_not(make, changed):
    yard = make(rows(instruction=[instruction(**changed)]))
    assert yard.lines(*clean())["verdict"]["channel"] == "release"


def test_of_several_instructions_the_strictest_is_followed(make):
    yard = make(rows(instruction=[instruction("machine", serial=1), instruction("hold", "container", BOX, 2), instruction("manual", "seal", SEAL, 3)]))
    told = yard.lines(*clean())
    assert (told["verdict"]["channel"], told["verdict"]["details"]["instruction"]["number"]) == ("hold", "HK-2026-0002")


def test_the_driver_changes_the_channel_only_when_an_instruction_names_him(make):
    persons = {"person": [{"id": "P1", "name": "王芳"}], "document": [{"kind": "resident-id", "number": DRIVER, "person": "P1"}]}
    yard = make(rows(**persons))
    assert yard.lines(*clean(), {"scan": DRIVER})["verdict"]["channel"] == "release"
    yard = make(rows(**persons, instruction=[instruction("manual", "person", "P1")]))
    assert yard.lines(*clean())["verdict"]["channel"] == "release"
    assert reasons(yard.lines({"scan": DRIVER})) == ("manual", ["instruction.manual"])


@pytest.mark.parametrize(("scale", "level", "channel"), [("second-line", "focus", "machine"), ("national", "dishonest", "manual"), ("national", "advanced", "release")])
def test_the_class_of_the_enterprise_counts_on_its_day(make, scale, level, channel):
    white = {"uscc": USCC, "scale": "second-line", "class": "white", "valid_from": "2026-01-01"}
    own = {"uscc": USCC, "scale": scale, "class": level, "valid_from": "2026-06-01"}
    assert make(rows(credit=[white, own])).lines(*clean())["verdict"]["channel"] == channel
    assert make(rows(credit=[white, own | {"valid_from": "2026-11-22"}])).lines(*clean())["verdict"]["channel"] == "release"
    assert make(rows(credit=[white, own | {"valid_to": "2026-11-20"}])).lines(*clean())["verdict"]["channel"] == "release"


# --- age, phone, emergency


def test_old_data_release_nothing_and_a_hit_in_them_counts(make):
    told = waited(make())
    assert reasons(told) == ("cannot-confirm", ["age.instruction"])
    assert told["verdict"]["details"]["age.instruction"] == {"hours": "2", "limit": "1"}
    told = waited(make(rows(instruction=[instruction("hold")])))
    assert reasons(told) == ("hold", ["instruction.hold"])
    assert reasons(make().line(scan=PLATE) and waited(make(), 200)) == ("cannot-confirm", ["age.instruction", "age.papers", "age.credit"])


def test_a_station_that_was_told_nothing_confirms_nothing(make):
    yard = make({"port": [{"code": "CNHXG", "zh": "海口新海港", "en": "Haikou Xinhai Port"}]})
    assert yard.lines({"scan": PLATE})["verdict"]["channel"] == "cannot-confirm"
    assert yard.refused(act="release") == "not-releasable"


def test_the_verdict_of_an_hour_ago_lets_nothing_go(yard):
    verdict = yard.lines(*clean())["verdict"]["id"]
    yard.clock.wait(2)
    assert yard.refused(act="release", verdict=verdict) == "verdict-changed"
    assert yard.refused(act="release") == "not-releasable"
    assert yard.channel() == "cannot-confirm"


def test_nothing_leaves_on_the_verdict_of_a_day_ago(make):
    yard = make(rows(booking=[booked(goods="none")], consignment=[], container=[], seal=[]))
    yard.lines({"scan": PLATE})
    yard.clock.wait(25)
    assert yard.refused(act="leave") == "not-leavable"


def test_a_call_confirms_what_is_too_old_for_this_truck_only(yard):
    told = waited(yard)
    told = yard.act("confirm", fact="instruction", value="none", **CALL)
    assert (told["verdict"]["channel"], told["passage"]["confirmed"]) == ("release", {"instruction": "none"})
    yard.act("release")
    assert yard.desk.stand.passage.release.body["basis"] == "confirmed"
    yard.act("next")
    assert yard.lines(*clean())["verdict"]["channel"] == "cannot-confirm"


def test_a_call_can_also_bring_an_instruction(yard):
    waited(yard)
    assert yard.act("confirm", fact="instruction", value="hold", **CALL)["verdict"]["channel"] == "hold"


WRONG = [
    ("instruction", "later", "fact-value"), ("seal.state", "sealed", "fact-not-confirmable"), ("weight.match", "within", "fact-not-confirmable"), ("hat", "x", "fact-not-confirmable"),
    ("papers.state", "released", "confirm-not-needed"), ("booking.goods", "none", "confirm-not-needed"), ("credit.second-line", "white", "confirm-not-needed"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "value", "key"), WRONG)
def test_a_call_confirms_only_what_may_be_and_is_too_old(yard, fact, value, key):
    waited(yard)
    assert yard.refused(act="confirm", fact=fact, value=value, **CALL) == key


def test_a_call_needs_who_when_and_a_reference(yard):
    waited(yard)
    for name in CALL:
        told = {each: value for each, value in CALL.items() if each != name}
        assert yard.refused(act="confirm", fact="instruction", value="none", **told) == "act-field-missing"


@pytest.mark.parametrize(("tables", "fact", "value"), [
    ({"instruction": [instruction("hold")]}, "instruction", "none"), ({"consignment": [consignment(state="cancelled")]}, "papers.state", "released"),
    ({"credit": [{"uscc": USCC, "scale": "national", "class": "dishonest", "valid_from": "2026-01-01"}]}, "credit.national", "regular"),
    ({"consignment": [consignment(category="value-added")]}, "papers.va", "valid"),
])  # fmt: skip
def test_a_call_never_lowers_a_hit(make, tables, fact, value):
    yard = make(rows(**tables))
    before = waited(yard, 200)["verdict"]["channel"]
    assert before in ("hold", "manual")
    assert yard.refused(act="confirm", fact=fact, value=value, **CALL) == "never-lowered"


def test_a_call_never_stands_for_papers_nobody_has_seen(make):
    yard = make(rows(booking=[], vehicle=[], consignment=[], container=[], seal=[]))
    yard.lines({"scan": PLATE})
    yard.clock.wait(200)
    yard.lines({"weight": "9000"})
    for fact, value in (("instruction", "none"), ("papers.state", "released"), ("credit.second-line", "white"), ("booking.goods", "customs")):
        yard.line(act="confirm", fact=fact, value=value, **CALL)
    assert yard.channel() != "release"


def test_new_data_stand_over_an_earlier_call(yard):
    waited(yard)
    yard.act("confirm", fact="instruction", value="none", **CALL)
    assert yard.channel() == "release"
    yard.delta(instruction=[instruction("hold")])
    assert yard.refused(act="release") == "not-releasable"
    assert yard.channel() == "hold"


ORDER = {"order": "E-2026-1", "until": "2026-11-21T20:00:00Z"}


def test_emergency_mode_lets_go_what_only_age_holds_up_and_says_so(yard):
    waited(yard)
    assert yard.refused(act="emergency", **ORDER) == "role-may-not"
    yard.act("sign-in", officer="S1")
    assert yard.refused(act="release") == "not-releasable"
    yard.act("emergency", **ORDER)
    yard.act("release")
    body = yard.desk.stand.passage.release.body
    assert (body["emergency"], body["basis"], body["slip"]["emergency"]) == ("E-2026-1", "emergency", "E-2026-1")
    yard.act("next")
    yard.act("emergency", end="yes")
    assert yard.refused(act="emergency", end="yes") == "no-emergency"
    yard.lines(*clean())
    assert yard.refused(act="release") == "not-releasable"


@pytest.mark.parametrize("lines", [clean("open"), clean("unknown"), clean(weight="30000"), clean()[:3]])
def test_emergency_mode_lets_nothing_else_go(yard, lines):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    yard.clock.wait(2)
    yard.lines(*lines)
    assert yard.refused(act="release") in ("not-releasable", "verdict-awaited")


def test_emergency_mode_overlooks_no_paper(make):
    yard = make(several())
    focus = [{"uscc": USCC2, "scale": "second-line", "class": "focus", "valid_from": "2026-02-01"}]
    yard.delta(credit=focus)
    yard.open("S1")
    yard.act("emergency", **ORDER)
    yard.clock.wait(2)
    assert yard.lines(*everything())["verdict"]["channel"] == "cannot-confirm"
    assert yard.refused(act="release") == "not-releasable"


def test_emergency_mode_overlooks_no_override_and_ends_by_itself(yard):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    waited(yard)
    yard.act("override", to="hold", reason="smell", officer="O1")
    assert yard.refused(act="release") == "not-releasable"
    yard.act("transfer", to="anti-smuggling")
    yard.clock.wait(12)
    yard.lines(*clean())
    assert yard.refused(act="release") == "not-releasable"
    assert yard.refused(act="emergency", order="E-2", until="2026-11-21T09:00:00Z") == "emergency-past"


def test_an_emergency_release_is_judged_again_when_data_return(yard):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    name = waited(yard)["passage"]["id"]
    yard.act("release")
    yard.act("next")
    yard.delta(instruction=[instruction("manual")])
    told = yard.line(scan="?")
    (event,) = yard.desk.station.journal.events(subject=name, kinds=("release.rejudged",))
    assert (event.body["differs"], event.body["after"]) == (True, "manual")
    assert {"release.rejudged", "alarm.raised", "release.suspended"} <= {kind for _, _, kind in told["events"]}
    yard.delta(instruction=[])
    yard.line(scan="?")
    assert yard.kinds(name).count("release.rejudged") == 1


def test_a_clean_emergency_release_is_judged_again_in_silence(yard):
    yard.open("S1")
    yard.act("emergency", **ORDER)
    name = waited(yard)["passage"]["id"]
    yard.act("release")
    yard.load(rows())
    told = yard.line(scan="?")
    (event,) = yard.desk.station.journal.events(subject=name, kinds=("release.rejudged",))
    assert (event.body["differs"], event.body["after"]) == (False, "release")
    assert "alarm.raised" not in [kind for _, _, kind in told["events"]]


# --- late


def released(yard, *lines):
    told = yard.lines(*(lines or clean()))
    slip = yard.act("release")["slip"]
    return told["passage"]["id"], slip


@pytest.mark.parametrize(("kind", "target"), TARGETS)
def test_an_instruction_after_the_release_stops_it(yard, kind, target):
    name, slip = released(yard)
    yard.act("next")
    yard.delta(instruction=[instruction("manual", kind, target)])
    told = yard.line(scan="?")
    assert [event for _, _, event in told["events"]] == ["release.suspended", "alarm.raised"]
    assert ("instruction-late", PLATE) in [(alarm["key"], alarm.get("plate")) for alarm in told["alarms"]]
    shown = yard.line(act="present", token=slip["token"])
    assert (shown["gate"]["accepted"], shown["gate"]["authentic"]) == (False, True)
    assert "slip-suspended" in shown["gate"]["reasons"]
    assert yard.desk.passage(name).release.suspended


def test_a_stopped_release_holds_again_when_a_supervisor_says_so_and_stays_so(yard):
    name, slip = released(yard)
    yard.delta(instruction=[instruction("manual")])
    alarm = next(seq for _, seq, kind in yard.line(scan="?")["events"] if kind == "alarm.raised")
    assert yard.refused(act="restore", reason="x") == "role-may-not"
    yard.act("acknowledge", alarm=alarm)
    assert yard.refused(act="acknowledge", alarm=alarm) == "alarm-unknown"
    yard.act("sign-in", officer="S1")
    yard.act("restore", reason="looked at it", number=slip["number"])
    yard.delta(booking=[booked(papers=[PAPERS], containers=[BOX])])
    assert yard.line(scan="?")["events"] == []
    assert yard.line(act="present", token=slip["token"])["gate"]["accepted"]
    yard.delta(instruction=[instruction("hold", serial=2)])
    assert "alarm.raised" in [kind for _, _, kind in yard.line(scan="?")["events"]]
    assert yard.desk.passage(name).release.suspended == ""


def test_after_the_gate_an_instruction_is_a_call_once(yard):
    name, slip = released(yard)
    assert yard.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"]
    yard.delta(instruction=[instruction("manual")])
    told = yard.line(scan="?")
    assert [kind for _, _, kind in told["events"]] == ["alarm.raised"]
    yard.delta(booking=[booked(papers=[PAPERS], containers=[BOX])])
    assert yard.line(scan="?")["events"] == []
    assert yard.desk.passage(name).release.suspended == ""


def test_an_instruction_that_was_known_and_answered_stops_nothing_later(make):
    yard = make(rows(instruction=[instruction("manual", serial=1), instruction("machine", "container", BOX, 2)]))
    yard.lines(*clean())
    assert yard.inspected()["verdict"]["channel"] == "release"
    name = yard.act("release")["passage"]["id"]
    yard.delta(booking=[booked(papers=[PAPERS], containers=[BOX])])
    assert yard.line(scan="?")["events"] == []
    assert not yard.desk.passage(name).release.suspended


def test_an_instruction_about_a_corrected_number_finds_its_truck(make):
    yard = make()
    yard.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX2})
    yard.act("correct", part="container", value=BOX2, to=BOX, reason="misread")
    name, _ = released(yard, *clean()[3:])
    yard.delta(instruction=[instruction("manual", "container", BOX2)])
    assert yard.line(scan="?")["events"] == []
    yard.delta(instruction=[instruction("manual", "container", BOX, 2)])
    assert "release.suspended" in [kind for _, _, kind in yard.line(scan="?")["events"]]
    assert yard.desk.passage(name).release.suspended


def test_another_instruction_after_the_inspection_asks_again(make):
    yard = make(rows(instruction=[instruction("manual")]))
    yard.lines(*clean())
    assert yard.inspected()["verdict"]["channel"] == "release"
    yard.delta(instruction=[instruction("manual", "container", BOX, 2)])
    assert yard.refused(act="release") == "not-releasable"
    assert yard.channel() == "manual"
    assert yard.inspected()["verdict"]["channel"] == "release"


def test_the_truck_in_front_is_judged_anew_when_data_arrive(yard):
    yard.lines(*clean())
    yard.delta(instruction=[instruction("machine")])
    told = yard.line(scan="?")
    assert reasons(told) == ("machine", ["instruction.machine"])


def test_a_voided_or_expired_slip_is_not_stopped(yard):
    released(yard)
    yard.act("sign-in", officer="N1")
    yard.act("void", reason="paper torn")
    yard.delta(instruction=[instruction("manual")])
    told = yard.line(scan="?")
    assert "release.suspended" not in [kind for _, _, kind in told["events"]]
    assert yard.channel() == "manual"


# --- overrides, inspections, slips


def override(yard, to="release", by="N1", **fields):
    return {"act": "override", "to": to, "reason": "looked", "officer": by, **fields}


def test_an_override_needs_a_reason_two_officers_and_a_senior(yard):
    told = yard.lines(*clean("open"))
    assert yard.refused(line=override(yard, reason="")) == "act-field-missing"
    assert yard.refused(line=override(yard, by="O1")) == "second-officer-same"
    assert yard.refused(line=override(yard, by="O2")) == "role-may-not"
    assert yard.refused(line=override(yard, by="U1")) == "role-may-not"
    assert yard.refused(line=override(yard, by="X9")) == "officer-unknown"
    assert yard.refused(line=override(yard, secret="not the phrase")) == "secret-wrong"
    assert yard.refused(line=override(yard, to="not-customs")) == "channel-unknown"
    assert yard.refused(line=override(yard, verdict=told["verdict"]["id"] - 1)) == "verdict-changed"
    told = yard.lines(override(yard))
    assert (told["verdict"]["channel"], told["verdict"]["override"]["cosigner"]) == ("release", "N1")
    yard.act("release")
    body = yard.desk.stand.passage.release.body
    assert (body["basis"], body["channel"], sorted(body["slip"]["officers"])) == ("override", "manual", ["N1", "O1"])


def test_an_override_falls_with_the_verdict_it_was_about(yard):
    yard.lines(*clean("open"))
    yard.lines(override(yard))
    assert yard.channel() == "release"
    yard.lines({"seal": "XX12345678", "status": "sealed"})
    assert yard.channel() == "manual"
    assert yard.refused(act="release") == "not-releasable"


@pytest.mark.parametrize("channel", ["machine", "manual", "hold"])
def test_no_override_goes_below_an_instruction_and_any_goes_above(make, channel):
    yard = make(rows(instruction=[instruction(channel)]))
    yard.lines(*clean("open"))
    for to in ("release", "machine", "manual", "hold"):
        asked = override(yard, to=to)
        if STRICT[to] < STRICT[channel]:
            assert yard.refused(line=asked) == "never-lowered"
        else:
            assert yard.lines(asked)["verdict"]["channel"] == to


def test_no_override_of_a_truck_that_has_gone(yard):
    yard.lines(*clean())
    yard.act("release")
    assert yard.refused(line=override(yard, to="hold")) == "not-open"


def test_an_abnormal_or_unfinished_inspection_is_never_overridden(yard):
    yard.lines(*clean())
    told = yard.inspected("abnormal", "detain")
    assert reasons(told) == ("hold", ["inspection.abnormal"])
    assert yard.refused(line=override(yard)) == "never-lowered"
    assert yard.refused(act="release") == "not-releasable"


def test_a_suspended_inspection_is_no_release(yard):
    yard.lines(*clean())
    yard.act("inspect", form="appearance")
    assert yard.refused(act="release") == "held-or-inspecting"
    yard.act("suspend", reason="alone")
    assert yard.channel() == "manual"
    assert yard.refused(act="release") == "held-or-inspecting"
    assert yard.refused(act="inspect", form="appearance") == "inspection-open-already"
    yard.act("continue")
    assert yard.channel() == "release"


def test_a_machine_image_does_not_answer_what_asks_for_hands(make):
    yard = make(rows(instruction=[instruction("manual"), instruction("machine", "container", BOX, 2)]))
    yard.lines(*clean())
    yard.act("inspect", form="machine-image")
    given = {"place": "H986", "scanner": "H986-1", "image-number": "1", "image-quality": "usable", "image-match": "agrees", "conclusion": "normal", "disposal": "release"}
    for name, value in given.items():
        yard.act("set", field=name, value=value)
    yard.act("evidence", file=yard.photo(), field="image")
    yard.act("sign")
    assert yard.act("cosign", officer="O2")["verdict"]["channel"] == "manual"


def test_one_officer_signs_for_one(yard):
    yard.lines(*clean())
    yard.act("inspect", form="appearance")
    assert yard.refused(act="sign") == "inspection-missing"
    yard.fill()
    yard.act("sign")
    assert yard.refused(act="sign") == "inspection-signed-already"
    assert yard.refused(act="cosign", officer="O1") == "second-officer-same"
    assert yard.refused(act="cosign", officer="T1") == "inspection-role"
    yard.act("set", field="found-pieces", value="7")
    yard.act("cosign", officer="O2")
    assert "inspection.closed" not in yard.kinds()
    yard.act("sign")
    assert "inspection.closed" in yard.kinds()


def test_the_first_pair_does_not_repeat_its_own_inspection(yard):
    yard.lines(*clean("open"))
    yard.inspected()
    (first,) = (event.id for event in yard.desk.station.journal.events(kinds=("inspection.opened",)))
    assert yard.refused(act="inspect", form="appearance", again=first) == "inspection-first-pair"
    assert yard.refused(act="inspect", form="appearance", again="x") == "inspection-unknown"
    yard.act("sign-in", officer="N1")
    yard.act("inspect", form="appearance", again=first)
    yard.fill()
    yard.act("sign")
    assert yard.refused(act="cosign", officer="O2") == "inspection-first-pair"
    yard.act("cosign", officer="S1")
    assert yard.channel() == "release"


def test_slip_numbers_run_and_a_forged_slip_shifts_none(yard):
    first = released(yard)[1]["number"]
    yard.act("next")
    station = yard.desk.station
    from dataclasses import replace

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from workstation.release import numbers, token
    from workstation.release.values import Slip

    passage = yard.desk.passage(next(iter(station.journal.events(kinds=("released",)))).subject)
    forged = replace(Slip.of(passage.release.body["slip"]), number=numbers.make("CNHXG", "03", NOW, 77777))
    text = token.sign(forged, Ed25519PrivateKey.generate().sign, token.kid(station.journal.public_key))
    assert yard.line(act="present", token=text)["gate"]["authentic"] is False
    second = released(yard)[1]["number"]
    assert (first[:18], second[:18]) == ("HXG03-261121-00001", "HXG03-261121-00002")


def test_a_void_slip_takes_the_release_back_and_its_number_never_returns(yard):
    name, slip = released(yard)
    assert yard.refused(act="void", reason="x") == "role-may-not"
    yard.act("sign-in", officer="N1")
    told = yard.act("void", reason="paper torn")
    assert (told["passage"]["state"], told["slip"]) == ("open", None)
    again = yard.act("release")["slip"]["number"]
    assert again > slip["number"]
    assert yard.line(act="present", token=slip["token"])["gate"]["accepted"] is False
    assert yard.refused(act="void", reason="x", number=slip["number"]) == "slip-not-released"
    assert yard.desk.passage(name).voided == (slip["number"],)


def test_a_slip_is_used_once_and_a_used_one_is_not_voided(yard):
    slip = released(yard)[1]
    yard.act("sign-in", officer="N1")
    assert yard.line(act="present", token=slip["token"], vehicle="琼B00000")["gate"]["accepted"] is False
    assert yard.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"]
    assert "slip-used" in yard.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["reasons"]
    assert yard.refused(act="void", reason="x") == "slip-used-already"


def test_signing_in_and_out_is_written_once_each(yard):
    yard.act("sign-out")
    assert yard.refused(scan=PLATE) == "not-signed-in"
    assert yard.refused(act="release") == "not-signed-in"
    yard.act("sign-in", officer="O2")
    yard.act("sign-in", officer="N1")
    told = [(event.kind, event.subject) for event in yard.desk.station.journal.events(kinds=("officer.signed-in", "officer.signed-out"))]
    assert told == [("officer.signed-out", "O1"), ("officer.signed-in", "O2"), ("officer.signed-out", "O2"), ("officer.signed-in", "N1")]


@pytest.mark.parametrize("role", ["T1", "U1", "M1"])
def test_who_works_no_lane_reads_nothing_into_it(yard, role):
    yard.act("sign-in", officer=role)
    for asked in ({"scan": PLATE}, {"weight": "1"}, {"seal": SEAL}, {"act": "hold", "reason": "x"}, {"act": "next"}, {"act": "release"}):
        assert yard.refused(line=asked) == "role-may-not"


def test_a_pack_that_says_nothing_new_writes_nothing_for_the_lane(yard):
    yard.lines(*clean())
    yard.load(rows(), at=yard.clock.at + HOUR // 60)
    assert yard.line(scan="?")["events"] == []
    assert settings.show_time(NOW)
    assert LIST
