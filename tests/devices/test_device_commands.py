import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import resources
from tests.devices.wire import SECONDS, Wire

PROGRAM = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())"]
ROOT = Path(__file__).parents[2]


def call(*words: str, lines: bytes = b"") -> subprocess.CompletedProcess:
    return subprocess.run([*PROGRAM, *words], input=lines, capture_output=True, check=False, cwd=ROOT, timeout=60)


def decoded(driver: str, *asked: object) -> list[dict]:
    done = call("decode", driver, "--jsonl", lines="\n".join(one if isinstance(one, str) else json.dumps(one) for one in asked).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_decode_answers_every_line():
    good = {"chunks_hex": [b"]C10109501101530003\x1d10A".hex(), "42430d"]}
    wrong_digit = {"chunks_hex": [b"]C10109501101530004\r".hex()], "config": {}}
    answers = decoded("scanner-line", good, "nonsense", {"chunks_hex": ["4"]}, {"chunks_hex": [1]}, {"chunks_hex": [], "config": {"max_len": 0}}, wrong_digit, "[]",
                      {"chunks_hex": ["e790bc0d"], "config": {"require_aim": True}})
    (scan,) = answers[0]["frames"]
    assert scan == {"aim": "]C1", "symbology": "GS1-128", "text": "0109501101530003\x1d10ABC", "encoding": "ascii", "payload_hex": scan["raw_hex"][6:],
                    "raw_hex": (b"]C10109501101530003\x1d10ABC").hex(), "gs1": {"01": "09501101530003", "10": "ABC"}}
    assert [one.get("error") for one in answers[1:5]] == ["line-wrong", "line-wrong", "line-wrong", "config-wrong"]
    assert "max_len" in answers[4]["words"]
    assert answers[5]["frames"][0]["gs1"] == {"error": "check_digit"}
    assert answers[6]["error"] == "line-wrong"
    assert answers[7] == {"frames": [], "rejected": 1}


def test_decode_weights():
    (answer,) = decoded("xk3190", {"chunks_hex": ["022b3030323030", "3032314203"]})
    assert answer["rejected"] == 0
    assert answer["frames"] == [{"kind": "continuous", "sign": "+", "digits": "002000", "decimals": 2, "value": "20.00", "raw_hex": "022b30303230303032314203"}]


@pytest.mark.parametrize("words", [("decode", "nope", "--jsonl"), ("simulate", "nope")])
def test_unknown_device_is_refused_in_one_line(words):
    done = call(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1
    assert "nope" in done.stderr.decode()


def test_simulated_scanner_types_a_script(tmp_path):
    words = [*PROGRAM, "simulate", "scanner-line", "--folder", str(tmp_path), "--suffix-hex", "0d0a"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as running:
        path = running.stdout.readline().decode().strip()
        with Wire(path) as wire:
            wire.state("open")
            script = ['{"type": "琼A12345", "aim": "]Q1", "split": true, "noise": 3}', "CSQU3054383", "{broken", '{"unplug": 0.1}', '{"hex": "2f0d"}', '{"type": 1}']
            running.stdin.write("\n".join(script).encode() + b"\n")
            running.stdin.flush()
            assert [wire.text() for _ in range(3)] == ["琼A12345", "CSQU3054383", "/"]
            running.stdin.close()
            answers = [json.loads(line) for line in running.stdout]
        assert running.wait(SECONDS) == 0
    assert [min(one) for one in answers] == ["sent_hex", "sent_hex", "error", "done", "sent_hex", "error"]
    assert not os.path.lexists(path)


def test_simulated_scale_settles(tmp_path):
    words = [*PROGRAM, "simulate", "xk3190", "--folder", str(tmp_path), "--interval", "0.005"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as running:
        path = running.stdout.readline().decode().strip()
        with Wire(path, "xk3190") as wire:
            wire.state("open")
            running.stdin.write(b'{"weight": "24310"}\n')
            running.stdin.flush()
            while wire.frames.get(timeout=SECONDS).frame.value != "24310":
                continue
            running.stdin.close()
        assert running.wait(SECONDS) == 0


def test_decode_names_the_lists_of_a_driver():
    (answer,) = decoded("ssi", {"chunks_hex": ["10f3000003435351553330", "3534333833fc54"]})
    assert (list(answer), len(answer["packets"]), answer["scans"][0]["data_hex"]) == (["packets", "scans", "rejected"], 1, b"CSQU3054383".hex())
    assert decoded("ssi", {"chunks_hex": ["10f3"]}) == [{"packets": [], "scans": [], "rejected": 0}]
    assert decoded("mrz", {"chunks_hex": []}) == [{"documents": [], "rejected": 0}]


def test_simulated_device_on_a_socket_with_faults():
    words = [*PROGRAM, "simulate", "ssi", "--socket", "0", "--interval", "0.05"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as running:
        address = running.stdout.readline().decode().strip()
        assert address.startswith("socket://127.0.0.1:")
        with Wire(address, "ssi") as wire:
            wire.state("open")
            script = ['{"type": "A1", "aim": "]Q1", "fault": "flip"}', "B2", '{"fault": "split"}', '{"type": "C3", "code_type": 15}', '{"fault": "x"}', '{"wait": "x"}', "[]"]
            running.stdin.write("\n".join(script).encode() + b"\n")
            running.stdin.flush()
            texts = []
            while texts[-1:] != ["[]"]:
                reading = wire.frames.get(timeout=SECONDS).frame.reading()
                texts += [reading.text] if reading else []
            running.stdin.close()
            answers = [json.loads(line) for line in running.stdout]
        assert running.wait(SECONDS) == 0
    assert texts == ["A1", "B2", "C3", "[]"]
    assert [one.get("error", min(one)) for one in answers[2:6]] == ["done", min(answers[3]), "line-wrong", "line-wrong"]


@pytest.mark.parametrize("words", [("xk3190", "--config", "{"), ("toledo", "--config", "[]"), ("xk3190", "--config", '{"format": "x"}'), ("ssi", "--socket", "99999"), ("xk3190", "--interval", "-1"), ("xk3190", "--interval", "nan"),
                                   ("generic", "--config", '{"profile": "nope"}'), ("generic", "--config", '{"x": "y"}'), ("toledo", "--config", '{"x": 1}'), ("relay", "--config", '{"x": 1}'),
                                   ("mrz", "--folder", "/dev/null/no")])
def test_device_that_cannot_be_set_up_is_said_in_one_line(words):
    done = call("simulate", *words)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_every_key_of_the_devices_has_both_languages_and_the_same_values():
    words = tomllib.loads((resources.folder / "locale" / "devices.toml").read_text(encoding="utf-8"))
    for key, said in words.items():
        assert set(said) == {"zh", "en"}, key
        assert sorted(_values(said["zh"])) == sorted(_values(said["en"])), key
    raised = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "devices").rglob("*.py"))
    for key in words:
        assert f'"{key}"' in raised or key.startswith("print-") or key in ("line-wrong", "simulator-unknown", "simulator-unread"), key


def _values(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]
