"""What an inspection makes of a verdict hides nothing: wind tunnel, observed rates and hits go by what the rules chose before it, and no flip tells what its end would not bring."""

from dataclasses import replace

import pytest

from tests import yard as yards
from workstation.desk import explaining, looking
from workstation.risk import findings, gist, tunnel, tunnelled
from workstation.risk.explain import explained, words


@pytest.fixture(scope="module")
def yard(tmp_path_factory):
    """A truck that is too heavy: sent to the machine."""
    made = yards.Yard(tmp_path_factory.mktemp("untouched") / "station", yards.rows(booking=[]))
    made.open("S1")
    made.lines(*yards.clean(weight="19200"))
    assert made.channel() == "machine"
    yield made
    made.close()


def counted(yard):
    """(wind tunnel without `weight-over`, channels of the observed rates, hits of the rules)."""
    journal, now, lane = yard.desk.station.journal, yard.desk.station.book, yard.desk.lane
    without = replace(now, rules=tuple(rule for rule in now.rules if rule.id != "weight-over"))
    found = tunnelled.report(tunnel.run(journal.events(kinds=tunnel.KINDS), now, without))
    observed = {row["channel"]: row["counted"] for row in looking.drawn(lane, 3).through()["channels"] if row["counted"]}
    hits = {row["rule"]: row["hits"] for row in looking.rates(lane, 3).through()["rules"] if row["hits"]}
    same = tunnelled.report(tunnel.run(journal.events(kinds=tunnel.KINDS), now, now))
    assert not {*hits} & {*same["never_fired"]}
    assert [one.fired for one in findings.gather(journal.events(kinds=findings.KINDS))] == [one.fired for one in findings.gather(gist.events(journal, findings.KINDS))]
    return [(row["why"], row["now"], row["then"], row["rules"]) for row in found["missed"]["told"]], observed, hits


IMAGE = {"place": "H986", "scanner": "H986-1", "image-number": "1", "image-quality": "usable", "image-match": "agrees", "conclusion": "normal", "disposal": "release"}
MISSED = ([("hits", "machine", "release", ["weight-over"])], {"machine": 1})


def test_an_inspection_hides_neither_the_channel_nor_the_hit_nor_the_end_of_it(yard):
    before = counted(yard)
    assert before[:2] == MISSED
    yard.act("inspect", form="machine-image")
    assert counted(yard) == before
    yard.act("suspend", reason="scanner down")
    assert yard.channel() == "manual"
    assert counted(yard) == before
    told = explaining.explain(yard.desk.lane).steps[-1]
    assert [change.channel for change in told.changes if change.key.endswith("inspection.result.normal")] == ["release"]
    assert [why.key for why in told.whys] == ["explain.why.weight.over", "explain.why.inspection.unfinished"]
    yard.act("continue")
    for name, value in IMAGE.items():
        yard.act("set", field=name, value=value)
    yard.act("evidence", file=yard.photo(), field="image")
    yard.act("sign")
    yard.act("cosign", officer="O2")
    assert yard.channel() == "release"
    assert counted(yard) == before


def test_old_data_say_what_lifts_them(yard):
    book = yard.desk.station.book
    old = next(rule for rule in book.rules if rule.age and rule.channel == "cannot-confirm")
    body = {"channel": old.channel, "reasons": [old.reason], "fired": [old.id], "facts": {}, "details": {}}
    step = explained(body, 0, book)
    assert [words(change, "en") for change in step.changes] == ["Once the port's data are renewed it is decided again; or customs confirms by phone"]
