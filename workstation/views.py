"""Every view table of the journal and its fold, in one tuple; the store gets it as an argument."""

from workstation.passage.views import PASSAGES
from workstation.release.views import SLIPS
from workstation.risk.days import DRAWS
from workstation.risk.officers import OFFICERS

VIEWS = (OFFICERS, DRAWS, PASSAGES, SLIPS)
