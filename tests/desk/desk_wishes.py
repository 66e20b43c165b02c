"""What officers and devices may say to a desk in any order: lines, plausible and not, and packs that arrive meanwhile."""

from hypothesis import strategies as st

from tests import yard
from workstation.desk.acts import ACTS

PAPERS4, BOX4 = yard.made.make_declaration("6401", 2026, 4, "0"), yard.made.make_container("MSK", 38328)
TRUCKS = {
    "clean": yard.clean(),
    "open": [
        {"scan": yard.PLATE2}, {"scan": yard.PAPERS2}, {"scan": yard.BOX2}, {"seal": yard.SEAL2, "status": "open", "container": yard.BOX2}, {"weight": "16200"},
    ],
    "other": [
        {"scan": "琼E24680"}, {"scan": PAPERS4}, {"scan": BOX4}, {"seal": "ML42345678", "status": "sealed", "container": BOX4}, {"weight": "16200"},
    ],
    "empty": [{"scan": yard.PLATE3}, {"weight": "9100"}],
    "instructed": [
        {"scan": "琼D13579"}, {"scan": yard.PAPERS3}, {"scan": yard.BOX3}, {"seal": yard.SEAL3, "status": "sealed", "container": yard.BOX3}, {"weight": "16200"},
    ],
}  # fmt: skip
"""The lines of five trucks whose verdicts are release, manual, release, not-customs and machine."""


def port():
    """The tables behind `TRUCKS`."""
    plates = (yard.PLATE, yard.PLATE2, yard.PLATE3, "琼D13579", "琼E24680")
    papers, boxes = (yard.PAPERS, yard.PAPERS2, yard.PAPERS3, PAPERS4), (yard.BOX, yard.BOX2, yard.BOX3, BOX4)
    seals = (yard.SEAL, yard.SEAL2, yard.SEAL3, "ML42345678")
    goods = [(plates[0], papers[0], boxes[0]), (plates[1], papers[1], boxes[1]), (plates[3], papers[2], boxes[2]), (plates[4], papers[3], boxes[3])]
    bookings = [yard.booked(plate, number=yard.made.make_booking(yard.DAY, place), papers=[paper], containers=[box]) for place, (plate, paper, box) in enumerate(goods)]
    return yard.rows(
        vehicle=[{"plate": plate, "sort": "truck", "tare_kg": "9000"} for plate in plates],
        consignment=[yard.consignment(number) for number in papers],
        container=[{"number": box, "papers": number, "tare_kg": "2200"} for box, number in zip(boxes, papers, strict=True)],
        seal=[yard.sealed(seal, box) for seal, box in zip(seals, boxes, strict=True)],
        booking=[*bookings, yard.booked(yard.PLATE3, "empty", yard.made.make_booking(yard.DAY, 9))],
        instruction=[yard.instruction("machine", target="琼D13579", serial=9)],
    )


PARTS = [yard.PLATE, yard.PLATE2, yard.PLATE3, "琼D13579", yard.PAPERS, yard.PAPERS2, yard.BOX, yard.BOX2, yard.BOX3, yard.TRAILER, yard.DRIVER, "HELLO123", ""]
SEALS = [yard.SEAL, yard.SEAL2, yard.SEAL3, "HN7654321", "ML12345679"]
TEXTS = ["x", "", "looked at it", "好"]
OFFICERS = [*yard.OFFICERS, "X9"]
FIELDS = {
    "reason": TEXTS, "risk": ["conceal", "harm", "x"], "owner": ["O1"], "next": ["x"], "officer": OFFICERS, "to": ["release", "machine", "manual", "hold", "new", *PARTS[:4], yard.SEAL, "0", "16200"],
    "fact": ["instruction", "papers.state", "papers.va", "booking.goods", "credit.national", "credit.second-line", "x"], "who": ["control room"], "when": ["16:00"],
    "value": ["none", "hold", "released", "valid", "empty", "regular", "unlisted", "normal", "release", "9100", *PARTS[:7], *SEALS], "reference": ["T-1"], "part": ["vehicle", "container", "seal", "seal-status", "weight"],
    "passage": PARTS[:4], "from": PARTS[:4], "form": ["appearance", "machine-image", "container-open", "x"], "again": ["", "x"], "field": ["place", "conclusion", "disposal", "seal-state", "photo", "x"],
    "seal": SEALS, "new": SEALS, "container": [yard.BOX, yard.BOX2], "sort": ["customs"], "queue": ["q"], "job": ["1"], "vehicle": PARTS[:3], "opened": ["by-hand", "none", "x"], "order": ["E-1"],
    "until": ["2026-11-21T12:00:00Z", "2026-11-23T12:00:00Z", "2020-01-01T00:00:00Z"], "end": ["yes"], "file": ["PHOTO", "/none"], "token": ["TOKEN", "HN1:X"], "number": ["NUMBER", "x"], "secret": ["no such phrase"],
}  # fmt: skip
"""Field -> values; words in capitals are filled in by the machine."""


@st.composite
def acts(draw, names=tuple(ACTS)):
    """A line with an act and most of its fields."""
    act = ACTS[draw(st.sampled_from(names))]
    asked = {"act": act.name}
    for name in (*act.needs, *act.may):
        rare = name == "secret" or (name in ("number", "token", "verdict") and draw(st.booleans()))
        if draw(st.integers(0, 9)) < (1 if rare else 9 if name in act.needs else 4):
            asked[name] = draw(st.sampled_from(FIELDS.get(name, [0, 1, 17])))
    return asked


SCANS = st.builds(lambda text, source: {"scan": text, "source": source}, st.sampled_from(PARTS), st.sampled_from(("serial", "typed")))
WEIGHTS = st.builds(lambda text: {"weight": text}, st.sampled_from(("16200", "9100", "40000", "0", "x")))
READS = st.builds(
    lambda number, status, source: {"seal": number, "status": status, "source": source},
    st.sampled_from(SEALS), st.sampled_from(("sealed", "open", "unknown")), st.sampled_from(("barcode", "typed")),
)  # fmt: skip
INSTRUCTIONS = st.builds(
    lambda channel, target, serial, state: yard.instruction(channel, *target, serial=serial, state=state),
    st.sampled_from(("machine", "manual", "hold")), st.sampled_from((("vehicle", yard.PLATE), ("container", yard.BOX2), ("vehicle", yard.PLATE3), ("enterprise", yard.USCC))),
    st.integers(1, 3), st.sampled_from(("live", "lifted")),
)  # fmt: skip
PAPERS = st.sampled_from([yard.consignment(number, state=state) for number in (yard.PAPERS, yard.PAPERS2) for state in ("released", "declared", "cancelled")])
CALLS = (("instruction", "none"), ("instruction", "hold"), ("papers.state", "released"), ("credit.national", "regular"), ("credit.second-line", "unlisted"), ("booking.goods", "empty"))
DECISIONS = acts(("release", "release", "leave", "next", "park", "hold", "lift", "void", "restore", "present", "correct", "move", "resume", "transfer"))
