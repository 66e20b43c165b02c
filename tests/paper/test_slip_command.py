import json
from io import BytesIO, TextIOWrapper

import pytest

from tests.release.slips import NOW, PLAIN, PUBLIC, ROOT, ROOT_KEY, signed
from ui.command import main
from workstation import settings
from workstation.paper import slip
from workstation.release import keys
from workstation.release.keys import KeyList, StationKey

TOKEN = signed(PLAIN)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PORT_OFFICER_NOW", settings.show_time(NOW + 60_000))
    monkeypatch.setenv("PORT_OFFICER_DATA", str(tmp_path))
    known = KeyList("", NOW, (StationKey(PLAIN.station, PUBLIC, NOW, NOW + 10**9),))
    (tmp_path / "keys.pack").write_bytes(keys.make(ROOT, ROOT_KEY.sign, known))
    settings.write(tmp_path, settings.Settings("CNHXG", "03", PLAIN.station, keys.fingerprint(ROOT)))
    (tmp_path / "a.pdf").write_bytes(slip.pdf(PLAIN, TOKEN))
    return tmp_path


def answer(capsys, *words):
    assert main(["slip", "check", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_text_file_and_stdin_give_the_contracts_answer(folder, capsys, monkeypatch):
    found = answer(capsys, TOKEN)
    assert (found["authentic"], found["reasons"], found["root"], found["used"], found["revoked"]) == (True, [], keys.fingerprint(ROOT), None, False)
    wanted = {
        "number": PLAIN.number, "station": PLAIN.station, "port": "CNHXG", "lane": "03", "vehicle": PLAIN.vehicle, "containers": ["MSKU0383250"],
        "seals": ["HN1234567"], "declaration": "640120261000000123", "release_list": None, "channel": "release", "basis": "direct",
        "issued_at": "2026-11-21T08:35:59Z", "expires_at": "2026-11-21T14:35:59Z",
    }
    assert wanted.items() <= found["slip"].items()
    assert answer(capsys, str(folder / "a.pdf")) == found
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(TOKEN.encode() + b"\n")))
    assert answer(capsys, "-") == found


@pytest.mark.parametrize("text", ["rubbish", "HN1:", TOKEN.lower(), TOKEN + " ", "\udc80", "HN1:" + "A" * 100_000, "a" * 5000])
def test_any_text_is_answered(folder, capsys, text):
    found = answer(capsys, text)
    assert (found["authentic"], found["slip"]) == (False, None)


def test_another_key_list_and_root_may_be_named(folder, capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("PORT_OFFICER_DATA")
    assert answer(capsys, TOKEN, "--keys", str(folder / "keys.pack"), "--root", ROOT.hex())["authentic"] is True


@pytest.mark.parametrize(("words", "line"), [
    (["x", "--keys", "k"], "refused: usage: --keys and --root go together\n"),
    (["none.pdf"], "refused: slip-file-missing: cannot read none.pdf: No such file or directory\n"),
    (["{folder}/keys.pack"], "refused: picture-not-read: keys.pack: not a PDF or picture that can be read\n"),
    (["x", "--keys", "{folder}/keys.pack", "--root", "00"], "refused: keys-root: "),
    (["x", "--keys", "{folder}/settings.toml", "--root", "00"], "refused: keys-wrong: settings.toml is not a key list\n"),
])
def test_wrong_files_get_one_clear_line(folder, capsys, words, line):
    assert main(["slip", "check", *(word.format(folder=folder) for word in words)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(line)
    assert said.count("\n") == 1
