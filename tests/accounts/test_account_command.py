"""`port-officer account` as a user calls it: JSON, a page of text, a day, refusals."""

import json

import pytest

from tests.accounts.accounts_port import LEDGER, LISTS, entry, release_list, tables
from tests.yard import PAPERS, PLATE, USCC, Yard, clean, secrets
from ui.command import main
from workstation.codes import made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    yard = Yard(tmp_path_factory.mktemp("account") / "station", tables())
    yard.lines(*clean())
    yard.act("release")
    yard.close()
    return yard.folder


@pytest.fixture
def call(folder, monkeypatch, capsys):
    """`call(*words, officer=…)`: exit code, stdout, stderr."""
    for name, value in secrets().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T09:00:00Z")

    def run(*words, officer="O1", command="account"):
        code = main([command, *words, "--data", str(folder), "--officer", officer])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.mark.parametrize("number", [USCC, LEDGER, PAPERS])
def test_any_of_its_numbers_opens_the_account(call, number):
    code, out, _ = call(number, "--json")
    found = json.loads(out)
    assert (code, found["uscc"], found["day"]) == (0, USCC, "2026-11-21")
    line = found["ledgers"][0]["lines"][1]
    assert (line["accounts"]["stock"], line["accounts"]["out"], line["trial"]) == ("400", "900", "0")
    assert [(each["sort"], each["quantity"], each["here"]) for each in found["history"] if each["line"] == 1][:2] == [("out", "600", True), ("out", "300", False)]


def test_a_page_of_text_and_a_day(call):
    code, out, _ = call(LEDGER, "--at", "2026-06-30", "--lang", "zh")
    assert code == 0
    assert "结存 1300" in out
    assert "白名单  2026-01-01 – …  有效" in out


def test_a_day_before_the_first_rules_shows_its_balances_and_says_that_there_were_none(tmp_path, monkeypatch, capsys):
    told = tables(
        ledger=[{"number": LEDGER, "uscc": USCC, "state": "open", "opened_on": "2020-01-01"}], ledger_entry=[entry(1, "in", "500", on="2020-06-01", of="P-1")],
        vehicle=[{"plate": PLATE, "sort": "truck", "tare_kg": "9000", "uscc": USCC, "zero_tariff": True}], mainland_stay=[{"plate": PLATE, "left_on": "2020-07-01"}],
        release_list=[release_list(LISTS[0], left_on="2020-06-20", consolidated="open")],
    )
    yard = Yard(tmp_path / "station", told)
    yard.close()
    for name, value in {**secrets(), "PORT_OFFICER_NOW": "2026-11-21T09:00:00Z"}.items():
        monkeypatch.setenv(name, value)
    asked = ["account", LEDGER, "--data", str(yard.folder), "--officer", "O1", "--at"]
    assert main([*asked, "2020-07-02", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["ledgers"][0]["lines"][1]["accounts"]["stock"], found["right"]["may"], found["right"]["why"]) == ("1000", False, ["unruled"])
    assert [(each["state"], each["used"], each["away"]) for each in found["vehicles"]] == [("unruled", 0, True)]
    assert [(each["number"], each["state"]) for each in found["batches"]] == [(LISTS[0], "open")]
    assert main([*asked, "2025-12-17"]) == 0
    assert "No right to batch exit: no rules of batch exit were in force on that day" in (page := capsys.readouterr().out)
    assert "in stock 1000" in page


@pytest.mark.parametrize(("words", "officer", "key"), [
    (("nothing",), "O1", "account-no-code"), ((LEDGER[:-1] + "9",), "O1", "account-unknown"), ((LEDGER, "--at", "2026-13-01"), "O1", "usage"), ((LEDGER, "--at", ""), "O1", "usage"), ((USCC[:-1] + "A",), "O1", "scan-misread"),
    ((LEDGER, "--at", "2026-11-22"), "O1", "account-ahead"), ((LEDGER,), "T1", "role-may-not"),
])  # fmt: skip
def test_refusals_are_one_line(call, words, officer, key):
    code, out, err = call(*words, officer=officer)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"refused: {key}: ")


def test_an_enterprise_that_has_nothing_is_told_plainly(call):
    code, out, _ = call(made.make_uscc("460105", "MA5T0009"))
    assert (code, out.splitlines()[1:]) == (0, ["  No right to batch exit: class on neither scale", "  no e-ledger was told"])


@pytest.mark.parametrize("number", [USCC, LEDGER])
def test_a_look_up_shows_the_head_of_the_account(call, number):
    code, out, _ = call(number, "--json", command="lookup")
    found = json.loads(out)
    assert code == 0
    drawn = {(each["ledger"], each["line"]): each["points"] for each in json.loads(call(LEDGER, "--json")[1])["course"]}
    assert drawn[LEDGER, 1][-1][1] == "400"
    assert found["account"]["credit"] == {"second-line": "white"}
    assert [(each["line"], each["left"]) for each in found["account"]["left"]] == [(0, "5000.00"), (1, "400"), (2, "7")]
    assert "account" not in json.loads(call(PAPERS, "--json", command="lookup")[1])
