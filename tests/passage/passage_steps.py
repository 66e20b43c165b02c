"""Lines, rows and steps that several tests of passages share."""

from tests.yard import (
    BOOKING,
    BOOKING2,
    BOX,
    BOX2,
    PAPERS,
    PAPERS2,
    PLATE,
    PLATE2,
    SEAL,
    SEAL2,
    SEAL3,
    USCC,
    USCC2,
    booked,
    clean,
    consignment,
    rows,
    sealed,
)

CALL = {"who": "control room", "when": "16:40", "reference": "T-17"}
ORDER = {"order": "E-2026-1", "until": "2026-11-21T20:00:00Z"}


TARGETS = [("vehicle", PLATE), ("declaration", PAPERS), ("container", BOX), ("seal", SEAL), ("enterprise", USCC), ("booking", BOOKING)]

SECOND = [{"scan": PLATE2}, {"scan": PAPERS2}, {"scan": BOX2}, {"seal": SEAL2, "status": "sealed", "container": BOX2}, {"weight": "16200"}]
"""The lines of the second truck."""


def reasons(told):
    return told["verdict"]["channel"], told["verdict"]["reasons"]


def waited(yard, hours=2):
    """The clean truck, judged on data that have become too old."""
    yard.lines(*clean())
    yard.clock.wait(hours)
    return yard.lines({"weight": "16200"})


def several(**changed):
    boxes = [{"number": BOX, "papers": PAPERS, "tare_kg": "2200"}, {"number": BOX2, "papers": PAPERS2, "tare_kg": "2200"}]
    tables = {
        "consignment": [consignment(), consignment(PAPERS2, uscc=USCC2, **changed)], "container": boxes, "seal": [sealed(SEAL), sealed(SEAL2, BOX2), sealed(SEAL3, BOX2)],
        "booking": [booked(papers=[PAPERS, PAPERS2], containers=[BOX, BOX2])],
    }  # fmt: skip
    credit = [{"uscc": uscc, "scale": "second-line", "class": "white", "valid_from": "2026-01-01"} for uscc in (USCC, USCC2)]
    return rows(**tables, credit=credit)


def everything(weight="23400"):
    seals = [{"seal": number, "status": "sealed", "container": box} for number, box in ((SEAL, BOX), (SEAL2, BOX2), (SEAL3, BOX2))]
    return [*({"scan": text} for text in (PLATE, PAPERS, PAPERS2, BOX, BOX2)), *seals, {"weight": weight}]


def released(yard, *lines):
    told = yard.lines(*(lines or clean()))
    slip = yard.act("release")["slip"]
    return told["passage"]["id"], slip


def two_trucks():
    return rows(
        vehicle=[{"plate": PLATE, "sort": "truck", "tare_kg": "9000"}, {"plate": PLATE2, "sort": "truck", "tare_kg": "9000"}],
        consignment=[consignment(), consignment(PAPERS2)],
        container=[{"number": BOX, "papers": PAPERS, "tare_kg": "2200"}, {"number": BOX2, "papers": PAPERS2, "tare_kg": "2200"}],
        seal=[sealed(SEAL), sealed(SEAL2, BOX2)],
        booking=[booked(papers=[PAPERS], containers=[BOX]), booked(PLATE2, number=BOOKING2, papers=[PAPERS2], containers=[BOX2])],
    )
