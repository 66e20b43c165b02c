"""What an enterprise is told of a decision: the rule by name where it is open, and never whom customs looks for."""

import json
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests import yard as yards
from tests.release.slips import WORST
from ui.command import main
from workstation import settings as clocks
from workstation.desk import explaining
from workstation.paper import back
from workstation.paper import slip as fronts
from workstation.release.values import Slip
from workstation.risk import Case, days, judge, rulebook
from workstation.risk.draw import Drawn, certain
from workstation.risk.explain import CLEAR, SELECTED, Change, Published, Step, Why, explained, is_open, table, words
from workstation.risk.rules import book_of
from workstation.risk.scorecard import UNFIT
from workstation.words import Refused, catalogue, learn

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


def test_all_that_stopped_it_is_told_and_the_fewest_things_that_would_change_it_together():
    wrong = {"seal.state": "open", "seal.match": "differs", "container.match": "extra", "release.earlier": "same-load"}
    many = step(CLEAN | wrong)
    stopping = [rule.id for rule in BOOK.rules if rule.channel == many.channel and all(each.holds(CLEAN | wrong) for each in rule.when)]
    assert [rule.rule for why in many.whys for rule in why.rules] == stopping
    assert len(stopping) > 3
    assert many.changes == ()
    two = step(CLEAN | {"seal.state": "open", "seal.match": "differs"})
    assert [words(each, "en") for each in two.changes] == ["The seal number is the declared one; and: The seal is intact → Direct release"]
    assert [words(each, "zh") for each in two.changes] == ["封志号码与申报一致;并且封志完好 → 直接放行"]
    # Whose credit is not told is no way to tell either.
    assert all("credit" not in key for each in (*many.changes, *two.changes) for key in (each.key, *each.also))


def test_a_draw_is_named_once_its_day_is_open():
    (why,) = step(CLEAN, drawn=["random"], revealed=["2026-11-21"]).whys
    assert (why.key, why.values, [rule.rule for rule in why.rules]) == ("explain.drawn", {"day": "2026-11-21"}, ["random"])
    both = step(CLEAN | {"instruction": "machine"}, drawn=["random"], revealed=["2026-11-21"])
    assert {why.key for why in both.whys} == {"explain.drawn", SELECTED}


def test_the_screen_and_the_paper_tell_a_draw_from_the_same_day_on(yard):
    made = yard(yards.rows(credit=[]))
    goods = made.desk.station.book.files["goods.toml"].replace('rate = "0.002"', 'rate = "0.999999"')
    made.desk.lane.station = replace(made.desk.station, book=book_of({**made.desk.station.book.files, "goods.toml": goods}).on("2026-11-21"))
    days.keep(made.desk.station.journal, made.desk.station.book, made.clock())
    made.lines(*yards.clean())
    assert made.channel() == "machine"
    made.inspected()
    number = made.act("release")["slip"]["number"]

    def told():
        lane = made.desk.lane
        steps = (explaining.explain(lane, number).steps, explaining.of_slip(lane, number))
        document = pypdfium2.PdfDocument(made.desk.slip_pdf(number, back=True))
        text = document[1].get_textpage().get_text_range()
        document.close()
        return [[why.key for why in each[0].whys] for each in steps], "Drawn at random on 2026-11-21" in " ".join(text.split())

    assert told() == ([[SELECTED]] * 2, False)
    made.clock.wait(24)
    made.line(scan="?")
    assert told() == ([["explain.drawn"]] * 2, True)


def test_a_hold_by_hand_is_told_beside_the_verdict_without_its_reason(shift):
    yard, _ = shift
    yard.act("hold", reason="SECRET wish")
    (step_,) = explaining.explain(yard.desk.lane).steps
    assert ([why.key for why in step_.whys], step_.changes) == ([SELECTED, "explain.held"], ())
    assert "SECRET" not in json.dumps(explaining.as_map(explaining.explain(yard.desk.lane)))
    yard.act("lift", reason="looked at")
    assert [why.key for why in explaining.explain(yard.desk.lane).steps[-1].whys] == [SELECTED]


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


def test_what_would_have_spared_the_inspection_is_on_the_back_and_on_the_receipt(shift):
    yard, (number, *_) = shift
    stopped, let_go = explaining.of_slip(yard.desk.lane, number)
    assert [words(each, "en") for each in stopped.changes] == ["The seal is intact → Direct release"]
    assert let_go.changes
    document = pypdfium2.PdfDocument(yard.desk.slip_pdf(number, back=True))
    page = " ".join(document[1].get_textpage().get_text_range().split())
    document.close()
    strip = [piece.text for piece in yard.desk.slip_receipt(number, back=True)]
    for change in (*stopped.changes, *let_go.changes):
        for lang in ("zh", "en"):
            assert words(change, lang) in page
            assert f"• {words(change, lang)}" in strip
    assert any("自 2025-12-18 起施行 in force from 2025-12-18" in text for text in strip)


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


def test_a_parcel_is_told_by_its_number_or_inventory_what_stopped_it_and_what_became_of_it(yard):
    told = [{"number": f"SF100000000{place}", "inventory": f"INV{place}", "uscc": yards.USCC, "state": state, "goods": "化妆品", "value": "320.00"} for place, state in enumerate(("released", "declared", "declared"))]
    line = yard(yards.rows(parcel=told, instruction=[yards.instruction("manual", "enterprise", yards.USCC2)]), profile="parcel")
    for each in told:
        line.line(scan=each["number"])
    lane = line.desk.lane
    # On the belt: the one that was just read and stopped; by any of its numbers.
    assert explaining.explain(lane).passage == "SF1000000002"
    told = line.line(scan="SF1000000001")["parcel"]
    assert (told["fired"], told["risks"]) == (["parcel-not-released"], ["rush"])
    line.line(scan="SF1000000002")
    found = explaining.explain(lane, "inv1")
    (step_,) = found.steps
    assert (found.passage, step_.channel, [why.key for why in step_.whys]) == ("SF1000000001", "hold", ["explain.why.parcel.not-released"])
    assert [(rule.rule, rule.file) for why in step_.whys for rule in why.rules] == [("parcel-not-released", "goods.toml")]
    assert [(change.key, change.channel) for change in step_.changes] == [("explain.if.parcel.state.released", "release")]
    (clear,) = explaining.explain(lane, "SF1000000000").steps
    assert (clear.channel, clear.whys[0].key) == ("release", "explain.why.parcel.match")
    line.act("parcel", number="SF1000000002", outcome="passed", reason="looked", officer="N1", secret=yards.secret("N1"))
    line.act("parcel", number="SF1000000001", outcome="returned", reason="wish")
    (passed,), (returned,) = (explaining.explain(lane, f"SF100000000{place}").steps for place in (2, 1))
    assert (passed.channel, passed.to, passed.instead) == ("hold", "release", "explain.override")
    assert [why.key for why in returned.whys] == ["explain.why.parcel.not-released", "explain.parcel.returned"]
    assert "两名关员" in "\n".join(explaining.lines(explaining.explain(lane, "SF1000000002"), "zh"))
    with pytest.raises(Refused, match="explain-none"):
        explaining.explain(lane, "SF9999999999")
    line.clock.wait(48)
    line.line(scan="SF1000000000")
    assert explaining.explain(lane).steps[0].channel == "cannot-confirm"


def test_a_call_and_emergency_mode_are_named_on_screen_and_paper(yard):
    old = yard(yards.rows(), at=yards.NOW - 30 * yards.HOUR)
    old.lines(*yards.clean())
    assert old.channel() == "cannot-confirm"
    old.open("S1")
    old.act("emergency", order="EM-1", until=clocks.show_time(old.clock.at + yards.HOUR))
    number = old.act("release")["slip"]["number"]
    for steps in (explaining.explain(old.desk.lane, number).steps, explaining.of_slip(old.desk.lane, number)):
        assert (steps[-1].channel, steps[-1].to, steps[-1].instead) == ("cannot-confirm", "release", "explain.emergency")
        assert explaining.lines(explaining.Explanation("p", "x", number, tuple(steps)), "en")
    assert "EM-1" not in json.dumps(explaining.as_map(explaining.explain(old.desk.lane, number)))
    called = yard(yards.rows(), at=yards.NOW - 2 * yards.HOUR)
    called.lines(*yards.clean())
    called.act("confirm", fact="instruction", value="none", who="port", when="2026-11-21T08:30:00Z", reference="T-1")
    number = called.act("release")["slip"]["number"]
    assert [why.key for why in explaining.of_slip(called.desk.lane, number)[-1].whys][-1] == "explain.confirmed"
    assert "T-1" not in json.dumps(explaining.as_map(explaining.explain(called.desk.lane, number)))


def longest(reasons, letters, rules):
    """Two steps with the longest words and names a pack may bring, the first put aside by two officers, and the most changes that are told."""
    words_ = {"reason.long": {"zh": "超" * letters, "en": ("endless words " * 30)[:letters]}}
    known = [Published(f"rule-{place}-" + "x" * 70, "goods.toml", f"2026-11-{place % 28 + 1:02}", "", f"source {place} " + "S" * 900, book="0123456789ab", pack=12) for place in range(rules)]
    whys = tuple(Why("reason.long", {"place": str(place)}, (known[place % rules],)) for place in range(reasons))
    changes = tuple(Change("reason.long", "hold") for _ in range(table()["changes"]))
    return words_, (Step(0, "manual", (*whys, Why(SELECTED, {}, tuple(known))), (), "release"), Step(0, "release", whys, changes))


@pytest.mark.parametrize(("reasons", "letters", "rules"), [(1, 20, 2), (3, 60, 6), (3, 300, 6), (12, 300, 40)])
def test_the_longest_back_page_ends_above_its_foot_and_says_what_it_left_out(reasons, letters, rules):
    words_, steps = longest(reasons, letters, rules)
    learn(words_)
    try:
        document = pypdfium2.PdfDocument(back.pdf(WORST, steps))
    finally:
        learn({})
    text, marks = document[0].get_textpage(), "本页只作说明"
    assert len(document) == 1
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    width, foot = document[0].get_size()[0], boxes[text.get_text_range().index(marks)][3]
    above = [box for box in boxes if box[1] >= foot]
    assert len(above) > 200
    # Nothing of the explanation is drawn over the foot or beside the page.
    assert not [box for place, box in enumerate(boxes) if box[1] < foot < box[3] and place < text.get_text_range().index(marks)]
    assert max(box[2] for box in boxes) < width
    assert ("另有" in text.get_text_range(), "and " in text.get_text_range()) == (reasons > 3, reasons > 3)
    document.close()
