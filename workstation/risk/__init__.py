"""Rules, draw, verdict and its explanation: the only copy of the rules."""

from workstation.risk.draw import drawer
from workstation.risk.judge import STRICT, Case, Flip, Verdict, judge, strictest
from workstation.risk.rules import CHANNELS, RISKS, Rulebook, rulebook

__all__ = ["CHANNELS", "RISKS", "STRICT", "Case", "Flip", "Rulebook", "Verdict", "drawer", "judge", "rulebook", "strictest"]
