"""Some days of a station recounted from its export alone: by the program, and by a script that shares no code with it; and what was changed is found."""

import copy
import hashlib
import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tests import yard as yards
from ui.command import draws, main
from ui.command.journal import write_lines
from workstation.codes import made
from workstation.journal import canonical
from workstation.journal.chain import link
from workstation.risk import exported
from workstation.risk.allotted import has_choice
from workstation.risk.draw import day_secret
from workstation.risk.recount import recount

TRUCKS = 8
SCRIPT = Path(__file__).with_name("recount_alone.py")
ALONE = runpy.run_path(str(SCRIPT))["recounted"]


def port(rate_days):
    """As many clean trucks a day as `TRUCKS`, of an enterprise on no list."""
    papers = [made.make_declaration("6401", 2026, 100 + serial, "0") for serial in range(TRUCKS * rate_days)]
    boxes = [made.make_container("MSK", 40000 + serial) for serial in range(TRUCKS * rate_days)]
    tables = yards.rows(credit=[], booking=[], seal=[], vehicle=[], consignment=[yards.consignment(number) for number in papers])
    tables |= {"avoidance": [{"officer": "N1", "uscc": yards.USCC}, {"officer": "O1", "uscc": yards.USCC2}]}
    return tables | {"container": [{"number": box, "papers": number} for box, number in zip(boxes, papers, strict=True)]}, papers, boxes


def looked(yard, *, signed):
    """An inspection, broken off or signed by one who was drawn and by one who says why he was not."""
    drawn = yard.desk.line({"act": "inspect", "form": "appearance"}).extra["inspectors"]
    if not signed:
        yard.act("suspend", reason="alone")
        return
    yard.fill()
    yard.act("cosign", officer=next(each for each in drawn if each != "S1"))
    yard.act("sign", reason="who was drawn is ill")
    yard.act("release")
    yard.act("next")


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """The lines of three days, the last not over."""
    folder = tmp_path_factory.mktemp("recounting")
    yard = yards.Yard(folder / "station")
    yard.open("S1")
    tables, papers, boxes = port(3)
    for place, (number, box) in enumerate(zip(papers, boxes, strict=True)):
        if place % TRUCKS == 0:
            if place:
                yard.clock.wait(24)
            yard.load(tables)
            if place < 2 * TRUCKS:
                yard.act("roster", officers="O1 O2 N1 S1")
        yard.lines({"scan": f"琼A{10000 + place}"}, {"scan": number}, {"scan": box}, {"weight": "16200"})
        if place in (3, TRUCKS + 2, 2 * TRUCKS + 1):
            looked(yard, signed=place == 3)
        else:
            yard.act("transfer", to="CNHXG-04")
    path, journal = folder / "export.jsonl", yard.desk.station.journal
    with path.open("w", encoding="utf-8") as target:
        write_lines(journal, target)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = {"path": path, "journal": journal, "master": journal.secret("draw"), "key": journal.sign, "lines": lines}
    yield found
    yard.close()


def verified(capsys, path, *more):
    assert main(["draws", "verify", str(path), "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def copied(lines):
    """Lines that may be changed; the long texts of rules are shared."""
    return [{**line, "body": copy.deepcopy(line["body"])} for line in lines]


def counted(lines):
    """What `draws verify` says of these lines, by whoever made their chain whole; nothing is written, hashed or signed."""
    fields = exported.Event.__dataclass_fields__
    told = draws.verified((exported.Event(**{name: line[name] for name in fields}) for line in lines), ("", "9999"))
    return told | draws.judged(told, faulty=bool(told["wrong"] or told["missing"]))


def changed(export, tmp_path, change):
    """The export with one change, its chain and signatures made whole again by someone who has the station's key."""
    lines = copied(export["lines"])
    change(lines)
    previous = bytes(32)
    for line in lines:
        line.pop("hash"), line.pop("sig"), line.pop("v")
        previous = link(previous, canonical(exported.Event(**line)))
        line |= {"hash": previous.hex(), "sig": export["key"](previous).hex(), "v": 1}
    path = tmp_path / "changed.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def of(lines, kind, place=0):
    return [line for line in lines if line["kind"] == kind][place]


def drawn(lines):
    return next(line for line in lines if line["kind"] == "verdict.given" and line["body"].get("draws"))


def test_every_draw_of_the_days_that_are_over_is_recounted(export, capsys):
    told = verified(capsys, export["path"])
    assert (told["wrong"], told["missing"], told["chain"]) == ([], [], [])
    assert (told["fair"], told["not_shown"]) == (None, ["bound-late"]), "the station was made on the first day"
    assert told["draws"] == 3 * TRUCKS
    assert (told["inspectors"], told["pools"], told["untold"]) == (3, {"roster": 2, "enabled": 1, "untold": 0}, [])
    assert (told["without_choice"], told["undrawn"]) == (0, 0)
    assert told["recounted"] == 2 * TRUCKS + 8
    assert told["open"] == TRUCKS + 4
    assert [(late["day"], late["draws"]) for late in told["late"]] == [("2026-11-21", TRUCKS + 1)]
    assert told["heads"] == [{"station": export["journal"].station, "seq": export["lines"][-1]["seq"], "hash": export["lines"][-1]["hash"]}]


def test_an_independent_script_counts_the_same(export, capsys):
    done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(export["path"])], capture_output=True, check=True)
    alone, told = json.loads(done.stdout), verified(capsys, export["path"])
    assert alone["wrong"] == []
    assert alone["counted"] == told["recounted"] > 20
    assert alone["picked"] == told["picked"]
    assert "workstation" not in SCRIPT.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("whys", "choice"),
    [("FFF", True), ("FF", False), ("FFL", False), ("FFA", False), ("FAA", True), ("FA", False), ("AAA", True), ("AA", False), ("FLL", False), ("", False)],
)
def test_there_is_a_choice_where_somebody_else_could_have_been_drawn(whys, choice):
    """Of two who are needed: F free, A paired lately and in again where too few are free, L left out for good."""
    assert has_choice([{"F": "", "A": "recent", "L": "related"}[each] for each in whys], 2) is choice


def test_a_period_is_a_part(export, capsys):
    told = verified(capsys, export["path"], "--since", "2026-11-22", "--until", "2026-11-22")
    assert (told["draws"], told["inspectors"], told["late"], told["fair"]) == (TRUCKS, 1, [], True)
    assert main(["draws", "verify", str(export["path"]), "--since", "soon"]) == 2


def test_the_secret_of_a_day_that_is_not_over_stands_nowhere(export):
    text = export["path"].read_text(encoding="utf-8")
    for day in ("2026-11-23", "2026-11-24"):
        assert day_secret(export["master"], day).hex() not in text
        assert hashlib.sha256(day_secret(export["master"], day)).hexdigest() in text
    assert export["master"].hex() not in text
    assert day_secret(export["master"], "2026-11-22").hex() in text


def _value(lines):
    row = drawn(lines)["body"]["draws"][0]
    row["value"] = format(int(row["value"], 16) ^ 1, "016x")


def _rate(lines):
    drawn(lines)["body"]["draws"][0]["rate"] = "0.0001"


def _pick(lines):
    drawn(lines)["body"]["draws"][0]["picked"] ^= True


def _load(lines):
    drawn(lines)["body"]["draws"][0]["load"] += ",MSKU9999999"


def _day(lines):
    drawn(lines)["body"]["draws"][0]["day"] = "2026-11-22"


def _gone(lines):
    drawn(lines)["body"]["draws"] = []


def _fired(lines):
    drawn(lines)["body"]["fired"].append("random")


def _secret(lines):
    of(lines, "draw.revealed")["body"]["secret"] = "00" * 32


def _hash(lines):
    of(lines, "draw.committed")["body"]["hash"] = "00" * 32


def _unrevealed(lines):
    of(lines, "draw.revealed")["body"]["day"] = "2026-11-30"


def _rules(lines):
    files = of(lines, "rules.kept")["body"]["files"]
    files["goods.toml"] = files["goods.toml"].replace('rate = "0.002"', 'rate = "0.2"')


def _inspectors(lines):
    body = of(lines, "inspection.opened")["body"]
    body["proposed"] = sorted(set(body["draw"]["values"]) - set(body["proposed"]))


def _inspector(lines):
    values = of(lines, "inspection.opened")["body"]["draw"]["values"]
    one, other = sorted(values)[:2]
    values[one], values[other] = values[other], values[one]


def _undrawn(lines):
    for name in ("draw", "proposed"):
        del of(lines, "inspection.opened")["body"][name]


def _old(lines):
    del of(lines, "inspection.opened", 1)["body"]["draw"]["pool"]


def _need(lines):
    body = of(lines, "inspection.opened", 2)["body"]
    body["draw"]["need"], body["proposed"] = 1, body["proposed"][:1]


def _form(lines):
    body = of(lines, "form.kept")["body"]
    body["text"] = body["text"].replace("officers = 2", "officers = 1")


def _no_form(lines):
    of(lines, "form.kept")["body"]["form"] = "another"


def _moved(lines):
    """Somebody who was on duty was not among them."""
    about = of(lines, "inspection.opened")["body"]["draw"]
    del about["values"][min(about["values"])]


def _on_duty(lines):
    of(lines, "duty.set")["body"]["officers"].remove("O1")


def _role(lines):
    next(line for line in lines if line["kind"] == "officer.added" and line["subject"] == "O2")["body"]["role"] = "auditor"


def _left(lines):
    of(lines, "inspection.opened", 2)["body"]["draw"]["left"]["O2"] = "role"


def _recent(lines):
    """Who looked yesterday is said to be free."""
    left = of(lines, "inspection.opened", 1)["body"]["draw"]["left"]
    del left[next(officer for officer, why in left.items() if why == "recent")]


def _unpaired(lines):
    of(lines, "inspection.signed")["body"]["signer"] = "N9"


def _related(lines):
    """Nobody is related any more."""
    of(lines, "avoidance.kept")["body"]["pairs"] = []


def _befriended(lines):
    del of(lines, "inspection.opened")["body"]["draw"]["left"]["N1"]


def _no_table(lines):
    of(lines, "inspection.opened")["body"]["draw"]["avoidance"] = "CNHXG-03-XXXX/1"


def _unsaid(lines):
    for place in (0, 1):
        body = of(lines, "inspection.signed", place)["body"]
        body.pop("reason", None)
        body["signer"] = {"O1": "N1"}.get(body["signer"], "N1") if place == 0 else body["signer"]


def _unsigned(lines):
    first, second = (of(lines, "inspection.signed", place)["body"] for place in (0, 1))
    first["signer"] = second["signer"]


def _inspected_load(lines):
    of(lines, "inspection.opened")["body"]["draw"]["load"] += ",MSKU9999999"


def _answered(lines):
    body = drawn(lines)["body"]
    body["draws"], body["answered"] = [], ["random"]


def _backdated(lines):
    of(lines, "draw.committed")["at"] -= 24 * yards.HOUR


def _again(lines):
    opened = of(lines, "draw.revealed")
    opened["body"]["day"] = of(lines, "draw.committed")["body"]["day"]
    of(lines, "draw.revealed", 1)["body"] |= opened["body"]


def _another(lines):
    """A second secret for a day."""
    of(lines, "draw.committed", 2)["body"]["day"] = of(lines, "draw.committed", 1)["body"]["day"]


def _no_verdict(lines):
    of(lines, "released")["body"]["verdict"] = 2


def _waiting(lines):
    """The truck that was let go is said to have awaited something, so that nothing was drawn for it."""
    let_go = of(lines, "released")
    body = next(line["body"] for line in lines if line["kind"] == "verdict.given" and line["seq"] == let_go["body"]["verdict"])
    body["waiting"], body["draws"] = True, []


def _facts(lines):
    """Facts with which nothing is drawn; the rest of the verdict stays as it was."""
    body = drawn(lines)["body"]
    body["draws"] = []
    for facts in (body["facts"], *body["cases"].values()):
        facts["papers.state"] = "none"


def _no_book(lines):
    body = drawn(lines)["body"]
    body["draws"] = []
    del body["book"]


def _elsewhere(lines):
    of(lines, "released")["subject"] = drawn(lines)["subject"]


def _unopened(lines):
    of(lines, "inspection.opened").update(kind="journal.exported", body={"events": 1, "last": 1})


def _held(lines):
    """Let go although its verdict does not; the rules are said to be such."""
    let_go = of(lines, "released")
    next(line for line in lines if line["kind"] == "verdict.given" and line["seq"] == let_go["body"]["verdict"])["body"]["channel"] = "hold"


def _another_day(lines):
    """The rules of a day on which they said something else."""
    drawn(lines)["body"]["day"] = "2026-10-01"


def _ahead(lines):
    """Another hash for a day that was committed to ahead."""
    of(lines, "draw.committed", 2)["body"]["ahead"] = {"2026-11-25": "00" * 32}


CHANGES = [
    (_value, "value-differs"), (_rate, "rate-differs"), (_pick, "pick-differs"), (_load, "load-differs"), (_day, "day-differs"), (_gone, "not-drawn"), (_fired, "fired-differs"),
    (_secret, "secret-differs"), (_hash, "secret-differs"), (_unrevealed, "not-revealed"), (_rules, "book-differs"), (_inspectors, "inspectors-differ"), (_inspector, "value-differs"),
    (_undrawn, "inspectors-not-drawn"), (_old, "inspectors-not-drawn"), (_need, "need-differs"), (_form, "form-differs"), (_no_form, "form-missing"), (_moved, "pool-differs"),
    (_on_duty, "pool-differs"), (_role, "left-differs"), (_left, "left-differs"), (_recent, "left-differs"), (_unpaired, "inspectors-differ"), (_related, "avoidance-differs"),
    (_befriended, "avoidance-differs"), (_no_table, "avoidance-missing"), (_unsaid, "undrawn-unsaid"), (_unsigned, "signature-missing"), (_inspected_load, "load-differs"),
    (_answered, "answer-unknown"), (_again, "revealed-twice"), (_another, "committed-twice"), (_no_verdict, "verdict-missing"),
    (_waiting, "let-go-differs"), (_facts, "channel-differs"), (_no_book, "rules-missing"), (_elsewhere, "verdict-missing"), (_unopened, "opening-missing"), (_held, "let-go-differs"),
    (_another_day, "day-differs"), (_ahead, "committed-twice"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), CHANGES, ids=[change.__name__[1:] for change, _ in CHANGES])
def test_what_a_forger_with_the_stations_key_changed_is_found(export, change, reason):
    change(lines := copied(export["lines"]))
    told = counted(lines)
    assert told["fair"] is False
    assert reason in {each["reason"] for each in (*told["wrong"], *told["missing"])}
    assert ALONE(lines)["wrong"]


@pytest.mark.parametrize(("change", "chain"), [(_value, []), (_backdated, ["line-time"])])
def test_it_is_found_in_a_file_whose_chain_was_made_whole(export, tmp_path, capsys, change, chain):
    told = verified(capsys, path := changed(export, tmp_path, change))
    assert (told["fair"], [each["reason"] for each in told["chain"]]) == (False, chain)
    alone = subprocess.run([sys.executable, "-I", str(SCRIPT), str(path)], capture_output=True, check=True)
    assert json.loads(alone.stdout)["wrong"]


def _older(lines):
    """As a program before wrote it: no recipe, and of a draw of inspectors neither among whom nor by what."""
    for line in lines:
        if line["kind"] == "draw.committed":
            del line["body"]["recipe"]
        for name in ("pool", "book", "avoidance") if line["kind"] == "inspection.opened" else ():
            line["body"].get("draw", {}).pop(name, None)
        if line["kind"] in ("form.kept", "avoidance.kept"):
            line.update(kind="journal.exported", body={"events": 1, "last": 1})


def test_what_an_older_program_did_not_tell_is_not_told_and_not_wrong(export, tmp_path, capsys):
    told = verified(capsys, path := changed(export, tmp_path, _older))
    assert (told["fair"], told["wrong"], told["missing"], [row["reason"] for row in told["untold"]]) == (None, [], [], ["pool-untold"] * 3)
    assert told["not_shown"] == ["bound-late", "pool-untold"]
    assert told["pools"] == {"roster": 0, "enabled": 0, "untold": 3}
    assert ALONE([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])["wrong"] == []


def test_the_forger_changes_nothing_and_nothing_is_found(export, tmp_path, capsys):
    assert verified(capsys, changed(export, tmp_path, len)) == verified(capsys, export["path"])
    assert counted(copied(export["lines"])).items() <= verified(capsys, export["path"]).items()


@pytest.mark.parametrize("forge", ["byte", "line"])
def test_a_changed_or_missing_line_is_found(export, tmp_path, capsys, forge):
    lines = export["path"].read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if '"draws"' in line)
    lines[place : place + 1] = [lines[place].replace('"picked":false', '"picked":true')] if forge == "byte" else []
    path = tmp_path / "forged.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = verified(capsys, path)
    assert told["fair"] is False
    assert told["chain"][0]["reason"] == ("line-hash" if forge == "byte" else "line-missing")
    assert main(["draws", "rates", str(path)]) == 2
    assert "export-changed" in capsys.readouterr().err


def test_nothing_is_not_called_fair(export, tmp_path, capsys):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    for act in ("verify", "list", "rates"):
        assert main(["draws", act, str(empty)]) == 2
        assert "refused: export-empty" in capsys.readouterr().err
    assert main(["draws", "verify", str(export["path"]), "--since", "2026-12-01", "--until", "2026-11-01"]) == 2
    assert "--since 2026-12-01 is later than --until 2026-11-01" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{}", "[]", "x", '{"hash": "", "sig": "", "v": 1}', "5"])
def test_a_file_that_is_no_export_is_refused(tmp_path, capsys, text):
    path = tmp_path / "x.jsonl"
    path.write_text(text + "\n", encoding="utf-8")
    for asked in (["draws", "verify", str(path)], ["draws", "list", str(path)], ["draws", "rates", str(tmp_path / "none")], ["draws", "verify", str(tmp_path)]):
        assert main(asked) == 2
        assert "refused: export-" in capsys.readouterr().err


def test_the_list_and_the_rates_say_the_same(export, capsys):
    assert main(["draws", "list", str(export["path"]), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len([row for row in rows if "rule" in row]) == 3 * TRUCKS
    assert [row["pool"] for row in rows if "proposed" in row] == ["roster", "roster", "enabled"]
    assert main(["draws", "rates", str(export["path"]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (rule,) = told["rules"]
    assert (rule["rule"], rule["of"], rule["planned"]) == ("random", 3 * TRUCKS, "0.002")
    assert rule["counted"] == sum(row.get("picked", False) for row in rows)
    assert sum(channel["counted"] for channel in told["channels"]) == 3 * TRUCKS
    assert main(["draws", "recipe"]) == 0
    assert "port-officer draw 1" in capsys.readouterr().out


def test_the_events_of_the_journal_itself_count_the_same(export):
    (count,) = recount(export["journal"].events()).values()
    assert (count.wrong, count.missing, count.draws) == ([], [], 3 * TRUCKS)
