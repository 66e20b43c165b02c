"""The ship-side board says stop for whatever the lane, a rule, a partner or an instruction has against a container, with the reason; another port's call is not answered."""

from dataclasses import replace

import pytest
from journeys import Stop, written
from test_custody_line import elsewhere
from test_neighbours import Pair

from tests import yard as yards
from workstation.desk import pickup
from workstation.words import Refused, knows

CALL, OTHER = "VCCNHXG20260001", "VCCNYPG20260001"
BOX, PAPERS, PLATE, SEAL = yards.BOX, yards.PAPERS, yards.PLATE, yards.SEAL


def tables(**changed):
    calls = [{"call": call, "imo": "9074729", "port": call[2:7], "arrives": "2026-11-21T10:00:00Z"} for call in (CALL, OTHER)]
    return yards.rows(ship_call=calls, unloading=[{"call": call, "container": BOX, "pickup": True} for call in (CALL, OTHER)], **changed)


def said(yard):
    (box,) = pickup.board_of(CALL, yard.desk.station).boxes
    assert knows("custody.board." + box.reason), box.reason
    return box.say, box.reason


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    made = yards.Yard(tmp_path_factory.mktemp("board") / "station", tables())
    yield made
    made.close()


@pytest.mark.parametrize(("kind", "target", "say"), [
    ("seal", SEAL, "stop"), ("vehicle", PLATE, "stop"), ("booking", yards.BOOKING, "stop"), ("enterprise", yards.USCC, "stop"), ("declaration", PAPERS, "stop"),
    ("container", BOX, "stop"), ("vehicle", yards.PLATE2, "lift"), ("seal", yards.SEAL2, "lift"), ("container", yards.BOX2, "lift"),
])  # fmt: skip
def test_a_live_instruction_on_any_target_of_the_consignment_stops_it(kept, kind, target, say):
    for told, expected in ({"state": "live"}, say), ({"valid_to": "2026-11-21T07:30:00Z"}, "lift"):
        kept.load(tables(instruction=[yards.instruction(kind=kind, target=target, channel="machine", **told)]))
        kept.open()
        assert said(kept)[0] == expected


@pytest.mark.parametrize(("flag", "told", "found"), [
    ("biosafety", None, ("stop", "certificate.biosafety")), ("biosafety", {"state": "revoked"}, ("stop", "certificate.biosafety")),
    ("quarantine", {"valid_to": "2026-11-20"}, ("stop", "certificate.quarantine")), ("licence", {"gross_kg": "10"}, ("stop", "certificate.licence")),
    ("export-control", {"kind": "licence"}, ("stop", "certificate.export-control")), ("food", None, ("yard", "certificate.food")),
    ("product-safety", None, ("yard", "certificate.product-safety")), ("biosafety", {}, ("lift", "released")),
])  # fmt: skip
def test_goods_without_a_certificate_are_stopped_where_the_rules_hold_them_and_never_lifted(kept, flag, told, found):
    own = {"number": "C-1", "kind": flag, "papers": PAPERS, "valid_from": "2026-01-01", "valid_to": "2026-12-31", "state": "valid"}
    kept.load(tables(consignment=[yards.consignment(flags=[flag])], certificate=[] if told is None else [own | told]))
    kept.open()
    assert said(kept) == found


def test_trucks_that_are_too_old_or_too_many_to_look_into_are_counted(tmp_path):
    yard = yards.Yard(tmp_path / "station", tables())
    old = [Stop("CNYPG", yards.NOW - days * 24 * yards.HOUR, released=False, acts=(("hold.placed", {"reason": "x"}),) if days > pickup.MOST else ()) for days in range(1, pickup.MOST + 4)]
    elsewhere(yard, written(old[:2]))
    assert [(box.left_out, pickup.board_of(CALL, yard.desk.station).left_out) for box in pickup.board_of(CALL, yard.desk.station).boxes] == [(0, 0)]
    elsewhere(yard, [replace(event, station="CNYPG-01-MORE", subject=event.subject.replace("TEST", "MORE")) for event in written(old[2:])])
    told = pickup.board_of(CALL, yard.desk.station)
    assert [(box.say, box.left_out) for box in told.boxes] == [("lift", 3)]
    assert told.left_out == 1
    assert 0 <= yard.clock() - pickup.BACK - told.since < 1000
    yard.clock.wait(50 * 24)
    assert [box.left_out for box in pickup.board_of(CALL, yard.desk.station).boxes] == [5]
    yard.close()


def test_what_the_lane_stopped_is_not_lifted_until_it_is_over(tmp_path):
    yard = yards.Yard(tmp_path / "station", tables())
    yard.lines(*yards.clean())
    assert said(yard) == ("lift", "released")
    yard.act("hold", reason="papers unclear", risk="conceal", owner="S1", next="ask")
    assert said(yard) == ("stop", "hold")
    yard.open("S1")
    yard.act("resume", vehicle=PLATE) if yard.desk.front is None else None
    yard.act("lift", reason="clear")
    assert said(yard) == ("lift", "released")
    yard.open("O1")
    yard.lines({"scan": BOX})
    yard.act("inspect", form="appearance")
    assert said(yard) == ("stop", "inspection-open")
    yard.act("suspend", reason="alone")
    assert said(yard) == ("stop", "inspection-suspended")
    with pytest.raises(Refused) as refused:
        pickup.board_of(OTHER, yard.desk.station)
    assert (refused.value.key, refused.value.values["port"]) == ("call-other-port", "CNYPG")
    yard.close()


def test_a_stop_now_call_stops_every_container_of_its_truck_here_and_where_another_station_told_of_it(tmp_path):
    pair = Pair(tmp_path)
    pair.ours.load(tables())
    pair.ours.open()
    for line in ({"scan": yards.PLATE2}, {"scan": BOX}, {"act": "stop", "stop": "radiation"}):
        pair.theirs.line(line)
    assert said(pair.ours) == ("lift", "released")
    pair.take()
    assert said(pair.ours) == ("stop", "stop-now")
    pair.close()
    yard = yards.Yard(tmp_path / "station", tables())
    yard.lines({"scan": yards.PLATE2}, {"seal": SEAL, "status": "sealed"}, {"act": "stop", "stop": "explosives"})
    assert said(yard) == ("stop", "stop-now"), "its declared seal is on that truck"
    yard.close()


@pytest.mark.parametrize(("kind", "found"), [("hold", "hold"), ("suspend", "inspection-suspended")])
def test_a_hold_or_a_suspended_inspection_of_another_lane_counts_once_it_was_told(tmp_path, kind, found):
    pair = Pair(tmp_path)
    pair.ours.load(tables())
    pair.ours.open()
    acts = ({"act": "hold", "reason": "unclear", "risk": "conceal", "owner": "S1", "next": "ask"},) if kind == "hold" else ({"act": "inspect", "form": "appearance"}, {"act": "suspend", "reason": "alone"})
    for line in ({"scan": PLATE}, {"scan": BOX}, *acts):
        assert pair.theirs.line(line).refused is None
    pair.take()
    assert said(pair.ours) == ("stop", found)
    pair.close()


def test_what_a_partner_port_found_stops_it_until_a_later_look_says_otherwise(kept):
    found = {"port": "CNYPG", "container": BOX, "papers": PAPERS}
    bad, good = ({**found, "reference": name, "result": result, "at": f"2026-11-21T0{hour}:00:00Z"} for name, result, hour in (("A", "abnormal", 2), ("B", "normal", 4)))
    kept.clock.wait(0 if kept.clock.at > yards.NOW + 10 * yards.HOUR else 18)
    for rows, expected in (([bad], "partner-abnormal"), ([bad, good], None), ([], None)):
        kept.load(tables(partner_inspection=rows))
        kept.open()
        assert said(kept) == (("stop", expected) if expected else ("lift", "released"))
