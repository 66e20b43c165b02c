"""Why a file is refused is said in the officer's language: every line the code can say has a form in the words, and no value in it is lost."""

import ast
import tomllib
from pathlib import Path

import pytest

import resources
from workstation.words import Refused, catalogue, phrase, say

ROOT = Path(resources.folder).parent / "workstation"
SAYING = ("wrong", "_wrong", "Fault")
YIELDING = ("faults.py", "allowed.py", "explain.py", "pack_tables.py", "covering.py")
ELSEWHERE = {"calling.py", "verify.py", "exported.py", "settings.py"}
"""Files whose `_wrong` is about something else."""


def lines(node):
    """The texts an expression can be, a value in them as a sign."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(each.value) if isinstance(each, ast.Constant) else "«»" for each in node.values)]
    if isinstance(node, ast.IfExp):
        return [*lines(node.body), *lines(node.orelse)]
    if isinstance(node, ast.Tuple) and node.elts:
        return lines(node.elts[-1])
    return lines(node.elt) if isinstance(node, ast.GeneratorExp) else []


def said(path):
    """What a module says of a wrong file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) > 1 and (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in SAYING:
            yield from lines(node.args[1])
        if isinstance(node, (ast.Yield, ast.YieldFrom, ast.Return)) and path.name in YIELDING and node.value is not None and (path.name == "covering.py") == isinstance(node, ast.Return):
            yield from lines(node.value)


SAID = sorted({each for path in ROOT.rglob("*.py") if path.name not in ELSEWHERE for each in said(path)} - {""})


def test_every_line_that_refuses_a_file_has_its_words():
    assert len(SAID) > 120
    assert [each for each in SAID if phrase(each, "zh") == each] == []
    # Both languages keep every value, and a form says what it says in English too.
    assert [each for each in SAID if phrase(each, "zh").count("«»") != each.count("«»")] == []
    assert [each for each in SAID if phrase(each, "en") != each] == []


def test_every_reason_of_a_bound_has_its_words():
    found = tomllib.loads((resources.folder / "tables" / "bounds.toml").read_text(encoding="utf-8"))
    whys = {row["why"] for group in found.values() if isinstance(group, dict) for row in group.values()}
    assert [why for why in sorted(whys) if phrase(why, "zh") == why] == []


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("can never fire: its rate is 0 (+2)", "永远不会命中:其比例为 0(另有 2 处)"),
        ("instruction 5 is not between 60 and 86400 (s): a share", "instruction 5 不在 60 与 86400 之间(s):是比例"),
        ("contradictory rates: the expected shares come to more than 1 on 2026-12-01", "比例矛盾:各处理方式的预期比例之和超过 1(2026-12-01 当日)"),
        ("Invalid value (at line 3, column 4)", "TOML 语法有误(第 3 行第 4 列):Invalid value"),
        ("words of tomorrow", "words of tomorrow"),
    ],
)
def test_a_line_is_put_together_from_its_parts(reason, told):
    refusal = Refused("rule-wrong", where="goods.toml rule x", reason=reason)
    assert say(refusal.key, "zh", **refusal.values) == f"goods.toml rule x:{told}"
    assert str(refusal) == f"rule-wrong: goods.toml rule x: {reason}"


def test_no_two_forms_say_the_same_english():
    told = [words["en"] for key, words in catalogue().items() if key.startswith("fault.")]
    assert len(told) == len(set(told))
