"""What may be given instead is said as the key, for a script, with its word, for a person."""

import re

import pytest

from tests import yard as yards
from tests.yard import SEAL, clean
from ui import command
from workstation.desk.acts import ACTS
from workstation.desk.acts.calling import CORRECTABLE
from workstation.desk.scanning import FIELDS
from workstation.inspection import entry
from workstation.inspection.values import Choice, Field
from workstation.risk.officers import ROLES
from workstation.words import LANGUAGES, Choices, Refused, catalogue, say

OFFERS = [
    ({"act": "call-open", "sort": "zzz", "words": "x"}, "alarm(仪器报警)|driver(司机求助)"),
    ({"act": "hold", "reason": "x", "risk": "zzz"}, "rush(闯)、conceal(瞒)"),
    ({"act": "hold", "reason": "x", "owner": "Z9"}, "senior("),
    ({"act": "stop", "stop": "zzz"}, "explosives(爆炸物)|radiation("),
    ({"act": "finding", "what": "x", "source": "audit", "says": "zzz", "reference": "1"}, "found(查出问题)、nothing(未查出问题)"),
    ({"act": "finding", "what": "x", "source": "zzz", "says": "found", "reference": "1"}, "audit(稽查)、anti-smuggling(缉私)"),
    ({"act": "ask-second", "for": "zzz"}, "override(人工改判)、correct(更正)"),
    ({"act": "ledger-post", "ledger": "x", "line": 1, "sort": "zzz", "quantity": "1", "reference": "1", "reason": "x"}, "in("),
    ({"act": "seal-apply", "seal": "HN999001", "sort": "zzz"}, "customs(海关封志)、lock(电子关锁)"),
    ({"act": "correct", "part": "seal-status", "value": SEAL, "to": "zzz", "reason": "x"}, "sealed(完好)、open(已开)"),
    ({"act": "choose", "kind": "driver", "value": "zzz"}, "driver(司机)"),
    ({"scan": "x", "source": "zzz"}, "typed(键入)、barcode(条码)"),
    ({"act": "hold", "reason": 3}, "text(文字)"),
    ({"act": "barrier", "how": "zzz"}, "unanswered(无应答)、stale(已过时)"),
    ({"act": "hold", "reason": "x", "zzz": 1}, "reason(理由)、risk(风险类别)、owner(由谁负责)"),
    ({"act": "hold"}, "缺少 reason(理由)"),
    ({"scan": "x", "zzz": 1}, "link(设备)、source(来源)"),
    ({"act": "confirm", "fact": "zzz", "value": "x", "who": "x", "when": "x", "reference": "x"}, "papers.state(报关单状态)|instruction("),
    ({"act": "confirm", "fact": "papers.state", "value": "zzz", "who": "x", "when": "x", "reference": "x"}, "released("),
    ({"seal": "HN999001", "status": "zzz"}, "sealed(完好)、open(已开)"),
    ({"scan": "HNR1:A5:L030"}, "标尺页标记"),
    ({"act": "lens"}, "没有操作 lens"),
    ({"act": "override", "to": "zzz", "reason": "x", "officer": "N1", "secret": yards.secret("N1")}, "不能改判为 zzz;可用:release(直接放行)"),
]


def test_every_offer_is_a_key_with_its_word(yard):
    one = yard()
    one.lines(*clean())
    assert "container-open(" in one.line(act="inspect", form="zzz")["refused"]["words"]
    one.act("inspect", form="appearance", reason="x")
    assert "没有这个文件" in one.line(act="evidence", file="/nowhere")["refused"]["words"]
    one.open("S1")
    wrong: list[object] = []
    for asked, wanted in OFFERS:
        told = one.line(**asked)["refused"] or {"words": ""}
        wrong += [] if any(each in told["words"] for each in wanted.split("|")) else [(asked, told)]
    assert wrong == []


def test_every_field_of_a_line_has_its_word_in_both_languages():
    fields = {name for act in ACTS.values() for name in (*act.needs, *act.may)} | {name for sort, several in FIELDS.items() for name in (sort, *several)} | {*CORRECTABLE}
    assert [name for name in sorted(fields) if set(catalogue().get(f"given.{name}", {})) != set(LANGUAGES)] == []
    assert say("role-wrong", "zh", role="x", roles=Choices(ROLES, "role.")).count("(") == len(ROLES)
    assert "unrecognized" not in say("usage", "zh", reason="unrecognized arguments: x")


@pytest.mark.parametrize(("lang", "said"), [("zh", "a(甲)、b(乙)"), ("en", "a (first), b (second)")])
def test_an_entry_of_a_form_and_the_rules_of_accounts_say_theirs(lang, said):
    choices = tuple(Choice(each, zh, en) for each, zh, en in (("a", "甲", "first"), ("b", "乙", "second")))
    refused = entry._choice(Field("x", "choice", "栏", "field", choices=choices), "zzz")
    assert isinstance(refused, Refused)
    assert said in say(refused.key, lang, **refused.values)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_keys_of_choices_are_all_there(lang):
    assert Choices(("rush", "zzz"), "risk.").said(lang).endswith("zzz")
    assert str(Choices(("rush", "zzz"), "risk.")) == "rush, zzz"
    assert not re.search("[a-z]", say("usage", "zh", reason="--day takes a day such as 2026-11-21, not 'zzz'").replace("--day", "").replace("zzz", ""))


def test_custody_and_find_say_words_for_every_key(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PORT_OFFICER_SECRET", yards.secret("S1"))
    legs = [{"number": "EMC123456", "declaration": yards.PAPERS, "mode": "rail", "from": "CNYPG", "to": "CNHXG"}]
    items = [{"number": "EMC123456", "sort": sort, "value": value} for sort, value in (("consignee", "ACME"), ("container", yards.BOX2))]
    calls = {"ship_call": [{"call": "VC1", "imo": "9074729", "name": "海口", "port": "CNHXG", "arrives": "2026-11-21T10:00:00Z"}], "unloading": [{"call": "VC1", "container": yards.BOX, "pickup": False}]}
    one = yards.Yard(tmp_path / "s", yards.rows(leg=legs, leg_item=items, **calls))
    one.lines(*clean(), {"seal": "X999999", "status": "tampered", "container": yards.BOX})
    one.close()
    wanted = {("custody", yards.BOX): ("断链", "铁路", "收货人, A***", "所比单证", "缺箱", "多箱", "申报单位不在"), ("custody", "board", "VC1"): ("未申请船边直提",), ("find", yards.PAPERS[-9:]): ("已放行",)}
    for words, said in wanted.items():
        assert command.main([*words, "--data", str(one.folder), "--officer", "S1", "--lang", "zh"]) == 0
        told = capsys.readouterr().out
        assert [each for each in said if each not in told] == []
        assert not re.search("broken|rail|consignee|container-|declarant|not-asked|released|other", told), told


def test_rules_that_a_correction_takes_away_are_said_in_words(yard):
    told = yards.rows(consignment=[yards.consignment(), yards.consignment(yards.PAPERS2, state="cancelled")], booking=[])
    one = yard(told)
    one.lines({"scan": yards.PLATE}, {"scan": yards.PAPERS2})
    refused = one.line(act="correct", part="declaration", value=yards.PAPERS2, to=yards.PAPERS, reason="x")["refused"]
    assert refused["key"] == "correct-needs-second"
    assert re.search(r"papers-not-valid\([^a-z()]{4,}\)", refused["words"]), refused


def test_a_key_that_is_its_own_word_is_said_once():
    assert say("second-not-asked", "en", act="x", known=Choices(("override", "lock-open", "handover"), "act.")).endswith("override, lock-open (Open the lock), handover (Hand over)")
