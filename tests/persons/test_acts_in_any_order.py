"""Purchases, take-backs, signatures, departures and cancelled trips in any order over the end of a year, on a real journal: never over, never mixed, replays equal."""

import sqlite3
from datetime import date
from decimal import Decimal

import persons_port as port
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests import yard as yards
from workstation.codes import made
from workstation.desk import Desk
from workstation.desk.station import Station
from workstation.persons import views

MOMENTS = {"offshore": ("2025-12-31T15:59:59Z", "2025-12-31T16:00:00Z"), "resident": ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")}
"""A second on either side of the end of the year here, which is no end of a year in Greenwich; the residents' quota began in February 2026."""
NUMBERS = [made.make_receipt(date(2026, 1, 1), serial) for serial in range(4)]
TABLES = ("person_look", "quota_step", "guarantee_step")

POST = st.tuples(st.just("purchase"), st.sampled_from(("offshore", "resident")), st.sampled_from(NUMBERS), st.integers(0, 1), st.integers(1, 130_000))
BACK = st.tuples(st.just("undo-purchase"), st.sampled_from(NUMBERS))
TRIP = st.tuples(st.sampled_from(("verify", "depart", "cancel-trip")), st.sampled_from((("DB1", port.RECEIPT, port.BAG),)))
WISHES = st.lists(st.one_of(POST, BACK, TRIP), max_size=14)


@pytest.fixture(scope="module")
def ground(tmp_path_factory):
    """A closed traveller desk to start from."""
    base = port.desk(tmp_path_factory.mktemp("ground") / "station", port.rows(receipt=[port.receipt(port.RECEIPT, pickup=port.BAG)]))
    base.close()
    return base


def lines_of(wish, person):
    if wish[0] == "purchase":
        _, quota, receipt, moment, amount = wish
        amount = amount if quota == "offshore" else amount // 10 + 1
        return [{"act": "purchase", "person": person, "quota": quota, "receipt": receipt, "amount": str(amount), "sold_at": MOMENTS[quota][moment]}]
    if wish[0] == "undo-purchase":
        return [{"act": "undo-purchase", "person": person, "receipt": wish[1], "reason": "taken back"}]
    act, (number, receipt, bag) = wish
    if act == "verify":
        return [{"act": "next"}, {"scan": port.ID}, {"scan": receipt}, {"scan": bag}, {"act": "verify"}]
    return [{"act": act, "guarantee": number, **({"how": "sea"} if act == "depart" else {"reason": "flight cancelled"})}]


@examples(deadline=None, max_examples=15)
@given(WISHES)
def test_any_order_of_acts(tmp_path_factory, ground, wishes):
    yard = yards.Yard(tmp_path_factory.mktemp("acts") / "station", base=ground)
    yard.open("S1")
    for wish in wishes:
        person = yard.act("person", text=port.ID, purpose="asked at the desk")["person"]["person"]
        for line in lines_of(wish, person):
            yard.line(**line)
    shares = yard.act("person", text=port.ID, purpose="asked at the desk")["person"]["quotas"]
    journal = yard.desk.station.journal
    for share in shares:
        for balance in filter(None, (share["this_year"], share["last_year"])):
            assert Decimal(balance["over"]) == 0
            assert Decimal(balance["used"]) >= 0
            assert Decimal(balance["used"]) + Decimal(balance["left"]) == Decimal(balance["amount"])
    assert all(count == 1 for (count,) in journal.read("SELECT count(DISTINCT quota) FROM quota_step GROUP BY receipt"))
    steps = [step for (step,) in journal.read("SELECT step FROM guarantee_step WHERE guarantee = 'DB1' ORDER BY seq")]
    allowed = {"": {"verified"}, "verified": {"settled", "undone"}, "undone": {"verified"}, "settled": set()}
    for before, after in zip(["", *steps], steps, strict=False):
        assert after in allowed[before], steps
    kept = {table: journal.read(f"SELECT * FROM {table}") for table in TABLES}
    replayed = sqlite3.connect(":memory:")
    replayed.executescript(views.SCHEMA)
    for event in reversed([*journal.events(kinds=views.PERSONS.kinds)] * 2):
        views.fold(replayed, event)
    assert {table: replayed.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES} == kept
    replayed.close()
    yard.close()


def test_two_desks_sign_one_guarantee_once(tmp_path, ground):
    yard = yards.Yard(tmp_path / "station", base=ground)
    yard.open("S1")
    yard.lines({"scan": port.ID}, {"scan": port.RECEIPT}, {"scan": port.BAG})
    other = Desk(Station.open(yard.folder, yard.key, yard.clock), "N1")
    assert other.line({"act": "verify"}).refused is None
    other.close()
    assert yard.line(act="verify")["refused"]["key"] in ("no-passage", "not-traveller", "guarantee-done")
    assert yard.kinds("DB1") == ["guarantee.verified"]


def test_old_data_say_so_at_every_read(tmp_path, ground):
    yard = yards.Yard(tmp_path / "station", base=ground)
    yard.open("S1")
    assert yard.line(scan=port.ID)["alarms"] == []
    yard.clock.wait(30)
    assert [(each["key"], each["hours"]) for each in yard.line(scan=port.RECEIPT)["alarms"]] == [("traveller-data-old", 30)]
    yard.close()


def test_who_leaves_the_desk_leaves_nobody_open(tmp_path, ground):
    yard = yards.Yard(tmp_path / "station", base=ground)
    yard.open("S1")
    person = yard.act("person", text=port.ID, purpose="asked at the desk")["person"]["person"]
    yard.act("sign-out")
    yard.act("sign-in", officer="S1")
    assert yard.refused(act="reveal", person=person, reason="compare the card") == "person-not-opened"
    yard.close()
