"""Where something shared was overlooked: containers on two papers, slip numbers, days of rules, data of the future, operators, persons in clear, weights."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

import resources
from tests.yard import (
    BOOKING2,
    BOX,
    BOX2,
    DAY,
    DRIVER,
    HOUR,
    NOW,
    PAPERS,
    PAPERS2,
    PLATE,
    PLATE2,
    SEAL,
    USCC,
    USCC2,
    booked,
    clean,
    consignment,
    instruction,
    rows,
    secret,
)
from workstation.codes import made
from workstation.risk import rulebook
from workstation.settings import parse_time, show_time
from workstation.words import Refused

BOXES = [{"number": BOX, "papers": number, "tare_kg": "2200"} for number in (PAPERS, PAPERS2)]


def shared(second=None, **tables):
    """The clean truck, whose container also stands on PAPERS2."""
    papers = [consignment(), {**consignment(PAPERS2, uscc=USCC2, gross_kg="200"), **(second or {})}]
    return rows(consignment=papers, container=BOXES, booking=[], **tables)


# Containers on two papers.


def test_a_container_that_also_stands_on_unreleased_papers_is_held(yard):
    one = yard(shared({"state": "declared"}))
    told = one.lines(*clean())
    assert (told["verdict"]["channel"], told["verdict"]["details"]["whose"]) == ("hold", PAPERS2)
    assert one.refused(act="release") == "not-releasable"


@pytest.mark.parametrize(("kind", "target"), [("declaration", PAPERS2), ("enterprise", USCC2)])
def test_an_instruction_on_the_other_papers_or_their_enterprise_stops_the_truck(yard, kind, target):
    one = yard(shared(instruction=[instruction("hold", kind, target)]))
    assert one.lines(*clean())["verdict"]["reasons"] == ["instruction.hold"]
    two = yard(shared(instruction=[instruction("hold", kind, target)]))
    two.lines({"scan": PLATE}, {"scan": BOX})
    assert two.channel() == "hold", "before any paper is read"


def test_other_papers_that_are_released_are_awaited_by_their_number(yard):
    one = yard(shared())
    told = one.lines(*clean())
    assert (told["passage"]["waiting"], told["passage"]["awaited"], told["verdict"]) == (["declaration"], [PAPERS2], None)
    assert [row.value.replace(" ", "") for row in one.desk.card().rows if row.mark == "open"] == [PAPERS2]
    assert one.refused(act="release") == "verdict-awaited"
    told = one.lines({"scan": PAPERS2}, {"weight": "16400"})
    assert (told["passage"]["waiting"], told["verdict"]["channel"]) == ([], "release")


OLD = [{"state": "cancelled"}, {"valid_to": "2026-11-20"}, {"state": "cancelled", "valid_to": "2027-01-01"}]


@pytest.mark.parametrize("second", OLD)
def test_an_old_trip_of_the_container_does_not_count(yard, second):
    assert yard(shared(second)).lines(*clean())["verdict"]["channel"] == "release"


def test_an_unreleased_paper_does_not_get_old_by_its_last_day(yard):
    assert yard(shared({"state": "declared", "valid_to": "2026-11-20"})).lines(*clean())["verdict"]["channel"] == "hold"


@pytest.mark.parametrize("days", [-7, 7])
def test_a_container_that_travels_every_week_waits_for_no_other_week(yard, days):
    slot = {"from": f"{DAY + timedelta(days)}T06:00:00Z", "to": f"{DAY + timedelta(days)}T14:00:00Z"}
    other = [booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, number=BOOKING2, papers=[PAPERS2], containers=[BOX]) | slot]
    for state in ("released", "declared"):
        tables = shared({"state": state}) | {"booking": other}
        assert yard(tables).lines(*clean())["verdict"]["channel"] == "release"
        assert yard(tables | {"instruction": [instruction("hold", "declaration", PAPERS2)]}).lines(*clean())["verdict"]["channel"] == "hold"


def test_papers_that_went_with_the_container_before_are_an_earlier_trip(yard):
    one = yard(rows(booking=[]))
    one.lines(*clean())
    one.act("release")
    one.act("next")
    one.clock.wait(20)
    one.load(rows(consignment=[consignment(), consignment(PAPERS2)], container=BOXES, booking=[]))
    told = one.lines({"scan": PLATE}, {"scan": PAPERS2}, *clean()[2:])
    assert told["verdict"]["channel"] == "release"


def test_a_late_instruction_on_the_other_papers_suspends_the_release(yard):
    slot = {"from": "2026-11-28T06:00:00Z", "to": "2026-11-28T14:00:00Z"}
    other = [booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, number=BOOKING2, papers=[PAPERS2]) | slot]
    one = yard(shared() | {"booking": other})
    one.lines(*clean())
    slip = one.act("release")["slip"]
    one.delta(instruction=[instruction("hold", "declaration", PAPERS2)])
    assert one.line(scan="?")["passage"]["state"] == "suspended"
    assert not one.line(act="present", token=slip["token"], vehicle=PLATE)["gate"]["accepted"]


# Slip numbers.


def test_a_number_once_reserved_is_never_given_again(yard):
    vehicles = [{"plate": each, "sort": "truck", "tare_kg": "9000"} for each in (PLATE, PLATE2)]
    boxes = [BOXES[0], {"number": BOX2, "papers": PAPERS2, "tare_kg": "2200"}]
    one = yard(rows(consignment=[consignment(), consignment(PAPERS2)], vehicle=vehicles, container=boxes, seal=[], booking=[]))
    first = one.lines({"scan": PLATE}, {"scan": PAPERS}, {"scan": BOX}, {"weight": "16200"})["passage"]["id"]
    one.act("inspect", form="appearance")
    note = one.act("suspend", reason="alone")["note"]
    one.act("park")
    one.lines({"scan": PLATE2}, {"scan": PAPERS2}, {"scan": BOX2}, {"weight": "16200"})
    slip = one.act("release")["slip"]
    assert slip["number"] != note["number"]
    one.line(scan=note["token"])
    assert "slip.confirmed" not in one.kinds()
    one.act("next")
    one.act("resume", passage=first)
    one.act("continue")
    one.fill()
    one.act("sign")
    one.act("cosign", officer="O2")
    last = one.act("release")["slip"]["number"]
    assert len({note["number"], slip["number"], last}) == 3


# Days of rules.


def ruled(tmp_path, **changed):
    """The rule files, each with a text replaced or (old '') put at its end."""
    place = tmp_path / "rules"
    shutil.copytree(resources.folder / "rules", place)
    for file, (old, new) in changed.items():
        path = place / f"{file}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    return rulebook(place)


SEAL_OPEN = 'id = "seal-open"\n'
DATES = [
    ('valid_from = "2026-11-21"', "manual"), ('valid_from = "2026-11-22"', "cannot"), ('valid_to = "2026-11-21"', "manual"),
    ('valid_to = "2026-11-20"', "cannot"), ('valid_from = "2025-12-18"\nvalid_to = "2026-11-20"', "cannot"),
]  # fmt: skip


@pytest.mark.parametrize(("dates", "fires"), DATES)
def test_a_rule_counts_between_its_days_only(yard, tmp_path, dates, fires):
    one = yard()
    one.desk.lane.station = replace(one.desk.station, book=ruled(tmp_path, goods=(SEAL_OPEN, SEAL_OPEN + dates + "\n")))
    one.lines(*clean("open"))
    assert ("seal-open" in one.desk.stand.verdict.fired) is (fires == "manual")


def test_midnight_brings_a_rule_into_force_at_a_desk_that_stays_open(yard, tmp_path):
    one = yard(rows(booking=[]))
    book = ruled(tmp_path, goods=(SEAL_OPEN, SEAL_OPEN + 'valid_from = "2026-11-22"\n'), roles=("", '\n[[change]]\nact = "hold"\nroles = ["senior"]\nvalid_from = "2026-11-22"\n'))
    one.desk.lane.station = replace(one.desk.station, book=book.on("2026-11-21"))
    assert "seal-open" not in one.lines(*clean("open"))["verdict"]["reasons"]
    one.clock.at = parse_time("2026-11-21T16:00:01Z")
    told = one.line(scan=PLATE)
    assert "seal.open" in told["verdict"]["reasons"]
    assert one.refused(act="hold", reason="x") == "role-may-not"


def test_a_rate_and_a_limit_change_on_their_day(tmp_path):
    rate = 'id = "random"\nvalid_from = "2026-12-01"\nwhen = [["papers.state", "eq", "released"]]\nchannel = "machine"\nreason = "random"\nrate = "0.5"'
    limit = '\n[[change]]\ngroup = "slip"\nname = "valid"\nvalue = 3600\nvalid_from = "2026-12-01"\nvalid_to = "2026-12-31"\n'
    first = 'id = "random"\n'
    whole = ruled(tmp_path, goods=(first, rate + "\n[[rule]]\n" + first + 'valid_to = "2026-11-30"\n'), limits=("", limit))
    rates = {day: [str(rule.rate) for rule in whole.on(day).rules if rule.id == "random"] for day in ("2026-11-30", "2026-12-01")}
    assert rates == {"2026-11-30": ["0.002"], "2026-12-01": ["0.5"]}
    assert [int(whole.on(day).limit("slip", "valid")) for day in ("2026-11-30", "2026-12-31", "2027-01-01")] == [86400, 3600, 86400]
    assert [int(whole.on("2026-12-01").on(day).limit("slip", "valid")) for day in ("2026-11-30",)] == [86400]


WRONG = [
    ("goods", SEAL_OPEN, SEAL_OPEN + 'valid_from = "soon"\n', "rule seal-open"), ("goods", SEAL_OPEN, SEAL_OPEN + "valid_to = 2026-11-21\n", "rule seal-open"),
    ("goods", SEAL_OPEN, SEAL_OPEN + 'valid_to = "2026-02-30"\n', "rule seal-open"), ("goods", SEAL_OPEN, SEAL_OPEN + "source = 5\n", "rule seal-open"),
    ("goods", SEAL_OPEN, SEAL_OPEN + 'valid_from = "2026-11-22"\nvalid_to = "2026-11-21"\n', "before"), ("goods", 'valid_from = "2025-12-18"', 'valid_from = "soon"', "goods.toml"),
    ("goods", 'valid_from = "2025-12-18"', 'valid_from = "2025-12-18"\nvalid_until = "2026-12-18"', "valid_until"), ("goods", SEAL_OPEN, SEAL_OPEN + 'binding = "yes"\n', "binding"),
    ("facts", 'valid_from = "2025-12-18"', 'valid_from = "soon"', "facts.toml"), ("lanes", 'valid_from = "2025-12-18"', "valid_from = 5", "lanes.toml"),
    ("lanes", '{ part = "vehicle" }', '{ part = "vehicle", valid_from = "soon" }', "lanes.toml goods"), ("limits", 'valid_from = "2025-12-18"', 'valid_to = "soon"', "limits.toml"),
    ("roles", 'valid_from = "2025-12-18"', 'valid_from = ""', "roles.toml"), ("limits", "", '\n[[change]]\ngroup = "slip"\nname = "valid"\nvalue = "long"\n', "change 1"),
    ("limits", "", '\n[[change]]\ngroup = "slip"\nname = "vallid"\nvalue = 5\n', "vallid"), ("roles", "", '\n[[change]]\nact = "fly"\nroles = ["officer"]\n', "fly"),
    ("roles", "", '\n[[change]]\nact = "scan"\nroles = ["boss"]\n', "boss"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), WRONG)
def test_a_wrong_date_or_type_is_refused_with_file_place_and_reason(tmp_path, file, old, new, said):
    with pytest.raises(Refused, match="rule-wrong") as caught:
        ruled(tmp_path, **{file: (old, new)})
    assert said in str(caught.value)
    assert f"{file}.toml" in str(caught.value)


@pytest.mark.parametrize("file", ["goods", "facts", "lanes", "limits", "roles"])
def test_a_file_that_is_not_in_force_is_refused_on_that_day(tmp_path, file):
    book = ruled(tmp_path, **{file: ('valid_from = "2025-12-18"', 'valid_from = "2026-12-01"')})
    assert book.on("2026-12-01").day == "2026-12-01"
    with pytest.raises(Refused, match="rule-wrong") as caught:
        book.on("2026-11-30")
    assert f"{file}.toml" in str(caught.value)


# Data of the future.


def test_a_pack_from_the_future_is_refused_and_a_clock_may_be_a_little_behind(yard):
    one = yard()
    one.close()
    with pytest.raises(Refused, match="pack-made-late") as caught:
        one.load(rows(), at=one.clock.at + HOUR)
    assert "pack.toml: made at 2026-11-21T09:35:59Z" in str(caught.value)
    one.version -= 1
    one.load(rows(), at=one.clock.at + 9 * 60_000)
    one.open()
    assert one.lines(*clean())["verdict"]["channel"] == "release"


def test_a_table_dated_after_its_pack_is_refused_by_its_name(tmp_path):
    from workstation.register.label import parse

    label = f'kind = "snapshot"\nport = "CNHXG"\nversion = 1\nmade_at = "{show_time(NOW)}"\n[tables.seal]\nas_of = "{show_time(NOW + HOUR)}"\n'
    for building in (NOW, None):
        with pytest.raises(Refused) as caught:
            parse((label if building else label + f'rows = 0\nsha256 = "{"0" * 64}"\n').encode(), building)
        assert caught.value.key == "pack-as-of-late"
        assert caught.value.values["table"] == "seal"


def test_data_dated_in_the_future_are_stale_and_say_so(yard):
    one = yard()
    one.clock.at -= 3 * HOUR
    one.lines(*clean())
    assert one.channel() == "cannot-confirm"
    assert one.refused(act="release") == "not-releasable"
    assert {say.key for say in one.desk.card().reasons} == {"reason.age.ahead"}
    assert any(say.key == "row.age-ahead" and say.values["hours"] == "3" for row in one.desk.card().rows for say in row.notes)
    assert one.desk.status().stale


# Who operates the vehicle.


def test_an_instruction_on_the_operator_of_the_vehicle_stops_it(yard):
    vehicle = [{"plate": PLATE, "sort": "truck", "tare_kg": "9000", "uscc": USCC2}]
    tables = rows(vehicle=vehicle, booking=[booked(goods="none")])
    one = yard(tables | {"instruction": [instruction("hold", "enterprise", USCC2)]})
    one.lines({"scan": PLATE})
    assert one.channel() == "hold"
    assert one.refused(act="leave")
    two = yard(rows(vehicle=vehicle))
    two.lines(*clean())
    two.act("release")
    two.delta(instruction=[instruction("hold", "enterprise", USCC2)])
    assert two.line(scan="?")["passage"]["state"] == "suspended"


def test_the_operators_credit_is_not_that_of_the_goods(yard):
    tables = rows(vehicle=[{"plate": PLATE, "sort": "truck", "tare_kg": "9000", "uscc": USCC2}])
    tables["credit"].append({"uscc": USCC2, "scale": "national", "class": "dishonest", "valid_from": "2026-01-01"})
    assert yard(tables).lines(*clean())["verdict"]["channel"] == "release"


# Persons in clear.

SPACED = f"{DRIVER[:6]} {DRIVER[6:14]}-{DRIVER[14:]}"


@pytest.mark.parametrize("number", [DRIVER, DRIVER.lower(), SPACED])
def test_a_document_is_no_seal_and_stands_in_no_field(yard, number):
    one = yard()
    one.lines(*clean())
    asked = [
        {"line": {"seal": number, "status": "sealed"}}, {"line": {"seal": SEAL, "container": number}}, {"line": {"seal": SEAL, "link": number}},
        {"act": "seal-apply", "seal": number}, {"act": "seal-replace", "seal": SEAL, "new": number, "reason": "x"}, {"act": "seal-remove", "seal": number, "reason": "x"},
        {"act": "seal-apply", "seal": "ML1", "container": number}, {"act": "correct", "part": "seal", "value": SEAL, "to": number, "reason": "x"},
        {"act": "hold", "reason": f"driver {number} is drunk"}, {"act": "hold", "reason": "x", "owner": number},
    ]  # fmt: skip
    assert {one.refused(**each) for each in asked} <= {"seal-is-document", "text-names-person", "seal-number"}
    one.act("inspect", form="appearance")
    assert one.refused(act="set", field="place", value=number) == "inspection-field-person"
    kept = one.desk.station.journal.read("SELECT bytes FROM event")
    assert not any(plain in bytes(row[0]).decode() for row in kept for plain in {number, DRIVER})


def test_a_document_that_was_scanned_is_not_chosen_to_be_a_seal(yard):
    one = yard()
    one.lines({"scan": DRIVER})
    told = one.line(act="choose", kind="seal", value=DRIVER)
    assert told["refused"]
    assert not any(DRIVER in bytes(row[0]).decode() for row in one.desk.station.journal.read("SELECT bytes FROM event"))


def test_long_seals_and_codes_in_reasons_are_taken_as_before(yard):
    one = yard()
    one.lines(*clean(), {"seal": "123456789012345678", "status": "sealed"})
    assert "123456789012345678" in [seal.number for seal in one.desk.stand.passage.seals]
    told = one.act("hold", reason=f"see {PAPERS} {USCC} {made.make_container('MSK', 5)}")
    assert "hold.placed" in [kind for _, _, kind in told["events"]]


# Weights.


def heavy(yard, weight="20000"):
    one = yard()
    one.lines(*clean(weight=weight))
    assert one.channel() == "machine"
    return one


@pytest.mark.parametrize("weight", ["20000", "12000"])
def test_one_officer_alone_corrects_no_weight_away(yard, weight):
    one = heavy(yard, weight)
    asked = {"act": "correct", "part": "weight", "value": weight, "to": "16200", "reason": "misread"}
    assert one.refused(**asked) == "correct-needs-second"
    assert one.refused(line={"weight": "16200", "source": "typed"}) == "weight-needs-second"
    told = one.lines({**asked, "officer": "O2", "secret": secret("O2")})
    assert told["verdict"]["channel"] == "release"
    assert told["verdict"]["details"]["weighed"] == {"before": [weight]}


def test_a_senior_corrects_a_weight_alone_and_harmless_changes_need_nobody(yard):
    one = heavy(yard)
    one.open("N1")
    one.lines({"weight": "16200", "source": "typed"})
    assert one.channel() == "release"
    two = yard()
    two.lines(*clean(), {"weight": "16210", "source": "typed"}, {"act": "correct", "part": "weight", "value": "16210", "to": "16220", "reason": "x"})
    assert two.channel() == "release"
    three = heavy(yard)
    three.lines({"act": "correct", "part": "weight", "value": "20000", "to": "21000", "reason": "x"}, {"weight": "12000", "source": "typed"})
    assert three.channel() == "machine"


def test_the_scale_may_say_otherwise_and_both_weights_are_shown(yard):
    one = heavy(yard)
    told = one.lines({"weight": "16200"})
    assert told["verdict"]["channel"] == "release"
    assert told["verdict"]["details"]["weighed"] == {"before": ["20000"]}
    assert any(say.key == "row.weight-twice" for row in one.desk.card().rows for say in row.notes)
    one.lines({"weight": "16200"})
    assert one.desk.stand.gathered.details["weighed"] == {"before": ["20000"]}


def test_another_part_corrected_takes_no_weight_away_either(yard):
    vehicles = [{"plate": PLATE, "sort": "truck", "tare_kg": "9000"}, {"plate": PLATE2, "sort": "truck", "tare_kg": "13000"}]
    one = yard(rows(vehicle=vehicles, booking=[]))
    one.lines(*clean(weight="20000"))
    assert one.refused(act="correct", part="vehicle", value=PLATE, to=PLATE2, reason="x") == "correct-needs-second"
