"""The draw is even, draws do not hang together, every bit of secret, purpose and load counts, and inspectors are drawn one by one."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from workstation.risk import rulebook
from workstation.risk.draw import RANGE, Load, commitment, day_secret, least, picks, value
from workstation.risk.duty import propose
from workstation.risk.rates import wilson

MANY = 20_000
SEEDS = [b"%032d" % seed for seed in (1, 2, 3)]


def loads(count=MANY):
    return [Load(f"6401202600{place:08d}", (f"MSKU{place:07d}",), "琼A12345").text for place in range(count)]


def chi_square(counts):
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


@pytest.mark.parametrize("secret", SEEDS)
def test_every_sixteenth_of_the_range_is_drawn_as_often(secret):
    counts = [0] * 16
    for load in loads():
        counts[value(secret, "rule:random", load) >> 60] += 1
    # Chi-square of 15 degrees: 37.7 is passed once in a thousand.
    assert chi_square(counts) < 37.7


@pytest.mark.parametrize("secret", SEEDS)
def test_a_draw_says_nothing_about_the_next_one(secret):
    quarters = [value(secret, "rule:random", load) >> 62 for load in loads()]
    counts = [0] * 16
    for one, next_one in zip(quarters[::2], quarters[1::2], strict=True):
        counts[one * 4 + next_one] += 1
    assert chi_square(counts) < 37.7
    picked = [number == 0 for number in quarters]
    runs = 1 + sum(one != other for one, other in pairwise(picked))
    ones = sum(picked)
    mean = 1 + 2 * ones * (MANY - ones) / MANY
    deviation = ((mean - 1) * (mean - 2) / (MANY - 1)) ** 0.5
    assert abs(runs - mean) < 3.3 * deviation


@pytest.mark.parametrize("rate", ["0.002", "0.05", "0.5"])
def test_as_many_are_picked_as_the_rate_says(rate):
    for secret in SEEDS:
        hits = sum(picks(value(secret, "rule:random", load), Decimal(rate)) for load in loads())
        share, spread = float(rate), 3.3 * (float(rate) * (1 - float(rate)) / MANY) ** 0.5
        assert abs(hits / MANY - share) < spread


def test_picking_is_exact_at_the_edge():
    assert picks(0, Decimal("0.0000000000000000001"))
    assert not picks(0, Decimal(0))
    assert picks(RANGE - 1, Decimal(1))
    assert picks(RANGE // 2 - 1, Decimal("0.5"))
    assert not picks(RANGE // 2, Decimal("0.5"))
    # A share rounded to 28 digits would be taken for 1.
    assert picks(RANGE - 1, Decimal("0.99999999999999999999999999999"))


def test_another_secret_another_day_another_rule_change_everything():
    one = [value(SEEDS[0], "rule:random", load) for load in loads(2000)]
    for other in (
        [value(SEEDS[1], "rule:random", load) for load in loads(2000)],
        [value(SEEDS[0], "rule:other", load) for load in loads(2000)],
        [value(day_secret(SEEDS[0], "2026-11-21"), "rule:random", load) for load in loads(2000)],
    ):
        assert not set(one) & set(other)
        same = sum(a >> 63 == b >> 63 for a, b in zip(one, other, strict=True))
        assert 850 < same < 1150


def test_what_is_published_does_not_give_the_next_day():
    days = [f"2026-11-{day:02d}" for day in range(1, 31)]
    secrets = [day_secret(SEEDS[0], day) for day in days]
    assert len({*secrets, *map(commitment, secrets)}) == 60
    published = [text for secret in secrets[:-1] for text in (secret, bytes.fromhex(commitment(secret)))] + [bytes.fromhex(commitment(secrets[-1]))]
    # Nobody gets the last day from what is known by taking a published value for the secret, or for what it was made of.
    wanted = value(secrets[-1], "rule:random", loads(1)[0])
    assert all(value(guess, "rule:random", loads(1)[0]) != wanted and day_secret(guess, days[-1]) != secrets[-1] for guess in published)


@given(some.lists(some.sampled_from(["A1", "B2", "C3"]), min_size=1, max_size=3, unique=True), some.randoms())
@settings(deadline=None, max_examples=50)
def test_the_load_does_not_know_the_order_of_scans(things, random):
    mixed = [*things]
    random.shuffle(mixed)
    assert Load("P", tuple(things), "X").text == Load("P", tuple(mixed), "Y").text
    assert set(Load("P", tuple(things[:1]), "X").tokens) <= set(Load("P", tuple(things), "X").tokens)


NAMES = some.lists(some.sampled_from([f"O{place}" for place in range(9)]), min_size=1, max_size=9, unique=True)
WHY = some.sampled_from(["", "", "", "recent", "related", "role", "first-pair"])


@given(NAMES, some.data(), some.integers(1, 3), some.text(max_size=8))
@settings(deadline=None, max_examples=150)
def test_inspectors_are_never_related_and_nobody_elses_place_moves(names, data, need, load):
    duty = {name: data.draw(WHY) for name in names}
    drawn = propose(SEEDS[0], load, duty, need)
    assert len(drawn.officers) == min(need, sum(why in ("", "recent") for why in duty.values()))
    assert all(duty[officer] in ("", "recent") for officer in drawn.officers)
    assert any(duty[officer] == "recent" for officer in drawn.officers) <= drawn.short
    gone = next((name for name in names if name not in drawn.officers), None)
    if gone and not drawn.short:
        rest = {name: why for name, why in duty.items() if name != gone}
        assert propose(SEEDS[0], load, rest, need).officers == drawn.officers


def test_every_officer_is_drawn_as_often():
    counts = dict.fromkeys(("O1", "O2", "O3", "O4"), 0)
    for load in loads(4000):
        for officer in propose(SEEDS[0], load, dict.fromkeys(counts, ""), 2).officers:
            counts[officer] += 1
    assert chi_square([*counts.values()]) < 16.3


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3; and by hand at the ends.
    [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605"), (0, 20, "0.0000", "0.1611"), (1, 29, "0.0061", "0.1718"), (0, 0, "0.0000", "1.0000"), (5, 5, "0.5655", "1.0000")],
)
def test_the_interval_is_wilsons(hits, of, low, high):
    assert wilson(hits, of) == (Decimal(low), Decimal(high))


def test_there_is_a_floor_of_random_checks_and_a_ceiling_on_days_without_any():
    limits = rulebook().limits["draw"]
    rates = [least(limits, Decimal("0.0001"), quiet) for quiet in range(20)]
    assert rates[:9] == [Decimal("0.001")] * 7 + [Decimal("0.02"), Decimal("0.04")]
    assert rates[13:] == [Decimal(1)] * 7
    assert least(limits, Decimal("0.5"), 0) == Decimal("0.5")
