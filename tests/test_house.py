"""The budget of the house (design: file, function, parameters, inheritance, no mocks), the words, and what may never stand in a file."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

import resources

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for name in ("workstation", "devices", "ui", "resources") for path in (ROOT / name).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

FILE, FUNCTION, P90, PARAMETERS = 300, 40, 18, 5
BASES = re.compile(r"Exception|\w*Error|Refused|Enum|StrEnum|Protocol|Q[A-Z]\w+|Page|Editor|Panel|ArgumentParser|argparse\.ArgumentParser|\w+\.Q\w+|Generic|NamedTuple|RuleBasedStateMachine")


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length(node):
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_and_functions_keep_the_budget():
    over = [f"{path.relative_to(ROOT)}: {count} lines" for path in SOURCES if (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE]
    sizes = []
    for path in SOURCES:
        for node in functions(path):
            sizes.append(length(node))
            if sizes[-1] > FUNCTION:
                over.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {sizes[-1]} lines")
            named = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if arg.arg not in ("self", "cls")]
            if len(named) > PARAMETERS:
                over.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {len(named)} parameters")
    assert over == []
    assert sorted(sizes)[int(len(sizes) * 0.9)] <= P90


def test_inheritance_only_from_qt_exceptions_enums_protocols():
    own = {node.name for path in SOURCES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)}
    over = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base) for base in node.bases]
                over += [f"{path.relative_to(ROOT)}:{node.lineno} {node.name}({base})" for base in bases if not BASES.fullmatch(base.split("[")[0])]
    assert over == []
    assert own


def test_no_mocks_no_skips_nothing_left_for_later():
    marks = re.compile(r"unittest\.mock|MagicMock|mocker\.|pytest\.mark\.(skip|xfail)|pytest\.skip\(|\b(TODO|FIXME|XXX|HACK)\b|except Exception|except BaseException:\s*pass")
    found = []
    for path in [*SOURCES, *TESTS]:
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if marks.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number} {line.strip()}")
    assert found == []


def test_no_index_address_and_no_path_of_a_machine_in_any_file():
    hosts = re.compile("|".join(re.escape(host) for host in ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "debian" + ".org")))
    found = []
    for path in [*SOURCES, *TESTS, *ROOT.glob("*.lock"), *ROOT.glob("*.toml"), *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / ".ci" / "setup", ROOT / ".ci" / "run"]:
        found += [f"{path.name}:{number}" for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if hosts.search(line)]
    assert found == []


def test_words_are_unique_and_say_the_same_in_both_languages():
    seen, wrong = {}, []
    for path in sorted((resources.folder / "locale").glob("*.toml")):
        for key, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in seen:
                wrong.append(f"{key} stands in {seen[key]} and {path.name}")
            seen[key] = path.name
            if not words.get("zh") or not words.get("en"):
                wrong.append(f"{path.name} {key}: a language is missing")
            elif set(re.findall(r"\{(\w+)\}", words["zh"])) != set(re.findall(r"\{(\w+)\}", words["en"])):
                wrong.append(f"{path.name} {key}: the values differ")
    assert wrong == []


def test_every_refusal_has_words():
    raised = re.compile(r"""(?:Refused|Trouble|DeviceTrouble|Say)\(\s*"([a-z][\w.-]+)"[,)]""")
    known = {key for path in (resources.folder / "locale").glob("*.toml") for key in tomllib.loads(path.read_text(encoding="utf-8"))}
    missing = {f"{path.relative_to(ROOT)}: {key}" for path in SOURCES for key in raised.findall(path.read_text(encoding="utf-8")) if key not in known}
    assert missing == set()


def test_every_reason_of_the_rules_has_words():
    known = {key for path in (resources.folder / "locale").glob("*.toml") for key in tomllib.loads(path.read_text(encoding="utf-8"))}
    rules = tomllib.loads((resources.folder / "rules" / "goods.toml").read_text(encoding="utf-8"))["rule"]
    facts = tomllib.loads((resources.folder / "rules" / "facts.toml").read_text(encoding="utf-8"))
    wanted = {"reason." + rule["reason"] for rule in rules} | {"reason.nothing.known"}
    assert wanted - known == set()
    assert {"flip." + name for name, fact in facts.items() if isinstance(fact, dict) and "good" in fact} - known == set()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_pin_has_a_hash(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
    assert pins
    blocks = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_events_table_is_well_formed():
    kinds = tomllib.loads((resources.folder / "tables" / "events.toml").read_text(encoding="utf-8"))
    types = {"text", "int", "bool", "decimal", "texts", "map", "maps"}
    wrong = [kind for kind, row in kinds.items() if {value.rstrip("?") for value in row["body"].values()} - types or not row["meaning"] or not row["subject"]]
    assert wrong == [], json.dumps(wrong)
