"""Every way out of the lane for a load whose ledger has not that much: refused at once, with the figures, and nothing is written."""

import pytest

from tests.accounts.accounts_port import LEDGER, TRUCKS, ledger_line, tables, three_lists
from tests.yard import clean

LITTLE = [ledger_line(0, unit="CNY", **{"in": "9000.00"}), ledger_line(1, **{"in": "399"}), ledger_line(2, unit="个", **{"in": "3"})]
DECISIONS = [{"act": "override", "to": to, "reason": "老板说可以", "officer": "O2"} for to in ("release", "machine", "manual")]
ORDER = {"order": "E-2026-1", "until": "2026-11-30T00:00:00Z"}


def figures(yard, **asked):
    """What a refusal says is left and asked; it must be one of a ledger, and write nothing."""
    head, line = yard.desk.station.journal.head().seq, yard.line(**asked)["refused"]
    assert line["key"] == "account-overdrawn", line
    assert yard.desk.station.journal.head().seq == head
    return line["words"].partition(":")[2]


def ways_out(yard, said):
    """Release, a decision otherwise, an inspection that finds nothing, emergency mode on old data: each says the same figures."""
    assert figures(yard, act="release") == said
    for asked in DECISIONS:
        assert figures(yard, **asked) == said
    assert yard.refused(act="leave") == "not-leavable"
    override = next(act for act in yard.desk.card().acts if act.name == "override")
    assert not override.enabled, "the key is faint: the band says why"
    yard.inspected(why="轮空")
    assert yard.channel() == "hold"
    assert figures(yard, act="release") == said
    yard.act("sign-in", officer="S1")
    yard.clock.wait(200)
    yard.act("emergency", **ORDER)
    assert figures(yard, act="release") == said
    assert not list(yard.desk.station.journal.events(kinds=("released", "ledger.posted", "verdict.overridden")))


@pytest.mark.parametrize(("told", "lines", "said"), [
    (tables(ledger_line=LITTLE), clean(), "要 600 千克,只剩 399 千克"), (three_lists(ledger_line=LITTLE), TRUCKS[0], "要 400 千克,只剩 399 千克"),
    (three_lists(ledger_line=[ledger_line(0, unit="CNY", **{"in": "1999.99"}), ledger_line(1, **{"in": "400"})]), TRUCKS[0], "要 2000.00 CNY,只剩 1999.99 CNY"),
], ids=["declaration", "batch", "guarantee"])  # fmt: skip
def test_a_load_its_ledger_cannot_give_goes_no_way(port, told, lines, said):
    yard = port(told)
    yard.lines(*lines)
    assert yard.channel() == "hold"
    ways_out(yard, said)


def test_a_decision_that_came_first_overdraws_nothing_either(port):
    """Overridden while there was enough; what is there went by hand meanwhile."""
    yard = port()
    yard.lines(*clean(weight="30000"))
    assert yard.channel() == "machine"
    yard.act("sign-in", officer="S1")
    yard.act("override", to="release", reason="皮重录错", officer="O2")
    yard.act("ledger-post", ledger=LEDGER, line=1, sort="moved", quantity="401", reference="X-1", reason="盘点")
    assert yard.line(act="release")["refused"]["words"].endswith("要 600 千克,只剩 599 千克")
    assert (yard.channel(), yard.desk.stand.verdict.reasons[0]) == ("hold", "ledger.over"), "the verdict says so too, and the decision is over"
    assert figures(yard, act="override", to="release", reason="皮重录错", officer="O2") == "要 600 千克,只剩 599 千克"
    assert not list(yard.desk.station.journal.events(kinds=("released",)))


def test_a_slip_made_void_frees_what_the_next_takes_and_its_truck_goes_no_more(port):
    yard = port(three_lists(ledger_line=[ledger_line(0, unit="CNY", **{"in": "9000.00"}), ledger_line(1, **{"in": "400"})]))
    yard.lines(*TRUCKS[0])
    number = yard.act("release")["slip"]["number"]
    yard.act("next")
    yard.lines(*TRUCKS[1])
    assert figures(yard, act="release").endswith("只剩 0 千克")
    yard.act("sign-in", officer="S1")
    yard.act("void", number=number, reason="撕毁")
    yard.line(scan="?")
    yard.act("release")
    yard.act("next")
    yard.act("resume", passage=TRUCKS[0][0]["scan"])
    assert figures(yard, act="release").endswith("只剩 0 千克")
    assert yard.refused(act="restore", number=number, reason="撕毁") == "slip-not-released"
