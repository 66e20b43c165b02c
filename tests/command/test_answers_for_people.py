"""What a command says to people: no JSON, words in their language, aligned; and one clear line for every wrong call."""

import json
import re

import pytest

import resources
from tests.yard import BOX, BOX3, PLATE, Yard, clean, rows, secrets
from ui.command import main, told
from workstation.passage.views import STATES
from workstation.words import LANGUAGES, bare, catalogue

OFFICER = "S1"
MAPS_OF_A_PERSON = ("facts", "fields", "tables", "card", "config", "values", "left")
"""Maps whose names are facts, fields to be typed, tables, settings or officers, no fields of an answer."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A station that has released one truck and inspects another's."""
    yard = Yard(tmp_path_factory.mktemp("people") / "s", rows())
    yard.lines(*clean())
    yard.act("release")
    yard.act("next")
    yard.lines({"scan": "琼B67890"})
    yard.act("inspect", form="appearance")
    yard.close()
    return yard.folder


@pytest.fixture
def call(folder, monkeypatch, capsys):
    for name, value in secrets().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T08:50:00Z")
    monkeypatch.setenv("COLUMNS", "120")

    def run(*words, code=0):
        capsys.readouterr()
        assert main([*words, "--data", str(folder), "--officer", OFFICER]) == code, capsys.readouterr().err
        heard = capsys.readouterr()
        if code:
            assert len(heard.err.splitlines()) == 1
        return heard.err if code == 2 else heard.out

    return run


def said():
    """The calls, once each."""
    yield from (("officer", "list"), ("lookup", PLATE), ("custody", BOX), ("custody", "stock"), ("find", "琼"), ("journal", "verify"), ("journal", "rebuild"))
    yield from (("draws", "list"), ("draws", "verify"), ("draws", "rates"), ("person", "quota"), ("person", "audit"), ("sheet", "list"), ("doctor",))
    yield from (("paper", "label"), ("lane", "--acts"), ("pack", "schema"), ("rejudge", "--emergency"), ("rejudge", "{passage}"), ("explain", "{passage}"), ("risk", "rates"))
    yield from (("calls", "stats", "--days", "90"), ("calls", "open", "alarm", "smoke"))


def names(value):
    """Every name of a field in an answer."""
    if isinstance(value, list):
        for each in value:
            yield from names(each)
    elif isinstance(value, dict):
        yield from value
        for name, each in value.items():
            yield from names(list(each.values()) if name in MAPS_OF_A_PERSON and isinstance(each, dict) else each)


def test_every_answer_is_read_by_people_in_their_language(call):
    (passage,) = {row["passage"] for row in json.loads(call("custody", BOX, "--json"))["steps"]}
    unnamed = {}
    for called in said():
        words = [word.format(passage=passage) for word in called]
        answer = json.loads(call(*words, "--json"))
        texts = {lang: call(*words, "--lang", lang) for lang in LANGUAGES}
        for text in texts.values():
            assert text.strip(), words
            assert not any(sign in text for sign in '{}"'), (words, text)
            assert not {"null", "true", "false", "None", "True"} & set(text.split()), (words, text)
        assert texts["zh"] != texts["en"], words
        unnamed |= {name: words for name in names(answer) if name not in ("zh", "en", "ok") and told.label(name, "zh") == name}
    assert unnamed == {}
    assert "2026-11-21 16:" in call("custody", BOX), "times are the port's own"


def test_columns_stand_under_each_other_whatever_the_signs():
    answer = {"known": True, "officers": [{"officer": "张三", "opening": 0, "spoiled": 0}, {"officer": "0417", "opening": 12, "spoiled": None}], "twice": ()}
    assert list(told.lines(answer, "zh")) == ["已登记    是", "重复使用  –", "", "关员", "  关员  期初  作废", "  张三  0     0", "  0417  12    –"]
    assert list(told.lines([{"kind": "plate", "value": "琼A\x1b[2J\u202e"}], "en")) == ["Kind   Value", "Plate  琼A\ufffd[2J\ufffd"]
    assert list(told.lines([], "en")) == ["nothing"]
    assert list(told.lines(["one", "", "two"], "en")) == ["one", "", "two"]


def test_a_row_that_is_too_wide_is_a_block(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    wide = [{"officer": "0417", "reason": "x" * 30, "passage": "p" * 30}] * 2
    assert list(told.lines(wide, "en")) == (lines := ["Officer  0417", f"Reason   {'x' * 30}", f"Passage  {'p' * 30}"]) + [""] + lines


def test_every_label_says_both_languages():
    assert [key for key, words in catalogue().items() if key.startswith("field.") and set(words) != set(LANGUAGES)] == []


def test_a_code_nobody_knows_is_called_unknown(call):
    for words in (("lookup", BOX3), ("custody", BOX3)):
        answer = json.loads(call(*words, "--json"))
        assert answer["known"] is False
        assert answer["words"].startswith("unknown: ")
        assert "unknown" in call(*words)
    assert json.loads(call("lookup", PLATE, "--json"))["known"] is True


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["custody", "stock", "--day", "2026-13-45"], "refused: usage: --day takes a day such as 2026-11-21, not '2026-13-45'\n"),
        (["person", "audit", "--since", "yesterday"], "refused: usage: --since takes a day such as 2026-11-21, not 'yesterday'\n"),
        (["draws", "list", "--until", "2026-02-30"], "refused: usage: --until takes a day such as 2026-11-21, not '2026-02-30'\n"),
        (["paper", "ruler"], "refused: printer-unknown: the station has no queue: name one with --printer NAME, or write queue = 'NAME' into settings.toml; [[printers]] set up: –\n"),
        (["paper", "receipt", "HXG03-1", "-o", "x.gif"], "refused: out-suffix: x.gif: what is written ends in .pdf .png\n"),
        (["sheet", "-o", "x.png", "--group", "A"], "refused: out-suffix: x.png: what is written ends in .pdf\n"),
    ],
)
def test_a_wrong_call_is_one_line_that_names_the_thing(call, words, line):
    assert call(*words, code=2) == line


def test_a_doctor_answers_and_a_strict_one_fails(call, capsys, monkeypatch, tmp_path):
    answer = json.loads(call("doctor", "--json"))
    failed = [row["check"] for row in answer if not row["ok"]]
    assert "backup" in failed
    assert [row["check"] for row in json.loads(call("doctor", "--strict", "--json", code=3))] == [row["check"] for row in answer], "the document is printed all the same"
    main(["doctor", "--strict", "--data", str(tmp_path)])
    assert capsys.readouterr().err == "trouble: doctor-failed: 1 checks failed: station\n"


def test_a_reason_of_no_truck_in_particular_has_no_gaps():
    for key in [key for key in catalogue() if key.startswith("reason.")]:
        for lang in LANGUAGES:
            told = bare(key, lang)
            assert told.strip() == told != "", (key, lang)
            assert not {*"{}…"} & {*told}, (key, lang, told)
    assert (bare("reason.weight.over", "en"), bare("reason.instruction.hold", "en")) == ("too heavy", "Control instruction")


def test_states_of_a_stay_and_sources_of_a_step_are_words_in_both_languages(call):
    keys = [*(f"state.{each}" for each in STATES.values()), "source.journal", "source.register"]
    assert [each for each in keys if set(catalogue().get(each, {})) != set(LANGUAGES)] == []
    shown = call("custody", "琼B67890", "--lang", "zh")
    assert "journal" not in shown
    assert "日志" in shown
    assert not re.search("[a-z]{3,}", call("person", "x", "--lang", "zh", code=2).replace("refused: usage", "").replace("--purpose", ""))


def test_where_a_figure_comes_from_is_said_in_both_languages():
    folder, missing = resources.folder / "tables", []
    for name in ("quotas.toml", "calls.toml"):
        for field, text in re.findall(r'\b(source|certainty) = "([^"]+)"', (folder / name).read_text(encoding="utf-8")):
            missing += [] if told.value(field, text, "en") == text and re.search("[\u4e00-\u9fff]", told.value(field, text, "zh")) else [(name, field, text)]
    assert missing == []
