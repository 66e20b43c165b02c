"""Custody at the desk: the truck's past becomes facts, locks, partner ports, the seal stock, one document, the ship's board, the command."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from journeys import HOUR, MINUTE, Book, Stop, visit, written

import resources
from tests import yard as yards
from workstation import codes, settings, words
from workstation.custody import board, document, numbers, shown, stock
from workstation.custody.relied import Asked, find
from workstation.custody.steps import visits
from workstation.desk import pickup
from workstation.desk.custody import chain_of as custody_of
from workstation.desk.station import root_key
from workstation.journal import canonical, fold
from workstation.register import packs
from workstation.views import VIEWS
from workstation.words import Refused

LOCK = "LK0000000017"
BOX, PAPERS = yards.BOX, yards.PAPERS


def elsewhere(yard, events):
    """Events of other stations arrive, as the hub will bring them: stored and folded like our own."""
    connection = yard.desk.station.journal._connection
    connection.execute("BEGIN IMMEDIATE")
    for event in events:
        row = (event.station, event.seq, event.at, event.kind, event.subject, canonical(event), b"", b"")
        connection.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        fold.fold(connection, fold.by_kind(VIEWS), event)
    connection.execute("COMMIT")


@pytest.fixture
def yard(tmp_path):
    made = yards.Yard(tmp_path / "station", yards.rows())
    yield made
    made.close()


def stop(minutes_ago, **changed):
    usual = {"port": "CNYPG", "at": yards.NOW - minutes_ago * MINUTE, "reads": ((yards.SEAL, "sealed"),), "plate": yards.PLATE2}
    return Stop(**(usual | changed))


def custody(told):
    return told["verdict"]["details"].get("custody")


def test_a_truck_nobody_saw_elsewhere_goes_as_before(yard):
    told = yard.lines(*yards.clean())
    assert (told["verdict"]["channel"], custody(told), told["verdict"]["facts"]["custody.impossible"]) == ("release", None, "none")


@pytest.mark.parametrize(("past", "fact"), [
    (stop(30), "too-fast"),
    (stop(400), "none"),
    (stop(400, box=yards.BOX2), "seal-twice"),
    (stop(400, kg=12000, plate=yards.PLATE), "weight-gained"),
    (stop(400, kg=16100, plate=yards.PLATE), "none"),
    (stop(30, port="CNHXG", lane="07"), "none"),
    (stop(6, port="CNHXG", lane="07", minutes=30), "two-places"),
])  # fmt: skip
def test_what_the_past_of_the_truck_in_front_cannot_be_is_a_fact_and_goes_to_manual(yard, past, fact):
    elsewhere(yard, written([past]))
    told = yard.lines(*yards.clean())
    assert told["verdict"]["facts"]["custody.impossible"] == fact
    assert told["verdict"]["channel"] == ("release" if fact == "none" else "manual")
    if fact != "none":
        assert told["verdict"]["reasons"][0] == "custody." + fact
        assert all(name.split()[0] in checks_of(told) for name in custody(told)["pairs"])
        card = yard.desk.card()
        assert card.reasons[0].values["first"].startswith(past.port)


def checks_of(told):
    return {told["verdict"]["facts"]["custody.impossible"], "too-fast", "two-places", "seal-twice", "weight-gained", "opened-unseen"}


def test_a_normal_inspection_answers_it_and_a_new_one_asks_again(yard):
    elsewhere(yard, written([stop(30)]))
    yard.lines(*yards.clean())
    assert yard.inspected()["verdict"]["channel"] == "release"
    book = Book(seqs={"CNSYA-01-TEST": 0})
    visit(book, stop(20, port="CNSYA"))
    elsewhere(yard, book.events)
    yard.line(scan="?")
    assert yard.channel() == "manual"


def test_a_clash_is_not_corrected_away_by_one_officer(yard):
    elsewhere(yard, written([stop(30, reads=())]))
    yard.lines({"scan": yards.PLATE}, {"scan": PAPERS}, {"scan": BOX}, {"seal": yards.SEAL, "status": "sealed"}, {"weight": "16200"})
    assert yard.channel() == "manual"
    assert yard.refused(act="correct", part="container", value=BOX, to=yards.BOX2, reason="misread") == "correct-needs-second"


def lock_rows(**changed):
    route = {"lock": LOCK, "container": BOX, "from": "CNYPG", "to": "CNHXG", "begins": "2026-11-21T00:00:00Z", "ends": "2026-11-21T20:00:00Z"} | changed
    return yards.rows(seal=[yards.sealed(yards.SEAL), yards.sealed(LOCK, sort="lock")], lock_route=[route])


def locked(status="sealed"):
    return [*yards.clean(), {"seal": LOCK, "status": status, "container": BOX, "source": "lock"}]


def test_one_lock_left_closed_is_not_looked_at_again_without_a_reason(yard):
    yard.load(lock_rows())
    yard.lines(*locked())
    told = yard.act("lock-keep", lock="LK 00000 00017")
    assert told["events"][0][2] == "lock.kept"
    assert told["verdict"]["facts"]["custody.relied"] == "lock"
    assert yard.refused(act="inspect") == "looked-at-lock"
    assert "(" not in yard.line(act="inspect")["refused"]["words"]
    assert yard.act("inspect", reason="smell")["refused"] is None
    opened = yard.act("lock-open", lock=LOCK, reason="smell", officer="O2", secret=yards.secret("O2"))
    assert opened["verdict"]["facts"]["custody.relied"] == "none", "a lock that was opened here was not left closed"


@pytest.mark.parametrize(("change", "status", "key"), [
    ({"container": yards.BOX2}, "sealed", "lock-container"),
    ({"to": "CNSYA", "from": "CNSYX"}, "sealed", "lock-route"),
    ({"ends": "2026-11-21T01:00:00Z"}, "sealed", "lock-window"),
    ({}, "unknown", "lock-not-closed"),
    ({}, "open", "lock-to-be-looked-at"),
])  # fmt: skip
def test_a_lock_that_is_not_what_it_should_be_is_not_left_closed(yard, change, status, key):
    yard.load(lock_rows(**change))
    yard.lines(*locked(status))
    assert yard.refused(act="lock-keep", lock=LOCK) == key


def test_an_instruction_stands_over_a_lock_that_was_left_closed(yard):
    yard.load(lock_rows())
    yard.lines(*locked())
    yard.act("lock-keep", lock=LOCK)
    yard.delta(instruction=[yards.instruction("machine")])
    yard.line(scan="?")
    assert yard.channel() == "machine"
    assert yard.refused(act="lock-keep", lock=LOCK) == "lock-to-be-looked-at"
    assert yard.act("inspect")["refused"] is None


def test_a_lock_is_opened_by_two_officers_and_by_no_other_way(yard):
    yard.load(lock_rows())
    yard.lines(*locked())
    assert yard.refused(act="seal-remove", seal=LOCK, reason="arrived") == "lock-needs-two"
    assert yard.refused(act="lock-open", lock=LOCK, reason="arrived", officer="O1", secret=yards.secret("O1")) == "second-officer-same"
    assert yard.refused(act="lock-open", lock=LOCK, reason="arrived", officer="O2", secret="wrong") == "secret-wrong"
    assert yard.refused(act="lock-open", lock=LOCK, reason="arrived", officer="U1", secret=yards.secret("U1")) == "role-may-not"
    assert yard.refused(act="lock-open", lock="LK0000000099", reason="arrived", officer="O2", secret=yards.secret("O2")) == "lock-not-read"
    told = yard.act("lock-open", lock=LOCK, reason="arrived", officer="O2", secret=yards.secret("O2"))
    assert [event[2] for event in told["events"]][:2] == ["lock.opened", "seal.removed"]
    assert [event.body["cosigner"] for event in yard.desk.station.journal.events(kinds=("lock.opened", "seal.removed"))] == ["O2", "O2"]
    # Taken off outside an inspection: nobody has said what was looked at.
    assert told["verdict"]["facts"]["seal.state"] == "open"
    assert yard.refused(act="lock-open", lock=LOCK, reason="again", officer="O2", secret=yards.secret("O2")) == "lock-opened-already"
    assert yard.refused(act="lock-keep", lock=LOCK) == "lock-to-be-looked-at"


def test_a_lock_that_says_it_was_opened_on_the_way_stops_the_truck(yard):
    yard.load(lock_rows())
    elsewhere(yard, written([stop(400, reads=((LOCK, "sealed"),))]))
    assert yard.lines(*locked())["verdict"]["channel"] == "release"
    told = yard.lines({"seal": LOCK, "status": "sealed", "container": BOX, "source": "lock", "opened": "2026-11-21T05:00:00Z"})
    assert (told["verdict"]["channel"], told["verdict"]["facts"]["custody.impossible"]) == ("manual", "opened-unseen")
    assert yard.refused(line={"seal": LOCK, "status": "sealed", "opened": "yesterday"}) == "time-not-readable"


def partner(**changed):
    usual = {"port": "CNYPG", "reference": "YP-17", "container": BOX, "papers": PAPERS, "result": "normal", "at": "2026-11-21T02:00:00Z"}
    return usual | changed


@pytest.mark.parametrize(("change", "fact"), [
    ({}, "partner"), ({"port": "CNSYA"}, "none"), ({"papers": yards.PAPERS2}, "none"), ({"at": "2026-11-11T02:00:00Z"}, "none"),
])  # fmt: skip
def test_a_partner_ports_inspection_stands_for_ours(yard, change, fact):
    # Groups of ports are dated: on the 22nd Yangpu inspects for Xinhai.
    yard.clock.wait(12)
    slot = {"from": "2026-11-21T16:00:00Z", "to": "2026-11-22T02:00:00Z"}
    yard.load(yards.rows(booking=[yards.booked(papers=[PAPERS], containers=[BOX], **slot)], partner_inspection=[partner(**change)]))
    told = yard.lines(*yards.clean())
    assert (told["verdict"]["channel"], told["verdict"]["facts"]["custody.relied"]) == ("release", fact)
    if fact == "partner":
        assert yard.refused(act="inspect") == "looked-at-partner"
        yard.delta(instruction=[yards.instruction("manual")])
        yard.line(scan="?")
        assert yard.channel() == "manual"
    assert yard.act("inspect", reason="a shadow in the scan")["refused"] is None
    began = next(step for step in yard.desk.custody(BOX).steps if step.what == "inspection.opened")
    assert "a shadow in the scan" in shown.step_said(began, "en")


def test_a_partners_inspection_is_a_step_of_the_box_its_papers_and_its_seal_told_by_the_register(yard):
    looks = [partner(seal=yards.SEAL.lower()), partner(reference="YPG-10", result="abnormal", at="2026-11-20T03:00:00Z"), partner(reference="YPG-11", container=yards.BOX2, papers=yards.PAPERS2)]
    yard.load(yards.rows(partner_inspection=looks))
    yard.desk.refresh()

    def told(text):
        whole = shown.as_map(yard.desk.custody(text), "en")["steps"]
        return [(step["number"], step["result"], step["event"], step["place"]) for step in whole if step["source"] == "register"]

    # Papers the register knows nothing else of are found by what the partner port names.
    assert told(yards.PAPERS2) == [("YPG-11", "normal", None, "CNYPG")]

    first, second = ("YPG-10", "abnormal", None, "CNYPG"), (partner()["reference"], "normal", None, "CNYPG")
    assert (told(BOX), told(PAPERS), told(yards.SEAL), told(yards.BOX2)) == ([first, second], [first, second], [second], [("YPG-11", "normal", None, "CNYPG")])
    yard.lines(*yards.clean())
    assert (told(BOX), told(yards.SEAL), told(yards.PLATE)) == ([first, second], [second], [first, second])
    yard.lines({"act": "next"}, {"scan": yards.PLATE3}, {"scan": yards.BOX2}, {"scan": PAPERS})
    assert told(yards.PLATE3) == [], "the box was looked at under other papers"
    chain = yard.desk.custody(BOX)
    assert (chain.clashes, chain.box) == ((), "unbroken"), "the seal a partner put on came closed"
    step = chain.steps[1]
    for lang, source in (("zh", "登记数据:"), ("en", "register:")):
        said = shown.step_said(step, lang)
        assert all(part in said for part in (source, codes.group("container", BOX), step.values["number"], PAPERS, yards.SEAL)), said
    assert all(each["source"] == ("journal" if each["event"] else "register") for each in shown.as_map(chain, "zh")["steps"])


def test_a_partners_inspection_counts_only_out_of_a_pack_the_port_root_signed(yard, tmp_path):
    yard.clock.wait(18)
    yard.load(yards.rows())
    made, work = tmp_path / "partner.pack", tmp_path / "work"
    work.mkdir()
    label = {"kind": "delta", "port": "CNHXG", "version": yard.version + 1, "previous": yard.version, "made_at": settings.show_time(yard.clock.at)}
    (work / "pack.toml").write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in label.items()), encoding="utf-8")
    (work / "partner_inspection.jsonl").write_text(json.dumps(partner()) + "\n", encoding="utf-8")

    def taken(signer, change=lambda content: content):
        packs.make(work, made, signer, yard.clock.at)
        made.write_bytes(change(made.read_bytes()))
        station = yard.desk.station
        packs.load(yard.folder, yard.key, made, station.journal, "S1")

    for signer, change in ((Ed25519PrivateKey.generate(), bytes), (root_key(yard.folder), lambda content: content.replace(b"normal", b"abnorm"))):
        with pytest.raises(Refused) as refused:
            taken(signer, change)
        assert refused.value.key.startswith("pack-")
        yard.lines(*yards.clean())
        assert next(iter(yard.desk.stand.gathered.cases().values()))["custody.relied"] == "none"
    taken(root_key(yard.folder))
    yard.lines({"scan": "?"})
    assert next(iter(yard.desk.stand.gathered.cases().values()))["custody.relied"] == "partner"


def test_a_partners_inspection_by_its_own_events_counts_until_the_box_is_opened():
    book = Book()
    visit(book, stop(200))
    done = book.events[-2]
    name = done.subject
    book.write("CNYPG-01-TEST", done.at, "inspection.closed", name, {"inspection": "x", "conclusion": "normal", "disposal": "release", "result": "normal"})
    asked = Asked((BOX,), (PAPERS,), {yards.SEAL: "sealed"}, frozenset(), yards.NOW)
    found = find(asked, visits(book.events), (), frozenset({"CNYPG"}))
    assert (found.what, found.reference) == ("partner", book.events[-1].id)
    assert find(asked, visits(book.events), (), frozenset({"CNSYA"})) is None
    assert find(Asked((BOX,), (PAPERS,), {yards.SEAL: "unknown"}, frozenset(), yards.NOW), visits(book.events), (), frozenset({"CNYPG"})) is None
    book.write("CNYPG-01-TEST", done.at + 1, "seal.removed", name, {"seal": yards.SEAL, "reason": "x"})
    assert find(asked, visits(book.events), (), frozenset({"CNYPG"})) is None


def test_the_stock_counts_what_each_officer_received_applied_and_spoiled(yard):
    yard.open("S1")
    yard.act("seal-stock", first="HN900001", last="HN 900-010", to="O1", reference="D-7")
    assert yard.refused(act="seal-stock", first="HN900010", last="HN900012", to="O2") == "seal-stocked-already"
    assert yard.refused(act="seal-stock", first="HN900020", last="HN90", to="O2") == "seal-run"
    assert yard.refused(act="seal-stock", first="HN900020", to="X9") == "officer-unknown"
    yard.open("O1")
    assert yard.refused(act="seal-stock", first="HN900020", to="O1") == "role-may-not"
    yard.lines(*yards.clean())
    assert yard.act("seal-apply", seal="HN900001", container=BOX)["alarms"] == []
    assert [alarm["key"] for alarm in yard.act("seal-apply", seal="HN777777", container=BOX)["alarms"]] == ["seal-not-in-stock"]
    assert yard.refused(act="seal-apply", seal="HN-900001", container=BOX) == "seal-on-already"
    yard.act("seal-spoil", seal="HN900002", reason="bent")
    assert yard.refused(act="seal-spoil", seal="HN900002", reason="bent") == "seal-used-before"
    assert yard.refused(act="seal-spoil", seal="HN555555", reason="bent") == "seal-not-in-stock"
    yard.act("seal-replace", seal="HN900001", new="HN900003", reason="wrong place")
    found = stock.balance(yard.desk.station.journal, yards.NOW - HOUR, yards.NOW + 12 * HOUR)
    (line,) = found.lines
    assert (line.officer, line.opening, line.received, line.applied, line.spoiled, line.closing) == ("O1", 0, 10, 2, 1, 7)
    assert (found.strange, found.twice) == (("HN777777",), ())
    later = stock.balance(yard.desk.station.journal, yards.NOW + 12 * HOUR, yards.NOW + 36 * HOUR).lines[0]
    assert (later.opening, later.received, later.closing) == (7, 0, 7)


def test_seals_are_handed_over_by_both_officers_and_only_what_the_giver_holds(yard):
    yard.open("S1")
    yard.act("seal-stock", first="HN900001", last="HN900010", to="O1")
    yard.open("O1")
    yard.act("seal-spoil", seal="HN900002", reason="bent")
    give = {"act": "seal-handover", "first": "HN900003", "last": "HN 900-006", "to": "O2", "secret": yards.secret("O2")}
    assert yard.refused(line=give | {"first": "HN900002"}) == "seal-not-held"
    assert yard.refused(line=give | {"last": "HN900011"}) == "seal-not-held"
    assert yard.refused(line=give | {"to": "O1"}) == "second-officer-same"
    assert yard.refused(line=give | {"secret": yards.secret("N1")}) == "secret-wrong"
    assert yard.refused(line=give | {"to": "T1", "secret": yards.secret("T1")}) == "role-may-not"
    assert yard.lines(give)["refused"] is None
    assert yard.refused(line=give) == "seal-not-held"
    yard.open("O2")
    yard.lines(*yards.clean())
    assert yard.act("seal-apply", seal="HN900003", container=BOX)["alarms"] == []
    journal = yard.desk.station.journal
    lines = {line.officer: line for line in stock.balance(journal, *stock.shift(yards.NOW)).lines}
    assert {name: (line.opening, line.received, line.taken, line.handed, line.applied, line.spoiled, line.closing) for name, line in lines.items()} == {
        "O1": (0, 10, 0, 4, 0, 1, 5), "O2": (0, 0, 4, 0, 1, 0, 3),
    }  # fmt: skip
    later = {line.officer: (line.opening, line.closing) for line in stock.balance(journal, *stock.shift(yards.NOW + 12 * HOUR)).lines}
    assert later == {"O1": (5, 5), "O2": (3, 3)}
    (event,) = journal.events(kinds=("seal.handed-over",))
    assert (event.officer, event.body["cosigner"], event.body["count"]) == ("O1", "O2", 4)


@pytest.mark.parametrize(("at", "begins"), [("08:00", "08:00"), ("07:59", "20:00"), ("19:59", "08:00"), ("20:00", "20:00"), ("00:30", "20:00")])
def test_a_shift_is_the_stretch_between_two_beginnings(at, begins):
    moment = settings.parse_time(f"2026-11-21T{at}:00+08:00")
    first, last = stock.shift(moment)
    assert first <= moment < last
    assert last - first == 12 * HOUR
    assert f"{settings.local_time(first):%H:%M}" == begins
    assert stock.shift(moment, 1) == (first - 12 * HOUR, first)


def test_without_a_stock_no_seal_is_doubted(yard):
    yard.lines(*yards.clean())
    assert yard.act("seal-apply", seal="HN777777")["alarms"] == []


def legs():
    rows = [("R-1", "rail", "CNSHA", "CNHAA"), ("W-2", "water", "CNHAA", "CNHXG"), ("A-3", "air", "CNHAK", "CNSYX")]
    items = [("R-1", "container", BOX), ("R-1", "consignee", yards.USCC), ("W-2", "container", yards.BOX2), ("W-2", "consignee", yards.USCC2)]
    return yards.rows(
        consignment=[yards.consignment(bill_of_lading="BL77001", ucr="6CN91460000MA5T-1")],
        leg=[{"number": number, "declaration": PAPERS, "mode": mode, "from": begins, "to": ends} for number, mode, begins, ends in rows],
        leg_item=[{"number": number, "sort": sort, "value": value} for number, sort, value in items],
    )


@pytest.mark.parametrize("text", ["R-1", "W-2", "BL77001", "6CN91460000MA5T-1", PAPERS, BOX, yards.BOOKING])
def test_any_number_of_any_leg_finds_the_consignment_and_compares_it(yard, text):
    yard.load(legs())
    yard.open()
    found = yard.desk.custody(text).document
    assert found.declaration == PAPERS
    assert [leg.number for leg in found.legs] == ["A-3", "R-1", "W-2"] or [leg.number for leg in found.legs] == ["R-1", "W-2", "A-3"]
    whats = {(each.what, each.leg, each.value) for each in found.differs}
    assert {("container-missing", "W-2", BOX), ("container-extra", "W-2", yards.BOX2), ("consignee", "W-2", yards.USCC2)} <= whats
    assert any(each.what == "broken-way" for each in found.differs)
    assert found.compared == 2


def test_a_waybill_of_several_consignments_finds_each_and_no_difference_is_invented(yard):
    second, air = yards.PAPERS2, "999-12345675"
    both = [{"number": number, "declaration": papers, "mode": mode} for number, mode in (("GRP-1", "water"), (air, "air")) for papers in (PAPERS, second)]
    items = [("GRP-1", "container", BOX), ("GRP-1", "container", yards.BOX2), *(("GRP-1", "consignor", party) for party in (yards.USCC, yards.USCC2)), (air, "consignor", yards.USCC)]
    boxes = [{"number": BOX, "papers": PAPERS}, {"number": yards.BOX2, "papers": second}]
    told = [{"number": number, "sort": sort, "value": value} for number, sort, value in items]
    yard.load(yards.rows(consignment=[yards.consignment(), yards.consignment(second)], container=boxes, leg=both, leg_item=told))
    yard.open()
    for text in ("GRP-1", air, air.replace("-", "")):
        found = yard.desk.custody(text).document
        assert (found.declaration, found.shared_with, found.differs) == (PAPERS, (second,), ()), text
    assert yard.desk.custody(second).document.differs == ()
    yard.load(yards.rows(consignment=[yards.consignment()], container=boxes, leg=both, leg_item=[*told, {"number": "GRP-1", "sort": "container", "value": yards.BOX3}]))
    yard.open()
    assert {each.value for each in yard.desk.custody("GRP-1").document.differs} == {yards.BOX3}, "whose it is nobody told"


def test_legs_are_held_against_each_other_where_the_declaration_names_no_container():
    one, other = (document.Leg(number, "rail", "", "", (), (box,)) for number, box in (("R-1", "A"), ("W-2", "B")))
    assert document.compared("U", (), (one, one)) == ()
    assert {(each.what, each.leg, each.other, each.value) for each in document.compared("U", (), (one, other))} == {("container-missing", "W-2", "R-1", "A"), ("container-extra", "W-2", "R-1", "B")}


def test_parties_are_compared_from_the_first_leg_that_names_any():
    legs = [document.Leg("R1", "rail", "CNCTU", "CNYPG", (), ()), document.Leg("W1", "water", "CNYPG", "CNHXG", (("consignee", "x"),), ())]
    assert [(each.what, each.leg, each.value) for each in document.compared("u", (), legs)] == [("declarant", "W1", "u")]


def test_legs_that_agree_differ_in_nothing():
    one = document.Leg("R-1", "rail", "CNSHA", "CNHAA", (("consignee", "U"),), ("B",))
    other = document.Leg("W-2", "water", "CNHAA", "CNHXG", (), ())
    assert document.in_way([other, one]) == (one, other)
    assert document.compared("U", ("B",), (one, other)) == ()


def test_the_board_of_a_ship_says_lift_yard_or_stop(yard):
    boxes = [yards.BOX, yards.BOX2, yards.BOX3, yards.made.make_container("MSK", 38329)]
    tables = yards.rows(
        ship_call=[{"call": "VCCNHXG20260001", "imo": "9074729", "port": "CNHXG", "arrives": "2026-11-21T10:00:00Z"}],
        unloading=[{"call": "VCCNHXG20260001", "container": box, "pickup": True} for box in boxes],
        consignment=[yards.consignment(), yards.consignment(yards.PAPERS2), yards.consignment(yards.PAPERS3, state="declared")],
        container=[{"number": box, "papers": number} for box, number in zip(boxes, (PAPERS, yards.PAPERS2, yards.PAPERS3), strict=False)],
        instruction=[yards.instruction(kind="container", target=yards.BOX2)],
    )
    yard.load(tables)
    yard.open("O1")
    found = pickup.board_of("vccnhxg20260001", yard.desk.station)
    assert [(box.container, box.say, box.reason) for box in found.boxes] == [
        (boxes[1], "stop", "instruction"), (boxes[0], "lift", "released"), *sorted([(boxes[2], "yard", "not-released"), (boxes[3], "yard", "no-papers")]),
    ]  # fmt: skip
    yard.clock.wait(2)
    late = pickup.board_of("VCCNHXG20260001", yard.desk.station)
    assert late.stale == ("instruction",)
    assert [box.say for box in late.boxes] == ["stop", "yard", "yard", "yard"]
    assert board.ORDER[0] == "stop"


def test_the_command_shows_the_chain_and_the_look_up_its_head(yard, port_officer):
    elsewhere(yard, written([stop(30), stop(700, port="CNSYA", reads=(("HN5", "sealed"),))]))
    yard.lines(*yards.clean())
    yard.close()
    code, told = port_officer("custody", BOX)
    assert (code, told["kind"], told["value"], told["box"]) == (0, "container", BOX, "broken")
    assert [step["place"] for step in told["steps"]] == sorted((step["place"] for step in told["steps"]), key=("CNSYA-01", "CNYPG-01", "CNHXG-03").index)
    (clash,) = told["impossible"]
    assert (clash["what"], clash["first"][0], clash["second"][0].startswith("CNHXG-03")) == ("too-fast", "CNYPG-01-TEST", True)
    assert [gap["what"] for gap in told["gaps"]] == ["seal-changed"]
    assert "{" not in json.dumps([step["words"] for step in told["steps"]] + [clash["words"]])
    code, looked = port_officer("lookup", BOX, officer="O1")
    assert (code, looked["custody"]["impossible"], len(looked["custody"]["steps"])) == (0, told["impossible"], 5)
    for text, kind in ((yards.PLATE, "vehicle"), (yards.SEAL, "seal"), (PAPERS, "declaration")):
        code, told = port_officer("custody", text)
        assert (code, told["kind"], bool(told["steps"])) == (0, kind, True)
    assert port_officer("custody", yards.made.make_container("MSK", 999999))[1]["steps"] == []
    assert port_officer("custody", yards.DRIVER) == (2, "custody-person")
    assert port_officer("custody", "?") == (2, "custody-nothing")
    assert port_officer("custody", BOX, officer="T1") == (2, "role-may-not")


def test_the_command_keeps_the_stock(yard, port_officer):
    yard.close()
    assert port_officer("custody", "stock", "receive", "HN1001", "HN1005", "--to", "O1")[1]["count"] == 5
    assert port_officer("custody", "stock", "spoil", "HN1002", "--reason", "bent", officer="O1")[0] == 0
    code, told = port_officer("custody", "stock")
    assert (code, told["day"], told["officers"]) == (0, "2026-11-21", [{"officer": "O1", "opening": 0, "received": 5, "taken": 0, "handed": 0, "applied": 0, "spoiled": 1, "by_others": 0, "of_others": 0, "closing": 4}])
    assert port_officer("custody", "stock", "receive", "HN1001") == (2, "custody-usage")
    assert port_officer("custody", "stock", "receive", "HN2001", "--to", "O1", officer="O1") == (2, "role-may-not")
    assert port_officer("custody", "stock", "--day", "soon") == (2, "usage")
    assert port_officer("custody", "board", "VC1") == (2, "call-unknown")
    assert port_officer("custody", "board") == (2, "custody-usage")
    usage = words.say("custody-usage", "en")
    assert all(part in usage for part in ("handover", "--shift", "--day", "receive", "spoil", "board"))


@pytest.mark.parametrize(("change", "read", "fact"), [
    ({}, "sealed", "partner"), ({}, "open", "none"), ({}, "unknown", "none"), ({}, "", "none"), ({"container": yards.BOX2}, "sealed", "none"),
    ({"seal": yards.SEAL.lower()}, "sealed", "partner"), ({"seal": yards.SEAL2}, "sealed", "none"),
    ({"at": "2026-11-19T00:00:00Z"}, "sealed", "none"), ({"at": "2026-11-22T23:00:00Z"}, "sealed", "none"),
])  # fmt: skip
def test_a_partners_inspection_counts_for_the_same_box_under_its_unbroken_seal_in_its_window(yard, change, read, fact):
    yard.clock.wait(18)
    yard.load(yards.rows(partner_inspection=[partner(**change)]))
    yard.lines(*(line for line in yards.clean(read) if read or "seal" not in line))
    (facts,) = yard.desk.stand.gathered.cases().values()
    assert facts["custody.relied"] == fact


def test_what_a_partner_looked_at_is_not_relied_on_once_the_box_was_opened_here_and_a_second_look_says_why(yard):
    yard.clock.wait(18)
    yard.load(yards.rows(partner_inspection=[partner()]))
    yard.lines(*yards.clean())
    assert yard.refused(act="inspect") == "looked-at-partner"
    assert yard.refused(act="inspect", reason="   ") == "looked-at-partner"
    yard.act("inspect", reason="the party asks")
    (opened,) = yard.desk.station.journal.events(kinds=("inspection.opened",))
    assert opened.body["reason"] == "the party asks"
    yard.lines({"act": "seal-replace", "seal": yards.SEAL, "new": "HN900001", "reason": "opened", "container": BOX})
    found = find(Asked((BOX,), (PAPERS,), {"HN900001": "sealed"}, frozenset(), yard.clock.at), visits(yard.desk.station.journal.events()), [partner()], frozenset({"CNYPG"}))
    assert found is None, "whatever seal it bears now"


def test_a_run_of_ten_thousand_seals_is_handed_over_in_as_many_reads_as_one_seal(yard):
    yard.open("S1")
    yard.lines({"act": "seal-stock", "first": "HN100000", "last": "HN104999", "to": "O1"}, {"act": "seal-stock", "first": "HN105000", "last": "HN109999", "to": "O1"})
    yard.open("O1")
    journal, asked = yard.desk.station.journal, []
    reads = {}
    for last in ("HN100000", "HN109999"):
        asked.clear()
        journal._connection.set_trace_callback(asked.append)
        assert stock.not_held(journal, numbers.span("HN100000", last), "O1") == ""
        journal._connection.set_trace_callback(None)
        reads[last] = len(asked)
    assert reads["HN109999"] == reads["HN100000"]
    yard.lines(*yards.clean(), {"act": "seal-apply", "seal": "HN107777", "container": BOX})
    run = {"first": "HN105001", "last": "HN105010", "to": "O2", "secret": yards.secret("O2")}
    yard.lines({"act": "seal-handover", **run})
    for first, last, lacking in (
        ("HN100000", "HN109999", "HN105001"), ("HN105011", "HN109999", "HN107777"), ("HN107778", "HN109999", ""), ("HN105011", "HN107776", ""), ("HN109999", "HN110000", "HN110000"),
    ):  # fmt: skip
        assert stock.not_held(journal, numbers.span(first, last), "O1") == lacking
    slow = {number: stock.holder(journal, number) == "O1" and stock.standing(journal, number) == "stocked" for number in (f"HN{serial}" for serial in range(104995, 105020))}
    assert all((stock.not_held(journal, numbers.span(number, number), "O1") == "") == held for number, held in slow.items())


def signed(book, where, at, *officers):
    """Who came and went there: `-O9` signed out."""
    for place, officer in enumerate(officers):
        kind, name = ("officer.signed-out", officer[1:]) if officer.startswith("-") else ("officer.signed-in", officer)
        book.write(where, at + place, kind, name, {} if officer.startswith("-") else {"role": "officer", "lane": "01"}, name)


NEW = "HN800001"


@pytest.mark.parametrize(("comings", "fact"), [(("O9", "-O9", "O8"), "off-duty"), (("O8", "-O8", "O9"), "none"), ((), "none")])
def test_a_seal_taken_off_by_somebody_who_had_signed_out_stops_the_truck_at_the_lane(yard, comings, fact):
    removed, applied = {"seal": yards.SEAL, "container": BOX, "reason": "x"}, {"seal": NEW, "container": BOX, "sort": "customs"}
    past = stop(400, officer="O9", acts=(("seal.removed", removed), ("seal.applied", applied)))
    book = Book()
    signed(book, "CNYPG-01-TEST", past.at - 2 * HOUR, *comings)
    visit(book, past)
    elsewhere(yard, book.events)
    lines = [line if "seal" not in line else {**line, "seal": NEW} for line in yards.clean()]
    yard.load(yards.rows(seal=[yards.sealed(NEW)]))
    told = yard.lines(*lines)
    assert (told["verdict"]["facts"]["custody.impossible"], told["verdict"]["channel"]) == (fact, "release" if fact == "none" else "manual")
    if fact != "none":
        assert told["verdict"]["reasons"][0] == "custody.off-duty"
        assert yard.desk.card().reasons[0].values["seal"] == yards.SEAL


@pytest.mark.parametrize(("list_", "cosigned", "fact"), [("O2 N1", "", "off-duty"), ("O2 N1", "N1", "none"), ("O1 O2", "", "none"), ("", "", "none")])
def test_a_seal_taken_off_right_here_by_nobody_on_the_list_stops_the_truck_here_and_its_page_says_the_same(yard, list_, cosigned, fact):
    number = LOCK if cosigned else yards.SEAL
    yard.load(yards.rows(seal=[yards.sealed(number, sort="lock" if cosigned else "carrier")]))
    if list_:
        yard.open("S1")
        yard.act("roster", officers=list_)
    yard.open("O1")
    yard.lines(*[line if "seal" not in line else {**line, "seal": number} for line in yards.clean()])
    taken = {"act": "lock-open", "lock": LOCK, "officer": cosigned, "secret": yards.secret(cosigned), "reason": "a leak"} if cosigned else {"act": "seal-remove", "seal": number, "reason": "a leak"}
    yard.act("inspect", form="appearance", reason="a leak") if cosigned else None
    told = yard.lines(taken)
    assert told["verdict"]["facts"]["custody.impossible"] == fact
    found = [clash.what for clash in custody_of(BOX, yard.desk.station).impossible]
    assert found == ([fact] if fact != "none" else [])
    if fact != "none":
        assert told["verdict"]["channel"] == "manual"
        said = next(reason for reason in yard.desk.card().reasons if reason.key == "reason.custody.off-duty")
        assert (said.values["seal"], said.values["officer"]) == (number, "O1")


@pytest.mark.parametrize(("read", "fact"), [("tampered", "opened-unseen"), ("open", "opened-unseen"), ("sealed", "none")])
def test_a_seal_that_was_whole_there_and_is_open_here_was_opened_by_nobody(yard, read, fact):
    elsewhere(yard, written([stop(400)]))
    told = yard.lines(*yards.clean(read))
    assert told["verdict"]["facts"]["custody.impossible"] == fact
    assert told["verdict"]["channel"] == ("release" if fact == "none" else "manual")


def test_a_number_only_the_register_knows_is_known_and_its_steps_say_their_reasons_in_words(yard, port_officer):
    yard.load(legs())
    yard.open("O1")
    for line in (*yards.clean(), {"act": "inspect", "form": "appearance"}, {"act": "suspend", "reason": "alone"}, {"scan": yards.PLATE2}):
        yard.line(**line)
    yard.close()
    code, told = port_officer("custody", "R-1")
    assert (code, told["known"], told["document"]["declaration"]) == (0, True, PAPERS)
    assert told["words"] != words.say("custody-unknown", "en")
    assert port_officer("custody", yards.made.make_container("MSK", 999999))[1]["known"] is False
    for lang in ("zh", "en"):
        said = [step["words"] for step in port_officer("custody", BOX, "--lang", lang)[1]["steps"]]
        assert not [each for each in said if any(raw in each for raw in ("other-truck", "appearance" if lang == "zh" else "with next", "{", "custody."))], said
        assert said == [step["words"] for step in sorted(port_officer("custody", BOX, "--lang", lang)[1]["steps"], key=lambda step: step["at"])]


def warning(book):
    own = (resources.folder / "tables" / "custody.toml").read_text(encoding="utf-8")
    return replace(book, files={"custody.toml": own.replace('used = "refuse"', 'used = "warn"')})


def test_one_number_put_on_two_containers_of_one_truck_is_judged_at_once(yard):
    yard.load(yards.rows(container=[{"number": box, "papers": PAPERS, "tare_kg": "2200"} for box in (BOX, yards.BOX2)], booking=[yards.booked(papers=[PAPERS], containers=[BOX, yards.BOX2])], seal=[yards.sealed(yards.SEAL), yards.sealed(yards.SEAL2, yards.BOX2)]))
    yard.lines({"scan": yards.BOX2}, {"seal": yards.SEAL2, "status": "sealed", "container": yards.BOX2}, *yards.clean(weight="18400"), {"act": "inspect", "form": "appearance"})
    assert yard.act("seal-apply", seal="HN900001", container=BOX)["verdict"]["facts"]["custody.impossible"] == "none"
    told = yard.line(act="seal-apply", seal="HN900001", container=yards.BOX2)["refused"]
    assert (told["key"], BOX in told["words"], "seal-applied" in told["words"]) == ("seal-used-twice", True, True)
    # A port that only warns of it has it judged.
    yard.desk.lane.station = replace(yard.desk.station, book=warning(yard.desk.station.book))
    told = yard.act("seal-apply", seal="HN900001", container=yards.BOX2)
    assert [alarm["key"] for alarm in told["alarms"]] == ["seal-used-twice"]
    assert (told["verdict"]["facts"]["custody.impossible"], told["verdict"]["reasons"][0], told["verdict"]["channel"]) == ("seal-twice", "custody.seal-twice", "manual")


@pytest.mark.parametrize(("looks", "reason"), [
    ([{"result": "abnormal"}], "custody.partner-abnormal"),
    ([{"reference": "A", "result": "abnormal"}, {"reference": "B", "at": "2026-11-21T03:00:00Z"}], ""),
    ([{"reference": "A"}, {"reference": "B", "result": "abnormal", "at": "2026-11-21T03:00:00Z"}], "custody.partner-abnormal"),
    ([{"result": "abnormal", "papers": yards.PAPERS2}], ""), ([{"result": "abnormal", "port": "CNSYA"}], ""),
])  # fmt: skip
def test_what_a_partner_port_found_speaks_against_the_truck_until_an_inspection_answers_it(yard, looks, reason):
    yard.clock.wait(12)
    slot = {"from": "2026-11-21T16:00:00Z", "to": "2026-11-22T02:00:00Z"}
    yard.load(yards.rows(booking=[yards.booked(papers=[PAPERS], containers=[BOX], **slot)], partner_inspection=[partner(**look) for look in looks]))
    told = yard.lines(*yards.clean())
    assert (told["verdict"]["channel"], told["verdict"]["reasons"][0] if reason else "") == ("manual" if reason else "release", reason)
    if reason:
        said = yard.desk.card().reasons[0]
        assert (said.key, said.values["item"], said.values["reference"]) == ("reason." + reason, BOX, looks[-1].get("reference", "YP-17"))
        assert yard.inspected()["verdict"]["channel"] == "release"
