"""A control instruction is never lowered: not by a call, not when it is old, not in emergency mode, not by two officers, not by a scorecard's advice."""

import pytest

from tests import yard as yards
from workstation.risk import STRICT

CALL = {"who": "port duty desk", "when": "2026-11-21T08:30:00Z", "reference": "T-1"}
LEVELS = ("none", "machine", "manual", "hold")
CARD = """kind = "scorecard"
version = 1
made_at = "2026-11-18T03:00:00Z"
valid_from = "2026-11-18"
source = "a test"
author = "U1"
approver = ""
intercept = "-5.0000"
base = "0.2000"

[[weight]]
fact = "seal.state"
value = "sealed"
weight = "-4.0000"
"""


def stands(yard, least):
    """What no act may undercut, and no way out leads below; returns the channel in force."""
    for act in ({"act": "release"}, {"act": "leave"}):
        assert yard.refused(line=act) in ("not-releasable", "not-leavable")
    for to in ("release", "machine", "manual"):
        if STRICT[to] < STRICT[least]:
            assert yard.refused(act="override", to=to, reason="in a hurry", officer="N1") == "never-lowered"
    assert STRICT[yard.channel()] >= STRICT[least]
    return yard.channel()


@pytest.mark.parametrize("told", LEVELS[1:])
def test_an_instruction_stands_whatever_is_said_and_however_old_it_is(told, tmp_path):
    yard = yards.Yard(tmp_path / "station", yards.rows(instruction=[yards.instruction(told)]))
    yard.open("S1")
    (tmp_path / "card.toml").write_text(CARD, encoding="utf-8")
    yard.act("scorecard-adopt", file=str(tmp_path / "card.toml"), officer="N1", reason="trial", secret=yards.secret("N1"))
    verdict = yard.lines(*yards.clean())["verdict"]
    # The advice says that nothing is to be found here, and the verdict is what it was.
    assert (verdict["channel"], float(verdict["advice"]["share"]) < 0.01) == (told, True)
    assert stands(yard, told) == told
    yard.clock.wait(3)
    yard.lines({"scan": yards.BOX})
    # Old instructions still count, and the absence of a stricter one is not known.
    assert stands(yard, told) == max(told, "cannot-confirm", key=STRICT.__getitem__)
    yard.act("emergency", order="EO-1", until="2026-11-21T20:00:00Z")
    stands(yard, told)
    for place, said in enumerate(LEVELS):
        lower = place < LEVELS.index(told)
        answer = yard.line(act="confirm", fact="instruction", value=said, **CALL)
        assert (answer["refused"] or {}).get("key") == ("never-lowered" if lower else None), said
        stands(yard, told if lower else said)
    assert yard.refused(act="confirm", fact="instruction", value="none", **CALL) == "never-lowered"
    assert stands(yard, "hold") == "hold"
    yard.close()


def test_one_that_comes_after_a_call_said_none_counts(tmp_path):
    yard = yards.Yard(tmp_path / "station", yards.rows())
    yard.clock.wait(3)
    yard.lines(*yards.clean())
    yard.act("confirm", fact="instruction", value="none", **CALL)
    assert yard.channel() == "release"
    yard.delta(instruction=[yards.instruction("manual", issued_at="2026-11-21T11:00:00Z")])
    yard.lines({"scan": yards.PLATE})
    assert stands(yard, "manual") == "manual"
    yard.close()
