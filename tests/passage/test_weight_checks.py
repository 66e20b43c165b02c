"""Weights against tares and declared goods, and trucks said to be empty or without customs goods."""

import pytest
from passage_steps import reasons

from tests.yard import BOX, PAPERS, PLATE, booked, clean, rows

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
