"""What audit and anti-smuggling find of a parcel comes back, is corrected, counts for the rules that hit it, and for those of a candidate; trucks are counted apart."""

from dataclasses import replace

import pytest

from tests import yard as yards
from workstation.desk import looking, reported
from workstation.risk import findings, rulebook, training, tunnel, tunnelled, worth
from workstation.risk.redraw import Known
from workstation.risk.supposed import Supposed
from workstation.words import Refused

GOOD, HELD, ONE, OTHER, SHARED = "SF1000000001", "SF1000000002", "SF1000000003", "SF1000000004", "INV7777"


def belt(yard):
    told = [{"number": number, "inventory": inventory, "uscc": yards.USCC, "state": state} for number, inventory, state in ((GOOD, "INV1111", "released"), (HELD, "INV2222", "held"), (ONE, SHARED, "released"), (OTHER, SHARED, "released"))]
    made = yard(yards.rows(parcel=told), profile="parcel")
    made.open("S1")
    for text in (GOOD, HELD, SHARED, GOOD):
        made.line(scan=text)
        made.clock.wait(0.1)
    made.act("parcel", number=HELD, outcome="passed", reason="declared since", officer="O2", secret=yards.secret("O2"))
    made.line(scan=HELD)
    return made


def rows(made):
    return {(row["rule"], row["profile"]): (row["hits"], row["looked"], row["found"]) for row in looking.rates(made.desk.lane, 3).through()["rules"]}


def test_findings_about_parcels_count_for_their_rules_and_in_the_wind_tunnel(yard):
    made = belt(yard)
    before, told = rows(made), {"source": "audit", "reference": "JC-1"}
    assert (before["parcel-not-released", "parcel"], before["parcel-several", "parcel"], before["seal-open", "goods"]) == ((1, 0, 0), (1, 0, 0), (0, 0, 0))
    assert ("parcel-not-released", "goods") not in before
    made.act("finding", what="INV2222", says="found", sort="evade", **told)
    made.act("finding", what=GOOD.lower(), says="found", source="anti-smuggling", reference="JS-2")
    assert made.refused(act="finding", what=HELD, says="found", sort="evade", **told) == "finding-same"
    assert made.refused(act="finding", what=SHARED, says="found", **told) == "finding-several"
    assert made.refused(act="finding", what=ONE, says="found", **told) == "finding-nothing"
    assert made.refused(act="finding", what=HELD, says="found", about="x/1", source="audit", reference="JC-9") == "finding-inspection"
    assert rows(made)["parcel-not-released", "parcel"] == (1, 1, 1)
    page = looking.rates(made.desk.lane, 3).through()
    assert (page["passages"], page["base"]["looked"], page["missed"]["found"]) == (0, 0, 0)
    assert {name: page["parcels"][name] for name in ("passages", "missed")} == {"passages": 3, "missed": {"found": 1, "passages": [GOOD]}}
    journal = made.desk.station.journal
    whole = findings.gather(journal.events(kinds=findings.KINDS))
    assert worth.report(whole, made.desk.station.book) | {"period": 3} == page
    milder = replace(rulebook(), rules=tuple(rule for rule in rulebook().rules if rule.id != "parcel-not-released"))
    found = tunnelled.report(tunnel.run(journal.events(kinds=tunnel.KINDS), Supposed(rulebook()), Supposed(milder), findings.back(journal.events(kinds=findings.REPORTS)), Known(journal.station)))
    assert (found["missed"]["findings"], found["parcels"]["missed"]["findings"], found["parcels"]["missed"]["findings_now"], found["parcels"]["missed"]["sources"]) == (0, 2, 1, {"audit": 1, "anti-smuggling": 1})
    (row,) = reported.listed(made.desk.lane, HELD)
    assert (row["passage"], row["stands"]) == (HELD, "found")
    made.act("finding-correct", finding=row["event"], says="nothing", reason="another parcel")
    assert rows(made)["parcel-not-released", "parcel"] == (1, 1, 0)


def test_parcels_train_no_scorecard_for_trucks():
    seen = [findings.Seen(f"SF{number}", f"2026-11-{number % 9 + 1:02d}", "hold", {}, frozenset(), drawn=False, found=number % 2 == 0, profile="parcel") for number in range(90)]
    with pytest.raises(Refused) as refused:
        training.train(seen, rulebook().on("2026-11-22"), {"station": "S", "author": "S1", "source": "x"}, yards.NOW)
    assert refused.value.key == "train-no-extra" or refused.value.values["found"] == 0
