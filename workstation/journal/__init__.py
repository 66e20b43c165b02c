"""What happened here: events written once, chained by hash, signed, encrypted, witnessed; and the views derived from them."""

from workstation.journal.chain import station_id
from workstation.journal.event import Draft, Event, canonical, parse
from workstation.journal.fold import View, Write
from workstation.journal.reading import Reader, peek
from workstation.journal.store import Journal, Moved, Place
from workstation.journal.verify import Verification, verify, verify_file
from workstation.journal.witness import Head

__all__ = [
    "Draft", "Event", "Head", "Journal", "Moved", "Place", "Reader", "Verification", "View", "Write",
    "canonical", "parse", "peek", "station_id", "verify", "verify_file",
]
