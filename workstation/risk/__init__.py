"""Rules, draw, verdict and its explanation: the only copy of the rules."""

from workstation.risk.book import CHANNELS, RISKS, Rulebook
from workstation.risk.draw import drawer
from workstation.risk.judge import STRICT, Case, Draw, Flip, Verdict, hits, judge, named, risks, strictest
from workstation.risk.rules import rulebook

__all__ = ["CHANNELS", "RISKS", "STRICT", "Case", "Draw", "Flip", "Rulebook", "Verdict", "drawer", "hits", "judge", "named", "risks", "rulebook", "strictest"]
