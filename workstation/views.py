"""Every view table of the journal and its fold, in one tuple; the store gets it as an argument."""

from workstation.accounts.views import ACCOUNTS
from workstation.calls.elsewhere import ELSEWHERE
from workstation.calls.views import CALLS
from workstation.custody.stored import STEPS
from workstation.custody.views import CUSTODY
from workstation.passage.parcels import PARCELS
from workstation.passage.views import PASSAGES
from workstation.persons.views import PERSONS
from workstation.release.views import SLIPS
from workstation.risk.days import DRAWS
from workstation.risk.duty import DUTY
from workstation.risk.live import RULE_PACKS
from workstation.risk.officers import OFFICERS

VIEWS = (OFFICERS, DRAWS, DUTY, RULE_PACKS, PASSAGES, PARCELS, SLIPS, CUSTODY, STEPS, PERSONS, CALLS, ELSEWHERE, ACCOUNTS)
