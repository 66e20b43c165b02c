"""What a rule pack may not say: figures out of their bounds, too many rules, names nobody asks for, safeguards taken away; each refused in one line."""

from dataclasses import replace
from decimal import Decimal

import pytest

from workstation.desk import ruling
from workstation.risk import bounds, covering, fields, figures, pack, rulebook
from workstation.risk.periods import Period
from workstation.risk.rules import book_of, kept_book
from workstation.words import Refused

OWN = rulebook().files
LABEL = pack.Label("CNHXG", 1, 0, Period("2026-12-01", "2027-11-30"), "A", "B", "trial")
FIGURES = [(group, name) for group, row in rulebook().limits.items() for name in row]


def wrong(**files):
    """Faults of a pack with these files, as lines."""
    found = pack.RulePack(LABEL, b"", (), {name.replace("_", "."): text for name, text in files.items()})
    return [f"{each.where}: {each.reason}" for each in ruling.wrong(found)]


def read(text):
    return figures.read_limits(fields.toml("limits.toml", text))


def figure(group, name, told):
    """limits.toml with another figure."""
    head, begin, rest = OWN["limits.toml"].partition(f"[{group}]\n")
    lines = rest.splitlines(keepends=True)
    place = next(place for place, line in enumerate(lines) if line.startswith(f"{name} = "))
    return head + begin + "".join([*lines[:place], f"{name} = {told}\n", *lines[place + 1 :]])


def change(file, **row):
    return OWN[file] + "\n[[change]]\n" + "".join(f"{name} = {value}\n" for name, value in row.items())


def cut(name, old, new):
    assert old in OWN[name], old
    return OWN[name].replace(old, new, 1)


def rule(identity='"x"', when='[["seal.state", "eq", "open"]]', reason='"seal.open"', more=""):
    return OWN["goods.toml"] + f'\n[[rule]]\nid = {identity}\nwhen = {when}\nchannel = "hold"\nreason = {reason}\nrisk = "conceal"\n{more}'


FAR = ["10" + "0" * 17, "-1", "0x" + "f" * 5000, '"1e999999"', '"1e-999999"', '"NaN"', '"Infinity"', '"1_000"', '"１"', "1e3", "true", "[1]", "1979-05-27"]


def test_every_figure_has_a_bound_with_unit_and_reason_and_stands_within_it():
    for group, name in FIGURES:
        bound = bounds.of(group, name)
        assert bound is not None
        assert bound.unit
        assert bound.why
        assert bound.least <= rulebook().limits[group][name] <= bound.most
    assert {group for group, _ in bounds.every()} == set(rulebook().limits)


@pytest.mark.parametrize(("group", "name"), FIGURES, ids=[" ".join(each) for each in FIGURES])
def test_a_figure_out_of_its_bounds_is_refused_with_its_name_and_both_edges_stand(group, name):
    bound = bounds.of(group, name)
    step = 1 if bound.unit in bounds.WHOLE else Decimal("0.000001")
    for told in (*FAR, f'"{bound.most + step}"', *([f'"{bound.least - step}"'] if bound.least else []), *(['"60.5"'] if bound.unit in bounds.WHOLE else [])):
        with pytest.raises(Refused) as caught:
            read(figure(group, name, told))
        assert caught.value.values["where"] == f"limits.toml {group}"
        assert str(caught.value.values["reason"]).startswith(f"{name} ")
    for edge in (bound.least, bound.most):
        assert read(figure(group, name, f'"{edge}"'))[group][name] == edge


def test_the_absurd_pack_of_a_stranger_is_refused_in_the_words_of_the_table():
    assert wrong(limits_toml=figure("draw", "stick_days", "10" + "0" * 14)) == [
        "limits.toml draw: stick_days 1000000000000000 is not between 1 and 366 (days): a pick that ends the same day could be waited out"
    ]
    assert wrong(limits_toml=figure("draw", "stick_days", '"1e999999"'))[0].startswith("limits.toml draw: stick_days is no number from 0 up")
    assert wrong(limits_toml="x = " + "9" * 5000)[0].startswith("limits.toml: ")
    assert wrong(limits_toml="x = " + "[" * 100_000)[0].startswith("limits.toml: ")
    assert wrong(words_toml="x = " + "[" * 100_000)[0].startswith("words.toml: ")


CASES = [
    ({"limits_toml": change("limits.toml", group='"draw"', name='"stick_days"', value="10000", valid_from='"2026-12-05"')}, "limits.toml change 1: stick_days 10000 is not between"),
    ({"limits_toml": change("limits.toml", group='"draw"', name='"floor"', value='"0.5"', valid_from='"2026-12-05"')}, "limits.toml draw: contradictory rates: floor 0.5 ≤ quiet_rate 0.02 does not hold on 2026-12-05"),
    ({"limits_toml": cut("limits.toml", "stick_days = 7", "stick_dais = 7\nstick_days = 7")}, "limits.toml draw: unknown name stick_dais"),
    ({"limits_toml": OWN["limits.toml"] + "[moon]\nfull = 1\n"}, "limits.toml moon: unknown group moon"),
    ({"limits_toml": OWN["limits.toml"] + "[[change]]\n" * 201}, "limits.toml: 201 × [[change]], at most 200"),
    ({"lanes_toml": OWN["lanes.toml"] + "[goodz]\nneeds = []\n"}, "lanes.toml goodz: unknown profile goodz (known: goods"),
    ({"lanes_toml": cut("lanes.toml", "[gate]\n", "[gate]\nneedz = []\n")}, "lanes.toml gate: unknown field needz"),
    ({"roles_toml": cut("roles.toml", 'release = ["officer", ', 'release = ["auditor", "officer", ')}, "roles.toml release: an auditor reads only"),
    ({"roles_toml": cut("roles.toml", 'release = ["officer", ', 'release = ["technician", "officer", ')}, "roles.toml release: a technician has devices only"),
    ({"roles_toml": cut("roles.toml", 'override = ["senior", ', 'override = ["administrator", "senior", ')}, "roles.toml override: an administrator has officers"),
    ({"roles_toml": cut("roles.toml", 'sign-in = ["officer", "senior", "supervisor", ', "sign-in = [")}, "roles.toml sign-in: officer, senior, supervisor is missing"),
    ({"roles_toml": change("roles.toml", act='"lift"', roles='["auditor"]', valid_from='"2026-12-05"')}, "roles.toml change 1 lift: an auditor reads only"),
    ({"roles_toml": change("roles.toml", act='"lift"', roles="[]", valid_from='"2026-12-05"')}, "roles.toml change 1 lift: no role may do it"),
    ({"facts_toml": cut("facts.toml", 'good = "none"\nvalues = ["none", "machine"', 'good = "hold"\nvalues = ["none", "machine"')}, "facts.toml instruction: good: the value that lets a truck go"),
    ({"facts_toml": cut("facts.toml", '["seal.match"]\n', '["seal.match"]\nconfirm = ["equal"]\n')}, "facts.toml seal.match: confirm: equal is not for the telephone"),
    ({"facts_toml": cut("facts.toml", 'age = "age.instruction"', 'age = "age.credit"')}, "facts.toml instruction: age: "),
    ({"facts_toml": cut("facts.toml", 'only = [["papers.kind", "eq", "list"]]', 'only = [["papers.kind", "ne", "none"]]')}, "facts.toml list.earlier: only: "),
    ({"goods_toml": rule('"x\\ny"')}, "goods.toml rule x\\ny: id holds a sign"),
    ({"goods_toml": rule('"x\\u001b[2J"')}, "goods.toml rule x\\x1b[2J: id holds a sign"),
    ({"goods_toml": rule(f'"{"x" * 81}"')}, f"goods.toml rule {'x' * 81}: id is not made of"),
    ({"goods_toml": rule('"规则"')}, "goods.toml rule 规则: id is not made of"),
    ({"goods_toml": rule("7")}, "goods.toml rule 7: id is no text"),
    ({"goods_toml": rule(reason='"a b"')}, "goods.toml rule x: reason is not made of"),
    ({"goods_toml": rule(more='source = "a\\u001bb"\n')}, "goods.toml rule x: source holds a sign that does not print"),
    ({"goods_toml": rule(more=f'source = "{"a" * 1001}"\n')}, "goods.toml rule x: source is longer than 1000"),
    ({"goods_toml": rule(more='valid_to = "9999-12-31"\n')}, "goods.toml rule x: valid_to 9999-12-31 is not between"),
    ({"goods_toml": rule(more='rate = "1e-9"\n')}, "goods.toml rule x: rate is no plain decimal text"),
    ({"goods_toml": rule(when="[" + '["seal.state", "eq", "open"],' * 41 + "]")}, "goods.toml rule x: 41 conditions, at most 40"),
    ({"goods_toml": OWN["goods.toml"] + "\n[[rule]]\n" * 3000}, "goods.toml: 3"),
    ({"rates_toml": OWN["rates.toml"] + "\n[[rate]]\n" * 1000}, "rates.toml: 1008 × [[rate]], at most 1000"),
    ({"words_toml": '"reason.x" = { zh = "某", en = "a\\u001b[2Jb" }\n'}, "words.toml reason.x: a sign that does not print"),
    ({"words_toml": '"reason.x" = { zh = "某\\n", en = "b" }\n'}, "words.toml reason.x: a sign that does not print"),
    ({"words_toml": '"reason.x" = { zh = "某", en = "a\\u202eb" }\n'}, "words.toml reason.x: a sign that does not print"),
    ({"words_toml": f'"reason.x" = {{ zh = "{"某" * 301}", en = "b" }}\n'}, "words.toml reason.x: longer than 300 characters"),
    ({"words_toml": '"reason.a\\nb" = { zh = "某", en = "b" }\n'}, "words.toml reason.a\\nb: words of reasons and flips only"),
    ({"words_toml": "".join(f'"reason.x{number}" = {{ zh = "某", en = "x" }}\n' for number in range(2001))}, "words.toml: 2001 keys, at most 2000"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "line"), CASES, ids=[str(place) for place in range(len(CASES))])
def test_what_is_not_for_a_pack_to_say_is_refused_in_one_line(files, line):
    found = wrong(**files)
    assert any(each.startswith(line) for each in found), found
    assert all(each.isprintable() and len(each) < 620 for each in found)


FINE = [
    {"facts_toml": cut("facts.toml", 'confirm = ["none", "machine", "manual", "hold"]', 'confirm = ["machine", "manual", "hold"]')},
    {"facts_toml": cut("facts.toml", 'confirm = ["none", "machine", "manual", "hold"]', "confirm = []")},
    {"roles_toml": cut("roles.toml", 'lens = ["supervisor", "auditor"]', 'lens = ["auditor"]')},
    {"limits_toml": change("limits.toml", group='"slip"', name='"valid"', value="3600", valid_from='"2026-12-05"', valid_to='"2026-12-06"')},
    {"words_toml": '"reason.x" = { zh = "甲　乙，“丙”", en = "it’s – 3 % “x”" }\n'},
]  # fmt: skip


@pytest.mark.parametrize("files", FINE, ids=[str(place) for place in range(len(FINE))])
def test_what_is_for_a_pack_to_say_stands(files):
    assert wrong(**files) == []


def test_the_whole_check_has_a_bound_and_beyond_it_nothing_is_called_sure():
    book = rulebook()
    on = covering.ground(book, book, LABEL.period)
    tired = replace(on, looked=[covering.WORK])
    box = {"seal.state": frozenset({"open"})}
    assert covering.covered(box, [box], on)
    assert not covering.covered(box, [box], tired)
    assert tired.plain().tired
    assert not on.plain().tired


def test_a_pack_that_nobody_could_check_is_refused_for_it(monkeypatch):
    monkeypatch.setattr(covering, "WORK", 100)
    assert "goods.toml: too tangled to be checked: fewer rules, or fewer conditions and values in each" in wrong()


def test_a_kept_book_is_read_as_it_was_even_where_a_pack_may_not_say_it_today():
    files = {**OWN, "limits.toml": figure("draw", "pair_days", "400")}
    with pytest.raises(Refused):
        book_of(files)
    assert kept_book(files).limits["draw"]["pair_days"] == 400
