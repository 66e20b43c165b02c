"""`port-officer person …` and `lane --jsonl` at a traveller desk, as a shell sees them; nothing of a person in logs or refusals."""

import io
import json
import sys

import persons_port as port
import pytest
from persons_port import BAG, CODE, ID, NAME, PERMIT, RECEIPT

from tests import yard as yards
from ui.command import main
from workstation.words import say

PAPER, CHINESE = "26-AB-100256", "琼检字第〔2026〕0012号"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    yard = port.desk(tmp_path / "station")
    yard.delta(certificate=[{"number": PAPER, "kind": "licence", "papers": yards.PAPERS, "valid_from": "2026-11-01", "valid_to": "2026-11-30", "state": "valid"} | {"number": each} for each in (PAPER, CHINESE)])
    yard.close()
    for name, value in yards.secrets().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PORT_OFFICER_NOW", "2026-11-21T08:40:00Z")
    return yard.folder


@pytest.fixture
def call(folder, capsys):
    def run(*words, officer="S1", code=0):
        capsys.readouterr()
        assert main([*map(str, words), "--data", str(folder), "--officer", officer, "--json"]) == code
        heard = capsys.readouterr()
        if code:
            assert not [secret for secret in (NAME, ID, PERMIT) if secret in heard.err]
            return heard.err.split(":")[1].strip()
        return json.loads(heard.out)

    return run


def test_a_person_is_opened_revealed_and_audited(call):
    person = call("person", ID, "--purpose", "asked at the desk")
    assert (person["name"], person["quotas"][0]["this_year"]["used"]) == ("测***", "59800.50")
    told = call("person", PERMIT, "--purpose", "asked at the desk", "--reveal", "compare the card")
    assert (told["person"], told["revealed"]["name"], told["revealed"]["until"]) == (person["person"], NAME, "2026-11-21T08:40:20Z")
    found = call("person", "audit", officer="U1")
    assert [(each["how"], each["person"]) for each in found["looks"]].count(("shown", person["person"])) == 2
    assert found["officers"] == [{"officer": "S1", "shown": 2, "revealed": 1, "persons": 1}]
    mine = call("person", "audit", "--of", ID, "--purpose", "complaint of the traveller", "--since", "2026-11-21", "--until", "2026-11-21", officer="U1")
    assert next(each["officer"] for each in mine["looks"]) == "U1", "an auditor who names a person looks too"
    assert call("person", "audit", "--since", "2026-11-22", officer="U1")["looks"] == []
    assert NAME not in json.dumps(mine, ensure_ascii=False)


def test_a_person_is_read_by_people(call, folder, capsys):
    call("person", "quota")
    for lang, words in (("zh", ("额度", "可以使用", "化妆品", "剩余")), ("en", ("May buy", "Cosmetics", "Left"))):
        assert main(["person", ID, "--purpose", "asked at the desk", "--data", str(folder), "--officer", "S1", "--lang", lang]) == 0
        text = capsys.readouterr().out
        assert [word for word in words if word not in text] == []
        for command in (["person", ID, "--purpose", "asked at the desk"], ["lookup", "DB1"], ["lookup", RECEIPT], ["lookup", ID]):
            assert main([*command, "--data", str(folder), "--officer", "S1", "--lang", lang]) == 0
            shown = capsys.readouterr().out
            assert (say("guarantee.open", lang) in shown, say("state.open", "zh") in shown) == (True, False), "as the window says it"
        assert [word for word in ("this_year", "cosmetics", "entitled", "over  ") if word in text] == []
        assert NAME not in text
    person = call("person", ID, "--purpose", "asked at the desk")
    assert {each["at"] for each in person["guarantees"]} == {None}


def test_a_code_is_issued_and_read(call):
    text = call("person", "issue", CODE.lower(), "--hours", "2")["text"]
    assert call("person", text, "--purpose", "asked at the desk")["known"]
    assert call("lookup", text)["card"]["person"]
    forged = text.replace(CODE, "P46-0002")
    assert call("person", forged, "--purpose", "asked at the desk", code=2) == call("lookup", forged, code=2) == "personal-forged"
    assert call("person", "issue", CODE, officer="O1", code=2) == "role-may-not"


def test_the_quotas_are_listed_with_source_and_certainty(call):
    told = call("person", "quota")
    assert [(each["id"], each["amount"]) for each in told["quotas"]] == [("offshore", "100000.00"), ("resident", "10000.00")]
    assert all(each["source"] and each["certainty"] for each in told["quotas"])


def test_wrong_calls_are_one_line(call):
    assert call("person", ID, code=2) == "usage"
    assert call("person", ID, "--purpose", "asked at the desk", "--reveal", "", code=2) == "usage", "an empty reason shows nothing, and says so"
    assert call("person", "audit", "x", code=2) == "usage"
    assert call("person", "audit", "--of", ID, code=2, officer="U1") == "usage"
    assert call("person", "audit", "--since", "soon", code=2, officer="U1") == "usage"
    assert call("person", "audit", "--since", "2026-11-22", "--until", "2026-11-21", code=2, officer="U1") == "usage"
    assert call("person", "issue", code=2) == "usage"
    assert call("person", "audit", officer="O1", code=2) == "role-may-not"
    assert call("person", ID, "--purpose", "asked at the desk", "--reveal", "x y z", officer="U1", code=2) == "role-may-not"
    assert call("person", ID, "--purpose", f"about {NAME}", code=2) == "person-in-words"


def test_a_bare_passport_number_is_looked_up_as_the_person_s_and_for_a_purpose(call):
    told = call("lookup", port.PASSPORT, "--purpose", "complaint 12")
    assert (told["kind"], told["value"], told["card"]["person"][0]["birth"]) == ("passport", "*****5678", "1980")
    assert call("lookup", port.PASSPORT, "--purpose", f"asks {NAME}", code=2) == "person-in-words"
    assert call("lookup", "E00000001")["kind"] == "seal"
    call("lookup", ID)
    last, first = call("person", "audit")["looks"]
    assert (first["purpose"], last["purpose"], first["person"] == last["person"]) == ("complaint 12", "lookup", True)


def test_a_shift_of_travellers_from_stdin(folder, call, capsys, monkeypatch):
    lines = [{"scan": ID}, {"scan": RECEIPT}, {"scan": BAG}, {"act": "verify"}, {"act": "depart", "guarantee": "DB1", "how": "sea"}, {"act": "verify"}]
    given = io.TextIOWrapper(io.BytesIO(("".join(json.dumps(line) + "\n" for line in lines) + "no json\n").encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["lane", "--jsonl", "--data", str(folder), "--officer", "S1", "--lang", "zh"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["traveller"]["state"] for each in told[:4]] == ["waiting", "ready", "ready", "verified"]
    assert told[4]["guarantee"] == {"number": "DB1", "state": "settled"}
    assert [each["refused"]["words"] for each in told[5:]] == [say("no-passage", "zh"), say("line-not-json", "zh")]
    for text in (RECEIPT, BAG, "DB1", "db1"):
        card = call("lookup", text)["card"]
        assert not [row for rows in card.values() for row in rows if "person" in row], "whose it is opens by his document, for a purpose"
        assert [row["state"] for row in card.get("guarantee", ())] == [] if text == BAG else ["settled"], "as it stands here, not as the port was told"
    assert [each["state"] for each in call("lookup", ID)["card"]["guarantee"]] == ["settled", "open"]
    assert [call("lookup", text)["kind"] for text in (RECEIPT, BAG, "DB1", PAPER, PAPER.lower(), CHINESE)] == ["receipt", "pickup", "guarantee", *["certificate"] * 3]
    names = [each["act"] for each in call("lane", "--acts")]
    assert {"person", "reveal", "verify", "depart", "cancel-trip", "purchase", "undo-purchase"} <= set(names)
