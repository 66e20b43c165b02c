"""Gaps in how a read finds its truck, a slip its gate and a copy its evidence; each stays closed."""

from dataclasses import replace

import pytest

from tests.yard import (
    BOOKING2,
    BOX,
    BOX2,
    BOX3,
    NOW,
    PAPERS,
    PAPERS2,
    PHOTO,
    PLATE,
    PLATE2,
    SEAL,
    SEAL2,
    Clock,
    Desk,
    Station,
    booked,
    build,
    clean,
    consignment,
    instruction,
    rows,
    sealed,
)
from workstation import settings
from workstation.codes import made as codes_made
from workstation.inspection import evidence
from workstation.journal import backup, vault

SECOND = NOW + 1000
BOTH = [{"plate": plate, "sort": "truck", "tare_kg": "9000"} for plate in (PLATE, PLATE2)]


def boxes(*numbers, papers=PAPERS, tare="2200"):
    return [{"number": number, "papers": papers, **({"tare_kg": tare} if tare else {})} for number in numbers]


def apart():
    """Two booked trucks, each with its own papers, container and seal."""
    return rows(
        consignment=[consignment(), consignment(PAPERS2)], vehicle=BOTH, container=boxes(BOX) + boxes(BOX2, papers=PAPERS2),
        seal=[sealed(SEAL), sealed(SEAL2, BOX2)],
        booking=[booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, number=BOOKING2, papers=[PAPERS2], containers=[BOX2])],
    )  # fmt: skip


def together():
    """Two booked trucks under one declaration, a container each."""
    return rows(
        vehicle=BOTH, container=boxes(BOX, BOX2), seal=[sealed(SEAL), sealed(SEAL2, BOX2)],
        booking=[booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, number=BOOKING2, papers=[PAPERS], containers=[BOX2])],
    )  # fmt: skip


def written(one):
    return " ".join(str(event.body) for event in one.desk.station.journal.events())


# A truck that is said to carry nothing of customs.


@pytest.mark.parametrize("line", [{"scan": SEAL}, {"seal": SEAL, "status": "sealed"}])
def test_the_seal_of_a_customs_container_stops_a_truck_without_customs_goods(yard, line):
    one = yard(rows(booking=[booked(goods="none")]))
    one.lines({"scan": PLATE})
    assert one.channel() == "not-customs"
    told = one.lines(line)
    assert (told["passage"]["parts"]["vehicle"], told["verdict"]["channel"], told["verdict"]["reasons"]) == ([PLATE], "hold", ["container.customs"])
    assert one.refused(act="leave") == "not-leavable"


def test_the_seal_of_a_container_on_no_papers_stops_nobody(yard):
    one = yard(rows(booking=[booked(goods="none")], container=[]))
    one.lines({"scan": PLATE}, {"seal": SEAL, "status": "sealed"})
    assert one.channel() == "not-customs"


# What may be a person is never a guessed seal.


PERSONS = ("EA1234567", "E12345678", "G12345678", "PE1234567", "DE1234567", "SE12345678", "AB123456", "M12345678", "TR1234567", "C01X00T47", "123456789", "P1234567A")


@pytest.mark.parametrize("text", [*PERSONS, "13876543210", "460105800506001", "A123456789"])
@pytest.mark.parametrize("source", ["serial", "typed"])
def test_a_document_is_no_guessed_seal_while_one_is_awaited(yard, text, source):
    one = yard()
    one.lines(*clean()[:3])
    assert one.desk.stand.gathered.waiting == ("seal", "weight")
    outcome = one.desk.line({"scan": text, "source": source})
    assert outcome.refused is None
    assert text not in written(one)
    assert one.desk.stand.passage.seals == ()


@pytest.mark.parametrize("text", PERSONS)
@pytest.mark.parametrize("lines", [[], [{"scan": PLATE}], clean()])
def test_a_document_is_written_in_clear_on_no_lane(yard, text, lines):
    one = yard()
    one.lines(*lines)
    one.line(scan=text)
    assert text not in written(one)


@pytest.mark.parametrize("text", ["LI XIAOMING", "lixiaoming", "李小明", "O'NEIL ANNA", "ZHANG 1990", "ＡＢＣ１２３４５６７８９０１２"])
def test_a_name_is_no_guessed_seal_and_is_not_offered_as_one(yard, text):
    one = yard()
    one.lines(*clean()[:3])
    before = written(one)
    outcome = one.desk.line({"scan": text, "source": "typed"})
    assert outcome.card.choices == ()
    fresh = written(one).removeprefix(before)
    for part in ("XIAO", "NEIL", "ZHANG", "小明", "ABC123"):
        assert part not in fresh.upper()
    assert one.desk.stand.passage.seals == ()


def test_what_may_be_a_document_is_offered_and_becomes_a_seal_when_the_officer_says_so(yard):
    one = yard()
    one.lines(*clean()[:3])
    outcome = one.desk.line({"scan": "EA1234567"})
    assert ("seal", "EA1234567") in outcome.card.choices
    assert [alarm.key for alarm in outcome.alarms] == ["scan-seal-or-person"]
    told = one.lines({"act": "choose", "kind": "seal", "value": "EA1234567"})
    assert (told["passage"]["parts"]["seal"], told["verdict"]["channel"]) == (["EA1234567"], "manual")


@pytest.mark.parametrize("number", ["HN1234567", "E12345678", "EA1234567", "SE 1234567"])
@pytest.mark.parametrize("read", [str, str.lower, lambda text: text[:2] + "-" + text[2:]])
def test_a_declared_seal_is_taken_however_much_it_looks_like_a_document(yard, number, read):
    folded = number.replace(" ", "")
    one = yard(rows(seal=[sealed(folded)]))
    told = one.lines(*clean()[:3], {"scan": read(number)})
    assert (told["passage"]["parts"]["seal"], told["passage"]["waiting"]) == ([folded], ["weight"])


def test_a_seal_that_comes_with_a_state_and_a_long_one_go_on(yard):
    one = yard()
    told = one.lines(*clean()[:3], {"seal": "HN1234567", "status": "sealed", "container": BOX})
    assert told["passage"]["parts"]["seal"] == ["HN1234567"]
    other = yard()
    assert other.lines(*clean()[:3], {"scan": "MLCN12345678"})["passage"]["parts"]["seal"] == ["MLCN12345678"]


def test_a_seal_put_on_here_is_known_when_it_is_read(yard):
    one = yard()
    one.lines(*clean())
    one.act("seal-replace", seal=SEAL, new="HC0000001", reason="opened")
    told = one.lines({"scan": "HC0000001"})
    assert "HC0000001" in told["passage"]["parts"]["seal"]


# Parts of two trucks before any plate.


@pytest.mark.parametrize("first", [BOX, PAPERS, SEAL])
@pytest.mark.parametrize("second", [{"scan": BOX2}, {"scan": PAPERS2}, {"scan": SEAL2}, {"seal": SEAL2, "status": "sealed"}])
def test_parts_of_two_booked_trucks_never_merge_before_a_plate(yard, first, second):
    one = yard(apart())
    front = one.lines({"scan": first})["passage"]["id"]
    told = one.lines(second)
    assert told["passage"]["id"] != front
    if "scan" in second:
        assert [alarm["key"] for alarm in told["alarms"]] == ["other-truck"]
    for plate, name in ((PLATE, front), (PLATE2, told["passage"]["id"])):
        assert one.lines({"scan": plate})["passage"]["id"] == name


def test_containers_of_two_trucks_under_one_declaration_never_merge(yard):
    one = yard(together())
    front = one.lines({"scan": PAPERS}, {"scan": BOX})["passage"]["id"]
    told = one.lines({"scan": BOX2})
    assert (told["passage"]["id"] != front, told["passage"]["parts"]["container"]) == (True, [BOX2])
    assert one.lines({"scan": PLATE})["passage"]["parts"]["container"] == [BOX]
    told = one.lines({"scan": BOX2})
    assert told["passage"]["parts"]["container"] == [BOX2]


def test_shared_papers_do_not_pull_the_parked_truck_to_the_front(yard):
    one = yard(together())
    other = one.lines({"scan": PLATE2}, {"scan": PAPERS}, {"scan": BOX2})["passage"]["id"]
    told = one.lines({"scan": PLATE}, {"scan": PAPERS})
    assert (told["passage"]["parts"]["vehicle"], told["passage"]["parts"]["declaration"]) == ([PLATE], [PAPERS])
    assert one.desk.passage(other).state == "parked"
    assert one.lines({"scan": BOX2})["passage"]["id"] == other


def test_shared_papers_stay_in_front_before_the_plate_too(yard):
    one = yard(together())
    one.lines({"scan": PLATE2}, {"scan": PAPERS}, {"scan": BOX2})
    front = one.lines({"scan": BOX})["passage"]["id"]
    assert one.lines({"scan": PAPERS})["passage"]["id"] == front


# A lane that releases by itself.


def unbooked():
    return rows(booking=[], container=boxes(BOX, BOX2), seal=[sealed(SEAL), sealed(SEAL2, BOX2)], consignment=[consignment(gross_kg="5000")])


def test_a_lane_by_itself_waits_for_every_listed_container_of_an_unbooked_truck(yard):
    one = yard(unbooked(), release="itself")
    told = one.lines(*clean(weight="18400"))
    assert (told["verdict"]["channel"], told["passage"]["state"], told["slip"]) == ("release", "open", None)
    told = one.lines({"scan": BOX2}, {"seal": SEAL2, "status": "sealed", "container": BOX2})
    assert told["passage"]["state"] == "released"
    assert one.desk.stand.passage.release.body["slip"]["containers"] == [BOX, BOX2]


def test_an_officer_still_releases_the_part_of_a_load_that_is_here(yard):
    one = yard(unbooked())
    one.lines(*clean(weight="18400"))
    assert one.act("release")["slip"]


# The weight that came before the plate.


def empties():
    return rows(vehicle=BOTH, booking=[booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, "empty", BOOKING2)])


def gone(one, weight="9100"):
    """The clean truck is let go without `next`, then the scale settles."""
    one.lines(*clean())
    one.act("release")
    return one.line(weight=weight)


def test_a_weight_before_the_next_plate_is_offered_and_taken_by_the_officer_only(yard):
    one = yard(empties())
    assert gone(one)["alarms"][0]["key"] == "weight-no-truck"
    outcome = one.desk.line({"scan": PLATE2})
    assert (outcome.card.choices, [alarm.key for alarm in outcome.alarms]) == ((("weight", "9100"),), ["weight-from-before"])
    assert one.desk.stand.passage.weight is None
    told = one.act("choose", kind="weight", value="9100")
    assert (told["passage"]["parts"]["weight"], told["verdict"]["channel"]) == ("9100", "not-customs")
    taken = [event for event in one.desk.station.journal.events(kinds=("weight.read",)) if event.subject == told["passage"]["id"]]
    assert [event.body["from_before"] for event in taken] == [True]


@pytest.mark.parametrize(("weight", "minutes"), [("9100", 3), ("16250", 0)])
def test_an_old_weight_and_that_of_the_released_truck_are_not_offered(yard, weight, minutes):
    one = yard(empties())
    gone(one, weight)
    one.clock.wait(minutes / 60)
    outcome = one.desk.line({"scan": PLATE2})
    assert (outcome.card.choices, outcome.alarms) == ((), ())
    assert one.refused(act="choose", kind="weight", value=weight) == "nothing-to-choose"


def test_a_weight_after_the_plate_ends_the_offer(yard):
    one = yard(empties())
    gone(one)
    one.lines({"scan": PLATE2}, {"weight": "9050"})
    assert one.desk.line({"scan": BOOKING2}).card.choices == ()


def test_an_unknown_tare_is_weighed_and_confirmed_once(yard):
    one = yard(rows(booking=[booked(goods="empty")], consignment=[consignment(state="released")], container=[], seal=[]))
    one.lines({"scan": PLATE}, {"scan": BOX3}, {"weight": "11300"})
    assert (one.channel(), one.desk.stand.verdict.reasons) == ("cannot-confirm", ("weight.tare-unknown",))
    call = {"act": "confirm", "who": "scale 2", "when": "16:40", "reference": "W-77"}
    assert one.refused(**call, fact=f"tare:{BOX2}", value="2200") == "tare-of-nothing"
    assert one.refused(**call, fact=f"tare:{PLATE}", value="9000") == "tare-known"
    assert one.refused(**call, fact=f"tare:{BOX3}", value="x") == "weight-wrong"
    told = one.lines({**call, "fact": f"tare:{BOX3}", "value": "2200"})
    assert (told["verdict"]["channel"], told["passage"]["confirmed"]) == ("not-customs", {f"tare:{BOX3}": "2200"})
    assert one.refused(**call, fact=f"tare:{BOX3}", value="3000") == "tare-known"
    (event,) = one.desk.station.journal.events(kinds=("fact.confirmed",))
    assert (event.body["who"], event.body["reference"], event.officer) == ("scale 2", "W-77", "O1")


def test_a_tare_is_told_by_its_own_act_too(yard):
    one = yard(rows(booking=[booked(goods="empty")], container=[], seal=[], vehicle=[]))
    one.lines({"scan": PLATE}, {"scan": BOX3}, {"weight": "11300"})
    one.act("tare", holder="琼A·12345", kg="9000", who="scale 2", when="16:40", reference="W-8")
    assert [(act.name, act.key) for act in one.desk.card().acts if act.recommended] == [("tare", "F8")]
    told = one.act("tare", holder=f"{BOX3[:4].lower()} {BOX3[4:]}", kg="2200", who="depot", when="16:40", reference="T-3")
    assert told["verdict"]["channel"] == "not-customs"
    one.open("U1")
    assert one.refused(act="tare", holder=BOX3, kg="2200", who="x", when="x", reference="x") == "role-may-not"


def test_a_confirmed_tare_of_too_little_does_not_let_an_empty_truck_leave(yard):
    one = yard(rows(booking=[booked(goods="empty")], container=[], seal=[]))
    one.lines({"scan": PLATE}, {"scan": BOX3}, {"weight": "14300"})
    one.act("confirm", fact=f"tare:{BOX3}", value="2200", who="scale 2", when="16:40", reference="W-77")
    assert one.channel() == "machine"


# The gate.


MANY = tuple(codes_made.make_container("MSK", serial) for serial in range(50001, 50006))


@pytest.fixture
def gate(yard, tmp_path):
    """A station that releases one truck, and the gate of another station of its root; `token` is the slip's."""

    def at(containers=(BOX,)):
        one = yard(rows(container=boxes(*containers), booking=[booked(papers=[PAPERS], containers=[*containers])]))
        folder = tmp_path / "gate"
        key = build(folder, Clock(), lane="06", root=one.folder)
        settings.write(folder, replace(settings.read(folder), profile="gate"))
        one.lines(*clean()[:2], *({"scan": number} for number in containers), *clean(weight=str(14000 + 2200 * len(containers)))[3:])
        desks.append(Desk(Station.open(folder, key, Clock()), "O1"))
        return desks[-1], one.act("release")["slip"]["token"]

    desks = []
    yield at
    for each in desks:
        each.close()


def presented(desk):
    return [(event.body["accepted"], event.body["reasons"]) for event in desk.station.journal.events(kinds=("slip.presented",))]


def test_a_slip_without_a_plate_waits_for_it_and_goes_when_it_comes(gate):
    desk, token = gate()
    told = desk.line({"scan": token})
    assert (told.gate["accepted"], told.gate["waiting"], told.gate["authentic"]) == (False, ["plate"], True)
    assert (told.card.channel, told.card.state) == ("cannot-confirm", "gate")
    told = desk.line({"scan": PLATE})
    assert (told.gate["accepted"], told.gate["waiting"], told.card.plate) == (True, [], "琼A·12345")
    assert presented(desk) == [(False, ["slip-plate-awaited"]), (True, [])]


def test_a_waiting_slip_is_refused_for_the_truck_of_another(gate):
    desk, token = gate()
    desk.line({"act": "present", "token": token})
    assert desk.line({"scan": PLATE2}).gate["reasons"] == ["slip-wrong-truck"]
    told = desk.line({"scan": PLATE})
    assert told.gate is None, "a slip that was answered waits for nobody any more"
    assert desk.line({"scan": token}).gate["accepted"]


def test_at_a_lane_a_slip_without_a_plate_opens_nothing_either(yard):
    one = yard()
    one.lines(*clean())
    slip = one.act("release")["slip"]
    assert one.line(act="present", token=slip["token"])["gate"]["waiting"] == ["plate"]
    one.lines({"scan": PLATE2})
    assert one.desk.card().state != "gate"
    assert one.line(act="present", number=PLATE)["gate"]["accepted"], "looked up by the plate that was read"


def test_a_container_that_is_not_on_the_slip_closes_the_gate(gate):
    desk, token = gate()
    desk.line({"scan": PLATE})
    desk.line({"scan": BOX2})
    assert desk.line({"scan": token}).gate["reasons"] == ["slip-wrong-container"]


def test_the_containers_a_token_does_not_name_are_compared_at_the_gate(gate):
    desk, token = gate(MANY)
    desk.line({"scan": PLATE})
    told = desk.line({"scan": token})
    assert (told.gate["accepted"], told.gate["waiting"], told.gate["count"]) == (False, ["containers"], {"named": 2, "of": 5, "read": 0})
    assert told.alarms[0].key == "slip-containers-awaited"
    assert {name: told.alarms[0].values[name] for name in ("named", "of", "read")} == {"named": 2, "of": 5, "read": 0}
    for read, number in enumerate(reversed(MANY), 1):
        told = desk.line({"scan": number})
        assert told.gate["count"]["read"] == read
    assert (told.gate["accepted"], told.gate["reasons"]) == (True, [])


def test_what_belongs_nowhere_or_is_refused_leaves_the_slip_waiting(gate):
    desk, token = gate()
    desk.line({"scan": token})
    assert desk.line({"scan": "HELLO123"}).gate["waiting"] == ["plate"]
    assert desk.line({"weight": "x"}).refused["key"] == "weight-wrong"
    assert desk.line({"scan": PLATE}).gate["accepted"]


def test_an_instruction_on_a_container_that_the_token_does_not_name_stops_it_when_it_is_read(gate, yard):
    desk, token = gate(MANY)
    packs = yard(rows(instruction=[instruction("hold", "container", MANY[4], issued_at="2026-11-21T08:50:00Z")]))
    rows_ = packs.desk.station.register.where("instruction", "state", "live")
    assert [row["target"] for row in rows_] == [MANY[4]]
    desk.lane.station = replace(desk.station, register=packs.desk.station.register)
    for text in (PLATE, token, *MANY):
        told = desk.line({"scan": text})
    assert (told.gate["accepted"], told.gate["reasons"]) == (False, ["slip-suspended"])


def test_a_swapped_container_beyond_the_named_two_is_found(gate):
    desk, token = gate(MANY)
    for text in (PLATE, token, *MANY[:4]):
        told = desk.line({"scan": text})
    assert told.gate["waiting"] == ["containers"]
    assert desk.line({"scan": BOX3}).gate["reasons"] == ["slip-wrong-container"]


def test_containers_compared_with_the_paper_by_eye_are_said_to_be(gate):
    desk, token = gate(MANY)
    desk.line({"scan": PLATE})
    assert desk.line({"act": "present", "token": token, "compared": "yes"}).refused["key"] == "line-field"
    assert desk.line({"act": "present", "token": token, "compared": "by-eye"}).gate["accepted"]
    (event,) = desk.station.journal.events(kinds=("slip.presented",))
    assert event.body["compared"] == "by-eye"


def test_a_gate_keeps_no_trucks_aside(gate):
    desk, _ = gate()
    for plate in (PLATE, PLATE2, PLATE):
        desk.line({"scan": plate})
    assert (len(desk.card().chips), desk.lane.aside()) == (0, ())


def test_a_name_typed_at_a_gate_is_no_seal(gate):
    desk, _ = gate()
    desk.line({"scan": PLATE})
    desk.line({"scan": "MLCN12345678"})
    assert desk.stand.passage.seals == ()


# Evidence in copies.


@pytest.fixture
def kept(yard):
    """A station with one photo, a copy of its journal, and the name of the photo's file."""
    one = yard()
    sha256 = evidence.keep(one.folder / "evidence", one.key, PHOTO).sha256
    one.lines(*clean())
    place = backup.make(one.folder, one.key, one.clock)
    one.close()
    (name,) = names(one.folder / "evidence")
    return one, place, name, sha256


def names(folder):
    return [path.name for path in folder.iterdir()]


def restored(one, place):
    return backup.restore(one.folder, place, one.key, one.clock, sound=lambda path: evidence.sound(path, one.key))


@pytest.mark.parametrize("harm", ["lost", "damaged"])
def test_evidence_comes_back_with_the_journal(kept, harm):
    one, place, name, sha256 = kept
    file = one.folder / "evidence" / name
    whole = file.read_bytes()
    file.unlink()
    if harm == "damaged":
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = restored(one, place)
    assert (done.evidence, done.damaged) == (1, ())
    assert evidence.open_(one.folder / "evidence", one.key, sha256) == PHOTO
    assert restored(one, place).evidence == 0


def test_a_damaged_copy_of_evidence_is_named_and_never_put_in_place(kept):
    one, place, name, _ = kept
    (one.folder / "evidence" / name).unlink()
    copy = place.parent / "evidence" / name
    copy.write_bytes(copy.read_bytes()[:-1])
    done = restored(one, place)
    assert (done.evidence, done.damaged, names(one.folder / "evidence")) == (0, (name,), [])


def test_copies_share_their_evidence_and_take_what_was_mended(kept):
    one, place, name, sha256 = kept
    into = place.parent / "evidence"
    assert (into / name).samefile(one.folder / "evidence" / name)
    (one.folder / "evidence" / f"{name}.17.new").write_bytes(b"half")
    file = one.folder / "evidence" / name
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    evidence.keep(one.folder / "evidence", one.key, PHOTO)
    one.clock.wait(1)
    backup.make(one.folder, one.key, one.clock)
    assert names(into) == [name]
    assert evidence.sound(into / name, one.key)
    assert evidence.open_(into, one.key, sha256) == PHOTO


def test_evidence_under_another_name_or_key_is_not_sound(kept):
    one, _, name, _ = kept
    folder = one.folder / "evidence"
    (folder / ("0" * 64)).write_bytes((folder / name).read_bytes())
    assert [evidence.sound(folder / each, one.key) for each in (name, "0" * 64, "1" * 64)] == [True, False, False]
    assert not evidence.sound(folder / name, bytes(32))
    assert vault.officers(one.folder)
