"""The scans of one truck gathered and cross-checked."""

from workstation.passage.check import Gathered, foreign, gather, harshest, looked_at, unanswered, unseen
from workstation.passage.grow import grow, of, part_kind
from workstation.passage.place import Placed, place
from workstation.passage.tied import ties
from workstation.passage.told import Told, read
from workstation.passage.values import Given, Part, Passage, Release, SealRead, Weight

__all__ = [
    "Gathered", "Given", "Part", "Passage", "Placed", "Release", "SealRead", "Told", "Weight", "foreign", "gather", "grow", "harshest", "looked_at", "of", "part_kind", "place", "read", "ties", "unanswered", "unseen",
]
