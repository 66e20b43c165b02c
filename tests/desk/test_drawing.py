"""Neither officer nor enterprise steers or foresees a draw: order of scans, coming again, parking over midnight, another tractor, and what the desk tells."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

import resources
from tests import yard as yards
from ui.command import draws
from workstation.risk import days, rulebook
from workstation.risk.draw import Drawn, commitment, day_secret
from workstation.words import Refused


def rated(yard, rate, folder):
    """The yard's rules with another rate of the rule `random`, as a new rule pack would bring them."""
    place = folder / f"rules-{rate}"
    if not place.exists():
        shutil.copytree(resources.folder / "rules", place)
        goods = place / "goods.toml"
        goods.write_text(goods.read_text(encoding="utf-8").replace('rate = "0.002"', f'rate = "{rate}"'), encoding="utf-8")
    station = yard.desk.station
    yard.desk.lane.station = replace(station, book=rulebook(place))
    days.keep(station.journal, yard.desk.station.book, yard.clock())
    return yard


@pytest.fixture
def yard(tmp_path):
    made = yards.Yard(tmp_path / "station", yards.rows(credit=[]))
    yield rated(made, "0.5", tmp_path)
    made.close()


def drawn(yard):
    verdicts = [*yard.desk.station.journal.events(kinds=("verdict.given",))]
    return [Drawn.of(row) for row in verdicts[-1].body.get("draws", [])]


def drawn_passage(yard):
    return [*yard.desk.station.journal.events(kinds=("verdict.given",))][-1].subject


def test_nothing_is_drawn_before_the_load_is_known(yard):
    for line in yards.clean()[:-1]:
        yard.lines(line)
        assert not [event for event in yard.desk.station.journal.events(kinds=("verdict.given",)) if event.body.get("draws")]
    yard.lines(yards.clean()[-1])
    assert [(each.rule, each.load) for each in drawn(yard)] == [("random", f"{yards.PAPERS}|{yards.BOX}")]


def test_the_order_of_scans_gives_the_same_draw(tmp_path):
    base = yards.Yard(tmp_path / "base", yards.rows(credit=[]))
    base.close()
    found = set()
    for place, order in enumerate(list(permutations(yards.clean()))[::29]):
        if "seal" in order[0] or "weight" in order[0]:
            continue
        one = rated(yards.Yard(tmp_path / f"s{place}", base=base), "0.5", tmp_path)
        one.lines(*order)
        found |= {(each.load, each.value, each.picked) for each in drawn(one)}
        one.close()
    assert len(found) == 1


def test_the_same_load_in_a_new_passage_has_the_same_draw(yard, tmp_path):
    yard.open("S1")
    rated(yard, "0.5", tmp_path)
    found = []
    for _ in range(3):
        yard.lines(*yards.clean())
        found.append((drawn_passage(yard), drawn(yard)[0]))
        yard.act("transfer", to="CNHXG-04")
    assert len({passage for passage, _ in found}) == 3
    assert len({(each.load, each.day, each.value, each.picked) for _, each in found}) == 1


def test_a_pick_stays_over_midnight_and_with_another_tractor(yard, tmp_path):
    rated(yard, "0.999999", tmp_path)
    yard.open("S1")
    rated(yard, "0.999999", tmp_path)
    yard.lines(*yards.clean())
    first = [*yard.desk.station.journal.events(kinds=("verdict.given",))][-1]
    assert drawn(yard)[0].picked
    assert yard.channel() == "machine"
    yard.act("transfer", to="CNHXG-04")
    yard.clock.wait(24)
    yard.load(yards.rows(credit=[], vehicle=[{"plate": yards.PLATE2, "sort": "truck", "tare_kg": "9000"}], booking=[]))
    rated(yard, "0.000001", tmp_path)
    yard.lines({"scan": yards.PLATE2}, *yards.clean()[1:])
    assert drawn_passage(yard) != first.subject
    stands = drawn(yard)[0]
    assert (stands.picked, stands.origin, stands.day) == (True, first.id, "2026-11-21")
    assert yard.channel() == "machine"


def test_a_pick_is_answered_by_an_inspection(yard, tmp_path):
    rated(yard, "0.999999", tmp_path)
    yard.lines(*yards.clean())
    assert yard.channel() == "machine"
    yard.inspected()
    assert yard.channel() == "release"
    assert days.standing(yard.desk.station.journal, "random", drawn(yard)[0].tokens, "2026-11-01") is None


def test_a_truck_not_picked_is_drawn_again_when_yesterday_is_known_to_all(yard, tmp_path):
    rated(yard, "0.000001", tmp_path)
    yard.open("S1")
    rated(yard, "0.000001", tmp_path)
    yard.lines(*yards.clean())
    first = drawn(yard)[0]
    yard.act("transfer", to="CNHXG-04")
    yard.clock.wait(24)
    yard.load(yards.rows(credit=[]))
    yard.lines(*yards.clean())
    second = drawn(yard)[0]
    assert (second.day, second.load) == ("2026-11-22", first.load)
    assert second.value != first.value
    revealed = [event.body["day"] for event in yard.desk.station.journal.events(kinds=("draw.revealed",))]
    assert revealed == ["2026-11-21"]


def test_no_flip_tells_a_draw_before_its_time(tmp_path):
    """Papers not released yet: what would change it must not say whether the truck would be picked."""
    told = set()
    for rate in ("0.999999", "0.000001"):
        one = yards.Yard(tmp_path / f"s{rate}", yards.rows(credit=[], consignment=[yards.consignment(state="declared")]))
        rated(one, rate, tmp_path)
        answer = one.lines(*yards.clean())
        told.add(str(answer["verdict"]["flip"]))
        one.close()
    assert len(told) == 1


def test_the_clock_set_back_does_not_draw_with_a_secret_that_is_out(yard):
    journal = yard.desk.station.journal
    yard.clock.wait(24)
    yard.line(scan="?")
    yard.clock.wait(-24)
    yard.lines(*yards.clean())
    assert {each.day for each in drawn(yard)} == {"2026-11-22"}
    assert not [row for row in journal.events(kinds=("draw.revealed",)) if row.body["day"] == "2026-11-22"]


def bound(journal):
    """Day -> the event that committed to it; no day twice."""
    told = [(day, event) for event in journal.events(kinds=("draw.committed",)) for day in (event.body["day"], *event.body.get("ahead", ()))]
    assert len(dict(told)) == len(told)
    return dict(told)


def test_days_are_bound_before_they_begin_and_opened_the_day_after(yard):
    journal = yard.desk.station.journal
    for _ in range(3):
        yard.clock.wait(24)
        yard.line(scan="?")
    committed = bound(journal)
    revealed = {event.body["day"]: event for event in journal.events(kinds=("draw.revealed",))}
    assert sorted(committed) == [(date(2026, 11, 21) + timedelta(days=ahead)).isoformat() for ahead in range(4 + days.AHEAD)]
    assert [day for day, event in sorted(committed.items()) if event.body["late"]] == ["2026-11-21"]
    assert sorted(revealed) == ["2026-11-21", "2026-11-22", "2026-11-23"]
    assert all(days.day_of(event.at) < day for day, event in committed.items() if not event.body["late"])
    assert all(days.day_of(event.at) > day for day, event in revealed.items())


def fairness(journal):
    told = draws.verified(journal.events(), ("", "9999"))
    return [(row["day"], row["draws"]) for row in told["late"]], draws.judged(told, faulty=bool(told["wrong"] or told["missing"]))


def test_a_station_that_was_off_over_nights_was_bound_before_the_day_it_comes_back(yard):
    """It is made on the first day, and nothing comes then; it is off for longer than a holiday, and on again."""
    for nights in (days.AHEAD, 1):
        yard.clock.wait(24 * nights)
        yard.load(yards.rows(credit=[], booking=[]))
        yard.open("S1")
        yard.lines(*yards.clean())
        yard.act("transfer", to="CNHXG-04")
    assert fairness(yard.desk.station.journal) == ([("2026-11-21", 0)], {"fair": True, "not_shown": []})


def test_a_pack_loaded_before_a_desk_is_opened_leaves_nothing_missing(yard):
    yard.lines(*yards.clean())
    yard.close()
    yard.clock.wait(24)
    yard.load(yards.rows(credit=[], booking=[]))
    journal = yard.open("S1").station.journal
    events = [*journal.events()]
    before = [event for event in events if (event.kind != "draw.revealed" and days.day_of(event.at) == "2026-11-21") or event.kind.startswith("pack.")]
    assert draws.verified(iter(before), ("", "9999"))["missing"] == []
    told = draws.verified(iter([event for event in events if event.kind != "draw.revealed"]), ("", "9999"))["missing"]
    assert [row["reason"] for row in told] == ["not-revealed"]


def test_a_day_that_was_bound_too_late_is_not_called_fair_and_restarting_changes_nothing(yard):
    yard.clock.wait(24 * (days.AHEAD + 1))
    yard.load(yards.rows(credit=[], booking=[]))
    yard.open("S1")
    day = days.day_of(yard.clock.at)
    first = bound(yard.desk.station.journal)[day]
    assert first.body["late"]
    for _ in range(2):
        yard.open("S1")
        yard.lines(*yards.clean())
        yard.act("transfer", to="CNHXG-04")
    journal = yard.desk.station.journal
    assert bound(journal)[day] == first
    assert len({(each["value"], each["day"]) for event in journal.events(kinds=("verdict.given",)) for each in event.body["draws"]}) == 1
    assert commitment(day_secret(days.master(journal), day)) == first.body["hash"]
    yard.clock.wait(24)
    yard.open("S1")
    late, told = fairness(yard.desk.station.journal)
    assert (late, told) == ([("2026-11-21", 0), (day, 2)], {"fair": None, "not_shown": ["bound-late"]})


def test_two_desks_bind_a_day_once(yard):
    other = yards.Yard.__new__(yards.Yard)
    other.__dict__ |= yard.__dict__ | {"desk": None}
    other.open("O2")
    yard.clock.wait(24)
    for each in (yard, other, yard):
        each.line(scan="?")
    other.close()
    assert len(bound(yard.desk.station.journal)) == days.AHEAD + 2


def test_after_quiet_days_more_is_drawn(yard, tmp_path):
    rated(yard, "0.000001", tmp_path)
    yard.open("S1")
    rated(yard, "0.000001", tmp_path)
    rates = []
    for _ in range(9):
        yard.load(yards.rows(credit=[], booking=[]))
        yard.lines(*yards.clean())
        rates.append(drawn(yard)[0].rate)
        yard.act("transfer", to="CNHXG-04")
        yard.clock.wait(24)
        if drawn(yard)[0].picked:
            return
    assert rates == ["0.001"] * 7 + ["0.02", "0.04"]


def test_inspectors_come_from_the_roster_without_the_related(yard):
    yard.load(yards.rows(credit=[], avoidance=[{"officer": "N1", "uscc": yards.USCC}, {"officer": "O2", "uscc": yards.USCC2}]))
    yard.open("S1")
    yard.act("roster", officers="O1 O2 N1 U1 S1")
    yard.lines(*yards.clean(status="open"))
    told = yard.desk.line({"act": "inspect", "form": "appearance"})
    body = told.events[0].body
    assert body["draw"]["left"] == {"N1": "related", "U1": "role"}
    assert set(body["proposed"]) < {"O1", "O2", "S1"}
    assert list(told.extra["inspectors"]) == body["proposed"] == sorted(("O1", "O2", "S1"), key=body["draw"]["values"].get)[:2]
    assert body["draw"]["parties"] == [yards.USCC]
    assert yard.desk.line({"act": "roster", "officers": "O1 NOBODY"}).refused["key"] == "officer-unknown"
    yard.open("O1")
    assert yard.desk.line({"act": "roster", "officers": "O1"}).refused["key"] == "role-may-not"


def test_who_was_not_drawn_signs_with_a_reason(yard):
    yard.open("S1")
    yard.act("roster", officers="O1 O2 N1")
    yard.lines(*yards.clean(status="open"))
    yard.act("inspect", form="appearance")
    yard.fill()
    (opened,) = yard.desk.station.journal.events(kinds=("inspection.opened",))
    (other,) = {"O1", "O2", "N1"} - set(opened.body["proposed"])
    assert yard.refused(act="sign") == "inspection-not-drawn"
    assert yard.refused(act="sign", reason=" ") == "inspection-not-drawn"
    yard.act("cosign", officer=opened.body["proposed"][0])
    assert yard.refused(act="cosign", officer=other) == "inspection-not-drawn"
    told = yard.act("cosign", officer=other, reason="the other one is ill")
    assert "inspection.closed" in [name for *_, name in told["events"]]
    signed = [event.body.get("reason") for event in yard.desk.station.journal.events(kinds=("inspection.signed",))]
    assert signed == [None, "the other one is ill"]


def test_without_a_roster_who_was_not_drawn_is_asked_why_and_a_script_that_says_nothing_is_counted(yard):
    yard.open("S1")
    yard.lines(*yards.clean(status="open"))
    yard.act("inspect", form="appearance")
    yard.fill()
    (opened,) = yard.desk.station.journal.events(kinds=("inspection.opened",))
    assert opened.body["draw"]["pool"] == "enabled"
    one, other = sorted({"O1", "O2", "N1", "S1"} - {*opened.body["proposed"]})
    # The window asks: it names the reason, empty or not. A script may leave it out.
    assert yard.refused(act="cosign", officer=one, reason=" ") == "inspection-not-drawn"
    for officer, reason in ((one, {}), (other, {"reason": "both are at the quay"})):
        yard.act("sign" if officer == "S1" else "cosign", **({} if officer == "S1" else {"officer": officer}), **reason)
    told = draws.verified(yard.desk.station.journal.events(), ("", "9999"))
    assert (told["undrawn"], told["unsaid"], told["wrong"]) == (2, 1, [])


def test_a_draw_without_a_choice_binds_nobody(yard):
    yard.open("S1")
    yard.act("roster", officers="O1 O2")
    yard.lines(*yards.clean(status="open"))
    yard.inspected()
    assert [event.body["signer"] for event in yard.desk.station.journal.events(kinds=("inspection.signed",))] == ["S1", "O2"]


def test_who_looked_lately_is_left_out_while_others_are_there(yard):
    yard.open("S1")
    yard.act("roster", officers="O1 O2 N1 S1")
    yard.open("O1")
    yard.lines(*yards.clean(status="open"))
    yard.inspected()
    yard.act("release")
    yard.act("next")
    yard.delta(container=[{"number": yards.BOX2, "papers": yards.PAPERS, "tare_kg": "2200"}])
    yard.lines({"scan": yards.PLATE2}, {"scan": yards.PAPERS}, {"scan": yards.BOX2})
    body = yard.desk.line({"act": "inspect", "form": "appearance"}).events[0].body
    assert body["draw"]["left"] == {"O1": "recent", "O2": "recent"}
    assert set(body["proposed"]) == {"N1", "S1"}


def test_a_station_without_its_secret_says_so(yard):
    yard.desk.station.journal._connection.execute("DELETE FROM secret WHERE name = 'draw'")
    with pytest.raises(Refused) as caught:
        yard.lines(*yards.clean())
    assert caught.value.key == "draw-secret-missing"
