"""A small chain of inspection events, as a station's journal would hold them."""

from workstation.inspection import entry, grow, progress
from workstation.journal import kinds
from workstation.journal.event import Draft, Event

STATION = "CNHXG-03-7KQ2"
PASSAGE = f"{STATION}/1"


class Chain:
    """Events of one station in order; `grown` is the inspection they make."""

    def __init__(self, station=STATION, first=10, at=1_000):
        self.station, self.seq, self.at = station, first, at
        self.events = []
        self.inspection = None

    @property
    def id(self):
        return self.events[0].id

    def append(self, kind, officer="A", **body):
        named = {} if kind == "inspection.opened" else {"inspection": self.id}
        kinds.check(Draft(kind, PASSAGE, {**named, **body}))
        event = Event(self.station, self.seq, self.at, self.at, officer, kind, PASSAGE, {**named, **body})
        self.seq, self.at = self.seq + 1, self.at + 7
        self.events.append(event)
        self.inspection = grow.grow(self.inspection, event)
        return event

    def open(self, form="container-open", officer="A", **body):
        self.append("inspection.opened", officer, form=form, version="1", **body)
        return self

    def set(self, form, officer="A", **fields):
        for name, text in fields.items():
            field = name.replace("_", "-")
            self.append("inspection.field-set", officer, field=field, value=entry.check_field(form, field, text))
            for draft in progress.sealed_by_fields(self.inspection, form):
                self.append(draft.kind, officer, **draft.body)
        return self

    def photo(self, field, digest="aa"):
        self.append("evidence.added", sha256=digest * 32, mime="image/jpeg", size=3, field=field)
        return self

    def sign(self, officer):
        self.append("inspection.signed", officer, signer=officer, digest=grow.digest(self.inspection))
        return self
