"""Laws that hold whatever the facts: order, hits, age, waiting, flips."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings, strategies
from rule_facts import BOOK, FACTS, RULES, always, facts_of, never, only, value, verdict

from workstation.risk import STRICT, Case, drawer, strictest
from workstation.risk.draw import certain
from workstation.risk.judge import certain_of

AGES = [name for name in BOOK.facts if name.startswith("age.")]
DRAWS = strategies.sampled_from((always, never))
IDS = [rule.id for rule in BOOK.rules]
ANSWERED = strategies.frozensets(strategies.sampled_from(IDS), max_size=4)
often = settings(deadline=None, max_examples=150)


def hits(found):
    return [rule for rule in BOOK.rules if rule.id in found.fired and STRICT[rule.channel] >= STRICT["machine"] and not rule.age]


@often
@given(FACTS, DRAWS, ANSWERED, strategies.permutations(BOOK.rules))
def test_the_order_of_rules_does_not_matter(facts, draw, answered, shuffled):
    one, other = verdict(facts, draw, answered=answered), verdict(facts, draw, only(*shuffled), answered=answered)
    assert (one.channel, set(one.fired)) == (other.channel, set(other.fired))


@often
@given(FACTS, DRAWS, RULES, strategies.sampled_from(list(STRICT)))
def test_one_rule_more_that_fires_never_makes_it_milder(facts, draw, rule, channel):
    if not (before := verdict(facts, draw)).fired:
        return
    more = replace(rule, id="more", when=(), channel=channel, rate=Decimal(1), age=False)
    after = verdict(facts, draw, only(*BOOK.rules, more))
    assert after.channel == max(before.channel, channel, key=STRICT.__getitem__)


@often
@given(FACTS, DRAWS, strategies.sampled_from(("machine", "manual", "hold")))
def test_an_instruction_never_makes_it_milder_than_itself_or_than_before(facts, draw, channel):
    before = verdict({**facts, "instruction": "none"}, draw)
    after = verdict({**facts, "instruction": channel}, draw)
    assert STRICT[after.channel] >= max(STRICT[channel], STRICT[before.channel] if hits(before) else 0)


@often
@given(FACTS, DRAWS, ANSWERED, strategies.sampled_from(AGES))
def test_old_data_never_turn_anything_into_a_release(facts, draw, answered, age):
    fresh, stale = (verdict({**facts, age: told}, draw, answered=answered) for told in ("fresh", "stale"))
    if stale.channel in ("release", "not-customs"):
        assert fresh.channel == stale.channel
    # What hits without its age hits still: a hit in old data counts.
    assert {rule.id for rule in hits(fresh) if all(each.fact != age for each in rule.when)} <= set(stale.fired)


@often
@given(FACTS, DRAWS)
def test_nothing_goes_on_the_absence_of_a_hit_in_old_instructions(facts, draw):
    assert verdict({**facts, "age.instruction": "stale"}, draw).channel not in ("release", "not-customs")
    papers = facts["papers.state"] != "none"
    for age in ("age.papers", "age.credit") if papers else ("age.booking",):
        assert verdict({**facts, age: "stale"}, draw).channel not in ("release", "not-customs")


@often
@given(FACTS, DRAWS, ANSWERED)
def test_while_parts_are_awaited_only_a_hit_decides(facts, draw, answered):
    whole, waiting = verdict(facts, draw, answered=answered), verdict(facts, draw, answered=answered, waiting=True)
    if not hits(whole):
        assert waiting is None
    else:
        assert (waiting.channel, waiting.fired) == (whole.channel, whole.fired)
        assert waiting.channel not in ("release", "not-customs")


@often
@given(FACTS, DRAWS, ANSWERED, strategies.booleans())
def test_every_flip_is_true(facts, draw, answered, waiting):
    found = verdict(facts, draw, answered=answered, waiting=waiting)
    for flip in found.flip if found else ():
        # What was not drawn for the truck as it is, a flip does not draw: it would tell a draw before its time.
        changed = verdict({**facts, flip.fact: flip.to}, certain(found.fired), answered=answered, waiting=waiting)
        assert facts[flip.fact] != flip.to
        assert (changed and changed.channel) == flip.channel != found.channel
    assert found is None or len({flip.fact for flip in found.flip}) == len(found.flip)


@often
@given(RULES, FACTS)
def test_one_wrong_thing_says_what_would_let_the_truck_go(rule, facts):
    clear = {**facts_of(rule), "papers.state": "released", "instruction": "none"}
    if len(rule.when) != 1 or rule.when[0].fact in clear.keys() - facts_of(rule).keys() or rule.channel in ("release", "not-customs") or rule.age:
        return
    wrong = clear | {rule.when[0].fact: value(rule.when[0], holds=True)}
    found = verdict(wrong, never)
    if found.channel == rule.channel and hits(found) == [rule]:
        assert (rule.when[0].fact, "release") in [(flip.fact, flip.channel) for flip in found.flip]


@often
@given(strategies.lists(FACTS, min_size=1, max_size=4), DRAWS)
def test_of_several_papers_the_strictest_decides(several, draw):
    found = {str(place): verdict(facts, draw) for place, facts in enumerate(several)}
    assert STRICT[strictest(found).channel] == max(STRICT[each.channel] for each in found.values())


@often
@given(strategies.binary(min_size=16, max_size=32), strategies.text(max_size=20), strategies.sampled_from(IDS))
def test_the_draw_is_a_share_and_the_same_again(secret, passage, rule):
    assert 0 <= drawer(secret, passage)(rule) < 1
    assert drawer(secret, passage)(rule) == drawer(secret, passage)(rule) != drawer(secret + b"x", passage)(rule)


def test_the_draw_takes_about_as_many_as_the_rate_says():
    drawn = sum(drawer(b"secret of the station", f"CNHXG-03-7KQ2/{number}")("random") < type(BOOK.rules[0].rate)("0.05") for number in range(4000))
    assert 150 < drawn < 250


@often
@given(FACTS, ANSWERED)
def test_what_is_certain_is_what_is_judged_where_nothing_is_picked(facts, answered):
    channel, fired, drawing = certain_of(BOOK, Case(facts, answered))
    found = verdict(facts, never, answered=answered)
    assert (channel or "cannot-confirm", fired) == (found.channel, found.fired)
    assert {rule.id for rule, _ in drawing} == set(verdict(facts, always, answered=answered).fired) - set(fired)


@often
@given(FACTS, DRAWS, strategies.sampled_from(["seal.match", "seal.state", "container.match", "release.earlier", "custody.impossible", "weight.match", "papers.va"]), strategies.data())
def test_one_more_wrong_thing_never_makes_it_milder(facts, draw, fact, data):
    good = BOOK.facts[fact].values[0]
    worse = data.draw(strategies.sampled_from(BOOK.facts[fact].values))
    before, after = verdict({**facts, fact: good}, draw), verdict({**facts, fact: worse}, draw)
    # Nothing known is no verdict of a rule but that there is none: the first hit takes its place, and stops the truck as that did.
    least = "machine" if not before.fired and after.fired else before.channel
    assert STRICT[after.channel] >= STRICT[least]


@often
@given(FACTS, strategies.sampled_from(["unlisted", "advanced", "white", "focus"]), strategies.sampled_from(BOOK.facts["credit.national"].values))
def test_a_better_class_is_never_drawn_more_often(facts, listed, national):
    (rule,) = [rule for rule in BOOK.rules if rule.id == "random"]
    at = {**facts, "credit.second-line": listed, "credit.national": national}
    assert rule.share({**at, "credit.second-line": "white"}) <= rule.share(at) <= rule.share({**at, "credit.second-line": "focus"})
    assert rule.share({**at, "credit.national": "advanced"}) <= rule.share(at)
