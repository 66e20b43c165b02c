"""The two yearly quotas: years of Asia/Shanghai, any order of spending and undoing, never negative, never mixed; replays equal."""

import random
import sqlite3
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from workstation.journal import Event
from workstation.persons import postings, quotas, views
from workstation.persons.quotas import Purchase
from workstation.words import Refused

DAY = date(2026, 11, 21)
OFFSHORE, RESIDENT = (quotas.ours().on(name, DAY) for name in quotas.QUOTAS)


def at(text):
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def bought(receipt, amount, sold_at="2026-06-01T00:00:00+08:00", quota="offshore"):
    return Purchase(receipt, quota, at(sold_at), Decimal(amount))


def test_the_file_has_sources_and_certainties_and_both_quotas_in_order():
    for quota in quotas.ours().quotas:
        assert quota.source
        assert "found" in quota.certainty or "assumed" in quota.certainty
        assert all(limit.certainty for limit in quota.trip)
    assert [(each.id, each.amount) for each in quotas.ours().in_force(DAY)] == [("offshore", 100000), ("resident", 10000)]
    assert {each.category: each.most for each in OFFSHORE.trip} == {"cosmetics": 30, "phone": 4, "liquor": 1500}
    assert [quotas.ours().on("offshore", date(2025, month, day)).age for month, day in ((10, 31), (11, 1))] == [16, 18]
    with pytest.raises(Refused, match="quota-unknown"):
        quotas.ours().on("resident", date(2026, 2, 4))


def test_the_year_ends_at_midnight_in_shanghai_not_in_greenwich():
    last = bought("A", "60000", "2025-12-31T23:59:59+08:00")
    first = bought("B", "70000", "2026-01-01T00:00:00+08:00")
    assert first.sold_at - last.sold_at == 1000
    assert datetime.fromtimestamp(first.sold_at / 1000, UTC).year == 2025
    assert [quotas.balance(OFFSHORE, year, [last, first]).used for year in (2025, 2026, 2027)] == ["60000.00", "70000.00", "0.00"]
    quotas.room(OFFSHORE, [last], first)
    with pytest.raises(Refused, match="quota-exceeded") as refused:
        quotas.room(OFFSHORE, [first], bought("C", "30000.01"))
    assert (refused.value.values["left"], refused.value.values["year"]) == ("30000.00", 2026)


@examples(deadline=None, max_examples=60)
@given(st.datetimes(datetime(2024, 12, 30), datetime(2027, 1, 2)))
def test_every_moment_belongs_to_one_year_by_the_clock_eight_hours_ahead(moment):
    assert quotas.year_of(int(moment.replace(tzinfo=UTC).timestamp() * 1000)) == (moment + timedelta(hours=8)).year


def test_what_was_bought_beyond_is_told_and_nothing_is_left():
    told = quotas.balance(RESIDENT, 2026, [bought("A", "10000.01", quota="resident")])
    assert (told.used, told.left, told.over) == ("10000.01", "0.00", "0.01")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("spent", "undone")),
        st.sampled_from(quotas.QUOTAS),
        st.integers(0, 3),
        st.integers(1, 120_000_00),
        st.datetimes(datetime(2025, 12, 31, 12), datetime(2026, 1, 1, 4)),
    ),
    max_size=14,
)
TOLD = st.lists(st.tuples(st.sampled_from(quotas.QUOTAS), st.integers(0, 4), st.sampled_from(("sold", "departed", "cancelled"))), max_size=4, unique_by=lambda row: row[1])


def events(steps):
    for place, (step, quota, number, cents, moment) in enumerate(steps, 1):
        body = {"quota": quota, "receipt": f"{quota}{number}"}
        sold = int(moment.replace(tzinfo=UTC).timestamp() * 1000)
        body |= {"amount": f"{Decimal(cents) / 100:f}", "sold_at": sold} if step == "spent" else {"reason": "x"}
        # Two stations with the same stamps in parts.
        yield Event(f"S{place % 2}", place, 1000 + place // 3, 0, "O1", f"quota.{step}", "p:1", body)


def folded(several):
    class Read:
        connection = sqlite3.connect(":memory:")

        def read(self, sql, params=()):
            return self.connection.execute(sql, params).fetchall()

    found = Read()
    found.connection.executescript(views.SCHEMA)
    for event in several:
        views.fold(found.connection, event)
    return postings.steps(found, "p:1")


@examples(deadline=None, max_examples=120)
@given(STEPS, TOLD, st.randoms(use_true_random=False))
def test_any_order_of_spending_and_undoing_is_never_negative_never_mixed_and_replays_equal(steps, told, chance):
    rows = [{"number": f"{quota}{number}", "quota": quota, "state": state, "sold_at": "2025-12-31T20:00:00Z", "total": "40000"} for quota, number, state in told]
    written = [*events(steps)]
    mixed = [*written, *chance.choices(written, k=len(written) // 2)] if written else []
    random.Random(chance.random()).shuffle(mixed)
    once, again = postings.purchases(rows, folded(written)), postings.purchases(rows, folded(mixed))
    assert once == again
    for quota in (OFFSHORE, RESIDENT):
        alone = postings.purchases([row for row in rows if row["quota"] == quota.id], folded(event for event in written if event.body["quota"] == quota.id))
        for year in (2025, 2026):
            told_now = quotas.balance(quota, year, once)
            assert told_now == quotas.balance(quota, year, alone)
            used, left, over = (Decimal(each) for each in (told_now.used, told_now.left, told_now.over))
            assert min(used, left, over) >= 0
            assert used + left - over == quota.amount
            # Against the plainest model: the last word on each receipt.
            last = {event.body["receipt"]: event for event in sorted(written, key=lambda event: event.stamp)}
            spent = {event.body["receipt"]: event for event in sorted(written, key=lambda event: event.stamp) if event.kind == "quota.spent"}
            expected = Decimal(0)
            for receipt in {*last, *(row["number"] for row in rows)}:
                row = next((row for row in rows if row["number"] == receipt), None)
                stands = receipt not in last or last[receipt].kind == "quota.spent"
                if row:
                    counts = row["state"] == "departed" or (row["state"] == "sold" and stands)
                    expected += Decimal(40000) if counts and year == 2026 and row["quota"] == quota.id else 0
                elif receipt in spent and stands and spent[receipt].body["quota"] == quota.id and quotas.year_of(spent[receipt].body["sold_at"]) == year:
                    expected += Decimal(spent[receipt].body["amount"])
            assert used == expected


@examples(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(1, 60_000_00)), max_size=20))
def test_who_asks_for_room_first_never_goes_over(wishes):
    held = {}
    for spend, number, cents in wishes:
        wanted = bought(f"R{number}", str(Decimal(cents) / 100))
        if not spend:
            held.pop(wanted.receipt, None)
            continue
        try:
            quotas.room(OFFSHORE, held.values(), wanted)
        except Refused:
            continue
        held[wanted.receipt] = wanted
        assert quotas.balance(OFFSHORE, 2026, held.values()).over == "0.00"


def test_sets_count_by_their_pieces_and_volumes_add_up():
    rows = [
        {"category": "cosmetics", "quantity": 2, "pieces": 31, "volume_ml": None},
        {"category": "cosmetics", "quantity": 1, "pieces": None, "volume_ml": None},
        {"category": "liquor", "quantity": 2, "pieces": None, "volume_ml": 1400},
        {"category": "watch", "quantity": 99, "pieces": None, "volume_ml": None},
    ]
    assert [(each.category, each.used, each.over) for each in quotas.carried(OFFSHORE, rows)] == [("cosmetics", "32", "2"), ("phone", "0", "0"), ("liquor", "1400", "0")]
    assert quotas.carried(RESIDENT, rows) == ()
