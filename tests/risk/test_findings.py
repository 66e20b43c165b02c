"""What looking came to, per rule: folded in any order, corrected whatever the clocks say; and the scorecard trained from it, which decides nothing."""

import json
import random
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests import yard as yards
from ui.command import main
from workstation import settings as clocks
from workstation.desk import judging
from workstation.journal import Draft, Event
from workstation.risk import Case, findings, judge, rulebook, scorecard, training, worth
from workstation.risk.draw import certain
from workstation.words import Refused

BOOK = rulebook().on("2026-11-22")
CLEAN = {name: fact.good or fact.values[0] for name, fact in BOOK.facts.items()} | {"inspection.result": "none"}
DAY_MS = 86_400_000


def given_body(facts, drawn=()):
    verdict = judge(BOOK, Case(facts), certain(drawn))
    draws = [{"rule": rule, "papers": "1", "load": "1|2", "day": "2026-11-21", "value": "0" * 16, "rate": "0.002", "picked": True} for rule in drawn]
    told = {"channel": verdict.channel, "reasons": list(verdict.reasons), "details": {}, "facts": facts, "fired": list(verdict.fired), "flip": []}
    return told | {"rules": "x", "packs": {}, "ages": {}, "draws": draws}


def event(seq, kind, subject, body, at=None):
    return Event("CNHXG-03-TEST", seq, at if at is not None else yards.NOW + seq, 0, "O1", kind, subject, body)


def report(seq, subject, says, source="audit", reference="R1", **more):
    at = more.pop("at", None)
    return event(seq, "finding.reported", subject, {"source": source, "says": says, "reference": reference, **more}, at)


def corrected(seq, subject, target, says, at=None):
    return event(seq, "finding.corrected", subject, {"target_station": "CNHXG-03-TEST", "target_seq": target, "says": says, "reason": "misfiled"}, at)


def closed(seq, subject, name, result):
    return event(seq, "inspection.closed", subject, {"inspection": name, "conclusion": "normal", "disposal": "release", "result": result})


OUTCOMES = [
    ("nobody looked", [], None),
    ("looked, nothing", [closed(2, "p", "i1", "normal")], False),
    ("looked, something", [closed(2, "p", "i1", "abnormal")], True),
    ("unfinished is no answer", [closed(2, "p", "i1", "unfinished")], None),
    ("the second look found it", [closed(2, "p", "i1", "normal"), closed(3, "p", "i2", "abnormal")], True),
    ("audit found what the lane did not", [closed(2, "p", "i1", "normal"), report(3, "p", "found")], True),
    ("audit looked and found nothing", [report(3, "p", "nothing")], False),
    ("a report about the inspection replaces its result", [closed(2, "p", "i1", "abnormal"), report(3, "p", "nothing", about="i1")], False),
    ("the newest of one reference counts", [report(3, "p", "found"), report(4, "p", "nothing")], False),
    ("another reference stands beside it", [report(3, "p", "found"), report(4, "p", "nothing", reference="R2")], True),
    ("a correction beats its target", [report(3, "p", "found"), corrected(4, "p", 3, "nothing")], False),
    ("also when its clock was behind", [report(3, "p", "found"), corrected(4, "p", 3, "withdrawn", at=0)], None),
    ("the newest correction counts", [report(3, "p", "found"), corrected(4, "p", 3, "withdrawn"), corrected(5, "p", 3, "found")], True),
    ("withdrawn leaves the inspection", [closed(2, "p", "i1", "normal"), report(3, "p", "found", about="i1"), corrected(4, "p", 3, "withdrawn")], False),
]  # fmt: skip


@pytest.mark.parametrize(("events", "found"), [case[1:] for case in OUTCOMES], ids=[case[0] for case in OUTCOMES])
def test_what_was_found_of_a_passage_in_any_order(events, found):
    every = [event(1, "verdict.given", "p", given_body(CLEAN | {"seal.state": "open"})), *events]
    for seed in range(8):
        mixed = [*every, *random.Random(seed).choices(every, k=3)]
        random.Random(seed).shuffle(mixed)
        (seen,) = findings.gather(mixed)
        assert seen.found is found
        assert (seen.channel, "seal-open" in seen.fired) == ("manual", True)


def shift(days=10, a_day=40, seed=7):
    """Synthetic days: a seal that is open had something in 6 of 10, everything else in 1 of 20; every tenth truck is drawn."""
    dice, seq, events = random.Random(seed), 0, []
    for day in range(days):
        for number in range(a_day):
            facts = CLEAN | {"seal.state": dice.choice(["sealed", "open"]), "weight.match": dice.choice(["within", "over"]), "credit.second-line": "unlisted"}
            name, drawn = f"CNHXG-03-TEST/{day}-{number}", ["random"] if number % 10 == 0 else []
            looked = facts["seal.state"] == "open" or facts["weight.match"] == "over" or drawn
            bad = dice.random() < (0.6 if facts["seal.state"] == "open" else 0.05)
            seq += 2
            at = yards.NOW + day * DAY_MS + number
            events.append(event(seq, "verdict.given", name, given_body(facts, drawn), at))
            if looked:
                events.append(replace(closed(seq + 1, name, f"i{seq}", "abnormal" if bad else "normal"), at=at))
    return events


def test_every_rule_says_what_it_is_worth_and_how_sure_that_is():
    seen = findings.gather(shift())
    told = worth.report(seen, BOOK)
    rows = {row["rule"]: row for row in told["rules"]}
    row = rows["seal-open"]
    hit = [each for each in seen if "seal-open" in each.fired]
    assert (row["hits"], row["found"], row["not_found"]) == (len(hit), sum(each.found for each in hit), sum(not each.found for each in hit))
    assert Decimal(row["low"]) < Decimal("0.6") < Decimal(row["high"])
    assert row["enough"]
    assert Decimal(rows["weight-over"]["share"]) < Decimal(row["share"])
    assert rows["dishonest"] | {"share": None, "low": "0.0000", "high": "1.0000", "enough": False} == rows["dishonest"]
    assert told["drawn"]["looked"] == sum(each.drawn for each in seen)
    assert told["missed"]["found"] == 0
    assert [rule for rule in rows if rule.startswith(("clear-", "inspection-", "age-"))] == []


@pytest.fixture(scope="module")
def trained():
    return training.train(findings.gather(shift()), BOOK, {"station": "CNHXG-03-TEST", "author": "S1", "source": "synthetic"}, yards.NOW)


def test_a_scorecard_learns_what_was_there_and_says_how_well_on_days_it_did_not_see(trained):
    card = scorecard.read(trained.text, BOOK)
    open_, clean_ = card.advise(CLEAN | {"seal.state": "open", "weight.match": "within"}), card.advise(CLEAN | {"weight.match": "over"})
    assert abs(float(open_.share) - 0.6) < 0.15
    assert float(clean_.share) < 0.2
    assert (open_.reasons[0].fact, open_.reasons[0].value, open_.reasons[0].weight > 0) == ("seal.state", "open", True)
    assert len(open_.reasons) <= scorecard.STRONGEST
    test = trained.report["tested"]
    assert trained.report["trained"]["last_day"] < test["first_day"]
    assert trained.report["trained"]["days"] == 7
    assert float(test["auc_low"]) <= float(test["auc"]) <= float(test["auc_high"])
    assert float(test["auc"]) > 0.7
    assert Decimal(test["top"][0]["share"]) > Decimal(test["base"]["share"])
    assert all(Decimal(row["low"]) <= Decimal(row["share"]) <= Decimal(row["high"]) for row in (test["base"], *test["top"]))
    assert card.head["trained"]["station"] == "CNHXG-03-TEST"
    assert not [fact for fact in card.weights if fact.startswith(scorecard.UNFIT)]


def test_without_the_extra_nothing_is_trained_and_everything_else_works(trained, monkeypatch):
    """As on a machine without scikit-learn: what to install is said in one line, before anything else; a scorecard is read and advises."""
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    # One that is there and cannot be loaded is none either.
    with pytest.raises(Refused, match=r"pip install scikit-learn"):
        training.train([], BOOK, {"station": "x", "author": "x", "source": "x"}, 0)
    for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"] or ["sklearn"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Refused, match=r"pip install scikit-learn"):
        training.train([], BOOK, {"station": "x", "author": "x", "source": "x"}, 0)
    seen = findings.gather(shift())
    assert scorecard.read(trained.text, BOOK).advise(CLEAN | {"seal.state": "open"}).reasons[0].fact == "seal.state"
    assert training.tested(scorecard.read(trained.text, BOOK), [each for each in seen if each.found is not None])["auc"]
    assert worth.report(seen, BOOK)["base"]["looked"]


def test_what_is_too_little_trains_nothing_and_a_perfect_score_of_few_is_not_sure():
    with pytest.raises(Refused, match="train-too-few"):
        training.train(findings.gather(shift(days=3)), BOOK, {"station": "x", "author": "x", "source": "x"}, 0)
    assert training.auc([(1.0, True), (0.5, False)]) == ("1.000", "0.206", "1.000")
    assert training.auc([(1.0, True)]) == (None, None, None)
    # On the last days nobody found anything: that there is no such figure is said, and none stands in the file.
    shown = [replace(each, found=False) if each.day > "2026-11-27" and each.found else each for each in findings.gather(shift())]
    late = training.train(shown, BOOK, {"station": "x", "author": "x", "source": "x"}, 0)
    assert (late.report["tested"]["found"], late.report["tested"]["auc"], "None" in late.text, "found" in scorecard.read(late.text, BOOK).head["tested"]) == (0, None, False, True)
    assert training.auc([(0.5, True), (0.5, False), (0.5, True)])[0] == "0.500"


WRONG = [
    ('kind = "scorecard"', 'kind = "rules"', 'kind = "scorecard"'),
    ("version = 1", "version = 2", "version = 1"),
    ('author = "S1"', 'author = ""', "author is missing"),
    ("base = ", "extra = 1\nbase = ", "unknown field extra"),
    ('fact = "seal.state"', 'fact = "seal.colour"', "no fact to weigh"),
    ('fact = "seal.state"', 'fact = "instruction"', "no fact to weigh"),
    ('value = "open"', 'value = "ajar"', "never ajar"),
    ('value = "open"', 'value = "sealed"', "stands twice"),
    ('weight = "', 'weight = "1e9', "no decimal text"),
    ('weight = "', 'weight = "nan', "no decimal text"),
    ('intercept = "', 'intercept = "x', "no decimal text"),
]


@pytest.mark.parametrize(("old", "new", "reason"), WRONG)
def test_a_wrong_scorecard_is_refused_with_its_reason(trained, old, new, reason):
    assert old in trained.text
    with pytest.raises(Refused, match=reason):
        scorecard.read(trained.text.replace(old, new, 1), BOOK, "a.toml")


VALUES = [(name, value) for name, fact in BOOK.facts.items() if not name.startswith(scorecard.UNFIT) for value in fact.values]
CARDS = some.dictionaries(some.sampled_from(VALUES), some.floats(-20, 20), min_size=1, max_size=12).map(
    lambda rows: scorecard.Scorecard(rows and next(iter(rows.values())), "0.10", {fact: {value: rows[fact, value]} for fact, value in rows}, "0" * 64)
)
LINES = some.lists(
    some.sampled_from([{"scan": yards.PAPERS}, {"scan": yards.BOX}, {"scan": yards.BOX2}, {"weight": "16200"}, {"weight": "30000"}])
    | some.builds(lambda status: {"seal": yards.SEAL, "status": status, "container": yards.BOX}, some.sampled_from(["sealed", "open", "unknown"])),
    max_size=5,
)


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    one = yards.Yard(tmp_path_factory.mktemp("learning") / "station", yards.rows(credit=[]))
    yield one
    one.close()


@given(CARDS, some.sampled_from([yards.PLATE, yards.PLATE2]), LINES)
@settings(deadline=None, max_examples=25)
def test_the_verdict_is_the_same_with_and_without_any_scorecard(yard, card, plate, lines):
    if yard.desk.front and yard.desk.passage(yard.desk.front).state == "open":
        yard.act("park")
    for line in ({"scan": plate}, *lines):
        yard.desk.lane.station = replace(yard.desk.station, scorecard=None)
        told = yard.line(**line)
        assert not told["verdict"] or "advice" not in told["verdict"]
        lane = yard.desk.lane
        if not lane.front:
            continue
        bare = judging.stand(lane.passage(lane.front), lane.station)
        advised = judging.stand(lane.passage(lane.front), replace(lane.station, scorecard=card))
        assert replace(advised, advice=None) == bare
        if bare.verdict is not None:
            assert advised.advice is not None
            assert judging.given_body(advised, lane.station) == judging.given_body(bare, lane.station)


def test_a_finding_comes_back_a_scorecard_is_trained_adopted_by_two_and_shown(yard, tmp_path, monkeypatch, capsys):
    events = shift()
    yard.desk.station.journal.append([Draft(each.kind, each.subject, each.body) for each in events[:4]], "O1")
    yard.open("S1")
    if yard.desk.front:
        yard.act("park")
    yard.lines({"scan": yards.PLATE3})
    passage = yard.desk.front
    asked = {"act": "finding", "what": yards.PLATE3, "source": "anti-smuggling", "says": "found", "reference": "JS-7", "sort": "conceal"}
    yard.lines(asked)
    for wrong, key in ((asked, "finding-same"), (asked | {"says": "perhaps"}, "finding-says"), (asked | {"source": "me"}, "finding-source"),
                       (asked | {"about": "x/1"}, "finding-inspection"), (asked | {"what": "nobody"}, "finding-nothing"), (asked | {"sort": "x"}, "risk-unknown")):
        assert yard.refused(line=wrong) == key
    seen = {each.passage: each for each in findings.gather(yard.desk.station.journal.events())}
    assert seen[passage].found is True
    event_ = list(yard.desk.station.journal.events(kinds=("finding.reported",)))[-1]
    yard.act("finding-correct", finding=event_.id, says="withdrawn", reason="another truck")
    assert {each.passage: each for each in findings.gather(yard.desk.station.journal.events())}[passage].found is None
    assert yard.refused(line={"act": "finding-correct", "finding": event_.id, "says": "withdrawn", "reason": "again"}) == "finding-same"
    for says in ("found", "withdrawn"):
        yard.act("finding-correct", finding=event_.id, says=says, reason="looked again")
    file = tmp_path / "card.toml"
    file.write_text(training.train(findings.gather(events), BOOK, {"station": "x", "author": "S1", "source": "synthetic"}, yards.NOW).text, encoding="utf-8")
    adopt = {"act": "scorecard-adopt", "file": str(file), "officer": "N1", "reason": "trial"}
    assert yard.refused(line=adopt | {"officer": "O1", "secret": yards.secret("O1")}) == "role-may-not"
    assert yard.refused(line=adopt | {"officer": "S1", "secret": yards.secret("S1")}) == "second-officer-same"
    assert yard.refused(line=adopt | {"file": str(tmp_path / "none.toml"), "secret": yards.secret("N1")}) == "scorecard-wrong"
    told = yard.lines(adopt | {"secret": yards.secret("N1")}, {"scan": "?"})
    advice = told["verdict"]["advice"]
    assert (advice["decides"], set(advice)) == (False, {"share", "base", "reasons", "scorecard", "decides"})
    assert next(said.key for said in yard.desk.card().advice) == "advice.share"
    folder, now = yard.folder, yard.clock.at
    yard.close()
    monkeypatch.setenv("PORT_OFFICER_NOW", clocks.show_time(now))
    for name, value in yards.secrets().items():
        monkeypatch.setenv(name, value)
    station = ["--data", str(folder), "--officer", "S1", "--json"]

    def call(*words, code=0):
        assert main(["risk", *words, *station]) == code, capsys.readouterr().err
        heard = capsys.readouterr()
        return json.loads(heard.out) if code == 0 else heard.err.split(":")[1].strip()

    with yards.cheap_slots():
        assert {row["rule"] for row in call("rates")["rules"] if row["hits"]} >= {"seal-open"}
        assert call("card")["author"] == "S1"
        assert call("train", "-o", str(tmp_path / "b.toml"), code=2) == "train-too-few"
        assert not (tmp_path / "b.toml").exists()
        _reported_and_corrected(call, passage)
        assert call("drop", "--second", "N1", "--reason", "no better than chance")["events"][0]["kind"] == "scorecard.adopted"
        assert call("card", code=2) == "scorecard-none"
        assert call("adopt", str(file), "--second", "N1", "--reason", "x", "--since", "2026-11-21")["events"]
        assert call("train", code=2) == call("rates", "--since", "soon", code=2) == "usage"
    yard.open()
    assert yard.desk.station.scorecard is not None


def _reported_and_corrected(call, passage):
    """A finding comes back by a command and changes the figures; corrected, it changes them back."""
    before = call("rates")
    event_ = call("found", passage, "--source", "audit", "--says", "found", "--reference", "A-1")["events"][0]
    told = call("rates")
    assert (event_["kind"], told["base"]["found"], told["missed"]["found"]) == ("finding.reported", before["base"]["found"] + 1, before["missed"]["found"] + 1)
    assert [(row["event"], row["stands"]) for row in call("findings", passage) if row["reference"] == "A-1"] == [(event_["event"], "found")]
    call("correct", event_["event"], "--says", "withdrawn", "--reason", "another truck")
    assert (call("rates"), call("findings")[0]["stands"]) == (before, "withdrawn")
