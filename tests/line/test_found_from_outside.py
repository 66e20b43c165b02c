"""The command line as a stranger meets it: secrets stay inside, roles hold everywhere, and whatever fails is one line."""

import ast
import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import yard
from ui.command import COMMANDS, main, window
from workstation import settings
from workstation.journal import Journal
from workstation.risk import rulebook
from workstation.views import VIEWS
from workstation.words import Trouble

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "import sys; from ui.command import main; sys.exit(main())"]
NOW = settings.show_time(yard.NOW)
ENVIRONMENT = {**os.environ, **yard.secrets(), "PORT_OFFICER_NOW": NOW}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A station on which one truck went out."""
    one = yard.Yard(tmp_path_factory.mktemp("outside") / "station", yard.rows())
    one.open("O1")
    one.lines(*yard.clean())
    assert one.act("release")["refused"] is None
    one.close()
    return one


@pytest.fixture
def folder(made, tmp_path):
    return Path(shutil.copytree(made.folder, tmp_path / "station"))


@pytest.fixture
def call(folder, capsys, monkeypatch):
    """Exit code, stdout and the key of the refusal."""
    for name, value in {**yard.secrets(), "PORT_OFFICER_NOW": NOW}.items():
        monkeypatch.setenv(name, value)

    def called(*words, officer="S1"):
        code = main([*map(str, words), "--data", str(folder), "--officer", officer, "--json"])
        out, err = capsys.readouterr()
        assert err.count("\n") == (code != 0), err
        return code, out, err.split(":")[1].strip() if err else ""

    return called


def outside(folder, *words, **options):
    return subprocess.run([*COMMAND, *words, "--data", str(folder)], cwd=ROOT, env=ENVIRONMENT, check=False, timeout=60, **options)


def shell(folder, line):
    """A line for the shell in which `port-officer` is the program; (exit codes of the pipe, stderr)."""
    script = f'port-officer() {{ "{sys.executable}" -c "import sys; from ui.command import main; sys.exit(main())" --data "{folder}" "$@"; }}\n{line}\n'
    ended = script + 'echo "codes ${PIPESTATUS[@]}" >&2'
    done = subprocess.run(["bash", "-c", ended], cwd=ROOT, env=ENVIRONMENT, check=False, timeout=60, capture_output=True, text=True)
    *said, codes = done.stderr.splitlines()
    return codes.split()[1:], said


# The station's secrets.

ASKED = [
    "SELECT name, hex(value) FROM secret",
    "SELECT count(*) FROM secret",
    "SELECT 1 FROM main.secret",
    'SELECT "value" FROM "secret"',
    "SELECT value FROM SECRET",
    "SELECT (SELECT hex(value) FROM secret WHERE name = 'key') AS x",
    "WITH x AS (SELECT value AS v FROM secret) SELECT hex(v) FROM x",
    "WITH event AS (SELECT * FROM secret) SELECT * FROM event",
    "WITH RECURSIVE x(v) AS (SELECT value FROM secret UNION ALL SELECT v FROM x LIMIT 3) SELECT hex(v) FROM x",
    "SELECT seq FROM event UNION SELECT value FROM secret",
    "SELECT e.seq FROM event e JOIN secret s ON 1",
    "SELECT seq FROM event WHERE EXISTS (SELECT 1 FROM secret WHERE hex(value) > 'A')",
    "SELECT seq FROM event ORDER BY (SELECT value FROM secret LIMIT 1)",
    "SELECT s.* FROM event AS e, secret AS s",
    "VALUES ((SELECT value FROM secret))",
    "TABLE secret",
    "EXPLAIN SELECT value FROM secret",
    "SELECT sql FROM sqlite_master",
    "SELECT * FROM sqlite_schema",
    "SELECT * FROM sqlite_temp_master",
    "SELECT tables FROM view",
    "SELECT * FROM pragma_table_info('secret')",
    "SELECT * FROM pragma_table_list",
    "SELECT * FROM pragma_cipher_settings",
    "SELECT data FROM sqlite_dbpage",
    "SELECT * FROM dbstat",
    "PRAGMA key",
    "PRAGMA table_info(secret)",
    "PRAGMA query_only = OFF",
    "/* a */ PRAGMA writable_schema = ON",
    "ATTACH ':memory:' AS x KEY ''",
    "SELECT sqlcipher_export('x')",
    "SELECT load_extension('x')",
    "SELECT fts3_tokenizer('simple')",
    "CREATE TEMP TABLE x AS SELECT * FROM secret",
    "CREATE TEMP VIEW x AS SELECT * FROM secret",
    "CREATE VIRTUAL TABLE temp.x USING fts5(a)",
    "INSERT INTO secret VALUES ('a', 'b') RETURNING value",
    "UPDATE secret SET value = value RETURNING hex(value)",
    "DELETE FROM secret RETURNING hex(value)",
    "REPLACE INTO event SELECT * FROM event RETURNING seq",
    "SELECT 1; SELECT value FROM secret",
    "VACUUM INTO '/tmp/x.db'",
    "SELECT zeroblob(2000000000)",
    "",
    "\0",
]


@pytest.mark.parametrize("sql", ASKED)
def test_no_question_reaches_a_secret_or_a_switch(call, sql):
    code, out, key = call("journal", "query", sql, officer="O1")
    assert (code, out, key) in ((2, "", "journal-query-wrong"), (2, "", "usage"))


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT count(*) AS n FROM event WHERE kind = 'station.created'", [{"n": 1}]),
        ("WITH x AS (SELECT seq FROM event WHERE seq < 3) SELECT count(*) AS n FROM x", [{"n": 2}]),
        ("SELECT json_extract(bytes, '$.body.port') AS port FROM event WHERE seq = 1", [{"port": "CNHXG"}]),
        ("SELECT count(*) AS n FROM json_each('[1,2]')", [{"n": 2}]),
        ("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3) SELECT max(n) AS n FROM c", [{"n": 3}]),
        ("SELECT o.role FROM officer o WHERE o.id = 'S1'", [{"role": "supervisor"}]),
    ],
)
def test_questions_about_events_and_views_are_answered(call, sql, rows):
    code, out, _ = call("journal", "query", sql, officer="U1")
    assert (code, json.loads(out)) == (0, rows)


def test_no_answer_holds_a_secret(call, folder, made):
    journal = Journal.open(folder / "journal.db", made.key, VIEWS, made.clock)
    kept = [value for (value,) in journal.read("SELECT value FROM secret WHERE name <> 'station'")]
    journal.close()
    assert len(kept) >= 2
    told = ""
    for words in (("journal", "verify"), ("journal", "export"), ("journal", "backup"), ("officer", "list"), ("doctor",), ("draws", "list"), ("rejudge", "--emergency")):
        told += call(*words)[1].lower()
    assert not [value for value in kept if value.hex() in told or value.decode("latin-1") in told]


# Roles.

CALLS = {
    ("journal", "verify"): "", ("journal", "export"): "read-journal", ("journal", "query", "SELECT 1"): "read-journal", ("journal", "rebuild"): "rebuild-journal",
    ("journal", "backup"): "back-up-journal", ("journal", "restore"): "restore-journal", ("journal", "acknowledge", "--reason", "x"): "acknowledge-witness",
    ("officer", "list"): "list-officers", ("officer", "add", "X9"): "keep-officers", ("officer", "disable", "O2"): "keep-officers",
    ("pack", "import", "none.pack"): "import-pack", ("lookup", yard.PLATE): "look-up", ("find", "x"): "look-up", ("doctor",): "look-over",
    ("sheet", "list"): "command-sheet", ("sheet", "-o", "x.pdf"): "command-sheet", ("sheet", "revoke", "1", "--reason", "x"): "command-sheet",
    ("enrol", "/dev/none", "--seconds", "1"): "enrol", ("draws", "list"): "read-journal", ("rejudge", "--emergency"): "read-journal",
    ("paper", "slip", "x", "-o", "x.pdf"): "save-slip", ("paper", "receipt", "x", "-o", "x.pdf"): "save-slip", ("lane", "--jsonl"): "sign-in",
    ("custody", "x"): "look-up", ("custody", "stock", "receive", "a", "b"): "seal-stock", ("custody", "stock", "spoil", "a"): "seal-spoil",
    ("explain", "x"): "read-journal", ("account", "x"): "look-up", ("calls",): "read-calls", ("calls", "take", "1"): "call-take",
    ("windtunnel", "1"): "windtunnel", ("pack", "live", "1", "--second", "S1"): "rules-live", ("pack", "list"): "read-journal", ("pack", "signer", "S1"): "sign-rules",
    ("risk", "rates"): "read-journal", ("risk", "card"): "read-journal", ("risk", "found", "x"): "finding", ("risk", "correct", "x"): "finding",
    ("risk", "train", "-o", "x.toml"): "train-scorecard", ("risk", "drop", "--second", "S1"): "adopt-scorecard", ("lens",): "lens",
    ("person", "x", "--purpose", "x"): "look-up", ("person", "audit"): "person-audit", ("person", "issue", "X"): "issue-personal",
}
"""Every way to open a station from the command line, and the row of the table of roles it goes by; '' is open to everybody who can sign in."""

WITHOUT = {"identify", "decode", "station", "slip", "simulate", "window"}
"""Commands that open no station by themselves: the window signs in as a lane does."""


def test_every_command_that_opens_a_station_has_its_row():
    assert {words[0] for words in CALLS} | WITHOUT == set(COMMANDS)
    assert {act for act in CALLS.values() if act} <= rulebook().roles.keys()
    for name in WITHOUT:
        named = {node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "") for node in ast.walk(ast.parse((ROOT / f"ui/command/{name}.py").read_text()))}
        assert not named & {"unlocked", "unlock", "Station", "Desk", "Journal"}, name


@pytest.mark.parametrize(("words", "act"), CALLS.items(), ids=" ".join)
def test_a_role_that_is_not_in_the_row_gets_nothing(folder, call, words, act):
    """And who is in it is not stopped by it."""
    before = (folder / "slots.json").read_bytes()
    for officer, role in (("U1", "auditor"), ("T1", "technician"), ("O1", "officer"), ("M1", "administrator")):
        if not act or role in rulebook().roles[act]:
            continue
        code, out, key = call(*words, officer=officer)
        assert (code, out, key) == (2, "", "role-may-not"), (officer, words)
    assert (folder / "slots.json").read_bytes() == before


@pytest.mark.parametrize("words", [("journal", "backup"), ("journal", "rebuild"), ("journal", "restore"), ("pack", "import", "x"), ("officer", "add", "X9")])
def test_an_auditor_reads_only(call, folder, words):
    names = ("journal.db", "head.json", "slots.json", "settings.toml", "keys.pack")
    there = [(folder / name).read_bytes() for name in names]
    assert call(*words, officer="U1") == (2, "", "role-may-not")
    assert [(folder / name).read_bytes() for name in names] == there
    assert not (folder / "backups").exists()


def test_a_damaged_journal_still_knows_who_may_put_it_right(call, folder):
    assert call("journal", "backup")[0] == 0
    (folder / "journal.db").write_bytes(b"x" * 8192)
    assert call("journal", "restore", officer="O1") == (2, "", "role-may-not")
    assert call("journal", "backup", officer="O1") == (3, "", "journal-damaged")
    assert call("journal", "restore")[0] == 0


# The witness.


@pytest.mark.parametrize("stored", [None, b"", b"{}"])
def test_a_journal_turned_back_without_its_witness_is_reported_until_somebody_answers_for_it(call, folder, stored):
    old = (folder / "journal.db").read_bytes()
    assert call("officer", "add", "T1", "--role", "officer")[0] == 0
    (folder / "journal.db").write_bytes(old)
    (folder / "head.json").unlink()
    if stored is not None:
        (folder / "head.json").write_bytes(stored)
    for words in (("lane", "--jsonl"), ("journal", "export"), ("lookup", yard.PLATE)):
        assert call(*words) == (3, "", "witness-lost")
    assert json.loads(call("journal", "verify")[1])["intact"] is False
    assert "witness-lost" not in json.loads(call("doctor")[1])
    assert not next(row["ok"] for row in json.loads(call("doctor")[1]) if row["check"] == "journal")
    assert call("journal", "acknowledge", "--reason", "x", officer="O1") == (2, "", "role-may-not")
    assert call("journal", "acknowledge") == (2, "", "usage")
    assert call("journal", "acknowledge", "--reason", "disk changed")[0] == 0
    assert call("journal", "acknowledge", "--reason", "again") == (2, "", "witness-there")
    (found,) = json.loads(call("journal", "verify")[1])["witness_lost"]
    assert (found["officer"], found["reason"], found["found"]) == ("S1", "disk changed", "missing" if stored is None else "unreadable")
    assert call("lookup", yard.PLATE)[0] == 0


def test_a_printed_slip_witnesses_the_journal(call, folder, made):
    journal = Journal.open(folder / "journal.db", made.key, VIEWS, made.clock)
    token = next(event.body["token"] for event in journal.events() if "token" in event.body)
    journal.close()
    witnesses = json.loads(call("journal", "verify", token)[1])["witnesses"]
    assert [each["agrees"] for each in witnesses] == [True] * len(witnesses)
    assert witnesses[1]["name"].startswith("HXG03-")
    assert call("journal", "verify", token[:-3] + "AAA") == (2, "", "slip-no-witness")


# An officer who is disabled during his shift.


def test_a_lane_whose_officer_was_disabled_waits_for_another(folder):
    lane = subprocess.Popen([*COMMAND, "lane", "--jsonl", "--officer", "O1", "--data", str(folder)], cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def asked(line):
        lane.stdin.write(json.dumps(line).encode() + b"\n")
        lane.stdin.flush()
        return json.loads(lane.stdout.readline())

    assert asked({"scan": yard.PLATE})["refused"] is None
    assert outside(folder, "officer", "disable", "O1", "--officer", "S1", capture_output=True).returncode == 0
    for line in ({"scan": yard.PLATE2}, {"act": "next"}):
        answer = asked(line)
        assert (answer["refused"]["key"], answer["events"]) == ("officer-disabled", [])
    assert asked({"act": "sign-in", "officer": "O2"})["refused"] is None
    assert asked({"scan": yard.PLATE2})["refused"] is None
    lane.communicate(timeout=30)
    assert lane.returncode == 0


# Disks, pipes, displays, tables.


def no_room():
    """Every write to a file fails from here on, as on a full disk; pipes still take bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def test_on_a_full_disk_the_journal_is_still_verified_and_nothing_is_left_behind(folder):
    there = sorted(folder.iterdir())
    done = outside(folder, "journal", "verify", "--officer", "S1", "--json", capture_output=True, preexec_fn=no_room)
    assert (done.returncode, done.stderr, json.loads(done.stdout)["intact"]) == (0, b"", True)
    for words in (("lane", "--jsonl"), ("journal", "backup"), ("journal", "rebuild"), ("officer", "add", "T1")):
        done = outside(folder, *words, "--officer", "S1", capture_output=True, preexec_fn=no_room, input=b'{"act": "next"}\n')
        assert (done.returncode, done.stdout, done.stderr.count(b"\n"), done.stderr[:8]) == (3, b"", 1, b"trouble:"), done.stderr.decode()
    assert [place for place in sorted(folder.rglob("*")) if place.suffix == ".new"] == []
    assert {place.name for place in set(folder.iterdir()) - set(there)} <= {"journal.db-wal", "journal.db-shm", "backups"}
    done = outside(folder, "journal", "verify", "--officer", "S1", "--json", capture_output=True)
    assert json.loads(done.stdout)["intact"] is True


@pytest.mark.parametrize("line", ["port-officer identify 琼A12345 > /dev/full", "port-officer journal export --officer S1 > /dev/full", "port-officer identify x >&-"])
def test_an_answer_that_cannot_be_written_is_trouble(folder, line):
    codes, said = shell(folder, line)
    assert (codes, len(said)) == (["3"], 1)
    assert said[0].startswith("trouble: output: ")


def test_a_reader_who_has_enough_ends_a_read_quietly_and_a_lane_with_a_word(folder):
    codes, said = shell(folder, "yes '\"x\"' | port-officer identify --jsonl | head -1")
    assert (codes[1:], said) == (["0", "0"], [])
    codes, said = shell(folder, "port-officer journal export --officer S1 | true")
    assert (codes, said) == (["0", "0"], [])
    lines = "; sleep 0.3; ".join(f"echo '{{\"scan\": \"{plate}\"}}'" for plate in (yard.PLATE2, yard.PLATE3, yard.PLATE, yard.PLATE2))
    codes, said = shell(folder, f"({lines}) 2>&- | port-officer lane --jsonl --officer O1 | head -1")
    assert (codes[1], len(said)) == ("3", 1)
    assert said[0].startswith("trouble: output: ")
    done = outside(folder, "journal", "verify", "--officer", "S1", "--json", capture_output=True)
    assert json.loads(done.stdout)["intact"] is True


def test_no_place_for_a_station_is_one_line(call, capsys):
    for place in ("/etc/passwd", "/proc/x", "/dev/null/x"):
        code = main(["station", "init", "--port", "CNHXG", "--lane", "03", "--officer", "S1", "--data", place])
        assert (code, capsys.readouterr().err.split(":")[:2]) == (2, ["refused", " folder-not-usable"])
    assert main(["doctor", "--data", "/etc/passwd"]) == 0
    assert main(["lane", "--jsonl", "--officer", "S1", "--data", "/etc/passwd"]) == 2


def test_without_a_display_the_window_is_one_line(folder):
    for given in ({}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "none-4711"}, {"QT_QPA_PLATFORM": "xcb"}, {"DISPLAY": "nonsense"}):
        with pytest.raises(Trouble, match="no-display"):
            window.check_display(given, "linux")
    window.check_display({"QT_QPA_PLATFORM": "offscreen"}, "linux")
    window.check_display({}, "darwin")
    environment = {name: value for name, value in ENVIRONMENT.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run([*COMMAND, "--data", str(folder)], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.count(b"\n"), done.stderr[:20]) == (3, 1, b"trouble: no-display:"), done.stderr


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [("tables/events.toml", "[", ""), ("tables/events.toml", 'role = "text"', 'role = "txt"'), ("tables/register.toml", "\n[", "\n"), ("tables/codes.toml", "\n[", "\n"),
     ("locale/journal.toml", "= {", "= ")],
)
def test_a_broken_table_is_named_with_its_reason(folder, tmp_path, table, old, new):
    program = tmp_path / "program"
    program.mkdir()
    for name in ("ui", "workstation", "devices"):
        (program / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "resources", program / "resources", ignore=shutil.ignore_patterns("fonts", "sounds", "__pycache__"))
    broken = program / "resources" / table
    broken.write_text(broken.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(program)!r}); from ui.command import main; sys.exit(main())", "lane", "--jsonl", "--officer", "O1",
         "--data", str(folder)], cwd=program, env=ENVIRONMENT | {"PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, check=False, timeout=60,
        input='{"scan": "琼A12345"}\n{"scan": "HNC1:RELEASE:1:AAAAAAAA"}\n'.encode())
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1), done.stderr.decode()
    assert table in done.stderr.decode()


# Files that are written.


@pytest.fixture
def targets(tmp_path):
    """What stands where a file should go: a folder, a device by its own name, a link to a device, a pipe."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "device").symlink_to("/dev/null")
    os.mkfifo(tmp_path / "pipe")
    return [tmp_path / "folder", tmp_path / "device", tmp_path / "pipe", Path("/dev/null")]


def test_nothing_but_a_regular_file_is_written_over(call, folder, tmp_path, targets, made):
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "pack.toml").write_text("")
    calls = [
        ("pack", "synth", "--trucks", "1", "-o"), ("pack", "synth", "--trucks", "1", "-o", tmp_path / "a.pack", "--scripts"), ("pack", "make", tmp_path / "packs", "-o"),
        ("sheet", "-o"), ("paper", "ruler", "-o"), ("paper", "label", "seal", "seal=A", "-o"), ("journal", "export", "-o"), ("enrol", "/dev/none", "-o"),
        ("paper", "slip", "x", "-o"),
    ]
    for words in calls:
        for target in targets:
            before = os.lstat(target)
            assert call(*words, target)[::2] == (2, "out-not-a-file"), (words, target)
            assert os.lstat(target).st_ino == before.st_ino
    before = (folder / "journal.db").read_bytes()
    for name in ("journal.db", "slots.json", "settings.toml", "head.json"):
        assert call("journal", "export", "-o", folder / name)[::2] == (2, "out-of-station")
    assert (folder / "journal.db").read_bytes() == before


def test_a_link_is_followed_and_what_stood_there_stays_until_the_new_is_whole(call, tmp_path):
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    assert call("journal", "export", "-o", tmp_path / "link.jsonl")[0] == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text(encoding="utf-8").startswith("{")
    assert sorted(place.name for place in tmp_path.glob("*.new")) == []


def test_help_without_a_command_lists_every_command(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"  {name}" in told for name in COMMANDS)
