"""A rule pack is refused for what is wrong in it, with file, rule and reason in one line; the program's own rules pass."""

import pytest

from workstation.desk import ruling
from workstation.risk import pack, rulebook
from workstation.risk.periods import Period
from workstation.words import read_words

OWN = rulebook().files
LABEL = pack.Label("CNHXG", 1, 0, Period("2026-12-01", "2027-11-30"), "A", "B", "trial")
WORDS = '"reason.x" = { zh = "某", en = "x" }\n'
RULE = '\n[[rule]]\nid = "x"\nwhen = [["seal.state", "eq", "open"]]\nchannel = "hold"\nreason = "x"\nrisk = "conceal"\n'


def wrong(**files):
    """Faults of a pack with these files, as lines."""
    told = {name.replace("_", "."): text for name, text in files.items()}
    found = pack.RulePack(LABEL, b"", (), told)
    return [f"{each.where}: {each.reason}" for each in ruling.wrong(found)]


def rule(old="", new="", more=""):
    """The program's rules and one more, changed."""
    return OWN["goods.toml"] + RULE.replace(old, new) + more


def cut(name, old, new):
    assert old in OWN[name], old
    return OWN[name].replace(old, new)


def rate(share, *when, of="random"):
    conditions = ", ".join(f'["{fact}", "eq", "{value}"]' for fact, value in when)
    return f'\n[[rate]]\nrule = "{of}"\nwhen = [{conditions}]\nrate = "{share}"\n'


FOCUS, ADVANCED = ("credit.second-line", "focus"), ("credit.national", "advanced")
CASES = [
    ({"goods_toml": rule('"open"', '"ajar"')}, "goods.toml rule x: seal.state is never ajar"),
    ({"goods_toml": rule("seal.state", "seal.mood")}, "goods.toml rule x: unknown fact seal.mood"),
    ({"goods_toml": rule('"hold"', '"jail"')}, "goods.toml rule x: unknown channel jail"),
    ({"goods_toml": rule('risk = "conceal"', 'risk = "boredom"')}, "goods.toml rule x: unknown risk boredom"),
    ({"goods_toml": rule('risk = "conceal"\n', "")}, "goods.toml rule x: risk is missing"),
    ({"goods_toml": rule()}, "goods.toml rule x: no words zh and en for reason.x"),
    ({"goods_toml": rule('"open"]]', '"open"], ["seal.state", "eq", "tampered"]]'), "words_toml": WORDS}, "goods.toml rule x: can never fire: its conditions on seal.state"),
    ({"goods_toml": rule('id = "x"', 'id = "x"\nvalid_to = "2026-11-30"'), "words_toml": WORDS}, "goods.toml rule x: can never fire: it counts from"),
    ({"goods_toml": rule('id = "x"', 'id = "x"\nrate = "0"'), "words_toml": WORDS}, "goods.toml rule x: can never fire: its rate is 0"),
    ({"goods_toml": rule('"hold"', '"machine"'), "words_toml": WORDS}, "goods.toml rule x: shadowed by rule seal-open: whenever it fires, that one fires too and decides manual"),
    ({"goods_toml": rule('"hold"\nreason = "x"', '"manual"\nreason = "seal.open"')}, "goods.toml rule x: shadowed by rule seal-open"),
    ({"goods_toml": rule(more=RULE.replace('"x"', '"y"')), "words_toml": WORDS + WORDS.replace("reason.x", "reason.y")}, "goods.toml rule seal-open: shadowed by rule x"),
    ({"goods_toml": rule('id = "x"', 'id = "x"\nrate = "0.0001"'), "words_toml": WORDS}, "goods.toml rule x: rate 0.0001 lies below the floor"),
    ({"goods_toml": rule(more=RULE.replace('id = "x"', 'id = "y"\nrate = "0.5"')), "words_toml": WORDS}, "goods.toml rule y: contradictory rates 1 and 0.5: rule x"),
    ({"rates_toml": OWN["rates.toml"] + rate("0.3", FOCUS, ADVANCED)}, "rates.toml rule random: contradictory rates 0.001 and 0.3"),
    ({"rates_toml": OWN["rates.toml"] + rate("0.3", ("papers.state", "none"))}, "rates.toml rule random: rate 0.3 can never apply"),
    ({"rates_toml": OWN["rates.toml"] + rate("0.3", FOCUS, of="y")}, "rates.toml rate 9 of y: unknown rule y"),
    ({"rates_toml": cut("rates.toml", 'rate = "0.0015"', 'rate = "0.5"')}, "goods.toml rule random: contradictory rates: credit.national certified is drawn more often (0.5) than regular"),
    ({"rates_toml": cut("rates.toml", 'rate = "0.0015"', 'rate = "0.0005"')}, "goods.toml rule random: rate 0.0005 lies below the floor"),
    ({"lanes_toml": 'valid_from = "2026-12-01"\n[goods]\nneeds = []\n'}, "lanes.toml goods: a truck goes unread: the vehicle is not awaited"),
    ({"lanes_toml": cut("lanes.toml", '{ part = "vehicle" }', '{ part = "vehicle", valid_to = "2027-01-31" }')}, "lanes.toml goods: a truck goes unread"),
    ({"lanes_toml": 'valid_from = "2026-12-01"\n[goods]\nneeds = [{ part = "vehicle" }, { part = "declaration" }, { part = "weight", when = [["papers.state", "eq", "none"]] }]\n'}, "lanes.toml goods: a load goes unread"),
    ({"facts_toml": OWN["facts.toml"] + '["moon"]\nvalues = ["full"]\n'}, "facts.toml moon: unknown fact moon"),
    ({"facts_toml": cut("facts.toml", '"typed", ', "")}, "facts.toml driver.state: value typed is missing"),
    ({"facts_toml": cut("facts.toml", 'values = ["no", "yes"]', 'values = ["yes", "no"]')}, "facts.toml container.customs: the first value"),
    ({"limits_toml": cut("limits.toml", 'floor = "0.001"', 'floor = "0"')}, "limits.toml draw: floor 0 is not between 0.0001 and 1"),
    ({"limits_toml": cut("limits.toml", "quiet_days = 7", "quiet_days = 400")}, "limits.toml draw: quiet_days 400"),
    ({"limits_toml": cut("limits.toml", 'hold = "0.02"', 'jail = "0.02"\nhold = "0.02"')}, "limits.toml expected: unknown channel jail"),
    ({"limits_toml": cut("limits.toml", 'machine = "0.05"', 'machine = "0.99"')}, "limits.toml expected: contradictory rates"),
    ({"limits_toml": cut("limits.toml", "lane = 31536000\n", "")}, "limits.toml age: lane is missing"),
    ({"roles_toml": OWN["roles.toml"] + 'dance = ["officer"]\n'}, "roles.toml dance: unknown act dance"),
    ({"roles_toml": cut("roles.toml", 'lift = ["senior", "supervisor"]', "lift = []")}, "roles.toml lift: no role may do it"),
    ({"goods_toml": cut("goods.toml", 'valid_from = "2025-12-18"', 'valid_from = "2027-01-01"')}, "goods.toml: counts from 2027-01-01"),
    ({"words_toml": '"released" = { zh = "甲", en = "b" }\n'}, "words.toml released: words of reasons and flips only"),
    ({"words_toml": '"reason.x" = { zh = "甲" }\n'}, "words.toml reason.x: words zh and en are missing"),
    ({"words_toml": '"reason.x" = { zh = "甲 {value}", en = "b" }\n'}, "words.toml reason.x: zh and en name different"),
    ({"goods_toml": cut("goods.toml", 'reason = "instruction.hold"\nrisk = "conceal"\nbinding = true', 'reason = "instruction.hold"\nrisk = "conceal"')}, "goods.toml: an instruction to hold is lowered"),
    ({"goods_toml": cut("goods.toml", '"eq", "manual"]]\nchannel = "manual"', '"eq", "manual"]]\nchannel = "machine"')}, "goods.toml: an instruction to manual is lowered"),
    ({"goods_toml": cut("goods.toml", 'when = [["age.credit", "eq", "stale"], ["papers.state", "ne", "none"]]', 'when = [["age.credit", "eq", "stale"], ["papers.state", "eq", "declared"]]')},
     "goods.toml rule clear-papers: old data let it go: no rule stops it while age.credit is stale"),
    ({"goods_toml": cut("goods.toml", 'rate = "0.002"', 'rate = "1"')}, "goods.toml: no random checks"),
    ({"goods_toml": rule('"eq", "open"]]\nchannel = "hold"', '"in", ["open", "tampered"]]]\nchannel = "machine"'), "words_toml": WORDS},
     "goods.toml rule x: shadowed by rules seal-open, seal-tampered together: whenever it fires, one of them fires too and decides manual"),
    ({"goods_toml": rule('"open"]]', '"open"], ["parcel.state", "eq", "held"]]'), "words_toml": WORDS}, "goods.toml rule x: can never fire: its conditions on seal.state, parcel.state exclude each other"),
    ({"goods_toml": rule('[["seal.state", "eq", "open"]]', '[["list.earlier", "eq", "late"], ["papers.kind", "eq", "declaration"]]'), "words_toml": WORDS}, "goods.toml rule x: can never fire: its conditions on list.earlier"),
    ({"goods_toml": rule('id = "x"', 'id = "x"\nvalid_from = "2027-12-01"'), "words_toml": WORDS}, "goods.toml rule x: can never fire: it counts from 2027-12-01"),
    ({"rates_toml": OWN["rates.toml"] + rate("0", ("inspection.result", "none"), of="x") + rate("0", ("inspection.result", "normal"), of="x"),
      "goods_toml": rule('"open"]]', '"open"], ["inspection.result", "in", ["none", "normal"]]]'), "words_toml": WORDS}, "goods.toml rule x: can never fire: its rate is 0 wherever it holds"),
    ({"rates_toml": OWN["rates.toml"] + rate("0.3", ("parcel.state", "held"))}, "rates.toml rule random: rate 0.3 can never apply"),
    ({"facts_toml": OWN["facts.toml"].replace('only = [["papers.kind", "eq", "list"]]', 'only = [["papers.kind", "eq", "leaf"]]')}, "facts.toml list.earlier: papers.kind is never leaf"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "line"), CASES, ids=[str(place) for place in range(len(CASES))])
def test_a_fault_is_named_with_file_rule_and_reason(files, line):
    found = wrong(**files)
    assert any(each.startswith(line) for each in found), found
    assert all("\n" not in each for each in found)


def test_the_programs_own_rules_are_without_fault_alone_and_whole():
    assert wrong() == []
    assert wrong(**{name.replace(".", "_"): text for name, text in OWN.items()}) == []


FINE = [
    # Dated, but on every day of the pack: the instruction binds.
    {"goods_toml": cut("goods.toml", 'id = "instruction-hold"', 'id = "instruction-hold"\nvalid_from = "2026-01-01"')},
    # What old data stop may be said by several rules.
    {"goods_toml": cut("goods.toml", 'when = [["age.credit", "eq", "stale"], ["papers.state", "ne", "none"]]', 'when = [["age.credit", "eq", "stale"], ["papers.state", "ne", "none"], ["driver.state", "eq", "none"]]')
     + RULE.replace('"x"', '"age-credit-2"', 1).replace('[["seal.state", "eq", "open"]]', '[["age.credit", "eq", "stale"], ["papers.state", "ne", "none"], ["driver.state", "ne", "none"]]').replace('"hold"', '"cannot-confirm"')
     .replace("risk =", "age = true\nrisk ="), "words_toml": WORDS},
    # A stricter rule that an inspection answers leaves a rule that lets go its turn.
    {"goods_toml": cut("goods.toml", 'when = [["papers.state", "eq", "released"], ["inspection.result", "eq", "normal"]]', 'when = [["papers.state", "eq", "released"], ["seal.state", "eq", "open"]]')},
    # Two rows of a rate that can never meet say different things.
    {"rates_toml": OWN["rates.toml"] + rate("0.3", ("list.earlier", "late"), ("credit.second-line", "unlisted"), ("credit.national", "regular"))},
]  # fmt: skip


@pytest.mark.parametrize("files", FINE, ids=[str(place) for place in range(len(FINE))])
def test_nothing_is_refused_that_is_right(files):
    assert wrong(**files) == []


def test_words_are_read_the_quick_way_and_as_toml():
    assert read_words(WORDS) == read_words("# a comment\n" + WORDS.replace("{ zh", "{  zh"))
