"""What is read without whole verdicts says the same as reading them whole: figures of rules and of the lens, over any days, in any slices."""

import random

import pytest

from tests import yard as yards
from workstation.desk import looking
from workstation.journal import Draft, Journal, Place
from workstation.risk import findings, gist, lens, rulebook, worth
from workstation.risk.days import day_of
from workstation.views import VIEWS

BOOK = rulebook().on("2026-11-21")
DAY_MS, PASSAGES, DAYS = 86_400_000, 260, 8
TRICKS = ['"picked":true', '{"picked":true}', '\\"picked\\":true', "封志 🚚"]
"""Texts in a verdict that look like a pick."""


def verdict(dice, passage):
    facts = {name: dice.choice(fact.values) for name, fact in BOOK.facts.items() if dice.random() < 0.3} | {"inspection.result": dice.choice(["none"] * 5 + ["normal", "abnormal"])}
    draws = [{"rule": "random", "papers": "1", "load": f"1|{passage}", "day": "2026-11-21", "value": f"{dice.getrandbits(64):016x}", "rate": "0.002", "picked": dice.random() < 0.2}]
    body = {"channel": dice.choice(["release", "machine", "manual", "hold"]), "reasons": ["seal.open"], "details": {"seal.open": {"number": dice.choice(TRICKS)}}, "facts": facts}
    body |= {"fired": dice.sample([rule.id for rule in BOOK.rules] + ["long-gone"], dice.randint(0, 4)), "flip": [], "rules": "trial", "packs": {}, "ages": {}}
    return Draft("verdict.given", passage, body | ({"draws": draws} if dice.random() < 0.6 else {}) | ({"answered": ["seal-open"]} if dice.random() < 0.2 else {}) | ({"waiting": True} if dice.random() < 0.3 else {}))


def later(dice, passage, reports):
    """What may come of it: a look, a report, its correction, signatures, a release, an override, a phone call."""
    says, name = dice.choice(["found", "nothing"]), f"{passage}/i"
    drafts = [
        Draft("inspection.closed", passage, {"inspection": name, "conclusion": "normal", "disposal": "release", "result": dice.choice(["normal", "abnormal", "unfinished"])}),
        Draft("finding.reported", passage, {"source": dice.choice(findings.SOURCES), "says": says, "reference": f"R{dice.randint(1, 3)}"} | ({"about": name} if dice.random() < 0.4 else {})),
        *(Draft("finding.corrected", event.subject, {"target_station": event.station, "target_seq": event.seq, "says": dice.choice(findings.SAYS), "reason": "x"}) for event in reports if dice.random() < 0.02),
        Draft("inspection.signed", passage, {"inspection": name, "signer": dice.choice(["O1", "O2", "N1"]), "digest": "0"}),
        Draft("fact.confirmed", passage, {"fact": "seal.state", "value": "sealed", "who": "x", "when": "x", "reference": "x"}),
        Draft("verdict.overridden", passage, {"verdict": dice.randint(1, 400), "from": "hold", "to": "release", "reason": "x", "cosigner": "N1"}),
    ]
    return dice.sample(drafts, dice.randint(0, 3))


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    """Days of passages whose events come mixed: verdicts after looks, reports days later."""
    dice, at = random.Random(11), [yards.NOW]
    made = Journal.create(tmp_path_factory.mktemp("gist") / "journal.db", b"\x07" * 32, VIEWS, lambda: at[0], Place("CNHXG", "03", "0" * 16, "S1"))
    reports = []
    for number in range(PASSAGES):
        passage = f"{made.station}/{number % (PASSAGES // 2)}"
        several = [verdict(dice, passage) for _ in range(dice.randint(1, 2))] + later(dice, passage, reports)
        reports += [event for event in made.append(several, dice.choice(["O1", "O2", "N1"])) if event.kind == "finding.reported"]
        at[0] += DAYS * DAY_MS // PASSAGES
    yield made
    made.close()


@pytest.mark.parametrize("slice_", [1, 37, gist.SLICE])
@pytest.mark.parametrize("back", [0, 3, DAYS, 30])
def test_figures_of_rules_and_of_the_lens_are_those_of_whole_verdicts(journal, monkeypatch, slice_, back):
    monkeypatch.setattr(gist, "SLICE", slice_)
    monkeypatch.setattr(looking, "PIECE", slice_)
    since = yards.NOW + DAYS * DAY_MS - back * DAY_MS
    whole = [event for event in journal.events() if event.at >= since]
    told = worth.report([each for each in findings.gather(whole) if each.day >= day_of(since)], BOOK)
    going = looking.Going(looking.counting(journal, BOOK, since))
    assert going.through() == told
    assert lens.look(gist.events(journal, lens.KINDS, since), since) == lens.look(whole, since)
    if back == DAYS:
        assert told["passages"] == PASSAGES // 2
        assert 0 < told["drawn"]["looked"] < told["base"]["looked"]
        assert {row["rule"] for row in told["rules"] if row["hits"]} >= {"long-gone", "seal-open"}
        assert told["missed"]["found"]


def test_the_order_of_arrival_and_repeats_change_no_figure(journal):
    whole = [*journal.events()]
    told = worth.report(findings.gather(whole), BOOK)
    for seed in range(4):
        mixed = [*whole, *random.Random(seed).choices(whole, k=200)]
        random.Random(seed).shuffle(mixed)
        assert worth.report(findings.gather(mixed), BOOK) == told
