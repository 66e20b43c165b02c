"""Every rule of goods.toml by the table: it fires as written, and not when one of its conditions is turned."""

import pytest
from rule_facts import BOOK, CALM, always, facts_of, never, only, verdict

from workstation.desk.acts import ACTS
from workstation.risk import CHANNELS, STRICT
from workstation.risk.officers import ROLES, check_may
from workstation.words import Refused, catalogue

PAIRS = [(rule, condition) for rule in BOOK.rules for condition in rule.when]


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_rule_fires_alone_as_written(rule):
    found = verdict(facts_of(rule), book=only(rule))
    assert (found.channel, found.reasons, found.fired) == (rule.channel, (rule.reason,), (rule.id,))
    among_all = verdict(facts_of(rule))
    assert rule.id in among_all.fired
    assert STRICT[among_all.channel] >= STRICT[rule.channel]
    if among_all.channel == rule.channel:
        assert rule.reason in [each.reason for each in BOOK.rules if each.id in among_all.fired and each.channel == rule.channel]


@pytest.mark.parametrize(("rule", "condition"), PAIRS, ids=lambda each: getattr(each, "id", None) or each.fact)
def test_a_rule_is_silent_when_one_condition_is_turned(rule, condition):
    found = verdict(facts_of(rule, condition), book=only(rule))
    assert (found.channel, found.fired, found.reasons) == ("cannot-confirm", (), ("nothing.known",))


@pytest.mark.parametrize("rule", [rule for rule in BOOK.rules if rule.rate < 1], ids=lambda rule: rule.id)
def test_a_rule_with_a_rate_fires_by_the_draw_only(rule):
    assert rule.id in verdict(facts_of(rule), always).fired
    assert rule.id not in verdict(facts_of(rule), never).fired
    assert rule.id in verdict(facts_of(rule), lambda _: rule.rate - type(rule.rate)("0.0001")).fired
    assert rule.id not in verdict(facts_of(rule), lambda _: rule.rate).fired


def test_nothing_known_cannot_be_confirmed():
    assert verdict(CALM, never).channel == "cannot-confirm"
    assert verdict(CALM, book=only()).reasons == ("nothing.known",)


def test_an_answered_rule_is_silent_and_only_that_one():
    for rule in BOOK.rules:
        assert rule.id not in verdict(facts_of(rule), answered=frozenset({rule.id})).fired
        assert rule.id in verdict(facts_of(rule), answered=frozenset({each.id for each in BOOK.rules} - {rule.id})).fired


@pytest.mark.parametrize("channel", ["machine", "manual", "hold"])
def test_a_control_instruction_is_binding_and_never_undercut(channel):
    (rule,) = [each for each in BOOK.rules if each.id == f"instruction-{channel}"]
    assert rule.binding
    clear = CALM | {"papers.state": "released", "seal.match": "equal", "seal.state": "sealed", "instruction": channel}
    assert verdict(clear, never).channel == channel


def test_every_reason_and_every_fact_that_may_flip_has_words():
    words = catalogue()
    assert {rule.reason for rule in BOOK.rules if set(words.get("reason." + rule.reason, {})) != {"zh", "en"}} == set()
    milder = {condition.fact for rule in BOOK.rules if STRICT[rule.channel] >= STRICT["machine"] for condition in rule.when}
    assert {fact for fact in milder if "flip." + fact not in words} == set()


def test_every_rule_knows_its_channel_risk_and_values():
    assert {rule.channel for rule in BOOK.rules} == set(CHANNELS)
    assert all(rule.risk for rule in BOOK.rules if rule.channel not in ("release", "not-customs"))
    assert all(fact.good in ("", *fact.values) and set(fact.confirm) <= set(fact.values) and fact.age in ("", *BOOK.facts) for fact in BOOK.facts.values())


def test_each_act_has_its_roles_and_no_role_may_do_what_is_not_listed():
    assert {act.role for act in ACTS.values()} - {""} <= BOOK.roles.keys()
    for act, roles in BOOK.roles.items():
        assert set(roles) <= set(ROLES)
        assert f"act.{act}" in catalogue(), "a refusal says the act in words"
        for role in (*ROLES, "", "nobody"):
            if role in roles:
                check_may(BOOK, act, role)
                continue
            with pytest.raises(Refused, match="role-may-not"):
                check_may(BOOK, act, role)
    for watching in ("auditor", "technician", "administrator"):
        assert not any(watching in BOOK.roles[act] for act in ("scan", "release", "leave", "override", "sign", "confirm", "lift", "emergency"))
    with pytest.raises(Refused, match="role-may-not"):
        check_may(BOOK, "an act of tomorrow", "supervisor")
