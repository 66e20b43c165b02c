"""`port-officer journal`: an officer's sign-in, one answer or one clear line."""

import json

import pytest
from journal_parts import BEGIN, flipped, grown

from ui.command import main
from workstation import settings
from workstation.journal import Draft, Journal, Place, backup, vault
from workstation.views import VIEWS

PHRASE = "correct horse battery"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vault")
    return vault.create(folder, "0001", PHRASE), (folder / "slots.json").read_bytes()


@pytest.fixture
def station(tmp_path, made, clock, monkeypatch):
    """A data folder with 31 events, its officer's secret in the environment."""
    (tmp_path / "slots.json").write_bytes(made[1])
    journal = Journal.create(tmp_path / "journal.db", made[0], VIEWS, clock, Place("CNHXG", "03", "ab" * 8, "0001"))
    settings.write(tmp_path, settings.Settings("CNHXG", "03", journal.station, "ab" * 8))
    journal.append([Draft("officer.added", "0001", {"role": "supervisor"})], "0001")
    grown(journal, 29)
    journal.close()
    monkeypatch.setenv("PORT_OFFICER_DATA", str(tmp_path))
    monkeypatch.setenv("PORT_OFFICER_SECRET", PHRASE)
    return tmp_path


@pytest.fixture
def call(capsys):
    def called(*words):
        code = main([*words, "--officer", "0001", "--json"])
        out, err = capsys.readouterr()
        return code, out, err

    return called


def test_verify_answers_for_any_content(station, call):
    code, out, err = call("journal", "verify")
    answer = json.loads(out)
    assert (code, err, answer["intact"], answer["events"], answer["first_bad"], answer["head"]["seq"]) == (0, "", True, 31, None, 31)
    assert answer["witnesses"][0]["name"] == "head.json"
    flipped(station / "journal.db", 4096)
    code, out, _ = call("journal", "verify")
    assert (code, json.loads(out)["intact"]) == (0, False)
    (station / "journal.db").write_bytes(b"")
    code, out, _ = call("journal", "verify")
    assert (code, json.loads(out)["intact"], json.loads(out)["head"]) == (0, False, None)


def test_export_writes_every_event_as_a_line(station, call):
    code, out, _ = call("journal", "export")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, [line["seq"] for line in lines]) == (0, list(range(1, 32)))
    assert set(lines[0]) == {"v", "station", "seq", "at", "clock", "officer", "kind", "subject", "body", "hash", "sig"}
    target = station / "out.jsonl"
    code, answer, _ = call("journal", "export", "-o", str(target))
    # The first export was written down, after the last line it gave.
    *same, taken = target.read_text(encoding="utf-8").splitlines(keepends=True)
    assert (code, json.loads(answer)["events"], "".join(same)) == (0, 32, out)
    taken = json.loads(taken)
    assert (taken["kind"], taken["officer"], taken["body"]) == ("journal.exported", "0001", {"events": 31, "last": 31})
    code, _, err = call("journal", "export", "-o", str(station / "no" / "where"))
    assert (code, err.split(":")[1].strip()) == (2, "journal-file-not-writable")


def test_who_may_not_read_the_journal_gets_none_of_it(station, call, made, clock):
    journal = Journal.open(station / "journal.db", made[0], VIEWS, clock)
    journal.append([Draft("officer.added", "0001", {"role": "technician"})], "0001")
    journal.close()
    for words in (("export",), ("query", "SELECT * FROM event")):
        code, out, err = call("journal", *words)
        assert (code, out, err.split(":")[1].strip()) == (2, "", "role-may-not")


def test_query_reads_and_never_writes(station, call):
    code, out, _ = call("journal", "query", "SELECT count(*) AS events FROM event")
    assert (code, json.loads(out)) == (0, [{"events": 31}])
    for sql in ("DELETE FROM event", "DROP TABLE stay", "SELEC"):
        code, out, err = call("journal", "query", sql)
        assert (code, out, err.split(":")[1].strip()) == (2, "", "journal-query-wrong")


def test_rebuild_says_how_many_events(station, call):
    code, out, _ = call("journal", "rebuild")
    assert (code, json.loads(out)["events"]) == (0, 31)


def test_backup_damage_restore(station, call, made):
    code, out, _ = call("journal", "backup")
    copy = json.loads(out)["backup"]
    assert code == 0
    flipped(station / "journal.db", 5000)
    code, _, err = call("journal", "rebuild")
    assert (code, err.count("\n")) == (3, 1)
    assert err.startswith("trouble: journal-damaged: ")
    assert "port-officer journal restore" in err
    code, out, _ = call("journal", "restore")
    answer = json.loads(out)
    assert (code, answer["head"], answer["witnessed"], answer["lost"]) == (0, 31, 31, 0)
    assert copy.endswith(answer["backup"])
    code, out, _ = call("journal", "verify")
    assert (json.loads(out)["intact"], json.loads(out)["events"]) == (True, 32)
    code, out, _ = call("journal", "restore", answer["backup"])
    assert (code, json.loads(out)["lost"]) == (0, 1)
    journal = Journal.open(station / "journal.db", made[0], VIEWS, lambda: BEGIN)
    (told,) = journal.events(kinds=("station.restored",))
    assert (told.seq, told.officer, told.body["lost"], told.body["witnessed"]) == (33, "0001", 1, 32)
    journal.close()


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("journal",), "usage"),
        (("journal", "burn"), "usage"),
        (("journal", "export", "x"), "usage"),
        (("journal", "backup", "-o", "x"), "usage"),
        (("journal", "restore"), "backup-none"),
        (("journal", "restore", "nothing.db"), "backup-not-found"),
        (("journal", "verify", "--data", "/nowhere/at/all"), "no-station"),
    ],
)
def test_a_wrong_call_is_one_line(station, call, words, key):
    code, out, err = call(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"refused: {key}: ")
    assert "{" not in err


def test_a_copy_of_garbage_is_refused(station, call):
    (station / "garbage.db").write_bytes(b"x" * 9000)
    code, _, err = call("journal", "restore", str(station / "garbage.db"))
    assert (code, err.split(":")[1].strip()) == (2, "backup-not-good")
    assert backup.copies(station) == []


def test_the_secret_comes_from_the_environment_never_from_an_argument(station, call, capsys, monkeypatch):
    monkeypatch.setenv("PORT_OFFICER_SECRET", "wrong wrong wrong")
    assert call("journal", "verify")[2] == "refused: secret-wrong: wrong secret for officer 0001\n"
    monkeypatch.setenv("PORT_OFFICER_SECRET_0001", PHRASE)
    assert call("journal", "verify")[0] == 0
    monkeypatch.delenv("PORT_OFFICER_SECRET_0001")
    monkeypatch.delenv("PORT_OFFICER_SECRET")
    assert call("journal", "verify")[2].startswith("refused: secret-missing: ")
    assert main(["journal", "verify"]) == 2
    assert capsys.readouterr().err.startswith("refused: officer-missing: ")
