"""A wrong rule file is refused with the file, the place in it and the reason, and never half read."""

import shutil

import pytest

import resources
from workstation.risk import rulebook
from workstation.words import Refused

RULE = """
[[rule]]
id = "x"
when = [["instruction", "eq", "hold"]]
channel = "hold"
reason = "instruction.hold"
"""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(resources.folder / "rules", tmp_path / "rules")
    return tmp_path / "rules"


def refusal(folder):
    with pytest.raises(Refused) as caught:
        rulebook(folder)
    assert caught.value.key == "rule-wrong", caught.value
    return str(caught.value)


CHANGED = {
    'when = [["instruction", "eq", "hold"]]': [
        ('when = [["instruktion", "eq", "hold"]]', "unknown fact instruktion"), ('when = [["instruction", "is", "hold"]]', "unknown operator is"),
        ('when = [["instruction", "eq", "later"]]', "instruction is never later"), ('when = [["instruction", "eq"]]', "a condition is"),
        ('when = ["instruction"]', "a condition is"), ('when = "instruction"', "when"), ("when = 5", "when"), ("when = []", "when"),
        ('when = [["instruction", "in", [["hold"]]]]', "text"), ('when = [[["instruction"], "eq", "hold"]]', "text"), ('when = [["instruction", "eq", 5]]', "5"),
        ('when = [["instruction", ["eq"], "hold"]]', "text"), ('when = [["instruction", "in", []]]', "no value"),
    ],
    'channel = "hold"': [('channel = "jail"', "unknown channel jail"), ("channel = 5", "channel"), ('channel = ["hold"]', "channel"), ("", "channel is missing")],
    'id = "x"': [("", "id is missing"), ("id = 5", "id"), ('id = ["x"]', "id")],
    'reason = "instruction.hold"': [("", "reason is missing"), ("reason = 5", "reason")],
}  # fmt: skip
ADDED = [
    ('risk = "boredom"', "unknown risk boredom"), ("risk = 5", "risk"), ('rate = "often"', "rate"), ('rate = "2"', "rate is not between"), ('rate = "-0.1"', "rate is not between"),
    ('rate = "NaN"', "rate"), ("rate = 0.5", "rate is no decimal text"), ("rate = []", "rate"), ('binding = "yes"', "binding"), ("age = 1", "age"), ("wish = 1", "unknown field wish"),
]  # fmt: skip
WRONG = [(RULE.replace(old, new), reason) for old, several in CHANGED.items() for new, reason in several] + [(RULE + line, reason) for line, reason in ADDED]


@pytest.mark.parametrize(("text", "reason"), WRONG, ids=[f"{place}-{reason}" for place, (_, reason) in enumerate(WRONG)])
def test_a_wrong_rule_is_refused_with_file_rule_and_reason(folder, text, reason):
    path = folder / "goods.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    said = refusal(folder)
    assert "goods.toml" in said
    assert reason in said
    if 'id = "x"' in text:
        assert "rule x" in said


FILES = [
    ("goods.toml", "[[rule]", "goods.toml"), ("goods.toml", "", "valid_from"), ("goods.toml", 'valid_from = "2025-12-18"\n', "no rule"),
    ("goods.toml", 'valid_from = "2025-12-18"\nrule = 5\n', "rule"), ("goods.toml", 'valid_from = "2025-12-18"\nrule = ["x"]\n', "rule"),
    ("goods.toml", 'valid_from = "2025-12-18"' + RULE + RULE, "twice"), ("facts.toml", '["instruction"]\nvalues = []\n', "instruction"), ("facts.toml", '["instruction"]\n', "instruction"),
    ("facts.toml", '["instruction"]\nvalues = ["none", 5]\n', "instruction"), ("facts.toml", '["instruction"]\nvalues = "none"\n', "instruction"),
    ("facts.toml", '["instruction"]\nvalues = ["none"]\ngood = "x"\n', "good"), ("facts.toml", '["instruction"]\nvalues = ["none"]\nconfirm = ["x"]\n', "confirm"),
    ("facts.toml", '["instruction"]\nvalues = ["none"]\nage = "age.x"\n', "age"), ("lanes.toml", "[goods]\n", "needs"), ("lanes.toml", "[goods]\nneeds = [{}]\n", "part"),
    ("lanes.toml", '[goods]\nneeds = [{part = "wheel"}]\n', "wheel"), ("lanes.toml", '[goods]\nneeds = [{part = "seal", when = [["x", "eq", "y"]]}]\n', "unknown fact x"),
    ("lanes.toml", "", "goods"), ("limits.toml", "[age]\ninstruction = 5\n", "booking is missing"), ("limits.toml", "", "age"),
    ("roles.toml", "", "acts"), ("roles.toml", "[acts]\nscan = 'officer'\n", "scan"), ("roles.toml", "[acts]\nscan = ['boss']\n", "boss"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "reason"), FILES, ids=[f"{place}-{file}-{reason}" for place, (file, _, reason) in enumerate(FILES)])
def test_a_wrong_file_is_refused_with_its_name_and_the_reason(folder, file, text, reason):
    (folder / file).write_text(text, encoding="utf-8")
    said = refusal(folder)
    assert reason in said
    assert file in said


@pytest.mark.parametrize("file", ["facts.toml", "goods.toml", "lanes.toml", "limits.toml", "roles.toml"])
def test_a_missing_or_unreadable_file_is_refused_with_its_name(folder, file):
    (folder / file).write_bytes(b"\xff\xfe")
    assert file in refusal(folder)
    (folder / file).unlink()
    assert file in refusal(folder)


@pytest.mark.parametrize("figure", ["'soon'", "-1", "true", "[1]", "1.5", "'NaN'"])
def test_a_wrong_limit_is_refused_with_its_name(folder, figure):
    path = folder / "limits.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("instruction = 3600", f"instruction = {figure}"), encoding="utf-8")
    said = refusal(folder)
    assert "limits.toml age" in said
    assert "instruction" in said


def test_two_hundred_rules_are_read_and_judged(folder):
    path = folder / "goods.toml"
    path.write_text(path.read_text(encoding="utf-8") + "".join(RULE.replace('"x"', f'"x{number}"') for number in range(200)), encoding="utf-8")
    assert len(rulebook(folder).rules) > 200
