"""The shift that is killed: which lines come next, given the answer to the last; and how many lines of a batch the journal holds."""

from itertools import count

from tests.yard import PHOTO

SCANNED = ("code.scanned", "scan.repeated", "weight.read", "seal.verified")
"""Exactly one of these is written for each line that is read."""


def applied(lines, tail):
    """How many of the unanswered lines are in the journal, by the events behind the last answered one; -1 when it is no whole number."""
    if not lines or not tail:
        return 0
    if "act" in lines[0]:
        return 1
    reads = sum(event.kind in SCANNED for event in tail)
    return reads if 0 < reads <= len(lines) else -1


def shift(scripts, folder, chance):
    """Batches of lines, forever; takes the answer to the last line of each (a probe's when that was never heard)."""
    marks = (f"mark {number}" for number in count())
    photo = folder / "photo.jpg"
    photo.write_bytes(PHOTO)
    while True:
        for script in scripts:
            yield from truck(script, photo, marks, chance)


def truck(script, photo, marks, chance):
    """One truck from its first scan to its end, now and then set aside half-way."""
    lines = list(script["lines"])
    answer = None
    while lines:
        size = chance.choice((1, 1, 2, 5))
        answer = yield lines[:size]
        del lines[:size]
        if chance.random() < 0.06:
            yield [{"act": "park", "reason": next(marks)}]
            answer = yield [{"scan": script["plate"]}]
    channel = (answer["verdict"] or {}).get("channel", "") if answer else ""
    if channel == "hold":
        yield [{"act": "hold", "reason": next(marks)}]
    elif channel in ("machine", "manual") or chance.random() < 0.1:
        answer = yield from inspection(photo, chance)
        channel = (answer["verdict"] or {}).get("channel", "") if answer else ""
    if channel == "release":
        yield [{"act": "release"}]
        yield [{"act": "printed"}]
        yield [{"act": "slip-confirm"}]
    elif channel == "not-customs":
        yield [{"act": "leave"}]
    elif channel == "cannot-confirm":
        yield [{"act": "park", "reason": next(marks)}]
    yield [{"act": "next"}]


def inspection(photo, chance):
    """Every field of the form, the photo and two signatures; sometimes it stops for a while."""
    yield [{"act": "inspect", "form": "appearance"}]
    entries = {"place": "2号查验区", "seal-state": "none", "packaging": "intact", "marks-match": "yes", "party": "agent", "party-signature": "signed"}
    for name, value in (entries | {"conclusion": "normal", "disposal": "release"}).items():
        yield [{"act": "set", "field": name, "value": value}]
        if chance.random() < 0.05:
            yield [{"act": "suspend", "reason": "alone"}]
            yield [{"act": "continue"}]
    yield [{"act": "evidence", "file": str(photo), "field": "photo"}]
    yield [{"act": "sign"}]
    return (yield [{"act": "cosign", "officer": "O2"}])
