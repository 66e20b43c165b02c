"""The integrity lens: what stands out, what is too little to say, in any order; and every look is written down."""

import json
import random
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as some

from tests import yard as yards
from ui.command import main
from workstation import settings as clocks
from workstation.journal import Event
from workstation.risk import chance, lens

HOUR_MS = 3_600_000
TEN = 1_795_226_400_000
"""Ten o'clock in Asia/Shanghai."""
OTHERS = [kind for kind in lens.SECONDED if kind != "verdict.overridden"]


def event(*told):
    seq, kind, officer, subject, body, at = told
    return Event("CNHXG-03-TEST", seq, at, 0, officer, kind, subject, body)


def month():
    """Twenty days, thirty trucks each, O1 and O2 by turns. O1 overrides eight a day, O2 one; O1 calls often on one day alone. A comes at noon on O1's days only, in a convoy;
    B comes at any time, both officers alike. N1 signs within a second after O1 asked, after O2 within a minute, whatever was signed.
    """
    events, seq = [], 0
    for day in range(20):
        officer = ("O1", "O2")[day % 2]
        for number in range(30):
            seq += 10
            name, party = f"p{day}-{number}", "A" if officer == "O1" and 10 <= number < 14 else "B"
            at = TEN + day * 24 * HOUR_MS + (number // 5) * HOUR_MS + number * 1000
            events.append(event(seq, "released", officer, name, {"slip": {"enterprise": party}}, at))
            gap = 800 if officer == "O1" else 60_000
            if number < (8 if officer == "O1" else 1):
                asked = {"asked": at - gap} if number else {}
                events.append(event(seq + 1, "verdict.overridden", officer, name, {"verdict": seq, "cosigner": "S1", **asked}, at))
            if day == 4 and number > 20:
                events.append(event(seq + 2, "fact.confirmed", officer, name, {"fact": "age"}, at))
            if number == 29:
                kind = OTHERS[day // 2 % len(OTHERS)]
                events.append(event(seq + 3, kind, officer, name, {"cosigner": "N1", "asked": at - gap}, at))
            if number == 20:
                drawn = {"proposed": ["N1", "O9"], "draw": {"values": dict.fromkeys(("N1", "O9", "O1", "O2"), "0")}} if officer == "O1" else {}
                events.append(event(seq + 4, "inspection.opened", officer, name, {"form": "x", **drawn}, at - 9000))
                signed = {"inspection": f"CNHXG-03-TEST/{seq + 4}"}
                events.append(event(seq + 5, "inspection.signed", officer, name, {**signed, "digest": "before", "signer": officer}, at - 8000))
                # The content changed: what he signed before says nothing of how long the second one looked.
                events.append(event(seq + 6, "inspection.signed", officer, name, {**signed, "digest": "x", "signer": officer}, at))
                events.append(event(seq + 7, "inspection.signed", officer, name, {**signed, "digest": "x", "signer": "N1"}, at + gap))
    return events


def test_what_stands_out_and_what_is_too_little_in_any_order():
    events = month()
    found = lens.look(events, 0)
    for seed in range(4):
        mixed = [*events, *random.Random(seed).choices(events, k=40)]
        random.Random(seed).shuffle(mixed)
        assert lens.look(mixed, 0) == found
    rows = {(row["officer"], row["what"]): row for row in found["officers"]}
    one, two = rows["O1", "override"], rows["O2", "override"]
    assert (one["times"], one["of"], one["days"], one["of_days"], one["other_days"], one["stands_out"]) == (80, 300, 10, 10, 0, True)
    assert (two["times"], two["days"], two["enough"], two["stands_out"]) == (10, 0, True, False)
    # Nine calls, and all of them on one day: one day says nothing of an officer.
    assert (rows["O1", "confirmation"]["times"], rows["O1", "confirmation"]["stands_out"]) == (9, False)
    # Every one of his signatures was drawn for others, and none of N1's.
    assert (rows["O1", "undrawn"]["times"], rows["O1", "undrawn"]["of"], rows["O1", "undrawn"]["stands_out"]) == (10, 10, True)
    assert ("N1", "undrawn") not in rows
    pairs = {(row["officer"], row["cosigner"]): row for row in found["cosigns"]}
    assert set(pairs) == {("O1", "N1"), ("O1", "S1")}
    # The ten inspections and one of every other act that takes a second officer.
    assert (pairs["O1", "N1"]["times"], pairs["O1", "N1"]["of"], pairs["O1", "N1"]["stands_out"]) == (20, 20, True)
    assert set(pairs["O1", "N1"]["signed"]) == {*OTHERS, "inspection.signed"}
    assert (pairs["O1", "S1"]["times"], found["untimed"]) == (70, 20)
    met = {(row["officer"], row["enterprise"], row["hour"]): row for row in found["pairings"]}
    assert {name for name, row in met.items() if row["stands_out"]} == {("O1", "A", 12)}
    assert lens.look(events, TEN + 400 * 24 * HOUR_MS)["rows"] == 0


def test_under_five_seconds_is_fast_and_days_and_hours_are_those_of_shanghai():
    """Second signatures 4.9, 5 and 5.1 s after they were asked for, at half past midnight of three days in Shanghai; trucks at the same hour; two calls on the evening before."""
    night = TEN - 10 * HOUR_MS + HOUR_MS // 2
    events = []
    for day, gap in enumerate((4900, 5000, 5100)):
        at = night + day * 24 * HOUR_MS
        events.append(event(day * 10 + 1, "verdict.overridden", "O1", f"p{day}", {"cosigner": "S1", "asked": at - gap}, at))
        events += [event(day * 10 + 2 + each, "released", "O1", f"p{day}.{each}", {"slip": {"enterprise": "A"}}, at + each) for each in range(5)]
    events += [event(90 + each, "fact.confirmed", "O1", f"e{each}", {"fact": "age"}, night - HOUR_MS) for each in range(2)]
    found = lens.look(events, 0)
    (pair,) = found["cosigns"]
    assert (pair["times"], pair["of"], pair["days"], pair["of_days"], pair["enough"]) == (1, 3, 1, 3, False)
    (met,) = found["pairings"]
    assert (met["hour"], met["times"], met["days"], met["of_days"]) == (0, 15, 3, 3)
    rows = {row["what"]: row for row in found["officers"]}
    # The evening before is a day of its own, and one of two acts is too few to compare.
    assert [(rows[what]["times"], rows[what]["of"], rows[what]["of_days"]) for what in ("override", "confirmation")] == [(3, 20, 3), (2, 20, 3)]


def test_a_convoy_counts_once_and_where_nothing_is_wrong_nothing_stands_out():
    """One shift, one convoy of forty trucks, one officer: forty meetings are one day. And of twenty months without any pattern but shifts, convoys and days of outage none shows a row."""
    convoy = [event(seq, "released", "O1", f"p{seq}", {"slip": {"enterprise": "A"}}, TEN + seq * 1000) for seq in range(40)]
    (row,) = lens.look(convoy, 0)["pairings"]
    assert (row["times"], row["days"], row["of_days"], row["enough"]) == (40, 1, 1, False)
    shown = 0
    for seed in range(20):
        chance_, events = random.Random(seed), []
        for day in range(24):
            for shift in range(2):
                officer, away = chance_.choice(("O1", "O2", "O3")), chance_.random() < 0.15
                for place in range(6):
                    party, hour = chance_.choice("AABCDEFGH"), 8 + shift * 2 + chance_.randrange(2)
                    for truck in range(chance_.randrange(1, 4)):
                        seq = len(events)
                        at = TEN + day * 24 * HOUR_MS + hour * HOUR_MS + seq
                        events.append(event(seq, "released", officer, f"{day}.{shift}.{place}.{truck}", {"slip": {"enterprise": party}}, at))
                        if away and chance_.random() < 0.7:
                            events.append(event(seq + 100_000, "fact.confirmed", officer, f"{day}.{shift}.{place}.{truck}", {"fact": "age"}, at))
        found = lens.look(events, 0)
        assert found["compared"] > 10
        shown += found["stands_out"] > 0
    assert shown <= 1


@given(some.integers(0, 12), some.integers(0, 12), some.integers(0, 12))
@settings(deadline=None, max_examples=60)
def test_the_exact_chances_add_up_and_the_correction_never_makes_a_row_more_certain(own, marked, rest):
    every = own + rest
    marked = min(marked, every)
    low, high = max(0, own + marked - every), min(own, marked)
    tails = [chance.tail(chance.Days(hits, own, marked, every)) for hits in range(low, high + 1)]
    assert tails[0] == 1
    assert tails == sorted(tails, reverse=True)
    # All choices counted one by one.
    counted = [sum(day < marked for day in days) for days in combinations(range(every), own)] if every < 11 else []
    assert not counted or tails[-1] == Fraction(counted.count(high), len(counted))
    found = chance.adjusted(tails, len(tails) + 3)
    assert all(one <= two <= 1 for one, two in zip(tails, found, strict=True))


def test_only_supervisors_and_auditors_look_and_every_look_is_written(tmp_path, monkeypatch, capsys):
    yard = yards.Yard(tmp_path / "station", yards.rows())
    yard.lines(*yards.clean())
    yard.act("release")
    folder, now = yard.folder, yard.clock.at
    yard.close()
    monkeypatch.setenv("PORT_OFFICER_NOW", clocks.show_time(now))
    for name, value in yards.secrets().items():
        monkeypatch.setenv(name, value)
    with yards.cheap_slots():
        for officer in ("S1", "U1"):
            assert main(["lens", "--days", "7", "--data", str(folder), "--officer", officer, "--json"]) == 0
            assert json.loads(capsys.readouterr().out)["days"] == 7
        assert main(["lens", "--data", str(folder), "--officer", "U1", "--lang", "zh"]) == 0
        assert "不是证据" in capsys.readouterr().out
        for officer, words in (("O1", "role-may-not"), ("N1", "role-may-not")):
            assert main(["lens", "--data", str(folder), "--officer", officer]) == 2
            assert words in capsys.readouterr().err
        assert main(["lens", "--days", "0", "--data", str(folder), "--officer", "S1"]) == 2
    yard.open()
    looks = [*yard.desk.station.journal.events(kinds=("lens.looked",))]
    assert [(look.officer, look.body["days"]) for look in looks] == [("S1", 7), ("U1", 7), ("U1", 30)]
    yard.close()
