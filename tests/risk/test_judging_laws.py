"""Laws that hold whatever the facts: order, hits, age, waiting, flips."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings, strategies
from rule_facts import BOOK, CLEAR, FACTS, RULES, always, facts_of, never, only, value, verdict

from workstation.risk import STRICT, Case, drawer, faults, strictest
from workstation.risk.book import Condition
from workstation.risk.draw import certain
from workstation.risk.judge import INSPECTED, certain_of, missed
from workstation.risk.pack import Label
from workstation.risk.periods import Period

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
    more = replace(rule, id="more", when=(), channel=channel, rate=Decimal(1), rates=(), age=False)
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
        assert facts[flip.fact] != flip.to
        for also in answering(found.fired) if (flip.fact, flip.to) == INSPECTED else [frozenset()]:
            changed = verdict({**facts, flip.fact: flip.to}, certain(found.fired), answered=answered | also, waiting=waiting)
            assert (changed and changed.channel) == flip.channel != found.channel
    assert found is None or len({flip.fact for flip in found.flip}) == len(found.flip)


@often
@given(FACTS, ANSWERED)
def test_a_rule_that_missed_by_one_fact_fires_with_it_and_not_without(facts, answered):
    told = {rule.id: (fact, wanted) for rule, fact, wanted in missed(BOOK, Case(facts, answered))}
    fired = verdict(facts, answered=answered).fired
    for rule in BOOK.rules:
        one = {(name, to) for name in {each.fact for each in rule.when} for to in BOOK.facts[name].values if all(each.holds({**facts, name: to}) for each in rule.when)}
        lacking = rule.id not in answered and not all(each.holds(facts) for each in rule.when)
        assert {(fact, to) for fact, several in [told[rule.id]] for to in several} == one if rule.id in told else not (one and lacking)
        assert not (rule.id in told and rule.id in fired)


def answering(fired):
    """What an inspection that finds nothing answers: of the machine's rules, or of the hands' too."""
    return [frozenset(rule.id for rule in BOOK.rules if rule.id in fired and rule.channel in channels and not rule.age) for channels in (("machine",), ("machine", "manual"))]


def test_a_truck_that_was_drawn_is_told_that_its_inspection_lets_it_go():
    facts = CLEAR | {"inspection.result": "unfinished"}
    found = verdict(facts, lambda rule: Decimal(rule != "random"))
    assert ({"random", "inspection-unfinished"} <= {*found.fired}, found.channel) == (True, "manual")
    assert [flip.channel for flip in found.flip if (flip.fact, flip.to) == INSPECTED] == ["release"]


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


@often
@given(FACTS, DRAWS)
def test_a_hit_where_nothing_was_known_lets_nothing_go_and_answered_leaves_it_unconfirmed(facts, draw):
    hit = replace(BOOK.rules[0], id="hit", when=(), channel="machine", rate=Decimal(1))
    if verdict(facts, draw).fired:
        return
    with_hit = only(*BOOK.rules, hit)
    assert verdict(facts, draw, with_hit).channel == "machine"
    assert verdict(facts, draw, with_hit, answered=frozenset({"hit"})).reasons == ("nothing.known",)


PACK = Label("CNHXG", 1, 0, Period("2026-12-01", "2027-11-30"), "A", "B", "trial")
WORDS = {f"reason.{rule.reason}" for rule in BOOK.rules}
CHANGES = strategies.lists(strategies.tuples(RULES, strategies.sampled_from(("gone", "age", "fact", *STRICT)), strategies.data()), max_size=3)


def changed(changes):
    """The rules with some taken away, put in another channel, or asked for one fact more or less."""
    rules = list(BOOK.rules)
    for rule, how, data in changes:
        place = next((number for number, each in enumerate(rules) if each.id == rule.id), None)
        if place is None:
            continue
        if how == "gone":
            del rules[place]
        elif how in STRICT:
            rules[place] = replace(rule, channel=how, risk="harm")
        else:
            name = data.draw(strategies.sampled_from(AGES if how == "age" else sorted(BOOK.facts)))
            value = data.draw(strategies.sampled_from(BOOK.facts[name].values))
            rules[place] = replace(rule, when=(*rule.when, Condition(name, frozenset({value}), data.draw(strategies.booleans()))), risk="harm")
    return only(*rules)


@settings(deadline=None, max_examples=30)
@given(CHANGES, FACTS, strategies.tuples(DRAWS, ANSWERED), strategies.sampled_from(AGES), strategies.randoms())
def test_the_laws_hold_for_whatever_pack_is_taken(changes, facts, drawn, age, random):
    draw, answered = drawn
    book = changed(changes)
    if faults.faults(book, BOOK, PACK, WORDS):
        return
    mixed = list(book.rules)
    random.shuffle(mixed)
    one, other = (verdict(facts, draw, each, answered=answered) for each in (book, only(*mixed)))
    assert (one.channel, set(one.fired)) == (other.channel, set(other.fired))
    fresh, stale = (verdict({**facts, age: told}, draw, book) for told in ("fresh", "stale"))
    possible = all(facts[fact.name] == fact.values[0] or all(each.holds(facts) for each in fact.only) for fact in BOOK.facts.values())
    if possible and stale.channel in ("release", "not-customs"):
        assert fresh.channel in ("release", "not-customs"), changes
    for rule in book.rules:
        known = facts_of(rule)
        if all(each.holds(known) for each in rule.when):
            assert rule.id in verdict(known, book=book).fired
        assert all(rule.id not in verdict(facts_of(rule, each), book=book).fired for each in rule.when if each.holds(known))
