"""What the desk refuses is said whole: every value a line of words asks for is given where it is raised, and no act at a traveller desk leaves a gap in its refusal."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import persons_port as port
import pytest
from persons_port import BAG, ID, PICKED, RECEIPT

from workstation import settings
from workstation.desk.acts import ACTS
from workstation.words import catalogue

ROOT = Path(__file__).parents[2]
GIVEN = {"pieces": "7", "line": 1, "verdict": 5, "copy": 1, "alarm": 3, "seq": 1, "how": "sea", "officer": "O1", "secret": "wrong wrong wrong", "guarantee": "DB9"}
HOLE = re.compile(r"[{}]|\(\s*\)|（\s*）|[:：,，、(（]\s*$|[:：为]\s*[,，;；。]|  |^\s|\s$|None")
OTHER = {"gone", "sign-in", "sign-out", "hold", "park", "transfer", "inspect", "emergency", "stop", "roster", "next", "verify"}
"""Acts that would be done, or change who works here."""


def calls():
    """(where, key, names given) of every refusal and saying whose key stands there as it is; one that is filled from elsewhere is left out."""
    for path in (each for part in ("workstation", "devices", "ui") for each in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name not in ("Refused", "Trouble", "DeviceTrouble", "Say") or not node.args:
                continue
            told = node.args[1] if name == "Say" and len(node.args) > 1 else ast.Dict([], [])
            if any(each.arg is None for each in node.keywords) or not isinstance(told, ast.Dict) or None in told.keys:
                continue
            keys = [each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)] if isinstance(node.args[0], (ast.Constant, ast.IfExp)) else []
            given = {each.arg for each in node.keywords} | {each.value for each in told.keys if isinstance(each, ast.Constant)}
            yield from ((f"{path.relative_to(ROOT)}:{node.lineno}", key, given) for key in keys if isinstance(key, str) and key in catalogue())


def test_every_value_that_words_ask_for_is_given():
    found = list(calls())
    assert len(found) > 400
    holes = [(where, key, lacking) for where, key, given in found if (lacking := {each for words in catalogue()[key].values() for each in re.findall(r"\{(\w+)\}", words)} - given)]
    assert holes == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_act_at_a_traveller_desk_is_refused_with_a_gap(tmp_path, lang):
    yard = port.desk(tmp_path / "station")
    yard.close()
    settings.write(yard.folder, replace(settings.read(yard.folder), lang=lang))
    yard.open("S1")
    said = {}
    for scans in ((), (ID,), (RECEIPT, BAG), (port.ID2, RECEIPT), (ID, PICKED)):
        for text in scans:
            yard.line(scan=text)
        for name, act in ACTS.items():
            for several in ((*act.needs, *act.may), act.needs) if name not in OTHER else ():
                told = yard.desk.line({"act": name, **{field: GIVEN.get(field, "x9") for field in several}})
                said |= {told.refused["words"]: told.refused["key"]} if told.refused else {}
        if yard.desk.front:
            for act in ("release", "leave"):
                assert yard.refused(act=act) == "traveller-no-truck"
    assert len(said) > 40
    assert [words for words in said if HOLE.search(words)] == []
    yard.close()
