"""Past days under another rulebook: draws fall where they fell or where the day's secret says, the rate rises after quiet days as at the desk, and what nobody may know counts by its chance."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests import yard as yards
from workstation.codes import made
from workstation.desk import tunneling
from workstation.journal import Event
from workstation.risk import days as draw_days
from workstation.risk import rulebook, tunnel, tunnelled
from workstation.risk.draw import RANGE, day_secret, least, picks, value
from workstation.risk.redraw import Known

FIRST, DAY_MS = date(2026, 11, 1), 86_400_000
MASTER = b"\x05" * 32


def book(rate, quiet_days=2, quiet_rate="0.3"):
    """The program's rules with one share for every random check, and a short patience with quiet days."""
    found = rulebook()
    limits = {**found.limits, "draw": {**found.limits["draw"], "quiet_days": Decimal(quiet_days), "quiet_rate": Decimal(quiet_rate), "floor": Decimal("0.001")}}
    rules = tuple(replace(each, rate=Decimal(rate), rates=()) if each.id == "random" else each for each in found.rules if each.id == "random" or each.rate == 1)
    age = {name: Decimal(10_000) for name in limits["age"]}
    return replace(found, limits=limits | {"age": age}, rules=rules).on("2026-11-21")


CLEAR = {name: fact.good or fact.values[0] for name, fact in rulebook().facts.items()} | {"papers.state": "released", "custody.relied": "none", "inspection.result": "none"}


def secrets(count):
    return {(day := (FIRST + timedelta(days=number)).isoformat()): day_secret(MASTER, day) for number in range(count)}


def desk(trucks, rulebook_):
    """The desk as the recipe says it, by lists alone: (channel, draw row) of every truck, and the days on which the rate was raised."""
    draw, told, before = rulebook_.limits["draw"], [], []
    share = next(rule.rate for rule in rulebook_.rules if rule.id == "random")
    raised = set()
    for number, loads in enumerate(trucks):
        day, picked = (FIRST + timedelta(days=number)).isoformat(), False
        quiet = len(list(itertools.takewhile(lambda one: not one, reversed(before))))
        rate = least(draw, share, quiet)
        for load in loads:
            number_ = value(day_secret(MASTER, day), "rule:random", f"P{load}|{load}")
            took = share > 0 and picks(number_, rate)
            picked |= took
            raised |= {day} if rate > least(draw, share, 0) else set()
            row = {"rule": "random", "papers": f"P{load}", "load": f"P{load}|{load}", "day": day, "value": f"{number_:016x}", "rate": str(rate), "picked": took}
            told.append((day, "machine" if took else "release", row))
        before += [picked] if loads else []
    return told, sorted(raised)


def journal(trucks, rulebook_, *, made=True):
    """The same days as events; `made` false: as of a station whose rules did not draw."""
    told, _ = desk(trucks, rulebook_)
    events = []
    for number, (day, channel, row) in enumerate(told):
        at = round((date.fromisoformat(day) - date(1970, 1, 1)).days * DAY_MS + number)
        body = {"channel": channel if made else "release", "facts": CLEAR, "fired": [], "draws": [row] if made else [], "cases": {row["papers"]: {}}}
        events += [Event("S", 2 * number + 1, at, at, "O1", "verdict.given", f"S/{number}", body), Event("S", 2 * number + 2, at, at, "O1", "passage.closed", f"S/{number}", {})]
    return events


TRUCKS = some.lists(some.lists(some.integers(1, 40), max_size=4), min_size=1, max_size=14)
SHARES = some.sampled_from(["0.001", "0.05", "0.2", "0.6", "1"])


@given(TRUCKS, SHARES, SHARES, some.booleans())
@settings(deadline=None, max_examples=120)
def test_every_day_is_drawn_as_the_desk_would_have_drawn_it(trucks, now, then, made):
    """Whatever was in force: known draws are the desk's own, the rest comes from the days' secrets and is the same."""
    books = (book(now), book(then))
    loads = {f"S/{number}": row["load"] for number, (_, _, row) in enumerate(desk(trucks, books[0])[0])}
    known = Known("S", secrets(len(trucks)), load_of=lambda name, _: loads[name])
    found = tunnel.run(journal(trucks, books[0], made=made), *books, known=known)
    if made:
        assert found.goods.stored == 0
    for side, each in enumerate(books):
        told, raised = desk(trucks, each)
        assert [found.goods.channels[side][name] for name in ("release", "machine")] == [sum(row[1] == name for row in told) for name in ("release", "machine")]
        if each.rules and now != "1" and then != "1":
            assert found.courses[side].raised == raised
            assert found.courses[side].counted == ({"as_made" if made else "by_secret": len(told)} if told else {})


@given(some.lists(some.integers(0, 2), min_size=1, max_size=4), some.sampled_from(["0.1", "0.5"]), some.sampled_from(["0.2", "0.5"]))
@settings(deadline=None, max_examples=30)
def test_what_nobody_may_know_counts_by_its_chance_over_all_ways_it_can_fall(counts, now, then):
    books = (book(now), book(then))
    trucks = [[place + 1 for place in range(count)] for count in counts]
    found = tunnel.run(journal(trucks, books[0], made=False), *books, known=Known("S"))
    for side, each in enumerate(books):
        share = next(rule.rate for rule in each.rules if rule.id == "random")
        expected = sum(chance * picked for chance, picked in _every_way(counts, each.limits["draw"], share))
        assert found.goods.channels[side]["machine"] == pytest.approx(float(expected), abs=1e-6)
        assert found.goods.channels[side]["machine"] + found.goods.channels[side]["release"] == pytest.approx(sum(counts))
    told = tunnelled.report(found)
    assert all(row["then_expected"] is None or abs(float(row["then_expected"]) - row["then"]) <= 0.51 for row in told["channels"])
    assert told["draws"]["then"]["expected"] == sum(counts)


def _every_way(counts, limits, share):
    """(chance, picks) of every way in which the draws of these days can fall, day by day."""
    ways = [(1.0, 0, 0)]
    for count in counts:
        after = []
        for chance, picked, quiet in ways:
            rate = float(least(limits, share, quiet))
            for fell in itertools.product((True, False), repeat=count):
                one = chance
                for took in fell:
                    one *= rate if took else 1 - rate
                after.append((one, picked + sum(fell), (0 if any(fell) else quiet + 1) if count else quiet))
        ways = after
    return [(chance, picked) for chance, picked, _ in ways]


def test_a_pick_carried_from_an_earlier_day_stands_where_it_would_have_been_one():
    low = int(Decimal("0.1") * RANGE)
    row = {"rule": "random", "papers": "P", "load": "P|X", "day": "2026-11-01", "value": f"{low:016x}", "rate": "0.2", "picked": True}
    at = [(date.fromisoformat(day) - date(1970, 1, 1)).days * DAY_MS for day in ("2026-11-01", "2026-11-02")]
    body = {"channel": "machine", "facts": CLEAR, "fired": ["random"], "cases": {"P": {}}}
    events = [Event("S", 1, at[0], at[0], "", "verdict.given", "S/1", body | {"draws": [row]}), Event("S", 2, at[1], at[1], "", "verdict.given", "S/2", body | {"draws": [row | {"origin": "S/1"}]})]
    days = secrets(2)
    anew = value(days["2026-11-02"], "rule:random", "P|X") / RANGE
    for share, both in (("0.2", 2), ("0.05", int(anew < 0.05))):
        found = tunnel.run(events, book("0.2"), book(share), known=Known("S", days))
        assert (found.goods.channels[0]["machine"], found.goods.channels[1]["machine"]) == (2, both)


DAYS = 7
PAPERS = [made.make_declaration("6401", 2026, serial, "0") for serial in range(100, 100 + DAYS)]
BOXES = [made.make_container("MSK", serial) for serial in range(500, 500 + DAYS)]
PLATES = [f"琼D{number:05}" for number in range(1, DAYS + 1)]


def worked(folder, rulebook_):
    """A real station that works so many days by these rules, a truck a day; all such stations have the same secret of the draw."""
    rows = yards.rows(
        booking=[], credit=[], seal=[], consignment=[yards.consignment(number) for number in PAPERS],
        vehicle=[{"plate": plate, "sort": "truck", "tare_kg": "9000"} for plate in PLATES],
        container=[{"number": box, "papers": number, "tare_kg": "2200"} for box, number in zip(BOXES, PAPERS, strict=True)],
    )
    yard = yards.Yard(folder, rows)
    for plate, number, box in zip(PLATES, PAPERS, BOXES, strict=True):
        yard.open("N1")
        yard.desk.lane.station = station = replace(yard.desk.station, book=rulebook_.on(draw_days.day_of(yard.clock())))
        draw_days.keep(station.journal, station.book, yard.clock())
        yard.lines({"scan": plate}, {"scan": number}, {"scan": box}, {"seal": f"HN{number[-6:]}", "status": "sealed", "container": box}, {"weight": "16200"})
        yard.act("park")
        yard.clock.at += DAY_MS
    return yard


def told(yard, candidate):
    """Channel of every passage by the tunnel, now and then, and its run; and what the desk itself said."""
    station = replace(yard.desk.station, book=yard.desk.lane.station.book)
    run = tunneling.Prepared(station, (station.book, candidate), 30)
    found = tunnel.run(run.events(tunnel.KINDS), *run.books, known=run.known())
    said = {event.subject: event.body["channel"] for event in station.journal.events(kinds=("verdict.given",))}
    return found, list(said.values())


def test_a_real_desk_over_days_is_replayed_as_it_was_and_as_another_desk_of_the_same_secret_was(tmp_path):
    """The proof that the tunnel says what the desk would have done: two desks that did it. The last day is not revealed yet and counts by its chance."""
    books = {"seldom": book("0.05", 1, "0.2"), "never": book("0"), "often": book("0.4", 2, "0.7")}
    stations = {name: worked(tmp_path / name, each) for name, each in books.items()}
    for name, yard in stations.items():
        for other, candidate in books.items():
            found, said = told(yard, candidate)
            assert found.goods.stored == 0, name
            assert len(said) == DAYS
            theirs, open_ = told(stations[other], candidate)[1], int(name == "never" != other)
            least_ = theirs[: DAYS - open_].count("machine")
            assert least_ <= found.goods.channels[1]["machine"] <= least_ + 0.99 * open_
            how = found.courses[1].counted
            assert how == {} if other == "never" else (how["as_made"], how["by_secret"], how["expected"]) == ((0, DAYS - 1, 1) if name == "never" else (DAYS, 0, 0))
    assert told(stations["seldom"], books["often"])[0].courses[0].raised
    for yard in stations.values():
        yard.close()
