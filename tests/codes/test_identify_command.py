"""`port-officer identify` as a process of its own, with the lines a pipe may bring."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())", "identify"]


def identify(*words, lines=b"", env=None):
    return subprocess.run([*START, *words], input=lines, capture_output=True, cwd=ROOT, timeout=60, check=False, env=env)


def test_the_example_of_the_contract():
    answer = identify("CSQU3054383", "--json")
    assert answer.returncode == 0
    found = json.loads(answer.stdout)
    found["candidates"][0]["fields"] = {}
    assert found == {
        "raw": "CSQU3054383",
        "candidates": [{"kind": "container", "value": "CSQU3054383", "checked": True, "fields": {}}],
        "refused": [{"kind": "imo", "reason": "length"}],
    }


def test_one_answer_per_line_whatever_the_line_is():
    odd = [
        b'"CSQU3054383"', b"", b"{}", b"12", b'"broken', b'"\\ud800"', b'"\xff\xfe"', b"[" * 100_000, b"9" * 10_000, b'"\\u0000\\u001d"',
        json.dumps("A" * 100_000).encode(), '"琼A·12345"'.encode(), b'\xef\xbb\xbf"CNHAK"', b"null", b'"\\u202eHN1234567"',
    ]
    answer = identify("--jsonl", lines=b"\n".join(odd))
    assert (answer.returncode, answer.stderr) == (0, b"")
    told = [json.loads(line) for line in answer.stdout.decode().splitlines()]
    assert len(told) == len(odd)
    assert ["error" in line for line in told] == [False, True, True, True, True, False, False, True, True, False, False, False, False, True, False]
    assert [told[at]["candidates"][0]["kind"] for at in (0, 11, 12, 14)] == ["container", "plate", "locode", "seal"]
    assert told[5]["raw"] == "\ud800"


def test_the_aim_identifier_of_the_scanner():
    found = json.loads(identify("0105901234123457", "--aim", "]C1", "--json").stdout)
    assert found["candidates"][0]["fields"] == {"01": "05901234123457"}


def test_an_empty_text_and_broken_bytes_are_answered():
    assert json.loads(identify("", "--json").stdout) == {"raw": "", "candidates": [], "refused": []}
    assert identify(b"\xff\xfe12", "--json").returncode == 0


@pytest.mark.parametrize("encoding", ["ascii", "gb18030", "utf-8"])
def test_any_terminal_can_show_it(encoding):
    answer = identify("琼A12345", "--json", env={"PYTHONIOENCODING": encoding, "PATH": "/usr/bin"})
    assert json.loads(answer.stdout.decode(encoding))["candidates"][0]["value"] == "琼A12345"


def test_for_people_in_both_languages():
    assert identify("CSQU3054384", "--lang", "zh").stdout.decode().splitlines()[-1].startswith("不是")
    assert "not a container: check digit does not hold" in identify("CSQU3054384").stdout.decode()
    assert identify("   ").stdout.decode() == "nothing recognised\n"


def test_no_text_is_refused_in_one_line():
    answer = identify()
    assert answer.returncode == 2
    assert answer.stderr.decode().startswith("refused: code-no-text: ")
    assert len(answer.stderr.splitlines()) == 1


def test_nothing_heavy_is_imported():
    code = "import sys, ui.command.identify; print([n for n in sys.modules if n.split('.')[0] in ('PySide6','biip','reportlab','sqlcipher3','sqlite_utils','cwt','pypinyin','qrcode')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True).stdout.strip() == b"[]"
