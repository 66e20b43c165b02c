"""`lane --jsonl` as another program sees it: the shapes of the contract, and no line that ends it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import yard
from ui.command import COMMANDS
from workstation import settings

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())"]
NOW = settings.show_time(yard.NOW)

ANSWER = {"in", "events", "passage", "verdict", "slip", "alarms", "refused"}
PARTS = {"vehicle": list, "declaration": list, "release_list": list, "container": list, "seal": list, "driver": list, "weight": (str, type(None))}


def call(*words, folder=None, **options):
    data = ["--data", str(folder)] if folder else []
    environment = {**os.environ, **yard.secrets(), "PORT_OFFICER_NOW": NOW} | options.pop("env", {})
    return subprocess.run([*COMMAND, *words, *data], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60, **options)


def worked(folder, *lines, officer="S1", **options):
    """The answers to lines given as maps or as raw bytes; the program must end in peace."""
    raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    done = call("lane", "--jsonl", "--officer", officer, folder=folder, input=raw, **options)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()[-2000:]
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def keys(answers):
    return [each["refused"] and each["refused"]["key"] for each in answers]


@pytest.fixture
def folder(tmp_path):
    made = yard.Yard(tmp_path / "station", yard.rows())
    made.close()
    return made.folder


def test_a_truck_from_scan_to_slip_in_the_shapes_of_the_contract(folder):
    answers = worked(folder, *yard.clean(), {"act": "release"}, {"act": "printed"}, {"act": "reprint"}, {"act": "next"})
    assert [each["in"] for each in answers] == list(range(1, 10))
    for each in answers:
        assert each.keys() >= ANSWER
        assert all(isinstance(station, str) and isinstance(seq, int) and isinstance(kind, str) for station, seq, kind in each["events"])
    waiting, judged, released, _, reprinted, free = answers[3:]
    assert waiting["passage"]["waiting"] == ["weight"]
    assert waiting["verdict"] is None
    passage = judged["passage"]
    assert all(isinstance(passage["parts"][name], sort) for name, sort in PARTS.items())
    assert (passage["state"], passage["waiting"], passage["parts"]["weight"]) == ("open", [], "16200")
    assert [kind for _, _, kind in answers[0]["events"]] == ["passage.opened", "code.scanned"]
    assert passage["id"] == "/".join(map(str, answers[0]["events"][0][:2]))
    verdict = judged["verdict"]
    assert (verdict["channel"], verdict["reasons"][0]) == ("release", "instruction.none")
    assert [verdict["id"], "verdict.given"] == judged["events"][-1][1:]
    assert verdict["flip"]
    assert all(set(flip) == {"fact", "to", "channel"} for flip in verdict["flip"])
    assert isinstance(verdict["details"], dict)
    assert set(released["slip"]) == {"number", "token", "copy"}
    assert released["slip"]["token"].startswith("HN1:")
    assert released["passage"]["state"] == "released"
    assert reprinted["slip"]["copy"] == 2
    assert (free["passage"], free["verdict"], free["slip"]) == (None, None, None)
    checked = call("slip", "check", released["slip"]["token"], "--json", folder=folder)
    assert json.loads(checked.stdout)["authentic"] is True


def test_numbers_that_matter_are_texts_and_every_event_is_in_the_journal(folder):
    answers = worked(folder, *yard.clean())
    exported = call("journal", "export", "--officer", "S1", folder=folder)
    assert exported.returncode == 0
    there = {(event["station"], event["seq"], event["kind"]) for event in map(json.loads, exported.stdout.decode().splitlines())}
    assert {tuple(each) for answer in answers for each in answer["events"]} <= there
    assert b"." not in b"".join(part for part in json.dumps(answers).encode().split(b'"')[2::2] if part.strip(b" :,[]{}")[:1].isdigit())


WRONG = {
    b"": "line-not-json", b"hello": "line-not-json", b"[1, 2]": "line-not-json", b"null": "line-not-json", b"{": "line-not-json",
    b'"text"': "line-not-json", b"17": "line-not-json", b"{}": "line-unknown", b'{"scan": 5}': "line-field", b'{"scan": null}': "line-field",
    b'{"scan": ["a"]}': "line-field", b'{"weight": 24310}': "line-field", b'{"weight": NaN}': "line-field", b'{"weight": "heavy"}': "weight-wrong",
    b'{"weight": "-1"}': "weight-wrong", b'{"weight": "1e9"}': "weight-wrong", b'{"weight": "NaN"}': "weight-wrong", b'{"weight": "sNaN"}': "weight-wrong",
    b'{"weight": "Infinity"}': "weight-wrong", b'{"weight": ""}': "weight-wrong", b'{"weight": "1e-999999"}': "weight-wrong",
    b'{"weight": "1e-999999999999"}': "weight-wrong", b'{"weight": "5", "unit": "lb"}': "weight-unit", b'{"weight": "5", "unit": []}': "weight-unit",
    b'{"seal": "HN1", "status": "shut"}': "seal-status", b'{"seal": "HN1234567", "status": []}': "seal-status", b'{"seal": ""}': "seal-number",
    b'{"seal": "\\u0000\\u0001"}': "seal-number", b'{"seal": "HN1234567", "source": {}}': "line-field", b'{"scan": "x", "source": "telepathy"}': "line-field",
    b'{"scan": "x", "link": 5}': "line-field", b'{"scan": "x", "aim": 5}': "line-field", b'{"scan": "x", "aim": ["]C1"]}': "line-field",
    b'{"seal": "HN1234567", "container": 5}': "line-field", b'{"seal": "HN1234567", "link": []}': "line-field", b'{"weight": "5", "link": {}}': "line-field",
    b'{"act": 5}': "act-unknown", b'{"act": []}': "act-unknown", b'{"act": {}}': "act-unknown", b'{"act": ""}': "act-unknown", b'{"act": null}': "act-unknown",
    b'{"act": "fly"}': "act-unknown", b'{"act": "\\ud800"}': "act-unknown", b'{"act": "hold"}': "act-field-missing", b'{"act": "hold", "reason": ""}': "act-field-missing",
    b'{"act": "hold", "reason": 5}': "line-field", b'{"act": "hold", "reason": "x", "wish": "y"}': "act-field-unknown", b'{"act": "hold", "\\ud800": 1}': "act-field-unknown",
    b'{"act": "release", "verdict": "5"}': "line-field", b'{"act": "release", "verdict": true}': "line-field", b'{"act": "release", "verdict": 1.5}': "line-field",
    b'{"act": "acknowledge", "alarm": 99999999999999999999999999}': "line-field", b'{"act": "sign", "secret": "S1 has a long phrase"}': "secret-in-line",
    b'{"act": "release", "secret": "x"}': "secret-in-line", b'{"scan": "x", "secret": "x"}': "secret-in-line", b'{"act": "sign-in", "officer": 5}': "line-field",
    b'{"act": "sign-in", "officer": "NOBODY"}': "secret-missing-here", b'{"act": "cosign", "officer": []}': "line-field",
    b'{"act": "emergency", "order": "1", "until": "soon"}': "time-not-readable", b'{"act": "emergency", "order": "1", "until": "2026-11-21T09:00:00"}': "time-not-readable",
    b'{"act": "emergency", "order": "1"}': "act-field-missing", b'{"act": "resume", "passage": "\\u0000"}': "not-parked", b'{"act": "release"}': "no-passage",
    b'{"act": "present", "token": "HN1:"}': None, b'{"act": "present", "token": "\\ud800"}': None, b'{"act": "present"}': "act-field-missing",
    b'{"act": "acknowledge", "alarm": -1}': "alarm-unknown", b'{"act": "reprint", "number": "\\ud800"}': None,
    b'{"scan": "\xff\xfe\x80"}': None, b"\xff\xfe\x80": "line-not-json", b'{"scan": "\\ud800"}': None, b'{"scan": ""}': None, b'{"scan": "\\u0000\\u001b[2J\\u202e"}': None,
    b"[" * 100_000: "line-not-json", b'{"a":' * 50_000: "line-not-json", b'{"act": "release", "verdict": ' + b"9" * 5000 + b"}": "line-not-json",
}  # fmt: skip
"""Raw line -> the key it is refused with; None: any answer will do."""


def test_no_line_ends_the_program(folder):
    lines = [line + b"\n" for line in WRONG]
    answers = worked(folder, *lines, {"scan": yard.PLATE})
    assert [each["in"] for each in answers] == list(range(1, len(WRONG) + 2))
    found = dict(zip(WRONG, keys(answers), strict=False))
    assert {line[:60]: key for line, key in found.items() if WRONG[line] not in (None, key)} == {}
    assert answers[-1]["passage"]["parts"]["vehicle"] == [yard.PLATE]
    assert call("journal", "verify", "--officer", "S1", folder=folder).returncode == 0


TRUCK = (
    b'{"act": "hold", "reason": "\\ud800"}', b'{"act": "hold", "reason": "\xed\xa0\x80"}', b'{"act": "hold", "reason": "' + "好".encode() * 3000 + b'"}',
    b'{"act": "park", "reason": "\\u0000"}', b'{"scan": "' + yard.PLATE.encode() + b'"}', b'{"act": "correct", "part": "vehicle", "value": "\\ud800", "to": "x", "reason": "x"}',
    b'{"act": "correct", "part": "\\ud800", "value": "x", "to": "x", "reason": "x"}', b'{"act": "move", "value": "\\ud800", "to": "new"}',
    b'{"act": "move", "value": "x", "to": "\\ud800"}', b'{"act": "inspect", "form": "\\ud800"}', b'{"act": "inspect", "form": "appearance", "again": "\\ud800"}',
    b'{"act": "inspect", "form": "appearance", "reason": "\\udfff"}', b'{"act": "inspect", "form": "appearance"}', b'{"act": "set", "field": "place", "value": "\\ud800"}',
    b'{"act": "set", "field": "\\ud800", "value": "x"}', b'{"act": "evidence", "file": "a\\u0000b"}', b'{"act": "evidence", "file": "\\ud800"}', b'{"act": "evidence", "file": "/"}',
    b'{"act": "evidence", "file": "' + b"x" * 1900 + b'"}', b'{"act": "seal-apply", "seal": "HN1234567", "container": "\\ud800"}', b'{"act": "seal-apply", "seal": "\\ud800\\ud800\\ud800"}',
    b'{"act": "printed", "copy": 99999999999999999999}', b'{"act": "suspend", "reason": "\\ud800"}', b'{"act": "transfer", "to": "\\ud800"}',
    b'{"act": "confirm", "fact": "instruction", "value": "none", "who": "\\ud800", "when": "now", "reference": "1"}', b'{"scan": "x", "link": "\\ud800"}',
    b'{"seal": "HN1234567", "link": "\\ud800"}', b'{"seal": "HN1234567", "container": "\\ud800"}', b'{"scan": "x", "aim": "\\ud800"}',
)  # fmt: skip


def test_no_line_about_a_truck_ends_the_program(folder):
    answers = worked(folder, {"scan": yard.PLATE}, *(line + b"\n" for line in TRUCK), {"act": "printed", "copy": 2}, {"scan": yard.PAPERS})
    assert len(answers) == len(TRUCK) + 3
    assert yard.PAPERS in answers[-1]["passage"]["parts"]["declaration"]
    again = worked(folder, {"scan": yard.BOX})
    assert again[0]["passage"]["parts"]["container"] == [yard.BOX]


def test_texts_of_a_hundred_kilobytes_get_an_answer(folder):
    long = "A" * 100_000
    several = ({"scan": long}, {"scan": "琼" * 50_000}, {"seal": long}, {"weight": "1" * 100_000}, {"act": long}, {"act": "hold", "reason": long}, {long: long})
    answers = worked(folder, *several, {"scan": "\t\r\n" * 30_000}, {"scan": yard.PLATE, "link": long}, {"scan": yard.PLATE, "aim": long})
    assert len(answers) == len(several) + 3
    assert all(len(json.dumps(each)) < 4096 for each in answers)


def test_a_last_line_without_its_end_and_carriage_returns_count(folder):
    answers = worked(folder, b'{"scan": "x"}\r\n', b'{"scan": "' + yard.PLATE.encode() + b'"}')
    assert [each["in"] for each in answers] == [1, 2]
    assert answers[1]["passage"]["parts"]["vehicle"] == [yard.PLATE]


def test_secrets_stand_in_no_answer_and_no_event(folder):
    phrase = "a phrase that must not leak"
    answers = worked(folder, {"scan": yard.PLATE}, {"act": "sign", "secret": phrase}, {"act": "hold", "reason": "x", "secret": phrase}, {"act": phrase, "secret": phrase})
    assert keys(answers)[1:] == ["secret-in-line"] * 3
    exported = call("journal", "export", "--officer", "S1", folder=folder)
    assert phrase not in json.dumps(answers) + exported.stdout.decode()


def test_a_pack_imported_meanwhile_is_seen_before_the_next_line(folder):
    environment = {**os.environ, **yard.secrets(), "PORT_OFFICER_NOW": NOW}
    words = [*COMMAND, "lane", "--jsonl", "--officer", "S1", "--data", str(folder)]
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as lane:

        def say(asked):
            lane.stdin.write(json.dumps(asked) + "\n")
            lane.stdin.flush()
            return json.loads(lane.stdout.readline())

        last = [say(line) for line in yard.clean()][-1]
        assert last["verdict"]["channel"] == "release"
        work = folder.parent / "work"
        work.mkdir()
        (work / "pack.toml").write_text(f'kind = "delta"\nport = "CNHXG"\nversion = 2\nprevious = 1\nmade_at = "{NOW}"\n')
        (work / "instruction.jsonl").write_text(json.dumps(yard.instruction("hold")) + "\n")
        for command in (("make", str(work), "-o", str(work / "d.pack")), ("import", str(work / "d.pack"), "--officer", "S1")):
            done = call("pack", *command, folder=folder)
            assert done.returncode == 0, done.stderr
        refused = say({"act": "release", "verdict": last["verdict"]["id"]})
        assert refused["refused"]["key"] == "verdict-changed"
        assert (refused["verdict"]["channel"], refused["verdict"]["reasons"]) == ("hold", ["instruction.hold"])
        assert [kind for _, _, kind in refused["events"]] == ["verdict.given", "call.opened"]
        assert say({"act": "release"})["refused"]["key"] == "not-releasable"
        lane.stdin.close()
        assert lane.wait(30) == 0


def test_acts_lists_every_act_with_its_fields_without_a_station():
    done = call("lane", "--acts", "--json")
    acts = {each["act"]: each for each in json.loads(done.stdout)}
    named = "release hold lift inspect set sign cosign suspend handover override confirm correct park resume move leave next evidence"
    assert set(f"{named} seal-apply seal-remove seal-replace reprint void present emergency sign-out sign-in".split()) <= acts.keys()
    assert acts["hold"]["needs"] == ["reason"]
    assert (acts["seal-verify"]["as_line"], acts["seal-verify"]["needs"]) == ("seal", ["seal"])
    assert all("as_line" not in each for name, each in acts.items() if name != "seal-verify")
    assert all(set(each) >= {"act", "needs", "may"} for each in acts.values())


def test_a_seal_is_verified_by_its_act_as_by_its_line(folder):
    verified = {"act": "seal-verify", "seal": "HN1234567", "status": "sealed"}
    answers = worked(folder, {"scan": yard.PLATE}, verified, {"act": "seal-verify"}, verified | {"words": "x"})
    assert [each[2] for each in answers[1]["events"]] == ["seal.verified"]
    assert keys(answers) == [None, None, "act-field-missing", "line-field-unknown"]


def test_the_overview_names_every_command_apart_from_what_it_does():
    said = call("--help").stdout.decode().splitlines()
    for name in COMMANDS:
        assert [line for line in said if line.startswith(f"  {name}  ")], name


@pytest.mark.parametrize(("words", "key"), [((), "officer-missing"), (("--officer", "NOBODY"), "secret-missing"), (("--officer", "T1"), None)])
def test_who_may_not_sign_in_gets_one_line(folder, words, key):
    done = call("lane", "--jsonl", *words, folder=folder, input=b'{"scan": "x"}\n')
    if key:
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().startswith(f"refused: {key}: ")
        assert done.stderr.count(b"\n") == 1
    else:
        assert json.loads(done.stdout)["refused"]["key"] == "role-may-not"


def test_a_trial_clock_is_written_into_every_event(folder):
    worked(folder, {"scan": yard.PLATE})
    exported = call("journal", "export", "--officer", "S1", folder=folder)
    events = [json.loads(line) for line in exported.stdout.decode().splitlines()]
    assert all(event["body"].get("trial") is True for event in events if event["kind"] in ("passage.opened", "code.scanned"))
