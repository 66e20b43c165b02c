"""A lock's journey decides at the lane; no seal or lock is put on, taken off or kept that is not on the truck; whose stock a seal is spent of."""

import json
from dataclasses import fields, replace

import pytest

import resources
from tests import yard as yards
from ui import command
from ui.command import told
from workstation.codes import fold_seal
from workstation.custody import stock
from workstation.desk import custody
from workstation.desk.acts import keeping
from workstation.journal import Draft
from workstation.words import Refused, say

LOCK, BOX, BOX2, SEAL, PAPERS = "LK0000000017", yards.BOX, yards.BOX2, yards.SEAL, yards.PAPERS
SECOND = {"officer": "O2", "secret": yards.secret("O2")}
HOUR = yards.HOUR


@pytest.fixture
def yard(tmp_path):
    made = yards.Yard(tmp_path / "station", yards.rows())
    yield made
    made.close()


def journeys(*changes):
    usual = {"lock": LOCK, "container": BOX, "from": "CNYPG", "to": "CNHXG", "begins": "2026-11-21T00:00:00Z", "ends": "2026-11-21T20:00:00Z"}
    return yards.rows(seal=[yards.sealed(SEAL), yards.sealed(LOCK, sort="lock")], lock_route=[usual | change for change in changes])


def lock_read(**changed):
    return {"seal": LOCK, "status": "sealed", "source": "lock"} | changed


def journey(told):
    return told["verdict"]["channel"], told["verdict"]["reasons"][0], told["verdict"]["facts"]["lock.journey"]


OTHER, ROUTE, WINDOW = {"container": BOX2}, {"to": "CNSYA", "from": "CNSYX"}, {"ends": "2026-11-21T01:00:00Z"}
FITS = ("release", "instruction.none", "fits")


@pytest.mark.parametrize(("changes", "read", "said"), [
    ([{}], {}, FITS),
    ([OTHER], {}, ("manual", "lock.container", "other-container")),
    ([OTHER], {"container": BOX2}, ("manual", "seal.differs", "other-container")),
    ([OTHER, {}], {}, FITS),
    ([OTHER, ROUTE], {}, ("manual", "lock.route", "off-route")),
    ([ROUTE], {}, ("manual", "lock.route", "off-route")),
    ([ROUTE | {"route": ["CNHXG"]}], {}, FITS),
    ([WINDOW], {}, ("manual", "lock.window", "out-of-window")),
    ([{"begins": "2026-11-21T19:00:00Z"}], {}, ("manual", "lock.window", "out-of-window")),
    ([{"lock": "LK0000000018"}], {}, ("release", "instruction.none", "none")),
    ([{"container": yards.PLATE}], {}, ("manual", "lock.container", "other-container")),
])  # fmt: skip
def test_a_lock_whose_registered_journey_is_another_is_looked_at_by_hand(yard, changes, read, said):
    yard.load(journeys(*changes))
    # Before the container is read nothing is held against a lock that closes one.
    early = yard.lines({"scan": yards.PLATE}, lock_read(**read), {"scan": PAPERS})
    assert early["verdict"] is None or early["verdict"]["facts"]["lock.journey"] in ("none", "fits") or changes[0].get("container") == BOX2
    told = yard.lines({"scan": BOX}, {"seal": SEAL, "status": "sealed", "container": BOX}, {"weight": "16200"})
    assert journey(told) == said
    if said[0] == "manual":
        assert LOCK in yard.desk.card().reasons[0].values.values() or said[1] == "seal.differs"
        assert yard.refused(act="release") == "not-releasable"
        assert yard.inspected()["verdict"]["channel"] == "release", "an inspection answers it"
        # Another lock that does not fit is new evidence.
        yard.delta(lock_route=[{**journeys(ROUTE)["lock_route"][0], "lock": "LK0000000099"}])
        assert yard.lines(lock_read(seal="LK0000000099"))["verdict"]["facts"]["lock.journey"] in (said[2], "off-route")
        assert yard.channel() == "manual"


def test_a_lock_on_the_vehicle_itself_is_judged_without_a_container(yard):
    own = [{"lock": LOCK, "container": yards.PLATE, "from": "CNYPG", "to": "CNHXG", "begins": "2026-11-21T00:00:00Z", "ends": "2026-11-21T20:00:00Z"}]
    booking = {"number": yards.BOOKING, "plate": yards.PLATE, "goods": "customs", "papers": [PAPERS], "from": "2026-11-21T06:00:00Z", "to": "2026-11-21T14:00:00Z"}
    yard.load(yards.rows(container=[], seal=[yards.sealed(LOCK, yards.PLATE, "lock")], lock_route=own, booking=[booking]))
    yard.lines({"scan": yards.PLATE}, {"scan": PAPERS}, lock_read(), {"weight": "14000"})
    assert next(iter(yard.desk.stand.gathered.cases().values()))["lock.journey"] == "fits"


@pytest.mark.parametrize(("kept", "ended"), [("", "inspection-closed"), (" after its read", "")])
def test_a_lock_is_held_against_its_window_as_of_its_read_wherever_it_is_asked(yard, kept, ended):
    yard.load(journeys({"ends": "2026-11-21T09:00:00Z"}))
    if not kept:
        yard.clock.wait(1)
    yard.lines(*yards.clean(), lock_read(container=BOX))
    if kept:
        # Read in its window, kept an hour after it ended: verdict, act and the item's page say the same.
        yard.clock.wait(1)
        assert yard.act("lock-keep", lock=LOCK)["verdict"]["facts"]["lock.journey"] == "fits"
    else:
        assert yard.refused(act="lock-keep", lock=LOCK) == "lock-window"
        assert journey(yard.line(scan="?")) == ("manual", "lock.window", "out-of-window")
    assert yards_chain(yard).lock.window == ("yes" if kept else "no")


def yards_chain(yard):
    return custody.chain_of(LOCK, yard.desk.station)


def test_a_seal_number_is_used_once_and_one_written_in_error_is_taken_back_by_two(yard):
    other = {"scan": yards.PLATE2}, {"scan": BOX2}
    yard.lines(*other, {"act": "inspect", "form": "appearance"}, {"act": "seal-apply", "seal": "HN900001", "container": BOX2}, {"act": "park"})
    yard.lines(*yards.clean())
    for line in ({"act": "seal-apply", "seal": "HN-900001", "container": BOX}, {"act": "seal-replace", "seal": SEAL, "new": "HN900001", "reason": "x"}):
        told = yard.line(**line)["refused"]
        assert (told["key"], BOX2 in told["words"], "CNHXG-03" in told["words"]) == ("seal-used-twice", True, True)
    right = {"act": "correct", "part": "seal-applied", "value": "HN900001", "to": "HN900002", "reason": "read wrongly off the seal"}
    for changed, key in (
        ({}, "correct-needs-second"), ({"officer": "O1", "secret": yards.secret("O1")}, "second-officer-same"), ({"officer": "O2", "secret": "x"}, "secret-wrong"),
        ({"value": "HN900007"}, "seal-not-put-on"), ({"to": "!"}, "seal-number"),
    ):  # fmt: skip
        assert yard.refused(line=right | changed) == key, changed
    told = yard.line(**right, **SECOND)
    assert (told["refused"], [event[2] for event in told["events"]], told["passage"]["parts"]["container"]) == (None, ["event.corrected"], [BOX])
    told = yard.act("seal-apply", seal="HN900001", container=BOX)
    assert (told["alarms"], told["verdict"]["facts"]["custody.impossible"]) == ([], "none")
    # The correction itself makes no second use either; of the truck in front one officer does it, what was typed was typed by him.
    assert yard.refused(line=right | {"value": "HN900001"} | SECOND) == "seal-used-twice"
    assert yard.line(**right | {"value": "HN900001", "to": "HN900003"})["refused"] is None
    assert [box for number, box in yard.desk.stand.passage.applied if number == "HN900003"] == [BOX]
    assert [clash.what for clash in custody.chain_of(BOX, yard.desk.station).clashes] == []


def test_a_seal_that_came_closed_before_is_not_put_on_later(yard):
    yard.lines(*yards.clean(), {"act": "release"}, {"act": "next"})
    yard.clock.wait(1)
    yard.lines({"scan": yards.PLATE2}, {"scan": BOX})
    told = yard.line(act="seal-apply", seal=SEAL, container=BOX)["refused"]
    assert (told["key"], "CNHXG-03 11-21" in told["words"]) == ("seal-used-twice", True)


def test_every_column_of_the_stock_has_its_own_word():
    names = [each.name for each in fields(stock.Line)]
    assert [told.label(name, "en") for name in names if name in ("taken", "handed")] == ["Taken over", "Handed on"]
    assert [name for name in names for lang in ("zh", "en") if told.label(name, lang) == name] == []


@pytest.mark.parametrize(("text", "kind"), [("MSKU0383251", "集装箱"), ("999-12345674", "空运单"), ("(00)340123450000000019", "GS1")])
def test_a_mistyped_number_nobody_knows_is_said_to_be_one(yard, text, kind):
    with pytest.raises(Refused) as refused:
        custody.chain_of(text, yard.desk.station)
    assert refused.value.key == "scan-misread"
    assert kind in say(refused.value.key, "zh", **refused.value.values)
    yard.lines({"scan": yards.PLATE}, {"seal": "MSKU0383251", "status": "sealed"})
    assert custody.chain_of("MSKU0383251", yard.desk.station).steps


@pytest.mark.parametrize("used", [False, True])
def test_a_seal_corrected_on_a_released_truck_says_what_its_paper_names(yard, used):
    yard.open("N1")
    slip = yard.lines(*yards.clean(), {"act": "seal-apply", "seal": "HN900001", "container": BOX}, {"act": "release"})["slip"]
    assert "HN900001" in yard.desk.stand.passage.release.body["slip"]["seals"]
    if used:
        yard.act("present", token=slip["token"], vehicle=yards.PLATE)
    yard.lines({"act": "next"}, {"scan": yards.PLATE2})
    right = {"act": "correct", "part": "seal-applied", "value": "HN900001", "to": "HN900002", "reason": "read wrongly"}
    told = yard.line(**right, **SECOND)
    assert [(each["key"], each["number"], each["seal"]) for each in told["alarms"]] == [("slip-named-seal" if used else "slip-names-seal", slip["number"], "HN900001")]
    # What is corrected once more was never printed.
    assert yard.line(**right | {"value": "HN900002", "to": "HN900003"}, **SECOND)["alarms"] == []
    if used:
        assert yard.refused(act="void", number=slip["number"], reason="x") == "slip-used-already"
        return
    yard.act("void", number=slip["number"], reason="names another seal")
    yard.lines({"act": "next"}, {"scan": yards.PLATE})
    again = yard.act("release")["slip"]
    seals = yard.desk.stand.passage.release.body["slip"]["seals"]
    assert again["number"] != slip["number"]
    assert "HN900003" in seals
    assert "HN900001" not in seals


def off(act, seal, **more):
    return {"act": act, "seal": seal, "reason": "x", **({"new": "HN900001"} if act == "seal-replace" else {}), **more}


def test_only_a_seal_that_hangs_on_this_truck_is_taken_off_or_replaced(yard):
    yard.load(yards.rows(seal=[yards.sealed(SEAL), yards.sealed(yards.SEAL2, BOX2)]))
    yard.lines(*yards.clean())
    for act in ("seal-remove", "seal-replace"):
        for line, key in (
            (off(act, "ZZ99999999"), "seal-not-here"), (off(act, yards.SEAL2), "seal-not-here"), (off(act, SEAL, container=BOX2), "seal-box-strange"),
            (off(act, SEAL, container=yards.PLATE), "seal-on-another"),
        ):  # fmt: skip
            assert yard.refused(line=line) == key
    told = yard.line(**off("seal-remove", "zz-9999 9999"))["refused"]
    assert "ZZ99999999" in told["words"]
    assert yard.refused(act="seal-apply", seal="HN900001", container=BOX2) == "seal-box-strange"
    yard.lines({"act": "seal-apply", "seal": "HN900001", "container": BOX.lower()})
    # One that nobody declared was found on the box: read or typed, then taken off.
    yard.lines({"seal": "ZZ99999999", "status": "sealed", "source": "typed"}, off("seal-remove", "ZZ99999999"), off("seal-replace", SEAL, new="HN900002"))
    for number in ("ZZ99999999", SEAL):
        for act in ("seal-remove", "seal-replace"):
            assert yard.refused(line=off(act, number)) == "seal-off-already"
    # What was put on here may come off again, once; put on again, it hangs there again.
    yard.lines(off("seal-remove", "HN900001", container=BOX))
    assert yard.refused(line=off("seal-remove", "HN900001")) == "seal-off-already"
    yard.lines({"act": "seal-apply", "seal": "HN900001", "container": BOX}, off("seal-remove", "HN900001"))


def test_a_number_that_is_used_elsewhere_is_put_on_under_no_sort_of_seal(yard):
    yard.load(yards.rows(seal=[yards.sealed(SEAL), yards.sealed("QZ7701001", BOX2)]))
    yard.lines(*yards.clean())
    # The one it came with hangs there; taken off by mistake it may go on again.
    assert [yard.refused(act="seal-apply", seal=SEAL, container=box) for box in (BOX, "")] == ["seal-on-already"] * 2
    yard.lines(off("seal-remove", SEAL), {"act": "seal-apply", "seal": SEAL, "container": BOX})
    yard.lines({"act": "seal-apply", "seal": "HN900001", "container": BOX}, {"act": "next"}, {"scan": yards.PLATE2}, {"scan": yards.BOX3})
    for sort in ("customs", "carrier", "lock"):
        assert yard.refused(act="seal-apply", seal="HN900001", container=yards.BOX3, sort=sort) == "seal-used-twice"
        assert yard.refused(act="seal-apply", seal="qz-7701001", sort=sort) == "seal-used-told"
    assert BOX2 in yard.line(act="seal-apply", seal="QZ7701001")["refused"]["words"]
    yard.lines({"act": "seal-apply", "seal": "HN900002", "container": yards.BOX3, "sort": "lock"}, {"act": "next"}, {"scan": yards.PLATE3})
    assert yard.refused(act="seal-apply", seal="hn 900002", sort="lock") == "seal-used-twice", "that it was called a lock makes it none"


@pytest.mark.parametrize(("number", "known"), [(LOCK, {}), ("GPS-77001", {"lock_route": True}), ("GPS-77002", {"seal": True})])
def test_what_the_register_or_its_number_says_is_a_lock_goes_on_again(yard, number, known):
    route = {"lock_route": [journeys({})["lock_route"][0] | {"lock": fold_seal(number)}]} if "lock_route" in known else {}
    yard.load(yards.rows(seal=[yards.sealed(SEAL), *([yards.sealed(number, sort="lock")] if "seal" in known else [])], **route))
    yard.lines(*yards.clean(), {"act": "seal-apply", "seal": number, "container": BOX, "sort": "lock"}, {"act": "next"}, {"scan": yards.PLATE2}, {"scan": yards.BOX3})
    again = yard.lines({"act": "seal-apply", "seal": number, "container": yards.BOX3, "sort": "lock"})
    assert next(kind for *_, kind in again["events"]) == "seal.applied"


def test_a_seal_typed_into_the_form_of_the_inspection_hangs_there(yard):
    yard.lines(*yards.clean())
    yard.act("inspect", form="container-open", reason="x")
    yard.lines({"act": "set", "field": "resealed", "value": "yes"}, {"act": "set", "field": "new-seal", "value": "HN900005"}, off("seal-remove", "HN900005"))
    assert yard.refused(line=off("seal-remove", "HN900006")) == "seal-not-here"


def test_only_a_lock_of_this_truck_is_opened_and_kept_once(yard):
    yard.load(journeys({}))
    yard.lines(*yards.clean(), lock_read(container=BOX))
    opening = {"act": "lock-open", "lock": LOCK, "reason": "arrived", **SECOND}
    assert yard.refused(line=opening | {"lock": SEAL}) == "lock-is-seal"
    assert yard.refused(act="lock-keep", lock=SEAL) == "lock-is-seal"
    assert yard.refused(line=opening | {"container": BOX2}) == "seal-box-strange"
    yard.act("lock-keep", lock=LOCK)
    assert yard.refused(act="lock-keep", lock=LOCK) == "lock-kept-already"
    yard.act("inspect", form="appearance", reason="smell")
    yard.lines(opening | {"container": BOX})
    assert yard.refused(line=opening) == "lock-opened-already"
    yard.lines({"act": "seal-apply", "seal": LOCK, "container": BOX, "sort": "lock"}, {"act": "lock-keep", "lock": LOCK})
    assert yard.refused(act="lock-keep", lock=LOCK) == "lock-kept-already"


@pytest.mark.parametrize("how", ["inspection", "emergency"])
def test_a_lock_is_opened_before_its_journey_ends_only_in_an_inspection_or_an_emergency(yard, how):
    yard.load(journeys({"to": "CNSYA", "route": ["CNHXG"]}))
    yard.lines(*yards.clean(), lock_read())
    opening = {"act": "lock-open", "lock": LOCK, "reason": "a leak", **SECOND}
    told = yard.line(**opening)["refused"]
    assert told["key"] == "lock-open-place"
    assert all(name in told["words"] for name in (LOCK, "CNSYA", "CNHXG"))
    if how == "inspection":
        yard.act("inspect", reason="a leak")
    else:
        yard.open("S1")
        yard.act("emergency", order="E-1", until="2026-11-21T12:00:00Z")
        yard.open("O1")
        yard.line(scan="?")
        yard.lines(*yards.clean()[:3])
    told = yard.lines(opening)
    assert [alarm["key"] for alarm in told["alarms"]] == ["lock-opened-away"]
    assert "lock.opened" in [event[2] for event in told["events"]]


def test_a_seal_spent_of_another_officers_stock_is_said_and_counted_under_both(yard):
    yard.open("S1")
    yard.act("seal-stock", first="HN900001", last="HN900010", to="O1")
    assert yard.refused(act="seal-stock", first="HN800001", to="U1") == "role-may-not"
    assert yard.refused(act="seal-stock", first="HN800001", to="T1") == "role-may-not"
    yard.open("O2")
    yard.lines(*yards.clean())
    told = yard.act("seal-apply", seal="HN900001", container=BOX)
    assert told["alarms"] == [{"key": "seal-of-another", "seal": "HN900001", "officer": "O1"}]
    assert [alarm["key"] for alarm in yard.act("seal-spoil", seal="HN900002", reason="bent")["alarms"]] == ["seal-of-another"]
    assert yard.refused(act="seal-apply", seal="HN900002", container=BOX) == "seal-spoiled"
    yard.act("seal-apply", seal="HN777777", container=BOX)
    found = stock.balance(yard.desk.station.journal, yards.NOW - HOUR, yards.NOW + HOUR)
    lines = {line.officer: (line.received, line.applied, line.spoiled, line.by_others, line.of_others, line.closing) for line in found.lines}
    assert lines == {"O1": (10, 0, 0, 2, 0, 8), "O2": (0, 0, 0, 0, 2, 0)}
    assert [(each.number, each.act, each.holder, each.officer) for each in found.lent] == [("HN900001", "applied", "O1", "O2"), ("HN900002", "spoiled", "O1", "O2")]
    assert found.strange == ("HN777777",)
    later = stock.balance(yard.desk.station.journal, yards.NOW + HOUR, yards.NOW + 2 * HOUR)
    assert (later.strange, later.twice, later.lent, [(line.officer, line.opening, line.closing) for line in later.lines]) == ((), (), (), [("O1", 8, 8)])


def test_a_port_that_refuses_seals_of_another_officer_does_so(yard):
    own = (resources.folder / "tables" / "custody.toml").read_text(encoding="utf-8")
    station = yard.desk.station
    station.journal.append([Draft("seal.stocked", "HN900001", {"first": "HN900001", "last": "HN900009", "count": 9, "to": "O1"})], "S1")
    strict = replace(station, book=replace(station.book, files={"custody.toml": own.replace('other = "warn"', 'other = "refuse"')}))
    asked = {"seal": "HN900001", "reason": "bent"}
    assert keeping.spoiled(strict, asked, "O1")[1] == ()
    with pytest.raises(Refused) as refused:
        keeping.spoiled(strict, asked, "O2")
    assert (refused.value.key, refused.value.values["officer"]) == ("seal-of-another", "O1")
    assert [each.key for each in keeping.spoiled(station, asked, "O2")[1]] == ["seal-of-another"]


def test_the_command_names_who_spent_what_of_whose_stock(yard, port_officer):
    yard.close()
    assert port_officer("custody", "stock", "receive", "HN1001", "HN1005", "--to", "U1") == (2, "role-may-not")
    assert port_officer("custody", "stock", "receive", "HN1001", "HN1005", "--to", "O1")[0] == 0
    assert port_officer("custody", "stock", "spoil", "HN1002", "--reason", "bent", officer="O2")[1]["holder"] == "O1"
    told = port_officer("custody", "stock")[1]
    assert told["lent"] == [{"number": "HN1002", "act": "spoiled", "holder": "O1", "officer": "O2"}]
    assert {line["officer"]: (line["by_others"], line["of_others"], line["closing"]) for line in told["officers"]} == {"O1": (1, 0, 4), "O2": (0, 1, 0)}
    assert port_officer("custody", "stock", "--day", "2026-11-22")[1]["lent"] == []


def test_a_seal_put_on_is_of_a_sort_the_register_knows(yard):
    yard.lines(*yards.clean())
    told = yard.line(act="seal-apply", seal="HN999001", container=BOX, sort="zzz")["refused"]
    assert told["key"] == "seal-sort"
    assert "customs(海关封志)、lock(电子关锁)" in told["words"]
    assert not [*yard.desk.station.journal.events(kinds=("seal.applied",))]


def test_a_lock_nobody_has_read_shows_what_the_register_knows(yard, capsys, monkeypatch):
    monkeypatch.setenv("PORT_OFFICER_SECRET", yards.secret("S1"))
    yard.load(yards.rows(lock_route=journeys({})["lock_route"]))
    yard.close()
    for name in ("custody", "lookup"):
        assert command.main([name, LOCK, "--data", str(yard.folder), "--officer", "S1", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["known"]
        assert (told if name == "custody" else told["card"])["lock_route"][0]["to"] == "CNHXG"
