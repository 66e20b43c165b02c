"""What an enterprise is told of a decision: the rule by name where it is open, and never whom customs looks for."""

import json
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests import yard as yards
from ui.command import main
from workstation import settings as clocks
from workstation.desk import explaining
from workstation.paper import slip as fronts
from workstation.release.values import Slip
from workstation.risk import Case, judge, rulebook
from workstation.risk.draw import Drawn, certain
from workstation.risk.explain import CLEAR, SELECTED, explained, is_open, table, words
from workstation.risk.scorecard import UNFIT
from workstation.words import Refused, catalogue

BOOK = rulebook().on("2026-11-22")
FACTS = some.fixed_dictionaries({fact.name: some.sampled_from(fact.values) for fact in BOOK.facts.values()})
RULES = some.sets(some.sampled_from([rule.id for rule in BOOK.rules]))
CLEAN = {name: fact.good or fact.values[0] for name, fact in BOOK.facts.items()} | {"inspection.result": "none"}


def step(facts, drawn=(), revealed=(), details=None, rated=BOOK):
    """Facts judged and explained as the journal would keep them."""
    verdict = judge(rated, Case(facts), certain(drawn))
    rows = [Drawn(rule, "1", "1|2", "2026-11-21", "0" * 16, "0.5", picked=True).as_map() for rule in drawn]
    body = {"channel": verdict.channel, "reasons": list(verdict.reasons), "fired": list(verdict.fired), "details": details or {}, "facts": facts, "draws": rows}
    return explained(body | {"flip": [vars(flip) for flip in verdict.flip]}, 0, rated, revealed)


def test_everything_that_may_be_told_has_words():
    opened = [rule for rule in BOOK.rules if is_open(rule)]
    assert [rule.id for rule in opened if not rule.age and f"explain.why.{rule.reason}" not in catalogue()] == []
    good = [f"explain.if.{fact.name}.{fact.good}" for fact in BOOK.facts.values() if fact.good and fact.name.startswith(tuple(table()["open"]))]
    learned = [(fact.name, value) for fact in BOOK.facts.values() if not fact.name.startswith(UNFIT) for value in fact.values]
    assert {f"fact.{name}" for name, _ in learned} | {f"value.{value}" for _, value in learned} <= catalogue().keys()
    assert [key for key in good if key not in catalogue() and "age.instruction" not in key] == []
    assert {rule.id for rule in BOOK.rules if not is_open(rule) and rule.channel not in ("release", "not-customs")} == {
        "instruction-hold", "instruction-manual", "instruction-machine", "focus-list", "random", "parcel-random",
    }  # fmt: skip


def test_an_instruction_a_list_and_a_draw_look_alike():
    told = [step(CLEAN | {"instruction": "machine"}, details={"instruction": {"number": "BK1", "text": "开箱查验"}})]
    told += [step(CLEAN | {"credit.second-line": "focus"}), step(CLEAN, drawn=["random"]), step(CLEAN | {"credit.second-line": "focus"}, drawn=["random"])]
    assert {each.channel for each in told} == {"machine"}
    assert all(each == told[0] for each in told)
    assert told[0].whys[0].key == SELECTED
    assert told[0].changes == ()


def test_a_draw_is_named_once_its_day_is_open():
    (why,) = step(CLEAN, drawn=["random"], revealed=["2026-11-21"]).whys
    assert (why.key, why.values, [rule.rule for rule in why.rules]) == ("explain.drawn", {"day": "2026-11-21"}, ["random"])
    both = step(CLEAN | {"instruction": "machine"}, drawn=["random"], revealed=["2026-11-21"])
    assert {why.key for why in both.whys} == {"explain.drawn", SELECTED}


@given(FACTS, RULES)
@settings(deadline=None, max_examples=150)
def test_nothing_secret_is_ever_said(facts, drawn):
    secret = {"number": "BK-SECRET", "text": "SECRET", "owner": "SECRET", "risk": "SECRET"}
    found = step(facts, sorted(drawn), details={name: dict(secret) for name in ("instruction", "credit", "random", "driver")})
    said = [words(each, lang) for each in (*found.whys, *found.changes) for lang in ("zh", "en")]
    assert said
    assert not [text for text in said if "SECRET" in text or "{" in text]
    closed = {rule.id for rule in BOOK.rules if not is_open(rule)}
    assert not [why for why in found.whys if why.key != SELECTED and closed & {rule.rule for rule in why.rules}]
    if any(why.key == SELECTED for why in found.whys):
        assert found.changes == ()


def test_a_truck_that_may_go_is_never_called_selected():
    found = step(CLEAN | {"papers.category": "zero-tariff"})
    assert found.channel == "release"
    assert all(why.key not in (SELECTED, CLEAR) for why in found.whys)
    assert {rule.rule for why in found.whys for rule in why.rules} >= {"clear-papers"}


@pytest.fixture(scope="module")
def shift(tmp_path_factory):
    """A truck with an open seal, inspected and released; one that was overridden; both by slip number."""
    port = yards.rows(instruction=[yards.instruction("manual", "vehicle", yards.PLATE2)], consignment=[yards.consignment(), yards.consignment(yards.PAPERS2)])
    yard = yards.Yard(tmp_path_factory.mktemp("explaining") / "station", port)
    yard.lines(*yards.clean(status="open"))
    yard.inspected()
    numbers = [yard.act("release")["slip"]["number"]]
    yard.act("next")
    yard.open("N1")
    yard.lines({"scan": yards.PLATE2}, {"scan": yards.PAPERS2})
    yield yard, numbers
    yard.close()


def test_the_back_is_a_second_page_only_when_asked_for(shift):
    yard, (number,) = shift
    front, both = yard.desk.slip_pdf(number), yard.desk.slip_pdf(number, back=True)
    body = next(event.body for event in yard.desk.station.journal.events(kinds=("released",)))
    assert front == fronts.pdf(Slip.of(body["slip"]), body["token"], 1, (), yard.desk.station.settings.root)
    assert both == yard.desk.slip_pdf(number, back=True)
    document = pypdfium2.PdfDocument(both)
    assert len(document) == 2
    text = document[1].get_textpage().get_text_range()
    document.close()
    for part in (number, "封志已打开", "A seal is open", "seal-open", "2025-12-18", "查验正常", "goods.toml"):
        assert part in text, part
    assert yard.desk.officer not in text.split()
    assert "O2" not in text.split()
    yard.desk.lane.station = replace(yard.desk.station, settings=replace(yard.desk.station.settings, back="always"))
    assert yard.desk.slip_pdf(number) == both
    yard.desk.lane.station = replace(yard.desk.station, settings=replace(yard.desk.station.settings, back="never"))


def test_it_is_found_by_passage_slip_plate_or_part_and_told_in_two_steps(shift):
    yard, (number,) = shift
    lane = yard.desk.lane
    found = explaining.explain(lane, number)
    assert [(each.channel, each.whys[0].key) for each in found.steps] == [("manual", "explain.why.seal.open"), ("release", "explain.why.papers.match")]
    assert explaining.explain(lane, found.passage) == explaining.explain(lane, yards.PLATE) == explaining.explain(lane, yards.SEAL) == found
    (step_,) = explaining.explain(lane).steps
    assert (step_.channel, [why.key for why in step_.whys]) == ("manual", [SELECTED])
    told = json.dumps(explaining.as_map(explaining.explain(lane)), ensure_ascii=False)
    assert "开箱查验" not in told
    for what in ("nothing", "HXG03-000000-00000-0"):
        with pytest.raises(Refused, match="explain-none"):
            explaining.explain(lane, what)


def test_commands(shift, monkeypatch, capsys, tmp_path):
    yard, (number,) = shift
    monkeypatch.setenv("PORT_OFFICER_NOW", clocks.show_time(yard.clock.at))
    for name, value in yards.secrets().items():
        monkeypatch.setenv(name, value)
    station, page = ["--data", str(yard.folder), "--officer", "O1"], tmp_path / "slip.pdf"
    with yards.cheap_slots():
        assert main(["explain", number, *station, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["steps"][0]["decided"][0]["rules"][0]["rule"] == "seal-open"
        assert main(["explain", number, *station, "--lang", "zh"]) == 0
        assert "封志已打开" in capsys.readouterr().out
        assert main(["explain", "nobody", *station]) == 2
        assert main(["paper", "slip", number, "--back", "-o", str(page), *station]) == 0
        assert main(["explain", number, "--data", str(yard.folder), "--officer", "T1"]) == 2
        assert "role-may-not" in capsys.readouterr().err
    document = pypdfium2.PdfDocument(page)
    assert len(document) == 2
    document.close()
